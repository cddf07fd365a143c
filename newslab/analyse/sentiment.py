"""Tone: what lexicons make of the words, next to how the text presents an actor.

The tone is a lexicon score: the mean of the words that TextBlob knows, without those that are no
opinion in news ("special envoy"). It says nothing about whom the words are aimed at, which is why
each row lists the words that counted, and why the presentation of each actor stands beside it.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

import pandas as pd

from newslab import lexicons
from newslab.analyse.target_sentiment import BAND, Target, judge
from newslab.errors import InputError
from newslab.tables import TABLES, Tables, records

Row = dict[str, Any]

#: Environment variable that names a file of further words that are no opinion, one a line.
EXTRA = "NEWSLAB_NEUTRAL"
#: A mention by name or title is sure, others are from this confidence on.
SURE = 0.9


@cache
def _neutral(path: str) -> frozenset[str]:
    try:
        own = Path(path).read_text(encoding="utf-8-sig").split() if path else []
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot be read ({error})", where=f"{EXTRA}={path}", todo="name a file of words"
        ) from None
    return frozenset(
        w.lower() for w in (*own, *(r["word"] for r in lexicons.read("neutral_words")))
    )


def neutral() -> frozenset[str]:
    """Return the words that are no opinion in news: newslab's and the analyst's own."""
    return _neutral(os.environ.get(EXTRA, "").strip())


def tone(text: str) -> tuple[float, float, str]:
    """Return TextBlob's polarity (−1 … 1), subjectivity (0 … 1) and the words that counted.

    Examples
    --------
    >>> tone("a very good chance")
    (0.91, 0.78, 'very good +0.91')
    >>> tone("his special envoy")
    (0.0, 0.0, '')
    """
    from textblob.en import sentiment as assessed  # what TextBlob(text).sentiment calls, twice

    kept = [a for a in assessed(text).assessments if a[0][-1] not in neutral()]
    if not kept:
        return 0.0, 0.0, ""
    words = "; ".join(f"{' '.join(w)} {p:+.2f}" for w, p, _, _ in kept if p)
    return _rounded(fmean(a[1] for a in kept)), _rounded(fmean(a[2] for a in kept)), words


@cache
def _vader(none: frozenset[str]) -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    analyzer.lexicon = {w: v for w, v in analyzer.lexicon.items() if w not in none}
    return analyzer


def second_tone(text: str) -> float:
    """Return VADER's compound score (−1 … 1), without the words that are no opinion.

    Examples
    --------
    >>> second_tone("a good day") > 0 > second_tone("a bad day")
    True
    """
    return float(_vader(neutral()).polarity_scores(text)["compound"])


def sentiment(parsed: Tables) -> pd.DataFrame:
    """Measure the tone of sentences, statements and actors, and how actors are presented.

    Parameters
    ----------
    parsed
        A `Parsed` or a `Corpus`: tables of one article or of many.

    Returns
    -------
    pandas.DataFrame
        ``newslab.tables.TABLES["sentiment"]``. A *sentence* has a row for each actor it mentions,
        or one without a target; ``unit_id`` is its number, and ``vader`` a second opinion on its
        tone. A *statement*'s tone is that of its content. An *actor*'s tone is that of all he or
        she says, without a value where nothing is said; its target sentiment is the mean over the
        sentences, and ``sure`` counts its mentions that lead to it without doubt.

    Raises
    ------
    InputError
        ``NEWSLAB_NEUTRAL`` names no file of words.

    Notes
    -----
    Polarity and subjectivity are `TextBlob <https://textblob.readthedocs.io>`_'s ``sentiment``,
    a lexicon score, ``vader`` is VADER's (Hutto and Gilbert, 2014), both without the words of
    ``lexicons/neutral_words.csv`` and of the file that ``NEWSLAB_NEUTRAL`` names. Target
    sentiment: `newslab.target_sentiment`. Measured on political news (NewsMTSC), the former's sign
    is a poor guide to the latter: macro-F1 0.42 and 0.43.

    Examples
    --------
    >>> import newslab
    >>> parsed = newslab.parse(newslab.Article("A good day. It ended.", article_id="a"))
    >>> sentiment(parsed)[["unit", "unit_id", "polarity", "basis"]].values.tolist()
    [['sentence', '1', 0.7, 'good +0.70'], ['sentence', '2', 0.0, nan]]
    """
    presented = _presented(parsed.sentences, parsed.mentions)
    rows: list[Row] = []
    for s in records(parsed.sentences):
        row = _row(s["article_id"], "sentence", str(s["sentence"]), s["text"])
        row["vader"] = second_tone(s["text"])
        about = presented.get((s["article_id"], s["sentence"]), {})
        rows += [row | _target(actor, fmean(scores)) for actor, scores in about.items()] or [row]
    for s in records(parsed.statements, "article_id", "statement_id", "content"):
        rows.append(_row(s["article_id"], "statement", s["statement_id"], s["content"]))
    rows += _actors(parsed, presented)
    return TABLES["sentiment"].frame(rows)


def _row(article: str, unit: str, unit_id: str, text: str | None) -> Row:
    row: Row = {"article_id": article, "unit": unit, "unit_id": unit_id}
    if text:
        polarity, subjectivity, words = tone(text)
        row |= {"polarity": polarity, "subjectivity": subjectivity, "basis": words or None}
    return row


_Presented = dict[tuple[str, int], dict[str, list[float]]]


def _presented(sentences: pd.DataFrame, mentions: pd.DataFrame) -> _Presented:
    """Judge every mention in its sentence: (article, sentence) ▶ actor ▶ scores."""
    held: dict[str, list[Row]] = {}
    for s in records(sentences):
        held.setdefault(s["article_id"], []).append(s)
    found: _Presented = {}
    for m in records(mentions, "article_id", "actor_id", "start", "end"):
        known = held.get(m["article_id"], [])
        at = bisect_right(known, m["start"], key=lambda s: s["start"]) - 1
        if at >= 0 and m["end"] <= known[at]["end"]:
            s = known[at]
            target = Target(s["text"], m["start"] - s["start"], m["end"] - s["start"])
            (judged,) = judge([target], explained=False)
            about = found.setdefault((s["article_id"], s["sentence"]), {})
            about.setdefault(m["actor_id"], []).append(judged.score)
    return found


def _rounded(value: float) -> float:
    """Drop the digits in which sums differ from one version of Python or processor to another."""
    return round(float(value), 12)


def _target(actor: str, score: float) -> Row:
    label = "neutral" if abs(score) < BAND else "positive" if score > 0 else "negative"
    return {"target_id": actor, "target_sentiment": label, "target_score": _rounded(score)}


def _actors(parsed: Tables, presented: _Presented) -> Iterator[Row]:
    said, mentions = parsed.statements, parsed.mentions
    # What a statement inside another's content says is in the outer one's words already.
    outer = said[said["parent_id"].isna() & said["actor_id"].notna()]
    words = outer.groupby(["article_id", "actor_id"])["content"].agg(" ".join).to_dict()
    named = mentions["form"].isin(["name", "title"]) | (mentions["confidence"].fillna(0) >= SURE)
    sure = mentions[named].groupby(["article_id", "actor_id"]).size().to_dict()
    scores: dict[tuple[str, str], list[float]] = {}
    for (article, _), about in presented.items():
        for actor, found in about.items():
            scores.setdefault((article, actor), []).append(fmean(found))
    for key in sorted(words.keys() | scores.keys()):
        row = _row(key[0], "actor", key[1], words.get(key)) | {"sure": sure.get(key, 0)}
        yield row | (_target(key[1], fmean(scores[key])) if key in scores else {})
