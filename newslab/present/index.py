"""Where reports lie, how each went, and the page that lists them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from newslab.present.document import ARTICLE
from newslab.present.escape import render, short_hash
from newslab.present.words import plural
from newslab.writing import write

_SAFE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_HASHED = re.compile(r"-[0-9a-f]{8}$")
_RESERVED = re.compile(r"(con|prn|aux|nul|index|all-articles|com\d|lpt\d)(\..*)?")
STATUS = "status.json"


def slug(article_id: str) -> str:
    """Return a folder name for an article: its id where that is safe, else one with a hash.

    No two ids share one, on any file system: ``../x`` is in ``x-d6b96a97``.
    """
    safe = _SAFE.fullmatch(article_id) and not article_id.endswith(".")
    if safe and not _HASHED.search(article_id) and not _RESERVED.fullmatch(article_id):
        return article_id
    words = re.sub(r"[^a-z0-9]+", "-", article_id.lower()).strip("-")[:60].strip("-")
    return f"{words or 'article'}-{short_hash(article_id)}"


def status(folder: Path) -> dict[str, Any]:
    """Read how the reports of one article went; empty where none was made."""
    with suppress(OSError, ValueError):
        return dict(json.loads((folder / STATUS).read_text("utf-8")))
    return {}


def done(state: Mapping[str, Any]) -> list[str]:
    """Return the names of the reports that are there."""
    return [n for n, s in state.get("notebooks", {}).items() if s["status"] == "ok"]


def save(folder: Path, about: Mapping[str, Any], results: dict[str, Any]) -> None:
    """Keep how the reports of an article went; forget those that failed and were not tried again.

    ``about`` is what is known of the article; each of the ``results``, by the reports' names, has
    status, message and fingerprint.
    """
    before = status(folder)
    known = ("article_id", "published", "title", "counts", "set")
    found: dict[str, Any] = {k: about[k] for k in known if k in about}
    found["notebooks"] = {n: before["notebooks"][n] for n in done(before)} | results
    if found != before:
        write(folder / STATUS, json.dumps(found, indent=1) + "\n")


def write_index(out: Path, unread: Sequence[Mapping[str, Any]] = ()) -> Path:
    """Write ``index.html``: every article in ``out``, its date, counts, links, and what failed.

    ``unread`` are the rows of the manifest whose articles could not be made into tables.
    """
    states = {f.parent.name: status(f.parent) for f in sorted(out.glob(f"*/{STATUS}"))}
    for row in unread:
        step = "reading" if pd.isna(row["characters"]) else "parsing"
        name, article = slug(row["article_id"]), {"article_id": row["article_id"]}
        trouble = {"trouble": f"{step} the article: {row['error']}"}
        states[name] = article | states.get(name, {}) | trouble
    blank = {"title": "", "published": "", "counts": {}, "notebooks": {}, "trouble": ""}
    rows: list[dict[str, Any]] = [
        {"article_id": name, **blank, **state, "folder": name, "reports": done(state),
         "marked": (out / name / f"{ARTICLE}.html").is_file()}
        for name, state in states.items()
    ]  # fmt: skip
    for row in rows:
        row["failed"] = bool(row["trouble"]) or len(row["reports"]) < len(row["notebooks"])
    rows = [row for row in rows if row["reports"] or row["failed"]]
    rows.sort(key=lambda row: (row["failed"], str(row["published"] or "")), reverse=True)
    path = out / "index.html"
    write(path, render("index", rows=rows, plural=plural))
    return path
