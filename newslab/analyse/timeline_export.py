"""The timeline in formats that other programs read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pandas as pd
from markupsafe import escape

from newslab.errors import ParameterError
from newslab.tables import TABLES
from newslab.writing import csv_text, write

#: How many parts of a date (year, month, day) each granularity knows.
_PARTS = {
    "day": 3,
    "time": 3,
    "week": 3,
    "weekend": 3,
    "interval": 3,
    "month": 2,
    "quarter": 2,
    "half": 2,
    "season": 2,
}

#: Endings of the files that `export` writes.
FORMATS = (".csv", ".parquet", ".json", ".ics")

#: First and last day of an interval of whole years.
YEARS = (1, 1, 12, 31)


def timelinejs(table: pd.DataFrame, title: str | None = None) -> dict[str, Any]:
    """Return a timeline as TimelineJS reads it (https://timeline.knightlab.com/docs/json-format.html).

    Only the parts of a date that are known are given: a month has no day, a year no month.

    Examples
    --------
    >>> row = {"article_id": "a", "earliest": "2024-08-01", "latest": "2024-08-31", "start": 0,
    ...        "end": 4, "granularity": "month", "event": "Rain", "how_dated": "August 2024 → …"}
    >>> timelinejs(TABLES["timeline"].frame([row]))["events"][0]["start_date"]
    {'year': 2024, 'month': 8}
    """
    events = [_slide(row) for row in table.to_dict("records") if pd.notna(row["earliest"])]
    found: dict[str, Any] = {"events": events}
    if title:
        found["title"] = {"text": {"headline": _html(title)}}
    return found


def icalendar(table: pd.DataFrame) -> bytes:
    """Return the events whose day is known as an iCalendar file (RFC 5545), all-day events.

    Rows of a coarser granularity (a month, a year) are left out: it would invent their days.
    """
    import icalendar as ical

    calendar = ical.Calendar()
    calendar.add("prodid", "-//newslab//timeline//EN")
    calendar.add("version", "2.0")
    for row in table.to_dict("records"):
        if row["granularity"] not in ("day", "time") or pd.isna(row["earliest"]):
            continue
        event = ical.Event()
        name = f"{row['article_id']}/{row['start']}/{row['earliest']:%Y-%m-%d}"
        event.add("uid", f"{uuid5(NAMESPACE_URL, name)}@newslab")
        event.add("dtstamp", datetime(1970, 1, 1, tzinfo=UTC))  # the same input, the same file
        event.add("dtstart", row["earliest"].date())
        event.add("dtend", row["latest"].date() + timedelta(days=1))
        event.add("summary", row["event"])
        event.add("description", row["how_dated"])
        calendar.add_component(event)
    return bytes(calendar.to_ical())


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
    path = Path(path)
    match path.suffix:
        case ".csv":
            write(path, csv_text(table))
        case ".parquet":
            TABLES["timeline"].write(path, table.to_dict("records"))
        case ".json":
            write(path, json.dumps(timelinejs(table), ensure_ascii=False, indent=1))
        case ".ics":
            write(path, icalendar(table))
        case other:
            raise ParameterError(
                f"no timeline format {other!r}",
                where=str(path),
                todo="use .csv, .parquet, .json or .ics",
            )
    return path


def _slide(row: dict[str, Any]) -> dict[str, Any]:
    first, last = row["earliest"].date(), row["latest"].date()
    parts = _PARTS.get(row["granularity"], 1)
    if row["granularity"] == "interval" and (first.month, first.day, last.month, last.day) == YEARS:
        parts = 1
    slide = {
        "start_date": _date(first, parts),
        "text": {"headline": _html(row["event"]), "text": _html(row["how_dated"])},
        "unique_id": f"{row['article_id']}-{row['start']}",
    }
    if _date(last, parts) != slide["start_date"]:
        slide["end_date"] = _date(last, parts)
    if pd.notna(row["actors"]):
        slide["group"] = _html(row["actors"].split("|")[0])
    return slide


def _date(day: date, parts: int) -> dict[str, int]:
    return dict(list({"year": day.year, "month": day.month, "day": day.day}.items())[:parts])


def _html(text: str) -> str:
    """Escape what a page would read as markup: TimelineJS shows its texts as HTML."""
    return str(escape(text))
