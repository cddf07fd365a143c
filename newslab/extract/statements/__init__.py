"""Statements: who says what, by rules on the parse and a lexicon of cues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newslab.extract import names
from newslab.extract.actors import Cast
from newslab.extract.statements import disputes, gate, phrases, said, verbs
from newslab.extract.statements import source as sources
from newslab.extract.statements.quotations import Quotations
from newslab.syntax.page import Attribution, Page
from newslab.syntax.quotes import Quote

if TYPE_CHECKING:
    from newslab.syntax.tree import Span


def find(page: Page) -> list[Attribution]:
    """Find the attributions of an article, in the order of their contents."""
    quotations = Quotations(page)
    found = gate.choose(page, candidates(page, quotations))
    quotations.give_floating(found)
    return sorted(found, key=lambda a: (a.start, -a.end, a.cue))


def candidates(page: Page, quotations: Quotations) -> list[Attribution]:
    """Return what cues seem to signal, before it is decided whether something was said."""
    return [*verbs.find(page, quotations), *phrases.find(page, quotations)]


def rows(
    page: Page, attributions: list[Attribution], cast: Cast, dates: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the rows of the statements table, in the order of their contents."""
    days = said.days(page, attributions, dates, cast)
    found = [
        _row(page, cast, a, number, day)
        for number, (a, day) in enumerate(zip(attributions, days, strict=True), 1)
    ]
    held = page.by_sentence([(span, k) for k, a in enumerate(attributions) for span in a.content])
    for row, a in zip(found, attributions, strict=True):
        parent = _parent(a, attributions, held.get(row["sentence"], []))
        row["parent_id"] = None if parent is None else found[parent]["statement_id"]
    disputes.link(found)
    return found


def _row(page: Page, cast: Cast, a: Attribution, number: int, day: str | None) -> dict[str, Any]:
    text, article = page.text, page.article.article_id
    sentence = page.sentence_at(a.cue[0])
    row: dict[str, Any] = {
        "statement_id": f"{article}/s{number:02d}",
        "article_id": article,
        "paragraph": page.paragraph_at(a.cue[0]),
        "sentence": sentence.number,
        "kind": _kind(page, a),
        "act": a.act,
        "content": " … ".join(text[s:e] for s, e in a.content),
        "start": a.start,
        "end": a.end,
        "spans": " ".join(f"{s}:{e}" for s, e in a.content),
        "cue": text[slice(*a.cue)],
        "cue_lemma": a.cue_lemma,
        "cue_start": a.cue[0],
        "cue_end": a.cue[1],
        "negated": a.negated,
        "said_on": day,
        "disputes_id": None,
    }
    row["frame"], row["confidence"] = a.frame, a.confidence
    how = "no source"
    if a.source is not None:
        row["source"] = text[a.source.start_char : a.source.end_char]
        row["source_start"], row["source_end"] = a.source.start_char, a.source.end_char
        row["actor_id"], how = cast.actor_of(a.source.start_char, a.source.end_char)
    else:
        row["actor_id"] = None
    target = _target(cast, a)
    row["target_id"] = target if target != row["actor_id"] else None
    row["rule"] = "; ".join([a.rule, *a.notes, f"actor: {how}"])
    return row


def _kind(page: Page, a: Attribution) -> str:
    """Return direct, mixed or indirect, by the share of the content between quotation marks."""
    inside = outside = False
    for start, end in a.content:
        at = start
        while at < end:
            q = page.quote_at(at)
            if q is not None and (q.start, q.end) != (start, end) and _is_title(page, q):
                at = min(end, q.end)
                continue
            stop = min(end, q.end) if q is not None else _next_quote(page, at, end)
            if any(c.isalnum() for c in page.text[at:stop]):
                inside, outside = inside or q is not None, outside or q is None
            at = stop
    if inside:
        return "mixed" if outside else "direct"
    return "indirect"


def _is_title(page: Page, q: Quote) -> bool:
    """Whether marks hold the title of a work, which quotes nobody."""
    said = page.text[slice(*q.inner)].rstrip()
    return said[-1:] not in tuple(".,!?") and names.is_quoted_title(page.text[q.start : q.end])


def _next_quote(page: Page, at: int, end: int) -> int:
    following = page.next_quote(at)
    return following.start if following is not None and following.start < end else end


def _parent(
    a: Attribution, found: list[Attribution], held: list[tuple[tuple[int, int], int]]
) -> int | None:
    """Return the number of the smallest statement whose content holds the cue."""
    around = [
        (end - start, k)
        for (start, end), k in held
        if start <= a.cue[0] and a.cue[1] <= end and found[k] is not a
        # Two cues in each other's content: neither is the other's part.
        if not any(s <= found[k].cue[0] and found[k].cue[1] <= e for s, e in a.content)
    ]
    return min(around)[1] if around else None


def _target(cast: Cast, a: Attribution) -> str | None:
    """Return the actor who is addressed, or is the cue's object, or the object's possessor."""
    for span in (a.addressee, a.about):
        if span is None or span.root.lower_ in ("it", "that", "this"):
            continue
        found = _actor(cast, span)
        if found is not None:
            return found if _named(span) else None
        if span is a.about:
            return _possessor(cast, span, deep=a.act in ("praise", "criticise", "accuse"))
    return None


def _named(span: Span) -> bool:
    return span.root.lower_ not in sources.words("audience")


def _actor(cast: Cast, span: Span) -> str | None:
    if span.root.i in cast.at:
        return cast.at[span.root.i][0].actor_id or None
    return None


def _possessor(cast: Cast, span: Span, *, deep: bool) -> str | None:
    """Return X of "X's response" and, if ``deep``, of "appreciation for X" and "for X's help"."""
    held = [span.root, *(t for t in span.root.rights if t.dep_ == "prep" and deep)]
    for token in held:
        for child in token.children:
            if child.i in cast.at and child.dep_ in ("poss", "pobj"):
                return cast.at[child.i][0].actor_id or None
            if child.dep_ == "pobj":
                owner = next((c for c in child.lefts if c.dep_ == "poss" and c.i in cast.at), None)
                if owner is not None:
                    return cast.at[owner.i][0].actor_id or None
    return None
