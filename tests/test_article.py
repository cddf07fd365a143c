"""The gate for input: formats, encodings, dates, clear errors."""

import datetime
import gzip
import json
import re

import numpy as np
import pandas as pd
import pytest
from make import entries

import newslab
from newslab.article import Article, articles, read
from newslab.errors import InputError


@pytest.mark.parametrize(
    ("text", "name", "day", "body"),
    [
        (" date 2025-03-14 Talks began.", "a", "2025-03-14", "Talks began."),
        ("Date: 14 March 2025\nTalks began.", "a", "2025-03-14", "Talks began."),
        ("Published: March 14, 2025\nTalks.", "a", "2025-03-14", "Talks."),
        ("GENEVA, March 3 (Agency) - Talks.", "talks-2025-03-04", "2025-03-03", "Talks."),
        ("GENEVA, March 3, 2024 - Talks.", "talks-2025-03-04", "2024-03-03", "Talks."),
        ("KYIV, Dec. 30 — Talks.", "talks-2025-01-02", "2024-12-30", "Talks."),
        (
            "KYIV, Dec. 30 — Talks.\n\nUpdated: Jan. 2, 2025",
            "a",
            "2024-12-30",
            "Talks.\n\nUpdated: Jan. 2, 2025",
        ),
        (
            "They met March 3-5 in Rome.",
            "a-2025-03-14",
            "2025-03-14",
            "They met March 3-5 in Rome.",
        ),
        ("GENEVA, March 3 (Agency) - Talks.", "talks", None, "Talks."),
        ("Talks began.", "talks-20250304", "2025-03-04", "Talks began."),
        ("Talks began.", "talks-20251399", None, "Talks began."),
        ("14 November 2023\n\nTalks.", "a", "2023-11-14", "Talks."),
        ("NAIROBI, Saturday, August 20, 2022\nTalks.", "a", "2022-08-20", "Talks."),
        ("Posted Tuesday, May 16, 2023\nTalks.", "a", "2023-05-16", "Talks."),
        (
            "Storm\nTue 16 May 2023 07.00 BST\nIt.",
            "a",
            "2023-05-16",
            "Storm\nTue 16 May 2023 07.00 BST\nIt.",
        ),
        (
            "Storm\nBy Ann Lee | May 16, 2023 at 10:15 a.m. EDT\nIt.",
            "a",
            "2023-05-16",
            "Storm\nBy Ann Lee | May 16, 2023 at 10:15 a.m. EDT\nIt.",
        ),
        ("May 16, 2023", "a", "2023-05-16", "May 16, 2023"),
        ("D-Day\nJune 6, 1944\nIt.", "a-2024-06-06", "2024-06-06", "D-Day\nJune 6, 1944\nIt."),
        ("Born in Oslo, 5 May 1950\nIt.", "a", None, "Born in Oslo, 5 May 1950\nIt."),
        ("12 June 2024, 1500 people\nIt.", "a", None, "12 June 2024, 1500 people\nIt."),
        ("TNN | Sep 18, 2024, 10:12 IST\nIt.", "a", "2024-09-18", "It."),
        ("Published 4:12 PM CDT, March 13, 2025\nIt.", "a", "2025-03-13", "It."),
        ("Published: March 13, 2025 4:12 PM CDT\nIt.", "a", "2025-03-13", "It."),
        (
            "Storm\n\nROME, Sept. 3, 2025 (Agency) - It.",
            "a",
            "2025-09-03",
            "Storm\n\nROME, Sept. 3, 2025 (Agency) - It.",
        ),
        (
            "ROME (Agency) - It.\n\nPublished March 13, 2025\n",
            "a",
            "2025-03-13",
            "ROME (Agency) - It.\n\nPublished March 13, 2025\n",
        ),
        ("Storm\n\nMay 2023\n\nIt.", "a", None, "Storm\n\nMay 2023\n\nIt."),
        ("Talks began on March 3.", "talks", None, "Talks began on March 3."),
        (" date 2025-02-30 Talks.", "a", None, "Talks."),
        ("ROME, Sept. 3 - Talks.", "talks-2025-09-04", "2025-09-03", "Talks."),
        ("PARIS, Marseille 12 - 3.", "a-2025-01-02", "2025-01-02", "PARIS, Marseille 12 - 3."),
        ("NEW YORK, Decker 12 - He.", "a", None, "NEW YORK, Decker 12 - He."),
        ("Talks.", "a-17990101", None, "Talks."),
        ("Talks.", "a-41120101", None, "Talks."),
        ("Talks.", "a-18630101", "1863-01-01", "Talks."),
    ],
)
def test_published(text, name, day, body):
    article = Article(text, article_id=name)
    assert (None if article.published is pd.NaT else str(article.published.date())) == day
    assert article.text[article.body_start :] == body
    assert article.text == text


def test_published_given_counts_before_the_text():
    text = " date 2025-03-14 Talks."
    given = Article(text, article_id="a", published="2024-01-02T23:30:00+02:00")
    assert str(given.published) == "2024-01-02 00:00:00"
    with pytest.raises(InputError, match="no date"):
        Article(text, article_id="a", published="someday")


@pytest.mark.parametrize(
    "given",
    [
        datetime.date(2025, 3, 14),
        datetime.datetime(2025, 3, 14, 23, 30),
        pd.Timestamp("2025-03-14 23:30", tz="America/Lima"),
        np.datetime64("2025-03-14"),
        20250314,
        20250314.0,
        np.int64(20250314),
        "20250314",
        "20250314.0",
        "2025-03-14T23:30:00.5-05:00",
        "2025-03-14 10:00:00 +0000",
        "14 March 2025",
        "Mar. 14, 2025",
        "Fri, 14 Mar 2025 10:00:00 GMT",
    ],
)
def test_forms_of_a_given_date(given):
    assert str(Article("Talks.", "a", given).published) == "2025-03-14 00:00:00"


@pytest.mark.parametrize(
    "given", ["10:30", "now", "today", "March", "2025", 2025, 1.5, True, "2025-02-30", ["x"]]
)
def test_what_names_no_day_is_refused(given):
    with pytest.raises(InputError, match=r"^a: .* is no date; write published as 2025-03-14"):
        Article("Talks.", "a", given)


def test_nothing_given_is_no_error():
    assert all(
        Article("Talks.", "a", v).published is pd.NaT for v in (None, "", pd.NaT, pd.NA, np.nan)
    )


def test_published_of_a_source_is_for_articles_that_give_none(tmp_path):
    (tmp_path / "a.txt").write_text(" date 2024-01-02 Talks.")
    (tmp_path / "b-2024-01-03.txt").write_text("Talks.")
    (tmp_path / "c.txt").write_text("Talks.")
    (tmp_path / "d.csv").write_text("text,published\nTalks.,2024-01-04\nTalks.,\n")
    source = [tmp_path, Article("Talks.", "e")]
    days = [str(a.published.date()) for a in articles(source, published=datetime.date(2025, 3, 14))]
    assert days == ["2024-01-02", "2024-01-03", "2025-03-14", "2024-01-04", *["2025-03-14"] * 2]
    for name, day in (("a.txt", "2024-01-02"), ("c.txt", "2025-03-14")):
        assert str(read(tmp_path / name, published="2025-03-14").published.date()) == day
    with pytest.raises(InputError, match="soon"):
        entries(tmp_path, published="soon")


TEXT = "“No,” said Zoë Müller — twice.\r\nThe end."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings(tmp_path, encoding, packed):
    path = tmp_path / ("a.txt.gz" if packed else "a.txt")
    content = TEXT.encode(encoding)
    path.write_bytes(gzip.compress(content) if packed else content)
    article = read(path)
    assert article.text == TEXT
    assert article.article_id == "a"


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\t", "a.txt", "empty"),
        (b"\xef\xbb\xbf", "a.txt", "empty"),
        (bytes(range(256)) * 9, "a.txt", "no text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00" * 9, "a.txt", "an image"),
        (b"no gzip", "a.txt.gz", "gzip"),
        (b'{"a": ', "a.json", "JSON"),
        (b'{"a": 1}', "a.json", "column for the text"),
        (b"no parquet", "a.parquet", "cannot be read as parquet"),
        (b'{"text": "x"}\n{"text": "y"}\n', "a.jsonl", "holds 2 articles"),
    ],
)
def test_bad_file_is_named(tmp_path, content, name, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        read(path)
    assert str(path) in str(caught.value)


def test_missing_and_folder(tmp_path):
    for path, message in ((tmp_path / "a.txt", "no such file"), (tmp_path, "folder")):
        with pytest.raises(InputError, match=message):
            read(path)
    with pytest.raises(InputError, match="no articles"):
        entries(tmp_path)


@pytest.mark.parametrize("given", [None, 3, b"a.txt"])
def test_what_is_no_path_is_told(given):
    with pytest.raises(InputError, match=f"^{given!r} is no path; give a path or an Article"):
        read(given)


def test_a_glob_that_matches_no_file_is_missing_also_among_others(tmp_path):
    (tmp_path / "a.txt").write_text("Talks.")
    (tmp_path / "folder").mkdir()
    for name in ("nothing*", "f*"):
        for source in (str(tmp_path / name), [tmp_path / "a.txt", str(tmp_path / name)]):
            with pytest.raises(InputError, match=rf"{re.escape(name)}: no such file or folder"):
                entries(source)


ROWS = [
    {"article_id": "one", "text": "Talks began.", "published": "2025-03-14", "title": "Talks"},
    {"article_id": "two", "text": "Talks ended.\nAll left."},
]


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "json", "parquet"])
def test_tables(tmp_path, suffix):
    path, frame = tmp_path / f"t.{suffix}", pd.DataFrame(ROWS)
    match suffix:
        case "csv":
            frame.to_csv(path, index=False)
        case "tsv":
            frame.to_csv(path, index=False, sep="\t")
        case "jsonl":
            path.write_text("\n".join(map(json.dumps, ROWS)))
        case "json":
            path.write_text(json.dumps(ROWS))
        case "parquet":
            frame.to_parquet(path)
    one, two = articles(path)
    assert (one.article_id, one.title, str(one.published.date())) == ("one", "Talks", "2025-03-14")
    assert (two.text, two.title, two.published) == (ROWS[1]["text"], None, pd.NaT)


def test_frame_with_other_names():
    frame = pd.DataFrame({"story": ["Talks began."], "day": [pd.Timestamp("2025-03-14")]})
    (one,) = articles(frame, names={"text": "story", "published": "day"})
    assert (one.text, str(one.published.date())) == ("Talks began.", "2025-03-14")
    with pytest.raises(InputError, match="column for the text among story, day"):
        entries(frame)


def test_columns_of_lists_are_passed_over(tmp_path):
    frame = pd.DataFrame(
        {"text": ["Talks.", ["One.", "Two."]], "tags": [["a", "b"], None], "published": [None, ""]}
    )
    assert [a.text for a in articles(frame)] == ["Talks.", "One.\n\nTwo."]
    frame.tail(1).to_parquet(tmp_path / "t.parquet")
    assert [a.text for a in articles(tmp_path / "t.parquet")] == ["One.\n\nTwo."]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", "text,published\nTalks.,\nTalks.,soon\n", "row 2: 'soon' is no date"),
        ("t.csv", "text,url\n,http://a\n", "row 1: it has no text"),
        ("t.jsonl", '{"text": "x"}\n[1]\n', "row 2: a record is no object"),
        ("t.jsonl", '{"text": "x"}\n{"te', "row 2: cannot be read as JSON"),
    ],
)
def test_bad_rows_of_a_table_are_named(tmp_path, name, content, message):
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError) as caught:
        list(articles(tmp_path / name))
    assert f"{tmp_path / name}, {message}" in str(caught.value)


def test_a_broken_table_costs_itself_only(tmp_path):
    (tmp_path / "a.txt").write_text("Talks.")
    (tmp_path / "b.json").write_text('{"a": ')
    (tmp_path / "c.csv").write_text("x,y\n1,2\n")
    for source in (tmp_path, str(tmp_path / "*"), [tmp_path / "a.txt", tmp_path / "c.csv"]):
        found = entries(source)
        assert found[0].read().text == "Talks."
        with pytest.raises(InputError, match=r"c\.csv: has no column for the text"):
            found[-1].read()
    corpus = newslab.load(tmp_path)
    assert corpus.failed["article_id"].tolist() == ["b", "c"]
    assert "b.json: is no JSON" in corpus.failed["error"][0]
    for name in ("b.json", "c.csv"):
        with pytest.raises(InputError, match=name):
            entries(tmp_path / name)


def test_news_please_and_fundus(tmp_path):
    (tmp_path / "np.json").write_text(
        json.dumps({"maintext": "Talks began.", "date_publish": "2025-03-14 10:00:00", "url": "u"})
    )
    (tmp_path / "fu.json").write_text(
        json.dumps(
            {
                "title": "Talks",
                "body": {
                    "summary": ["Sum."],
                    "sections": [{"headline": None, "paragraphs": ["One.", None, "Two."]}],
                },
                "publishing_date": "2025-03-14 10:00:00+02:00",
            }
        )
    )
    fundus, please = articles(tmp_path)
    assert (please.text, please.source) == ("Talks began.", "u")
    assert fundus.text == "Sum.\n\nOne.\n\nTwo."
    assert str(fundus.published) == str(please.published) == "2025-03-14 00:00:00"


def test_page(tmp_path):
    pytest.importorskip("trafilatura")
    body = "".join(f"<p>Paragraph {n} of the article tells what happened.</p>" for n in range(9))
    (tmp_path / "a.html").write_text(
        "<html><head><title>Talks</title><meta property='article:published_time' "
        f"content='2025-03-14'></head><body><article><h1>Talks</h1>{body}</article></body></html>"
    )
    article = read(tmp_path / "a.html")
    assert "Paragraph 8" in article.text
    assert (article.title, str(article.published.date())) == ("Talks", "2025-03-14")


def test_same_names_are_told_apart(tmp_path, caplog):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("Talks.")
    assert [e.article_id for e in entries(tmp_path)] == ["a", "y-a"]
    assert [e.article_id for e in entries([tmp_path / "x/a.txt"] * 2)] == ["a"]
    assert caplog.messages == ["y-a: so called, as another has its name (1 in all)"]


def test_lone_surrogates_are_replaced():
    article = newslab.Article("a\ud800b", article_id="a")
    assert article.text == "a\ufffdb"
    assert len(article.sha256) == 64


def test_addresses_on_shared_storage(tmp_path):
    pytest.importorskip("upath")
    import fsspec

    storage = fsspec.filesystem("memory")
    storage.pipe("/news/raw/a.txt", b"Talks began.")
    storage.pipe("/news/raw/deep/b.txt.gz", gzip.compress(b"Talks ended."))
    storage.pipe("/news/raw/t.jsonl", b'{"text": "All left."}\n')
    for source in ("memory://news/raw", ["memory://news/raw/**/*.t*", "memory://news/raw/t.jsonl"]):
        assert {a.text for a in articles(source)} == {"Talks began.", "Talks ended.", "All left."}
    assert read("memory://news/raw/a.txt").source == "memory://news/raw/a.txt"
    with pytest.raises(InputError, match=r"memory://news/raw/none\.txt: no such file"):
        entries("memory://news/raw/none.txt")
    with pytest.raises(InputError, match=r"nowhere://a\.txt: this address cannot be read"):
        read("nowhere://a.txt")
    out = tmp_path / "out"
    assert len(newslab.parse_corpus("memory://news/raw", out=out, jobs=1)) == 3
    storage.rm("/news/raw/a.txt")
    assert len(newslab.parse_corpus("memory://news/raw", out=out, jobs=1).manifest) == 2
    assert len(newslab.load(out).manifest) == 2


@pytest.mark.parametrize("value", ["15/03/2024", "n.d.", 1709640000, "2024"])
def test_what_is_no_day_in_a_column_of_many_uses_dates_nothing(value):
    frame = pd.DataFrame({"text": ["Ann Lee left."], "date": [value]})
    assert [pd.isna(a.published) for a in newslab.articles(frame)] == [True]


def test_two_columns_of_sources_cost_no_article():
    frame = pd.DataFrame([["Ann Lee left.", "a", "b"]], columns=["text", "source", "source"])
    assert [a.source for a in newslab.articles(frame)] == ["a"]


WRAPPED = """Mayor opens bridge
Ann Lee, the mayor of the town, opened the
bridge on Monday and said that it had cost
less than the council had feared. "It is a
good day," she said.
Tom Orr, who leads the council's group for
transport, denied that the figures, which
the mayor gave, were right.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("between", ["", "\n"])
def test_line_ends_that_only_wrap_part_nothing(end, between):
    text = WRAPPED.replace("said.\n", f"said.\n{between}").replace("\n", end)
    parsed = newslab.parse(newslab.Article(text, article_id="a"))
    assert [text[s:e].split()[0] for s, e in parsed.article.paragraphs] == ["Mayor", "Ann", "Tom"]
    said = parsed.statements["content"].str.split().str.join(" ").tolist()
    assert said[:2] == ["that it had cost less than the council had feared", '"It is a good day,"']
    assert said[2].startswith("that the figures")


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee won\nTom Orr lost\nBo Rye left\nIda Moor stayed\n",  # lines of a list
        '"It works," Ann Lee said.\n' * 9,  # lines of one length
        f"{'A long line of an article ' * 5}\nbroken\n" * 4,
    ],
)
def test_lines_that_have_room_left_or_end_a_sentence_are_paragraphs(text):
    assert len(newslab.Article(text, article_id="a").paragraphs) == len(text.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "SYDNEY, March 10 - A cyclone left more than 300,000\nhomes without power, the mayor said.",
        "The survey found that the birds of the town\nsing louder than those of the woods.",
    ],
)
def test_a_single_line_end_may_wrap(text):
    assert len(newslab.Article(text, article_id="a").paragraphs) == 1
