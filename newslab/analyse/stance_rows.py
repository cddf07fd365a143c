"""Rows of stance, and what was at issue before them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_words import listed

Row = dict[str, Any]


class Context:
    """What was last at issue, for "it", "one", "the idea" and bare conditions."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.rows: list[Row] = []

    def note(self, row: Row) -> None:
        """Remember a row."""
        self.rows.append(row)

    def issue_before(self, offset: int) -> str | None:
        """Return the last issue on which a stance was taken, else the last object before."""
        taken = [
            r["target"] for r in self.rows if r["target_kind"] == "issue" and r["start"] < offset
        ]
        nouns = [
            phrase(self.ground.text[c["object_start"] : c["object_end"]])
            for c in self.ground.clauses
            if c["object_start"] is not None and c["object_end"] <= offset and not c["object_id"]
        ]
        near = [n for n in nouns if n and n.lower() not in listed("pronoun")]
        if taken and (not near or near[-1].split()[-1].lower() in listed("anaphor")):
            return str(taken[-1])
        return near[-1] if near else None

    def withheld(self, holder: str) -> Row | None:
        """Return the holder's last neutral row."""
        found = [r for r in self.rows if r["holder_id"] == holder and r["stance"] == "neutral"]
        return found[-1] if found else None


def made(
    ground: Ground,
    holder: str,
    target: str | None,
    issue: str | None,
    score: float,
    evidence: tuple[int, int],
    cue: str,
    basis: str,
    *,
    modality: str = "asserted",
    statement_id: str | None = None,
    label: str | None = None,
    kind: str | None = None,
) -> Iterator[Row]:
    """Yield a row, unless it lacks a target or a holder is its own."""
    if not holder or target == holder or not (target or issue):
        return
    sign = "support" if score > 0 else "oppose" if score < 0 else "neutral"
    yield {
        "article_id": ground.article_id,
        "holder_id": holder,
        "target_id": target,
        "target": ground.names.get(target, target) if target else issue,
        "target_kind": kind or ("actor" if target else "issue"),
        "stance": label or sign,
        "score": round(score, 2),
        "modality": modality,
        "statement_id": statement_id,
        "cue": cue,
        "start": evidence[0],
        "end": evidence[1],
        "basis": basis,
    }


def dealt_with(ground: Ground, clause: Row, end: int, context: Context) -> str | None:
    """Return what a clause deals with: its object, else what follows its verb."""
    if clause["object_start"] is None or clause["passive"]:
        return phrase(ground.text[clause["verb_end"] : end]) or str(clause["verb_lemma"])
    found = phrase(ground.text[clause["object_start"] : clause["object_end"]])
    if found.lower() in listed("pronoun"):
        return context.issue_before(int(clause["start"]))
    return found or None
