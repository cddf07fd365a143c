"""Stance from statements: what an act of speech expresses, and towards whom or what."""

from __future__ import annotations

from collections.abc import Iterator

from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_acts import act_row, issue_of, leading_actor
from newslab.analyse.stance_aims import aims
from newslab.analyse.stance_content import evaluation, in_content
from newslab.analyse.stance_not import is_not_to, on_undoing
from newslab.analyse.stance_proposals import obliged, on_proposal
from newslab.analyse.stance_rows import Context, Row
from newslab.analyse.stance_words import condition, listed, words


def of_statement(ground: Ground, s: Row, context: Context) -> Iterator[Row]:
    """Yield the stances that a statement expresses."""
    if s["act"] in ("demand", "request", "pledge", "agree", "withhold", "reject", "deny"):
        yield from on_proposal(ground, s, context)
    elif s["act"] in ("praise", "criticise", "accuse", "threaten"):
        yield from _on_somebody(ground, s, context)
    elif s["cue_lemma"] in listed("frame"):
        yield from evaluation(ground, s)
    elif s["act"] == "warn" and is_not_to(s):
        yield from on_undoing(ground, s, context)
    elif s["act"] == "warn" and s["rule"].startswith("p:against"):
        yield from act_row(ground, s, None, issue_of(ground, s, context), score=-0.4)
    else:
        yield from obliged(ground, s)
        yield from in_content(ground, s, context)


def told(ground: Ground, s: Row) -> bool:
    """Tell whether a statement expresses its act; a refusal is one unless it is negated itself."""
    if not s["negated"] or s["act"] == "withhold":
        return True
    clause = ground.clause_at_verb.get(s["cue_start"])
    turned = clause is not None and clause["modality"] == "negated"
    return s["act"] in ("deny", "reject") and not (turned and _refuses(s))


def _refuses(s: Row) -> bool:
    """Tell whether a cue says no by itself ("refused"), not by its negation ("did not agree")."""
    return any(w.sign < 0 for w in words().get(("verb", s["cue_lemma"]), ()))


def _on_somebody(ground: Ground, s: Row, context: Context) -> Iterator[Row]:
    """Read praise, criticism, accusation, threat: of the addressee, else what the content names."""
    target = s["target_id"] or leading_actor(ground, s)
    issue = None if target else issue_of(ground, s, context)
    if " on " in s["content"] and s["cue_lemma"] == "blame" and not target:
        issue = phrase(s["content"].split(" on ", 1)[1])
    if s["act"] == "threaten":
        issue = _object_in(ground, s)
        target = s["target_id"] if issue is None else None
        for aim in aims(ground, s["start"], s["end"], s["actor_id"]):
            yield from act_row(ground, s, aim.actor_id, aim.name, kind="actor")
    yield from act_row(ground, s, target, issue)


def _object_in(ground: Ground, s: Row) -> str | None:
    for clause in ground.clauses_in(s["start"], s["end"])[:1]:
        object_start = clause["object_start"]
        if object_start is not None and not condition().search(
            ground.text, s["start"], object_start
        ):
            return phrase(ground.text[clause["object_start"] : clause["object_end"]])
    return None
