"""Figures of text and marks: they wrap on a narrow screen, follow the theme and lead to rows.

Each takes a `Parsed` (or a `Corpus` of one article) and the table of its analysis. A figure is a
list of rows, each with a label and a track on which signs stand at their places between 0 and 100.
What a sign means is said by its shape, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from markupsafe import Markup

from newslab.present import links
from newslab.present.escape import Block, cut, render, short_hash
from newslab.present.words import name_of, names, plural, span

#: Rows beyond this many are left out, the weakest first; the figure says how many.
MOST = 24
#: Shapes for the actors with the most events, with a colour each; all others share the last.
SHAPES = ("●", "■", "▲", "◆", "▼", "✚")
OTHER = ("○", "none", "others")
#: Sign and colour of each stance, and of how an actor is presented.
STANCES = {
    "support": ("+", "good"), "oppose": ("−", "bad"), "conditional": ("if", "some"),
    "neutral": ("0", "none"), "mixed": ("±", "both"),
}  # fmt: skip
PRESENTED = {"positive": ("▲", "good"), "neutral": ("●", "none"), "negative": ("▼", "bad")}
_SCORES = ((0.0, "−1"), (50.0, "0"), (100.0, "1"))


class Sign(NamedTuple):
    """A sign on a track: where it stands, what it looks like, and how long its bar is."""

    at: float
    text: str
    colour: str
    width: float | None = None


class Row(NamedTuple):
    """A line of a figure: what it is about, its signs, their value in words, and its style."""

    label: Markup
    signs: Sequence[Sign]
    value: str
    style: str = ""


def draw(
    says: str,
    rows: Sequence[Row] = (),
    legend: Iterable[tuple[str, str, str]] = (),
    ticks: Sequence[tuple[float, str]] = _SCORES,
    lines: Sequence[float] = (50.0,),
    bars: Sequence[float] = (),
    most: int = MOST,
) -> Block:
    """Draw rows above the sentence that says what they show.

    ``ticks`` stand below the tracks, ``lines`` go through all of them, ``bars`` (−1 to 1) stand
    side by side above.
    """
    shown, more = rows[:most], len(rows[most:])
    if more:
        says += f" {plural(more, 'row').capitalize()} more: see the table below."
    body = render(
        "figure", name=f"figure-{short_hash(says)}", says=says, rows=shown, legend=list(legend),
        ticks=ticks, lines=lines, bars=bars,
    )  # fmt: skip
    return Block(body, "\n".join([says, *(f"{r.label.striptags()}: {r.value}" for r in shown)]))


def _score(value: float) -> float:
    return 50 + 50 * max(-1.0, min(1.0, float(value)))


def _bar(value: float, colour: str) -> Sign:
    at = _score(value)
    return Sign(min(at, 50), "", colour, abs(at - 50))


def _link(parsed: Any, kind: str, key: str, words: object) -> Markup:
    start = links.prefix(parsed.articles["article_id"].iloc[0])
    return render("link", target=links.row(start, kind, key), words=words)


def stance(parsed: Any, stances: pd.DataFrame) -> Block:
    """Draw who stands where towards whom or what, the strongest first.

    Examples
    --------
    >>> from newslab import Article, parse
    >>> from newslab.tables import TABLES
    >>> stance(parse(Article("It rained.", article_id="a")), TABLES["stance"].frame([]))
    No stance was found.
    """
    if stances.empty:
        return draw("No stance was found.")
    cells = pairs(parsed, stances).to_dict("records")
    rows = [_pair(parsed, cell) for cell in cells]
    kinds = {cell["stance"] for cell in cells}
    legend = [(*STANCES[s], s) for s in STANCES if s in kinds]
    holders = plural(stances["holder_id"].nunique(), "holder")
    says = f"{plural(len(stances), 'stance')} of {holders}, from −1 (opposes) to 1 (supports)."
    return draw(says, rows, legend)


def pairs(parsed: Any, stances: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each holder and target, the strongest first.

    ``holder`` and ``target`` by name, ``stance`` (mixed where their stances differ in sign),
    ``score``, ``times``, and ``key`` and ``style`` of the strongest stance.
    """
    known = names(parsed)
    keyed = stances.assign(
        key=links.keys(stances),
        style=links.classes(stances),
        about=stances["target_id"].fillna(stances["target"]),
        size=stances["score"].abs(),
    ).sort_values("size", ascending=False, kind="stable")
    cells = []
    for _, rows in keyed.groupby(["holder_id", "about"], sort=False):
        first = rows.iloc[0]
        cell = {
            "holder": name_of(known, first["holder_id"]),
            "target": name_of(known, first["target_id"]) or first["target"],
            "times": len(rows),
            **first[["stance", "score", "key", "style"]],
        }
        if {"support", "oppose"} <= set(rows["stance"]):
            cell |= {"stance": "mixed", "score": rows["score"].mean()}
        cells.append(cell)
    columns = ["holder", "target", "stance", "score", "times", "key", "style"]
    return pd.DataFrame(cells, columns=columns)


def _pair(parsed: Any, cell: dict[str, Any]) -> Row:
    sign, colour = STANCES[cell["stance"]]
    times = f", {cell['times']} times" if cell["times"] > 1 else ""
    return Row(
        _link(parsed, "stance", cell["key"], f"{cell['holder']} on {cell['target']}"),
        [_bar(cell["score"], colour), Sign(_score(cell["score"]), sign, colour)],
        f"{cell['stance']} ({cell['score']:+.1f}{times})",
        cell["style"],
    )


def sentiment(parsed: Any, tones: pd.DataFrame) -> Block:
    """Draw the tone of each sentence in the order of the text, and how actors are presented.

    For each actor the sign is how the article shows it, the bar the tone of its own words; "!"
    stands where the two disagree. Whoever is named least comes last.
    """
    own = tones[tones["unit"] == "sentence"].drop_duplicates("unit_id")
    if own.empty:
        return draw("No sentence, no tone.")
    actors = tones[tones["unit"] == "actor"]
    actors = actors.assign(sure=actors["sure"].fillna(0)).sort_values(
        "sure", ascending=False, kind="stable"
    )
    rows = [_presented(parsed, r) for r in actors.to_dict("records")]
    low, high = own.loc[own["polarity"].idxmin()], own.loc[own["polarity"].idxmax()]
    says = (
        f"Tone of {plural(len(own), 'sentence')} in the order of the text: lowest"
        f" {low['polarity']:+.2f} in sentence {low['unit_id']}, highest {high['polarity']:+.2f} in"
        f" sentence {high['unit_id']}; and how {plural(len(actors), 'actor')} are presented, from"
        " −1 (negative) to 1 (positive)."
    )
    legend = [(*PRESENTED[k], f"presented as {k}") for k in PRESENTED if rows]
    legend += [("▬", "own", "tone of own words"), ("!", "own", "the two differ in sign")] * any(
        rows
    )
    return draw(says, rows, legend, bars=[float(p) for p in own["polarity"]])


def _presented(parsed: Any, row: dict[str, Any]) -> Row:
    own, shown = (None if pd.isna(row[c]) else row[c] for c in ("polarity", "target_score"))
    signs, said = [], []
    if shown is not None:
        signs.append(Sign(_score(shown), *PRESENTED[row["target_sentiment"]]))
        said.append(f"{shown:+z.2f}")
    if own is not None:
        signs.insert(0, _bar(own, "own"))
        said.append(f"own words {own:+z.2f}")
    differ = own and shown and own * shown < 0 and min(abs(own), abs(shown)) > 0.05
    words = names(parsed).get(row["unit_id"], row["unit_id"])
    label = _link(parsed, "tone", row["unit_id"], words)
    return Row(label, signs, ", ".join(said) + (" !" if differ else ""))


def timeline(parsed: Any, events: pd.DataFrame) -> Block:
    """Draw the events in order of time; the sign tells the first actor, a line the article's day.

    Where a few events lie long before or after all others, they get a narrow part of the track.
    """
    dated = in_order(events)
    if dated.empty:
        return draw("No event has a date, so there is nothing to draw.")
    day = parsed.articles["published"].iloc[0]
    scale, ticks, _ = axis(dated, day)
    actors = dated["actor"].value_counts().index
    shapes = {a: (s, f"c{n}") for n, (s, a) in enumerate(zip(SHAPES, actors, strict=False))}
    rows = []
    for event in dated.to_dict("records"):
        sign, colour = shapes.get(event["actor"], OTHER[:2])
        at, to = scale(event["earliest"]), scale(event["latest"])
        signs = [Sign(at, "", colour, to - at)] if event["earliest"] != event["latest"] else []
        words = f"{event['key']} {cut(event['event'], 90)}"
        label = _link(parsed, "event", event["key"], words)
        rows.append(Row(label, [*signs, Sign(at, sign, colour)], span(event)))
    known = names(parsed)
    legend = [(*s, known.get(a, a)) for a, s in shapes.items()]
    legend += [OTHER] * (not shapes.keys() >= set(dated["actor"]))
    legend += [] if pd.isna(day) else [("┊", "none", f"the article, {day.date()}")]
    first, last = dated["earliest"].min().date(), dated["latest"].max().date()
    says = f"{plural(len(dated), 'event')} in order of time, from {first} to {last}."
    return draw(says, rows, legend, ticks, [] if pd.isna(day) else [scale(day)], most=len(rows))


def in_order(events: pd.DataFrame) -> pd.DataFrame:
    """Return the events that have a date in order of time, with their key and first actor."""
    dated = events[events["earliest"].notna()]
    return dated.assign(
        key=links.keys(dated),
        # A column without any actor is not of text.
        actor=dated["actors"].map(lambda ids: ids.split("|")[0], na_action="ignore"),
    ).sort_values(["earliest", "latest", "start"], kind="stable")


def axis(
    found: pd.DataFrame, article: pd.Timestamp | None
) -> tuple[Callable[[pd.Timestamp], float], list[tuple[float, str]], list[pd.Timestamp]]:
    """Return where a day stands on the track, the days to mark, and all days' and the core's ends.

    The core are the days within Tukey's fences; what lies before and after it is pressed into a
    sixth of the track each: a war of the last century does not flatten a week of talks.
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

    pattern = "%Y" if (ends[-1] - ends[0]).days > 5 * 366 else "%Y-%m-%d"
    ticks = {f"{day:{pattern}}": scale(day) for day in (core.max(), core.min())}
    # Where the track changes its measure.
    broken = [(at, "//") for at, p in ((8.0, places[1]), (92.0, places[2])) if 0 < p < 100]
    return scale, [*((at, words) for words, at in ticks.items()), *broken], ends
