"""What stands beside the words: datelines, marks of items, hours, signs of companies."""

from __future__ import annotations

import re
from itertools import islice

#: Paragraphs among which a dateline can stand: behind a headline and a byline.
_HEAD = 4
_LINE = re.compile(r"\S.*")
_UNDATED = re.compile(
    r"(?:[A-Z]{2}[A-Z'.-]*(?:[ ,/]+[A-Z0-9][\w'.]*){0,6}(?: ?\([^)\n]{1,40}\))?"
    r"|[A-Z][\w'.]+(?:[ ,]+[A-Z0-9][\w'.]*){0,6} ?\([A-Z][\w ]{1,20}\))"
    r" ?(?:--?|[–—―]) +"
)
_BESIDE = re.compile(
    r"""^[ \t]*(?:[•·▪*>–—-]+[ \t]+(?=[\w"“])
      |\d\d?(?::\d\d|[.]\d\d(?=[ap]m))
        (?:[ ]?(?:[ap][.]?m\b[.]?|(?:GM|BS|CE?S?|[CEMP][DS])T\b|UTC\b))?
        [ \t]*[:|–—-]?[ \t]+(?=[^\W\d_]|["“]))
      |\((?:[A-Z][A-Za-z]*+[ ]?){1,3}:[ ]?[A-Z][A-Z0-9.]*\)""",
    re.MULTILINE | re.VERBOSE,
)


def words(text: str, start: int = 0) -> str:
    """Blank what stands beside the words of an article, length unchanged.

    That is a dateline without a date ("GENEVA (Agency) - "), before a line an item's mark or the
    hour of a live report, and a company's sign at its exchange in brackets.

    Parameters
    ----------
    text
        The article's text.
    start
        Where its words begin: all before is blanked.

    Examples
    --------
    >>> words("09:15 GMT - Acme (NYSE: ACM) closed.")
    '            Acme             closed.'
    """

    def blank(m: re.Match[str]) -> str:
        return " " * len(m[0])

    text = " " * start + _BESIDE.sub(blank, text[start:])
    for line in islice(_LINE.finditer(text, start), _HEAD):
        if m := _UNDATED.match(text, line.start(), line.end()):
            text = text[: m.start()] + blank(m) + text[m.end() :]
    return text
