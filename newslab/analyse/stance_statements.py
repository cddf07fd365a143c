"""Stance from statements: what an act of speech expresses, and towards whom or what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_aims import AFTER_NOUN, Aim, aims, named, reach
from newslab.analyse.stance_content import evaluation, evidence_of, in_content
from newslab.analyse.stance_deeds import deeds, noun_in
from newslab.analyse.stance_rows import Context, Row, dealt_with, made
from newslab.analyse.stance_words import Word, condition, listed, verb_words, words


_POSSESSOR = re.compile(r"['’]s?\s")
#: "denied having gone": the holder's own deed, of which the denial says neither yes nor no.
_OWN_DEED = re.compile(r"(?:ever\s|even\s|having\s)*\w+ing\b", re.I)


def of_statement(ground: Ground, s: Row, context: Context) -> Iterator[Row]:
    """Yield the stances that a statement expresses."""
    if s["act"] in ("demand", "request", "pledge", "agree", "withhold", "reject", "deny"):
        yield from _on_proposal(ground, s, context)
    elif s["act"] in ("praise", "criticise", "accuse", "threaten"):
        yield from _on_somebody(ground, s, context)
    elif s["cue_lemma"] in listed("frame"):
        yield from evaluation(ground, s)
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


def _act(s: Row) -> Word:
    return words()[("act", s["act"])][0]


def _made(
    ground: Ground, s: Row, target: str | None, issue: str | None, **more: Any
) -> Iterator[Row]:
    """Yield the row of a statement's act."""
    word = words()[("act", s["act"])][0] if ("act", s["act"]) in words() else None
    score = more.pop("score", word.score if word else 0.0)
    basis = more.pop("basis", f"act {s['act']} ({word.relation if word else ''}): {s['cue']}")
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
        issue = _object_in(ground, s)
        target = s["target_id"] if issue is None else None
        for aim in aims(ground, s["start"], s["end"], s["actor_id"]):
            yield from _made(ground, s, aim.actor_id, aim.name, kind="actor")
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
        conditions = list(_must(ground, s))
        yield from conditions or _asked_of(ground, s)
        return
    target = _leading_actor(ground, s) if s["act"] in ("agree", "reject") else None
    if s["act"] == "demand":
        asked = list(_asked_of(ground, s))
        yield from asked
        if asked:
            return
    if s["act"] == "request":
        wished = list(_wished(ground, s))
        yield from wished
        if wished:
            return
    if s["act"] == "deny" and _OWN_DEED.match(s["content"]):
        return
    issue = None if target else _issue(ground, s, context)
    if s["act"] in ("reject", "deny"):
        yield from _proposer(ground, s, target)
    if s["act"] == "reject" and target is None and issue and _shared_with(ground, s):
        yield from _made(ground, s, _shared_with(ground, s), None)
        return
    undone = _undone(ground, s)
    if undone is not None and s["act"] in ("request", "pledge", "agree"):
        issue = dealt_with(ground, undone, s["end"], context)
        thing = _object_text(ground, undone).lower()
        target = None if issue and thing in listed("pronoun") else undone["object_id"]
        yield from _made(ground, s, target, issue, score=-_act(s).score,
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


def _asked_of(ground: Ground, s: Row) -> Iterator[Row]:
    """Read "demanded that Lee …", "demanded help from Lee", "demanded the removal of Lee"."""
    told_to = s["target_id"] or _controller(ground, s)
    if told_to:
        asked = [Aim(s["start"], s["start"], told_to, "", "actor")]
    else:
        asked = aims(ground, s["start"], _asked_until(ground, s), s["actor_id"])
    for aim in asked:
        yield from _made(ground, s, aim.actor_id, aim.name, score=-0.3, kind="actor",
                         basis=f"act demand, of somebody: {s['cue']}")  # fmt: skip


def _controller(ground: Ground, s: Row) -> str | None:
    """Return who is to do what a content says with "to …", if not the speaker."""
    for clause in ground.clauses_in(s["start"], s["end"])[:1]:
        doer = clause["subject_id"]
        if s["content"].lower().startswith("to ") and doer and doer != s["actor_id"]:
            return str(doer)
    return None


def _asked_until(ground: Ground, s: Row) -> int:
    """Return where those end who are asked: with the subject of "that …", else the content."""
    if not s["content"].lower().startswith("that "):
        return int(s["end"])
    for clause in ground.clauses_in(s["start"], s["end"])[:1]:
        end = clause["subject_end"]
        if end is not None and not _POSSESSOR.search(ground.text, clause["subject_start"], end):
            return int(end)
    return int(s["start"])


def _wished(ground: Ground, s: Row) -> Iterator[Row]:
    """Read "urged Lee to support Kim", "called for sanctions against Kim": for or against Kim."""
    strength = _act(s).score
    if s["content"].lower().startswith("to "):
        for clause in ground.clauses_in(s["start"], s["end"])[:1]:
            if _object_text(ground, clause).lower() in listed("pronoun"):
                return
            for deed in deeds(ground, clause, clause["subject_id"]):
                if deed.aim is not None and deed.aim.actor_id != s["actor_id"]:
                    yield from _made(ground, s, deed.aim.actor_id, deed.aim.name, kind="actor",
                                     score=strength if deed.score > 0 else -strength,
                                     basis=f"{s['cue']} to {deed.word}")  # fmt: skip
        return
    found = noun_in(ground, s["start"], s["end"])
    if found is None or found[0].relation == "demand":
        return
    for aim in aims(ground, found[2], s["end"], s["actor_id"]):
        yield from _made(ground, s, aim.actor_id, aim.name, kind="actor",
                         score=strength if found[0].score > 0 else -strength,
                         basis=f"{s['cue']} {ground.text[found[1] : found[2]]}")  # fmt: skip


def obliged(ground: Ground, s: Row) -> Iterator[Row]:
    """Read "said that Lee must …": a demand of Lee, whatever the verb of saying."""
    for clause in ground.clauses_in(s["start"], s["end"]):
        if clause["subject_start"] is None or clause["verb_start"] == s["cue_start"]:
            continue
        between = ground.text[clause["subject_end"] : clause["verb_start"]].lower()
        if not any(re.search(rf"\b{w}\b", between) for w in listed("obligation")):
            continue
        for aim in aims(ground, clause["subject_start"], clause["subject_end"], s["actor_id"]):
            yield from _made(ground, s, aim.actor_id, aim.name, score=-0.3, kind="actor",
                             basis=f"{s['cue']} that … must")  # fmt: skip


def _must(ground: Ground, s: Row) -> Iterator[Row]:
    """Read "insisted that any withdrawal must be mutual": a condition on what is spoken of."""
    for clause in ground.clauses_in(s["start"], s["end"])[:1]:
        subject = clause["subject_start"]
        if clause["verb_lemma"] == "be" and subject is not None and not clause["subject_id"]:
            issue = phrase(ground.text[subject : clause["subject_end"]])
            yield from _made(ground, s, None, issue, score=0.3, label="conditional",
                             modality="conditional",
                             basis=f"{s['cue']} that … must be …")  # fmt: skip


def _proposer(ground: Ground, s: Row, target: str | None) -> Iterator[Row]:
    """Read "rejected Lee's offer", "refused aid to Lee": against Lee, too."""
    if s["content"].lower().startswith(("to ", "that ")):
        return
    end = reach(ground, s["start"], s["end"])
    noun = noun_in(ground, s["start"], s["end"])
    found: list[Aim] = []
    if noun_of_speech(AFTER_NOUN.split(s["content"])[0]):
        found = aims(ground, s["start"], end, s["actor_id"]) or named(ground, s["start"], end)
    elif noun is not None and noun[0].sign > 0:
        found = aims(ground, noun[2], end, s["actor_id"]) or named(ground, noun[2], end)
    for aim in found[:1]:
        if aim.actor_id is None or aim.actor_id != target:
            start, last = evidence_of(s)
            yield from made(
                ground, s["actor_id"], aim.actor_id, aim.name, -0.6, (start, max(last, aim.end)),
                s["cue"], f"{s['cue']} what somebody proposed or asked for (reject)",
                statement_id=s["statement_id"], kind="actor",
            )  # fmt: skip


def noun_of_speech(text: str) -> bool:
    """Tell whether a phrase names an act of speech, which somebody must have done."""
    return any(w.removesuffix("s") in listed("speech") for w in text.lower().split())


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
    claim = ground.statement_by_id.get(s["disputes_id"] or "")
    if claim is not None and found.lower() in listed("pronoun"):
        return _claim(claim["content"]) or None
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


def _object_text(ground: Ground, clause: Row) -> str:
    start, end = clause["object_start"], clause["object_end"]
    return "" if start is None else ground.text[start:end]


def _object_in(ground: Ground, s: Row) -> str | None:
    for clause in ground.clauses_in(s["start"], s["end"])[:1]:
        if clause["object_start"] is not None:
            return phrase(ground.text[clause["object_start"] : clause["object_end"]])
    return None
