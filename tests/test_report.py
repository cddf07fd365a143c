import base64
import csv
import errno
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest
from jupyter_client.manager import AsyncKernelManager
from make import notebook
from markupsafe import Markup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from test_highlight import Page

import newslab
from newslab import writing
from newslab.corpus import chunk
from newslab.errors import DataError, InputError, ParameterError
from newslab.present import document, escape, kernels, report, rows
from newslab.present.notebook import Parameter

LOAD = """import newslab
from newslab.present import notebook
parsed = notebook.one(newslab.load(article), article_id)"""
TABLE = (
    'notebook.table(parsed.articles[["article_id", "source"]], "The <article>", download="a.csv")'
)
HOSTILE = (
    'Rain. <script>window.pwned = 1</script> "It <img src=x onerror=pwned()> works," Ann Lee'
    " said.\n"
)


@pytest.fixture
def folder(tmp_path, monkeypatch, one_kernel):
    monkeypatch.chdir(tmp_path)
    # Kernels import the newslab under test from any folder.
    monkeypatch.setenv("PYTHONPATH", str(Path(newslab.__file__).parents[1]))
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "a1.txt").write_text(HOSTILE)
    return tmp_path


def make(folder, *cells, **kwargs):
    book = notebook(folder / "check.ipynb", LOAD, *cells)
    return newslab.report("data/raw/a1.txt", notebooks=[str(book)], **kwargs)


def test_a_report_is_one_safe_file_and_the_same_each_time(folder):
    rows = make(
        folder, "md:## In short\n\nProse.", TABLE, "notebook.article(parsed)", "print('<b>')"
    )
    assert rows["status"].tolist() == ["ok"], rows["message"].tolist()
    path = Path(rows["path"][0])
    assert path == Path("reports/a1/check.html")
    html = path.read_text()
    page = Page(html)
    assert "script" not in page.tags
    assert page.tags.count("h1") == 1
    assert "default-src 'none'" in html
    assert "#In-short" in page.links
    assert not [u for u in page.links if u.startswith(("http", "//", "javascript"))]
    assert not re.findall(r"\bsrc=\"(?!data:)", html)
    assert page.tags.count("style") == 2
    assert len(html) < 150_000
    again = make(folder, "md:## In short\n\nProse.", TABLE, "notebook.article(parsed)",
                 "print('<b>')", force=True)  # fmt: skip
    assert again["status"].tolist() == ["ok"]
    assert path.read_text() == html


def test_a_report_that_would_be_the_same_is_kept(folder):
    cells = [LOAD, TABLE]
    book = str(notebook(folder / "check.ipynb", *cells))
    assert newslab.report("data/raw", notebooks=[book])["status"].tolist() == ["ok"]
    assert newslab.report("data/raw", notebooks=[book])["status"].tolist() == ["kept"]
    changed = newslab.report("data/raw", notebooks=[book], parameters={"top": 4})
    assert changed["status"].tolist() == ["ok"]
    # The folder of tables is a source, too.
    again = newslab.report("data/processed", notebooks=[book], parameters={"top": 4})
    assert again[["article_id", "status"]].to_numpy().tolist() == [["a1", "kept"]]


def test_words_that_are_no_opinion_make_reports_anew(folder, monkeypatch):
    books = [str(notebook(folder / "check.ipynb", LOAD))]
    (folder / "own.txt").write_text("rain")
    assert newslab.report("data/raw", notebooks=books)["status"].tolist() == ["ok"]
    monkeypatch.setenv("NEWSLAB_NEUTRAL", "own.txt")
    for status in ("ok", "kept"):
        assert newslab.report("data/raw", notebooks=books)["status"].tolist() == [status]


@pytest.mark.parametrize("name", ["a.py", "words.csv", "weights.json", "page.j2", "page.css"])
def test_newslab_is_another_with_other_code_words_or_weights(tmp_path, monkeypatch, name):
    monkeypatch.setattr(report, "_PACKAGE", tmp_path)
    (tmp_path / name).write_text("1")
    before = report._code.__wrapped__()
    (tmp_path / name).write_text("2")
    assert report._code.__wrapped__() != before


def test_a_report_that_failed_and_is_not_tried_again_is_forgotten(tmp_path):
    about, good, bad = (
        dict.fromkeys(("article_id", "published", "title", "counts")),
        {"status": "ok"},
        {"status": "failed"},
    )
    document.save(tmp_path, about, {"bad": bad, "old": good})
    assert sorted(document.status(tmp_path)["notebooks"]) == ["bad", "old"]
    document.save(tmp_path, about, {"new": good})
    assert sorted(document.status(tmp_path)["notebooks"]) == ["new", "old"]


def test_a_failed_notebook_leaves_its_copy_and_the_others_go_on(folder):
    (folder / "data/raw/b2.txt").write_text("Bob Ray said it rained.")
    good = notebook(folder / "good.ipynb", LOAD)
    bad = notebook(folder / "bad.ipynb", LOAD, "raise ValueError('no <good>\\nat all')")
    rows = newslab.report("data/raw", notebooks=[str(bad), str(good)])
    assert rows["status"].tolist() == ["failed", "ok", "failed", "ok"]
    assert "code cell 3: ValueError: no <good> at all" in rows["message"][0]
    copy = json.loads((folder / "reports/a1/bad.failed.ipynb").read_text())
    assert any(o["output_type"] == "error" for c in copy["cells"] for o in c.get("outputs", ()))
    listed = (folder / "reports/index.html").read_text()
    assert "failed" in listed
    assert "report bad: code cell 3: ValueError: no &lt;good&gt; at all" in listed
    assert Page(listed).links.count("./a1/good.html") == 1
    page = folder / "reports/a1/good.html"
    before = page.read_text().split("</nav>", 1)[1]
    notebook(folder / "good.ipynb", LOAD, "raise ValueError('no')")
    newslab.report("data/raw", notebooks=[str(good)])
    assert page.read_text().endswith(before)
    assert "./a1/good.html" not in (folder / "reports/index.html").read_text()


def test_an_article_that_cannot_be_read_is_named(folder):
    (folder / "data/raw/b2.txt").write_text("")
    rows = make(folder)
    assert rows["status"].tolist() == ["ok"], rows["message"].tolist()
    rows = newslab.report("data/raw", notebooks=[str(folder / "check.ipynb")])
    failed = rows[rows["status"] == "failed"]
    assert failed["article_id"].tolist() == ["b2"]
    assert "empty" in failed["message"].iloc[0]


def test_the_index_tells_what_failed_at_which_step_and_forgets_it(folder):
    bad = folder / "data/raw/b2.txt"
    bad.write_text("")
    book = str(notebook(folder / "check.ipynb", LOAD))
    index_page = folder / "reports/index.html"
    rows = newslab.report("data/raw/b2.txt", notebooks=[book])
    assert rows["status"].tolist() == ["failed"]
    assert "1 of 1 article failed" in index_page.read_text()
    newslab.report("data/raw", notebooks=[book])
    listed = index_page.read_text()
    assert "reading the article: data/raw/b2.txt: the article is empty" in listed
    assert listed.index("b2") < listed.index("a1")
    bad.write_text("Bob Ray said it rained.")
    newslab.report("data/raw", notebooks=[book])
    listed = index_page.read_text()
    assert "failed" not in listed
    assert "Bob Ray said it rained.<br><small>b2</small>" in listed
    bad.write_text("")
    newslab.report("data/raw", notebooks=[book])
    assert "the article is empty" in index_page.read_text()
    bad.unlink()
    newslab.report("data/raw", notebooks=[book])
    assert "the article is empty" not in index_page.read_text()


def test_papermill_cannot_pass_a_bad_parameter_by(folder):
    import papermill
    from papermill.exceptions import PapermillExecutionError

    book = notebook(folder / "check.ipynb", "from newslab.present import notebook",
                    "notebook.check()")  # fmt: skip
    papermill.execute_notebook(book, folder / "out.ipynb", {"top": 9}, kernel_name="python3",
                               progress_bar=False)  # fmt: skip
    with pytest.raises(PapermillExecutionError, match="did you mean 'top'") as failed:
        papermill.execute_notebook(book, folder / "out.ipynb", {"topp": 9}, kernel_name="python3",
                                   progress_bar=False)  # fmt: skip
    assert "Traceback" not in str(failed.value)
    with pytest.raises(PapermillExecutionError, match="bad value 70; give int from 1 to 9"):
        papermill.execute_notebook(book, folder / "out.ipynb", {"top": 70}, kernel_name="python3",
                                   progress_bar=False)  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "download", "note"),
    [
        (4, "x.csv", "2 more rows are in the download."),
        (3, None, "1 more row is not shown."),
        (2, "x.csv", ""),
    ],
)
def test_rows_that_are_not_shown_are_counted(rows, download, note):
    shown = escape.table(pd.DataFrame({"x": range(rows)}), "T", limit=2, download=download)
    assert "".join(re.findall(r"<p>(.*more row.*?)</p>", str(shown.markup))) == note


def test_a_page_tells_the_rules_the_model_and_the_cues_that_it_was_made_with(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSLAB_CUES", str(tmp_path / "cues.csv"))
    (tmp_path / "cues.csv").write_text("lemma,pos,act,frames\ntoot,verb,assert,clause quote\n")
    row = {"article_id": "a", "title": "T", "published": None, "sha256": "0"}
    page = document.whole("R", Markup(), row | {"version": chunk.version()}, {})
    assert re.search(rf"<b>made by</b> newslab {newslab.__version__} rules \w+ .+ cues \w+<", page)


def test_each_cell_names_its_column():
    shown = escape.table(pd.DataFrame({"who": ["Ann"], "what <b>": ["x"]}), "T")._repr_html_()
    assert '<th scope="row" data-label="who">Ann</th>' in shown
    assert '<td data-label="what &lt;b&gt;">x</td>' in shown


def test_an_article_without_statements_gets_reports_that_say_so(folder):
    (folder / "data/raw/quiet.txt").write_text("The river is long. It is cold.")
    rows = newslab.report("data/raw/quiet.txt")
    assert rows["notebook"].tolist() == ["stance", "sentiment", "timeline"]
    assert rows["status"].tolist() == ["ok"] * 3, rows["message"].tolist()
    for path in rows["path"]:
        assert "No statement was found in this article" in Path(path).read_text()


def test_parameters_reach_the_notebook_and_the_page(folder):
    rows = make(folder, "print(tone, top)", parameters={"tone": "loud", "top": 7})
    html = Path(rows["path"][0]).read_text()
    assert "<pre>loud 7\n</pre>" in html
    assert "tone = &#39;loud&#39;, top = 7" in html


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"tonne": "loud"}, "did you mean 'tone'"),
        ({"x; import os": 1}, "no notebook has this parameter"),
        ({"tone": "shrill"}, "one of plain, loud"),
        ({"top": "many"}, "int from 1 to 9"),
        ({"top": 10}, "int from 1 to 9"),
        ({"top": True}, "int from 1 to 9"),
        ({"since": "March"}, "a day as YYYY-MM-DD"),
        ({"article": "x"}, "set by the report itself"),
    ],
)
def test_bad_parameters_are_told_before_a_kernel_starts(folder, given, message):
    with pytest.raises(ParameterError, match=message):
        make(folder, parameters=given)
    assert not (folder / "data/processed").exists()


def test_text_stays_text():
    parameter = Parameter("name", "str", '""', "a name")
    assert parameter.convert("007") == "007"
    assert Parameter("n", "int", "1", "").convert("007") == 7
    assert Parameter("x", "float", "1", "").convert(2) == 2.0


def test_a_default_is_always_allowed():
    parameter = Parameter("act", "str", '""', "one of assert, deny (empty: all)")
    assert [parameter.convert(value) for value in ("", "deny")] == ["", "deny"]
    with pytest.raises(ParameterError, match="bad value 'x'; give one of assert, deny"):
        parameter.convert("x")
    number = Parameter("top", "int", "0", "from 1 to 9")
    assert number.convert("0") == 0
    with pytest.raises(ParameterError):
        number.convert("-1")


def test_a_notebook_without_the_tag_says_which(folder):
    notebook(folder / "check.ipynb", LOAD)
    book = (folder / "check.ipynb").read_text().replace('"parameters"', '"other"')
    (folder / "check.ipynb").write_text(book)
    with pytest.raises(ParameterError, match=r'no parameter article; .* the tag "parameters"'):
        newslab.report("data/raw/a1.txt", notebooks=["check.ipynb"])


def test_no_article_is_an_error(folder):
    with pytest.raises(InputError, match="no such"):
        newslab.report("data/raw/none.txt", notebooks=[str(notebook(folder / "check.ipynb"))])
    with pytest.raises(ParameterError, match="no such notebook"):
        newslab.report("data/raw/a1.txt", notebooks=["../stance"])


def test_a_notebook_in_the_folders_above_or_beside_is_not_run(folder, monkeypatch):
    shipped = Path(newslab.__file__).parents[1] / "notebooks" / "timeline.ipynb"
    below = folder / "work"
    for place in (folder, below):
        (place / "notebooks").mkdir(parents=True)
        notebook(place / "notebooks" / "timeline.ipynb", "raise SystemExit('not mine')")
    monkeypatch.chdir(below)
    assert report.find("timeline") == shipped


def test_an_installed_package_has_its_notebooks_in_itself(folder, monkeypatch):
    package = folder / "site-packages" / "newslab"
    # Beside an installed package another one may be called notebooks.
    for place in (package, package.parent):
        (place / "notebooks").mkdir(parents=True)
        (place / "notebooks" / "timeline.ipynb").touch()
    monkeypatch.setattr(report, "_PACKAGE", package)
    assert report.find("timeline") == package / "notebooks" / "timeline.ipynb"


def test_two_notebooks_of_one_name_are_refused(folder):
    books = [folder / "a" / "check.ipynb", folder / "b" / "Check.ipynb"]
    for book in books:
        book.parent.mkdir()
        notebook(book, LOAD)
    with pytest.raises(ParameterError, match=r"b/Check\.ipynb: has the name of .*a/check\.ipynb"):
        newslab.report("data/raw/a1.txt", notebooks=list(map(str, books)))
    assert not (folder / "data/processed").exists()


NAMES = ["../x", "/etc/passwd", "a" * 300, "CON", "con", "nul.txt", "A1", "a1", "a1-12345678",
         ".hidden", "_x", "", "a/b", "a\\b", "ü", "a.", "{x}", "index"]  # fmt: skip


def test_no_id_leaves_its_folder_and_no_two_share_one():
    slugs = [rows.slug(n) for n in NAMES]
    assert len({s.lower() for s in slugs}) == len(NAMES)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,90}", s) for s in slugs)
    assert all(s.split(".")[0] not in ("con", "nul") for s in slugs)


def test_the_index_holds_two_thousand(tmp_path):
    state = {"status": "ok", "message": "", "fingerprint": "x"}
    for n in range(2000):
        folder = tmp_path / f"a{n}"
        folder.mkdir()
        found = {"article_id": f"a{n}", "published": f"20{n % 25:02}-01-01", "counts": {"dates": n}}
        (folder / "status.json").write_text(json.dumps(found | {"notebooks": {"stance": state}}))
    (tmp_path / "a7" / "status.json").write_text("{")
    page = Page(document.write_index(tmp_path).read_text())
    assert sum(link.endswith("/stance.html") for link in page.links) == 1999


FORMULAS = ["=1+1", "+A1", "-A1", "@SUM(A1)", "\n=1", " \t\r\n@x", "\u00a0=1", "＝1", "-1-1"]
HARMLESS = ["plain", "a=1", "-0.5", "+3", "-1e-05", "“-” she wrote", "", None]


@pytest.mark.parametrize("dtype", ["string", "object", "category"])
def test_no_cell_and_no_head_of_csv_is_a_formula(dtype):
    frame = pd.DataFrame({"=x": pd.Series(FORMULAS + HARMLESS, dtype=dtype)})
    frame["n"] = -1.5
    rows = list(csv.reader(io.StringIO(writing.csv_text(frame), newline="")))
    assert rows[0] == ["'=x", "n"]
    assert [r[0] for r in rows[1:]] == [f"'{v}" for v in FORMULAS] + [v or "" for v in HARMLESS]
    assert {r[1] for r in rows[1:]} == {"-1.5"}


def test_downloads_are_guarded():
    link = str(escape.table(pd.DataFrame({"x": ["=1+1"]}), "X", download="x.csv").markup)
    data = base64.b64decode(re.search(r"base64,([^\"]+)", link)[1]).decode()
    assert data == "x\n'=1+1\n"
    assert "(1 row)" in link


def test_a_file_is_written_as_a_whole_or_not_at_all(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(DataError, match=r"taken: cannot be written \(.+\); make room or"):
        writing.write(tmp_path / "taken", "x")
    writing.write(tmp_path / "new" / "a", "ü\ud800")
    assert (tmp_path / "new" / "a").read_text("utf-8") == "ü?"
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a", "new", "taken"]


@pytest.mark.slow
def test_a_full_disk_keeps_the_reports_that_were_written(folder, monkeypatch):
    whole = make(folder, TABLE, out="whole")["path"][0]
    written, real, room = [], os.fsync, [0]

    def fsync(handle):
        written.append(handle)
        if len(written) > room[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)

    def attempt():
        written.clear()
        try:
            return make(folder, TABLE), ""
        except DataError as error:
            return None, str(error)

    told = []
    while (made := attempt())[1]:
        told.append(made[1])
        room[0] += 1
    # The page, its article's state, the list of reports.
    assert len(told) >= 3
    problem = r"reports/.*cannot be written \(No space left on device\); make room"
    assert all(re.search(problem, line) for line in told)
    rows = made[0]
    assert Path(rows["path"][0]).read_bytes() == Path(whole).read_bytes()
    assert "check.html" in Path("reports/index.html").read_text()
    assert not list(folder.rglob(".*.tmp"))


@pytest.mark.parametrize("folders", [{"out": "file/reports"}, {"processed": "file"}])
def test_a_file_where_a_folder_should_be_is_told_before_articles_are_parsed(folder, folders):
    (folder / "file").touch()
    with pytest.raises(ParameterError, match="file: is a file, not a folder"):
        make(folder, **folders)
    assert not (folder / "data/processed").exists()


def test_a_kernel_that_does_not_start_or_has_died_is_started_anew(monkeypatch):
    made = []

    class Manager(AsyncKernelManager):
        def __init__(self, **given):
            super().__init__(**given)
            if not made:  # its port is taken
                self.cache_ports, self.control_port = False, taken.getsockname()[1]
            made.append(self)

    monkeypatch.setattr("jupyter_client.AsyncKernelManager", Manager)
    with socket.create_server(("127.0.0.1", 0)) as taken, kernels.pool(1) as submit:
        for code, fails in (("import os\nos._exit(1)", True), ("pass", False)):
            book = new_notebook(cells=[new_code_cell(code)])
            with pytest.raises(RuntimeError) if fails else nullcontext():
                submit(kernels.run, book).result()
        assert len(made) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_leaves_no_kernel(folder):
    mark = folder / "pid"
    tell = f"pathlib.Path({str(mark)!r}).write_text(str(os.getpid()))"
    wait = f"import os, pathlib, time\n{tell}\ntime.sleep(60)"
    book = notebook(folder / "slow.ipynb", wait)
    # A shell that runs the tests in the background has them ignore Ctrl-C, and passes that on.
    heed = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{heed}\nimport newslab\nnewslab.report('data/raw/a1.txt', notebooks=[{str(book)!r}])"
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) as run:
        try:
            _wait(lambda: mark.exists() and mark.read_text(), "the notebook did not start")
            run.send_signal(signal.SIGINT)
            assert run.wait(timeout=120) != 0
        finally:
            run.kill()
    _wait(lambda: not _alive(int(mark.read_text())), "the kernel lives on")


def _alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _wait(done, trouble, seconds=120):
    for _ in range(10 * seconds):
        if done():
            return
        time.sleep(0.1)
    pytest.fail(trouble)


def test_the_marked_article_has_a_page_whose_links_lead_to_the_reports_and_back(folder):
    (folder / "data/raw/a1.txt").write_text(
        "Minister Ann Lee criticized Bob Ray on March 3, 2025. Talks began on 4 March 2025."
    )
    rows = newslab.report("data/raw", notebooks=["stance", "timeline"])
    assert rows["status"].tolist() == ["ok", "ok"], rows["message"].tolist()
    pages = {p.name: p.read_text() for p in (folder / "reports/a1").glob("*.html")}
    assert sorted(pages) == ["article.html", "stance.html", "timeline.html"]
    leads = {n: re.findall(r'href="\./(\w+\.html)#([\w:-]+)"', page) for n, page in pages.items()}
    assert {there for there, _ in leads["article.html"]} == {"stance.html", "timeline.html"}
    for name in ("stance.html", "timeline.html"):
        assert {there for there, _ in leads[name]} == {"article.html"}
        assert 'class="newslab nl-article"' not in pages[name]
    for found in leads.values():
        assert all(f'id="{place}"' in pages[there] for there, place in found)
    # Without it no report stands.
    (folder / "reports/a1/article.html").unlink()
    again = newslab.report("data/raw", notebooks=["stance"])
    assert again["status"].tolist() == ["kept"]
    assert (folder / "reports/a1/article.html").read_text() == pages["article.html"]
    clash = notebook(folder / "article.ipynb", LOAD)
    with pytest.raises(ParameterError, match="has the name of the page article"):
        newslab.report("data/raw", notebooks=[str(clash)])


def test_no_page_leads_to_a_report_that_failed(folder):
    books = [str(notebook(folder / f"{name}.ipynb", LOAD)) for name in ("good", "bad")]
    page = folder / "reports/a1/article.html"
    newslab.report("data/raw", notebooks=books)
    assert {"./good.html", "./bad.html"} <= set(Page(page.read_text()).links)
    notebook(folder / "bad.ipynb", LOAD, "1 / 0")
    rows = newslab.report("data/raw", notebooks=books)
    assert rows["status"].tolist() == ["kept", "failed"]
    for name in ("good", "article"):
        leads = set(Page(page.with_stem(name).read_text()).links)
        assert {"./good.html", "./article.html", "../index.html"} <= leads
        assert "./bad.html" not in leads


def test_a_report_on_all_articles_has_the_pages_that_it_leads_to(folder):
    (folder / "data/raw/a1.txt").write_text("Minister Ann Lee criticized Bob Ray on March 3, 2025.")
    (folder / "data/raw/b2.txt").write_text("Ann Lee denied on Monday that Bob Ray had left.")
    page = folder / "reports/a1/article.html"
    for status in ("ok", "kept", "kept"):
        rows = newslab.report("data/raw", notebooks=["corpus"])
        assert rows["status"].tolist() == [status]
        assert page.is_file()
        page.unlink()


def test_reports_of_other_notebooks_follow_a_correction(folder):
    book = str(notebook(folder / "mine.ipynb", LOAD, 'notebook.sentences(parsed.actors["name"])'))
    for name in (book, "corpus", "stance"):
        newslab.report("data/raw", notebooks=[name])
    newslab.correct(newslab.load("data/raw"), "actors", "ann-lee", name="Ann Roe")
    rows = newslab.report("data/raw", notebooks=["stance"])
    assert rows["status"].tolist() == ["ok", "ok", "ok"]
    assert all("Ann Roe" in Path(p).read_text() for p in rows["path"] if "stance" not in p)
    # What is as it was is not told again.
    assert newslab.report("data/raw", notebooks=["stance"])["status"].tolist() == ["kept"]


def test_a_plain_frame_looks_like_a_table_of_the_package(folder):
    frames = "import pandas as pd\npd.DataFrame({'a <b>': [1]}, index=pd.Index(['x'], name='k'))"
    twice = "pd.DataFrame([[7, 8]], columns=['a', 'a'])"
    (row,) = make(folder, frames, twice).to_dict("records")
    page = Path(row["path"]).read_text()
    assert '<th scope="row" data-label="k">x</th>' in page
    assert 'data-label="a &lt;b&gt;">1<' in page
    assert page.count('data-label="a">') == 2


def test_an_image_attached_to_prose_is_shown():
    cell = new_markdown_cell("![p](attachment:p.png)", attachments={"p.png": {"image/png": "AAAA"}})
    row = defaultdict(str)
    page = document.of_notebook(new_notebook(cells=[cell]), row, {})
    assert "data:image/png;base64,AAAA" in page
