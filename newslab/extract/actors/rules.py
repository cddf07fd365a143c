"""What rules tell better than a score: issuers of documents, spokesmen, "I", "who"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.actors.entity import Entity
from newslab.extract.actors.link import Linker
from newslab.extract.actors.mentions import Mention, Sources

if TYPE_CHECKING:
    from newslab.syntax.tree import Token, Tree

_SUBJECT = frozenset({"nsubj", "nsubjpass", "dobj"})
_RELATIVES = frozenset({"WP", "WDT"})
_OF = frozenset({"of", "for", "from", "at", "with"})


def issuing(doc: Tree, sources: Sources) -> set[int]:
    """Return the words that may name who made a document that speaks: they are sources, too."""
    documents = names.nouns("document")
    heads = [doc[i] for i in sources.ends if doc[i].lower_ in documents]
    nominal = {"NOUN", "PROPN", "PRON"}
    return {w.i for t in heads for w in issuers(t) if w.pos_ in nominal and w.dep_ != "amod"}


def issuers(document: Token) -> list[Token]:
    """Return the words that can name an issuer: "CNN's projections", "a survey by X".

    Not who has seen it: "a memo obtained by …".
    """
    found: list[Token] = []
    for c in document.rights:
        if c.lower_ in {"by", "from"}:
            found += c.rights
        elif c.dep_ == "acl" and c.lemma_ not in names.parts("obtains"):
            found += [k for by in c.rights if by.lower_ in {"by", "from"} for k in by.rights]
    return [*found, *document.lefts, *(k for c in document.lefts for k in c.lefts)]


def settle(linker: Linker, doc: Tree, mentions: Iterable[Mention]) -> None:
    """Put right what was linked, by all rules."""
    spokespersons(linker, doc)
    governments(linker)
    first_persons(linker, mentions)


def first_persons(linker: Linker, mentions: Iterable[Mention]) -> None:
    """Give "I" and "we" to the speaker, who is often named behind the quotation."""
    for m in mentions:
        if m.form == "me" and m.quote in linker.spoken:
            entity = linker.spoken[m.quote]
            entity.mentions.append(m)
            linker.of[m.head] = entity
            m.rule = "the speaker"


def spokespersons(linker: Linker, doc: Tree) -> None:
    """Let an unnamed spokesperson speak as the body."""
    spokes = names.nouns("spokes")
    before: Entity | None = None
    for entity in list(linker.entities):
        told = [m for m in entity.mentions if m.form == "description"]
        if entity.named or not told or not all(m.low in spokes for m in told):
            before = entity if entity.spoke and max(entity.odds[1:3]) > 0.5 else before
            continue
        alone = before if not any(m.mods for m in told) else None
        body = next((b for m in told if (b := _body(linker, doc[m.head], entity))), alone)
        if body is not None:
            merge(linker, entity, body, "spokesperson")


def _body(linker: Linker, spokesman: Token, own: Entity) -> Entity | None:
    """Return whom a spokesperson is beside: "a Kremlin spokesman", "a spokesman for the bank"."""
    beside = [*spokesman.lefts]
    for p in spokesman.rights:
        beside += p.rights if p.lower_ in _OF else []
    for word in beside:
        found = linker.of.get(word.i) or linker.named(word.lower_)
        if found is not None and found is not own:
            return found
    return None


def governments(linker: Linker) -> None:
    """Join what means one country's government: "Berlin", "the German government"."""
    ruling: dict[str, Entity] = {}
    for entity in linker.entities:
        if entity.is_government and ruling.setdefault(entity.country, entity) is not entity:
            merge(linker, entity, ruling[entity.country], "government")


def merge(linker: Linker, entity: Entity, into: Entity, rule: str) -> None:
    """Move all mentions of one entity to another."""
    for m in entity.mentions:
        linker.of[m.head] = into
        m.rule = m.rule or rule
    into.mentions = sorted([*into.mentions, *entity.mentions], key=lambda m: m.head)
    into.said |= entity.said
    into.spoke = into.spoke or entity.spoke
    entity.mentions = []


def stand_ins(doc: Tree, of: dict[int, int]) -> None:
    """Add the relative pronouns that stand for another's words: "Ann Lee, who said".

    ``of`` tells for each token of a mention the token to look up; both are tokens' numbers.
    """
    for t in doc:
        if t.tag_ in _RELATIVES and t.dep_ in _SUBJECT and t.i not in of:
            clause = next((a for a in (t, *t.ancestors) if a.dep_ == "relcl"), None)
            if clause is not None and clause.head.i in of:
                of[t.i] = of[clause.head.i]
