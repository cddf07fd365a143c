"""Tone and presentation as a figure: along the text, and by actor."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Colours of negative, neutral and positive, told apart with any colour vision (Okabe and Ito).
COLOURS = {"negative": "#D55E00", "neutral": "#999999", "positive": "#0072B2"}
_SIGN = {"negative": "v", "neutral": "o", "positive": "^"}
#: Actors beyond this many are left out, those with the weakest scores first.
MOST = 14


def sentiment(table: pd.DataFrame, names: dict[str, str] | None = None, title: str = "") -> Figure:
    """Draw the tone of each sentence, and how each actor is presented beside what he or she says.

    Left: TextBlob's polarity of each sentence in the order of the text (of many articles: the mean
    at each place). Right: for each actor the target sentiment (mark, by sign) and the tone of the
    actor's own words (bar); an exclamation mark stands where their signs disagree.

    Parameters
    ----------
    table
        From `newslab.sentiment`.
    names
        Name of each actor id; without one the id is shown.
    title
        Title of the figure; empty: a short one.

    Returns
    -------
    matplotlib.figure.Figure
        Not shown and not held by pyplot.

    Examples
    --------
    >>> from newslab.tables import TABLES
    >>> len(sentiment(TABLES["sentiment"].frame([])).axes)
    0
    """
    from matplotlib.figure import Figure

    sentences = table[table["unit"] == "sentence"].drop_duplicates(["article_id", "unit_id"])
    if sentences.empty:
        figure = Figure(figsize=(7, 1.2))
        figure.text(0.5, 0.5, "No sentence, no tone.", ha="center", va="center")
        return figure
    actors = by_actor(table).head(MOST)
    figure = Figure(figsize=(11, max(3.4, 1.6 + 0.34 * len(actors))), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
    _along(left, sentences)
    _actors(right, actors, names or {})
    figure.suptitle(title or "Tone and presentation", x=0.01, ha="left", weight="bold")
    return figure


def by_actor(table: pd.DataFrame) -> pd.DataFrame:
    """Return how each actor is presented and sounds, the strongest first.

    Returns
    -------
    pandas.DataFrame
        actor_id, polarity (own words, TextBlob), target_sentiment, target_score, disagree (the
        signs of both differ), articles (number).
    """
    rows = table[table["unit"] == "actor"]
    found = rows.groupby("unit_id", sort=False).agg(
        polarity=("polarity", "mean"), target_score=("target_score", "mean"),
        articles=("article_id", "nunique"), target_sentiment=("target_sentiment", "first"),
    )  # fmt: skip
    product = (found["polarity"] * found["target_score"]).astype(float).fillna(0)
    strong = (found["polarity"].abs() > 0.05) & (found["target_score"].abs() > 0.05)
    found["disagree"] = (product < 0) & strong.fillna(False).astype(bool)
    order = found["target_score"].astype(float).abs().fillna(-1).sort_values(ascending=False).index
    return found.loc[order].reset_index(names="actor_id")


def _colour(value: float) -> str:
    return COLOURS["positive" if value > 0 else "negative" if value < 0 else "neutral"]


def _along(axes: Axes, sentences: pd.DataFrame) -> None:
    from matplotlib.ticker import MaxNLocator

    place = sentences["unit_id"].astype(int)
    mean = sentences["polarity"].astype(float).groupby(place.to_numpy()).mean()
    axes.bar(mean.index, mean.to_numpy(), color=[_colour(v) for v in mean], width=0.8)
    axes.axhline(0, color="#444444", linewidth=0.8)
    axes.set_ylim(-1.05, 1.05)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("sentence")
    axes.set_ylabel("polarity (TextBlob, word list)")
    many = sentences["article_id"].nunique()
    axes.set_title(
        "Tone along the article" if many == 1 else f"Mean tone along {many} articles",
        loc="left", fontsize=10,
    )  # fmt: skip


def _actors(axes: Axes, actors: pd.DataFrame, names: dict[str, str]) -> None:
    rows: list[dict[str, Any]] = actors.to_dict("records")
    for y, row in enumerate(rows):
        if pd.notna(row["polarity"]):
            axes.barh(y, float(row["polarity"]), color="#cccccc", height=0.55)
        if pd.notna(row["target_score"]):
            label = row["target_sentiment"]
            axes.plot(float(row["target_score"]), y, _SIGN[label], color=COLOURS[label], ms=8)
        if row["disagree"]:
            axes.text(1.04, y, "!", va="center", weight="bold", color="#444444")
    labels = [
        textwrap.shorten(names.get(r["actor_id"], r["actor_id"]), 34, placeholder="…") for r in rows
    ]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(-1.1, 1.1)
    axes.set_xticks([-1, -0.5, 0, 0.5, 1])
    axes.axvline(0, color="#444444", linewidth=0.8)
    axes.set_xlabel("negative (−1) … positive (1)")
    axes.set_title("Actors: presented as (mark), own words (bar)", loc="left", fontsize=10)
    _legend(axes)


def _legend(axes: Axes) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = [
        Line2D([], [], color=COLOURS[k], marker=m, linestyle="", label=f"presented {k}")
        for k, m in _SIGN.items()
    ]
    handles.append(Patch(color="#cccccc", label="tone of own words"))
    handles.append(
        Line2D(
            [],
            [],
            marker="$!$",
            color="#444444",
            linestyle="",
            label="mark and bar differ in sign",
        )
    )
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.4, -0.16), ncols=3,
                frameon=False, fontsize=8)  # fmt: skip
