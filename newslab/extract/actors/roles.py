"""What the words beside a name say about its bearer: office and affiliation."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.actors.entity import Entity
from newslab.extract.actors.mentions import Mention
from newslab.syntax.tree import Span

if TYPE_CHECKING:
    from newslab.syntax.tree import Token, Tree

#: Mentions that are looked at for an office.
_FIRST = 12
#: Most words of the name of an actor who is only described.
_NAME_WORDS = 5
_OF = frozenset({"of", "for", "at", "from", "with"})


def of(doc: Tree, entity: Entity, owners: Mapping[int, Entity]) -> tuple[str, str]:
    """Return an entity's office and what it belongs to, as the first words that tell say.

    Parameters
    ----------
    doc
        The article's words.
    entity
        Whose office is asked for.
    owners
        The entity that each word is the head of.
    """
    role = affiliation = ""
    nominal = [m for m in entity.mentions if not m.is_pronoun]
    for m in nominal[:_FIRST]:
        start, end = _office(doc, m)
        if start >= end:
            continue
        if not role and m.odds[0] > m.odds[1]:
            role = Span(doc, start, end).text
        if not affiliation:
            affiliation = _belongs(doc, m, start, end, entity, owners)
    return role, affiliation


def _office(doc: Tree, m: Mention) -> tuple[int, int]:
    """Return the words of an office: before a name, or a description that is beside one."""
    if m.form == "name":
        start, end = m.start, m.name
        while start and m.start - start < 5 and doc[start - 1].pos_ in {"NOUN", "ADJ", "PROPN"}:
            start -= 1
    else:
        start, end = m.start, m.head + 1
    while end > start and doc[end - 1].lower_ in names.parts("courtesy"):
        end -= 1
    owned = [i for i in range(start, end) if doc[i].lower_ in {"'s", "'"} or doc[i].tag_ == "PRP$"]
    start = owned[-1] + 1 if owned else start
    while start < end and doc[start].tag_ in {"DT", "PDT", "RB", "WP$"}:
        start += 1
    titled = end > start and names.is_title(doc[end - 1].lower_)
    return (start, end) if titled or m.form == "description" else (end, end)


def _belongs(
    doc: Tree, m: Mention, start: int, end: int, own: Entity, owners: Mapping[int, Entity]
) -> str:
    """Return the country or body of "German minister", "Acme's chief", "head of Acme"."""
    head = doc[end - 1]
    if head.lower_ in names.parts("no_office"):
        return ""
    before = doc[max(min(start, m.start) - 1, 0) : end - 1]
    of = (k for p in (*head.rights, *doc[m.head].rights) if p.lower_ in _OF for k in p.rights)
    for t in chain(before, of):
        country = _country(doc, t)
        owner = owners.get(t.i)
        if country:
            return country
        if owner is None or owner is own or not _employs(owner, head):
            continue
        if owner.country and owner.placed:
            return owner.country
        if owner.named:
            return shown(owner)
    return ""


def _country(doc: Tree, t: Token) -> str:
    known = names.places()
    two = f"{doc[t.i - 1].text} {t.text}" if t.i else ""
    kind, country = known.get(two) or known.get(t.text, ("", ""))
    return country if kind != "region" else ""


def _employs(owner: Entity, head: Token) -> bool:
    """Whether the owner of an office is what its bearer belongs to."""
    person = owner.odds[0] > 0.5
    return not person or head.lower_ in names.parts("private_office")


def shown(entity: Entity) -> str:
    """Return the fullest name of an entity, without title; '' if it has none."""
    named = [m.words for m in entity.mentions if m.form == "name"]
    longest = max((len(words) for words in named), default=0)
    return next((" ".join(words) for words in named if len(words) == longest), "")


def described(doc: Tree, e: Entity) -> str:
    """Return the fullest name, or a description in few words: "protesters outside the court"."""
    if e.named:
        return shown(e)
    m = next((m for m in e.mentions if m.form == "description"), e.mentions[0])
    start = m.start
    while start < m.head and doc[start].tag_ in {"DT", "PRP$", "WP$"}:
        start += 1
    owned = [i for i in range(start, m.head) if not doc[i].text[0].isalnum()]
    start = max([start, *(i + 1 for i in owned if doc[i].text != "-"), m.head + 1 - _NAME_WORDS])
    while not doc[start].text[0].isalnum() and start < m.head:
        start += 1
    behind = next((c for c in doc[m.head].rights if c.dep_ in {"prep", "amod"}), None)
    if behind is not None and any(c.lower_ in names.parts("calendar") for c in behind.rights):
        behind = None  # "the minister on Jan. 5 said"
    end = behind.right_edge.i + 1 if behind is not None and behind.i == m.end else m.end
    for begin in (start, start + 1) if start < m.head else (start,):
        if end - begin <= _NAME_WORDS:
            return Span(doc, begin, end).text
    return Span(doc, start, m.end).text
