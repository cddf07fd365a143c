"""The lexicon of stance words: relations, their strength, and where their target stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from newslab import lexicons
from newslab.analyse.features import valences

NOT = re.compile(r"\b(?:not|never|no|without)\b|n['’]t\b", re.I)


class Word(NamedTuple):
    """An entry of the lexicon of stance words."""

    relation: str
    sign: int
    strength: float
    target: str

    @property
    def score(self) -> float:
        """Sign times strength."""
        return self.sign * self.strength


@cache
def words() -> dict[tuple[str, str], list[Word]]:
    """Return the entries of each part of speech and lemma."""
    found: dict[tuple[str, str], list[Word]] = {}
    for r in lexicons.read("stance_words"):
        entry = Word(r["relation"], int(r["sign"]), float(r["strength"]), r["target"])
        found.setdefault((r["pos"], r["lemma"]), []).append(entry)
    return found


@cache
def listed(pos: str) -> frozenset[str]:
    """Return the lemmas of a part of speech."""
    return frozenset(lemma for p, lemma in words() if p == pos)


@cache
def calendar() -> frozenset[str]:
    """Return the words for days, months and the like."""
    return frozenset(r["word"] for r in lexicons.read("clause_words") if r["class"] == "calendar")


@cache
def condition() -> re.Pattern[str]:
    """Return the pattern of what introduces a condition."""
    alternatives = "|".join(sorted(map(re.escape, listed("condition")), key=len, reverse=True))
    # "until 2023", "until next month": that is a date.
    days = "|".join(calendar())
    date = rf"(?<=\buntil)\s+(?:\d|next\b|late\b|early\b|(?:{days})\b|the\s(?:end|start)\b)"
    rest = r"\s*(?:,|\.|any\b|anything\b|so\b|by\b)"
    return re.compile(rf"\b(?:{alternatives})\b(?!{rest}|{date})", re.I)


def verb_words(clause: Mapping[str, Any], slot: str) -> list[Word]:
    """Return the entries of a clause's verb whose target stands in a slot."""
    return [w for w in words().get(("verb", clause["verb_lemma"]), ()) if w.target == slot]


def polarity(text: str) -> float:
    """Return the tone of an evaluation: VADER's valences, negation turning them."""
    total = sum(_valence(w) for w in re.findall(r"[a-z'’]+", text.lower()))
    # "not complete": falling short of something good is a reservation.
    if NOT.search(text):
        return -total if total else -0.2
    return total


def _valence(word: str) -> float:
    """Return a word's valence, −1 … 1; that of its opposite where only that is known."""
    vader, blob = valences()
    quality = sum(w.score for w in words().get(("quality", word), ()))
    known = quality or vader.get(word, 0.0) / 4 or blob.get(word, 0.0)
    return known or (-_valence(word[2:]) if word.startswith("un") and len(word) > 5 else 0.0)


@cache
def _prepositions() -> frozenset[str]:
    return frozenset(w.target for ws in words().values() for w in ws) - {"object", "content"}


def governs(word: str) -> bool:
    """Tell whether a word is a preposition that targets stand after."""
    return word in _prepositions()
