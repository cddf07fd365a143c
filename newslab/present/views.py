"""Tables ▶ what an analyst reads: the main findings in sentences, and tables with evidence.

Every function takes ``parsed`` (a `Parsed` or a `Corpus` of one article) and an analysis' table;
``left_out`` is how many of its rows a parameter of the notebook left out.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from newslab.analyse.stance import headlines
from newslab.present import links
from newslab.present.escape import Block, cut, frame_of, table
from newslab.present.links import at_least as at_least
from newslab.present.links import to_place
from newslab.present.words import listed, name_of, names, names_of, plural, span, towards

NOTHING_SAID = (
    "No statement was found in this article: nobody in it is reported as saying anything that the"
    " rules recognise."
)


def _of(parsed: Any) -> str:
    return str(parsed.articles["article_id"].iloc[0])


def _places(parsed: Any, kind: str, ids: Any) -> list[Any]:
    return [to_place(_of(parsed), kind, i) for i in ids]


def _left_out(number: int, parameters: str) -> list[str]:
    return [f"Left out by the {parameters}: {plural(number, 'row')}."] if number else []


# Stance


def stance_summary(parsed: Any, stances: pd.DataFrame, left_out: int = 0) -> list[str]:
    """Return who supports and opposes whom or what, in sentences."""
    gone = _left_out(left_out, "parameter minimum")
    if not len(stances):
        said = plural(len(parsed.statements), "statement").capitalize()
        none = f"{said} found, but none from which a stance towards somebody can be read."
        return gone or [none if len(parsed.statements) else NOTHING_SAID]
    holders = stances["holder_id"].nunique()
    kinds = [f"{n} {stance}" for stance, n in stances["stance"].value_counts().items()]
    lead = f"{plural(len(stances), 'stance').capitalize()} of {plural(holders, 'actor')}"
    found = [f"{lead}: {listed(kinds)}."]
    safe = links.sure(stances)
    found += headlines(safe, names(parsed))
    disputes = int(parsed.statements["disputes_id"].notna().sum())
    if disputes:
        found.append(f"Contradictions between statements: {disputes}.")
    if less := len(stances) - len(safe):
        found.append(
            f"Told only in the table below: {plural(less, 'less sure stance')}; here stand those of"
            f" confidence {links.SURE} and more, 9 in 10 of which were right when measured."
        )
    return [*found, *gone]


def stance_table(parsed: Any, stances: pd.DataFrame) -> Block:
    """Show each stance with the words that are its evidence."""
    text = str(parsed.articles["text"].iloc[0])
    found = towards(names(parsed), stances)
    rows = found.to_dict("records")
    columns: dict[str, Any] = {
        "no.": links.keys(stances),
        "holder": found["holder"],
        "says or does": found["verb"],
        "towards": found["towards"],
        "about": [None if pd.isna(r["about"]) else cut(r["about"], 80) for r in rows],
        "stance": [f"{r['stance']} {r['score']:+.1f}" for r in rows],
        "the article’s words": [cut(text[int(r["start"]) : int(r["end"])], 240) for r in rows],
        "said in": _places(parsed, "statement", stances["statement_id"]),
    }
    caption = "Stances with their evidence, from −1 (opposes) to +1 (supports)"
    return links.linked(_of(parsed), stances, "stance", columns, caption, download="stance.csv")


def dispute_table(parsed: Any) -> Block:
    """Show the statements that contradict another, side by side."""
    known, said = names(parsed), parsed.statements
    pairs = said.merge(said, left_on="disputes_id", right_on="statement_id", suffixes=("", "_then"))
    speakers = [
        [name_of(known, a) or s for a, s in pairs[[f"actor_id{n}", f"source{n}"]].to_numpy()]
        for n in ("", "_then")
    ]
    columns = {
        "who": speakers[0],
        "says": pairs["content"],
        "statement": _places(parsed, "statement", pairs["statement_id"]),
        "against": speakers[1],
        "who said": pairs["content_then"],
        "in": _places(parsed, "statement", pairs["disputes_id"]),
    }
    return table(frame_of(columns), "Statements that contradict another")


# Sentiment


def _tone(value: float) -> str:
    if abs(value) < 0.05:
        return "neutral"
    return f"{'slightly ' if abs(value) < 0.2 else ''}{'positive' if value > 0 else 'negative'}"


def _sentences(tones: pd.DataFrame) -> dict[str, int]:
    """Return the number of sentences in which each actor's presentation was measured."""
    about = tones[(tones["unit"] == "sentence") & tones["target_score"].notna()]
    return dict(about["target_id"].value_counts())


def sentiment_summary(parsed: Any, tones: pd.DataFrame, left_out: int = 0) -> list[str]:
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
    # One sentence, or mentions that may mean another, say too little to be a main point.
    actors = actors[actors["unit_id"].map(_sentences(tones)).fillna(0) > 1]
    actors = actors[actors["sure"].fillna(0) > 1]
    for label, rising in (("positive", False), ("negative", True)):
        rows = actors[actors["target_sentiment"] == label]
        rows = rows.sort_values("target_score", ascending=rising, kind="stable")
        pairs = zip(rows["unit_id"], rows["target_score"], strict=True)
        if shown := [f"{name_of(known, a)} ({s:+.2f})" for a, s in pairs]:
            lead = f"Presented in a {label} light, in two sentences or more"
            found.append(f"{lead}: {listed(shown)}.")
    found += _left_out(left_out, "parameter minimum")
    return found if len(parsed.statements) else [*found, NOTHING_SAID]


def _ends(tones: pd.DataFrame, top: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ``top`` most positive sentences, and as many of the most negative ones.

    Only those on whose sign two lexicons, TextBlob and VADER, agree.
    """
    own = tones[tones["unit"] == "sentence"].drop_duplicates("unit_id")
    own = own[(own["polarity"] * own["vader"]).fillna(0) > 0]
    own = own[own["polarity"].abs() >= 0.005].sort_values("polarity", kind="stable")
    high, low = own[own["polarity"] > 0].tail(top), own[own["polarity"] < 0].head(top)
    return high.iloc[::-1], low.iloc[::-1]


def told(tones: pd.DataFrame, top: int = 5) -> pd.DataFrame:
    """Return the rows that `sentence_table` and `actor_table` show, for the marked article."""
    return pd.concat([*_ends(tones, top), tones[tones["unit"] == "actor"]])


def sentence_table(parsed: Any, tones: pd.DataFrame, top: int = 5) -> Block:
    """Show the most positive and the most negative sentences with the words that counted."""
    high, low = _ends(tones, top)
    both = pd.concat([high, low])
    words = dict(
        zip(parsed.sentences["sentence"].astype(str), parsed.sentences["text"], strict=True)
    )
    columns: dict[str, Any] = {
        "sentence": both["unit_id"],
        "polarity": both["polarity"],
        "subjectivity": both["subjectivity"],
        "text": [words.get(i) for i in both["unit_id"]],
        "words that counted": both["basis"],
    }
    caption = f"The most positive sentences ({len(high)}) and the most negative ones ({len(low)})"
    both = both.drop(columns="confidence", errors="ignore")
    return links.linked(_of(parsed), both, "sentence", columns, caption, download="sentiment.csv",
                   data=tones)  # fmt: skip


def actor_table(parsed: Any, tones: pd.DataFrame) -> Block:
    """Show how each actor is presented and how what it says sounds."""
    known, number = names(parsed), _sentences(tones)
    rows = tones[tones["unit"] == "actor"]
    rows = rows.sort_values("target_score", ascending=False, kind="stable")
    columns: dict[str, Any] = {
        "name": [name_of(known, i) for i in rows["unit_id"]],
        "presented as": rows["target_sentiment"],
        "score": rows["target_score"],
        "sentences": [int(number.get(i, 0)) for i in rows["unit_id"]],
        "polarity of own words": rows["polarity"],
        "subjectivity of own words": rows["subjectivity"],
    }
    caption = "Actors: how they are presented, and how their own words sound"
    return links.linked(_of(parsed), rows, "tone", columns, caption, keys=rows["unit_id"])


# Timeline


def timeline_summary(parsed: Any, events: pd.DataFrame, left_out: int = 0) -> list[str]:
    """Return from when to when the events reach, and how they lie to the article's date."""
    dated = events[events["earliest"].notna()]
    gone = _left_out(left_out, "parameters claims and minimum")
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
    first, last = dated["earliest"].min().date(), dated["latest"].max().date()
    found = [f"{plural(len(dated), 'event')} with a date, from {first} to {last}."]
    if not pd.isna(day):
        before, after = int((dated["latest"] < day).sum()), int((dated["earliest"] > day).sum())
        when = {"before it": before, "on it or around it": len(dated) - before - after}
        parts = listed([f"{n} {words}" for words, n in (when | {"after it": after}).items() if n])
        found.append(f"Seen from the article’s date ({day.date()}): {parts}.")
    if claims := int(dated["statement_id"].notna().sum()):
        found.append(
            f"In somebody’s statement: {claims} of {len(dated)}; the article reports that this was"
            " said, not that it happened."
        )
    return [*found, *gone]


def event_table(parsed: Any, events: pd.DataFrame) -> Block:
    """Show the events in order of time, and why each has its date."""
    found = events.sort_values(["earliest", "latest", "start"], kind="stable")
    columns: dict[str, Any] = {
        "no.": links.keys(found),
        "when": [span(r) for r in found.to_dict("records")],
        "what": found["event"],
        "told as": found["status"],
        "who": [names_of(names(parsed), ids) for ids in found["actors"]],
        "why this date": found["how_dated"],
        "said in": _places(parsed, "statement", found["statement_id"]),
        "date": _places(parsed, "date", found["date_id"]),
    }
    caption = "Events in order of time, and why each has its date"
    return links.linked(
        _of(parsed), found, "event", columns, caption, download="timeline.csv", data=events
    )
