"""Figures of stance, tone and presentation: what they show, and that they can be drawn."""

import io

import pytest

from newslab.present import figures
from newslab.present.figures.sentiment import by_actor
from newslab.present.figures.stance import matrix
from newslab.tables import TABLES


def stances(rows):
    return TABLES["stance"].frame(
        {"article_id": a, "holder_id": h, "target_id": t, "target": t or issue, "stance": s}
        | {"target_kind": "actor" if t else "issue", "score": score}
        for a, h, t, issue, s, score in rows
    )


@pytest.fixture
def table():
    return stances(
        [
            ("a", "kim", "lee", None, "oppose", -0.6),
            ("b", "kim", "lee", None, "support", 0.8),
            ("a", "lee", None, "truce", "conditional", 0.3),
            ("a", "lee", None, "truce", "neutral", 0.0),
        ]
    )


def test_the_matrix_counts_and_joins(table):
    found = matrix(table)
    assert found[["holder_id", "target", "stance", "n"]].values.tolist() == [
        ["kim", "lee", "mixed", 2],
        ["lee", "truce", "conditional", 2],
    ]


def test_the_stance_figure_shows_symbols_counts_and_names(table):
    figure = figures.stance(table, {"kim": "Ann Kim"})
    figure.savefig(io.BytesIO())
    texts = [t.get_text() for t in figure.axes[0].texts]
    assert texts == ["±", "2", "if", "2"]
    assert [t.get_text() for t in figure.axes[0].get_yticklabels()] == ["Ann Kim", "lee"]


def test_what_is_weak_is_in_parentheses_and_in_the_legend(table):
    weak = stances(
        [("a", "kim", "lee", None, "support", 0.2), ("a", "lee", "kim", None, "neutral", 0.0)]
    )
    axes = figures.stance(weak).axes[0]
    assert [t.get_text() for t in axes.texts] == ["(+)", "1", "0", "1"]
    assert "weak" in axes.get_legend().get_texts()[-1].get_text()
    assert "weak" not in figures.stance(table).axes[0].get_legend().get_texts()[-1].get_text()


def test_a_large_matrix_says_what_it_leaves_out():
    rows = [("a", f"h{i}", None, f"issue {i}", "support", 0.5) for i in range(40)]
    figure = figures.stance(stances(rows))
    assert "left out: 16 rows" in figure.axes[0].get_title("left")


def tones():
    rows = [("sentence", "1", 0.5, None, None), ("sentence", "2", -0.4, "kim", 0.3),
            ("actor", "kim", -0.4, "kim", 0.3), ("actor", "lee", None, "lee", -0.8)]  # fmt: skip
    return TABLES["sentiment"].frame(
        {"article_id": "a", "unit": u, "unit_id": i, "polarity": p, "target_id": t}
        | {"target_score": s, "target_sentiment": s and ("positive" if s > 0 else "negative")}
        for u, i, p, t, s in rows
    )


def test_disagreement_is_marked():
    found = by_actor(tones())
    assert found["actor_id"].tolist() == ["lee", "kim"]
    assert found["disagree"].tolist() == [False, True]
    figure = figures.sentiment(tones(), {"kim": "Ann Kim"})
    figure.savefig(io.BytesIO())
    assert [t.get_text() for t in figure.axes[1].texts] == ["!"]


def test_nothing_found_is_said():
    for figure in (figures.stance(stances([])), figures.sentiment(tones().head(0))):
        figure.savefig(io.BytesIO())
        assert "No " in figure.texts[0].get_text()
