"""Time expressions: TIMEX3 spans and values, and what each is counted from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pandas as pd

from newslab.extract.dates import calendar, guards, lexer, patterns, points, spans
from newslab.extract.dates.matched import Timex, Words
from newslab.syntax.page import Page

Row = dict[str, Any]

#: Within so many characters a day opens its sentence ("Early on Monday, …").
_FRONT = 12
_FINE = ("day", "time")
_DAY_LIKE = ("day", "time", "week", "month", "quarter", "season", "year", "half")


def find(page: Page) -> list[Row]:
    """Return the rows of the dates table, in the order of the text.

    Types and values are those of TIMEX3 (TimeML 1.2.1). Words are mapped to kinds, one ordered
    table of patterns finds the expressions among the kinds, and a resolver for each pattern gives
    the value.
    """
    body, article = page.article.body_start, page.article
    published = None if pd.isna(article.published) else article.published.date()
    parts = ((0, body), (body, len(page.text)))
    rows = [row for start, end in parts for row in _Reader(page, published).rows(start, end)]
    for n, row in enumerate(rows, 1):
        row["article_id"], row["date_id"] = article.article_id, f"{article.article_id}/d{n:02d}"
    for row in rows:
        before = row.pop("anchor_row")
        row["anchor_id"] = before["date_id"] if before else None
    return rows


class _Reader:
    """Reads the expressions of a text in their order: some are counted from the one before."""

    def __init__(self, page: Page, published: date | None) -> None:
        self.page, self.published = page, published
        self.previous: Row | None = None
        self.day: Row | None = None

    def rows(self, start: int, end: int) -> Iterator[Row]:
        """Yield the rows of the expressions between two offsets."""
        tokens = lexer.tokens(self.page.text, start, end)
        kinds, (pattern, table) = lexer.kinds(), patterns.compiled()
        code = "".join([kinds[t.kind] for t in tokens])
        at = 0
        while m := pattern.search(code, at):
            at = m.start() + 1
            # The first row that fits and gives a value wins.
            for pattern_row, own in table[(m.lastindex or 1) - 1 :]:
                fit = own.match(code, m.start())
                words = self._words(tokens, *fit.span()) if fit else None
                if fit is None or words is None:
                    continue
                if guards.is_name(self.page, pattern_row["guard"], words):
                    at = fit.end()
                    break
                name = pattern_row["resolver"]
                if found := getattr(points if hasattr(points, name) else spans, name)(words):
                    at = fit.end()
                    yield self._row(found, pattern_row["rule"], words)
                    break

    def _words(self, tokens: list[lexer.Token], first: int, last: int) -> Words:
        inside = tokens[first:last]
        words = Words(
            inside,
            tokens[max(0, first - 4) : first],
            tokens[last : last + 8],
            self.published,
            partial(guards.tense, self.page, inside[0].start, inside[-1].end),
        )
        if self.previous is not None:
            words.previous = self.previous["value"]
            words.same_sentence = self.previous["sentence"] == self._sentence(words)
            words.day = self.day["earliest"] if self.day else None
        return words

    def _sentence(self, words: Words) -> int:
        page = self.page
        return page.sentence_at(words.start).number if page.sentences else 1

    def _row(self, found: Timex, rule: str, words: Words) -> Row:
        start, end = words.start, words.tokens[-1].end
        granularity, earliest, latest = calendar.describe(found.value)
        part = words.first("early") if granularity == "month" else None
        if part and earliest and latest:
            # The third of the thirds has the rest of the month.
            earliest += timedelta(10 * (int(part.value) - 1))
            latest = latest if part.value == "3" else earliest + timedelta(9)
        if found.type in ("DURATION", "SET"):
            granularity = earliest = latest = None
        elif granularity in _FINE and earliest is None and "X" not in found.value:
            rule += "; impossible day"
        row = {
            "sentence": self._sentence(words),
            "text": self.page.text[start:end],
            "start": start,
            "end": end,
            "type": found.type,
            "value": found.value,
            "earliest": earliest,
            "latest": latest,
            "granularity": granularity,
            "anchor": found.anchor,
            "anchor_row": self.previous if found.anchor == "previous" else None,
            "rule": rule,
        }
        if earliest and granularity in _DAY_LIKE:
            self.previous = row
            self.day = row if self._is_day(row) else self.day
        return row

    def _is_day(self, row: Row) -> bool:
        """Say whether a date is the day told of from here; one that opens its sentence stays."""
        before = self.day
        if before is None or before["sentence"] != row["sentence"] or not self.page.sentences:
            return row["granularity"] in _FINE
        opening = self.page.sentence_at(before["start"]).start
        return row["granularity"] in _FINE and before["start"] - opening >= _FRONT
