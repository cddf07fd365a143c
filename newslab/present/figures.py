"""Pictures of an analysis, by matplotlib; the table that stands below each has all of it in words.

Each takes a `Parsed` (or a `Corpus` of one article) and the table of its analysis. None is drawn of
a single thing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from newslab.present import notebook
from newslab.present.escape import visible
from newslab.present.rows import listed, name_of, named, names, plural, span, towards

#: Ink and colours have the same contrast to white and to near black.
INK, BLUE, RED = "#7b7f86", "#0f78b8", "#cf5a00"
#: Sign and colour of each stance, mark and colour of how an actor is presented.
STANCES = {
    "support": ("+", BLUE), "oppose": ("−", RED), "conditional": ("if", "#997000"),
    "neutral": ("0", INK), "mixed": ("±", "#b0568c"),
}  # fmt: skip
PRESENTED = {"positive": ("^", BLUE), "neutral": ("o", INK), "negative": ("v", RED)}
#: Days from the article's that are named.
AGES = {7: "7 days", 100: "100 days", 1096: "3 years", 10957: "30 years", 109573: "300 years"}
#: Words below an axis touch if they are nearer than this share of its width.
_TOUCH = 0.19
#: Targets and actors beyond the first, holders beyond the second number stand in the table only.
MOST, FEW = 20, 8
#: No label of an article is read as a formula, and the paper is the page's.
_STYLE: Any = {
    "text.parse_math": False, "text.usetex": False, "figure.constrained_layout.use": True,
    "figure.facecolor": "none", "axes.facecolor": "none", "ytick.major.size": 0,
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
    **{f"axes.spines.{side}": False for side in ("left", "right", "top", "bottom")},
}  # fmt: skip


def wrapped(text: object, width: int, lines: int = 2) -> str:
    """Return words in lines of ``width``, cut where they would need more than ``lines``."""
    return "\n".join(textwrap.wrap(visible(text), width, max_lines=lines, placeholder=" …"))


def _more(left: int, what: str) -> str:
    return f" {plural(left, what).capitalize()} more: see the table." if left else ""


def _name_days(axes: Any, zero: str) -> None:
    """Name days below an axis, ``zero`` first, then the farthest: words do not touch."""
    low, high = axes.get_xlim()
    named = [(n * way, f"{sign}{AGES[n]}") for way, sign in ((-1, "−"), (1, "+")) for n in AGES]
    ticks = {0: zero} | {n: words for n, words in named if low < n < high}
    axes.set_xticks([], minor=True)
    across = {n: (axes.transScale + axes.transLimits).transform((n, 0))[0] for n in ticks}
    apart = [0]
    for n in sorted(ticks, key=abs, reverse=True):
        if all(abs(across[n] - across[kept]) > _TOUCH for kept in apart):
            apart.append(n)
    axes.set_xticks(apart, [ticks[n] for n in apart], size=8)


def _lines(words: Iterable[str], room: float, head: float) -> tuple[Figure, Any]:
    """Return a picture as wide as a phone: for each of its lines the words, ``room`` below them."""
    told = [wrapped(line, 56, 1) for line in words]
    drawn = Figure(figsize=(3.7, head + (room + 0.2) * len(told)))
    axes = drawn.subplots()
    for y, line in enumerate(told):
        axes.axhline(y, color=INK, alpha=0.3, linewidth=0.5)
        axes.text(0, y - 0.3, line, size=8, transform=axes.get_yaxis_transform())
    axes.set(yticks=[], ylim=(len(told) - 0.5, -0.8))
    return drawn, axes


@mpl.rc_context(_STYLE)
def stance(parsed: Any, stances: pd.DataFrame) -> Any:
    """Draw targets by holders: the sign and colour are the stance, a weak one is not filled."""
    every = pairs(parsed, stances)
    cells = every[every["holder"].isin(every["holder"].value_counts().index[:FEW])]
    cells = cells[cells["towards"].isin(cells["towards"].unique()[:MOST])]
    if len(cells) < 2:
        return None
    holders, targets = list(cells["holder"].unique()), list(cells["towards"].unique())
    drawn, axes = _lines(targets, room=0.3, head=1.4)
    for cell in cells.itertuples():
        sign, ink = STANCES[cell.stance]
        x, y = holders.index(cell.holder), targets.index(cell.towards)
        weak = abs(cell.score) < 0.3 and cell.stance in ("support", "oppose")
        axes.bar(x, 0.5, 0.9, y - 0.2, facecolor="none" if weak else ink, edgecolor=ink)
        colour = ink if weak else "white"
        axes.text(x, y + 0.07, sign, color=colour, size=12, ha="center", va="center")
    axes.set_xticks(range(len(holders)), [wrapped(h, 20) for h in holders], rotation=90, size=8)
    axes.set_xlim(-0.5, FEW - 0.5)
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    told = [f"{c.holder} on {c.towards} ({c.stance}, {c.score:+.1f})" for c in cells.itertuples()]
    says = f"{plural(len(targets), 'target')} (lines)"
    says += f" by {plural(len(holders), 'holder')} (columns)."
    says += _more(len(every) - len(cells), "pair")
    return notebook.figure(drawn, f"{says} {listed(told, 6)}.", says)


def pairs(parsed: Any, stances: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each ``holder`` and whom ``towards``, by name, the strongest first.

    ``score`` is the mean, ``stance`` the strongest, or *mixed* where some support and some oppose.
    """
    found = towards(names(parsed), stances)
    found = found.sort_values("score", key=abs, ascending=False, kind="stable")
    of = found.groupby(["holder", "towards"], sort=False)
    cells = of.agg(stance=("stance", list), score=("score", "mean")).reset_index()
    mixed = cells["stance"].map({"support", "oppose"}.issubset)
    return cells.assign(stance=cells["stance"].str[0].mask(mixed, "mixed"))


@mpl.rc_context(_STYLE)
def sentiment(parsed: Any, tones: pd.DataFrame) -> Any:
    """Draw in what light the most mentioned actors are shown."""
    every = tones[(tones["unit"] == "actor") & tones["target_score"].notna()]
    known = parsed.actors[["actor_id", "name", "mentions"]]
    actors = every.merge(known, left_on="unit_id", right_on="actor_id").nlargest(MOST, "mentions")
    if len(actors) < 2:
        return None
    drawn, axes = _lines(actors["name"], room=0.16, head=0.7)
    for y, actor in enumerate(actors.itertuples()):
        mark, colour = PRESENTED[actor.target_sentiment]
        axes.plot(actor.target_score, y, mark, color=colour, markersize=9)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set(xlim=(-1.05, 1.05), xlabel="presented: badly (−1) to well (+1)")
    told = [f"{actor.name} {actor.target_score:+z.2f}" for actor in actors.itertuples()]
    says = "How the most mentioned actors are presented." + _more(len(every) - len(told), "actor")
    return notebook.figure(drawn, f"{says} {listed(told, FEW)}.", says)


@mpl.rc_context(_STYLE)
def timeline(parsed: Any, events: pd.DataFrame) -> Any:
    """Draw the events by how long before or after the article's day they are, hollow if planned."""
    dated = named(events[events["earliest"].notna()])
    if len(dated) < 2:
        return None
    dated = dated.sort_values(["earliest", "latest", "start"], kind="stable")
    shown = dated.head(3 * MOST).to_dict("records")
    known, day = names(parsed), parsed.articles["published"].iloc[0]
    zero = dated["latest"].max() if pd.isna(day) else day
    lines = [f"{event['key']} {span(event)} {event['event']}" for event in shown]
    drawn, axes = _lines(lines, room=0.16, head=0.6)
    axes.set_xscale("symlog", linthresh=7)
    for y, event in enumerate(shown):
        first, last = ((event[end] - zero).days for end in ("earliest", "latest"))
        axes.plot([first, last], [y, y], color=BLUE, alpha=0.5, linewidth=4)
        style = "none" if event["status"] == "planned" else "full"
        axes.plot(first, y, "o", color=BLUE, fillstyle=style)
        axes.plot(0, y, "|", color=INK, markersize=9, zorder=0)
    _name_days(axes, "the last event" if pd.isna(day) else "the article")
    planned = sum(dated["status"] == "planned")
    axes.set_xlabel("hollow: planned" if planned else "")
    ends = f"{dated['earliest'].min().date()} to {dated['latest'].max().date()}"
    says = f"{plural(len(dated), 'event')}, {planned or 'none'} planned, from {ends}."
    says += _more(len(dated) - len(shown), "event")
    told = [f"{e['key']} {name_of(known, e['actors']) or ''}, {span(e)}" for e in shown]
    return notebook.figure(drawn, f"{says} {listed(told, 6)}.", says)
