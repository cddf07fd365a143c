"""Who is behind a cue: its subject, or whoever lends it one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
#: Classes of ``lexicons/actor_nouns.csv`` for who can speak.
_ACTORS = ("role", "org", "group", "government", "spokes")
#: Relations by which a clause takes over the subject of the clause that governs it.
_LENT = frozenset({"conj", "advcl", "dep", "pcomp", "prep", "parataxis", "ccomp", "xcomp", "acl"})
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


def is_verb(token: Token) -> bool:
    """Whether a token heads a clause."""
    return token.pos_ in ("VERB", "AUX")


def is_actor(noun: Token) -> bool:
    """Whether a noun is for people, a body or an office, who can speak or be judged."""
    return any(noun.lower_ in lexicons.words("actor_nouns", kind) for kind in _ACTORS)


def own_subject(verb: Token) -> Token | None:
    """Return the subject that stands beside the verb itself; for "who", the name before it."""
    # The nearest: in "The museum, Ann Lee said, would open" the parse gives "said" two. Behind a
    # mark it is the one that follows: "“Panic,” said Lee".
    sides = [[*reversed(verb.lefts)], verb.rights]
    if verb.i and verb.doc[verb.i - 1].is_punct:
        sides.reverse()
    found = (c for side in sides for c in side if c.dep_ in SUBJECTS and c.lower_ != "there")
    noun = next(found, None)
    if noun is None or noun.lower_ not in _RELATIVE or verb.dep_ != "relcl":
        return noun
    # "X is a lawyer who said": whom a predicate describes.
    bearer = verb.head
    described = first_of(bearer.head.lefts, "nsubj") if bearer.dep_ == "attr" else None
    return described if described is not None and described.pos_ == "PROPN" else bearer


def subject(verb: Token, depth: int = 0) -> Subject | None:
    """Return the subject, taken over from another clause where it is left out."""
    found = own_subject(verb)
    if found is not None:
        return Subject(found, inherited=depth > 0)
    noun = _modified(verb)
    if noun is not None:
        return Subject(noun)
    if depth > _DEEPEST or verb.dep_ not in _LENT:
        return None
    head = verb.head
    while not is_verb(head) and head.dep_ not in ("ROOT", "nsubj", "appos"):
        head = head.head
    if not is_verb(head) or head is verb:
        return None
    told = first_of(head.rights, "dobj") if verb.dep_ in ("xcomp", "pcomp") else None
    if told is not None and told.i < verb.i and told.pos_ != "NOUN":
        return Subject(told)  # "accused *Roe* of saying", "allowed *her* to say"
    return subject(head, depth + 1)


def _modified(verb: Token) -> Token | None:
    """Return the noun that a participle or relative clause modifies.

    Behind a comma a participle goes with the subject: "demanded a vote, calling it overdue".
    """
    noun = verb.head
    if verb.dep_ not in ("acl", "relcl") or noun.pos_ not in NOMINAL or verb.tag_ == "VB":
        return None
    if verb.dep_ == "relcl" or noun.dep_ not in ("dobj", "pobj", "attr", "dative", "conj", "oprd"):
        return noun
    loose = verb.doc[verb.left_edge.i - 1].text == ","
    return None if loose or (noun.pos_ == "NOUN" and not is_actor(noun)) else noun
