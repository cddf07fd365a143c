"""Whom a verb or a noun is aimed at: actors, countries and peoples, other names behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from newslab import lexicons
from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_words import calendar, governs, listed

#: What a clause reaches ends here: another event, another speaker.
_STOP = re.compile(
    r"(?<![A-Z])[.!?](?=\s|$)|[;\n“\"]|,\s(?!and\s|or\s|[A-Z])|,?\s(?:after|although|amid|because|before|but|despite|during"
    r"|following|if|once|saying|since|so that|though|unless|until|when|where|which|while|who)\s"
)
_BEYOND = 80
_AND = re.compile(r"[\s,]*(?:and|or)?\s*(?:the)?\s*")
_NAME = re.compile(
    r"\b(in|into|on|to|against|from|with|at|for|of|by|between)\s+(?:the\s+)?(?:[a-z]+\s+of\s+)?"
    r"((?:[A-Z][\w'’-]+)(?:\s[A-Z][\w'’-]+)*)"
)
#: A noun's own words end here.
AFTER_NOUN = re.compile(r"\s(?:of|over|on|in|about|to|with|from|at|by|for|against|between|near)\s")


class Aim(NamedTuple):
    """An actor, or a country, people or name that is no actor of the article."""

    start: int
    end: int
    actor_id: str | None
    name: str
    kind: str = "actor"
    place: str = ""  #: of a country or people: what sort of place it is


def reach(ground: Ground, start: int, end: int) -> int:
    """Return how far a clause's words go on from ``start``, beyond its end if it breaks off."""
    last = min(len(ground.text), end + _BEYOND)
    for clause in ground.clauses_in(start, last):
        before = ground.text[start : clause["start"]].split()[-1:]
        if clause["tense"] != "none" and before and not governs(before[0].lower()):
            last = min(last, clause["start"])
    stop = _STOP.search(ground.text, start, last)
    return stop.start() if stop else last


def aims(
    ground: Ground, start: int, end: int, holder: str | None, *, scene: bool = False
) -> list[Aim]:
    """Return whom a stretch of text names first, with those that stand beside it in a list.

    The holder and the holder's own country are nobody's aim; a country where something is done is
    one only if ``scene`` says so ("a curfew in").
    """
    found = sorted(
        (a for a in _aims(ground, start, end, holder) if scene or not _is_scene(ground, a, start)),
        key=lambda a: (a.start, -a.end),
    )
    row: list[Aim] = []
    for aim in found:
        if row and aim.start < row[-1].end:
            continue
        if row and not _AND.fullmatch(ground.text, row[-1].end, aim.start):
            break
        row.append(aim)
    return row


def _is_scene(ground: Ground, aim: Aim, start: int) -> bool:
    """Tell whether a country is only where something is done ("arrested a man in Paris")."""
    before = ground.text[start : aim.start].split()
    at = next((w for w in reversed(before) if w.lower() != "the"), "").lower()
    return bool(aim.place) and at in listed("scene")


def _aims(ground: Ground, start: int, end: int, holder: str | None) -> Iterator[Aim]:
    own = [m for m in ground.actors_in(max(0, start - _BEYOND), end) if m.actor_id == holder]
    for m in ground.actors_in(start, end):
        if m.actor_id != holder:
            yield Aim(m.start, m.end, m.actor_id, ground.names.get(m.actor_id, ""))
    for p in _pattern().finditer(ground.text, start, end):
        place = _places().get(p.group()) or _places()[p.group().removesuffix("s")]
        inside = any(m.start <= p.start() < m.end for m in own)
        rules = place["type"] == "adjective" or ground.kinds.get(holder or "") == "government"
        if not inside and not (rules and _is_own(holder or "", place["country"])):
            yield _place(ground, p, place, end)


def _is_own(holder: str, country: str) -> bool:
    """Tell whether an actor's id names a country or its people."""
    return any(f"-{name}-" in f"-{holder}-" for name in _names_of().get(country, ()))


def _place(ground: Ground, m: re.Match[str], place: dict[str, str], end: int) -> Aim:
    """Return a country as an actor, or as the government that is one; a people with its noun."""
    slug = _slug(place["country"])
    ids = (f"government-of-{slug}", f"government-of-the-{slug}")
    sort = place["type"]
    if sort not in ("adjective", "region"):
        found = next((i for i in ids if slug and i in ground.names), None)
        return Aim(m.start(), m.end(), found, m.group(), place=sort)
    if sort == "region":
        return Aim(m.start(), m.end(), None, m.group(), place=sort)
    name = phrase(AFTER_NOUN.split(ground.text[m.start() : min(end, m.end() + 40)])[0])
    return Aim(m.start(), m.end(), None, name or m.group(), place=sort)


def named(ground: Ground, start: int, end: int, *, scene: bool = False) -> list[Aim]:
    """Return the first name behind a preposition, be it a country or not."""
    for m in _NAME.finditer(ground.text, start, end):
        if (scene or m[1] not in listed("scene")) and m[2].split()[0].lower() not in calendar():
            return [Aim(m.start(2), m.end(2), None, m[2].removesuffix("'s"), place="name")]
    return []


def _slug(country: str) -> str:
    return country.lower().replace(" ", "-")


@cache
def _places() -> dict[str, dict[str, str]]:
    return {r["name"]: r for r in lexicons.read("places")}


@cache
def _names_of() -> dict[str, list[str]]:
    """Return the names of each country and its people, as ids spell them."""
    found: dict[str, list[str]] = {}
    for place in _places().values():
        if place["country"] and place["type"] != "region":
            found.setdefault(place["country"], []).append(_slug(place["name"]))
    return found


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(map(re.escape, _places()), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(names)})s?(?![\w-])")
