"""Time expressions: TIMEX3 spans and values, and what each is counted from."""

from datetime import date, timedelta
from functools import partial

import pandas as pd

from newslab.extract.dates import calendar, guards, resolvers
from newslab.extract.dates.calendar import Timex
from newslab.extract.dates.resolvers import Words
from newslab.syntax import lexer
from newslab.syntax.page import Page
from newslab.tables import Row

_FINE = ("day", "time")
_NOTHING: Row = {"date_id": None, "value": "", "earliest": None, "sentence": 0}
_DAY_LIKE = (*_FINE, "week", "month", "quarter", "season", "year", "half")


def find(page: Page) -> list[Row]:
    """Return the rows of the dates table, in the order of the text.

    Types and values are those of TIMEX3 (TimeML 1.2.1).
    """
    body, reader = page.article.body_start, _Reader(page)
    reader.read(0, body)
    reader.read(body, len(page.text))
    return reader.rows


class _Reader:
    """Reads the expressions of a text in their order: some are counted from the one before."""

    def __init__(self, page: Page) -> None:
        self.page, published = page, page.article.published
        self.published = None if pd.isna(published) else published.date()
        self.rows: list[Row] = []
        #: The date told last, and the last day.
        self.previous, self.day = _NOTHING, _NOTHING
        #: The date that opened a line last: in a chronology the next one lies near to it.
        self.heading = _NOTHING

    def read(self, start: int, end: int) -> None:
        """Add the rows of the expressions between two offsets."""
        tokens = lexer.tokens(self.page.text, start, end)
        (pattern, table), code, at = lexer.patterns(), lexer.code(tokens), 0
        while m := pattern.search(code, at):
            fits = ((row, fit) for row, own in table if (fit := own.match(code, m.start())))
            # The first row that fits and gives a value, or tells that it is a name, wins.
            at = next((fit.end() for row, fit in fits if self._takes(row, tokens, fit.span())), at)
            at = max(at, m.start() + 1)

    def _takes(self, row: dict[str, str], tokens: list[lexer.Token], span: tuple[int, int]) -> bool:
        """Add the row of some tokens if they have a value; say whether they are taken."""
        (first, last), page = span, self.page
        start, end = tokens[first].start, tokens[last - 1].end
        sentence = page.sentence_at(start).number if page.sentences else 1
        opens = bool(lexer.opens_line(page.text, start, end))
        if opens and self.heading["earliest"]:
            self.previous = self.heading
        words = Words(
            tokens[first:last],
            tokens[max(0, first - 4) : first],
            tokens[last : last + 8],
            self.published,
            partial(guards.tense, page, start, end),
            self.previous["value"],
            self.day["earliest"],
            sentences_ago=sentence - self.previous["sentence"],
            listed=opens and self.heading is not _NOTHING,
        )
        if guards.is_name(page, row["guard"], words):
            return True
        if (found := getattr(resolvers, row["resolver"])(words)) is None:
            return False
        self._add(found, row["rule"], words, sentence)
        # What stands under a year or behind a day stays near to it.
        under = found.anchor != "explicit" and self.heading.get("granularity") == "year"
        self.heading = self.rows[-1] if opens and not under else self.heading
        return True

    def _add(self, found: Timex, rule: str, words: Words, sentence: int) -> None:
        article, end = self.page.article, words.tokens[-1].end
        start = next(t.start for t in words.tokens if t.kind != "possessive")
        granularity, earliest, latest = _days(found, words)
        impossible = granularity in _FINE and earliest is None and "X" not in found.value
        told = {"previous": self.previous, "day": self.day}.get(found.anchor)
        row = found._asdict() | {
            "article_id": article.article_id,
            "date_id": f"{article.article_id}/d{len(self.rows) + 1:02d}",
            "sentence": sentence,
            "text": self.page.text[start:end],
            "start": start,
            "end": end,
            "earliest": earliest,
            "latest": latest,
            "granularity": granularity,
            "anchor": "previous" if told else found.anchor,
            "anchor_id": told["date_id"] if told else None,
            "rule": rule + ("; impossible day" if impossible else ""),
        }
        self.rows.append(row)
        # "from 4 % a year earlier": nothing is told of that year.
        in_passing = granularity == "year" and words.has("ago", "earlier")
        # "the November 27 memorandum": what comes after it is not counted from there.
        in_passing = in_passing or words.lead == "the" or words.has("period")
        if earliest and granularity in _DAY_LIKE and not in_passing:
            self.previous = row
            # "On Saturday a man shot shoppers, with the toll rising on Monday": told of the first.
            first = self.day["sentence"] != sentence
            self.day = row if granularity in _FINE and first else self.day


def _days(found: Timex, words: Words) -> tuple[str | None, date | None, date | None]:
    """Return granularity, first and last day of what has a place in the calendar."""
    if found.type in ("DURATION", "SET"):
        return None, None, None
    granularity, earliest, latest = calendar.describe(found.value)
    if (part := words.first("early")) and granularity == "month" and earliest and latest:
        # Its first ten days, the next ten, the rest.
        earliest += timedelta(10 * int(part.value) - 10)
        latest = latest if part.value == "3" else earliest + timedelta(9)
    return granularity, earliest, latest
