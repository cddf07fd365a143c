"""The day an article came out, as its head, its last line or its file's name gives it."""

import re
from itertools import islice
from pathlib import Path

import pandas as pd
from dateutil import parser

from newslab import lexicons

#: Names of the months, whole and short: "Marseille 12" is no day in March.
_KINDS = ("month", "abbreviated month")
_MONTHS = [r["word"] for r in lexicons.read("time_words") if r["kind"] in _KINDS]
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, reverse=True))})\b\.?"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_ISO = r"\d{4}-\d\d-\d\d"
_DAY = rf"(?P<day>{_ISO}|{_NTH}\s+{_MONTH}(?:\s?,)?\s+\d{{4}}|{_MONTH}\s+{_NTH},?\s+\d{{4}})"
_HALF_AND_ZONE = r"\S*(?:\s+(?:[ap]\.?m\b\.?|[A-Z]{2,4}\b)){0,2}"
_HEADER = re.compile(
    rf"\s*(?:date|dated|published|publication date)\s*:?\s+"
    rf"{_DAY}(?:[T ,]+\d\d?:\d\d{_HALF_AND_ZONE})?(?![\w-])[.,;]?\s*",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    rf"(?:[a-z]{{3,9}},?\s+)?(?:{_DAY}|(?P<figures>\d{{8}})(?:\.0)?)"
    rf"(?:T\d\d?:?\d\d\S*|,?\s+(?:at\s+)?\d\d?[:.]\d\d\S*(?:\s+\S+){{0,2}})?",
    re.IGNORECASE,
)
# What may stand before the date in a line of its own: "Posted", a place, who wrote it, the hour.
_BEFORE_DATE = re.compile(
    r"\A(?:(?:(?P<label>(?i:(?:first |last )?(?:posted|published|updated|dated?)(?: on)?:?))"
    r"|[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){0,2},"
    rf"|\d\d?[:.]\d\d(?i:{_HALF_AND_ZONE}),?)\s+){{1,2}}"
)
# Who wrote it, where and when, one beside the other: "Ann Lee | Delhi | Updated: May 16, 2023".
_BESIDE = re.compile(r"\s+[|·•–—/]\s+|[|·•]|\s{2,}")
_DATELINE = re.compile(
    rf"""\s*(?:[A-Z][A-Z.'’-]+(?:[ \t\xa0,/]+[A-Z][\w.'’-]*){{0,4}},?
      |[A-Z][\w.'’-]+(?:[ \t\xa0,/]+[A-Z][\w.'’-]*){{0,4}},)\s+
    (?P<day>(?i:{_MONTH})\s+\d{{1,2}}(?:,?\s+\d{{4}})?)\s*
    (?:\([^)\n]{{2,40}}\)\s*)?(?:[-–—]{{1,2}}|:)(?!\d)\s*""",
    re.VERBOSE,
)
_DATE_LINE = 120  # a line of a date, a writer and a place is no longer
_HEAD = 4  # paragraphs among which a dateline can stand: behind a headline and a byline
_LINE = re.compile(r"\S.*")
# Of the centuries of newspapers: other numbers of eight digits are no dates.
_FILE_DATE = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d|2100)-?(\d\d)-?(\d\d)(?!\d)")


def _read(said: str, year: int | None = None) -> pd.Timestamp:
    """Return the day that some words name; where they have no year, of the one given."""
    whole = said if re.search(r"\d{4}", said) else f"{said} {year}"
    try:
        return pd.Timestamp(parser.parse(whole.replace(",", " ")))
    except ValueError:
        return pd.NaT


def find(text: str, name: str) -> tuple[pd.Timestamp, int]:
    """Find the article's date and where its body starts.

    A header's date counts before a dateline's, a dateline's before that of ``name``: a path, an
    address or id (``2025-03-14`` or ``20250314``). A dateline without a year takes the header's or
    the name's year; nothing falls back to today. Where none of them is, a line near the top counts
    that has a date, perhaps with its writer and place.

    Examples
    --------
    >>> find("KYIV, March 3 - Talks began.", "talks-2025.txt")
    (NaT, 16)
    >>> find("KYIV, Dec. 30 - Talks began.", "talks-2025-01-02.txt")
    (Timestamp('2024-12-30 00:00:00'), 16)
    """
    named, header = _FILE_DATE.search(Path(name).name), _HEADER.match(text)
    near = _read("".join(named.groups())) if named else pd.NaT
    start, found = (header.end(), _read(header["day"])) if header else (0, pd.NaT)
    lines = [*islice(_LINE.finditer(text, start), _HEAD)]
    datelines = filter(None, (_DATELINE.match(text, line.start()) for line in lines))
    dateline = next(datelines, None)
    if header is None and near is pd.NaT:
        near, start = _own_line(text, lines, bare=dateline is not None)
    if dateline and found is pd.NaT:
        # Without a year the nearest: that of December may be filed in January.
        years = (0, -1, 1) if near is not pd.NaT else ()
        days = [_read(dateline["day"]), *(_read(dateline["day"], near.year + y) for y in years)]
        known = [d for d in days if d is not pd.NaT]
        found = min(known, key=lambda d: abs((d - near).days) if years else 0, default=pd.NaT)
    if dateline and not text[start : dateline.start()].strip():
        start = dateline.end()
    return (near if found is pd.NaT else found), start


def lines(text: str) -> dict[int, int]:
    """Return where the lines of a text begin that open with a dateline, and where that ends."""
    found = (_DATELINE.match(text, line.start()) for line in _LINE.finditer(text))
    return {m.start(): m.end() for m in found if m}


def _own_line(text: str, lines: list[re.Match[str]], bare: bool) -> tuple[pd.Timestamp, int]:
    """Return the date that stands in a line of its own, and where the body starts behind it."""
    for number, line in enumerate(lines):
        if (found := _of_line(line.group())) is not pd.NaT:
            body = text[line.end() :].lstrip()
            # A line behind the headline stays where it is: the headline is part of the body.
            return found, 0 if number or not body else len(text) - len(body)
    # The last line counts if it says that it is of publication, or may be bare.
    last = text[text.rstrip().rfind("\n") + 1 :].strip()
    label = _BEFORE_DATE.match(last)
    return (_of_line(last) if bare or (label and label["label"]) else pd.NaT), 0


def _of_line(line: str) -> pd.Timestamp:
    """Return the date of a line that has nothing but a date, who wrote and where."""
    parts = _BESIDE.split(line) if len(line) <= _DATE_LINE else []
    said = [part.strip(" .\r\t\xa0") for part in parts]
    days = (day(words) for part in said for words in (part, _BEFORE_DATE.sub("", part)))
    return next((found for found in days if found is not pd.NaT), pd.NaT)


def day(text: str) -> pd.Timestamp:
    """Read a date that stands alone, with its time or without; `NaT` if it is none.

    It is written as in ``2025-03-14``, ``20250314`` (of which spreadsheets make ``20250314.0``),
    ``14 March 2025`` or ``March 14, 2025``.

    Examples
    --------
    >>> day("Fri, 14 Mar 2025 23:30:00 GMT")
    Timestamp('2025-03-14 00:00:00')
    >>> day("March")
    NaT
    """
    m = _GIVEN.fullmatch(text.strip())
    return pd.NaT if m is None else _read(m["day"] or m["figures"])
