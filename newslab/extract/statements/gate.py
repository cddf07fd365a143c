"""Which of the candidates are statements, whose words they are, and how sure that is.

What may be said, was not said, or is only done ("supported him through the winter") is none. Each
candidate is described by named features; their weights (``lexicons/statement_weights.csv``, learned
by ``tools/train_statements.py``) add up to the log odds that it is a statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract.statements import ends, source
from newslab.extract.statements.source import Chars
from newslab.syntax.tree import VERBAL

if TYPE_CHECKING:
    from newslab.syntax.page import Attribution, Page
    from newslab.syntax.tree import Span

#: A candidate less sure than this is no statement.
LEAST = 0.4
_NOBODY = ("nobody", "anyone")
_OBJECTS = frozenset({"obj", "obj_claim", "pred", "express"}) | {
    f"obj_{word}" for word in ("as", "at", "for", "of", "on", "to", "with")
}


def choose(page: Page, candidates: list[Attribution]) -> list[Attribution]:
    """Return the candidates that are statements, one for each content."""
    lend(page, candidates)
    best: dict[Chars, Attribution] = {}
    for a in candidates:
        sure = a.confidence = ends.probability("statement_weights", features(page, a))
        held = best.get(a.content[0])
        if sure >= LEAST and not _unsaid(a) and (held is None or sure > (held.confidence or 0.0)):
            best[a.content[0]] = a
    return list(best.values())


def explain(
    page: Page, candidates: list[Attribution], cue: int
) -> Iterator[tuple[str, float, dict[str, float]]]:
    """Yield the readings of the cue that starts at a character, as `actors.explain` does."""
    for a in (a for a in candidates if a.cue[0] == cue):
        told, (start, end) = features(page, a), a.content[0]
        sure = ends.probability("statement_weights", told)
        yield f"{a.frame}: {page.text[start:end]}", sure, ends.weighed("statement_weights", told)


def lend(page: Page, found: list[Attribution]) -> None:
    """Give a cue behind another's content that one's source, not a noun within the content.

    "Lee denied that the *ballot* was altered *and accused* Roe": the parse lets the ballot accuse.
    """
    ordered = sorted((a for a in found if a.source is not None), key=lambda a: a.cue)
    spans = [(span, b) for b in ordered for span in b.content]
    spans += [((b.about.start_char, b.about.end_char), b) for b in ordered if b.about is not None]
    held = page.by_sentence(spans)
    for a in (a for a in ordered if a.inherited):
        noun = a.source.start_char if a.source is not None else 0
        for (start, end), b in reversed(held.get(page.sentence_at(noun).number, [])):
            if start <= noun < end and b.end <= a.cue[0]:
                a.source = b.source
                break


def features(page: Page, a: Attribution) -> tuple[str, ...]:
    """Describe a candidate: its frame, whether it is real, who speaks, what is said."""
    frame, root = "p" if a.frame.startswith("p:") else a.frame, a.cue_root
    kind = "object" if a.frame in _OBJECTS else frame
    found = [f"{kind}&speaker={_speaker(a.source)}", *["inherited"] * a.inherited]
    found += ["withheld"] * (a.act == "withhold")
    if root is not None and page.quote_numbers[root.i] >= 0:
        found.append(f"quoted:{kind == 'object'}:{_speaker(a.source)}")
    if root is not None and root.pos_ in VERBAL:
        found.append(f"tag={root.tag_}:{root.dep_}")
        if root.tag_ == "VBG" or any(c.tag_ == "TO" for c in root.lefts):
            # "began to accuse", "would go, accusing"
            factual = root.head.lemma_.lower() in source.words("factual")
            found.append(f"{root.tag_}:{factual}:{root.doc[root.left_edge.i - 1].text == ','}")
    return tuple(found)


def _unsaid(a: Attribution) -> bool:
    """Whether a cue tells of what may be, was not or shall be said, or who says it is nobody."""
    root = a.cue_root
    if a.source is None or _speaker(a.source) in _NOBODY:
        return True
    if root is None or root.pos_ not in VERBAL:
        return False
    if any(c.dep_ == "mark" and c.lower_ in source.words("condition") for c in root.lefts):
        return True
    if root.dep_ == "pcomp" and root.head.lower_ == "without":
        return True
    told = a.act == "withhold" and any(c.dep_ == "neg" for c in root.lefts)  # "would not say"
    helpers = [c for c in root.lefts if c.dep_ in ("aux", "auxpass")]
    return not told and any(c.lower_ in source.words("unreal") for c in helpers)


def _speaker(span: Span | None) -> str:
    """Return what kind of source a noun phrase is."""
    if span is None:
        return "none"
    head = span.root
    if any(t.lower_ in source.words("negation") for t in span if t.i <= head.i):
        return "nobody"
    if head.lower_ in source.words("anyone") or any(t.lower_ == "any" for t in span):
        return "anyone"
    if head.pos_ == "PRON":
        return head.lower_
    document = head.lower_ in lexicons.words("actor_nouns", "document")
    return "party" if source.is_actor(head) else "document" if document else head.pos_
