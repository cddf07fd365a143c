"""Which statement a denial or contradiction is about.

What somebody says is compared with what others said. A denial is of something: a charge against
who speaks, a claim that it names ("rejected the allegation"), the same words. What is only said
contradicts by a sign on words that both share: a negation on one side, an opposite, or another
number of the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from newslab import lexicons

Row = dict[str, Any]

#: What speaks for a statement's being the one that another denies or contradicts.
_WEIGHTS = {"charged": 2.0, "named": 2.0, "answered": 1.5, "shared": 3.0, "near": 1.0}
#: The least score.
_LEAST = 0.9
#: How many statements back or ahead a denial can reach; bounds the cost in long texts.
_REACH = 60
_CLAIMS = frozenset({"assert", "accuse", "criticise", "pledge", "deny"})
_JUDGING = {"charge": "accuse", "criticism": "criticise"}
#: Most words of a content that is all denial: "That is simply not true", "He did nothing wrong".
_SHORT = 10
_WORD = re.compile(r"[^\W\d_]+n['’]t|[^\W\d_]+|\d[\d.,]*\d|\d")
_STEM = 5
#: How many words behind a negation it still holds for.
_SCOPE = 4
_PASSED = ("passed over", "negation", "claim", "untrue", "pronoun")


def link(rows: list[Row], text: str) -> None:
    """Fill ``disputes_id`` of ``rows``: the outer statement of somebody else that each denies.

    A denial of what is told only behind it points forward; else the later of two points back. Who
    goes on behind a denial disputes the same.
    """
    order = sorted(rows, key=lambda r: (r["cue_start"], r["start"]))
    by_id: dict[str | None, Row] = {r["statement_id"]: r for r in rows}
    for at, row in enumerate(order):
        before, behind = order[max(0, at - _REACH) : at], order[at + 1 : at + _REACH]
        # Who neither confirms nor denies does not deny.
        denies = _denies(row) and text[max(0, row["cue_start"] - 4) : row["cue_start"]] != "nor "
        found = _best(row, denies, reversed(before))
        if found is None and row["act"] == "deny":
            # "Rejected the claim by Crane that …" holds what it denies.
            held = (r for r in behind if r["parent_id"] == row["statement_id"])
            claims = (r for r in held if has("claim", r["cue_lemma"]))
            found = next(claims, None) or _best(row, False, behind)
        if found is None and before and _goes_on(row, before[-1]):
            found = by_id[before[-1]["disputes_id"]]
        while found and found["parent_id"] not in (None, row["statement_id"]):
            found = by_id[found["parent_id"]]
        if found and found is not row:
            row["disputes_id"] = found["statement_id"]


def _goes_on(row: Row, before: Row) -> bool:
    """Whether who has just denied something goes on in the same passage."""
    same = row["actor_id"] == before["actor_id"] is not None
    denied = before["act"] == "deny" and before["disputes_id"] is not None
    return same and denied and row["act"] == "assert" and row["sentence"] - before["sentence"] < 2


def _denies(row: Row) -> bool:
    """Whether a statement says that something said, or charged, is not so."""
    content = words(row["content"])
    if row["act"] != "assert" or not content:
        return row["act"] == "deny" or (row["act"] == "reject" and _claim(row) != "")
    if len(content) <= _SHORT and has("pronoun", content[0]):
        return bool(has("untrue", content[-1])) or {"not", "true"} <= {*content[-4:]}
    untrue = any(has("untrue", w) for w in content)
    return _innocent(row) or (untrue and _claim(row) != "")


def _best(row: Row, denies: bool, others: Iterable[Row]) -> Row | None:
    """Return what a statement disputes among those of others, the nearest first."""
    candidates = (r for r in others if r["act"] in _CLAIMS and not _same_side(row, r))
    kind = _meant(row) if denies else None
    compared = ((r, features(row, r, kind)) for r in candidates)
    best, least = None, _LEAST
    for back, (other, found) in enumerate((r, f) for r, f in compared if f):
        score = sum(_WEIGHTS[name] * value for name, value in found.items())
        score += _WEIGHTS["near"] / (1 + back)
        if score > least:
            best, least = other, score
    return best


def features(row: Row, other: Row, kind: str | None) -> dict[str, float]:
    """Return what speaks for a statement's being against another, by the names of the weights.

    What denies need not say of what (``kind``: `_meant`); what only says contradicts by a sign on
    shared words.
    """
    mine, theirs = read(row["content"]), read(other["content"])
    common, size = len(mine.signs.keys() & theirs.signs), len(mine.signs)
    charged = (
        other["act"] in _JUDGING.values() and row["actor_id"] == other["target_id"] is not None
    )
    if kind is not None:
        answered = row["target_id"] == other["actor_id"] is not None
        found = {"charged": charged, "named": _fits(row, other, kind), "answered": answered}
        # A promise is no claim.
        bare = kind == "it" or (kind == "claim" and other["act"] != "pledge")
        told = other["act"] != "deny" and (bare or any(found.values()))
        # One word alone ("contested Ohio") is too little to tell what is denied.
        alike = common / max(1, size)
        return found | {"shared": alike} if told or (size > 1 and alike >= 1 / 3) else {}
    contrary = row["act"] in ("assert", "deny") and opposed(mine, theirs)
    if charged and mine.negated and contrary:
        return {"charged": 1.0}  # "accused X of theft", X: "I never stole"
    alike = common / max(1, min(size, len(theirs.signs)))
    enough = alike >= 0.6 and (common >= 2 or common == size)
    return {"shared": alike} if enough and (contrary or row["act"] == "deny") else {}


def _meant(row: Row) -> str:
    """Return what a denial is of: a kind of claim, "it", or nothing where its own words tell."""
    if row["act"] == "assert" and not _claim(row) and not _innocent(row):
        return "it"
    if _innocent(row):
        return "charge"
    return has("claim", _claim(row)) or ("" if read(row["content"]).signs else "it")


def _fits(row: Row, other: Row, kind: str) -> float:
    """Tell whether a statement is what a denial names: a charge, a figure, the claim itself."""
    noun, cue = _claim(row), str(other["cue_lemma"]).lower()
    if kind == "number":
        return float(any(map(_is_number, words(other["content"]))))
    if kind not in _JUDGING:
        return float(noun[:4] == cue[:4] and " " not in cue)
    meant = other["act"] == _JUDGING[kind] or has(kind, cue.partition(" ")[0])
    return 1.0 if meant else 0.5 if other["act"] in _JUDGING.values() else 0.0


def _claim(row: Row) -> str:
    """Return the noun for a claim that a content begins with: "the *charge*"; else nothing."""
    content = words(row["content"])
    at = next((n for n, w in enumerate(content[:4]) if has("claim", w)), 0)
    return content[at] if at and content[at + 1 : at + 2] != ("that",) else ""


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
    """What a content says: each word's stem, and whether it is denied; numbers before stems."""

    signs: dict[str, bool]
    counts: dict[str, str]
    negated: bool


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a content in lower case."""
    return tuple(w.lower().replace("’", "'") for w in _WORD.findall(text))


@lru_cache(maxsize=1024)
def read(text: str) -> Content:
    """Return what a content says; "unsafe" is "safe" denied."""
    found = words(text)
    no = [bool(has("negation", w)) or w.endswith("n't") for w in found]
    signs: dict[str, bool] = {}
    counts: dict[str, str] = {}
    for at, word in enumerate(found):
        if _is_number(word):
            told = found[at + 1 : at + 3] if "." not in word else ()
            of = (w for w in told if len(w) > 2 and w.isalpha() and not has("passed over", w))
            counts |= dict.fromkeys((w[:_STEM] for w in of), _numbers().get(word, word))
        elif len(word) > 2 and not word.endswith("ly") and not any(has(k, word) for k in _PASSED):
            stem, opposite = _meanings().get(word[:_STEM], (word[:_STEM], False))
            signs[stem] = any(no[max(0, at - _SCOPE) : at]) != opposite
    return Content(signs, counts, any(no))


def opposed(mine: Content, theirs: Content) -> bool:
    """Whether two contents of the same things exclude each other."""
    both = mine.signs.keys() & theirs.signs
    turned = sum(mine.signs[stem] != theirs.signs[stem] for stem in both)
    # Who names both numbers contradicts none.
    named = {*mine.counts.values()} & {*theirs.counts.values()}
    return 0 < len(both) <= 2 * turned or (not named and bool(mine.counts.keys() & theirs.counts))


def has(kind: str, word: str) -> str:
    """Return a word's detail in a class of ``dispute_words``, or the class; else nothing."""
    found = lexicons.words("dispute_words", kind)
    return (found[word] or kind) if word in found else ""


def _is_number(word: str) -> bool:
    return word in _numbers() or word[0].isdigit()


@cache
def _numbers() -> dict[str, str]:
    return {r["word"]: r["value"] for r in lexicons.read("time_words") if r["kind"] == "number"}


@cache
def _meanings() -> dict[str, tuple[str, bool]]:
    """Return by its stem what a word means: the same as another stem, or its opposite."""
    same, opposite = (lexicons.words("dispute_words", kind) for kind in ("same as", "opposite"))
    return {w[:_STEM]: (m[:_STEM], w in opposite) for w, m in (same | opposite).items()}
