"""Which quotation belongs to which cue, and to whom one without a cue belongs."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.statements import cues
from newslab.extract.statements import source as sources
from newslab.extract.statements.source import FINITE
from newslab.extract.statements.spans import Chars, end_of, tidy, trim, words

if TYPE_CHECKING:
    from newslab.extract.statements.context import Context
    from newslab.syntax.page import Attribution
    from newslab.syntax.quotes import Quote
    from newslab.syntax.tree import Span, Token

_ENDS = ",.!?…-—–"
_SPOKEN = (
    "quotation",
    "clause",
    "parenthesis",
    "according",
    "as X put it",
    "in words",
    "noun:q",
    "whether",
    "passive",
    "speaker",
    "signed",
)
_NAMING = frozenset({"NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM", "PART", "ADP"})
#: Attributions that a floating quotation can look back on, and words that may follow theirs.
_RECENT, _TAIL = 12, 12
#: Characters between a verb and what it is about to quote, at most.
_REACH = 200
#: Characters between a quotation and its verb; and the sentence of its verb.
_APART, _GAP = 160, 8
_BETWEEN = " ,:;-–—―\n\r\t\xa0"


@dataclass(frozen=True, slots=True)
class Quoted:
    """The content that a cue takes from quotations beside it."""

    spans: list[Chars]
    rule: str
    source: Span | None = None


class Quotations:
    """The outermost quotations of an article and their speakers."""

    def __init__(self, ctx: Context) -> None:
        self.ctx, self.text = ctx, ctx.text
        self.quotes = ctx.page.quotes

    @cached_property
    def _starts(self) -> list[int]:
        return [q.start for q in self.quotes]

    @cached_property
    def _ends(self) -> list[int]:
        return [q.end for q in self.quotes]

    def _token_at(self, offset: int) -> int:
        return bisect_left(self.ctx.doc.starts, offset)

    # --- beside a cue ----------------------------------------------------------------------------

    def of(
        self,
        verb: Token,
        noun: Token | None,
        last: Token,
        *,
        inherited: bool,
        clause: bool,
        whole: bool,
    ) -> Quoted | None:
        """Return the quotation before, behind or on both sides of a verb of saying.

        A verb whose subject is left out has its quotation behind it, and so has one with a
        clause or an object of its own (``clause``), unless a comma joins it to the quotation
        before. One with nothing else (``whole``) takes a quotation in the middle of a sentence.
        """
        if not self._near(verb) or self.ctx.quoted(verb.i):
            return None
        first, end = self.ctx.segment(verb, noun, last)
        before = None if inherited else self._before(verb, first, clause=clause)
        behind = self._behind(verb, end, split=before is not None, whole=whole)
        speaker = None
        if before is None and not inherited and not clause:
            speaker = self._between(verb) or self._inverted(verb)
            if speaker is not None:
                before = self._before(verb, min(speaker.start, verb.i), clause=False)
                if before is not None:
                    behind = self._behind(
                        verb, max(speaker.end, last.i + 1), split=True, whole=whole
                    )
        if before is not None and noun is None and speaker is None:
            speaker = self._inverted(verb)
        spans = [s for s in (before, behind) if s is not None]
        return Quoted(spans, "quotation", speaker if before else None) if spans else None

    def _near(self, verb: Token) -> bool:
        """Whether a quotation is near enough to belong to a verb; most verbs have none."""
        begin, end = verb.sent.start_char, end_of(verb)
        # Between a quotation and the sentence behind it stand a few marks and blanks.
        at = bisect_left(self._ends, min(begin - _GAP, verb.idx - _APART))
        if at < len(self.quotes) and self._starts[at] <= end + _REACH:
            return True
        return ":" in self.text[end : end + _REACH]  # a paragraph may be announced

    def _between(self, verb: Token) -> Span | None:
        """Return what stands between a quotation and a verb, where the parse went wrong."""
        doc = self.ctx.doc
        q = self.ending_before(verb.idx)
        if q is None or verb.idx - q.end > _APART or "\n" in self.text[q.end : verb.idx].strip():
            return None
        if self.text[q.end : verb.idx].count("\n") > 1:
            return None
        first, end = self._token_at(q.end), verb.i
        while first < end and (doc[first].is_punct or doc[first].is_space):
            first += 1
        while end > first and doc[end - 1].pos_ in ("ADV", "AUX"):
            end -= 1
        if first >= end or not self._names(doc[first:end]):
            return None
        return tidy(doc, first, end)

    def _inverted(self, verb: Token) -> Span | None:
        """Return what stands behind a verb that follows a quotation: “A,” said X."""
        doc = self.ctx.doc
        if self.ending_at(verb.idx) is None:
            return None
        first = end = verb.i + 1
        while (
            end < len(doc)
            and end - first < 12
            and doc[end].text not in ",.;:\"'()"
            and (doc[end].pos_ in _NAMING)
        ):
            end += 1
        return tidy(doc, first, end) if end > first and self._names(doc[first:end]) else None

    @staticmethod
    def _names(span: list[Token]) -> bool:
        """Whether words can be a source: a noun among them, no finite verb, no line end."""
        return any(t.pos_ in ("NOUN", "PROPN", "PRON", "NUM") for t in span) and not any(
            t.tag_ in ("VBZ", "VBP", "VBD", "MD") or "\n" in t.text or t.text in ";:" for t in span
        )

    def ending_before(self, offset: int) -> Quote | None:
        """Return the last quotation that ends before a character."""
        at = bisect_left(self._ends, offset + 1) - 1
        return self.quotes[at] if at >= 0 else None

    def _before(self, verb: Token, first: int, *, clause: bool) -> Chars | None:
        doc = self.ctx.doc
        at = bisect_left(self._ends, doc[first].idx + 1) - 1
        if at < 0:
            return None
        q = self.quotes[at]
        gap = self.text[q.end : doc[first].idx]
        if gap.strip(_BETWEEN) or gap.count("\n") > 1 or ":" in gap or ";" in gap:
            return None
        inside = self.text[slice(*q.inner)].rstrip(" \xa0'\"’”")
        if not (inside[-1:] in _ENDS or gap.strip()):
            return None
        stops = inside[-1:] == "." and doc[first].is_sent_start
        if stops and verb.lemma_.lower() not in sources.words("core"):
            return None  # “I cried.” Police responded.
        if clause and (inside[-1:] in tuple(".!?…") or not self._has_verb(q)):
            return None
        start = self.sentence_start(q)
        return trim(self.text, start, q.end)

    def _has_verb(self, q: Quote) -> bool:
        first, last = self._token_at(q.start), self._token_at(q.end)
        return any(t.tag_ in FINITE for t in self.ctx.doc[first:last])

    def sentence_start(self, q: Quote) -> int:
        """Return where the sentence begins that a quotation ends, if it begins within one."""
        token = self._token_at(q.start)
        if token >= len(self.ctx.doc):
            return q.start
        sent = self.ctx.doc[token].sent
        lead = self.text[sent.start_char : q.start]
        if not lead.strip(_BETWEEN + "\"'"):
            return q.start
        if lead.rstrip()[-1:] in ":,.!?" and self.sentential(q):
            return q.start
        cued = [self.ctx.cues[k].rule for k in range(sent.start, token) if k in self.ctx.cues]
        before = self.ctx.doc[token - 1]
        apart = before.i in self.ctx.cues or before.is_punct
        whole = self.sentential(q) and before.tag_ != "TO"
        if cued and (apart or whole or {"quotation", "parenthesis"} & set(cued)):
            return q.start
        start = sent.start_char
        return start + len(lead) - len(lead.lstrip())

    def _behind(self, verb: Token, end: int, *, split: bool, whole: bool) -> Chars | None:
        doc = self.ctx.doc
        at = bisect_left(self._starts, end_of(verb))
        if not split and (block := self._block(verb, at)) is not None:
            return block
        if at >= len(self.quotes):
            return None
        q = self.quotes[at]
        token = self._token_at(q.start)
        gap = self.text[end_of(verb) : q.start]
        mark = gap.rstrip()[-1:]
        if len(gap) > _REACH or ("\n\n" in gap and mark != ":"):
            return None
        if gap.rstrip(", \n").endswith(" that") or any(
            t.tag_.startswith("VB")
            and t.lemma_.lower() in cues.lexicon("verb")
            and t.dep_ not in ("amod", "acl", "relcl")
            for t in doc[verb.i + 1 : token]
        ):
            return None
        sentence_break = any(t.is_sent_start for t in doc[verb.i + 1 : token])
        if sentence_break and mark != ":":
            return None
        if split:
            tail = self.text[end_of(doc[end - 1]) : q.start]
            aside = (
                len(tail) < 100
                and tail.rstrip().endswith(",")
                and (not self.sentential(q) and not any(t.tag_ in FINITE for t in doc[end:token]))
            )
            joined = tail.strip(_BETWEEN).lower() in ("but", "and", "or", "because", "that")
            if tail.strip(_BETWEEN) and not (aside or joined):
                return None
            return trim(self.text, q.start, q.end)
        if mark == ":" or (mark == "," and self.sentential(q)):
            if any(t.tag_ in FINITE and t.i >= end for t in doc[verb.i + 1 : token]):
                return None
            return trim(self.text, q.start, q.end)
        whole = whole and not names.is_quoted_title(self.text[q.start : q.end])
        if not gap.strip() and self.sentential(q) and (whole or self._closes_sentence(q)):
            return trim(self.text, q.start, q.end)
        return None

    def _block(self, verb: Token, at: int) -> Chars | None:
        """Return the paragraph that a colon at a paragraph's end announces, without marks."""
        page = self.ctx.page
        number = page.paragraph_at(verb.idx)
        if number >= len(page.paragraphs):
            return None
        end = page.paragraphs[number - 1][1]
        tail = self.text[end_of(verb) : end]
        if not tail.rstrip().endswith(":") or len(tail) > 120:
            return None
        start, stop = page.paragraphs[number]
        if at < len(self.quotes) and self.quotes[at].start < start + 3:
            return None
        return trim(self.text, start, stop)

    def _closes_sentence(self, q: Quote) -> bool:
        after = self.text[q.end : q.end + 2]
        return self.text[slice(*q.inner)].rstrip()[-1:] in tuple(".!?") or after[:1] in (
            ".",
            "\n",
            "",
        )

    def sentential(self, q: Quote) -> bool:
        """Whether a quotation is an utterance, not a word or phrase within a sentence."""
        inside = self.text[q.start + 1 : q.end].strip(" '\"‘“[(…")
        return (
            bool(inside)
            and (inside[0].isupper() or inside[0].isdigit())
            and (
                words(self.text, q.start, q.end) > 1 or inside.rstrip("\"”’'")[-1:] in tuple(".!?,")
            )
        )

    def ending_at(self, offset: int) -> Quote | None:
        """Return the quotation that ends just before a character."""
        at = bisect_left(self._ends, offset + 1) - 1
        if at < 0 or self.text[self.quotes[at].end : offset].strip(_BETWEEN):
            return None
        return self.quotes[at]

    # --- the edges of a content ------------------------------------------------------------------

    def closed(self, start: int, stop: int, cue: int) -> Chars:
        """Move the edges of a content so that they cut no quotation in two."""
        own = self.ctx.page.quote_at(cue)
        for edge in (start, stop - 1):
            q = self.ctx.page.quote_at(edge)
            if q is None or q == own:
                continue
            if edge == start and not self.text[q.inner[0] : start].strip():
                start = q.start
            if edge != start and not self.text[q.inner[0] : stop].strip():
                stop = q.start
            elif q.start >= start:
                stop = max(stop, q.end)
        q = self.ctx.page.quote_at(stop)
        if q is not None and q != own and start <= q.start < stop:
            stop = q.end
        if own is not None:
            start, stop = max(start, own.inner[0]), min(stop, own.inner[1])
        return start, max(start, stop)

    # --- without a cue ---------------------------------------------------------------------------

    def give_floating(self, found: list[Attribution]) -> None:
        """Give each utterance without a cue to the speaker before it."""
        holder = self._holders(found)
        outer = [a for a in found if self.ctx.page.quote_at(a.cue[0]) is None]
        # Of two that end together, the one that holds the other comes last.
        waiting = deque(sorted(outer, key=lambda a: (_end(a), -a.start)))
        recent: deque[Attribution] = deque(maxlen=_RECENT)
        for number, q in enumerate(self.quotes):
            while waiting and _end(waiting[0]) <= q.start:
                recent.append(waiting.popleft())
            if number in holder or not self._stands_alone(q):
                continue
            owner = self._owner(number, q, recent, holder)
            if owner is not None:
                owner.content = sorted({*owner.content, trim(self.text, q.start, q.end)})
                if "floating quotation" not in owner.notes:
                    owner.notes.append("floating quotation")
                holder[number] = owner
                recent.append(owner)

    def _holders(self, found: list[Attribution]) -> dict[int, Attribution]:
        """Return the attribution that has a quotation, or part of it, as its content."""
        holder: dict[int, Attribution] = {}
        for a in found:
            for start, end in a.content:
                number = bisect_left(self._ends, start + 1)
                while number < len(self.quotes) and self.quotes[number].start < end:
                    q = self.quotes[number]
                    if not q.start <= a.cue[0] < q.end:
                        holder.setdefault(number, a)
                    number += 1
        return holder

    def _stands_alone(self, q: Quote) -> bool:
        lead = self.text[max(0, q.start - 3) : q.start].strip()
        begins = not lead or lead[-1] in ".!?:\"”’'" or not q.closed
        return begins and self.sentential(q)

    def _owner(
        self,
        number: int,
        q: Quote,
        recent: deque[Attribution],
        holder: dict[int, Attribution],
    ) -> Attribution | None:
        page = self.ctx.page
        paragraph = page.paragraph_at(q.start)
        beside = [a for a in recent if page.paragraph_at(max(a.cue[0], a.start)) == paragraph]
        if beside and beside[-1] is recent[-1]:
            # The last cue of speech of the paragraph, rather than "backed" or "accused".
            spoken = (a for a in reversed(beside) if a.rule.startswith(_SPOKEN))
            return next(spoken, beside[-1])
        previous = holder.get(number - 1)
        if previous is not None and recent and previous is recent[-1]:
            before = self.quotes[number - 1]
            near = page.paragraph_at(before.start) == paragraph - 1
            opens = q.start <= page.paragraphs[paragraph - 1][0] + 1
            tail = self.text[max(_end(previous), before.end) : q.start]
            if near and opens and words(tail, 0, len(tail)) <= _TAIL:
                return previous
        # A quotation over several paragraphs whose cue stands in a later one.
        return holder.get(number + 1) if not q.closed else None


def _end(a: Attribution) -> int:
    return max(a.cue[1], a.end)
