"""Phrases around words of attitude: what they govern, who stands behind them, what turns them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract.clauses import subject
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Token, Tree

VERBAL = frozenset({"VERB", "AUX"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_SUBJECT = ("nsubj", "nsubjpass")
#: What hangs on a noun without being part of its phrase: before it, and behind it.
_BEFORE, _BEHIND = ("relcl", "cc", "conj", "advmod"), ("acl", "relcl", "nummod")
#: A phrase is printed up to so many words behind its head.
_LONGEST = 20
#: What a phrase deals with is so many steps below its first word.
_STEPS = 8


@cache
def words(kind: str) -> dict[str, list[tuple[str, int, str]]]:
    """Return word ▶ (class, sign, slot of the target) of one list of the lexicon."""
    found: dict[str, list[tuple[str, int, str]]] = {}
    for r in lexicons.read("attitudes"):
        if r["list"] == kind:
            found.setdefault(r["word"], []).append((r["class"], int(r["sign"]), r["target"]))
    return found


def tokens(doc: Tree, start: int, stop: int) -> range:
    """Return the numbers of the tokens that touch some characters."""
    return range(max(0, bisect_right(doc.starts, start) - 1), bisect_left(doc.starts, stop))


def lemma(token: Token) -> str:
    """Return the dictionary form, with a verb's particle."""
    particle = first_of(token.rights, "prt")
    return token.lemma_.lower() + (f" {particle.lower_}" if particle else "")


def entries(token: Token) -> list[tuple[str, int, str]]:
    """Return what the lexicon knows of a word of attitude."""
    kind = "verb" if token.pos_ in VERBAL else "noun" if token.pos_ == "NOUN" else "adjective"
    return [*words("adjective").get(token.lower_, ()), *words(kind).get(lemma(token), ())]


def ends(token: Token) -> bool:
    """Tell whether a word ends what it governs: "stop", "an end to"."""
    return any(cls == "turn" for cls, _, _ in entries(token))


def governed(token: Token, *prepositions: str) -> Token | None:
    """Return what stands behind one of a word's prepositions."""
    for child in token.rights:
        if child.lower_ in prepositions and (found := first_of(child.rights, "pobj", "pcomp")):
            return found
    return None


def is_passive(verb: Token) -> bool:
    """Tell whether a verb's grammatical subject undergoes it."""
    return first_of(verb.children, "nsubjpass", "auxpass", "agent") is not None


def bearer(word: Token) -> Token:
    """Return the verb by which a predicate is said: "is" of "is opposed", "has" of "has doubts"."""
    verb = word.head
    light = word.dep_ == "dobj" and (lemma(verb) in words("light") or ends(verb))
    return verb if light or word.dep_ in ("attr", "acomp", "oprd") else word


def holder(word: Token) -> Token | None:
    """Return who holds what a word expresses."""
    verb = bearer(word)
    if verb.pos_ not in VERBAL:
        return first_of(word.lefts, "poss") or governed(word, "by", "from")
    undergone = is_passive(verb) and word.lower_ not in words("adjective")  # "is opposed to"
    return governed(verb, "by") if undergone else subject(verb)


def slot(word: Token, name: str) -> Token | None:
    """Return what stands in a word's slot: its object, or what a preposition of it governs."""
    if name == "clause":
        return first_of(word.rights, "xcomp", "ccomp", "dobj")
    if name != "object":
        return governed(word, name) or governed(bearer(word), name)
    if is_passive(word):
        return first_of(word.children, "nsubjpass")
    return first_of(word.children, "dobj", "dative")


def targets(root: Token | None) -> Iterator[tuple[Token, int]]:
    """Yield what a phrase or clause is about, −1 where its words turn the attitude.

    The plan of "to accept the plan", of "to drop the plan" and "an end to the plan".
    """
    turn, steps = 1, 0
    while root is not None and (steps := steps + 1) < _STEPS:
        if root.pos_ in VERBAL:
            at = next((at for _, sign, at in entries(root) if sign < 0), None)
            against = slot(root, at) if at else None  # "retaliate against"
            bad = at == "object" or against is not None
            turn *= -1 if bad != bool(negation(root)) else 1
            below = first_of(root.rights, "xcomp", "ccomp") or slot(root, "object") or against
            root = below or (None if is_passive(root) else first_of(root.children, "prep"))
        elif root.pos_ not in NOMINAL:
            root = first_of(root.children, "pobj", "pcomp", "prep")
        elif ends(root) and (of := governed(root, "of", "to") or first_of(root.lefts, "poss")):
            root, turn = of, -turn
        elif root.lower_ in words("empty") and (of := governed(root, "of")):
            root = of  # "the beginning of talks"
        else:
            yield from ((noun, turn) for noun in joined(root))
            return


def joined(noun: Token) -> list[Token]:
    """Return a noun and those that are joined to it."""
    found = [noun]
    for token in found:
        found += (c for c in token.rights if c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN"))
    return found


def negation(token: Token) -> Token | None:
    """Return what negates a word where it stands, its subject's negation too."""
    near = [*token.children]
    near += [c for t in near if t.dep_ in (*_SUBJECT, "advmod") for c in t.lefts]  # "no longer"
    near += [c for c in token.head.children if c.dep_ == "cc"] if token.dep_ == "conj" else []
    before = (c for c in near if c.i < token.i and c.lower_ in words("negation"))
    return first_of(near, "neg") or next(before, None)


def avoided(verb: Token) -> bool:
    """Tell whether a clause is what somebody refuses or stops: "stopped short of calling"."""
    head = verb.head
    if verb.dep_ == "pcomp" and head.lower_ in ("of", "from"):
        head = head.head if head.head.pos_ in VERBAL else head.head.head
    elif verb.dep_ != "xcomp":
        return False
    return head.pos_ in VERBAL and ends(head)


def opened(word: Token, kind: str) -> bool:
    """Tell whether a word's clause, or one around it, begins with one of a list: "if", "though"."""
    marks = words(kind).keys()
    return any(
        c.lower_ in marks and c.dep_ in ("mark", "advmod")
        for verb in (word, *word.ancestors)
        for c in verb.lefts
    )


def judged(found: Iterable[Token]) -> int:
    """Return 1, −1 or 0: what the words of judgement among some words come to."""
    known, total, sign = words("judgement"), 0, 1
    for token in found:
        sign *= -1 if token.lower_ in words("negation") else 1
        told = known.get(token.lower_) or known.get(token.lemma_)
        total += sign * told[0][1] if told else 0
    return (total > 0) - (total < 0)


def turn(word: Token) -> int:
    """Return −1 where a word, or the verb that bears it, is negated, or that ends it."""
    verb = bearer(word)
    ended = (verb is not word and ends(verb)) or avoided(verb)  # "dropped its objection to"
    return -1 if bool(negation(word) or negation(verb)) != ended else 1


def supposed(word: Token) -> bool:
    """Tell whether an attitude is only thought of: "may support", "to support"."""
    verb = bearer(word)
    bare = verb.tag_ in ("VB", "VBG") and first_of(verb.lefts, "aux") is None
    return bare or bool({c.lower_ for c in verb.lefts} & words("supposed").keys())


def modality(word: Token, target: Token, sign: int) -> str:
    """Return whether an attitude is asserted, negated, or holds on a condition."""
    chain = [word, target, *(a for a in target.ancestors if a.pos_ in VERBAL)]
    below = (c for v in chain for c in v.children if c.dep_ in ("advcl", "prep"))
    marks = words("condition").keys()
    if sign > 0 and any(marks & {c.lower_, *(m.lower_ for m in c.children)} for c in below):
        return "conditional"
    return "negated" if negation(word) else "asserted"


def edges(head: Token, word: Token, *, named: bool) -> tuple[int, int] | None:
    """Return the first and last token of what an attitude is aimed at, if it says what that is."""
    first, last = extent(head, word)
    empty = head.lemma_.lower() in words("empty") or head.like_num
    opens = head.doc[first]
    # "this account", "his account", "what account"
    pointed = opens.tag_ == "DT" and opens.lower_ in words("pronoun")
    vague = not named and (pointed or opens.tag_ in ("PRP$", "WDT", "WP"))
    if head.pos_ not in NOMINAL or empty or vague or sum(map(str.isalpha, head.text)) < 2:
        return None
    return first, head.i if named else last  # a name needs no more words


def extent(head: Token, word: Token | None = None) -> tuple[int, int]:
    """Return the first and last token of a noun phrase with its complements.

    What ``word`` says of it is no part of it.
    """
    first = last = head.i
    for child in reversed(head.lefts):
        if child.right_edge.i != first - 1 or child.dep_ in _BEFORE:
            break
        first = child.left_edge.i
    for child in head.rights:
        condition = words("condition").keys() & {c.lower_ for c in child.children}
        needed = child.dep_ in _BEHIND or (child.lower_ in words("phrase") and not condition)
        beside = child.left_edge.i == last + 1 and child.right_edge.i <= head.i + _LONGEST
        if child is word or not (needed and beside):
            break
        last = child.right_edge.i
    return first, last
