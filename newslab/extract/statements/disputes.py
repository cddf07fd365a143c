"""Which statement a denial or contradiction is about.

What somebody says is compared with what others said. A denial is of something: a charge against
who speaks, a claim that it names ("rejected the allegation"), the same words. What is only said
contradicts by a sign on words that both share: a negation on one side, an opposite, or another
number of the same thing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from newslab import lexicons

Row = dict[str, Any]

#: What speaks for a statement's being the one that another denies or contradicts.
WEIGHTS = {"charged": 2.0, "named": 2.0, "answered": 1.5, "shared": 3.0, "near": 1.0}
#: The least score.
LEAST = 0.9
#: How many statements back or ahead a denial can reach; bounds the cost in long texts.
_REACH = 60
_CLAIMS = frozenset({"assert", "accuse", "criticise", "pledge", "deny"})
_JUDGING = frozenset({"accuse", "criticise"})
#: Most words of a content that is all denial: "That is simply not true", "He did nothing wrong".
_SHORT = 10
_WORD = re.compile(r"[^\W\d_]+n['’]t|[^\W\d_]+|\d[\d.,]*\d|\d")
_STEM = 5
#: How many words behind a negation it still holds for.
_SCOPE = 4
_PASSED = ("passed over", "negation", "claim", "untrue", "pronoun")


def link(rows: list[Row], text: str) -> None:
    """Fill ``disputes_id`` of ``rows``: the outer statement of somebody else that each denies.

    A denial of what is told only behind it points forward; else the later of two points back.
    """
    order = sorted(rows, key=lambda r: (r["cue_start"], r["start"]))
    by_id = {r["statement_id"]: r for r in rows}
    for at, row in enumerate(order):
        before, behind = order[max(0, at - _REACH) : at], order[at + 1 : at + _REACH]
        # Who neither confirms nor denies does not deny.
        denies = is_denial(row) and text[max(0, row["cue_start"] - 4) : row["cue_start"]] != "nor "
        found = _best(row, denies, reversed(before))
        if found is None and row["act"] == "deny":
            # "Rejected Crane's claim that …" holds what it denies.
            held = (r for r in behind if r["parent_id"] == row["statement_id"])
            claim = next((r for r in held if has("claim", r["cue_lemma"])), None)
            found = claim or _best(row, False, behind)
        if found and (outer := _outer(row, found, by_id)) is not row:
            row["disputes_id"] = outer["statement_id"]


def _outer(row: Row, found: Row, by_id: dict[str, Row]) -> Row:
    while found["parent_id"] not in (None, row["statement_id"]):
        found = by_id[found["parent_id"]]
    return found


def is_denial(row: Row) -> bool:
    """Whether a statement says that something said, or charged, is not so."""
    content = words(row["content"])
    if row["act"] == "deny" or (row["act"] == "assert" and _innocent(row)):
        return True
    if row["act"] not in ("reject", "assert") or not content:
        return False
    named = bool(_claim(row))
    if row["act"] == "reject":
        return named
    untrue = bool(has("untrue", content[-1])) or {"not", "true"} <= {*content[-4:]}
    if has("pronoun", content[0]) and len(content) <= _SHORT:
        return untrue
    return named and any(has("untrue", w) for w in content)


def _best(row: Row, denies: bool, others: Iterable[Row]) -> Row | None:
    """Return what a statement disputes among those of others, the nearest first."""
    candidates = (r for r in others if r["act"] in _CLAIMS and not _same_side(row, r))
    compared = ((r, features(row, r, denies)) for r in candidates)
    best: tuple[float, Row] | None = None
    for back, (other, found) in enumerate((r, f) for r, f in compared if f):
        score = sum(WEIGHTS[name] * value for name, value in found.items())
        score += WEIGHTS["near"] / (1 + back)
        if score >= LEAST and (best is None or score > best[0]):
            best = score, other
    return best[1] if best else None


def features(row: Row, other: Row, denies: bool) -> dict[str, float]:
    """Return what speaks for a statement's being against another, by the names of `WEIGHTS`.

    What denies need not say of what; what only says contradicts by a sign on shared words.
    """
    charged = other["act"] in _JUDGING and row["actor_id"] in (other["target_id"] or "-",)
    mine, theirs = read(row["content"]), read(other["content"])
    if denies:
        answered = row["target_id"] is not None and row["target_id"] == other["actor_id"]
        found = {"charged": charged, "named": _fits(row, other), "answered": answered}
        return _denied(row, other, found, shared(mine, theirs))
    common, size = shared(mine, theirs), len(mine.signs)
    contrary = row["act"] in ("assert", "deny") and opposed(mine, theirs)
    if charged and mine.negated and contrary:
        return {"charged": 1.0}  # "accused X of theft", X: "I never stole"
    alike = common / max(1, min(size, len(theirs.signs)))
    enough = alike >= 0.6 and (common >= 2 or common == size)
    return {"shared": alike} if enough and (contrary or row["act"] == "deny") else {}


def _denied(row: Row, other: Row, found: dict[str, float], common: int) -> dict[str, float]:
    noun, size = _claim(row), len(read(row["content"]).signs)
    # "Denied it", "rejected the claim": of what was said last. A promise is no claim.
    points = row["act"] == "assert" and not (noun or _innocent(row))
    bare = has("claim", noun) == "claim" or points or not (noun or size)
    bare = bare and not (noun and other["act"] == "pledge")
    # One word alone ("contested Ohio") is too little to tell what is denied.
    alike = common / max(1, size)
    same = size > 1 and alike >= 1 / 3
    told = same or (other["act"] != "deny" and (bare or any(found.values())))
    return found | {"shared": alike} if told else {}


def _fits(row: Row, other: Row) -> float:
    """Tell whether a statement is what a denial names: a charge, criticism, the claim itself."""
    noun, cue = _claim(row), str(other["cue_lemma"]).lower()
    kind = "charge" if _innocent(row) else has("claim", noun)
    acts = {"charge": "accuse", "criticism": "criticise"}
    if kind not in acts:
        return float(bool(noun) and " " not in cue and noun[:4] == cue[:4])
    meant = other["act"] == acts[kind] or has(kind, cue.partition(" ")[0])
    return 1.0 if meant else 0.5 if other["act"] in _JUDGING else 0.0


def _claim(row: Row) -> str:
    """Return the noun for a claim that a content begins with: "the *charge*"; else nothing."""
    content = words(row["content"])
    at = next((n for n, w in enumerate(content[:4]) if has("claim", w)), None)
    if at is None or not has("pointing", content[0]) or content[at + 1 : at + 2] == ("that",):
        return ""
    return content[at]


def _innocent(row: Row) -> bool:
    found, denies = words(row["content"]), row["act"] == "deny"
    guilt = denies or read(row["content"]).negated
    return (denies or len(found) <= _SHORT) and any(
        has("innocent", w) or (guilt and has("guilt", w)) for w in found
    )


def _same_side(row: Row, other: Row) -> bool:
    """Whether nobody said the other, or one who would not be contradicted by who speaks."""
    if other["actor_id"] is None:
        return " " not in (other.get("source") or "")
    within = row["statement_id"] == other["parent_id"] or row["parent_id"] == other["statement_id"]
    return within or bool(row["actor_id"] == other["actor_id"])


# --- what contents share ---------------------------------------------------------------------


class Content(NamedTuple):
    """What a content says, as far as another can contradict it."""

    #: Each word that tells something, by its stem: whether a negation stands close before it.
    signs: dict[str, bool]
    #: The number that stands before a stem.
    counts: dict[str, str]
    negated: bool


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a content in lower case."""
    return tuple(w.lower().replace("’", "'") for w in _WORD.findall(text))


@lru_cache(maxsize=1024)
def read(text: str) -> Content:
    """Return what a content says."""
    found = words(text)
    no = [bool(has("negation", w)) or w.endswith("n't") for w in found]
    signs: dict[str, bool] = {}
    counts: dict[str, str] = {}
    for at, word in enumerate(found):
        if word in _numbers() or word[0].isdigit():
            value = _numbers().get(word, word)
            told = found[at + 1 : at + 3] if "." not in word else ()
            of = (w for w in told if len(w) > 2 and w.isalpha() and not has("passed over", w))
            counts |= dict.fromkeys((w[:_STEM] for w in of), value)
        elif len(word) > 2 and not word.endswith("ly") and not any(has(k, word) for k in _PASSED):
            signs[word[:_STEM]] = any(no[max(0, at - _SCOPE) : at])
    return Content(signs, counts, any(no))


def shared(mine: Content, theirs: Content) -> int:
    """Return how many words two contents share; opposites are about the same, too."""
    return len(mine.signs.keys() & theirs.signs) + _opposite(mine, theirs)


def opposed(mine: Content, theirs: Content) -> bool:
    """Whether two contents of the same things exclude each other."""
    both = mine.signs.keys() & theirs.signs
    turned = sum(mine.signs[stem] != theirs.signs[stem] for stem in both)
    # Who names both numbers contradicts none.
    named = {*mine.counts.values()} & {*theirs.counts.values()}
    counted = not named and bool(mine.counts.keys() & theirs.counts)
    return counted or _opposite(mine, theirs) > 0 or 0 < len(both) <= 2 * turned


def _opposite(mine: Content, theirs: Content) -> int:
    """Return how many words of one have their opposite in the other, both denied or neither."""
    return sum(
        any(theirs.signs.get(other) == denied for other in _opposites().get(stem, ()))
        for stem, denied in mine.signs.items()
    )


def has(kind: str, word: str) -> str:
    """Return a word's detail in a class of ``dispute_words``, or the class; else nothing."""
    found = lexicons.words("dispute_words", kind)
    return (found[word] or kind) if word in found else ""


@cache
def _numbers() -> dict[str, str]:
    return {r["word"]: r["value"] for r in lexicons.read("time_words") if r["kind"] == "number"}


@cache
def _opposites() -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in lexicons.read("dispute_words"):
        if row["class"] == "opposite":
            one, other = row["word"][:_STEM], row["detail"][:_STEM]
            found[one].add(other)
            found[other].add(one)
    return dict(found)
