"""Executed notebooks ▶ pages: head, style, main points first, what it was made from last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from newslab.analyse.stance import stance
from newslab.analyse.timeline import timeline
from newslab.present import highlight, links
from newslab.present.escape import render, table

#: The page of an article's marked text, beside its reports.
ARTICLE = "article"
#: Cells that a page does without: parameters hold this machine's paths (the page says what was
#: given), and the marked article has a page of its own.
_LEFT_OUT = {"parameters", "injected-parameters", ARTICLE}
#: What stands beside outputs and headings in JupyterLab.
_BESIDE = re.compile(r'<style[^>]*>[^<]*</style>|<a class="anchor-link"[^>]*>[^<]*</a>')
_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)
_TITLE = re.compile(r"# +([^\n]+)\n*")
_NAME = re.compile(r'\bid="(n[0-9a-f]{8}-[^"]+)"')
_LINK = re.compile(r'\bhref="#(n[0-9a-f]{8}-[^"]+)"')
_SIBLINGS = re.compile(r'<nav aria-label="Reports">.*?</nav>', re.DOTALL)


def whole(
    title: str, main: Markup, row: Mapping[str, Any], given: Mapping[str, Any], code: str = ""
) -> Markup:
    """Return a report as a page.

    ``row`` is the article: its id, title, date, hash, the version that parsed it, and what was
    corrected by hand; ``given`` are the parameters that a user gave, ``code`` the notebook's.
    """
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


def with_siblings(page: str, name: str, names: Iterable[str]) -> str:
    """Return a report that leads to those beside it, ``name`` being its own."""
    siblings = [(quote(n), n, n == name) for n in names]
    return _SIBLINGS.sub(lambda _: str(render("siblings", siblings=siblings)), page, count=1)


def _prose(cell: Any) -> str:
    """Return a cell of prose with the images that are attached to it."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    images = cell.get("attachments", {})
    return str(
        MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments=images)).render(
            cell.source
        )
    )


def of_notebook(notebook: Any, homes: Mapping[str, str], **about: Any) -> str:
    """Return an executed notebook as a page, ``about`` as for `whole`.

    ``homes`` are the pages of marked articles, by what their names start with. The same notebook
    gives the same characters.
    """
    from nbconvert.filters import strip_ansi

    cells = [c for c in notebook.cells if not _LEFT_OUT & set(c.metadata.get("tags", ()))]
    if title := _TITLE.match(cells[0].source if cells else ""):
        cells[0].source = cells[0].source[title.end() :]
    code = "\n\n".join(c.source for c in cells if c.cell_type == "code")
    shown = render("notebook", cells=cells, markdown=_prose, without_ansi=strip_ansi)
    main = _leading(_BESIDE.sub("", shown), lambda name: homes.get(name.partition("-")[0]))
    return str(whole(title[1] if title else "Report", main, code=code, **about))


def of_article(parsed: Any, row: Mapping[str, Any], reports: Iterable[Path]) -> str:
    """Return an article's marked text as a page; its marks lead to the rows of the reports.

    ``row`` is as for `whole`.
    """
    home = {
        name: f"./{quote(path.stem)}.html"
        for path in reports
        for name in _NAME.findall(path.read_text("utf-8"))
    }
    start, evidence = links.prefix(row["article_id"]), []
    for rows in (links.named(stance(parsed)), links.named(timeline(parsed))):
        pairs = zip(rows["kind"], rows["key"], strict=True)
        evidence.append(rows[[links.row(start, *pair) in home for pair in pairs]])
    main = _leading(str(highlight.article(parsed, *evidence).markup), home.get)
    return str(whole("The article, marked", main, row, {}))


def _leading(main: str, home: Callable[[str], str | None]) -> Markup:
    """Have links to what another page has lead there."""
    own = set(_NAME.findall(main))

    def led(link: re.Match[str]) -> str:
        there = None if link[1] in own else home(link[1])
        return f'href="{there}#{link[1]}"' if there else link[0]

    return Markup(_LINK.sub(led, main))
