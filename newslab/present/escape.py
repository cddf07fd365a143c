"""The one gate between words and HTML: every text, id, name and label leaves through here.

Markup stands in ``template/``, and one environment fills it: what is put into a template is escaped
unless it has passed before, which `markupsafe.Markup` tells.
"""

import base64
import hashlib
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from newslab.writing import csv_text

#: Characters that steer a terminal or turn the reading direction, each shown as a symbol of its
#: own instead: one character for one, so that offsets hold.
_SYMBOLS = (
    {n: 0x2400 + n for n in range(0x20) if chr(n) not in "\t\n\r"}
    | {0x7F: 0x2421}
    | dict.fromkeys([*range(0x80, 0xA0), 0x61C, 0x200E, 0x200F], 0xFFFD)
    | dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF], 0xFFFD)
    | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
)

#: Below this confidence a row is shown paler.
UNSURE = 0.6


def visible(text: object) -> str:
    """Return ``text`` with terminal escapes and other control characters as visible symbols."""
    return str(text).translate(_SYMBOLS)


def html(text: object) -> Markup:
    """Escape ``text`` for HTML; what has passed the gate before stays as it is."""
    return Markup(text) if isinstance(text, Markup | Block) else escape(visible(text))


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("template")),
    autoescape=True,
    finalize=html,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, **values: object) -> Markup:
    """Fill ``template/<template>.html.j2``; all values pass `html`, a missing one is an error."""
    return Markup(_TEMPLATES.get_template(f"{template}.html.j2").render(values))


def cut(text: str, longest: int) -> str:
    """Return ``text`` on one line, cut at the end of a word, with "…", where it is longer."""
    return textwrap.shorten(text, longest, placeholder=" …")


def short_hash(text: str) -> str:
    """Return eight hexadecimal digits that tell ``text`` from others."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


class Block:
    """Something to show: HTML that passed the gate, and the same in plain text."""

    def __init__(self, markup: Markup, plain: str) -> None:
        self.markup, self.plain = markup, visible(plain)

    def __repr__(self) -> str:
        return self.plain

    def __html__(self) -> str:
        return str(self.markup)

    def _repr_html_(self) -> str:
        # A notebook's outputs have no page around them that would bring the style.
        return str(render("output", markup=self.markup))


def cell(value: Any) -> str | Markup | None:
    """Return one table cell's value as people write it, None where it is missing.

    Examples
    --------
    >>> cell(pd.Timestamp("2025-03-14")), cell(0.456), cell(True), cell(pd.NA)
    ('2025-03-14', '0.46', 'yes', None)
    """
    if isinstance(value, str):
        return value
    if value is None or value is pd.NA or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return str(value.date() if value == value.normalize() else value.isoformat())
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    return f"{value:z.2f}" if isinstance(value, float) else str(value)


def table(
    columns: pd.DataFrame | Mapping[str, Iterable[Any]],
    caption: str,
    *,
    rows: pd.DataFrame | None = None,
    ids: Sequence[str] = (),
    download: str | None = None,
    data: pd.DataFrame | None = None,
    limit: int | None = 200,
) -> Block:
    """Show columns as an accessible table: caption, header cells, escaped values.

    The first column is the header of its row; others in which all is missing are left out.
    ``rows`` are what is shown, if they have a confidence: those that are not sure are paler,
    corrected ones say by whom. ``ids`` are the rows' names; ``download`` names a CSV file to offer
    beneath, which holds ``data``, else ``rows``; ``limit`` is how many rows are shown at most.
    """
    shown = [(str(k), [*v]) for k, v in columns.items()] or [("", list[Any]())]
    pale, by_hand = list[bool](), list[bool]()
    if rows is not None:
        told = rows.reindex(columns=["confidence", "corrected_by"])
        sure, by = told["confidence"].astype(float), told["corrected_by"]
        pale, by_hand = [*(sure < UNSURE)], [*by.notna()]
        # A half is rounded up: 0.965 is a little less as a float.
        shown += [("sure", [*sure + 1e-9]), ("corrected by", [*by])]
    few = [(head, [cell(v) for v in values[:limit]]) for head, values in shown]
    heads, values = zip(*few[:1], *(c for c in few[1:] if {*c[1]} - {None}), strict=True)
    cells, more = [*zip(*values, strict=True)], len(shown[0][1]) - len(values[0])
    lines = [*zip_longest(cells, *(looks[: len(cells)] for looks in (ids, pale, by_hand)))]
    given: dict[str, Any] = {"name": download, "whole": data is not None}
    if download:
        held = next(d for d in (data, rows, pd.DataFrame(columns)) if d is not None)
        given["count"] = f"{len(held):,}"
        given["data"] = base64.b64encode(csv_text(held).encode("utf-8", "replace")).decode("ascii")
    body = render("table", caption=caption, heads=heads, rows=lines, more=more, **given)
    plain = [["–" if v is None else html(v).striptags() for v in row] for row in cells]
    words = pd.DataFrame(plain, columns=heads).to_string(index=False, max_colwidth=120)
    return Block(body, f"{caption}\n{words if plain else 'none'}")
