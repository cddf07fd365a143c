"""Which statement a denial or contradiction is about."""

from __future__ import annotations

import re
from typing import Any

from newslab.extract.attribution import source as sources

_WORD = re.compile(r"[^\W\d_]{3,}|\d[\d.,]*")
_STEM = 5
_CLAIMS = frozenset({"deny"})


def link(rows: list[dict[str, Any]]) -> None:
    """Fill ``disputes_id`` of ``rows``, which stand in text order.

    A denial, or the rejection of a charge, is linked to the earlier statement of somebody else
    that it shares most words with, or that charges its source; "it" and "that account" mean the
    nearest one. What its source asserts in the next statement of the paragraph contradicts the
    same statement.
    """
    order = sorted(rows, key=lambda r: (r["cue_start"], r["start"]))
    for at, row in enumerate(order):
        if row["act"] in _CLAIMS or (row["act"] == "reject" and _of_a_claim(row)):
            found = _best(row, order[:at])
            if found is not None:
                row["disputes_id"] = _outer(found, rows)["statement_id"]
        elif at and _follows(order[at - 1], row):
            row["disputes_id"] = order[at - 1]["disputes_id"]


def _of_a_claim(row: dict[str, Any]) -> bool:
    words = row["content"].lower().split()
    return any(w.strip(".,\"”’'") in sources.words("claim") for w in words[:4])


def _follows(before: dict[str, Any], row: dict[str, Any]) -> bool:
    return bool(
        before["disputes_id"]
        and before["actor_id"] is not None
        and row["actor_id"] == before["actor_id"]
        and row["paragraph"] == before["paragraph"]
        and row["act"] == "assert"
        and row["parent_id"] is None
        and row["sentence"] - before["sentence"] <= 1
    )


def _stems(text: str) -> set[str]:
    stop = sources.words("function")
    return {w[:_STEM] for w in (m.group().lower() for m in _WORD.finditer(text)) if w not in stop}


def _best(row: dict[str, Any], before: list[dict[str, Any]]) -> dict[str, Any] | None:
    own = _stems(row["content"])
    best: tuple[float, dict[str, Any]] | None = None
    for back, other in enumerate(reversed(before)):
        if other["actor_id"] is None or other["actor_id"] == row["actor_id"]:
            continue
        if other["act"] in ("deny", "withhold") and back > 1:
            continue
        shared = own & _stems(other["content"])
        score = len(shared) / max(1, len(own)) * 3 + 1 / (1 + back)
        if other["act"] in ("accuse", "criticise"):
            score += 0.5 + 1.5 * (other["target_id"] is not None
                                  and other["target_id"] == row["actor_id"])
        if best is None or score > best[0]:
            best = score, other
    return best[1] if best and best[0] >= 0.5 else None


def _outer(row: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    by_id = {r["statement_id"]: r for r in rows}
    while row["parent_id"] is not None:
        row = by_id[row["parent_id"]]
    return row
