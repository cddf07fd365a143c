"""Stance: who expresses what towards whom or what, and about what."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

import newslab
from newslab import lexicons
from newslab.analyse.stance import disputes, headlines, stance
from newslab.article import Article
from newslab.corrected import Corrections
from newslab.corrected.file import correction
from newslab.tables import TABLES

with (Path(__file__).parent / "cases" / "stance.csv").open(encoding="utf-8", newline="") as handle:
    CASES = list(csv.DictReader(handle))


def told(table):
    """Return the rows as the cases have them: holder > target: stance (verb; about)."""
    return " / ".join(
        f"{r.holder_id} > {r.target if pd.isna(r.target_id) else r.target_id}: {r.stance}"
        f" ({r.verb}{'' if pd.isna(r.about) else f'; {r.about}'})"
        for r in table.itertuples()
    )


def parsed(text, article_id="a"):
    return newslab.parse(Article(text, article_id=article_id))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['kind']}: {c['text'][:40]}")
def test_sentences(case, parse_case):
    found = TABLES["stance"].check(stance(parse_case(case["text"])))
    assert told(found) == case["expected"]


def test_evidence_is_in_the_text():
    text = "Ann Lee criticized the tax. Tom Orr said the tax is needless and sued Ann Lee."
    found = stance(parsed(text))
    assert len(found) >= 2
    for row in found.to_dict("records"):
        assert row["cue"] in text[row["start"] : row["end"]]
        assert row["basis"]
        assert 0 < row["confidence"] <= 1


def test_a_corrected_actor_is_followed():
    given = Article("Ann Lee criticized the tax. Tom Orr left.", article_id="a")
    made = correction("a", "", "statements", "8-18", "actor_id", "tom-orr")
    (told,) = newslab.parse_many([given], Corrections([made]))
    assert stance(told)["holder_id"].tolist() == ["tom-orr"]


def test_a_pronoun_that_leads_to_nobody_holds_no_stance():
    assert stance(parsed("She criticized the tax.")).empty


def test_who_only_tells_is_no_holder():
    found = stance(parsed("The Daily Post reported that Ann Lee opposed the harbour plan."))
    assert "daily-post" not in found["holder_id"].tolist()


def test_what_one_says_of_another_s_stance_is_only_reported():
    given = parsed(
        "Ann Lee said that Tom Orr criticised the harbour tax. Ann Lee said she opposed it."
    )
    told = stance(given).set_index("holder_id")["modality"]
    assert told["tom-orr"] == "reported"


def test_the_analyst_names_the_issues():
    given = parsed("Ann Lee supported the 30-day truce. Ann Lee welcomed the ruling.")
    assert stance(given, issues="truce")["target"].tolist() == ["the 30-day truce"]
    assert len(stance(given, issues=["truce", "rul"])) == 2
    assert stance(given, issues=["weather", "ruce"]).empty


def test_an_issue_has_one_name_in_an_article():
    given = parsed("Ann Lee opposed the harbour tax. Tom Orr praised the tax.")
    assert stance(given)["target"].tolist() == ["the harbour tax", "the harbour tax"]


def test_articles_are_kept_apart():
    both = newslab.load(
        [Article(f"{n} criticized the tax.", article_id=n[0]) for n in ("Ann Lee", "Tom Orr")]
    )
    assert stance(both)["article_id"].tolist() == ["A", "T"]


def test_four_headlines_the_surest_first():
    rows = [
        {"article_id": "a", "holder_id": f"h{n}", "target": f"issue {n}", "target_kind": "issue",
         "stance": "oppose", "score": -0.6, "modality": "asserted", "cue": "x", "start": 0,
         "end": 1, "basis": "x", "verb": verb, "about": None, "confidence": sure}
        for n, (verb, sure) in enumerate([("opposed", 0.8), ("accusing", 1.0), ("sued", 0.95),
                                          *[("rejected", 0.8)] * 4])
    ]  # fmt: skip
    found = headlines(
        TABLES["stance"].frame(rows),
        {"h2": "Ann Lee", **dict.fromkeys(["h0", *["h3", "h4", "h5", "h6"]], "Tom Orr")},
    )
    assert found[:2] == ["Ann Lee sued issue 2.", "Tom Orr opposed issue 0."]
    assert len(found) == 4


def test_disputes_stand_side_by_side():
    given = parsed("Ann Lee said it rained. Tom Orr denied it.")
    first, second = given.statements["statement_id"]
    given.statements["disputes_id"] = [None, first]
    (row,) = disputes(given).to_dict("records")
    assert (row["claim_id"], row["denial_id"]) == (first, second)
    assert (row["claimant_id"], row["how"]) == ("ann-lee", "deny: denied")
    text = given.article.text
    assert text[row["claim_start"] : row["claim_end"]] == row["claim"]
    assert disputes(parsed("It rained.")).empty


@pytest.mark.parametrize("name", ["attitudes", "stance_kinds", "clause_words", "target_words"])
def test_lexicons_are_sorted_and_without_duplicates(name):
    rows = [tuple(r.values()) for r in lexicons.read(name)]
    assert rows == sorted(set(rows))


def test_each_kind_was_read_on_real_articles():
    for row in lexicons.read("stance_kinds"):
        assert 0 <= int(row["right"]) <= int(row["read"])
        assert 0 < float(row["strength"]) <= 1


def test_no_headline_leads_to_another_sentence():
    rows = [
        {"article_id": "a", "holder_id": "ann-lee", "target_id": "party", "target": target,
         "target_kind": kind, "stance": "oppose", "score": -0.6, "modality": "asserted", "cue": "x",
         "start": 0, "end": 1, "basis": "x", "verb": "accused", "about": None, "confidence": 0.9}
        for target, kind in [("the party", "actor"), ("most of them", "issue")]
    ]  # fmt: skip
    assert headlines(TABLES["stance"].frame(rows), {}) == []
