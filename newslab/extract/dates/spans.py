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
_UNITS = ("unit", "units", "quarter", "second", "weekend")
_FIXED = {"now": "PRESENT_REF", "last": "PAST_REF"}


def length(unit: str, count: float | None) -> str:
    """Return the TIMEX3 value of a length, X for a vague one."""
    clock, step, letters = re.findall(r"(T?)(\d*)(\w+)", unit)[0]
    return f"P{clock}{'X' if count is None else f'{count * int(step or 1):.12g}'}{letters}"


def _measured(w: Words) -> tuple[str, float | None]:
    """Return unit and count; None where it is vague or not said."""
    token, vague = w.one(*_UNITS), w.first("vague")
    unit = "TS" if token.kind == "second" else token.value
    if vague:
        return unit, 2.0 if vague.text == "couple" else None
    return unit, number(t for t in w.tokens if t.kind != "quarter")


def duration(w: Words) -> Timex | None:
    """Resolve two weeks, a year, several months, 30-day; "60" of "between 60 and 90 days"."""
    if not w.has(*_UNITS):
        w = w.only([*w.tokens, *[t for t in w.after[:6] if t.kind in _UNITS][:1]])
    if not w.has(*_UNITS):
        return None
    unit, count = _measured(w)
    uncounted = count is None and not w.has("vague")
    if uncounted and (w.has("quarter", "second") or (unit == "TM" and w.has("unit"))):
        return None
    if w.tokens[0].kind == "per":
        return Timex("SET", length(unit, 1))
    return Timex("DURATION", length(unit, 1 if uncounted else count), "none")


def bare_units(w: Words) -> Timex | None:
    """Resolve years, decades: a length that nobody counted."""
    counted = w.lead in ("the", "small", "number", "year", "big", "scale")
    unit, _ = _measured(w)
    known = not counted and unit not in ("3M", "TS", "TM")
    return Timex("DURATION", length(unit, None), "none") if known else None


def span_of_units(w: Words) -> Timex | None:
    """Resolve the past two years, the next few days, the last decade."""
    (unit, count), counted = _measured(w), w.has("units", "vague")
    word = w.first("last", "next", "previous", "following")
    text = word.text if word else ""
    if count is None and not counted and text == "last" and unit not in ("10Y", "100Y"):
        return relative(w)
    if count is None and w.has("units") and text == "coming" and not w.has("vague"):
        return Timex("DATE", "FUTURE_REF", "article")
    return Timex("DURATION", length(unit, count if counted else count or 1.0), "article")


def every(w: Words) -> Timex | None:
    """Resolve every Monday, each year, every three months, twice a year, Mondays."""
    if named := w.first(*_SETS):
        part = w.first("part_of_day", "parts_of_day") if w.has(*WEEKDAYS, "weekdays") else None
        value = _SETS[named.kind].format(named.value)
        return Timex("SET", value + (f"T{part.value}" if part else ""), "none")
    unit, count = _measured(w)
    count = None if w.has("times", "a", "per") else count
    return Timex("SET", length(unit, count or (2 if w.has("other") else 1)), "none")


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
