"""Figures: what they show, in signs and in words, and what they leave out."""

import base64
import io
import re

import pandas as pd
import pytest
from make import parsed
from matplotlib.image import imread

from newslab.present import figures, notebook, plots
from newslab.tables import TABLES


def stances(*rows):
    return TABLES["stance"].frame(
        {"article_id": "a1", "holder_id": h, "target_id": t, "target": t or issue, "stance": s}
        | {"target_kind": "actor" if t else "issue", "score": score, "start": 0, "end": 7}
        for h, t, issue, s, score in rows
    )


def signs(block):
    return re.findall(r'<i class="nl-(\w+)" style="left:([\d.]+)%">(.+?)</i>', str(block.markup))


def test_a_pair_is_one_row_and_mixed_where_its_stances_differ():
    shown = figures.stance(
        parsed(),
        stances(
            ("ann-lee", "bob-ray", None, "oppose", -0.6),
            ("ann-lee", "bob-ray", None, "support", 0.8),
            ("bob-ray", None, "truce", "conditional", 0.3),
        ),
    )
    assert signs(shown) == [("both", "55.0", "±"), ("some", "65.0", "if")]
    assert "Ann Lee on Bob Ray: mixed (+0.1, 2 times)" in repr(shown)
    assert "3 stances of 2 holders" in repr(shown)


def test_what_is_left_out_is_said():
    rows = [(f"h{i}", None, f"issue {i}", "support", 0.5) for i in range(40)]
    shown = figures.stance(parsed(), stances(*rows))
    assert str(shown.markup).count("<li>") == figures.MOST
    assert "16 rows more: see the table below." in repr(shown)


def tones():
    rows = [("sentence", "1", 0.5, None, None), ("sentence", "2", -0.4, "ann-lee", 0.3),
            ("actor", "ann-lee", -0.4, "ann-lee", 0.3),
            ("actor", "bob-ray", None, "bob-ray", -0.8)]  # fmt: skip
    return TABLES["sentiment"].frame(
        {"article_id": "a1", "unit": u, "unit_id": i, "polarity": p, "target_id": t}
        | {"target_score": s, "target_sentiment": s and ("positive" if s > 0 else "negative")}
        for u, i, p, t, s in rows
    )


def test_disagreement_is_marked():
    shown = figures.sentiment(parsed(), tones())
    assert "Ann Lee: +0.30, own words -0.40 !" in repr(shown)
    assert signs(shown) == [("good", "65.0", "▲"), ("bad", "10.0", "▼")]
    assert str(shown.markup).count('style="top:50%') == 1


def test_nothing_found_is_said():
    empty = {n: TABLES[n].frame([]) for n in ("stance", "sentiment", "timeline")}
    for draw, table in zip((figures.stance, figures.sentiment, figures.timeline), empty.values(),
                           strict=True):  # fmt: skip
        assert repr(draw(parsed(), table)).startswith("No ")


def events(*days):
    return TABLES["timeline"].frame(
        {"article_id": "a1", "earliest": first, "latest": last, "granularity": "day", "start": n,
         "end": n + 1, "event": f"Event {n} <b>", "actors": f"actor-{n % 9}", "how_dated": "x"}
        for n, (first, last) in enumerate(days)
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 8, 60])
def test_every_event_has_a_line_in_order_of_time(count):
    days = [(d, d) for d in pd.date_range("2025-01-01", periods=count)]
    shown = figures.timeline(parsed(), events(*reversed(days)))
    assert str(shown.markup).count("<li>") == count
    places = [float(left) for _, left, _ in signs(shown)]
    assert places == sorted(places)
    assert "<b>" not in str(shown.markup)
    labels = re.findall(r'<span style="left:([\d.]+)%', str(shown.markup))
    assert len(labels) == len(set(labels)) <= 2


def test_a_far_past_does_not_flatten_the_axis():
    days = [(d, d) for d in pd.date_range("2025-01-01", periods=8)]
    shown = figures.timeline(parsed(), events(("1939-09-01", "1945-09-02"), *days))
    places = [float(left) for _, left, _ in signs(shown)]
    assert places[:2] == [0.0, 16.0]
    assert places[-1] == 100.0
    assert ">//<" in str(shown.markup)


def test_a_picture_is_drawn_from_what_the_rows_say():
    table = stances(
        ("ann-lee", "bob-ray", None, "support", 0.8),
        ("ann-lee", "bob-ray", None, "oppose", -0.6),
        ("bob-ray", None, "truce at $5 and $x_{", "conditional", 0.3),
    )
    cells = figures.pairs(parsed(), table)[["holder", "target", "stance", "score", "times"]]
    assert cells.round(2).values.tolist() == [
        ["Ann Lee", "Bob Ray", "mixed", 0.1, 2],
        ["Bob Ray", "truce at $5 and $x_{", "conditional", 0.3, 1],
    ]
    light = plots.most_mentioned(parsed(), tones())[["name", "target_sentiment", "target_score"]]
    assert light.values.tolist() == [["Ann Lee", "positive", 0.3], ["Bob Ray", "negative", -0.8]]
    placed = {"lane": list("abaa"), "at": [0, 0, 2, 9], "to": [0, 0, 2, 9]}
    assert plots.lanes(pd.DataFrame(placed))["y"].tolist() == [0, 1, 0, 2]


def test_a_picture_has_its_words_and_hollow_plans(monkeypatch):
    drawn = []
    monkeypatch.setattr(
        notebook, "figure", lambda made, alt, wide: drawn.append((made, alt)) or "shown"
    )
    odd = ("bob-ray", None, "$\\frac{1 漢 \x1b[0m <b>", "oppose", -0.7)
    assert plots.stance(parsed(), stances(("ann-lee", "bob-ray", None, "support", 0.2), odd))
    ahead = events(("2025-03-01", "2025-03-01"), ("2025-05-01", "2025-05-09"))
    ahead["status"] = ["happened", "planned"]
    assert plots.timeline(parsed(), ahead)
    (matrix, words), (line, when) = drawn
    assert words.startswith("Matrix of 2 targets by 2 holders: Bob Ray on $\\frac")
    assert when.startswith("2 events by actor, 1 planned, from 2025-03-01 to 2025-05-09: e01")
    assert [t.get_text() for t in matrix.axes[0].texts] == ["−", "+"]
    fills = [m.get_fillstyle() for m in line.axes[0].lines if m.get_marker() == "o"]
    assert fills == ["full", "none"]


def test_fewer_than_two_rows_make_no_picture():
    one = stances(("ann-lee", "bob-ray", None, "support", 0.8))
    assert plots.stance(parsed(), one) is None
    assert plots.sentiment(parsed(), tones()[:1]) is None
    assert plots.timeline(parsed(), events(("2025-03-01", "2025-03-01"))) is None


def test_a_picture_is_an_image_with_alt_and_clear_corners():
    odd = [("ann-lee", None, f"$\\frac{{{n} 漢 \x1b[0m <b>", "oppose", -0.7) for n in range(3)]
    for shown in (plots.stance(parsed(), stances(*odd)), plots.sentiment(parsed(), tones())):
        data, about = shown._repr_png_()
        assert len(about["alt"]) > 40
        assert about["wide"]
        assert imread(io.BytesIO(base64.b64decode(data)))[0, 0, 3] == 0
