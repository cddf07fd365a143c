"""English: its ordinary words, whether a text is in it, and headings written as sentences are."""

import re
from collections import Counter, defaultdict
from functools import cache, lru_cache
from itertools import islice

from newslab import lexicons
from newslab.article import Article
from newslab.errors import InputError

_LOOKED_AT = 20_000  # characters
#: Of articles in English at least 83 % of the words in lower case are ordinary ones, of texts in 67
#: other languages at most 33 %.
_FEW = 0.45
_SOME = 4  # different words without which a text gets the benefit of the doubt
#: Letters behind the Latin ones in Unicode.
_OTHER = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")

_LINE = re.compile(r"\S.*")
_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]*\w)?")
_INSIDE = re.compile(r"(?<=[\w,] )[^\W\d_][\w'’-]*")  # a word within a sentence
#: What stands before a word that has its capital as the first of a sentence or quotation.
_BEGINS = re.compile(r"(?:^|[.:;!?–—]\s+|[\"“‘„«(]|(?<!\w)')$")
#: A heading has so many words, all others with a capital, and some of these ordinary words: a list
#: of names has none. It is one of the first lines; below them captions have capitals of their own.
_FEW_WORDS, _ORDINARY, _HEAD = 4, 2, 4


@cache
def ordinary() -> frozenset[str]:
    """Return the stems of the words that are no names."""
    return frozenset(r["stem"] for r in lexicons.read("ordinary_words"))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Cut the commonest endings off: "accused", "accuses" ▶ "accus"."""
    for suffix in ("ingly", "edly", "ing", "ed", "ies", "es", "s", "ly"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word.rstrip("e") if len(word) > 4 else word


def english(article: Article, where: str | None = None) -> Article:
    """Return an article; raises `InputError` if it is in another language."""
    if not is_english(article.text):
        what, todo = "reads like another language, not like English", "give articles in English"
        raise InputError(what, where=where or article.source, todo=todo)
    return article


def is_english(text: str) -> bool:
    """Tell whether a text is in English, by its ordinary words.

    Those with a capital do not count: names tell nothing.

    Examples
    --------
    >>> is_english("„Es funktioniert“, sagte Ann Lee am Montag, als der Rat sich wieder traf.")
    False
    >>> is_english("“It works,” Ann Lee said on Monday.")
    True
    """
    head = text[:_LOOKED_AT]
    words, figures = re.findall(r"[^\W\d_]+", head), re.findall(r"\d+", head)
    small = [w for w in words if w[0].islower()] or [w.lower() for w in words if w.isupper()]
    known = sum(stem(w) in ordinary() for w in small)
    foreign = 2 * len(_OTHER.findall(head)) > sum(map(len, words))
    # Results of a match, a list of names or a table of figures tell nothing, either.
    few = len(set(small)) < _SOME or 3 * len(small) < len(words) or 4 * len(figures) > len(words)
    return not foreign and (few or known >= _FEW * len(small))


def sentence_case(text: str) -> str:
    r"""Write the headings of a text without the capitals that no sentence has, length unchanged.

    A parser reads "Judge Rejects Request" badly. A word gets the form that the text has most within
    sentences; if it has none, an ordinary word is written small, any other stays.

    Examples
    --------
    >>> sentence_case("Judge Rejects Trump Request\n\nHe told Trump on Monday.").splitlines()[0]
    'Judge rejects Trump request'
    """
    lines = [(m, [*_WORD.finditer(text, *m.span())]) for m in islice(_LINE.finditer(text), _HEAD)]
    headings = [(line, words) for line, words in lines if _is_heading(words)]
    if not headings:
        return text
    spans = {line.span() for line, _ in headings}
    others = (line.group() for line in _LINE.finditer(text) if line.span() not in spans)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for word in (word for line in others for word in _INSIDE.findall(line)):
        forms[word.lower()][word] += 1
    parts, done = [], 0
    for line, words in headings:
        for m in words:
            if not _BEGINS.search(text[line.start() : m.start()]):
                parts += [text[done : m.start()], _form(m.group(), forms)]
                done = m.end()
    return "".join([*parts, text[done:]])


def _is_heading(words: list[re.Match[str]]) -> bool:
    told, small = [m.group() for m in words], lexicons.words("name_parts", "small in headings")
    whole = len(told) >= _FEW_WORDS and all(w[0].isupper() or w in small for w in told)
    capital = [w for w in told[1:] if w[0].isupper() and not w.isupper()] if whole else []
    return sum(map(_is_ordinary, capital)) >= _ORDINARY


def _is_ordinary(word: str) -> bool:
    parts = re.split("['’]", word.lower())[0].split("-")  # not "Post-Brexit"
    return all(stem(part) in ordinary() for part in parts)


def _form(word: str, forms: dict[str, Counter[str]]) -> str:
    """Return how a word is written within sentences."""
    known, short = forms.get(word.lower()), word.isupper() and word != "A"
    if known and not short:  # "WHO", "US" are not what "who" and "us" are
        return known.most_common(1)[0][0]
    return word.lower() if _is_ordinary(word) and not short else word
