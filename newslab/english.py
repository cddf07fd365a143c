"""Whether a text is English: by the share of its words that are ordinary words of English news."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

from newslab.analyse.features import stem
from newslab.analyse.target_sentiment import vocabulary
from newslab.article import Article
from newslab.errors import InputError

#: Characters that are looked at.
HEAD = 20_000
#: Of English news two thirds of the words in lower case, and more, are ordinary ones; of other
#: languages up to a third.
FEW = 0.4
#: Different words in lower case without which a text gets the benefit of the doubt, and words from
#: which on the stop words of another language tell that it is in that one.
SOME = 4
MANY = 8

_WORD = re.compile(r"[^\W\d_]+")
#: Letters behind the Latin ones in Unicode.
_OTHER = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")


def english(article: Article, where: str | None = None) -> Article:
    """Return an article; raises `InputError` if it is in another language."""
    if other := other_language(article.text):
        what, todo = f"reads like {other}, not like English", "give articles in English"
        raise InputError(what, where=where or article.source, todo=todo)
    return article


def other_language(text: str) -> str | None:
    """Say what a text is written in that is not English, or None.

    The words that `newslab.target_sentiment` knows tell whether it is English; those with a capital
    do not count, for names tell nothing. spaCy's lists of stop words tell another language, which
    may share many words with English.

    Examples
    --------
    >>> other_language("„Es funktioniert“, sagte Ann Lee am Montag, als der Rat sich wieder traf.")
    'German'
    >>> other_language("“It works,” Ann Lee said on Monday.")
    """
    from spacy.lang.en.stop_words import STOP_WORDS

    words = _WORD.findall(text[:HEAD])
    lower = [w.lower() for w in words]
    small = [w for w in words if w[0].islower()] or lower
    known = sum(stem(w) in vocabulary() for w in small)
    strange = len(set(small)) >= SOME and known < FEW * len(small)
    foreign = 2 * len(_OTHER.findall(text[:HEAD])) > sum(map(len, words))
    if not (strange or foreign) and len(set(lower)) < MANY:
        return None
    likest, share = _likest(lower)
    english = sum(w in STOP_WORDS for w in lower) / max(1, len(lower))
    if strange or foreign or share > 1.5 * english + 0.1:
        return likest
    return None


def _likest(words: list[str]) -> tuple[str, float]:
    """Return the language of which most of the words are stop words, and their share."""
    different = set(words)
    found = {name: len(different & stops) for name, stops in _languages().items()}
    best = [name for name, count in found.items() if count == max(2, *found.values())]
    if len(best) != 1:
        return "another language", 0.0
    return best[0], sum(w in _languages()[best[0]] for w in words) / len(words)


@cache
def _languages() -> dict[str, frozenset[str]]:
    """Read the stop words of spaCy's languages but English, by their names."""
    import spacy.lang

    found = {}
    for code in (m.name for m in pkgutil.iter_modules(spacy.lang.__path__) if m.name != "en"):
        language = importlib.import_module(f"spacy.lang.{code}")
        words = language.__dict__.get(getattr(language, "__all__", [""])[0])
        stops = words.Defaults.stop_words if words is not None else ()
        if stops:
            found[language.__all__[0]] = frozenset(w.lower() for w in stops)
    return found
