"""Issues: what statements are about, the same one under one name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from newslab.analyse.ground import head

Row = dict[str, Any]


def _content_words(issue: str) -> set[str]:
    return {w for w in re.findall(r"[\w-]+", issue.lower()) if len(w) > 3 or w.isdigit()}


def matches(issue: str, wanted: str) -> bool:
    """Tell whether two issues share their head, or half of the shorter one's words.

    Examples
    --------
    >>> matches("U.S.-proposed 30-day ceasefire", "a ceasefire"), matches("the levy", "the count")
    (True, False)
    """
    if head(issue) == head(wanted):
        return True
    a, b = _content_words(issue), _content_words(wanted)
    return bool(a and b) and 2 * len(a & b) >= min(len(a), len(b)) and len(a & b) > 0


def merge(rows: Sequence[Row], wanted: Sequence[str] = ()) -> list[Row]:
    """Give the rows about one issue one name: the wanted one, else the fullest in the article."""
    fullest = sorted(
        {r["target"] for r in rows if r["target_kind"] == "issue"},
        key=lambda n: (-len(n.split()), n),
    )
    alike: dict[str, list[str]] = {}
    for issue in fullest:
        alike.setdefault(head(issue), []).append(issue)
    kept: list[Row] = []
    for row in rows:
        name: str | None = row["target"]
        if row["target_kind"] == "issue" and wanted:
            name = next((w for w in wanted if matches(row["target"], w)), None)
        elif row["target_kind"] == "issue":
            name = next(n for n in alike[head(name or "")] if _within(row["target"], n))
        if name is not None:
            kept.append(row | {"target": name})
    return kept


def _within(short: str, full: str) -> bool:
    """Tell whether two names share their head and one has all words of the other."""
    return short == full or (
        head(short) == head(full) and _content_words(short) <= _content_words(full)
    )
