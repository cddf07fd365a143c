"""How a sentence presents a target: a small linear model that never sees a name.

It sees the words around the target; the target is ``T``, every other name ``N``, a run of
capitalised words one name. So a label cannot depend on who is meant, and no parse is needed.
"""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from newslab import lexicons
from newslab.analyse import encoder as encoding
from newslab.analyse.encoder import Passage, Word
from newslab.errors import ParameterError
from newslab.syntax.language import ordinary, stem

LABELS = ("negative", "neutral", "positive")
#: A mean score nearer to 0 than this is called neutral.
BAND = 0.15

_TOKEN = re.compile(r"\w+(?:[-.]\w+)*(?:['’](?!s\b)\w+)*|['’]s\b|[^\w\s]")
#: Spans around a target, in words from it.
_SPANS = {
    "all": range(-999, 1000), "L": range(-999, 0), "R": range(1, 1000),
    "L5": range(-5, 0), "R5": range(1, 6), "R10": range(1, 11),
}  # fmt: skip
#: By how much the valences of the lexicons, VADER's and TextBlob's, are multiplied.
_UNITS = (0.5, 1.5)
#: So many tokens on either side of a target are read: time stays linear in the text.
_WINDOW = 60

#: Its name, its value, and the places of the words that it comes from.
Feature = tuple[str, float, tuple[int, ...]]


class Target(NamedTuple):
    """A mention in its sentence: ``sentence[start:end]``."""

    sentence: str
    start: int
    end: int


class Judgement(NamedTuple):
    """How a sentence presents a target.

    ``probabilities`` are those of `LABELS`; ``words`` lists the words that decided, strongest
    first, with their offsets in the sentence and what they added to the label.
    """

    probabilities: tuple[float, float, float]
    words: list[tuple[str, int, int, float]]

    @property
    def label(self) -> str:
        """The likeliest of `LABELS`."""
        return LABELS[self.probabilities.index(max(self.probabilities))]

    @property
    def score(self) -> float:
        """Probability of positive minus that of negative."""
        return self.probabilities[2] - self.probabilities[0]


def target_sentiment(
    targets: Iterable[tuple[str, int, int]], *, encoder: bool | None = None
) -> pd.DataFrame:
    """Say how sentences present targets.

    Parameters
    ----------
    targets
        Triples (sentence, start, end); ``sentence[start:end]`` is the mention.
    encoder
        Average in a sentence encoder (the extra ``encoder``): more often right, and tens of
        targets a second rather than thousands. None: where it is installed.

    Returns
    -------
    pandas.DataFrame
        target, label (negative, neutral, positive), score (probability of positive minus that of
        negative, −1 … 1), certainty (probability of the label), unclear (certainty below 0.5),
        basis (the words that decided and their weight).

    Raises
    ------
    ParameterError
        A span lies outside its sentence, or the encoder is asked for and not installed.

    Notes
    -----
    A multinomial logistic regression over words around the target and the lexicons of VADER
    (Hutto and Gilbert, 2014) and TextBlob, its features scaled by their log-count ratios (S. Wang
    and Manning, ACL 2012), trained on NewsMTSC (Hamborg and Donnay, EACL 2021) by
    ``tools/train_target_sentiment.py``. Names are masked: whom a sentence is about can not matter.
    The encoder's part is one more such regression, over the vectors of all-MiniLM-L6-v2 (Wang et
    al., 2020), of which no word can be named as a reason; the log-odds of both are averaged.

    Examples
    --------
    >>> found = target_sentiment([("Officials praised Ms. Li for her courage.", 18, 24)])
    >>> found[["target", "label"]].values.tolist()
    [['Ms. Li', 'positive']]
    """
    checked = [Target(str(s), int(a), int(b)) for s, a, b in targets]
    for n, (sentence, start, end) in enumerate(checked):
        if not 0 <= start < end <= len(sentence):
            what = f"{start}:{end} is no span of a sentence of {len(sentence)} characters"
            todo = "give (sentence, start, end) with 0 <= start < end <= len(sentence)"
            raise ParameterError(what, where=f"target {n}", todo=todo)
    judged = judge(checked, encoder=encoding.available() if encoder is None else encoder)
    rows = [
        (t.sentence[t.start : t.end], j.label, j.score, max(j.probabilities),
         max(j.probabilities) < 0.5, "; ".join(f"{w} {g:+.2f}" for w, _, _, g in j.words[:5]))
        for t, j in zip(checked, judged, strict=True)
    ]  # fmt: skip
    types = {"target": "str", "label": "str", "score": float, "certainty": float,
             "unclear": bool, "basis": "str"}  # fmt: skip
    return pd.DataFrame(rows, columns=list(types)).astype(types)


@cache
def _model() -> tuple[dict[str, np.ndarray], np.ndarray]:
    raw = json.loads(files(__package__).joinpath("target_sentiment.json").read_text("utf-8"))
    weights = np.array(list(raw["features"].values()), dtype=float) / raw["unit"]
    return dict(zip(raw["features"], weights, strict=True)), np.array(raw["intercept"])


def judge(targets: Iterable[Target], *, encoder: bool = False) -> list[Judgement]:
    """Judge each target; see `target_sentiment` for a table."""
    read = [(t.sentence, passage(t, ordinary())) for t in targets]
    second = encoding.logits([p for _, p in read]) if encoder else [None] * len(read)
    return [_judge(*one, s) for one, s in zip(read, second, strict=True)]


def _judge(sentence: str, read: Passage, second: np.ndarray | None) -> Judgement:
    weights, logits = _model()
    found = [f for f in features(read) if f[0] in weights]
    parts = np.array([weights[name] * value for name, value, _ in found]).reshape(-1, 3)
    logits = logits + parts.sum(axis=0)
    if second is not None:
        parts, logits = parts / 2, (logits + second) / 2
    odds = np.exp(logits - logits.max())
    # What speaks for a label is measured against the mean of the others; the words share it.
    gains = [0.0] * len(read.words)
    shares = parts[:, odds.argmax()] - parts.sum(axis=1) / 3
    for (*_, origin), share in zip(found, shares.tolist(), strict=True):
        for i in origin:
            gains[i] += share / len(origin)
    told = sorted(zip(gains, read.words, strict=True), key=lambda one: -one[0])
    words = [(sentence[w.start : w.end], w.start, w.end, gain) for gain, w in told if gain > 0]
    return Judgement(tuple((odds / odds.sum()).tolist()), words)


def passage(target: Target, known: Set[str]) -> Passage:
    """Cut a sentence into words, its names masked; find the target, and its clause.

    ``known`` holds stems of words that are no names: a capitalised word that opens a sentence or a
    quotation is a name unless its stem is there.
    """
    tokens, start, end = _tokens(target.sentence), target.start, target.end
    middle, last = (bisect_left(tokens, at, key=lambda t: t[0].start) for at in (start, end))
    first = bisect_right(tokens, start, key=lambda t: t[0].end)
    before, behind = tokens[max(0, middle - _WINDOW) : first], tokens[last : middle + _WINDOW]
    pronouns, bounds = (lexicons.words("target_words", kind) for kind in ("pronoun", "boundary"))
    out: list[Word] = []
    for token, capital in (*before, (Word("T", start, end), False), *behind):
        opens = not out or out[-1].text in ('"', "“", ".", ":", "!", "?")
        if token.text in pronouns or (opens and stem(token.text) in known) or not capital:
            out.append(token)
        elif out and out[-1].text == "N":
            out[-1] = Word("N", out[-1].start, token.end)
        else:
            out.append(Word("N", token.start, token.end))
    at = next(i for i, word in enumerate(out) if word.text == "T")
    ends = [-1, *(i for i, word in enumerate(out) if word.text in bounds), len(out)]
    n = bisect_left(ends, at)
    return Passage(out, at, range(ends[n - 1] + 1, ends[n]))


@lru_cache(maxsize=64)
def _tokens(sentence: str) -> list[tuple[Word, bool]]:
    """Return the tokens, figures as ``0``, and whether each has a capital; kept for all targets."""
    found = []
    for m in _TOKEN.finditer(sentence):
        text = "0" if m[0][0].isdigit() else m[0].lower().replace("’", "'")
        found.append((Word(text, *m.span()), m[0][0].isupper()))
    return found


def features(read: Passage) -> Iterator[Feature]:
    """Yield a target's features: words beside it, and what the lexicons make of spans."""
    stems, at = [stem(w.text) for w in read.words], read.at
    for i, word in enumerate(stems):
        side, distance = ("L" if i < at else "R"), abs(i - at)
        if max(0, at - 5) <= i < min(len(stems) - 1, at + 7):
            yield f"{side}b:{word}_{stems[i + 1]}", 1.0, (i, i + 1)
        if i != at and (word.isalpha() or word in ("0", '"', "?")):
            names = [f"{side}{reach}:" for reach in (8, 3, 1) if distance <= reach]
            for name in ("s:", *names):
                yield f"{name}{word}", 1.0, (i,)
    yield from _lexicons(read)


def _lexicons(read: Passage) -> Iterator[Feature]:
    found, at, clause = read
    scores = {i: score for i in range(len(found)) if i != at and any(score := _valence(found, i))}
    spans = _SPANS | {"c": range(clause.start - at, clause.stop - at)}
    for (span, places), (lexicon, unit) in product(spans.items(), enumerate(_UNITS)):
        for sign, mark in ((unit, "+"), (-unit, "-")):
            near = {i: s[lexicon] * sign for i, s in scores.items() if i - at in places}
            counted = tuple(i for i, value in near.items() if value > 0)
            total = sum(near[i] for i in counted)
            if counted:  # the second word of a kind adds less than the first
                yield f"lex:{span}:{lexicon}{mark}", total / (1 + total), counted


def _valence(found: Sequence[Word], at: int) -> tuple[float, float]:
    v, b = (lexicon.get(found[at].text, 0.0) for lexicon in (vader().lexicon, _blob()))
    no = lexicons.words("target_words", "negation")
    negated = (v or b) and any(w.text in no for w in found[max(0, at - 3) : at])
    return (-0.7 * v, -0.5 * b) if negated else (v, b)


@cache
def vader(without: frozenset[str] = frozenset()) -> Any:
    """Return VADER's analyzer, ``without`` some words; its lexicon has valences from −4 to 4."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    analyzer.lexicon = {w: v for w, v in analyzer.lexicon.items() if w not in without}
    return analyzer


@cache
def _blob() -> dict[str, float]:
    from textblob.en import sentiment

    sentiment.load()
    return {w: float(by_pos[None][0]) for w, by_pos in sentiment.items() if None in by_pos}
