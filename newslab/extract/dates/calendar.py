"""Calendars: what days a TIMEX3 value covers, which one lies near, on which day a holiday falls."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta, weekday

#: First month of each season; three months each, so that winter ends in the next year.
_SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
#: Granularity, form of the value, and the months that it has, for those of whole months.
_FORMS = (
    ("time", r"(\d{4})-(\d\d)-(\d\d)T.*", 0),
    ("day", r"(\d{4})-(\d\d)-(\d\d)", 0),
    ("week", r"(\d{4})-W(\d\d)", 0),
    ("weekend", r"(\d{4})-W(\d\d)-WE", 0),
    ("quarter", r"(\d{4})-Q([1-4])", 3),
    ("half", r"(\d{4})-H([12])", 6),
    ("season", r"(\d{4})-(SP|SU|FA|WI)", 3),
    ("month", r"(\d{4})-(\d\d)", 1),
    ("year", r"(\d{4})", 12),
    ("decade", r"(\d{3})", 120),
    ("century", r"(\d\d)", 1200),
    ("fiscal year", r"FY\d{4}", 0),
    ("fiscal quarter", r"FY\d{4}-Q\d", 0),
    ("fiscal half", r"FY\d{4}-H\d", 0),
)
#: Values of units whose days are not known, how much of a day's names a unit, hours of a day …
_OPEN = {"W": "XXXX-WXX", "E": "XXXX-WXX-WE", "M": "XXXX-XX", "Y": "XXXX"}
_LENGTHS = {"M": 7, "Y": 4, "10Y": 3, "100Y": 2}
_PER_DAY = {"H": 24, "M": 24 * 60, "S": 24 * 3600}


class Timex(NamedTuple):
    """A resolved expression; ``anchor`` as in the dates table, or the ``day`` told before it."""

    type: str
    value: str
    anchor: str = "explicit"


@lru_cache(4096)
def describe(value: str) -> tuple[str | None, date | None, date | None]:
    """Return granularity, first and last day of a TIMEX3 value; no days where they are open.

    Examples
    --------
    >>> describe("2024-Q4")
    ('quarter', datetime.date(2024, 10, 1), datetime.date(2024, 12, 31))
    >>> describe("XXXX-03-11"), describe("FY2025-Q2")
    (('day', None, None), ('fiscal quarter', None, None))
    """
    if value.count("/") == 1:
        first, last = (describe(part) for part in value.split("/"))
        return "interval", first[1], last[2]
    closed = value.replace("XXXX-XX-XX", "2000-01-01").replace("X", "0")
    for name, form, months in _FORMS:
        if m := re.fullmatch(form, closed):
            days = _days(name, m.groups(), months) if closed == value else None
            return (name, *days) if days else (name, None, None)
    return None, None, None


def _days(name: str, parts: tuple[str, ...], months: int) -> tuple[date, date] | None:
    """Return the interval, or None for a day that no calendar has and for fiscal years."""
    try:
        if name in ("time", "day"):
            day = date(*map(int, parts))
            return day, day
        if name in ("week", "weekend"):
            last = date.fromisocalendar(int(parts[0]), int(parts[1]), 7)
            return last - timedelta(6 if name == "week" else 1), last
        nth = _SEASONS.get(parts[-1]) or (int(parts[1]) - 1) * months + 1 if parts[1:] else 1
        first = date(int(parts[0].ljust(4, "0")), nth, 1)
        return first, first + relativedelta(months=months, days=-1)
    except (ValueError, IndexError):
        return None


def holiday(rule: str, year: int) -> list[str]:
    """Return the values of a holiday in a year (an Islamic one may come twice or not at all).

    Rules are those of the lexicon ``holidays``: ``MM-DD``; ``month weekday nth [+days]``;
    ``easter +days [+days]``; ``on`` and the values of all years.

    Examples
    --------
    >>> holiday("easter +0", 2025), holiday("11 4 4", 2024)
    (['2025-04-20'], ['2024-11-28'])
    """
    kind, *parts = rule.split()
    if "-" in kind:
        return [f"{year:04d}-{kind}"]
    if kind == "on":
        return [value for value in parts if value.startswith(str(year))]
    if not 1583 <= year < 4100:
        return []  # no Easter of the Gregorian calendar
    if kind == "easter":
        return ["/".join((easter(year) + timedelta(int(p))).isoformat() for p in parts)]
    month, day, nth, *more = map(int, (kind, *parts))
    edge = 1 if nth > 0 else 31
    found = date(year, month, 1) + relativedelta(day=edge, weekday=weekday(day - 1, nth))
    return [(found + timedelta(sum(more))).isoformat()]


def full_year(figures: int) -> int:
    """Return the year that two figures stand for."""
    return figures if figures > 99 else figures + (2000 if figures < 50 else 1900)


def nearest(
    values: Iterable[str], day: date, relative: int | None = None, tense: str = "none"
) -> str | None:
    """Return the value that a word of direction, else the tense, makes of those of some years.

    ``last`` is over, ``next`` not begun; in the past or the future it may be running.
    """
    told = [(*describe(value)[1:], value) for value in values]
    known = [(first, last, value) for first, last, value in told if first and last]
    way = relative or {"past": -1, "future": 1}.get(tense, 0)
    begun = [k for k in known if (k[1] < day if relative else k[0] <= day)]
    to_come = [k for k in known if (k[0] > day if relative else k[1] >= day)]
    if way < 0 and begun:
        return max(begun)[2]
    if way > 0 and to_come:
        return min(to_come)[2]
    none = (day, day, None)
    return min(known, key=lambda k: max((k[0] - day).days, (day - k[1]).days), default=none)[2]


def shift(unit: str, base: date, count: float) -> date | None:
    """Return the day that lies so many units from another, if a calendar has it."""
    step, kind = int(re.sub(r"\D", "", unit) or 1), unit[0] if unit[0] == "T" else unit[-1]
    name = {"T": "days", "D": "days", "M": "months", "Y": "years"}.get(kind, "weeks")
    try:
        n = int(count / _PER_DAY[unit[-1]]) if kind == "T" else round(count * step)
        day: date = base + relativedelta(**{name: n})
    except (OverflowError, ValueError):
        return None
    return day


def moved(unit: str, base: date | None, count: float, anchor: str) -> Timex | None:
    """Return the day, week, month … that lies ``count`` units from ``base``."""
    kind = unit[0] if unit[0] == "T" else unit[-1]
    if base is None:
        return Timex("DATE", _OPEN.get(kind, "XXXX-XX-XX"), "none")
    if (day := shift(unit, base, count)) is None:
        return None
    if unit == "3M":
        value = f"{day.year:04d}-Q{(day.month + 2) // 3}"
    elif kind in "WE":
        value = f"{day:%G-W%V}" + ("-WE" if kind == "E" else "")
    else:
        value = day.isoformat()[: _LENGTHS.get(unit, 10)]
    return Timex("DATE", value, anchor)
