"""Tone: what lexicons make of the words, next to how the text presents an actor.

The tone is a lexicon score, and says nothing about whom the words are aimed at: so each row lists
the words that counted, and how each actor is presented stands beside it.
"""

from collections.abc import Iterator
from statistics import fmean

import pandas as pd

from newslab import lexicons
from newslab.analyse.target_sentiment import BAND, Target, judge, vader
from newslab.tables import TABLES, Row, Tables, parsed_only, records

#: Environment variable that names a file of further words that are no opinion, one a line.
EXTRA = "NEWSLAB_NEUTRAL"


def neutral() -> frozenset[str]:
    """Return the words that are no opinion in news: newslab's and the analyst's own."""
    own = lexicons.own(EXTRA)
    further = own.text.lower().split() if own else []
    return frozenset(further) | {r["word"].lower() for r in lexicons.read("neutral_words")}


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

    no_opinion = neutral()
    kept = [a for a in assessed(text).assessments if a[0][-1] not in no_opinion]
    if not kept:
        return 0.0, 0.0, ""
    words = "; ".join(f"{' '.join(w)} {p:+.2f}" for w, p, _, _ in kept if p)
    return _rounded(fmean(a[1] for a in kept)), _rounded(fmean(a[2] for a in kept)), words


def second_tone(text: str) -> float:
    """Return VADER's compound score (−1 … 1), without the words that are no opinion."""
    # Its time grows with the square of a sentence's length.
    return float(vader(neutral()).polarity_scores(text[:2_000])["compound"])


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
        tone. A *statement*'s tone is that of its content. An *actor*'s (``unit_id`` says whose) is
        that of all he or she says, without a value where nothing is said; its target sentiment is
        the mean over the sentences, and ``sure`` counts its mentions by name or title, or of a
        confidence of 0.9 and more.

    Raises
    ------
    SettingError
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
    parsed_only(parsed)
    presented, by = _presented(parsed), ["article_id", "sentence"]
    about = {place: list(scores.items()) for place, scores in presented.groupby(level=by)}
    rows: list[Row] = []
    for s in records(parsed.sentences):
        row = _row(s["article_id"], "sentence", str(s["sentence"]), s["text"])
        row["vader"] = second_tone(s["text"])
        targets = about.get((s["article_id"], s["sentence"]), [])
        rows += [row | _target(key[-1], score) for key, score in targets] or [row]
    for s in records(parsed.statements, "article_id", "statement_id", "content"):
        rows.append(_row(s["article_id"], "statement", s["statement_id"], s["content"]))
    rows += _actors(parsed, presented)
    return TABLES["sentiment"].frame(rows)


def _row(article: str, unit: str, unit_id: str, text: str | None) -> Row:
    polarity, subjectivity, words = tone(text) if text else (None, None, "")
    return {
        "article_id": article, "unit": unit, "unit_id": unit_id, "polarity": polarity,
        "subjectivity": subjectivity, "basis": words or None,
    }  # fmt: skip


def _presented(parsed: Tables) -> pd.Series:
    """Judge every mention in its sentence: the mean score by article, sentence and actor."""
    # As objects: pandas cannot merge on its own texts where both tables are empty.
    mentions, sentences = (
        frame.astype({"article_id": object}).sort_values("start", kind="stable")
        for frame in (parsed.mentions, parsed.sentences.assign(first=parsed.sentences["start"]))
    )
    both = pd.merge_asof(mentions, sentences, on="start", by="article_id", suffixes=("", "_of"))
    both = both[(both["end"] <= both["end_of"]).fillna(False)]
    spans = records(both, "text_of", "first", "start", "end")
    targets = (Target(s["text_of"], s["start"] - s["first"], s["end"] - s["first"]) for s in spans)
    scores = [judged.score for judged in judge(targets)]
    by = ["article_id", "sentence", "actor_id"]
    return both.assign(score=scores).groupby(by, sort=False)["score"].mean()


def _rounded(value: float) -> float:
    """Drop the digits in which sums differ from one version of Python or processor to another."""
    return round(float(value), 12)


def _target(actor: str, score: float) -> Row:
    label = "neutral" if abs(score) < BAND else "positive" if score > 0 else "negative"
    return {"target_id": actor, "target_sentiment": label, "target_score": _rounded(score)}


def _actors(parsed: Tables, presented: pd.Series) -> Iterator[Row]:
    said, mentions, by = parsed.statements, parsed.mentions, ["article_id", "actor_id"]
    # What a statement inside another's content says is in the outer one's words already.
    outer = said[said["parent_id"].isna() & said["actor_id"].notna()]
    words = outer.groupby(by)["content"].agg(" ".join).to_dict()
    named = mentions["form"].isin(["name", "title"]) | (mentions["confidence"].fillna(0) >= 0.9)
    sure = mentions[named].groupby(by).size().to_dict()
    scores = presented.groupby(level=by).mean().to_dict()
    for key in sorted(words.keys() | scores.keys()):
        row = _row(key[0], "actor", key[1], words.get(key)) | {"sure": sure.get(key, 0)}
        yield row | (_target(key[1], scores[key]) if key in scores else {})
