"""What the words beside a name say about its bearer: office, affiliation, nickname."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.actors.coreference import Actor, Seen
from newslab.extract.actors.entities import Entities
from newslab.extract.names import Chunk

if TYPE_CHECKING:
    pass

_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj"})
_NP_WORD = frozenset({"NOUN", "PROPN", "ADJ", "DET", "NUM", "PRON"})
_LINKS = frozenset({"of", "for", "at", "in", "to"})


class Roles(Entities):
    """Titles, appositions and nicknames."""

    def _nicknames(self) -> None:
        """Give a nickname in quotation marks to the person whom the text says it is of."""
        calls = names.parts("naming")
        for q in self.page.quotes:
            first = bisect_left(self.cast.starts, q.start + 1)
            last = bisect_left(self.cast.starts, q.end - 1)
            if not 0 < last - first <= 5 or not self.doc[first].text[0].isupper():
                continue
            after = range(last + 1, min(last + 9, self.n))
            before = range(first - 2, max(first - 12, -1), -1)
            person = None
            if any(self.low[k] == "as" for k in after[:3]) and any(
                self.low[k] in calls for k in after
            ):
                person = next((a for k in after if (a := self._person_at(k))), None)
            elif any(self.low[k] in calls for k in before[:7]):
                person = next((a for k in before if (a := self._person_at(k))), None)
            if person is not None:
                person.forms.setdefault(self._text(first, last))
                self.nicknames[self._text(first, last)] = person
        for q in self.page.quotes if self.nicknames else []:
            first = bisect_left(self.cast.starts, q.start + 1)
            last = bisect_left(self.cast.starts, q.end - 1)
            if first < last and (person := self.nicknames.get(self._text(first, last))):
                for k in range(first, last):
                    self.cast.at[k] = person, "nickname"

    def _describe(self, c: Chunk) -> None:
        """Read role and affiliation off the words beside a name."""
        actor, _ = self.of_chunk[c]
        if actor is None or actor.kind == "government":
            return
        left = self._left(c.start)
        if c.name > c.start > 1 and self.low[c.start - 1] == "'s":
            actor.affiliation = actor.affiliation or self._nation(c.start - 2)
        if (left < c.start or c.name > c.start) and self._usable(left, c.name, actor):
            self._role(actor, left, c.name)
        # "her husband, the potter Ann Lee": any noun may stand before the name.
        noun = actor.kind == "person" and self.doc[c.start - 1].tag_ == "NN"
        begin = left if left < c.start and (noun or self._usable(left, c.start, actor)) else c.start
        comma = begin - 1 - (begin > 1 and self.low[begin - 1] == "the")
        if comma > 0 and self.low[comma] == ",":
            begin, head = self._phrase_before(comma)
            if begin > 1 and self.low[begin - 1] == "," and self._person_at(begin - 2):
                head = -1  # "Paul Roe, a Democrat, Ann Lee said": Roe is the Democrat
            if head >= 0 and self._matches(head, actor) and head not in self.chunk_of:
                self.apposed[head] = actor
                self._role(actor, begin, comma, head)
        if c.end + 1 < self.n and self.low[c.end] == "," and self.doc[c.end + 1].tag_ != "WP$":
            end, head = self._phrase_after(c.end + 1)
            if head >= 0 and self._matches(head, actor):
                self.apposed[head] = actor
                self._role(actor, c.end + 1, end, head)
        if actor.kind == "person" and not actor.affiliation:
            actor.affiliation = self._belongs(c.end)

    def _belongs(self, at: int) -> str:
        """Return the body of "Ann Lee, of West Yorkshire Police" and "Ann Lee of Acme", or ''."""
        at += self.low[at : at + 1] == [","]
        if self.low[at : at + 1] != ["of"] and self.low[at - 1 : at + 1] != [",", "from"]:
            return ""
        at += 1 + (self.low[at + 1 : at + 2] == ["the"])
        chunk = self.chunk_of.get(at)
        body = self.of_chunk[chunk][0] if chunk is not None else None
        return body.name if body is not None and body.kind == "organization" else ""

    def _usable(self, left: int, right: int, actor: Actor) -> bool:
        return right > left and self._matches(right - 1, actor)

    def _left(self, start: int) -> int:
        """Return where the descriptive words right before a name begin."""
        i = start
        while i > 0 and start - i < 6 and self.doc[i - 1].pos_ in {"NOUN", "ADJ", "PROPN"}:
            i -= 1
        return i

    def _matches(self, head: int, actor: Actor) -> bool:
        w = self.low[head]
        if actor.kind == "person":
            return names.is_title(w)
        bodies = names.nouns("anaphor").keys() | names.nouns("org").keys() | {"rival"}
        return w in bodies and self.doc[head].tag_ == "NN"

    def _phrase_before(self, comma: int) -> tuple[int, int]:
        i = comma
        while (
            i > 0
            and comma - i < 14
            and (
                self.doc[i - 1].pos_ in _NP_WORD
                or self.low[i - 1] in {"of", "for", "at", "in", "to", "'s", "'", "-"}
            )
        ):
            i -= 1
            if self.doc[i].tag_ in {"DT", "PRP$"} and self.low[i - 1] not in _LINKS:
                break
        head = next(
            (
                k
                for k in range(i, comma)
                if self._is_describer(k)
                and (k + 1 == comma or self.low[k + 1] not in {"'s", "'", "-"})
                and (k + 1 == comma or not self._is_describer(k + 1))
            ),
            -1,
        )
        while i < head and self.low[i] in _LINKS:
            i += 1  # "lost *to* the governor, Ann Lee"
        return i, head

    def _phrase_after(self, start: int) -> tuple[int, int]:
        i = start
        while (
            i < self.n
            and i - start < 14
            and (
                self.doc[i].pos_ in _NP_WORD
                or self.low[i] in {"of", "for", "at", "in", "to", "'s", "'", "-"}
            )
        ):
            i += 1
        head = next(
            (
                k
                for k in range(start, i)
                if self._is_describer(k)
                and (k + 1 >= i or self.low[k + 1] not in {"'s", "'"})
                and (k + 1 >= i or not self._is_describer(k + 1))
            ),
            -1,
        )
        if head >= 0 and any(self.doc[k].pos_ == "ADP" for k in range(start, head)):
            head = -1
        return i, head

    def _is_describer(self, k: int) -> bool:
        w = self.low[k]
        if w in names.parts("courtesy"):
            return False
        return names.is_title(w) or (w in names.nouns("org") and self.doc[k].pos_ == "NOUN")

    def _role(self, actor: Actor, start: int, end: int, head: int = -1) -> None:
        head = end - 1 if head < 0 else head
        if head > start and not self._is_describer(head) and self._is_describer(head - 1):
            head -= 1  # "chief medical officer Dr Ann Reed"
        actor.roles |= {self.low[head], names.nouns("short_title").get(self.low[head], "")} - {""}
        gender = names.nouns("honorific").get(self.low[head]) or names.nouns("role").get(
            self.low[head]
        )
        gender = gender or names.nouns("spokes").get(self.low[head])
        if gender and actor.kind == "person":
            actor.gender = gender
        if actor.kind == "organization":
            actor.type = actor.type or names.nouns("org").get(self.low[head], "")
        begin = start
        for k in range(start, head):
            country = self._nation(k)
            if country and not actor.affiliation:
                actor.affiliation = country
            body = self.orgs.get(self.doc[k].text)  # "Acme Chairman Ann Lee"
            if body is not None and body is not actor and not actor.affiliation:
                actor.affiliation = body.name
            if self.low[k] in {"'s", "'"}:
                begin = k + 1
                inner = self.chunk_of.get(k - 1)
                owner = self.of_chunk[inner][0] if inner else None
                if owner and not actor.affiliation and self._employs(owner, head):
                    actor.affiliation = owner.country or owner.name
        for k in range(head + 1, end):
            inner = self.chunk_of.get(k)
            owner = self.of_chunk[inner][0] if inner else None
            rules = self.low[head] in names.parts("state_office") and self.low[k - 1] == "of"
            if inner and owner is None and rules and not actor.affiliation:
                actor.affiliation = " ".join(inner.words)  # "the prime minister of Karsovia"
            if owner and not actor.affiliation and self._employs(owner, head):
                actor.affiliation = owner.country or owner.name
        while begin < head and self.doc[begin].pos_ in {"DET", "PRON"}:
            begin += 1
        if self.low[head] not in names.parts("courtesy") and not actor.role:
            actor.role = self._text(begin, head + 1)

    def _owner(self, i: int) -> Actor | None:
        low = self.low[i]
        for t in self.doc[i].lefts:
            if t.dep_ == "poss" and t.i in self.cast.at:
                return self.cast.at[t.i][0]
            clause = next((a for a in t.ancestors if a.dep_ == "relcl"), None)
            if t.tag_ == "WP$" and clause is not None and clause.head.i in self.cast.at:
                return self.cast.at[clause.head.i][0]  # "Acme, whose director said"
        for t in self.doc[i].rights:
            if t.lower_ == "of" or (t.lower_ == "by" and low in names.nouns("document")):
                for k in t.rights:
                    c = self.chunk_of.get(k.i)
                    if c:
                        return self.of_chunk[c][0]
        return None

    def _employs(self, owner: Actor, head: int) -> bool:
        """Whether the owner of a role is what its bearer belongs to."""
        if self.low[head] in names.parts("no_office"):
            return False
        return owner.kind != "person" or self.low[head] in names.parts("private_office")

    def _affiliate(self, actor: Actor, i: int) -> None:
        """Take a person's affiliation from the owner of the office ("his envoy", "its head")."""
        owner = self._owner(i)
        if owner is None or actor.affiliation or owner is actor or actor.kind != "person":
            return
        if self.low[i] in names.parts("no_office"):
            return
        private = owner.kind == "person" and self.low[i] in names.parts("private_office")
        actor.affiliation = (
            owner.name
            if private
            else owner.country
            or (owner.name if owner.kind == "organization" else owner.affiliation or owner.name)
        )

    def _record(
        self, actor: Actor, head: int, start: int, end: int, form: str, gender: str = ""
    ) -> None:
        while start <= self.doc[head].head.i < end and self.doc[head].head.i != head:
            head = self.doc[head].head.i  # "the *Department* of Justice"
        token = self.doc[head]
        text = self._text(start, end)
        if form != "pronoun":
            actor.forms.setdefault(text)
        actor.count += 1
        self.cast.found.append((token.doc[start].idx, self._char_end(end), actor, form))
        top = token
        while top.dep_ == "appos" and top.head.i != top.i:
            top = top.head
        # "Ann Lee's comments come …, with her envoy …": who owns the subject is in its place.
        owns = top.dep_ == "poss" and top.head.dep_ in _SUBJECT
        if owns:
            owned = top.head.lower_
            owns = not (names.is_title(owned) or owned in names.nouns("group"))
        self.memory.add(
            Seen(
                actor,
                head,
                self.sentence[head],
                owns or top.dep_ in _SUBJECT or head in self.sources,
                self.quote[head],
                gender or actor.gender,
                head in self.sources,
                top.head.i,
            )
        )
