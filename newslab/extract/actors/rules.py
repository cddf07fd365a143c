"""What rules tell better than a score: issuers of documents, spokesmen, "I", "who"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.actors.entity import Entity
from newslab.extract.actors.link import Linker
from newslab.extract.actors.mentions import Mention

if TYPE_CHECKING:
    from newslab.syntax.tree import Token, Tree

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_OF = frozenset({"of", "for", "from", "at", "with"})


def issuers(document: Token) -> list[Token]:
    """Return the words that may name who made a document that speaks: "a survey by X".

    Not who has seen it: "a memo obtained by …".
    """
    found: list[Token] = []
    for c in document.rights:
        if c.lower_ in {"by", "from"}:
            found += c.rights
        elif c.dep_ == "acl" and c.lemma_ not in names.parts("obtains"):
            found += [k for by in c.rights if by.lower_ in {"by", "from"} for k in by.rights]
    found += [*document.lefts, *(k for c in document.lefts for k in c.lefts)]
    return [w for w in found if w.pos_ in _NOMINAL and w.dep_ != "amod"]


def settle(linker: Linker, doc: Tree, mentions: Iterable[Mention]) -> None:
    """Put right what was linked: spokespersons, governments, who "I" and "we" are."""
    ruling: dict[str, Entity] = {}
    for entity in linker.entities:
        body = _body(linker, doc, entity)
        if body is not None:
            merge(linker, entity, body, "spokesperson")
        elif entity.is_government and ruling.setdefault(entity.country, entity) is not entity:
            merge(linker, entity, ruling[entity.country], "government")  # Berlin is Germany
    for m in mentions:
        if m.form == "me" and m.quote in linker.spoken:
            m.rule = "the speaker"
            linker.of[m.head] = linker.spoken[m.quote]
            linker.of[m.head].mentions.append(m)


def _body(linker: Linker, doc: Tree, entity: Entity) -> Entity | None:
    """Return whom an unnamed spokesperson speaks for: "a spokesman for the bank"."""
    told = [m for m in entity.mentions if m.form == "description"]
    if entity.named or not all(m.low in names.nouns("spokes") for m in told):
        return None
    heads = [doc[m.head] for m in told]
    of = [k for t in heads for p in t.rights if p.lower_ in _OF for k in p.rights]
    beside = (linker.of.get(k.i) for k in (*of, *(k for t in heads for k in t.lefts)))
    return next((body for body in beside if body is not None and body is not entity), None)


def merge(linker: Linker, entity: Entity, into: Entity, rule: str) -> None:
    """Move all mentions of one entity to another."""
    for m in entity.mentions:
        linker.of[m.head] = into
        m.rule = m.rule or rule
    into.mentions = sorted([*into.mentions, *entity.mentions], key=lambda m: m.head)
    into.said |= entity.said
    into.spoke = into.spoke or entity.spoke
    entity.mentions = []
