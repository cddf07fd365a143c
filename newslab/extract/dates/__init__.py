"""Time expressions: TIMEX3 spans and values, and what each is counted from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from newslab.extract.dates import calendar, guards, lexer, patterns, points, spans
from newslab.extract.dates.words import Timex, Words
from newslab.syntax.page import Page

_DAY_LIKE = ("day", "time", "week", "month", "quarter", "season", "year", "half")


def find(page: Page) -> list[dict[str, Any]]:
    """Return the rows of the dates table, in the order of the text.

    Types and values are those of TIMEX3 (TimeML 1.2.1). Words are mapped to kinds, one ordered
    table of patterns finds the expressions among the kinds, and a resolver for each pattern gives
    the value.
    """
    article = page.article
    published = None if pd.isna(article.published) else article.published.date()
    head = _rows(page, 0, article.body_start, published)
    return _numbered(
        article.article_id, [*head, *_rows(page, article.body_start, len(page.text), published)]
    )


def _rows(page: Page, start: int, end: int, published: date | None) -> Iterator[dict[str, Any]]:
    """Find and resolve the expressions between two offsets."""
    text = page.text if end == len(page.text) else page.text[:end]
    tokens = lexer.tokens(text, start)
    code = lexer.encode(tokens)
    pattern, table = patterns.compiled()
    previous: dict[str, Any] | None = None
    at = 0
    while m := pattern.search(code, at):
        rule, resolver = table[(m.lastindex or 1) - 1]
        words = Words(
            tokens[m.start() : m.end()],
            tokens[max(0, m.start() - 4) : m.start()],
            tokens[m.end() : m.end() + 8],
            published,
            partial(guards.tense, page, tokens[m.start()].start, tokens[m.end() - 1].end),
        )
        first = next(t.start for t in words.tokens if t.kind != "possessive")
        last = words.tokens[-1].end
        sentence = page.sentence_at(first).number if page.sentences else 1
        if previous is not None:
            words.previous = previous["value"]
            words.same_sentence = previous["sentence"] == sentence
        found = None if guards.is_name(page, rule, words) else _resolve(resolver, words)
        if found is None:
            at = m.start() + 1
            continue
        at = m.end()
        row = _row(found, rule, page.text, first, last, sentence, previous)
        if found.type in ("DATE", "TIME") and row["granularity"] in _DAY_LIKE and row["earliest"]:
            previous = row
        yield row


def _resolve(resolver: str, words: Words) -> Timex | None:
    function = getattr(points, resolver, None) or getattr(spans, resolver)
    found: Timex | None = function(words)
    return found


def _row(
    found: Timex, rule: str, text: str, start: int, end: int, sentence: int,
    previous: dict[str, Any] | None,
) -> dict[str, Any]:  # fmt: skip
    granularity, earliest, latest = calendar.describe(found.value)
    if found.type in ("DURATION", "SET"):
        granularity = earliest = latest = None
    elif granularity in ("day", "time") and earliest is None and "X" not in found.value:
        rule += "; impossible day"
    return {
        "sentence": sentence,
        "text": text[start:end],
        "start": start,
        "end": end,
        "type": found.type,
        "value": found.value,
        "earliest": earliest,
        "latest": latest,
        "granularity": granularity,
        "anchor": found.anchor,
        "anchor_row": previous if found.anchor == "previous" else None,
        "rule": rule,
    }


def _numbered(article_id: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for n, row in enumerate(rows, 1):
        row["article_id"], row["date_id"] = article_id, f"{article_id}/d{n:02d}"
    for row in rows:
        before = row.pop("anchor_row")
        row["anchor_id"] = before["date_id"] if before else None
    return rows
