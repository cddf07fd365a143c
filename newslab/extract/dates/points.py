"""Resolvers of points and periods of the calendar: days, weeks, months, quarters, years, clocks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from newslab.extract.dates import calendar
from newslab.extract.dates.lexer import Token
from newslab.extract.dates.matched import (
    DAYS,
    MONTHS,
    WEEKDAYS,
    Timex,
    Words,
    full_year,
    nearest,
    number,
    ordinal,
)

_ORDINALS = ("ordinal", "ordinal_number", "second", "last")
#: What names a day, and may have a clock or a part of the day beside it.
_NAMES_DAY = (*MONTHS, *WEEKDAYS, "iso", "numeric_date", "deictic_day")
_OPEN = {
    "T": "XXXX-XX-XX", "D": "XXXX-XX-XX", "W": "XXXX-WXX", "E": "XXXX-WXX-WE", "M": "XXXX-XX",
    "Y": "XXXX",
}  # fmt: skip
#: Words that count from a day: in which direction, and whether from the date told before.
_SHIFTS = {
    "ago": (-1, False),
    "hence": (1, False),
    "from": (1, False),
    "on": (1, False),
    "earlier": (-1, True),
    "before": (-1, True),
    "later": (1, True),
    "after": (1, True),
}
#: Words with "day" that make it the day told last, or one beside it.
_TOLD_DAY = ("previous", "following", "next", "that", "same", "early", "later", "earlier")
#: An hour without a day belongs to the day told last if that is not longer ago than this.
_RECENT = 8
#: After a date that is longer ago, an hour is not the article's.
_LONG_AGO = 300
_HOURS = {"H": 24, "M": 24 * 60, "S": 24 * 3600}


# --- what comes once a year ---------------------------------------------------------------------


def of_year(w: Words, values: Callable[[int], list[str]], unknown: str) -> Timex | None:
    """Resolve by the year that is told, else by the nearest that a word or the tense allows."""
    if (known := w.year) is not None:
        found = values(known[0])
        return Timex("DATE", found[0], known[1]) if found else None
    if w.published is None:
        return Timex("DATE", unknown, "none")
    years = range(w.published.year - 2, w.published.year + 3)
    value = nearest(
        (v for y in years for v in values(y)),
        w.published,
        relative=w.relative,
        tense=w.tense,
    )
    # 30 February: tagged, and left as impossible as it is
    return Timex("DATE", value, "article") if value else Timex("DATE", unknown, "none")


def yearly(w: Words) -> Timex | None:
    """Resolve a day of the year, a month, a season or a holiday."""
    if figures := w.first("iso", "numeric_date"):
        return _figures(figures)
    month, day, named = w.first(*MONTHS), w.first(*DAYS), w.first("season", "fall", "holiday")
    if named and named.kind == "holiday":
        fixed = re.fullmatch(r"\d\d-\d\d", named.value)
        unknown = f"XXXX-{named.value}" if fixed else "XXXX-XX-XX"
        return of_year(w, lambda y: calendar.holiday(named.value, y), unknown)
    if named:
        rest = f"-{named.value}"
    elif month:
        rest = f"-{int(month.value):02d}" + (
            f"-{int(day.text.rstrip('strndh')):02d}" if day else ""
        )
    else:
        return None
    return of_year(w, lambda y: [f"{y:04d}{rest}"], f"XXXX{rest}") if len(rest) < 7 else None


def _figures(token: Token) -> Timex | None:
    text = token.text
    if token.kind == "iso":
        return Timex("TIME" if "t" in text else "DATE", text.upper()[:16])
    a, b, c = (int(x) for x in re.split(r"[/.]", text))
    if a > 31:
        return Timex("DATE", f"{a:04d}-{b:02d}-{c:02d}")
    # With dots the day is first. With strokes it depends on the country: where both figures can be
    # a month the year is all that is sure.
    month, day = (a, b) if "/" in text and a <= 12 else (b, a)
    if month > 12 or day > 31:
        return None
    sure = "." in text or max(a, b) > 12 or a == b
    return Timex("DATE", f"{full_year(c):04d}" + (f"-{month:02d}-{day:02d}" if sure else ""))


def day_range(w: Words) -> Timex | None:
    """Resolve two days of one month: an interval."""
    first, last = w.first("small"), w.last("small")
    start = yearly(w.only(t for t in w.tokens if t is not last))
    end = yearly(w.only(t for t in w.tokens if t is not first))
    if not (first and last and start and end) or int(first.text) >= int(last.text):
        return None
    return Timex("DATE", f"{start.value}/{end.value}", start.anchor)


def shared_day(w: Words) -> Timex | None:
    """Resolve a day whose month stands at the next or the one before ("from 3 to 5 May")."""
    month = [t for t in w.before[-3:-2] if t.kind in MONTHS]
    if month:
        return yearly(w.only([*month, *w.tokens]))
    behind = [t for t in w.after[:7] if t.kind in (*MONTHS, "year")]
    return yearly(w.only([*w.tokens, *behind[:2]]))


def year_range(w: Words) -> Timex | None:
    """Resolve two years joined by a stroke: ``2019-20``."""
    first, last = re.split(r"[-–/]", w.tokens[0].text)
    last = first[: 4 - len(last)] + last
    if first < last:
        return Timex("DATE", f"{first}/{last}")
    return Timex("DATE", f"{first}-{last[2:]}") if 1 <= int(last[2:]) <= 12 else None


def quarter(w: Words) -> Timex | None:
    """Resolve a quarter or half of a year; those of a fiscal year have no days in the calendar."""
    token, nth = w.last("quarter_code", "quarter", "half"), w.first(*_ORDINALS)
    if token is None:
        return None
    kind = "H" if "h" in (token.text[0], token.text[-1]) else "Q"
    if kind == "H" and not (w.year or w.has("hyphen", "unit", "fiscal", "quarter_code")):
        return None  # of a match
    count = 2 if kind == "H" else 4
    n = ordinal(nth) if nth else int(re.sub(r"\D", "", token.text))
    n = count if n == -1 else n
    if not 0 < n <= count:
        return None
    after = w.only(w.tokens[w.tokens.index(token) + 1 :] or w.tokens[:1])
    if w.has("fiscal"):
        year, _ = after.year or ("XXXX", "")
        return Timex("DATE", f"FY{year}-{kind}{n}", "explicit")
    return of_year(after, lambda y: [f"{y}-{kind}{n}"], f"XXXX-{kind}{n}")


def fiscal(w: Words) -> Timex | None:
    """Resolve a fiscal year."""
    short = w.first("small") if not w.has("unit") else None
    year = (full_year(int(short.text)), "explicit") if short else w.year
    return Timex("DATE", f"FY{year[0]}", year[1]) if year else None


def week_of_month(w: Words) -> Timex | None:
    """Resolve the first, second … or last week, weekend or day of a month."""
    unit, nth = w.first("unit", "weekend"), w.first(*_ORDINALS)
    inner = yearly(w.only(t for t in w.tokens if t is not nth))
    first, last = calendar.describe(inner.value)[1:] if inner else (None, None)
    if not (unit and nth and inner) or not (first and last) or unit.value not in ("W", "WE", "D"):
        return inner
    n = ordinal(nth)
    if unit.value == "D":
        day = last if n < 0 else first + timedelta(n - 1)
    elif n < 0:
        day = last - timedelta(last.isoweekday() % 7)  # a week belongs to the month where it ends
    else:
        day = first + timedelta((4 - first.isoweekday()) % 7 + 7 * (n - 1))
    return moved(unit.value, day, 0, inner.anchor)


def week_of(w: Words) -> Timex | None:
    """Resolve the week of October 21."""
    day = day_of(w)
    return moved("W", day[0], 0, day[1]) if day else None


# --- what is counted ----------------------------------------------------------------------------


def moved(unit: str, base: date | None, count: float, anchor: str) -> Timex | None:
    """Return the day, week, month … that lies ``count`` units from ``base``."""
    step, kind = int(re.sub(r"\D", "", unit) or 1), unit[0] if unit[0] == "T" else unit[-1]
    if base is None:
        return Timex("DATE", _OPEN[kind], "none")
    n = int(count / _HOURS[unit[-1]]) if kind == "T" else round(count * step)
    try:
        if kind in "TD":
            value = (base + timedelta(days=n)).isoformat()
        elif kind in "WE":
            value = f"{base + timedelta(weeks=n):%G-W%V}" + ("-WE" if kind == "E" else "")
        elif kind == "M":
            year, month = calendar.add_months(base.year, base.month, n)
            value = f"{year:04d}-" + (f"Q{(month + 2) // 3}" if step == 3 else f"{month:02d}")
        else:
            year, value = base.year + n, f"{base.year + n:04d}"[: 5 - len(str(step))]
    except OverflowError:
        return None
    return Timex("DATE", value, anchor) if base.year + n > 0 or kind != "Y" else None


def shifted(w: Words) -> Timex | None:
    """Resolve two days later, a month ago, the day after tomorrow, a week from Monday."""
    unit, word = w.first("unit", "units", "quarter", "second"), w.last(*_SHIFTS)
    if word is None:  # "Monday week"
        return _from_day(w, unit, 1) if unit and unit.value in ("W", "2W") else None
    if unit is None:
        return Timex("DATE", "PAST_REF", "none")
    sign, told = _SHIFTS[word.kind]
    count = number(w.tokens[: w.tokens.index(unit)])
    if count is None and (w.has("vague", "time") or unit.kind == "units"):
        return Timex("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF", "none")
    count = sign * (count or 1.0)
    if w.has(*_NAMES_DAY):
        return _from_day(w, unit, count)
    return _from_told(w, unit, count, told=told)


def _from_told(w: Words, unit: Token, count: float, *, told: bool) -> Timex | None:
    """Count from the date told before, else from the article's."""
    granularity, base, _ = calendar.describe(w.previous or "")
    if not told or base is None:
        return moved(unit.value, w.published, count, "article")
    if unit.value == "Y" and granularity in ("quarter", "half", "month"):
        # "the first quarter … a year earlier": the same quarter of the year before
        return Timex("DATE", f"{base.year + int(count):04d}{(w.previous or '')[4:]}", "previous")
    day = w.day if unit.value[0] in "DT" and w.day else base
    return moved(unit.value, day, count, "previous")


def _from_day(w: Words, unit: Token, count: float) -> Timex | None:
    """Count days or weeks from a day that is named, forward from the next, back from the last."""
    if unit.value not in ("D", "W", "2W"):
        return None
    tense = "past" if w.has("ago") else w.tense if w.has("after", "before") else "future"
    named = w.only(t for t in w.tokens if t.kind in (*_NAMES_DAY, *DAYS, "year", "last", "next"))
    named.find_tense, named.before = (lambda: tense), []
    day = day_of(named)
    if day is None or day[0] is None:
        return Timex("DATE", "XXXX-XX-XX", "none")
    days = count * {"D": 1, "W": 7, "2W": 14}[unit.value]
    return moved("D", day[0], days, day[1])


def relative(w: Words) -> Timex | None:
    """Resolve last week, next year, the same month, the end of the week, the week before last."""
    unit = w.last("unit", "quarter", "weekend")
    if unit is None or unit.value[0] == "T":
        return None
    base, anchor = w.base()
    count = (w.relative or 0) * (2 if w.has("before", "after") else 1)
    if unit.kind == "weekend" and w.relative is None:
        if not w.has("the"):
            return None
        # "the weekend" of the past is the last one, on the days before it
        count = -1 if base and w.tense == "past" and base.isoweekday() < 5 else 0
    if unit.value == "D":
        if w.has("this", "last") or not w.has(*_TOLD_DAY):
            return None
        base, anchor = (w.day, "previous") if w.day else (w.published, "article")
    return moved(unit.value, base, count, anchor)


def same_period(w: Words) -> Timex | None:
    """Resolve the same month a year ago, the same period last year."""
    unit = w.tokens[next(i for i, t in enumerate(w.tokens) if t.kind == "same") + 1]
    base, anchor = w.previous_day or w.published, "previous" if w.previous_day else "article"
    if base is None:
        return Timex("DATE", "XXXX", "none")
    if unit.kind == "time" and w.previous:
        return Timex("DATE", f"{base.year - 1:04d}{w.previous[4:]}", anchor)
    year_before = base.replace(year=max(base.year - 1, 1), day=1)
    return moved("Y" if unit.kind == "time" else unit.value, year_before, 0, anchor)


def deictic(w: Words) -> Timex | None:
    """Resolve today, yesterday, tomorrow."""
    token = w.first("deictic_day")
    return moved("D", w.published, int(token.value), "article") if token else None


def weekday(w: Words) -> Timex | None:
    """Resolve a weekday: the last or next one, as word or tense has it."""
    token = w.first(*WEEKDAYS)
    if token is None:
        return None
    base, anchor = w.base()
    if base is None:
        return Timex("DATE", f"XXXX-WXX-{token.value}", "none")
    step = int(token.value) - base.isoweekday()
    if w.relative or not w.has("this") or (w.tense == "past" and step > 0):
        step = {-1: -(-step % 7 or 7), 1: step % 7 or 7}.get(
            w.relative or 0, step % 7 if w.tense in ("future", "planned") else -(-step % 7)
        )
    return moved("D", base, step, anchor)


def decade(w: Words) -> Timex | None:
    """Resolve the 1990s, the '70s, the sixties."""
    token = w.first("decade", "short_decade", "named_decade")
    if token is None:
        return None
    digits = token.value or re.sub(r"\D", "", token.text)
    if token.kind != "short_decade":
        return Timex("DATE", digits[:3])
    joined = len(w.before) > 1 and w.before[-1].kind in ("and", "or", "to")
    if token.text[0].isdigit() and not (w.has("the", "early") or joined):
        return None  # "in her 40s"
    return Timex("DATE", f"{20 if int(digits) < 20 else 19}{digits[0]}")


def century(w: Words) -> Timex | None:
    """Resolve the 19th century."""
    nth, unit = w.first(*_ORDINALS[:3]), w.first("unit")
    if nth is None or unit is None or unit.value != "100Y":
        return None
    return Timex("DATE", f"{ordinal(nth) - 1:02d}")


def period(w: Words) -> Timex | None:
    """Resolve a named period of history."""
    token = w.first("period")
    return Timex("DATE", token.value) if token else None


def year(w: Words) -> Timex | None:
    """Resolve a year in figures, before Christ, too."""
    era, short = w.first("ancient"), w.first("small", "big")
    if era and short and short.text.isdigit():
        return Timex("DATE", f"{'BC' if era.value == '-1' else ''}{int(short.text):04d}")
    known, before = w.year, "BC" if era and era.value == "-1" else ""
    return Timex("DATE", f"{before}{known[0]:04d}") if known else None


# --- clocks and parts of days -------------------------------------------------------------------


def clock(w: Words) -> Timex | None:
    """Resolve a time of day: on the day named, or on that of the date before in its sentence."""
    at = _before_mark(w.tokens) or w.first("clock", "named_clock")
    hour = _hour(at, w.first("clock_mark"), w.has("zone")) if at else None
    if hour is None or hour[0] > 24 or hour[1] > 59:
        return None
    day, anchor = _day_in(w.only(t for t in w.tokens if t is not at))
    # The zone that the time is told in, not one that a bracket turns it into.
    at_open = w.first("open")
    told = w.tokens if at_open is None else w.tokens[: w.tokens.index(at_open) + 2]
    zone = next((t.value for t in told if t.kind == "zone" and ":" in t.value), "")
    zone = "Z" if zone == "+00:00" else zone
    return Timex("TIME", f"{day}T{hour[0]:02d}:{hour[1]:02d}{zone}", anchor)


def _before_mark(tokens: list[Token]) -> Token | None:
    """Return the figures before "p.m.", or before a zone ("1354 UTC")."""
    for at, mark in pairwise(tokens):
        if mark.kind == "clock_mark" or (mark.kind == "zone" and at.kind in ("year", "big")):
            return at
    return None


def _hour(at: Token, mark: Token | None, zone: bool) -> tuple[int, int] | None:
    """Return hour and minute."""
    if at.kind in ("clock", "named_clock"):
        if "." in at.text and not (mark or zone):
            return None
        h, minutes = (int(x) for x in re.split(r"[:.]", at.value or at.text)[:2])
    elif mark is None:
        h, minutes = divmod(int(at.value or 0), 100) if len(at.text) == 4 else (99, 0)
    else:
        h, minutes = int(number([at]) or 99), 0
    if mark and "o" not in mark.text:
        return (h % 12 + (12 if mark.text[0] == "p" else 0), minutes) if 1 <= h <= 12 else None
    return h, minutes


def day_of(w: Words) -> tuple[date | None, str] | None:
    """Return the day that is named among the words, None in it where it cannot be known."""
    if not w.has(*_NAMES_DAY):
        return None
    found = yearly(w) or weekday(w) or deictic(w)
    day = calendar.describe(found.value)[1] if found else None
    return day, found.anchor if found else "none"


def _day_in(w: Words) -> tuple[str, str]:
    """Return the day named among the words, else the one that the sentence is about."""
    if (named := day_of(w)) is not None:
        return (named[0].isoformat() if named[0] else "XXXX-XX-XX"), named[1]
    if w.day and (w.same_sentence if w.tense != "past" else _is_recent(w, w.day)):
        return w.day.isoformat(), "previous"
    until = calendar.describe(w.previous or "")[2]
    ago = (w.published - until).days if w.published and until and w.tense == "past" else 0
    if w.published is None or ago > _LONG_AGO:
        return _OPEN["D"], "none"  # a night of June 1968
    return w.published.isoformat(), "article"


def _is_recent(w: Words, day: date) -> bool:
    """Say whether what happened at an hour did so on the day told last.

    Not on one ahead: "will strike on Tuesday after talks failed at 2 a.m.".
    """
    if w.published is None:
        return w.same_sentence
    told = calendar.describe(w.previous or "")[0] in ("day", "time")
    near = told and (w.published - day).days < _RECENT
    return day <= w.published and (w.same_sentence or near)


def part_of_day(w: Words) -> Timex | None:
    """Resolve Wednesday night, this morning, tonight, the early hours of Sunday."""
    part = w.last("part_of_day", "tonight", "units")
    if part is None or (part.kind == "units" and part.value != "TH"):
        return None
    named, found = w.has(*_NAMES_DAY), None
    if not named and w.day and w.has("next", "following", "previous", "same", "that"):
        found = moved("D", w.day, w.relative or 0, "previous")
    elif not named and w.has("last"):
        found = moved("D", w.published, -1, "article")
    day, anchor = (found.value, found.anchor) if found else _day_in(w)
    return Timex("TIME", f"{day}T{'MO' if part.kind == 'units' else part.value}", anchor)
