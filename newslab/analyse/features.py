"""What the model of target sentiment sees: words around a target, without anybody's name.

The target becomes ``T``, every other name ``N``; a run of capitalised words is one name. So a label
cannot depend on who is meant, and no parse is needed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Set
from functools import cache, lru_cache
from typing import Any, NamedTuple

from newslab import lexicons

_TOKEN = re.compile(r"\w+(?:[-.]\w+)*(?:['’](?!s\b)\w+)*|['’]s\b|[^\w\s]")
_SUFFIXES = ("ingly", "edly", "ing", "ed", "ies", "es", "s", "ly")
_OPENS = frozenset('"“.:!?')
_SPANS = {
    "all": (-999, 999), "L": (-999, -1), "R": (1, 999),
    "L5": (-5, -1), "R5": (1, 5), "R10": (1, 10),
}  # fmt: skip
#: The lexicons' names, and their units.
_LEXICONS = (("vader", 0.5), ("textblob", 1.5))
_NEGATION_REACH = 3
#: So many tokens on either side of a target are read: time stays linear in the text, and few
#: sentences are longer.
_WINDOW = 60

#: Its name, its value, and the places of the words that it comes from.
Feature = tuple[str, float, tuple[int, ...]]


class Word(NamedTuple):
    """A token as the model sees it, with its characters in the sentence."""

    text: str
    start: int
    end: int


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


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Cut the commonest endings off: "accused", "accuses" ▶ "accus"."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word.rstrip("e") if len(word) > 4 else word


def words(sentence: str, start: int, end: int, vocabulary: Set[str]) -> tuple[list[Word], int]:
    """Cut a sentence into words, its names masked; return them and the target's place.

    ``vocabulary`` holds stems of words that are no names: a capitalised word that opens a sentence
    or a quotation is a name unless its stem is there.
    """
    pronouns, tokens = lexicons.words("target_words", "pronoun"), _tokens(sentence)
    middle = bisect_left(tokens, start, key=lambda t: t[0].start)
    out: list[Word] = []
    at = -1
    for token, capital in tokens[max(0, middle - _WINDOW) : middle + _WINDOW]:
        if token.start < end and token.end > start:
            if at < 0:
                at = len(out)
                out.append(Word("T", start, end))
            continue
        opens = not out or out[-1].text in _OPENS
        known = token.text in pronouns or (opens and stem(token.text) in vocabulary)
        if known or not capital:
            out.append(token)
        elif out and out[-1].text == "N":
            out[-1] = Word("N", out[-1].start, token.end)
        else:
            out.append(Word("N", token.start, token.end))
    return out, at


@lru_cache(maxsize=64)
def _tokens(sentence: str) -> list[tuple[Word, bool]]:
    """Return the tokens, figures as ``0``, and whether each has a capital; kept for all targets."""
    found = []
    for m in _TOKEN.finditer(sentence):
        text = m.group().lower().replace("’", "'")
        text = "0" if text[0].isdigit() else text
        found.append((Word(text, m.start(), m.end()), m.group()[0].isupper()))
    return found


def extract(sentence: str, start: int, end: int, vocabulary: Set[str]) -> Iterator[Feature]:
    """Yield features of a target: name, value, and the places (in `words`) they come from."""
    found, at = words(sentence, start, end, vocabulary)
    if at >= 0:
        near = clause(found, at)
        yield from _words([stem(w.text) for w in found], at, near)
        yield from _lexicons(found, at, near)


def clause(found: list[Word], at: int) -> range:
    """Return the places of the target's clause: the words up to a boundary on either side."""
    bounds = lexicons.words("target_words", "boundary")
    ends = [i for i, word in enumerate(found) if word.text in bounds and i != at]
    first = max((i + 1 for i in ends if i < at), default=0)
    return range(first, min((i for i in ends if i > at), default=len(found)))


def _words(stems: list[str], at: int, clause: range) -> Iterator[Feature]:
    for i, word in enumerate(stems):
        side, distance = ("L" if i < at else "R"), abs(i - at)
        if max(0, at - 5) <= i < min(len(stems) - 1, at + 7):
            yield f"{side}b:{word}_{stems[i + 1]}", 1.0, (i, i + 1)
        if i != at and (word.isalpha() or word in ("0", '"', "?")):
            names = [f"{side}{reach}:" for reach in (8, 3, 1) if distance <= reach]
            for name in ("s:", *names, *["c:"] * (i in clause)):
                yield f"{name}{word}", 1.0, (i,)


def _lexicons(found: list[Word], at: int, clause: range) -> Iterator[Feature]:
    texts, reach = tuple(word.text for word in found), _NEGATION_REACH
    near = {i: texts[max(0, i - reach) : i + 1] for i in range(len(texts)) if i != at}
    scores = {i: score for i, words in near.items() if any(score := _valence(words))}
    spans = {s: range(max(0, at + a), min(len(found), at + b + 1)) for s, (a, b) in _SPANS.items()}
    for span, places in {**spans, "c": clause}.items():
        inside = [i for i in scores if i in places]
        for lexicon, (name, unit) in enumerate(_LEXICONS):
            for sign, mark in ((1, "+"), (-1, "-")):
                if counted := tuple(i for i in inside if sign * scores[i][lexicon] > 0):
                    total = sum(unit * sign * scores[i][lexicon] for i in counted)
                    yield f"lex:{span}:{name}{mark}", total, counted
                    yield f"sat:{span}:{name}{mark}", total / (1 + total), counted


@lru_cache(maxsize=1 << 16)
def _valence(words: tuple[str, ...]) -> tuple[float, float]:
    """Return the last word's values in both lexicons, as the words before it turn them."""
    v, b = (lexicon.get(words[-1], 0.0) for lexicon in (vader().lexicon, _blob()))
    negated = not lexicons.words("target_words", "negation").keys().isdisjoint(words[:-1])
    return (-0.7 * v, -0.5 * b) if negated else (v, b)
