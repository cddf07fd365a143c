"""Resolvers of what is no place in the calendar: durations, sets, references to past and future."""

from __future__ import annotations

import re

from newslab.extract.dates.points import relative_unit
from newslab.extract.dates.words import Timex, Words, number


def _value(unit: str, count: float | None) -> str | None:
    """Return the TIMEX3 value of a length, X for a vague one."""
    m = re.fullmatch(r"(T?)(\d*)([SHMDWY])", unit)
    if m is None:
        return None
    clock, step, letter = m.groups()
    if count is None:
        return f"P{clock}X{letter}"
    total = count * int(step or 1)
    if letter == "Y" and total % 1 == 0.5 and total < 1:
        total, letter = total * 12, "M"
    if letter == "D" and total == 0.5:
        clock, total, letter = "T", 12, "H"
    return f"P{clock}{total:.12g}{letter}"


def _unit(w: Words) -> str | None:
    token = w.last("unit", "units", "quarter", "second")
    return ("TS" if token.kind == "second" else token.value) if token else None


def duration(w: Words) -> Timex | None:
    """Resolve two weeks, a year, several months, 30-day."""
    unit = _unit(w)
    if unit is None or (w.tokens[0].kind == "year" and not w.has("hyphen")):
        return None
    vague = w.has("vague")
    count = None if vague else number(t for t in w.tokens if t.kind != "quarter")
    if vague and (half := w.first("number", "small")):
        count = number([half])
    if count is None and not vague:
        if w.has("quarter", "second") or (w.last("unit") and unit == "TM"):
            return None
        count = 1.0
    if w.has("quarter") and w.after and w.after[0].kind == "of":
        return None
    if unit == "3M" and w.after and w.after[0].kind == "of":
        return None
    if w.tokens[0].text == "one" and w.after and w.after[0].kind in ("last", "next", "this"):
        return None  # "one day last week"
    many = w.first("vague")
    if many and many.text == "couple":
        count = 2.0
    if w.tokens[0].kind == "per":
        return Timex("SET", _value(unit, 1) or "")
    value = _value(unit, count)
    return Timex("DURATION", value, "none") if value else None


def shared_count(w: Words) -> Timex | None:
    """Resolve a number whose unit stands at the next ("between 60 and 90 days")."""
    unit = next((t.value for t in w.after[:6] if t.kind in ("unit", "units")), None)
    value = _value(unit, number(w.tokens)) if unit and unit != "3M" else None
    return Timex("DURATION", value, "none") if value else None


def bare_units(w: Words) -> Timex | None:
    """Resolve years, decades: a length that nobody counted."""
    unit = _unit(w)
    if w.before and w.before[-1].kind in ("the", "small", "number", "year", "big", "scale"):
        return None
    value = _value(unit, None) if unit and unit not in ("3M", "TS", "TM") else None
    return Timex("DURATION", value, "none") if value else None


def span_of_units(w: Words) -> Timex | None:
    """Resolve the past two years, the next few days, the last decade."""
    units, word = (
        w.last("units", "unit", "quarter"),
        w.first("last", "next", "previous", "following"),
    )
    if units is None:
        return None
    count = number(t for t in w.tokens if t.kind != "quarter")
    if units.kind != "units" and count is None:
        if word is not None and word.text == "last" and units.value not in ("10Y", "100Y"):
            return relative_unit(w)
        count = 1.0
    if count is None and word is not None and word.text == "coming" and not w.has("vague"):
        return Timex("DATE", "FUTURE_REF", "article")
    value = _value(units.value, count)
    return Timex("DURATION", value, "article") if value else None


def every(w: Words) -> Timex | None:
    """Resolve every Monday, each year, every three months."""
    if day := w.first("weekday", "abbreviated_weekday"):
        part = w.first("part_of_day")
        return Timex("SET", f"XXXX-WXX-{day.value}" + (f"T{part.value}" if part else ""), "none")
    if part := w.first("part_of_day"):
        return Timex("SET", f"XXXX-XX-XXT{part.value}", "none")
    if month := w.first("month"):
        return Timex("SET", f"XXXX-{int(month.value):02d}", "none")
    if season := w.first("season"):
        return Timex("SET", f"XXXX-{season.value}", "none")
    if w.has("weekend"):
        return Timex("SET", "XXXX-WXX-WE", "none")
    count = number(t for t in w.tokens if t.kind != "quarter")
    if count is None:
        count = 2.0 if w.has("other", "alternate") else 1.0
    value = _value(_unit(w) or "", count)
    return Timex("SET", value, "none") if value else None


def times(w: Words) -> Timex | None:
    """Resolve twice a year."""
    value = _value(_unit(w) or "", 1)
    return Timex("SET", value, "none") if value else None


per_unit = times


def weekdays(w: Words) -> Timex | None:
    """Resolve Mondays."""
    token, part = w.first("weekday", "weekdays"), w.first("parts_of_day")
    if token is None:
        return None
    return Timex("SET", f"XXXX-WXX-{token.value}" + (f"T{part.value}" if part else ""), "none")


def frequency(w: Words) -> Timex | None:
    """Resolve daily, annual; not a newspaper ("a local weekly", "the Weekly Friday")."""
    if w.tokens[0].capital and w.before and w.before[-1].kind != "dot":
        return None
    article = any(t.kind in ("a", "the") for t in w.before[-2:])
    if article and w.before[-1].kind == "word" and w.after and w.after[0].kind in ("comma", "dot"):
        return None
    return Timex("SET", w.tokens[0].value, "none")


def reference(w: Words) -> Timex | None:
    """Resolve now, recently, soon: only before, at or after the telling."""
    if w.has("these"):
        days = w.first("units")
        return Timex("DATE", "PRESENT_REF", "article") if days and days.value == "D" else None
    token = w.first("reference", "current", "future", "present", "now", "short", "last")
    if token is None:
        return None
    if token.text == "shortly" and w.after and w.after[0].kind in ("before", "after"):
        return None  # "shortly after 3 a.m."
    if w.before and w.after and w.before[-1].text == w.after[0].text == "as":
        return None  # "as recently as May"
    fixed = {"now": "PRESENT_REF", "last": "PAST_REF"}
    if token.kind == "last" and token.text != "past":
        return None
    return Timex("DATE", fixed.get(token.kind) or token.value, "article")
