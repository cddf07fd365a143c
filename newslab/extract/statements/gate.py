"""Whether what a cue seems to signal is a statement at all, and how sure that is.

What may be said, was not said, or is only done ("supported him through the winter") is none. Each
candidate is described by named features; their weights (``lexicons/statement_weights.csv``, learned
by ``tools/train_statements.py``) add up to the log odds that it is a statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract.statements import cues, ends, source
from newslab.extract.statements.spans import words

if TYPE_CHECKING:
    from newslab.syntax.page import Attribution, Page
    from newslab.syntax.tree import Span, Token

_OBJECTS = ("obj", "obj_of", "obj_for", "obj_as", "obj_on", "pred", "express")


def confidence(page: Page, a: Attribution) -> float:
    """Return the probability that a candidate is a statement."""
    return ends.probability("statement_weights", features(page, a))


def features(page: Page, a: Attribution) -> tuple[str, ...]:
    """Describe a candidate: its frame, whether it is real, who speaks, what is said."""
    found = [*_cue(a), *_reality(a), *_speaker(page, a), *_content(page, a)]
    return tuple(dict.fromkeys(found))


def _cue(a: Attribution) -> Iterator[str]:
    root = a.cue_root
    frame = "p" if a.frame.startswith("p:") else a.frame
    yield f"frame={frame}"
    yield f"act={a.act}"
    yield f"cue={a.cue_lemma}"
    if root is not None and source.is_verb(root):
        yield f"tag={root.tag_}:{root.dep_}"
        yield f"{'object' if a.frame in _OBJECTS else frame}&tag={root.tag_}"
    if a.frame == "noun":
        yield a.rule


def _reality(a: Attribution) -> Iterator[str]:
    """Tell what was said from what may be, was not or shall be said."""
    root = a.cue_root
    if root is None or not source.is_verb(root):
        return
    if a.negated:
        yield f"negated:{a.act}"
    if any(c.dep_ == "mark" and c.lower_ in source.words("condition") for c in root.lefts):
        yield "condition"
    verb = root
    while verb.dep_ == "conj" and source.is_verb(verb.head) and verb.tag_ in ("VB", "VBN", "VBG"):
        verb = verb.head
    helpers = [c for c in verb.lefts if c.dep_ in ("aux", "auxpass")]
    for helper in helpers:
        for kind in ("future", "unreal"):
            if helper.lower_ in source.words(kind):
                yield f"helper={kind}"
        if helper.tag_ == "TO":
            yield from _governed("to", verb)
    own = source.own_subject(verb) if verb.dep_ == "ROOT" else None
    if helpers and own is not None and helpers[0].i < own.left_edge.i:
        yield "asked"
    if verb.tag_ == "VBG":
        yield from _governed("ing", verb)
    if verb.tag_ == "VB" and not helpers:
        yield "bare"


def _governed(form: str, verb: Token) -> Iterator[str]:
    """Say what governs an infinitive or participle: "began to accuse", "planned to accuse"."""
    head = verb.head
    factual = head.lemma_.lower() in source.words("factual")
    told = head.lemma_.lower() in cues.lexicon("verb")
    loose = verb.doc[verb.left_edge.i - 1].text == "," if verb.left_edge.i else False
    kind = "factual" if factual else "comma" if loose else "cue" if told else "plain"
    yield f"{form}:{verb.dep_}:{kind}"
    if head.dep_ == "prep" or verb.dep_ == "pcomp":
        yield f"{form}:{head.lower_}"
    planned = any(c.lower_ in source.words("unreal") for c in head.lefts if c.dep_ == "aux")
    if planned and not loose:
        yield f"{form}:planned"


def _speaker(page: Page, a: Attribution) -> Iterator[str]:
    if a.source is None:
        yield "speaker=none"
        return
    yield f"speaker={_kind(a.source)}"
    yield f"{'object' if a.frame in _OBJECTS else 'other'}&speaker={_kind(a.source)}"
    if a.inherited:
        yield "inherited"
    if a.cue_root is not None and page.quote_numbers[a.cue_root.i] >= 0:
        first = a.source.text.lower() in ("i", "we")
        yield f"quoted:{'first person' if first else a.frame in _OBJECTS}"


def _kind(span: Span) -> str:
    """Return what kind of source a noun phrase is."""
    head = span.root
    low = head.lower_
    if any(t.lower_ in source.words("negation") for t in span):
        return "nobody"
    if low in source.words("anyone") or any(t.lower_ == "any" for t in span):
        return "anyone"
    if head.pos_ == "PRON":
        return low if low in ("it", "they", "i", "we", "you", "who") else head.pos_
    if source.is_actor(head):
        return "party"
    if low in lexicons.words("actor_nouns", "document"):
        return "document"
    return "name" if head.pos_ == "PROPN" else head.pos_


def _content(page: Page, a: Attribution) -> Iterator[str]:
    start, end = a.content[0]
    tokens = page.doc.char_span(start, end, expand=True)
    count = sum(words(page.text, *span) for span in a.content)
    yield f"words={count if count < 3 else 'few' if count < 6 else 'many'}"
    if tokens is None:
        return
    finite = any(t.tag_ in source.FINITE for t in tokens)
    quoted = any(page.quote_at(s) is not None for s, _ in a.content)
    yield f"{a.frame}&{'clause' if finite else 'phrase'}{'&quoted' if quoted else ''}"
    if a.frame in _OBJECTS:
        head = a.about.root if a.about is not None else tokens.root
        yield f"object={_object(head)}"
        yield f"cue={a.cue_lemma}&object={_object(head)}"


def _object(head: Token) -> str:
    """Return what kind of thing an object is: a claim, an act, a person, a thing."""
    lemma = head.lemma_.lower()
    if lemma in cues.lexicon("noun") or lemma in source.words("claim"):
        return "claim"
    if head.pos_ in ("PRON", "PROPN"):
        return head.pos_ if head.lower_ not in ("it", "this", "that") else "it"
    if lemma in source.words("issue") or lemma.endswith(tuple(source.words("abstract"))):
        return "issue"
    if source.is_actor(head):
        return "party"
    return head.tag_
