"""What hangs on a cue: finds the words that a frame of ``lexicons/frames.csv`` asks for.

A row of that table names where the content hangs (column ``hangs``, a function here) and a word or
word class that it must have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract.statements import cues, source
from newslab.extract.statements.source import FINITE, SUBJECTS, noun_phrase
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Token

_QUESTION = frozenset({"WRB", "WP", "WDT", "WP$"})
#: Tokens behind an object in which a quotation says what it is.
_NEAR = 12
#: What the parse hangs a clause on that belongs to the cue.
_ADJUNCTS = frozenset({"prep", "npadvmod", "advmod", "dative", "dobj", "agent"})
#: Acts whose preposition is part of what is said: "agreed *to a truce*".
_WHOLE = frozenset({"agree", "pledge", "withhold"})


@dataclass(frozen=True, slots=True)
class Taken:
    """What a cue takes: tokens from ``first`` to ``end`` (None: wherever the content ends)."""

    first: int
    end: int | None = None
    #: Last token of the cue, where a preposition belongs to it: "called for".
    last: Token | None = None
    #: Whom or what the cue is about: its object, its addressee.
    about: Token | None = None
    #: Whether that is a part of the content apart from it: "*X* was accused by Y *of lying*".
    apart: bool = False


class Complements:
    """What a verb governs; the object of a passive (``patient``) stands before it."""

    def __init__(
        self, page: Page, verb: Token, last: Token, patient: Token | None, doer: Token | None
    ) -> None:
        self.page, self.doc, self.verb, self.last = page, page.doc, verb, last
        self.patient = patient
        lent = [doer, last if last is not verb else None]
        self.rights = verb.rights + [t for noun in lent if noun is not None for t in noun.rights]

    @cached_property
    def clauses(self) -> list[Token]:
        """The clauses with a subject or a finite verb."""
        behind = [c for c in self.rights if c.right_edge.i > self.last.i]
        return [c for c in behind if c.dep_ == "ccomp" and (_own(c) or _is_finite(c))]

    @cached_property
    def object(self) -> Token | None:
        """The object: a noun phrase near the verb, or behind a cue's preposition."""
        if self.patient is not None:
            return self.patient
        if self.last.dep_ == "prep":
            return first_of(self.last.rights, "pobj")
        return first_of((c for c in self.rights if c is not self.last), "dobj", "dative", "oprd")

    @cached_property
    def relative(self) -> Token | None:
        """What a relative clause tells of: "*a process* Lee described as tricky", "*what* …"."""
        if self.verb.dep_ not in ("relcl", "ccomp", "pcomp", "csubj"):
            return None
        what = next((c for c in self.verb.lefts if c.lower_ == "what"), None)
        own = first_of(self.verb.lefts, "nsubj")
        gap = own is not None and own.tag_ not in ("WP", "WDT")
        return what or (self.verb.head if gap and self.verb.dep_ == "relcl" else None)

    def addressed(self, first: int) -> Token | None:
        """Return the object, if it stands before a token."""
        noun = self.object
        return noun if noun is not None and noun.i < first else None

    def taken(self, acts: dict[str, str]) -> Iterator[tuple[str, Taken]]:
        """Yield what fits the frames of a cue, in the order of the table of frames."""
        for row in cues.frames():
            found = HANGS[row["hangs"]](self, row["word"]) if row["frame"] in acts else None
            if found is not None:
                yield row["frame"], found
        whom = self.object if "obj_clause" in acts and self.patient is None else None
        # "warned *the staff of a leak*": the parse hangs it on the noun.
        for prep in (*self.rights, *(whom.rights if whom is not None else ())):
            frame = f"p:{prep.lower_}"
            noun = first_of(prep.children, "pobj", "pcomp") if frame in acts else None
            if noun is not None and noun.lower_ not in lexicons.words("clause_words", "calendar"):
                about = self.addressed(prep.i)
                if about is not None or acts[frame] in _WHOLE:
                    yield frame, Taken(prep.i, about=about)
                else:
                    yield frame, Taken(max(noun.left_edge.i, prep.i + 1), last=prep)

    def whole(self, noun: Token, rest: Token | None = None) -> Taken | None:
        """Take the object, and what the verb has behind it; one before the verb stands apart."""
        if noun is not self.patient and noun is not self.relative:
            end = self.last.i if noun.right_edge.i < self.last.i else None  # "ruled *it* out"
            return Taken(max(noun.left_edge.i, self.verb.i + 1), end, about=noun)
        if rest is not None and noun.tag_ == "WP":  # "what Lee called *a farce*"
            prep = rest.dep_ == "prep"
            return Taken(rest.left_edge.i + prep, last=rest if prep else None)
        if rest is not None:
            return Taken(max(rest.left_edge.i, self.verb.i + 1), about=noun, apart=True)
        span = noun_phrase(noun, without=self.verb)
        return Taken(span.start, span.end, about=noun) if self.verb.dep_ != "acl" else None

    def infinitives(self) -> Iterator[tuple[Token, Token]]:
        """Yield each infinitive with its "to"."""
        for clause in self.rights:
            to = next((c for c in clause.lefts if c.tag_ == "TO"), None)
            if to is not None:
                yield clause, to


def _own(clause: Token) -> Token | None:
    return first_of(clause.lefts, *SUBJECTS, "csubj", "expl")


def _is_finite(clause: Token) -> bool:
    helped = any(c.tag_ in FINITE for c in clause.lefts if c.dep_ in ("aux", "auxpass"))
    return helped or clause.tag_ in FINITE or any(c.lower_ == "that" for c in clause.lefts)


def _infinitive_start(to: Token) -> int:
    """Return where an infinitive begins: "vowed *never to* resign"."""
    return to.i - (to.doc[to.i - 1].lower_ in source.words("negation"))


def _clause(c: Complements, word: str) -> Taken | None:
    for clause in c.clauses:
        edge = clause.left_edge
        that = next((m for m in clause.lefts if m.lower_ == "that" and m.dep_ == "mark"), edge)
        first = max(that.i, c.last.i + 1)  # "said *only* that"
        first -= c.doc[first - 1].lower_ == "that"
        about = c.addressed(first)
        question = edge.tag_ in _QUESTION or edge.lower_ in ("whether", "if")
        if not word or (question if word == "question" else about is not None):
            return Taken(first, about=about)
    return None


def _infinitive(c: Complements, word: str) -> Taken | None:
    """Read "promised to go"; with an object before it, "urged X to go", "called for X to go"."""
    for clause, to in c.infinitives():
        if clause.lemma_.lower() in source.words("anonymity"):
            continue  # "asked not to be named"
        whom, mark = _own(clause) or c.addressed(to.i), first_of(clause.lefts, "mark")
        if whom is not None and mark is not None and word == "for":
            return Taken(whom.left_edge.i, last=mark, about=whom)
        if whom is not None and mark is None and word == "object":
            return Taken(_infinitive_start(to), about=whom)
        kind = not word or clause.lemma_.lower() in source.words(word)
        if kind and whom is None:
            return Taken(_infinitive_start(to))
    return None


def _preposition_infinitive(c: Complements, word: str) -> Taken | None:
    """Read "called on X to go"."""
    prep = next((p for p in c.rights if p.lower_ == word), None)
    own = next((_own(clause) for clause, _ in c.infinitives()), None)
    noun = (first_of(prep.children, "pobj") or own) if prep is not None else None
    behind = c.doc[noun.i : c.verb.right_edge.i] if noun is not None else []
    to = next((t for t in behind if t.tag_ == "TO"), None)
    return Taken(_infinitive_start(to), last=prep, about=noun) if to is not None else None


def _gerund(c: Complements, word: str) -> Taken | None:
    for clause in c.rights:
        helped = any(a.dep_ in ("aux", "auxpass") and a.tag_ == "VBG" for a in clause.lefts)
        if clause.dep_ in ("xcomp", "ccomp", "pcomp", "dobj") and (helped or clause.tag_ == "VBG"):
            return Taken(clause.left_edge.i)
    return None


def _predicate(c: Complements, word: str) -> Taken | None:
    """Read "called X a Y", "called X “Y”"."""
    if (noun := c.object or c.relative) is None:
        return None
    numbers = c.page.quote_numbers
    quoted = (t for t in c.doc[noun.i : noun.i + _NEAR] if numbers[t.i] >= 0)
    said = next((t for t in quoted if numbers[t.i] != numbers[c.verb.i]), None)
    rest = first_of(c.rights, "oprd", "ccomp", "xcomp", "acomp", "attr") or said
    return c.whole(noun, rest) if rest is not None else None


def _object(c: Complements, word: str) -> Taken | None:
    if (noun := c.object) is None:
        called = next((t for t in c.clauses if t.left_edge.lower_ == "what"), None)
        return Taken(called.left_edge.i) if called is not None else None
    kinds = {t.lower_ for t in (noun, *noun.lefts)} | {noun.lemma_.lower()}
    fits = word != "expressed" or not kinds.isdisjoint(cues.lexicon("expressed"))
    if word == "claim":
        fits = source.is_claim(noun)
    return c.whole(noun) if fits and noun.lower_ not in source.words("negation") else None


def _object_with(c: Complements, word: str) -> Taken | None:
    """Read "accused X of", "hailed X as": a preposition behind the object, or on it."""
    if (noun := c.object or c.relative) is None:
        return None
    deep = (d for p in noun.rights for n in p.rights for d in n.rights)
    prep = next((p for p in (*c.rights, *noun.rights, *deep) if p.lower_ == word), None)
    return c.whole(noun, prep) if prep is not None else None


def _plea(c: Complements, word: str) -> Taken | None:
    """Read "pleaded not guilty", which the parse takes for an adjective, an object or an adverb."""
    plea = next((t for t in c.verb.rights if t.lower_ in source.words(word)), None)
    return Taken(plea.i - (plea.nbor(-1).lower_ == "not")) if plea is not None else None


#: Where a content hangs: the column ``hangs`` of ``lexicons/frames.csv``.
HANGS: dict[str, Callable[[Complements, str], Taken | None]] = {
    "clause": _clause,
    "gerund": _gerund,
    "infinitive": _infinitive,
    "object": _object,
    "object_with": _object_with,
    "plea": _plea,
    "predicate": _predicate,
    "preposition_infinitive": _preposition_infinitive,
}
