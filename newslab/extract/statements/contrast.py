"""What contents share, and whether they exclude each other."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from newslab import lexicons

_WORD = re.compile(r"[^\W\d_]+n['’]t|[^\W\d_]+|\d[\d.,]*\d|\d")
_STEM = 5
#: How many words behind a negation it still holds for.
_SCOPE = 4
_PASSED = ("passed over", "negation", "claim", "untrue", "pronoun")


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
    no = [w in _class("negation") or w.endswith("n't") for w in found]
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
    """Whether two contents of the same things exclude each other.

    Examples
    --------
    >>> opposed(read("the well is not clean"), read("the well was clean"))
    True
    >>> opposed(read("nine ships sank"), read("two ships sank"))
    True
    >>> opposed(read("nine ships sank"), read("nine ships sank"))
    False
    """
    both = mine.signs.keys() & theirs.signs
    turned = sum(mine.signs[stem] != theirs.signs[stem] for stem in both)
    # Who names both numbers contradicts none.
    named = {*mine.counts.values()} & {*theirs.counts.values()}
    counted = not named and bool(mine.counts.keys() & theirs.counts)
    return counted or _opposite(mine, theirs) > 0 or 0 < len(both) <= 2 * turned


def _opposite(mine: Content, theirs: Content) -> int:
    """Return how many words of one have their opposite in the other, both denied or neither."""
    return sum(
        any(theirs.signs.get(other) == denied for other in _opposites()[stem])
        for stem, denied in mine.signs.items()
    )


def has(kind: str, word: str) -> str:
    """Return a word's detail in a class of ``dispute_words``, or the class; else nothing."""
    found = _class(kind)
    return (found[word] or kind) if word in found else ""


def _class(kind: str) -> dict[str, str]:
    return lexicons.words("dispute_words", kind)


@cache
def _numbers() -> dict[str, str]:
    return {r["word"]: r["value"] for r in lexicons.read("time_words") if r["kind"] == "number"}


@cache
def _opposites() -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in lexicons.read("dispute_words"):
        if row["class"] == "opposite":
            one, other = row["word"][:_STEM], row["detail"][:_STEM]
            found[one].add(other)
            found[other].add(one)
    return found
