"""Keys: the characters of a row, by which it is found whatever its number is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from newslab.errors import ParameterError

_SPANS = r"\d+-\d+(?: \d+-\d+)*"
_KEY = re.compile(
    rf"(?P<spans>{_SPANS})(?: cue (?P<cue>\d+-\d+))?(?: \((?P<label>.*)\))?", re.DOTALL
)

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Key:
    """The characters of a row, and words that tell people, and rows of one place, which it is."""

    spans: Spans = ()
    cue: Spans = ()
    label: str = ""

    def __str__(self) -> str:
        at, cue = (" ".join(f"{s}-{e}" for s, e in spans) for spans in (self.spans, self.cue))
        return f"{at}{cue and f' cue {cue}'}{self.label and f' ({self.label})'}".strip()


def spans(text: str) -> Spans:
    """Read places: ``"120-145 180-230"``."""
    pairs = (part.split("-") for part in text.split())
    return tuple((int(start), int(end)) for start, end in pairs)


def key(text: str, table: str = "") -> Key:
    """Read a key as ``"120-145 cue 110-114 (Ann Lee said: …)"``; raises `ParameterError`."""
    m = _KEY.fullmatch(text.strip())
    if m is None and table in ("actors", "articles"):
        return Key(label=text.strip())
    found = Key(spans(m["spans"]), spans(m["cue"] or ""), m["label"] or "") if m else Key()
    if not found.spans or any(start >= end for start, end in found.spans + found.cue):
        raise ParameterError(f"{text!r} names no characters", todo="write them as 120-145")
    return found


def place(table: str, row: Mapping[str, Any]) -> Key:
    """Return the key of a row, as `newslab.correct` writes it."""
    words = next(row[c] for c in ("content", "text", "event", "target", "cue") if row.get(c))
    at, cue = f"{row['start']}-{row['end']}", ""
    if table == "statements":
        at = str(row["spans"]).replace(":", "-")
        cue = "" if pd.isna(row["cue_start"]) else f"{row['cue_start']}-{row['cue_end']}"
        words = f"{row['source'] or '–'} {row['cue'] or ''}: {words}"
    elif table == "timeline":  # one clause may tell of two days
        words = f"{str(row.get('earliest') or '–')[:10]} {words}"
    return Key(spans(at), spans(cue), " ".join(str(words).split())[:50].strip())
