"""Many articles for readers: who speaks, stance over time, one timeline."""

import pytest

import newslab
from newslab.present import views


@pytest.fixture(scope="module")
def corpus():
    texts = {
        "a-2025-03-01": "Minister Ann Lee criticized Bob Ray on Friday. Talks began on March 1.",
        "b-2025-03-02": "Ann Lee praised Bob Ray on Friday. Talks began on March 1.",
        "c-2025-03-03": "Ann Lee praised Bob Ray on Friday. Talks began on March 1.",
    }
    return newslab.load([newslab.Article(t, article_id=k) for k, t in texts.items()])


def test_summary_counts_copies_once(corpus):
    once = corpus.distinct()
    said = views.summary(corpus, once, once.statements, [], once.timeline)
    assert said[0] == "3 articles; 1 is a copy of another and left out below."
    assert said[1] == "Published from 2025-03-01 to 2025-03-02."
    assert "Ann Lee" in views.speaker_table(once, 20, once.statements)._repr_html_()


def test_all_is_about_the_issues_if_some_are_given():
    texts = {
        "a": "Ann Lee said the tax hurts. She said war is over. Ann Lee said rain fell.",
        "b": "Bob Ray said the tax helps. Bob Ray said the tax stays.",
    }
    corpus = newslab.load([newslab.Article(t, k, "2025-03-01") for k, t in texts.items()])
    said = views.said(corpus, None, ["tax"])
    told = views.summary(corpus, corpus, said, ["tax"], corpus.timeline)
    assert "3 statements about tax by 2 actors, above all Bob Ray (2) and Ann Lee (1)." in told
    shown = str(views.speaker_table(corpus, 20, said))
    assert [name in shown for name in ("Bob Ray", "67%", "33%")] == [True] * 3


def test_one_timeline_with_the_busiest_days(corpus):
    events = newslab.timeline(corpus)
    top = views.busiest(events, 2)
    assert top["earliest"].nunique() == 1
    assert top["article_id"].nunique() == 2
    page = views.event_table(corpus, top, events)._repr_html_()
    assert f"(the whole table, {len(events)} rows)" in page
    assert f"{len(top)} of {len(events)} events" in page
    assert page.count(str(top["earliest"].iloc[0].date())) >= 2
