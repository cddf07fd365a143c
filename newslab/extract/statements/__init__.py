"""Statements: who says what, by rules on the parse and a lexicon of cues."""

from datetime import date
from typing import Any

from newslab.extract.actors import Cast
from newslab.extract.statements import beside, choice, disputes, said, source, targets, verbs
from newslab.syntax.page import Attribution, Page


def find(page: Page) -> list[Attribution]:
    """Find the attributions of an article, in the order of their contents."""
    found = choice.choose(page, candidates(page))
    beside.give_floating(page, found)
    targets.give(found)
    return sorted(found, key=lambda a: (a.start, -a.end, a.cue))


def candidates(page: Page) -> list[Attribution]:
    """Return what cues seem to signal, before it is decided whether something was said."""
    found = [*verbs.find(page), *beside.find(page)]
    source.lend(page, found)
    return found


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
    above: list[int | None] = []
    for n, (row, a) in enumerate(zip(found, attributions, strict=True)):
        top = parent = _parent(a, attributions, held.get(row["sentence"], []))
        while top is not None and top < n:
            top = above[top]
        parent = None if top == n else parent  # nothing is within what it holds
        above.append(parent)
        row["parent_id"] = None if parent is None else found[parent]["statement_id"]
    targets.ask(found)
    disputes.link(found, page.text)
    return found


def _row(page: Page, cast: Cast, a: Attribution, number: int, day: date | None) -> dict[str, Any]:
    text, article = page.text, page.article.article_id
    start, end = a.source.start_char, a.source.end_char
    actor, how = cast.actor_of(start, end)
    target = targets.of(cast, a)
    return {
        "statement_id": f"{article}/s{number:02d}",
        "article_id": article,
        "paragraph": page.paragraph_at(a.cue[0]),
        "sentence": page.sentence_at(a.cue[0]).number,
        "kind": _kind(page, a),
        "act": a.act,
        "content": " … ".join(text[s:e] for s, e in a.content),
        "start": a.start,
        "end": a.end,
        "spans": " ".join(f"{s}:{e}" for s, e in a.content),
        "source": text[start:end],
        "source_start": start,
        "source_end": end,
        "actor_id": actor,
        "cue": text[slice(*a.cue)],
        "cue_lemma": a.cue_lemma,
        "cue_start": a.cue[0],
        "cue_end": a.cue[1],
        "target_id": target if target != actor else None,
        "negated": a.negated,
        "said_on": day,
        "disputes_id": None,
        "frame": a.frame,
        "rule": "; ".join([a.frame.replace("_", " "), *a.notes, f"actor: {how}"]),
        "confidence": a.confidence,
    }


def _kind(page: Page, a: Attribution) -> str:
    """Return direct, mixed or indirect, by the words of the content between quotation marks."""
    tokens = (t for s, e in a.content for t in page.doc.char_span(s, e, expand=True) or ())
    quoted = [page.quote_numbers[t.i] >= 0 for t in tokens if t.text[0].isalnum()]
    return "indirect" if not any(quoted) else "direct" if all(quoted) else "mixed"


def _parent(
    a: Attribution, found: list[Attribution], held: list[tuple[tuple[int, int], int]]
) -> int | None:
    """Return the number of the smallest statement whose content holds the cue."""
    around = [
        (end - start, k)
        for (start, end), k in held
        if start <= a.cue[0] and a.cue[1] <= end
        # Two cues in each other's content: neither is the other's part.
        if not any(s <= found[k].cue[0] and found[k].cue[1] <= e for s, e in a.content)
    ]
    return min(around)[1] if around else None
