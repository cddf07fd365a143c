"""Whether a text is English: by the share of its words that are ordinary words of English news."""

from __future__ import annotations

import re

from newslab.analyse.target_sentiment import stem, vocabulary
from newslab.article import Article
from newslab.errors import InputError

_HEAD = 20_000  # characters that are looked at
#: Of articles in English at least 83 % of the words in lower case are ordinary ones, of texts in 67
#: other languages at most 33 %.
_FEW = 0.45
_SOME = 4  # different words without which a text gets the benefit of the doubt
#: Letters behind the Latin ones in Unicode.
_OTHER = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")


def english(article: Article, where: str | None = None) -> Article:
    """Return an article; raises `InputError` if it is in another language."""
    if not is_english(article.text):
        what, todo = "reads like another language, not like English", "give articles in English"
        raise InputError(what, where=where or article.source, todo=todo)
    return article


def is_english(text: str) -> bool:
    """Tell whether a text is in English, by the words that `newslab.target_sentiment` knows.

    Those with a capital do not count: names tell nothing.

    Examples
    --------
    >>> is_english("„Es funktioniert“, sagte Ann Lee am Montag, als der Rat sich wieder traf.")
    False
    >>> is_english("“It works,” Ann Lee said on Monday.")
    True
    """
    head = text[:_HEAD]
    words, figures = re.findall(r"[^\W\d_]+", head), re.findall(r"\d+", head)
    small = [w for w in words if w[0].islower()] or [w.lower() for w in words if w.isupper()]
    known = sum(stem(w) in vocabulary() for w in small)
    foreign = 2 * len(_OTHER.findall(head)) > sum(map(len, words))
    # Results of a match, a list of names or a table of figures tell nothing, either.
    few = len(set(small)) < _SOME or 3 * len(small) < len(words) or 4 * len(figures) > len(words)
    return not foreign and (few or known >= _FEW * len(small))
