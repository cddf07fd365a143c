"""The cast of an article: which entities are actors, their rows, and who is behind a span."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newslab.extract import names
from newslab.extract.actors import roles
from newslab.extract.actors.entity import Entity
from newslab.extract.actors.link import Linker, confidence
from newslab.extract.actors.mentions import Mention, head_of, issuers
from newslab.syntax.tree import Span

if TYPE_CHECKING:
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Token, Tree

#: Least odds of a person or body for an actor who neither speaks, acts nor comes again, by
#: whether it is named.
_LEAST_ONCE = {True: 0.55, False: 0.75}
_RELATIVES = frozenset({"WP", "WDT"})
_SUBJECT = frozenset({"nsubj", "nsubjpass", "dobj"})
#: Most words of an id.
_ID_WORDS = 5


@dataclass(eq=False, slots=True)
class Actor:
    """An actor: what its row says."""

    name: str
    kind: str
    role: str = ""
    affiliation: str = ""
    #: Whether it is a country's government; its name is the country's.
    governs: bool = False
    forms: dict[str, None] = field(default_factory=dict)
    actor_id: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an actor is mentioned: characters, how, why, and how surely."""

    start: int
    end: int
    actor: Actor
    form: str
    rule: str
    confidence: float


class Cast:
    """The actors of one article.

    ``at`` tells for a token's number the actor that its phrase means, and how it is known.

    Examples
    --------
    >>> import newslab
    >>> newslab.parse(newslab.Article("Ann Lee resigned.", article_id="a")).actors.name.tolist()
    ['Ann Lee']
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.at: dict[int, tuple[Actor, str]] = {}
        self.found: list[Place] = []
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
        doc, starts = self._page.doc, self._page.doc.starts
        first = max(0, bisect_right(starts, start) - 1)
        last = max(first + 1, bisect_left(starts, end))
        actor, rule = self.behind(doc[head_of(doc, first, last)])
        return (actor.actor_id, rule) if actor else (None, rule)

    def behind(self, head: Token) -> tuple[Actor | None, str]:
        """Return the actor behind the phrase that hangs on ``head``; who issued a document."""
        if head.lower_ not in names.nouns("document"):
            return self.at.get(head.i, (None, "unresolved"))
        found = issuers(head)
        if head.dep_ == "dobj":  # "put out a statement saying …"
            found += [t for t in head.head.lefts if t.dep_ == "nsubj"]
        known = (self.at[t.i][0] for t in found if t.i in self.at)
        return next(((actor, "issuer") for actor in known), (None, "unresolved"))

    def name_ids(self) -> None:
        """Give each actor its id: the name in lower case, a number behind it for a namesake."""
        used: Counter[str] = Counter()
        for a in self.actors:
            base = a.actor_id = slug(a)
            while used[a.actor_id]:
                used[base] += 1
                a.actor_id = f"{base}-{used[base]}"
            used[a.actor_id] += 1

    def rows(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the rows of the actors and of the mentions table."""
        article, text = self._page.article.article_id, self._page.text
        found = sorted(self.found, key=lambda p: (p.start, p.end))
        mentions = [
            {
                "mention_id": f"{article}/m{number}",
                "article_id": article,
                "actor_id": p.actor.actor_id,
                "text": text[p.start : p.end],
                "start": p.start,
                "end": p.end,
                "form": p.form,
                "rule": p.rule,
                "confidence": p.confidence,
            }
            for number, p in enumerate(found, 1)
        ]
        starts: dict[Actor, list[int]] = {}
        for p in found:
            starts.setdefault(p.actor, []).append(p.start)
        actors = [
            {
                "actor_id": a.actor_id,
                "article_id": article,
                "name": a.name,
                "kind": a.kind,
                "role": a.role or None,
                "affiliation": a.affiliation or None,
                "aliases": "|".join(f for f in a.forms if f != a.name) or None,
                "mentions": len(at),
                "first_start": at[0],
            }
            for a, at in starts.items()
        ]
        return actors, mentions


def slug(actor: Actor) -> str:
    """Return an actor's id as its name makes it."""
    words = names.ARTICLE.sub("", actor.name).lower().split()
    if actor.governs:
        the = ["the"] if words[0] == "united" else []
        return "-".join(["government", "of", *the, *words])
    if len(words) > _ID_WORDS:
        words = [w for w in words if w not in names.parts("small")]
    return "-".join(words[-_ID_WORDS:])


def cast_of(page: Page, linker: Linker) -> Cast:
    """Return the cast: an actor for each entity that speaks, or is a person or a body."""
    cast, doc = Cast(page), page.doc
    for entity in linker.entities:
        if is_actor(entity):
            actor = _actor(doc, entity, linker.of)
            cast.actors.append(actor)
            for m in entity.mentions:
                end = linker.sources.ends.get(m.head, 0)
                _place(cast, doc, m, actor, end, actorhood(entity))
    for t in doc:
        if t.tag_ in _RELATIVES and t.dep_ in _SUBJECT:  # "Ann Lee, who said"
            clause = next((a for a in (t, *t.ancestors) if a.dep_ == "relcl"), t)
            if clause.head.i in cast.at:
                cast.at.setdefault(t.i, cast.at[clause.head.i])
    cast.name_ids()
    return cast


def is_actor(e: Entity) -> bool:
    """Whether an entity speaks, or is a person or a body; a country only if it acts."""
    if all(m.is_pronoun for m in e.mentions):
        return False
    if not e.named and e.heads and e.heads <= names.nouns("document").keys():
        return False
    # Whom an act judges is somebody; a place may stand for its government.
    judged = (m.odds[0] + m.odds[1] + m.odds[2] * e.named for m in e.mentions if m.judged)
    if e.spoke or any(m.told for m in e.mentions) or any(odds > 0.5 for odds in judged):
        return True
    acts = any(m.subject for m in e.mentions)
    if all(m.aside for m in e.mentions) or (e.is_government and not acts):
        return False
    return e.odds[0] + e.odds[1] > (0.5 if acts or e.mentions[1:] else _LEAST_ONCE[e.named])


def actorhood(e: Entity) -> float:
    """Return how sure it is that an entity is an actor at all: who speaks is one."""
    return 1.0 if e.spoke or e.is_government else e.odds[0] + e.odds[1]


def _kind(e: Entity) -> str:
    if e.is_government or (not e.named and e.heads & names.nouns("polity").keys()):
        return "government"
    if e.plural > 0 and not e.bodily:
        return "group"
    return "organization" if e.odds[0] < e.odds[1] or e.bodily else "person"


def _actor(doc: Tree, e: Entity, owners: dict[int, Entity]) -> Actor:
    kind = _kind(e)
    if kind == "government" and e.country:
        return Actor(e.country, kind, affiliation=e.country, governs=True)
    role, affiliation = roles.of(doc, e, owners)
    return Actor(roles.described(doc, e), kind, role if kind == "person" else "", affiliation)


def _place(cast: Cast, doc: Tree, m: Mention, actor: Actor, source_end: int, likely: float) -> None:
    """Put a mention into the cast, and what it calls the actor into the actor's names."""
    form = m.form if not m.is_pronoun else "pronoun"
    place = m.place if actor.kind == "government" else ""
    if place and place != "country":
        form = "metonym"
    elif form == "description" and names.is_title(m.low) and not m.plural:
        form = "title"
    rule = m.rule or form
    sure = confidence(m.form, m.sure * likely)
    cast.at[m.head] = actor, rule
    for i in range(m.name, m.end) if m.form == "name" else ():
        cast.at.setdefault(i, (actor, rule))
    if place and not m.source and _is_where(doc, m):
        return  # "in Berlin" mentions no government
    start = m.start
    while start < m.head and doc[start].tag_ in {"DT", "PDT"} and m.form == "name":
        start += 1
    span = Span(doc, start, m.end)
    cast.found.append(Place(span.start_char, span.end_char, actor, form, rule, sure))
    if m.is_pronoun:
        return
    called = [span.text, " ".join(m.words)]
    if m.form == "description":
        behind = [c for c in doc[m.head].rights if c.i == m.end and c.dep_ == "prep"]
        ends = [*(c.right_edge.i + 1 for c in behind), source_end]
        called += [Span(doc, start, end).text for end in ends if end > m.end]
    actor.forms |= dict.fromkeys(filter(None, called))


def _is_where(doc: Tree, m: Mention) -> bool:
    t = doc[m.head]
    where = names.parts("place_preposition") | names.parts("inside")
    return t.dep_ == "pobj" and t.head.lower_ in where
