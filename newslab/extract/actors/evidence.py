"""What speaks for and against a mention's being an entity; each feature has a weight."""

from __future__ import annotations

import math

from newslab.extract import names
from newslab.extract.actors.entity import Entity
from newslab.extract.actors.mentions import Mention

Features = dict[str, float]
DEFINITE = frozenset({"the", "this", "that", "these", "those"})


def of_pair(m: Mention, e: Entity) -> Features:
    """Return the features of linking a mention to an entity."""
    f = _of_all(m, e)
    if m.form == "name":
        f |= _of_name(m, e)
    elif m.form == "description":
        f |= _of_description(m, e)
    return f


def of_new(m: Mention) -> Features:
    """Return the features of a mention's being nobody known."""
    return {
        "new": 1.0,
        f"new: det {m.det}": 1.0,
        "new: person": m.odds[0],
        "new: source": m.source,
        "new: modified": bool(m.mods),
        "new: plural": m.plural,
        "new: full name": len(m.words) > 1,
    }


def _of_all(m: Mention, e: Entity) -> Features:
    last, person, several = e.last, e.odds[0], e.plural > 0
    return {
        "near": 1 / (1 + max(0, m.sentence - last.sentence)),
        "type": sum(a * b for a, b in zip(m.odds, e.odds, strict=True)),
        "is person": person,
        "salience": math.log1p(e.salience(m)),
        "spoke": e.spoke,
        "was vague": not e.mentions[1:] and last.form != "name" and last.det in ("a", "an", ""),
        "both sources": last.source and m.source,
        "is body": e.odds[1],
        "number clash": several != m.plural and e.odds[1] < 0.5,
        "both plural": several and m.plural,
        "they, one person": m.form == "they" and person * (not several),
        "same gender": bool(m.gender) and m.gender == e.gender,
        "beside": m.apposed >= 0 and any(x.head == m.apposed for x in e.mentions[-3:]),
        "opens text": e.mentions[0].sentence < 2,
    }


def _of_name(m: Mention, e: Entity) -> Features:
    own, known = set(m.key), e.words
    # California is no short form of its university's name.
    other = bool(m.place) != e.placed and e.odds[0] <= 0.5
    part = own <= known and not (other and m.place)
    whole = known <= own and not (other and e.placed)
    one = len(m.key) == 1
    same = m.key in e.fulls or any(own == set(x) for x in e.fulls)
    acronym = (one and m.words[0].isupper() and m.key[0] in e.acronyms) or any(
        len(x) == 1 and x[0] in names.acronyms(m.words) for x in e.fulls
    )
    return {
        "same name": same,
        "part of name": part,
        "name clash": e.named and not (part or whole),
        "acronym": acronym,
    }


def _of_description(m: Mention, e: Entity) -> Features:
    same = m.low in e.heads
    unknown = m.mods - e.mods - e.words - {names.fold(e.country)}
    agree = m.odds[0] * e.odds[0] + m.odds[1] * e.odds[1]
    kind, detail = names.classes().get(m.low, ("", ""))
    of_kind = kind in {"org", "generic_org", "anaphor"} and detail in e.details - {""}
    other_kind = kind == "org" and bool(e.details - {""}) and detail not in e.details | {""}
    own = m.low in names.nouns("polity") and m.country in ("", e.country)
    return {
        "same noun": same,
        "same noun, nothing more": same and not m.mods,
        "same phrase": same and bool(m.mods) and not unknown,
        "is role": m.low in e.roles,
        "noun in name": m.low in e.words,
        "new modifiers": bool(unknown),
        "kind of body": of_kind,
        "other kind of body": other_kind,
        "definite, named": (m.det in DEFINITE and e.named and not m.plural) * agree,
        "its government": own and bool(e.country),
    }
