"""What stands beside a cue: quotations, and the sentence around "X said"; who has the others."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from newslab.extract.statements import ends
from newslab.extract.statements.source import (
    DASHES,
    FINITE,
    Chars,
    count_words,
    end_of,
    noun_phrase,
    own_subject,
    trim,
)

if TYPE_CHECKING:
    from newslab.syntax.page import Attribution, Page
    from newslab.syntax.quotes import Quote
    from newslab.syntax.tree import Token

_BETWEEN = " ,:;-–—―\n\r\t\xa0"
_STOPS = tuple(".!?…")
#: Characters between a verb and what it is about to quote, at most.
_REACH = 200
#: Attributions that a floating quotation can look back on.
_RECENT = 12
#: Frames of speech: whoever spoke last goes on speaking.
_SPOKEN = frozenset({"quote", "clause", "obj_clause", "parenthesis", "label", "signed", "noun"})


class Quotations:
    """The outermost quotations of an article."""

    def __init__(self, page: Page) -> None:
        self.page, self.text, self.doc, self.quotes = page, page.words, page.doc, page.quotes
        self._starts = [q.start for q in self.quotes]
        self._ends = [q.end for q in self.quotes]

    def token_at(self, offset: int) -> int:
        """Return the number of the first token at or behind a character."""
        return bisect_left(self.doc.starts, offset)

    def starting_behind(self, offset: int) -> Quote | None:
        """Return the first quotation that starts at or behind a character."""
        at = bisect_left(self._starts, offset)
        return self.quotes[at] if at < len(self.quotes) else None

    def sentential(self, q: Quote) -> bool:
        """Whether a quotation is an utterance, not a word or phrase within a sentence."""
        inside = self.text[slice(*q.inner)].strip(" '\"‘“[(…")
        starts = bool(inside) and (inside[0].isupper() or inside[0].isdigit())
        many = count_words(inside, 0, len(inside)) > 1
        return starts and (many or inside.endswith((",", *_STOPS)))

    def has_verb(self, start: int, end: int) -> bool:
        """Whether a finite verb stands between two characters."""
        return any(t.tag_ in FINITE for t in self.doc[self.token_at(start) : self.token_at(end)])

    # --- beside a cue ----------------------------------------------------------------------------

    def before(self, first: Token, *, comma: bool) -> Chars | None:
        """Return the quotation before a clause of saying that starts at ``first``.

        With ``comma``, only one that a comma joins to the clause, for a cue with something behind.
        """
        at = bisect_left(self._ends, first.idx + 1) - 1
        if at < 0:
            return None
        q = self.quotes[at]
        gap = self.text[q.end : first.idx]
        closes = self.text[slice(*q.inner)].rstrip(" \xa0'\"’”").endswith(_STOPS)
        if gap.strip(_BETWEEN) or gap.count("\n") > 1 or (closes and ("\n" in gap or comma)):
            return None
        if comma and not self.has_verb(q.start, q.end):
            return None
        return trim(self.text, self.sentence_start(q), q.end)

    def sentence_start(self, q: Quote) -> int:
        """Return where the sentence begins that a quotation ends: “A farce,” or A “farce,”."""
        token = self.token_at(q.start)
        sent = self.doc[min(token, len(self.doc) - 1)].sent
        lead = self.text[sent.start_char : q.start]
        apart = lead.rstrip().endswith((":", ",", *_STOPS)) and self.sentential(q)
        if not lead.strip(_BETWEEN + "\"'") or apart:
            return q.start
        return sent.start_char + len(lead) - len(lead.lstrip())

    def behind(self, verb: Token, end: int, *, split: bool) -> Chars | None:
        """Return the quotation behind a clause of saying that ends before token ``end``.

        ``split``: another one stands before the clause, and this one goes on with it.
        """
        start = end_of(self.doc[end - 1])
        q = self.starting_behind(start)
        if q is None or q.start - end_of(verb) > _REACH:
            return None
        tail = self.text[start : q.start]
        mark = tail.rstrip()[-1:]
        if "\n" in tail.strip(" ") and mark != ":":
            return None
        if split:
            says = tail.strip(_BETWEEN).lower() in ("", "and", "but", "because")
        else:
            said = self.sentential(q) or (mark == "," and self.has_verb(q.start, q.end))
            says = not self.has_verb(start, q.start) and (
                mark == ":" or (said and mark in (",", ""))
            )
        return (q.start, q.end) if says else None

    def closed(self, start: int, stop: int, cue: int) -> Chars:
        """Move the edges of a content so that they cut no quotation in two."""
        quote_at = self.page.quote_at
        own, q = quote_at(cue), quote_at(start)
        if q is not None and q != own:
            start = q.start
        q = quote_at(stop - 1)
        if q is not None and q != own:
            stop = max(stop, q.end) if self.text[q.inner[0] : stop].strip() else q.start
        if own is not None:
            start, stop = max(start, own.inner[0]), min(stop, own.inner[1])
        return start, max(start, stop)

    # --- without a cue ---------------------------------------------------------------------------

    def give_floating(self, found: list[Attribution]) -> None:
        """Give each utterance without a cue to the speaker before it."""
        holder = self._holders(found)
        outer = [a for a in found if self.page.quote_at(a.cue[0]) is None]
        # Of two that end together, the one that holds the other comes last.
        past = sorted(outer, key=lambda a: (_end(a), -a.start))
        ended = 0
        recent: list[Attribution] = []
        for number, q in enumerate(self.quotes):
            while ended < len(past) and _end(past[ended]) <= q.start:
                recent.append(past[ended])
                ended += 1
            lead = self.text[max(0, q.start - 3) : q.start].strip()
            begins = not lead or lead[-1] in ".!?:\"”’'" or not q.closed
            if number in holder or not (begins and self.sentential(q)):
                continue
            owner = self._owner(number, q, recent[-_RECENT:], holder)
            if owner is not None:
                owner.content = sorted({*owner.content, trim(self.text, q.start, q.end)})
                owner.notes = [*dict.fromkeys([*owner.notes, "floating quotation"])]
                holder[number] = owner
                recent.append(owner)

    def _holders(self, found: list[Attribution]) -> dict[int, Attribution]:
        """Return the attribution that has a quotation, or part of it, as its content."""
        holder: dict[int, Attribution] = {}
        for a in found:
            for start, end in a.content:
                first, last = bisect_left(self._ends, start + 1), bisect_left(self._starts, end)
                for number in range(first, last):
                    if not self._starts[number] <= a.cue[0] < self._ends[number]:
                        holder.setdefault(number, a)
        return holder

    def _owner(
        self, number: int, q: Quote, recent: list[Attribution], holder: dict[int, Attribution]
    ) -> Attribution | None:
        page, paragraph = self.page, self.page.paragraph_at(q.start)
        beside = [a for a in recent if page.paragraph_at(max(a.cue[0], a.start)) == paragraph]
        if beside:
            # The last cue of speech of the paragraph, rather than "backed" or "accused".
            return next((a for a in reversed(beside) if a.frame in _SPOKEN), beside[-1])
        previous = holder.get(number - 1)
        opens = q.start <= page.paragraphs[paragraph - 1][0] + 1
        if previous is not None and opens and recent[-1:] == [previous]:
            return previous
        # A quotation over several paragraphs whose cue stands in a later one.
        return holder.get(number + 1) if not q.closed else None


def _end(a: Attribution) -> int:
    return max(a.cue[1], a.end)


# --- around a clause or phrase of saying ---------------------------------------------------------

BREAKS = DASHES | {","}
#: Words of a day behind a source.
_DAY = 6
#: Tags of what goes on with a source: "X, *who* left, A", "X, *citing* Y, A".
_ADDED = frozenset({"WP", "WDT", "WP$", "VBG"})
#: What belongs to a clause of saying besides its subject.
_BESIDE = frozenset({"prep", "npadvmod", "advmod", "dobj", "dative", "prt", "agent", "tmod"})


def segment(verb: Token, subject: Token | None, last: Token) -> tuple[int, int]:
    """Return the tokens of a clause of saying without what is said."""
    first, end = verb.i, last.i + 1
    for child in reversed(verb.lefts):
        if child.dep_ in ("aux", "auxpass", "neg", "advmod") and child.right_edge.i + 1 == first:
            first = child.left_edge.i
        elif child is subject:
            first = min(first, noun_phrase(child, without=verb).start)
            break
    first -= first > 0 and verb.doc[first - 1].lower_ == "as"
    for child in verb.rights:
        beside = child.left_edge.i == end and child.dep_ in _BESIDE
        if child is subject:
            end = max(end, noun_phrase(child).end)
        elif beside and not any(t.tag_ in FINITE and own_subject(t) for t in child.subtree):
            end = child.right_edge.i + 1
    return first, end


def phrase_end(first: Token, end: int) -> int:
    """Return the end of a phrase with its relative clause and day: "…, *who left,* A"."""
    doc, last = first.doc, first.sent.end
    if end + 1 < last and doc[end].text == "," and doc[end + 1].tag_ in _ADDED:
        return next((k for k in range(end + 2, last) if doc[k].text == ","), end)
    near = next((k for k in range(end, min(end + _DAY, last)) if doc[k].text == ","), end)
    return end if any(t.tag_ in FINITE for t in doc[end:near]) else near


def around(
    page: Page, quotations: Quotations, cue: Token, first: int, end: int, *, fronted: bool = False
) -> list[Chars]:
    """Return the parts of a sentence around tokens ``first:end``, which a comma sets off.

    What is ``fronted`` has nothing before it.
    """
    doc, last = page.doc, cue.sent.end
    start = first if fronted else left_start(page, cue, first)
    found = []
    if start < first - 1:
        left = quotations.closed(doc[start].idx, end_of(doc[first - 1]), cue.idx)
        found.append(trim(page.words, *left))
    right = next((k for k in range(end, last) if doc[k].text not in BREAKS), last)
    if right < last and (right > end or not found):
        told = any(quotations.has_verb(*span) for span in found)
        stop = ends.find(page, cue, right, "rest" if told else "whole")
        if stop > right:
            part = quotations.closed(doc[right].idx, end_of(doc[stop - 1]), cue.idx)
            found.append(trim(page.words, *part))
    return [span for span in found if count_words(page.words, *span) > 0]


def left_start(page: Page, cue: Token, first: int) -> int:
    """Return where the clause before a cue begins: its sentence, its part of it, its quotation."""
    doc, number, start = page.doc, page.quote_numbers, cue.sent.start
    for at in range(start, first):
        if doc[at].text in (";", ":") or number[cue.i] not in (-1, number[at]):
            start = at + 1
    while start < first and (
        doc[start].is_space or doc[start].dep_ == "cc" or doc[start].text in ("'", '"', "that", ",")
    ):
        if doc[start].text == '"' and number[start] not in (-1, number[cue.i]):
            break
        start += 1
    return start
