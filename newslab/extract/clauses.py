"""Clauses: who did what to whom.

A clause is a verb with what depends on it. The table is the ground for what has no parse any more:
the timeline reads its words as events.
"""

import re
from bisect import bisect_left, bisect_right
from functools import cache
from typing import Any

from newslab import lexicons
from newslab.extract.actors import Cast
from newslab.extract.phrases import antecedent, governed, negation, subject, words
from newslab.extract.statements.source import Chars, end_of, is_passive, lemma, noun_phrase, tidy
from newslab.syntax.page import Page
from newslab.syntax.tree import VERBAL, Token, first_of

#: Relations of verbs that head no clause.
_NO_CLAUSE = {
    "aux", "auxpass", "amod", "compound", "prep", "case", "nmod", "punct", "appos", "pobj",
    "mark", "cc",
}  # fmt: skip
_SUBJECT = {"nsubj", "csubj", "nsubjpass", "csubjpass"}
_CORE = {*_SUBJECT, "dobj", "aux", "auxpass"}
#: What is no part of the clause above it; what stands apart wherever it hangs.
_NOT_OWN = {"relcl", "advcl", "parataxis", "cc"}
_TRIMMED = ("relcl", "parataxis")
_FINITE = {"VBD": "past", "VBZ": "present", "VBP": "present", "MD": "present"}
#: How a clause depends on its parent, by the relation of its verb; an infinitive completes it.
_RELATIONS = {
    "ROOT": "main", "conj": "joined", "relcl": "relative", "acl": "attribute",
    "advcl": "adverbial", "pcomp": "adverbial", "ccomp": "reported", "xcomp": "complement",
}  # fmt: skip


def rows(page: Page, cast: Cast) -> list[dict[str, Any]]:
    """Return the rows of the clauses table, in the order of their verbs.

    A clause's span holds its complement ("he warned that …", "those who left") but
    neither relative and adverbial clauses nor coordinated ones at its edges, nor an adjunct set
    off by a comma before its subject ("On March 11, …"): a date there belongs to the first clause
    that starts after it in the sentence, any other to the shortest clause that holds it.
    """
    start = page.article.body_start
    heads = [t for t in page.doc if _is_head(t) and t.idx >= start]
    ids = {t.i: f"{page.article.article_id}/c{n:02d}" for n, t in enumerate(heads, 1)}
    trimmed = [t.i for t in page.doc if t.dep_ in _TRIMMED and t.head.pos_ not in ("PRON", "NUM")]
    return [_row(page, cast, verb, ids, trimmed) for verb in heads]


def _is_head(token: Token) -> bool:
    named = token.tag_ == "MD" or _class(token) == "no clause"  # "an order dated Monday"
    return token.pos_ in VERBAL and token.dep_ not in _NO_CLAUSE and not named


def _row(
    page: Page, cast: Cast, verb: Token, ids: dict[int, str], trimmed: list[int]
) -> dict[str, Any]:
    passive, helpers = is_passive(verb), _auxiliaries(verb)
    doer = governed(verb, "by") if passive else subject(verb)
    done_to = subject(verb) if passive else _object(verb)
    start, end = _span(verb, trimmed, page.article.text)
    infinitive = any(t.tag_ == "TO" for t in helpers)
    row = {
        "clause_id": ids[verb.i],
        "article_id": page.article.article_id,
        "sentence": page.sentence_at(verb.idx).number,
        "start": start,
        "end": end,
        "text": page.text[start:end],
        "parent_id": next((ids[a.i] for a in verb.ancestors if a.i in ids), None),
        "relation": "complement" if infinitive else _RELATIONS.get(verb.dep_, "main"),
        "verb": page.text[verb.idx : end_of(verb)],
        "verb_lemma": lemma(verb),
        "verb_start": verb.idx,
        "verb_end": end_of(verb),
        "tense": _tense(verb, helpers),
        "modality": _modality(verb, helpers),
        "passive": passive,
    }
    for role, noun in (("subject", doer), ("object", done_to)):
        if noun is not None:
            phrase = noun_phrase(noun, without=verb)  # "a statement *issued today*"
            row[f"{role}_start"], row[f"{role}_end"] = phrase.start_char, phrase.end_char
            actor, _ = cast.behind(noun)
            row[f"{role}_id"] = (actor.actor_id or None) if actor else None
    return row


def _reach(top: Token, first: int, last: int, apart: list[int], *more: int) -> tuple[int, int]:
    """Return the reach of all that hangs on a word, up to the clauses that stand apart."""
    begins, ends = top.doc.edges
    left, right = begins[top.i], ends[top.i]
    without = [*apart[bisect_left(apart, left) : bisect_right(apart, right)], *more]
    left = max([left, *(ends[i] + 1 for i in without if ends[i] < first)])
    return left, min([right, *(begins[i] - 1 for i in without if begins[i] > last)])


def _span(verb: Token, trimmed: list[int], written: str) -> Chars:
    first = last = verb.i
    without = []
    for child in verb.children:
        if child.dep_ in _CORE:
            first, last = min(first, child.i), max(last, child.i)
        below = child.dep_ in _NOT_OWN or (child.dep_ == "conj" and _is_head(child))
        if below or (child.dep_ == "ccomp" and child.i < verb.i):
            without.append(child.i)
    first, last = _reach(verb, first, last, trimmed, *without)
    if (noun := first_of(verb.lefts, *_SUBJECT)) is not None:
        # A relative adverb and adjuncts set off by commas before the subject stand apart.
        before = [c for c in verb.lefts if first <= c.i < noun.left_edge.i]
        first = max([first, *(c.i + 1 for c in before if c.text in ",:;" or c.tag_ == "WRB")])
    words = tidy(verb.doc, first, last + 1)
    return _closed(verb.doc.text, written, words.start_char, words.end_char)


def _closed(text: str, written: str, start: int, end: int) -> Chars:
    """Leave no quotation half open, nor the marks of one before or behind: '" he said, "'."""
    if marks := re.match(r"[\"'”’)\]]+\s+", written[start:end]):
        start += marks.end()
    if marks := re.search(r",?\s+[\"'“‘(\[]+$", written[start:end]):
        end = start + marks.start()
    closing = re.match('[,.]?"', text[end : end + 2])
    return start, end + (closing.end() if closing and text[start:end].count('"') % 2 else 0)


def _object(verb: Token) -> Token | None:
    """Return what the verb's action goes to: its object, or its preposition's."""
    found = first_of(verb.children, "dobj", "dative", "oprd")
    if found is not None and found.pos_ != "ADP":
        return antecedent(found, verb)
    for child in verb.rights:
        if child.dep_ in ("prep", "dative") and _class(child) == "governed":
            noun = first_of(child.children, "pobj")
            if noun is not None and _class(noun) != "calendar":
                return antecedent(noun, verb)
    return verb.head if _lacks_object(verb) else None


def _lacks_object(verb: Token) -> bool:
    """Tell whether the noun before a relative clause is its object: "a curfew the city lifted"."""
    if verb.dep_ != "relcl" or first_of(verb.children, "xcomp", "ccomp") is not None:
        return False
    own = first_of(verb.lefts, "nsubj")  # not "whose *mayor* left", "when it came"
    bare = own is not None and all(c.tag_ not in ("WP$", "WRB") for c in (*own.lefts, *verb.lefts))
    # "the house he lived in"
    within = any(c.dep_ == "prep" and not c.children for c in verb.rights)
    return bare and not within and _class(verb.head) not in ("calendar", "adjunct")


@cache
def _classes() -> dict[str, str]:
    return {r["word"]: r["class"] for r in lexicons.read("clause_words")}


def _class(token: Token) -> str:
    return _classes().get(token.lower_) or _classes().get(token.lemma_, "")


def _auxiliaries(verb: Token) -> list[Token]:
    found = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    shares = verb.dep_ == "conj" and verb.tag_ in ("VB", "VBN", "VBG") and verb.head.pos_ in VERBAL
    return found or (_auxiliaries(verb.head) if shares else [])


def _tense(verb: Token, helpers: list[Token]) -> str:
    """Return the tense; a perfect tells of the past, ``would`` looks ahead from there."""
    tags = [t.tag_ for t in helpers]
    if "TO" in tags:
        return "none"
    if any(t.lemma_ == "have" for t in helpers):
        return "past"
    modals = [t for t in helpers if t.tag_ == "MD"]
    if any(_class(t) == "future" or t.lower_ in ("'d", "would") for t in modals):
        return "future"
    return next((_FINITE[tag] for tag in (*tags, verb.tag_) if tag in _FINITE), "none")


def _modality(verb: Token, helpers: list[Token]) -> str:
    """Return whether the clause is asserted, negated, conditional or asked."""
    if verb.dep_ == "ROOT" and verb.sent.text.rstrip("\"')] \n").endswith("?"):
        return "asked"
    below = [t for c in verb.children if c.dep_ == "advcl" for t in c.lefts if t.dep_ == "mark"]
    found = {_class(t) for t in (*verb.children, *helpers) if t.dep_ != "prep"}
    if "question" in found:
        return "asked"
    if "condition" in found | set(map(_class, below)):
        return "conditional"
    # Reported "will" is the future seen from the past.
    reported = verb.dep_ == "ccomp" and any(t.lower_ == "would" for t in helpers)
    possible = "possible" in found and not reported
    return "negated" if _is_denied(verb) else "conditional" if possible else "asserted"


def _is_denied(verb: Token) -> bool:
    """Tell whether a clause is negated: "*no* party came", "found *no* party", "did *nothing*"."""
    things = [c for c in verb.rights if c.dep_ in ("dobj", "attr")]
    things += [c for c in verb.rights if c.dep_ == "advmod" and c.i == verb.i + 1]  # "is *hardly*"
    # not "a plan, *not* a law", "a *No.* 1 seller", "*less* than half of them came"
    near = [(negation(verb), verb.i + 3), *((negation(c), c.i) for c in things)]
    found = [no for no, end in near if no is not None and no.i < end]
    found = [no for no in found if verb.doc.lower[no.i : no.i + 2] != ["no", "."]]
    return any(t.lower_ in words("negation") and t.lower_ != "less" for t in (*things, *found))
