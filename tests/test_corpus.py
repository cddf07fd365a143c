"""A dataset: written once, resumed, repaired, the same however it was made."""

import os
import shutil
import signal
import subprocess
import sys

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import newslab
from newslab import corpus, formats
from newslab.corpus import chunk
from newslab.errors import DataError, InputError, ParameterError
from newslab.tables import PARSED

TEXT = 'On March {n}, "Talk {n} works," Ann Lee said. Bob Ray left on Monday.'


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "data" / "raw"
    folder.mkdir(parents=True)
    for n in range(1, 6):
        (folder / f"a{n}.txt").write_text(TEXT.format(n=n))
    return folder


@pytest.fixture
def counted(monkeypatch):
    """Ids of the articles that were parsed."""
    seen, real = [], chunk.parse_many

    def count(articles, *corrections):
        for parsed in real(articles, *corrections):
            seen.append(parsed.article.article_id)
            yield parsed

    monkeypatch.setattr(chunk, "parse_many", count)
    return seen


def same(one, two):
    for table in PARSED:
        assert_frame_equal(getattr(one, table), getattr(two, table))


def test_load_keeps_tables_beside_raw(raw, counted):
    first = newslab.load(raw)
    assert len(first) == len(counted) == 5
    assert first.out == raw.parent / "processed"
    assert len(first.sentences) == 10
    again = newslab.load(str(raw / "a*.txt"))
    assert len(counted) == 5
    same(first, again)
    same(first, newslab.load(first.out))
    one = newslab.load(raw / "a3.txt")
    assert one.articles["article_id"].tolist() == ["a3"]
    assert one.sentences["article_id"].unique().tolist() == ["a3"]
    assert len(counted) == 5


def test_tables_equal_those_of_a_parse(raw):
    many, one = newslab.load(raw / "a2.txt"), newslab.parse(raw / "a2.txt")
    for table in PARSED:
        assert_frame_equal(getattr(many, table), getattr(one, table))


def test_changed_are_parsed_again_and_removed_are_dropped(raw, counted, tmp_path):
    newslab.load(raw)
    (raw / "a1.txt").write_text("All is new.")
    (raw / "a2.txt").unlink()
    (raw / "a6.txt").write_text(TEXT.format(n=6))
    counted.clear()
    changed = newslab.load(raw)
    assert counted == ["a1", "a6"]
    assert changed.articles["article_id"].tolist() == ["a1", "a3", "a4", "a5", "a6"]
    same(changed, newslab.parse_corpus(raw, out=tmp_path / "fresh"))
    # What a reader of the bare folder sees is the same.
    plain = pd.read_parquet(changed.out / "articles")
    assert sorted(plain["article_id"]) == ["a1", "a3", "a4", "a5", "a6"]
    counted.clear()
    newslab.parse_corpus(raw, out=changed.out, force=True)
    assert len(counted) == 5


def test_a_given_date_is_not_that_of_another_table(tmp_path):
    first, second = (pd.DataFrame({"text": [t]}) for t in ("Talks began Monday.", "It rained."))
    newslab.parse_corpus(first, tmp_path, published="2020-01-01")
    again = newslab.parse_corpus(first, tmp_path).articles["published"]
    assert str(again[0].date()) == "2020-01-01"
    assert newslab.parse_corpus(second, tmp_path).articles["published"].isna().all()


def test_a_setting_counts_as_soon_as_it_is_made(tmp_path, monkeypatch):
    article = [newslab.Article("Ida Novak bloviated that all was lost.", article_id="a")]
    assert newslab.parse_corpus(article, tmp_path / "out").statements.empty
    own = tmp_path / "cues.csv"
    monkeypatch.setenv("NEWSLAB_CUES", str(own))
    for act in ("criticise", "praise"):
        own.write_text(f"lemma,pos,act,frames\nbloviate,verb,{act},clause\n")
        os.utime(own, ns=(0, len(act)))
        assert newslab.parse_corpus(article, tmp_path / "out").statements["act"].tolist() == [act]


def test_a_timer_of_the_caller_goes_on(raw):
    before = signal.setitimer(signal.ITIMER_REAL, 1_000)
    try:
        newslab.load(raw / "a1.txt")
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, *before)


def test_a_given_date_stays(raw, counted):
    (raw / "a2.txt").write_text(" date 2024-01-02 Talks began.")
    newslab.parse_corpus(raw, raw.parent / "processed", published="2025-03-14")
    counted.clear()
    days = {"a1": "2025-03-14", "a2": "2024-01-02"}
    for source in (raw, raw.parent / "processed"):
        found = newslab.load(source).articles.set_index("article_id")["published"]
        assert {k: str(found[k].date()) for k in days} == days
    assert not counted
    # So it does where the text has changed, and where the manifest is made anew.
    (raw / "a1.txt").write_text("All is new.")
    assert str(newslab.load(raw / "a1.txt").articles["published"][0].date()) == "2025-03-14"
    (raw.parent / "processed" / "manifest.parquet").write_bytes(b"broken")
    assert str(newslab.load(raw / "a1.txt").articles["published"][0].date()) == "2025-03-14"
    other = newslab.load(raw / "a1.txt", published="2025-03-15")
    assert str(other.articles["published"][0].date()) == "2025-03-15"


def test_a_dataset_takes_no_dates_and_names(raw):
    out = newslab.load(raw).out
    assert len(newslab.load(out, names={})) == 5
    for given in ({"published": "2025-03-14"}, {"names": {"text": "body"}}, {"date_format": "DMY"}):
        with pytest.raises(ParameterError, match=r"processed: names and dates are"):
            newslab.load(out, **given)


def test_articles_of_other_folders_are_kept(raw, tmp_path, monkeypatch):
    out, other = tmp_path / "out", tmp_path / "other"
    monkeypatch.chdir(tmp_path)
    newslab.parse_corpus("data/raw", out)
    (other / "data" / "raw").mkdir(parents=True)
    (other / "data" / "raw" / "b1.txt").write_text("Talks began.")
    monkeypatch.chdir(other)
    newslab.parse_corpus("data/raw", out)
    assert len(newslab.load(out)) == 6
    # A disk that is not there today says nothing about its articles.
    (tmp_path / "data").rename(tmp_path / "elsewhere")
    newslab.parse_corpus("data/raw", "../out")
    assert len(newslab.load(out)) == 6
    (other / "data" / "raw" / "b1.txt").rename(other / "data" / "raw" / "b2.txt")
    newslab.parse_corpus("data/raw/*.txt", out)
    assert newslab.load(out).manifest["article_id"].tolist()[-2:] == ["a5", "b2"]


def test_a_project_may_be_moved_or_copied(raw, tmp_path, counted):
    newslab.load(raw)
    shutil.copytree(raw.parent, tmp_path / "copy" / "data")
    counted.clear()
    copied = newslab.load(tmp_path / "copy" / "data" / "raw")
    assert (len(copied), counted) == (5, [])
    (tmp_path / "copy" / "data" / "raw" / "a1.txt").unlink()
    assert len(newslab.load(tmp_path / "copy" / "data" / "raw")) == 4
    assert len(newslab.load(copied.out)) == 4


def test_files_of_the_same_name_in_two_runs(tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(f"Talks began in {folder}.")
        (tmp_path / folder / "t.csv").write_text(f"text\nTalks in {folder}.\n")
    out = tmp_path / "out"
    for _ in range(2):
        first = newslab.parse_corpus(tmp_path / "x", out)
        second = newslab.parse_corpus(tmp_path / "y", out)
        assert first.articles["article_id"].tolist() == ["a", "t-1"]
        assert second.articles["article_id"].tolist() == ["y-a", "y-t-1"]
        assert second.articles["text"][0] == "Talks began in y."
    assert len(newslab.load(out)) == 4
    # A file that moved is the same article.
    (tmp_path / "x").rename(tmp_path / "z")
    for folder, names in (("z", ["a", "t-1"]), ("y", ["y-a", "y-t-1"])):
        found = newslab.parse_corpus(tmp_path / folder, out)
        assert found.articles["article_id"].tolist() == names
    assert len(newslab.load(out)) == 4


def hang():
    """Do as an article does that takes too long, when its seconds are over."""
    signal.raise_signal(signal.SIGALRM)
    while True:
        pass


def test_whatever_reading_raises_costs_one_article(raw, monkeypatch):
    real = formats.decode

    def fail(content, where):
        if where.endswith("a2.txt"):
            raise RecursionError("too deep")
        if where.endswith("a4.txt"):
            hang()
        return real(content, where)

    monkeypatch.setattr(formats, "decode", fail)
    got = newslab.parse_corpus(raw, out=raw.parent / "processed")
    assert got.failed["error"].tolist() == ["RecursionError: too deep", "took more than 300 s"]
    assert len(got) == 3


def test_one_bad_article_costs_itself_only(raw, monkeypatch):
    (raw / "a2.txt").write_bytes(b"")
    real = chunk.parse_many

    def fail(articles, *corrections):
        for parsed in real(articles, *corrections):
            if parsed.article.article_id == "a4":
                raise RuntimeError("boom")
            yield parsed

    monkeypatch.setattr(chunk, "parse_many", fail)
    got = newslab.load(raw)
    assert len(got) == 3
    assert got.failed["article_id"].tolist() == ["a2", "a4"]
    assert "empty" in got.failed["error"][0]
    assert got.failed["error"][1] == "RuntimeError: boom"
    monkeypatch.undo()
    assert len(newslab.load(raw)) == 4


def test_hang_is_ended(raw, monkeypatch):
    real = chunk.parse_many

    def stop(articles, *given):
        for parsed in real(articles, *given):
            if parsed.article.article_id == "a4":
                hang()
            yield parsed

    monkeypatch.setattr(chunk, "parse_many", stop)
    got = newslab.parse_corpus(raw, out=raw.parent / "processed")
    assert got.failed["error"].tolist() == ["took more than 300 s"]
    assert len(got) == 4


def test_an_article_has_its_seconds_and_no_more(raw):
    got = newslab.parse_corpus(raw / "a1.txt", out=raw.parent / "processed", limit=1e-6)
    assert got.failed["error"].tolist() == ["took more than 1e-06 s"]


def test_cut_part_is_made_again(raw, counted):
    out = newslab.load(raw).out
    part = next((out / "sentences").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(DataError, match=part.name):
        _ = newslab.load(out).sentences
    counted.clear()
    assert len(newslab.load(raw).sentences) == 10
    assert len(counted) == 5


def test_uncommitted_part_counts_for_nothing(raw, counted, monkeypatch):
    monkeypatch.setattr(chunk, "SIZE", 2)
    real = corpus.Dataset.commit

    def cut(self, part, rows, manifest):
        if any(r["article_id"] == "a3" for r in manifest):
            newslab.tables.TABLES["actors"].write(self.file("actors", part), rows["actors"])
            raise KeyboardInterrupt
        real(self, part, rows, manifest)

    monkeypatch.setattr(corpus.Dataset, "commit", cut)
    with pytest.raises(KeyboardInterrupt):
        newslab.load(raw)
    out = raw.parent / "processed"
    assert len(newslab.load(out)) == 2
    monkeypatch.setattr(corpus.Dataset, "commit", real)
    counted.clear()
    assert len(newslab.load(raw)) == 5
    assert counted == ["a3", "a4", "a5"]
    assert len(list((out / "actors").iterdir())) == 3
    assert not (out / ".journal").exists()


def test_bad_places(raw, tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(DataError, match="file"):
        newslab.parse_corpus(raw, out=file)
    with pytest.raises(InputError, match="nothing"):
        newslab.load(tmp_path / "nothing")
    with pytest.raises(ParameterError, match="jobs"):
        newslab.parse_corpus(raw, out=tmp_path / "o", jobs=0)
    with pytest.raises(InputError, match="empty"):
        newslab.load([newslab.Article(" ", article_id="blank")])


def test_in_memory(tmp_path, monkeypatch):
    # The project has tables of a file: what is no file of its is not kept there.
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "one.txt"
    file.write_text("Talks began.", encoding="utf-8")
    kept = newslab.parse_corpus(file).out
    assert newslab.load([file]).out == kept.absolute()
    assert newslab.load(file, published="2025-03-14").out is None
    other = tmp_path / "two.txt"
    other.write_text("Talks ended.", encoding="utf-8")
    assert newslab.load(tmp_path / "*.txt").out is None
    other.unlink()
    assert newslab.load(tmp_path / "*.txt").out == kept.absolute()
    assert newslab.load(kept).manifest["given"].isna().all()
    got = newslab.load([newslab.Article("Talks began. They ended.", article_id="a")])
    assert (len(got.sentences), got.out) == (2, None)


def test_import_is_light():
    heavy = {"spacy", "dask", "papermill", "matplotlib"}
    code = f"import newslab, sys; print({heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "set()"


def test_days_written_as_text_and_as_days_are_the_same():
    table = newslab.tables.TABLES["articles"]
    rows = [{"article_id": "a", "published": d, "sha256": "", "characters": 0, "text": ""}
            for d in ("2025-03-14", pd.Timestamp("2025-03-14"))]  # fmt: skip
    one, two = table.arrow(rows)["published"].to_pylist()
    assert one == two
    with pytest.raises(DataError, match="articles"):
        table.arrow([rows[0] | {"published": "soon"}])


@pytest.mark.parametrize(("column", "value"), [("status", "odd"), ("version", None)])
def test_rows_that_do_not_fit_the_declaration_are_not_written(tmp_path, column, value):
    table = newslab.tables.TABLES["manifest"]
    row = {"article_id": "a", "source": "a", "sha256": "0", "status": "ok", "version": "1",
           "part": "p", "seconds": 1.0}  # fmt: skip
    table.write(tmp_path / "good.parquet", [row])
    with pytest.raises(DataError, match=f"table manifest: .*{column}"):
        table.write(tmp_path / "bad.parquet", [row | {column: value}])
    assert [p.name for p in tmp_path.iterdir()] == ["good.parquet"]
    with pytest.raises(DataError, match=r"table manifest: .*seconds"):
        table.check(table.frame([row]).drop(columns="seconds"))


def test_rows_without_text_are_left_out_and_counted(tmp_path, caplog):
    rows = pd.DataFrame({"article_id": ["a", "b", "c"], "text": ["Ann Lee said no.", " ", None]})
    out = tmp_path / "out"
    first = newslab.parse_corpus(rows, out, jobs=1)
    assert first.manifest["article_id"].tolist() == ["a"]
    assert first.failed.empty
    assert "the DataFrame, row 2: left out, it has no text (2 in all)" in caplog.text
    seen = []
    again = newslab.parse_corpus(rows, out, jobs=1, progress=lambda a, _: seen.append(a))
    assert (len(again), seen) == (1, [])
    with pytest.raises(InputError, match="it has no text"):
        newslab.load(rows.tail(2))


def test_rows_that_are_gone_from_a_table_are_dropped(tmp_path):
    table, out = tmp_path / "t.csv", tmp_path / "out"
    for text, ids in (
        ("article_id,text\na,Talks began.\nb,Talks ended.\nc,All left.\n", "abc"),
        ("article_id,text\na,Talks began.\nc,\n", "a"),
        ("no,columns\n", "a"),  # what cannot be read says nothing about its rows
    ):
        table.write_text(text)
        newslab.parse_corpus([tmp_path / "*.csv", newslab.Article("No.", "d")], out, jobs=1)
        done = newslab.load(out).manifest
        assert done.loc[done["status"] == "ok", "article_id"].tolist() == [*ids, "d"]


def test_tables_of_other_rules_are_made_anew(raw, tmp_path, monkeypatch):
    newslab.parse_corpus(raw, tmp_path / "out", jobs=1)
    seen = []
    newslab.parse_corpus(raw, tmp_path / "out", jobs=1, progress=lambda a, _: seen.append(a))
    assert seen == []
    monkeypatch.setattr(chunk, "_rules", lambda: "others")
    newslab.parse_corpus(raw, tmp_path / "out", jobs=1, progress=lambda a, _: seen.append(a))
    assert len(seen) == 5
