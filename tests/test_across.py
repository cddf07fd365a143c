"""Actors over articles: one is one, namesakes stay two, and the order changes nothing."""

import json
import random
from pathlib import Path

import pandas as pd
import pytest

import newslab
from newslab.corpus import across
from newslab.tables import TABLES

STORIES = json.loads((Path(__file__).parent / "cases" / "stories.json").read_text("utf-8"))


def actor(article, name, kind="person", role=None, affiliation=None, aliases=None, actor_id=None):
    return {
        "actor_id": actor_id or name.lower().replace(" ", "-"), "article_id": article,
        "name": name, "kind": kind, "role": role, "affiliation": affiliation, "aliases": aliases,
        "mentions": 1, "first_start": 0,
    }  # fmt: skip


def ids(*rows):
    found = across.ids(TABLES["actors"].frame(rows))
    return [found[r["article_id"], r["actor_id"]] for r in rows]


def test_same_name_is_one_actor():
    assert ids(
        actor("a", "Ann Lee", role="Senator"), actor("b", "Ann B. Lee"), actor("c", "Bob Lee")
    ) == ["ann-lee", "ann-lee", "bob-lee"]


def test_other_initials_are_other_people():
    john, b, f = "John Kennedy", "John B. Kennedy", "John F. Kennedy"
    assert ids(actor("a", f), actor("b", b)) == ["john-f.-kennedy", "john-b.-kennedy"]
    assert (
        ids(actor("a", f), actor("b", "John F Kennedy"), actor("c", john)) == ["john-kennedy"] * 3
    )
    # Whose it is cannot be told.
    assert len(set(ids(actor("a", f), actor("b", b), actor("c", john), actor("d", "Kennedy")))) == 4


def test_of_namesakes_it_is_who_has_the_office_or_whom_most_articles_name():
    president = {"role": "President", "affiliation": "Norway"}
    told = ids(
        actor("a", "Ann Lee", **president), actor("b", "Ann Lee", **president),
        actor("c", "Ann Lee", role="nominee", affiliation="Green Party"),
        actor("d", "Ann Lee", role="President"), actor("e", "Ann Lee"),
        actor("f", "Ann Lee", role="nominee"),
    )  # fmt: skip
    assert told == ["ann-lee"] * 2 + ["ann-lee-2"] + ["ann-lee"] * 2 + ["ann-lee-2"]


def test_namesakes_of_one_article_stay_apart_and_a_wrong_kind_parts_nobody():
    body = actor("b", "Kim Ford", "organization")
    assert ids(actor("a", "Kim Ford"), body, actor("c", "Kim Ford")) == ["kim-ford"] * 3
    company = actor("a", "Kim Ford", "organization", actor_id="kim-ford-2")
    assert ids(actor("a", "Kim Ford"), company) == ["kim-ford", "kim-ford-2"]
    told = ids(
        actor("a", "Jo Day"), actor("a", "Jo Day", actor_id="jo-day-2"), actor("b", "Jo Day")
    )
    assert told == ["jo-day", "jo-day-2", "jo-day"]


def test_bodies_of_two_countries_stay_two():
    court = "Supreme Court"
    assert ids(
        actor("a", court, "organization", affiliation="Brazil"),
        actor("b", court, "organization", affiliation="India"),
        actor("c", court, "organization", affiliation="Brazil"),
    ) == ["supreme-court", "supreme-court-2", "supreme-court"]


def test_a_surname_alone_needs_evidence():
    full = actor("a", "Ann Lee", role="Finance Minister", affiliation="Norway")
    assert ids(full, actor("b", "Lee", role="Minister"))[1] == "ann-lee"
    assert ids(full, actor("b", "Lee", role="baker"))[1] == "lee"
    assert ids(full, actor("b", "Lee"))[1] == "lee"
    assert ids(full, actor("b", "Lee"), actor("c", "Ann Lee"))[1] == "ann-lee"
    assert ids(full, actor("b", "Lee", role="Minister"), actor("c", "Bob Lee"))[1] == "ann-lee"
    assert ids(full, actor("b", "Lee"), actor("c", "Bob Lee"))[1] == "lee"
    # The article itself has told them apart.
    assert ids(full, actor("a", "Lee", role="Minister"))[1] == "lee"


def test_an_abbreviation_is_its_long_form():
    who = actor("a", "World Health Organization", "organization", aliases="WHO|the Organization")
    short = actor("b", "WHO", "organization")
    assert ids(who, short) == ["world-health-organization"] * 2
    other = actor("c", "Western Harbor Office", "organization", aliases="WHO")
    assert ids(who, short, other)[1] == "who"


def test_actors_without_a_name_are_of_their_article():
    rows = [actor("a", "reporters", "group"), actor("b", "reporters", "group"),
            actor("a", "Russian troops", "group"), actor("b", "Russian troops", "group"),
            actor("b", "interior ministry", "organization")]  # fmt: skip
    assert ids(*rows) == [
        "a/reporters", "b/reporters", "russian-troops", "russian-troops", "b/interior-ministry"
    ]  # fmt: skip


def test_order_changes_nothing():
    names = ["Ann Lee", "Ann B. Lee", "Lee", "Bo Ray", "Ray", "Bo X. Ray", "Ann Lee", "Bo Ray"]
    rows = [actor(f"a{n}", name) for n, name in enumerate(names)]
    frame = TABLES["actors"].frame(rows)
    mixed = TABLES["actors"].frame(random.Random(1).sample(rows, len(rows)))
    assert across.ids(frame) == across.ids(mixed)


def test_a_corpus_has_one_id_in_all_tables():
    texts = {
        "a": "President Ann B. Lee met Bob Ray on Monday. Lee left.",
        "b": "Ann Lee resigned.",
        "c": "President Lee resigned on Tuesday.",
    }
    corpus = newslab.load([newslab.Article(t, article_id=k) for k, t in texts.items()])
    who = corpus.mentions["actor_id"].value_counts()
    assert who["ann-lee"] == 4
    assert set(corpus.clauses["subject_id"].dropna()) == {"ann-lee"}
    for table in across.COLUMNS:
        TABLES[table].check(getattr(corpus, table))
    lee = corpus.cast.set_index("actor_id").loc["ann-lee"]
    assert (lee["articles"], lee["mentions"], lee["role"]) == (3, 4, "President")
    # Alone, an article has the ids of its parse.
    assert corpus.only("c").actors["actor_id"].tolist() == ["lee"]
    assert isinstance(corpus.cast, pd.DataFrame)


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s["story"])
def test_one_story_in_five_articles_has_one_id_for_each_actor(story):
    articles = [newslab.Article(t, article_id=f"a{n}") for n, t in enumerate(story["articles"])]
    corpus = newslab.load(articles)
    mentions = corpus.mentions[corpus.mentions["form"] == "name"]
    for ident, called in story["one"].items():
        found = mentions.loc[[any(t.endswith(c) for c in called) for t in mentions["text"]]]
        assert set(found["actor_id"]) == {ident}
    for one, other in story.get("apart", []):
        of = mentions[mentions["text"].str.endswith(story["surname"])].set_index("article_id")
        assert not {*of.loc[[f"a{one}"], "actor_id"]} & {*of.loc[[f"a{other}"], "actor_id"]}
    assert corpus.cast["actor_id"].is_unique
