"""What a resolver sees: the words that matched, and what they may be counted from."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from newslab.extract.dates import calendar
from newslab.extract.dates.lexer import Token

MONTHS = ("month", "abbreviated_month")
WEEKDAYS = ("weekday", "abbreviated_weekday")
DAYS = ("small", "ordinal_number")

#: Words before a period: in which direction it lies, and whether from the date told before it.
RELATIVE = {
    "last": (-1, False), "this": (0, False), "next": (1, False), "previous": (-1, True),
    "that": (0, True), "same": (0, True), "following": (1, True),
}  # fmt: skip
_TENSES = {"until": "future", "since": "past"}
_ADDENDS = ("small", "year", "big", "number", "half")


@dataclass(frozen=True, slots=True)
class Timex:
    """A resolved expression; ``anchor`` as in the dates table."""

    type: str
    value: str
    anchor: str = "explicit"

    @property
    def day(self) -> date | None:
        """Its first day, None where it cannot be known."""
        return calendar.describe(self.value)[1]


@dataclass
class Words:
    """The tokens of a match with those around it, and what they may be counted from.

    ``published`` is the article's day; ``previous`` the value of the date told before it,
    ``day`` the last one before it that is a day, ``same_sentence`` whether ``previous`` stands in
    the same sentence; ``find_tense`` gives the tense of the verb that governs it.
    """

    tokens: list[Token]
    before: list[Token]
    after: list[Token]
    published: date | None
    find_tense: Callable[[], str]
    previous: str = ""
    day: date | None = None
    same_sentence: bool = False

    @property
    def start(self) -> int:
        """First character of the expression, without a possessive before it."""
        return next(t.start for t in self.tokens if t.kind != "possessive")

    @property
    def lead(self) -> str:
        """Kind of the word before."""
        return self.before[-1].kind if self.before else ""

    def first(self, *kinds: str) -> Token | None:
        """Return the first token of one of the kinds."""
        return next((t for t in self.tokens if t.kind in kinds), None)

    def last(self, *kinds: str) -> Token | None:
        """Return the last token of one of the kinds."""
        return next((t for t in reversed(self.tokens) if t.kind in kinds), None)

    def one(self, *kinds: str) -> Token:
        """Return the last token of one of the kinds, which the pattern says is there."""
        return next(t for t in reversed(self.tokens) if t.kind in kinds)

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
        return found if by and found == "past" else _TENSES.get(self.lead, found)

    @property
    def relative(self) -> int | None:
        """Return −1, 0 or 1 for last, this and next; None without such a word."""
        word = self.first(*RELATIVE)
        return RELATIVE[word.kind][0] if word else None

    def base(self) -> tuple[date | None, str]:
        """Return the day that a period is counted from, and the kind of anchor."""
        word = self.first(*RELATIVE)
        if word and RELATIVE[word.kind][1] and self.previous:
            return calendar.describe(self.previous)[1], "previous"
        return self.published, "article"

    @property
    def year(self) -> tuple[int, str] | None:
        """Return the year that is written or told of ("of next year"), and its anchor."""
        token = self.last("year", "apostrophe_year", "years")
        if token is not None:
            return full_year(int(token.text.lstrip("'’")[:4])), "explicit"
        unit = self.last("unit")
        if unit is None or unit.value != "Y":
            return None
        heads = [t for t in self.tokens[: self.tokens.index(unit)] if t.kind in RELATIVE]
        own = self.only(heads[-1:])
        base, anchor = own.base()
        return (base.year + (own.relative or 0), anchor) if base else None


def full_year(figures: int) -> int:
    """Return the year that two figures stand for."""
    return figures if figures > 99 else figures + (2000 if figures < 50 else 1900)


def nearest(
    values: Iterable[str], day: date, relative: int | None = None, tense: str = "none"
) -> str | None:
    """Return the value that a word of direction, else the tense, makes of those of some years.

    ``last`` is over, ``next`` not begun; in the past or the future it may be running.
    """
    told = [(*calendar.describe(value)[1:], value) for value in values]
    known = [(first, last, value) for first, last, value in told if first and last]
    way = relative or {"past": -1, "future": 1}.get(tense, 0)
    begun = [k for k in known if (k[1] < day if relative else k[0] <= day)]
    to_come = [k for k in known if (k[0] > day if relative else k[1] >= day)]
    if way < 0 and begun:
        return max(begun)[2]
    if way > 0 and to_come:
        return min(to_come)[2]
    near = sorted(known, key=lambda k: max((k[0] - day).days, (day - k[1]).days))
    return near[0][2] if near else None


def number(tokens: Iterable[Token]) -> float | None:
    """Return the number that words or digits say ("twenty-five", "two and a half", "3,000").

    Examples
    --------
    >>> from newslab.extract.dates.lexer import tokens
    >>> number(tokens("two hundred and five")), number(tokens("two and a half"))
    (205.0, 2.5)
    """
    total, current, seen = 0.0, 0.0, False
    for t in tokens:
        if t.kind in _ADDENDS:
            current += float(t.value or t.text)
        elif t.kind == "scale":
            current = max(current, 1.0) * float(t.value)
            if float(t.value) >= 1000:
                total, current = total + current, 0.0
        else:
            continue
        seen = True
    return total + current if seen and math.isfinite(total + current) else None


def ordinal(token: Token) -> int:
    """Return the number of an ordinal word or figure; −1 for the last."""
    if token.kind == "ordinal_number":
        return int(token.text[:-2])
    return -1 if token.kind == "last" else int(token.value)
