"""Reports on many articles: who is quoted how often, two actors side by side, one page for all."""

import re
from pathlib import Path

import pytest

import newslab
from newslab import Article
from newslab.errors import ParameterError
from newslab.present import rows, views

TEXTS = {
    "a": 'Minister Ann Lee criticized the new tax on Friday. "The tax hurts," Lee said.',
    "b": 'Bob Ray praised the new tax on Saturday. "The tax <b>helps</b>," Ray said of Ann Lee.',
    "c": "Ann Lee said talks would go on. Bob Ray denied it.",
}


@pytest.fixture(scope="module")
def corpus():
    articles = [
        Article(t, k, f"2025-03-0{n}", None, f"https://www.{k}.example/{k}")
        for n, (k, t) in enumerate(TEXTS.items(), 1)
    ]
    return newslab.load(articles)


def test_shares_and_articles(corpus):
    shown = str(views.speaker_table(corpus, 20, corpus.statements))
    line = next(row for row in shown.splitlines() if "Ann Lee" in row)
    said = int((corpus.statements["actor_id"] == "ann-lee").sum())
    assert f"{said / len(corpus.statements):.0%}" in line
    assert "criticized the new tax on Friday.; Ann L" in line
    place = "#a:statement-s01"
    said = "Minister Ann Lee criticized the new tax on Friday."
    assert (
        f'<a href="{place}">{said}</a>; <a href='
        in views.speaker_table(corpus, 20, corpus.statements)._repr_html_()
    )


def test_two_actors_by_any_name(corpus):
    assert views.chosen(corpus, "Lee|bob-ray") == ["ann-lee", "bob-ray"]
    assert len(views.chosen(corpus, "")) == 2
    with pytest.raises(ParameterError, match=r"no actor 'Anne Lee'; did you mean 'Ann Lee'\?"):
        views.chosen(corpus, "Anne Lee|Bob Ray")
    with pytest.raises(ParameterError, match=r"'Obama'; known: Ann Lee, Bob Ray"):
        views.chosen(corpus, "Obama|Bob Ray")
    with pytest.raises(ParameterError, match="1 actor, not two"):
        views.chosen(corpus, "Ann Lee|Lee")


def test_an_issue_that_nothing_names_is_refused(corpus):
    assert views.named(corpus, "tax | talk") == ["tax", "talk"]
    with pytest.raises(ParameterError, match=r"'taxx'; stances here are about .*tax"):
        views.named(corpus, "tax|taxx")


def test_their_words_on_an_issue(corpus):
    ids = views.chosen(corpus, "Ann Lee|Bob Ray")
    words = views.said(corpus, ids, views.split("tax | "))
    assert list(words["day"]) == sorted(words["day"])
    assert set(words["article_id"]) == {"a", "b"}
    page = views.said_table(corpus, words, ids=ids)._repr_html_()
    assert "a.example" in page
    assert "<b>" not in page
    assert "helps" in page
    told = views.summary(corpus, corpus, words, ["tax"], corpus.timeline)
    assert "4 statements about tax by 2 actors, above all Ann Lee (2) and Bob Ray (2)." in told


def test_a_statement_is_as_sure_here_as_in_its_article(corpus):
    shown = views.said(corpus, None, []).set_index("statement_id")["confidence"]
    for name in TEXTS:
        own = rows.as_sure(corpus.only(name)).set_index("statement_id")["confidence"]
        assert shown[own.index].tolist() == own.tolist()


def test_a_cell_says_how_many_passages_stand_behind_it(corpus):
    stances = newslab.stance(corpus)
    shown = str(views.matrix(corpus, stances))
    assert "(1)" in shown
    assert "1 pair more" in str(views.matrix(corpus, stances, most=1))
    assert "none" in views.matrix(corpus, stances.head(0))._repr_html_()


def test_one_page_for_all_articles(tmp_path, one_kernel):
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    for name, text in TEXTS.items():
        (raw / f"{name}.txt").write_text(text)
    made = {"out": tmp_path / "reports", "processed": tmp_path / "data" / "processed"}
    # One kernel runs all of them, one after the other: what it was told before does not count.
    newslab.report(raw, notebooks=["timeline", "corpus"], jobs=1, **made)
    rows = newslab.report(raw, notebooks=["corpus", "compare"], force=True, **made)
    assert rows[["article_id", "status"]].values.tolist() == [["all-articles", "ok"]] * 2
    for path in rows["path"]:
        page = Path(path).read_text("utf-8")
        assert "3 articles" in page
        assert "<script" not in page
        assert "<b>helps" not in page
    # An article's name leads to its words in its page, which is made for it.
    leads = re.findall(
        r'href="\.\./([abc])/article\.html#([\w:-]+)"', Path(rows["path"][0]).read_text()
    )
    assert {name for name, _ in leads} == set(TEXTS)
    for name, place in leads:
        assert f'id="{place}"' in (made["out"] / name / "article.html").read_text("utf-8")
    # Another comparison has a page of its own, and if it fails the first one stands.
    for actors, status in (("Bob Ray|Ann Lee", "ok"), ("Ann Lee|Nobody", "failed")):
        more = newslab.report(raw, notebooks=["compare"], parameters={"actors": actors}, **made)
        assert more["status"].tolist() == [status]
    assert "no actor &#39;Nobody&#39;" in (made["out"] / "index.html").read_text("utf-8")
    newslab.report(raw, notebooks=["corpus"], **made)
    assert "failed" not in (made["out"] / "index.html").read_text("utf-8")
    names = [path.stem for path in sorted((made["out"] / "all-articles").glob("*.html"))]
    assert [name.rpartition("-")[0] or name for name in names] == [
        "compare-actors-bob-ray-ann-lee", "compare", "corpus",
    ]  # fmt: skip


def test_two_sets_of_articles_have_reports_of_their_own(tmp_path, one_kernel):
    for folder, names in (("x", "ab"), ("y", "c")):
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / f"{name}.txt").write_text(TEXTS[name])
    made = {"out": tmp_path / "reports", "processed": tmp_path / "processed"}

    def corpus(*folders):
        sources = [tmp_path / f for f in folders]
        (row,) = newslab.report(sources, notebooks=["corpus"], **made).to_dict("records")
        return row["article_id"], row["status"], Path(row["path"]).read_text("utf-8")

    first, second = corpus("x"), corpus("y")
    both = corpus("x", "y")
    # Each is about its own articles, though one folder holds the tables of all.
    for (name, status, page), words in ((first, "2 articles from x"), (second, "1 article from y"),
                                        (both, "3 articles from x, y")):  # fmt: skip
        assert (name[:12], status) == ("all-articles", "ok")
        assert words in page
        assert f"<li>{words.partition(' from')[0]}" in page
    assert len({name for name, _, _ in (first, second, both)}) == 3
    assert (corpus("x")[1], corpus("y")[1]) == ("kept", "kept")
    # An article that is gone is gone from the report, too.
    (tmp_path / "x" / "b.txt").unlink()
    name, status, page = corpus("x")
    assert (name, status) == (first[0], "ok")
    assert "1 article from x" in page


def test_statements_and_stances_on_an_issue_are_found_by_the_same_words(corpus):
    for issue, there in (("tax", True), ("new t", True), ("axes", False), ("talk", False)):
        said = views.said(corpus, None, [issue])
        on = newslab.stance(corpus, issue)
        assert on["statement_id"].isin(said["statement_id"]).any() == there
        assert set(on["target"]) == ({"the new tax"} if there else set())
