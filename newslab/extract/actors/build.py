"""From linked mentions to the cast: which entities are actors, and what their rows say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.actors import roles, rules
from newslab.extract.actors.cast import Actor, Cast, Place
from newslab.extract.actors.entity import Entity
from newslab.extract.actors.link import Linker, confidence
from newslab.extract.actors.mentions import Mention
from newslab.syntax.tree import Span

if TYPE_CHECKING:
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Tree

#: Least odds of a person or body for an actor who does not speak: for one that acts, one that
#: comes again, one that does neither; for names and for descriptions.
_LEAST = {True: (0.5, 0.5, 0.55), False: (0.5, 0.5, 0.75)}
_FORMS = {"name": "name", "description": "description"}


def cast_of(page: Page, linker: Linker) -> Cast:
    """Return the cast: an actor for each entity that speaks, or is a person or a body."""
    cast, doc = Cast(page), page.doc
    of: dict[int, int] = {}
    for entity in linker.entities:
        if not is_actor(entity):
            continue
        actor = _actor(doc, entity, linker.of)
        cast.actors.append(actor)
        for m in entity.mentions:
            end = linker.sources.ends.get(m.head, 0)
            _place(cast, doc, m, actor, of, end, actorhood(entity))
    rules.stand_ins(doc, of)
    for i, known in of.items():
        cast.at.setdefault(i, cast.at[known])
    for i, head in linker.sources.moved.items():
        if head in cast.at:
            cast.at[i] = cast.at[head]
    for t in doc:
        if t.lower_ in names.nouns("document"):
            cast.at.pop(t.i, None)  # who issued it is behind it
    cast.name_ids()
    return cast


def is_actor(e: Entity) -> bool:
    """Whether an entity speaks, or is a person or a body; a country only if it acts."""
    if not e.mentions or all(m.is_pronoun for m in e.mentions):
        return False
    documents = names.nouns("document").keys()
    if not e.named and e.heads and e.heads <= documents:
        return False
    # Whom an act judges is somebody; a place may stand for its government.
    judged = (m.odds[0] + m.odds[1] + m.odds[2] * e.named for m in e.mentions if m.addressed)
    if e.spoke or any(m.told for m in e.mentions) or any(odds > 0.5 for odds in judged):
        return True
    return not all(m.aside for m in e.mentions) and _is_likely(e)


def _is_likely(e: Entity) -> bool:
    """Whether one who does not speak is a person or body, surely enough for what it does."""
    acts = any(m.subject for m in e.mentions)
    if e.is_government and not acts:
        return False
    if not (e.named or acts) and all(_is_generic(m) for m in e.mentions):
        return False
    acting, again, once = _LEAST[e.named]
    least = acting if acts else again if len(e.mentions) > 1 else once
    return e.odds[0] + e.odds[1] > least


def _is_generic(m: Mention) -> bool:
    """Whether a description means nobody in particular: "women", "every member"."""
    return m.det == "other" or (not m.det and not m.mods)


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
    governs = kind == "government" and e.country
    name = e.country if governs else roles.described(doc, e)
    role, affiliation = roles.of(doc, e, owners)
    actor = Actor(name, kind, country=e.country)
    actor.role = role if kind == "person" else ""
    actor.affiliation = e.country if governs else affiliation
    return actor


def _place(
    cast: Cast,
    doc: Tree,
    m: Mention,
    actor: Actor,
    of: dict[int, int],
    source_end: int,
    likely: float,
) -> None:
    form = _FORMS.get(m.form, "pronoun")
    government = actor.kind == "government" and m.place
    if government and m.place != "country":
        form = "metonym"
    if form == "description" and names.is_title(m.low) and not m.plural:
        form = "title"
    rule = m.rule or form
    cast.at[m.head] = actor, rule
    cast.sure[m.head] = confidence(m.form, m.sure * likely)
    for i in range(m.name, m.end) if m.form == "name" else ():
        cast.at.setdefault(i, (actor, rule))
        of.setdefault(i, m.head)
    of[m.head] = m.head
    if government and not m.source and _is_where(doc, m):
        return  # "in Berlin" mentions no government
    start = m.start
    while start < m.head and doc[start].tag_ in {"DT", "PDT"} and m.form == "name":
        start += 1
    if form != "pronoun":
        _name_forms(doc, m, actor, start)
        if form == "description" and source_end > m.end:
            actor.forms.setdefault(Span(doc, start, source_end).text)
    span = Span(doc, start, m.end)
    place = Place(span.start_char, span.end_char, actor, form, rule, cast.sure[m.head])
    cast.found.append(place)


def _name_forms(doc: Tree, m: Mention, actor: Actor, start: int) -> None:
    actor.forms.setdefault(Span(doc, start, m.end).text)
    if m.words:
        actor.forms.setdefault(" ".join(m.words))
        return
    after = doc[m.end] if m.end < len(doc) else None
    if after is not None and after.dep_ == "prep" and after.head.i == m.head:
        actor.forms.setdefault(Span(doc, start, after.right_edge.i + 1).text)


def _is_where(doc: Tree, m: Mention) -> bool:
    t = doc[m.head]
    where = names.parts("place_preposition") | names.parts("inside")
    return t.dep_ == "pobj" and t.head.lower_ in where
