"""A parsed text as plain Python objects: tokens, what hangs on them, sentences.

The rules of the extractors look at every token many times. spaCy makes a new object at each look
and asks its string store at each attribute; here both are done once, and the extractors need no
spaCy. Names and meanings of attributes are spaCy's; a slice of a text is a list of its tokens.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from newslab.syntax import repair

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: Parts of speech of what heads a clause.
VERBAL = frozenset({"VERB", "AUX"})


@dataclass(slots=True, eq=False, repr=False)
class Token:
    """A word or mark: ``i`` is its number, ``idx`` its first character."""

    doc: Tree
    i: int
    idx: int
    is_sent_start: bool
    text: str
    lower_: str
    lemma_: str
    tag_: str
    dep_: str
    pos_: str
    is_space: bool
    is_punct: bool
    head: Token = field(init=False)
    #: What hangs on the token, in order: before it, behind it.
    lefts: list[Token] = field(init=False, default_factory=list)
    rights: list[Token] = field(init=False, default_factory=list)

    def __repr__(self) -> str:
        return self.text

    def __lt__(self, other: Token) -> bool:
        return self.i < other.i

    @property
    def children(self) -> list[Token]:
        """What hangs on the token, in order."""
        return self.lefts + self.rights

    def nbor(self, step: int = 1) -> Token:
        """Return the token ``step`` further on."""
        return self.doc[self.i + step]

    @property
    def left_edge(self) -> Token:
        """First token of the subtree."""
        return self.doc[self.doc.edges[0][self.i]]

    @property
    def right_edge(self) -> Token:
        """Last token of the subtree."""
        return self.doc[self.doc.edges[1][self.i]]

    @property
    def subtree(self) -> Iterator[Token]:
        """The token and all that hangs on it, in order."""
        found = [self]
        for token in found:
            found += token.children
        yield from sorted(found, key=attrgetter("i"))

    @property
    def ancestors(self) -> Iterator[Token]:
        """The token's head, that one's head, and so on."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def is_ancestor(self, other: Token) -> bool:
        """Whether ``other`` hangs on this token, directly or not."""
        return any(a is self for a in other.ancestors)

    @property
    def sent(self) -> Span:
        """The sentence."""
        return self.doc.sentence_of[self.i]


class Span:
    """Tokens ``start:end`` of a text."""

    __slots__ = ("doc", "end", "start")

    def __init__(self, doc: Tree, start: int, end: int) -> None:
        self.doc, self.start, self.end = doc, start, end

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc[self.start : self.end])

    def __len__(self) -> int:
        return self.end - self.start

    def __getitem__(self, key: int) -> Token:
        return self.doc[self.start + key if key >= 0 else self.end + key]

    @property
    def start_char(self) -> int:
        """First character."""
        return self.doc[self.start].idx

    @property
    def end_char(self) -> int:
        """One past the last character."""
        last = self.doc[self.end - 1]
        return last.idx + len(last.text)

    @property
    def text(self) -> str:
        """The characters."""
        return self.doc.text[self.start_char : self.end_char]

    @property
    def root(self) -> Token:
        """The token nearest to the sentence's root."""
        tops = [t for t in self if t.head is t or not self.start <= t.head.i < self.end]
        return min(tops, key=lambda t: sum(1 for _ in t.ancestors)) if len(tops) > 1 else tops[0]


def first_of(tokens: Iterable[Token], *relations: str) -> Token | None:
    """Return the first of ``tokens`` that hangs on its head by one of ``relations``."""
    return next((token for token in tokens if token.dep_ in relations), None)


class Tree(list[Token]):
    """A parsed text: its tokens, in order."""

    def __init__(self, doc: Doc) -> None:
        super().__init__()
        self.text: str = doc.text
        for i, t in enumerate(doc):
            said = t.text, t.lower_, t.lemma_, t.tag_, t.dep_, t.pos_, t.is_space, t.is_punct
            self.append(Token(self, i, t.idx, i == 0 or t.is_sent_start is True, *said))
        #: The words as they are written; in lower case.
        self.texts, self.lower = [t.text for t in self], [t.lower_ for t in self]
        for token, parsed in zip(self, doc, strict=True):
            token.head = head = self[parsed.head.i]
            if head is token:
                token.dep_ = "ROOT"  # a blank at the beginning has another name
            else:
                (head.lefts if token.i < head.i else head.rights).append(token)
        repair.mend(self)

    @cached_property
    def times(self) -> Counter[str]:
        """How often each word stands there, in lower case."""
        return Counter(self.lower)

    @cached_property
    def capitalised(self) -> list[Token]:
        """The words with a capital, in order."""
        return [t for t in self if t.text[0].isupper()]

    @cached_property
    def edges(self) -> tuple[list[int], list[int]]:
        """Numbers of the first and of the last token of each token's subtree."""
        first, last = list(range(len(self))), list(range(len(self)))
        heads_first = [t for t in self if t.head is t]
        for token in heads_first:
            heads_first += token.children
        for token in reversed(heads_first):
            i, head = token.i, token.head.i
            first[head] = min(first[head], first[i])
            last[head] = max(last[head], last[i])
        return first, last

    @cached_property
    def sents(self) -> list[Span]:
        """The sentences, in order."""
        starts = [t.i for t in self if t.is_sent_start]
        return [Span(self, start, end) for start, end in pairwise([*starts, len(self)])]

    @cached_property
    def sentence_of(self) -> list[Span]:
        """The sentence of each token."""
        return [sent for sent in self.sents for _ in range(len(sent))]

    @cached_property
    def starts(self) -> list[int]:
        """First character of each token, in order."""
        return [t.idx for t in self]

    def between(self, start: int, end: int) -> slice:
        """Return where the tokens stand that start between two characters."""
        return slice(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def char_span(self, start: int, end: int, *, expand: bool = False) -> Span | None:
        """Return the tokens that make up characters, or (``expand``) that touch them.

        None when the characters cut a token in two, or hold none.
        """
        first = bisect_right(self.starts, start) - 1
        last = bisect_left(self.starts, end)
        if first < 0 or last <= first:
            return None
        span = Span(self, first, last)
        exact = span.start_char == start and span.end_char == end
        return span if exact or expand else None
