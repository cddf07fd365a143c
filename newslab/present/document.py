"""The pages: an executed notebook, an article with its marks, and the list of all of them."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from newslab.present import highlight
from newslab.present.escape import render, short_hash, table
from newslab.present.rows import plural, prefix, row_id, short
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

_NAME = re.compile(r'\bid="(n[0-9a-f]{8}-[^"]+)"')
_LINK = re.compile(r'\bhref="#((n[0-9a-f]{8})-[^"]+)"')
_SIBLINGS = re.compile(r'<nav aria-label="Reports">.*?</nav>', re.DOTALL)
#: Safe names of folders, but those that end in a hash, or that a system or a report has taken.
_SAFE = re.compile(r"[a-z0-9]([a-z0-9._-]{0,78}[a-z0-9_-])?")
_TAKEN = re.compile(r".*-[0-9a-f]{8}|(con|prn|aux|nul|index|all-articles|com\d|lpt\d)(\..*)?")


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


def tie(folder: Path) -> None:
    """Have each page of an article lead to all that are there, once the last has been made."""
    made, paths = status(folder)["notebooks"], sorted(folder.glob("*.html"))
    told = {p.stem: made.get(p.stem, {}) for p in paths}
    good = {stem: m for stem, m in told.items() if m.get("status", "ok") == "ok"}
    names = {quote(stem): m.get("label", stem) for stem, m in good.items()}
    for path in paths:
        page = path.read_text("utf-8")
        links = render("siblings", names=names, here=quote(path.stem))
        if (tied := links.join(map(Markup, _SIBLINGS.split(page, maxsplit=1)))) != page:
            write(path, tied)


def of_notebook(notebook: Any, row: Mapping[str, Any], given: Mapping[str, Any]) -> Markup:
    """Return an executed notebook as a page, the same each time; ``row`` has ``homes``, too."""
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
    main = _leading(_BESIDE.sub("", shown), row["homes"])
    return whole(title[1] if title else "Report", main, row, given, code)


def write_article(folder: Path, parsed: Any, row: Mapping[str, Any]) -> None:
    """Write an article's marked text as a page; its marks lead to the rows of its reports there."""
    home = {
        name: f"./{quote(path.stem)}.html"
        for path in folder.glob("*.html")
        for name in (_NAME.findall(path.read_text("utf-8")) if path.stem != ARTICLE else ())
    }
    start, evidence = prefix(row["article_id"]), []
    for kind, rows in (("stance", parsed.stance), ("event", parsed.timeline)):
        keys = rows[f"{kind}_id"].map(short)
        evidence.append(rows.loc[[row_id(start, kind, key) in home for key in keys]])
    main = _leading(highlight.article(parsed, *evidence, there=home).markup, home)
    write(folder / f"{ARTICLE}.html", whole("The article, marked", main, row, {}))
    tie(folder)


def _leading(main: str, homes: Mapping[str, str]) -> Markup:
    """Have links to what another page has lead there: its home by name or what that starts with."""
    pages = {**homes, **dict.fromkeys(_NAME.findall(main), "")}

    def led(link: re.Match[str]) -> str:
        return f'href="{pages.get(link[1], pages.get(link[2], ""))}#{link[1]}"'

    return Markup(_LINK.sub(led, main))


def slug(article_id: str) -> str:
    """Return an article's folder, which no other has: its id where that is safe, or with a hash."""
    if _SAFE.fullmatch(article_id) and not _TAKEN.fullmatch(article_id):
        return article_id
    words = re.sub(r"[^a-z0-9]+", "-", article_id.lower()).strip("-")[:60].strip("-")
    return f"{words or 'article'}-{short_hash(article_id)}"


def status(folder: Path) -> dict[str, Any]:
    """Read how the reports of one article went: its ``notebooks``, none where none was made."""
    with suppress(OSError, ValueError, TypeError):
        return {**_NOTHING, **json.loads((folder / STATUS).read_text("utf-8"))}
    return _NOTHING


def done(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reports that are there, by their names."""
    return {n: s for n, s in state["notebooks"].items() if s["status"] == "ok"}


def save(folder: Path, about: Mapping[str, Any], results: dict[str, Any]) -> None:
    """Keep how an article's reports went, by name; forget those that failed, not tried again."""
    before = status(folder)
    found = {k: about[k] for k in ("article_id", "tables", "set", *_NOTHING) if k in about}
    found["notebooks"] = done(before) | results
    if found != before:
        write(folder / STATUS, json.dumps(found, indent=1) + "\n")


def forget(out: Path, tables: str, known: Collection[str]) -> None:
    """Take from the list what was made of some tables that do not know it now; its pages stay."""
    for file in out.glob(f"*/{STATUS}"):
        state = status(file.parent)
        if state.get("tables") == tables and state.get("article_id") not in known:
            file.unlink()


def write_index(out: Path, unread: Sequence[Mapping[str, Any]] = ()) -> Path:
    """Write ``index.html``: all articles in ``out``, and of the manifest those that failed."""
    states = {f.parent.name: status(f.parent) for f in sorted(out.glob(f"*/{STATUS}"))}
    for row in unread:
        step = "reading" if pd.isna(row["characters"]) else "parsing"
        name, trouble = slug(row["article_id"]), f"{step} the article: {row['error']}"
        states[name] = status(out / name) | {"article_id": row["article_id"], "trouble": trouble}
    rows = []
    for name, state in states.items():
        reports, marked = done(state), (out / name / f"{ARTICLE}.html").is_file()
        failed = "trouble" in state or len(reports) < len(state["notebooks"])
        about = {"folder": name, "reports": reports, "marked": marked, "failed": failed}
        rows += [{"trouble": "", **state, **about}] if reports or failed else []
    rows.sort(
        key=lambda row: (row["failed"], "set" in row, str(row["published"] or "")), reverse=True
    )
    path = out / "index.html"
    write(path, render("index", rows=rows, plural=plural))
    return path
