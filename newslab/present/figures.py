"""Pictures of an analysis, by matplotlib; the table that stands below each has all of it in words.

Each takes a `Parsed` (or a `Corpus` of one article) and the table of its analysis. None is drawn of
a single thing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from newslab.present import links, notebook
from newslab.present.escape import visible
from newslab.present.words import listed, names, plural, span, towards

#: Ink and colours have the same contrast to white and to near black.
INK, BLUE, RED = "#7b7f86", "#0f78b8", "#cf5a00"
#: Sign and colour of each stance, mark and colour of how an actor is presented.
STANCES = {
    "support": ("+", BLUE), "oppose": ("−", RED), "conditional": ("if", "#997000"),
    "neutral": ("0", INK), "mixed": ("±", "#b0568c"),
}  # fmt: skip
PRESENTED = {"positive": ("^", BLUE), "neutral": ("o", INK), "negative": ("v", RED)}
#: Targets beyond the first, holders and actors beyond the second number stand in the table only.
MOST, FEW = 20, 8
#: No label of an article is read as a formula, and the paper is the page's.
_STYLE: Any = {
    "text.parse_math": False, "text.usetex": False, "figure.constrained_layout.use": True,
    "figure.facecolor": "none", "axes.facecolor": "none", "ytick.major.size": 0,
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
    **{f"axes.spines.{side}": False for side in ("left", "right", "top", "bottom")},
}  # fmt: skip


def wrapped(text: object, width: int, lines: int = 2) -> str:
    r"""Return words in lines of ``width``, cut where they would need more than ``lines``.

    Examples
    --------
    >>> wrapped("Government of the United States", 14)
    'Government of\nthe United …'
    """
    return "\n".join(textwrap.wrap(visible(text), width, max_lines=lines, placeholder=" …"))


def _more(left: int, what: str) -> str:
    return f" {plural(left, what).capitalize()} more: see the table." if left else ""


@mpl.rc_context(_STYLE)
def stance(parsed: Any, stances: pd.DataFrame) -> Any:
    """Draw targets by holders: the sign and colour are the stance, a weak one is not filled."""
    every = pairs(parsed, stances)
    cells = every[every["holder"].isin(every["holder"].value_counts().index[:FEW])]
    cells = cells[cells["target"].isin(cells["target"].unique()[:MOST])]
    if len(cells) < 2:
        return None
    holders, targets = list(cells["holder"].unique()), list(cells["target"].unique())
    drawn = Figure(figsize=(3.4 + 0.95 * len(holders), 0.9 + 0.36 * len(targets)))
    axes = drawn.subplots()
    for cell in cells.itertuples():
        sign, ink = STANCES[cell.stance]
        x, y = holders.index(cell.holder), targets.index(cell.target)
        weak = abs(cell.score) < 0.3 and cell.stance in ("support", "oppose")
        axes.bar(x, 0.8, 0.9, y - 0.4, facecolor="none" if weak else ink, edgecolor=ink)
        axes.text(x, y, sign, color=ink if weak else "white", size=14, ha="center", va="center")
    axes.set(xlim=(-0.5, len(holders) - 0.5), ylim=(len(targets) - 0.5, -0.5))
    axes.set_xticks(range(len(holders)), [wrapped(h, 12, 3) for h in holders])
    axes.set_yticks(range(len(targets)), [wrapped(t, 40, 1) for t in targets])
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    told = [f"{c.holder} on {c.target} ({c.stance}, {c.score:+.1f})" for c in cells.itertuples()]
    says = (
        f"{plural(len(targets), 'target')} (lines) by {plural(len(holders), 'holder')} (columns)."
    )
    says += _more(len(every) - len(cells), "pair")
    return notebook.figure(drawn, f"{says} {listed(told, 6)}.", says)


def pairs(parsed: Any, stances: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each ``holder`` and ``target`` by name, the strongest first.

    ``stance`` is *mixed*, and ``score`` the mean, where their stances differ in sign; else they are
    those of the strongest.
    """
    found = towards(names(parsed), stances)[["holder", "towards", "stance", "score"]]
    found = found.rename(columns={"towards": "target"})
    found = found.sort_values("score", key=abs, ascending=False, kind="stable")
    cells = found.drop_duplicates(["holder", "target"]).set_index(["holder", "target"])
    for pair, rows in found.groupby(["holder", "target"]):
        if {"support", "oppose"} <= set(rows["stance"]):
            cells.loc[pair, ["stance", "score"]] = "mixed", rows["score"].mean()
    return cells.reset_index()


@mpl.rc_context(_STYLE)
def sentiment(parsed: Any, tones: pd.DataFrame) -> Any:
    """Draw the tone of each sentence over its paragraphs, and the most mentioned actors' light."""
    own = tones[tones["unit"] == "sentence"].drop_duplicates("unit_id")
    if len(own) < 2:
        return None
    actors = most_mentioned(parsed, tones)
    drawn = Figure(figsize=(10, 1 + 0.4 * max(5, len(actors))))
    along, light = drawn.subplots(1, 2, width_ratios=(3, 2))
    tone = own["polarity"].to_numpy(float)
    along.bar(own["unit_id"].astype(int), tone, color=[BLUE if t > 0 else RED for t in tone])
    along.axhline(0, color=INK, linewidth=0.8)
    along.set(xlabel="sentence (every other paragraph shaded)", ylabel="tone", ylim=(-1.05, 1.05))
    along.xaxis.get_major_locator().set_params(integer=True)
    for _, rows in list(parsed.sentences.groupby("paragraph")["sentence"])[1::2]:
        along.axvspan(rows.min() - 0.5, rows.max() + 0.5, color=INK, alpha=0.12, linewidth=0)
    for actor in actors.itertuples():
        mark, colour = PRESENTED[actor.target_sentiment]
        light.plot(actor.target_score, actor.y, mark, color=colour, markersize=9)
    light.set(xlim=(-1.05, 1.05), ylim=(max(1, len(actors)) - 0.5, -0.5), xlabel="presentation")
    light.set_yticks(actors["y"], [wrapped(a, 24) for a in actors["name"]])
    light.axvline(0, color=INK, linewidth=0.8)
    told = [f"{actor.name} {actor.target_score:+z.2f}" for actor in actors.itertuples()]
    says = (
        f"Left: the tone of {plural(len(own), 'sentence')}, from {min(tone):+z.2f} to"
        f" {max(tone):+z.2f}. Right: how the most mentioned actors are presented."
    )
    says += _more(int((tones["unit"] == "actor").sum()) - len(actors), "actor")
    return notebook.figure(drawn, f"{says} {listed(told, FEW)}." if told else says, says)


def most_mentioned(parsed: Any, tones: pd.DataFrame) -> pd.DataFrame:
    """Return how the actors with the most mentions are presented, each on a line ``y``."""
    rows = tones[(tones["unit"] == "actor") & tones["target_score"].notna()]
    about = parsed.actors[["actor_id", "name", "mentions"]]
    rows = rows.merge(about, left_on="unit_id", right_on="actor_id").nlargest(FEW, "mentions")
    return rows.assign(y=range(len(rows)))


@mpl.rc_context(_STYLE)
def timeline(parsed: Any, events: pd.DataFrame) -> Any:
    """Draw the events by their first actor; a planned one is hollow, a line the article's day."""
    dated = events[events["earliest"].notna()].assign(key=lambda found: links.keys(found))
    if len(dated) < 2:
        return None
    found, names_of_lanes = lanes(parsed, dated)
    scale, days = axis(dated, day := parsed.articles["published"].iloc[0])
    found = spread(found.assign(at=found["earliest"].map(scale), to=found["latest"].map(scale)))
    drawn = Figure(figsize=(10, 1 + 0.27 * (found["y"].max() + 1)))
    axes = drawn.subplots()
    for event in found.itertuples():
        axes.plot([event.at, event.to], [event.y] * 2, color=BLUE, alpha=0.5, linewidth=4)
        style = "none" if event.status == "planned" else "full"
        axes.plot(event.at, event.y, "o", color=BLUE, fillstyle=style)
        axes.text(event.to + 1, event.y, event.key, va="center_baseline", size=8)
    first = found.groupby("lane")["y"].min()
    axes.hlines(first - 0.5, 0, 100, color=INK, alpha=0.3, linewidth=0.8)
    planned = sum(found["status"] == "planned")
    legend = "hollow: planned" if planned else ""
    axes.set(xlim=(-3, 105), ylim=(found["y"].max() + 0.5, -0.5), xlabel=legend)
    axes.set_yticks(first, [wrapped(names_of_lanes[n], 32, 1) for n in first.index])
    axes.set_xticks(*zip(*days, strict=True))
    if not pd.isna(day):
        axes.axvline(scale(day), color=INK, linestyle="--", linewidth=1)
        axes.text(scale(day), -0.6, "the article", ha="center", size=8)
    ends = f"{dated['earliest'].min().date()} to {dated['latest'].max().date()}"
    says = f"{plural(len(found), 'event')} by actor, {planned or 'none'} planned, from {ends}."
    told = [f"{e['key']} {names_of_lanes[e['lane']]}, {span(e)}" for e in found.to_dict("records")]
    return notebook.figure(drawn, f"{says} {listed(told, 6)}.", says)


def lanes(parsed: Any, dated: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return events in order of time with the number of their first actor's ``lane``, and its name.

    Whoever has few events, and what has no actor, share the last one.
    """
    known = names(parsed)
    dated = dated.sort_values(["earliest", "latest", "start"], kind="stable")
    # A column without any actor is not of text.
    actor = dated["actors"].map(lambda ids: ids.split("|")[0], na_action="ignore")
    often = actor[actor.isin(actor.value_counts().index[:FEW])].unique()
    number = {a: n for n, a in enumerate(often)}
    lane = actor.map(number).fillna(len(number)).astype(int)
    return dated.assign(lane=lane).sort_values("lane", kind="stable"), [
        *(known.get(a, a) for a in often), "others",
    ]  # fmt: skip


def spread(found: pd.DataFrame) -> pd.DataFrame:
    """Put events of a ``lane`` on lines ``y`` where no other is near (``at``, ``to``)."""
    placed, top = [], 0
    for _, rows in found.groupby("lane", sort=False):
        ends: list[float] = []
        for event in rows.to_dict("records"):
            y = next((n for n, end in enumerate(ends) if end + 6 <= event["at"]), len(ends))
            ends[y : y + 1] = [event["to"]]
            placed.append(event | {"y": top + y})
        top += len(ends)
    return pd.DataFrame(placed)


def axis(
    found: pd.DataFrame, article: pd.Timestamp | None
) -> tuple[Callable[[pd.Timestamp], float], list[tuple[float, str]]]:
    """Return where a day stands between 0 and 100, and the days to mark.

    Days within Tukey's fences are the core; what lies before and after it is pressed into a sixth
    of the width each: a war of the last century does not flatten a week of talks.
    """
    firsts = found["earliest"]
    low, high = firsts.quantile(0.25), firsts.quantile(0.75)
    fence = 1.5 * max(high - low, pd.Timedelta(days=7))
    days = pd.concat([firsts, found["latest"].dropna(), pd.Series([article]).dropna()])
    core = days[days.between(low - fence, high + fence)]
    ends = [days.min(), core.min(), core.max(), days.max()]
    places = [0.0, 16.0 * (ends[0] < ends[1]), 100 - 16.0 * (ends[2] < ends[3]), 100.0]
    seconds = [e.timestamp() for e in ends]

    def scale(day: pd.Timestamp) -> float:
        at = seconds[-1] if pd.isna(day) else day.timestamp()
        return float(np.interp(at, seconds, places)) if ends[0] < ends[-1] else 50.0

    marked = [ends[0], *pd.date_range(*ends[1:3], periods=5).normalize(), ends[3]]
    ticks = [(scale(d), f"{d:%Y-%m-%d}") for d in pd.Index(marked).unique()]
    # Where the width changes its measure.
    broken = [(at, "//") for at, p in ((8.0, places[1]), (92.0, places[2])) if 0 < p < 100]
    return scale, ticks + broken
