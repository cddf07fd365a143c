"""Figures of text and marks: they wrap on a narrow screen, follow the theme and lead to rows.

Each takes a `Parsed` (or a `Corpus` of one article) and the table of its analysis. All are built
from one part: a row with a label and a track on which signs stand, each at its place
between 0 and 100. What a sign means is said by its shape, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from newslab.present import links
from newslab.present.escape import Block, cut, render, short_hash
from newslab.present.words import name_of, names, one_of, plural, span

#: Rows beyond this many are left out, the weakest first; the figure says how many.
MOST = 24
#: Shapes for the actors with the most events, with a colour each; all others share the last.
SHAPES = ("●", "■", "▲", "◆", "▼", "✚")
OTHER = "○"
#: Sign and colour of each stance, and of how an actor is presented.
STANCES = {
    "support": ("+", "good"),
    "oppose": ("−", "bad"),
    "conditional": ("if", "some"),
    "neutral": ("0", "none"),
    "mixed": ("±", "both"),
}
PRESENTED = {"positive": ("▲", "good"), "neutral": ("●", "none"), "negative": ("▼", "bad")}


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign on a track: where it stands, where a bar of it ends, and what it looks like."""

    at: float
    text: str
    colour: str
    to: float | None = None

    @property
    def left(self) -> str:
        """Where it starts, in percent."""
        return f"{min(self.at, self.at if self.to is None else self.to):.1f}"

    @property
    def width(self) -> str:
        """How long its bar is, in percent; empty where it has none."""
        return "" if self.to is None else f"{abs(self.to - self.at):.1f}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a figure: what it is about, its signs, and their value in words."""

    label: str | Markup
    signs: Sequence[Sign]
    value: str
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure: rows, the words for all of them, ticks below, lines through all tracks."""

    rows: Sequence[Row]
    says: str
    ticks: Sequence[tuple[float, str]] = ((0.0, "−1"), (50.0, "0"), (100.0, "1"))
    lines: Sequence[float] = (50.0,)
    legend: Iterable[tuple[str, str, str]] = ()
    left_out: int = 0
    bars: Sequence[float] = ()

    def block(self) -> Block:
        """Draw it: a list of rows with tracks above the sentence that says what they show."""
        more = plural(self.left_out, "row").capitalize()
        note = f"{more} more {one_of(self.left_out, 'is')} only in the table below."
        note = note if self.left_out else ""
        body = render("figure", chart=self, note=note, name=f"figure-{short_hash(self.says)}")
        lines = [f"{Markup(r.label).striptags()}: {r.value}" for r in self.rows]
        return Block(body, "\n".join([self.says, *lines, note]).rstrip())


def _start(parsed: Any) -> str:
    return links.prefix(parsed.articles["article_id"].iloc[0])


def _score(value: float) -> float:
    return 50 + 50 * max(-1.0, min(1.0, float(value)))


def stance(parsed: Any, stances: pd.DataFrame) -> Block:
    """Draw who stands where towards whom or what, the strongest of each pair's stances first.

    Examples
    --------
    >>> from newslab import Article, parse
    >>> from newslab.tables import TABLES
    >>> stance(parse(Article("It rained.", article_id="a")), TABLES["stance"].frame([]))
    No stance was found.
    """
    if stances.empty:
        return Chart((), "No stance was found.").block()
    known, start = names(parsed), _start(parsed)
    keyed = stances.assign(
        key=links.keys(stances),
        about=stances["target_id"].fillna(stances["target"]),
        size=stances["score"].abs(),
    )
    pairs = [
        _pair(group.sort_values("size", ascending=False, kind="stable"), known, start)
        for _, group in keyed.groupby(["holder_id", "about"], sort=False)
    ]
    pairs.sort(key=lambda pair: -abs(pair[0]))
    shown = [row for _, row in pairs[:MOST]]
    legend = [(*STANCES[s], s) for s in STANCES if any(r.value.startswith(s) for r in shown)]
    says = (
        f"{plural(len(stances), 'stance').capitalize()} of"
        f" {plural(stances['holder_id'].nunique(), 'holder')}, from −1 (opposes) to 1 (supports)."
    )
    return Chart(shown, says, legend=legend, left_out=len(pairs) - len(shown)).block()


def _pair(rows: pd.DataFrame, known: dict[str, str], start: str) -> tuple[float, Row]:
    """Return the strongest score of one holder towards one target, and the row that shows it."""
    first = rows.iloc[0]
    kinds = set(rows["stance"])
    kind = "mixed" if {"support", "oppose"} <= kinds else str(first["stance"])
    text, colour = STANCES[kind]
    target = links.row(start, "stance", first["key"])
    towards = name_of(known, first["target_id"]) or first["target"]
    words = f"{name_of(known, first['holder_id'])} on {towards}"
    score = float(first["score"] if kind != "mixed" else rows["score"].mean())
    times = f", {len(rows)} times" if len(rows) > 1 else ""
    unsure = "confidence" in rows and bool(rows["confidence"].lt(links.UNSURE).fillna(False).all())
    bar = Sign(50, "", colour, _score(score))
    row = Row(
        render("link", target=target, words=words),
        [bar, Sign(_score(score), text, colour)],
        f"{kind} ({score:+.1f}{times})",
        unsure,
    )
    return score, row


def sentiment(parsed: Any, tones: pd.DataFrame) -> Block:
    """Draw the tone of each sentence in the order of the text, and how actors are presented.

    For each actor the sign is how the article shows it, the bar the tone of its own words; "!"
    stands where the two disagree.
    """
    own = tones[tones["unit"] == "sentence"].drop_duplicates("unit_id")
    if own.empty:
        return Chart((), "No sentence, no tone.").block()
    known = names(parsed)
    actors = by_actor(tones)
    start = _start(parsed)
    # Whoever is named least is left out, never whom the article is about.
    kept = actors.loc[actors["sure"].fillna(0).nlargest(MOST).index.sort_values()]
    shown = [_presented(r, known, start) for r in kept.to_dict("records")]
    low, high = own.loc[own["polarity"].idxmin()], own.loc[own["polarity"].idxmax()]
    says = (
        f"Tone of {plural(len(own), 'sentence')} in the order of the text (bars above): lowest"
        f" {low['polarity']:+.2f} in sentence {low['unit_id']}, highest {high['polarity']:+.2f} in"
        f" sentence {high['unit_id']}; and how {plural(len(actors), 'actor')} are presented, from"
        " −1 (negative) to 1 (positive)."
    )
    legend = [(*PRESENTED[k], f"presented as {k}") for k in PRESENTED]
    legend += [("▬", "own", "tone of own words"), ("!", "own", "the two differ in sign")]
    bars = [float(p) for p in own["polarity"]]
    return Chart(
        shown, says, legend=legend if shown else (), left_out=len(actors) - len(shown), bars=bars
    ).block()


def by_actor(tones: pd.DataFrame) -> pd.DataFrame:
    """Return how each actor is presented, sounds, is named for sure, and whether signs differ."""
    rows = tones[tones["unit"] == "actor"].rename(columns={"unit_id": "actor_id"})
    own, shown = rows["polarity"].astype(float), rows["target_score"].astype(float)
    strong = (own.abs() > 0.05) & (shown.abs() > 0.05)
    found = rows.assign(disagree=strong & (own * shown < 0))
    order = shown.abs().fillna(-1).sort_values(ascending=False, kind="stable").index
    columns = ["actor_id", "polarity", "target_sentiment", "target_score", "disagree", "sure"]
    return found.loc[order, columns].reset_index(drop=True)


def _presented(row: dict[str, Any], known: dict[str, str], start: str) -> Row:
    signs, said = [], []
    if not pd.isna(row["polarity"]):
        signs.append(Sign(50, "", "own", _score(row["polarity"])))
        said.append(f"own words {row['polarity']:+.2f}")
    if not pd.isna(row["target_score"]):
        text, colour = PRESENTED[row["target_sentiment"]]
        signs.append(Sign(_score(row["target_score"]), text, colour))
        said.insert(0, f"{row['target_score']:+.2f}")
    label = render(
        "link",
        target=links.row(start, "tone", row["actor_id"]),
        words=known.get(row["actor_id"], row["actor_id"]),
    )
    return Row(label, signs, ", ".join(said) + (" !" if row["disagree"] else ""))


def timeline(parsed: Any, events: pd.DataFrame) -> Block:
    """Draw the events in order of time; the sign tells the first actor, a line the article's day.

    Where a few events lie long before or after all others, they get a narrow part of the track.
    """
    dated = events[events["earliest"].notna()].assign(key=lambda t: links.keys(t))
    if dated.empty:
        return Chart((), "No event has a date, so there is nothing to draw.").block()
    dated = dated.sort_values(["earliest", "latest", "start"], kind="stable")
    known = names(parsed)
    start = _start(parsed)
    day = parsed.articles["published"].iloc[0]
    scale, ticks = _time(dated, day)
    # The first actor of each; a column without any is not of text.
    first = dated["actors"].map(lambda ids: ids.split("|")[0], na_action="ignore")
    shapes = {
        actor: (shape, f"c{n}")
        for n, (shape, actor) in enumerate(zip(SHAPES, first.value_counts().index, strict=False))
    }
    rows = []
    for event, actor in zip(dated.to_dict("records"), first, strict=True):
        text, colour = shapes.get(actor, (OTHER, "none"))
        at, to = scale(event["earliest"]), scale(event["latest"])
        bar = [Sign(at, "", colour, to)] if event["earliest"] != event["latest"] else []
        target = links.row(start, "event", event["key"])
        label = render("link", target=target, words=cut(event["event"], 90))
        rows.append(Row(label, [*bar, Sign(at, text, colour)], span(event)))
    legend = [(*s, known.get(a, a)) for a, s in shapes.items()]
    if first.isna().any() or first.nunique() > len(shapes):
        legend.append((OTHER, "none", "others"))
    if not pd.isna(day):
        legend.append(("┊", "none", f"the article, {day.date()}"))
    says = (
        f"{plural(len(dated), 'event').capitalize()} in order of time, from"
        f" {dated['earliest'].min().date()} to {dated['latest'].max().date()}."
    )
    lines = [] if pd.isna(day) else [scale(day)]
    return Chart(rows, says, ticks, lines, legend).block()


def _time(
    found: pd.DataFrame, article: pd.Timestamp | None = None
) -> tuple[Callable[[pd.Timestamp], float], list[tuple[float, str]]]:
    """Return where a day stands on the track, and the days to mark.

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
    return scale, [*((at, words) for words, at in ticks.items()), *broken]


def pairs(stances: pd.DataFrame, articles: pd.DataFrame, most: int = len(SHAPES)) -> pd.DataFrame:
    """Return the mean stance of a holder towards a target for each day of publication.

    Those with the most days come first, then those with the most stances. Returns holder_id,
    target, day, score (mean) and number (of stances).

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


def over_time(table: pd.DataFrame, known: dict[str, str] | None = None) -> Block:
    """Draw `pairs`: a row for each holder and target, a sign for each day."""
    known = known or {}
    if table.empty:
        return Chart(
            (), "No stance in an article with a date, so there is nothing to draw."
        ).block()
    scale, ticks = _time(table.assign(earliest=table["day"], latest=table["day"]))
    rows = []
    for (holder, target), group in table.groupby(["holder_id", "target"], sort=True):
        scores = list(group["score"])
        signs = [
            Sign(scale(day), *STANCES[_together(score)])
            for day, score in zip(group["day"], scores, strict=True)
        ]
        value = " to ".join(f"{s:+.1f}" for s in dict.fromkeys((scores[0], scores[-1])))
        words = f"{known.get(holder, holder)} on {known.get(target, target)}"
        rows.append(Row(words, signs, value))
    legend = [(*STANCES[k], k) for k in ("support", "oppose", "neutral")]
    says = f"Stance over time, −1 opposes and +1 supports, of {plural(len(rows), 'pair')}."
    return Chart(rows, says, ticks, (), legend).block()


def _together(score: float) -> str:
    return "neutral" if abs(score) < 0.05 else "support" if score > 0 else "oppose"
