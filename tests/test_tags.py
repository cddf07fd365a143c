"""The table of tags does what spaCy's attribute ruler does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from newslab.bench_articles import articles
from newslab.extract.language import model_name
from newslab.extract.tags import TagTable

SOURCES = sorted((Path(__file__).parent / "gold" / "src").glob("*.txt"))
ODD = ("", " ", "\n\n", "I ain't gonna do nothin', y'all: it's somethin'. 'Nuff said! But, no.")


@pytest.fixture(scope="module")
def plain() -> Language:
    return spacy.load(model_name(), exclude=["ner"])


def texts() -> Iterator[str]:
    yield from ODD
    yield from (path.read_text(encoding="utf-8") for path in SOURCES)
    yield from (article.text for article in articles(5, 24))


def values(doc: Doc) -> list[tuple[str, ...]]:
    return [(t.text, t.tag_, t.pos_, t.dep_, t.lemma_, str(t.morph)) for t in doc]


def test_the_same_as_spacys_ruler(plain: Language) -> None:
    table = TagTable(plain.get_pipe("attribute_ruler"))  # type: ignore[arg-type]
    lemmatizer = plain.get_pipe("lemmatizer")
    for text in texts():
        expected = plain(text)
        with plain.select_pipes(disable=["attribute_ruler", "lemmatizer"]):
            doc = plain(text)
        assert values(lemmatizer(table(doc))) == values(expected)
    assert len(SOURCES) > 5
