"""Whom a statement is addressed to, or whom it judges.

A frame says which noun that is: who is told or urged, what is called or blamed, what a preposition
names ("said of X", "criticism of X"). What somebody did stands for its doer: "X's decision", "the
work of X". What was done to somebody does not: "X's arrest".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from newslab import lexicons
from newslab.extract import names
from newslab.extract.statements import cues
from newslab.extract.statements.source import noun_phrase, words
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.extract.actors import Cast
    from newslab.syntax.page import Attribution
    from newslab.syntax.tree import Token

#: Acts that judge, and those whose object is judged or wanted of its owner.
_JUDGING = frozenset({"accuse", "agree", "ask", "criticise", "deny", "praise", "reject"})
_WANTING = frozenset({"demand", "request"})
_OBJECT = _JUDGING | _WANTING | {"threaten", "warn"}
#: Acts whose preposition names who is judged; "agreed on a line" judges nobody.
_BY_PREPOSITION = (_JUDGING | _WANTING) - {"agree"}
_SPOKEN_OF = (("assert", "p:of"), ("agree", "p:with"))
#: Frames that say of an object what it is, and whose object is urged or told.
_NAMING = frozenset({"pred", "obj_as", "obj_to"})
_TOLD = frozenset({"for_inf", "obj_clause", "obj_inf", "on_inf", "to_inf", "with_inf"})
_SPOKEN = frozenset({"clause", "quote", "whether", "inf"})
#: How a cue hangs on what is done with it: "wrote to X *demanding*", "faced X *and said*".
_BESIDE = frozenset({"acl", "advcl", "conj", "pcomp", "xcomp"})
#: A quotation to somebody, one that asks somebody, and how near the answer to it stands.
_YOU = re.compile(r"\byou(?:rs?)?\b(?! know)", re.I)
_ASKED = re.compile(r"\byou(?:rs?)?\b[^.!]*\?", re.I)
_REACH = 8


def give(found: Iterable[Attribution]) -> None:
    """Fill ``addressee`` and ``judged`` of attributions."""
    for a in found:
        about = a.about.root if a.about is not None else None
        if (whom := _addressee(a, a.cue_root, about) or _turned_to(a)) is not None:
            a.addressee = noun_phrase(whom, next((c for c in whom.rights if _inside(a, c)), None))
        elif (judged := _judged(a, a.cue_root, about)) is not None:
            told = _tells_of(a)
            whole = not told and a.act not in _WANTING
            a.judged = list(_doers(judged, whole=whole, outer=not told))


def of(cast: Cast, a: Attribution) -> str | None:
    """Return the actor who is addressed or judged, if anybody is.

    No audience: who is only told something is an outlet or a crowd, unless it is a person or a
    public body.
    """
    whom = a.judged if a.addressee is None else [a.addressee.root]
    known = next((t for t in whom if t.i in cast.at), None)
    if known is None or (a.addressee is not None and _is_audience(cast, a, known)):
        return None
    return cast.at[known.i][0].actor_id or None


def ask(rows: list[dict[str, Any]]) -> None:
    """Fill whom quotations mean by "you": who speaks after a question, or was told before."""
    outer = sorted((r for r in rows if r["parent_id"] is None), key=itemgetter("cue_start"))
    told: dict[str | None, str | None] = {}
    for row, then in pairwise(outer):
        who, you = row["actor_id"], row["kind"] != "indirect" and _YOU.search(row["content"])
        if row["target_id"] is None and you:
            near = then["sentence"] - row["sentence"] <= _REACH
            asks = near and then["actor_id"] != who and _ASKED.search(row["content"])
            row["target_id"] = then["actor_id"] if asks else told.get(who)
        told[who] = row["target_id"] if you else None


def _addressee(a: Attribution, root: Token, about: Token | None) -> Token | None:
    """Return whom words are for: "told X", "said to X", "asked X for", "a letter to X"."""
    prepositional = a.frame.startswith("p:")
    if a.frame in _TOLD or (prepositional and about is not None):
        return about
    if a.frame in ("noun", "express"):
        return _behind(root, ("to",))
    if a.frame == "clause" and (doer := _who_is_to(root, a.act)) is not None:
        return doer
    told = cues.lexicon("verb").get(a.cue_lemma) if prepositional or a.frame in _SPOKEN else None
    if told is None:
        return None
    tells = not {"obj_clause", "obj_inf"}.isdisjoint(told.acts)
    found = first_of(root.rights, "dobj", "dative") if tells else None
    letter = _behind(root, ("in",))  # "wrote in a letter to X"
    found = found or _behind(root, ("to",)) or (letter and _behind(letter, ("to",)))
    return None if found is None or _inside(a, found) else found


def _turned_to(a: Attribution) -> Token | None:
    """Return to whom what a cue hangs on turns ("a letter *to X* urging"), or whom it asks."""
    cue = a.cue_root
    above = cue.head.head if cue.dep_ == "pcomp" else cue.head
    if a.frame == "noun":  # "accepted *Lee's request*"
        decided = cues.lexicon("verb").get(above.lemma_.lower()) if cue.dep_ == "dobj" else None
        decides = decided is not None and decided.act() in ("agree", "reject")
        return first_of(above.lefts, "nsubj") if decides and a.act in _WANTING else None
    if a.act in _WANTING and (giver := _behind(cue, ("from",))) is not None:
        return giver
    if a.act in _JUDGING or cue.dep_ not in _BESIDE or above.i > cue.i:
        return None
    done = first_of(above.rights, "dobj")
    if above.lemma_.lower() in words("faces"):  # "approached X and said"
        return done
    turns = above.lemma_.lower() in words("turns")
    return (_behind(above, ("to",)) or _behind(done, ("to",))) if turns else None


def _who_is_to(cue: Token, act: str) -> Token | None:
    """Return who is to do what is said: "insisted that *the mayor* resign"."""
    clause = first_of(cue.rights, "ccomp")
    if clause is None or first_of(clause.lefts, "aux") is not None:
        return None
    whom = first_of(clause.lefts, "nsubj", "nsubjpass")
    # "that the union *agree*", which the parse takes for a plural
    wants = act in _WANTING or (whom is not None and whom.tag_ in ("NN", "NNP"))
    bare = clause.tag_ == "VBP" and clause.lower_ == clause.lemma_  # not "are"
    return whom if clause.tag_ == "VB" or (wants and bare) else None


def _judged(a: Attribution, root: Token, about: Token | None) -> Token | None:
    """Return what is judged: an object, or what a preposition names."""
    if a.frame in ("noun", "express"):
        return _behind(about or root, words("against")) if a.act in _JUDGING else None
    if a.frame == "obj_on" and a.act == "accuse":
        return _behind(root, ("on",)) or about
    if a.frame in ("clause", "quote"):
        return _beside_words(a, root)
    if a.frame.startswith("p:"):
        told = a.act in _BY_PREPOSITION or (a.act, a.frame) in _SPOKEN_OF
        return _behind(root, (a.frame.removeprefix("p:"),)) if told else None
    return about if a.act in _OBJECT or a.frame in _NAMING or _tells_of(a) else None


def _tells_of(a: Attribution) -> bool:
    """Say whether a cue tells of what somebody has or did: "described *Lee's* approach"."""
    told = a.act == "assert" and a.frame in ("obj", "obj_claim")
    return told and a.cue_lemma not in words("announces")


def _beside_words(a: Attribution, root: Token) -> Token | None:
    """Return who is judged beside what is said: "said *of X* that", "scolded *X*: “…”"."""
    found = _behind(root, ("of", "about", "with") if a.act == "agree" else ("of", "about"))
    if found is None and a.act in _JUDGING:
        found = first_of(root.rights, "dobj")
    return found if found is not None and not _inside(a, found) else None


def _behind(noun: Token | None, prepositions: Iterable[str]) -> Token | None:
    """Return the noun of the first of some prepositions of a word."""
    for prep in noun.children if noun is not None else ():
        if prep.dep_ in ("prep", "dative", "agent") and prep.lower_ in prepositions:
            found = first_of(prep.rights, "pobj")
            # "spoke of Turkey assuming the duty": of what Turkey does
            after = found.doc[found.i + 1 : found.i + 2] if found is not None else ()
            return None if any(t.tag_ == "VBG" for t in after) else found
    return None


def _inside(a: Attribution, token: Token) -> bool:
    return any(start <= token.idx < end for start, end in a.content)


def _doers(noun: Token, *, whole: bool = True, outer: bool = True) -> Iterator[Token]:
    """Yield the noun that a phrase hangs on, and those who have done what it means."""
    if whole and noun.lower_ != "it" and not _is_crowd(noun):  # a thing, more often than a body
        yield noun
    undergone = noun.lower_ in words("undergone")
    suffers = undergone and _behind(noun, {"of"}) is None
    for child in noun.children:
        named = child.dep_ == "compound" and child.pos_ == "PROPN" and outer
        if child.dep_ == "poss" or named:
            owner = None if suffers else child
        else:
            by = child.lower_ in ("by", "from") or (child.lower_ == "of" and not undergone)
            owner = first_of(child.rights, "pobj") if by and whole else None
        if owner is not None:
            yield from _doers(owner, outer=False)


def _is_crowd(noun: Token) -> bool:
    return noun.lower_ in words("audience") and first_of(noun.lefts, "det", "poss") is None


def _is_audience(cast: Cast, a: Attribution, whom: Token) -> bool:
    """Whether who is told something is a crowd, or somebody who hands it on."""
    kinds = lexicons.words("actor_nouns", "org")
    tokens = noun_phrase(whom)
    phrase = {t.lower_ for t in tokens}
    crowd = whom.lower_ in words("audience") or not words("outlet").isdisjoint(phrase)
    news = any(kinds.get(word) == "media" or "news" in word for word in phrase)
    news = news or any(names.known().get(t.text) == "media" for t in tokens)  # "CNN's Ann Lee"
    body = cast.at[whom.i][0].kind == "organization" and kinds.keys().isdisjoint(phrase)
    return crowd or (a.act == "assert" and (news or body))
