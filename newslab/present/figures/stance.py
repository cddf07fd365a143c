"""Stance as a figure: who is for or against whom or what, and on how many rows that rests."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Sign of each stance: a symbol and a colour that any colour vision tells apart (Okabe and Ito).
SIGNS = {
    "support": ("+", "#0072B2"),
    "oppose": ("−", "#D55E00"),
    "conditional": ("if", "#E69F00"),
    "neutral": ("0", "#999999"),
    "mixed": ("±", "#CC79A7"),
}
#: What has a mean score nearer to 0 than this, such as a meeting, is drawn paler.
WEAK = 0.3
FULL, PALE = 0.35, 0.12
#: More holders or targets than this are left out, the rarest first; the title says how many.
MOST = 24


def stance(table: pd.DataFrame, names: dict[str, str] | None = None, title: str = "") -> Figure:
    """Draw the matrix of holders and targets.

    A cell's symbol and colour are its stance, its small number the count of rows behind it; where
    rows of a cell differ in sign it is *mixed*. What is weaker than ``WEAK``, as mere contact, is
    pale and in parentheses. Actors stand before issues.

    Parameters
    ----------
    table
        From `newslab.stance`, of one article or of many.
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
    >>> type(stance(TABLES["stance"].frame([]))).__name__
    'Figure'
    """
    from matplotlib.figure import Figure

    if table.empty:
        figure = Figure(figsize=(7, 1.2))
        figure.text(0.5, 0.5, "No stance was found.", ha="center", va="center")
        return figure
    cells = matrix(table)
    holders, targets, left_out = _shown(cells)
    figure = Figure(figsize=(4.2 + 0.62 * len(targets), 2.9 + 0.42 * len(holders)), layout="tight")
    axes = figure.subplots()
    _cells(axes, cells, holders, targets)
    _axes(axes, holders, targets, names or {})
    more = f" (left out: {left_out} rows of rarer ones)" if left_out else ""
    axes.set_title((title or "Who stands where") + more, loc="left", weight="bold", pad=24)
    _legend(axes, any(t.get_text().startswith("(") for t in axes.texts))
    return figure


def matrix(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each holder and target: their stance, mean score and number of rows.

    Returns
    -------
    pandas.DataFrame
        holder_id, target_kind, target, stance (*mixed* where support meets opposition), score
        (mean), n (rows behind it).
    """
    keyed = table.assign(key=table["target_id"].fillna(table["target"]))
    groups = keyed.groupby(["holder_id", "target_kind", "key"], sort=False, observed=True)
    found = groups.agg(
        target=("target", "first"), stance=("stance", _together),
        score=("score", "mean"), n=("score", "size"),
    )  # fmt: skip
    return found.reset_index().drop(columns="key")


def _together(stances: pd.Series) -> str:
    kinds = set(stances)
    if {"support", "oppose"} <= kinds:
        return "mixed"
    return next(s for s in ("conditional", "oppose", "support", "neutral") if s in kinds)


def _shown(cells: pd.DataFrame) -> tuple[list[str], list[tuple[str, str]], int]:
    """Return the holders and targets to draw, in the order of the text, and what is left out."""
    holders = cells.groupby("holder_id", sort=False)["n"].sum().nlargest(MOST).index
    kept = cells[cells["holder_id"].isin(holders)]
    targets = kept.groupby(["target_kind", "target"], sort=False)["n"].sum().nlargest(MOST).index
    shown = kept[pd.MultiIndex.from_frame(kept[["target_kind", "target"]]).isin(targets)]
    pairs = shown[["target_kind", "target"]].drop_duplicates().itertuples(index=False, name=None)
    order = sorted(pairs, key=lambda p: p[0])  # stable: actors first, each in the text's order
    left_out = int(cells["n"].sum() - shown["n"].sum())
    return list(shown["holder_id"].drop_duplicates()), order, left_out


def _cells(
    axes: Axes, cells: pd.DataFrame, holders: list[str], targets: list[tuple[str, str]]
) -> None:
    rows = {h: i for i, h in enumerate(holders)}
    columns = {t: i for i, t in enumerate(targets)}
    for c in cells.to_dict("records"):
        x, y = columns.get((c["target_kind"], c["target"])), rows.get(c["holder_id"])
        if x is None or y is None:
            continue
        symbol, colour = SIGNS[c["stance"]]
        weak = c["stance"] not in ("conditional", "mixed") and 0 < abs(c["score"]) < WEAK
        axes.fill([x - 0.5, x + 0.5, x + 0.5, x - 0.5], [y - 0.5, y - 0.5, y + 0.5, y + 0.5],
                  color=colour, alpha=PALE if weak else FULL, linewidth=0)  # fmt: skip
        axes.text(x - 0.06, y, f"({symbol})" if weak else symbol, ha="center", va="center",
                  weight="normal" if weak else "bold", size=11 if weak else 13)  # fmt: skip
        axes.text(x + 0.44, y + 0.42, str(c["n"]), ha="right", va="bottom", size=7.5)


def _axes(
    axes: Axes, holders: list[str], targets: list[tuple[str, str]], names: dict[str, str]
) -> None:
    axes.set_xlim(-0.5, len(targets) - 0.5)
    axes.set_ylim(len(holders) - 0.5, -0.5)
    labels = ["\n".join(textwrap.wrap(t, 30)[:2]) for _, t in targets]
    axes.set_xticks(range(len(targets)), labels, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(
        range(len(holders)),
        [textwrap.shorten(names.get(h, h), 38, placeholder="…") for h in holders],
    )
    axes.set_xticks([x + 0.5 for x in range(len(targets) - 1)], minor=True)
    axes.set_yticks([y + 0.5 for y in range(len(holders) - 1)], minor=True)
    axes.grid(which="minor", color="#dddddd", linewidth=0.8)
    axes.tick_params(which="both", length=0)
    axes.set_ylabel("holder")
    axes.set_xlabel("towards (actors, then issues)")
    actors = sum(kind == "actor" for kind, _ in targets)
    if 0 < actors < len(targets):
        axes.axvline(actors - 0.5, color="#444444", linewidth=1.2)


def _legend(axes: Axes, weak: bool) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(color=c, alpha=FULL, label=f"{symbol}  {name}") for name, (symbol, c) in SIGNS.items()
    ]
    if weak:
        handles.append(Patch(color=SIGNS["support"][1], alpha=PALE, label="( )  weak, as contact"))
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(handles),
                frameon=False, fontsize=8, handlelength=1, columnspacing=1,
                borderaxespad=0.2)  # fmt: skip
