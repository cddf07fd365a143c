"""What speaks for and against a mention's being an entity; each feature has a weight."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.actors.entity import Entity, acronyms, content_words, fold
from newslab.extract.actors.mentions import Mention

if TYPE_CHECKING:
    from newslab.syntax.tree import Tree

Features = dict[str, float]
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_FAR = 5


@dataclass(slots=True)
class Scene:
    """What a mention is seen in: who is speaking, who spoke last, who is most in mind."""

    doc: Tree
    quoting: Entity | None = None
    telling: Entity | None = None
    spoke_last: Entity | None = None
    foremost: Entity | None = None


def of_pair(scene: Scene, m: Mention, e: Entity, rank: int) -> Features:
    """Return the features of linking a mention to an entity.

    ``rank`` is the number of persons and bodies named since the entity was.
    """
    f = _of_all(scene, m, e, rank)
    if m.form == "name":
        f |= _of_name(scene.doc, m, e)
    elif m.form == "description":
        f |= _of_description(scene, m, e, rank)
    return f


def of_new(m: Mention) -> Features:
    """Return the features of a mention's being nobody known."""
    return {
        "new": 1.0,
        f"new: det {m.det}": 1.0,
        "new: person": m.odds[0],
        "new: body": m.odds[1],
        "new: source": m.source,
        "new: modified": bool(m.mods),
        "new: plural": m.plural,
        "new: full name": len(m.words) > 1,
    }


def _of_all(scene: Scene, m: Mention, e: Entity, rank: int) -> Features:
    last, doc = e.last, scene.doc
    gap = max(0, m.sentence - last.sentence)
    token, other = doc[m.head], doc[last.head]
    nominal = e.last_nominal or last
    person, body = e.odds[:2]
    gender = e.gender
    sides = token.dep_ != "poss" and other.dep_ != "poss" and m.apposed != last.head
    return {
        "near": 1 / (1 + gap),
        "sentence before": gap == 1,
        "far": gap > _FAR,
        "type": sum(a * b for a, b in zip(m.odds, e.odds, strict=True)),
        "is person": person,
        "is body": body,
        "count": math.log(len(e.mentions)),
        "named": e.named,
        "nearest": rank == 0,
        "name near": 1 / (1 + max(0, m.sentence - nominal.sentence)),
        "salience": math.log1p(e.salience(m)),
        "foremost": scene.foremost is e,
        "was subject": last.subject,
        "was source": last.source,
        "both subjects": last.subject and m.subject,
        "both sources": last.source and m.source,
        "spoke": e.spoke,
        "spoke last": scene.spoke_last is e,
        "speaks these words": scene.quoting is e,
        "tells this": scene.telling is e,
        "same quotation": last.quote == m.quote,
        "number clash": (e.plural > 0) != m.plural and body < 0.5,
        "both plural": e.plural > 0 and m.plural,
        "they, one person": m.form == "they" and person * (e.plural <= 0),
        "same gender": m.gender in e.told_genders,
        "other gender": bool(m.gender and gender) and m.gender != gender,
        "same verb": gap == 0 and token.head is other.head and sides,
        "beside": m.apposed >= 0 and any(x.head == m.apposed for x in e.mentions[-3:]),
        "was vague": len(e.mentions) == 1
        and last.form == "description"
        and last.det in ("a", "an", ""),
        "has role": bool(e.roles),
        "opens text": e.mentions[0].sentence < 2,
    }


def _of_name(doc: Tree, m: Mention, e: Entity) -> Features:
    words = content_words(m.words)
    own, known = set(words), e.words
    person, body = e.odds[0], e.odds[1]
    part, whole = bool(known) and own <= known, bool(known) and known <= own
    one = len(words) == 1
    same = e.named and (words in e.fulls or any(own == set(x) for x in e.fulls))
    short = any(x[-1] == words[-1] for x in e.fulls)
    acronym = (one and m.words[0].isupper() and words[0] in e.acronyms) or any(
        len(x) == 1 and x[0] in acronyms(m.words) for x in e.fulls
    )
    return {
        "same name": same,
        "last name": one and short,
        "last name of two": not one and short,
        "first name": one and any(x[0] == words[0] for x in e.fulls),
        "part of name": part,
        "holds name": whole,
        "name clash": e.named and not (part or whole),
        "acronym": acronym,
        "country": bool(m.country) and e.country == m.country,
        "other sort": m.odds[0] * body + m.odds[1] * person,
        "place clash": e.named and e.placed != bool(m.place) and not same,
        "body, part of name": part * body,
        "body, holds name": whole * body,
        "two full names": not one and e.named and max(map(len, e.fulls)) > 1 and not same,
        "title is role": bool(m.title) and (m.title in e.roles or m.title in e.heads),
    }


def _of_description(scene: Scene, m: Mention, e: Entity, rank: int) -> Features:
    person, body = e.odds[:2]
    same, definite = m.noun in e.heads, m.det in _DEFINITE
    shared = bool(m.mods & (e.mods | e.words))
    unknown = m.mods - e.mods - e.words - {fold(e.country)}
    kind, detail = names.classes().get(m.low, ("", ""))
    agree = m.odds[0] * person + m.odds[1] * body
    return {
        "same noun": same,
        "the same noun": same and definite,
        "same bare noun": same and not m.det,
        "same noun, nothing more": same and not m.mods,
        "is role": m.noun in e.roles,
        "is office": m.noun in e.offices and not m.mods & names.parts("not_in_office"),
        "noun in name": m.low in e.words,
        "new modifiers": bool(unknown),
        "shared modifiers": shared,
        "kind of body": kind in {"org", "generic_org", "anaphor"}
        and bool(detail)
        and detail in e.details,
        "definite, named": definite and e.named and agree,
        "its government": m.low in names.nouns("polity")
        and bool(e.country)
        and m.country in ("", e.country),
        "country": bool(m.country) and m.country == e.country,
        "country clash": bool(m.country and e.country) and m.country != e.country,
        "definite": definite,
        "bare, foremost": definite and not m.mods and scene.foremost is e,
    }
