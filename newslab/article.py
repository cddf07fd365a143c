"""The only gate for input: whatever an article comes as, it leaves here as an `Article`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from newslab.errors import InputError

#: Articles with more characters than this are refused.
MAX_CHARACTERS = 20_000_000

MONTHS = "january february march april may june july august september october november december"
_MONTH = {m[:3]: n for n, m in enumerate(MONTHS.split(), 1)}
_MONTH_NAME = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_ISO = r"(?P<iso>\d{4}-\d\d-\d\d)"
_DMY = rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{_MONTH_NAME}),?\s+(?P<y1>\d{{4}})"
_MDY = rf"(?P<m2>{_MONTH_NAME})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
_HEADER = re.compile(
    rf"\s*(?:date|dated|published|publication date)\s*:?\s+"
    rf"(?:{_ISO}|{_DMY}|{_MDY})(?:[T ]\d\d:\d\d\S*)?(?![\w-])[.,;]?\s*",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    rf"""\s*(?:[A-Z][A-Z.'’-]+(?:[\s,/]+[A-Z][\w.'’-]*){{0,4}}),?\s+
    (?P<m>{_MONTH_NAME})\s+(?P<d>\d{{1,2}})(?:,?\s+(?P<y>\d{{4}}))?\s*
    (?:\([^)\n]{{2,40}}\)\s*)?(?:[-–—]{{1,2}}|:)\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_FILE_DATE = re.compile(r"(?<!\d)(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\s*")
_LINE_END = re.compile(r"(?:\r\n|\r|\n)\s*")


@dataclass(frozen=True, eq=False)
class Article:
    """A news article: its text as read, and what is known about it.

    Parameters
    ----------
    text
        The text, unchanged. All offsets of all tables count its characters.
    article_id
        Name of the article in every table.
    published
        The article's date. Left out, it is read from a header (`` date 2025-03-14 ``,
        ``Date: 14 March 2025``), a dateline, or a date in ``source``'s file name; else `NaT`.
    title
        Headline, where the input gives one apart from the text.
    source
        Path or address it was read from.

    Examples
    --------
    >>> a = Article("GENEVA, March 3 (Agency) - Talks began.", article_id="talks-2025-03-04")
    >>> a.published.date().isoformat(), a.text[a.body_start:]
    ('2025-03-03', 'Talks began.')
    """

    text: str
    article_id: str
    published: pd.Timestamp = field(default=pd.NaT)
    title: str | None = None
    source: str | None = None
    body_start: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        published, body_start = _published(self.text, self.source or self.article_id)
        given = pd.Timestamp(self.published) if self.published is not None else pd.NaT
        object.__setattr__(self, "published", published if given is pd.NaT else given.normalize())
        object.__setattr__(self, "body_start", body_start)

    @cached_property
    def sha256(self) -> str:
        """Hash of the text in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Spans of the paragraphs of the body: between blank lines, else between line ends."""
        # A text with blank lines may be hard-wrapped: then its single line ends mean nothing.
        body = self.text[self.body_start :]
        lines = [s for s in body.splitlines() if s.strip()]
        wrapped = len(lines) > 3 and _BLANK_LINE.search(body) and max(map(len, lines)) < 100
        breaks = (_BLANK_LINE if wrapped else _LINE_END).finditer(self.text, self.body_start)
        return list(_between(self.text, breaks, self.body_start))


def _between(text: str, breaks: Iterator[re.Match[str]], start: int) -> Iterator[tuple[int, int]]:
    for m in breaks:
        if text[start : m.start()].strip():
            yield start, m.start()
        start = m.end()
    if text[start:].strip():
        yield start, len(text)


def _day(year: str | int, month: str | int, day: str | int) -> pd.Timestamp:
    try:
        number = (
            _MONTH[month[:3].lower()] if isinstance(month, str) and not month.isdigit() else month
        )
        return pd.Timestamp(date(int(year), int(number), int(day)))
    except ValueError:
        return pd.NaT


def _published(text: str, name: str) -> tuple[pd.Timestamp, int]:
    """Find the article's date and where its body starts."""
    named = _FILE_DATE.search(Path(name).name)
    file_day = _day(*named.groups()) if named else pd.NaT
    start, found = 0, pd.NaT
    if m := _HEADER.match(text):
        g = m.groupdict()
        start = m.end()
        found = (
            _day(*g["iso"].split("-"))
            if g["iso"]
            else _day(g["y1"] or g["y2"], g["m1"] or g["m2"], g["d1"] or g["d2"])
        )
    if m := _DATELINE.match(text, start):
        start = m.end()
        year = (
            m["y"]
            or (found.year if found is not pd.NaT else None)
            or (file_day.year if file_day is not pd.NaT else None)
        )
        if found is pd.NaT and year:
            found = _day(year, m["m"], m["d"])
    return (file_day if found is pd.NaT else found), start


def read(path: str | Path, *, published: str | pd.Timestamp | None = None) -> Article:
    """Read one article from a text file.

    Parameters
    ----------
    path
        A UTF-8 text file.
    published
        The article's date, if the text does not give it.

    Raises
    ------
    InputError
        The file is missing, empty, too large or no text.

    Examples
    --------
    >>> read("data/raw/2025-03-14-ceasefire-talks.txt").published
    Timestamp('2025-03-14 00:00:00')
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError("no such file", where=str(path), todo="check the path") from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=str(path)) from None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", where=str(path), todo="convert it") from None
    if not text.strip():
        raise InputError("the file is empty", where=str(path), todo="put the article's text in it")
    return Article(text, article_id=path.stem, published=published, source=str(path))
