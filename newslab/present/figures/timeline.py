"""The timeline as a figure: one line an event, in the order of time."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Okabe and Ito's colours, told apart with any colour vision; the last is for all other actors.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
OTHER = "#666666"

#: Marks of the colours' owners, so that colour is never the only sign.
MARKS = ("o", "s", "^", "D", "v", "P")

#: The shortest time that holds this share of the events is the core; where all events span more
#: than ``GAP`` times as much, what lies far before and after gets a narrow panel of its own.
CORE, GAP, SIDE = 0.6, 3.0, 0.26

#: Room for the title, and for ticks and legend, in inches.
HEAD, FOOT = 0.5, 0.95

#: Longest line of an event's words.
_CHARACTERS = 56


def timeline(
    table: pd.DataFrame,
    published: pd.Timestamp | None = None,
    names: dict[str, str] | None = None,
    title: str = "Timeline",
) -> Figure:
    """Draw the events of `newslab.timeline`, one line each, in the order of time.

    Days are marks, longer times bars; colour and mark tell the first actor of an event. Where a few
    events lie long before all others, the figure is cut in two panels, so that both can be read.

    Parameters
    ----------
    table
        From `newslab.timeline`.
    published
        The article's date; a dashed line marks it.
    names
        Name of each actor id; without one the id is shown.
    title
        Title of the figure.

    Returns
    -------
    matplotlib.figure.Figure
        Not shown and not held by pyplot.
    """
    from matplotlib.figure import Figure

    rows = table[table["earliest"].notna()].sort_values(["earliest", "start"], kind="stable")
    events: list[dict[str, Any]] = rows.to_dict("records")
    labels = [_label(e) for e in events]
    heights = [0.19 * (label.count("\n") + 1) + 0.14 for label in labels]
    figure = Figure(figsize=(11, HEAD + FOOT + sum(heights)))
    if not events:
        figure.text(0.5, 0.4, "No event of the article carries a date.", ha="center")
        figure.suptitle(title)
        return figure
    style = _styles(events)
    panels = _panels(events)
    top, bottom = 1 - HEAD / figure.get_figheight(), FOOT / figure.get_figheight()
    left = 0.56
    marked = _nearest(panels, published)
    for n, (first, last, share) in enumerate(panels):
        axes = figure.add_axes((left, bottom, 0.42 * share - 0.02, top - bottom))
        day = published if n == marked else None
        _draw(axes, events, (first, last), heights, style, day, wide=share > SIDE)
        left += 0.42 * share
    _text(figure, events, labels, heights, bottom, top)
    _legend(figure, events, style, names or {}, published)
    figure.suptitle(
        title, x=0.02, ha="left", y=1 - 0.12 / figure.get_figheight(), va="top", weight="bold"
    )
    return figure


def _label(event: dict[str, Any]) -> str:
    """Return an event in at most three lines."""
    lines = textwrap.wrap(event["event"], _CHARACTERS)
    return "\n".join(lines[:3]) + ("…" if len(lines) > 3 else "")


def _days(event: dict[str, Any]) -> str:
    first, last = event["earliest"], event["latest"]
    if first == last:
        return f"{first:%Y-%m-%d}"
    if event["granularity"] in ("year", "decade", "century"):
        return f"{first:%Y}" + ("" if event["granularity"] == "year" else f"–{last:%Y}")
    if event["granularity"] in ("quarter", "half", "season"):
        return f"{first:%Y-%m}\n– {last:%Y-%m}"
    if event["granularity"] == "month":
        return f"{first:%Y-%m}"
    return f"{first:%Y-%m-%d}\n– {last:%Y-%m-%d}"


def _styles(events: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Give the actors with the most events a colour and a mark each."""
    first = [e["actors"].split("|")[0] for e in events if pd.notna(e["actors"])]
    ranked = sorted(dict.fromkeys(first), key=lambda a: -first.count(a))
    return dict(zip(ranked, zip(COLOURS, MARKS, strict=True), strict=False))


def _panels(events: list[dict[str, Any]]) -> list[tuple[pd.Timestamp, pd.Timestamp, float]]:
    """Return the spans of time to draw, each with its share of the width.

    Where most events lie in a small part of the time, the times before and after it get narrow
    panels of their own: a war of the last century does not flatten a week of talks.
    """
    starts = [e["earliest"] for e in events]
    ends = [e["latest"] for e in events]
    size = max(1, round(CORE * len(events)))
    at = min(range(len(events) - size + 1), key=lambda i: starts[i + size - 1] - starts[i])
    first, last = at, at + size - 1
    reach = max(starts[last] - starts[first], pd.Timedelta(days=7))
    while first and starts[first] - starts[first - 1] <= reach:
        first -= 1
    while last + 1 < len(events) and starts[last + 1] - starts[last] <= reach:
        last += 1
    if max(ends) - min(starts) < GAP * reach:
        return [(min(starts), max(ends), 1.0)]
    parts = [range(first), range(first, last + 1), range(last + 1, len(events))]
    sides = sum(bool(p) for p in (parts[0], parts[2]))
    shares = (SIDE, 1 - sides * SIDE, SIDE)
    return [
        (starts[part[0]], max(ends[i] for i in part), share)
        for part, share in zip(parts, shares, strict=True)
        if part
    ]


def _draw(
    axes: Axes,
    events: list[dict[str, Any]],
    panel: tuple[pd.Timestamp, pd.Timestamp],
    heights: list[float],
    style: dict[str, tuple[str, str]],
    published: pd.Timestamp | None,
    *,
    wide: bool,
) -> None:
    day = pd.Timedelta(days=1)
    margin = max((panel[1] - panel[0]) * 0.06, 2 * day)
    at = 0.0
    for event, height in zip(events, heights, strict=True):
        middle, at = at + height / 2, at + height
        axes.axhline(at, color="#e6e6e6", linewidth=0.6, zorder=0)
        if not panel[0] <= event["earliest"] <= panel[1]:
            continue
        actor = event["actors"].split("|")[0] if pd.notna(event["actors"]) else ""
        colour, mark = style.get(actor, (OTHER, "o"))
        if event["earliest"] == event["latest"]:
            axes.plot([event["earliest"]], [middle], mark, color=colour, markersize=7)
        else:
            width = event["latest"] - event["earliest"] + day
            axes.barh(middle, width, left=event["earliest"], height=0.14, color=colour)
            axes.plot([event["earliest"]], [middle], mark, color=colour, markersize=5)
    axes.set_xlim(panel[0] - margin, panel[1] + margin)
    axes.set_ylim(at, 0)
    axes.set_yticks([])
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    ticks = _ticks(_spread(panel, 6) if wide else _ends(panel), panel)
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.tick_params(axis="x", labelsize=9)
    if (
        published is not None
        and pd.notna(published)
        and panel[0] - margin <= published <= panel[1] + margin
    ):
        axes.axvline(published, color="#333333", linestyle="--", linewidth=1)


def _nearest(
    panels: list[tuple[pd.Timestamp, pd.Timestamp, float]], published: pd.Timestamp | None
) -> int | None:
    """Return which panel the article's date stands in, or nearest to; it is drawn once."""
    if published is None or pd.isna(published):
        return None
    zero = pd.Timedelta(0)
    away = [max(first - published, published - last, zero) for first, last, _ in panels]
    return away.index(min(away))


def _spread(panel: tuple[pd.Timestamp, pd.Timestamp], most: int) -> list[pd.Timestamp]:
    """Return days to mark all over a wide panel."""
    from matplotlib.dates import AutoDateLocator

    locator = AutoDateLocator(minticks=1, maxticks=most)  # type: ignore[no-untyped-call]
    first, last = panel
    found = [pd.Timestamp(n, unit="D").normalize() for n in locator.tick_values(first, last)]  # type: ignore[no-untyped-call]
    days = [d for d in dict.fromkeys(found) if first <= d <= last] or [first]
    return days[:: -(-len(days) // most)]


def _ends(panel: tuple[pd.Timestamp, pd.Timestamp]) -> list[pd.Timestamp]:
    """Return the days to mark in a narrow panel: its ends, where their labels do not touch."""
    first, last = panel
    return [first, last] if (last - first).days > 8 else [first]


def _ticks(
    days: list[pd.Timestamp], panel: tuple[pd.Timestamp, pd.Timestamp]
) -> dict[pd.Timestamp, str]:
    """Return the label of each day to mark; the year stands where it changes."""
    span = (panel[1] - panel[0]).days
    ticks: dict[pd.Timestamp, str] = {}
    year = None
    for day in days:
        if span > 3 * 366:
            ticks[day] = f"{day:%Y}"
            continue
        words = f"{day:%b}" if span > 120 else f"{day:%b} {day.day}"
        ticks[day] = words if day.year == year else f"{words}\n{day:%Y}"
        year = day.year
    return ticks


def _text(
    figure: Figure, events: list[dict[str, Any]], labels: list[str], heights: list[float],
    bottom: float, top: float,
) -> None:  # fmt: skip
    """Write date and words of each event at the left, on the line of its mark."""
    axes = figure.add_axes((0.0, bottom, 0.55, top - bottom))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(sum(heights), 0)
    at = 0.0
    for event, label, height in zip(events, labels, heights, strict=True):
        middle, at = at + height / 2, at + height
        axes.text(0.03, middle, _days(event), va="center", fontsize=9, color="#444444", gid="days")
        axes.text(0.19, middle, label, va="center", fontsize=9.5, gid="event", parse_math=False)


def _legend(
    figure: Figure, events: list[dict[str, Any]], style: dict[str, tuple[str, str]],
    names: dict[str, str], published: pd.Timestamp | None,
) -> None:  # fmt: skip
    """Name the colours and marks, below the axes."""
    from matplotlib.lines import Line2D

    first = {e["actors"].split("|")[0] if pd.notna(e["actors"]) else "" for e in events}
    handles = [
        Line2D([], [], linestyle="", marker=mark, color=colour, label=_short(names.get(a, a)))
        for a, (colour, mark) in style.items()
    ]
    if first - set(style):
        handles.append(Line2D([], [], linestyle="", marker="o", color=OTHER, label="others"))
    if published is not None and pd.notna(published):
        label = f"article, {published:%Y-%m-%d}"
        handles.append(Line2D([], [], linestyle="--", color="#333333", linewidth=1, label=label))
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.02, 0.0), ncols=4, frameon=False,
        fontsize=9,
    )  # fmt: skip


def _short(name: str) -> str:
    return textwrap.shorten(name, 34, placeholder="…").replace("$", r"\$")
