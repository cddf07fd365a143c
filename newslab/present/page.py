"""The frame of every page: head, style, title, contents and what the page was made from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from newslab.present.escape import fill, join
from newslab.present.highlight import style

_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)


@cache
def page_style() -> Markup:
    """Return the style of a whole page, tables and marks included."""
    css = files("newslab.present").joinpath("template", "page.css").read_text("utf-8")
    return join([style(), Markup("<style>{}</style>").format(Markup(css))])


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
{style}
</head>
<body class="newslab">
{body}
</body>
</html>
"""
CSP = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline';"
    " base-uri 'none'; form-action 'none'"
)


def page(title: str, body: Markup) -> Markup:
    """Return a whole page: no script, nothing from elsewhere."""
    return fill(_PAGE, csp=CSP, title=title, style=page_style(), body=body)


def whole(
    title: str,
    main: Markup,
    row: Mapping[str, Any],
    name: str,
    siblings: Sequence[str],
    given: Mapping[str, Any],
) -> Markup:
    """Return a report as a page.

    Parameters
    ----------
    title
        What the report is about.
    main
        Its contents.
    row
        The article: ``article_id``, ``title``, ``published``, ``sha256``, ``version``.
    name, siblings
        This report and those made with it.
    given
        The parameters that a user gave.
    """
    article = row["title"] or row["article_id"]
    body = fill(
        '<header><p class="nl-kicker">newslab report</p><h1>{title}</h1>'
        '<p class="nl-article-name">{article}</p>{about}{links}</header>'
        "{toc}<main>{main}</main>",
        title=title,
        article=article,
        about=_about(row, given),
        links=_links(name, siblings),
        toc=_contents(main),
        main=main,
    )
    return page(f"{title} – {article}", body)


def _links(name: str, siblings: Sequence[str]) -> Markup:
    here = Markup(' aria-current="page"')
    link = '<li><a href="./{h}.html"{c}>{n}</a></li>'
    others = [fill(link, h=quote(n), n=n, c=here if n == name else Markup()) for n in siblings]
    home = Markup('<li><a href="../index.html">all reports</a></li>')
    return fill('<nav aria-label="Reports"><ul>{o}{h}</ul></nav>', o=join(others), h=home)


def _contents(main: Markup) -> Markup:
    heads = [
        fill('<li><a href="#{i}">{t}</a></li>', i=Markup(i), t=Markup(t).striptags())
        for i, t in _HEADING.findall(str(main))
    ]
    return fill('<nav class="nl-toc" aria-label="Contents"><ul>{h}</ul></nav>', h=join(heads))


def _about(row: Mapping[str, Any], given: Mapping[str, Any]) -> Markup:
    facts = {
        "article": row["article_id"],
        "dated": row["published"] or "unknown",
        "made by": _maker(row["version"]),
        "parameters": ", ".join(f"{k} = {v!r}" for k, v in sorted(given.items())) or "defaults",
        "SHA-256 of the text": row["sha256"],
    }
    items = [fill("<span><b>{k}</b> {v}</span>", k=k, v=v) for k, v in facts.items()]
    return fill('<p class="nl-asof">{i}</p>', i=join(items, " "))


def _maker(version: str) -> str:
    """Tell a version in words: newslab's and its rules, the model's, an analyst's own cues."""
    number, _, model = re.sub(r"(rules [0-9a-f]{8}) ", r"\1, ", version).partition(" ")
    return f"newslab {number}, " + re.sub(r" (cues [0-9a-f]{12})$", r", own \1", model)
