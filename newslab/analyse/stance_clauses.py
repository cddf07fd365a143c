"""Stance from clauses: what a verb expresses between its subject and its object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from newslab import lexicons
from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_content import readiness
from newslab.analyse.stance_rows import Row, made
from newslab.analyse.stance_words import Word, governs, words

#: A target stands within so many characters behind its preposition.
_NEAR = 40

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
    if not holder or cued or _unreal(ground, clause):
        return
    for word in words().get(("verb", clause["verb_lemma"]), ()):
        if word.target == "content":
            continue
        aim = _aim(ground, clause, word)
        if aim is None:
            continue
        target, issue = aim
        place = None if target else _place(ground, clause, word)
        if not target and not place and (word.relation in _MATERIAL or inside is not None):
            continue
        score, label = _seen(word, clause)
        yield from made(
            ground, holder, target, place or issue, score,
            (clause["start"], clause["end"]), clause["verb"],
            f"{clause['verb_lemma']} ({word.relation})", modality=clause["modality"], label=label,
            statement_id=inside["statement_id"] if inside else None,
            kind="actor" if place else None,
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
    if parent["verb_lemma"] == "be":
        between = ground.text[parent["verb_end"] : clause["verb_start"]].lower()
        ready = [
            w for w in between.split() for a in words().get(("adjective", w), ()) if a.sign > 0
        ]
        return not ready
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
    slots = list(_slots(ground, clause, word))
    for at, end in slots:
        near = [a for a in ground.actors_in(at, end) if a.actor_id != clause["subject_id"]]
        if near:
            return near[0].actor_id, None
    return (None, None) if slots else None


def _slots(ground: Ground, clause: Row, word: Word) -> Iterator[tuple[int, int]]:
    """Yield where a word's target may stand: its object, else behind its preposition."""
    if word.target == "object" and clause["object_start"] is not None:
        yield clause["object_start"], clause["object_end"]
        return
    for m in re.finditer(rf"\b{word.target}\b", ground.text[clause["verb_end"] : clause["end"]]):
        at = clause["verb_end"] + m.end()
        yield at, min(at + _NEAR, clause["end"])


def _place(ground: Ground, clause: Row, word: Word) -> str | None:
    """Return the country or people in a word's slot that is no actor of the article."""
    for start, end in _slots(ground, clause, word):
        m = _places().search(ground.text, start, end)
        subject = clause["subject_start"]
        if m and (subject is None or not subject <= m.start() < clause["subject_end"]):
            return m.group()
    return None


@cache
def _places() -> re.Pattern[str]:
    names = sorted((re.escape(r["name"]) for r in lexicons.read("places")), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(names)})(?!\w)")
