"""Copies are found, articles on the same event are not taken for copies."""

import pandas as pd
import pytest
from bench_articles import article, articles

import newslab
from newslab.corpus.across import copies


def frame(texts, days=None):
    published = pd.to_datetime(pd.Series(days or {}).reindex(list(texts))).tolist()
    return pd.DataFrame(
        {"article_id": list(texts), "text": list(texts.values()), "published": published}
    )


TEXT = article(1).text
WORDS = TEXT.split(" ")


@pytest.mark.parametrize(
    ("copy", "kind"),
    [
        (TEXT, "exact"),
        (TEXT.upper().replace(",", ""), "exact"),
        ("(Agency) " + TEXT + " Reporting by Ann Lee.", "near"),
        (TEXT.replace("Monday", "Tuesday").replace("said", "stated"), "near"),
        (" ".join(WORDS[: len(WORDS) * 3 // 4]), "near"),
    ],
)
def test_copies_are_found(copy, kind):
    others = {f"o{n}": a.text for n, a in enumerate(articles(20)) if n != 1}
    found = copies(frame({"b": copy, "a": TEXT, **others}))
    assert found[["article_id", "copy_of", "kind"]].to_numpy().tolist() == [["b", "a", kind]]
    assert found["similarity"].between(0.5, 1).all()


def test_the_first_published_is_the_original():
    found = copies(frame({"a": TEXT, "b": TEXT}, {"a": "2025-03-02", "b": "2025-03-01"}))
    assert found[["article_id", "copy_of"]].to_numpy().tolist() == [["a", "b"]]


def test_short_empty_and_odd_texts():
    texts = {"a": "No.", "b": "no", "c": "Yes.", "d": "!", "e": "?"}
    assert copies(frame(texts))["article_id"].tolist() == ["b"]
    assert copies(frame({})).empty


def test_a_corpus_counts_them_once(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, text in {"a": TEXT, "b": TEXT + " (Agency)", "c": article(2).text}.items():
        (raw / f"{name}.txt").write_text(text)
    corpus = newslab.parse_corpus(raw, out=tmp_path / "out")
    assert corpus.copies["copy_of"].tolist() == ["a"]
    once = corpus.distinct()
    assert once.articles["article_id"].tolist() == ["a", "c"]
    assert set(once.sentences["article_id"]) == {"a", "c"}
