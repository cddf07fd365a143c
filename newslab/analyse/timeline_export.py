"""The timeline in formats that other programs read."""

from __future__ import annotations

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

#: Actors with a line of their own in TimelineJS.
_LINES = 5
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
    path = Path(path)
    match path.suffix:
        case ".csv":
            write(path, csv_text(table))
        case ".parquet":
            TABLES["timeline"].write(path, table.to_dict("records"))
        case ".json":
            write(path, json.dumps(timelinejs(table), ensure_ascii=False, indent=1))
        case ".ics":
            write(path, icalendar_of(table))
        case other:
            what, todo = f"no timeline format {other!r}", f"use one of {', '.join(FORMATS)}"
            raise ParameterError(what, where=str(path), todo=todo)
    return path


def held(table: pd.DataFrame, ending: str) -> pd.DataFrame:
    """Return the events whose dates are close enough for a format."""
    if ending == ".ics":
        return table[table["granularity"].isin(("day", "time"))]
    return table[table["earliest"].notna()] if ending == ".json" else table


def timelinejs(table: pd.DataFrame) -> dict[str, Any]:
    """Return a timeline as TimelineJS reads it (https://timeline.knightlab.com/docs/json-format.html).

    Only the parts of a date that are known are given: a month has no day, a year no month. The
    actors of most events have a line each; more lines would push the axis from the screen.

    Examples
    --------
    >>> row = {"article_id": "a", "earliest": "2024-08-01", "latest": "2024-08-31", "start": 0,
    ...        "end": 4, "granularity": "month", "event": "Rain", "status": "happened",
    ...        "how_dated": "August 2024 → …"}
    >>> timelinejs(TABLES["timeline"].frame([row]))["events"][0]["start_date"]
    {'year': 2024, 'month': 8}
    """
    shown = held(table, ".json")
    shown = shown.assign(actors=shown["actors"].str.replace(r"\|.*", "", regex=True))
    lines = {*shown["actors"].value_counts().index[:_LINES]}
    return {"events": [_slide(row, lines) for row in shown.to_dict("records")]}


def icalendar_of(table: pd.DataFrame) -> bytes:
    """Return the events whose day is known as an iCalendar file (RFC 5545), all-day events.

    Rows of a coarser granularity (a month, a year) are left out: it would invent their days.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//newslab//timeline//EN")
    calendar.add("version", "2.0")
    for row in held(table, ".ics").to_dict("records"):
        event = icalendar.Event()
        event.add("uid", f"{uuid5(NAMESPACE_URL, _key(row))}@newslab")
        event.add("dtstamp", datetime(1970, 1, 1, tzinfo=UTC))  # the same input, the same file
        event.add("dtstart", row["earliest"].date())
        event.add("dtend", row["latest"].date() + timedelta(days=1))
        event.add("summary", _headline(row))
        event.add("description", _evidence(row))
        event.add("status", "TENTATIVE" if row["status"] == "planned" else "CONFIRMED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _slide(row: dict[str, Any], lines: set[str]) -> dict[str, Any]:
    """Return an event for TimelineJS, which shows its texts as HTML: they are escaped."""
    known = ("year", "month", "day")[: _PARTS.get(row["granularity"], 1)]
    first, last = ({p: getattr(row[c], p) for p in known} for c in ("earliest", "latest"))
    texts = {"headline": str(escape(_headline(row))), "text": str(escape(_evidence(row)))}
    slide = {"start_date": first, "unique_id": str(escape(_key(row))), "text": texts}
    if last != first:
        slide["end_date"] = last
    if row["actors"] in lines:
        actor = row["actors"].rpartition("/")[2]
        slide["group"] = str(escape(actor.replace("-", " ")))
    return slide


def _key(row: dict[str, Any]) -> str:
    return f"{row['article_id']}-{row['start']}-{row['earliest']:%Y-%m-%d}"


def _headline(row: dict[str, Any]) -> str:
    told = row["status"] in ("planned", "denied", "reported")
    return f"{row['event']} ({row['status']})" if told else str(row["event"])


def _evidence(row: dict[str, Any]) -> str:
    said = row["article_id"] if pd.isna(row["statement_id"]) else row["statement_id"]
    return " · ".join(filter(pd.notna, (row["how_dated"], said, row["source"])))
