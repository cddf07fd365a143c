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
_PREDICATE = ("attr", "acomp", "oprd")
#: A phrase is printed up to so many words behind its head.
_LONGEST = 20


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


def towards(noun: Token) -> tuple[Token, int] | None:
    """Return whom an act between actors is aimed at, and its sign: "sanctions against"."""
    found = ((governed(noun, at), sign) for cls, sign, at in entries(noun) if cls == "towards")
    return next(((aim, sign) for aim, sign in found if aim and is_named(aim)), None)


def is_passive(verb: Token) -> bool:
    """Tell whether a verb's grammatical subject undergoes it."""
    marked = first_of(verb.children, "nsubjpass", "auxpass", "agent") is not None
    return marked or (verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod"))


def bearer(word: Token) -> Token:
    """Return the verb by which a predicate is said: "is" of "is opposed", "has" of "has doubts"."""
    noun = word
    while word.pos_ == "NOUN" and (noun.dep_ == "conj" or "of" in (noun.lower_, noun.head.lower_)):
        noun = noun.head  # "gave 5 million dollars of aid"
    verb = noun.head
    if noun.dep_ == "dobj":
        return verb if lemma(verb) in words("light") or ends(verb) else word
    if noun.pos_ == "NOUN" and verb.lower_ == "in" and verb.i == noun.i - 1:
        verb = verb.head.head if verb.head.dep_ == "dobj" else verb.head
        return verb if verb.pos_ in VERBAL else word  # "marched in protest of"
    return verb if noun.dep_ in _PREDICATE else word


def holder(word: Token) -> Token | None:
    """Return who holds what a word expresses."""
    if word.dep_ in ("amod", "compound") and word.pos_ in VERBAL:  # "U.S.-backed"
        return word.doc[word.i - 2] if word.i > 1 and word.nbor(-1).text == "-" else None
    verb = bearer(word)
    if verb.pos_ in VERBAL:
        undergone = is_passive(verb) and word.lower_ not in words("adjective")
        return governed(verb, "by") if undergone else subject(verb)  # "is opposed to"
    own = first_of(word.lefts, "poss") or governed(word, "by", "from")
    beside = word.dep_ in ("appos", "amod", "acl") and word.head.pos_ in NOMINAL
    return own or (word.head if beside else None)


def slot(word: Token, name: str) -> Token | None:
    """Return what stands in a word's slot: its object, or what a preposition of it governs."""
    if name == "object":
        return _object(word)
    verb, other = bearer(word), None
    taken = first_of(verb.children, "dobj")
    if name == "from" and taken is not None and taken.pos_ == "NOUN":
        return None  # "withdrew its troops from"
    if name == "to":
        other = first_of(word.rights, "xcomp") or first_of(verb.children, "dative")
    elif name == "with" and verb.pos_ in VERBAL and (both := subject(verb)) is not None:
        other = next(iter(joined(both)[1:]), None)  # "Ann and Tom agree"
    return governed(word, name) or governed(verb, name) or other


def _object(word: Token) -> Token | None:
    if is_passive(word):
        found = first_of(word.children, "nsubjpass")
        return word.head if found is None and word.dep_ in ("acl", "amod") else found
    found, clause = first_of(word.children, "dobj", "dative"), first_of(word.rights, "ccomp")
    if found is None and clause is not None and clause.tag_ == "VB":
        allowed = any(cls == "back" for cls, _, _ in entries(word))  # "allows her to run"
        return first_of(clause.lefts, "nsubj") if allowed else None
    return found


def ended(noun: Token) -> Iterator[tuple[Token, int]]:
    """Yield what a phrase deals with, −1 where it is for an end of that: "the ouster of X"."""
    turn = 1
    while ends(noun) and (inner := governed(noun, "of", "to") or first_of(noun.lefts, "poss")):
        noun, turn = inner, -turn
    yield from ((one, turn) for one in joined(noun))


def joined(noun: Token) -> list[Token]:
    """Return a noun and those that are joined to it."""
    found = [noun]
    for token in found:
        found += (c for c in token.rights if c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN"))
    return found


def negation(token: Token) -> Token | None:
    """Return what negates a word where it stands, its subject's negation too."""
    no = words("negation")
    near = [token, *(c for c in token.children if c.dep_ in ("nsubj", "nsubjpass"))]
    before = [c for t in near for c in t.lefts]
    before += [c for b in before if b.dep_ == "advmod" for c in b.lefts]  # "no longer"
    neither = [c for c in token.head.children if c.dep_ == "cc"] if token.dep_ == "conj" else []
    found = (c for c in (*before, *neither) if c.lower_ in no)
    return first_of((*token.children, *before), "neg") or next(found, None)  # "is not"


def turn(word: Token) -> int:
    """Return −1 where a word, or what governs it, is negated, refused or ended."""
    sign, dep = (-1 if negation(word) else 1), word.dep_
    while dep in ("xcomp", "pcomp", "prep", "dobj", *_PREDICATE):
        word, dep = word.head, word.head.dep_
        sign *= -1 if word.pos_ in VERBAL and bool(negation(word)) != ends(word) else 1
    return sign


def effect(verb: Token) -> int:
    """Return −1 where a verb is bad for its object, or a good one is negated."""
    bad = any(sign < 0 and at == "object" for _, sign, at in entries(verb))
    return -1 if bad != bool(negation(verb)) else 1


def modality(word: Token, target: Token, sign: int) -> str:
    """Return whether an attitude is asserted, negated, or holds on a condition."""
    chain = [word, *(a for a in target.ancestors if a.pos_ in VERBAL)]
    clauses = (
        c for v in (*chain, target) for c in v.children if c.dep_ in ("advcl", "prep") and sign > 0
    )
    marks = words("condition").keys()
    if any(marks & {c.lower_, *(m.lower_ for m in c.children)} for c in clauses):
        return "conditional"
    bound = any(c.dep_ == "relcl" and c is not word and negation(c) for c in target.rights)
    if bound and any(map(negation, chain)):
        return "conditional"  # "no budget that does not …"
    return "negated" if negation(word) else "asserted"


def polarity(found: Iterable[Token], valences: dict[str, float]) -> float:
    """Return the sum of words' valences, each turned by a negation close before it."""
    total, since = 0.0, 9
    for token in found:
        value = valences.get(token.lower_, valences.get(token.lemma_, 0.0))
        total += -0.7 * value if since <= 3 else value
        since = 0 if token.dep_ == "neg" or token.lower_ in words("negation") else since + 1
    return total


def is_target(token: Token) -> bool:
    """Tell whether a word can head what an attitude is aimed at."""
    empty = token.lemma_.lower() in words("empty") or token.like_num
    return token.pos_ in NOMINAL and not empty and sum(map(str.isalpha, token.text)) > 1


def is_named(head: Token) -> bool:
    """Tell whether a phrase names somebody, or what is somebody's: "German goods"."""
    return any(head.doc[i].text[0].isupper() for i in range(extent(head)[0], head.i + 1))


def extent(head: Token, word: Token | None = None) -> tuple[int, int]:
    """Return the first and last token of a noun phrase with its needed complements.

    What ``word`` says of it is no part of it.
    """
    first = last = head.i
    for child in reversed(head.lefts):
        if child.right_edge.i != first - 1 or child.dep_ in ("relcl", "cc", "conj", "advmod"):
            break
        first = child.left_edge.i
    empty = ("punct", "advmod", "cc")
    while head.doc[first].dep_ in empty and head.doc[first + 1].dep_ not in ("prep", "quantmod"):
        first += 1
    for child in head.rights:
        stop = _needed(child, last)
        if stop is None or child is word or stop > head.i + _LONGEST:
            break
        last = stop
    return first, last


def _needed(child: Token, last: int) -> int | None:
    """Return where a complement ends that is needed to know what a noun means."""
    if child.left_edge.i != last + 1:
        return None
    first, clause = child.left_edge, child.dep_ in ("relcl", "acl")
    if clause and (first.tag_ in ("WDT", "WP") or first.dep_ == "mark"):  # no comma before it
        return child.right_edge.i
    if child.dep_ == "nummod":
        return child.i  # "Article 50"
    inner, stop = first_of(child.rights, "pobj"), cut(child)
    phrase = inner is not None and inner.lower_ not in words("condition")
    needed = child.dep_ == "acl" or (phrase and child.lower_ in words("phrase"))
    return stop if needed and child.i < stop else None


def cut(child: Token) -> int:
    """Return the last token of a complement before a clause or a mark in it."""
    last = child.right_edge.i
    for token in child.doc[child.i + 1 : last + 1]:
        strange = token.dep_ == "prep" and token.lower_ not in words("phrase")
        if token.dep_ in ("relcl", "advcl"):
            last = min(last, token.left_edge.i - 1)
        elif (
            strange
            or token.is_space
            or (token.dep_ in ("mark", "punct") and token.lower_ not in words("quote"))
        ):
            last = min(last, token.i - 1)
    while child.doc[last].i + 2 < len(child.doc) and child.doc[last + 1].text == "-":
        last += 2  # "anti-democratic"
    quoted = [t.i for t in child.doc[child.i + 1 : last + 1] if t.lower_ in words("quote")]
    if len(quoted) % 2:
        closed = all(t.lower_ in words("quote") for t in child.doc[last + 1 : last + 2])
        last = last + 1 if closed and last + 1 < len(child.doc) else quoted[-1] - 1
    return max(child.i, last)
