"""The cue lexicon: which words signal a statement, which speech act, and what they take.

A row of ``lexicons/cues.csv`` names a cue, its speech act and the frames that it takes with this
act: the frames of ``lexicons/frames.csv`` and ``quote`` (a quotation beside the cue), ``p:WORD``
(a preposition and its noun phrase: *called for X*), ``not:FRAME`` (the frame of the negated cue,
which tells nothing: *would not say whether*).
"""

import csv
import hashlib
from dataclasses import dataclass
from functools import cache

from newslab import lexicons
from newslab.errors import SettingError

#: Environment variable that names a CSV file of further cues (columns lemma, pos, act, frames).
EXTRA_CUES = "NEWSLAB_CUES"
_COLUMNS = ("lemma", "pos", "act", "frames")


@dataclass(frozen=True, slots=True)
class Cue:
    """A lemma with the speech act of each frame that it takes."""

    lemma: str
    acts: dict[str, str]

    def act(self, *frames: str) -> str:
        """Return the act of the first of ``frames`` that the cue takes, else of any frame."""
        for frame in frames:
            if frame in self.acts:
                return self.acts[frame]
        return next(iter(self.acts.values()))

    def negated(self) -> dict[str, str]:
        """Return the frames that the cue takes when it is negated."""
        return {f[4:]: act for f, act in self.acts.items() if f.startswith("not:")}


def lexicon(pos: str) -> dict[str, Cue]:
    """Return the cues of one part of speech: ``verb``, ``noun`` or ``expressed``."""
    return _lexicon(pos, lexicons.own(EXTRA_CUES))


@cache
def _lexicon(pos: str, own: lexicons.Own | None) -> dict[str, Cue]:
    acts: dict[str, dict[str, str]] = {}
    for row in [*lexicons.read("cues"), *_rows(own)]:
        if row["pos"] == pos:
            # The earlier row wins a frame that two acts share, an analyst's row wins over ours.
            found = acts.setdefault(row["lemma"], {})
            for frame in row["frames"].split():
                found[frame] = row["act"] if row.get("own") else found.get(frame, row["act"])
    return {lemma: Cue(lemma, frames) for lemma, frames in acts.items()}


@cache
def frames() -> list[dict[str, str]]:
    """Return the frames, in order of preference."""
    return sorted(lexicons.read("frames"), key=lambda row: row["rank"])


def own_digest() -> str:
    """Name the analyst's list by its contents, so that tables made with another are made anew."""
    own = lexicons.own(EXTRA_CUES)
    if own is None:
        return ""
    _rows(own)
    return f"cues {hashlib.sha256(own.text.encode()).hexdigest()[:12]}"


def _rows(own: lexicons.Own | None) -> list[dict[str, str]]:
    """Return an analyst's rows; a file that cannot be used is named, with what to do."""
    if own is None:
        return []
    lines = (line for line in own.text.splitlines() if not line.startswith("#"))
    rows = list(csv.DictReader(lines))
    for number, row in enumerate(rows or [{}], 1):
        _check(row, number, own.path)
    return [{**row, "own": "yes"} for row in rows]


def _check(row: dict[str, str], number: int, path: str) -> None:
    if any(not row.get(column) for column in _COLUMNS):
        raise SettingError(f"row {number} lacks a column", where=path, todo=f"give {_COLUMNS}")
    table = lexicons.read("cues")
    for column in ("act", "pos", "frames"):
        known = {v.removeprefix("not:") for r in table for v in r[column].split()}
        for value in row[column].split() if column == "frames" else [row[column]]:
            free = column == "frames" and value.startswith("p:")
            if not free and value.removeprefix("not:") not in known:
                todo = f"take one of {sorted(v for v in known if not v.startswith('p:'))}"
                raise SettingError(f"row {number}: no {column} {value!r}", where=path, todo=todo)
