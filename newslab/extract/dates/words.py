"""What a resolver sees: the words that matched, and what they may be counted from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from newslab.extract.dates import calendar
from newslab.extract.dates.lexer import Token

#: A past date this many days back gives way to one that is at most this many days ahead.
FAR, NEAR = 300, 60


@dataclass(frozen=True, slots=True)
class Timex:
    """A resolved expression; ``anchor`` as in the dates table."""

    type: str
    value: str
    anchor: str = "explicit"


@dataclass
class Words:
    """The tokens of a match with those around it, and what they may be counted from.

    ``published`` is the article's day; ``previous`` the value of the date before it in the text,
    ``same_sentence`` whether that one stands in the same sentence; ``find_tense`` gives the
    tense of the verb that governs it.
    """

    tokens: list[Token]
    before: list[Token]
    after: list[Token]
    published: date | None
    find_tense: Callable[[], str]
    previous: str | None = None
    same_sentence: bool = False

    def first(self, *kinds: str) -> Token | None:
        """Return the first token of one of the kinds."""
        return next((t for t in self.tokens if t.kind in kinds), None)

    def last(self, *kinds: str) -> Token | None:
        """Return the last token of one of the kinds."""
        return next((t for t in reversed(self.tokens) if t.kind in kinds), None)

    def has(self, *kinds: str) -> bool:
        """Say whether a token of one of the kinds is there."""
        return self.first(*kinds) is not None

    def part(self, *kinds: str) -> Words:
        """Return the same without the tokens of some kinds."""
        kept = [t for t in self.tokens if t.kind not in kinds]
        return Words(
            kept, self.before, self.after, self.published, self.find_tense, self.previous,
            self.same_sentence,
        )  # fmt: skip

    @cached_property
    def tense(self) -> str:
        """Return past, future or none, after the word before it or else the governing verb."""
        word = self.before[-1] if self.before else None
        if word and word.kind == "until":
            return "future"
        if word and word.kind == "since":
            return "past"
        if word and word.text == "for" and self.find_tense() != "past":
            return "future"
        return self.find_tense()

    @property
    def relative(self) -> int | None:
        """Return −1, 0 or 1 for last, this and next; None without such a word."""
        word = self.first("last", "previous", "next", "following", "this", "that", "same")
        if word is None:
            return None
        return {"last": -1, "previous": -1, "next": 1, "following": 1}.get(word.kind, 0)

    @property
    def counts_from_text(self) -> bool:
        """Say whether it is counted from the date before it rather than from the article's."""
        return self.has("previous", "following", "that", "same") and self.previous is not None

    def base(self) -> tuple[date | None, str]:
        """Return the day that it is counted from, and the kind of anchor."""
        if self.counts_from_text:
            return self.previous_day(), "previous"
        return self.published, "article"

    def previous_day(self) -> date | None:
        """Return the first day of the date before."""
        return calendar.describe(self.previous)[1] if self.previous else None

    def known_day(self) -> date | None:
        """Return the day of the date before, if it names a day."""
        granularity, day, _ = calendar.describe(self.previous or "")
        return day if granularity in ("day", "time") else None


def nearest(candidates: Iterable[date], published: date, tense: str) -> date | None:
    """Return the candidate nearest to the article's day that the tense allows."""
    days = sorted(candidates)
    past = [d for d in days if d <= published]
    ahead = [d for d in days if d >= published]
    if tense == "past" and past:
        far = (published - past[-1]).days > FAR and ahead and (ahead[0] - published).days < NEAR
        return ahead[0] if far else past[-1]
    if tense == "future" and ahead:
        return ahead[0]
    return min(days, key=lambda d: abs((d - published).days), default=None)


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
        if t.kind in ("small", "year", "big", "number", "half"):
            current += float(t.value or t.text)
            seen = True
        elif t.kind == "scale":
            scale = float(t.value)
            current = max(current, 1.0) * scale
            seen = True
            if scale >= 1000:
                total, current = total + current, 0.0
    return total + current if seen else None


def ordinal(token: Token) -> int:
    """Return the number of an ordinal word or figure; −1 for the last."""
    if token.kind == "ordinal_number":
        return int(token.text[:-2])
    return -1 if token.kind == "last" else int(token.value)


def year_of(words: Words) -> int | None:
    """Return the year that is written, if any."""
    token = words.last("year", "apostrophe_year")
    if token is None:
        return None
    if token.kind == "year":
        return int(token.text)
    short = int(token.text[1:])
    return short + (2000 if short < 50 else 1900)


def shift_days(day: date, days: int) -> date | None:
    """Return the day some days on, or None where the calendar ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
