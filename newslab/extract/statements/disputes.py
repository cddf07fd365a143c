"""Which statement a denial is about.

A denial is of something: a charge against who speaks, a claim that it names ("rejected the
allegation"), what was said last ("denied it", "that is false"), or the same words. What is only
said contradicts the same words with, or without, a "not"; opposites and other numbers do not tell
enough: they were wrong more often than right.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from newslab import lexicons

Row = dict[str, Any]

#: How many statements are looked at; bounds the cost in long texts.
_MOST = 60
#: So many sentences before it a claim can be that is denied, and one that is not named.
_DENIAL, _NEXT = 12, 2
#: More speaks for what a denial holds itself than for any other statement.
_HELD = 9.0
#: So much of what a denial says stands in what it denies.
_ALIKE = 1 / 3
_CLAIMS = frozenset({"assert", "accuse", "criticise", "pledge", "deny"})
_JUDGING = {"charge": "accuse", "criticism": "criticise"}
#: Most words of a content that is all denial: "That is simply not true", "He did nothing wrong".
_SHORT = 10
_WORD = re.compile(r"[^\W\d_]+n['’]t|[^\W\d_]+")
_STEM = 5
#: How many words behind a negation it still holds for; so many characters hold one before a cue,
#: so many behind it name what is denied.
_SCOPE, _NEAR, _BEHIND = 4, 6, 60


def link(rows: list[Row], text: str) -> None:
    """Fill ``disputes_id`` of ``rows``: the outer statement of somebody else that each denies."""
    order = sorted(rows, key=lambda r: (r["cue_start"], r["start"]))
    by_id: dict[str | None, Row] = {r["statement_id"]: r for r in rows}
    for at, row in enumerate(order):
        near = text[max(0, row["cue_start"] - _NEAR) : row["cue_start"]].rpartition(",")[2]
        noun = _claim(text[row["cue_end"] :][:_BEHIND])
        kind = _denied(row, noun)
        if some("negation", words(near)[-1:]):
            continue  # who neither confirms nor denies does not deny
        before = (r for r in order[max(0, at - _MOST) : at][::-1] if _open(row, r))
        likely = [
            (_contradicts(row, r) if kind is None else _denies(row, r, kind, noun), r)
            for r in before
        ]
        # "Rejected the claim by Crane that …" holds what it denies.
        held = (r for r in order[at + 1 : at + _MOST] if r["parent_id"] == row["statement_id"])
        others = (r for r in held if r["actor_id"] != row["actor_id"] and row["act"] == "deny")
        likely += ((_HELD, r) for r in others)
        score, found = max(likely, key=lambda each: each[0], default=(0.0, row))
        found = _outer(found, row, by_id)
        if score and found["actor_id"] not in (row["actor_id"], None):
            row["disputes_id"] = found["statement_id"]


def _outer(found: Row, row: Row, by_id: dict[str | None, Row]) -> Row:
    while found["parent_id"] not in (None, row["statement_id"]):
        found = by_id[found["parent_id"]]
    return found


def _denied(row: Row, noun: str) -> str | None:
    """Return what a denial is of: a kind of claim, "it", or "" where its own words tell."""
    content, asserts = words(row["content"]), row["act"] == "assert"
    denies = row["act"] == "deny" or (row["act"] == "reject" and bool(noun))
    guilt = some("innocent", content) or ((denies or _negated(content)) and some("guilt", content))
    short = len(content) <= _SHORT
    if guilt and (denies or short):
        return "charge"
    if not (denies or (asserts and short and _calls_false(content, noun))):
        return None
    bare = asserts or not stems(row["content"])
    return has("claim", noun) or ("it" if bare else "")


def _negated(content: tuple[str, ...]) -> bool:
    return some("negation", content) or any(w.endswith("n't") for w in content)


def _calls_false(content: tuple[str, ...], noun: str) -> bool:
    """Whether a content says "that is false", "that's not true", "his claim absurd"."""
    false = some("untrue", content[-1:]) or (_negated(content) and some("true", content[-_SCOPE:]))
    at = content.index(noun) if noun in content else len(content)
    his = some("definite", content[:at]) and some("untrue", content[at:])
    return his or (false and some("pronoun", content[:1]))


def _denies(row: Row, other: Row, kind: str, noun: str) -> float:
    """Return how likely a denial is of another statement; it need not say of what."""
    far = row["sentence"] - other["sentence"]
    mine, cue = stems(row["content"]) - {noun[:_STEM]}, words(str(other["cue_lemma"]))[:1]
    alike = len(mine & stems(other["content"])) / max(1, len(mine))
    near = far <= _NEXT
    fits = 1.0 * (near and bool(noun or kind == "it") and other["act"] != "deny")
    if kind in _JUDGING:
        about = row["actor_id"] == other["target_id"] is not None or _names(row, other["content"])
        judges = other["act"] in ("accuse", _JUDGING[kind]) or some("claim", cue)
        fits += (judges or some("charge", cue)) * (1.0 + about)
    elif noun:  # "they argued", "that argument"; "Lee's claim"
        told = near and noun[:4] == "".join(cue)[:4]
        fits += 2.0 * (told or _names(other, row["content"]))
    # One word alone ("contested Ohio") is too little to tell what is denied.
    meant = fits or (len(mine) > 1 and alike >= _ALIKE)
    return fits + alike if meant and far <= _DENIAL else 0.0


def _contradicts(row: Row, other: Row) -> float:
    """Return how much two contents share that are the same but for a "not"."""
    mine, theirs = stems(row["content"]), stems(other["content"])
    both, turned = len(mine & theirs), _not(row) != _not(other)
    same = both > 1 and both >= max(len(mine), len(theirs)) - 1
    near = row["act"] == "assert" and row["sentence"] - other["sentence"] <= _NEXT
    return both / len(mine) if same and turned and near else 0.0


def _not(row: Row) -> bool:
    return _negated(words(row["content"]))


def _names(row: Row, content: str) -> bool:
    """Whether a content names who makes another statement."""
    return (row["actor_id"] or "").split("-")[-1] in words(content)


def _claim(text: str) -> str:
    """Return the noun for a claim that a text begins with: "the *charge*"; else nothing."""
    found = words(text)
    at = next((n for n, w in enumerate(found[:5]) if has("claim", w)), 0)
    return found[at] if at and found[at + 1 : at + 2] != ("that",) else ""


def _open(row: Row, other: Row) -> bool:
    """Whether another statement is a claim by somebody whom who speaks would contradict."""
    within = row["statement_id"] == other["parent_id"] or row["parent_id"] == other["statement_id"]
    # "The company", "the company's chairman"
    for a, b in ((row, other), (other, row)):
        name = {*(a["actor_id"] or "").split("-")} - {"", "government"}
        within |= bool(name) and name.issubset(words(b["source"] or ""))
    known = other["actor_id"] not in (row["actor_id"], None)
    return known and other["act"] in _CLAIMS and not within


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a content in lower case."""
    return tuple(w.lower().replace("’", "'") for w in _WORD.findall(text))


@lru_cache(maxsize=1024)
def stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a content that tell something."""
    long = (w for w in words(text) if len(w) > 2 and not w.endswith(("ly", "n't")))
    return frozenset(w[:_STEM] for w in long if not some("passed over", [w]))


def has(kind: str, word: str) -> str:
    """Return a word's detail in a class of ``dispute_words``, or the class; else nothing."""
    found = lexicons.words("dispute_words", kind)
    return (found[word] or kind) if word in found else ""


def some(kind: str, found: Iterable[str]) -> bool:
    """Tell whether one of some words is in a class of ``dispute_words``."""
    return any(has(kind, word) for word in found)
