"""Stance from what is said: readiness, conditions, and how things are described."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_aims import aims
from newslab.analyse.stance_rows import Context, Row, dealt_with, made
from newslab.analyse.stance_words import NOT, condition, listed, polarity, verb_words, words
from newslab.analyse.target_sentiment import Target, judge

_FIRST_PERSON = re.compile(r"(?:i|we|our|my|his|her|its|their|he|she|it|they|the)\b", re.I)
_STOP = re.compile(r"[.!?;\n]")
_TO_BE_DONE = re.compile(r"\b(?:should|must|ought to)\b", re.I)


def evidence_of(s: Row) -> tuple[int, int]:
    """Return the characters from a statement's cue to the end of its content, or back."""
    starts = [v for v in (s["cue_start"], s["start"]) if v is not None]
    ends = [v for v in (s["cue_end"], s["end"]) if v is not None]
    return int(min(starts)), int(max(ends))


def in_content(ground: Ground, s: Row, context: Context) -> Iterator[Row]:
    """Find a speaker's own readiness, told by a neutral verb of saying."""
    for clause in ground.clauses_in(s["start"], s["end"]):
        if clause["modality"] == "asked" or clause["verb_start"] == s["cue_start"]:
            continue
        lemma_row = list(readiness(ground, s, clause))
        yield from lemma_row
        if lemma_row:
            continue
        if _TO_BE_DONE.search(ground.text, clause["start"], clause["end"]) and clause["passive"]:
            yield from _called_for(ground, s, clause)
        elif clause["tense"] == "future" or (
            clause["modality"] == "conditional" and clause["tense"] != "past"
        ):
            yield from _offered(ground, s, clause, context)


def _speaker_is(ground: Ground, s: Row, clause: Row) -> bool:
    """Tell whether a clause's subject is the speaker or the speaker's side."""
    if clause["subject_start"] is None:
        return False
    subject = ground.text[clause["subject_start"] : clause["subject_end"]]
    return clause["subject_id"] == s["actor_id"] or bool(_FIRST_PERSON.match(subject))


def _offered(ground: Ground, s: Row, clause: Row, context: Context) -> Iterator[Row]:
    marker = condition().search(ground.text, clause["verb_end"], _sentence_end(ground, s, clause))
    if marker is None or clause["subject_start"] is None:
        return
    subject = ground.text[clause["subject_start"] : clause["subject_end"]]
    named = clause["subject_id"] and not _FIRST_PERSON.match(subject)
    if not named and not _speaker_is(ground, s, clause):
        return
    if condition().match(ground.text[clause["start"] : clause["end"]]) or _leads(ground, clause):
        return
    issue = _offer(ground, clause, marker.start(), context)
    holder = clause["subject_id"] if named else s["actor_id"]
    yield from made(
        ground, holder, None, issue, 0.3, (clause["start"], max(clause["end"], marker.end())),
        clause["verb"], f"{clause['verb_lemma']}, {marker.group()} …", label="conditional",
        modality="conditional", statement_id=s["statement_id"],
    )  # fmt: skip


def _offer(ground: Ground, clause: Row, end: int, context: Context) -> str | None:
    """Return what is offered on a condition; a bare verb takes up what was at issue before."""
    if clause["object_start"] is not None:
        return dealt_with(ground, clause, end, context)
    rest = phrase(ground.text[clause["verb_end"] : end])
    if rest:
        return phrase(ground.text[clause["verb_start"] : end])
    if NOT.search(ground.text, clause["start"], clause["verb_end"]):
        return None
    return context.issue_before(int(clause["start"])) if len(clause["verb"]) > 4 else clause["verb"]


def _leads(ground: Ground, clause: Row) -> bool:
    """Tell whether a clause is itself the condition."""
    before = ground.text[max(0, clause["start"] - 14) : clause["start"]].rstrip()
    return any(before.lower().endswith(w) for w in listed("condition"))


def _sentence_end(ground: Ground, s: Row, clause: Row) -> int:
    stop = _STOP.search(ground.text, clause["end"], max(s["end"], clause["end"]))
    return stop.start() if stop else int(max(s["end"], clause["end"]))


def _stop(ground: Ground, start: int) -> int:
    stop = _STOP.search(ground.text, start)
    return stop.start() if stop else len(ground.text)


def _called_for(ground: Ground, s: Row, clause: Row) -> Iterator[Row]:
    """Read "X should be withdrawn": the speaker is against X."""
    for word in verb_words(clause, "object"):
        if clause["object_start"] is not None:
            issue = phrase(ground.text[clause["object_start"] : clause["object_end"]])
            yield from made(
                ground, s["actor_id"], clause["object_id"], issue, word.score, evidence_of(s),
                clause["verb"], f"should be {clause['verb']} ({word.relation})",
                statement_id=s["statement_id"],
            )  # fmt: skip


def readiness(ground: Ground, s: Row | None, clause: Row) -> Iterator[Row]:
    """Read "is open to a meeting", "has full confidence in Lee", "expressed support for"."""
    if clause["passive"] and s is None:
        yield from _minded(ground, clause)
        return
    after = ground.text[clause["verb_end"] : clause["end"]]
    m = re.match(r"(.{0,40}?)\b([\w-]+)[\"”]? (of|to|for|with|about|in|against)\s", after, re.S)
    if m is None:
        return
    pos = "adjective" if clause["verb_lemma"] in listed("copula") else "noun"
    kinds = [pos] if pos == "noun" else ["adjective", "noun"]
    if pos == "noun" and clause["verb_lemma"] not in listed("carrier"):
        return
    known = [
        w
        for k in kinds
        for n in (m[2].lower(), m[2].lower().removesuffix("s"))
        for w in words().get((k, n), ())
    ]
    for word in known:
        if word.target != m[3] or (word.relation == "consult" and not _praised(ground, clause, m)):
            continue
        holder = clause["subject_id"]
        if s is not None and (holder is None or _speaker_is(ground, s, clause)):
            holder = s["actor_id"]
        if holder is None:
            continue
        negated = NOT.search(m[1]) or clause["modality"] == "negated"
        if negated and word.sign < 0:
            return  # "no threat to": that says nothing
        at = clause["verb_end"] + m.end()
        score = -word.score / 2 if negated else word.score
        found = ground.actors_in(at, clause["end"])
        target = found[0].actor_id if found and found[0].start - at < 5 else None
        relation = "contact, praised" if word.relation == "consult" else word.relation
        end = clause["end"]
        marker = condition().search(ground.text, end, _stop(ground, end)) if score > 0 else None
        given = {"modality": "conditional", "label": "conditional"} if marker else {}
        yield from made(
            ground, holder, target, phrase(ground.text[at:end]), score / 2 if marker else score,
            (clause["start"], marker.end() if marker else end), m[2],
            f"{m[2]} {m[3]} ({relation})" + (f", {marker.group()} …" if marker else ""),
            statement_id=s["statement_id"] if s else None, **given,
        )  # fmt: skip
        return


def _minded(ground: Ground, clause: Row) -> Iterator[Row]:
    """Read "is opposed to", "was angered by": a participle that tells of a state of mind."""
    for word in words().get(("adjective", clause["verb"].lower()), ()):
        m = re.compile(rf"\s{word.target}\s").match(ground.text, clause["verb_end"])
        if m is None or not clause["object_id"]:
            continue
        score = -word.score / 2 if clause["modality"] == "negated" else word.score
        found = aims(ground, m.end(), clause["end"], clause["object_id"])
        aim = found[0] if found and found[0].start - m.end() < 5 else None
        yield from made(
            ground, clause["object_id"], aim.actor_id if aim else None,
            aim.name if aim else phrase(ground.text[m.end() : clause["end"]]), score,
            (clause["start"], clause["end"]), clause["verb"],
            f"{clause['verb']} {word.target} ({word.relation})", kind="actor" if aim else None,
        )  # fmt: skip
        return


def _praised(ground: Ground, clause: Row, m: re.Match[str]) -> bool:
    """Tell whether talks are called good ("productive discussions with")."""
    if not re.search(r"\w{4,}", m[1]):
        return False
    if polarity(m[1]):
        return polarity(m[1]) > 0
    offset = clause["verb_end"] - clause["start"] + m.start(2)
    (found,) = judge(
        [Target(ground.text[clause["start"] : clause["end"]], offset, offset + len(m[2]))]
    )
    return found.label == "positive" and not found.unclear


def evaluation(ground: Ground, s: Row) -> Iterator[Row]:
    """Read "described the levy as unjustified": the words after the thing decide."""
    content = s["content"]
    split = re.search(r"\s(?:as|to be)\s|\s(?=[\"“])", content)
    if split is None and s["rule"].startswith("pred"):
        # "called the plan a mistake", "called the plan dangerous"
        split = re.search(r"\s(?=an?\s)|\s(?=(?:(?:\w+ly|very|too|so|most)\s)?\S+$)", content)
    if split is None:
        return
    thing, said = content[: split.start()], content[split.end() :]
    if not phrase(thing) or len(thing) < 3:
        return
    parts = [p for p in re.split(r"\b(?:but|although|though|yet)\b", said) if p.strip(' "”“,')]
    signs = [polarity(p) for p in parts]
    target = _whole(ground, s["start"], s["start"] + len(thing))
    score = sum(signs) / len(signs) if signs else 0.0
    if len(signs) == 1 and not score:
        score = _presented(ground, s, len(thing))
    mixed = any(v > 0 for v in signs) and any(v < 0 for v in signs)
    if mixed or abs(score) >= 0.1:
        yield from _made_evaluation(ground, s, thing, target, score, said, mixed=mixed)


def _whole(ground: Ground, start: int, end: int) -> str | None:
    """Return the actor that a phrase as a whole names."""
    found = ground.actors_in(start, end)
    return found[-1].actor_id if found and found[-1].end >= end - 1 else None


def _presented(ground: Ground, s: Row, length: int) -> float:
    """Ask the model of target sentiment where no lexicon knows the words."""
    start, end = evidence_of(s)
    at = s["start"] - start
    (found,) = judge([Target(ground.text[start:end], at, at + length)])
    return 0.0 if found.unclear or found.label == "neutral" else found.score


def _made_evaluation(
    ground: Ground, s: Row, thing: str, target: str | None, score: float, said: str, *, mixed: bool
) -> Iterator[Row]:
    yield from made(
        ground, s["actor_id"], target, phrase(thing), 0.2 if mixed else 0.6 if score > 0 else -0.6,
        evidence_of(s), s["cue"], f"{s['cue']} as {said.strip(' ,.')}",
        statement_id=s["statement_id"], label="conditional" if mixed else None,
    )  # fmt: skip
