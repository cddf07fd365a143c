"""The timeline in formats that other programs read."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import icalendar
import pandas as pd
from markupsafe import escape

from newslab.errors import ParameterError
from newslab.tables import TABLES
from newslab.writing import csv_text, write

#: How many parts of a date (year, month, day) each granularity knows; others know the year.
_PARTS = dict.fromkeys(("day", "time", "week", "weekend", "interval"), 3)
_PARTS |= dict.fromkeys(("month", "quarter", "half", "season"), 2)

#: Endings of the files that `export` writes.
FORMATS = (".csv", ".parquet", ".json", ".ics")


def export(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a timeline; the ending of ``path`` names the format.

    Parameters
    ----------
    table
        From `newslab.timeline`.
    path
        ``.csv``, ``.parquet``, ``.json`` (TimelineJS) or ``.ics`` (iCalendar, day-level rows).

    Returns
    -------
    pathlib.Path
        Where it was written, wholly or not at all.

    Raises
    ------
    ParameterError
        The ending is none of these.
    DataError
        The file cannot be written.
    """
    path = check(path)
    match path.suffix:
        case ".csv":
            write(path, csv_text(table))
        case ".parquet":
            TABLES["timeline"].write(path, table.to_dict("records"))
        case ".json":
            write(path, json.dumps(timelinejs(table), ensure_ascii=False, indent=1))
        case _:
            write(path, icalendar_of(table))
    return path


def check(path: str | Path) -> Path:
    """Return where a timeline is to be written; `ParameterError` if its ending is no format."""
    path = Path(path)
    if path.suffix not in FORMATS:
        what, todo = f"no timeline format {path.suffix!r}", f"use one of {', '.join(FORMATS)}"
        raise ParameterError(what, where=str(path), todo=todo)
    return path


def held(table: pd.DataFrame, ending: str) -> pd.DataFrame:
    """Return the events whose dates are close enough for a format."""
    return table[table["granularity"].isin(("day", "time"))] if ending == ".ics" else table


def timelinejs(table: pd.DataFrame) -> dict[str, Any]:
    """Return a timeline as TimelineJS reads it (https://timeline.knightlab.com/docs/json-format.html).

    Only the parts of a date that are known are given: a month has no day, a year no month. The
    five actors of most events have a line each: more would push the axis from the screen.

    Examples
    --------
    >>> row = {"article_id": "a", "earliest": "2024-08-01", "latest": "2024-08-31", "start": 0,
    ...        "end": 4, "granularity": "month", "event": "Rain", "status": "happened",
    ...        "how_dated": "August 2024 → …"}
    >>> timelinejs(TABLES["timeline"].frame([row]))["events"][0]["start_date"]
    {'year': 2024, 'month': 8}
    """
    shown = table.assign(actors=table["actors"].str.replace(r"\|.*", "", regex=True))
    lines = {*shown["actors"].value_counts().index[:5]}
    return {"events": [_slide(row, lines) for row in shown.to_dict("records")]}


def icalendar_of(table: pd.DataFrame) -> bytes:
    """Return the events whose day is known as an iCalendar file (RFC 5545), all-day events.

    Rows of a coarser granularity (a month, a year) are left out: it would invent their days.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//newslab//timeline//EN")
    calendar.add("version", "2.0")
    for row in held(table, ".ics").to_dict("records"):
        key, headline, evidence = _told(row)
        event = icalendar.Event()
        event.add("uid", f"{uuid5(NAMESPACE_URL, key)}@newslab")
        event.add("dtstamp", datetime(1970, 1, 1, tzinfo=UTC))  # the same input, the same file
        event.add("dtstart", row["earliest"].date())
        event.add("dtend", row["latest"].date() + timedelta(days=1))
        event.add("summary", headline)
        event.add("description", evidence)
        event.add("status", "TENTATIVE" if row["status"] == "planned" else "CONFIRMED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _slide(row: dict[str, Any], lines: set[str]) -> dict[str, Any]:
    """Return an event for TimelineJS, which shows its texts as HTML: they are escaped."""
    known = ("year", "month", "day")[: _PARTS.get(row["granularity"], 1)]
    first, last = ({p: getattr(row[c], p) for p in known} for c in ("earliest", "latest"))
    key, headline, evidence = (str(escape(text)) for text in _told(row))
    slide = {"start_date": first, "unique_id": key}
    slide["text"] = {"headline": headline, "text": evidence}
    if last != first:
        slide["end_date"] = last
    if row["actors"] in lines:
        slide["group"] = str(escape(row["actors"].rpartition("/")[2].replace("-", " ").title()))
    return slide


def _told(row: dict[str, Any]) -> tuple[str, str, str]:
    """Return what tells an event from all others, its headline, and its evidence."""
    key = f"{row['article_id']}-{row['start']}-{row['earliest']:%Y-%m-%d}"
    marked = row["status"] in ("planned", "denied", "reported")
    headline = f"{row['event']} ({row['status']})" if marked else str(row["event"])
    said = row["article_id"] if pd.isna(row["statement_id"]) else row["statement_id"]
    return key, headline, " · ".join(filter(pd.notna, (row["how_dated"], said, row["source"])))
