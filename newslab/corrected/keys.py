"""Keys: the characters of a row, by which it is found whatever its number is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from newslab.errors import ParameterError

_SPAN = r"\d+-\d+"
_KEY = re.compile(
    rf"(?P<spans>{_SPAN}(?: {_SPAN})*)(?: cue (?P<cue>{_SPAN}))?(?: \((?P<label>.*)\))?", re.S
)

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Key:
    """The characters of a row, and words that tell people, and rows of one place, which it is."""

    spans: Spans = ()
    cue: Spans = ()
    label: str = ""

    def __str__(self) -> str:
        cue = f"cue {_written(self.cue)}" if self.cue else ""
        return " ".join(filter(None, [_written(self.spans), cue, self.label and f"({self.label})"]))


def _written(spans: Spans) -> str:
    return " ".join(f"{start}-{end}" for start, end in spans)


def spans(text: str) -> Spans:
    """Read places: ``"120-145 180-230"``."""
    pairs = (part.split("-") for part in text.split())
    return tuple((int(start), int(end)) for start, end in pairs)


def key(text: str, table: str = "") -> Key:
    """Read a key; raises `ParameterError`.

    Examples
    --------
    >>> key("120-145 cue 110-114 (Ann Lee said: talks failed)").cue
    ((110, 114),)
    """
    m = _KEY.fullmatch(text.strip())
    if m is None and table in ("actors", "articles"):
        return Key(label=text.strip())
    found = Key(spans(m["spans"]), spans(m["cue"] or ""), m["label"] or "") if m else Key()
    if not found.spans or any(start >= end for start, end in found.spans + found.cue):
        raise ParameterError(f"{text!r} names no characters", todo="write them as 120-145")
    return found


def place(table: str, row: Mapping[str, Any]) -> Key:
    """Return the key of a row, as `newslab.correct` writes it."""
    at = str(row["spans"]).replace(":", "-") if "spans" in row else f"{row['start']}-{row['end']}"
    words = next(row[c] for c in ("content", "text", "event", "target", "cue") if row.get(c))
    cue = {"statements": "cue", "clauses": "verb"}.get(table, "")
    cued = bool(cue) and not missing(row.get(f"{cue}_start"))
    span = ((int(row[f"{cue}_start"]), int(row[f"{cue}_end"])),) if cued else ()
    if table == "statements":
        words = f"{row.get('source') or '–'} {row.get('cue') or ''}: {words}"
    return Key(spans(at), span, " ".join(str(words).split())[:50].strip())


def is_still(now: Key, key: Key) -> bool:
    """Tell whether a row is still that of a key: its cue or its last character stays."""
    return now.cue == key.cue if key.cue else now.spans[-1][1] == key.spans[-1][1]


def missing(value: object) -> bool:
    """Tell whether a cell holds nothing."""
    return value is None or value is pd.NA or value != value
