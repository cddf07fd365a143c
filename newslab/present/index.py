"""Where reports lie, how each went, and the page that lists them."""

from __future__ import annotations

import json
import os
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


def save_status(folder: Path, found: Mapping[str, Any]) -> None:
    """Keep how the reports of one article went."""
    write(folder / STATUS, json.dumps(found, indent=1, sort_keys=True, ensure_ascii=True) + "\n")


def save_report(folder: Path, about: Mapping[str, Any], name: str, result: Mapping[str, Any],
                siblings: Iterable[str]) -> None:  # fmt: skip
    """Keep how one report of an article went; forget those that failed and were not tried again.

    Parameters
    ----------
    folder
        The article's.
    about
        What is known of the article.
    name, result
        The report and its status, message and fingerprint.
    siblings
        The reports of this run.
    """
    found = {"notebooks": {}} | status(folder)
    kept = {
        n: s for n, s in found["notebooks"].items() if s.get("status") == "ok" or n in set(siblings)
    }
    now = found | dict(about) | {"notebooks": kept | {name: dict(result)}}
    if now != found:
        save_status(folder, now)


def save_failures(out: Path, failed: pd.DataFrame, done: Iterable[str], tables: Path) -> None:
    """Keep which articles could not be made into tables, and why; forget it of those that could.

    Parameters
    ----------
    out
        Folder of the reports.
    failed
        Rows of the manifest.
    done
        Ids of the articles that have tables.
    tables
        Folder of the dataset, from which the manifest sees the articles' files.
    """
    for row in failed.to_dict("records"):
        folder = out / slug(row["article_id"])
        step = "reading" if pd.isna(row["characters"]) else "parsing"
        found = {"notebooks": {}} | status(folder)
        about = {"article_id": row["article_id"], "file": _seen(row, tables, out)}
        save_status(folder, found | about | {"error": f"{step} the article: {row['error']}"})
    known = set(done)
    for file in list(out.glob(f"*/{STATUS}")):
        found = status(file.parent)
        over = found.get("article_id") in known or _is_gone(found, out)
        if not found.get("error") or not over:
            continue
        if found.get("notebooks"):
            save_status(file.parent, {k: v for k, v in found.items() if k not in ("error", "file")})
        else:
            file.unlink()


def _seen(row: Mapping[str, Any], tables: Path, out: Path) -> str | None:
    """Return the file of an article as seen from the reports; none where it has none here."""
    source = str(row["source"])
    if source == row["article_id"] or "://" in source:
        return None
    return os.path.relpath(tables / source, out)


def _is_gone(found: Mapping[str, Any], out: Path) -> bool:
    """Tell whether the file of a failed article was deleted."""
    file = found.get("file")
    return bool(file) and not (out / str(file)).exists()


def write_index(out: Path) -> Path:
    """Write ``index.html``: every article in ``out``, its date, counts, links, and what failed.

    Returns
    -------
    Path
        The page.
    """
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
    done = [n for n, s in state.get("notebooks", {}).items() if s["status"] == "ok"]
    links = [(quote(n), n) for n in done]
    failed = _failed(state)
    return {
        "article": render("index_article", title=title, id=known),
        "date": state.get("published"),
        "reports": render("index_reports", folder=quote(name), names=links) if links else None,
        "status": render("index_status", why="; ".join(failed)) if failed else "done",
        **{k: state.get("counts", {}).get(k) for k in ("statements", "actors", "dates")},
    }
