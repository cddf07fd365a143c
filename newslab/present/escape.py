"""The one gate between words and HTML: every text, id, name and label leaves through here.

Nothing else in newslab writes HTML. Pieces are `markupsafe.Markup`, so that what is put into a
template is escaped unless it has already passed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
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


def visible(text: object) -> str:
    r"""Return ``text`` with terminal escapes and other control characters as visible symbols.

    Examples
    --------
    >>> visible("a\x1b[31mb")
    'a␛[31mb'
    """
    return str(text).translate(_SYMBOLS)


def html(text: object) -> Markup:
    """Escape ``text`` for HTML; what has passed the gate before stays as it is.

    Examples
    --------
    >>> html('<b onclick="x">')
    Markup('&lt;b onclick=&#34;x&#34;&gt;')
    """
    return text if isinstance(text, Markup) else escape(visible(text))


def fill(template: str, **values: object) -> Markup:
    """Fill ``{names}`` of a literal template of ours with escaped values.

    Examples
    --------
    >>> fill('<p class="{c}">{t}</p>', c='"', t="<i>")
    Markup('<p class="&#34;">&lt;i&gt;</p>')
    """
    return Markup(template).format(**{k: html(v) for k, v in values.items()})


def join(pieces: Sequence[object], between: str = "") -> Markup:
    """Join pieces, escaping those that have not passed the gate."""
    return Markup(between).join(html(p) for p in pieces)


def cut(text: str, longest: int) -> str:
    """Return ``text`` on one line, cut at the end of a word, with "…", where it is longer.

    Examples
    --------
    >>> cut("Talks began in Geneva", 14), cut("Talks began", 14), cut("Donaudampfschiff", 6)
    ('Talks began …', 'Talks began', 'Donau…')
    """
    words = " ".join(text.split())
    if len(words) <= longest:
        return words
    head = words[: longest - 1].rpartition(" ")[0]
    return f"{head.rstrip(' ,;:–—-')} …" if head else f"{words[: longest - 1]}…"


def anchor(*parts: object) -> str:
    """Return a name for an ``id`` attribute: letters, digits and hyphens.

    Examples
    --------
    >>> anchor("a1", "s01"), anchor("a1", 'x" onload=')
    ('a1-s01', 'a1-x-onload-')
    """
    return "-".join(re.sub(r"[^\w-]+", "-", str(p)) for p in parts)


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
        return str(self.markup)


def cell(value: Any) -> Markup:
    """Return one table cell's value as people write it: days as ISO dates, two decimals."""
    if isinstance(value, (Markup, str)):
        return html(value)
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return Markup('<span class="nl-none" title="missing">–</span>')
    if isinstance(value, pd.Timestamp):
        return html(value.date().isoformat() if value == value.normalize() else value.isoformat())
    if isinstance(value, bool):
        return html("yes" if value else "no")
    return html(f"{value:.2f}" if isinstance(value, float) else value)


def table(
    frame: pd.DataFrame,
    caption: str,
    *,
    download: str | None = None,
    data: pd.DataFrame | None = None,
    ids: Sequence[str] | None = None,
    limit: int = 200,
) -> Block:
    """Show a DataFrame as an accessible table: caption, header cells, escaped values.

    Parameters
    ----------
    frame
        What to show; the first column is the header of its row.
    caption
        What the table is, in a sentence.
    download
        File name of a CSV file to offer beneath the table; ``data`` is what it holds.
    data
        The frame to download, if other than ``frame``.
    ids
        A name for each row, for links to it.
    limit
        Rows shown at most; a download has all.

    Examples
    --------
    >>> print(table(pd.DataFrame({"who": ["<b>"]}), "Speakers"))
    Speakers
     who
    -----
     <b>
    """
    shown = frame.head(limit)
    names = ids or [""] * len(frame)
    head = join([fill('<th scope="col">{c}</th>', c=c) for c in frame.columns])
    rows = [
        fill(
            "<tr{i}>{c}</tr>",
            i=fill(' id="{n}"', n=n) if n else Markup(),
            c=_cells(values, frame.columns),
        )
        for n, values in zip(names, shown.itertuples(index=False, name=None), strict=False)
    ]
    empty = fill('<tr><td colspan="{n}">none</td></tr>', n=max(1, len(frame.columns)))
    more = len(frame) - len(shown)
    place = "in the download" if download else "not shown"
    rest = f"{more:,} more row{'s are' if more != 1 else ' is'} {place}."
    note = fill("<p>{r}</p>", r=rest) if more else Markup()
    body = fill(
        '<div class="newslab nl-table"><div class="nl-scroll" tabindex="0" role="region"'
        ' aria-label="{c}"><table><caption>{c}</caption><thead><tr>{h}</tr></thead>'
        "<tbody>{r}</tbody></table></div>{note}{link}</div>",
        c=caption,
        h=head,
        r=join(rows) if rows else empty,
        note=note,
        link=csv_link(frame if data is None else data, download) if download else Markup(),
    )
    return Block(body, f"{caption}\n{_plain(shown)}")


def _cells(values: Sequence[Any], heads: Iterable[Any]) -> Markup:
    # Each cell carries its column's name: on a narrow screen a row is a card of its own.
    (first, name), *rest = zip(values, heads, strict=True)
    return join(
        [
            fill('<th scope="row" data-label="{h}">{v}</th>', h=name, v=cell(first)),
            *(fill('<td data-label="{h}">{v}</td>', h=h, v=cell(v)) for v, h in rest),
        ]
    )


def _plain(frame: pd.DataFrame) -> str:
    """Lay a frame out in plain text, columns as wide as their longest cell up to 60."""
    rows = [[cell(v).striptags().replace("\n", " ")[:60] for v in r] for r in frame.to_numpy()]
    heads = [str(c) for c in frame.columns]
    wide = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    rule = "-" * (sum(wide) + 3 * len(wide) - 1 if wide else 0)

    def line(cells: Sequence[str]) -> str:
        return (" " + " | ".join(c.ljust(w) for c, w in zip(cells, wide, strict=True))).rstrip()

    return "\n".join([line(heads), rule, *map(line, rows)] if rows else [line(heads), rule, "none"])


def csv_link(frame: pd.DataFrame, name: str) -> Markup:
    """Return a link that carries ``frame`` as a CSV file in itself."""
    data = base64.b64encode(csv_text(frame).encode("utf-8", "replace")).decode("ascii")
    return fill(
        '<p class="nl-download"><a download="{n}" href="data:text/csv;charset=utf-8;base64,{d}">'
        "Download {n}</a> ({r} rows)</p>",
        n=name,
        d=data,
        r=f"{len(frame):,}",
    )
