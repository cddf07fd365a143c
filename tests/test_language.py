"""Where sentences may start, and what is remembered of words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from threadpoolctl import threadpool_info

import newslab
from newslab.syntax import language
from newslab.syntax.page import quotations


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
        (["Won", ".|", '"', "He"], [0, -1, -1, 0]),
    ],
)
def test_where_sentences_may_start(words: list[str], starts: list[int]) -> None:
    apart = [(word.removesuffix("|"), not word.endswith("|")) for word in words]  # |: no blank
    assert language._starts(apart) == starts


def test_what_is_remembered_of_words_is_what_spacy_says_of_each() -> None:
    import spacy

    said = spacy.load(language.model_name(), exclude=["ner"])
    text = "There's a plan,  he said.\nThey're gonna leave; it isn't his. He has left it to them. "
    for doc in language.pipeline().pipe([text, text, "", "Let's go: the dogs' barks got louder."]):
        words = [(t.text, t.tag_, t.pos_, t.lemma_, t.dep_, t.morph) for t in doc]
        for name in ("attribute_ruler", "lemmatizer"):
            doc = said.get_pipe(name)(_bare(doc) if name == "attribute_ruler" else doc)
        assert words == [(t.text, t.tag_, t.pos_, t.lemma_, t.dep_, t.morph) for t in doc]


def test_another_library_multiplies_for_newslab_only_and_to_the_same_end() -> None:
    import spacy
    from thinc.api import NumpyOps, get_current_ops

    # A component without a model, as spaCy's own lemmatizer is, has nothing to multiply.
    nlp = spacy.load(language.model_name(), exclude=["ner"])
    text = "Ann Lee said on Monday that the talks had begun. Bob Ray denied that they had."
    before = [(t.tag_, t.dep_, t.head.i, t.lemma_) for t in nlp(text)]
    language._multiply(nlp)
    nodes = [node for name in ("tok2vec", "tagger") for node in nlp.get_pipe(name).model.walk()]
    ours = {id(node.ops) for node in nodes if type(node.ops) is NumpyOps}
    assert len(ours) == 1
    assert id(get_current_ops()) not in ours
    assert [(t.tag_, t.dep_, t.head.i, t.lemma_) for t in nlp(text)] == before


def _bare(doc: Any) -> Any:
    """Return a text with tags and relations only."""
    bare = type(doc)(doc.vocab, [t.text for t in doc], [bool(t.whitespace_) for t in doc])
    return bare.from_array(["TAG", "DEP"], doc.to_array(["TAG", "DEP"]))


def test_threads_leave_the_linear_algebra_of_the_process_as_it_was() -> None:
    def threads() -> list[int]:
        return [p["num_threads"] for p in threadpool_info() if p["user_api"] == "blas"]

    before = threads()
    articles = [
        newslab.Article("Ann Lee said the bank left. " * 20, article_id=str(n)) for n in range(12)
    ]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(newslab.parse, articles))
    assert {len(p.statements) for p in found} == {20}
    assert threads() == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # straight marks of an even number pair in turn, wherever blanks stand
        ('She said," It rains". He said, "No".', ['" It rains"', '"No"']),
        ('The plan," For one, it costs". It has a "bad" name.', ['" For one, it costs"', '"bad"']),
        ('"No" is the answer.', ['"No"']),
        # not after a number or a word
        ("He is 6'3\" tall, she 5'9\" at most.", []),
        # of an odd number one may be a mark alone
        ('A 12" record, "new", was sold.', ['"new"']),
        # what is never closed runs on where a comma or colon leads to it
        ('She said, "It is late. We go.', ['"It is late. We go.']),
        ('The "old one. It stays.', []),
        ('He said, "It is late.“ She left.', ['"It is late.“']),
        ("He said, “It is late.“ She left.", ["“It is late.“"]),
    ],
)
def test_marks_pair_as_a_reader_pairs_them(text, expected):
    assert [text[q.start : q.end] for q in quotations(text, [(0, len(text))])] == expected
