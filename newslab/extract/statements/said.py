"""On which day something was said: a date beside the cue, or carried over from the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newslab.extract.statements import source as sources
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.page import Attribution, Page
    from newslab.syntax.tree import Token

Held = tuple[tuple[int, int], "Attribution"]


def days(page: Page, found: list[Attribution], dates: list[dict[str, Any]]) -> list[str | None]:
    """Return the day of each attribution (ISO), or None where the text gives none."""
    known: dict[int, list[dict[str, Any]]] = {}
    for d in dates:
        if d["start"] >= page.article.body_start and d["type"] in ("DATE", "TIME") and _day(d):
            known.setdefault(d["sentence"], []).append(d)
    contents = page.by_sentence((span, a) for a in found for span in a.content)
    heads: dict[int, list[int]] = {}
    for k, a in enumerate(found):
        if a.source is not None:
            heads.setdefault(a.source.start, []).append(k)
    out: dict[int, str | None] = {}
    order = sorted(range(len(found)), key=lambda i: found[i].cue)
    previous: int | None = None
    for i in order:
        a = found[i]
        sentence = page.sentence_at(a.cue[0])
        near = known.get(sentence.number, [])
        day = _beside(page, a, near, contents.get(sentence.number, []))
        if day is None and a.inherited and a.source is not None:
            # The day of the coordinated cue whose subject this one shares.
            day = next((out[k] for k in heads[a.source.start] if out.get(k)), None)
        if day is None and previous is not None:
            day = _carried(page, a, found[previous], out[previous])
        out[i] = day
        previous = i
    return [out[i] for i in range(len(found))]


def _day(date: dict[str, Any]) -> str | None:
    first, last = date.get("earliest"), date.get("latest")
    if first is None or first != last:
        return None
    return str(first)[:10]


def _beside(
    page: Page, a: Attribution, dates: list[dict[str, Any]], contents: list[Held]
) -> str | None:
    """Return the day that the cue's clause names, outside of every content."""
    if a.cue_root is None or not dates:
        return None
    sentence = page.sentence_at(a.cue[0])
    near = [d for d in dates if not any(s <= d["start"] < e for s, e in a.content)]
    best: tuple[int, str] | None = None
    for d in near:
        span = page.doc.char_span(d["start"], d["end"], expand=True)
        if span is None or _in_other(d, a, contents):
            continue
        opening = page.doc.char_span(sentence.start, d["start"], expand=True)
        fronted = d["start"] == sentence.start or (
            d["start"] < a.cue[0]
            and opening is not None
            and len(opening) <= 4
            and not any(sources.is_verb(t) or t.text == ";" for t in opening)
        )
        if span.start and span[0].nbor(-1).lower_ in sources.words("since"):
            continue
        roots = [a.cue_root, a.cue_root.head] if a.inherited else [a.cue_root]
        fronted = fronted or a.cue[1] <= d["start"] < d["end"] <= a.start
        roots += _spoken(a.cue_root)
        if not (fronted or any(_hangs_on(span.root, root) for root in roots)):
            continue
        distance = abs(d["start"] - a.cue[0])
        if best is None or distance < best[0]:
            best = distance, _day(d) or ""
    return best[1] if best else None


def _spoken(cue: Token) -> list[Token]:
    """Return the verbs that tell when a cue's source spoke, besides the cue.

    "*Opening* the case on Monday, X said", "X, who *addressed* reporters on Monday, said".
    """
    found = [c for c in cue.lefts if c.dep_ == "advcl" and c.tag_ == "VBG"]
    subject = sources.own_subject(cue)
    clause = first_of(subject.rights, "relcl") if subject is not None else None
    if clause is not None and clause.lemma_ in sources.words("speaking"):
        found.append(clause)
    return found


def _in_other(date: dict[str, Any], a: Attribution, contents: list[Held]) -> bool:
    """Whether a date lies in the content of a statement that this one is no part of."""
    return any(
        b is not a and start <= date["start"] < end and not start <= a.cue[0] < end
        for (start, end), b in contents
    )


def _hangs_on(token: Any, verb: Any) -> bool:
    """Whether a date modifies the cue or its source, with no other clause between."""
    steps = 0
    while token.i != verb.i and token.head.i != token.i and steps < 8:
        token = token.head
        steps += 1
        if token.i != verb.i and sources.is_verb(token) and token.dep_ != "acl":
            return False
    return bool(token.i == verb.i)


def _carried(page: Page, a: Attribution, before: Attribution, day: str | None) -> str | None:
    """Carry a day over to a sentence that opens with a connective ("Instead, …")."""
    if day is None or a.cue_root is None:
        return None
    here, there = page.sentence_at(a.cue[0]), page.sentence_at(before.cue[0])
    if here.paragraph != there.paragraph or here.number - there.number != 1:
        return None
    opening = page.text[here.start : here.end].lower()
    linked = any(opening.startswith(w) for w in sources.words("connective"))
    return day if linked and a.cue_root.tag_ == "VBD" else None
