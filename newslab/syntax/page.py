"""An article laid out for the extractors: its words, paragraphs, sentences, quotations."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from newslab.article import Article

if TYPE_CHECKING:
    from newslab.syntax.tree import Span, Token, Tree

T = TypeVar("T")
_start, _first = attrgetter("start"), itemgetter(0)

# --- what stands beside the words ----------------------------------------------------------------

#: Paragraphs among which a dateline can stand: behind a headline and a byline.
_HEAD = 4
_LINE = re.compile(r"\S.*")
_UNDATED = re.compile(
    r"(?:[A-Z]{2}[A-Z'.-]*(?:[ ,/]+[A-Z0-9][\w'.]*){0,6}(?: ?\([^)\n]{1,40}\))?"
    r"|(?:[A-Z][\w'.]+(?:[ ,]+[A-Z0-9][\w'.]*){0,6} ?)?\([A-Z][\w ]{1,20}\))"
    r" ?(?:(?:--?|[–—―]) +|[–—―](?=[A-Z]))"
)
_BESIDE = re.compile(
    r"""^[ \t]*(?:[•·▪*>–—-]+[ \t]+(?=[\w"“])
      |\d\d?(?::\d\d|[.]\d\d(?=[ap]m))
        (?:[ ]?(?:[ap][.]?m\b[.]?|(?:GM|BS|CE?S?|[CEMP][DS])T\b|UTC\b))?
        [ \t]*[:|–—-]?[ \t]+(?=[^\W\d_]|["“]))
      |\((?:[A-Z][A-Za-z]*+[ ]?){1,3}:[ ]?[A-Z][A-Z0-9.]*\)""",
    re.MULTILINE | re.VERBOSE,
)


def words(text: str, start: int = 0) -> str:
    """Blank what stands beside the words of an article, length unchanged.

    That is a dateline without a date ("GENEVA (Agency) - "), before a line an item's mark or the
    hour of a live report, a company's sign at its exchange in brackets, and all before ``start``.

    Examples
    --------
    >>> words("09:15 GMT - Acme (NYSE: ACM) closed.")
    '            Acme             closed.'
    """

    def blank(m: re.Match[str]) -> str:
        return " " * len(m[0])

    text = " " * start + _BESIDE.sub(blank, text[start:])
    for line in islice(_LINE.finditer(text, start), _HEAD):
        if m := _UNDATED.match(text, line.start(), line.end()):
            text = text[: m.start()] + blank(m) + text[m.end() :]
    return text


# --- quotations ----------------------------------------------------------------------------------

#: Marks that open a quotation, with those that close it. Two apostrophes or graves are one mark,
#: as news archives write it. A single or straight mark opens and closes where it is no apostrophe.
_STRAIGHT = r"``|(?:''|\")(?<!\w\")(?=\S)|\"(?=[^\w\s])"
_PAIRS = {
    "“": r"[”\"]|(?<=[.,!?])“(?!\w)",
    "„": r"[“”]",
    r"(?<!\w)(?:«|»(?=\S))": r"[«»]",
    r"(?<!\w)[‘‚](?=\S)": r"[’‘](?!\w)",
    _STRAIGHT: r"''|``|[\"”]|(?<=[.,!?])“(?!\w)",
    r"(?<!\w)'(?=[\w\"“\[])": r"['’](?!\w)",
}
_OPENS = re.compile("|".join(f"({mark})" for mark in _PAIRS))
#: Straight marks of an even number pair in turn, whatever blanks stand beside: 'said," It is so".'
_IN_TURN = re.compile(_OPENS.pattern.replace(_STRAIGHT, r"``|''(?=\S)|\""))
_CLOSES = [re.compile(mark) for mark in _PAIRS.values()]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation: offsets of its marks (``end`` is one past the closing mark)."""

    start: int
    end: int
    closed: bool = True
    width: int = 1

    @property
    def inner(self) -> tuple[int, int]:
        """Offsets of what stands between the marks."""
        return self.start + self.width, self.end - self.width if self.closed else self.end


def quotations(text: str, paragraphs: list[tuple[int, int]]) -> list[Quote]:
    """Return the outermost quotations of ``text``, in order.

    A quotation stays within its paragraph. One that is never closed runs to the paragraph's end
    when the next paragraph opens with a mark again (the convention for a quotation over several
    paragraphs) or a comma or colon led to it, else it is an odd mark and opens nothing.
    """
    follows = [*(text[start] for start, _ in paragraphs[1:]), " "]
    spans = zip(paragraphs, follows, strict=False)
    return [q for (start, end), next_ in spans for q in _within(text, start, end, next_)]


def _within(text: str, start: int, end: int, following: str) -> Iterator[Quote]:
    # Where one mark is not closed, no later one of its kind is.
    odd: set[int] = set()
    first, number = text.find('"', start, end), text.count('"', start, end)
    inches = first > 0 and text[first - 1].isalnum()  # a 12" record
    opens = _OPENS if number % 2 or inches else _IN_TURN
    while (opened := opens.search(text, start, end)) is not None:
        start, kind = opened.end(), (opened.lastindex or 1) - 1
        if kind in odd or not text[start:end].strip():
            continue
        if (closed := _CLOSES[kind].search(text, start + 1, end)) is not None:
            width = min(len(opened[0]), len(closed[0]))
            yield Quote(opened.start(), closed.end(), width=width)
            start = closed.end()
        elif following in '"“„«‘' or text.endswith((", ", ": "), 0, opened.start()):
            last = start + len(text[start:end].rstrip())
            yield Quote(opened.start(), last, closed=False, width=len(opened[0]))
            return
        else:
            odd.add(kind)


# --- the page ------------------------------------------------------------------------------------


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
    takes, for code; ``notes`` say more for people.
    """

    cue: tuple[int, int]
    cue_lemma: str
    act: str
    content: list[tuple[int, int]]
    frame: str
    cue_root: Token
    source: Span
    inherited: bool = False
    negated: bool = False
    about: Span | None = None
    addressee: Span | None = None
    judged: list[Token] = field(default_factory=list)
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
        self.words = words(article.unwrapped, article.body_start)
        self._within: dict[int, list[Quote]] = {}

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Spans of the paragraphs."""
        return self.article.paragraphs

    @cached_property
    def quotes(self) -> list[Quote]:
        """The outermost quotations, in order."""
        return quotations(self.text, self.paragraphs)

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
        at = bisect_right(self._sentence_ends, offset)
        return self.sentences[min(at, len(self.sentences) - 1)]

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [s.end for s in self.sentences]

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

    def quotes_within(self, quote: Quote) -> list[Quote]:
        """Return the quotations within one; read once, however many cues it has."""
        if quote.start not in self._within:
            self._within[quote.start] = quotations(self.text, [quote.inner])
        return self._within[quote.start]

    def quote_behind(self, offset: int) -> Quote | None:
        """Return the first quotation that starts at or behind a character."""
        at = bisect_left(self.quotes, offset, key=_start)
        return self.quotes[at] if at < len(self.quotes) else None

    @cached_property
    def quote_numbers(self) -> list[int]:
        """Number (from 0) of the quotation that each token stands in, its marks too; -1: none."""
        found = [-1] * len(self.doc)
        for number, q in enumerate(self.quotes):
            here = self.doc.between(q.start, q.end)
            found[here] = [number] * (here.stop - here.start)
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
