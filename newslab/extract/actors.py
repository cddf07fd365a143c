"""Actors and their mentions: who is behind a name, a title, a pronoun, a capital."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from newslab.extract import names
from newslab.extract.coreference import Actor, Memory, Seen
from newslab.extract.names import Chunk
from newslab.extract.page import Attribution, Page

if TYPE_CHECKING:
    from spacy.tokens import Token

_HE = frozenset(("he", "him", "his", "himself"))
_SHE = frozenset(("she", "her", "hers", "herself"))
_IT = frozenset(("it", "its", "itself"))
_THEY = frozenset(("they", "them", "their", "theirs", "themselves"))
_ME = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj"})
_DEFINITE = frozenset(("the", "this", "that", "these", "those", "both", "such"))
_SPEAKS = frozenset({"nsubj", "nsubjpass", "agent", "dobj", "dative", "iobj"})
_NP_WORD = frozenset({"NOUN", "PROPN", "ADJ", "DET", "NUM", "PRON"})
_NATIONAL = frozenset({"adjective", "country"})
_LINKS = frozenset({"of", "for", "at", "in", "to"})
_INSIDE = frozenset({"'s", "'", "-", "and", "of"})
_ARTICLE = re.compile(
    r"^(?:the|an?|one|this|that|these|those|my|his|her|its|their|our|your|some)\s+(?!of\b)",
    re.IGNORECASE,
)


class Cast:
    """The actors of one article.

    Examples
    --------
    >>> import newslab
    >>> newslab.parse(newslab.Article("Ann Lee resigned.", article_id="a")).actors.name.tolist()
    ['Ann Lee']
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._starts = [t.idx for t in page.doc]
        self._at: dict[int, tuple[Actor, str]] = {}
        self._mentions: list[tuple[int, int, Actor, str]] = []
        self.actors: list[Actor] = []

    def actor_of(self, start: int, end: int) -> tuple[str | None, str]:
        """Return the actor behind the characters ``start:end`` and the rule that found it.

        Parameters
        ----------
        start, end
            Characters of `Article.text`.

        Returns
        -------
        tuple
            The actor's id, or None with the rule ``unresolved``.
        """
        actor, rule = self.find(start, end)
        return (actor.actor_id, rule) if actor else (None, rule)

    def find(self, start: int, end: int) -> tuple[Actor | None, str]:
        """Return the actor itself; see `actor_of`."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = max(first + 1, bisect_left(self._starts, end))
        if not self._starts:
            return None, "unresolved"
        doc = self._page.doc
        head = _head(doc, first, last)
        if head in self._at:
            return self._at[head]
        if doc[head].lower_ in names.nouns("document"):
            return None, "unresolved"
        for i in range(first, min(last, first + 60)):
            # The head may hang wrongly in the parse: the first name before a clause or phrase.
            if i in self._at and doc[i].dep_ not in {"poss", "pobj"} and doc[i].pos_ != "PRON":
                return self._at[i]
        if last - first == 1 or doc[head].pos_ == "PROPN":
            return self._at.get(first, (None, "unresolved"))
        return None, "unresolved"

    def rows(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the rows of the actors and of the mentions table."""
        article, text = self._page.article.article_id, self._page.text
        first: dict[int, int] = {}
        count: dict[int, int] = {}
        mentions: list[dict[str, Any]] = []
        for start, end, actor, form in sorted(self._mentions, key=lambda m: (m[0], m[1])):
            if not actor.actor_id:
                continue
            first.setdefault(id(actor), start)
            count[id(actor)] = count.get(id(actor), 0) + 1
            mentions.append(
                {
                    "mention_id": f"{article}/m{len(mentions) + 1}",
                    "article_id": article,
                    "actor_id": actor.actor_id,
                    "text": text[start:end],
                    "start": start,
                    "end": end,
                    "form": form,
                }
            )
        actors = [
            {
                "actor_id": a.actor_id,
                "article_id": article,
                "name": a.name,
                "kind": a.kind,
                "role": a.role or None,
                "affiliation": a.affiliation or None,
                "aliases": "|".join(f for f in a.forms if f != a.name) or None,
                "mentions": count[id(a)],
                "first_start": first[id(a)],
            }
            for a in sorted(self.actors, key=lambda a: first.get(id(a), 0))
            if a.actor_id and id(a) in first
        ]
        return actors, mentions


def find(page: Page, attributions: list[Attribution]) -> Cast:
    """Find the actors; the sources of ``attributions`` are actors for certain."""
    cast = Cast(page)
    _Finder(page, attributions, cast).run()
    return cast


def _head(doc: Any, first: int, last: int) -> int:
    """Return the token of ``first:last`` that the others hang on."""
    for i in range(first, last):
        token = doc[i]
        if token.pos_ in _NP_WORD and token.dep_ != "det" and not first <= token.head.i < last:
            return i
    for i in range(first, last):
        if not first <= doc[i].head.i < last or doc[i].head.i == i:
            return i
    return first


class _Finder:
    """Two passes over an article: the names, then what else refers to their bearers."""

    def __init__(self, page: Page, attributions: list[Attribution], cast: Cast) -> None:
        self.page, self.doc, self.cast = page, page.doc, cast
        self.n = len(page.doc)
        self.low = [t.lower_ for t in page.doc]
        self.sentence = self._sentence_numbers()
        self.quote = self._quote_numbers()
        self.memory = Memory()
        self.people: dict[str, Actor] = {}
        self.orgs: dict[str, Actor] = {}
        self.governments: dict[str, Actor] = {}
        self.groups: dict[str, Actor] = {}
        self.of_chunk: dict[Chunk, tuple[Actor | None, str]] = {}
        self.apposed: dict[int, Actor] = {}
        self.capitals: dict[str, str] = {}
        self.adjectives: dict[str, str] = {}
        self.nicknames: dict[str, Actor] = {}
        self.states_named: set[str] = set()
        self.states: set[str] = set()
        self.regions: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.of_type: dict[str, list[Actor]] = {}
        self.sources: dict[int, Attribution] = {}
        self.addressed: set[int] = set()
        for a in attributions:
            if a.source is not None:
                head = _head(self.doc, a.source.start, a.source.end)
                self.sources.setdefault(head, a)
            if a.addressee is not None:
                self.addressed.add(_head(self.doc, a.addressee.start, a.addressee.end))
        self.chunks = names.find(page, self.sources)
        self.chunk_of = {i: c for c in self.chunks for i in range(c.start, c.end)}
        self.speaker: dict[int, Token] = {}
        for a in attributions:
            if a.source is None:
                continue
            for start, _ in a.content:
                q = page.quote_at(start)
                if q is not None:
                    self.speaker[q.start] = a.source[0]
        self.speech = attributions

    def _sentence_numbers(self) -> list[int]:
        numbers, n = [], 0
        for t in self.doc:
            n += bool(t.is_sent_start)
            numbers.append(n)
        return numbers

    def _quote_numbers(self) -> list[int]:
        """Return for each token the start of the quotation it stands in, or -1."""
        out, at, quotes = [], 0, self.page.quotes
        for t in self.doc:
            while at < len(quotes) and quotes[at].end <= t.idx:
                at += 1
            inside = at < len(quotes) and quotes[at].start < t.idx
            out.append(quotes[at].start if inside else -1)
        return out

    # -- first pass: names ---------------------------------------------------------------------

    def run(self) -> None:
        """Fill the cast."""
        self._local_places()
        self.counts = Counter(
            c.words[0]
            for c in self.chunks
            if len(c.words) == 1 and not self.doc[c.start].is_sent_start
        )
        self.states = self._states()
        self.regions = {n for n, (kind, _) in names.places().items() if kind == "region"}
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
        i = 0
        while i < self.n:
            if i in begins:
                c = begins[i]
                self._mention_name(c)
                i = c.end
            else:
                self._word(i)
                i += 1
        self._finish()

    def _nicknames(self) -> None:
        """Give a nickname in quotation marks to the person whom the text says it is of."""
        calls = names.parts("naming")
        for q in self.page.quotes:
            first = bisect_left(self.cast._starts, q.start + 1)
            last = bisect_left(self.cast._starts, q.end - 1)
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
            first = bisect_left(self.cast._starts, q.start + 1)
            last = bisect_left(self.cast._starts, q.end - 1)
            if first < last and (person := self.nicknames.get(self._text(first, last))):
                for k in range(first, last):
                    self.cast._at[k] = person, "nickname"

    def _person_at(self, k: int) -> Actor | None:
        chunk = self.chunk_of.get(k)
        actor = self.of_chunk[chunk][0] if chunk else None
        return actor if actor is not None and actor.kind == "person" else None

    def _local_places(self) -> None:
        """Learn adjectives ("Karsovian") and capitals ("Belmar, the Karsovian capital")."""
        known = names.places()
        singles = {c.words[0] for c in self.chunks if len(c.words) == 1}
        for t in self.doc:
            w = t.text
            if (
                w[0].isupper()
                and w not in known
                and t.lower_ not in names.parts("no_nationality")
                and w not in names.genders()
                and len(w) > 5
                and w.endswith(("an", "ese", "ish"))
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
        if w in self.adjectives:
            return self.adjectives[w]
        if w in self.capitals:
            return self.capitals[w]
        place = names.places().get(w)
        return place[1] if place else ""

    def _place(self, c: Chunk) -> tuple[str, str] | None:
        name = " ".join(c.words)
        if name in self.capitals:
            return "capital", self.capitals[name]
        if name in self.adjectives:
            return "adjective", self.adjectives[name]
        if name in self.states_named:
            return "country", name
        return names.places().get(name)

    def _name(self, c: Chunk) -> tuple[Actor | None, str]:
        """Return the actor that a name belongs to; makes it when the name is new."""
        place = self._place(c)
        if place and c.name == c.start:
            kind, country = place
            if kind == "adjective" or (kind == "region" and not country):
                return None, "unresolved"
            if kind == "region":
                head = c.end - 1
                if head in self.sources:
                    return self._government(" ".join(c.words)), "metonym"
                return None, "unresolved"
            return self._government(country), "name" if kind == "country" else "metonym"
        name = " ".join(c.words)
        last = c.words[-1]
        titled = c.name > c.start or self._titled(c)
        known = self._known_person(c)
        if known:
            return known, "name" if len(c.words) > 1 else "last-name"
        if name.isupper() and len(name) > 3 and c.end < self.n and self.low[c.end] == ":":
            # A speaker in a transcript.
            actor = self.people[name] = self._new(name.title(), "person")
            return actor, "name"
        if name in self.orgs and not titled:
            actor = self.orgs[name]
            if name == actor.name:
                return actor, "name"
            rule = "acronym" if name.isupper() else "short-name"
            follows = self.doc[c.end - 1].dep_ in {"compound", "nmod"} and not self._of_spokes(c)
            follows = follows or (name in self.states and not self._is_source(c))
            return (None, "unresolved") if rule == "short-name" and follows else (actor, rule)
        if self._is_junk(c):
            return None, "unresolved"
        if len(c.words) == 1 and not titled and self._is_state(c):
            return self._government(name), "name"
        kind = self._kind(c, titled)
        if kind == "person":
            actor = self._new(name, "person")
            self.people[name] = actor
            self.people.setdefault(last, actor)
            if len(c.words) > 1:
                self.people.setdefault(c.words[0] + " " + last, actor)
                actor.gender = names.genders().get(c.words[0], "").replace("x", "")
            return actor, "name"
        if kind == "organization":
            return self._organization(c)
        return None, "unresolved"

    def _is_state(self, c: Chunk) -> bool:
        """Whether an unknown name is a country or capital: it acts, and is a place elsewhere."""
        return c.words[0] in self.states and self._acts(c) and not self._of_spokes(c)

    def _states(self) -> set[str]:
        """Return unknown names that stand behind "in" or "between", or own an office of state."""
        found = set()
        offices = names.nouns("government").keys() | names.parts("state_office")
        for c in self.chunks:
            if len(c.words) != 1 or c.name > c.start or c.words[0] in names.genders():
                continue
            token = self.doc[c.start]
            before = self.low[c.start - 1] if c.start else ""
            owned = token.dep_ == "poss" and token.head.lower_ in offices
            if owned or before in names.parts("inside"):
                found.add(c.words[0])
        return found

    def _is_source(self, c: Chunk) -> bool:
        return any(i in self.sources for i in range(c.name, c.end))

    def _is_junk(self, c: Chunk) -> bool:
        """Whether a name is of a place or thing, or a word capitalised for its position only."""
        if self._is_source(c):
            return False
        last = self.low[c.end - 1]
        if last in names.parts("no_actor") or " ".join(c.words) in self.regions:
            return True
        if any(w.lower() in names.parts("no_actor") for w in c.words) and len(c.words) == 3:
            return True
        if len(c.words) > 1:
            return False
        first = bool(self.doc[c.start].is_sent_start) or self.doc[c.start - 1].is_quote
        alone = self.counts[c.words[0]] < 2 and c.words[0] not in names.genders()
        return (
            (first and alone)
            or len(last.strip(".")) < 2
            or self.doc[c.start].tag_ == "NNPS"
            or (first and names.is_common(last))
        )

    def _known_person(self, c: Chunk) -> Actor | None:
        if len(c.words) == 1:
            word = c.words[0]
            plain = word.title() if word.isupper() and len(word) > 3 else word
            return self.people.get(word) or self.people.get(plain)
        key = c.words[0] + " " + c.words[-1]
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
        if c.words[0] in names.genders() and len(c.words) in {2, 3} and low[-1] not in org:
            return "organization" if the and not titled else "person"
        if any(w in org or w in names.nouns("suffix") for w in low) and len(c.words) > 1:
            return "organization"
        if any(w in {"of", "for", "and", "&", "'"} for w in low):
            return "organization"
        if (titled and not the) or (titled and len(c.words) > 1):
            return "person"
        if c.words[0] not in names.genders() and self.doc[c.end - 1].tag_ == "NNPS":
            return "organization"
        if before in org and self.doc[c.start - 1].tag_ == "NN":
            return "organization"
        if the:
            return "organization" if len(c.words) > 1 or c.words[0].isupper() else ""
        if c.words[0].isupper() and 1 < len(c.words[0]) < 7:
            return "organization"
        if before in names.parts("place_preposition"):
            return ""
        if len(c.words) == 1:
            head = self.doc[c.end - 1]
            acts = head.dep_ in _SPEAKS or head.i in self.sources or head.i in self.addressed
            if c.words[0] in names.genders() and acts:
                return "person"
            return "organization" if acts or self._of_spokes(c) else ""
        if len(c.words) in {2, 3}:
            return "person" if self._acts(c) else ""
        return "organization" if self._acts(c) else ""

    def _of_spokes(self, c: Chunk) -> bool:
        return c.end < self.n and self.low[c.end] in names.nouns("spokes")

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
            capitals = [w for w in c.words if w[0].isupper()]
            short = "".join(w[0] for w in capitals)
            if len(short) > 1:
                self.orgs.setdefault(short, actor)
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

    # -- titles and appositions ------------------------------------------------------------------

    def _char_end(self, end: int) -> int:
        last = self.doc[end - 1]
        return int(last.idx + len(last.text))

    def _text(self, start: int, end: int) -> str:
        return self.page.text[self.doc[start].idx : self._char_end(end)]

    def _describe(self, c: Chunk) -> None:
        """Read role and affiliation off the words beside a name."""
        actor, _ = self.of_chunk[c]
        if actor is None or actor.kind == "government":
            return
        left = self._left(c.start)
        if (left < c.start or c.name > c.start) and self._usable(left, c.name, actor):
            self._role(actor, left, c.name)
        comma = c.start - 1 - (c.start > 1 and self.low[c.start - 1] == "the")
        if comma > 0 and self.low[comma] == ",":
            begin, head = self._phrase_before(comma)
            if head >= 0 and self._matches(head, actor) and head not in self.chunk_of:
                self.apposed[head] = actor
                self._role(actor, begin, comma, head)
        if c.end + 1 < self.n and self.low[c.end] == ",":
            end, head = self._phrase_after(c.end + 1)
            if head >= 0 and self._matches(head, actor):
                self.apposed[head] = actor
                self._role(actor, c.end + 1, end, head)

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
                and (k + 1 == comma or self.low[k + 1] not in {"'s", "'"})
                and (k + 1 == comma or not self._is_describer(k + 1))
            ),
            -1,
        )
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
        return names.is_title(w) or (w in names.nouns("org") and self.doc[k].pos_ == "NOUN")

    def _role(self, actor: Actor, start: int, end: int, head: int = -1) -> None:
        head = end - 1 if head < 0 else head
        actor.roles.add(self.low[head])
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
            if self.low[k] in {"'s", "'"}:
                begin = k + 1
                inner = self.chunk_of.get(k - 1)
                owner = self.of_chunk[inner][0] if inner else None
                if owner and not actor.affiliation and self._employs(owner, head):
                    actor.affiliation = owner.country or owner.name
        for k in range(head + 1, end):
            inner = self.chunk_of.get(k)
            owner = self.of_chunk[inner][0] if inner else None
            if owner and not actor.affiliation and self._employs(owner, head):
                actor.affiliation = owner.country or owner.name
        while begin < head and self.doc[begin].pos_ in {"DET", "PRON"}:
            begin += 1
        if self.low[head] not in names.nouns("honorific") and not actor.role:
            actor.role = self._text(begin, head + 1)

    # -- second pass: in reading order -----------------------------------------------------------

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
                self.cast._at[i] = actor, rule
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
            self.cast._at.setdefault(i, (actor, rule))
        self._record(actor, head, start, c.end, form)
        if c.name < c.end:
            actor.forms.setdefault(self._text(c.name, c.end))

    def _late(self, c: Chunk, head: int) -> None:
        """Make an actor of a name that could be anything when it speaks."""
        if head in self.sources:
            actor = self._new(" ".join(c.words), "organization")
            self.orgs[" ".join(c.words)] = actor
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
            self.cast._at[i] = actor, "name"
        self._record(actor, noun, c.start, noun + 1, "name")

    def _record(
        self, actor: Actor, head: int, start: int, end: int, form: str, gender: str = ""
    ) -> None:
        token = self.doc[head]
        text = self._text(start, end)
        if form != "pronoun":
            actor.forms.setdefault(text)
        actor.count += 1
        self.cast._mentions.append((token.doc[start].idx, self._char_end(end), actor, form))
        top = token
        while top.dep_ == "appos" and top.head.i != top.i:
            top = top.head
        self.memory.add(
            Seen(
                actor,
                head,
                self.sentence[head],
                top.dep_ in _SUBJECT or head in self.sources,
                self.quote[head],
                gender or actor.gender,
                head in self.sources,
                top.head.i,
            )
        )

    def _word(self, i: int) -> None:
        """Resolve one word that is no name."""
        if i in self.cast._at:
            return
        low, pos = self.low[i], self.doc[i].pos_
        if low in _HE or low in _SHE or low in _IT or low in _THEY or low in _ME:
            self._pronoun(i)
        elif self.doc[i].tag_ in {"WP", "WDT"} and self.doc[i].dep_ in _SPEAKS:
            self._relative(i)
        elif pos in {"NOUN", "PROPN"} or i in self.sources:
            self._nominal(i)

    def _pronoun(self, i: int) -> None:
        low, token = self.low[i], self.doc[i]
        quote, sentence = self.quote[i], self.sentence[i]
        if low in _ME:
            speaker = self.speaker.get(quote)
            if speaker is not None and quote >= 0:
                found = self.cast.find(speaker.idx, speaker.idx + 1)[0]
                if found:
                    self.cast._at[i] = found, "pronoun:speaker"
                    self.cast._mentions.append(
                        (token.idx, token.idx + len(token.text), found, "pronoun")
                    )
            return
        possessive = token.dep_ == "poss"
        subject = token.dep_ in _SUBJECT
        reflexive = low.endswith(("self", "selves"))

        def other(s: Seen) -> bool:
            return possessive or reflexive or subject or s.verb != token.head.i or not s.subject

        if low in _HE or low in _SHE:
            want = "m" if low in _HE else "f"

            def fits(s: Seen) -> bool:
                return (
                    (s.actor.kind == "person" or bool(s.gender))
                    and s.gender in {want, ""}
                    and other(s)
                )

            far = 5
        elif low in _IT:

            def fits(s: Seen) -> bool:
                return s.actor.kind in {"organization", "government"} and other(s)

            far = 2
        else:

            def fits(s: Seen) -> bool:
                return (s.actor.plural or s.actor.kind == "group") and other(s)

            far = 2
        if (
            low == "it"
            and token.head.lemma_ in names.parts("impersonal")
            and subject
            and i not in self.sources
        ):
            return
        actor = self.memory.best(fits, sentence, quote, far)
        if actor is None and low in _THEY:
            actor = self.memory.best(
                lambda s: s.actor.kind in {"organization", "government"} and other(s),
                sentence,
                quote,
                1,
            )
        if actor is None and low not in _IT and i in self.sources:
            actor = self.memory.best(fits, sentence, quote, 40)
        if actor is not None:
            if (low in _HE or low in _SHE) and actor.kind == "person" and not actor.gender:
                actor.gender = "m" if low in _HE else "f"
            self.cast._at[i] = actor, "pronoun:subject" if subject else "pronoun"
            self._record(actor, i, i, i + 1, "pronoun")

    def _relative(self, i: int) -> None:
        """Give "who" and "which" to the noun whose clause they open."""
        verb = self.doc[i].head
        if verb.dep_ == "relcl" and verb.head.i in self.cast._at:
            self.cast._at[i] = self.cast._at[verb.head.i][0], "pronoun:relative"

    def _nominal(self, i: int) -> None:
        token, low = self.doc[i], self.low[i]
        if token.dep_ == "compound" and i not in self.sources:
            return
        left = self._edge(token.left_edge.i, i)
        if i in self.apposed:
            self.cast._at[i] = self.apposed[i], "apposition"
            self._affiliate(self.apposed[i], i)
            return
        role, org = low in names.nouns("role"), low in names.nouns("org")
        group = low in names.nouns("group")
        government = low in names.nouns("government")
        spokes = low in names.nouns("spokes")
        source = i in self.sources
        if source and (named := self._named_source(i)):
            self.cast._at[i] = named, "apposition"
            return
        if not (role or org or group or government or spokes or source or i in self.addressed):
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
            if government and self._governing(i, low, owner, nation):
                country = (
                    nation
                    or (owner.country or owner.affiliation if owner else "")
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
            source or i in self.addressed or (group and self._adjective(left, i))
        ):
            actor = self._make(i, left, nation, owner, role, org, group)
            rule = "description"
        if actor is not None:
            for k in range(left, i + 1):
                if (
                    k not in self.cast._at
                    and self.doc[k].head.i == i
                    and self.doc[k].dep_ in {"det", "amod", "compound"}
                ):
                    self.cast._at[k] = actor, rule
            self.cast._at[i] = actor, rule
            self._record(actor, i, left, i + 1, "title" if role else "description")

    def _named_source(self, i: int) -> Actor | None:
        """Return the person named in apposition inside a source ("one of the lawyers, Ann Lee")."""
        span = self.sources[i].source
        for k in range(i + 1, span.end - 1) if span is not None else ():
            if self.low[k] == "," and (person := self._person_at(k + 1)):
                return person
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

    def _owner(self, i: int) -> Actor | None:
        low = self.low[i]
        for t in self.doc[i].lefts:
            if t.dep_ == "poss" and t.i in self.cast._at:
                return self.cast._at[t.i][0]
        for t in self.doc[i].rights:
            if t.lower_ == "of" or (t.lower_ == "by" and low in names.nouns("document")):
                for k in t.rights:
                    c = self.chunk_of.get(k.i)
                    if c:
                        return self.of_chunk[c][0]
        return None

    def _last_country(self, i: int) -> str:
        for k in range(i - 1, max(-1, i - 400), -1):
            if self.doc[k].pos_ in {"PROPN", "ADJ"} and (n := self._nation(k)):
                return n
        for k in range(i, min(self.n, i + 200)):
            if self.doc[k].pos_ in {"PROPN", "ADJ"} and (n := self._nation(k)):
                return n
        return ""

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
            return exact if exact or capital else self.memory.best(holds, *place)
        kind = names.nouns("org").get(low, "")

        def named(a: Actor) -> bool:
            return a.kind == "organization" and extra <= set(a.name.lower().split()) | a.roles

        exact = self.memory.best(
            lambda s: named(s.actor) and low in s.actor.roles and s.actor is not owner,
            self.sentence[i],
            self.quote[i],
            60,
        )
        if exact is not None:
            return exact
        same = self.memory.best(
            lambda s: named(s.actor) and s.actor.type == kind and s.actor is not owner,
            self.sentence[i],
            self.quote[i],
            60,
        )
        if same is not None:
            return same
        later = [
            a
            for a in self.of_type.get(kind, [])[:20]
            if a.type == kind and named(a) and a is not owner
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
                and s.actor is not owner
            ),
            self.sentence[i],
            self.quote[i],
            20,
        )

    def _spokes(self, i: int, left: int) -> None:
        """Let an unnamed spokesperson speak as the organization."""
        target: Actor | None = None
        for t in islice(self.doc[i].subtree, 60):
            if t.i != i and t.i in self.chunk_of and self.of_chunk[self.chunk_of[t.i]][0]:
                target = self.of_chunk[self.chunk_of[t.i]][0]
                break
            if t.i < i and t.i in self.cast._at:
                target = self.cast._at[t.i][0]
                break
        if target is None:
            for t in islice(self.doc[i].subtree, 60):
                if t.i > i and self.low[t.i] in names.nouns("org"):
                    target = self._lookup(t.i, self.low[t.i], "", None, False)
                    break
        if target is not None:
            end = i + 1
            gender = names.nouns("spokes")[self.low[i]] or "x"
            self.cast._at[i] = target, "spokesperson"
            target.acts = True
            self._record(target, i, left, end, "description", gender if gender != "x" else "")
            self.memory.seen[-1].gender = gender if gender != "x" else self.memory.seen[-1].gender

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
        plural = self.doc[i].tag_ in {"NNS", "NNPS"} or group
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
        name = _ARTICLE.sub("", self._text(begin, end))
        if owner is not None and owner.kind == "person" and org and not plural:
            name = f"{owner.name.split()[-1]} {self.low[i]}"
        key = name.lower()
        if org and name in self.orgs:
            return self.orgs[name]
        if key in self.groups:
            return self.groups[key]
        kind = "group" if plural else "organization" if org else "person"
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
        self.groups.setdefault(self._key(i, left), actor)
        return actor

    def _finish(self) -> None:
        used: Counter[str] = Counter()
        for a in self.cast.actors:
            if (not a.acts and a.kind == "government") or not a.forms:
                continue
            if a.kind == "government":
                the = "the-" if a.name.startswith(("United ", "Netherlands", "Philippines")) else ""
                base = "government-of-" + the + _slug(a.name)
            else:
                base = _slug(a.name)
            ident = base if not used[base] else f"{base}-{used[base] + 1}"
            while used[ident] and ident != base:
                used[base] += 1
                ident = f"{base}-{used[base] + 1}"
            used[base] += 1
            used[ident] += ident != base
            a.actor_id = ident


def _slug(name: str) -> str:
    return "-".join(_ARTICLE.sub("", name).lower().split())
