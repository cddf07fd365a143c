"""Stance from statements: what an act of speech expresses, and towards whom or what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_content import evaluation, evidence_of, in_content
from newslab.analyse.stance_rows import Context, Row, dealt_with, made
from newslab.analyse.stance_words import Word, condition, listed, verb_words, words


def of_statement(ground: Ground, s: Row, context: Context) -> Iterator[Row]:
    """Yield the stances that a statement expresses."""
    if s["act"] in ("demand", "request", "pledge", "agree", "withhold", "reject", "deny"):
        yield from _on_proposal(ground, s, context)
    elif s["act"] in ("praise", "criticise", "accuse", "threaten"):
        yield from _on_somebody(ground, s, context)
    elif s["cue_lemma"] in listed("frame"):
        yield from evaluation(ground, s)
    else:
        yield from in_content(ground, s, context)


def _act(s: Row) -> Word:
    return words()[("act", s["act"])][0]


def _made(
    ground: Ground, s: Row, target: str | None, issue: str | None, **more: Any
) -> Iterator[Row]:
    """Yield the row of a statement's act."""
    word = _act(s)
    score = more.pop("score", word.score)
    basis = more.pop("basis", f"act {s['act']} ({word.relation}): {s['cue']}")
    yield from made(
        ground, s["actor_id"], target, issue, score, evidence_of(s), s["cue"], basis,
        statement_id=s["statement_id"], **more,
    )  # fmt: skip


def _on_somebody(ground: Ground, s: Row, context: Context) -> Iterator[Row]:
    """Read praise, criticism, accusation, threat: of the addressee, else what the content names."""
    target = s["target_id"] or _leading_actor(ground, s)
    issue = None if target else _issue(ground, s, context)
    if " on " in s["content"] and s["cue_lemma"] == "blame" and not target:
        issue = phrase(s["content"].split(" on ", 1)[1])
    if s["act"] == "threaten":
        issue, target = _object_in(ground, s), None
        target = s["target_id"] if issue is None else None
    yield from _made(ground, s, target, issue)


def _leading_actor(ground: Ground, s: Row) -> str | None:
    found = ground.actors_in(s["start"], min(s["end"], s["start"] + 60))
    if found and not re.search(
        r"\w{3,}", ground.text[s["start"] : found[0].start].replace("that", "")
    ):
        after = ground.text[found[0].end : found[0].end + 2]
        return None if after.startswith(("'s", "’s")) else found[0].actor_id
    return None


def _on_proposal(ground: Ground, s: Row, context: Context) -> Iterator[Row]:
    """Agreement, refusal, demand, pledge, silence: about what the content proposes."""
    lead = phrase(s["content"]).split(" ")[0].lower().rstrip("s")
    content = s["content"].lower()
    if s["act"] == "demand" and (lead == "condition" or "condition" in s["cue"].lower()):
        before = context.withheld(s["actor_id"], s["paragraph"])
        issue = before["target"] if before else context.issue_before(s["cue_start"])
        yield from _made(ground, s, None, issue, score=0.3, label="conditional",
                         modality="conditional", basis=f"{s['cue']} conditions")  # fmt: skip
        return
    if s["act"] in ("request", "pledge") and s["parent_id"]:
        return  # what another says was asked or promised
    if s["act"] == "demand" and content.startswith("that "):
        yield from _must(ground, s)
        return
    target = _leading_actor(ground, s) if s["act"] in ("agree", "reject") else None
    if s["act"] == "demand" and s["target_id"]:
        yield from _made(ground, s, s["target_id"], None, score=-0.3,
                         basis=f"act demand, of somebody: {s['cue']}")  # fmt: skip
        return
    issue = None if target else _issue(ground, s, context)
    if s["act"] == "reject" and target is None and issue and _shared_with(ground, s):
        yield from _made(ground, s, _shared_with(ground, s), None)
        return
    undone = _undone(ground, s)
    if undone is not None and s["act"] in ("request", "pledge", "agree"):
        issue = dealt_with(ground, undone, s["end"], context)
        yield from _made(ground, s, undone["object_id"], issue, score=-_act(s).score,
                         basis=f"{s['cue']} to {undone['verb']}")  # fmt: skip
        return
    marker = (
        condition().search(ground.text, *evidence_of(s))
        if s["act"] in ("agree", "pledge")
        else None
    )
    if marker:
        yield from _made(ground, s, target, issue, score=_act(s).score / 2,
                         label="conditional", modality="conditional",
                         basis=f"{s['cue']}, {marker.group()} …")  # fmt: skip
    else:
        yield from _made(ground, s, target, issue)


def _must(ground: Ground, s: Row) -> Iterator[Row]:
    """Read "insisted that any withdrawal must be mutual": a condition on what is spoken of."""
    for clause in ground.clauses_in(s["start"], s["end"])[:1]:
        subject = clause["subject_start"]
        if clause["verb_lemma"] == "be" and subject is not None and not clause["subject_id"]:
            issue = phrase(ground.text[subject : clause["subject_end"]])
            yield from _made(ground, s, None, issue, score=0.3, label="conditional",
                             modality="conditional",
                             basis=f"{s['cue']} that … must be …")  # fmt: skip


def _shared_with(ground: Ground, s: Row) -> str | None:
    """Return the person with whom something is refused to be done."""
    m = re.search(r"\bwith\b", s["content"])
    if m is None:
        return None
    found = ground.actors_in(s["start"] + m.start(), s["end"])
    return found[0].actor_id if found else None


def _issue(ground: Ground, s: Row, context: Context) -> str | None:
    """Return what a content is about, as a short phrase."""
    content = s["content"].lower()
    found = phrase(s["content"])
    if found.lower() in listed("pronoun") | listed("ordinal"):
        return context.issue_before(s["cue_start"])
    if found.lower() in listed("anaphor"):
        before = context.issue_before(s["cue_start"])
        return f"{found} ({before})" if before and before.lower() != found.lower() else found
    if s["act"] == "withhold":
        return _withheld(ground, s, found, context)
    clauses = ground.clauses_in(s["start"], s["end"])
    if content.startswith("that ") or s["act"] == "deny":
        return _claim(s["content"])
    if clauses and (content.startswith("to ") or clauses[0]["verb_start"] == s["start"]):
        return _action(ground, clauses[0], s, context)
    return found or None


def _claim(content: str) -> str:
    """Return a claim in short: its words without the conjunction, to the first comma."""
    words = phrase(content) if not content.lower().startswith("that ") else content[5:]
    return re.split(r"[,;:]\s", words)[0].strip(' "“”.')


def _withheld(ground: Ground, s: Row, found: str, context: Context) -> str | None:
    """Return what somebody does not comment on, or neither accepts nor rejects."""
    if s["content"].lower().startswith("that "):
        return _claim(s["content"])
    last = re.sub(r"\W", "", s["content"].lower().split()[-1])
    if last in listed("pronoun") or (
        s["content"].strip().count(" ") < 2 and s["content"].lower().startswith("to ")
    ):
        return context.issue_before(s["start"])
    clauses = ground.clauses_in(s["start"], s["end"])
    if clauses and s["content"].lower().startswith("to "):
        return dealt_with(ground, clauses[0], s["end"], context)
    return found or None


def _action(ground: Ground, clause: Row, s: Row, context: Context) -> str | None:
    """Return what is to be done: the verb with what it deals with."""
    if clause["object_start"] is not None and clause["object_start"] > clause["verb_start"]:
        thing = phrase(ground.text[clause["object_start"] : clause["object_end"]])
        if thing.lower() in listed("pronoun"):
            return f"{clause['verb']} {context.issue_before(int(clause['start'])) or thing}"
        found = phrase(ground.text[clause["verb_start"] : clause["object_end"]])
        return found if len(found.split()) > 1 else thing
    return phrase(ground.text[clause["verb_start"] : s["end"]]) or None


def _undone(ground: Ground, s: Row) -> Row | None:
    """Return the clause of a content that is against its own object ("to reject the offer")."""
    for clause in ground.clauses_in(s["start"], s["end"])[:1]:
        if s["content"].lower().startswith("to ") and any(
            w.sign < 0 for w in verb_words(clause, "object")
        ):
            return clause if clause["object_start"] is not None else None
    return None


def _object_in(ground: Ground, s: Row) -> str | None:
    for clause in ground.clauses_in(s["start"], s["end"])[:1]:
        if clause["object_start"] is not None:
            return phrase(ground.text[clause["object_start"] : clause["object_end"]])
    return None
