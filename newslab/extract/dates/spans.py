"""Resolvers of what is no place in the calendar: durations, sets, references to past and future."""

from __future__ import annotations

import re

from newslab.extract.dates.matched import WEEKDAYS, Timex, Words, number
from newslab.extract.dates.points import relative

#: How a set writes what comes again and again.
_SETS = {
    "weekday": "XXXX-WXX-{}",
    "abbreviated_weekday": "XXXX-WXX-{}",
    "weekdays": "XXXX-WXX-{}",
    "part_of_day": "XXXX-XX-XXT{}",
    "month": "XXXX-{:0>2}",
    "abbreviated_month": "XXXX-{:0>2}",
    "season": "XXXX-{}",
    "weekend": "XXXX-WXX-{}",
}
_FIXED = {"now": "PRESENT_REF", "last": "PAST_REF"}


def length(unit: str, count: float | None) -> str:
    """Return the TIMEX3 value of a length, X for a vague one."""
    clock, step, letters = re.findall(r"(T?)(\d*)(\w+)", unit)[0]
    return f"P{clock}{'X' if count is None else f'{count * int(step or 1):.12g}'}{letters}"


def _unit(w: Words) -> str:
    token = w.one("unit", "units", "quarter", "second", "weekend")
    return "TS" if token.kind == "second" else token.value


def _count(w: Words) -> float | None:
    """Return how many, None where it is vague or not said."""
    if vague := w.first("vague"):
        return 2.0 if vague.text == "couple" else None
    return number(t for t in w.tokens if t.kind != "quarter")


def duration(w: Words) -> Timex | None:
    """Resolve two weeks, a year, several months, 30-day."""
    unit, count = _unit(w), _count(w)
    uncounted = count is None and not w.has("vague")
    if uncounted and (w.has("quarter", "second") or (unit == "TM" and w.has("unit"))):
        return None
    if w.tokens[0].kind == "per":
        return Timex("SET", length(unit, 1))
    return Timex("DURATION", length(unit, 1 if uncounted else count), "none")


def shared_count(w: Words) -> Timex | None:
    """Resolve a number whose unit stands at the next ("between 60 and 90 days")."""
    unit = next((t.value for t in w.after[:6] if t.kind in ("unit", "units")), None)
    return Timex("DURATION", length(unit, number(w.tokens)), "none") if unit else None


def bare_units(w: Words) -> Timex | None:
    """Resolve years, decades: a length that nobody counted."""
    if w.lead in ("the", "small", "number", "year", "big", "scale"):
        return None
    unit = _unit(w)
    return Timex("DURATION", length(unit, None), "none") if unit not in ("3M", "TS", "TM") else None


def span_of_units(w: Words) -> Timex | None:
    """Resolve the past two years, the next few days, the last decade."""
    unit, count, vague = w.one("units", "unit", "quarter"), _count(w), w.has("vague")
    word = w.first("last", "next", "previous", "following")
    if unit.kind != "units" and count is None:
        if word and word.text == "last" and unit.value not in ("10Y", "100Y"):
            return relative(w)
        count = 1.0
    if count is None and word and word.text == "coming" and not vague:
        return Timex("DATE", "FUTURE_REF", "article")
    return Timex("DURATION", length(unit.value, count), "article")


def every(w: Words) -> Timex | None:
    """Resolve every Monday, each year, every three months, twice a year, Mondays."""
    if named := w.first(*_SETS):
        part = w.first("part_of_day", "parts_of_day") if w.has(*WEEKDAYS, "weekdays") else None
        value = _SETS[named.kind].format(named.value)
        return Timex("SET", value + (f"T{part.value}" if part else ""), "none")
    count = None if w.has("times", "a", "per") else _count(w)
    return Timex("SET", length(_unit(w), count or (2 if w.has("other") else 1)), "none")


def frequency(w: Words) -> Timex | None:
    """Resolve daily, annual; not a newspaper ("a local weekly", "the Weekly Friday")."""
    name = w.tokens[0].capital and w.lead not in ("", "dot")
    return None if name else Timex("SET", w.tokens[0].value, "none")


def reference(w: Words) -> Timex | None:
    """Resolve now, recently, soon: only before, at or after the telling."""
    if w.has("these"):
        days = w.one("units").value == "D"
        return Timex("DATE", "PRESENT_REF", "article") if days else None
    token = w.first("reference", "current", "future", "present", "now", "short", "last")
    if token is None or (token.kind == "last" and token.text != "past"):
        return None
    if token.text == "shortly" and w.after and w.after[0].kind in ("before", "after"):
        return None  # "shortly after 3 a.m."
    if w.before and w.after and w.before[-1].text == w.after[0].text == "as":
        return None  # "as recently as May"
    return Timex("DATE", _FIXED.get(token.kind) or token.value, "article")
