"""Where reports lie, how each went, and the page that lists them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from newslab.present.document import ARTICLE, page
from newslab.present.escape import cut, short_hash
from newslab.present.words import plural
from newslab.writing import write

_SAFE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_HASHED = re.compile(r"-[0-9a-f]{8}$")
_RESERVED = re.compile(r"(con|prn|aux|nul|index|com\d|lpt\d)(\..*)?")
STATUS = "status.json"


def slug(article_id: str) -> str:
    """Return a folder name for an article: its id where that is safe, else one with a hash.

    No two ids share one, on any file system.

    Examples
    --------
    >>> slug("2025-03-14-ceasefire-talks")
    '2025-03-14-ceasefire-talks'
    >>> slug("../x"), slug("CON"), slug("Talks")
    ('x-d6b96a97', 'con-a3dbc4b6', 'talks-b50d48e8')
    """
    safe = _SAFE.fullmatch(article_id) and not article_id.endswith(".")
    if safe and not _HASHED.search(article_id) and not _RESERVED.fullmatch(article_id):
        return article_id
    words = re.sub(r"[^a-z0-9]+", "-", article_id.lower()).strip("-")[:60].strip("-")
    return f"{words or 'article'}-{short_hash(article_id)}"


def status(folder: Path) -> dict[str, Any]:
    """Read how the reports of one article went; empty where none was made."""
    try:
        found = json.loads((folder / STATUS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _save(folder: Path, found: Mapping[str, Any]) -> None:
    if found != status(folder):
        write(folder / STATUS, json.dumps(found, indent=1) + "\n")


def done(state: Mapping[str, Any]) -> list[str]:
    """Return the names of the reports that are there."""
    return [n for n, s in state.get("notebooks", {}).items() if s["status"] == "ok"]


def save_report(folder: Path, about: Mapping[str, Any], name: str, result: Mapping[str, Any],
                siblings: Iterable[str]) -> None:  # fmt: skip
    """Keep how one report of an article went; forget those that failed and are not of this run.

    ``about`` is what is known of the article, ``result`` has status, message and fingerprint,
    ``siblings`` are the reports of this run.
    """
    before, tried = status(folder).get("notebooks", {}), set(siblings)
    kept = {n: s for n, s in before.items() if s.get("status") == "ok" or n in tried}
    _save(folder, {**about, "notebooks": kept | {name: dict(result)}})


def save_failures(out: Path, failed: pd.DataFrame) -> None:
    """Keep which articles could not be made into tables, rows of the manifest, and why.

    What failed in an earlier run and not in this one is forgotten.
    """
    errors = {}
    for row in failed.to_dict("records"):
        step = "reading" if pd.isna(row["characters"]) else "parsing"
        errors[row["article_id"]] = f"{step} the article: {row['error']}"
        folder = out / slug(row["article_id"])
        found = {"article_id": row["article_id"], "notebooks": {}} | status(folder)
        _save(folder, found | {"error": errors[row["article_id"]]})
    for file in list(out.glob(f"*/{STATUS}")):
        found = status(file.parent)
        if not found.get("error") or found.get("article_id") in errors:
            continue
        if found.get("notebooks"):
            _save(file.parent, {k: v for k, v in found.items() if k != "error"})
        else:
            file.unlink()


def write_index(out: Path) -> Path:
    """Write ``index.html``: every article in ``out``, its date, counts, links, and what failed."""
    states = [(f.parent.name, status(f.parent)) for f in sorted(out.glob(f"*/{STATUS}"))]
    rows = [
        {
            "folder": quote(name),
            "id": state.get("article_id", name),
            "title": cut(str(state.get("title") or state.get("headline") or ""), 100),
            "date": state.get("published") or "",
            "reports": [(quote(n), n) for n in done(state)],
            "failed": "; ".join(_failed(state)),
            "counts": state.get("counts", {}),
            "marked": (out / name / f"{ARTICLE}.html").is_file(),
        }
        for name, state in states
        if state.get("notebooks") or state.get("error")
    ]
    rows.sort(key=lambda row: str(row["date"]), reverse=True)
    rows.sort(key=lambda row: not row["failed"])
    lead = f"{plural(len(rows), 'article').capitalize()}, newest first."
    if failed := sum(bool(row["failed"]) for row in rows):
        them = "them" if failed != 1 else "it"
        lead = (
            f"{failed:,} of {plural(len(rows), 'article')} failed, or a report of {them} did;"
            " what failed comes first."
        )
    path = out / "index.html"
    write(path, page("index", "Reports – newslab", lead=lead, rows=rows))
    return path


def _failed(state: Mapping[str, Any]) -> list[str]:
    """Return what failed: which step, and why."""
    reports = [
        f"report {n}: {s['message'].removeprefix(f'{n}: ')}"
        for n, s in state.get("notebooks", {}).items()
        if s["status"] != "ok"
    ]
    return [state["error"]] if state.get("error") else reports
