"""What hangs on a cue: finds the words that a frame of ``lexicons/frames.csv`` asks for.

Each row of that table names where the content hangs (column ``hangs``, a function here) and a word
or word class that it must have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract.statements import cues, source
from newslab.extract.statements.source import FINITE, NOMINAL, SUBJECTS
from newslab.extract.statements.spans import noun_phrase
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Token

_QUESTION = frozenset({"WRB", "WP", "WDT", "WP$"})
_OBJECTS = ("dobj", "dative", "oprd")
#: A noun within so many tokens behind a verb can be its object, a preposition its own.
_NEAR, _NEARER = 12, 8
#: Acts whose preposition is part of what is said: "agreed *to a truce*".
_WHOLE = frozenset({"agree", "pledge", "withhold"})


@dataclass(frozen=True, slots=True)
class Taken:
    """What a cue takes: tokens from ``first`` to ``end`` (None: wherever the content ends)."""

    frame: str
    first: int
    end: int | None = None
    #: Last token of the cue, where a preposition belongs to it: "called for".
    last: Token | None = None
    #: Whom or what the cue is about: its object, its addressee.
    about: Token | None = None


class Complements:
    """What hangs on a verb behind it."""

    def __init__(self, page: Page, verb: Token, last: Token, acts: dict[str, str]) -> None:
        self.page, self.doc, self.verb, self.last, self.acts = page, page.doc, verb, last, acts
        self.rights = [c for c in verb.rights if not c.is_space]

    @cached_property
    def clauses(self) -> list[Token]:
        """The clauses with a subject or a finite verb."""
        clauses = (c for c in self.rights if c.dep_ == "ccomp")
        return [c for c in clauses if own(c) is not None or is_finite(c) or _that(c)]

    @cached_property
    def object(self) -> Token | None:
        """The object: a noun phrase near the verb."""
        for child in self.rights:
            noun = child.pos_ in NOMINAL or child.pos_ in ("DET", "ADJ", "VERB", "SYM")
            if child.dep_ in _OBJECTS and noun and child.left_edge.i - self.last.i < _NEAR:
                return child
        if self.last.dep_ == "prep":
            return first_of(self.last.rights, "pobj")
        return None

    def taken(self) -> Iterator[Taken]:
        """Yield what fits the frames of the cue, in the order of the table of frames."""
        for row in cues.frames():
            if row["frame"] in self.acts:
                found = HANGS[row["hangs"]](self, row["word"])
                if found is not None:
                    yield Taken(row["frame"], *found)
        yield from self._prepositions()

    def start(self, clause: Token) -> int:
        """Return the first token of a clause, its "that" included, a day before it left out."""
        first = max(clause.left_edge.i, self.last.i + 1)
        subject = own(clause)
        if subject is not None and self._is_dated(first, subject.left_edge.i):
            first = subject.left_edge.i
        before = self.doc[first - 1]
        return first - (before.lower_ == "that" and before.i > self.last.i)

    def _is_dated(self, first: int, end: int) -> bool:
        """Whether only a day stands before a clause: "told a rally *on Monday* he would win"."""
        between, days = self.doc[first:end], lexicons.words("clause_words", "calendar")
        return (
            0 < len(between) < 5
            and any(t.lower_ in days for t in between)
            and all(t.pos_ in ("ADP", "PROPN", "NOUN", "DET", "ADJ", "NUM") for t in between)
        )

    def infinitives(self) -> Iterator[tuple[Token, Token]]:
        """Yield each infinitive with its "to"."""
        for clause in self.rights:
            to = next((c for c in clause.lefts if c.tag_ == "TO"), None)
            if to is not None and clause.dep_ in ("xcomp", "ccomp", "advcl", "acl"):
                yield clause, to

    def _prepositions(self) -> Iterator[Taken]:
        """Yield what stands behind the prepositions that the cue takes: "called *for X*"."""
        for prep in self.rights:
            frame = f"p:{prep.lower_}"
            if frame not in self.acts or prep.i - self.last.i > _NEARER:
                continue
            noun = first_of(prep.children, "pobj", "pcomp")
            if noun is None:
                continue
            addressed = self.object is not None and self.object.i < prep.i
            whole = addressed or self.acts[frame] in _WHOLE
            first = prep.i if whole else max(noun.left_edge.i, prep.i + 1)
            about = self.object if addressed else None
            yield Taken(frame, first, None, None if whole else prep, about)


Found = tuple[int, int | None, "Token | None", "Token | None"] | None


def own(clause: Token) -> Token | None:
    """Return the subject before a clause's verb."""
    return first_of(clause.lefts, *SUBJECTS, "csubj", "expl")


def _that(clause: Token) -> bool:
    return any(c.lower_ == "that" and c.dep_ == "mark" for c in clause.lefts)


def is_finite(clause: Token) -> bool:
    """Whether a clause has a finite verb."""
    return clause.tag_ in FINITE or any(
        c.tag_ in FINITE and c.dep_ in ("aux", "auxpass") for c in clause.lefts
    )


def is_question(clause: Token) -> bool:
    """Whether a clause begins with a question word."""
    return clause.left_edge.tag_ in _QUESTION or clause.left_edge.lower_ in ("whether", "if")


def _to(clause: Token) -> Token | None:
    return next((c for c in clause.lefts if c.tag_ == "TO"), None)


def _infinitive_start(to: Token) -> int:
    """Return where an infinitive begins: "vowed *never to* resign"."""
    before = to.doc[to.i - 1]
    return before.i if before.lower_ in source.words("negation") else to.i


def _clause(c: Complements, word: str) -> Found:
    for clause in c.clauses:
        to, subject = _to(clause), own(clause)
        if to is not None and not (subject is not None and to.i < subject.i):
            continue
        first = c.start(clause)
        marked = any(t.dep_ == "aux" and t.lower_ in source.words(word) for t in clause.lefts)
        fits = {
            "": True,
            "question": is_question(clause),
            "that": c.doc[first].lower_ == "that",
            "addressed": c.object is not None and c.object.i < first,
        }
        if fits.get(word, marked):
            about = c.object if c.object is not None and c.object.i < first else None
            return first, None, None, about
    return None


def _infinitive(c: Complements, word: str) -> Found:
    for clause, to in c.infinitives():
        free = c.object is None or c.object.i > to.i
        subject = own(clause)
        kind = not word or clause.lemma_.lower() in source.words(word)
        if free and kind and (subject is None or subject.i > to.i) and clause.dep_ != "advcl":
            return _infinitive_start(to), None, None, None
    return None


def _object_infinitive(c: Complements, word: str) -> Found:
    for clause, to in c.infinitives():
        whom = own(clause) or c.object
        if whom is not None and c.last.i < whom.i < to.i:
            return _infinitive_start(to), None, None, whom
    return None


def _preposition_infinitive(c: Complements, word: str) -> Found:
    prep = next((p for p in c.rights if p.lower_ == word), None)
    noun = first_of(prep.children, "pobj") if prep is not None else None
    if prep is None or noun is None:
        return None
    inside = (t for t in noun.subtree if t.tag_ == "TO" and t.i > noun.i)
    to = next((t for t in (*(to for _, to in c.infinitives()), *inside) if t.i > noun.i), None)
    return (_infinitive_start(to), None, prep, noun) if to is not None else None


def _gerund(c: Complements, word: str) -> Found:
    for clause in c.rights:
        helped = any(a.dep_ in ("aux", "auxpass") and a.tag_ == "VBG" for a in clause.lefts)
        gerund = clause.tag_ == "VBG" or helped
        if gerund and clause.dep_ in ("xcomp", "ccomp", "pcomp", "dobj") and c.object is None:
            first = clause.left_edge.i
            return (first, None, None, None) if 0 < first - c.last.i < 3 else None
    return None


def _predicate(c: Complements, word: str) -> Found:
    """Read "called X a Y", "called X “Y”"."""
    for clause in c.rights:
        if clause.dep_ == "ccomp" and own(clause) is not None and not is_finite(clause):
            return clause.left_edge.i, None, None, own(clause)
    noun = c.object
    if noun is None or noun.i < c.last.i:
        return None
    numbers = c.page.quote_numbers
    marked = {numbers[t.i] for t in c.doc[noun.i : noun.i + _NEAR]} - {-1, numbers[c.verb.i]}
    second = any(t.dep_ in ("oprd", "ccomp", "xcomp", "acomp") for t in c.rights if t.i != noun.i)
    bare = any(
        t.dep_ in ("appos", "npadvmod", "dobj", "dep") and t.i > noun.i and t.pos_ == "NOUN"
        for t in (*c.rights, *noun.rights)
    )
    if second or bare or marked or noun.dep_ == "oprd":
        return noun.left_edge.i, None, None, None if noun.dep_ == "oprd" else noun
    return None


def _object(c: Complements, word: str) -> Found:
    noun = c.object
    if noun is None:
        called = next((t for t in c.clauses if t.left_edge.lower_ == "what"), None)
        return _relative(c) if called is None else (called.left_edge.i, None, None, None)
    if noun.lower_ in source.words("negation") or noun.i < c.last.i < noun.right_edge.i:
        return None
    kinds = {t.lower_ for t in (noun, *noun.lefts)} | {noun.lemma_.lower()}
    if word == "expressed":
        fits = not kinds.isdisjoint(cues.lexicon("expressed"))
    else:
        fits = not word or not kinds.isdisjoint(source.words(word))
    end = c.last.i if noun.right_edge.i < c.last.i else None
    return (max(noun.left_edge.i, c.verb.i + 1), end, None, noun) if fits else None


def _plea(c: Complements, word: str) -> Found:
    """Read "pleaded not guilty", which the parse takes for an adjective, an object or an adverb."""
    plea = next((t for t in c.verb.rights if t.lower_ in source.words(word)), None)
    if plea is None:
        return None
    negated = plea.left_edge.lower_ == "not" or plea.nbor(-1).lower_ == "not"
    return (plea.i - 1 if negated else plea.i), None, None, None


def _relative(c: Complements) -> Found:
    """Read "the claims, which the minister denies": the noun before is the content."""
    fronted = any(t.dep_ == "dobj" and t.lower_ in ("which", "that") for t in c.verb.lefts)
    if c.verb.dep_ != "relcl" or not fronted:
        return None
    phrase = noun_phrase(c.verb.head, without=c.verb)
    return phrase.start, phrase.end, None, c.verb.head


def _object_with(c: Complements, word: str) -> Found:
    """Read "accused X of", "hailed X as": a preposition behind the object, or on it."""
    noun = c.object
    if noun is None or noun.i < c.last.i:
        return None
    around = [
        *c.rights,
        *noun.rights,
        *(d for p in noun.rights for n in p.rights for d in n.rights),
    ]
    prep = next((p for p in around if p.lower_ == word and p.i > noun.i), None)
    if prep is None:
        return None
    figure = first_of(prep.rights, "pobj")
    if word == "at" and (figure is None or not any(t.like_num for t in figure.subtree)):
        return None
    return noun.left_edge.i, None, None, figure if word == "on" and figure is not None else noun


#: Where a content hangs: the column ``hangs`` of ``lexicons/frames.csv``.
HANGS: dict[str, Callable[[Complements, str], Found]] = {
    "clause": _clause,
    "gerund": _gerund,
    "infinitive": _infinitive,
    "object": _object,
    "object_infinitive": _object_infinitive,
    "object_with": _object_with,
    "plea": _plea,
    "predicate": _predicate,
    "preposition_infinitive": _preposition_infinitive,
}
