"""Tables ▶ what an analyst reads: the main findings in sentences, and tables with evidence.

Every function takes ``parsed`` (a `Parsed` or a `Corpus` of one article) and an analysis' table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from newslab.analyse.stance import headlines
from newslab.present.escape import Block, anchor, cut, fill, short_hash, table
from newslab.present.highlight import short
from newslab.present.notebook import names, plural

NOTHING_SAID = (
    "No statement was found in this article: nobody in it is reported as saying anything that the"
    " rules recognise."
)


def _name(known: dict[str, str], actor_id: object) -> str | None:
    return None if pd.isna(actor_id) else known.get(str(actor_id), str(actor_id))


def _text(parsed: Any) -> str:
    return str(parsed.articles["text"].iloc[0])


def _words(text: str, start: Any, end: Any, longest: int = 240) -> str:
    return cut(text[int(start) : int(end)], longest)


def to_statement(parsed: Any, statement_id: object) -> Markup | None:
    """Return a link to a statement's place in the marked article."""
    if pd.isna(statement_id):
        return None
    prefix = f"n{short_hash(parsed.articles['article_id'].iloc[0])}"
    key = short(statement_id)
    return fill('<a href="#{a}">{k}</a>', a=anchor(prefix, "s", key), k=key)


def _frame(columns: Mapping[str, Iterable[Any]]) -> pd.DataFrame:
    return pd.DataFrame({k: pd.Series(list(v), dtype=object) for k, v in columns.items()})


def _listed(items: list[str], most: int = 4) -> str:
    shown = items[:most] + ([f"{len(items) - most} more"] if len(items) > most else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _counted(values: pd.Series, order: Iterable[str]) -> str:
    counts = values.value_counts()
    return _listed([f"{counts[v]} {v}" for v in order if counts.get(v)])


def _some(items: list[str], most: int = 8) -> str:
    """Return items in one line; says how many more there are."""
    more = [f"and {len(items) - most:,} more"] if len(items) > most else []
    return "; ".join([*items[:most], *more])


# Stance


def stance_summary(parsed: Any, stances: pd.DataFrame, left_out: int = 0) -> list[str]:
    """Return who supports and opposes whom or what, in sentences.

    Parameters
    ----------
    parsed, stances
        The article, and the stances to tell of.
    left_out
        How many a parameter of the notebook left out.
    """
    gone = [f"The parameter minimum leaves out {plural(left_out, 'weaker stance')}."]
    gone = gone if left_out else []
    if not len(stances) and left_out:
        return gone
    if not len(stances):
        if not len(parsed.statements):
            return [NOTHING_SAID]
        return [
            f"{plural(len(parsed.statements), 'statement').capitalize()} found, but none from which"
            " a stance towards somebody or something can be read."
        ]
    known = names(parsed)
    holders = stances["holder_id"].nunique()
    kinds = _counted(stances["stance"], ("support", "oppose", "conditional", "neutral"))
    lead = f"{plural(holders, 'actor')} {'takes' if holders == 1 else 'take'}"
    found = [f"{lead} {plural(len(stances), 'stance')}: {kinds}."]
    found += headlines(stances, known) or ["None of them is sure enough to be named here."]
    disputes = int(parsed.statements["disputes_id"].notna().sum())
    if disputes:
        found.append(f"{plural(disputes, 'statement')} contradict{'s' * (disputes == 1)} another.")
    return [*found, *gone]


def stance_alt(parsed: Any, stances: pd.DataFrame) -> str:
    """Return what the stance figure shows, in words."""
    if not len(stances):
        return "No stance was found, so the figure is empty."
    known = names(parsed)
    parts = []
    for holder, rows in stances.groupby("holder_id", sort=False):
        pairs = [
            f"{r['stance']} {_name(known, r['target_id']) or r['target']} ({r['score']:+.1f})"
            for r in rows.to_dict("records")
        ]
        parts.append(f"{_name(known, holder)}: {_listed(pairs)}")
    return f"Stances by holder, −1 opposes and +1 supports. {_some(parts)}."


def stance_table(parsed: Any, stances: pd.DataFrame) -> Block:
    """Show each stance with the words that are its evidence."""
    known, text = names(parsed), _text(parsed)
    rows = stances.to_dict("records")
    columns = {
        "holder": [_name(known, r["holder_id"]) for r in rows],
        "says or does": [r["verb"] for r in rows],
        "towards": [_name(known, r["target_id"]) or r["target"] for r in rows],
        "about": [None if pd.isna(r["about"]) else r["about"] for r in rows],
        "stance": [r["stance"] for r in rows],
        "score": [r["score"] for r in rows],
        "sure": [r["confidence"] for r in rows],
        "the article's words": [_words(text, r["start"], r["end"]) for r in rows],
        "decided by": [r["basis"] for r in rows],
        "statement": [to_statement(parsed, r["statement_id"]) for r in rows],
    }
    caption = "Stances with their evidence; score from −1 (opposes) to 1 (supports)"
    return table(_frame(columns), caption, download="stance.csv", data=stances)


def dispute_table(parsed: Any) -> Block:
    """Show the statements that contradict another, side by side."""
    said = parsed.statements
    known = names(parsed)
    other = said.set_index("statement_id")
    rows = [r for r in said.to_dict("records") if r["disputes_id"] in other.index]
    against = [other.loc[r["disputes_id"]] for r in rows]
    columns = {
        "who": [_name(known, r["actor_id"]) or r["source"] for r in rows],
        "says": [r["content"] for r in rows],
        "against": [_name(known, r["actor_id"]) or r["source"] for r in against],
        "who said": [r["content"] for r in against],
        "statement": [to_statement(parsed, r["statement_id"]) for r in rows],
    }
    return table(_frame(columns), "Statements that contradict another")


# Sentiment


def _tone(value: float) -> str:
    if abs(value) < 0.05:
        return "neutral"
    return f"{'slightly ' if abs(value) < 0.2 else ''}{'positive' if value > 0 else 'negative'}"


def _sentences(tones: pd.DataFrame) -> dict[str, int]:
    """Return the number of sentences in which each actor's presentation was measured."""
    about = tones[(tones["unit"] == "sentence") & tones["target_score"].notna()]
    return dict(about["target_id"].value_counts())


def sentiment_summary(parsed: Any, tones: pd.DataFrame) -> list[str]:
    """Return how the article sounds and whom it presents how, in sentences."""
    own = tones[tones["unit"] == "sentence"].drop_duplicates("unit_id")
    if not len(own):
        return ["This article has no sentence to measure."]
    mean, subjective = own["polarity"].mean(), own["subjectivity"].mean()
    found = [
        f"The words of its {plural(len(own), 'sentence')} are on average {_tone(mean)}"
        f" (polarity {mean:+.2f}, from −1 to 1) and"
        f" {'more opinion than fact' if subjective > 0.5 else 'more fact than opinion'}"
        f" (subjectivity {subjective:.2f}, from 0 to 1)."
    ]
    known = names(parsed)
    actors = tones[(tones["unit"] == "actor") & tones["target_score"].notna()]
    # One sentence says too little of an actor to be a main point.
    actors = actors[actors["unit_id"].map(_sentences(tones)).fillna(0) > 1]
    for label, rising in (("positive", False), ("negative", True)):
        rows = actors[actors["target_sentiment"] == label].sort_values(
            "target_score", ascending=rising, kind="stable"
        )
        shown = [
            f"{_name(known, a)} ({s:+.2f})"
            for a, s in zip(rows["unit_id"], rows["target_score"], strict=True)
        ]
        if shown:
            found.append(
                f"Presented in a {label} light, in two sentences or more: {_listed(shown)}."
            )
    if not len(parsed.statements):
        found.append(NOTHING_SAID)
    return found


def sentiment_alt(parsed: Any, tones: pd.DataFrame) -> str:
    """Return what the sentiment figure shows, in words."""
    own = tones[tones["unit"] == "sentence"].drop_duplicates("unit_id")
    if not len(own):
        return "There is no sentence, so the figure is empty."
    low, high = own.loc[own["polarity"].idxmin()], own.loc[own["polarity"].idxmax()]
    actors = int(((tones["unit"] == "actor") & tones["target_score"].notna()).sum())
    return (
        f"Polarity of {plural(len(own), 'sentence')}: lowest {low['polarity']:+.2f} in sentence"
        f" {low['unit_id']}, highest {high['polarity']:+.2f} in sentence {high['unit_id']};"
        f" and how {plural(actors, 'actor')} are presented."
    )


def sentence_table(parsed: Any, tones: pd.DataFrame, top: int = 5) -> Block:
    """Show the most positive and the most negative sentences with the words that counted."""
    own = tones[tones["unit"] == "sentence"].drop_duplicates("unit_id")
    own = own[own["polarity"].abs() >= 0.005].sort_values("polarity", kind="stable")
    low, high = own[own["polarity"] < 0].head(top), own[own["polarity"] > 0].tail(top)
    ends = pd.concat([low, high])
    words = dict(
        zip(parsed.sentences["sentence"].astype(str), parsed.sentences["text"], strict=True)
    )
    rows = ends.iloc[::-1].to_dict("records")
    columns = {
        "sentence": [r["unit_id"] for r in rows],
        "polarity": [r["polarity"] for r in rows],
        "subjectivity": [r["subjectivity"] for r in rows],
        "text": [words.get(r["unit_id"]) for r in rows],
        "words that counted": [r["basis"] for r in rows],
    }
    caption = f"The most positive sentences ({len(high)}) and the most negative ones ({len(low)})"
    return table(_frame(columns), caption, download="sentiment.csv", data=tones)


def actor_table(parsed: Any, tones: pd.DataFrame) -> Block:
    """Show how each actor is presented and how what it says sounds."""
    known = names(parsed)
    rows = tones[tones["unit"] == "actor"].sort_values(
        "target_score", ascending=False, kind="stable"
    )
    records = rows.to_dict("records")
    number = _sentences(tones)
    columns = {
        "actor": [_name(known, r["unit_id"]) for r in records],
        "presented as": [r["target_sentiment"] for r in records],
        "score": [r["target_score"] for r in records],
        "sentences": [int(number.get(r["unit_id"], 0)) for r in records],
        "polarity of own words": [r["polarity"] for r in records],
        "subjectivity of own words": [r["subjectivity"] for r in records],
    }
    return table(_frame(columns), "Actors: how they are presented, and how their own words sound")


# Timeline


def _span(row: Any) -> str:
    first, last = row["earliest"], row["latest"]
    if pd.isna(first) and pd.isna(last):
        return "undated"
    if first == last:
        return str(first.date())
    ends = ["…" if pd.isna(d) else str(d.date()) for d in (first, last)]
    return " to ".join(ends)


def timeline_summary(parsed: Any, events: pd.DataFrame, left_out: int = 0) -> list[str]:
    """Return from when to when the events reach, and how they lie to the article's date.

    Parameters
    ----------
    parsed, events
        The article, and the events to tell of.
    left_out
        How many a parameter of the notebook left out.
    """
    dated = events[events["earliest"].notna()]
    gone = [f"The parameter claims leaves out {plural(left_out, 'event')} told in statements only."]
    gone = gone if left_out else []
    day = parsed.articles["published"].iloc[0]
    if pd.isna(day):
        gone.append(
            "The article’s date is not known, so “last week” or “on Monday” stay undated; give it"
            " with --published YYYY-MM-DD (in the notebook: the parameter published)."
        )
    if not len(dated):
        said = [] if len(parsed.statements) else [NOTHING_SAID]
        none = "No event of this article could be given a date."
        return ["No event is left." if left_out else none, *gone, *said]
    found = [
        f"{plural(len(dated), 'event')} with a date, from {dated['earliest'].min().date()}"
        f" to {dated['latest'].max().date()}."
    ]
    if not pd.isna(day):
        before = int((dated["latest"] < day).sum())
        after = int((dated["earliest"] > day).sum())
        when = {"before it": before, "on it or around it": len(dated) - before - after}
        parts = _listed([f"{n} {w}" for w, n in (when | {"after it": after}).items() if n])
        found.append(f"Seen from the article’s date ({day.date()}): {parts}.")
    busiest = dated[dated["earliest"] == dated["latest"]]["earliest"].value_counts()
    if len(busiest) and busiest.iloc[0] > 1:
        top = sorted(busiest[busiest == busiest.iloc[0]].index)
        days = _listed([str(d.date()) for d in top])
        each = " each" if len(top) > 1 else ""
        lead = "The day with most events is" if len(top) == 1 else "The days with most events are"
        found.append(f"{lead} {days} ({busiest.iloc[0]}{each}).")
    claims = int(dated["statement_id"].notna().sum())
    if claims:
        found.append(
            f"{claims} of {len(dated)} {'stand' if claims > 1 else 'stands'} in somebody’s"
            " statement: the article reports that this was said, not that it happened."
        )
    return [*found, *gone]


def timeline_alt(parsed: Any, events: pd.DataFrame) -> str:
    """Return what the timeline figure shows, in words."""
    dated = events[events["earliest"].notna()].sort_values(["earliest", "latest"], kind="stable")
    if not len(dated):
        return "No event has a date, so the figure is empty."
    shown = [f"{_span(r)}: {cut(r['event'], 60)}" for r in dated.to_dict("records")]
    return f"{plural(len(dated), 'event')} in order of time. {_some(shown)}."


def event_table(parsed: Any, events: pd.DataFrame) -> Block:
    """Show the events in order of time, and why each has its date."""
    known = names(parsed)
    rows = events.sort_values(["earliest", "latest", "start"], kind="stable").to_dict("records")
    columns = {
        "when": [_span(r) for r in rows],
        "what": [r["event"] for r in rows],
        "who": [_actors(known, r["actors"]) for r in rows],
        "why this date": [r["how_dated"] for r in rows],
        "said in": [to_statement(parsed, r["statement_id"]) for r in rows],
    }
    caption = "Events in order of time, and why each has its date"
    return table(_frame(columns), caption, download="timeline.csv", data=events)


def _actors(known: dict[str, str], ids: object) -> str | None:
    return None if pd.isna(ids) else ", ".join(known.get(i, i) for i in str(ids).split("|"))


def date_table(parsed: Any) -> Block:
    """Show the time expressions and what they mean."""
    rows = parsed.dates.to_dict("records")
    columns = {
        "words": [r["text"] for r in rows],
        "means": [r["value"] for r in rows],
        "from": [r["earliest"] for r in rows],
        "to": [r["latest"] for r in rows],
        "counted from": [r["anchor"] for r in rows],
    }
    return table(_frame(columns), "Time expressions, and what they mean", download="dates.csv",
                 data=parsed.dates)  # fmt: skip
