"""What a browser makes of the pages: nothing runs, nothing is fetched, everybody can read them."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet
import pytest
from make import actor, date, mention, parsed, statement
from markupsafe import Markup

import newslab
from newslab.corrected import file
from newslab.present import document, highlight, notebook
from newslab.present.escape import html, table

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium"),
    # Playwright's own sockets and loops.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SEED = Path(__file__).resolve().parents[1] / "data/raw/2025-03-14-ceasefire-talks.txt"
#: Each sets window.pwned if it runs, or fetches something, or dresses up as the page.
PAYLOADS = [
    "<script>window.pwned=1</script>",
    "<ScRiPt >window.pwned=1</sCrIpT>",
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<img src=x onerror='window.pwned=1'//",
    '"><img src=x onerror=window.pwned=1>',
    "'><svg onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script></svg>",
    "<svg/onload=window.pwned=1>",
    "<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s>",
    "<math><mtext><script>window.pwned=1</script></mtext></math>",
    "<body onload=window.pwned=1>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<iframe src=javascript:parent.pwned=1></iframe>",
    "<object data='data:text/html,<script>parent.pwned=1</script>'>",
    "<embed src='javascript:window.pwned=1'>",
    "<a href='javascript:window.pwned=1'>x</a>",
    "javascript:window.pwned=1",
    "[x](javascript:window.pwned=1)",
    "![x](http://example.invalid/p.png)",
    "<link rel=stylesheet href=http://example.invalid/x.css>",
    "<style>@import 'http://example.invalid/x.css';*{display:none}</style>",
    "</style><script>window.pwned=1</script>",
    "<base href=http://example.invalid/>",
    "<meta http-equiv=refresh content='0;url=http://example.invalid/'>",
    "<form action=http://example.invalid/><button autofocus onfocus=window.pwned=1>",
    "<details open ontoggle=window.pwned=1>",
    "<input autofocus onfocus=window.pwned=1>",
    "<video><source onerror=window.pwned=1></video>",
    "<marquee onstart=window.pwned=1>",
    "<!--><script>window.pwned=1</script>",
    "<![CDATA[<script>window.pwned=1</script>]]>",
    "{{ self._TemplateReference__context }}{{ 7*7 }}{% raw %}",
    "{x.__class__}{0}{}",
    "$\\href{javascript:window.pwned=1}{x}$ $x^$",
    "`<script>window.pwned=1</script>`",
    "\x1b]8;;http://example.invalid\x07link\x1b]8;;\x07\x1b[2J",
    "\u202e<script>window.pwned=1</script>\u202c",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "' onmouseover='window.pwned=1",
]


#: Attributes that could run or fetch something.
ATTRIBUTES = r"""[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a =>
    a.name.startsWith('on') || (['href', 'src', 'action'].includes(a.name)
    && !/^(#|data:|\.\/|\.\.\/index)/.test(a.value))).map(a => a.name + '=' + a.value)"""


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield running
        running.close()


def watch(view):
    """Collect what a page fetches, says in the console, or fails at."""
    view.problems = []
    view.on("console", lambda m: view.problems.append(f"console: {m.text}"))
    view.on("pageerror", lambda e: view.problems.append(f"error: {e}"))
    view.on(
        "request",
        lambda r: r.url.startswith(("file:", "data:")) or view.problems.append(f"fetched: {r.url}"),
    )
    return view


@pytest.fixture
def look(browser):
    """Open a file in a page of its own."""
    opened = []

    def call(path, **options):
        view = watch(browser.new_page(**options))
        opened.append(view)
        view.goto(Path(path).resolve().as_uri())
        return view

    yield call
    for view in opened:
        view.close()


@pytest.fixture(scope="module")
def window(browser):
    """Lend one page to many tests."""
    view = watch(browser.new_page())
    yield view
    view.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    rows = newslab.report(SEED, out=folder / "reports", processed=folder / "processed")
    assert rows["status"].tolist() == ["ok"] * 3, rows["message"].tolist()
    own = folder / "own.ipynb"
    notebook.start(own)
    others = [str(own), "corpus", "compare"]
    made = newslab.report(SEED, notebooks=others, out=folder / "reports",
                          processed=folder / "processed")  # fmt: skip
    assert made["status"].tolist() == ["ok"] * 3, made["message"].tolist()
    rows = pd.concat([rows, made])
    paths = {r["notebook"]: r["path"] for r in rows.to_dict("records")}
    marked = Path(paths["own"]).with_name("article.html")
    return paths | {"article": str(marked), "index": str(folder / "reports" / "index.html")}


NAMES = ["stance", "sentiment", "timeline", "own", "article", "corpus", "compare", "index"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_everybody_can_read_it(look, reports, name, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    view = look(reports[name], color_scheme=scheme, bypass_csp=True)
    found = axe.Axe().run(view)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", NAMES)
def test_it_opens_offline_without_a_word_and_fits(look, reports, name, width):
    view = look(reports[name], viewport={"width": width, "height": 800}, offline=True)
    assert view.problems == []
    assert view.evaluate("document.documentElement.scrollWidth") <= width
    assert view.evaluate("document.scripts.length") == 0
    assert view.locator("h1").count() == 1


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(look, reports, name):
    view = look(reports[name])
    for link in view.evaluate(
        "[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))"
    ):
        file, _, place = link.partition("#")
        if not file.startswith(("data:", "http")):
            page = (Path(reports[name]).parent / file) if file else Path(reports[name])
            assert f'id="{place}"' in page.read_text("utf-8") if place else page.is_file(), link
    ids = view.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["sentiment", "timeline", "own"])
def test_a_figure_has_its_words_and_is_read_on_a_phone(look, reports, name):
    view = look(reports[name], viewport={"width": 390, "height": 800})
    assert all(len(words) > 20 for words in view.locator("figure > figcaption").all_inner_texts())
    seen = view.evaluate(
        """[...document.images].map(i => [i.alt.length, i.naturalWidth, i.clientWidth,
        Number(i.getAttribute('width'))])"""
    )
    assert len(seen) == 1
    assert all(alt > 20 and real > 0 and meant <= shown <= 390 for alt, real, shown, meant in seen)


def _hostile(words: str):
    """Return an article in which every field of every table holds ``words``."""
    text = f"{words} said {words} on {words}."
    rows = {
        "statements": [statement(text, 1, words, "said", words, words)],
        "actors": [actor(text, words, words)],
        "mentions": [mention(text, 1, words, words)],
        "dates": [date(text, 1, words, words)],
    }
    free = ("source", "cue", "content", "name", "role", "affiliation", "aliases", "rule", "text")
    for row in (r for found in rows.values() for r in found):
        row |= dict.fromkeys(free, words)
        row |= {"actor_id": words, "value": words}
    return parsed(text, words, **rows)


@pytest.mark.parametrize("n", range(len(PAYLOADS)))
def test_nothing_that_an_article_says_runs(window, tmp_path, n):
    words = PAYLOADS[n]
    made = _hostile(words)
    frame = made.statements.rename(columns={"cue": words})
    row = {"title": words, "article_id": words, "published": words, "version": words,
           "sha256": words}  # fmt: skip
    pieces = [highlight.article(made), table(frame, words, download=words, ids=[words]), words]
    main = Markup().join(map(html, pieces))
    whole = document.whole(words, main, row, {words: words})
    # Without the page's policy: the escaping alone must hold.
    policy = re.search(r"default-src 'none';[^\"]+", whole)[0]
    about = {"article_id": words, "title": words, "published": words, "counts": {"dates": words}}
    results = {
        words: {"status": "failed", "message": words},
        "stance": {"status": "ok", "label": words},
    }
    document.save(tmp_path / "a", about, results)
    page = tmp_path / "a" / "stance.html"
    page.write_text(whole, "utf-8")
    document.tie(page.parent)
    for source in (page.read_text("utf-8"), document.write_index(tmp_path).read_text("utf-8")):
        (tmp_path / "page.html").write_text(source.replace(policy, ""), "utf-8")
        view = window
        view.problems.clear()
        view.goto((tmp_path / "page.html").as_uri())
        assert view.problems == []
        assert view.evaluate("window.pwned") is None
        bad = "script, iframe, object, embed, svg, math, form, base, link, video, marquee, input"
        assert view.locator(bad).count() == 0
        assert view.evaluate(ATTRIBUTES) == []


def test_a_report_of_a_hostile_article_runs_nothing(look, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # Enough plain English around them for the gate of the input.
    news = "The minister told reporters that the talks in the capital would go on for a week."
    text = "\n\n".join(f'{news} "{p}" Ann Lee said on March 3, 2025.' for p in PAYLOADS)
    words = dict(zip(PAYLOADS, PAYLOADS, strict=True))
    raw = pd.DataFrame({"article_id": ["hostile"], "text": [text], "title": [PAYLOADS[0]], **words})
    # Odd columns and metadata of the file, and what an analyst's corrections say.
    table = pyarrow.Table.from_pandas(raw).replace_schema_metadata(words)
    pyarrow.parquet.write_table(table, "raw.parquet")
    monkeypatch.setenv(file.SETTING, str(tmp_path / "corrections.csv"))
    row = "hostile", "", "actors", "(ann-lee)", "role"
    file.save([file.correction(*row, *[p] * 4) for p in PAYLOADS])
    rows = newslab.report("raw.parquet", processed=tmp_path / "processed")
    assert rows["status"].tolist() == ["ok"] * 3, rows["message"].tolist()
    for path in rows["path"]:
        assert "onfocus=window.pwned" in Path(path).read_text("utf-8").partition("#corrections")[2]
        view = look(path, bypass_csp=True)
        assert view.problems == []
        assert view.evaluate("window.pwned") is None
        assert view.evaluate("document.scripts.length") == 0
