"""Which entity each mention is of: one scored choice among the entities so far, or a new one."""

import math
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import islice

import numpy as np

from newslab import lexicons
from newslab.extract import names
from newslab.extract.actors import entity as known_of
from newslab.extract.actors.entity import OF, Entity, Features, described, other_office
from newslab.extract.actors.mentions import Mention
from newslab.syntax.tree import Tree, first_of

#: Sentences that a pronoun or description looks back on.
_REACH = {"he": 8, "they": 6, "it": 3, "description": 6}
#: Most entities that are compared, so that a long text takes no longer for each word.
_MOST = 16
#: Odds of a person or body for who may be meant rather than one whom the speaker names.
_LIKELY = 0.5
#: Least odds of a person or body for what may be an actor.
_MAYBE = 0.25
#: Odds of a thing above which a description is only compared with what has its noun.
_THING = 0.7
#: Sentence behind which "a judge" is another than the judge who was named.
_LEAD = 2
#: Marks of a line that parts the texts of one page: "* * *", "___".
_BREAKS = "*_#=. \n"
#: Sentences within which who speaks in the lead is named.
_SOON = 5


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
    rows = [row for row in lexicons.read("link_confidence") if row["form"] == form]
    return [float(row["at"]) for row in rows], [float(row["right"]) for row in rows]


def confidence(form: str, sure: float) -> float:
    """Return the share of links of a form, as sure (by link and type) as this, right on gold."""
    return round(float(np.interp(sure, *_shares(form))), 2)


class Linker:
    """Reads mentions in order and puts each into an entity; tells all of one that is asked for."""

    def __init__(self, doc: Tree, asked: Mention | None = None) -> None:
        self.doc = doc
        self.entities: list[Entity] = []
        self.of: dict[int, Entity] = {}
        self.asked, self.told = asked, list[tuple[str, float, Features]]()
        #: Who speaks in a quotation.
        self._speaker: dict[int, Mention] = {}
        #: The entities, the last told at the end; by word; who spoke last outside, in quotations.
        self._told: dict[Entity, None] = {}
        self._by_key: dict[str, dict[Entity, None]] = defaultdict(dict)
        self._spoke_last: list[Entity | None] = [None, None]
        #: Who is introduced by a name after a mere description.
        self._introduced = list[tuple[Entity, Entity]]()

    def run(self, mentions: Iterable[Mention]) -> None:
        """Link all mentions, first persons last: they are whoever speaks."""
        self._speaker = {quote: m for m in mentions for quote in m.said}
        breaks = [s.start for s in self.doc.sents if not s.text.strip(_BREAKS)]
        for m in mentions:
            while breaks and breaks[0] < m.head:
                self._spoke_last, breaks = [None, None], breaks[1:]
            if m.form != "me" and not _is_thing(m):
                candidates = self._candidates(m)
                rows = [known_of.of_pair(m, e, self._spoke_last[m.quote >= 0]) for e in candidates]
                entity = self.choose(m, candidates, [*rows, known_of.of_new(m)])
                if entity is not None:
                    self._join(m, entity)
        self._mend()
        for m in mentions:
            speaker = self.of.get(self._speaker[m.quote].head) if m.quote in self._speaker else None
            if m.form == "me" and speaker is not None:
                m.rule = "the speaker"
                self.of[m.head] = speaker
                speaker.mentions.append(m)

    def _mend(self) -> None:
        """Merge what is one by what it is: a spokesman and his body, an office and its holder."""
        for mere, entity in self._introduced:
            self._merge(mere, entity, "introduced")
        ruling: dict[str, Entity] = {}
        before: Entity | None = None
        for entity in self.entities:
            body = self._body(entity, before)
            holders = self._holders(entity)
            if body is not None:
                self._merge(entity, body, "spokesperson")
            elif len(holders) == 1:
                holders[0].weigh(entity.sums)
                self._merge(entity, holders[0], "office")  # "the Queen": Queen Ann, named later
            elif (named := self._named_later(entity)) is not None:
                self._merge(entity, named, "named later")
            elif entity.is_government and ruling.setdefault(entity.country, entity) is not entity:
                self._merge(entity, ruling[entity.country], "government")  # Berlin is Germany
            if entity.spoke and max(entity.odds[1:3]) > 0.5:
                before = self.of[entity.last.head]

    def choose(self, m: Mention, known: list[Entity], rows: list[Features]) -> Entity | None:
        """Return the candidate with the best score, a new entity, or None if nobody is known."""
        table = weights().get(m.form, {})
        counted = [{k: table[k] * v for k, v in row.items() if v and k in table} for row in rows]
        scores = [sum(row.values()) for row in counted]
        if known and (m.same or (m.source and m.is_pronoun)):
            scores[-1] = -99.0  # who speaks is somebody
        likely = [math.exp(s - max(scores)) for s in scores]
        m.sure = 1 / sum(likely)
        if m is self.asked:
            called = [described(self.doc, e) for e in known] + ["(nobody before)"]
            told = zip(called, (p * m.sure for p in likely), counted, strict=True)
            self.told = sorted(told, key=lambda t: -t[1])
        best = scores.index(max(scores))
        if best < len(known):
            return known[best]
        return Entity() if _starts(m) else None

    def _join(self, m: Mention, entity: Entity) -> None:
        if not entity.mentions:
            self.entities.append(entity)
        if m.det == "the" and self.of.get(m.apposed) is entity and not m.predicate:
            # "a dean … *the dean*, Robert Lyle"
            before = [e for e in self._by_key[m.low] if m.low in e.heads and m.mods <= e.mods]
            alone = [e for e in before if e is not entity and not e.named and e.plural <= 0]
            self._introduced += [(e, entity) for e in alone[-1:]]
        entity.add(m)
        self.of[m.head] = entity
        if m.source:
            self._spoke_last[m.quote >= 0] = entity
        for told in (self._told, *(self._by_key[key] for key in (*_keys(m), m.title))):
            told.pop(entity, None)
            told[entity] = None

    def _body(self, entity: Entity, before: Entity | None) -> Entity | None:
        """Return for whom "a spokesman for the bank" speaks; a mere spokesman: who did before."""
        if entity.named or not entity.heads or entity.heads - names.nouns("spokes").keys():
            return None
        told = [self.doc[m.head] for m in entity.mentions if m.form == "description"]
        of = [k for t in told for p in t.rights if p.lower_ in OF for k in p.rights]
        beside = (self.of.get(k.i) for k in (*of, *(k for t in told for k in t.lefts)))
        alone = before if not entity.mods else None
        return next((body for body in (*beside, alone) if body not in (None, entity)), None)

    def _holders(self, entity: Entity) -> list[Entity]:
        """Return who has a title that is all that is told: "the mayor"; in a lead, "Museum"."""
        bare = not entity.named and entity.heads
        lead = any(m.sentence < 3 for m in entity.mentions)  # in the headline, too
        dets = {"the", *("a", "an", "") * lead}
        if not bare or any(m.det not in dets for m in entity.mentions if m.form == "description"):
            return []
        mods = entity.mods - (names.parts("level") if lead else set())  # "a federal judge"
        named = (e for e in self.entities if e.mentions and e.named and mods <= e.mods)
        bodies = names.nouns("org").keys() & entity.heads if lead else set()
        return [e for e in named if entity.heads <= e.roles or set() < bodies <= e.words]

    def _named_later(self, entity: Entity) -> Entity | None:
        """Return who "a lawmaker" is who speaks in the lead: the next who does, and is named then.

        Journalists call it delayed identification: "a mother of two said … , said Ann Lee".
        """
        m = next(iter(entity.mentions), None)
        if m is None or entity.named or entity.odds[0] <= _LIKELY or not _is_delayed(m):
            return None
        persons = (e for e in self.entities if e.named and e.odds[0] > _LIKELY)
        spoke = (n for e in persons for n in e.mentions if n.source and n.head > m.head)
        first = min(spoke, key=lambda n: n.head, default=m)
        named = self.of[first.head]
        known = named.mentions[0].head <= m.head or first.sentence > m.sentence + _SOON
        return None if known or _is_another(m, named) else named

    def _merge(self, entity: Entity, into: Entity, rule: str) -> None:
        for m in entity.mentions:
            self.of[m.head] = into
            m.rule = m.rule or rule
        into.mentions = sorted([*into.mentions, *entity.mentions], key=lambda m: m.head)
        into.heads |= entity.heads
        into.spoke = into.spoke or entity.spoke
        entity.mentions = []

    def _meant(self, m: Mention, recent: list[Entity]) -> list[Entity]:
        """Return whom a pronoun may mean; in “Lee can stay,” *he* said, Lee only if nobody else."""
        subject = self._subject(m)
        found = [e for e in recent if _agrees(m, e) and e is not subject]
        if m.form != "it":
            speaker = self._speaker.get(m.quote, m)
            known = self._saying(m)
            found = [e for e in found if e is not known and (known or speaker.low not in e.words)]
        others = [e for e in found if not any(e.words.issuperset(key) for key in m.named)]
        return others if any(max(e.odds[:2]) > _LIKELY for e in others) else found

    def _described(self, m: Mention, alike: list[Entity], recent: list[Entity]) -> list[Entity]:
        """Return whom a description may mean: who is called so, and if definite who is near."""
        if held := [e for e in alike if _holds(e, m)]:
            alike = held  # "the president": who is called so
        elif m.det in known_of.DEFINITE and max(m.odds[:2]) > _MAYBE:
            alike += [e for e in recent if _may_be(m, e) and e is not self._saying(m)]
        elif _is_fresh(m):
            alike = [e for e in alike if not e.named]
        return [e for e in alike if _is_of_age(m, e)]

    def _saying(self, m: Mention) -> Entity | None:
        """Return who says the quotation in which a mention stands, if that is known: "I" to him."""
        return self.of.get(self._speaker.get(m.quote, m).head)

    def _subject(self, m: Mention) -> Entity | None:
        """Return who does what is done to a pronoun's somebody, or is his: not himself."""
        t = self.doc[m.head]
        if t.dep_ == "poss":  # "his brother"
            return self.of.get(t.head.i)
        verb = t.head.head if t.dep_ == "pobj" and t.head.dep_ == "prep" else t.head
        himself = t.lower_.endswith(("self", "selves"))
        if himself or t.tag_ != "PRP" or t.dep_ not in {"dobj", "pobj", "dative"}:
            return None
        while verb.dep_ == "conj" and first_of(verb.lefts, "nsubj") is None:
            verb = verb.head  # "Lee accused Roe and challenged *him*"
        return next((self.of.get(c.i) for c in verb.lefts if c.dep_ == "nsubj"), None)

    def _candidates(self, m: Mention) -> list[Entity]:
        """Return whom a mention may mean, the latest first; only one if it stands beside."""
        beside = [self.of[m.apposed]] if m.apposed in self.of else []
        if m.same and beside:
            return beside
        since, latest = m.sentence - _REACH.get(m.form, 0), islice(reversed(self._told), _MOST)
        recent = [e for e in latest if e.last.sentence >= since and not other_office(m, e)]
        keyed = (e for key in _keys(m) for e in islice(reversed(self._by_key[key]), _MOST))
        found = [*beside, *(e for e in keyed if not other_office(m, e))]
        if m.is_pronoun:
            found = self._meant(m, recent)
        elif m.form == "description":
            found = self._described(m, found, recent)
        else:
            found = [e for e in found if not known_of.clashes(m, e)]
        return sorted(dict.fromkeys(found), key=lambda e: -e.last.head)[:_MOST]


def _starts(m: Mention) -> bool:
    """Whether a mention may be the first of somebody: not "an advocate", which Ann Lee is."""
    return not m.predicate and (not m.is_pronoun or (m.form == "they" and m.source))


def _is_thing(m: Mention) -> bool:
    kept = m.source or m.told or m.judged or m.apposed >= 0
    return m.odds[3] > _THING and m.form == "description" and not kept


def _is_delayed(m: Mention) -> bool:
    """Whether it is a somebody who speaks in the lead: "Lawmaker urges", "a teacher said"."""
    some = m.form == "description" and not m.plural and m.det in {"a", "an", ""}
    return some and m.source and m.sentence <= _LEAD


def _is_another(m: Mention, named: Entity) -> bool:
    """Whether gender, party, country or office tell a description and somebody named apart."""
    roles = named.roles - names.nouns("honorific").keys()
    office = bool(roles) and m.low not in named.roles  # a judge is no chief of police
    return office or {m.gender, named.gender} == {"m", "f"} or other_office(m, named)


def _is_fresh(m: Mention) -> bool:
    """Whether a description is of nobody named before: "*a judge* said" below the lead."""
    beside = m.predicate or m.apposed >= 0
    return m.det in {"a", "an"} and m.sentence > _LEAD and not beside


def _holds(e: Entity, m: Mention) -> bool:
    """Whether an entity has the office that a description tells, as far as it tells."""
    return m.det == "the" and m.low in e.roles and m.mods <= e.mods


def _is_of_age(m: Mention, e: Entity) -> bool:
    """Whether "the 44-year-old" may be an entity: it is one person."""
    aged = m.same and m.apposed < 0
    return not aged or (e.odds[0] == max(e.odds) and e.plural <= 0)


def _may_be(m: Mention, e: Entity) -> bool:
    """Whether a person or body may be meant by a definite description."""
    return max(e.odds[:2]) > _MAYBE and not known_of.differs(m, e)


def _agrees(m: Mention, e: Entity) -> bool:
    """Whether a pronoun may mean an entity at all."""
    if m.form == "it":
        return e.odds[0] <= _LIKELY
    if m.form == "he":
        singular = e.plural <= 0 or e.named
        return e.odds[0] > 0.15 and e.gender in ("", m.gender) and singular and not e.bodily
    alone = m.low in names.nouns("pronoun") and not (e.gender and e.odds[0] > _LIKELY)
    return alone or e.plural > 0  # "some said"; "they" is no Ann Lee


def _keys(m: Mention) -> list[str]:
    """Return what an entity is found by: words, initials, country."""
    keys = [m.low] if m.form == "description" else [*m.key, *sorted(names.acronyms(m.words))]
    return [*keys, m.country] if m.country else keys
