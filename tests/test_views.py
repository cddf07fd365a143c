"""What reports say in words: main points, captions of figures, tables."""

import re

import newslab
from newslab.present import rows, views
from newslab.tables import TABLES


def article(published="2025-03-14", text="Ann Lee said it works."):
    return newslab.parse(newslab.Article(text, article_id="a", published=published))


def events(*days):
    return TABLES["timeline"].frame(
        {"article_id": "a", "earliest": first, "latest": last, "granularity": "day", "start": n,
         "end": n + 1,
         "event": f"Event {n} of the long talks about the state of our even greater union",
         "how_dated": "x"} for n, (first, last) in enumerate(days)
    )  # fmt: skip


def tones(*sentences):
    rows = [
        {"unit": "sentence", "unit_id": str(n), "polarity": p, "vader": p, "subjectivity": 0.1,
         "target_id": a, "target_score": a and s, "basis": "x"}
        for n, (p, a, s) in enumerate(sentences, 1)
    ]  # fmt: skip
    rows += [
        {"unit": "actor", "unit_id": a, "target_id": a, "target_score": 0.5,
         "target_sentiment": "positive", "sure": 2}
        for a in sorted({a for _, a, _ in sentences if a})
    ]  # fmt: skip
    return TABLES["sentiment"].frame(r | {"article_id": "a"} for r in rows)


def stances(*scores):
    return TABLES["stance"].frame(
        {"article_id": "a", "holder_id": f"h{n}", "target": f"issue {n}", "target_kind": "issue",
         "stance": "support" if s > 0 else "oppose", "score": s, "cue": "met",
         "verb": "met", "modality": "asserted", "confidence": 0.6}
        for n, s in enumerate(scores)
    )  # fmt: skip


def test_counts_before_and_after_add_up():
    days = [("2025-03-11", "2025-03-11"), ("2025-03-14", "2025-03-14"),
            ("2025-03-01", "2025-03-31"), ("2025-04-01", "2025-04-01")]  # fmt: skip
    said = views.timeline_summary(article(), events(*days))
    told = (
        "4 events with a date: 1 before, 2 on or around and 1 after the article’s own, 2025-03-14."
    )
    assert told in said


def test_the_main_events_come_first():
    """Two that happened last, without background, and the next two planned; one of a day."""
    days = ["2010-01-01", "2025-03-10", "2025-03-12", "2025-03-12", "2025-03-13", "2025-03-20",
            "2025-04-01", "2025-05-01"]  # fmt: skip
    found = events(*zip(days, days, strict=True))
    found["status"] = ["happened"] * 5 + ["planned"] * 3
    main = views.timeline_summary(article(), found)[:4]
    assert [line[:28] for line in main] == [
        "2025-03-12: Event 2 of the l", "2025-03-13: Event 4 of the l",
        "2025-03-20 (planned): Event ", "2025-04-01 (planned): Event ",
    ]  # fmt: skip
    found["status"] = "said"
    assert views.timeline_summary(article(), found)[1].startswith("2025-05-01 (as was said): ")
    found["event"] = "order of yesterday"  # no sentence
    assert views.timeline_summary(article(), found)[0].startswith("8 events with a date")


def test_the_main_events_are_of_the_headline_and_have_a_subject():
    told = article(text="""Teachers in Harlow reject the contract

Teachers in Harlow voted on Sunday to reject the contract. The walkout, first announced on Tuesday,
may last. It rained on Monday, and the mayor opened a bridge on Wednesday.""")  # fmt: skip
    main = views.timeline_summary(told, newslab.timeline(told))[:2]
    assert main == [
        "2025-03-09: Teachers in Harlow voted on Sunday to reject the contract.",
        "2025-03-12: the mayor opened a bridge on Wednesday.",
    ]


def test_an_article_without_a_date_says_how_to_give_it():
    for found in (events(), events(("2025-03-11", "2025-03-11"))):
        assert any("--published" in s for s in views.timeline_summary(article(None), found))
        assert not any("--published" in s for s in views.timeline_summary(article(), found))


def test_what_a_parameter_leaves_out_is_said():
    every = stances(0.4, -0.6)
    assert views.left_out(every, every[:1]) == ["Left out by the parameters: 1 row."]
    assert views.left_out(every, every) == []


def test_the_surest_stances_are_sentences():
    told = newslab.parse(newslab.Article("Ann Lee condemned the plan.", article_id="a"))
    assert "Ann Lee condemned the plan." in views.stance_summary(told, newslab.stance(told))
    unsure = " ".join(views.stance_summary(article(), stances(0.4, -0.6, 0.4)))
    assert "The table below has 3 stances, less sure or not clear on their own." in unsure
    assert "issue 0" not in unsure


def test_a_contradiction_is_told_in_both_one_s_words():
    said = article(text="Ann Lee said that the bank closed in May. Bob Ray denied it.")
    told = views.stance_summary(said, stances(0.4))
    assert told[-1] == "Ann Lee said “the bank closed in May”; Bob Ray denied it."


def test_only_positive_sentences_are_called_positive():
    text = views.sentence_table(article(), tones((0.5, None, 0), (0.2, None, 0), (0.1, None, 0)), 2)
    assert "most positive sentences (2) and the most negative ones (0)" in repr(text)
    mixed = repr(views.sentence_table(article(), tones((0.5, None, 0), (-0.2, None, 0)), 5))
    assert "most positive sentences (1) and the most negative ones (1)" in mixed


def test_an_actor_with_one_sure_mention_is_no_main_point():
    found = tones((0.5, "lee", 0.5), (0.1, "kim", 0.5), (0.2, "kim", 0.5))
    found.loc[found["unit_id"] == "lee", "sure"] = 1
    said = views.sentiment_summary(article(), found)
    assert "Presented in a positive light, by two sure mentions or more: kim (+0.50)." in said
    shown = views.actor_table(article(), found)._repr_html_()
    pattern = r'"name">.*?(\w+)</a></th>.*?"sure mentions">(\d)</td>'
    numbers = re.findall(pattern, shown, re.DOTALL)
    assert sorted(numbers) == [("kim", "2"), ("lee", "1")]


def test_what_rests_on_something_unsure_can_be_left_out_everywhere():
    text = "Ann Lee said talks began on 3 March 2025. The bank closed on 4 March 2025."
    said = article(text=text)
    confidence = float(rows.as_sure(said)["confidence"].iloc[0])
    assert confidence < said.statements["confidence"].iloc[0]  # no surer than who speaks
    events, tones = newslab.timeline(said), newslab.sentiment(said)
    inside = events["statement_id"].notna()
    assert inside.any()
    assert not inside.all()
    left = views.at_least(said, events, confidence + 0.001)
    assert left["statement_id"].isna().all()
    assert len(left) == (~inside).sum()
    assert len(views.at_least(said, events, confidence)) == len(events)
    units = views.at_least(said, tones, 1.0)["unit"]
    assert set(units) == {"sentence"}
    assert "nl-unsure" in str(views.event_table(said, left.assign(confidence=0.1)).markup)


def test_who_stands_where_in_one_article():
    rows = stances(0.8, -0.6, 0.3)
    rows["holder_id"] = ["h0", "h0", "h<b>"]
    rows["target"] = ["tax", "tax", "truce at $5"]
    rows.loc[2, "stance"] = "conditional"
    page = views.matrix(article(), rows)._repr_html_()
    assert '<td data-label="h0"><span class="nl-stands nl-mixed">mixed +0.1 (2)</span>' in page
    assert '<span class="nl-stands nl-conditional">conditional +0.3 (1)</span>' in page
    assert "h&lt;b&gt;" in page
    assert "<b>" not in page


def test_an_actors_name_is_shown_whole():
    text = "AFP/Reuters, an agency, denied the report. AFP/Reuters said no."
    parsed = article(text=text)
    parsed.actors["name"] = "AFP/Reuters"
    found = tones((0.5, parsed.actors["actor_id"].iloc[0], 0.5))
    assert ">AFP/Reuters</a>" in views.actor_table(parsed, found)._repr_html_()


def test_a_matrix_in_any_order_shows_no_markup_as_text():
    found = stances(*[0.5] * 9)
    found["holder_id"] = ["lee", "kim", "roe", "kim", "lee", "kim", "roe", "kim", "ash"]
    found["target"] = ["tax", "aid", "war", "war", "aid", "tax", "tax", "art", "war"]
    page = views.matrix(article(), found)._repr_html_()
    assert page.count("nl-stands") >= 9
    assert "&lt;" not in page
