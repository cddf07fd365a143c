"""Which entity each mention is of: one scored choice among the entities so far, or a new one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from newslab import lexicons
from newslab.extract import names
from newslab.extract.actors import evidence
from newslab.extract.actors.entity import Entity, acronyms, content_words
from newslab.extract.actors.evidence import Features
from newslab.extract.actors.mentions import Mention, Sources
from newslab.extract.actors.roles import OF, described

if TYPE_CHECKING:
    from newslab.syntax.page import Page

#: Sentences that a pronoun or description looks back on.
_REACH = {"he": 8, "she": 8, "they": 6, "it": 3, "description": 6}
#: Most entities that are compared, so that a long text takes no longer for each word.
_MOST = 16
#: Least odds of a person or body for what may be an actor.
_MAYBE = 0.25
#: Odds of a thing above which a description is only compared with what has its noun.
_THING = 0.7
#: How the choice of a new entity is called.
NOBODY = "(nobody before)"
#: A candidate's name, how probable it is, and what each feature adds to its score.
Told = tuple[str, float, dict[str, float]]


@cache
def weights() -> dict[str, dict[str, float]]:
    """Return feature ▶ weight for each form of mention."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in lexicons.read("link_weights"):
        found[row["form"]][row["feature"]] = float(row["weight"])
    return dict(found)


@cache
def _shares(form: str) -> tuple[list[float], list[float]]:
    """Return how sure links of a form were, and the share of them that were right."""
    rows = [r for r in lexicons.read("link_confidence") if r["form"] == form]
    return [float(r["at"]) for r in rows] or [0, 1], [float(r["right"]) for r in rows] or [0, 1]


def confidence(form: str, sure: float) -> float:
    """Return the share of links of a form, as sure as this one, that were right on gold.

    ``sure`` is the link's probability times the odds that a person or body is meant; between the
    points that were measured the share is on a straight line.
    """
    return round(float(np.interp(sure, *_shares(table_of(form)))), 2)


def table_of(form: str) -> str:
    """Return whose weights a form of mention takes: "he" and "she" have the same."""
    return "he" if form == "she" else form


@dataclass(slots=True)
class Choice:
    """A mention's candidates with their features; the last stands for nobody known."""

    mention: Mention
    candidates: list[Entity]
    rows: list[Features]
    chosen: int = 0
    probability: float = 1.0
    scores: list[float] = field(default_factory=list)


class Linker:
    """Reads mentions in order and puts each into an entity."""

    def __init__(self, page: Page, sources: Sources) -> None:
        self.doc, self.sources = page.doc, sources
        self.entities: list[Entity] = []
        self.of: dict[int, Entity] = {}
        self.spoken: dict[int, Entity] = {}
        self._by_key: dict[str, list[Entity]] = defaultdict(list)
        #: The sentence in which each entity was told last, the latest at the end.
        self._told: dict[Entity, int] = {}
        self._spoke_last: Entity | None = None

    def run(self, mentions: Iterable[Mention], asked: Mention | None = None) -> list[Told]:
        """Link all mentions but first persons, who are whoever speaks.

        Returns what told for and against each candidate of one mention that is asked for.
        """
        told: list[Told] = []
        for m in mentions:
            if m.form != "me" and not _is_thing(m):
                choice = self.choice(m)
                self.decide(choice)
                if m is asked:
                    told = self.told(choice)
                self.take(choice)
        self._settle(mentions)
        return told

    def _settle(self, mentions: Iterable[Mention]) -> None:
        """Do what rules tell better: spokespersons, governments, who "I" and "we" are."""
        ruling: dict[str, Entity] = {}
        before: Entity | None = None
        for entity in self.entities:
            body = self._body(entity, before)
            before = entity if entity.spoke and max(entity.odds[1:3]) > 0.5 else before
            if body is not None:
                self._merge(entity, body, "spokesperson")
            elif entity.is_government and ruling.setdefault(entity.country, entity) is not entity:
                self._merge(entity, ruling[entity.country], "government")  # Berlin is Germany
        for m in mentions:
            if m.form == "me" and m.quote in self.spoken:
                m.rule = "the speaker"
                self.of[m.head] = self.spoken[m.quote]
                self.of[m.head].mentions.append(m)

    def _body(self, entity: Entity, before: Entity | None) -> Entity | None:
        """Return whom an unnamed spokesperson speaks for: "a spokesman for the bank".

        A mere "spokesman" speaks for the body that has spoken before.
        """
        told = [m for m in entity.mentions if m.form == "description"]
        if entity.named or not told or not all(m.low in names.nouns("spokes") for m in told):
            return None
        heads = [self.doc[m.head] for m in told]
        of = [k for t in heads for p in t.rights if p.lower_ in OF for k in p.rights]
        beside = (self.of.get(k.i) for k in (*of, *(k for t in heads for k in t.lefts)))
        alone = before if not any(m.mods for m in told) else None
        return next((body for body in beside if body is not None and body is not entity), alone)

    def _merge(self, entity: Entity, into: Entity, rule: str) -> None:
        """Move all mentions of one entity to another."""
        for m in entity.mentions:
            self.of[m.head] = into
            m.rule = m.rule or rule
        into.mentions = sorted([*into.mentions, *entity.mentions], key=lambda m: m.head)
        into.heads |= entity.heads
        into.spoke = into.spoke or entity.spoke
        entity.mentions = []

    def choice(self, m: Mention) -> Choice:
        """Return a mention's candidates, the nearest first, each with its features."""
        sure = self.of.get(m.apposed) if m.same else None
        candidates = [sure] if sure is not None else self._candidates(m)
        scene = {
            "tells this": self.of.get(self.sources.told.get(m.head, -1)),
            "spoke last": self._spoke_last,
        }
        rows = [evidence.of_pair(m, e, scene) for e in candidates]
        return Choice(m, candidates, [*rows, evidence.of_new(m)])

    def decide(self, choice: Choice) -> None:
        """Score the candidates and choose the best."""
        m = choice.mention
        table = weights().get(table_of(m.form), {})
        scores = [sum(table.get(k, 0.0) * v for k, v in row.items() if v) for row in choice.rows]
        if choice.candidates and (m.same or (m.source and m.is_pronoun)):
            scores[-1] = -99.0  # who speaks is somebody
        choice.scores = scores
        choice.chosen = max(range(len(scores)), key=scores.__getitem__)
        top = scores[choice.chosen]
        choice.probability = 1 / sum(math.exp(s - top) for s in scores)

    def told(self, choice: Choice) -> list[Told]:
        """Return a choice's candidates, the best first."""
        table = weights().get(table_of(choice.mention.form), {})
        called = [described(self.doc, e) for e in choice.candidates] + [NOBODY]
        likely = [choice.probability * math.exp(s - max(choice.scores)) for s in choice.scores]
        said = [{k: table[k] * v for k, v in r.items() if v and k in table} for r in choice.rows]
        return sorted(zip(called, likely, said, strict=True), key=lambda told: -told[1])

    def take(self, choice: Choice) -> None:
        """Put the mention into the entity that was chosen, or into a new one."""
        m = choice.mention
        if choice.chosen < len(choice.candidates):
            entity = choice.candidates[choice.chosen]
        elif m.form in ("he", "she", "it") or (m.form == "they" and not m.source):
            return  # nobody known
        else:
            entity = Entity()
            self.entities.append(entity)
        self.join(m, entity)
        m.sure = choice.probability

    def join(self, m: Mention, entity: Entity) -> None:
        """Make a mention one of an entity."""
        entity.add(m)
        self.of[m.head] = entity
        self._told.pop(entity, None)
        self._told[entity] = m.sentence
        if m.source:
            self._spoke_last = entity
        for key in _keys(m):
            held = self._by_key[key]
            if entity in held:
                held.remove(entity)
            held.append(entity)
        for quote in self.sources.quotes.get(m.head, ()):
            self.spoken.setdefault(quote, entity)

    def _candidates(self, m: Mention) -> list[Entity]:
        if m.form == "name":
            found = self._with_keys(_keys(m))
            found += [self.of[m.apposed]] if m.apposed in self.of else []
        elif m.form == "description":
            found = self._with_keys(_keys(m))
            if max(m.odds[:2]) > _MAYBE and m.det in evidence.DEFINITE:
                found += [e for e in self._recent(m, _REACH[m.form]) if e.able > _MAYBE]
            elif m.apposed >= 0:
                found += self._recent(m, 1)
        else:
            found = [e for e in self._recent(m, _REACH[m.form]) if _agrees(m, e)]
        return sorted(dict.fromkeys(found), key=lambda e: -e.last.head)[:_MOST]

    def _with_keys(self, keys: Iterable[str]) -> list[Entity]:
        return [e for key in keys for e in self._by_key.get(key, ())[-_MOST:]]

    def _recent(self, m: Mention, reach: int) -> list[Entity]:
        """Return the entities of the sentences before a mention, the nearest first."""
        latest = islice(reversed(self._told.items()), _MOST)
        return [e for e, sentence in latest if m.sentence - sentence <= reach]


def _is_thing(m: Mention) -> bool:
    kept = m.source or m.told or m.judged or m.apposed >= 0
    return m.odds[3] > _THING and m.form == "description" and not kept


def _agrees(m: Mention, e: Entity) -> bool:
    """Whether a pronoun may mean an entity at all."""
    if m.form in ("he", "she"):
        singular = e.plural <= 0 or e.named
        return e.odds[0] > 0.15 and e.gender in ("", m.gender) and singular
    return m.low in names.nouns("pronoun") or e.plural > 0  # "some said"


def _keys(m: Mention) -> list[str]:
    """Return what an entity is found by: words, initials, country."""
    if m.form == "name":
        keys = [*content_words(m.words), *sorted(acronyms(m.words))]
    elif m.form == "description":
        keys = [m.low]
    else:
        return []
    return [*keys, m.country] if m.country else keys
