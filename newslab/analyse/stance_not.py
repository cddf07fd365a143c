"""Stance on what shall not be done: "agreed not to sue", "urged Lee never to go"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_acts import act_of, act_row, object_text
from newslab.analyse.stance_content import evidence_of
from newslab.analyse.stance_rows import Context, Row, dealt_with
from newslab.analyse.stance_words import condition, listed, verb_words

#: Relations whose verbs say of their object itself that one is for or against it.
_ON_ISSUES = frozenset({"agree", "reject", "support"})
_NOT_TO = re.compile(r"[\"“'‘]?(?:(?:not|never)\s(?:\w+ly\s)?to|to\s(?:not|never))\s", re.I)
_NO = re.compile(r"[\"“'‘]?no\s", re.I)


def is_not_to(s: Row) -> bool:
    """Tell whether a content says what shall not be done, or that something shall not be."""
    return any(form.match(s["content"]) for form in (_NOT_TO, _NO))


def on_undoing(ground: Ground, s: Row, context: Context) -> Iterator[Row]:
    """Read "not to X", "no X": the act turned round, on X without the "not"."""
    found = ground.clauses_in(s["start"], s["end"])
    strength = abs(act_of(s).score)
    score = strength if s["act"] == "reject" else -strength
    if no := _NO.match(s["content"]):
        thing = phrase(s["content"][no.end() :])
        yield from act_row(ground, s, None, thing, score=score, basis=f"{s['cue']} no {thing}")
        return
    if not found:
        return
    clause = found[0]
    target: str | None
    signs = [w.sign for w in verb_words(clause, "object") if w.relation in _ON_ISSUES]
    if signs and clause["object_start"] is not None:
        # "not to reject the plan" is for the plan, "not to support the levy" against it.
        target, issue = clause["object_id"], dealt_with(ground, clause, s["end"], context)
        score *= signs[0]
    else:
        target, issue = None, _deed(ground, clause, s, context)
    more: dict[str, Any] = {"score": score, "basis": f"{s['cue']} not to {clause['verb']}"}
    marker = condition().search(ground.text, *evidence_of(s))
    if marker and s["act"] in ("agree", "pledge"):
        more = {"score": score / 2, "basis": f"{more['basis']}, {marker.group()} …"}
        more |= {"label": "conditional", "modality": "conditional"}
    yield from act_row(ground, s, target, issue, **more)


def _deed(ground: Ground, clause: Row, s: Row, context: Context) -> str | None:
    """Return what shall not be done in the article's words, from the verb on."""
    verb, at = str(clause["verb"]), clause["object_start"]
    if at is None or at < clause["verb_end"]:
        return phrase(ground.text[clause["verb_start"] : s["end"]]) or verb
    if object_text(ground, clause).lower() in listed("pronoun"):
        before = context.issue_before(int(clause["start"]))
        return f"{verb} {before}" if before else verb
    return phrase(ground.text[clause["verb_start"] : clause["object_end"]]) or verb
