"""Who is behind a cue: its subject, the subject it shares with another verb, or its agent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract import names
from newslab.extract.statements import cues
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
#: Pronouns for persons who can speak.
PERSONS = frozenset({"he", "she", "they"})
VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_REACH = 12
#: Endings of nouns for what is done, which cannot speak.
_OF_DEEDS = ("al", "sion", "tion", "ure")
_INNER = frozenset({"pobj", "prep", "appos", "compound", "conj", "poss", "nmod"})


@dataclass(frozen=True, slots=True)
class Subject:
    """The head of a subject; ``inherited`` when another clause lends it."""

    noun: Token
    inherited: bool = False


@cache
def words(kind: str) -> frozenset[str]:
    """Return the words of one class of ``lexicons/cue_words.csv``."""
    return frozenset(r["word"] for r in lexicons.read("cue_words") if r["class"] == kind)


def is_verb(token: Token) -> bool:
    """Whether a token heads a clause."""
    return token.pos_ in ("VERB", "AUX")


def own_subject(verb: Token) -> Token | None:
    """Return the subject that stands beside the verb itself."""
    # The nearest: in "The museum, Ann Lee said, would open" the parse gives "said" two.
    for side in (reversed(verb.lefts), verb.rights):
        for child in side:
            if child.dep_ in SUBJECTS and child.lower_ != "there":
                return _spokesperson(_bearer(child, verb))
    for child in verb.lefts:
        # "May said": a name that looks like an auxiliary.
        if child.dep_ == "aux" and misread(child, verb):
            return child
    for child in verb.lefts[:1]:
        # "Tully testified": a name that looks like an adverb, with the person's name elsewhere.
        beside = child.dep_ == "advmod" and child.is_sent_start and child.i + 1 == verb.i
        if beside and child.text in verb.doc.names:
            return child
    return None


def misread(auxiliary: Token, verb: Token) -> bool:
    """Whether a capitalised auxiliary is a name: "May said", with a verb no auxiliary takes."""
    if auxiliary.lower_ == "do" and verb.tag_ in ("VBD", "VBZ", "VBN"):
        return True  # "Renata do Carmo promised"
    return (
        auxiliary.text.istitle()
        and auxiliary.tag_ == "MD"
        and (
            verb.tag_ in ("VBD", "VBZ")
            or (not auxiliary.is_sent_start and auxiliary.i + 1 == verb.i)
        )
    )


def is_nobody(noun: Token) -> bool:
    """Whether a noun phrase says that there is nobody: "nobody", "no party", "neither side"."""
    negation = words("negation")
    return noun.lower_ in negation or any(
        t.lower_ in negation for t in noun.lefts if t.dep_ in ("det", "preconj", "advmod")
    )


def _spokesperson(noun: Token) -> Token:
    """Return the person of "in Paris, the capital, party leader X said", where a place heads X."""
    if noun.lower_ not in words("place"):
        return noun
    for child in noun.rights:
        if (
            child.dep_ in ("appos", "conj")
            and child.pos_ == "PROPN"
            and (child.left_edge.i and noun.doc[child.left_edge.i - 1].text == ",")
        ):
            return child
    return noun


def _described(noun: Token) -> Token:
    """Return X of "X is a lawyer who said": whom a predicate describes."""
    top = noun
    while top.dep_ == "conj" and top.head.i != top.i:
        top = top.head
    if top.dep_ == "attr" and is_verb(top.head):
        subject = first_of(top.head.lefts, "nsubj")
        if subject is not None and subject.pos_ in ("PROPN", "PRON") and subject.tag_ != "WDT":
            return subject if subject.lower_ not in ("it", "that", "this", "there") else noun
    return noun


def _bearer(noun: Token, verb: Token) -> Token:
    """Return the name before a relative pronoun; "one of X", "a number of X" stay as they are."""
    if noun.lower_ in _RELATIVE and noun.tag_ in ("WP", "WDT", "IN", "DT") and verb.dep_ == "relcl":
        return _described(verb.head)
    if noun.tag_ in ("WP", "WDT") and noun.lower_ in ("who", "which") and noun.i:
        # The parse misses a relative clause: the noun just before the pronoun.
        before = noun.nbor(-1)
        if before.text == "," and before.i:
            before = before.nbor(-1)
        if before.pos_ in ("NOUN", "PROPN"):
            return before
    return noun


def subject(verb: Token, depth: int = 0) -> Subject | None:
    """Return the subject, taken over from the governing clause where left out."""
    found = own_subject(verb)
    if found is not None:
        return Subject(_bereft(found, verb), inherited=depth > 0)
    if depth > 8:
        return None
    head, dep = verb.head, verb.dep_
    if verb.tag_ == "VBG" and (named := _accompanying(verb)) is not None:
        return Subject(named)
    if dep == "parataxis" and depth == 0 and (beside := _beside(verb)) is not None:
        return beside
    if dep == "pcomp" and head.lower_ == "as" and is_verb(head.head):
        # "quoted X as saying", "X was quoted as saying": X says it.
        quoted = first_of(head.head.lefts, "nsubjpass") or first_of(head.head.rights, "dobj")
        if quoted is not None:
            return Subject(quoted)
    if dep == "pcomp" and head.lower_ in ("of", "for") and is_verb(head.head):
        # "accused X of saying": X said it
        accused = first_of(head.head.rights, "dobj")
        cue = cues.lexicon("verb").get(head.head.lemma_.lower())
        judges = cue is not None and f"obj_{head.lower_}" in cue.acts
        if (
            accused is not None
            and accused.i < head.i
            and (judges or accused.pos_ in ("PROPN", "PRON"))
        ):
            return Subject(accused)
    if dep == "advcl" and verb.tag_ == "VB" and head.lemma_.lower() not in words("factual"):
        return None
    if dep == "conj" and any(t.text == ";" for t in verb.doc[head.i : verb.i]):
        return _beside(verb) or _governor(head, depth)
    if dep in ("conj", "advcl", "dep", "pcomp", "prep", "ccomp", "parataxis") and head.i != verb.i:
        if dep == "ccomp" and not (verb.tag_ == "VBG" or depth):
            return _beside(verb)
        return _governor(head, depth)
    if dep == "xcomp":
        return _controller(verb, head, depth)
    if dep in ("acl", "relcl"):
        deed = head.dep_ == "dobj" and head.lower_.endswith(_OF_DEEDS)
        if verb.tag_ == "VBG" and deed and not names.is_common(head.lower_) and is_verb(head.head):
            # "demanded their withdrawal, calling them": not the withdrawal calls them that.
            return subject(head.head, depth + 1)
        if verb.tag_ == "VBD" and dep == "acl" and head.dep_ == "appos":
            return Subject(head.head)  # "X, the largest group, called": no verb to the parse
        if verb.tag_ != "VB" and head.pos_ in NOMINAL:
            return Subject(head, inherited=False)
        return None
    return _beside(verb) if depth == 0 or dep == "ROOT" else None


def _bereft(noun: Token, verb: Token) -> Token:
    """Return X of "X, whose son died, said", where the parse makes the son the speaker."""
    whose = next((t for t in noun.lefts if t.tag_ == "WP$"), None)
    if whose is None or whose.i < 2 or whose.nbor(-1).text != ",":
        return noun
    own = any(t.tag_ in FINITE for t in noun.doc[noun.i : verb.i])
    before = whose.nbor(-2) if own else noun
    return before if before.pos_ in NOMINAL else noun


def _governor(head: Token, depth: int) -> Subject | None:
    while not is_verb(head) and head.dep_ not in ("ROOT", "nsubj", "dobj", "pobj", "appos"):
        head = head.head
    if is_verb(head):
        return subject(head, depth + 1)
    return None


def _controller(verb: Token, head: Token, depth: int) -> Subject | None:
    """Return who does what an infinitive or participle says."""
    if not is_verb(head):
        return None
    cue = cues.lexicon("verb").get(head.lemma_.lower())
    addressed = cue and any(f"{c.lower_}_inf" in cue.acts for c in head.rights)
    if verb.tag_ == "VB" and (addressed or head.lemma_.lower() not in words("factual")):
        return None  # "called on X to go": nothing is done yet
    return subject(head, depth + 1)


def _beside(verb: Token) -> Subject | None:
    """Return the noun phrase just before a finite verb that the parse left without a subject."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN", "VB"):
        return None
    doc, at = verb.doc, verb.i - 1
    stop = max(-1, verb.i - _REACH, verb.sent.start - 1)
    while at > stop and (doc[at].pos_ in ("ADV", "AUX") or doc[at].dep_ in ("neg", "aux")):
        at -= 1
    if at > stop and doc[at].text == ",":
        # "X, the chairman, said", "X, who won, said": step over to the noun before.
        at = _before_relative(verb, at) or at - 1
    if at <= verb.sent.start - 1 or doc[at].pos_ not in NOMINAL:
        return None
    noun = near = top = doc[at]
    while stop < top.head.i < verb.i and top.head.i != top.i and top.dep_ in _INNER:
        top = top.head
        if top.pos_ in NOMINAL:
            noun = top
            if not any(t.text == "," for t in doc[top.i : at]):
                near = top
    governor = top if is_verb(top) else top.head
    if is_verb(governor) and governor.i < noun.i and top.dep_ not in SUBJECTS:
        # "Acme will buy jets, its founder X said": the jets are another verb's object.
        return Subject(near)
    return Subject(noun)


def _accompanying(verb: Token) -> Token | None:
    """Return X of "left the coalition, with its leader, X, saying that"."""
    for child in verb.head.rights:
        if child.lower_ == "with" and child.i < verb.i and child.right_edge.i >= verb.i - 2:
            return next((c for c in child.rights if c.dep_ == "pobj" and c.i < verb.i), None)
    return None


def _before_relative(verb: Token, comma: int) -> int | None:
    """Return the noun before a relative clause that ends at a comma."""
    doc = verb.doc
    for at in range(comma - 1, max(verb.sent.start, comma - 25), -1):
        if doc[at].text == "," and doc[at + 1].tag_ in ("WP", "WDT", "WP$"):
            return at - 1 if doc[at - 1].pos_ in NOMINAL else None
    return None
