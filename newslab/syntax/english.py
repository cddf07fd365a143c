"""Whether a text is English: by the share of words that every English text is full of."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Set
from functools import cache

#: Characters and words that are looked at.
HEAD = 20_000
WORDS = 2_000
#: Of English news at least 30 % of the words are function words, of other languages up to 12 %.
FEW = 0.2
NONE = 0.15
#: Different words from which on a text without them is none, and from which on another language's
#: tell that it is in that one.
MANY = 30
SOME = 8

_WORD = re.compile(r"[^\W\d_]+")
#: Letters behind the Latin ones in Unicode.
_OTHER = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")


def other_language(text: str) -> str | None:
    """Say what a text is written in that is not English, or None.

    spaCy's lists of stop words tell. Short texts get the benefit of the doubt, and so do texts of
    which a fifth of the words are English function words.

    Examples
    --------
    >>> other_language("„Es funktioniert“, sagte Ann Lee am Montag, als der Rat sich wieder traf.")
    'German'
    >>> other_language("“It works,” Ann Lee said on Monday.")
    """
    from spacy.lang.en.stop_words import STOP_WORDS

    text = text[:HEAD]
    words = [w.lower() for w in _WORD.findall(text)][:WORDS]
    different = set(words)
    if len(_OTHER.findall(text)) > sum(map(len, words)) / 2:
        return _most_like(different) or "another script"
    if len(different) < SOME or (share := _share(words, STOP_WORDS)) >= FEW:
        return None
    other = _most_like(different)
    if other is not None and _share(words, _languages()[other]) > 1.5 * share + 0.1:
        return other
    return "another language" if len(different) >= MANY and share < NONE else None


def _share(words: list[str], stops: Set[str]) -> float:
    return sum(w in stops for w in words) / len(words)


def _most_like(words: set[str]) -> str | None:
    """Return the language of which most of its words are stop words, if any are."""
    shares = {name: len(words & stops) for name, stops in _languages().items()}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > 1 else None


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
