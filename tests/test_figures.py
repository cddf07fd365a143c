"""Figures: what they show, in signs and in words, and what they leave out."""

import base64
import io
import re
from itertools import pairwise
from pathlib import Path

import pandas as pd
from make import parsed
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.image import imread

from newslab.present import figures, notebook
from newslab.tables import TABLES


def tones():
    rows = [("sentence", "1", 0.5, None, None), ("sentence", "2", -0.4, "ann-lee", 0.3),
            ("actor", "ann-lee", -0.4, "ann-lee", 0.3),
            ("actor", "bob-ray", None, "bob-ray", -0.8)]  # fmt: skip
    return TABLES["sentiment"].frame(
        {"article_id": "a1", "unit": u, "unit_id": i, "polarity": p, "target_id": t}
        | {"target_score": s, "target_sentiment": s and ("positive" if s > 0 else "negative")}
        for u, i, p, t, s in rows
    )


def events(*days):
    return TABLES["timeline"].frame(
        {"event_id": f"a1/e{n + 1:02}", "article_id": "a1", "earliest": first, "latest": last,
         "granularity": "day", "start": n,
         "end": n + 1, "event": f"Event {n} <b>", "actors": f"actor-{n % 9}", "how_dated": "x"}
        for n, (first, last) in enumerate(days)
    )  # fmt: skip


def test_a_far_past_does_not_flatten_the_axis(monkeypatch):
    monkeypatch.setattr(notebook, "figure", lambda made, alt, caption: made.axes[0])
    days = [(d, d) for d in pd.date_range("2025-03-01", "2025-03-08")]
    axes = figures.timeline(parsed(), events(("1939-09-01", "1945-09-02"), *days))
    low, high = (axes.transData.transform((n, 0))[0] for n in axes.get_xlim())
    week = axes.transData.transform((-13, 0))[0]
    assert (high - week) / (high - low) > 0.2
    assert {"−30 years", "−3 years"} <= {t.get_text() for t in axes.get_xticklabels()}


def test_the_words_below_the_axis_do_not_touch(monkeypatch):
    monkeypatch.setattr(notebook, "figure", lambda made, alt, caption: made)
    days = ("2016-01-01", "2024-06-01", "2025-03-08", "2025-03-20", "2025-06-03", "2034-01-01")
    drawn = figures.timeline(parsed(), events(*((d, d) for d in days)))
    drawn.draw_without_rendering()
    boxes = [t.get_window_extent() for t in drawn.axes[0].get_xticklabels()]
    boxes.sort(key=lambda box: box.x0)
    assert len(boxes) > 2
    assert all(a.x1 < b.x0 for a, b in pairwise(boxes))


def test_a_picture_is_drawn_from_what_the_rows_say(monkeypatch):
    monkeypatch.setattr(notebook, "figure", lambda made, alt, caption: made.axes[0])
    light = figures.sentiment(parsed(), tones())
    marks = [(m.get_marker(), m.get_xdata()[0]) for m in light.lines if m.get_marker() in "^ov"]
    assert marks == [("^", 0.3), ("v", -0.8)]
    assert [t.get_text() for t in light.texts] == ["Ann Lee", "Bob Ray"]


def test_what_is_left_out_is_said(monkeypatch):
    said = []
    monkeypatch.setattr(notebook, "figure", lambda made, alt, caption: said.append(caption))
    figures.timeline(parsed(), events(*((d, d) for d in pd.date_range("2025-03-01", periods=70))))
    (told,) = said
    assert told == (
        "70 events, none planned, dated 2025-03-01 to 2025-05-09. The table has 10 more."
    )


def test_a_picture_has_its_words_and_hollow_plans(monkeypatch):
    drawn = []
    monkeypatch.setattr(
        notebook, "figure", lambda made, alt, caption: drawn.append((made, alt)) or "shown"
    )
    ahead = events(("2025-03-01", "2025-03-01"), ("2025-05-01", "2025-05-09"))
    ahead["status"] = ["happened", "planned"]
    ahead.loc[0, "event"] = "$\\frac{1 漢 \x1b[0m <b>"
    assert figures.timeline(parsed(), ahead)
    ((line, when),) = drawn
    assert when.startswith("2 events, 1 planned, dated 2025-03-01 to 2025-05-09. e01")
    assert line.axes[0].texts[0].get_text() == "e01 2025-03-01 $\\frac{1 漢 ␛[0m <b>"
    assert line.get_figwidth() < 3.75  # a phone's
    fills = [m.get_fillstyle() for m in line.axes[0].lines if m.get_marker() == "o"]
    assert fills == ["full", "none"]


def test_fewer_than_two_rows_make_no_picture():
    assert figures.sentiment(parsed(), tones()[:1]) is None
    assert figures.timeline(parsed(), events(("2025-03-01", "2025-03-01"))) is None


def test_a_picture_is_an_image_with_alt_and_clear_corners():
    data, about = figures.sentiment(parsed(), tones())._repr_png_()
    assert len(about["alt"]) > 40
    assert about["alt"].startswith(about["caption"])
    assert imread(io.BytesIO(base64.b64decode(data)))[0, 0, 3] == 0


def test_only_ink_on_clear_paper_is_made_darker_or_lighter():
    assert figures.sentiment(parsed(), tones())._repr_png_()[1]["clear"]
    assert not notebook.figure(Figure(), "An analyst's own, on white paper.")._repr_png_()[1][
        "clear"
    ]


def test_labels_can_be_read_on_both_papers():
    def light(colour, factor=1.0):
        parts = [min(1, c * factor) for c in to_rgb(colour)]
        red, green, blue = (c / 12.92 if c < 0.04 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05

    style = Path(figures.__file__).with_name("template").joinpath("page.css").read_text("utf-8")
    darker, lighter = map(float, re.findall(r"brightness\(([\d.]+)\)", style))
    assert light("#fff") / light(figures.INK, darker) >= 4.5
    assert light(figures.INK, lighter) / light("#15181c") >= 4.5
