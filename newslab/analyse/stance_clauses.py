"""Stance from clauses: what a verb expresses between its subject and its object."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_aims import aims
from newslab.analyse.stance_content import readiness
from newslab.analyse.stance_deeds import MATERIAL, Deed, deeds, verb
from newslab.analyse.stance_rows import Row, made
from newslab.analyse.stance_words import NOT, listed, words

#: What is told within such acts did not happen because of that, or not at all.
_UNREAL = frozenset({"deny", "demand", "request", "ask", "withhold"})
_DEPTH = 5
_PROTEST = re.compile(r"\bin protest (?:at|over|against|of) ")


def of_clause(ground: Ground, clause: Row, *, cued: bool) -> Iterator[Row]:
    """Yield what a clause's own verb expresses between its subject and its object."""
    inside = ground.statement_at(clause["verb_start"])
    if not cued and inside is None:
        ready = list(readiness(ground, None, clause))
        yield from ready
        if ready:
            return
    holder = clause["subject_id"] or _user(ground, clause)
    factor = governed(ground, clause)
    compound = ground.text[clause["verb_start"] - 1 : clause["verb_start"]] == "-"
    if (
        not holder
        or cued
        or compound
        or not factor
        or (inside and _is_unreal(ground, clause, inside))
    ):
        return
    yield from _in_protest(ground, clause, holder)
    turned = factor < 0
    if clause["modality"] == "negated" and verb(clause) in listed("undecided"):
        return  # "has not committed to a date"
    if clause["tense"] == "past" and verb(clause) in listed("lapse"):
        return  # "somebody whom I trusted": no longer, or it is not said
    for deed in deeds(ground, clause, holder):
        if deed.aim is None and (deed.relation in MATERIAL or inside is not None):
            continue
        if deed.relation == "consult" and clause["modality"] == "conditional":
            continue
        if deed.score < 0 and (turned or _is_forborne(clause)):
            continue
        yield from _row(ground, clause, holder, deed, inside, turned=turned)


def _in_protest(ground: Ground, clause: Row, holder: str) -> Iterator[Row]:
    """Read "resigned in protest at the cuts"."""
    m = _PROTEST.search(ground.text, clause["verb_end"], clause["end"])
    within = m and any(c is not clause for c in ground.clauses_in(clause["start"], m.start()))
    if m is None or within or clause["modality"] != "asserted":
        return
    found = aims(ground, m.end(), clause["end"], holder)
    issue = None if found else phrase(ground.text[m.end() : clause["end"]])
    aim = found[0] if found else None
    yield from made(
        ground, holder, aim.actor_id if aim else None, aim.name if aim else issue, -0.6,
        (clause["start"], clause["end"]), clause["verb"], m.group().strip(),
        kind=aim.kind if aim else None,
    )  # fmt: skip


def _row(
    ground: Ground, clause: Row, holder: str, deed: Deed, inside: Row | None, *, turned: bool
) -> Iterator[Row]:
    score, label = seen(-0.6 if turned else deed.score, str(clause["modality"]))
    target, name = (deed.aim.actor_id, deed.aim.name) if deed.aim else (None, deed.issue)
    start, end = clause["start"], clause["end"]
    if deed.aim:
        start, end = min(start, deed.aim.start), max(end, deed.aim.end)
    refused = "refused: " if turned else ""
    relation = deed.relation
    if relation == "consult":
        # Whoever meets somebody is neither for nor against them.
        relation, label = "contact", label or ("neutral" if score > 0 else None)
    yield from made(
        ground, holder, target, name, score, (start, end), clause["verb"],
        f"{refused}{deed.word} ({relation})", modality=clause["modality"], label=label,
        statement_id=inside["statement_id"] if inside else None,
        kind=deed.aim.kind if deed.aim else None,
    )  # fmt: skip


def seen(score: float, modality: str) -> tuple[float, str | None]:
    """Return the score under a clause's modality, and the stance where it is not the sign's."""
    if modality == "negated":
        # To not support is to oppose, half as much; to not oppose says nothing.
        return (-score / 2, None) if score > 0 else (0.0, "neutral")
    if modality == "conditional":
        return score / 2, "conditional"
    if modality == "asked":
        return 0.0, "neutral"
    return score, None


def _is_unreal(ground: Ground, clause: Row, inside: Row) -> bool:
    """Tell whether a clause is told as what is denied, demanded, asked or left open."""
    if inside["act"] in _UNREAL:
        return True
    parent = ground.clause_by_id.get(clause["parent_id"] or "")
    refused = parent is not None and parent["verb_start"] == inside["cue_start"]
    return inside["act"] == "reject" and not refused


def _is_forborne(clause: Row) -> bool:
    """Tell whether a clause is "not to …", which its statement turns round."""
    return bool(clause["tense"] == "none" and clause["modality"] == "negated")


def _user(ground: Ground, clause: Row) -> str | None:
    """Return who used the thing that a clause makes its subject ("used force to disperse")."""
    parent = ground.clause_by_id.get(clause["parent_id"] or "")
    if parent is None or clause["tense"] != "none" or clause["subject_start"] is None:
        return None
    used = parent["object_start"] == clause["subject_start"] and not parent["passive"]
    known = words().get(("verb", parent["verb_lemma"]))
    return parent["subject_id"] if used and not known else None


def governed(ground: Ground, clause: Row, depth: int = 0) -> int:
    """Return 1 for what is done or meant, −1 for what is refused, 0 for what is only told.

    A finite clause counts as done; an infinitive hangs on the clause above it ("agreed to",
    "refused to", "tried to", "sent troops to"), a participle on what is alleged there.
    """
    parent = ground.clause_by_id.get(clause["parent_id"] or "")
    if clause["tense"] != "none" or parent is None or depth > _DEPTH:
        return 1
    if clause["verb"].lower().endswith("ing"):
        between = ground.text[parent["verb_end"] : clause["verb_start"]].lower()
        if between.strip().endswith("short of"):
            return 0  # "stopped short of accepting"
        cue = ground.statement_by_cue.get(parent["verb_start"])
        alleged = ("deny", "accuse", "criticise", "reject", "threaten")
        return 0 if cue is not None and cue["act"] in alleged else 1
    sign = _sign(ground, clause, parent)
    if parent["modality"] == "negated":
        sign = -1 if sign > 0 else 0
    return sign * governed(ground, parent, depth + 1)


def _sign(ground: Ground, clause: Row, parent: Row) -> int:
    """Return what the clause above makes of an infinitive: meant, refused or neither."""
    lemma = parent["verb_lemma"]
    between = ground.text[parent["verb_end"] : clause["verb_start"]].lower()
    if lemma == "be" or parent["passive"]:
        ready = [
            a for w in (parent["verb"].lower(), *between.split())
            for a in words().get(("adjective", w), ())
        ]  # fmt: skip
        if not ready:
            return 0
        return ready[0].sign * (-1 if NOT.search(between) else 1)
    above = words().get(("verb", lemma), [])
    content = [w for w in above if w.target == "content"]
    if content:
        return content[0].sign
    if lemma in listed("aspect"):
        return 1
    if lemma in listed("resort") and parent["object_start"] is None:
        return 1  # "sued to block the merger"
    if parent["object_start"] is not None:
        # "sent troops to protect": the doer's purpose, not what another is asked to do.
        same = clause["subject_id"] == parent["subject_id"] or _user(ground, clause) is not None
        told = any(w.relation in ("demand", "request") for w in above)
        return int(same and not told and parent["verb_start"] not in ground.statement_by_cue)
    return 0
