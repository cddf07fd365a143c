"""The file of corrections: a row for each, written by `newslab.correct`, a spreadsheet or hand."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock

from newslab.errors import DataError, InputError, NewslabError, ParameterError, SettingError
from newslab.formats import decode
from newslab.tables import DAY, FLAG, NUMBER, TABLES, Spans, spans
from newslab.writing import csv_text, is_formula, write

#: The setting that names another file than ``data/corrections.csv`` of the project.
SETTING = "NEWSLAB_CORRECTIONS"
COLUMNS = ["article_id", "sha256", "table", "key", "column", "value", "reason", "who", "when"]
#: In place of an article's id: wherever an actor has the id that is the key.
EVERYWHERE = "*"
ADD, DROP = "add", "drop"
#: What an analyst may change; other columns follow from these and from the text.
CHANGED = {
    "articles": ["published", "title"],
    "statements": ["kind", "act", "spans", "source", "cue", "actor_id", "target_id", "negated",
                   "said_on", "parent_id", "disputes_id"],
    "actors": ["actor_id", "name", "kind", "role", "affiliation", "aliases"],
    "mentions": ["actor_id", "form"],
    "dates": ["type", "value", "earliest", "latest", "granularity"],
    "stance": ["holder_id", "target", "stance", "score", "modality"],
    "timeline": ["earliest", "latest", "granularity", "event", "actors"],
}  # fmt: skip
#: Columns whose value is the key of an actor, a place in the text, or the key of a statement.
ACTORS = ("actor_id", "target_id", "holder_id")
PLACES, STATEMENTS = ("spans", "source", "cue"), ("parent_id", "disputes_id")

_KEY = re.compile(r"(\d{1,9}-\d{1,9}(?: \d{1,9}-\d{1,9})*)?(?: ?\((.*)\))?", re.DOTALL)
#: What a spreadsheet makes a number, day or time of.
_GUESSED = re.compile(r"[eE+\-.]?\d[\d\s./:,eE+-]*(?:[AaPp][Mm])?")
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")


@dataclass(frozen=True, slots=True)
class Key:
    """The characters of a row, and words that tell people, and rows of one place, which it is."""

    spans: Spans = ()
    label: str = ""

    def __str__(self) -> str:
        at = " ".join(f"{s}-{e}" for s, e in self.spans)
        return f"{at}{self.label and f' ({self.label})'}".strip()


def key(text: str, table: str = "") -> Key:
    """Read a key as ``"110-114 (Ann Lee said: …)"``; raises `ParameterError`."""
    m = _KEY.fullmatch(text.strip())
    if table in ("actors", "articles") and (m is None or not m[1]):
        return Key((), m[2] if m and m[2] else text.strip())
    found = Key(spans(m[1] or ""), m[2] or "") if m else Key()
    if not found.spans or any(start >= end for start, end in found.spans):
        raise ParameterError(f"{text!r} names no characters", todo="write them as 120-145")
    return found


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

    @property
    def id(self) -> str:
        """Eight characters that tell it from others."""
        return hashlib.sha256("\0".join(astuple(self)).encode()).hexdigest()[:8]

    @property
    def everywhere(self) -> bool:
        """Whether it is for every article."""
        return self.article_id == EVERYWHERE

    @property
    def key_read(self) -> Key:
        """What the key says; that of an actor may be its id alone."""
        return key(self.key, self.table)

    def told(self, state: str | None, **what: Any) -> dict[str, Any]:
        """Return its row in the table of corrections: what came of it in an article."""
        own = {name: value or None for name, value in asdict(self).items()} | what
        was = None if pd.isna(what.get("was")) else shown(what["was"])
        about = {"everywhere": self.everywhere, "correction": self.id}
        return own | about | {"state": state, "was": was}

    def check(self) -> None:
        """Check that it makes sense, whatever the article; raises `ParameterError`."""
        if not self.article_id:
            raise ParameterError("has no article_id", todo=f"give one, or {EVERYWHERE} for all")
        if self.table not in CHANGED or (self.everywhere and self.table != "actors"):
            raise ParameterError(f"{self.table!r} is no table to correct in {self.article_id!r}")
        allowed = [*CHANGED[self.table], *([] if self.table == "articles" else [ADD, DROP])]
        if self.column not in allowed:
            what = f"column {self.column!r} of {self.table} is not to correct"
            raise ParameterError(what, todo=f"use {', '.join(allowed)}")
        _ = self.key_read, self.converted()

    def converted(self) -> Any:
        """Return the value as its column holds it; raises `ParameterError`."""
        text = self.value.strip()
        if self.column in (ADD, DROP):
            return None
        column = next(c for c in TABLES[self.table].columns if c.name == self.column)
        if not text:
            if column.required or self.table == "timeline":
                raise ParameterError(f"column {column.name} of {self.table} is never empty")
            return None
        if column.name in PLACES + STATEMENTS + ACTORS:
            return key(text, "actors" if column.name in ACTORS else "")
        todo = f"use {', '.join(column.values)}" if column.values else f"as in {column.example}"
        with suppress(ValueError, KeyError):
            if not column.values or text in column.values:
                return _READ.get(column.dtype, str)(text)
        raise ParameterError(f"{text!r} is no value of column {column.name}", todo=todo)


def day(text: str) -> pd.Timestamp:
    """Read a day as newslab or a spreadsheet writes it, unless it may be two days."""
    found = {pd.to_datetime(text.split()[0], format=f, errors="coerce") for f in _DAYS} - {pd.NaT}
    if len(found) != 1:
        raise ValueError(text)
    return found.pop()


def shown(value: object) -> str:
    """Return a value as the file writes it."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return str(value).lower() if isinstance(value, bool) else str(value)


#: How a cell is read, by the type of its column.
_READ: dict[str, Callable[[str], Any]] = {
    DAY: day,
    FLAG: lambda text: {"true": True, "false": False}[text.lower()],
    NUMBER: lambda text: float(text.replace(",", ".")),
}


class Corrections:
    """All corrections, in the order of the file: a later one sees what an earlier one did."""

    def __init__(self, rows: Iterable[Correction] = ()) -> None:
        self.rows = tuple(dict.fromkeys(rows))
        self._own: dict[str, list[Correction]] = {}
        for row in self.rows:
            self._own.setdefault(row.article_id, []).append(row)
        self.everywhere = self._own.get(EVERYWHERE, [])

    def of(self, *articles: str) -> list[Correction]:
        """Return those for some articles, those for every article among them."""
        if len(articles) == 1 and not self.everywhere:
            return self._own.get(articles[0], [])
        return [r for r in self.rows if r.article_id in {*articles, EVERYWHERE}]

    def own(self, article_id: str) -> set[str]:
        """Return the ids of those for this article alone."""
        return {r.id for r in self._own.get(article_id, ())}


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


def read() -> Corrections:
    """Read the corrections; there are none where there is no file.

    Raises `DataError` if it makes no sense, `SettingError` if ``NEWSLAB_CORRECTIONS`` names none.
    """
    place = path().absolute()
    if place.exists():
        return _read(place, place.stat().st_mtime_ns, place.stat().st_size)
    if SETTING in os.environ:
        todo = "make an empty one, or unset it"
        raise SettingError("no such file", where=f"{SETTING}={place}", todo=todo)
    return Corrections()


@cache
def _read(place: Path, _changed: int, _size: int) -> Corrections:
    return Corrections(_checked(_frame(place), place))


def _checked(frame: pd.DataFrame, place: Path) -> Iterator[Correction]:
    rows = frame[COLUMNS].itertuples(index=False, name=None)
    # Rows are counted as a spreadsheet does.
    for number, row in enumerate(rows, 2):
        if any(row):
            try:
                Correction(*row).check()
            except NewslabError as error:
                todo = error.todo or "mend the row or take it out"
                raise DataError(error.what, where=f"{place}, row {number}", todo=todo) from None
            yield Correction(*row)


def _frame(place: Path) -> pd.DataFrame:
    """Read the file's cells, whichever encoding and separator a spreadsheet gave it."""
    try:
        content = place.read_bytes()
        text = decode(content, str(place)) if content.strip() else ",".join(COLUMNS)
        separator = max(",;\t", key=text.split("\n", 1)[0].count)
        frame = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False)
        _ = frame[COLUMNS[2:6]]  # the others may be missing
    except (OSError, InputError, ValueError, KeyError) as error:
        what, todo = f"cannot be read ({str(error).strip()})", f"its head is {','.join(COLUMNS)}"
        raise DataError(what, where=str(place), todo=todo) from None
    more = [c for c in frame if c not in COLUMNS]
    return frame.reindex(columns=[*COLUMNS, *more]).fillna("").map(_bare)


def _risky(text: str) -> bool:
    """Tell whether a spreadsheet would make something else of a text, or take it for a formula."""
    bare = text.lstrip("'")
    return bool(bare) and (is_formula(bare) or bool(_GUESSED.fullmatch(bare)))


def _bare(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and _risky(cell) else cell


def save(rows: Iterable[Correction]) -> None:
    """Put corrections behind those in the file, which is written as a whole or not at all.

    Raises `DataError` if the file that is there makes no sense, or it cannot be written.
    """
    place = path()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(place.with_name(f".{place.name}.lock")):
            old = _frame(place) if place.exists() else pd.DataFrame(columns=COLUMNS)
            new = pd.DataFrame([astuple(r) for r in rows], columns=COLUMNS)
            frame = pd.concat([old, new], ignore_index=True).fillna("")
            list(_checked(frame, place))
            safe = frame.map(lambda cell: f"'{cell}" if _risky(cell) else cell)
            write(place, "\ufeff" + csv_text(safe))
    except OSError as error:
        raise DataError(f"cannot be written ({error.strerror})", where=str(place)) from None
