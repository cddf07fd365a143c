"""Pictures of an analysis, by matplotlib; the table that stands below each has all of it in words.

Each takes a `Parsed` (or a `Corpus` of one article) and the table of its analysis. None is drawn of
a single thing.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from newslab.present import notebook
from newslab.present.escape import cut, visible
from newslab.present.rows import called, listed, plural, short, span

_STYLE = mpl.rc_params_from_file(Path(__file__).with_name("template") / "figure.mplstyle",
                                 use_default_template=False)  # fmt: skip
#: Ink and colours have the same contrast to white and to near black.
INK, BLUE, RED = _STYLE["text.color"], "#0f78b8", "#cf5a00"
#: Mark and colour of how an actor is presented.
PRESENTED = {"positive": ("^", BLUE), "neutral": ("o", INK), "negative": ("v", RED)}
#: Days from the article's that an axis names, in words that touch if nearer than a share of it.
_AGES = ((7, "7 days"), (100, "100 days"), (1096, "3 years"), (10957, "30 years"),
         (109573, "300 years"))  # fmt: skip
_TOUCH = 0.19
#: Actors beyond this number, and events beyond three times as many, stand in the table only.
MOST = 20


def _more(left: int) -> str:
    return f" The table has {left} more." if left else ""


def _name_days(axes: Any, zero: str) -> None:
    """Name days below an axis, ``zero`` first, then the farthest: words do not touch."""
    low, high = axes.get_xlim()
    named = {n * way: f"{sign}{words}" for way, sign in ((-1, "−"), (1, "+")) for n, words in _AGES}
    named = {0: zero} | {n: words for n, words in named.items() if low < n < high}
    across = {n: (axes.transScale + axes.transLimits).transform((n, 0))[0] for n in named}
    apart = [0]
    for n in sorted(named, key=abs, reverse=True):
        if all(abs(across[n] - across[kept]) > _TOUCH for kept in apart):
            apart.append(n)
    axes.set_xticks([], minor=True)
    axes.set_xticks(apart, [named[n] for n in apart])


def _lines(words: Iterable[str], head: float) -> tuple[Figure, Any]:
    """Return a picture as wide as a phone: lines with the words above them and a stroke at 0."""
    told = [cut(visible(line), 56) for line in words]
    drawn = Figure(figsize=(3.7, head + 0.36 * len(told)))
    axes = drawn.subplots()
    for y, line in enumerate(told):
        axes.axhline(y, color=INK, alpha=0.3, linewidth=0.5)
        axes.text(0, y - 0.3, line, transform=axes.get_yaxis_transform())
        axes.plot(0, y, "|", color=INK, markersize=9, zorder=0)
    axes.set(yticks=[], ylim=(len(told) - 0.5, -0.8))
    return drawn, axes


@mpl.rc_context(_STYLE)
def sentiment(parsed: Any, tones: pd.DataFrame) -> Any:
    """Draw in what light the most mentioned actors are shown."""
    every = tones[(tones["unit"] == "actor") & tones["target_score"].notna()]
    known = parsed.actors[["actor_id", "name", "mentions"]]
    actors = every.merge(known, left_on="unit_id", right_on="actor_id").nlargest(MOST, "mentions")
    if len(actors) < 2:
        return None
    drawn, axes = _lines(actors["name"], head=0.7)
    told = []
    for y, actor in enumerate(actors.itertuples()):
        mark, colour = PRESENTED[actor.target_sentiment]
        axes.plot(actor.target_score, y, mark, color=colour, markersize=9)
        told.append(f"{actor.name} {actor.target_score:+z.2f}")
    axes.set(xlim=(-1.05, 1.05), xlabel="presented: badly (−1) to well (+1)")
    says = "How the most mentioned actors are presented." + _more(len(every) - len(told))
    return notebook.figure(drawn, f"{says} {listed(told, 8)}.", says)


@mpl.rc_context(_STYLE)
def timeline(parsed: Any, events: pd.DataFrame) -> Any:
    """Draw the events by how long before or after the article's day they are, hollow if planned."""
    if len(events) < 2:
        return None
    dated = events.sort_values(["earliest", "latest", "start"], kind="stable")
    dated = dated.assign(key=dated["event_id"].map(short))
    shown = dated.head(3 * MOST).to_dict("records")
    day = parsed.articles["published"].iloc[0]
    zero = dated["latest"].max() if pd.isna(day) else day
    drawn, axes = _lines((f"{e['key']} {span(e)} {e['event']}" for e in shown), head=0.6)
    axes.set_xscale("symlog", linthresh=7)
    for y, event in enumerate(shown):
        first, last = ((event[end] - zero).days for end in ("earliest", "latest"))
        axes.plot([first, last], [y, y], color=BLUE, alpha=0.5, linewidth=4)
        style = "none" if event["status"] == "planned" else "full"
        axes.plot(first, y, "o", color=BLUE, fillstyle=style)
    _name_days(axes, "the last event" if pd.isna(day) else "the article")
    planned = sum(dated["status"] == "planned")
    axes.set_xlabel("hollow: planned" if planned else "")
    reach = span({"earliest": dated["earliest"].min(), "latest": dated["latest"].max()})
    says = f"{plural(len(dated), 'event')}, {planned or 'none'} planned, dated {reach}."
    says += _more(len(dated) - len(shown))
    who = called(parsed, [e["actors"] for e in shown])
    parts = zip((e["key"] for e in shown), who, map(span, shown), strict=True)
    told = [", ".join(filter(None, part)) for part in parts]
    return notebook.figure(drawn, f"{says} {listed(told, 6)}.", says)
