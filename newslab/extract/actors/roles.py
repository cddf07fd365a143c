"""What the words beside a name say about its bearer: office, affiliation, and what to call it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.actors.entity import Entity
from newslab.extract.actors.mentions import Mention
from newslab.syntax.tree import Span

if TYPE_CHECKING:
    from newslab.syntax.tree import Tree

#: Mentions that are looked at for an office.
_FIRST = 12
#: Most words of the name of an actor who is only described.
_NAME_WORDS = 5
OF = frozenset({"of", "for", "at", "from", "with"})
_BEFORE_OFFICE = frozenset({"DT", "PDT", "RB", "PRP$", "WP$", "POS"})


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
    for m in [m for m in entity.mentions if not m.is_pronoun][:_FIRST]:
        start, end = _office(doc, m)
        if start < end and not role and m.odds[0] > m.odds[1]:
            role = Span(doc, start, end).text
        if start < end and not affiliation:
            affiliation = _belongs(doc, m, end, entity, owners)
    return role, affiliation


def _office(doc: Tree, m: Mention) -> tuple[int, int]:
    """Return the words of an office: before a name, or a description that is beside one."""
    start, end = m.start, m.head + 1
    if m.form == "name":
        end = m.name
        while start and doc[start - 1].pos_ in {"NOUN", "ADJ", "PROPN"}:
            start -= 1
    while end > start and doc[end - 1].lower_ in names.parts("courtesy"):
        end -= 1
    start = max([start, *(i + 1 for i in range(start, end) if doc[i].tag_ in _BEFORE_OFFICE)])
    heads = (i for i in range(start, end) if i == end - 1 or doc[i + 1].lower_ in OF)
    titled = any(names.is_title(doc[i].lower_) for i in heads)  # "Mayor of London"
    return (start, end) if titled or m.form == "description" else (end, end)


def _belongs(doc: Tree, m: Mention, end: int, own: Entity, owners: Mapping[int, Entity]) -> str:
    """Return the country or body of "German minister", "Acme's chief", "head of Acme"."""
    head, known = doc[end - 1], names.places()
    if head.lower_ in names.parts("no_office"):
        return ""
    of = (k for p in (*head.rights, *doc[m.head].rights) if p.lower_ in OF for k in p.rights)
    for t in (*doc[max(m.start - 1, 0) : end - 1], *of):
        kind, country = known.get(f"{doc[t.i - 1].text} {t.text}") or known.get(t.text, ("", ""))
        owner = owners.get(t.i)
        if country and kind != "region":
            return country
        if owner is not None and owner is not own and owner.named and owner.odds[0] <= 0.5:
            return shown(owner)
    return ""


def shown(entity: Entity) -> str:
    """Return the fullest name of an entity, without title; '' if it has none."""
    named = [m.words for m in entity.mentions if m.form == "name"]
    longest = max(map(len, named), default=0)
    return next((" ".join(words) for words in named if len(words) == longest), "")


def described(doc: Tree, e: Entity) -> str:
    """Return the fullest name, or a description in few words: "protesters outside the court"."""
    if e.named:
        return shown(e)
    m = next((m for m in e.mentions if m.form == "description"), e.mentions[0])
    marks = [
        i for i in range(m.start, m.head) if not doc[i].text[0].isalnum() and doc[i].text != "-"
    ]
    start = max([m.start, *(i + 1 for i in marks), m.head + 1 - _NAME_WORDS])
    while start < m.head and (doc[start].tag_ in _BEFORE_OFFICE or doc[start].text == "-"):
        start += 1
    behind = next((c for c in doc[m.head].rights if c.dep_ in {"prep", "amod"}), None)
    end = behind.right_edge.i + 1 if behind is not None and behind.i == m.end else m.end
    short = (b for b in (start, min(start + 1, m.head)) if end - b <= _NAME_WORDS)
    begin = next(short, None)
    return Span(doc, start, m.end).text if begin is None else Span(doc, begin, end).text
