"""An act of speech as a row: how strong it is, and the issue that its content is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from newslab.analyse.ground import Ground, head, phrase
from newslab.analyse.stance_content import evidence_of
from newslab.analyse.stance_rows import Context, Row, dealt_with, made
from newslab.analyse.stance_words import Word, listed, verb_words, words

#: A noun of stance stands within so many words of a content's start ("his deep sympathy for").
_FIRST_WORDS = 3
_NOUN_FOR = re.compile(r"(\w+)(?=\s(\w+)\s)")
_BARE = re.compile(
    r"to\s\w+(?:\s(?:further|publicly|immediately))?(?:\s(?:as|because|pending|until|while)\s.*)?",
    re.I | re.S,
)
#: "dismissed *as “fantasy”* a claim": what a thing is called before it is named.
_CALLED = re.compile(r"as\s[\"“][^\"”]*[\"”]\s(?=\w)", re.I)
#: What stands in a content before the verb of what is to be done.
_INFINITIVE = re.compile(r"(?:to\s(?:\w+ly\s|not\s|never\s)?)?", re.I)
_ABOUT = re.compile(r"\s(?:about|on|over)\s", re.I)
#: An issue has a word: a sum of money is none.
_NAMED = re.compile(r"[^\W\d_]{2}")
_EXISTS = re.compile(r"there\s(?:\w+\s){0,2}?(?:is|are|was|were|be|been)\s(?:no\s|not\s)?", re.I)


def act_of(s: Row) -> Word:
    """Return the entry of a statement's act."""
    return words()[("act", s["act"])][0]


def act_row(
    ground: Ground, s: Row, target: str | None, issue: str | None, **more: Any
) -> Iterator[Row]:
    """Yield the row of a statement's act."""
    if "score" not in more or "basis" not in more:
        word = act_of(s)
        more.setdefault("score", word.score)
        more.setdefault("basis", f"act {s['act']} ({word.relation}): {cue_of(s)}")
    score, basis = more.pop("score"), more.pop("basis")
    yield from made(
        ground, s["actor_id"], target, issue, score, evidence_of(s), cue_of(s), basis,
        statement_id=s["statement_id"], **more,
    )  # fmt: skip


def _voiced(s: Row) -> re.Match[str] | None:
    """Return the noun of stance that a content begins with ("expressed appreciation for")."""
    if s["cue_lemma"] not in listed("carrier"):
        return None
    for m in islice(_NOUN_FOR.finditer(s["content"]), _FIRST_WORDS):
        if any(w.target == m[2] for w in words().get(("noun", m[1].lower()), ())):
            return m
    return None


def cue_of(s: Row) -> str:
    """Return the word that shows a statement's stance: its cue, or the noun that this carries."""
    m = _voiced(s)
    return m[1] if m else str(s["cue"])


def leading_actor(ground: Ground, s: Row) -> str | None:
    """Return the actor with whom a content begins, if it is about nothing of theirs."""
    found = ground.actors_in(s["start"], min(s["end"], s["start"] + 60))
    if found and not re.search(
        r"\w{3,}", ground.text[s["start"] : found[0].start].replace("that", "")
    ):
        after = ground.text[found[0].end : found[0].end + 2]
        return None if after.startswith(("'s", "’s")) else found[0].actor_id
    return None


def issue_of(ground: Ground, s: Row, context: Context) -> str | None:
    """Return what a content is about, as a short phrase."""
    found = _issue(ground, s, context)
    return found if found and _NAMED.search(found) else None


def _issue(ground: Ground, s: Row, context: Context) -> str | None:
    content = s["content"].lower()
    if m := _voiced(s):
        return phrase(s["content"][m.end(2) :]) or None
    found = phrase(_CALLED.sub("", s["content"]))
    if found.lower() in listed("reciprocal"):
        return None
    if s["cue_lemma"] in listed("carrier") and ("noun", head(found).lower()) in words():
        return None  # "expressed deep concern": about nothing that it names
    claim = ground.statement_by_id.get(s["disputes_id"] or "")
    if claim is not None and found.lower() in listed("pronoun"):
        return _claim(claim["content"]) or None
    if found.lower() in listed("pronoun"):
        return context.issue_before(s["cue_start"])
    if found.lower() in listed("ordinal"):
        # "agreed to the first condition but ruled out the second": another of the same.
        before = context.issue_before(s["cue_start"])
        return f"{found} {head(before)}" if before else None
    if found.lower() in listed("anaphor"):
        before = context.issue_before(s["cue_start"])
        return f"{found} ({before})" if before and before.lower() != found.lower() else found
    if s["act"] == "withhold":
        return _withheld(ground, s, found, context)
    clauses = ground.clauses_in(s["start"], s["end"])
    if content.startswith("that ") or s["act"] == "deny":
        return _claim(s["content"])
    if clauses and _INFINITIVE.fullmatch(ground.text, s["start"], clauses[0]["verb_start"]):
        return _action(ground, clauses[0], s, context)
    return found or None


def _claim(content: str) -> str:
    """Return a claim in short: its words without the conjunction, to the first comma."""
    content = _CALLED.sub("", content)
    words = phrase(content) if not content.lower().startswith("that ") else content[5:]
    if there := _EXISTS.match(words):
        return phrase(words[there.end() :])
    return re.split(r"[,;:]\s", words)[0].strip(' "“”.')


def _withheld(ground: Ground, s: Row, found: str, context: Context) -> str | None:
    """Return what somebody does not comment on, or neither accepts nor rejects."""
    if head(found).lower() in listed("inquiry") and not _ABOUT.search(s["content"]):
        return context.issue_before(s["start"])  # "did not respond to requests for comment"
    if _BARE.fullmatch(s["content"]):
        return context.issue_before(s["start"])  # "declined to comment while the trial goes on"
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
    """Return what is to be done: the thing of which the verb is in favour, else the verb, too."""
    if clause["object_start"] is not None and clause["object_start"] > clause["verb_start"]:
        thing = phrase(ground.text[clause["object_start"] : clause["object_end"]])
        favours = clause["verb_lemma"] in listed("carrier") or any(
            w.sign > 0 for w in verb_words(clause, "object")
        )
        if thing.lower() in listed("pronoun"):
            before = context.issue_before(int(clause["start"])) or thing
            return before if favours else f"{clause['verb']} {before}"
        if thing and favours and not clause["object_id"]:
            return thing
        found = phrase(ground.text[clause["verb_start"] : clause["object_end"]])
        return found if len(found.split()) > 1 else thing
    return phrase(ground.text[clause["verb_start"] : s["end"]]) or None


def object_text(ground: Ground, clause: Row) -> str:
    """Return the words of a clause's object."""
    start, end = clause["object_start"], clause["object_end"]
    return "" if start is None else ground.text[start:end]
