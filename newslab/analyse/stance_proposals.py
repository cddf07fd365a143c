"""Stance from proposals: what is agreed to, refused, demanded, asked for or left open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_acts import act_of, act_row, issue_of, leading_actor, object_text
from newslab.analyse.stance_aims import AFTER_NOUN, Aim, aims, named, reach
from newslab.analyse.stance_content import evidence_of
from newslab.analyse.stance_deeds import deeds, noun_in
from newslab.analyse.stance_not import is_not_to, on_undoing
from newslab.analyse.stance_rows import Context, Row, dealt_with, made
from newslab.analyse.stance_words import condition, listed, verb_words, words

_COMMA = re.compile(r",?[\"”]?\s(?:but\s)?(?:only\s)?")
_POSSESSOR = re.compile(r"['’]s?\s")
_OWNED = re.compile(r"['’]s?\s+(?:\w+\s+)?(\w+)")
#: "denied having gone": the holder's own deed, of which the denial says neither yes nor no.
_OWN_DEED = re.compile(r"(?:ever\s|even\s|having\s)*\w+ing\b", re.I)


def on_proposal(ground: Ground, s: Row, context: Context) -> Iterator[Row]:
    """Agreement, refusal, demand, pledge, silence: about what the content proposes."""
    if s["act"] in ("request", "pledge") and s["parent_id"]:
        return  # what another says was asked or promised
    if s["act"] == "deny" and _OWN_DEED.match(s["content"]):
        return
    if is_not_to(s):
        if s["act"] == "demand":
            yield from _asked_of(ground, s)
        if s["act"] not in ("deny", "withhold"):
            yield from on_undoing(ground, s, context)
        return
    if s["act"] == "request" and s["rule"].startswith("p:to"):
        return  # "appealed to donors": whom, not for what
    first = ground.clauses_in(s["start"], s["end"])[:1]
    waits = first and first[0]["verb_lemma"] in listed("await")
    if s["act"] == "request" and waits and "no longer" not in s["content"]:
        return  # "urged them to wait for the outcome"
    if s["act"] == "reject" and (kept := _undone(ground, s)) is not None:
        # "refused to condemn the attack", "refused to rule it out": neither for nor against
        left = dealt_with(ground, kept, s["end"], context)
        yield from act_row(ground, s, None, left, score=0.0, label="neutral",
                           basis=f"{s['cue']} to {kept['verb']}")  # fmt: skip
        return
    special = {"demand": _demanded, "request": _wished, "reject": _refused, "deny": _refused}
    if s["act"] in special:
        rows, is_all = special[s["act"]](ground, s, context)
        yield from rows
        if is_all:
            return
    target = leading_actor(ground, s) if s["act"] in ("agree", "reject") else None
    same = context.issue_beside(s) if s["content"].lower() in listed("pronoun") else None
    if same is not None:
        yield from act_row(ground, s, None, same)
        return
    issue = None if target else issue_of(ground, s, context)
    undone = _undone(ground, s) if s["act"] in ("request", "pledge", "agree") else None
    if undone is not None:
        yield from _against(ground, s, undone, context)
        return
    marker = condition().search(ground.text, *evidence_of(s)) or _added(ground, s)
    if marker and s["act"] in ("agree", "pledge"):
        yield from act_row(ground, s, target, issue, score=act_of(s).score / 2,
                           label="conditional", modality="conditional",
                           basis=f"{s['cue']}, {marker.group()} …")  # fmt: skip
    else:
        yield from act_row(ground, s, target, issue)


def _added(ground: Ground, s: Row) -> re.Match[str] | None:
    """Return a condition that follows a content: "agreed to testify, on condition that …"."""
    start = _COMMA.match(ground.text, s["end"])
    return condition().match(ground.text, start.end()) if start else None


def _demanded(ground: Ground, s: Row, context: Context) -> tuple[list[Row], bool]:
    """Read a demand: conditions, what must be, of whom; whether that is all it says."""
    lead = phrase(s["content"]).split(" ")[0].lower().rstrip("s")
    if lead == "condition" or "condition" in s["cue"].lower():
        before = context.withheld(s["actor_id"])
        issue = before["target"] if before else context.issue_before(s["cue_start"])
        found = act_row(ground, s, None, issue, score=0.3, label="conditional",
                        modality="conditional", basis=f"{s['cue']} conditions")  # fmt: skip
        return list(found), True
    if s["content"].lower().startswith("that "):
        rows = list(_must(ground, s)) or list(_asked_of(ground, s))
        wished = any(c["tense"] == "none" for c in ground.clauses_in(s["start"], s["end"])[:1])
        return rows, bool(rows) or not wished
    asked = list(_asked_of(ground, s))
    return asked, bool(asked)


def _refused(ground: Ground, s: Row, context: Context) -> tuple[list[Row], bool]:
    """Read a refusal: against whose proposal, against whom as a partner."""
    target = leading_actor(ground, s) if s["act"] == "reject" else None
    rows = list(_proposer(ground, s, target))
    partner = _shared_with(ground, s) if s["act"] == "reject" and target is None else None
    if partner and issue_of(ground, s, context):
        return [*rows, *act_row(ground, s, partner, None)], True
    return rows, False


def _against(ground: Ground, s: Row, undone: Row, context: Context) -> Iterator[Row]:
    """Read "urged to reject the offer", "agreed to drop the plan": against what is undone."""
    issue = dealt_with(ground, undone, s["end"], context)
    is_pronoun = object_text(ground, undone).lower() in listed("pronoun")
    target = None if issue and is_pronoun else undone["object_id"]
    yield from act_row(ground, s, target, issue, score=-act_of(s).score,
                       basis=f"{s['cue']} to {undone['verb']}")  # fmt: skip


def _asked_of(ground: Ground, s: Row) -> Iterator[Row]:
    """Read "demanded that Lee …", "demanded help from Lee", "demanded the removal of Lee"."""
    told_to = s["target_id"] or _controller(ground, s)
    if s["cue_lemma"] in listed("command") and not _is_harsh(ground, s):
        return  # "ordered the ministry to ground the ferries"
    if told_to:
        asked = [Aim(s["start"], s["start"], told_to, "", "actor")]
    else:
        # "demanded talks with Lee": that is nothing which Lee has to do.
        asked = _aims_without("with", ground, s["start"], _asked_until(ground, s), s["actor_id"])
    for aim in asked:
        yield from act_row(ground, s, aim.actor_id, aim.name, score=-0.3, kind="actor",
                         basis=f"act demand, of somebody: {s['cue']}")  # fmt: skip


def _is_harsh(ground: Ground, s: Row) -> bool:
    """Whether what is ordered ends or undoes something: "ordered the paper to suspend …"."""
    if s["content"].lower().startswith("that "):
        return True
    lemmas = {c["verb_lemma"] for c in ground.clauses_in(s["start"], s["end"])[:1]}
    undone = any(w.sign < 0 for v in lemmas for w in words().get(("verb", v), ()))
    return undone or bool(lemmas & (listed("turn") | listed("leave")))


def _aims_without(
    preposition: str, ground: Ground, start: int, end: int, holder: str | None
) -> list[Aim]:
    """Return whom a stretch of text names, but for those behind a preposition."""
    m = re.compile(rf"\b{preposition}\s").search(ground.text, start, end)
    if m is None:
        return aims(ground, start, end, holder)
    again = AFTER_NOUN.search(ground.text, m.end(), end)
    behind = aims(ground, again.start(), end, holder) if again else []
    return aims(ground, start, m.start(), holder) or behind


def _controller(ground: Ground, s: Row) -> str | None:
    """Return who is to do what a content says with "that … do" or "to do", if not the speaker."""
    lead = s["content"].lower()
    for clause in ground.clauses_in(s["start"], s["end"])[:1]:
        doer = clause["subject_id"]
        if lead.startswith(("to ", "that ")) and doer and doer != s["actor_id"]:
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


def _wished(ground: Ground, s: Row, context: Context) -> tuple[list[Row], bool]:
    """Read a request: for whom or against whom, if it says so."""
    rows = list(_wishes(ground, s))
    return rows, bool(rows)


def _wishes(ground: Ground, s: Row) -> Iterator[Row]:
    """Read "urged Lee to support Kim", "called for sanctions against Kim": for or against Kim."""
    strength = act_of(s).score
    if s["content"].lower().startswith("to "):
        told = _to_leave().match(s["content"])
        if told and s["target_id"]:
            yield from _made_leave(ground, s, s["target_id"], None, told["verb"])
        for clause in ground.clauses_in(s["start"], s["end"])[:1]:
            if object_text(ground, clause).lower() in listed("pronoun"):
                return
            for deed in deeds(ground, clause, clause["subject_id"]):
                if deed.aim is not None and deed.aim.actor_id != s["actor_id"]:
                    yield from act_row(ground, s, deed.aim.actor_id, deed.aim.name, kind="actor",
                                     score=strength if deed.score > 0 else -strength,
                                     basis=f"{s['cue']} to {deed.word}")  # fmt: skip
        return
    yield from _leave(ground, s)
    found = noun_in(ground, s["start"], s["end"], wished=True)
    if found is None or found[0].relation == "demand":
        return
    # "an investigation by the United Nations": who is to do it is not whom it is against.
    for aim in _aims_without("by", ground, found[2], s["end"], s["actor_id"]):
        if found[0].relation == "consult" and aim.place in ("adjective", "region"):
            continue  # "a meeting with her Turkish counterpart"
        # Whoever asks to meet somebody is neither for nor against them.
        contact = "neutral" if found[0].relation == "consult" else None
        yield from act_row(ground, s, aim.actor_id, aim.name, kind="actor", label=contact,
                         score=strength if found[0].score > 0 else -strength,
                         basis=f"{s['cue']} {ground.text[found[1] : found[2]]}")  # fmt: skip


def _leave(ground: Ground, s: Row) -> Iterator[Row]:
    """Read "called for Lee's resignation", "called for Lee to resign": against Lee."""
    told = _to_leave().match(s["content"])
    if told and told["whom"]:
        start = s["start"] + told.start("whom")
        found = ground.actors_in(start, start + len(told["whom"]))
        whom = found[-1].actor_id if found else None
        if whom is None or whom != s["actor_id"]:
            yield from _made_leave(ground, s, whom, told["whom"], told["verb"])
        return
    for m in _OWNED.finditer(ground.text, s["start"], s["end"]):
        owner = ground.actors_in(s["start"], m.start() + 1)
        if m[1].lower() in listed("leaving") and owner and owner[-1].actor_id != s["actor_id"]:
            yield from act_row(ground, s, owner[-1].actor_id, None, kind="actor", score=-0.6,
                             basis=f"{s['cue']} … {m[1]}")  # fmt: skip


@cache
def _to_leave() -> re.Pattern[str]:
    """Return a pattern of "(that) somebody (to) resign"; nobody is named in "to resign"."""
    verbs = "|".join(sorted(listed("leave")))
    return re.compile(
        rf"(?:that\s)?(?P<whom>\S.{{1,80}}?\s)??(?:to\s|should\s|must\s)?(?P<verb>{verbs})\b", re.I
    )


def _made_leave(
    ground: Ground, s: Row, whom: str | None, name: str | None, verb: str
) -> Iterator[Row]:
    yield from act_row(ground, s, whom, phrase(name or "") or None, kind="actor", score=-0.6,
                     basis=f"{s['cue']} … to {verb}")  # fmt: skip


def obliged(ground: Ground, s: Row) -> Iterator[Row]:
    """Read "said that Lee must …": a demand of Lee, whatever the verb of saying."""
    for clause in ground.clauses_in(s["start"], s["end"]):
        if clause["subject_start"] is None or clause["verb_start"] == s["cue_start"]:
            continue
        between = ground.text[clause["subject_end"] : clause["verb_start"]].lower()
        if not any(re.match(rf"\W*(?:\w+ly\s)?{w}\b", between) for w in listed("obligation")):
            continue
        above = ground.clause_by_id.get(clause["parent_id"] or "")
        if above and above["verb_start"] >= clause["subject_end"] and above["object_start"]:
            continue  # "the chance that she has to speak"
        for aim in aims(ground, clause["subject_start"], clause["subject_end"], s["actor_id"]):
            yield from act_row(ground, s, aim.actor_id, aim.name, score=-0.3, kind="actor",
                             basis=f"{s['cue']} that … must")  # fmt: skip


def _must(ground: Ground, s: Row) -> Iterator[Row]:
    """Read "insisted that any withdrawal must be mutual": a condition on what is spoken of."""
    for clause in ground.clauses_in(s["start"], s["end"])[:1]:
        subject = clause["subject_start"]
        if clause["verb_lemma"] == "be" and subject is not None and not clause["subject_id"]:
            issue = phrase(ground.text[subject : clause["subject_end"]])
            yield from act_row(ground, s, None, issue, score=0.3, label="conditional",
                             modality="conditional",
                             basis=f"{s['cue']} that … must be …")  # fmt: skip


def _proposer(ground: Ground, s: Row, target: str | None) -> Iterator[Row]:
    """Read "rejected Lee's offer", "refused aid to Lee": against Lee, too."""
    if s["content"].lower().startswith(("to ", "that ")):
        return
    end = reach(ground, s["start"], s["end"])
    noun = noun_in(ground, s["start"], s["end"])
    found: list[Aim] = []
    if _is_speech(AFTER_NOUN.split(s["content"])[0]):
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


def _is_speech(text: str) -> bool:
    """Tell whether a phrase names an act of speech, which somebody must have done."""
    return any(w.removesuffix("s") in listed("speech") for w in text.lower().split())


def _shared_with(ground: Ground, s: Row) -> str | None:
    """Return the person with whom something is refused to be done."""
    m = re.search(r"\bwith\b", s["content"])
    if m is None:
        return None
    found = ground.actors_in(s["start"] + m.start(), s["end"])
    return found[0].actor_id if found else None


def _undone(ground: Ground, s: Row) -> Row | None:
    """Return the clause of a content that is against its own object ("to reject the offer")."""
    for clause in ground.clauses_in(s["start"], s["end"])[:1]:
        if s["content"].lower().startswith("to ") and any(
            w.sign < 0 for w in verb_words(clause, "object")
        ):
            return clause if clause["object_start"] is not None else None
    return None
