"""Stance from clauses: what a verb expresses between its subject and its object."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_content import readiness
from newslab.analyse.stance_rows import Row, made
from newslab.analyse.stance_words import Word, governs, words

#: Relations whose target is an actor; the others may be aimed at an issue.
_MATERIAL = frozenset(
    {
        "aid",
        "assault",
        "coerce",
        "concede",
        "consult",
        "cooperate",
        "demand",
        "fight",
        "investigate",
        "mobilize",
        "request",
        "retreat",
        "sanction",
    }
)


def of_clause(ground: Ground, clause: Row, *, cued: bool) -> Iterator[Row]:
    """Yield what a clause's own verb expresses between its subject and its object."""
    holder = clause["subject_id"]
    inside = ground.statement_at(clause["verb_start"])
    if not cued and inside is None:
        yield from readiness(ground, None, clause)
    if holder is None or cued or _unreal(ground, clause):
        return
    for word in words().get(("verb", clause["verb_lemma"]), ()):
        if word.target == "content":
            continue
        aim = _aim(ground, clause, word)
        if aim is None:
            continue
        target, issue = aim
        if target is None and (word.relation in _MATERIAL or inside is not None):
            continue
        score, label = _seen(word, clause)
        yield from made(
            ground, holder, target, issue, score, (clause["start"], clause["end"]), clause["verb"],
            f"{clause['verb_lemma']} ({word.relation})", modality=clause["modality"], label=label,
            statement_id=inside["statement_id"] if inside else None,
        )  # fmt: skip
        return


def _seen(word: Word, clause: Row) -> tuple[float, str | None]:
    """Return the score under a clause's modality, and the stance where it is not the sign's."""
    if clause["modality"] == "negated":
        # To not support is to oppose, half as much; to not oppose says nothing.
        return (-word.score / 2, None) if word.sign > 0 else (0.0, "neutral")
    if clause["modality"] == "conditional":
        return word.score / 2, "conditional"
    if clause["modality"] == "asked":
        return 0.0, "neutral"
    return word.score, None


def _unreal(ground: Ground, clause: Row) -> bool:
    """Tell whether a non-finite clause is only wished, denied or alleged by the one above it."""
    parent = ground.clause_by_id.get(clause["parent_id"] or "")
    if clause["tense"] != "none" or parent is None:
        return False
    if clause["verb"].lower().endswith("ing"):
        cue = [s for s in ground.statements if s["cue_start"] == parent["verb_start"]]
        return any(s["act"] in ("deny", "accuse", "criticise", "reject", "threaten") for s in cue)
    above = words().get(("verb", parent["verb_lemma"]), ())
    return not any(w.target == "content" and w.sign > 0 for w in above)


def _aim(ground: Ground, clause: Row, word: Word) -> tuple[str | None, str | None] | None:
    """Return the actor or the issue in a word's slot; None where the slot is empty."""
    start, end = clause["object_start"], clause["object_end"]
    between = ground.text[clause["verb_end"] : start] if start is not None else ""
    preposition = between.split()[-1].lower() if between.split() else ""
    is_slot = word.target not in ("object", "content")
    if start is not None and (
        preposition == word.target if is_slot else clause["passive"] or not governs(preposition)
    ):
        inside = [m for m in ground.actors_in(start, end) if m.actor_id != clause["subject_id"]]
        actor = clause["object_id"] or (inside[0].actor_id if inside else None)
        return actor, phrase(ground.text[start:end])
    if not is_slot:
        return None
    for m in re.finditer(rf"\b{word.target}\b", ground.text[clause["verb_end"] : clause["end"]]):
        at = clause["verb_end"] + m.end()
        near = [a for a in ground.actors_in(at, clause["end"]) if a.start - at < 30]
        if near:
            return near[0].actor_id, None
    return None
