"""Stance: what a holder expresses towards a target, in the article's own verb.

The evidence was found while the article was parsed (the table ``attitudes``). Here it is joined
with the tables as they stand now, so that whoever corrects an actor corrects the stance.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import pandas as pd

from newslab import lexicons
from newslab.corrected import revised
from newslab.errors import ParameterError
from newslab.tables import TABLES, Tables

Row = dict[str, Any]

_SAID = ("statement_id", "actor_id", "source")
_NAMED = ("article_id", "actor_id", "name")
#: What was right less often than this on real articles is no stance.
_OFTEN = 0.6
#: A mention that holds a place is among so many that start before it.
_NESTED = 8
#: In a summary: so many rows, each at least so sure.
_MOST, _SURE = 4, 0.75


def stance(parsed: Tables, issues: str | Sequence[str] = ()) -> pd.DataFrame:
    """Say who supports or opposes whom or what, with the words that show it.

    Parameters
    ----------
    parsed
        A `Parsed` or a `Corpus`: tables of one article or of many.
    issues
        Issues of interest: a row about an issue is kept if it shares the head or half of the words
        with one of them, and gets its name. Empty: the articles' own, each under its fullest name.

    Returns
    -------
    pandas.DataFrame
        ``newslab.tables.TABLES["stance"]``: holder, verb, target and what it is about, with stance
        and score, the statement and the words that are the evidence, and how sure it is.

    Raises
    ------
    ParameterError
        None of the issues occurs; the message names those that do.

    Notes
    -----
    Evidence, in order of trust: the act of a statement ("accused"), a verdict ("called it a
    mistake"), the holder's own words ("is needless", "should be banned"), and words of attitude
    told by the article ("opposed", "critic of", "sued"). ``confidence`` is the share of rows of the
    same kind that were right on real articles (``lexicons/stance_kinds.csv``); kinds that were
    right in fewer than 6 of 10 are left out. The score is the sign times the strength of the kind,
    half of it where the stance is negated or holds on a condition.

    Examples
    --------
    >>> import newslab
    >>> article = newslab.Article("Tom Orr criticized Ann Lee for the delay.", article_id="a")
    >>> columns = ["holder_id", "verb", "target", "about", "stance"]
    >>> stance(newslab.parse(article))[columns].values.tolist()
    [['tom-orr', 'criticized', 'Ann Lee', 'for the delay', 'oppose']]
    """
    wanted = [issues] if isinstance(issues, str) else list(issues)
    said = {s["statement_id"]: s for s in _records(parsed.statements, *_SAID)}
    names = {(a["article_id"], a["actor_id"]): a["name"] for a in _records(parsed.actors, *_NAMED)}
    actor_at = _by_place(parsed.mentions)
    found: dict[str, dict[tuple[Any, ...], Row]] = {}
    for attitude in _records(parsed.attitudes):
        row = _row(attitude, said, names, actor_at)
        if row is not None:
            key = tuple(row[c] for c in ("holder_id", "target_id", "target", "stance", "start"))
            found.setdefault(row["article_id"], {}).setdefault(key, row)
    rows = [r for per in found.values() for r in _named(list(per.values()))]
    rows = _chosen(rows, wanted) if wanted else rows
    order = {a: n for n, a in enumerate(found)}
    rows.sort(key=lambda r: (order[r["article_id"]], r["start"], r["end"]))
    return TABLES["stance"].frame(revised("stance", rows, parsed)[0])


def _records(frame: pd.DataFrame, *names: str) -> list[Row]:
    """Return rows with some columns (all if none is named), None for what is missing."""
    # Column by column: pandas takes ten times as long to turn a frame into objects.
    columns = {n: frame[n].to_numpy(object, na_value=None) for n in names or frame.columns}
    return [dict(zip(columns, v, strict=True)) for v in zip(*columns.values(), strict=True)]


def _by_place(mentions: pd.DataFrame) -> Callable[[str, int], str | None]:
    """Return what tells the actor who is mentioned at a character of an article."""
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for m in _records(mentions, "article_id", "start", "end", "actor_id"):
        spans.setdefault(m["article_id"], []).append((m["start"], m["end"], m["actor_id"]))
    for held in spans.values():
        held.sort()

    def actor_at(article: str, place: int) -> str | None:
        held = spans.get(article, [])
        at = bisect_right(held, place, key=lambda m: m[0])
        around = (m for m in reversed(held[max(0, at - _NESTED) : at]) if m[1] > place)
        return next((actor for _, _, actor in around), None)

    return actor_at


@cache
def _kinds() -> dict[tuple[str, str], tuple[float, float]]:
    """Return (kind, label) ▶ the share that was right, and how strong it is."""
    return {
        (r["kind"], r["label"]): (int(r["right"]) / int(r["read"]), float(r["strength"]))
        for r in lexicons.read("stance_kinds")
    }


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(r["word"] for r in lexicons.read("attitudes") if r["list"] == name)


def _row(
    attitude: Row,
    said: dict[str, Row],
    names: dict[tuple[str, str], str],
    actor_at: Callable[[str, int], str | None],
) -> Row | None:
    """Return the stance that is evident, if both of its sides are known."""
    article = attitude["article_id"]
    share, strength = _kinds().get((attitude["kind"], attitude["label"]), (0.0, 0.0))
    statement = said.get(attitude["statement_id"] or "")
    holder = _holder(attitude, statement, actor_at)
    target = actor_at(article, attitude["target_at"])
    unclear = target is None and attitude["target"].lower() in _list("pronoun")
    if share < _OFTEN or holder is None or holder == target or unclear:
        return None
    weak = attitude["modality"] != "asserted"
    sign = attitude["sign"]
    return {
        **{c: attitude[c] for c in ("article_id", "statement_id", "cue", "verb", "about")},
        **{c: attitude[c] for c in ("modality", "start", "end")},
        "holder_id": holder,
        "target_id": target,
        "target": _called(attitude["target"], names.get((article, target or ""))),
        "target_kind": "actor" if target else "issue",
        "stance": "conditional"
        if attitude["modality"] == "conditional"
        else "support"
        if sign > 0
        else "oppose",
        "score": sign * strength * (0.5 if weak else 1.0),
        "basis": _basis(attitude, statement),
        "confidence": round(share * (0.5 if holder.endswith("(?)") else 1.0), 2),
    }


def _called(written: str, name: str | None) -> str:
    """Return an actor's name, with its article where it is written so; else what is written."""
    if name is None:
        return written
    return f"the {name}" if written.lower() == f"the {name.lower()}" else name


def _holder(
    attitude: Row, statement: Row | None, actor_at: Callable[[str, int], str | None]
) -> str | None:
    """Return the actor; a pronoun that leads to nobody stands as it is."""
    if attitude["holder_start"] is not None:
        return actor_at(attitude["article_id"], attitude["holder_start"])
    if statement is None:
        return None
    source = statement["source"] or ""
    shown = f"{source} (?)" if source.lower() in _list("pronoun") else None
    return statement["actor_id"] or shown


def _basis(attitude: Row, statement: Row | None) -> str:
    """Say what in the words decided."""
    kind, label, cue = attitude["kind"], attitude["label"], attitude["cue"]
    if kind == "act":
        return f"act of the statement: {label}"
    if kind == "told":
        teller = statement["source"] if statement else None
        return f"{cue} ({label}), as told by {teller or 'somebody'}"
    return f"{cue} ({label})" if kind == "word" else f"own words: {cue} ({label})"


# --- issues --------------------------------------------------------------------------------------


def _words(issue: str) -> list[str]:
    """Return an issue's words in lower case, singular, without the small ones."""
    found = "".join(c if c.isalnum() else " " for c in issue.lower()).split()
    return [w.removesuffix("s") for w in found if w not in _list("small")]


def _named(rows: list[Row]) -> list[Row]:
    """Give an article's issues the fullest phrase that has all of their words."""
    issues = {r["target"]: set(_words(r["target"])) for r in rows if r["target_kind"] == "issue"}
    full = sorted(issues, key=lambda i: -len(issues[i]))
    name = {i: next((f for f in full if issues[i] and issues[i] <= issues[f]), i) for i in issues}
    return [r | {"target": name.get(r["target"], r["target"])} for r in rows]


def _chosen(rows: list[Row], wanted: Iterable[str]) -> list[Row]:
    """Keep what is about an actor or a wanted issue; that issue's name is the wanted one."""
    held = {w: set(_words(w)) for w in wanted}
    kept: list[Row] = []
    for row in rows:
        own = set(_words(row["target"]))
        alike = (
            w for w, ws in held.items() if own & ws and 2 * len(own & ws) >= min(len(own), len(ws))
        )
        name = row["target"] if row["target_kind"] == "actor" else next(alike, None)
        if name is not None:
            kept.append(row | {"target": name})
    there = sorted({r["target"] for r in rows if r["target_kind"] == "issue"})
    if there and all(r["target_kind"] == "actor" for r in kept):
        raise ParameterError(
            f"none of the issues {', '.join(map(repr, held))} occurs",
            where="stance",
            todo=f"choose among: {'; '.join(there[:20])}",
        )
    return kept


# --- in short ------------------------------------------------------------------------------------


def headlines(table: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """Word the surest stances as sentences, four at most; none if nothing is sure.

    Parameters
    ----------
    table
        From `stance`.
    names
        Name of each actor id.

    Examples
    --------
    >>> import newslab
    >>> parsed = newslab.parse(newslab.Article("Tom Orr criticized Ann Lee.", article_id="a"))
    >>> headlines(stance(parsed), {"tom-orr": "Tom Orr"})
    ['Tom Orr criticized Ann Lee.']
    """
    sure = table[(table["confidence"] >= _SURE) & (table["modality"] == "asserted")]
    sure = sure.sort_values("confidence", ascending=False, kind="stable")
    found = []
    for row in sure.drop_duplicates(["holder_id", "target"]).to_dict("records"):
        if row["verb"].split()[0].endswith("ing") or row["verb"].startswith(("(", "to ")):
            continue  # no sentence's verb
        about = None if pd.isna(row["about"]) else row["about"]
        parts = (names.get(row["holder_id"], row["holder_id"]), row["verb"], row["target"], about)
        found.append(" ".join(part for part in parts if part).rstrip(".") + ".")
    return found[:_MOST]


# --- disputes ------------------------------------------------------------------------------------

_DISPUTE = {
    "article_id": "str", "claim_id": "str", "claimant_id": "str", "claim": "str",
    "denial_id": "str", "denier_id": "str", "how": "str", "denial": "str",
    "claim_start": "Int64", "claim_end": "Int64", "denial_start": "Int64", "denial_end": "Int64",
}  # fmt: skip


def disputes(parsed: Tables) -> pd.DataFrame:
    """Set claims side by side with what denies, rejects or contradicts them.

    Parameters
    ----------
    parsed
        A `Parsed` or a `Corpus`: tables of one article or of many.

    Returns
    -------
    pandas.DataFrame
        article_id, claim_id, claimant_id, claim (its words), denial_id, denier_id, how (act: its
        cue), denial (its words), and the offsets of both in the article's text.

    Examples
    --------
    >>> import newslab
    >>> disputes(newslab.parse(newslab.Article("It rained.", article_id="a"))).empty
    True
    """
    said = parsed.statements
    both = said[said["disputes_id"].notna()].merge(
        said, left_on="disputes_id", right_on="statement_id", suffixes=("", "_of")
    )
    columns = {
        "article_id": both["article_id"],
        "claim_id": both["statement_id_of"],
        "claimant_id": both["actor_id_of"],
        "claim": both["content_of"],
        "denial_id": both["statement_id"],
        "denier_id": both["actor_id"],
        "how": both["act"] + ": " + both["cue"],
        "denial": both["content"],
        "claim_start": both["start_of"],
        "claim_end": both["end_of"],
        "denial_start": both["start"],
        "denial_end": both["end"],
    }
    return pd.DataFrame(columns).astype(_DISPUTE)
