"""What speaks for and against a mention's being an entity; each feature has a weight."""

from __future__ import annotations

import math
from dataclasses import dataclass

from newslab.extract import names
from newslab.extract.actors.entity import Entity, acronyms, content_words, fold
from newslab.extract.actors.mentions import Mention

Features = dict[str, float]
DEFINITE = frozenset({"the", "this", "that", "these", "those"})


@dataclass(slots=True)
class Scene:
    """A mention and what it is seen in: who is speaking, who spoke last, who is most in mind."""

    m: Mention
    telling: Entity | None = None
    spoke_last: Entity | None = None
    foremost: Entity | None = None


def of_pair(scene: Scene, e: Entity, salience: float) -> Features:
    """Return the features of linking a mention to an entity, for one form always the same ones."""
    f = _of_all(scene, e, salience)
    if scene.m.form == "name":
        f |= _of_name(scene.m, e)
    elif scene.m.form == "description":
        f |= _of_description(scene, e)
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


def _of_all(scene: Scene, e: Entity, salience: float) -> Features:
    m, last = scene.m, e.last
    gap = max(0, m.sentence - last.sentence)
    nominal = e.last_nominal or last
    person, body, place, thing = e.odds
    several = e.plural > 0
    return {
        "near": 1 / (1 + gap),
        "type": m.odds[0] * person + m.odds[1] * body + m.odds[2] * place + m.odds[3] * thing,
        "is person": person,
        "is body": body,
        "named": e.named,
        "name near": 1 / (1 + max(0, m.sentence - nominal.sentence)),
        "salience": math.log1p(salience),
        "foremost": scene.foremost is e,
        "both sources": last.source and m.source,
        "spoke": e.spoke,
        "spoke last": scene.spoke_last is e,
        "tells this": scene.telling is e,
        "number clash": several != m.plural and body < 0.5,
        "both plural": several and m.plural,
        "they, one person": m.form == "they" and person * (not several),
        "same gender": m.gender in e.told_genders,
        "beside": m.apposed >= 0 and any(x.head == m.apposed for x in e.mentions[-3:]),
        "was vague": len(e.mentions) == 1
        and last.form == "description"
        and last.det in ("a", "an", ""),
        "has role": bool(e.roles),
        "opens text": e.mentions[0].sentence < 2,
    }


def _of_name(m: Mention, e: Entity) -> Features:
    words = content_words(m.words)
    own, known = set(words), e.words
    body = e.odds[1]
    part, whole = bool(known) and own <= known, bool(known) and known <= own
    one = len(words) == 1
    same = e.named and (words in e.fulls or any(own == set(x) for x in e.fulls))
    acronym = (one and m.words[0].isupper() and words[0] in e.acronyms) or any(
        len(x) == 1 and x[0] in acronyms(m.words) for x in e.fulls
    )
    return {
        "same name": same,
        "part of name": part,
        "name clash": e.named and not (part or whole),
        "acronym": acronym,
        "country": bool(m.country) and e.country == m.country,
        "place clash": e.named and e.placed != bool(m.place) and not same,
        "body, holds name": whole * body,
        "two full names": not one and e.named and max(map(len, e.fulls)) > 1 and not same,
    }


def _of_description(scene: Scene, e: Entity) -> Features:
    m, (person, body) = scene.m, e.odds[:2]
    same, definite = m.noun in e.heads, m.det in DEFINITE
    unknown = m.mods - e.mods - e.words - {fold(e.country)}
    kind, detail = names.classes().get(m.low, ("", ""))
    agree = m.odds[0] * person + m.odds[1] * body
    return {
        "same noun": same,
        "the same noun": same and definite,
        "same noun, nothing more": same and not m.mods,
        "is role": m.noun in e.roles,
        "is office": m.noun in e.offices and not m.mods & names.parts("not_in_office"),
        "noun in name": m.low in e.words,
        "new modifiers": bool(unknown),
        "kind of body": kind in {"org", "generic_org", "anaphor"}
        and bool(detail)
        and detail in e.details,
        "definite, named": definite and e.named and agree,
        "its government": m.low in names.nouns("polity")
        and bool(e.country)
        and m.country in ("", e.country),
    }
