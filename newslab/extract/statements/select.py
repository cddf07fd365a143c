"""Which of the candidates are statements, and whose words they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newslab.extract.statements import gate
from newslab.extract.statements.spans import Chars

if TYPE_CHECKING:
    from newslab.syntax.page import Attribution, Page

#: A candidate less sure than this is no statement.
LEAST = 0.4


def choose(page: Page, candidates: list[Attribution]) -> list[Attribution]:
    """Return the candidates that are statements, one for each cue and for each content."""
    lend(candidates)
    for a in candidates:
        a.confidence = gate.confidence(page, a)
    best: dict[Chars, Attribution] = {}
    for a in candidates:
        held = best.get(a.content[0])
        rival = held is not None and not _holds(a, held) and not _holds(held, a)
        if held is None or not rival or _sure(a) > _sure(held):
            best[a.content[0]] = a
    kept = {id(a) for a in best.values()}
    joined = [a.cue for a in candidates if a.frame == "neither"]
    return [
        a
        for a in candidates
        if _sure(a) >= LEAST
        and (id(a) in kept or a.frame == "noun")
        and not any(start < a.cue[0] < end for start, end in joined)
    ]


def _sure(a: Attribution) -> float:
    return a.confidence or 0.0


def _holds(a: Attribution, b: Attribution) -> bool:
    return any(start <= b.cue[0] < end for start, end in a.content)


def lend(found: list[Attribution]) -> None:
    """Give a cue behind another's content that one's source, not a noun within the content.

    "Lee denied that the *ballot* was altered *and accused* Roe": the parse lets the ballot accuse.
    """
    for a in sorted(found, key=lambda a: a.cue):
        root = a.cue_root
        if root is None or not a.inherited or a.source is None:
            continue
        for b in sorted(found, key=lambda b: -b.cue[0]):
            ended = b.end <= a.cue[0] and b.source is not None and b.cue_root is not None
            within = [*b.content, *((n.start_char, n.end_char) for n in (b.about,) if n)]
            inside = any(s <= a.source.start_char < e for s, e in within)
            if ended and inside and b.cue_root is not None and b.cue_root.is_ancestor(root):
                a.source = b.source
                break
