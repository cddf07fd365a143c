"""What time expressions mean: a resolver for each pattern, over the kinds of words that matched."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any

from newslab.extract.dates import calendar
from newslab.extract.dates.calendar import Timex, full_year, moved
from newslab.syntax.lexer import DAYS, MONTHS, WEEKDAYS, Token

#: Words before a period: in which direction it lies, and whether from the date told before it.
_RELATIVE = {
    "last": (-1, False), "this": (0, False), "next": (1, False), "previous": (-1, True),
    "that": (0, True), "same": (0, True), "following": (1, True),
}  # fmt: skip
#: Words that count from a day: the same.
_SHIFTS = {
    "ago": (-1, False), "hence": (1, False), "from": (1, False), "on": (1, False),
    "earlier": (-1, True), "before": (-1, True), "later": (1, True), "after": (1, True),
}  # fmt: skip
_TENSES = {"until": "future", "since": "past", "ahead of": "planned"}
_ORDINALS = ("ordinal", "ordinal_number", "second", "last")
_UNITS = ("unit", "units", "quarter", "second", "weekend")
#: What names a day, and may have a clock or a part of the day beside it.
_NAMES_DAY = (*MONTHS, *WEEKDAYS, "iso", "numeric_date", "deictic_day")
#: Words with "day" that make it the day told last, or one beside it.
_TOLD_DAY = ("previous", "following", "next", "that", "same", "early", "later", "earlier")
_RECENT = 8  # days ago that the day of an hour without one may be told
_NO_DAY = "XXXX-XX-XX"
_TIME = re.compile(r"(\d\d?)[:.h]?(\d\d)?(?:[:.]\d\d)?")
#: How a set writes what comes again and again.
_SETS = {
    **dict.fromkeys((*WEEKDAYS, "weekdays", "weekend"), "XXXX-WXX-{}"),
    **dict.fromkeys(MONTHS, "XXXX-{:0>2}"),
    "part_of_day": "XXXX-XX-XXT{}",
    "season": "XXXX-{}",
    "frequency": "{}",
}


@dataclass
class Words:
    """The tokens of a match with those around it, and what they may be counted from.

    ``published`` is the article's day; ``previous`` the value of the date told before it,
    ``day`` the last one before it that is a day, ``sentences_ago`` how far before ``previous``
    stands; ``find_tense`` gives the tense of the verb that governs it; ``listed`` says
    that it opens a line behind the line of ``previous``.
    """

    tokens: list[Token]
    before: list[Token]
    after: list[Token]
    published: date | None
    find_tense: Callable[[], str]
    previous: str = ""
    day: date | None = None
    sentences_ago: int = 0
    listed: bool = False

    @property
    def lead(self) -> str:
        """Kind of the word before."""
        return self.before[-1].kind if self.before else ""

    def first(self, *kinds: str) -> Token | None:
        """Return the first token of one of the kinds."""
        return next((t for t in self.tokens if t.kind in kinds), None)

    def last(self, *kinds: str) -> Any:
        """Return the last token of one of the kinds, None if the pattern lets it be missing."""
        return next((t for t in reversed(self.tokens) if t.kind in kinds), None)

    def has(self, *kinds: str) -> bool:
        """Say whether a token of one of the kinds is there."""
        return self.first(*kinds) is not None

    def only(self, tokens: Iterable[Token]) -> Words:
        """Return the same with some of the tokens."""
        return replace(self, tokens=list(tokens))

    @cached_property
    def tense(self) -> str:
        """Return past, future or none, after the word before it or else the governing verb."""
        found, by = self.find_tense(), self.before and self.before[-1].text == "by"
        if by and found == "past":
            return found
        ahead = " ".join(t.kind for t in self.before[-2:])
        return _TENSES.get(ahead, _TENSES.get(self.lead, found))

    @cached_property
    def _deictic(self) -> str:
        """The kind of the word for last, this, next, the same; the second in "this past week"."""
        kinds = [t.kind for t in self.tokens if t.kind in _RELATIVE]
        return kinds[1] if kinds[:1] == ["this"] and kinds[1:] else "".join(kinds[:1])

    @property
    def relative(self) -> int | None:
        """Return −1, 0 or 1 for last, this and next; None without such a word."""
        return _RELATIVE[self._deictic][0] if self._deictic else None

    def base(self) -> tuple[date | None, str]:
        """Return the day that a period is counted from, and the kind of anchor."""
        told = bool(self._deictic) and _RELATIVE[self._deictic][1]
        told = told or (self._deictic == "next" and self.has("the") and self.tense == "past")
        if told and self.previous:
            return calendar.describe(self.previous)[1], "previous"
        return self.published, "article"

    @property
    def year(self) -> tuple[int, str] | None:
        """Return the year that is written or told of ("of next year"), and its anchor."""
        if token := self.last("year", "apostrophe_year", "years"):
            return full_year(int(token.text.lstrip("'’")[:4])), "explicit"
        if (unit := self.last("unit")) is None or unit.value != "Y":
            return None
        heads = [t for t in self.tokens[: self.tokens.index(unit)] if t.kind in _RELATIVE]
        own = self.only(heads[-1:])
        base, anchor = own.base()
        return (base.year + (own.relative or 0), anchor) if base else None


def number(tokens: Iterable[Token]) -> float | None:
    """Return the number that words or digits say ("twenty-five", "two and a half", "3,000")."""
    total, current, seen = 0.0, 0.0, False
    for t in tokens:
        if t.kind in ("small", "year", "big", "number", "half"):
            current += float(t.value or t.text)
        elif t.kind == "scale":
            current = max(current, 1.0) * float(t.value)
            if float(t.value) >= 1000:
                total, current = total + current, 0.0
        else:
            continue
        seen = True
    return total + current if seen and math.isfinite(total + current) else None


def _ordinal(token: Token) -> int:
    return -1 if token.kind == "last" else int(token.value)


def _of_year(w: Words, rest: str, values: Callable[[int], list[str]] | None = None) -> Timex | None:
    """Resolve by the year that is told, else by the nearest that a word or the tense allows."""
    values = values or (lambda y: [f"{y:04d}{rest}"])
    if (known := w.year) is not None:
        found = values(known[0])
        return Timex("DATE", found[0], known[1]) if found else None
    value, day, anchor = None, w.published, "article"
    first, last = calendar.describe(w.previous)[1:]
    if w.listed and first and last:
        day, anchor, w.find_tense = first + (last - first) / 2, "previous", str
    if day is not None:
        every = (v for y in range(day.year - 2, day.year + 3) for v in values(y))
        value = calendar.nearest(every, day, w.relative, w.tense)
    # 30 February: tagged, and left as impossible as it is
    return Timex("DATE", value, anchor) if value else Timex("DATE", f"XXXX{rest}", "none")


def yearly(w: Words) -> Timex | None:
    """Resolve a day of the year, a month, a season or a holiday."""
    if figures := w.first("iso", "numeric_date"):
        return _figures(figures)
    if feast := w.first("holiday"):
        rest = f"-{feast.value}" if "-" in feast.value[:3] else "-XX-XX"
        return _of_year(w, rest, partial(calendar.holiday, feast.value))
    if season := w.first("season", "fall"):
        return _of_year(w, f"-{season.value}")
    if (month := w.first(*MONTHS)) is None:
        return None
    day = w.first(*DAYS)
    rest = f"-{int(month.value):02d}" + (f"-{int(day.value):02d}" if day else "")
    return _of_year(w, rest) if len(rest) < 7 else None


def _figures(token: Token) -> Timex | None:
    text = token.text
    if token.kind == "iso":
        return Timex("TIME" if "t" in text else "DATE", text.upper()[:16])
    a, b, c = (int(x) for x in re.split(r"[/.]", text))
    if a > 31:
        return Timex("DATE", f"{a:04d}-{b:02d}-{c:02d}")
    # With dots the day is first. With strokes it depends on the country: where both figures can be
    # a month the year is all that is sure.
    day, month = (b, a) if "/" in text and b > 12 else (a, b)
    if month > 12:
        return None
    sure = "." in text or max(a, b) > 12 or a == b
    return Timex("DATE", f"{full_year(c):04d}" + (f"-{month:02d}-{day:02d}" if sure else ""))


def day_range(w: Words) -> Timex | None:
    """Resolve two days of one month, or two months: an interval."""
    kinds = ("small",) if w.has("small") else MONTHS
    ends = w.first(*kinds), w.last(*kinds)
    last, first = (yearly(w.only(t for t in w.tokens if t is not end)) for end in ends)
    if first is None or last is None or first.value >= last.value:
        return None
    return Timex("DATE", f"{first.value}/{last.value}", first.anchor)


def shared_day(w: Words) -> Timex | None:
    """Resolve a day whose month stands at the next or the one before ("from 3 to 5 May")."""
    before = [t for t in w.before if t.kind in MONTHS]
    behind = [t for t in w.after[:7] if t.kind in (*MONTHS, "year")]
    return yearly(w.only([*before, *w.tokens] if before else [*w.tokens, *behind[:2]]))


def year_range(w: Words) -> Timex | None:
    """Resolve two years joined by a stroke: ``2019-20``; a year and its month: ``2019-08``."""
    first, last = re.split(r"[-–/]", w.tokens[0].text)
    until = first[: 4 - len(last)] + last
    if first < until:
        return Timex("DATE", f"{first}/{until}")
    return Timex("DATE", f"{first}-{last}") if len(last) == 2 and 1 <= int(last) <= 12 else None


def quarter(w: Words) -> Timex | None:
    """Resolve a quarter or half of a year; fiscal years and theirs have no days in the calendar."""
    nth = w.first(*_ORDINALS)
    if (token := w.last("quarter_code", "quarter", "half")) is None:
        short = None if w.has("unit") else w.first("small")
        year = (full_year(int(short.text)), "explicit") if short else w.year
        return Timex("DATE", f"FY{year[0]}", year[1]) if year else None
    kind, count = ("H", 2) if "h" in token.text else ("Q", 4)
    if kind == "H" and not (w.year or w.has("hyphen", "unit", "fiscal", "quarter_code")):
        return None  # of a match
    n = _ordinal(nth) if nth else int(re.sub(r"\D", "", token.text))
    part = f"-{kind}{count if n == -1 else n}"
    after = w.only(w.tokens[w.tokens.index(token) + 1 :] or w.tokens[:1])
    if w.has("fiscal"):
        return Timex("DATE", f"FY{after.year[0] if after.year else 'XXXX'}{part}")
    return _of_year(after, part)


def week_of_month(w: Words) -> Timex | None:
    """Resolve the first, second … or last week, weekend or day of a month."""
    nth, unit = w.last(*_ORDINALS), w.last("unit", "weekend").value
    month = yearly(w.only(t for t in w.tokens if t is not nth))
    first, last = calendar.describe(month.value)[1:] if month else (None, None)
    if month is None or first is None or last is None or unit not in ("D", "W", "WE"):
        return month
    # A week belongs to the month that has four days of it.
    middle, n = timedelta(0 if unit == "D" else 3), _ordinal(nth)
    return moved(unit, last - middle if n < 0 else first + middle, max(n - 1, 0), month.anchor)


def weekday(w: Words) -> Timex | None:
    """Resolve a weekday: the last or next one, as word or tense has it, or that of a week."""
    token, (base, anchor), week = w.last(*WEEKDAYS), w.base(), w.first("unit")
    if base is None:
        return Timex("DATE", f"XXXX-WXX-{token.value}", "none")
    if w.day and w.lead == "open" and w.day.isoweekday() == int(token.value):
        return moved("D", w.day, 0, "day")  # "till March 4 (Tuesday)"
    day = base + timedelta(int(token.value) - base.isoweekday())
    if week is not None:
        return moved("D", day, 7 * (w.relative or 0), anchor) if week.value == "W" else None
    days = [(day + timedelta(n)).isoformat() for n in (-7, 0, 7)]
    tense = "past" if w.tense == "none" else w.tense
    return Timex("DATE", calendar.nearest(days, base, w.relative, tense) or "", anchor)


def decade(w: Words) -> Timex | None:
    """Resolve the 1990s, the '70s, the sixties."""
    token = w.last("decade", "short_decade", "named_decade")
    digits = token.value or re.sub(r"\D", "", token.text)
    if token.kind != "short_decade":
        return Timex("DATE", digits[:3])
    if token.text[0].isdigit() and not w.has("the", "early") and w.lead not in ("and", "or", "to"):
        return None  # "in her 40s"
    return Timex("DATE", f"{20 if int(digits) < 20 else 19}{digits[0]}")


def named(w: Words) -> Timex | None:
    """Resolve what a word names: today, the 19th century, a period of history, a year."""
    if day := w.first("deictic_day"):
        return moved("D", w.published, int(day.value), "article")
    if unit := w.first("unit"):
        nth = _ordinal(w.last(*_ORDINALS[:3]))
        return Timex("DATE", f"{nth - 1:02d}") if unit.value == "100Y" else None
    if era := w.first("period"):
        return Timex("DATE", era.value)
    return Timex("DATE", f"{w.year[0]:04d}") if w.year else None


def shifted(w: Words) -> Timex | None:
    """Resolve two days later, a month ago, the day after tomorrow, a week from Monday."""
    unit, word = w.first("unit", "units", "quarter", "second"), w.last(*_SHIFTS)
    if word is None:  # "Monday week"
        return _from_day(w, unit, 1) if unit and unit.value in ("W", "2W") else None
    if unit is None:
        return Timex("DATE", "PAST_REF", "none")
    sign, told = _SHIFTS[word.kind]
    count = number(w.tokens[: w.tokens.index(unit)])
    if count is None and unit.kind == "units":
        return Timex("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF", "none")
    count = sign * (count or 1.0)
    if w.has(*_NAMES_DAY):
        return _from_day(w, unit, count)
    granularity, base, _ = calendar.describe(w.previous)
    if not told or base is None:
        return moved(unit.value, w.published, count, "article")
    if unit.value == "Y" and granularity in ("quarter", "half", "month"):
        # "the first quarter … a year earlier": the same quarter of the year before
        return Timex("DATE", f"{base.year + int(count):04d}{w.previous[4:]}", "previous")
    day, anchor = (w.day, "day") if unit.value[0] in "DT" and w.day else (base, "previous")
    return moved(unit.value, day, count, anchor)


def _from_day(w: Words, unit: Token, count: float) -> Timex | None:
    """Count from a day that is named, forward from the next, back from the last."""
    tense = "past" if w.has("ago") else w.tense if w.has("after", "before") else "future"
    named = w.only(t for t in w.tokens if t.kind in (*_NAMES_DAY, *DAYS, "year", "last", "next"))
    named.find_tense, named.before = (lambda: tense), []
    day = day_of(named)
    if day is None or unit.value[0] == "T":
        return None
    start = calendar.describe(day.value)[1]
    there = calendar.shift(unit.value, start, count) if start else None
    return moved("D", there, 0, day.anchor)


def relative(w: Words) -> Timex | None:
    """Resolve last week, next year, the same month, the end of the week."""
    unit, (base, anchor) = w.last("unit", "quarter", "weekend"), w.base()
    if unit is None or unit.value[0] == "T":
        return None
    if day := yearly(w):  # "the week of October 21"
        base, anchor = calendar.describe(day.value)[1], day.anchor
    count = (w.relative or 0) * (2 if w.has("before", "after") else 1)
    if unit.kind == "weekend" and w._deictic in ("", "this") and base and base.isoweekday() < 5:
        # "the weekend", "this weekend" of the past is the last one, on the days before it
        count = -1 if w.tense == "past" else 0
    if unit.value == "D":
        if w.has("this", "last") or not w.has(*_TOLD_DAY):
            return None
        base, anchor = (w.day, "day") if w.day else (w.published, "article")
    return moved(unit.value, base, count, anchor)


def same_period(w: Words) -> Timex | None:
    """Resolve the same month a year ago, the same period last year, the quarter told of."""
    granularity, told, _ = calendar.describe(w.previous)
    if not w.has("same"):
        return Timex("DATE", w.previous, "previous") if granularity == "quarter" else None
    unit = w.tokens[next(i for i, t in enumerate(w.tokens) if t.kind == "same") + 1]
    if told and unit.kind == "time":
        return Timex("DATE", f"{told.year - 1:04d}{w.previous[4:]}", "previous")
    base, anchor = (told, "previous") if told else (w.published, "article")
    year_before = base and base.replace(year=max(base.year - 1, 1), day=1)
    return moved("Y" if unit.kind == "time" else unit.value, year_before, 0, anchor)


def clock(w: Words) -> Timex | None:
    """Resolve a time of day: on the day named, or on that of the date before in its sentence."""
    # The time and the zone that it is told in, not those that a bracket turns it into.
    told = w.only(w.tokens[: next((n for n, t in enumerate(w.tokens) if t.kind == "open"), 99) + 2])
    zone, mark = told.first("zone"), told.first("clock_mark")
    behind = mark or zone
    before = behind and told.tokens[told.tokens.index(behind) - 1]
    at = told.first("clock", "named_clock") or before
    if at is None or ("." in at.text and not behind) or (hour := _hour(at, mark)) is None:
        return None
    day, anchor = _day_in(w.only(t for t in w.tokens if t is not at))
    shift = zone.value.replace("+00:00", "Z") if zone and ":" in zone.value else ""
    return Timex("TIME", f"{day}T{hour}{shift}", anchor)


def _hour(at: Token, mark: Token | None) -> str | None:
    if (m := _TIME.fullmatch(at.value or at.text)) is None:
        return None
    hour, minutes = int(m[1]), int(m[2] or 0)
    if mark and mark.text[0] in "ap":
        hour = hour % 12 + 12 * (mark.text[0] == "p") if 1 <= hour <= 12 else 99
    return f"{hour:02d}:{minutes:02d}" if hour <= 24 and minutes < 60 else None


def part_of_day(w: Words) -> Timex | None:
    """Resolve Wednesday night, this morning, tonight, the early hours of Sunday."""
    part, named, found = w.last("part_of_day", "tonight", "units"), w.has(*_NAMES_DAY), None
    if not named and w.day and w.has("next", "following", "previous", "same", "that"):
        found = moved("D", w.day, w.relative or 0, "day")
    elif not named and w.has("last"):
        found = moved("D", w.published, -1, "article")
    day, anchor = (found.value, found.anchor) if found else _day_in(w)
    return Timex("TIME", f"{day}T{'MO' if part.kind == 'units' else part.value}", anchor)


def day_of(w: Words) -> Timex | None:
    """Return the day that is named among the words."""
    other = weekday if w.has(*WEEKDAYS) else named if w.has("deictic_day") else None
    return yearly(w) or (other(w) if other else None)


def _day_in(w: Words) -> tuple[str, str]:
    """Return the day named among the words, else the one that the sentence is about."""
    if named := day_of(w):
        start = calendar.describe(named.value)[1]
        return start.isoformat() if start else _NO_DAY, named.anchor
    near = w.day and w.published and 0 <= (w.published - w.day).days < _RECENT
    granularity, told, _ = calendar.describe(w.previous)
    away = told and w.published and told.year != w.published.year and w.sentences_ago == 1
    if away and granularity in ("month", "year") and not w.has("this", "tonight"):
        return _NO_DAY, "none"  # "was killed in June 1968. He was shot just after midnight"
    if w.day and (w.sentences_ago == 0 or (near and w.tense == "past")):
        return w.day.isoformat(), "day"
    return (w.published.isoformat(), "article") if w.published else (_NO_DAY, "none")


def _length(unit: str, count: float | None) -> str:
    """Return the TIMEX3 value of a length, X for a vague one."""
    clock, step, letters = re.findall(r"(T?)(\d*)(\w+)", unit)[0]
    return f"P{clock}{'X' if count is None else f'{count * int(step or 1):.12g}'}{letters}"


def _measured(w: Words) -> tuple[str, float | None]:
    """Return unit and count; None where it is vague or not said."""
    token, vague = w.last(*_UNITS), w.first("vague")
    unit = "TS" if token.kind == "second" else token.value
    counted = number(t for t in w.tokens if t.kind != "quarter")
    return unit, counted if vague is None else 2.0 if vague.text == "couple" else None


def duration(w: Words) -> Timex | None:
    """Resolve two weeks, a year, several months, years; "60" of "between 60 and 90 days"."""
    if not w.has(*_UNITS):
        w = w.only([*w.tokens, *[t for t in w.after[:6] if t.kind in _UNITS][:1]])
    if not w.has(*_UNITS):
        return None
    unit, count = _measured(w)
    uncounted = count is None and not w.has("vague")
    if uncounted and w.has("units"):
        counted = w.lead in ("the", "small", "number", "year", "big", "scale")
        known = not counted and unit not in ("3M", "TS", "TM")
        return Timex("DURATION", _length(unit, None), "none") if known else None
    if uncounted and (w.has("quarter", "second") or unit == "TM"):
        return None
    return Timex("DURATION", _length(unit, 1 if uncounted else count), "none")


def span_of_units(w: Words) -> Timex | None:
    """Resolve the past two years, the next few days, the last decade."""
    (unit, count), counted = _measured(w), w.has("units", "vague")
    beside = w.first("last", "next", "previous", "following")
    text = beside.text if beside else ""
    if count is None and not counted and text == "last" and unit not in ("10Y", "100Y"):
        return relative(w)
    if count is None and w.has("units") and text == "coming" and not w.has("vague"):
        return Timex("DATE", "FUTURE_REF", "article")
    return Timex("DURATION", _length(unit, count if counted else count or 1.0), "article")


def every(w: Words) -> Timex | None:
    """Resolve every Monday, each year, every three months, twice a year, Mondays, daily."""
    if named := w.first(*_SETS):
        part = w.first("part_of_day", "parts_of_day") if w.has(*WEEKDAYS, "weekdays") else None
        value = _SETS[named.kind].format(named.value)
        return Timex("SET", value + (f"T{part.value}" if part else ""), "none")
    unit, count = _measured(w)
    count = None if w.has("times", "a", "per") else count
    return Timex("SET", _length(unit, count or (2 if w.has("other") else 1)), "none")


def reference(w: Words) -> Timex | None:
    """Resolve now, recently, soon: only before, at or after the telling."""
    if w.has("these"):
        days = w.last("units").value == "D"
        return Timex("DATE", "PRESENT_REF", "article") if days else None
    token = w.first("reference", "current", "future", "present", "now", "short", "last")
    if token is None or (token.kind == "last" and token.text != "past"):
        return None
    if token.text == "shortly" and w.after and w.after[0].kind in ("before", "after"):
        return None  # "shortly after 3 a.m."
    if w.before and w.after and w.before[-1].text == w.after[0].text == "as":
        return None  # "as recently as May"
    return Timex("DATE", token.value, "article")
