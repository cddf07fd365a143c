"""Pictures of an analysis for wide screens, by matplotlib; the rows below them lead to evidence.

Each takes what its namesake in `newslab.present.figures` takes; none is drawn of a single thing.
"""

from __future__ import annotations

import textwrap
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from newslab.present import figures, notebook
from newslab.present.escape import visible
from newslab.present.words import listed, names, plural, span

#: Ink and colours have the same contrast to white and to near black.
INK, BLUE, RED = "#7b7f86", "#0f78b8", "#cf5a00"
COLOURS = {"good": BLUE, "bad": RED, "some": "#997000", "both": "#b0568c", "none": INK}
MARKS = {"positive": ("^", BLUE), "neutral": ("o", INK), "negative": ("v", RED)}
#: Targets beyond the first, holders and actors beyond the second number stand in the rows only.
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


@mpl.rc_context(_STYLE)
def stance(parsed: Any, stances: pd.DataFrame) -> Any:
    """Draw targets by holders: the sign and colour are the stance, a weak one is not filled."""
    cells = figures.pairs(parsed, stances)
    cells = cells[cells["holder"].isin(cells["holder"].value_counts().index[:FEW])]
    cells = cells[cells["target"].isin(cells["target"].unique()[:MOST])]
    if len(cells) < 2:
        return None
    holders, targets = list(cells["holder"].unique()), list(cells["target"].unique())
    drawn = Figure(figsize=(3.4 + 0.95 * len(holders), 0.9 + 0.36 * len(targets)))
    axes = drawn.subplots()
    for cell in cells.itertuples():
        sign, colour = figures.STANCES[cell.stance]
        x, y, ink = holders.index(cell.holder), targets.index(cell.target), COLOURS[colour]
        weak = abs(cell.score) < 0.3 and cell.stance in ("support", "oppose")
        axes.bar(x, 0.8, 0.9, y - 0.4, facecolor="none" if weak else ink, edgecolor=ink)
        axes.text(x, y, sign, color=ink if weak else "white", size=14, ha="center", va="center")
    axes.set(xlim=(-0.5, len(holders) - 0.5), ylim=(len(targets) - 0.5, -0.5))
    axes.set_xticks(range(len(holders)), [wrapped(h, 12, 3) for h in holders])
    axes.set_yticks(range(len(targets)), [wrapped(t, 40, 1) for t in targets])
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    told = [f"{c.holder} on {c.target} ({c.stance}, {c.score:+.1f})" for c in cells.itertuples()]
    alt = f"Matrix of {plural(len(targets), 'target')} by {plural(len(holders), 'holder')}"
    return notebook.figure(drawn, f"{alt}: {listed(told, 6)}.", wide=True)


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
        mark, colour = MARKS[actor.target_sentiment]
        light.plot(actor.target_score, actor.y, mark, color=colour, markersize=9)
    light.set(xlim=(-1.05, 1.05), ylim=(max(1, len(actors)) - 0.5, -0.5), xlabel="presentation")
    light.set_yticks(actors["y"], [wrapped(a, 24) for a in actors["name"]])
    light.axvline(0, color=INK, linewidth=0.8)
    told = [f"{actor.name} {actor.target_score:+z.2f}" for actor in actors.itertuples()]
    alt = f"Tone of {plural(len(own), 'sentence')}, from {min(tone):+z.2f} to {max(tone):+z.2f}"
    alt += f"; presentation of the most mentioned actors: {listed(told, FEW)}" if told else ""
    return notebook.figure(drawn, f"{alt}.", wide=True)


def most_mentioned(parsed: Any, tones: pd.DataFrame) -> pd.DataFrame:
    """Return how the actors with the most mentions are presented, each on a line ``y``."""
    rows = tones[(tones["unit"] == "actor") & tones["target_score"].notna()]
    about = parsed.actors[["actor_id", "name", "mentions"]]
    rows = rows.merge(about, left_on="unit_id", right_on="actor_id").nlargest(FEW, "mentions")
    return rows.assign(y=range(len(rows)))


def lanes(found: pd.DataFrame) -> pd.DataFrame:
    """Return events by ``lane``, each on a line ``y`` where no other is near (``at``, ``to``)."""
    placed, top = [], 0
    for _, rows in found.groupby("lane", sort=False):
        ends: list[float] = []
        for event in rows.to_dict("records"):
            y = next((n for n, end in enumerate(ends) if end + 6 <= event["at"]), len(ends))
            ends[y : y + 1] = [event["to"]]
            placed.append(event | {"y": top + y})
        top += len(ends)
    return pd.DataFrame(placed)


@mpl.rc_context(_STYLE)
def timeline(parsed: Any, events: pd.DataFrame) -> Any:
    """Draw the events by their first actor; a planned one is hollow, a line the article's day."""
    found = figures.in_order(events)
    if len(found) < 2:
        return None
    known, often = names(parsed), found["actor"].value_counts().index[:FEW]
    scale, marks, ends = figures.axis(found, day := parsed.articles["published"].iloc[0])
    found["lane"] = [known.get(a, a) if a in often else "others" for a in found["actor"]]
    found = lanes(found.assign(at=found["earliest"].map(scale), to=found["latest"].map(scale)))
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
    axes.set_yticks(first, [wrapped(lane, 32, 1) for lane in first.index])
    days = pd.Index([ends[0], *pd.date_range(*ends[1:3], periods=5).normalize(), ends[3]]).unique()
    ticks = [(scale(d), f"{d:%Y-%m-%d}") for d in days] + [m for m in marks if m[1] == "//"]
    axes.set_xticks(*zip(*ticks, strict=True))
    if not pd.isna(day):
        axes.axvline(scale(day), color=INK, linestyle="--", linewidth=1)
        axes.text(scale(day), -0.6, "the article", ha="center", size=8)
    told = listed([f"{e['key']} {e['lane']}, {span(e)}" for e in found.to_dict("records")], 6)
    alt = f"{plural(len(found), 'event')} by actor, {planned} planned, from"
    return notebook.figure(drawn, f"{alt} {ends[0].date()} to {ends[3].date()}: {told}.", wide=True)
