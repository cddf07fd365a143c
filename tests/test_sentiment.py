"""Tone and presentation, from tables alone."""

from types import SimpleNamespace

import pytest

from newslab.analyse.sentiment import second_tone, sentiment, tone
from newslab.analyse.target_sentiment import Target, judge
from newslab.errors import SettingError
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
    from textblob import TextBlob

    text = "The awful plan was very bad, a good day was not."
    assert tone(text)[:2] == pytest.approx(tuple(TextBlob(text).sentiment))


@pytest.mark.parametrize(
    "text",
    [
        "his special envoy",
        "many more people came",
        "the former military leader",
        "pled not guilty",
        "a grand jury",
        "tested positive for it",
        "two negative tests",
    ],
)
def test_some_words_are_no_opinion(text):
    assert tone(text) == (0.0, 0.0, "")
    assert second_tone(text) == 0


def test_an_analyst_adds_words_that_are_no_opinion(monkeypatch, tmp_path):
    assert tone("an awful fairy")[0] < 0
    (tmp_path / "own.txt").write_text("awful\n", encoding="utf-8")
    monkeypatch.setenv("NEWSLAB_NEUTRAL", str(tmp_path / "own.txt"))
    assert tone("an awful fairy")[0] == 0
    monkeypatch.setenv("NEWSLAB_NEUTRAL", str(tmp_path / "none.txt"))
    with pytest.raises(SettingError, match="NEWSLAB_NEUTRAL"):
        tone("an awful fairy")


def test_a_pronoun_is_no_sure_mention():
    given = tables()
    assert sentiment(given).query("unit == 'actor' and unit_id == 'li'")["sure"].tolist() == [1]
    given.mentions["form"] = "pronoun"
    assert sentiment(given).query("unit == 'actor' and unit_id == 'li'")["sure"].tolist() == [0]


def test_far_away_words_do_not_count_and_cost_nothing():
    near = "Officials praised Ms. Li for her courage"
    far = near + ", and it rained" * 200 + ", an awful, bad disaster."
    assert judge([Target(far, 18, 24)]) == judge([Target(far.replace("awful", "fine"), 18, 24)])
