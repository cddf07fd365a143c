"""The file of corrections: a row for each, written by `newslab.correct`, a spreadsheet or hand."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from filelock import FileLock

from newslab.errors import DataError, InputError, NewslabError, ParameterError, SettingError
from newslab.extract.dates.calendar import describe
from newslab.formats import decode
from newslab.tables import DAY, FLAG, LONE_SURROGATE, TABLES, Row, Spans, spans
from newslab.writing import csv_text, is_formula, write

#: The setting that names another file than ``data/corrections.csv`` of the project.
SETTING = "NEWSLAB_CORRECTIONS"
#: In place of an article's id: wherever an actor has the id that is the key.
EVERYWHERE = "*"
#: What the file has of the table of corrections; the rest says what came of each in an article.
COLUMNS = TABLES["corrections"].names[:9]
ADD, DROP = "add", "drop"
#: What an analyst may change; other columns follow from these and from the text.
CHANGED = {
    "articles": ["published", "title"],
    "statements": ["kind", "act", "spans", "source", "cue", "actor_id", "target_id", "negated",
                   "said_on", "parent_id", "disputes_id"],
    "actors": ["actor_id", "name", "kind", "role", "affiliation", "aliases"],
    "mentions": ["actor_id", "form"],
    "dates": ["type", "value"],
    "stance": ["holder_id", "target", "stance", "modality"],
    "timeline": ["earliest", "latest", "event", "actors", "status"],
}  # fmt: skip
#: Columns whose value is the key of an actor, a place in the text, or the key of a statement.
ACTORS = ("actor_id", "target_id", "holder_id")
PLACES, STATEMENTS = ("spans", "source", "cue"), ("parent_id", "disputes_id")

_KEY = re.compile(r"(\d{1,9}-\d{1,9}(?: \d{1,9}-\d{1,9})*)?(?: ?\((.*)\))?", re.DOTALL)
#: What a value of TIMEX3 is that names no year: ``P3D``, ``XXXX-10``, ``FUTURE_REF``, ``T14:30``.
_YEARLESS = re.compile(
    r"P(T?[\dX.]+[A-Z])+$|[\dX]{2,4}(-|$)|(PAST|PRESENT|FUTURE)_REF$|T\d\d|(BC|FY)\d"
)
#: What a spreadsheet makes a number, day or time of.
_GUESSED = re.compile(r"[eE+\-.]?\d[\d\s./:,eE+-]*(?:[AaPp][Mm])?")


class Key(NamedTuple):
    """The characters of a row, and words that tell people, and rows of one place, which it is."""

    spans: Spans = ()
    label: str = ""

    def __str__(self) -> str:
        at = " ".join(f"{s}-{e}" for s, e in self.spans)
        return f"{at}{self.label and f' ({self.label})'}".strip()


def key(text: str | None, table: str = "") -> Key:
    """Read a key as ``"110-114 (Ann Lee said: …)"``; that of an actor may be its id alone."""
    text = (text or "").strip()
    m = _KEY.fullmatch(text)
    at, label = m.groups("") if m else ("", "")
    if not at and table in ("actors", "articles"):
        return Key((), label or text)
    if not at or any(start >= end for start, end in spans(at)):
        raise ParameterError(f"{text!r} names no characters", todo="write them as 120-145")
    return Key(tuple(sorted(spans(at))), label)


def place(table: str, row: Mapping[str, Any]) -> Key:
    """Return the key of a row, as `newslab.correct` writes it: a statement goes by its cue."""
    words = next(row[c] for c in ("content", "text", "event", "target", "cue") if row.get(c))
    at: Spans = ((row["start"], row["end"]),)
    if table == "statements":
        at = ((row["cue_start"], row["cue_end"]),) if row["cue"] else spans(row["spans"])
        words = f"{row['source'] or '–'} {row['cue'] or ''}: {words}"
    elif table == "timeline":  # one clause may tell of two days
        words = f"{str(row.get('earliest') or '–')[:10]} {words}"
    return Key(at, " ".join(str(words).split())[:50].strip())


def _day(text: str) -> Any:
    """Read a day as newslab or a spreadsheet writes it, unless it may be two days."""
    forms = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")
    days = {pd.to_datetime(text.split()[0], format=f, errors="coerce") for f in forms}
    (day,) = days - {pd.NaT}
    return day.date()


#: How a cell is read, by the type of its column.
_READ: dict[str, Callable[[str], Any]] = {
    DAY: _day,
    FLAG: lambda text: {"true": True, "false": False}[text.lower()],
}


def correction(*cells: str | None) -> Row:
    """Make a correction of the cells of a row of the file; raises `ParameterError`."""
    written = [LONE_SURROGATE.sub("\ufffd", cell or "") for cell in cells]
    c: Row = {name: cell or None for name, cell in zip_longest(COLUMNS, written)}
    all_cells = "\0".join(c[name] or "" for name in COLUMNS)
    c["correction"] = hashlib.sha256(all_cells.encode()).hexdigest()[:8]
    c["everywhere"] = c["article_id"] == EVERYWHERE
    if not c["article_id"]:
        raise ParameterError("has no article_id", todo=f"give one, or {EVERYWHERE} for all")
    table, tables = c["table"], ["actors"] if c["everywhere"] else [*CHANGED]
    if table not in tables:
        what = f"table {table or ''!r} is not to correct"
        raise ParameterError(what, todo=f"use {', '.join(tables)}")
    _ = key(c["key"], table)
    # A column that was to correct once, or is of another newslab, does not fit: no run stops at it.
    if c["everywhere"] or c["column"] not in {*TABLES[table].names} - {*CHANGED[table]}:
        _ = value(c)
    return c


def value(c: Row) -> Any:
    """Return a correction's value as its column holds it; raises `ParameterError`."""
    table, name, text = c["table"], c["column"], (c["value"] or "").strip()
    known = CHANGED[table] + [ADD, DROP] * (table != "articles")
    if name not in known:
        what = f"column {name or ''!r} is not to correct"
        raise ParameterError(what, todo=f"use {', '.join(known)}")
    if name in (ADD, DROP):
        return None
    column = next(known for known in TABLES[table].columns if known.name == name)
    if not text:
        if column.required:
            raise ParameterError(f"column {name} of {table} is never empty")
        return None
    if name in (*PLACES, *STATEMENTS, *ACTORS):
        return key(text, "actors" if name in ACTORS else "")
    with suppress(ValueError, KeyError):
        found = _READ.get(column.dtype, str)(text)
        if text in column.values or not (column.values or (name == "value" and _is_odd(text))):
            return found
    todo = f"use {', '.join(column.values)}" if column.values else f"as in {column.example}"
    raise ParameterError(f"{text!r} is no value of column {name}", todo=todo)


def _is_odd(value: str) -> bool:
    """Whether a value is none of TIMEX3, or a day in figures that the calendar has not."""
    if value[:4].isdecimal():
        return describe(value)[1] is None
    return not _YEARLESS.match(value)


class Corrections(list[Row]):
    """All corrections, in the order of the file: a later one sees what an earlier one did."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        super().__init__({r["correction"]: r for r in rows}.values())
        #: The ids of those for each article alone.
        self.own: dict[str, set[str]] = {}
        for row in self:
            self.own.setdefault(row["article_id"], set()).add(row["correction"])

    def of(self, *articles: str) -> Corrections:
        """Return those for some articles, those for every article among them."""
        due = {*articles, EVERYWHERE} & self.own.keys()
        return Corrections(r for r in (self if due else ()) if r["article_id"] in due)


def path() -> Path:
    """Return where corrections are kept: what the setting names, else the project's file."""
    given = os.environ.get(SETTING)
    return Path(given) if given else project() / "data" / "corrections.csv"


def project() -> Path:
    """Return the working folder or the nearest one above it that has articles or tables."""
    here = Path.cwd()
    marks = ("data/corrections.csv", "data/raw", "data/processed")
    return next((f for f in (here, *here.parents) if any((f / m).exists() for m in marks)), here)


def read() -> Corrections:
    """Read the corrections, none where there is no file; raises `SettingError`."""
    place = path().absolute()
    if place.exists():
        return _read(place, place.stat().st_mtime_ns, place.stat().st_size)
    if SETTING in os.environ:
        todo = "make an empty one, or unset it"
        raise SettingError("no such file", where=f"{SETTING}={place}", todo=todo)
    return Corrections()


@cache
def _read(place: Path, _changed: int, _size: int) -> Corrections:
    return Corrections(c for _, c in _checked(_frame(place), place))


def _checked(frame: pd.DataFrame, place: Path) -> Iterator[tuple[int, Row]]:
    """Yield the corrections, each with the number of its row in the frame."""
    for number, cells in enumerate(frame[COLUMNS].itertuples(index=False, name=None)):
        try:
            if any(cells):
                yield number, correction(*cells)
        except NewslabError as error:
            todo = error.todo or "mend the row or take it out"
            where = f"{place}, row {number + 2}"  # as a spreadsheet counts
            raise SettingError(error.what, where=where, todo=todo) from None


def _frame(place: Path) -> pd.DataFrame:
    """Read the file's cells, whichever encoding and separator a spreadsheet gave it."""
    try:
        content = place.read_bytes()
        text = decode(content, str(place)) if content.strip() else ",".join(COLUMNS)
        separator = max(",;\t", key=text.split("\n", 1)[0].count)
        frame = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False)
        frame = frame.rename(columns=str.strip).fillna("").map(str.strip)
        _ = frame[COLUMNS[2:6]]  # the others may be missing
    except (OSError, InputError, ValueError, KeyError) as error:
        what, todo = f"cannot be read ({str(error).strip()})", f"its head is {','.join(COLUMNS)}"
        raise SettingError(what, where=str(place), todo=todo) from None
    frame = frame.reindex(columns=[*dict.fromkeys([*COLUMNS, *frame])], fill_value="")
    return frame.map(lambda cell: cell.removeprefix("'") if _risky(cell) else cell)


def _risky(text: str) -> bool:
    """Tell whether a spreadsheet would make something else of a text, or take it for a formula."""
    bare = text.lstrip("'")
    return is_formula(bare) or bool(_GUESSED.fullmatch(bare))


def save(rows: Iterable[Row], without: Collection[str] = ()) -> None:
    """Add corrections to the file, as a whole or not at all, and take some out.

    Raises as `read`, or `DataError`.
    """
    place = path()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(place.with_name(f".{place.name}.lock")):
            old = _frame(place) if place.exists() else pd.DataFrame(columns=COLUMNS)
            new = pd.DataFrame(rows, columns=COLUMNS)
            frame = pd.concat([old, new], ignore_index=True).fillna("")
            ids = {n: c["correction"] for n, c in _checked(frame, place)}
            frame = frame.drop([n for n, ident in ids.items() if ident in without])
            safe = frame.map(lambda cell: f"'{cell}" if _risky(cell) else cell)
            write(place, "\ufeff" + csv_text(safe))
    except OSError as error:
        raise DataError(f"cannot be written ({error.strerror})", where=str(place)) from None
