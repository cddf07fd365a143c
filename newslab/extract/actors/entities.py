"""Which actor a name belongs to, and what kind of actor it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.actors.cast import Cast, head_of
from newslab.extract.actors.coreference import Actor, Memory
from newslab.extract.names import Chunk
from newslab.syntax.page import Attribution, Page

if TYPE_CHECKING:
    from newslab.syntax.tree import Token

_PERSONAL = frozenset({"he", "she", "him", "his", "her"})
#: Tokens within which a pronoun follows a name.
_SOON = 30
_SPEAKS = frozenset({"nsubj", "nsubjpass", "agent", "dobj", "dative", "iobj"})


def _family(words: Sequence[str]) -> str:
    """Return the last name: not "Jr." and the like."""
    kept = [w for w in words if w.lower() not in names.parts("generation")]
    return kept[-1] if kept else words[-1]


class Entities:
    """The names of an article, each name linked to its actor."""

    def __init__(self, page: Page, attributions: list[Attribution], cast: Cast) -> None:
        self.page, self.cast = page, cast
        self.doc = page.doc
        self.n = len(page.doc)
        self.low = page.doc.lower
        self.sentence = [n for n, sent in enumerate(page.doc.sents, 1) for _ in sent]
        self.quote = self._quote_numbers()
        self.memory = Memory()
        self.people: dict[str, Actor] = {}
        self.called: dict[str, list[Actor]] = {}
        self.orgs: dict[str, Actor] = {}
        self.governments: dict[str, Actor] = {}
        self.groups: dict[str, Actor] = {}
        self.of_chunk: dict[Chunk, tuple[Actor | None, str]] = {}
        self.apposed: dict[int, Actor] = {}
        self.capitals: dict[str, str] = {}
        self.adjectives: dict[str, str] = {}
        self.first_person: list[int] = []
        #: Tokens at which an unnamed spokesperson stands for a body.
        self.voices: set[int] = set()
        self.nicknames: dict[str, Actor] = {}
        self.states_named: set[str] = set()
        self.states: set[str] = set()
        #: States whose governments are named: "the government of Karsovia".
        self.ruled: list[str] = []
        self.regions: frozenset[str] = frozenset()
        self.counts: Counter[str] = Counter()
        self.of_type: dict[str, list[Actor]] = {}
        self.sources: dict[int, Attribution] = {}
        self.addressed: set[int] = set()
        for a in attributions:
            if a.source is not None:
                head = head_of(self.doc, a.source.start, a.source.end)
                self.sources.setdefault(head, a)
            if a.addressee is not None:
                self.addressed.add(head_of(self.doc, a.addressee.start, a.addressee.end))
        self.chunks = names.find(page, self.sources)
        self.chunk_of = {i: c for c in self.chunks for i in range(c.start, c.end)}
        self.speaker: dict[int, Token] = {}
        for a in attributions:
            if a.source is None:
                continue
            for start, _ in a.content:
                q = page.quote_at(start)
                # In “I promise you that A,” said X, the one who speaks is X.
                if q is not None and page.quote_at(a.source.start_char) != q:
                    self.speaker[q.start] = self.doc[
                        head_of(self.doc, a.source.start, a.source.end)
                    ]
        self.speech = attributions

    def _quote_numbers(self) -> list[int]:
        """Return for each token the start of the quotation it stands in, or -1."""
        starts = [q.start for q in self.page.quotes]
        starts.append(-1)  # number -1: in none
        return [starts[k] for k in self.page.quote_numbers]

    def _char_end(self, end: int) -> int:
        last = self.doc[end - 1]
        return last.idx + len(last.text)

    def _text(self, start: int, end: int) -> str:
        return self.page.text[self.doc[start].idx : self._char_end(end)]

    def _person_at(self, k: int) -> Actor | None:
        chunk = self.chunk_of.get(k)
        actor = self.of_chunk[chunk][0] if chunk else None
        return actor if actor is not None and actor.kind == "person" else None

    def _local_places(self) -> None:
        """Learn adjectives ("Karsovian") and capitals ("Belmar, the Karsovian capital")."""
        known = names.places()
        singles = {c.words[0] for c in self.chunks if len(c.words) == 1}
        families = {c.words[-1] for c in self.chunks if len(c.words) > 1}
        for t in self.doc.capitalised:
            w = t.text
            if (
                w.endswith(("an", "ese", "ish"))
                and w not in known
                and t.lower_ not in names.parts("no_nationality")
                and w not in names.genders()
                and w not in families
                and len(w) > 5
                and not names.is_common(t.lower_)
            ):
                stem = re.sub(r"(?:ian|an|ese|ish)$", "", w)
                country = next(
                    (
                        s
                        for s in (w[:-1], stem + "ia", stem + "a", stem, stem + "land")
                        if s in singles
                    ),
                    None,
                )
                if country is None and t.i + 1 < self.n and self._governs(t.i + 1):
                    country = w[:-1] if w.endswith("an") else w
                if country:
                    self.adjectives[w] = country
        self.states_named = set(self.adjectives.values())
        for c in self.chunks:
            e = c.end
            if (
                len(c.words) == 1
                and e + 2 < self.n
                and self.low[e] == ","
                and self.low[e + 1] == "the"
            ):
                if self.low[e + 2] == "capital":
                    self.capitals[c.words[0]] = self._main_country(c)
                elif e + 3 < self.n and self.low[e + 3] == "capital":
                    self.capitals[c.words[0]] = self._nation(e + 2)

    def _governs(self, i: int) -> bool:
        w = self.low[i]
        return w in names.nouns("government") or w in names.nouns("group") or names.is_title(w)

    def _main_country(self, chunk: Chunk) -> str:
        values = list(self.adjectives.values())
        return values[0] if values else chunk.words[0]

    def _nation(self, i: int) -> str:
        """Return the country that a word names or is an adjective of, or ''."""
        w = self.doc[i].text
        if not w[0].isupper():
            return ""
        if self.low[i + 1 : i + 2] == ["-"] and self._is_linked(i + 2):
            return ""  # "the Amsterdam-based agency"
        if w in self.adjectives:
            return self.adjectives[w]
        if w in self.capitals:
            return self.capitals[w]
        place = names.places().get(f"{self.doc[i - 1].text} {w}") if i else None  # "New Mexico"
        place = place or names.places().get(w)
        if place is None and w in self.states_named:
            return w
        return place[1] if place else ""

    def _is_linked(self, i: int) -> bool:
        """Whether a word behind a name and a hyphen makes an adjective of both: "-based"."""
        return i < self.n and self.low[i] in names.parts("after_hyphen")

    def _place(self, c: Chunk) -> tuple[str, str] | None:
        name = " ".join(c.words)
        if name in self.capitals:
            return "capital", self.capitals[name]
        if name in self.adjectives:
            return "adjective", self.adjectives[name]
        if name in self.states_named:
            return "country", name
        return names.places().get(name)

    def _is_source(self, c: Chunk) -> bool:
        return any(i in self.sources for i in range(c.name, c.end))

    def _name(self, c: Chunk) -> tuple[Actor | None, str]:
        """Return the actor that a name belongs to; makes it when the name is new."""
        place = self._place(c)
        if place and c.name == c.start:
            kind, country = place
            if self.low[c.end : c.end + 1] == ["-"] and self._is_linked(c.end + 1):
                return None, "unresolved"
            if kind == "adjective" or (kind == "region" and not country):
                return None, "unresolved"
            if kind == "region":
                head = c.end - 1
                if head in self.sources:
                    return self._government(" ".join(c.words)), "metonym"
                return None, "unresolved"
            return self._government(country), "name" if kind == "country" else "metonym"
        name = " ".join(c.words).replace(" - ", "-")
        last = _family(c.words)
        titled = c.name > c.start or self._titled(c)
        known = self._known_person(c)
        if known:
            return known, "name" if len(c.words) > 1 else "last-name"
        if name.isupper() and len(name) > 3 and self.low[c.end : c.end + 1] == [":"]:
            if name.title() in names.places():
                return None, "unresolved"  # a dateline
            # A speaker in a transcript.
            actor = self.people[name] = self._new(name.title(), "person")
            return actor, "name"
        if names.DOTTED.fullmatch(name) and name not in self.orgs:
            name = name.replace(".", "")  # "the F.T.C."
        if name in self.orgs and not titled:
            actor = self.orgs[name]
            if name == actor.name:
                return actor, "name"
            rule = "acronym" if name.isupper() else "short-name"
            follows = self.doc[c.end - 1].dep_ in {"compound", "nmod"} and not self._of_spokes(c)
            follows = follows or (name in self.states and not self._is_source(c))
            return (None, "unresolved") if rule == "short-name" and follows else (actor, rule)
        short = self._shortened(c) if not titled else None
        if short is not None:
            return short, "short-name"
        if self._is_junk(c):
            return None, "unresolved"
        if len(c.words) == 1 and not titled and self._is_state(c):
            return self._government(name), "name"
        kind = self._kind(c, titled)
        if kind == "person":
            actor = self._new(name, "person")
            self.people[name] = actor
            self.people.setdefault(last, actor)
            for k in range(1, len(c.words)):
                # Family names of two words: "García Lorca", "van der Berg", "al-Masri".
                family = " ".join(c.words[k:])
                self.people.setdefault(family, actor)
                self.people.setdefault(family[0].upper() + family[1:], actor)
            for w in c.words[1:-1]:
                # "Camila Restrepo Uribe" is "Restrepo", too; a second given name is not.
                if w[0].isupper() and len(w) > 2 and w not in names.genders():
                    self.people.setdefault(w, actor)
            if len(c.words) > 1:
                self.people.setdefault(c.words[0] + " " + last, actor)
                self.called.setdefault(c.words[0], []).append(actor)
                actor.gender = names.genders().get(c.words[0], "").replace("x", "")
            return actor, "name"
        if kind == "organization":
            return self._organization(c)
        return None, "unresolved"

    def _shortened(self, c: Chunk) -> Actor | None:
        """Return the one body whose name ends with a word: "the Commission", "the League"."""
        word = c.words[0]
        if len(c.words) > 1 or word.lower() not in names.nouns("org") or not c.start:
            return None
        if self.low[c.start - 1] != "the":
            return None
        full = {id(a): a for a in self.orgs.values() if a.name.split()[-1] == word}
        return next(iter(full.values())) if len(full) == 1 else None

    def _is_state(self, c: Chunk) -> bool:
        """Whether an unknown name is a country or capital: it acts, and is a place elsewhere."""
        return c.words[0] in self.states and self._acts(c) and not self._of_spokes(c)

    def _states(self) -> set[str]:
        """Return unknown names that stand behind "in" or "between", or own an office of state."""
        found = set()
        governments = names.nouns("government").keys()
        offices = governments | names.parts("state_office")
        surnames = {c.words[-1] for c in self.chunks if len(c.words) > 1}
        for c in self.chunks:
            if len(c.words) != 1 or c.name > c.start or c.words[0] in names.genders():
                continue
            if c.words[0].isupper() or c.words[0].lower() in names.nouns("org"):
                continue  # "in USADA's view", "in Congress"
            token = self.doc[c.start]
            before = self.low[c.start - 1] if c.start else ""
            owned = token.dep_ == "poss" and token.head.lower_ in offices
            inside = before in names.parts("inside") and token.dep_ != "poss"
            # "the government of Tamasna"
            governed = self.low[c.start - 2 : c.start][1:] == ["of"] and (
                self.low[c.start - 2] in governments and c.words[0] not in surnames
            )
            if governed:
                self.ruled.append(c.words[0])
                self.states_named.add(c.words[0])
            if owned or inside or governed:
                found.add(c.words[0])
        return found

    def _is_junk(self, c: Chunk) -> bool:
        """Whether a name is of a place or thing, or a word capitalised for its position only."""
        if self._is_source(c) or c.name > c.start:
            return False
        last = self.low[c.end - 1]
        if last in names.parts("no_actor") or " ".join(c.words) in self.regions:
            return True
        if any(w.lower() in names.parts("no_actor") for w in c.words) and len(c.words) == 3:
            return True
        if len(c.words) > 1:
            return False
        first = self.doc[c.start].is_sent_start or self.low[c.start - 1] in {'"', "'", "`"}
        alone = self.counts[c.words[0]] < 2 and c.words[0] not in names.genders()
        return (
            (first and alone and not self._is_human(c))
            or len(last.strip(".")) < 2
            or self.doc[c.start].tag_ == "NNPS"
            or (first and names.is_common(last))
        )

    def _known_person(self, c: Chunk) -> Actor | None:
        if len(c.words) == 1:
            word = c.words[0]
            plain = word.title() if word.isupper() and len(word) > 3 else word
            found = self.people.get(word) or self.people.get(plain)
            namesakes = self.called.get(plain, [])
            return found or (namesakes[0] if len(namesakes) == 1 else None)
        key = c.words[0] + " " + _family(c.words)
        return self.people.get(" ".join(c.words)) or self.people.get(key)

    def _titled(self, c: Chunk) -> bool:
        before = c.start - 1
        return (
            before >= 0
            and names.is_title(self.low[before])
            and self.doc[before].pos_ in {"NOUN", "PROPN", "ADJ"}
        )

    def _kind(self, c: Chunk, titled: bool) -> str:
        """Guess what a name names from its words and what stands around it."""
        low = [w.lower() for w in c.words]
        org = names.nouns("org")
        the = c.start > 0 and self.low[c.start - 1] in {"the", "The"}
        before = self.low[c.start - 1] if c.start else ""
        full = sum(w[0].isupper() for w in c.words)
        family = any(w in names.parts("particle") for w in c.words)
        bodily = low[-1] in org or "&" in low
        if c.words[0] in names.genders() and 1 < full < 4 + family and not bodily:
            return "organization" if the and not titled else "person"
        if any(w in org or w in names.nouns("suffix") for w in low) and len(c.words) > 1:
            return "organization"
        if any(w in {"of", "for", "and", "&", "'"} or w in names.parts("joins") for w in low):
            return "organization"
        if len(low) == 1 and c.words[0].isupper() and 1 < len(low[0]) < 6 and c.name == c.start:
            return "organization"  # "the broadcaster NOS"
        if (titled and not the) or (titled and len(c.words) > 1):
            return "person"
        if before == "," and c.start > 1 and names.is_title(self.low[c.start - 2]):
            return "person"  # "the prime minister, Duarte Meneses, said"
        if c.words[0] not in names.genders() and self.doc[c.end - 1].tag_ == "NNPS":
            return "organization"
        if before in org and self.doc[c.start - 1].tag_ == "NN":
            return "organization"
        if the:
            return "organization" if len(c.words) > 1 or c.words[0].isupper() else ""
        if c.words[0].isupper() and 1 < len(c.words[0]) < 7:
            return "organization"
        if self._of_spokes(c):
            return "organization"
        if before in names.parts("place_preposition"):
            return ""
        if len(c.words) == 1:
            head = self.doc[c.end - 1]
            if before == "," and head.dep_ == "appos" and names.is_title(head.head.lower_):
                return "person"  # "her husband, Tomás, denied"
            acts = any(
                self.doc[i].dep_ in _SPEAKS or i in self.sources or i in self.addressed
                for i in range(c.name, c.end)
            )
            if acts and (c.words[0] in names.genders() or self._is_human(c)):
                return "person"
            return "organization" if acts or self._of_spokes(c) else ""
        # "Athletics Kenya", "Sleepwell Europe"
        placed = c.words[-1] in names.places() and not self._is_he(c)
        named_body = placed or bool({low[0], low[-1]} & names.parts("names_body"))
        if named_body or self._has_acronym(c) or self._is_thing(c):
            return "organization" if self._acts(c) else ""
        if len(c.words) in {2, 3} or (family and full < 4):
            return "person" if self._acts(c) else ""
        return "organization" if self._acts(c) else ""

    def _is_thing(self, c: Chunk) -> bool:
        """Whether the next noun is an "it" that means a name: "Allied Dole said it would sue"."""
        for token in self.doc[c.end : c.end + 12]:
            if token.lower_ == "its":
                return True
            if token.lower_ == "it" and token.dep_ == "nsubj":
                return token.head.lemma_ not in names.parts("expletive")
            if token.is_sent_start or token.pos_ in {"NOUN", "PROPN", "PRON"}:
                return False
        return False

    def _is_he(self, c: Chunk) -> bool:
        """Whether a name is soon followed by "he" or "she"."""
        return any(w in _PERSONAL for w in self.low[c.end : c.end + _SOON])

    def _has_acronym(self, c: Chunk) -> bool:
        """Whether a name's initials stand behind it in brackets."""
        after = [t.text for t in self.doc[c.end : c.end + 3]]
        return after == ["(", names.initials(c.words), ")"]

    def _is_human(self, c: Chunk) -> bool:
        """Whether an age stands behind a name: "Lee, 34, said"."""
        match self.low[c.end : c.end + 3]:
            case [",", age, "," | "."]:
                return age.isdigit()
        return False

    def _of_spokes(self, c: Chunk) -> bool:
        """Whether a name has a spokesperson beside it: "Acme spokesman", "spokesman for Acme"."""
        before = c.start - 2
        if (
            before >= 0
            and self.low[before + 1] in {"for", "of", "at"}
            and self.low[before] in names.nouns("spokes")
        ):
            return True
        if c.end >= self.n or self.doc[c.end].tag_ != "NN":
            return False
        return self.low[c.end] in names.nouns("spokes") or self.low[c.end] in names.parts("manages")

    def _acts(self, c: Chunk) -> bool:
        return any(
            self.doc[i].dep_ in _SPEAKS | {"appos", "poss", "pobj"} or i in self.sources
            for i in range(c.name, c.end)
        )

    def _organization(self, c: Chunk) -> tuple[Actor, str]:
        name = " ".join(c.words).replace(" '", "'").replace(" - ", "-")
        name = (
            self.page.text[self.doc[c.name].idx : self._char_end(c.end)] if "'" in c.words else name
        )
        if name in self.orgs:
            return self.orgs[name], "name"
        if len(c.words) == 1 and name in self.orgs:
            return self.orgs[name], "short-name"
        actor = self._new(name, "organization")
        low = [w.lower() for w in c.words]
        org = names.nouns("org")
        words = [low[-1], low[0]] if low[-1] in org else [*low]
        actor.type = next((org[w] for w in words if w in org), "")
        actor.roles |= {w for w in low if w in org}
        self.orgs[name] = actor
        key = " ".join(c.words)
        self.orgs[key] = actor
        if len(c.words) > 1:
            if c.words[0] not in names.places() and low[0] not in org:
                self.orgs.setdefault(c.words[0], actor)
            # "the U.S. Federal Trade Commission" is the FTC.
            own = c.words[c.words[0] in names.places() :]
            for short in (names.initials(c.words), names.initials(own)):
                if len(short) > 1:
                    self.orgs.setdefault(short, actor)
            if self.low[c.end : c.end + 1] == ["("] and self.low[c.end + 2 : c.end + 3] == [")"]:
                self.orgs.setdefault(self.doc[c.end + 1].text, actor)
            for w in (c.words[-1],):
                if low[-1] not in org:
                    self.orgs.setdefault(w, actor)
        return actor, "name"

    def _new(self, name: str, kind: str) -> Actor:
        actor = Actor(name, kind)
        self.cast.actors.append(actor)
        return actor

    def _government(self, country: str) -> Actor:
        if country == "European Union":
            for key in ("European Commission", "Commission", "European Union"):
                if key in self.orgs:
                    return self.orgs[key]
            actor = self._new("European Union", "organization")
            self.orgs["European Union"] = actor
            return actor
        if country not in self.governments:
            actor = self._new(country, "government")
            actor.country = country
            actor.affiliation = country
            self.governments[country] = actor
        return self.governments[country]
