"""What is known of somebody or something while an article is read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from newslab.extract import names
from newslab.extract.actors.mentions import Mention
from newslab.extract.actors.types import Odds

#: How much a mention's type counts: "he" tells more than a name, "they" less.
_TELLS = {"name": 1.0, "description": 1.0, "he": 2.0, "she": 2.0}
_TELLS_LITTLE = 0.3


@lru_cache(20_000)
def fold(word: str) -> str:
    """Return a word in lower case, without accents, an acronym's stops and a possessive."""
    plain = unicodedata.normalize("NFD", word.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    dotted = names.DOTTED.fullmatch(word) is not None
    return plain.replace(".", "") if dotted else plain


@lru_cache(20_000)
def content_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name that tell it from others: "department", "state"."""
    places = names.places()
    for length in (2, 1):
        kind, country = places.get(" ".join(words[:length]), ("", ""))
        if kind == "country" and len(words) > length:
            words = (country.replace(" ", "-"), *words[length:])  # "U.S. Navy"
            break
    folded = tuple(fold(w) for w in words)
    return tuple(w for w in folded if w not in names.parts("small")) or folded


@lru_cache(20_000)
def acronyms(words: tuple[str, ...]) -> frozenset[str]:
    """Return what a name may be shortened to: FTC of "U.S. Federal Trade Commission"."""
    if len(words) < 2:
        return frozenset()
    known = names.places()
    place = 2 if " ".join(words[:2]) in known else words[0] in known
    own = words[place:] or words
    found = {names.initials(words), names.initials(own), "".join(w[0] for w in words)}
    return frozenset(fold(a) for a in found if len(a) > 1)


class Entity:
    """The mentions of one somebody or something, and what they tell."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.words: set[str] = set()
        self.fulls: set[tuple[str, ...]] = set()
        self.acronyms: set[str] = set()
        self.heads: set[str] = set()
        self.mods: set[str] = set()
        self.roles: set[str] = set()
        self.details: set[str] = set()
        self.gender = ""
        self.plural = 0
        self.country = ""
        self.placed = self.bodily = False
        self.spoke = False
        self.odds: Odds = (0.0, 0.0, 0.0, 0.0)
        self._sums = [0.0] * 4
        self._weight = 0.0
        self._at = 0

    @property
    def last(self) -> Mention:
        """The latest mention."""
        return self.mentions[-1]

    @property
    def able(self) -> float:
        """The odds of a person or of a body, whichever is more."""
        return max(self.odds[:2])

    @property
    def named(self) -> bool:
        """Whether a name is among the mentions."""
        return bool(self.fulls)

    @property
    def is_government(self) -> bool:
        """Whether it is a country or a seat of government, or is called a government."""
        if not self.country or self.odds[0] >= 0.7:
            return False
        return self.placed or not self.heads.isdisjoint(names.nouns("polity"))

    def add(self, m: Mention) -> None:
        """Take in a mention and what it tells."""
        self.mentions.append(m)
        tells = _TELLS.get(m.form, _TELLS_LITTLE)
        self._sums = [s + tells * p for s, p in zip(self._sums, m.odds, strict=True)]
        person, body, place, thing = (s / sum(self._sums) for s in self._sums)
        self.odds = person, body, place, thing
        self.gender = self.gender or m.gender
        if m.form == "name":
            self._add_name(m)
        elif m.form == "description":
            self.heads.add(m.low)
            self.mods |= m.mods
            self.details |= _details([m.low])
        if not m.is_pronoun or m.form == "they":
            self.plural += 1 if m.plural else -1
        self.country = self.country or m.country
        self.spoke = self.spoke or m.source
        self._weight = self.salience(m) + 1.0 + 0.8 * m.subject + 0.4 * m.source
        self._at = max(self._at, m.sentence)

    def _add_name(self, m: Mention) -> None:
        words = content_words(m.words)
        self.words |= set(words)
        self.fulls.add(words)
        self.acronyms |= acronyms(m.words)
        self.placed = self.placed or bool(m.place)
        self.mods |= m.mods
        self.bodily |= words[-1] in names.nouns("org") and not m.title
        if m.title:
            title = names.nouns("short_title").get(m.title, m.title)
            self.roles |= {m.title, title, names.nouns("broader").get(title, title)}
        self.details |= _details(words)

    def salience(self, m: Mention) -> float:
        """Return how much it is in the reader's mind: half as much with each sentence.

        After Lappin and Leass, 1994.
        """
        return self._weight * 0.5 ** min(8, max(0, m.sentence - self._at))


def _details(words: Iterable[str]) -> set[str]:
    """Return which kinds of body words are for: "ministry", "company"."""
    return {names.nouns("org").get(w, "") for w in words} - {""}
