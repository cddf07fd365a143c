"""Names, numbers and days as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

#: What a correction's columns are called for readers.
_CORRECTED = {"row_id": "row", "table": "in", "column": "what", "was": "was", "value": "is",
              "state": "state", "note": "because", "reason": "reason", "who": "by"}  # fmt: skip


def names(parsed: Any) -> dict[str, str]:
    """Return each actor's name by id; of many articles, as most of them have it."""
    rows = parsed.actors if len(parsed.articles) == 1 else parsed.cast
    return dict(zip(rows["actor_id"], rows["name"], strict=True))


def name_of(known: Mapping[str, str], ids: Any) -> str | None:
    """Return an actor's name, its id where none is known; of several with "|" between their ids."""
    return None if pd.isna(ids) else ", ".join(known.get(i, i) for i in ids.split("|"))


def towards(known: Mapping[str, str], stances: pd.DataFrame) -> pd.DataFrame:
    """Return stances with the ``holder`` and whom or what it is ``towards``, by name."""
    pairs = zip(stances["target_id"], stances["target"], strict=True)
    return stances.assign(
        holder=[name_of(known, i) for i in stances["holder_id"]],
        towards=[name_of(known, i) or words for i, words in pairs],
    )


def corrected(made: pd.DataFrame, known: Mapping[str, str]) -> pd.DataFrame:
    """Return corrections as readers see them: actors by name, places by their words."""
    shown = made.assign(row_id=made["row_id"].fillna(made["key"]))[list(_CORRECTED)]
    for column in ("row_id", "was", "value") if len(shown) else ():
        words = shown[column].str.replace(r"(?s)^[\d -]+ \((.*)\)$", r"\1", regex=True)
        shown[column] = [known.get(w, w) for w in words]
    return shown.rename(columns=_CORRECTED)


def plural(n: int, noun: str) -> str:
    """Return ``1 statement``, ``2 statements``, ``no statements``, ``2 countries``."""
    many = re.sub(r"(?<![aeiou])y$", "ie", noun) + "s"
    return f"1 {noun}" if n == 1 else f"{n or 'no'} {many}"


def listed(items: list[str], most: int = 4) -> str:
    """Return items with commas and "and"; says how many more there are: ``a, b, c and 2 more``."""
    shown = items[:most] + ([f"{len(items) - most} more"] if len(items) > most else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def span(row: Mapping[str, Any]) -> str:
    """Return the days of a row, from ``earliest`` to ``latest``; whole months and years as such.

    Examples
    --------
    >>> first, last = pd.Timestamp("2024-08-01"), pd.Timestamp("2024-08-31")
    >>> span({"earliest": first, "latest": last}), span({"earliest": last, "latest": pd.NaT})
    ('2024-08', '2024-08-31 to …')
    """
    first, last = row["earliest"], row["latest"]
    pattern = "%Y-%m-%d"
    if not (pd.isna(first) or pd.isna(last)) and first.is_month_start and last.is_month_end:
        pattern = "%Y" if first.is_year_start and last.is_year_end else "%Y-%m"
    days = ["…" if pd.isna(d) else f"{d:{pattern}}" for d in (first, last)]
    return "undated" if days == ["…", "…"] else " to ".join(dict.fromkeys(days))
