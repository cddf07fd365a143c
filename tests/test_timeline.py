"""The timeline: events of the gold articles, how they were dated, exports."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import icalendar
import pandas as pd
import pytest

import newslab
from newslab import Article
from newslab.analyse.timeline import timeline
from newslab.analyse.timeline_export import export, timelinejs
from newslab.errors import ParameterError
from newslab.tables import TABLES

GOLD = Path(__file__).parent / "gold"
ARTICLES = sorted(p.name for p in GOLD.iterdir() if (p / "timeline.csv").exists())
STOP = {"a", "an", "the", "of", "to", "in", "and", "that", "for", "on"}


def stems(text: str) -> set[str]:
    words = (w.lower() for w in re.findall(r"\w+(?:['’]\w+)*", text))
    return {w[:4] for w in words if w not in STOP}


@pytest.fixture(scope="module")
def parsed() -> dict[str, newslab.Parsed]:
    return {name: newslab.parse(GOLD / "src" / f"{name}.txt") for name in ARTICLES}


def events_of(text: str, published: str = "2025-03-14") -> list[tuple[str, str]]:
    table = timeline(newslab.parse(Article(text, article_id="a", published=published)))
    return [(f"{r.earliest:%Y-%m-%d}", r.event) for r in table.itertuples()]


def test_gold_events_are_found(parsed: dict[str, newslab.Parsed]) -> None:
    hits = total = 0
    for name in ARTICLES:
        rows = timeline(parsed[name])
        with (GOLD / name / "timeline.csv").open(encoding="utf-8", newline="") as file:
            for gold in csv.DictReader(file):
                wanted = stems(gold["event"])
                total += 1
                hits += any(
                    (f"{r.earliest:%Y-%m-%d}", f"{r.latest:%Y-%m-%d}")
                    == (gold["earliest"], gold["latest"])
                    and 3 * len(stems(r.event) & wanted) >= len(wanted)
                    for r in rows.itertuples()
                )
    assert hits / total >= 0.9


def test_rows_fit_the_table_and_are_sorted(parsed: dict[str, newslab.Parsed]) -> None:
    for one in parsed.values():
        rows = TABLES["timeline"].check(timeline(one))
        assert rows["earliest"].is_monotonic_increasing
        assert set("|".join(rows["date_id"]).split("|")) <= set(one.dates["date_id"])


def test_an_inherited_date_says_whence(parsed: dict[str, newslab.Parsed]) -> None:
    rows = timeline(parsed["2025-03-14-ceasefire-talks"])
    how = rows[rows.event.str.startswith("Putin responded to the proposal")].how_dated
    assert list(how) == ["Two days later → 2025-03-13, from March 11"]


def test_an_event_keeps_the_words_for_what_it_followed() -> None:
    text = "Shares in the firm fell on Thursday after the board opened an inquiry."
    assert events_of(text) == [("2025-03-13", text.removesuffix("."))]


@pytest.mark.parametrize(
    "text",
    [
        "Prices have risen more than in 2019.",
        "Profit fell 12 % from a year earlier.",
        "The share was 17 percent, up from 14 percent a year ago.",
        "Exports doubled, compared with the same month last year.",
        "The paper read Orr's 1995 tax filings.",
        "Editing by Ann Lee on Monday.",
        "Poster at a march in May 2024",
        "If the bank closes on Friday, Orr will leave.",
        "The accident occurred on Monday.",
        "It sank on Monday.",
        "I left on Monday.",
        "The firm had promised to pay them on Monday.",
        "A winner of the 2019 election left.",
        "Before 2019 the plant had closed.",
        "The dam held its lowest level since 2019.",
        "The 2019 treaty is still in force.",
        "The plant will not close by June 2026.",
        "Orders fall if the plant closes next spring.",
        "The minister did not resign on Monday.",
        "It is Friday.",
        "Sales reached 90,000, up from 71,000 in 2022.",
        "Iraq War veteran Tom Ray lives in Ulmen.",
        "The quay handled less than forecast in July.",
    ],
)
def test_what_only_bounds_compares_or_is_denied_is_no_event(text: str) -> None:
    assert events_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The court ruled against the firm on Monday.",
        "The firm sold 300 buses from 2019 to 2021.",
        "More than 40 people marched on Monday.",
        "The film was edited by Ann Lee in 2019.",
        "Written by Ann Lee in 2012, the play opens soon.",
        "Greta Lund walked down from the hills on Tuesday.",
        "The police brought charges against 12 men on Monday.",
        "The plant employed 400 from 1990 to 2010.",
        "By 2019 the plant had closed.",
        "As of Monday, 20 houses had been cleared.",
        "A 2019 study found lead in the river.",
        "The dam has leaked since 2019.",
        "In World War II Orr served in France.",
    ],
)
def test_what_only_looks_like_a_comparison_is_an_event(text: str) -> None:
    assert len(events_of(text)) == 1


def test_the_date_of_a_header_is_no_event() -> None:
    text = "date 2025-03-12\n\nThe bank closed after the vote."
    assert timeline(newslab.parse(Article(text, article_id="a"))).empty


def test_a_range_is_one_interval() -> None:
    text = "Samples were bought between January 6 and February 14, 2025."
    table = timeline(newslab.parse(Article(text, article_id="a", published="2025-03-03")))
    assert [str(d.date()) for d in (table.earliest[0], table.latest[0])] == [
        "2025-01-06",
        "2025-02-14",
    ]
    assert table.granularity[0] == "interval"


def test_the_same_event_told_twice_is_one_row_with_both_dates() -> None:
    text = "The bridge collapsed on Monday. Nobody slept. On Monday, the bridge collapsed."
    table = timeline(newslab.parse(Article(text, article_id="a", published="2025-03-14")))
    assert len(table) == 1
    assert table.date_id[0] == "a/d01|a/d02"


def test_works_from_tables_of_many_articles(parsed: dict[str, newslab.Parsed]) -> None:
    table = timeline(newslab.load([p.article for p in parsed.values()]))
    assert len(table) == sum(len(timeline(p)) for p in parsed.values())
    assert table["earliest"].is_monotonic_increasing


def test_exports(parsed: dict[str, newslab.Parsed], tmp_path: Path) -> None:
    table = timeline(parsed["2025-03-14-ceasefire-talks"])
    assert len(pd.read_csv(export(table, tmp_path / "t.csv"))) == len(table)
    pd.testing.assert_frame_equal(
        TABLES["timeline"].read([export(table, tmp_path / "t.parquet")]), table
    )
    slides = json.loads(export(table, tmp_path / "t.json").read_text(encoding="utf-8"))["events"]
    assert {"year": 2025, "month": 3, "day": 11} in [slide["start_date"] for slide in slides]
    calendar = icalendar.Calendar.from_ical(export(table, tmp_path / "t.ics").read_bytes())
    days = [e["dtstart"].dt.isoformat() for e in calendar.walk("VEVENT")]
    assert days == [f"{d:%Y-%m-%d}" for d in table[table.granularity == "day"].earliest]
    with pytest.raises(ParameterError):
        export(table, tmp_path / "t.doc")


def test_no_cell_of_an_exported_table_is_a_formula(tmp_path: Path) -> None:
    row = {"article_id": "a", "start": 0, "end": 1, "event": '=HYPERLINK("x")', "how_dated": "x"}
    path = export(TABLES["timeline"].frame([row]), tmp_path / "t.csv")
    assert pd.read_csv(path)["event"].tolist() == ['\'=HYPERLINK("x")']


def test_timelinejs_escapes_what_it_shows_as_html() -> None:
    row = {"article_id": "a", "earliest": "2024-08-01", "latest": "2024-08-01", "start": 0}
    row |= {"end": 1, "granularity": "day", "event": "<script>", "how_dated": "a & b"}
    slide = timelinejs(TABLES["timeline"].frame([row]))["events"][0]
    assert slide["text"] == {"headline": "&lt;script&gt;", "text": "a &amp; b · a"}


def test_timelinejs_groups_events_by_actor_in_words_not_ids() -> None:
    row = {"article_id": "a", "earliest": "2024-08-01", "latest": "2024-08-01", "start": 0}
    row |= {"end": 1, "granularity": "day", "event": "Rain", "how_dated": "x"}
    table = TABLES["timeline"].frame(
        [row | {"actors": a} for a in ("government-of-ukraine|x", "a/the-<b>-army")]
    )
    groups = [slide["group"] for slide in timelinejs(table)["events"]]
    assert groups == ["Government Of Ukraine", "The &lt;B&gt; Army"]
    # Each group is a line above the axis, which many would push from the screen.
    many = TABLES["timeline"].frame([row | {"actors": f"a{n // 2}"} for n in range(40)])
    assert len({slide.get("group") for slide in timelinejs(many)["events"]} - {None}) == 5


def _claims(text: str) -> list[tuple[str, bool]]:
    table = timeline(newslab.parse(Article(text, article_id="a", published="2025-03-14")))
    return [(r.event, not pd.isna(r.statement_id)) for r in table.itertuples()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kyiv agreed to a truce on Tuesday.", [("Kyiv agreed to a truce on Tuesday", False)]),
        ("Lee quoted a letter released on Monday by the bank.",
         [("a letter was released on Monday by the bank", False)]),
        ("The talks go on, with his envoy, Ann Lee, visiting Cairo on Monday.",
         [("his envoy, Ann Lee visiting Cairo on Monday", False)]),
        ("Washington pledged on Wednesday to resume aid.",
         [("Washington pledged on Wednesday to resume aid", False)]),
        ("Lee said that Kyiv agreed to a truce on Tuesday.",
         [("Kyiv agreed to a truce on Tuesday", True)]),
        ("The minister said on Monday that the bridge fell on 3 March 2025.",
         [("the bridge fell on 3 March 2025", True),
          ("The minister said on Monday that the bridge fell on 3 March 2025", False)]),
        ("The bridge fell on Monday. Lee said that the bridge fell on Monday.",
         [("The bridge fell on Monday", False)]),
    ],
)  # fmt: skip
def test_only_what_stands_in_a_content_is_a_claim(
    text: str, expected: list[tuple[str, bool]]
) -> None:
    assert _claims(text) == expected


def test_a_subject_goes_on_behind_days_after() -> None:
    text = "Marsh left on 8 April 2022, two days after the meeting, and said a lot."
    assert {day for day, _ in events_of(text)} == {"2022-04-08"}


@pytest.mark.parametrize(
    ("text", "days", "how"),
    [
        ("The ministry will publish a review by the end of November.",
         ("2025-11-01", "2025-11-30"), "the end of November →"),
        ("The plant must close by 2 June.", ("2025-06-02", "2025-06-02"), "2 June →"),
        ("Work is expected to end by June 2026.", ("2026-06-01", "2026-06-30"), "June 2026 →"),
        ("An appeal hearing could take place next spring, the court said.",
         ("2026-03-01", "2026-05-31"), "next spring →"),
    ],
)  # fmt: skip
def test_what_is_planned_is_an_event(text: str, days: tuple[str, str], how: str) -> None:
    table = timeline(newslab.parse(Article(text, article_id="a", published="2025-03-14")))
    assert [(f"{r.earliest:%Y-%m-%d}", f"{r.latest:%Y-%m-%d}") for r in table.itertuples()] == [
        days
    ]
    assert table.how_dated[0].startswith(how)
    assert list(table.status) == ["planned"]


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("The dam burst this year.", "2025-03-14"),
        ("Ann Lee said the dam had burst earlier this month.", "2025-03-14"),
        ("The dam will burst this year.", "2025-12-31"),
        ("The dam burst last year.", "2024-12-31"),
        ("The lease was extended from 2019 to 2027.", "2027-12-31"),
        ("The dam has leaked since 2019.", "2025-03-14"),
        ("Ann Lee said the dam had leaked since 2019.", "2025-03-14"),
        ("Ann Lee had led the board since 2019.", "2019-12-31"),
        ("The quay will stay shut through May 4.", "2025-05-04"),
    ],
)
def test_what_is_past_has_ended_by_the_day_of_the_article(text: str, latest: str) -> None:
    table = timeline(newslab.parse(Article(text, article_id="a", published="2025-03-14")))
    assert [f"{day:%Y-%m-%d}" for day in table.latest] == [latest]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dam burst on Monday.", [("happened", "The dam burst on Monday")]),
        ("Ann Lee said the dam burst on Monday.", [("reported", "the dam burst on Monday")]),
        ("Ann Lee denied that the dam burst on Monday.", [("denied", "the dam burst on Monday")]),
        ("Ann Lee served as mayor from 2008 until 2016.",
         [("happened", "Ann Lee served as mayor from 2008 until 2016")]),
        ("The leaders are set to meet this afternoon.",
         [("planned", "The leaders are set to meet this afternoon")]),
        ("The winner of Sunday's election will take office in May.",
         [("planned", "The winner of Sunday's election will take office in May")]),
    ],
)  # fmt: skip
def test_an_event_says_how_it_is_told(text: str, expected: list[tuple[str, str]]) -> None:
    table = timeline(newslab.parse(Article(text, article_id="a", published="2025-03-14")))
    assert table[["status", "event"]].apply(tuple, axis=1).tolist() == expected


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("The solicitor filed a suit on Monday, accusing the firm of fraud.",
         ["The solicitor filed a suit on Monday, accusing the firm of fraud"]),
        ("The harbour, which the navy had closed on Monday, stayed shut.",
         ["the navy had closed the harbour on Monday"]),
        ("It is usual for boards — Lee became chair in May — to meet more often, Orr said.",
         ["Lee became chair in May"]),
        ("The city lifted a curfew the mayor imposed on Monday.",
         ["the mayor imposed a curfew on Monday"]),
        ("He regrets the way the mayor left on Monday.", ["the mayor left on Monday"]),
        ("The talks with the bank, which was shut on Monday, failed.",
         ["the bank was shut on Monday"]),
        ("I fear for the quay in May 2026.", []),
        ("Quay shut\n\nULMEN, March 13 (AP) — The quay was shut on Monday.",
         ["The quay was shut on Monday"]),
        ("The mayor shut the quay on Monday. Orr sold the ferry.",
         ["The mayor shut the quay on Monday"]),
        ("No party accepted the offer on Monday.", []),
        ("The bank raised rates from 3% to 5% on Thursday.",
         ["The bank raised rates from 3% to 5% on Thursday"]),
        ("Orr stole $5 million from the bank in 2019.",
         ["Orr stole $5 million from the bank in 2019"]),
        ("The dollar rose 2% against the euro on Friday.",
         ["The dollar rose 2% against the euro on Friday"]),
        ("Profit was up from 4% a year earlier.", []),
        ("Profit was $3 million, from $2.1 million in May.", []),
        ("Neither the bank nor the mayor would comment on Friday.", []),
        ("Orr reopened the quay in March, having closed it in January.",
         ["Orr having closed it in January",
          "Orr reopened the quay in March, having closed it in January"]),
        ("\"Slip,\" which sold well, won a prize in 2019.",
         ["\"Slip,\" which sold well, won a prize in 2019"]),
        ("Lee backed the rebels from 2011 to 2015.", ["Lee backed the rebels from 2011 to 2015"]),
        ("2019 was a bad year for the harbour.", ["2019 was a bad year for the harbour"]),
        ("The firm said nothing on Monday.", []),
        ("The ferries, whose captain quit on Monday, stayed in port.", []),
        ("The curfew was due to end soon, but on Tuesday it was extended by two weeks.",
         ["The curfew was extended by two weeks"]),
        ("The harbour was shut on Monday. The mayor shut the harbour, he said, on Monday.",
         ["The harbour was shut on Monday"]),
        ("Greta Lund left on Monday and is to return in July.",
         ["Greta Lund left on Monday", "Greta Lund is to return in July"]),
        ("Greta Lund won. The captain left on Monday.", ["The captain left on Monday"]),
        ("The army began moving into the town on Tuesday.",
         ["The army began moving into the town on Tuesday"]),
        ("Greta Lund runs the ferries. Her company went bankrupt on Monday.",
         ["Greta Lund’s company went bankrupt on Monday"]),
        ('Greta Lund said on Monday: "We will go if it rains. Or we will stay."',
         ['Greta Lund said on Monday: "We will go if it rains …"']),
        ('"The ferry sank," Greta Lund, the captain, told me on Monday.',
         ['Greta Lund, the captain, told me on Monday: "The ferry sank,"']),
        ("Officers said that, on Monday, a man entered the bank.", ["a man entered the bank"]),
        ("On Monday, the ban of 3 March ended.", ["the ban of 3 March ended"]),
        ("He remembers the 2019 murder of Kim Park in Oslo.", []),
        ("She left after his 2016 arrest.", []),
        ("The shops close on Sunday.", []),
        ("Greta Lund runs the ferries. A storm forced her to close the quay on Monday.",
         ["A storm forced Greta Lund to close the quay on Monday"]),
        ("Greta Lund runs the ferries. A storm sank her boat on Monday.",
         ["A storm sank her boat on Monday"]),
        ("The court freed Greta Lund, a captain who sank a ferry in 2019.",
         ["a captain sank a ferry in 2019"]),
        ("The bank let Orr go in 2015.", ["The bank let Orr go in 2015"]),
        ("Orr does not think that the bank closed on Monday.", []),
        ("Orr does not regret that the bank closed on Monday.", ["the bank closed on Monday"]),
        ("Orr praised Friday's vote in the council.", []),
        ("Last week's storm sank two ferries.", ["Last week's storm sank two ferries"]),
        ("The shops sold Christmas trees and toys.", []),
        ("Orr closed the bank on Monday and said that it had failed.",
         ["Orr closed the bank on Monday and said that it had failed"]),
        ("The club dates from 1999, when golf was rare.", []),
        ("The works will close on December 5 and 6.", ["The works will close on December 5 and 6"]),
    ],
)  # fmt: skip
def test_an_event_reads_as_a_line_of_a_chronology(text: str, lines: list[str]) -> None:
    assert [event for _, event in events_of(text)] == lines
