"""An article laid out for the extractors: tokens, sentences, paragraphs, quotations."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from newslab.article import Article
from newslab.syntax import beside, quotes
from newslab.syntax.quotes import Quote

if TYPE_CHECKING:
    from newslab.syntax.tree import Span, Token, Tree


T = TypeVar("T")
_start, _end, _first = attrgetter("start"), attrgetter("end"), itemgetter(0)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its number and paragraph (from 1) and its characters."""

    number: int
    paragraph: int
    start: int
    end: int


@dataclass(eq=False, slots=True)
class Attribution:
    """A statement as the rules found it, before its actors are known.

    ``content`` lists the character spans of what is attributed; ``source`` and ``addressee`` are
    spans of the parse, ``about`` is the noun phrase that the cue takes as its object, ``judged``
    who may be judged by it, the likeliest first.
    ``inherited`` marks a source taken over from a clause before. ``frame`` names what the cue
    takes, for code; ``rule`` and ``notes`` say it for people.
    """

    cue: tuple[int, int]
    cue_lemma: str
    act: str
    content: list[tuple[int, int]]
    rule: str
    cue_root: Token | None = None
    source: Span | None = None
    addressee: Span | None = None
    about: Span | None = None
    judged: list[Token] = field(default_factory=list)
    negated: bool = False
    inherited: bool = False
    frame: str = ""
    confidence: float | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def start(self) -> int:
        """First character of the content."""
        return self.content[0][0]

    @property
    def end(self) -> int:
        """One past the content's last character."""
        return self.content[-1][1]


class Page:
    """One parsed article; all offsets are characters of `Article.text`."""

    def __init__(self, article: Article, doc: Tree) -> None:
        self.article, self.doc = article, doc
        self.text = article.text
        self.words = beside.words(article.text, article.body_start)

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Spans of the paragraphs."""
        return self.article.paragraphs

    @cached_property
    def quotes(self) -> list[Quote]:
        """The outermost quotations, in order."""
        return quotes.find(self.text, self.paragraphs)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences, in order, without the blanks around them."""
        found: list[Sentence] = []
        for span in self.doc.sents:
            raw = self.words[span.start_char : span.end_char]
            start = span.start_char + len(raw) - len(raw.lstrip())
            end = span.end_char - (len(raw) - len(raw.rstrip()))
            if start < end:
                found.append(Sentence(len(found) + 1, self.paragraph_at(start), start, end))
        return found

    def sentence_at(self, offset: int) -> Sentence:
        """Return the sentence that holds a character, or the next one, or the last."""
        at = bisect_right(self.sentences, offset, key=_end)
        return self.sentences[min(at, len(self.sentences) - 1)]

    def by_sentence(
        self, spans: Iterable[tuple[tuple[int, int], T]]
    ) -> dict[int, list[tuple[tuple[int, int], T]]]:
        """Group what has spans by the numbers of the sentences that it touches."""
        found: dict[int, list[tuple[tuple[int, int], T]]] = {}
        for span, item in spans:
            first, last = self.sentence_at(span[0]).number, self.sentence_at(span[1] - 1).number
            for number in range(first, last + 1):
                found.setdefault(number, []).append((span, item))
        return found

    def paragraph_at(self, offset: int) -> int:
        """Return the number of the paragraph that holds a character, from 1."""
        return max(1, bisect_right(self.paragraphs, offset, key=_first))

    def quote_at(self, offset: int) -> Quote | None:
        """Return the quotation that holds a character, its marks included."""
        at = bisect_right(self.quotes, offset, key=_start) - 1
        return self.quotes[at] if at >= 0 and offset < self.quotes[at].end else None

    def quote_behind(self, offset: int) -> Quote | None:
        """Return the first quotation that starts at or behind a character."""
        at = bisect_left(self.quotes, offset, key=_start)
        return self.quotes[at] if at < len(self.quotes) else None

    @cached_property
    def quote_numbers(self) -> list[int]:
        """Number (from 0) of the quotation that each token stands in, its marks too; -1: none."""
        starts, found = self.doc.starts, [-1] * len(self.doc)
        for number, q in enumerate(self.quotes):
            first, last = bisect_left(starts, q.start), bisect_left(starts, q.end)
            found[first:last] = [number] * (last - first)
        return found

    def rows(self) -> list[dict[str, Any]]:
        """Rows of the sentences table."""
        return [
            {
                "sentence": s.number,
                "article_id": self.article.article_id,
                "paragraph": s.paragraph,
                "start": s.start,
                "end": s.end,
                "text": self.text[s.start : s.end],
            }
            for s in self.sentences
        ]
