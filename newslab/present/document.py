"""The pages: an executed notebook, an article with its marks, and the list of all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from newslab.analyse.stance import stance
from newslab.analyse.timeline import timeline
from newslab.present import highlight
from newslab.present.escape import render, short_hash, table
from newslab.present.rows import named, plural, prefix, row_id
from newslab.writing import write

#: The page of an article's marked text, beside its reports.
ARTICLE = "article"
#: How the reports of an article went, beside them.
STATUS = "status.json"
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
_SAFE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_HASHED = re.compile(r"-[0-9a-f]{8}$")
_RESERVED = re.compile(r"(con|prn|aux|nul|index|all-articles|com\d|lpt\d)(\..*)?")


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


def tie(folder: Path) -> None:
    """Have each page of an article lead to all that are there, once the last has been made."""
    made, paths = status(folder).get("notebooks", {}), sorted(folder.glob("*.html"))
    names = {quote(p.stem): made.get(p.stem, {}).get("label", p.stem) for p in paths}
    for path in paths:
        page = path.read_text("utf-8")
        links = render("siblings", names=names, here=quote(path.stem))
        if (tied := links.join(map(Markup, _SIBLINGS.split(page, maxsplit=1)))) != page:
            write(path, tied)


def _prose(cell: Any) -> str:
    """Return a cell of prose with the images that are attached to it."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    attached = cell.get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attached)
    return str(MarkdownWithMath(renderer=renderer).render(cell.source))


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


def write_article(folder: Path, parsed: Any, row: Mapping[str, Any]) -> None:
    """Write an article's marked text as a page; its marks lead to the rows of its reports there."""
    home = {
        name: f"./{quote(path.stem)}.html"
        for path in folder.glob("*.html")
        for name in (_NAME.findall(path.read_text("utf-8")) if path.stem != ARTICLE else ())
    }
    start, evidence = prefix(row["article_id"]), []
    for rows in (named(stance(parsed)), named(timeline(parsed))):
        pairs = zip(rows["kind"], rows["key"], strict=True)
        evidence.append(rows[[row_id(start, *pair) in home for pair in pairs]])
    main = _leading(str(highlight.article(parsed, *evidence).markup), home.get)
    write(folder / f"{ARTICLE}.html", str(whole("The article, marked", main, row, {})))
    tie(folder)


def _leading(main: str, home: Callable[[str], str | None]) -> Markup:
    """Have links to what another page has lead there."""
    own = set(_NAME.findall(main))

    def led(link: re.Match[str]) -> str:
        there = None if link[1] in own else home(link[1])
        return f'href="{there}#{link[1]}"' if there else link[0]

    return Markup(_LINK.sub(led, main))


def slug(article_id: str) -> str:
    """Return a folder name for an article: its id where that is safe, else one with a hash.

    No two ids share one, on any file system: ``../x`` is in ``x-d6b96a97``.
    """
    safe = _SAFE.fullmatch(article_id) and not article_id.endswith(".")
    if safe and not _HASHED.search(article_id) and not _RESERVED.fullmatch(article_id):
        return article_id
    words = re.sub(r"[^a-z0-9]+", "-", article_id.lower()).strip("-")[:60].strip("-")
    return f"{words or 'article'}-{short_hash(article_id)}"


def status(folder: Path) -> dict[str, Any]:
    """Read how the reports of one article went; empty where none was made."""
    with suppress(OSError, ValueError):
        return dict(json.loads((folder / STATUS).read_text("utf-8")))
    return {}


def _done(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reports that are there, by their names."""
    return {n: s for n, s in state.get("notebooks", {}).items() if s["status"] == "ok"}


def save(folder: Path, about: Mapping[str, Any], results: dict[str, Any]) -> None:
    """Keep how the reports of an article went; forget those that failed and were not tried again.

    ``about`` is what is known of the article; each of the ``results``, by the reports' names, has
    status, message, fingerprint and what it is called (label).
    """
    before = status(folder)
    known = ("article_id", "published", "title", "counts", "set")
    found: dict[str, Any] = {k: about[k] for k in known if k in about}
    found["notebooks"] = _done(before) | results
    if found != before:
        write(folder / STATUS, json.dumps(found, indent=1) + "\n")


def write_index(out: Path, unread: Sequence[Mapping[str, Any]] = ()) -> Path:
    """Write ``index.html``: every article in ``out``, its date, counts, links, and what failed.

    ``unread`` are the rows of the manifest whose articles could not be made into tables.
    """
    states = {f.parent.name: status(f.parent) for f in sorted(out.glob(f"*/{STATUS}"))}
    for row in unread:
        step = "reading" if pd.isna(row["characters"]) else "parsing"
        name, article = slug(row["article_id"]), {"article_id": row["article_id"]}
        trouble = {"trouble": f"{step} the article: {row['error']}"}
        states[name] = article | states.get(name, {}) | trouble
    blank = {"title": "", "published": "", "counts": {}, "notebooks": {}, "trouble": ""}
    rows: list[dict[str, Any]] = [
        {"article_id": name, **blank, **state, "folder": name, "reports": _done(state),
         "marked": (out / name / f"{ARTICLE}.html").is_file()}
        for name, state in states.items()
    ]  # fmt: skip
    for row in rows:
        row["failed"] = bool(row["trouble"]) or len(row["reports"]) < len(row["notebooks"])
    rows = [row for row in rows if row["reports"] or row["failed"]]
    rows.sort(key=lambda row: (row["failed"], str(row["published"] or "")), reverse=True)
    path = out / "index.html"
    write(path, render("index", rows=rows, plural=plural))
    return path
