"""From linked mentions to the cast: which entities are actors, and what their rows say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.actors import roles
from newslab.extract.actors.cast import Actor, Cast, Place
from newslab.extract.actors.entity import Entity
from newslab.extract.actors.link import Linker, confidence
from newslab.extract.actors.mentions import Mention
from newslab.syntax.tree import Span

if TYPE_CHECKING:
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Tree

#: Least odds of a person or body for an actor who neither speaks, acts nor comes again, by
#: whether it is named.
_LEAST_ONCE = {True: 0.55, False: 0.75}
_RELATIVES = frozenset({"WP", "WDT"})
_SUBJECT = frozenset({"nsubj", "nsubjpass", "dobj"})


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
        elif t.lower_ in names.nouns("document"):
            cast.at.pop(t.i, None)  # who issued it is behind it
    cast.name_ids()
    return cast


def is_actor(e: Entity) -> bool:
    """Whether an entity speaks, or is a person or a body; a country only if it acts."""
    if all(m.is_pronoun for m in e.mentions):
        return False
    if not e.named and e.heads and e.heads <= names.nouns("document").keys():
        return False
    # Whom an act judges is somebody; a place may stand for its government.
    judged = (m.odds[0] + m.odds[1] + m.odds[2] * e.named for m in e.mentions if m.addressed)
    if e.spoke or any(m.told for m in e.mentions) or any(odds > 0.5 for odds in judged):
        return True
    acts = any(m.subject for m in e.mentions)
    generic = all(m.det == "other" or (not m.det and not m.mods) for m in e.mentions)
    if all(m.aside for m in e.mentions) or (e.is_government and not acts):
        return False
    if generic and not (e.named or acts):
        return False  # "women", "every member"
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
