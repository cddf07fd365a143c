"""The table of tags does what the model's attribute ruler does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from newslab.bench_articles import articles
from newslab.extract import language
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


def test_the_same_for_every_tag_and_word(plain: Language) -> None:
    ruler = plain.get_pipe("attribute_ruler")
    table = TagTable(ruler)  # type: ignore[arg-type]
    words = {"Another"}
    for rule in ruler.patterns:  # type: ignore[attr-defined]
        for token in (t for pattern in rule["patterns"] for t in pattern):
            word = token.get("LOWER", "Another")
            words |= {word} if isinstance(word, str) else set(word.get("IN", ()))
    assert len(words) > 100
    for tag in (*plain.get_pipe("tagger").labels, "_SP"):  # type: ignore[attr-defined]
        made = [Doc(plain.vocab, sorted(words), tags=[tag] * len(words)) for _ in range(2)]
        assert values(table(made[0])) == values(ruler(made[1]))  # type: ignore[operator]


def test_another_model_keeps_its_ruler(
    plain: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "newslab_tags" in language.pipeline().pipe_names
    plain.to_disk(tmp_path / "model")
    monkeypatch.setenv("NEWSLAB_MODEL", str(tmp_path / "model"))
    names = language.pipeline.__wrapped__().pipe_names
    assert "attribute_ruler" in names
    assert "newslab_tags" not in names


@pytest.mark.parametrize(
    ("words", "starts"),
    [
        ([], []),
        (["One", "two", "Three"], [0, -1, -1]),
        (["One", ".", "Two"], [0, -1, 0]),
        (["\n", "One", "\n\n", "two"], [-1, 1, -1, 1]),
        (["One", "\r", "two"], [0, -1, 1]),
        (["It", "cost", "$", "3", "m.", "The", "firm"], [0, -1, -1, -1, -1, 1, -1]),
        (["3", "m.", "of"], [0, -1, 0]),
    ],
)
def test_where_sentences_may_start(words: list[str], starts: list[int]) -> None:
    assert language._starts(words) == starts
