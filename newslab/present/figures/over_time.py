"""Stance over time: how the scores of the most frequent pairs move from article to article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from newslab.present.figures.timeline import COLOURS, MARKS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def pairs(stances: pd.DataFrame, articles: pd.DataFrame, most: int = len(MARKS)) -> pd.DataFrame:
    """Return the mean stance of a holder towards a target for each day of publication.

    Parameters
    ----------
    stances
        From `newslab.stance` of a corpus.
    articles
        Its articles, with their dates.
    most
        How many pairs: those with the most days, then the most stances.

    Returns
    -------
    pandas.DataFrame
        holder_id, target, day, score (mean), number (of stances).

    Examples
    --------
    >>> from newslab.tables import TABLES
    >>> len(pairs(TABLES["stance"].frame([]), TABLES["articles"].frame([])))
    0
    """
    both = ["holder_id", "target"]
    day = articles.set_index("article_id")["published"].dropna()
    rows = stances[stances["article_id"].isin(day.index)]
    if rows.empty:
        return pd.DataFrame(columns=[*both, "day", "score", "number"])
    about = rows["target_id"].fillna(rows["target"])
    rows = rows.assign(target=about, day=rows["article_id"].map(day))
    counts = rows.groupby(both)["day"].agg(["nunique", "count"])
    ranked = counts.sort_values(["nunique", "count"], ascending=False, kind="stable")
    rows = rows.set_index(both).loc[lambda r: r.index.isin(ranked.index[:most])].reset_index()
    return rows.groupby([*both, "day"], as_index=False).agg(
        score=("score", "mean"), number=("score", "count")
    )


def over_time(table: pd.DataFrame, names: dict[str, str] | None = None) -> Figure:
    """Draw `pairs`: a line for each holder and target, higher is more support.

    Parameters
    ----------
    table
        From `pairs`.
    names
        Name of each actor id; without one the id is shown.

    Returns
    -------
    matplotlib.figure.Figure
        Not shown and not held by pyplot.
    """
    from matplotlib.figure import Figure

    known = names or {}
    if table.empty:
        figure = Figure(figsize=(7, 1.2))
        figure.text(0.5, 0.5, "No stance in an article with a date.", ha="center", va="center")
        return figure
    figure = Figure(figsize=(9, 4), layout="constrained")
    axes = figure.subplots()
    groups = table.groupby(["holder_id", "target"], sort=True)
    for ((holder, target), rows), colour, mark in zip(groups, COLOURS, MARKS, strict=False):
        label = f"{known.get(holder, holder)} on {known.get(target, target)}"
        axes.plot(rows["day"], rows["score"], color=colour, marker=mark, label=label)
    axes.axhline(0, color="#999999", linewidth=0.8)
    axes.set(ylim=(-1.05, 1.05), ylabel="opposes (−1) … supports (1)")
    axes.set_title("Stance over time", loc="left", weight="bold")
    axes.spines[["top", "right"]].set_visible(False)
    figure.autofmt_xdate()
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return figure
