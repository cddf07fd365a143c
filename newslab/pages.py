"""A saved web page ▶ a record: its text, and the day on which it says that it was published."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from newslab import dateline, lexicons
from newslab.errors import InputError

#: The day from which computers count: pages give it where they know none.
_NO_DAY = "1970-01-01"
#: Where the days of a page are not its article's: below these elements, in a masthead, in another
#: article than that of the headline, and classes and ids that start with these words.
_ELSEWHERE = " or ".join([
    "ancestor::aside or ancestor::nav",
    "ancestor::footer and not(ancestor::article[.//h1] and (@pubdate or @itemprop))",
    "ancestor::header[not(.//h1 or ancestor::article or ancestor::main)]",
    "ancestor::article[not(.//h1)] and //article//h1",
    # What has changed may say so beside when it was published: "published updated".
    *("ancestor-or-self::*[not(self::html or self::body or .//h1 or contains(@class, 'publish'))"
      f" and contains(concat(' ', @class, ' ', @id), ' {word}')]"
      for word in ("comment", "copyright", "footer", "latest", "modified", "more", "most",
                   "popular", "promo", "recommend", "related", "sidebar", "teaser", "trending",
                   "updated")),
])  # fmt: skip
#: What shows a year alone ("© 2025") has no day, whatever is written in it, and a day of a change
#: is another day.
_NO_DATE = re.compile(r"\s*(?:\d{4}\s*$|(?:last\s+)?(?:updated|modified)\b)", re.IGNORECASE)
#: Words of sentences: what these tell is no day of publication ("Published 14 March, 5 p.m." is).
_WORD = re.compile(r"\b[a-z]{2,}\b")
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]*)"')


def record(html: str, where: str) -> dict[str, object]:
    """Return text, title, date and address of the article in a page; raises `InputError`."""
    try:
        import trafilatura
    except ImportError:
        todo = 'pip install "newslab[html]"'
        raise InputError("HTML needs the extra html", where=where, todo=todo) from None
    # What it notes of a page says nothing to who reads the error.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        if (tree := trafilatura.load_html(html)) is None:
            raise ValueError("it has no elements")
        # All but its date: it guesses, by what day it is today, too.
        about: Any = trafilatura.extract_metadata(tree, extensive=False)
        day = published(tree)
        page: Any = trafilatura.bare_extraction(tree)
    except Exception as error:  # whatever stands in a page
        what = f"is no page that can be read ({error})"
        raise InputError(what, where=where, todo="save its text") from None
    if page is None or not page.text:
        raise InputError("no article found in the page", where=where, todo="save its text")
    return {"text": page.text, "title": about.title, "published": day, "source": about.url}


def published(tree: Any) -> str | None:
    """Return the day on which a page states that it was published, or None; it is never guessed.

    What describes the article (JSON-LD) counts before what describes the page (``<meta>``), that
    before ``<time>``. A day is the one that is written, in the page's own time zone; where one
    place has several, the next counts. ``tree`` is the page, as lxml has it.

    Examples
    --------
    >>> import lxml.html
    >>> published(lxml.html.fromstring('<p><time datetime="2025-03-14T00:30+13:00">now</time>'))
    '2025-03-14'
    >>> published(lxml.html.fromstring("<p>Copyright 2025</p>"))
    """
    marked = _times(tree, "//time[@pubdate] | //*[@itemprop='datePublished']")
    for place in (_of_data(tree), *_of_meta(tree), marked, _times(tree, "//time")):
        days = {day for value in place if (day := _day(value))}
        if len(days) == 1:
            return days.pop()
    return None


def _day(value: object) -> str | None:
    # An hour behind the date may be written in many ways; the day stands before it.
    text = str(value).strip()
    found = dateline.day(text[:10]) if text[4:5] == "-" else dateline.day(text)
    day = "" if found is pd.NaT else found.date().isoformat()
    return day if "1600" < day < "2101" and day != _NO_DAY else None


def _times(tree: Any, which: str) -> Iterator[str]:
    for time in tree.xpath(f"({which})[position() <= 400][not({_ELSEWHERE})]"):
        line, *_ = [p.text_content() for p in (*time.xpath("ancestor::p"), time)]
        ends = line.rstrip('\n\r\t ”’"').endswith((".", "!", "?"))
        if not (_NO_DATE.match(time.text_content()) or _NO_DATE.match(line)
                or (ends and len(_WORD.findall(line)) > 2)):  # fmt: skip
            yield time.get("content") or time.get("datetime") or time.text_content()


def _of_meta(tree: Any) -> Iterator[list[str]]:
    """Yield the dates of each rank of names, of those that count most first."""
    ranks = {row["name"]: int(row["rank"]) for row in lexicons.read("page_dates")}
    named = [
        (ranks.get(meta.get(key, "").lower()), meta.get("content", ""))
        for meta in tree.iter("meta")
        for key in ("property", "name", "itemprop")
    ]
    yield from ([day for rank, day in named if rank == one] for one in sorted({*ranks.values()}))


def _of_data(tree: Any) -> Iterator[object]:
    """Yield the days of the articles in JSON-LD, of those with the page's headline, or the page."""
    objects: list[dict[str, Any]] = []
    for script in tree.xpath("//script[contains(@type, 'ld+json')]/text()"):
        try:
            objects += _objects(json.loads(script, strict=False))
        except (ValueError, RecursionError):
            # Broken, as it often is: the article is described before what it links to.
            first = _PUBLISHED.search(script)
            objects += [{"@type": "Article", "datePublished": first[1]}] if first else []
    title = " ".join(tree.xpath("//title/text() | //h1//text()")).casefold()
    for kind in ("Article", "Posting", "Report", "WebPage"):
        some = [o for o in objects if kind in str(o.get("@type")) and _day(o.get("datePublished"))]
        if some:
            named = [o for o in some if str(o.get("headline") or "\0").casefold() in title]
            yield from (o["datePublished"] for o in named or some)
            return


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Yield what a page describes itself; what is nested deeper is what it links to."""
    for one in data if isinstance(data, list) else [data]:
        if isinstance(one, dict):
            yield one
            for more in (one.get("@graph"), one.get("mainEntity")):
                yield from _objects(more)
