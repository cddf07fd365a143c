"""Tone: what lexicons make of the words, next to how the text presents an actor.

The tone is a lexicon score: the mean of the words that TextBlob knows, without those that are no
opinion in news ("special envoy"). It says nothing about whom the words are aimed at, which is why
each row lists the words that counted, and why the presentation of each actor stands beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from newslab import lexicons
from newslab.analyse.target_sentiment import BAND, Target, judge
from newslab.errors import InputError
from newslab.tables import TABLES, Tables

Row = dict[str, Any]

#: Environment variable that names a file of further words that are no opinion, one a line.
EXTRA = "NEWSLAB_NEUTRAL"
#: A mention whose actor is told by a name or title is sure, others from this confidence on.
SURE = 0.9
_OF_MENTION = {"start": "start_mention", "end": "end_mention"}


@cache
def _read(path: str) -> frozenset[str]:
    own = []
    if path:
        try:
            own = Path(path).read_text(encoding="utf-8-sig").split()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"cannot be read ({error})", where=f"{EXTRA}={path}", todo="name a file of words"
            ) from None
    known = (row["word"] for row in lexicons.read("neutral_words"))
    return frozenset(w.lower() for w in (*known, *own))


def neutral() -> frozenset[str]:
    """Return the words that are no opinion in news: newslab's and the analyst's own.

    Raises
    ------
    InputError
        ``NEWSLAB_NEUTRAL`` names no file of words.

    Examples
    --------
    >>> "special" in neutral()
    True
    """
    return _read(os.environ.get(EXTRA, "").strip())


@lru_cache(maxsize=4096)
def _assessed(text: str) -> list[tuple[str, float, float]]:
    from textblob import TextBlob

    found = TextBlob(text).sentiment_assessments.assessments
    return [(" ".join(words), p, s) for words, p, s, _ in found]


def tone(text: str) -> tuple[float, float, str]:
    """Return TextBlob's polarity (−1 … 1), subjectivity (0 … 1) and the words that counted.

    Examples
    --------
    >>> tone("a very good chance")
    (0.9099999999999999, 0.7800000000000001, 'very good +0.91')
    >>> tone("his special envoy")
    (0.0, 0.0, '')
    """
    none = neutral()
    kept = [a for a in _assessed(text) if a[0].split()[-1] not in none]
    if not kept:
        return 0.0, 0.0, ""
    words = "; ".join(f"{w} {p:+.2f}" for w, p, _ in kept)
    return sum(p for _, p, _ in kept) / len(kept), sum(s for *_, s in kept) / len(kept), words


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
        article_id, unit, unit_id, polarity, subjectivity, target_id, target_sentiment,
        target_score, basis, vader, sure (``newslab.tables.TABLES["sentiment"]``). A *sentence* has
        a row for each actor it mentions, or one without a target; ``unit_id`` is its number, and
        ``vader`` a second opinion on its tone. A *statement*'s tone is that of its content. An
        *actor*'s tone is that of all he or she says, without a value where nothing is said; its
        target sentiment is the mean over the sentences, and ``sure`` counts its mentions that lead
        to it without doubt.

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
    rows = [
        *_sentences(parsed.sentences, presented),
        *_statements(parsed.statements),
        *_actors(parsed.statements, presented, _sure(parsed.mentions)),
    ]
    return TABLES["sentiment"].frame(rows)


def _row(article: str, unit: str, unit_id: str, text: str | None) -> Row:
    row: Row = {"article_id": article, "unit": unit, "unit_id": unit_id}
    if text:
        polarity, subjectivity, words = tone(text)
        row["polarity"], row["subjectivity"] = _rounded(polarity), _rounded(subjectivity)
        row["basis"] = words or None
    return row


def _presented(sentences: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Judge every mention in its sentence; one row for each sentence and actor."""
    columns = ["article_id", "sentence", "actor_id", "score"]
    if mentions.empty or sentences.empty:
        return pd.DataFrame(columns=columns)
    # Each mention meets the last sentence that starts before it, so that time stays linear.
    held = sentences[["article_id", "sentence", "start", "end", "text"]].reset_index(names="nth")
    named = mentions[["article_id", "actor_id", "start", "end"]].rename(columns=_OF_MENTION)
    joined = pd.merge_asof(
        named.astype({"start_mention": "int64"}).sort_values("start_mention", kind="stable"),
        held.astype({"start": "int64"}).sort_values("start", kind="stable"),
        left_on="start_mention",
        right_on="start",
        by="article_id",
    ).dropna(subset=["sentence"])
    joined = joined[joined["end_mention"] <= joined["end"]].sort_values("nth", kind="stable")
    if joined.empty:
        return pd.DataFrame(columns=columns)
    starts = joined["start_mention"] - joined["start"]
    ends = joined["end_mention"] - joined["start"]
    targets = [
        Target(t, int(s), int(e)) for t, s, e in zip(joined["text"], starts, ends, strict=True)
    ]
    joined = joined.assign(score=[j.score for j in judge(targets, explained=False)])
    return joined.groupby(columns[:3], sort=False, as_index=False)["score"].mean()


def _rounded(value: float) -> float:
    """Drop the digits in which sums differ from one version of Python or processor to another."""
    return round(float(value), 12)


def _label(score: float) -> str:
    return "neutral" if abs(score) < BAND else "positive" if score > 0 else "negative"


def _target(actor: str, score: float) -> Row:
    return {"target_id": actor, "target_sentiment": _label(score), "target_score": _rounded(score)}


def _sentences(sentences: pd.DataFrame, presented: pd.DataFrame) -> Iterator[Row]:
    actors: dict[tuple[str, int], list[tuple[str, float]]] = {}
    for p in presented.itertuples(index=False):
        actors.setdefault((p.article_id, p.sentence), []).append((p.actor_id, p.score))
    for s in sentences.itertuples(index=False):
        row = _row(s.article_id, "sentence", str(s.sentence), s.text)
        row["vader"] = second_tone(s.text)
        about = actors.get((s.article_id, s.sentence))
        if about is None:
            yield row
        for actor, score in about or ():
            yield row | _target(actor, score)


def _statements(statements: pd.DataFrame) -> Iterator[Row]:
    for s in statements.itertuples(index=False):
        yield _row(s.article_id, "statement", s.statement_id, s.content)


def _sure(mentions: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Count each actor's mentions that lead to it without doubt."""
    told = mentions["form"].isin(["name", "title"]) | (mentions["confidence"].fillna(0) >= SURE)
    return dict(mentions[told].groupby(["article_id", "actor_id"]).size())


def _actors(
    statements: pd.DataFrame, presented: pd.DataFrame, sure: dict[tuple[str, str], int]
) -> Iterator[Row]:
    # What a statement inside another's content says is in the outer one's words already.
    outer = statements[statements["parent_id"].isna() & statements["actor_id"].notna()]
    said = outer.groupby(["article_id", "actor_id"])["content"].agg(" ".join).to_dict()
    score = presented.groupby(["article_id", "actor_id"])["score"].mean().to_dict()
    for article, actor in sorted(said.keys() | score.keys()):
        row = _row(article, "actor", actor, said.get((article, actor)))
        row["sure"] = sure.get((article, actor), 0)
        known = score.get((article, actor))
        yield row if known is None else row | _target(actor, known)
