"""The file of corrections: one row for each, edited by `newslab.correct`, Excel or by hand."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, astuple, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock

from newslab import dateline
from newslab.errors import DataError, InputError, NewslabError, ParameterError, SettingError
from newslab.formats import decode
from newslab.tables import DAY, FLAG, NUMBER, TABLES
from newslab.writing import csv_text, is_formula, write

#: The setting that names another file than ``data/corrections.csv`` of the project.
SETTING = "NEWSLAB_CORRECTIONS"
COLUMNS = ("article_id", "sha256", "table", "key", "column", "value", "reason", "who", "when")
#: In place of an article's id: wherever an actor has the id.
EVERYWHERE = "*"
ADD, DROP = "add", "drop"

#: The columns that an analyst may change; the others follow from these and from the text.
CHANGED: dict[str, tuple[str, ...]] = {
    "articles": ("published", "title"),
    "statements": (
        "kind", "act", "spans", "source", "actor_id", "target_id", "negated", "said_on",
        "parent_id", "disputes_id",
    ),
    "actors": ("actor_id", "name", "kind", "role", "affiliation", "aliases"),
    "mentions": ("actor_id", "form"),
    "dates": ("type", "value", "earliest", "latest", "granularity"),
    "clauses": ("tense", "modality", "passive", "subject_id", "object_id"),
    "stance": ("holder_id", "target_id", "target", "stance", "score", "modality"),
    "timeline": ("earliest", "latest", "granularity", "event", "actors"),
}  # fmt: skip
#: Columns whose value names a place in the text, an actor, or a statement by its key.
PLACES, ACTORS = ("spans", "source"), ("actor_id", "target_id", "subject_id", "object_id",
                                       "holder_id")  # fmt: skip
STATEMENTS = ("parent_id", "disputes_id")

_SPAN = r"\d+-\d+"
_KEY = re.compile(
    rf"(?P<spans>{_SPAN}(?: {_SPAN})*)?(?: ?cue (?P<cue>{_SPAN}))?(?: ?\((?P<label>.*)\))?", re.S
)
_ACTOR = re.compile(rf"(?P<id>\S.*?)(?: \((?P<spans>{_SPAN})\))?", re.S)
_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ T][\d:.]+)?")
#: What a spreadsheet makes a number, date or time of.
_GUESSED = re.compile(r"[eE+\-.]?\d[\d\s./:,eE+-]*(?:[AaPp][Mm])?")


@dataclass(frozen=True, slots=True)
class Key:
    """The characters of a row, and words that tell people (and rows of one place) which it is."""

    spans: tuple[tuple[int, int], ...] = ()
    cue: tuple[int, int] | None = None
    label: str = ""

    def __str__(self) -> str:
        parts = [f"{start}-{end}" for start, end in self.spans]
        parts += [f"cue {self.cue[0]}-{self.cue[1]}"] if self.cue else []
        parts += [f"({self.label})"] if self.label else []
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of the file."""

    article_id: str
    sha256: str
    table: str
    key: str
    column: str
    value: str = ""
    reason: str = ""
    who: str = ""
    when: str = ""
    where: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """Eight characters that tell it from others."""
        return hashlib.sha256("\0".join(astuple(self)[:-1]).encode()).hexdigest()[:8]

    @property
    def everywhere(self) -> bool:
        """Whether it is for every article."""
        return self.article_id == EVERYWHERE

    def parsed_key(self) -> Key:
        """Return what the key says; that of an actor may be its id alone."""
        return key(self.key, self.table)


class Corrections:
    """All corrections, in the order of the file: a later one sees what an earlier one did."""

    def __init__(self, rows: Iterable[Correction] = ()) -> None:
        self.rows = tuple(rows)
        self._own: dict[str, list[Correction]] = {}
        for row in self.rows:
            self._own.setdefault(row.article_id, []).append(row)
        self.everywhere = tuple(self._own.pop(EVERYWHERE, ()))

    def of(self, article_id: str) -> list[Correction]:
        """Return those for an article, those for every article among them."""
        if not self.everywhere:
            return self._own.get(article_id, [])
        return [r for r in self.rows if r.article_id in (article_id, EVERYWHERE)]

    def own(self, article_id: str) -> set[str]:
        """Return the ids of those for this article alone."""
        return {r.id for r in self._own.get(article_id, ())}

    def records(self, articles: Iterable[str]) -> list[dict[str, str]]:
        """Return what a worker needs for some articles."""
        wanted = {*articles, EVERYWHERE}
        return [asdict(r) for r in self.rows if r.article_id in wanted]


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Read places: ``"120-145 180-230"``."""
    parts = (part.split("-") for part in text.split())
    return tuple((int(start), int(end)) for start, end in parts)


def key(text: str, table: str) -> Key:
    """Read a key; raises `ParameterError`.

    Examples
    --------
    >>> key("120-145 cue 110-114 (Ann Lee said: talks failed)", "statements").cue
    (110, 114)
    """
    m = _KEY.fullmatch(text.strip())
    if table == "actors" and (m is None or not (m["spans"] or m["label"])):
        return Key(label=text.strip())
    if table == "articles" and not text.strip():
        return Key()
    places = () if m is None else spans(" ".join(filter(None, (m["spans"], m["cue"]))))
    if m is None or not (m["spans"] or m["cue"]) or any(start >= end for start, end in places):
        raise ParameterError(
            f"key {text!r} names no characters", todo="write it as 120-145, or use newslab.correct"
        )
    cue = spans(m["cue"])[0] if m["cue"] else None
    return Key(spans(m["spans"] or ""), cue, m["label"] or "")


def actor(value: str) -> tuple[str, tuple[int, int] | None]:
    """Read an actor's id and the place that may stand behind it: ``"ann-lee (17-24)"``."""
    m = _ACTOR.fullmatch(value.strip())
    if m is None:
        return value.strip(), None
    return m["id"], spans(m["spans"])[0] if m["spans"] else None


def convert(table: str, column: str, text: str) -> Any:
    """Return a cell's value as its column holds it; raises `ParameterError`."""
    declared = next(c for c in TABLES[table].columns if c.name == column)
    text = text.strip()
    if not text:
        if declared.required or table == "timeline":
            raise ParameterError(f"column {column} of {table} is never empty")
        return None
    if column in PLACES:
        return key(text, "statements").spans
    if column in STATEMENTS:
        return key(text, "statements")
    if column in ACTORS:
        return text
    if declared.values and text not in declared.values:
        known = ", ".join(declared.values)
        raise ParameterError(f"{text!r} is no value of column {column}", todo=f"use {known}")
    return _typed(declared.dtype, text)


def _typed(dtype: str, text: str) -> Any:
    if dtype == DAY:
        return day(text)
    if dtype == FLAG:
        if text.lower() not in ("true", "false"):
            raise ParameterError(f"{text!r} is neither true nor false", todo="write true or false")
        return text.lower() == "true"
    if dtype == NUMBER:
        try:
            return float(text.replace(",", "."))
        except ValueError:
            raise ParameterError(f"{text!r} is no number") from None
    return text


def day(text: str) -> date:
    """Read a day as newslab or a spreadsheet writes it; raises `ParameterError`.

    Examples
    --------
    >>> day("14.03.2025"), day("3/14/2025")
    (datetime.date(2025, 3, 14), datetime.date(2025, 3, 14))
    """
    found = dateline.day(text)
    if m := _DAY.fullmatch(text):
        first, second, year = int(m[1]), int(m[3]), int(m[4])
        # Days and months up to 12 are the same to a reader, unless points say which is which.
        if m[2] == "." or first > 12 or first == second:
            found = pd.to_datetime(f"{year}-{second}-{first}", errors="coerce")
        elif second > 12:
            found = pd.to_datetime(f"{year}-{first}-{second}", errors="coerce")
    if found is pd.NaT:
        raise ParameterError(f"{text!r} is no day that is clear", todo="write it as 2025-03-14")
    chosen: date = found.date()
    return chosen


def check(row: Correction) -> None:
    """Check that a correction makes sense, whatever the article; raises `ParameterError`."""
    if not row.article_id:
        raise ParameterError("has no article_id", todo=f"give one, or {EVERYWHERE} for all")
    if row.table not in CHANGED:
        raise ParameterError(f"no table {row.table!r} to correct", todo=f"use {_list(CHANGED)}")
    if row.everywhere and row.table != "actors":
        raise ParameterError(f"{EVERYWHERE} is for actors only", todo="name the article")
    allowed = CHANGED[row.table] if row.table == "articles" else (*CHANGED[row.table], ADD, DROP)
    if row.column not in allowed or (row.everywhere and row.column == ADD):
        raise ParameterError(
            f"column {row.column!r} of {row.table} is not to correct", todo=f"use {_list(allowed)}"
        )
    row.parsed_key()
    if row.column not in (ADD, DROP):
        convert(row.table, row.column, row.value)
    elif row.column == ADD and not row.value.strip() and row.table != "statements":
        raise ParameterError("says not what is added", todo="see newslab.correct for the value")


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


def path() -> Path:
    """Return where the corrections are kept.

    ``NEWSLAB_CORRECTIONS``, else ``data/corrections.csv`` of the project: of the working folder or
    the nearest one above it that has articles or tables.
    """
    if given := os.environ.get(SETTING):
        return Path(given)
    here = Path.cwd()
    marks = ("data/corrections.csv", "data/raw", "data/processed")
    project = next((f for f in (here, *here.parents) if any((f / m).exists() for m in marks)), here)
    return project / "data" / "corrections.csv"


def read(place: Path | None = None) -> Corrections:
    """Read the corrections; there are none where there is no file.

    Raises
    ------
    DataError
        The file, or a line of it, makes no sense.
    SettingError
        ``NEWSLAB_CORRECTIONS`` names no file.
    """
    place = place or path()
    try:
        seen = place.stat()
    except FileNotFoundError:
        if os.environ.get(SETTING):
            raise SettingError(
                "no such file", where=f"{SETTING}={place}", todo="make an empty one, or unset it"
            ) from None
        return Corrections()
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror})", where=str(place)) from None
    return _read(place.absolute(), seen.st_mtime_ns, seen.st_size)


@cache
def _read(place: Path, _changed: int, _size: int) -> Corrections:
    return Corrections(_checked(_records(place), place))


def _checked(records: Iterable[tuple[int, Mapping[str, str]]], place: Path) -> Iterator[Correction]:
    for line, record in records:
        where = f"{place}, line {line}"
        row = Correction(**{c: record[c] for c in COLUMNS}, where=where)
        try:
            check(row)
        except NewslabError as error:
            todo = error.todo or "mend the line or take it out"
            raise DataError(error.what, where=where, todo=todo) from None
        yield row


def _records(place: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line numbers and rows of a file, whichever separator a spreadsheet gave it."""
    try:
        content = place.read_bytes()
        text = decode(content, str(place)) if content.strip() else ""
    except (OSError, InputError) as error:
        raise DataError(f"cannot be read ({error})", where=str(place)) from None
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    names: list[str] = []
    try:
        for cells in reader:
            cells = [_bare(c) for c in cells]
            if not any(cells):
                continue
            if names and len(cells) > len(names) and any(cells[len(names) :]):
                raise csv.Error(f"has {len(cells)} cells, the head has {len(names)}")
            if not names:
                names = _head(cells, place)
            else:
                yield reader.line_num, dict.fromkeys(COLUMNS, "") | dict(zip(names, cells))  # noqa: B905
    except csv.Error as error:
        where = f"{place}, line {reader.line_num}"
        raise DataError(str(error), where=where, todo="mend the line or take it out") from None


def _head(cells: list[str], place: Path) -> list[str]:
    missing = [c for c in COLUMNS[:6] if c != "sha256" and c not in cells]
    if missing:
        raise DataError(
            f"lacks the column{'s' * (len(missing) > 1)} {_list(missing)}",
            where=f"{place}, line 1",
            todo=f"its head is {','.join(COLUMNS)}",
        )
    return cells


def _risky(text: str) -> bool:
    """Tell whether a spreadsheet would make another value of a text, or take it for a formula."""
    if text.startswith("'"):
        return _risky(text[1:])
    return bool(text) and (is_formula(text) or bool(_GUESSED.fullmatch(text)))


def _bare(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and _risky(cell) else cell


def save(rows: Iterable[Correction], place: Path | None = None) -> Path:
    """Put corrections behind those that are in the file; it is written as a whole or not at all.

    Raises
    ------
    ParameterError
        One of them makes no sense.
    DataError
        The file that is there makes no sense, or it cannot be written.
    """
    place, rows = place or path(), list(rows)
    for row in rows:
        check(row)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place.with_name(f".{place.name}.lock"))
        with lock:
            old = list(_records(place)) if place.exists() else []
            for _ in _checked(old, place):
                pass
            kept = [record for _, record in old]
            new = [{c: getattr(r, c) for c in COLUMNS} for r in rows]
            frame = pd.DataFrame([*kept, *new])
            safe = frame.fillna("").map(lambda v: f"'{v}" if _risky(v) else v)
            write(place, "\ufeff" + csv_text(safe))
    except OSError as error:
        raise DataError(f"cannot be written ({error.strerror})", where=str(place)) from None
    return place
