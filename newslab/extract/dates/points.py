"""Resolvers of points and periods of the calendar: days, weeks, months, quarters, years, clocks."""

from __future__ import annotations

import re
from datetime import date, timedelta

from newslab.extract.dates import calendar
from newslab.extract.dates.lexer import Token
from newslab.extract.dates.words import Timex, Words, nearest, number, ordinal, shift_days, year_of

_DAY_KINDS = ("small", "ordinal_number")
_MONTHS = ("month", "abbreviated_month")
#: What follows "the day after" where an event follows.
_EVENT = ("word", "capital", "the", "a")
_WEEKDAYS = ("weekday", "abbreviated_weekday")


def absolute(w: Words) -> Timex | None:
    """Resolve day, month and perhaps year; without a year the nearest that the tense allows."""
    if figures := w.first("iso", "numeric_date"):
        return _figures(figures, w.published)
    month, day = w.first(*_MONTHS), w.first(*_DAY_KINDS)
    if month is None or day is None:
        return None
    n, d = int(month.value), int(re.sub(r"\D", "", day.text))
    year = year_of(w) or _year_ahead(w.after)
    if d > 31:
        return None
    return _day(w, n, d, year)


def _day(w: Words, month: int, day: int, year: int | None) -> Timex:
    if year is not None:
        return Timex("DATE", f"{year:04d}-{month:02d}-{day:02d}")
    if w.published is None:
        return Timex("DATE", f"XXXX-{month:02d}-{day:02d}", "none")
    days = [x for y in (-1, 0, 1) if (x := _date(w.published.year + y, month, day))]
    found = nearest(days, w.published, w.tense)
    if found is None:  # 30 February: tagged, and left as impossible as it is
        return Timex("DATE", f"XXXX-{month:02d}-{day:02d}", "none")
    return Timex("DATE", found.isoformat(), "article")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_ahead(after: list[Token]) -> int | None:
    """Return the year that a range writes once, at its end ("January 6 to May 4, 2025")."""
    if not after or after[0].kind not in ("and", "to", "hyphen", "until", "through"):
        return None
    seen_month = False
    for t in after[1:6]:
        if t.kind in _MONTHS:
            seen_month = True
        elif t.kind == "year" and seen_month:
            return int(t.text)
        elif t.kind not in (*_DAY_KINDS, "comma", "dot"):
            return None
    return None


def _figures(token: Token, published: date | None) -> Timex | None:
    text = token.text
    if token.kind == "iso":
        return Timex("TIME" if "t" in text else "DATE", text.upper()[:16])
    a, b, c = (int(x) for x in re.split(r"[/.]", text))
    if a > 31:
        return Timex("DATE", f"{a:04d}-{b:02d}-{c:02d}")
    year = c if c > 99 else c + (2000 if c < 50 else 1900)
    # Day first with dots and where the second figure can be no month; else as in the United States.
    month, day = (a, b) if "/" in text and a <= 12 else (b, a)
    if month > 12 or day > 31:
        return None
    return Timex("DATE", f"{year:04d}-{month:02d}-{day:02d}")


def day_range(w: Words) -> Timex | None:
    """Resolve two days of one month: an interval."""
    first, last = w.first("small"), w.last("small")
    month = w.first(*_MONTHS)
    if first is None or last is None or month is None or int(first.text) >= int(last.text):
        return None
    days = [_day(w, int(month.value), int(t.text), year_of(w)) for t in (first, last)]
    return Timex("DATE", "/".join(d.value for d in days), days[0].anchor)


def shared_day(w: Words) -> Timex | None:
    """Resolve a day whose month stands at the next ("from 3 to 5 May")."""
    at = next((n for n, t in enumerate(w.after[:5]) if t.kind in _MONTHS), None)
    if at is None:
        return None
    month = w.after[at]
    follows = [t for t in w.after[at + 1 : at + 3] if t.kind != "comma"]
    year = follows[0] if follows and follows[0].kind == "year" else None
    day = int(re.sub(r"\D", "", w.tokens[0].text))
    return _day(w, int(month.value), day, int(year.text) if year else None)


def year_range(w: Words) -> Timex | None:
    """Resolve two years joined by a stroke: ``2019-20``."""
    first, last = re.split(r"[-–/]", w.tokens[0].text)
    last = first[: 4 - len(last)] + last
    if first < last:
        return Timex("DATE", f"{first}/{last}")
    short = last[2:]
    return Timex("DATE", f"{first}-{short}") if 1 <= int(short) <= 12 else None


def deictic(w: Words) -> Timex | None:
    """Resolve today, yesterday, tomorrow."""
    token = w.first("deictic_day")
    if token is None or w.published is None:
        return Timex("DATE", "XXXX-XX-XX", "none") if token else None
    day = shift_days(w.published, int(token.value))
    return Timex("DATE", day.isoformat(), "article") if day else None


def weekday(w: Words) -> Timex | None:
    """Resolve a weekday: the last or next one, as word or tense has it."""
    token = w.first(*_WEEKDAYS)
    if token is None:
        return None
    base, anchor = w.base()
    number_ = int(token.value)
    if base is None:
        return Timex("DATE", f"XXXX-WXX-{number_}", "none")
    back, ahead = (base.isoweekday() - number_) % 7, (number_ - base.isoweekday()) % 7
    if w.relative == -1:
        step = -(back or 7)
    elif w.relative == 1:
        step = ahead or 7
    elif w.has("this"):
        step = number_ - base.isoweekday()
    else:
        step = ahead if w.tense == "future" else -back
    day = shift_days(base, step)
    return Timex("DATE", day.isoformat(), anchor) if day else None


def month(w: Words) -> Timex | None:
    """Resolve a month, with its year or the nearest that the tense allows."""
    if figures := w.first("year_month"):
        return Timex("DATE", figures.text)
    token = w.first(*_MONTHS)
    if token is None:
        return None
    n = int(token.value)
    year = year_of(w) or _year_ahead(w.after)
    if year is not None:
        return Timex("DATE", f"{year:04d}-{n:02d}")
    if (unit := w.first("unit")) and unit.value == "Y":
        base, anchor = w.base()
        value = f"{base.year + (w.relative or 0):04d}-{n:02d}" if base else f"XXXX-{n:02d}"
        return Timex("DATE", value, anchor if base else "none")
    if w.published is None:
        return Timex("DATE", f"XXXX-{n:02d}", "none")
    here = w.published.replace(day=1)
    months = [date(here.year + y, n, 1) for y in (-1, 0, 1) if 0 < here.year + y < 10000]
    if w.relative:
        months = [m for m in months if (m > here) == (w.relative > 0) and m != here]
    found = nearest(months, here, {-1: "past", 1: "future"}.get(w.relative or 0, w.tense))
    return Timex("DATE", f"{found:%Y-%m}", "article") if found else None


def week_of_month(w: Words) -> Timex | None:
    """Resolve the first, second … or last week or day of a month."""
    name, unit = w.first(*_MONTHS), w.first("unit")
    nth = w.first("ordinal", "ordinal_number", "second", "last")
    inner = month(w.part("ordinal", "ordinal_number", "second", "last"))
    if not (name and unit and nth and inner):
        return None
    _, first, last = calendar.describe(inner.value)
    if first is None or last is None or unit.value not in ("W", "D"):
        return inner
    n = ordinal(nth)
    if unit.value == "D":
        return Timex(
            "DATE", (last if n < 0 else first + timedelta(n - 1)).isoformat(), inner.anchor
        )
    # A week belongs to the month in which it ends (last) or that holds its Thursday.
    day = (
        last - timedelta(last.isoweekday() % 7)
        if n < 0
        else first + timedelta((4 - first.isoweekday()) % 7 + 7 * (n - 1))
    )
    return Timex("DATE", calendar.week(day), inner.anchor)


def quarter(w: Words) -> Timex | None:
    """Resolve a quarter or half of a year, fiscal or not."""
    code = w.first("quarter_code")
    unit = w.first("quarter", "half")
    nth = w.first("ordinal", "ordinal_number", "second", "last")
    if code:
        kind, n = ("H" if "h" in code.text else "Q"), int(re.sub(r"\D", "", code.text))
    elif unit and nth:
        kind, n = ("H" if unit.kind == "half" else "Q"), ordinal(nth)
    else:
        return None
    year, size = year_of(w), 6 if kind == "H" else 3
    named = year is not None or w.has("unit")
    if kind == "H" and not (named or w.has("hyphen")) and not code:
        return None  # of a match
    if n == -1 and not named and w.has("last") and kind == "Q":
        return _unit_value("3M", w.published, -1, "article")
    n = 12 // size if n == -1 else n
    if not 0 < n <= 12 // size:
        return None
    anchor = "explicit"
    if year is None and w.has("unit"):
        # "last quarter of next year": the word for the year is the one behind "of"
        base, anchor = w.base()
        later = w.part()
        later.tokens = w.tokens[w.tokens.index(unit) :] if unit else w.tokens
        year = base.year + (later.relative or 0) if base else None
    elif year is None and w.published:
        start, anchor = (n - 1) * size + 1, "article"
        starts = [date(w.published.year + y, start, 1) for y in (-1, 0, 1)]
        found = nearest(starts, w.published, "past" if w.tense == "none" else w.tense)
        year = found.year if found else None
    return Timex("DATE", f"{year if year else 'XXXX'}-{kind}{n}", anchor if year else "none")


def first_months(w: Words) -> Timex | None:
    """Resolve the first three, six or nine months of a year."""
    count = number(t for t in w.tokens[2:] if t.kind in ("small", "number"))
    year, anchor = year_of(w), "explicit"
    if year is None:
        base, anchor = w.base()
        year = base.year + (w.part("ordinal").relative or 0) if base else None
    units = w.first("units")
    if year is None or count is None or units is None or units.value != "M" or count > 12:
        return None
    n = int(count)
    start = 13 - n if w.tokens[1].kind == "last" else 1
    if n in (3, 6):
        return Timex("DATE", f"{year}-{'Q' if n == 3 else 'H'}{(start - 1) // n + 1}", anchor)
    return Timex("DATE", f"{year}-{start:02d}/{year}-{start + n - 1:02d}", anchor)


def fiscal(w: Words) -> Timex | None:
    """Resolve a fiscal year."""
    year = year_of(w)
    if year is None and (short := w.first("small")) and not w.has("unit"):
        year = 2000 + int(short.text)
    if year is not None:
        return Timex("DATE", f"FY{year}")
    base, anchor = w.base()
    return Timex("DATE", f"FY{base.year + (w.relative or 0)}", anchor) if base else None


def season(w: Words) -> Timex | None:
    """Resolve a season, with its year or the nearest that the tense allows."""
    token = w.first("season", "fall")
    if token is None:
        return None
    code, year = token.value, year_of(w)
    if year is not None:
        return Timex("DATE", f"{year}-{code}")
    base, anchor = w.base()
    if base is None:
        return Timex("DATE", f"XXXX-{code}", "none")
    if (unit := w.first("unit")) and unit.value == "Y":
        return Timex("DATE", f"{base.year + (w.relative or 0)}-{code}", anchor)
    starts = [date(base.year + y, calendar.SEASONS[code], 1) for y in (-1, 0, 1)]
    running = [s for s in starts if s <= base < s + timedelta(days=89)]
    if w.relative and running:
        starts.remove(running[0])
    tense = {-1: "past", 1: "future"}.get(w.relative or 0, w.tense)
    if running and running[0] in starts:
        return Timex("DATE", f"{running[0].year}-{code}", anchor)
    found = nearest(starts, base, tense)
    return Timex("DATE", f"{found.year}-{code}", anchor) if found else None


def decade(w: Words) -> Timex | None:
    """Resolve the 1990s, the '70s, the sixties."""
    token = w.first("decade", "short_decade", "named_decade")
    if token is None:
        return None
    if token.kind == "named_decade":
        return Timex("DATE", token.value)
    digits = re.sub(r"\D", "", token.text)
    if token.kind == "decade":
        return Timex("DATE", digits[:3])
    if token.text[0].isdigit() and not (w.has("the", "early") or _and_decade(w.before)):
        return None  # "in her 40s"
    return Timex("DATE", f"{20 if int(digits) < 20 else 19}{digits[0]}")


def _and_decade(before: list[Token]) -> bool:
    return (
        len(before) > 1 and before[-1].kind in ("and", "or", "to") and "decade" in before[-2].kind
    )


def century(w: Words) -> Timex | None:
    """Resolve the 19th century."""
    nth, unit = w.first("ordinal", "ordinal_number", "second"), w.first("unit")
    if nth is None or unit is None or unit.value != "100Y":
        return None
    return Timex("DATE", f"{ordinal(nth) - 1:02d}")


def edge_of_unit(w: Words) -> Timex | None:
    """Resolve the end of the month, earlier this week: the unit itself."""
    if w.has("weekend"):
        return weekend(w)
    return relative_unit(w)


def relative_unit(w: Words) -> Timex | None:
    """Resolve last week, next year, the same month."""
    unit = w.last("unit", "quarter", "second")
    if unit is None or unit.value.startswith("T") or unit.kind == "second":
        return None
    base, anchor = w.base()
    relative = w.relative or 0
    if unit.value == "D" and w.has("this", "last"):
        return None
    if unit.value == "D" and not w.has(
        "previous", "following", "next", "that", "same", "early", "later", "earlier"
    ):
        return None
    if unit.value == "D" and w.has("next", "early", "later", "earlier", "that", "same"):
        known = w.known_day()
        base, anchor = (known, "previous") if known else (w.published, "article")
    return _unit_value(unit.value, base, relative, anchor)


def _unit_value(unit: str, base: date | None, count: float, anchor: str) -> Timex | None:
    """Return the day, week, month … that lies ``count`` units from ``base``."""
    m = re.fullmatch(r"(\d*)([DWMY])", unit)
    if m is None:
        return None
    step, letter = int(m[1] or 1), m[2]
    if base is None:
        open_ = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX"}[letter]
        return Timex("DATE", open_, "none")
    n = round(count * step)
    try:
        if letter == "D":
            value = (base + timedelta(days=n)).isoformat()
        elif letter == "W":
            value = calendar.week(base + timedelta(weeks=n))
        elif unit == "3M":
            year, month_ = calendar.add_months(base.year, base.month, n)
            value = f"{year}-Q{(month_ + 2) // 3}"
        elif letter == "M":
            value = "{:04d}-{:02d}".format(*calendar.add_months(base.year, base.month, n))
        else:
            year = base.year + n
            value = f"{year:04d}"[: {10: 3, 100: 2, 1000: 1}.get(step, 4)]
            if year < 1:
                return None
    except OverflowError:
        return None
    return Timex("DATE", value, anchor)


def same_period(w: Words) -> Timex | None:
    """Resolve the same month a year ago, the same period last year."""
    unit = w.tokens[next(i for i, t in enumerate(w.tokens) if t.kind == "same") + 1]
    known = calendar.describe(w.previous)[1] if w.previous else None
    base, anchor = (known, "previous") if known else (w.published, "article")
    kind = "" if unit.kind == "time" else unit.value
    if base is None:
        return Timex("DATE", "XXXX", "none")
    if not kind and w.previous:
        return Timex("DATE", f"{base.year - 1:04d}{w.previous[4:]}", anchor)
    return _unit_value(kind or "Y", base.replace(year=base.year - 1, day=1), 0, anchor)


def ago(w: Words) -> Timex | None:
    """Resolve so many units before or after the article's day."""
    unit = w.first("unit", "units", "quarter", "second")
    count = number(t for t in w.tokens if t.kind != "quarter")
    if count is None and w.first("a") and not w.has("vague", "time"):
        count = 1.0
    forward = w.has("hence", "from")
    if unit is None or count is None:
        return Timex("DATE", "FUTURE_REF" if forward else "PAST_REF", "none")
    anchor_day = w.published
    if unit.value.startswith("T"):
        value = anchor_day.isoformat() if anchor_day else "XXXX-XX-XX"
        return Timex("DATE", value, "article" if anchor_day else "none")
    return _unit_value(unit.value, anchor_day, count if forward else -count, "article")


def shift(w: Words) -> Timex | None:
    """Resolve two days later, a month earlier, the day before: counted from the date before."""
    unit = w.first("unit", "units", "quarter")
    count = number(t for t in w.tokens if t.kind != "quarter")
    if unit is None:
        return None
    if count is None and (w.has("vague") or unit.kind == "units"):
        return Timex("DATE", "PAST_REF" if w.has("earlier") else "FUTURE_REF", "none")
    event = w.has("the") and w.after and w.after[0].kind in _EVENT
    dated = (*_DAY_KINDS, *_MONTHS, *_WEEKDAYS, "year", "iso")
    commas = [t.kind for t in w.before[-2:]]
    beside = commas[1:] == ["comma"] and commas[0] in dated and w.same_sentence
    if event and beside and w.previous:
        # "on Feb. 9, the day after agents came": the same day once more
        return Timex("DATE", w.previous, "previous")
    count = count or 1.0
    if unit.value.startswith("T"):
        return Timex("DURATION", f"PT{count:g}{unit.value[1]}", "none")
    base, anchor = w.previous_day(), "previous"
    if base is None:
        base, anchor = w.published, "article"
    back = w.has("earlier", "before")
    return _unit_value(unit.value, base, -count if back else count, anchor)


def beside(w: Words) -> Timex | None:
    """Resolve the day after tomorrow, the day before yesterday."""
    unit, day = w.first("unit"), w.first("deictic_day")
    if unit is None or day is None or unit.value not in ("D", "W"):
        return None
    step = 7 if unit.value == "W" else 1
    if w.published is None:
        return Timex("DATE", "XXXX-XX-XX", "none")
    found = shift_days(w.published, int(day.value) + (-step if w.has("before") else step))
    return Timex("DATE", found.isoformat(), "article") if found else None


def but_one(w: Words) -> Timex | None:
    """Resolve the week before last, the year after next."""
    unit, count = w.first("unit", "weekend"), 2 if w.has("next") else -2
    if unit is None or unit.value == "D":
        return None
    found = _unit_value(
        "W" if unit.kind == "weekend" else unit.value, w.published, count, "article"
    )
    if found is None or unit.kind == "unit":
        return found
    return Timex("DATE", f"{found.value}-WE", found.anchor)


def weekend(w: Words) -> Timex | None:
    """Resolve a weekend, by the tense or a word."""
    base, anchor = w.base()
    if not w.has("the", "this", "last", "next", "that", "previous", "following"):
        return None
    if base is None:
        return Timex("DATE", "XXXX-WXX-WE", "none")
    step = w.relative or 0
    if not step and w.has("the") and not w.has("that") and w.tense == "past":
        step = -1 if base.isoweekday() < 5 else 0
    return Timex("DATE", calendar.week(base + timedelta(weeks=step)) + "-WE", anchor)


def holiday(w: Words) -> Timex | None:
    """Resolve a holiday, with its year or the nearest that the tense allows."""
    token = w.first("holiday")
    if token is None:
        return None
    year = year_of(w)
    if year is not None:
        values = calendar.holiday(token.value, year)
        return Timex("DATE", values[0]) if values else None
    if w.published is None:
        fixed = f"XXXX-{token.value}" if re.fullmatch(r"\d\d-\d\d", token.value) else "XXXX-XX-XX"
        return Timex("DATE", fixed, "none")
    if (unit := w.first("unit")) and unit.value == "Y":
        values = calendar.holiday(token.value, w.published.year + (w.relative or 0))
        return Timex("DATE", values[0], "article") if values else None
    values = [v for y in (-1, 0, 1) for v in calendar.holiday(token.value, w.published.year + y)]
    by_day = {date.fromisoformat(v[:10]): v for v in values}
    tense = {-1: "past", 1: "future"}.get(w.relative or 0, w.tense)
    found = nearest(by_day, w.published, tense)
    return Timex("DATE", by_day[found], "article") if found else None


def period(w: Words) -> Timex | None:
    """Resolve a named period of history."""
    token = w.first("period")
    return Timex("DATE", token.value) if token else None


def year(w: Words) -> Timex | None:
    """Resolve a year in figures, before Christ, too."""
    era, short = w.first("ancient"), w.first("small", "big")
    found = year_of(w)
    if era and short and short.text.isdigit():
        found = int(short.text)
    if found is None or found > 9999:
        return None
    return Timex("DATE", f"BC{found:04d}" if era and era.value == "-1" else f"{found:04d}")


def clock(w: Words) -> Timex | None:
    """Resolve a time of day: on the day named, or on that of the date before in its sentence."""
    at = w.first("named_clock") or w.first("clock")
    mark, hour = w.first("clock_mark"), w.first("small", "number")
    if at and at.kind == "named_clock":
        h, minutes = map(int, at.value.split(":"))
    elif w.has("zone") and len(w.tokens[0].text) == 4 and w.tokens[0].text.isdigit():
        h, minutes = divmod(int(w.tokens[0].text), 100)
        if minutes > 59:
            return None
    elif at:
        h, minutes = (int(x) for x in re.split(r"[:.]", at.text)[:2])
        if "." in at.text and not (mark or w.has("zone")):
            return None
    elif mark:
        token = w.tokens[next(i for i, t in enumerate(w.tokens) if t is mark) - 1]
        value = number([token])
        h, minutes = int(value if value is not None else 99), 0
    else:
        return None
    if mark and "o" not in mark.text:
        if not 1 <= h <= 12:
            return None
        h = h % 12 + (12 if mark.text[0] == "p" else 0)
    if h > 24 or (hour and not mark and not w.has(*_MONTHS, "clock", "named_clock")):
        return None
    day, anchor = _day_in(w, mark)
    zone = _zone(w)
    suffix = (
        "Z" if zone and zone.value == "+00:00" else zone.value if zone and ":" in zone.value else ""
    )
    return Timex("TIME", f"{day}T{h:02d}:{minutes:02d}{suffix}", anchor)


def _zone(w: Words) -> Token | None:
    """Return the zone that the time is told in, not one that a bracket turns it into."""
    first = w.first("zone", "open")
    if first is None or first.kind == "zone":
        return first
    inside = w.tokens[w.tokens.index(first) + 1 :]
    return inside[0] if inside[0].kind == "zone" else None


def _day_in(w: Words, mark: Token | None = None) -> tuple[str, str]:
    """Return the day named among the words, else the one that the sentence is about."""
    rest = w
    if mark is not None:
        i = next(i for i, t in enumerate(w.tokens) if t is mark)
        skip = i - 1 if i and w.tokens[i - 1].kind in ("small", "number", "clock") else i
        rest = w.part("clock", "clock_mark")
        rest.tokens = [t for n, t in enumerate(w.tokens) if n not in (skip, i)]
    for resolver in (absolute, weekday, deictic):
        if rest.has(*_MONTHS, "iso", "numeric_date", *_WEEKDAYS, "deictic_day") and (
            found := resolver(rest)
        ):
            return found.value[:10] if "W" not in found.value else "XXXX-XX-XX", found.anchor
    known = w.known_day() if w.same_sentence else None
    # "will strike on Tuesday after talks failed at 2 a.m.": what is past was not on a day ahead
    if known and not (w.published and known > w.published and w.tense == "past"):
        return known.isoformat(), "previous"
    return (w.published.isoformat(), "article") if w.published else ("XXXX-XX-XX", "none")


def early_hours(w: Words) -> Timex | None:
    """Resolve the early hours of Sunday."""
    day, anchor = _day_in(w)
    unit = w.first("units")
    return Timex("TIME", f"{day}TMO", anchor) if unit and unit.value == "TH" else None


def part_of_day(w: Words) -> Timex | None:
    """Resolve Wednesday night, this morning, tonight."""
    part = w.last("part_of_day", "tonight")
    if part is None:
        return None
    day, anchor = _day_in(w)
    if not w.has(*_MONTHS, *_WEEKDAYS, "deictic_day", "iso", "numeric_date"):
        known = w.known_day()
        if w.has("next", "following", "previous", "same", "that") and known:
            moved = shift_days(known, w.relative or 0)
            day, anchor = (moved or known).isoformat(), "previous"
        elif w.has("last") and w.published:
            day, anchor = (w.published - timedelta(days=1)).isoformat(), "article"
    return Timex("TIME", f"{day}T{part.value}", anchor)
