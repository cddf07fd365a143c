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
    said = views.summary(corpus, once)
    assert said[0] == "3 articles, 1 copy among them, left out below."
    assert said[1] == "Published from 2025-03-01 to 2025-03-02."
    assert "Ann Lee" in views.speaker_table(once)._repr_html_()


def test_one_timeline_with_the_busiest_days(corpus):
    events = newslab.timeline(corpus)
    top = views.busiest(events, 2)
    assert top["earliest"].nunique() == 1
    assert top["article_id"].nunique() == 2
    page = views.event_table(corpus, top, events)._repr_html_()
    assert f"(the whole table, {len(events)} rows)" in page
    assert f"{len(top)} of {len(events)} events" in page
    assert page.count(str(top["earliest"].iloc[0].date())) >= 2
