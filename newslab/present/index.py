"""Where reports lie, how each went, and the page that lists them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from newslab.present.document import page
from newslab.present.escape import cut, render, short_hash, table
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
    states = [(name, s) for name, s in states if s.get("notebooks") or s.get("error")]
    states.sort(key=lambda s: (not _failed(s[1]), _flip(s[1].get("published")), s[0]))
    rows = [_row(name, state) for name, state in states]
    columns = ["article", "date", "reports", "status", "statements", "actors", "dates"]
    shown = pd.DataFrame({c: pd.Series([r[c] for r in rows], dtype=object) for c in columns})
    failed = sum(bool(_failed(s)) for _, s in states)
    lead = f"{plural(len(rows), 'article').capitalize()}, newest first."
    if failed:
        them = "them" if failed != 1 else "it"
        lead = (
            f"{failed:,} of {plural(len(rows), 'article')} failed, or a report of {them} did;"
            " what failed comes first."
        )
    shown = table(shown, "Articles and their reports", limit=max(1, len(shown)))
    path = out / "index.html"
    write(path, page("index", "Reports – newslab", lead=lead, table=shown))
    return path


def _flip(day: str | None) -> tuple[int, ...]:
    """Sort later days first, none last."""
    return (*(-ord(c) for c in day or ""), 1)


def _failed(state: Mapping[str, Any]) -> list[str]:
    """Return what failed: which step, and why."""
    reports = [
        f"report {n}: {s['message'].removeprefix(f'{n}: ')}"
        for n, s in state.get("notebooks", {}).items()
        if s["status"] != "ok"
    ]
    return [state["error"]] if state.get("error") else reports


def _row(name: str, state: Mapping[str, Any]) -> dict[str, Any]:
    """Return an article's line: title or first sentence and id, date, reports, what failed."""
    known = state.get("article_id", name)
    title = cut(str(state.get("title") or state.get("headline") or ""), 100)
    names = [(quote(n), n) for n in done(state)]
    failed = _failed(state)
    return {
        "article": render("index_article", title=title, id=known),
        "date": state.get("published"),
        "reports": render("index_reports", folder=quote(name), names=names) if names else None,
        "status": render("index_status", why="; ".join(failed)) if failed else "done",
        **{k: state.get("counts", {}).get(k) for k in ("statements", "actors", "dates")},
    }
