"""Executed notebooks ▶ pages: head, style, main points first, what it was made from last."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from newslab.present.escape import Block, html, join, render, style, table

CSP = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline';"
    " base-uri 'none'; form-action 'none'"
)
_STYLE = re.compile(r"<style[^>]*>[^<]*</style>")
_ANCHOR_LINK = re.compile(r'<a class="anchor-link"[^>]*>[^<]*</a>')
_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)
_TITLE = re.compile(r"# +([^\n]+)\n*")
_render_lock = threading.Lock()


def page(template: str, title: str, **values: object) -> Markup:
    """Return a whole page, from a template that extends ``page``: no script, nothing to fetch."""
    styles = join([style(), style("page")])
    return render(template, title=title, csp=CSP, styles=styles, **values)


def whole(
    title: str,
    main: Markup,
    row: Mapping[str, Any],
    name: str,
    siblings: Sequence[str],
    given: Mapping[str, Any],
) -> Markup:
    """Return a report as a page.

    ``row`` is the article: its id, title, headline, date, hash, the version that parsed it, and
    the corrections by hand; ``name`` and ``siblings`` are this report and those made with it,
    ``given`` the parameters that a user gave.
    """
    article = row["title"] or row.get("headline") or row["article_id"]
    parameters = ", ".join(f"{k} = {v!r}" for k, v in sorted(given.items()))
    facts = {
        "article": row["article_id"],
        "made by": _maker(row["version"]),
        "parameters": parameters or "defaults",
        "SHA-256 of the text": row["sha256"],
    }
    return page(
        "report",
        f"{title} – {article}",
        head=title,
        article=article,
        published=row["published"] or "",
        parameters=parameters,
        facts=facts,
        siblings=[(quote(n), n, n == name) for n in siblings],
        contents=[(Markup(i), Markup(t).striptags()) for i, t in _HEADING.findall(str(main))],
        main=main,
        corrected=_corrected(row.get("corrections")),
    )


def _corrected(made: pd.DataFrame | None) -> Block | None:
    """Return the list of corrections that a report rests on, if there are any."""
    if made is None or not len(made):
        return None
    columns = {"row_id": "row", "table": "in", "column": "what", "was": "was", "value": "is",
               "state": "state", "note": "because", "reason": "reason", "who": "by"}  # fmt: skip
    shown = made[list(columns)].rename(columns=columns)
    shown["row"] = made["row_id"].fillna(made["key"])
    return table(shown, "Corrections by hand", limit=1000)


def _maker(version: str) -> str:
    """Tell a version in words: newslab's and its rules, the model's, an analyst's own cues."""
    number, _, model = re.sub(r"(rules [0-9a-f]{8}) ", r"\1, ", version).partition(" ")
    return f"newslab {number}, " + re.sub(r" (cues [0-9a-f]{12})$", r", own \1", model)


@cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter

    exporter: Any = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="newslab",
        extra_template_basedirs=[str(Path(__file__).with_name("template"))],
    )
    exporter.register_filter("gate", html)
    exporter.register_filter("without_style", lambda text: _STYLE.sub("", text))
    exporter.register_filter("plain_headings", lambda text: _ANCHOR_LINK.sub("", text))
    return exporter


def of_notebook(notebook: Any, **about: Any) -> str:
    """Return an executed notebook as a page, ``about`` as for `whole`.

    The same notebook gives the same characters.
    """
    title = _tidy(notebook)
    with _render_lock:
        main, _ = _exporter().from_notebook_node(notebook)
    return str(whole(title, Markup(main), **about))


def _tidy(notebook: Any) -> str:
    """Take the title off the first cell, and off all cells what differs from run to run."""
    title = "Report"
    for n, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{n + 1}"
        tags = cell.metadata.get("tags", [])
        cell["metadata"] = type(cell.metadata)(tags=tags)
        if n == 0 and cell.cell_type == "markdown" and (m := _TITLE.match(cell.source)):
            title, cell["source"] = m[1], cell.source[m.end() :]
    # The cells of parameters hold this machine's paths; the page says what was given.
    ours = {"parameters", "injected-parameters"}
    notebook["cells"] = [c for c in notebook.cells if not ours & set(c.metadata.tags)]
    return title
