"""Dates: the gold tables of whole articles, and cases by rule."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

import newslab
from newslab import Article

GOLD = Path(__file__).parent / "gold"
ARTICLES = sorted(p.name for p in GOLD.iterdir() if (p / "dates.csv").exists())
FILES = sorted((GOLD / "dates").glob("*.json"))
CASES = [
    pytest.param(case, id=f"{file.stem}-{n}")
    for file in FILES
    for n, case in enumerate(json.loads(file.read_text(encoding="utf-8")))
]


def found(text: str, published: str | None) -> list[list[str]]:
    rows = newslab.parse(Article(text, article_id="case", published=published)).dates
    assert [text[s:e] for s, e in zip(rows.start, rows.end, strict=True)] == list(rows.text)
    return rows[["text", "type", "value"]].values.tolist()


@pytest.mark.parametrize("name", ARTICLES)
def test_gold_articles(name: str) -> None:
    dates = newslab.parse(GOLD / "src" / f"{name}.txt").dates
    with (GOLD / name / "dates.csv").open(encoding="utf-8", newline="") as file:
        gold = {(int(r["start"]), int(r["end"]), r["value"]) for r in csv.DictReader(file)}
    got = set(zip(dates.start, dates.end, dates.value, strict=True))
    assert 2 * len(gold & got) / (len(gold) + len(got)) >= 0.9


def test_relative_dates_say_what_they_are_counted_from() -> None:
    dates = newslab.parse(GOLD / "src" / "2025-03-14-ceasefire-talks.txt").dates
    later = dates[dates.text == "Two days later"].iloc[0]
    march = dates[dates.text == "March 11"].iloc[0]
    assert (later.anchor, later.anchor_id) == ("previous", march.date_id)
    assert later.earliest == later.latest == pd.Timestamp("2025-03-13")
    assert march.anchor == "article"
