"""Actors and their mentions: who is behind a name, a title, a pronoun, a capital."""

from __future__ import annotations

from collections import Counter

from newslab.extract import names
from newslab.extract.actors.cast import Cast
from newslab.extract.actors.pronouns import PRONOUNS, Pronouns
from newslab.extract.names import Chunk
from newslab.syntax.page import Attribution, Page

__all__ = ["Cast", "find"]

_NOUNS = frozenset({"NOUN", "PROPN"})
_RELATIVES = frozenset({"WP", "WDT"})
_SPEAKS = frozenset({"nsubj", "nsubjpass", "agent", "dobj", "dative", "iobj"})


def find(page: Page, attributions: list[Attribution]) -> Cast:
    """Find the actors; the sources of ``attributions`` are actors for certain."""
    cast = Cast(page)
    _Finder(page, attributions, cast).run()
    return cast


class _Finder(Pronouns):
    """Two passes over an article: the names, then what else refers to their bearers."""

    def run(self) -> None:
        """Fill the cast."""
        self._local_places()
        self.counts = Counter(
            c.words[0]
            for c in self.chunks
            if len(c.words) == 1 and not self.doc[c.start].is_sent_start
        )
        self.states = self._states()
        self.regions = names.regions()
        for c in sorted(self.chunks, key=lambda c: -len(c.words)):
            self.of_chunk[c] = self._name(c)
        for c in self.chunks:
            if self.of_chunk[c][0] is None and not self._place(c):
                known = self.people.get(" ".join(c.words))
                if known is not None:
                    self.of_chunk[c] = known, "name"
            self._describe(c)
        self._nicknames()
        for actor in dict.fromkeys(self.orgs.values()):
            self.of_type.setdefault(actor.type, []).append(actor)
        begins = {c.start: c for c in self.chunks}
        for i in sorted(self._referring() | begins.keys()):
            if i not in self.chunk_of:
                self._word(i)
            elif i in begins:
                self._mention_name(begins[i])
        self._first_person_words()
        self._finish()

    def _referring(self) -> set[int]:
        """Return the words that can refer to an actor without naming it."""
        words = names.actor_nouns() | PRONOUNS
        found = {t.i for t in self.doc if t.lower_ in words or t.tag_ in _RELATIVES}
        return found | self.sources.keys() | self.addressed | self.apposed.keys()

    def _mention_name(self, c: Chunk) -> None:
        actor, rule = self.of_chunk[c]
        head = c.end - 1
        follows = self.low[c.end] if c.end < self.n else ""
        token = self.doc[head]
        person = actor.kind == "person" if actor else len(c.words) == 1 and not self._place(c)
        if (
            person
            and token.dep_ in {"compound", "nmod", "amod"}
            and token.head.i >= c.end
            and (
                follows in names.nouns("government")
                or names.nouns("org").get(follows) in {"campaign", "office"}
            )
        ):
            # "the Biden administration", "the Clinton campaign": the noun is the actor.
            self._compound(c, head + 1)
            return
        if actor is None:
            self._late(c, head)
            return
        if actor.kind == "government":
            if follows in names.nouns("group") or token.dep_ == "compound":
                return
            acts = token.dep_ in _SPEAKS or head in self.sources or head in self.addressed
            for i in range(c.start, c.end):
                self.cast.at[i] = actor, rule
            if rule == "metonym" and not acts and token.dep_ == "pobj":
                return
            actor.acts = actor.acts or acts
            form = "metonym" if rule == "metonym" else "name"
        else:
            form = "name"
            actor.acts = True
        start = c.start
        left = self._left(c.start)
        if left < start and self._matches(start - 1, actor):
            start = left
        elif c.name > c.start or left == start:
            start = c.start
        for i in range(start, c.end):
            self.cast.at.setdefault(i, (actor, rule))
        self._record(actor, head, start, c.end, form)
        if c.name < c.end:
            actor.forms.setdefault(self._text(c.name, c.end))

    def _late(self, c: Chunk, head: int) -> None:
        """Make an actor of a name that could be anything when it speaks."""
        place = self._place(c)
        known = place is not None and self.low[c.start - 1 : c.start] == ["the"]
        if place and place[0] == "adjective" and known and self.doc[head].dep_ in _SPEAKS:
            # "the Italian said": somebody known.
            actor = self.memory.best(
                lambda s: s.actor.kind == "person" and s.actor.affiliation in {place[1], ""},
                self.sentence[head],
                self.quote[head],
            )
            if actor is not None:
                self.cast.at[head] = actor, "description"
                self._record(actor, head, c.start - 1, c.end, "description")
                return
        if head in self.sources:
            name = " ".join(c.words)
            actor = self.orgs.get(name) or self._new(name, "organization")
            self.orgs[name] = actor
            self.of_chunk[c] = actor, "name"
            self._mention_name(c)

    def _compound(self, c: Chunk, noun: int) -> None:
        name = self._text(c.name, noun + 1)
        actor = self.orgs.get(name) or self._new(name, "organization")
        self.orgs[name] = actor
        actor.roles.add(self.low[noun])
        actor.acts = True
        person = self.of_chunk[c][0]
        actor.affiliation = actor.affiliation or (person.affiliation if person else "")
        for i in range(c.start, noun + 1):
            self.cast.at[i] = actor, "name"
        self._record(actor, noun, c.start, noun + 1, "name")

    def _word(self, i: int) -> None:
        """Resolve one word that is no name."""
        if i in self.cast.at:
            return
        low, pos = self.low[i], self.doc[i].pos_
        if low in PRONOUNS:
            self._pronoun(i)
        elif self.doc[i].tag_ in _RELATIVES and self.doc[i].dep_ in _SPEAKS:
            self._relative(i)
        elif pos in _NOUNS or i in self.sources:
            self._nominal(i)

    def _finish(self) -> None:
        used: Counter[str] = Counter()
        for a in self.cast.actors:
            if (not a.acts and a.kind == "government") or not a.forms:
                continue
            if a.kind == "government":
                the = "the-" if a.name.startswith(("United ", "Netherlands", "Philippines")) else ""
                base = "government-of-" + the + slug(a.name)
            else:
                base = slug(a.name)
            ident = base if not used[base] else f"{base}-{used[base] + 1}"
            while used[ident] and ident != base:
                used[base] += 1
                ident = f"{base}-{used[base] + 1}"
            used[base] += 1
            used[ident] += ident != base
            a.actor_id = ident


def slug(name: str) -> str:
    return "-".join(names.ARTICLE.sub("", name).lower().split())
