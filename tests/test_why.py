"""Why a row is as it is: what is told, and that it is told safely."""

import pytest

import newslab
from newslab import Article
from newslab.corrected import file
from newslab.errors import ParameterError

TEXT = (
    "Minister Ann Lee met Bob Ray on March 3. She criticized Ray for the delay. "
    '"It is <b>late</b>," Ray said.'
)


@pytest.fixture(autouse=True)
def _own_file(tmp_path, monkeypatch):
    monkeypatch.setenv(file.SETTING, str(tmp_path / "c.csv"))
    (tmp_path / "c.csv").write_text("")


@pytest.fixture
def parsed():
    return newslab.parse(Article(TEXT, article_id="a", published="2025-03-14"))


def test_a_pronoun_tells_whom_it_may_have_meant(parsed):
    row = parsed.mentions[parsed.mentions["text"] == "She"].iloc[0]
    told = str(newslab.why(parsed, row["mention_id"]))
    assert "⟦She⟧ criticized Ray for the delay." in told
    candidates = told.partition("the most probable first")[2]
    assert candidates.index("Ann Lee") < candidates.index("(nobody before)")
    assert "person +" in candidates


def test_a_row_does_for_its_id(parsed):
    for table in ("statements", "mentions", "stance", "timeline"):
        row = getattr(parsed, table).iloc[0]
        assert str(newslab.why(parsed, row)) == str(newslab.why(parsed, row.iloc[0]))


@pytest.mark.parametrize("row", ["s01", "d01", "c01", "v01", "e01", "a/m01", "a/s01"])
def test_each_kind_of_row(parsed, row):
    row = row if row != "a/m01" else parsed.mentions["mention_id"].iloc[0]
    told = newslab.why(parsed, row)
    assert any(w in str(told) for w in ("rule", "basis", "how_dated", "verb"))
    assert told._repr_html_().count("<mark>") == 1


def test_a_statement_is_told_by_its_speaker(parsed):
    page = newslab.why(parsed, parsed.statements["statement_id"].iloc[-1])._repr_html_()
    assert "Bob Ray" in page
    assert "How its cue may be read" in page
    assert "quote: " in page
    assert "<b>" not in page
    assert "&lt;b&gt;late&lt;/b&gt;" in page


def test_a_correction_is_told_with_its_reason(parsed):
    newslab.correct(parsed, "statements", "s01", act="deny", reason="<i>", who="me")
    again = newslab.parse(parsed.article)
    told = newslab.why(again, "s01")
    assert "Corrections of it" in str(told)
    assert "&lt;i&gt;" in told._repr_html_()
    newslab.correct(parsed, "stance", "v01", stance="neutral", reason="irony", who="me")
    assert "irony" in str(newslab.why(newslab.parse(parsed.article), "v01"))


def test_in_a_corpus_and_where_there_is_no_such_row(parsed):
    both = newslab.load([parsed.article, Article(TEXT, article_id="b", published="2025-03-14")])
    assert str(newslab.why(both, "b/d01")) == str(newslab.why(parsed, "d01"))
    with pytest.raises(ParameterError, match=r"no row 's99' in statements.* known: s01, s02"):
        newslab.why(parsed, "s99")
    with pytest.raises(ParameterError, match=r"is no row's id; give one.*one of its mentions"):
        newslab.why(parsed, "ann-lee")
    with pytest.raises(ParameterError, match="is no parsed article"):
        newslab.why("a1", "ann-lee")
    with pytest.raises(ParameterError, match="is no row's id; give one as s04"):
        newslab.why(parsed, "nobody")
