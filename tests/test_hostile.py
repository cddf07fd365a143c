"""Any text at all: no exception, offsets slice, the same tables each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newslab
from newslab.tables import PARSED, TABLES

PIECES = st.sampled_from(
    [
        '"', "“", "”", "'", "’", "«", "»", "‘", "(", "...", "—", ", ", ". ", "\n", "\n\n", "\r\n",
        "\r", "\0", "\ufeff", "\u200b", "\u202e", "\x85", "\u2028", "\ud800", "😀", "e\u0301", "\t",
        " said ", " said that ", "Ann Lee", " He ", "according to ", "Kyiv ", "On March 3, ",
        "2025-03-14", " two days later ", " 86% of ", " denied ", "the president of ", "Mr. ",
        " accused Bob Ray of ", " and claimed ", " date 2025-03-14 ",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join)


def check(text):
    article = newslab.Article(text, article_id="a-2025-03-14")
    parsed = newslab.parse(article)
    assert len(article.text) == len(text)
    for table in ("mentions", "dates", "sentences"):
        for row in parsed.rows[table]:
            assert article.text[row["start"] : row["end"]] == row["text"], table
    for row in parsed.rows["statements"]:
        spans = [tuple(map(int, span.split(":"))) for span in row["spans"].split()]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        if row.get("source_start") is not None:
            assert article.text[row["source_start"] : row["source_end"]] == row["source"]
    for table in PARSED:
        TABLES[table].check(getattr(parsed, table))
    for analyse in (newslab.stance, newslab.sentiment, newslab.timeline):
        found = TABLES[analyse.__name__].check(analyse(parsed))
        if "start" in found:
            assert (found["start"] >= 0).all()
            assert (found["start"] < found["end"]).all()
            assert (found["end"] <= len(text)).all()
        for row in found.to_dict("records"):
            if analyse is newslab.stance:
                assert row["cue"] in article.text[row["start"] : row["end"]]
    return parsed


@given(TEXTS)
def test_any_text(text):
    assert check(text).rows == newslab.parse(newslab.Article(text, article_id="a-2025-03-14")).rows


@pytest.mark.parametrize(
    "text",
    [
        "", " \r\n ", "\ufeff", "\0\0", '"' * 3000, "“" * 3000, "'a " * 2000, "a" * 30000,
        "On March 3, 2024 and " * 300, "“No,” he said. " * 1600, "\r\n" * 5000, "😀" * 3000,
        " neither confirmed nor denied ", 'asked that "', "Date: 2025-03-14\n",
        "GENEVA, March 3 (Agency) - ", "The firm (" + "A" * 20_000 + " closed.",
        "It was good. " + "9" * 400 + " years earlier it was bad.",
        "Ann said that " + "Bo, " * 1200, "He denied the theft " + "of a dog " * 700,
        "He said that " + "of a " * 1200, "He said " + "a " * 2400, "Ann Lee: yes.\n\n" * 500,
    ],
    ids=lambda t: repr(t[:12]),
)  # fmt: skip
def test_odd_and_long(text):
    check(text)


def test_blocks_keep_offsets():
    line = '"It works," Ann Lee said on March 3, 2025.\n'
    parsed = check(line * 600)
    assert len(parsed.sentences) == 600
    assert len(parsed.dates) == 600
