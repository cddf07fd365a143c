"""Rows of stance, and what was at issue before them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_words import listed

Row = dict[str, Any]

#: So many objects back is what was spoken of before looked for.
_NEAR = 12


class Context:
    """What was last at issue, for "it", "one", "the idea" and bare conditions."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.rows: list[Row] = []
        self.neutral: dict[str, Row] = {}

    def note(self, row: Row) -> None:
        """Remember a row."""
        self.rows.append(row)
        if row["stance"] == "neutral":
            self.neutral[row["holder_id"]] = row

    @cached_property
    def _objects(self) -> tuple[list[int], list[Row]]:
        """The clauses whose object is no actor, in the order in which their objects end."""
        found = [
            c for c in self.ground.clauses if c["object_start"] is not None and not c["object_id"]
        ]
        found.sort(key=lambda c: c["object_end"])
        return [c["object_end"] for c in found], found

    def _noun_before(self, offset: int) -> str | None:
        """Return the last object before, in text order of the verbs among those that are near."""
        ends, found = self._objects
        at = bisect_right(ends, offset)
        near = sorted(found[max(0, at - _NEAR) : at], key=lambda c: c["verb_start"])
        nouns = (phrase(self.ground.text[c["object_start"] : c["object_end"]]) for c in near[::-1])
        return next((n for n in nouns if n and n.lower() not in listed("pronoun")), None)

    def issue_before(self, offset: int) -> str | None:
        """Return the last issue on which a stance was taken, else the last object before."""
        taken = next(
            (r["target"] for r in reversed(self.rows)
             if r["target_kind"] == "issue" and r["start"] < offset),
            None,
        )  # fmt: skip
        near = self._noun_before(offset)
        if taken and (not near or near.split()[-1].lower() in listed("anaphor")):
            return str(taken)
        return near

    def issue_beside(self, s: Row) -> str | None:
        """Return the issue on which somebody took a stance in the same sentence, before."""
        for row in reversed(self.rows):
            told = self.ground.statement_by_id.get(row["statement_id"] or "")
            if told is None or told["sentence"] != s["sentence"]:
                return None
            if row["target_kind"] == "issue" and told["cue_start"] < s["cue_start"]:
                return str(row["target"])
        return None

    def withheld(self, holder: str) -> Row | None:
        """Return the holder's last neutral row."""
        return self.neutral.get(holder)


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
    """Yield a row, unless it lacks a target, names it by a pronoun, or a holder is its own."""
    if not holder or target == holder or not (target or issue):
        return
    if not target and str(issue).lower() in listed("pronoun") | listed("reciprocal"):
        return  # "that", "them": nobody can say what
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
