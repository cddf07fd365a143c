"""Whom a description means: "the minister", "the agency", "two people close to the talks"."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.actors.coreference import Actor, Seen
from newslab.extract.actors.roles import Roles
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Token

_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj"})
_DEFINITE = frozenset(("the", "this", "that", "these", "those", "both", "such"))
_NP_WORD = frozenset({"NOUN", "PROPN", "ADJ", "DET", "NUM", "PRON"})
_SPEAKS = frozenset({"nsubj", "nsubjpass", "agent", "dobj", "dative", "iobj"})
_OBJECTS = frozenset({"dobj", "dative", "iobj"})
_NATIONAL = frozenset({"adjective", "country"})
_INSIDE = frozenset({"'s", "'", "-", "and", "of"})


class Descriptions(Roles):
    """Nouns that refer to actors."""

    def _nominal(self, i: int) -> None:
        token, low, pos = self.doc[i], self.low[i], self.doc[i].pos_
        source = i in self.sources
        if token.dep_ == "compound" and not source:
            return
        left = self._edge(token.left_edge.i, i)
        if i in self.apposed:
            self.cast.at[i] = self.apposed[i], "apposition"
            self._affiliate(self.apposed[i], i)
            return
        role, org = low in names.nouns("role"), low in names.nouns("org")
        group = low in names.nouns("group")
        government = low in names.nouns("government")
        spokes = low in names.nouns("spokes")
        if role and (titled := self._person_at(i + 1)):
            # "Brazil's president Luisa Prado": the office stands before its holder.
            self.cast.at[i] = titled, "name"
            return
        if org and (body := self._body_behind(i)):
            # "the broadcaster NOS said"
            self.cast.at[i] = body, "name"
            return
        if source and (named := self._named_source(i)):
            self.cast.at[i] = named, "apposition"
            return
        if source and (low in names.parts("nobody_named") or pos == "NUM"):
            self._member(i, left)
            return
        if spokes:
            self._spokes(i, left)
            return
        first = self.low[left]
        definite = first in _DEFINITE
        owner = self._owner(i)
        nation = next(
            (
                n
                for k in range(left, i)
                if (n := self._nation(k)) and self.low[k + 1] not in {"'s", "'"}
            ),
            "",
        )
        actor: Actor | None = None
        rule = "description"
        if definite or owner is not None:
            # "the junta", "Maiga's government"
            rulers = names.nouns("government").get(low) == "rulers" or (
                owner is not None and owner.kind == "person"
            )
            if government and self._governing(i, low, owner, nation):
                country = (
                    nation
                    or (owner.country or owner.affiliation if owner else "")
                    or (self.ruled[0] if rulers and self.ruled else "")
                    or self._last_country(i)
                )
                if country:
                    actor, rule = self._government(country), "government"
                    actor.acts = True
            fits = role or (low in names.nouns("anaphor") and first not in {"such", "both"})
            if actor is None and fits and not (first == "this" and org):
                actor = self._lookup(i, low, nation, owner, role)
        if actor is None:
            key = self._key(i, left)
            actor = self.groups.get(key)
        if actor is None and (
            source
            or i in self.addressed
            or ((group or (org and token.dep_ in _SPEAKS)) and self._adjective(left, i))
            or (group and self._protests(token))
        ):
            actor = self._make(i, left, nation, owner, role, org, group)
            rule = "description"
        if actor is not None:
            for k in range(left, i + 1):
                if (
                    k not in self.cast.at
                    and self.doc[k].head.i == i
                    and self.doc[k].dep_ in {"det", "amod", "compound"}
                ):
                    self.cast.at[k] = actor, rule
            self.cast.at[i] = actor, rule
            self._record(actor, i, left, i + 1, "title" if role else "description")

    def _member(self, i: int, left: int) -> None:
        """Let "one of the people" speak as the group of which it is one."""
        of = first_of(self.doc[i].rights, "prep")
        group = first_of(of.rights, "pobj") if of is not None and of.lower_ == "of" else None
        if group is None or group.tag_ != "NNS":
            return
        actor = self.memory.best(
            lambda s: s.actor.plural and group.lower_ in s.actor.roles,
            self.sentence[i],
            self.quote[i],
            60,
        )
        if actor is not None:
            self.cast.at[i] = actor, "description"
            self._record(actor, i, left, i + 1, "pronoun")

    def _body_behind(self, i: int) -> Actor | None:
        """Return the organization whose name stands right behind a noun for it."""
        chunk = self.chunk_of.get(i + 1)
        actor = self.of_chunk[chunk][0] if chunk else None
        if chunk is None or actor is None or actor.kind != "organization":
            return None
        name = self.doc[chunk.end - 1]
        joined = name.head.i == i or chunk.start <= self.doc[i].head.i < chunk.end
        return actor if joined else None

    def _named_source(self, i: int) -> Actor | None:
        """Return the person named in apposition inside a source ("one of the lawyers, Ann Lee")."""
        span = self.sources[i].source
        for k in range(i + 1, span.end - 1) if span is not None else ():
            if self.low[k] != ",":
                continue
            # "its envoy, retired general Ann Lee"
            begin = next((j for j in range(k + 1, k + 5) if j in self.chunk_of), k + 1)
            between = all(t.pos_ in _NP_WORD or t.tag_ == "VBN" for t in self.doc[k + 1 : begin])
            if between and (person := self._person_at(begin)):
                return person
        return None

    def _protests(self, token: Token) -> bool:
        """Whether a group acts as one in public: "Thousands of students marched"."""
        while (
            token.dep_ == "pobj"
            and token.head.lower_ == "of"
            and token.head.head.lower_ in names.parts("quantity")
        ):
            token = token.head.head
        return token.dep_ == "nsubj" and token.head.lemma_.lower() in names.protests()

    def _adjective(self, left: int, i: int) -> bool:
        """Whether an adjective of nationality or region stands before a noun."""
        texts = [self.doc[k].text for k in range(left, i)]
        known = names.places()
        return any(w in self.adjectives or known.get(w, ("",))[0] in _NATIONAL for w in texts)

    def _governing(self, i: int, low: str, owner: Actor | None, nation: str) -> bool:
        """Whether a noun means a government here ("the state" and "his side" may not)."""
        if self.doc[i].text != low:
            return False
        if low == "side":
            return owner is not None and bool(owner.country or owner.affiliation)
        if low == "state":
            subject = self.doc[i].dep_ in _SUBJECT
            return subject and (bool(nation) or self._last_country(i) != "United States")
        return low != "administration"

    def _edge(self, edge: int, i: int) -> int:
        """Return where a noun's phrase begins: no further than a clause, bracket or header."""
        left = i
        while (
            left > edge
            and i - left < 10
            and self.doc[left - 1].idx >= self.page.article.body_start
            and (self.doc[left - 1].pos_ in _NP_WORD or self.low[left - 1] in _INSIDE)
        ):
            left -= 1
        return left

    def _last_country(self, i: int) -> str:
        for k in range(i - 1, max(-1, i - 400), -1):
            if self.doc[k].pos_ in {"PROPN", "ADJ"} and (n := self._nation(k)):
                return n
        for k in range(i, min(self.n, i + 200)):
            if self.doc[k].pos_ in {"PROPN", "ADJ"} and (n := self._nation(k)):
                return n
        return self.ruled[0] if self.ruled else ""

    def _key(self, i: int, left: int) -> str:
        while left < i and self.doc[left].pos_ in {"DET", "PRON"}:
            left += 1
        return self._text(left, i + 1).lower()

    def _lookup(
        self, i: int, low: str, nation: str, owner: Actor | None, role: bool
    ) -> Actor | None:
        """Find whom a definite description means."""
        left = self.doc[i].lefts
        extra = {t.lower_ for t in left if t.dep_ in {"compound", "amod"} and not self._nation(t.i)}
        capital = any(t.text[0].isupper() and t.lower_ in extra for t in self.doc[i].lefts)
        if role:

            def holds(s: Seen) -> bool:
                a = s.actor
                return (
                    a.kind == "person"
                    and (
                        low in a.roles
                        or (
                            low == "leader"
                            and bool(a.roles & {"president", "chancellor", "premier"})
                        )
                    )
                    and (not nation or a.affiliation in {nation, ""})
                    and (
                        owner is None
                        or a.affiliation in {owner.name, owner.country, owner.affiliation, ""}
                    )
                )

            place = self.sentence[i], self.quote[i], 60
            exact = self.memory.best(
                lambda s: holds(s) and extra <= set(s.actor.role.lower().split()), *place
            )
            if exact or capital:
                return exact
            found = self.memory.best(holds, *place)
            if found is None and low == "minister" and not extra:
                return self._lookup_office(i, "secretary")
            return found
        kind = names.nouns("org").get(low, "")
        barred = {owner, *self._doers(i)}

        def named(a: Actor) -> bool:
            return a.kind == "organization" and extra <= set(a.name.lower().split()) | a.roles

        exact = self.memory.best(
            lambda s: named(s.actor) and low in s.actor.roles and s.actor not in barred,
            self.sentence[i],
            self.quote[i],
            60,
        )
        if exact is not None:
            return exact
        if low not in names.nouns("generic_org") or extra:
            # "the county council", "Brightwater's board": a body of its own, named or not.
            return None
        same = self.memory.best(
            lambda s: (
                named(s.actor)
                # A company may have any name.
                and (
                    s.actor.type == kind
                    or (kind == "company" and not s.actor.type)
                    or (kind == "union" and bool(s.actor.roles & names.parts("of_members")))
                )
                and s.actor not in barred
            ),
            self.sentence[i],
            self.quote[i],
            60,
        )
        if same is not None:
            return same
        later = [
            a
            for a in self.of_type.get(kind, [])[:20]
            if a.type == kind
            and (low in a.roles or kind == "union")
            and named(a)
            and a not in barred
        ]
        if len(later) == 1:
            return later[0]
        if kind not in {"company", "agency", "group", "body"}:
            return None
        return self.memory.best(
            lambda s: (
                s.actor.kind == "organization"
                and (
                    not s.actor.type
                    or (kind != "company" and s.actor.type in {"agency", "body", "group"})
                )
                and s.actor not in barred
            ),
            self.sentence[i],
            self.quote[i],
            20,
        )

    def _doers(self, i: int) -> list[Actor]:
        """Return whom an object cannot mean: the subject of its verb ("Acme sued the company")."""
        token = self.doc[i]
        verb = token.head.i if token.dep_ in _OBJECTS else -1
        return [s.actor for s in self.memory.seen if s.subject and s.verb == verb]

    def _lookup_office(self, i: int, low: str) -> Actor | None:
        """Return who holds an office of state: Britain's secretaries of state are ministers."""
        return self.memory.best(
            lambda s: low in s.actor.roles and len(s.actor.role.split()) > 1
            and s.actor.role.split()[0].lower() not in names.parts("no_state"),
            self.sentence[i], self.quote[i], 60,
        )  # fmt: skip

    def _spokes(self, i: int, left: int) -> None:
        """Let an unnamed spokesperson speak as the organization."""
        target: Actor | None = None
        for t in islice(self.doc[i].subtree, 60):
            if t.i != i and t.i in self.chunk_of and self.of_chunk[self.chunk_of[t.i]][0]:
                target = self.of_chunk[self.chunk_of[t.i]][0]
                break
            if t.i < i and t.i in self.cast.at:
                target = self.cast.at[t.i][0]
                break
        if target is None:
            for t in islice(self.doc[i].subtree, 60):
                if t.i > i and self.low[t.i] in names.nouns("org"):
                    target = self._lookup(t.i, self.low[t.i], "", None, False)
                    target = target or self._unnamed(t.i)
                    break
        if target is None:
            target = self._behind_spokes(i, left)
        if target is None and left + 1 >= i and self.low[left] in {"a", "an"}:
            # "Acme denied it. A spokesperson said": of whoever spoke just before
            target = self.memory.best(
                lambda s: s.source and s.actor.kind in {"organization", "government"},
                self.sentence[i],
                self.quote[i],
                1,
            )
        if target is None and self.low[left] in _DEFINITE:
            # "the spokesman": the one who spoke before, named or not.
            target = self.memory.best(
                lambda s: s.token in self.voices or self.low[i] in s.actor.roles,
                self.sentence[i],
                self.quote[i],
                60,
            )
        if target is not None:
            end = i + 1
            self.voices.add(i)
            gender = names.nouns("spokes")[self.low[i]] or "x"
            self.cast.at[i] = target, "spokesperson"
            target.acts = True
            self._record(target, i, left, end, "description", gender if gender != "x" else "")
            self.memory.seen[-1].gender = gender if gender != "x" else self.memory.seen[-1].gender

    def _behind_spokes(self, i: int, left: int) -> Actor | None:
        """Return the body of "a French foreign ministry spokesman", "a company spokesman"."""
        body = i - 1
        if body < left or self.low[body] not in names.nouns("org"):
            return None
        found = self._lookup(body, self.low[body], "", None, False)
        if found is not None:
            return found
        begin = left + (self.doc[left].pos_ in {"DET", "PRON"})
        actor = self.groups.get(self._text(begin, i).lower())
        if actor is None:
            actor = self._new(self._text(begin, i), "organization")
            actor.type = names.nouns("org")[self.low[body]]
            actor.roles.add(self.low[body])
            actor.affiliation = next((n for k in range(begin, i) if (n := self._nation(k))), "")
            actor.forms.setdefault(self._text(begin, i))
            self.groups[actor.name.lower()] = actor
        return actor

    def _unnamed(self, i: int) -> Actor:
        """Return the body that is only described: "a spokeswoman for the bank"."""
        key = self._key(i, self._edge(self.doc[i].left_edge.i, i))
        if key not in self.groups:
            self.groups[key] = self._new(key, "organization")
            self.groups[key].type = names.nouns("org").get(self.low[i], "")
            self.groups[key].roles.add(self.low[i])
        return self.groups[key]

    def _make(
        self,
        i: int,
        left: int,
        nation: str,
        owner: Actor | None,
        role: bool,
        org: bool,
        group: bool,
    ) -> Actor | None:
        if self.low[i] in names.nouns("document"):
            return owner
        if self.low[i] in names.parts("nobody_named"):
            return None
        plural = self.doc[i].tag_ in {"NNS", "NNPS"} or group or self.doc[i].text == "%"
        counts = self.low[i] in names.parts("quantity") and self.low[left] in {"a", "an"}
        plural = plural or (counts and self.low[i + 1 : i + 2] == ["of"])
        a = self.sources.get(i)
        end = i + 1
        begin = left
        if a is not None and a.source is not None and a.source.start <= i < a.source.end:
            begin, end = max(a.source.start, left), a.source.end
            comma = next((k for k in range(i, end) if self.low[k] == ","), end)
            end = min(end, comma)
            while end > i + 1 and self.doc[end - 1].pos_ in {"ADV", "PUNCT", "SPACE"}:
                end -= 1
        for k in range(begin, i):
            if (
                self.low[k] in {"'s", "'"}
                and self.doc[k].dep_ == "case"
                and self.doc[k].head.head.i == i
                and not (self.low[k] == "'" and plural)
            ):
                begin = k + 1
        name = names.ARTICLE.sub("", self._text(begin, end))
        if owner is not None and owner.kind == "person" and org and not plural:
            name = f"{owner.name.split()[-1]} {self.low[i]}"
        key = name.lower()
        if org and name in self.orgs:
            return self.orgs[name]
        if key in self.groups:
            return self.groups[key]
        body = org or self.low[i] in names.nouns("government")
        kind = "group" if plural else "organization" if body else "person"
        actor = self._new(name, kind)
        actor.plural = plural
        actor.acts = True
        actor.affiliation = nation or (owner.country or owner.name if owner else "")
        if kind == "person":
            actor.role = name
            actor.gender = names.nouns("role").get(self.low[i], "")
        if kind == "organization":
            actor.type = names.nouns("org").get(self.low[i], "")
        actor.roles.add(self.low[i])
        actor.forms.setdefault(self._text(left, end))
        self.groups[key] = actor
        if kind == "organization":
            self.orgs.setdefault(name, actor)
        self.groups.setdefault(self._key(i, left), actor)
        return actor
