import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import TEXT, date, parsed, statement

import newslab
from newslab.errors import DataError
from newslab.present import highlight, rows, views
from newslab.present.escape import html
from newslab.present.highlight import Mark, marked_html
from newslab.tables import TABLES


class Page(HTMLParser):
    """What a browser would see: text, ids, links; elements that are left open are an error."""

    VOID = ("br", "img", "meta", "input", "hr", "link")

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text, self.ids, self.links, self.tags = "", [], [], []
        self.open: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        assert not [n for n in found if n.startswith("on")]
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        if tag == "a":
            assert "a" not in self.open, "a link in a link"
            self.links.append(found["href"])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "table"} & set(self.open):
            self.text += data


_BASE = {"article_id": "a1", "start": 12, "end": 23, "statement_id": "a1/s01"}
EVIDENCE = {
    "stance": TABLES["stance"].frame(
        [_BASE | {"stance_id": "a1/v01", "holder_id": "ann-lee", "target": "it"}
         | {"target_kind": "issue", "basis": "<b>"}]
    ),
    "event": TABLES["timeline"].frame(
        [_BASE | {"event_id": "a1/e01", "event": "it works", "actors": "ann-lee|bob-ray"}
         | {"date_id": "a1/d01", "how_dated": "<b>"}]
    ),
}  # fmt: skip


def shown(found):
    return Page(found._repr_html_())


def test_every_mark_has_its_row_and_every_row_its_place():
    page = shown(highlight.article(parsed()))
    assert len(page.ids) == len(set(page.ids))
    targets = {link[1:] for link in page.links if link.startswith("#")}
    assert targets <= set(page.ids)
    assert sum(":row-statement-" in i for i in page.ids) == 2
    assert {"statement", "actor", "date"} <= {re.split("[:-]", i)[1] for i in page.ids}


def test_each_kind_of_mark_has_a_class_of_its_own():
    shown = {k: str(highlight.article(parsed(), v).markup) for k, v in EVIDENCE.items()}
    for kind in highlight.KINDS:
        html = shown.get(kind, shown["stance"])
        looks = re.findall(r'class="(nl-m [^"]+)"', html)
        assert (
            sum(f"nl-{kind}" in look.split() for look in looks) >= 2
        )  # in the legend and the text


@pytest.mark.parametrize("kind", ["stance", "event"])
def test_what_an_analysis_was_read_from_leads_to_its_row(kind):
    made = parsed()
    page = shown(highlight.article(made, EVIDENCE[kind]))
    key = {"stance": "v01", "event": "e01"}[kind]
    assert f"a1:{kind}-{key}" in page.ids
    assert f"#a1:row-{kind}-{key}" in page.links


def test_sentences_have_numbers():
    sentence = {"sentence": 1, "article_id": "a1", "paragraph": 1, "start": 0, "end": 36,
                "text": TEXT[:36]}  # fmt: skip
    page = shown(highlight.article(parsed(sentences=[sentence])))
    assert "a1:sentence-1" in page.ids


def test_rows_that_are_not_sure_are_paler_and_corrected_ones_say_by_whom():
    frame = pd.DataFrame({"confidence": [0.95, 0.5, None], "corrected_by": [None, None, "<M>"]})
    keys = {"no.": ["v01", "v02", "v03"]}
    html = str(rows.linked(parsed(), frame, "stance", keys, "T").markup)
    assert re.findall(r'<tr id="a1:row-stance-(v0\d)"(?: class="([\w-]+)")?>', html) == [
        ("v01", ""), ("v02", "nl-unsure"), ("v03", "nl-corrected"),
    ]  # fmt: skip
    assert "&lt;M&gt;" in html
    assert views.at_least(None, frame, 0.6).index.tolist() == [0, 2]


def test_parsed_shows_itself():
    bundle = parsed()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "s01" in bundle["text/plain"]


def test_words_look_like_all_marks_on_them_and_lead_to_the_inmost():
    marks = [
        Mark(0, 8, "statement", "s01", ""),
        Mark(4, 12, "statement", "s02", ""),
        Mark(5, 6, "actor", "ann", "actor: ann"),
    ]
    html = str(marked_html("abcdefghijkl", marks, "p"))
    page = Page(html)
    assert page.text.replace("s01", "").replace("s02", "") == "abcdefghijkl"
    assert page.ids == ["p:statement-s01", "p:statement-s02", "p:actor-ann"]
    shown = re.search(
        r'<a class="([\w -]+)" id="p:actor-ann" href="(.+?)" title="(.+?)">f</a>', html
    )
    assert shown.groups() == ("nl-m nl-statement nl-actor", "#p:row-actor-ann", "actor: ann")


def test_every_mark_is_shown_in_a_dense_place():
    marks = [Mark(0, 90, "statement", f"s{n:02}", "") for n in range(15)]
    marks += [Mark(0, 20, "stance", "v01", ""), *(Mark(0, 9, "actor", a, "") for a in "ab")]
    page = Page(str(marked_html("word " * 20, marks, "p")))
    keyed = [*(f"p:statement-s{n:02}" for n in range(15)), "p:stance-v01"]
    assert sorted(page.ids) == sorted([*keyed, "p:actor-a", "p:actor-b"])


def test_a_page_of_words_in_many_marks_stays_small():
    text = "he said " * 200
    marks = [Mark(8 * n, len(text), "statement", f"s{n}", "") for n in range(200)]
    html = str(marked_html(text, marks, "p"))
    assert html.count('class="nl-m') == 200
    assert Page(html).ids == [f"p:statement-s{n}" for n in range(200)]


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(highlight.KINDS)), max_size=8
)


@given(st.text(max_size=30), SPANS)
def test_any_spans_give_well_formed_pages_with_all_of_the_text(text, spans):
    name = "n" * 31  # longer than any text: no text is taken for a label
    marks = [Mark(a, b, kind, name, "<t>") for a, b, kind in spans]
    shown = str(marked_html(text, marks, "p")).replace(f">{name}</a>", "></a>")
    page = Page(f"<div>{shown}</div>")
    assert page.text == html(text).unescape()


def test_words_that_look_like_code_stay_words():
    text = '<script>alert(1)</script> said <img src=x onerror="boom()"> on {{7*7}} \x1b[31m'
    rows = {
        "statements": [statement(text, 1, "<script>alert(1)</script>", "said", "<img src=x", "x")],
        "dates": [date(text, 1, "{{7*7}}", "x")],
    }
    view = highlight.article(parsed(text, '"><svg onload=x>', **_for('"><svg onload=x>', rows)))
    page = shown(view)
    assert not {"script", "img", "svg"} & set(page.tags)
    assert "\x1b" not in view._repr_html_()
    assert "\x1b" not in repr(view)
    assert "<script>alert(1)</script>" in page.text


def _for(name, rows):
    return {t: [r | {"article_id": name} for r in found] for t, found in rows.items()}


def test_an_article_without_statements_is_shown():
    page = shown(highlight.article(parsed("Nothing was said.", "empty")))
    assert "Nothing was said." in page.text


def test_one_article_must_be_meant():
    texts = {k: f"Ann Lee said {k}." for k in ("a", "b")}
    both = newslab.load([newslab.Article(t, article_id=k) for k, t in texts.items()])
    with pytest.raises(DataError, match="2 articles"):
        highlight.article(both)


def test_a_long_article_is_shown_whole_with_the_places_of_all_rows():
    text = f"{'It rained. ' * 10_000}{TEXT}"
    said = [statement(text, 1, "Ann Lee", "said", '"it works"', "a1")]
    page = shown(highlight.article(parsed(text, statements=said)))
    assert len(page.text) > len(text) > 100_000
    assert {link[1:] for link in page.links if link[0] == "#"} <= {*page.ids}


def test_line_ends_that_only_wrap_and_many_blank_lines_are_not_shown():
    text = (
        "The survey found that the birds of the town\nsing louder than others.\n\n\n\n\nIt ended."
    )
    page = Page(str(highlight.article(newslab.parse(newslab.Article(text, article_id="a"))).markup))
    assert "town sing louder" in page.text
    assert "others.\n\n" in page.text
    assert "others.\n\n\n" not in page.text
