"""Corrections: kept as data, applied wherever tables are made, and never lost in silence."""

import csv
import random
import re
from copy import deepcopy
from itertools import product
from pathlib import Path

import make
import pandas as pd
import pytest

import newslab
from newslab import Article, analyst, corrected
from newslab.analyse.stance import headlines
from newslab.analyse.timeline_export import export
from newslab.corrected import Corrections, Edit, file
from newslab.errors import NewslabError, ParameterError, SettingError
from newslab.present import rows
from newslab.present.views import at_least
from newslab.tables import PARSED, TABLES

TEXT = (
    'Ann Lee met Bob Ray on Monday. He said talks had failed. "We will go on," Lee told reporters'
    " two days later. Minister Carla Mendes criticized Ray. Mendes resigned."
)
HEAD = ",".join(file.COLUMNS)


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """The file of corrections, empty; each test has its own."""
    monkeypatch.setenv(file.SETTING, str(tmp_path / "corrections.csv"))
    (tmp_path / "corrections.csv").write_text("")
    return tmp_path / "corrections.csv"


def article(name="a1", text=TEXT):
    return Article(text, article_id=name, published="2025-03-14")


def cell(frame, column, value, wanted):
    """Return a cell of the one row whose ``column`` is ``value``."""
    (found,) = frame.loc[frame[column] == value, wanted]
    return found


# What follows from a correction


def test_a_wrong_pronoun():
    parsed = newslab.parse(article())
    row = parsed.statements.iloc[0]
    before = parsed.actors.set_index("actor_id")["mentions"]
    other = "bob-ray" if row["actor_id"] == "ann-lee" else "ann-lee"
    told = newslab.correct(parsed, "statements", row, actor_id=other, reason="he", who="me")
    assert told[["state", "was"]].values.tolist() == [["applied", row["actor_id"]]]
    again = newslab.parse(article())
    assert again.statements.iloc[0][["actor_id", "corrected_by"]].tolist() == [other, "me"]
    # The pronoun is a mention of the other now, and counted as such.
    after = again.actors.set_index("actor_id")["mentions"]
    assert after[other] == before[other] + 1
    assert cell(again.mentions, "text", "He", "actor_id") == other
    assert newslab.corrections(again)["state"].tolist() == ["applied"]
    # An actor's name does for its id.
    newslab.correct(again, "statements", "s01", actor_id="Carla Mendes")
    assert newslab.parse(article()).statements["actor_id"].iloc[0] == "carla-mendes"


def test_two_actors_become_one_and_one_two():
    parsed = newslab.parse(article())
    newslab.correct(parsed, "actors", "carla-mendes", actor_id="ann-lee")
    merged = newslab.parse(article())
    assert "carla-mendes" not in set(merged.actors["actor_id"])
    assert "Carla Mendes" in cell(merged.actors, "actor_id", "ann-lee", "aliases").split("|")
    assert cell(merged.actors, "actor_id", "ann-lee", "corrected_by")
    assert not (merged.statements[["actor_id", "target_id"]] == "carla-mendes").any(axis=None)
    both = int(parsed.actors["mentions"].sum())
    assert int(merged.actors["mentions"].sum()) == both == len(merged.mentions)
    last = TEXT.rindex("Mendes")
    newslab.correct(merged, "actors", add=f"{last}-{last + 6}", actor_id="rui-mendes", name="Rui")
    split = newslab.parse(article())
    assert cell(split.actors, "actor_id", "rui-mendes", "mentions") == 1
    assert cell(split.mentions, "start", last, "actor_id") == "rui-mendes"
    assert int(split.actors["mentions"].sum()) == both


def test_a_new_actor_has_all_mentions_of_its_words():
    text = "The Peru government met Ann Lee. Reporters met the Peru government. Peru won."
    peru = article(text=text)
    newslab.correct(newslab.parse(peru), "actors", add="the Peru government", actor_id="peru-s")
    mentions = newslab.parse(peru).mentions
    own = mentions[mentions["actor_id"] == "peru-s"]
    assert own["text"].str.lower().tolist() == ["the peru government"] * 2
    with pytest.raises(ParameterError, match="give actor_id"):
        newslab.correct(newslab.parse(peru), "mentions", add="Peru won")


def test_dates_follow():
    parsed = newslab.parse(article())
    newslab.correct(parsed, "dates", parsed.dates.iloc[0], value="2025-02")
    first = newslab.parse(article()).dates.iloc[0]
    assert first["granularity"] == "month"
    assert first["latest"] == pd.Timestamp("2025-02-28")
    newslab.correct(parsed, "articles", published="2026-03-14", who="me")
    again = newslab.parse(article())
    assert again.article.published == pd.Timestamp("2026-03-14")
    assert again.articles["corrected_by"].tolist() == ["me"]
    days = {"earliest": "2027-01-01", "latest": "2027-01-01"}
    newslab.correct(again, "timeline", "e01", **days)
    days = {"latest": "2000-01-01", "earliest": "2000-01-01"}
    newslab.correct(again, "timeline", "e02", **days, actors="bob-ray|ann-lee")
    moved = newslab.parse(article()).timeline.set_index("event_id")
    for event, day in (("a1/e01", "2027-01-01"), ("a1/e02", "2000-01-01")):
        assert moved.loc[event, ["earliest", "latest"]].tolist() == [pd.Timestamp(day)] * 2
    assert moved.loc["a1/e02", "actors"] == "bob-ray|ann-lee"
    moved = newslab.parse(article())
    shown = rows.corrected(newslab.corrections(moved), rows.names(moved))
    assert "Bob Ray, Ann Lee" in set(shown["is"])
    # "two days later" is counted from a day that the article's date gave.
    assert again.dates["earliest"].iloc[1].year != parsed.dates["earliest"].iloc[1].year


def test_rows_come_and_go():
    parsed = newslab.parse(article())
    newslab.correct(parsed, "statements", "s01", drop=True)
    newslab.correct(
        parsed, "statements", add="criticized Ray", cue="criticized", actor_id="bob-ray",
        act="praise", source="Minister Carla Mendes",
    )  # fmt: skip
    newslab.correct(parsed, "dates", add="talks", value="2025-01-01")
    newslab.correct(parsed, "mentions", add="talks", actor_id="ann-lee", form="description")
    again = newslab.parse(article())
    said = again.statements
    assert parsed.statements["content"].iloc[0] not in set(said["content"])
    added = said[said["content"] == "criticized Ray"].iloc[0]
    assert added[["actor_id", "act", "source"]].tolist() == [
        "bob-ray", "praise", "Minister Carla Mendes",
    ]  # fmt: skip
    assert cell(again.dates, "text", "talks", "value") == "2025-01-01"
    assert set(newslab.corrections(again)["state"]) == {"applied"}
    for name in PARSED:
        TABLES[name].check(getattr(again, name))


def test_analyses_are_corrected():
    parsed = newslab.parse(article())
    stances, events = newslab.stance(parsed), newslab.timeline(parsed)
    newslab.correct(parsed, "stance", stances.iloc[0], stance="support", reason="irony")
    newslab.correct(parsed, "timeline", "e01", drop=True)
    newslab.correct(
        parsed, "stance", add="talks had failed", holder_id="ann-lee", target="talks",
        stance="oppose",
    )  # fmt: skip
    again = newslab.parse(article())
    now = newslab.stance(again)
    fixed = now[(now["start"] == stances["start"][0]) & (now["stance"] == "support")]
    assert len(fixed) == 1
    assert fixed["score"].iloc[0] > 0
    assert now[now["target"] == "talks"]["holder_id"].tolist() == ["ann-lee"]
    assert len(newslab.timeline(again)) == len(events) - 1
    told = newslab.corrections(again)
    assert told[["table", "state"]].drop_duplicates().values.tolist() == [
        ["stance", "applied"],
        ["timeline", "applied"],
    ]


def test_a_day_says_whose_it_is_and_the_other_end_follows():
    parsed = newslab.parse(article())
    newslab.correct(parsed, "timeline", "e01", latest="2026-05-01")
    newslab.correct(parsed, "timeline", "e02", latest="2000-01-01")
    events = newslab.parse(article()).timeline.set_index("event_id")
    assert events.loc[["a1/e01", "a1/e02"], "granularity"].tolist() == ["interval", "day"]
    assert events.loc["a1/e02", "earliest"] == pd.Timestamp("2000-01-01")
    assert set(events[events["corrected_by"].notna()]["how_dated"]) == {"dated by an analyst"}


def test_what_a_person_says_is_sure():
    parsed = newslab.parse(article())
    newslab.correct(parsed, "statements", "s01", actor_id="ann-lee", act="deny")
    newslab.correct(parsed, "stance", "v01", target="the talks")
    newslab.correct(parsed, "timeline", "e01", event="They met")
    said = {"source": "He", "actor_id": "carla-mendes", "cue": "said"}
    newslab.correct(parsed, "statements", add="talks had failed", **said)
    newslab.correct(parsed, "actors", add="talks", actor_id="talks")
    again = newslab.parse(article())
    for table in (again.statements, again.mentions, newslab.stance(again)):
        assert set(table[table["corrected_by"].notna()]["confidence"]) == {1.0}
    sure = rows.as_sure(again)
    assert set(sure[sure["corrected_by"].notna()]["confidence"]) == {1.0}
    assert cell(again.mentions, "text", "He", "confidence") == 1.0
    events = at_least(again, newslab.timeline(again), 1.0)
    assert cell(events, "event", "They met", "confidence") == 1.0


def test_of_actors_of_one_name_the_one_whose_id_is_given_is_corrected():
    for number, one in enumerate(["ann-lee", "bob-ray"]):
        newslab.correct(newslab.parse(article()), "actors", one, name="the suspect")
        newslab.correct(newslab.parse(article()), "actors", one, role=f"role {number}")
    actors = newslab.parse(article()).actors.set_index("actor_id")
    assert actors.loc[["ann-lee", "bob-ray"], "role"].tolist() == ["role 0", "role 1"]


def test_what_came_to_nothing_is_told(place, tmp_path):
    newslab.correct(newslab.parse(article()), "statements", "s01", act="deny")
    newslab.correct(newslab.parse(article("a2")), "statements", "s01", act="deny")
    newslab.correct(newslab.parse(article("a3", "Ann Lee won.")), "actors", "ann-lee", role="chair")
    articles = [article(text=f"{TEXT} More."), article("b2")]
    corpus = newslab.parse_corpus(articles, tmp_path / "out")
    moved = "its text is that of b2: if it is the same, change article_id in the file"
    assert analyst.unfit(corpus) == [
        "a1: the article's text has changed since",
        f"a2: {moved}",
        "a3: its article is not among these",
    ]
    b2 = newslab.parse(article("b2"))
    assert newslab.corrections(b2)["note"].tolist() == [moved] * 2
    assert analyst.unfit(b2) == [
        f"a1 and a2: {moved}", "1 correction of articles that are not here",
    ]  # fmt: skip


def test_the_last_correction_is_taken_back(place):
    parsed = newslab.parse(article())
    newslab.correct(parsed, "statements", "s01", act="deny", negated=True)
    newslab.correct(parsed, "stance", add="talks had failed", holder_id="ann-lee", target="talks",
                    stance="oppose")  # fmt: skip
    newslab.correct(parsed, "mentions", "m1", form="title")
    told = newslab.correct(parsed, "statements", "s01", undo=True)
    assert told[["column", "state"]].values.tolist() == [
        ["act", "taken back"], ["negated", "taken back"],
    ]  # fmt: skip
    assert newslab.correct(parsed, undo=True)["table"].tolist() == ["mentions"]
    assert len(newslab.correct(parsed, "stance", undo=True)) == 4
    assert not corrected.read()
    with pytest.raises(ParameterError, match="or columns of it are set; give one of them"):
        newslab.correct(parsed, "statements", "s01", undo=True, act="deny")
    with pytest.raises(ParameterError, match="no such correction to take back"):
        newslab.correct(parsed, undo=True)


def test_ids_stay_when_a_row_is_dropped():
    told = "Ann Lee left on 3 March 2024. Bob Ray won on 4 March 2024. Al Orr died on 5 March 2024."
    days = article(text=told)
    newslab.correct(newslab.parse(days), "timeline", "e01", drop=True)
    parsed = newslab.parse(days)
    with pytest.raises(ParameterError, match="no row 'e01'"):
        newslab.correct(parsed, "timeline", "e01", drop=True)
    assert event_ids(parsed) == ["e02", "e03"]
    newslab.correct(parsed, "timeline", "e03", drop=True)
    newslab.correct(parsed, "timeline", add="Al Orr", earliest="2024-03-01")
    assert event_ids(newslab.parse(days)) == ["e04", "e02"]
    newslab.correct(newslab.parse(days), "timeline", "e04", drop=True)
    assert event_ids(newslab.parse(days)) == ["e02"]
    assert newslab.corrections(newslab.parse(days))["row_id"].dropna().tolist() == [
        "a1/e01", "a1/e03", *["a1/e04"] * 3,
    ]  # fmt: skip


def event_ids(parsed):
    return newslab.timeline(parsed)["event_id"].str.removeprefix("a1/").tolist()


def test_words_that_stand_apart_may_be_given_in_any_order():
    parsed = newslab.parse(article())
    newslab.correct(parsed, "statements", "s01", cue="49-55 34-38", source="12-19 0-3")
    (row,) = newslab.parse(article()).statements.head(1).to_dict("records")
    assert [row[c] for c in ("cue", "cue_start", "source", "source_end")] == [
        "said … failed", 34, "Ann … Bob Ray", 19,
    ]  # fmt: skip


def test_what_does_not_fit_is_refused_before_it_is_written(place):
    parsed = newslab.parse(article())
    with pytest.raises(ParameterError, match=r"no actor 'anne-lee'.*did you mean 'ann-lee'"):
        newslab.correct(parsed, "statements", "s01", actor_id="anne-lee")
    with pytest.raises(ParameterError, match="use direct, mixed, indirect"):
        newslab.correct(parsed, "statements", "s01", kind="oral")
    with pytest.raises(ParameterError, match=r"column 'score' is not.*use holder_id"):
        newslab.correct(parsed, "stance", "v01", score=2)
    with pytest.raises(ParameterError, match="no actor 'anne-lee'"):
        newslab.correct(parsed, "timeline", "e01", actors="bob-ray|anne-lee")
    with pytest.raises(ParameterError, match="no words of the article"):
        newslab.correct(parsed, "mentions", add="Zebra", actor_id="ann-lee")
    with pytest.raises(ParameterError, match="no words at 3-4"):
        newslab.correct(parsed, "mentions", add="3-4", actor_id="ann-lee")
    with pytest.raises(ParameterError, match="5-9 cuts a word; give whole words"):
        newslab.correct(parsed, "statements", "s01", spans="5-9")
    with pytest.raises(ParameterError, match="no words at 5-9999"):
        newslab.correct(parsed, "statements", "s01", spans="5-9999")
    with pytest.raises(ParameterError, match="a row is dropped, or taken back"):
        newslab.correct(parsed, "stance", "v01", drop=True, stance="support")
    with pytest.raises(ParameterError, match="'nan' is no value of column negated"):
        newslab.correct(parsed, "statements", "s01", negated=float("nan"))
    assert place.read_text() == ""


def _survives(parsed, tmp_path):
    """Make all that is made of the tables."""
    for name in PARSED:
        TABLES[name].check(getattr(parsed, name))
    stances, events = newslab.stance(parsed), newslab.timeline(parsed)
    TABLES["stance"].check(stances)
    TABLES["timeline"].check(events)
    assert stances["stance"].notna().all()
    headlines(stances, {})
    export(events, tmp_path / "events.ics")
    export(events, tmp_path / "events.json")
    return stances, events


@pytest.mark.parametrize(
    ("table", "cells", "lacks"),
    [
        ("statements", {}, ""),
        ("statements", {"said_on": "2025-03-12", "act": "deny"}, ""),
        ("dates", {}, ""),
        ("dates", {"value": "2025-03-12/2025-03-14"}, ""),
        ("actors", {"actor_id": "talks"}, ""),
        ("actors", {}, "give actor_id"),
        ("mentions", {}, "give actor_id"),
        ("mentions", {"form": "title"}, "give actor_id"),
        ("mentions", {"actor_id": "ann-lee"}, ""),
        ("timeline", {}, "give earliest"),
        ("timeline", {"latest": "2025-03-12"}, ""),
        ("timeline", {"earliest": "2025-03-12"}, ""),
        ("stance", {}, "give holder_id, target, stance"),
        ("stance", {"holder_id": "ann-lee", "target": "talks"}, "give stance"),
        ("stance", {"holder_id": "ann-lee", "target": "talks", "stance": "oppose"}, ""),
    ],
)
def test_an_added_row_is_whole_or_unfit(place, tmp_path, table, cells, lacks):
    parsed = newslab.parse(article())
    before = place.read_bytes()
    if lacks:
        with pytest.raises(ParameterError, match=lacks):
            newslab.correct(parsed, table, add="talks had failed", **cells)
        assert place.read_bytes() == before
        # As somebody may have written it by hand.
        at = TEXT.index("talks had failed")
        todo = [("add", ""), *cells.items()]
        lines = (f"a1,,{table},{at}-{at + 16},{column},{value},,," for column, value in todo)
        place.write_text("\n".join([HEAD, *lines]))
    else:
        told = newslab.correct(parsed, table, add="talks had failed", **cells)
        assert set(told["state"]) == {"applied"}
    again = newslab.parse(article())
    stances, events = _survives(again, tmp_path)
    states = newslab.corrections(again)["state"]
    assert (states == "unfit").any() == bool(lacks)
    frame = {"stance": stances, "timeline": events}.get(table)
    frame = getattr(again, table) if frame is None else frame
    assert frame["corrected_by"].notna().any() != bool(lacks)
    if table == "dates":
        assert cell(again.dates, "text", "talks had failed", "sentence") == 2


def test_rows_may_be_added_where_others_are():
    parsed = newslab.parse(article())
    for holder in ("ann-lee", "bob-ray"):
        cells = {"holder_id": holder, "target": "talks", "stance": "oppose"}
        newslab.correct(parsed, "stance", add="talks had failed", **cells)
    again = newslab.parse(article())
    rows = newslab.stance(again)
    assert rows[rows["target"] == "talks"]["holder_id"].tolist() == ["ann-lee", "bob-ray"]
    assert set(newslab.corrections(again)["state"]) == {"applied"}


def test_cells_of_an_added_row_may_stand_anywhere(place):
    parsed = newslab.parse(article())
    cells = {"holder_id": "ann-lee", "target": "talks", "stance": "oppose"}
    newslab.correct(parsed, "stance", add="talks had failed", **cells)
    newslab.correct(parsed, "actors", "bob-ray", role="chair")
    head, add, *others, other = place.read_text().splitlines()
    place.write_text("\n".join([head, *others, other, add]))
    assert set(newslab.corrections(newslab.parse(article()))["state"]) == {"applied"}


def test_names_that_end_in_a_stop_may_be_added():
    own = article(text="Acme Inc. said it won. Ann Lee met Acme Inc. and the U.S. on Monday.")
    newslab.correct(newslab.parse(own), "actors", add="Acme Inc.", actor_id="acme-corp")
    newslab.correct(newslab.parse(own), "actors", add="The U.S.", actor_id="us-s")
    mentions = newslab.parse(own).mentions.groupby("actor_id")["text"].agg(list)
    assert mentions["acme-corp"] == ["Acme Inc."] * 2
    assert mentions["us-s"] == ["the U.S."]


def test_a_file_by_hand_needs_no_more_than_what_is_corrected(place):
    place.write_text("article_id,table,key,column,value\na1,actors,ann-lee,role,chair\n")
    assert newslab.parse(article()).actors.set_index("actor_id")["role"]["ann-lee"] == "chair"
    newslab.correct(newslab.parse(article()), "statements", "s01", act="deny")
    assert set(newslab.corrections(newslab.parse(article()))["state"]) == {"applied"}


def test_of_several_rows_at_one_place_only_the_same_is_corrected():
    edit, words = Edit(article()), {"event": "The deal was signed", "start": 0, "end": 20}
    days = ("2025-03-10", "2025-03-12")
    edit.rows = {"timeline": [words | {"earliest": day} for day in days]}
    found = edit._find("timeline", file.Key(((0, 20),), "2025-03-12 The deal was signed"))
    assert found["earliest"] == "2025-03-12"
    with pytest.raises(ParameterError, match="no row of timeline is at 0-20"):
        edit._find("timeline", file.Key(((0, 20),), "2025-03-11 The deal was signed"))


def test_a_column_that_is_not_to_correct_any_more_stops_no_run(place):
    newslab.correct(newslab.parse(article()), "stance", "v01", stance="support", reason="mine")
    place.write_text(place.read_text().replace(",stance,support,", ",score,0.5,"))
    parsed = newslab.parse(article())
    (made,) = newslab.corrections(parsed).to_dict("records")
    told = "column 'score' is not to correct; use holder_id, target, stance, modality, add, drop"
    assert (made["state"], made["value"], made["note"]) == ("unfit", "0.5", told)
    assert analyst.unfit(parsed) == [f"a1: {told}"]


def test_rows_stay_in_the_order_of_the_text():
    texts = {f"a{n}": article(f"a{n}") for n in (1, 2, 3)}
    corpus = newslab.load(list(texts.values()))
    before = newslab.stance(corpus)
    newslab.correct(corpus.only("a1"), "stance", "v01", stance="support")
    newslab.correct(
        corpus.only("a2"), "stance", add="Ann Lee met", holder_id="ann-lee", target="Bob Ray",
        stance="support",
    )  # fmt: skip
    rows = newslab.stance(newslab.load(list(texts.values())))
    assert len(rows) == len(before) + 1
    assert list(rows["article_id"]) == sorted(rows["article_id"])
    assert rows[rows["article_id"] == "a2"]["start"].tolist()[0] == 0
    assert all(own["start"].is_monotonic_increasing for _, own in rows.groupby("article_id"))


def test_right_by_now_or_not_there_any_more():
    parsed = newslab.parse(article())
    act = parsed.statements["act"].iloc[0]
    newslab.correct(parsed, "statements", "s01", kind="indirect")
    newslab.correct(parsed, "statements", "s01", act="deny" if act != "deny" else "agree")
    other = newslab.parse(Article(TEXT.replace("Monday", "Sunday"), article_id="a1"))
    told = newslab.corrections(other)
    assert set(told["state"]) == {"unfit"}
    assert "text has changed" in told["note"].iloc[0]
    assert "2 corrections do not fit" in repr(other)
    told = newslab.corrections(newslab.parse(article()))
    assert told["state"].tolist() == ["superfluous", "applied"]
    assert (told["was"] == told["value"]).tolist() == [True, False]


def test_the_command_and_reports_know_them(place, tmp_path, monkeypatch, capsys):
    from newslab import cli

    def run(*words):
        monkeypatch.setattr("sys.argv", ["newslab", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, capsys.readouterr()

    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "a1.txt").write_text(TEXT)
    code, said = run("correct", raw, "statements", "s01", "--set", "act", "deny", "--reason", "<b>")
    assert (code, said.out[:40]) == (0, "applied: a1: statements s01: act assert ")
    assert said.out.startswith(run("correct", raw)[1].out)
    code, said = run("correct", raw, "mentions", "--add", "talks", "--set", "actor_id", "ann-lee")
    assert re.match(r"applied: a1: mentions m\d+: add – → talks\n", said.out)
    run("correct", raw, "actors", "ann-lee", "--set", "role", "chair")
    code, said = run("correct", raw, "--undo")
    assert said.out.startswith("taken back: a1: actors Ann Lee: role – → chair\n")
    assert said.out.endswith("corrections.csv; pages have it after the next newslab report\n")
    code, said = run("correct", raw, "statements", "s01", "--set", "reason", "x")
    assert (code, "column 'reason' of statements is not to correct" in said.err) == (2, True)
    code, said = run("correct", raw, "statements", "s99", "--drop")
    assert code == 2
    assert "no row 's99'" in said.err
    book = make.notebook(tmp_path / "n.ipynb", "import newslab", "newslab.load(article)")
    made = {"out": tmp_path / "reports", "processed": raw.parent / "processed"}
    first = newslab.report(raw, notebooks=[str(book)], **made)
    page = Path(first["path"][0]).read_text("utf-8")
    made_by_hand = page.partition('id="corrections"')[2]
    assert "Corrections by hand" in made_by_hand
    assert '"is">Ann Lee</td>' in made_by_hand
    assert "&lt;b&gt;" in page
    assert newslab.report(raw, notebooks=[str(book)], **made)["status"].tolist() == ["kept"]
    place.write_text("")
    assert newslab.report(raw, notebooks=[str(book)], **made)["status"].tolist() == ["ok"]
    assert "Corrections by hand" not in Path(first["path"][0]).read_text("utf-8")


# The file


def test_a_spreadsheet_may_write_it_back(place):
    parsed = newslab.parse(article())
    newslab.correct(parsed, "articles", published="2025-03-01", reason="=1+1", who="-me")
    newslab.correct(parsed, "statements", "s01", negated=True, reason="two\nlines; and, marks\"'")
    raw = place.read_text("utf-8")
    assert raw.startswith("\ufeff")
    assert ",'=1+1,'-me," in raw
    before = corrected.read()
    rows = list(csv.reader(raw.lstrip("\ufeff").splitlines(keepends=True)))
    for separator, encoding in ((";", "cp1252"), ("\t", "utf-16"), (";", "utf-8-sig")):
        with place.open("w", encoding=encoding, newline="") as out:
            writer = csv.writer(out, delimiter=separator)
            for row in rows:
                # Excel reads what it takes for a day, and writes it in the country's way.
                writer.writerow(["01.03.2025" if c == "'2025-03-01" else c for c in row])
            writer.writerow([""] * len(rows[0]))
        again = corrected.read()
        assert [r["reason"] for r in again] == [r["reason"] for r in before]
        assert [r["key"] for r in again] == [r["key"] for r in before]
        assert newslab.parse(article()).article.published == pd.Timestamp("2025-03-01")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("a1,,statement,1-2,act,deny", "table 'statement' is not to correct; use articles"),
        ("a1,,statements,1-2,rules,x", "column 'rules' is not to correct; use kind"),
        ("a1,,statements,1-2,act,denies", "'denies' is no value"),
        ("a1,,statements,here,act,deny", "names no characters"),
        ("a1,,statements,9-2,act,deny", "names no characters"),
        (",,statements,1-2,act,deny", "has no article_id"),
        ("a1,,articles,,published,03/04/2025", "'03/04/2025' is no value"),
        ("a1,,statements,1-2,negated,perhaps", "'perhaps' is no value"),
        ("*,,statements,1-2,act,deny", "table 'statements' is not to correct; use actors"),
        ("a1,,statements,1-2,act,deny,,,,x", "saw 10"),
    ],
)
def test_a_line_that_makes_no_sense_stops_the_run(place, line, what):
    place.write_text(f"{HEAD}\na0,,statements,1-2,act,deny,,,\n{line}\n")
    with pytest.raises(SettingError, match=f"(row|line) 3.*{what}"):
        newslab.parse(article())
    with pytest.raises(NewslabError, match=r"(row|line) 3"):
        newslab.load([article()])
    with pytest.raises(NewslabError, match=r"(row|line) 3"):
        file.save([])


def test_a_name_stays_whose_it_is_when_another_speaks():
    first = newslab.parse(article(text="Ann Lee said so. Bob Ray said it rained."))
    newslab.correct(first, "statements", first.statements.iloc[-1], actor_id="ann-lee")
    again = newslab.parse(first.article)
    assert again.statements["actor_id"].tolist()[-1] == "ann-lee"
    assert cell(again.mentions, "text", "Bob Ray", "actor_id") == "bob-ray"


def test_an_actor_of_a_corpus_is_corrected_everywhere_by_its_id(raw):
    corpus = newslab.load(raw)
    newslab.correct(corpus, "actors", "ann-lee", everywhere=True, role="potter")
    roles = newslab.load(raw).actors.query("actor_id == 'ann-lee'")["role"]
    assert len(roles) > 1
    assert set(roles) == {"potter"}


def test_a_day_that_no_calendar_has_is_refused():
    parsed = newslab.parse(article())
    for value in ("2025-02-30", "2025-99-99", "2025-Q7"):
        with pytest.raises(ParameterError, match="is no value of column value"):
            newslab.correct(parsed, "dates", "d01", value=value)


def test_corrections_of_other_articles_are_told_apart():
    other = article("a2", f"{TEXT} More.")
    newslab.correct(newslab.parse(other), "statements", "s01", act="deny")
    assert newslab.corrections(newslab.load([article("a1")])).empty
    corpus = newslab.load([article("a1"), article("a3")])
    assert newslab.corrections(corpus)["note"].tolist() == ["its article is not among these"]


def test_a_setting_that_names_nothing_stops_the_run(monkeypatch, tmp_path):
    monkeypatch.setenv(file.SETTING, str(tmp_path / "no.csv"))
    with pytest.raises(ParameterError, match="no such file"):
        newslab.parse_corpus([article()], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_file_of_the_project_is_found_from_its_folders(monkeypatch, tmp_path):
    monkeypatch.delenv(file.SETTING)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert file.path() == tmp_path / "data" / "corrections.csv"
    assert not corrected.read()


# Many articles


@pytest.fixture
def raw(tmp_path, monkeypatch):
    folder = tmp_path / "data" / "raw"
    folder.mkdir(parents=True)
    for name in ("a1", "a2", "a3"):
        (folder / f"{name}.txt").write_text(TEXT)
    (folder / "a4.txt").write_text("Mendes praised Ann Lee on Friday. Mendes resigned.")
    return folder


def test_only_the_articles_concerned_are_parsed_again(raw, monkeypatch, caplog):
    seen: list[str] = []
    from newslab.corpus import chunk

    real = chunk.parse_many

    def count(articles, *corrections):
        for parsed in real(articles, *corrections):
            seen.append(parsed.article.article_id)
            yield parsed

    monkeypatch.setattr(chunk, "parse_many", count)
    corpus = newslab.load(raw)
    seen.clear()
    one = corpus.only("a2")
    newslab.correct(one, "statements", "s01", act="deny")
    assert newslab.load(raw).statements["act"].tolist().count("deny") == 1
    assert seen == ["a2"]
    newslab.load(raw)
    newslab.load(raw.parent / "processed")
    assert seen == ["a2"]
    corpus = newslab.load(raw)
    newslab.correct(corpus.only("a4"), "actors", "mendes", actor_id="carla-mendes", everywhere=True)
    merged = newslab.load(raw)
    assert seen == ["a2", "a4"]
    assert cell(merged.cast, "actor_id", "carla-mendes", "articles") == 4
    newslab.parse_corpus(raw, raw.parent / "processed", force=True)
    assert newslab.load(raw).statements["act"].tolist().count("deny") == 1
    seen.clear()
    # Taken out of the file, they are taken back.
    caplog.clear()
    Path(file.path()).write_text("")
    assert newslab.load(raw.parent / "processed").statements["act"].tolist().count("deny") == 0
    assert sorted(seen) == ["a2", "a4"]
    newslab.load(raw)
    assert [r.getMessage().partition(": ")[2] for r in caplog.records] == [
        "is empty or gone; what it corrected is as newslab reads it again"
    ]


def test_a_date_is_taken_back_from_a_dataset_alone(raw):
    corpus = newslab.load(raw)
    newslab.correct(corpus.only("a1"), "articles", published="2025-03-14")
    newslab.load(raw)
    for path in raw.glob("*.txt"):
        path.unlink()
    processed = raw.parent / "processed"
    assert newslab.load(processed).articles["published"].notna().sum() == 1
    Path(file.path()).write_text("")
    assert newslab.load(processed).articles["published"].notna().sum() == 0


def test_rows_of_analyses_have_whole_ids_in_a_corpus(raw):
    (raw / "a4.txt").write_text("Officials accused Ann Lee of theft. Reporters criticized Lee.")
    stances = {"holder_id": "a4/reporters", "target": "a4/officials", "stance": "support"}
    newslab.correct(newslab.load(raw), "stance", "a4/v01", **stances)
    for tables in (newslab.load(raw), newslab.load(raw).only("a4")):
        rows = newslab.stance(tables)
        (row,) = rows[rows["article_id"].eq("a4") & rows["corrected_by"].notna()].to_dict("records")
        assert row["holder_id"].removeprefix("a4/") == "reporters"
        assert row["target_id"].removeprefix("a4/") == "officials"


def test_events_have_whole_ids_of_their_actors_in_a_corpus():
    texts = "Officials met the reporters on 3 March 2024.", "Officials said so. Reporters left."
    corpus = newslab.load([Article(t, article_id=n) for n, t in zip("ab", texts, strict=True)])
    (event,) = newslab.timeline(corpus).to_dict("records")
    assert (event["event_id"], event["actors"]) == ("a/e01", "a/officials|a/reporters")
    assert corpus.only("a").timeline["actors"].tolist() == ["officials|reporters"]


def test_ids_of_a_corpus_are_told_apart_from_those_of_an_article(raw):
    (raw / "a4.txt").write_text(
        "Ann Lee praised Minister Carla Mendes. Mendes resigned on the Friday."
    )
    corpus = newslab.load(raw)
    row = corpus.statements[corpus.statements["article_id"] == "a4"].iloc[0]
    newslab.correct(corpus, "statements", row, target_id="ann-lee", actor_id="carla-mendes")
    told = newslab.corrections(newslab.load(raw))
    assert told["state"].tolist() == ["applied"] * 2
    assert newslab.corrections()["state"].isna().all()
    assert newslab.corrections(corpus)["note"].str.contains("not applied yet").all()


# Two hundred at random

#: What a random correction may set.
VALUES = {
    "act": ("deny", "agree", "praise"), "negated": (True, False),
    "said_on": ("2025-01-31",), "form": ("title", "description"), "role": ("Mayor", "=cmd|' /C"),
    "value": ("2024-05", "2024-W03", "PAST_REF"), "type": ("DATE", "SET"),
    "modality": ("conditional", "negated"),
    "affiliation": ("Peru", None),
    "published": ("2024-02-29",), "stance": ("support", "neutral"), "event": ("It began",),
    "status": ("planned", "denied"),
}  # fmt: skip
TABLE_NAMES = ("statements", "actors", "mentions", "dates", "stance", "timeline")


def _random(parsed, chance):
    """Return a correction of a row of an article, as `newslab.correct` would write it."""
    frames = {n: getattr(parsed, n) for n in TABLE_NAMES}
    name = chance.choice([n for n in TABLE_NAMES if len(frames[n])])
    row = frames[name].iloc[chance.randrange(len(frames[name]))]
    columns = [c for c in file.CHANGED[name] if c in VALUES or c == "actor_id"]
    column = chance.choice([*columns, file.DROP])
    value = chance.choice(VALUES.get(column, list(parsed.actors["actor_id"])))
    value = "" if column == file.DROP else value
    one = analyst.One(parsed, row)
    key = one.key(name, row)
    about = parsed.article.article_id, parsed.article.sha256, name, str(key), column
    return file.correction(*about, one.written(column, value, key), "=why")


def _sources(every):
    gold = Path(__file__).parent / "gold"
    paths = [*sorted((gold / "src").glob("*.txt")), *sorted(gold.glob("wikinews/dev/*/*.txt"))]
    return paths if every else paths[:4] + paths[-4:]


@pytest.fixture(scope="module")
def machine(request):
    every = request.config.getoption("nightly")
    known = [newslab.read(p) for p in _sources(every)]
    articles = [Article(a.text, f"n{i}", a.published) for i, a in enumerate(known)]
    return {p.article.article_id: p for p in newslab.parse_many(articles, Corrections())}


@pytest.fixture(scope="module")
def made(machine):
    chance = random.Random(20)
    return [_random(chance.choice(list(machine.values())), chance) for _ in range(200)]


def test_every_surface_gives_the_same(machine, made, place, tmp_path):
    file.save(made)
    articles = [p.article for p in machine.values()]
    first = place.read_bytes()
    place.unlink()
    place.write_text("")
    file.save(made)
    assert place.read_bytes() == first
    one = {p.article.article_id: p for p in newslab.parse_many(articles)}
    corpora = {
        "memory": newslab.load(articles),
        "one process": newslab.parse_corpus(articles, tmp_path / "one", jobs=1),
        "two processes": newslab.parse_corpus(articles, tmp_path / "two", jobs=2),
    }
    corpora["forced"] = newslab.parse_corpus(articles, tmp_path / "one", jobs=1, force=True)
    corpora["read"] = newslab.load(tmp_path / "two")
    for table in PARSED:
        wanted = pd.concat([getattr(one[name], table) for name in sorted(one)], ignore_index=True)
        for how, corpus in corpora.items():
            got = corpus._rows(table, corpus.manifest)
            got = got.sort_values("article_id", kind="stable", ignore_index=True)
            _equal(got, wanted, f"{how}: {table}")
    for name in sorted(one)[:3]:
        alone = corpora["two processes"].only(name)
        for table in PARSED:
            _equal(getattr(alone, table), getattr(one[name], table), f"{name}: {table}")
    # What a notebook of a report reads.
    name, kept = articles[0].article_id, tmp_path / "seen.parquet"
    newslab.parse_corpus(articles[:1], tmp_path / "first")
    cells = "import newslab", f"newslab.load(article).statements.to_parquet({str(kept)!r})"
    book = make.notebook(tmp_path / "n.ipynb", *cells)
    newslab.report(tmp_path / "first", notebooks=[str(book)], out=tmp_path / "reports")
    _equal(pd.read_parquet(kept), one[name].statements, "report")
    told = newslab.corrections(corpora["two processes"])
    assert sorted(told["correction"]) == sorted({c["correction"] for c in made})
    assert set(told["state"]) <= {"applied", "superfluous", "unfit"}


def _equal(got, wanted, what):
    frames = (f.drop(columns="source", errors="ignore") for f in (got, wanted))
    pd.testing.assert_frame_equal(*frames, obj=what)


def test_each_alone_does_what_it_says(machine, made):
    """One at a time, so that what is expected can be said without any other."""
    for c in made[:: 1 if len(machine) > 10 else 4]:
        parsed = machine[c["article_id"]]
        rows = deepcopy(dict(parsed.rows))
        edit = Edit(parsed.article, [c])
        edit.run({"dates": rows["dates"]}, "dates")
        edit.run(rows, "statements", "actors", "mentions")
        edit.run(rows, "stance", "timeline")
        rows["corrections"] = edit.made()
        now = newslab.Parsed(edit.article, rows)
        before, after = getattr(parsed, c["table"]), getattr(now, c["table"])
        told = newslab.corrections(now)
        assert set(told["state"]) <= {"applied", "superfluous"}, (c, told.T.to_string())
        if c["column"] == file.DROP:
            assert len(after) < len(before)
        elif c["table"] not in ("actors", "stance"):
            assert _same_rows(before, after, c), c


def _same_rows(before, after, c):
    """Whether one row has the value, and no other differs but in what follows from it."""
    follows = {
        "value": {"earliest", "latest", "granularity"},
        "actor_id": {"actor_id", "target_id"},
    }
    free = {c["column"], "corrected_by", "how_dated", "confidence"}
    free |= follows.get(c["column"], set())
    rest = [n for n in before if n not in free]
    pd.testing.assert_frame_equal(after[rest], before[rest])
    changed = after[after["corrected_by"].notna()]
    wanted = file.value(c)
    wanted = str(wanted.label if c["column"] in file.ACTORS else wanted)
    return any(str(v).removesuffix(" 00:00:00") == wanted for v in changed[c["column"]])


def test_after_the_rules_change_each_is_applied_or_listed(machine, made):
    lost, every = 0, 0
    for seed, (name, parsed) in product(range(5), machine.items()):
        chance = random.Random(f"{seed} {name}")
        own = [c for c in made if c["article_id"] == name]
        rows = deepcopy(dict(parsed.rows))
        for table in ("statements", "mentions", "dates", "clauses"):
            rows[table][:] = [r for r in rows[table] if chance.random() > 0.2]
        for row in rows["statements"]:
            if chance.random() < 0.3 and row["start"] > 2:
                row["start"] -= 2
                row["spans"] = f"{row['start']}:{row['end']}"
                row["content"] = parsed.article.text[row["start"] : row["end"]]
        for n, row in enumerate(rows["actors"]):
            old, new = row["actor_id"], f"actor-{n}"
            row["actor_id"] = new
            for table in ("mentions", "statements", "clauses", "stance"):
                for r in rows[table]:
                    r |= {k: new for k in file.ACTORS if r.get(k) == old}
        edit = Edit(parsed.article, Corrections(own))
        edit.run({"dates": rows["dates"]}, "dates")
        edit.run(rows, "statements", "actors", "mentions")
        edit.run(rows, "stance", "timeline")
        rows["corrections"] = edit.made()
        told = newslab.corrections(newslab.Parsed(edit.article, rows))
        assert sorted(told["correction"]) == sorted({c["correction"] for c in own})
        unfit = told[told["state"] == "unfit"]
        assert unfit["note"].notna().all()
        lost, every = lost + len(unfit), every + len(told)
        for table in PARSED:
            TABLES[table].check(TABLES[table].frame(rows[table]))
    # A fifth of the rows is gone; of the others a cue, a last word or a name's place stays.
    assert lost <= 0.35 * every
