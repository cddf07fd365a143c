"""What is known of somebody or something while an article is read, and what to call it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.actors.mentions import Mention
from newslab.extract.actors.types import NO_ODDS, Odds
from newslab.syntax.tree import Span

if TYPE_CHECKING:
    from newslab.syntax.tree import Tree

#: How much a mention's type counts: "he" tells more than a name, "they" less.
_TELLS = {"name": 1.0, "description": 1.0, "he": 2.0}
_TELLS_LITTLE = 0.3
#: Mentions that are looked at for a name.
_LATELY = 5
#: Most words of the name of an actor who is only described.
_NAME_WORDS = 5
_MARKS = frozenset("\"',")
OF = frozenset({"of", "for", "at", "from", "with"})
BEFORE_OFFICE = frozenset({"DT", "PDT", "RB", "PRP$", "WP$", "POS"})


class Entity:
    """The mentions of one somebody or something, and what they tell."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        #: Names by their telling words, and all these words.
        self.fulls: set[tuple[str, ...]] = set()
        self.words: set[str] = set()
        self.acronyms: set[str] = set()
        #: Nouns and modifiers of descriptions, offices, and which kinds of body it is called.
        self.heads: set[str] = set()
        self.mods: set[str] = set()
        self.roles: set[str] = set()
        self.details: set[str] = set()
        self.gender = self.country = ""
        self.plural = 0
        self.placed = self.bodily = self.spoke = False
        self.odds: Odds = NO_ODDS
        self._sums = [0.0] * 4
        self._weight, self._at = 0.0, 0

    @property
    def last(self) -> Mention:
        """The latest mention."""
        return self.mentions[-1]

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
        self._weight = self.salience(m) + 1.0 + 0.8 * m.subject + 0.4 * m.source
        self._at = max(self._at, m.sentence)
        self.gender = self.gender or m.gender
        self.country = self.country or m.country
        self.spoke = self.spoke or m.source
        self.mods |= m.mods
        if not m.is_pronoun or m.form == "they":
            self.plural += 1 if m.plural else -1
        if m.form == "name":
            self._add_name(m)
        elif m.form == "description":
            self.heads.add(m.low)
            self.details.add(names.nouns("org").get(m.low, ""))

    def salience(self, m: Mention) -> float:
        """Return how much it is in mind: half as much with each sentence (Lappin, Leass 1994)."""
        return self._weight * 0.5 ** min(8, max(0, m.sentence - self._at))

    def is_named_in(self, quotes: Collection[int]) -> bool:
        """Whether one of its latest mentions is a name in one of these quotations."""
        return any(m.quote in quotes and m.form == "name" for m in self.mentions[-_LATELY:])

    def _add_name(self, m: Mention) -> None:
        words = m.key
        self.words |= set(words)
        self.fulls.add(words)
        self.acronyms |= names.acronyms(m.words)
        self.placed = self.placed or bool(m.place)
        self.bodily |= words[-1] in names.nouns("org") and not m.title
        if m.title:
            title = names.nouns("short_title").get(m.title, m.title)
            self.roles |= {m.title, title, names.nouns("broader").get(title, title)}
        self.details |= {names.nouns("org").get(w, "") for w in words}


def shown(entity: Entity) -> str:
    """Return the fullest name of an entity, without title; '' if it has none."""
    fullest = max((m.words for m in entity.mentions), key=len)
    return " ".join(fullest)


def described(doc: Tree, e: Entity) -> str:
    """Return the fullest name, or a description in few words: "protesters outside the court"."""
    if e.named:
        return shown(e)
    m = next((m for m in e.mentions if m.form == "description"), e.mentions[0])
    before = range(m.start, m.head)
    cut = [i for i in before if doc[i].tag_ in BEFORE_OFFICE or doc[i].text in _MARKS]
    start = max([m.start, *(i + 1 for i in cut), m.head + 1 - _NAME_WORDS])
    behind = next((c for c in doc[m.head].rights if c.dep_ in {"prep", "amod"}), None)
    end = behind.right_edge.i + 1 if behind is not None and behind.i == m.end else m.end
    short = [b for b in (start, min(start + 1, m.head)) if end - b <= _NAME_WORDS]
    return Span(doc, *((short[0], end) if short else (start, m.end))).text
