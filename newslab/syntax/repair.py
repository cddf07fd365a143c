"""What a small parser gets wrong, put right once, before any rule sees the tree.

Each row of `REPAIRS` says of which tokens it may be true and what it does to one of them; the rows
are tried in order, on each token once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from newslab import lexicons

if TYPE_CHECKING:
    from newslab.syntax.tree import Token, Tree

_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
_COMPLEMENTS = frozenset({"xcomp", "ccomp", "dobj", "acomp", "attr"})
_INNER = frozenset({"compound", "nmod", "amod", "appos", "flat"})


class Repair(NamedTuple):
    """One mistake: the relations or tags of the token concerned, an example, what puts it right."""

    on: frozenset[str]
    example: str
    mend: Callable[[Token], None]


def mend(tree: Tree) -> None:
    """Put right what the table of repairs knows."""
    for token in tree:
        for repair in _BY_SIGN.get(token.dep_, ()):
            repair.mend(token)
        for repair in _BY_SIGN.get(token.tag_, ()):
            repair.mend(token)


def hang(token: Token, head: Token, relation: str) -> None:
    """Hang a token on another; nothing happens if it would hang on itself."""
    if head is token or token.is_ancestor(head):
        return
    old = token.head
    if old is not token:
        for side in (old.children, old.lefts, old.rights):
            if token in side:
                side.remove(token)
    token.head, token.dep_ = head, relation
    if not head.children:
        head.children, head.lefts, head.rights = [], [], []
    for side in (head.children, head.lefts if token.i < head.i else head.rights):
        side.append(token)
        side.sort()
    token.doc.__dict__.pop("edges", None)


def _has(token: Token, relations: frozenset[str]) -> bool:
    return any(c.dep_ in relations for c in token.children)


def _acronym(token: Token) -> None:
    if token.text.isupper() and token.lower_ in lexicons.words("name_parts", "acronym"):
        token.tag_, token.pos_ = "NNP", "PROPN"


def _named_auxiliary(token: Token) -> None:
    verb = token.head
    inside = not token.is_sent_start or verb.tag_ in ("VBD", "VBZ")
    beside = token.i + 1 == verb.i and token.text.istitle() and not _has(verb, _SUBJECTS)
    named = token.tag_ == "NNP" or (token.tag_ == "MD" and verb.tag_ != "VB")
    if named and verb.tag_ in _FINITE and beside and inside:
        token.tag_, token.pos_, token.dep_ = "NNP", "PROPN", "nsubj"


def _reported(token: Token) -> None:
    own = next((c for c in token.lefts if c.dep_ in _SUBJECTS), None)
    that = next((c for c in token.lefts if c.lower_ == "that"), None)
    marked = that is not None and own is not None and that.i < own.i
    beside = own is not None and own.tag_ == "PRP" and own.i == token.head.i + 1
    if marked and that is not None and that.dep_ not in ("mark", "advmod"):
        return
    if not marked and not (beside and token.head.dep_ == "dobj" and _has(token, _COMPLEMENTS)):
        return
    verb = token.head
    while verb.head is not verb and verb.pos_ != "VERB":
        verb = verb.head
    if verb.pos_ == "VERB" and verb.i < token.head.i:
        hang(token, verb, "ccomp")


def _unmarked(token: Token) -> None:
    verb = token.head
    first = token.left_edge
    bare = not any(c.dep_ == "mark" or c.tag_ in ("WRB", "TO", "WP") for c in token.lefts)
    own = _has(token, _SUBJECTS) and token.tag_ in _FINITE | {"VB", "VBN", "VBG"}
    if (
        verb.pos_ == "VERB"
        and verb.i < first.i
        and bare
        and own
        and first.tag_ not in ("VBG", "IN")
    ):
        token.dep_ = "ccomp"


def _relative(token: Token) -> None:
    if token.lower_ != "who" or token.i < 2:
        return
    verb, before = token.head, token.nbor(-1)
    noun = before.nbor(-1) if before.text == "," else before
    if verb.dep_ not in ("relcl", "ROOT") and verb.i > token.i and noun.pos_ in _NOUNS:
        while noun.head.pos_ in _NOUNS and noun.dep_ in _INNER and noun.head is not noun:
            noun = noun.head
        hang(verb, noun, "relcl")


def _noun_for_verb(token: Token) -> None:
    name = token.nbor(-1) if token.i else token
    clause = next((c for c in token.rights if c.dep_ in ("ccomp", "acl")), None)
    if name.pos_ != "PROPN" or name.head is not token or clause is None:
        return
    if name.dep_ == "compound" and any(c.lower_ == "that" for c in clause.lefts):
        token.tag_, token.pos_, token.lemma_ = "VBZ", "VERB", token.lower_.removesuffix("s")
        name.dep_, clause.dep_ = "nsubj", "ccomp"


def _subject_beside(token: Token) -> None:
    if token.tag_ not in ("VBD", "VBZ") or not token.i or _has(token, _SUBJECTS):
        return
    noun = token.nbor(-1)
    if noun.pos_ not in _NOUNS or noun.head is token or token.dep_ in ("relcl", "acl", "conj"):
        return
    texts = noun.doc.texts
    while noun.dep_ in _INNER and noun.head.i < token.i and noun.head.pos_ in _NOUNS:
        if texts[noun.left_edge.i - 1] == ",":
            break
        noun = noun.head
    start = noun.left_edge.i
    if start and (noun.doc[start - 1].text in ('"', ",") or noun.dep_ == "dep"):
        hang(noun, token, "nsubj")


def _speaker_behind(token: Token) -> None:
    before = token.nbor(-1) if token.i else token
    if before.text not in (",", '"', "'") or _has(token, _SUBJECTS):
        return
    noun = next((c for c in token.rights if c.dep_ in ("dobj", "attr")), None)
    if noun is not None and noun.left_edge.i == token.i + 1 and _has(token, frozenset({"ccomp"})):
        noun.dep_ = "nsubj"


def _accompanying(token: Token) -> None:
    if _has(token, _SUBJECTS):
        return
    beside = (c for c in token.head.children if c.lower_ == "with" and c.i < token.i)
    prep = next((c for c in beside if c.right_edge.i >= token.left_edge.i - 2), None)
    noun = next((c for c in prep.rights if c.dep_ == "pobj"), None) if prep is not None else None
    if noun is not None:
        hang(noun, token, "nsubj")


REPAIRS = (
    Repair(frozenset({"PRP", "WP"}), "*WHO* warned of a shortage.", _acronym),
    Repair(frozenset({"aux", "advmod"}), "*May* denied the report.", _named_auxiliary),
    Repair(frozenset({"relcl"}), "He told a meeting of aides that sales *fell*.", _reported),
    Repair(frozenset({"advcl"}), "She told the board last week he *knew*.", _unmarked),
    Repair(frozenset({"nsubj"}), "Sales fell, according to Lee, *who* said so.", _relative),
    Repair(frozenset({"NNS"}), "Ann Lee *claims* that it works.", _noun_for_verb),
    Repair(frozenset({"ROOT", "ccomp"}), "“We lost,” Chief Ann Lee *said*.", _subject_beside),
    Repair(frozenset({"VBD", "VBZ"}), "“We lost,” *warned* the union.", _speaker_behind),
    Repair(frozenset({"VBG"}), "It left, with its leader *saying* so.", _accompanying),
)
_BY_SIGN: dict[str, list[Repair]] = {}
for _repair in REPAIRS:
    for _sign in _repair.on:
        _BY_SIGN.setdefault(_sign, []).append(_repair)
