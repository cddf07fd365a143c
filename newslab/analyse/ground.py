"""One article's tables, laid out for rules: what stands where, and what a phrase is about."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple, Protocol

import pandas as pd

_CUT = re.compile(
    r"\s+(?:for|as|if|unless|before|after|until|while|when|which|who|whose|that|because|provided"
    r"|on condition|in exchange|in return|by \w+ing|of \w+ing|and|but|or)\s"
    r"|\s*(?:[;(–—“…\"]|[,:](?!\d))|\.(?!\d)|”"
)
_LEADS = r"(?:that|to|with|on|for|of|a|an|the|its|his|her|their|our|any|some|such|what)\s+"
_LEAD = re.compile(f"^{_LEADS}", re.I)
_CALLED = re.compile(r"what\s(?:[\w.'’]+\s){1,4}?(?:calls?|called|terms?|termed|dubbed|labelled)\s")
_PAIRED = re.compile(rf"[\w-]+ and (?!{_LEADS})(?=[\w-]+ \w)")
_QUOTED = re.compile(r"^[\"“'‘]+|[\"”'’,.;:!?]+$")
_NAMED_BY_QUOTE = re.compile(r"(\b(?:of|on|for|over|about|an?)|['’]s)\s+[\"“]")
_DANGLING = re.compile(r"(?:^|\s)(?:of|over|on|in|about|to|with|from|at|by|only|even|the|an?)$")
_HEAD_END = re.compile(r"\s(?:of|over|on|in|about|to|with|from|at|by|against|between)\s")


class Tables(Protocol):
    """Whatever holds the tables of one article or of many: a `Parsed`, a `Corpus`."""

    @property
    def articles(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def statements(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def clauses(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def mentions(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def actors(self) -> pd.DataFrame: ...  # noqa: D102


class Mention(NamedTuple):
    """Where an actor is referred to."""

    start: int
    end: int
    actor_id: str


class Ground:
    """The tables of one article as lists of plain rows (missing values are None)."""

    def __init__(self, article_id: str, text: str, tables: dict[str, list[dict[str, Any]]]) -> None:
        self.article_id, self.text = article_id, text
        self.statements = tables["statements"]
        self.clauses = tables["clauses"]
        self.names = {a["actor_id"]: a["name"] for a in tables["actors"]}
        self.kinds = {a["actor_id"]: a["kind"] for a in tables["actors"]}
        self.mentions = sorted(
            Mention(m["start"], m["end"], m["actor_id"]) for m in tables["mentions"]
        )

    @cached_property
    def _starts(self) -> list[int]:
        return [m.start for m in self.mentions]

    @cached_property
    def clause_by_id(self) -> dict[str, dict[str, Any]]:
        """The clauses by their ids."""
        return {c["clause_id"]: c for c in self.clauses}

    @cached_property
    def clause_at_verb(self) -> dict[int, dict[str, Any]]:
        """The clauses by the first character of their verbs."""
        return {c["verb_start"]: c for c in self.clauses}

    @cached_property
    def _verb_starts(self) -> list[int]:
        return [c["verb_start"] for c in self.clauses]

    def clauses_in(self, start: int, end: int) -> list[dict[str, Any]]:
        """Return the clauses whose verb stands between two characters."""
        low, high = bisect_left(self._verb_starts, start), bisect_left(self._verb_starts, end)
        return self.clauses[low:high]

    def actors_in(self, start: int, end: int) -> list[Mention]:
        """Return the mentions between two characters, in order."""
        low, high = bisect_left(self._starts, start), bisect_right(self._starts, end)
        return [m for m in self.mentions[low:high] if m.end <= end]

    @cached_property
    def statement_by_id(self) -> dict[str, dict[str, Any]]:
        """The statements by their ids."""
        return {s["statement_id"]: s for s in self.statements}

    @cached_property
    def statement_by_cue(self) -> dict[int, dict[str, Any]]:
        """The statements by the first character of their cues."""
        return {s["cue_start"]: s for s in self.statements if s["cue_start"] is not None}

    @cached_property
    def _by_start(self) -> tuple[list[dict[str, Any]], list[int], list[int]]:
        """The statements by their start, their starts, and how far those up to each one reach."""
        rows = sorted(self.statements, key=lambda s: (s["start"], -s["end"]))
        return rows, [s["start"] for s in rows], list(accumulate((s["end"] for s in rows), max))

    def statement_at(self, offset: int) -> dict[str, Any] | None:
        """Return the innermost statement in whose content a character stands."""
        rows, starts, reaches = self._by_start
        best: dict[str, Any] | None = None
        at = bisect_right(starts, offset) - 1
        while at >= 0 and reaches[at] > offset:
            s = rows[at]
            length = s["end"] - s["start"]
            if s["end"] > offset and (best is None or length < best["end"] - best["start"]):
                best = s
            at -= 1
        return best


def grounds(parsed: Tables) -> Iterator[Ground]:
    """Yield the ground of each article."""
    parts = {
        n: _by_article(getattr(parsed, n)) for n in ("statements", "clauses", "mentions", "actors")
    }
    for article in parsed.articles[["article_id", "text"]].itertuples(index=False):
        tables = {n: by.get(article.article_id, []) for n, by in parts.items()}
        yield Ground(article.article_id, article.text, tables)


def _by_article(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    # Column by column: pandas takes ten times as long to turn a frame into objects.
    columns = [_plain(frame[name]) for name in frame.columns]
    found: dict[str, list[dict[str, Any]]] = {}
    for values in zip(*columns, strict=True):
        row = dict(zip(frame.columns, values, strict=True))
        found.setdefault(row["article_id"], []).append(row)
    return found


def _plain(column: pd.Series) -> list[Any]:
    """Return the values, None for what is missing."""
    pairs = zip(column.tolist(), column.isna().tolist(), strict=True)
    return [None if missing else value for value, missing in pairs]


def phrase(text: str) -> str:
    """Return the short noun phrase that a content or an object starts with.

    Examples
    --------
    >>> phrase("to a U.S.-proposed 30-day ceasefire, which Kyiv wants")
    'U.S.-proposed 30-day ceasefire'
    >>> phrase("the decision “a shameful shortcut”"), phrase("up to 4,000 troops, if asked")
    ('decision', 'up to 4,000 troops')
    """
    text = _QUOTED.sub("", _NAMED_BY_QUOTE.sub(r"\1 ", text.strip()))
    while m := _CALLED.match(text) or _LEAD.match(text):
        text = text[m.end() :]
    text = re.sub(r"(?<=[A-Z])\.(?=[A-Z.\s-])", "\x00", text)
    # "immediate and unconditional release", "salary and pension cuts": of one noun
    paired = _PAIRED.match(text)
    if m := _CUT.search(text, paired.end() - 1 if paired else 0):
        text = text[: m.start()] or text
    return _DANGLING.sub("", _QUOTED.sub("", text.replace("\x00", ".").strip()))


def head(issue: str) -> str:
    """Return the head noun of an issue, in lower case.

    Examples
    --------
    >>> head("complaint over the count"), head("30-day ceasefire")
    ('complaint', 'ceasefire')
    """
    core = _HEAD_END.split(f" {issue} ")[0].split()
    return core[-1].lower().removesuffix("s") if core else issue.lower()
