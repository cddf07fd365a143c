"""Rows of the timeline: one row for one event, and in words what its days come from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd

#: Two rows of one time are one event when this share of their words is the same.
SAME = 0.6

Row = dict[str, Any]

_WORD = re.compile(r"\w+")


def plain(text: str) -> str:
    """Return a text on one line."""
    return re.sub(r"\s+", " ", text).strip()


def joined(ids: Iterable[str | None]) -> str | None:
    """Return ids with ``|`` between, each once."""
    return "|".join(dict.fromkeys(i for i in ids if i)) or None


def how(used: list[Row], dates: dict[str, Row], published: pd.Timestamp | None) -> str:
    """Say in words what an event's days come from."""
    first, last = f"{used[0]['earliest']:%Y-%m-%d}", f"{used[-1]['latest']:%Y-%m-%d}"
    days = first if first == last else f"{first} to {last}"
    said = f"{' – '.join(plain(d['text']) for d in used)} → {days}"
    date = used[0]
    if date["anchor"] == "previous" and date["anchor_id"] in dates:
        return f"{said}, from {plain(dates[date['anchor_id']]['text'])}"
    if date["anchor"] == "article" and published is not None:
        return f"{said}, from the article's date"
    return said


def merge(rows: list[Row]) -> list[Row]:
    """Make one of the rows of one time that say the same; the first keeps its words."""
    kept: list[Row] = []
    groups: dict[tuple[Any, Any], list[tuple[set[str], Row]]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: r["start"]):
        words = {w.lower()[:4] for w in _WORD.findall(row["event"])}
        group = groups[row["earliest"], row["latest"]]
        same = next((other for seen, other in group if _same(seen, words, other, row)), None)
        if same is None:
            group.append((words, row))
            kept.append(row)
            continue
        is_reported = not (same["statement_id"] and row["statement_id"])
        for name in ("actors", "statement_id", "tells", "date_id"):
            same[name] = joined([*(same[name] or "").split("|"), *(row[name] or "").split("|")])
        if is_reported:
            same["statement_id"] = None  # what the article itself reports is no mere claim
        if row["how_dated"].split(",")[0] not in same["how_dated"]:
            same["how_dated"] += "; " + row["how_dated"]
    return kept


def _same(seen: set[str], words: set[str], other: Row, row: Row) -> bool:
    if other["tells"] and other["tells"] == row["tells"]:
        if bool(other["statement_id"]) != bool(row["statement_id"]):
            return False  # that something was said, and what was said
        # A dated statement beside the clause that makes it: one event.
        return bool(seen & words) and len(seen & words) >= SAME * min(len(seen), len(words))
    return len(seen & words) >= SAME * len(seen | words)
