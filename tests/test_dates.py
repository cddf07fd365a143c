"""Dates: the gold tables of whole articles, and cases by rule."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

import newslab
from newslab import Article, Parsed
from newslab.extract import dates
from newslab.syntax import lexer
from newslab.syntax.page import Page
from newslab.syntax.tree import Tree

GOLD = Path(__file__).parent / "gold"
ARTICLES = sorted(p.name for p in GOLD.iterdir() if (p / "dates.csv").exists())
FILES = sorted((GOLD / "dates").glob("*.json"))
CASES = [
    pytest.param(
        case,
        id=f"{file.stem}-{n}",
        marks=[pytest.mark.xfail(reason=case["xfail"])] if "xfail" in case else [],
    )
    for file in FILES
    for n, case in enumerate(json.loads(file.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize("name", ARTICLES)
def test_gold_articles(name: str) -> None:
    rows = newslab.parse(GOLD / "src" / f"{name}.txt").dates
    with (GOLD / name / "dates.csv").open(encoding="utf-8", newline="") as file:
        gold = {(int(r["start"]), int(r["end"]), r["value"]) for r in csv.DictReader(file)}
    got = set(zip(rows.start, rows.end, rows.value, strict=True))
    assert 2 * len(gold & got) / (len(gold) + len(got)) >= 0.9


def test_relative_dates_say_what_they_are_counted_from() -> None:
    rows = newslab.parse(GOLD / "src" / "2025-03-14-ceasefire-talks.txt").dates
    later = rows[rows.text == "Two days later"].iloc[0]
    march = rows[rows.text == "March 11"].iloc[0]
    assert (later.anchor, later.anchor_id) == ("previous", march.date_id)
    assert later.earliest == later.latest == pd.Timestamp("2025-03-13")
    assert march.anchor == "article"


@pytest.mark.parametrize("case", CASES)
def test_cases(case: dict[str, Any], parse_case: Callable[..., Parsed]) -> None:
    text = case["text"]
    rows = parse_case(text, case["published"]).dates
    assert [text[s:e] for s, e in zip(rows.start, rows.end, strict=True)] == list(rows.text)
    assert rows[["text", "type", "value"]].values.tolist() == case["expected"]


def test_there_are_cases_for_every_rule() -> None:
    assert len(CASES) >= 300


FORMATS = ("{y}-{m:02d}-{d:02d}", "{d} {month} {y}", "{month} {d}, {y}", "{d:02d}.{m:02d}.{y}")


@settings(max_examples=60, deadline=None)
@given(st.dates(dt.date(1400, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(FORMATS))
def test_every_format_of_a_day_comes_back(day: dt.date, form: str) -> None:
    months = "January February March April May June July August September October November December"
    month = months.split()[day.month - 1]
    written = form.format(y=day.year, m=day.month, d=day.day, month=month)
    rows = dates_of(f"It happened on {written}.")
    assert [(r["text"], r["value"], r["earliest"]) for r in rows] == [
        (written, day.isoformat(), day)
    ]


def dates_of(text: str) -> list[dict[str, Any]]:
    article = Article(text, article_id="a", published="2025-03-14")
    return dates.find(Page(article, Tree(BLANK(text))))


BLANK = spacy.blank("en")
BLANK.add_pipe("sentencizer")


@settings(max_examples=100, deadline=None)
@given(
    st.text(
        # Lone surrogates do not pass `Article`.
        st.sampled_from("0123456789-–/.:,'’ \n aAMmpdthys$%()") | st.characters(codec="utf-8"),
        max_size=80,
    )
)
def test_hostile_text_keeps_offsets(text: str) -> None:
    for row in dates_of(text + " ago"):
        assert (text + " ago")[row["start"] : row["end"]] == row["text"]


def test_each_pattern_fits_its_example() -> None:
    _, table = lexer.patterns()
    for row, pattern in table:
        assert pattern.search(lexer.code(lexer.tokens(row["example"]))), row["rule"]


@pytest.mark.parametrize(
    ("piece", "kinds"),
    [("1.1.", ["big", "dot"]), ("1,., ", ["small", "comma", "dot", "comma"]), (" _", [])],
)
def test_a_long_odd_run_is_read_like_a_short_one(piece: str, kinds: list[str]) -> None:
    # What reads it more than once takes minutes here.
    assert [token.kind for token in lexer.tokens(20_000 * piece)] == 20_000 * kinds


def test_impossible_days_say_so() -> None:
    row = newslab.parse(Article("It is dated 30 February 2024.", article_id="a")).dates.iloc[0]
    assert row.value == "2024-02-30"
    assert pd.isna(row.earliest)
    assert "impossible" in row.rule
