"""The day an article came out, as its head, its last line or its file's name gives it."""

import re
from functools import cache
from itertools import islice
from pathlib import Path

import pandas as pd
from dateutil import parser

from newslab.syntax import lexer

#: What stands before a day: that it is one of publication, a place or the hour; and behind it.
_LABEL = r"(?P<label>(?i:(?:(?:first|last|publication) )?(?:dated?|posted|published|updated)))"
_PLACE = r"(?P<place>[A-Z][\w.'’-]*(?:[ \t\xa0,/]+[A-Z][\w.'’-]*){0,4}(?P<comma>,)?)"
_HOUR = r"[T ,]*(?i:at )?\d\d?[:.]?\d\d\S*(?: +(?i:[ap]\.?m\b\.?|[a-z]{2,4}\b|[+-]\d{4})){0,2}"
_BEFORE = re.compile(rf"(?:{_LABEL}(?: on)?:?\s+)?(?:(?:{_PLACE}|{_HOUR},?)\s+)?")
_BEHIND = re.compile(rf"(?:{_HOUR})?[.,;]?\s*")
#: What parts a dateline from the text behind it.
_DASH = re.compile(r"\s*(?:\([^)\n]{2,40}\)\s*)?(?:[-–—]{1,2}|:)(?!\d)\s*")
# Who wrote it, where and when, one beside the other: "Ann Lee | Delhi | Updated: May 16, 2023".
_BESIDE = re.compile(r"\s+[|·•–—/]\s+|[|·•]|\s{2,}")
_DATE_LINE = 120  # a line of a date, a writer and a place is no longer
_HEAD = 4  # lines among which a day can stand: behind a headline and a byline
_LINE = re.compile(r"\S.*")
# Of the centuries of newspapers: other numbers of eight digits are no dates.
_FILE_DATE = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d|2100)-?(\d\d)-?(\d\d)(?!\d)")
_FIGURES = re.compile(r"(\d{8})(?:\.0)?")


def find(text: str, name: str) -> tuple[pd.Timestamp, int]:
    """Find the article's date and where its body starts.

    A header's date counts before a dateline's, a dateline's before that of ``name``: a path, an
    address or id (``2025-03-14`` or ``20250314``). A dateline without a year takes the header's or
    the name's year; nothing falls back to today. Where none of them is, a line near the top counts
    that has a date, perhaps with its writer and place, or the last one if it says of what.

    Examples
    --------
    >>> find("KYIV, March 3 - Talks began.", "talks-2025.txt")
    (NaT, 16)
    >>> find("KYIV, Dec. 30 - Talks began.", "talks-2025-01-02.txt")
    (Timestamp('2024-12-30 00:00:00'), 16)
    """
    named = _FILE_DATE.search(Path(name).name)
    days, start = _lines(text, bare=named is None)
    near = _first(_read("".join(named.groups()) if named else ""), _read(days["own"]))
    # Without a year the nearest: that of December may be filed in January.
    years = (None,) if near is pd.NaT else (near.year, near.year - 1, near.year + 1)
    dated = (_read(days["dateline"], year) for year in years)
    known = sorted((d for d in dated if d is not pd.NaT), key=lambda d: abs((d - near).days))
    return _first(_read(days["header"]), *known[:1], near), start


def _lines(text: str, bare: bool) -> tuple[dict[str, str], int]:
    """Return the days by what tells them, and where the body starts, behind a bare day or not."""
    start, days = 0, dict.fromkeys(("header", "dateline", "own"), "")
    for number, line in enumerate(islice(_LINE.finditer(text), _HEAD)):
        kind, said, end = _read_line(line[0])
        kind = "own" if kind == "header" and number else kind
        days[kind] = days.get(kind) or said
        # A line behind the headline stays where it is: the headline is part of the body.
        behind = text[line.start() + end :].lstrip()
        leads = (behind or kind == "dateline") and not text[start : line.start()].strip()
        if kind and leads and (bare or kind != "own"):
            start = len(text) - len(behind)
    kind, said, _ = _read_line(text[text.rstrip().rfind("\n") + 1 :].strip())
    days["own"] = days["own"] or (said if kind == "header" else "")
    return days, start


def _first(*days: pd.Timestamp) -> pd.Timestamp:
    """Return the first day that is one."""
    return next((day for day in days if day is not pd.NaT), pd.NaT)


@cache
def _day() -> re.Pattern[str]:
    """Return the pattern of a day over the kinds of words."""
    weekday = "(?:(?:weekday|abbreviated_weekday dot?) comma?)?"
    return re.compile(lexer.expand(f"{weekday} (?:MDY|DMY|iso)"))


def _read_line(line: str) -> tuple[str, str, int]:
    """Return what a line is — header, dateline, own or "" —, its day, and where the text goes on.

    A header says that its day is that of publication, a line of its own says nothing else.
    """
    beside = _BESIDE.split(line) if len(line) <= _DATE_LINE else []
    for part in (line, *(words.strip() for words in beside)):
        tokens = lexer.tokens(part, end=min(len(part), _DATE_LINE))
        if (found := _day().search(lexer.code(tokens))) is None:
            continue
        first, last = tokens[found.start()].start, tokens[found.end() - 1].end
        before, said = _BEFORE.fullmatch(part[:first]), part[first:last]
        behind, dash = _BEHIND.match(part, last), _DASH.match(part, last)
        if before is None or behind is None:
            continue
        place = before["place"] or ""
        if before["label"]:
            more = part is line and not _BESIDE.match(line, behind.end())
            return "header", said, behind.end() if more else len(line)
        if dash and (before["comma"] or place.split(" ")[0].isupper()):
            return "dateline", said, dash.end()
        if behind.end() == len(part) and _read(said) is not pd.NaT:
            return "own", said, len(line)
    return "", "", 0


def _read(said: str, year: int | None = None) -> pd.Timestamp:
    """Return the day that some words name; where they have no year, of the one given."""
    whole = said if re.search(r"\d{4}", said) else f"{said} {year}"
    try:
        return pd.Timestamp(parser.parse(whole.replace(",", " ")).date()) if said else pd.NaT
    except ValueError:
        return pd.NaT


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
    figures = _FIGURES.fullmatch(text.strip())
    kind, said, _ = _read_line(text.strip())
    return _read(figures[1] if figures else said if kind == "own" else "")
