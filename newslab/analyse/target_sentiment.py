"""How a sentence presents a target: a small linear model that never sees a name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import pandas as pd

from newslab.analyse import encoder as encoding
from newslab.analyse import features
from newslab.errors import ParameterError

LABELS = ("negative", "neutral", "positive")

#: Below this probability of the best label the judgement is marked unclear.
CERTAIN = 0.5
#: A mean score nearer to 0 than this is called neutral.
BAND = 0.15


class Target(NamedTuple):
    """A mention in its sentence: ``sentence[start:end]``."""

    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a sentence presents a target.

    ``probabilities`` are those of `LABELS`; ``words`` lists the words that decided, strongest
    first, with their offsets in the sentence and what they added to the label.
    """

    probabilities: tuple[float, float, float]
    words: list[tuple[str, int, int, float]] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The likeliest of `LABELS`."""
        return LABELS[self.probabilities.index(max(self.probabilities))]

    @property
    def score(self) -> float:
        """Probability of positive minus that of negative."""
        return self.probabilities[2] - self.probabilities[0]


@cache
def _model() -> tuple[frozenset[str], dict[str, int], np.ndarray, np.ndarray]:
    raw = json.loads(files(__package__).joinpath("target_sentiment.json").read_text("utf-8"))
    weights = np.array(list(raw["features"].values()), dtype=float) / raw["unit"]
    places = {name: n for n, name in enumerate(raw["features"])}
    return frozenset(raw["vocabulary"]), places, weights, np.array(raw["intercept"])


def vocabulary() -> frozenset[str]:
    """Return the stems of the words that are no names."""
    return _model()[0]


def judge(
    targets: Iterable[Target], *, explained: bool = True, encoder: bool = False
) -> list[Judgement]:
    """Judge each target; see `target_sentiment` for a table. Unexplained ones lack ``words``."""
    every = list(targets)
    second = encoding.logits(every, vocabulary()) if encoder else [None] * len(every)
    return [_judge(t, explained, s) for t, s in zip(every, second, strict=True)]


def _judge(target: Target, explained: bool, second: np.ndarray | None) -> Judgement:
    known, places, weights, logits = _model()
    found = [f for f in features.extract(*target, known) if f[0] in places]
    values = np.array([value for _, value, _ in found], dtype=float)
    parts = weights[[places[name] for name, *_ in found]] * values[:, None]
    logits = logits + parts.sum(axis=0)
    if second is not None:
        parts, logits = parts / 2, (logits + second) / 2
    odds = np.exp(logits - logits.max())
    negative, neutral, positive = (float(p) for p in odds / odds.sum())
    judged = Judgement((negative, neutral, positive))
    if explained:
        # What speaks for a label is measured against the mean of the others.
        gains = parts[:, int(odds.argmax())] - parts.sum(axis=1) / 3
        judged.words.extend(_deciding(target, [origin for *_, origin in found], gains))
    return judged


def _deciding(
    target: Target, origins: Sequence[tuple[int, ...]], gains: np.ndarray
) -> list[tuple[str, int, int, float]]:
    """Share each feature's gain among its words; return the words that spoke for the label."""
    found, _ = features.words(*target, vocabulary())
    total = np.zeros(len(found))
    for origin, gain in zip(origins, gains, strict=True):
        total[list(origin)] += gain / len(origin)
    both = sorted(zip(found, total, strict=True), key=lambda word: -word[1])
    said = target.sentence
    return [(said[w.start : w.end], w.start, w.end, float(g)) for w, g in both if g > 0]


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
            raise ParameterError(
                f"{start}:{end} is no span of a sentence of {len(sentence)} characters",
                where=f"target {n}",
                todo="give (sentence, start, end) with 0 <= start < end <= len(sentence)",
            )
    judged = judge(checked, encoder=encoding.available() if encoder is None else encoder)
    rows = [
        (t.sentence[t.start : t.end], j.label, j.score, max(j.probabilities),
         max(j.probabilities) < CERTAIN, "; ".join(f"{w} {g:+.2f}" for w, _, _, g in j.words[:5]))
        for t, j in zip(checked, judged, strict=True)
    ]  # fmt: skip
    types = {"target": "str", "label": "str", "score": float, "certainty": float,
             "unclear": bool, "basis": "str"}  # fmt: skip
    return pd.DataFrame(rows, columns=list(types)).astype(types)
