"""Calendars: what days a TIMEX3 value covers, and on which day a holiday falls."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

Interval = tuple[date, date]

#: First month of each season; three months each, so that winter ends in the next year.
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_DAY = timedelta(days=1)
_FORMS = (
    ("time", re.compile(r"(\d{4})-(\d\d)-(\d\d)T.*")),
    ("day", re.compile(r"(\d{4})-(\d\d)-(\d\d)")),
    ("week", re.compile(r"(\d{4})-W(\d\d)")),
    ("weekend", re.compile(r"(\d{4})-W(\d\d)-WE")),
    ("quarter", re.compile(r"(\d{4})-Q([1-4])")),
    ("half", re.compile(r"(\d{4})-H([12])")),
    ("season", re.compile(r"(\d{4})-(SP|SU|FA|WI)")),
    ("month", re.compile(r"(\d{4})-(\d\d)")),
    ("fiscal year", re.compile(r"FY(\d{4})")),
    ("year", re.compile(r"(\d{4})")),
    ("decade", re.compile(r"(\d{3})")),
    ("century", re.compile(r"(\d\d)")),
)


@lru_cache(4096)
def describe(value: str) -> tuple[str | None, date | None, date | None]:
    """Return granularity, first and last day of a TIMEX3 value; no days where they are open.

    Examples
    --------
    >>> describe("2024-Q4")
    ('quarter', datetime.date(2024, 10, 1), datetime.date(2024, 12, 31))
    >>> describe("XXXX-03-11")
    ('day', None, None)
    """
    if value.count("/") == 1:
        first, last = (describe(part) for part in value.split("/"))
        return "interval", first[1], last[2]
    for name, form in _FORMS:
        if m := form.fullmatch(value):
            days = _days(name, m.groups())
            return (name, *days) if days else (name, None, None)
    for name, form in _FORMS[:8]:
        if form.fullmatch(value.replace("XXXX-XX-XX", "2000-01-01").replace("X", "0")):
            return name, None, None
    return None, None, None


def _days(name: str, parts: tuple[str, ...]) -> Interval | None:
    """Return the interval, or None for a day that no calendar has and for open forms."""
    try:
        year = int(parts[0])
        match name:
            case "time" | "day":
                day = date(year, int(parts[1]), int(parts[2]))
                return day, day
            case "week":
                return date.fromisocalendar(year, int(parts[1]), 1), date.fromisocalendar(
                    year, int(parts[1]), 7
                )
            case "weekend":
                return date.fromisocalendar(year, int(parts[1]), 6), date.fromisocalendar(
                    year, int(parts[1]), 7
                )
            case "quarter":
                return _months(year, 3 * int(parts[1]) - 2, 3)
            case "half":
                return _months(year, 6 * int(parts[1]) - 5, 6)
            case "season":
                return _months(year, SEASONS[parts[1]], 3)
            case "month":
                return _months(year, int(parts[1]), 1)
            case "year":
                return _months(year, 1, 12)
            case "decade":
                return date(year * 10, 1, 1), date(year * 10 + 9, 12, 31)
            case "century":
                return date(year * 100, 1, 1), date(year * 100 + 99, 12, 31)
    except ValueError:
        pass
    return None


def _months(year: int, month: int, count: int) -> Interval:
    end = month + count - 1
    last_year, last_month = year + (end - 1) // 12, (end - 1) % 12 + 1
    return date(year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])


def week(day: date) -> str:
    """Return the ISO week of a day as TIMEX3 writes it."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def add_months(year: int, month: int, count: int) -> tuple[int, int]:
    """Return the year and month ``count`` months on."""
    months = year * 12 + month - 1 + count
    return months // 12, months % 12 + 1


def holiday(rule: str, year: int) -> list[str]:
    """Return the values of a holiday in a year (the Islamic year may hold it twice or not at all).

    Rules are those of the lexicon ``holidays``: ``MM-DD``; ``month weekday nth [+days]``;
    ``easter +days [+days]``; ``hijri month [day]``, by the tabular calendar, which may be a day
    off the sighted moon.

    Examples
    --------
    >>> holiday("easter +0", 2025), holiday("11 4 4", 2024)
    (['2025-04-20'], ['2024-11-28'])
    """
    parts = rule.split()
    if parts[0] == "hijri":
        return _hijri(year, [int(p) for p in parts[1:]])
    if parts[0] == "easter":
        days = [easter(year) + timedelta(days=int(p)) for p in parts[1:]]
        return ["/".join(d.isoformat() for d in days)]
    if len(parts) == 1:
        return [f"{year}-{rule}"]
    month, weekday, nth, *more = map(int, parts)
    first = date(year, month, 1) if nth > 0 else date(year, month, monthrange(year, month)[1])
    step = (
        (weekday - first.isoweekday()) % 7 + 7 * (nth - 1)
        if nth > 0
        else -((first.isoweekday() - weekday) % 7)
    )
    return [(first + timedelta(days=step + sum(more))).isoformat()]


def easter(year: int) -> date:
    """Return Easter Sunday (Gregorian computus of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    x = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * x) // 451
    month, day = divmod(h + x - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _hijri(year: int, parts: list[int]) -> list[str]:
    """Days of an Islamic month, or one day of it, that begin in a Gregorian year."""
    month, days = parts[0], parts[1:]
    found = []
    about = (year - 622) * 33 // 32
    for islamic in range(about - 1, about + 3):
        first = _from_islamic(islamic, month, days[0] if days else 1)
        if first.year == year:
            after = _from_islamic(islamic + month // 12, month % 12 + 1, 1)
            found.append(first.isoformat() if days else f"{first}/{after - _DAY}")
    return found


def _from_islamic(year: int, month: int, day: int) -> date:
    days = day + -(-59 * (month - 1) // 2) + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(days + 227_014)
