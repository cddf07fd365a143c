"""Tone and presentation, from tables alone."""

from types import SimpleNamespace

import pytest

from newslab.analyse.sentiment import sentiment, tone
from newslab.tables import TABLES

TEXT = "Officials praised Li for her courage. It rained. Kim said the awful plan was bad."


def tables(article="a"):
    sentence = [(1, 0, 37), (2, 38, 48), (3, 49, 81)]
    rows = {
        "sentences": [
            {
                "sentence": n,
                "article_id": article,
                "paragraph": 1,
                "start": s,
                "end": e,
                "text": TEXT[s:e],
            }
            for n, s, e in sentence
        ],
        "mentions": [
            {"mention_id": f"{article}/m1", "article_id": article, "actor_id": "li", "text": "Li"}
            | {"start": 18, "end": 20, "form": "name"}
        ],
        "statements": [
            {"statement_id": f"{article}/s01", "article_id": article, "actor_id": "kim"}
            | {"content": "the awful plan was bad"}
        ],
    }
    return SimpleNamespace(**{n: TABLES[n].frame(r) for n, r in rows.items()})


@pytest.fixture
def found():
    return TABLES["sentiment"].check(sentiment(tables()))


def test_sentences_keep_their_order_and_tone(found):
    rows = found[found["unit"] == "sentence"]
    assert rows["unit_id"].tolist() == ["1", "2", "3"]
    assert rows["polarity"].iloc[2] == pytest.approx(-0.85)
    assert rows["basis"].iloc[2] == "awful -1.00; bad -0.70"


def test_presentation_is_kept_apart_from_tone(found):
    first = found.iloc[0]
    assert (first["target_id"], first["target_sentiment"], first["polarity"]) == (
        "li",
        "positive",
        0,
    )


def test_an_actor_has_the_tone_of_what_is_said(found):
    actors = found[found["unit"] == "actor"].set_index("unit_id")
    assert actors.loc["kim", "polarity"] == pytest.approx(-0.85)
    assert actors["polarity"].isna()["li"]
    assert actors.loc["li", "target_sentiment"] == "positive"


def test_articles_are_kept_apart():
    import pandas as pd

    one, two = tables("a"), tables("b")
    both = SimpleNamespace(**{n: pd.concat([getattr(one, n), getattr(two, n)]) for n in vars(one)})
    found = sentiment(both)
    assert found.groupby("article_id").size().to_dict() == {"a": 6, "b": 6}


def test_nothing_in_nothing_out():
    empty = SimpleNamespace(
        **{n: TABLES[n].frame([]) for n in ("sentences", "mentions", "statements")}
    )
    assert sentiment(empty).empty


def test_tone_is_textblobs_own():
    assert tone("many more lives would be lost")[0] == 0.5
