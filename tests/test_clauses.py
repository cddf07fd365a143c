"""Clauses: who did what to whom."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newslab.article import Article, read
from newslab.extract import actors, clauses
from newslab.syntax import language
from newslab.syntax.page import Page
from newslab.syntax.tree import Tree
from newslab.tables import TABLES


def found(article):
    ((article, doc),) = language.docs([article])
    page = Page(article, Tree(doc))
    rows = clauses.rows(page, actors.find(page, []))
    return rows, article.text


def of(text, lemma):
    rows, text = found(Article(text, article_id="a"))
    row = next(r for r in rows if r["verb_lemma"] == lemma)

    def role(name):
        start = row.get(f"{name}_start")
        return None if start is None else text[start : row[f"{name}_end"]]

    return row | {"subject": role("subject"), "object": role("object")}


@pytest.fixture(scope="module")
def seed():
    rows, _ = found(read("data/raw/2025-03-14-ceasefire-talks.txt"))
    return {r["verb_lemma"]: r for r in rows}


@pytest.mark.parametrize(
    ("lemma", "text"),
    [
        ("meet", "U.S. and Ukrainian delegations met in Jeddah, Saudi Arabia"),
        ("agree", "Kyiv agreed to a U.S.-proposed 30-day ceasefire"),
        ("seize", "which Ukrainian troops had seized in August 2024"),
        ("respond", "Putin responded to the proposal"),
        ("visit", "visiting Moscow on March 13"),
    ],
)
def test_a_clause_reads_as_an_event(seed, lemma, text):
    assert seed[lemma]["text"] == text


def test_rows_fit_the_table(seed):
    TABLES["clauses"].check(TABLES["clauses"].frame(seed.values()))


def test_a_clause_knows_the_clause_that_it_depends_on(seed):
    assert seed["agree"]["parent_id"] == seed["meet"]["clause_id"]


@pytest.mark.parametrize(
    ("text", "lemma", "subject", "obj"),
    [
        ("The mayor met with the governor.", "meet", "The mayor", "the governor"),
        ("The plan was rejected by the union.", "reject", "the union", "The plan"),
        ("The plan was rejected on Monday.", "reject", None, "The plan"),
        ("He accused the bank of creating a mess.", "create", "the bank", "a mess"),
        ("Kim urged Lee to quit the race.", "quit", "Lee", "the race"),
        ("Kim praised Lee and condemned the strike.", "condemn", "Kim", "the strike"),
        ("The board, which opposes the merger, met.", "oppose", "The board", "the merger"),
        ("The deal that Kim rejected was old.", "reject", "Kim", "The deal"),
        ("The union agreed on Monday.", "agree", "The union", None),
    ],
)
def test_who_does_what_to_whom(text, lemma, subject, obj):
    row = of(text, lemma)
    assert (row["subject"], row["object"]) == (subject, obj)


@pytest.mark.parametrize(
    ("text", "lemma", "tense", "modality"),
    [
        ("She has left the party.", "leave", "past", "asserted"),
        ("She will leave the party.", "leave", "future", "asserted"),
        ("She leaves the party.", "leave", "present", "asserted"),
        ("She refused to leave the party.", "leave", "none", "asserted"),
        ("She did not leave the party.", "leave", "past", "negated"),
        ("Nobody left the party.", "leave", "past", "negated"),
        ("He neither accepted nor refused it.", "refuse", "past", "negated"),
        ("She may leave the party.", "leave", "present", "conditional"),
        ("She will leave the party if he wins.", "leave", "future", "conditional"),
        ("He said she would leave the party.", "leave", "future", "asserted"),
        ("Did she leave the party?", "leave", "past", "asked"),
        ("He asked whether she left the party.", "leave", "past", "asked"),
    ],
)
def test_tense_and_modality(text, lemma, tense, modality):
    row = of(text, lemma)
    assert (row["tense"], row["modality"]) == (tense, modality)


def test_a_pronoun_keeps_the_clause_that_tells_who_is_meant():
    body = "Ann Lee thanked those who had fled. Ann Lee fined the crew, which had fled."
    texts = [row["text"] for row in found(Article(body, article_id="a"))[0]]
    assert "Ann Lee thanked those who had fled" in texts
    assert "Ann Lee fined the crew" in texts


def test_particles_belong_to_the_lemma():
    assert of("The ministry ruled out a recall.", "rule out")["object"] == "a recall"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(alphabet=st.sampled_from("ab said met \"“”'’,.;()?\n\t\u00a0é😀 to he"), max_size=80)
)
def test_offsets_slice_for_any_text(body):
    if not body.strip():
        return
    rows, text = found(Article(body, article_id="a"))
    for row in rows:
        assert text[row["start"] : row["end"]] == row["text"]
        assert row["text"].strip()
        assert row["start"] <= row["verb_start"] < row["verb_end"] <= row["end"]
