"""The pages: an executed notebook, an article with its marks, and the list of all of them."""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from newslab.present import highlight
from newslab.present.escape import render, table
from newslab.present.rows import plural, row_id, slug
from newslab.writing import write

#: The page of an article's marked text, beside its reports.
ARTICLE = "article"
#: How the reports of an article went, beside them: what is known where nothing else is.
STATUS = "status.json"
_NOTHING: dict[str, Any] = {"notebooks": {}, "counts": {}, "title": "", "published": ""}
#: Cells that a page does without: parameters hold this machine's paths (the page says what was
#: given), and the marked article has a page of its own.
_LEFT_OUT = {"parameters", "injected-parameters", ARTICLE}
#: What stands beside outputs and headings in JupyterLab.
_BESIDE = re.compile(r'<style[^>]*>[^<]*</style>|<a class="anchor-link"[^>]*>[^<]*</a>')
_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)

#: Names of places and rows, which begin with their article's folder, and links to them.
_NAME = re.compile(r'\bid="([a-z0-9._-]+:[^"]+)"')
LINK = re.compile(r'\bhref="(?:\.[^"#]*)?#(([a-z0-9._-]+):[^"]+)"')
_SIBLINGS = re.compile(r'<nav aria-label="Reports">.*?</nav>', re.DOTALL)


def whole(
    title: str, main: Markup, row: Mapping[str, Any], given: Mapping[str, Any], code: str = ""
) -> Markup:
    """Return a report as a page: ``row`` is the article, ``given`` are the user's parameters."""
    made = row.get("corrections", ())
    return render(
        "report",
        title=title,
        row=row,
        parameters=", ".join(f"{k} = {v!r}" for k, v in sorted(given.items())),
        contents=[(Markup(i), Markup(t).striptags()) for i, t in _HEADING.findall(str(main))],
        main=main,
        corrected=table(made, "Corrections by hand", limit=1000) if len(made) else None,
        code=code,
    )


def _pages(folder: Path) -> dict[Path, str]:
    """Read the pages of an article but reports that failed since, as no other leads to these."""
    made = status(folder)["notebooks"]
    paths = sorted(folder.glob("*.html"))
    good = (p for p in paths if made.get(p.stem, {}).get("status", "ok") == "ok")
    return {p: p.read_text("utf-8") for p in good}


def tie(folder: Path) -> None:
    """Have the pages of an article lead to each other: by their names, by words and rows."""
    made, pages = status(folder)["notebooks"], _pages(folder)
    labels = {quote(p.stem): made.get(p.stem, {}).get("label", p.stem) for p in pages}
    there = {name: f"./{quote(p.stem)}.html" for p in pages for name in _NAME.findall(pages[p])}
    for path, page in pages.items():
        homes = there | dict.fromkeys(_NAME.findall(page), "")
        links = render("siblings", names=labels, here=quote(path.stem))
        listed = links.join(map(Markup, _SIBLINGS.split(page, maxsplit=1)))
        if (tied := LINK.sub(partial(_led, homes, folder.name), listed)) != page:
            write(path, tied)


def _led(homes: Mapping[str, str], folder: str, link: re.Match[str]) -> str:
    """Have a link lead to the page that has its name, else to the article's in its own folder."""
    name, article = link.groups()
    page = homes.get(name, f"../{article}/{ARTICLE}.html" if article != folder else "")
    return f'href="{page}#{name}"'


def of_notebook(notebook: Any, row: Mapping[str, Any], given: Mapping[str, Any]) -> Markup:
    """Return an executed notebook as a page, the same each time."""
    from nbconvert.filters import strip_ansi
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    def prose(cell: Any) -> str:
        renderer = IPythonRenderer(escape=False, attachments=cell.get("attachments", {}))
        return str(MarkdownWithMath(renderer=renderer).render(cell.source))

    cells = [c for c in notebook.cells if not _LEFT_OUT & {*c.metadata.get("tags", ())}]
    if title := re.match(r"# +([^\n]+)\n*", cells[0].source if cells else ""):
        cells[0].source = cells[0].source[title.end() :]
    code = "\n\n".join(c.source for c in cells if c.cell_type == "code")
    shown = render("notebook", cells=cells, markdown=prose, without_ansi=strip_ansi)
    main = Markup(_BESIDE.sub("", shown))
    return whole(title[1] if title else "Report", main, row, given, code)


def write_article(folder: Path, parsed: Any, row: Mapping[str, Any]) -> None:
    """Write an article's marked text as a page, with the evidence of what its reports show."""
    pages = (page for path, page in _pages(folder).items() if path.stem != ARTICLE)
    there = {name for page in pages for name in _NAME.findall(page)}
    evidence = []
    for kind, rows in (("stance", parsed.stance), ("event", parsed.timeline)):
        names = [row_id(row["article_id"], kind, key) for key in rows[f"{kind}_id"]]
        evidence.append(rows.loc[[name in there for name in names]])
    main = highlight.article(parsed, *evidence, there=there).markup
    write(folder / f"{ARTICLE}.html", whole("The article, marked", main, row, {}))
    tie(folder)


def status(folder: Path) -> dict[str, Any]:
    """Read how the reports of one article went: its ``notebooks``, none where none was made."""
    with suppress(OSError, ValueError, TypeError):
        return {**_NOTHING, **json.loads((folder / STATUS).read_text("utf-8"))}
    return _NOTHING


def done(folder: Path) -> dict[str, Any]:
    """Return the reports of an article that are there, by their names."""
    return {n: s for n, s in status(folder)["notebooks"].items() if s["status"] == "ok"}


def save(folder: Path, about: Mapping[str, Any], results: dict[str, Any]) -> None:
    """Keep how an article's reports went, by name; forget those that failed, not tried again."""
    before = status(folder)
    found = {k: about[k] for k in ("article_id", "set", *_NOTHING) if k in about}
    found["notebooks"] = done(folder) | results
    if found != before:
        write(folder / STATUS, json.dumps(found, indent=1) + "\n")


def write_index(out: Path, unread: Sequence[Mapping[str, Any]] = ()) -> Path:
    """Write ``index.html``: all articles in ``out``, and of the manifest those that failed."""
    states = {f.parent.name: status(f.parent) for f in sorted(out.glob(f"*/{STATUS}"))}
    for row in unread:
        step = "reading" if pd.isna(row["characters"]) else "parsing"
        name, trouble = slug(row["article_id"]), f"{step} the article: {row['error']}"
        states[name] = status(out / name) | {"article_id": row["article_id"], "trouble": trouble}
    rows = []
    for name, state in states.items():
        reports, marked = done(out / name), (out / name / f"{ARTICLE}.html").is_file()
        failed = "trouble" in state or len(reports) < len(state["notebooks"])
        about = {"folder": name, "reports": reports, "marked": marked, "failed": failed}
        rows += [{"trouble": "", **state, **about}] if reports or failed else []
    rows.sort(key=lambda r: (r["failed"], "set" in r, r["published"] or ""), reverse=True)
    path = out / "index.html"
    write(path, render("index", rows=rows, plural=plural))
    return path
