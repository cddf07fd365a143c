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
_COMPLEMENTS = frozenset({"xcomp", "ccomp", "dobj", "acomp", "attr"})


class Repair(NamedTuple):
    """One mistake: the relations or tags of the token concerned, an example, what puts it right."""

    on: frozenset[str]
    example: str
    mend: Callable[[Token], None]


def mend(tree: Tree) -> None:
    """Put right what the table of repairs knows."""
    for token in tree:
        for sign in (token.dep_, token.tag_):
            if sign in _BY_SIGN:
                _BY_SIGN[sign](token)


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


def _speaker_behind(token: Token) -> None:
    before = token.nbor(-1) if token.i else token
    if before.text not in (",", '"', "'") or _has(token, _SUBJECTS):
        return
    noun = next((c for c in token.rights if c.dep_ in ("dobj", "attr")), None)
    if noun is not None and noun.left_edge.i == token.i + 1 and _has(token, frozenset({"ccomp"})):
        noun.dep_ = "nsubj"


REPAIRS = (
    Repair(frozenset({"PRP", "WP"}), "*WHO* warned of a shortage.", _acronym),
    Repair(frozenset({"aux", "advmod"}), "*May* denied the report.", _named_auxiliary),
    Repair(frozenset({"relcl"}), "He told a meeting of aides that sales *fell*.", _reported),
    Repair(frozenset({"VBD", "VBZ"}), "“We lost,” *warned* the union.", _speaker_behind),
)
_BY_SIGN = {sign: r.mend for r in REPAIRS for sign in r.on}
