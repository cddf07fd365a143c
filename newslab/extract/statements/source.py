"""Who is behind a cue: its subject, or whoever lends it one; the words of noun phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from string import whitespace
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract.statements import cues
from newslab.syntax.tree import VERBAL, Span, first_of

if TYPE_CHECKING:
    from newslab.syntax.page import Attribution, Page
    from newslab.syntax.tree import Token, Tree

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_UNDERGOES = frozenset({"nsubjpass", "csubjpass", "auxpass"})
VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
#: Classes of ``lexicons/actor_nouns.csv`` for who can speak.
_ACTORS = ("role", "org", "group", "government", "spokes")
#: Relations by which a clause takes over the subject of the clause that governs it.
_LENT = frozenset({"conj", "advcl", "dep", "pcomp", "prep", "parataxis", "ccomp", "xcomp", "acl"})
_TOPS = frozenset({"ROOT", "nsubj", "appos"})
#: Clauses within each other that are climbed.
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Subject:
    """The head of a subject; ``inherited`` when another clause lends it."""

    noun: Token
    inherited: bool = False


@cache
def words(kind: str) -> frozenset[str]:
    """Return the words of one class of ``lexicons/cue_words.csv``."""
    return frozenset(lexicons.words("cue_words", kind))


def is_actor(noun: Token) -> bool:
    """Whether a noun is for people, a body or an office, who can speak or be judged."""
    return any(noun.lower_ in lexicons.words("actor_nouns", kind) for kind in _ACTORS)


def is_claim(head: Token) -> bool:
    """Whether an object is something said or done, not a person or a thing."""
    lemma = head.lemma_.lower()
    told = lemma in cues.lexicon("noun") or lemma in words("claim") | words("issue")
    return told or lemma.endswith(tuple(words("abstract")))


def own_subject(verb: Token) -> Token | None:
    """Return the subject that stands beside the verb itself; for "who", the name before it."""
    # The nearest: in "The museum, Ann Lee said, would open" the parse gives "said" two. Behind a
    # mark it is the one that follows: "“Panic,” said Lee".
    sides = [[*reversed(verb.lefts)], verb.rights]
    if verb.doc[verb.i - 1].is_punct:
        sides.reverse()
    noun = first_of([*sides[0], *sides[1]], *SUBJECTS)
    relative = noun is not None and noun.lower_ in _RELATIVE and verb.dep_ == "relcl"
    return verb.head if relative else noun


def subject(verb: Token) -> Subject | None:
    """Return the subject, taken over from another clause where it is left out."""
    clause = verb
    for _ in range(_DEEPEST):
        found = own_subject(clause)
        if found is not None and not (clause is not verb and _is_parted(verb, found)):
            return Subject(found, inherited=clause is not verb)
        if (noun := _modified(clause)) is not None:
            return Subject(noun)
        if clause.dep_ not in _LENT:
            return None
        head = next((t for t in clause.ancestors if t.pos_ in VERBAL or t.dep_ in _TOPS), clause)
        if head.pos_ not in VERBAL or head is clause:
            return None
        told = first_of(head.rights, "dobj") if clause.dep_ in ("xcomp", "pcomp") else None
        if told is not None and told.i < clause.i and told.pos_ in ("PROPN", "PRON"):
            return Subject(told)  # "accused *Roe* of saying", "allowed *her* to say"
        clause = head
    return None


def _is_parted(verb: Token, noun: Token) -> bool:
    """Whether a noun behind a verb stands within marks: "Lee spoke, adding, “*Roe* was late”"."""
    return sum(t.text == '"' for t in verb.doc[verb.i : noun.i]) % 2 == 1


def _modified(verb: Token) -> Token | None:
    """Return the noun that a participle or relative clause modifies.

    Behind a comma a participle goes with the subject: "demanded a vote, calling it overdue".
    """
    noun = verb.head
    if verb.dep_ not in ("acl", "relcl") or verb.tag_ == "VB":
        return None
    if verb.dep_ == "relcl" or noun.dep_ not in ("dobj", "pobj", "attr", "dative", "conj", "oprd"):
        return noun
    # "sent a letter *to* the staff saying"
    loose = verb.doc[verb.left_edge.i - 1].text == "," or noun.head.lower_ == "to"
    return None if loose or (noun.pos_ == "NOUN" and not is_actor(noun)) else noun


def lend(page: Page, found: list[Attribution]) -> None:
    """Give a cue behind another's content that one's source, not a noun within the content.

    "Lee denied that the *ballot* was altered *and accused* Roe": the parse lets the ballot accuse.
    """
    ordered = sorted(found, key=lambda a: a.cue)
    spans = [(span, b) for b in ordered for span in b.content]
    held = page.by_sentence(spans)
    for a in (a for a in ordered if a.inherited):
        noun = a.source.start_char
        for (start, end), b in reversed(held.get(page.sentence_at(noun).number, [])):
            if start <= noun < end and b.end <= a.cue[0]:
                a.source = b.source
                break


def lemma(word: Token) -> str:
    """Return the dictionary form, with a verb's particle."""
    particle = first_of(word.rights, "prt")
    return word.lemma_.lower() + (f" {particle.lower_}" if particle else "")


def is_passive(verb: Token) -> bool:
    """Tell whether a verb's subject undergoes what it says."""
    children = {c.dep_ for c in verb.children}
    if children & {"nsubj", "csubj", "aux", *_UNDERGOES}:
        return not children.isdisjoint(_UNDERGOES)
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and verb.head.pos_ == "VERB":
        return is_passive(verb.head)
    bare = verb.dep_ in ("acl", "advcl") and "dobj" not in children
    return verb.tag_ == "VBN" and (bare or "agent" in children)


# --- noun phrases and characters -----------------------------------------------------------------

Chars = tuple[int, int]

# A quotation mark or a bracket belongs to what it encloses; any other mark at an edge does not.
_EDGE = whitespace + "\xa0\u2028\u2029\x85,;:.…-–—―"
DASHES = frozenset({"—", "–", "--", "―"})
_WORD = re.compile(r"[^\W_]\S*")
_CLAUSES = frozenset({"relcl", "advcl", "parataxis", "ccomp", "npadvmod"})
_AHEAD = _CLAUSES | {"advmod", "cc", "preconj"}
_NESTED = frozenset({"conj", "appos", "prep", "pobj"})
_LOOSE = frozenset({"cc", "case", "mark", "preconj", "punct"})


def end_of(token: Token) -> int:
    """One past the token's last character."""
    return token.idx + len(token.text)


def trim(text: str, start: int, end: int) -> Chars:
    """Drop blanks and punctuation at the edges, keep quotation marks and what they enclose."""
    start = end - len(text[start:end].lstrip(_EDGE + ")"))
    inside = text[start:end].rstrip(_EDGE)
    if inside.endswith(")") and "(" not in inside:  # "(… and creates revenue)"
        inside = inside[:-1].rstrip(_EDGE)
    stop = start + len(inside)
    abbreviated = text[stop - 2 : stop - 1] == "." == text[stop : stop + 1]  # "at 8 a.m."
    return start, min(end, stop + abbreviated)


def count_words(text: str, start: int, end: int) -> int:
    """Count the words of ``text[start:end]``."""
    return len(_WORD.findall(text, start, end))


def noun_phrase(noun: Token, without: Token | None = None) -> Span:
    """Return a noun phrase with title and apposition, without relative clauses and adjuncts.

    What hangs on ``without``, a verb or preposition in the phrase, is left out.
    """
    kept, doc, first, last = _kept(noun, without), noun.doc, noun.i, noun.i
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept:
        last += 1
    span = tidy(doc, first, last + 1)
    at, days = span.end, lexicons.words("clause_words", "calendar")
    if len(span) > 1 and span[0].lower_ in days and doc[span.start - 1].lower_ == "on":
        span = tidy(doc, span.start + 1, span.end)  # "On *Monday* Mr Lee said"
    while at > span.start and (doc[at - 1].lower_ in days or doc[at - 1].text.isdigit()):
        at -= 1
    # A day that the parse glues on: "the minister *on Monday*".
    dated = noun.i < at - 1 and at < span.end and doc[at - 1].pos_ == "ADP"
    return tidy(doc, span.start, at - 1) if dated else span


def _kept(noun: Token, without: Token | None) -> set[int]:
    """Return the numbers of the tokens below a noun that do not stand apart from it."""
    nested, apart = [noun], []
    if without is not None and noun.is_ancestor(without):
        apart.append(without)
    for token in nested:
        apart += [c for c in token.children if _is_loose(c)]
        nested += [c for c in token.children if c.dep_ in _NESTED and not _is_loose(c)]
    return {t.i for t in noun.subtree}.difference(t.i for c in apart for t in c.subtree)


def _is_loose(child: Token) -> bool:
    """Whether what hangs on a noun is no part of its phrase: a clause, an adjunct, a dash."""
    if child.i < child.head.i:
        aged = child.dep_ == "npadvmod" and child.head.pos_ == "ADJ"  # "the 19-*year*-old"
        return child.dep_ in _AHEAD and not aged
    # "Smith, of the university" is an apposition; "Smith, in a speech" an adjunct of the verb.
    apart = child.doc[child.left_edge.i - 1].text == "," and child.lower_ not in ("of", "from")
    adjunct = child.dep_ in ("prep", "acl") and apart
    return adjunct or child.dep_ in _CLAUSES or child.text in DASHES


def tidy(doc: Tree, first: int, end: int) -> Span:
    """Cut punctuation, blanks and conjunctions off the edges of a noun phrase."""

    def loose(token: Token, partners: str) -> bool:
        # A mark that has its partner within the phrase belongs to it.
        paired = any(t.text in partners and t is not token for t in doc[first:end])
        mark = token.text in "\"'()[]" and paired
        return token.is_space or (token.dep_ in _LOOSE and not mark)

    while end - first > 1 and loose(doc[end - 1], "([\"'"):
        end -= 1
    while end - first > 1 and loose(doc[first], ")]\"'"):
        first += 1
    return Span(doc, first, end)
