"""Scored choices: where a content ends, and which of the candidates are statements.

A content runs to the end of its sentence unless it stops before: at a comma, a dash, a conjunction,
a subordinate clause, an adjunct of the cue. A few named features describe each of these points;
their weights (``lexicons/end_weights.csv``) add up to the log odds of ending there. The end is the
likeliest point, all points before it having been passed.

What may be said, was not said, or is only done ("supported him through the winter") is no
statement. Features of a candidate and ``lexicons/statement_weights.csv`` tell how likely it is one.
Both lists are learned by ``tools/train_statements.py``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import islice
from math import exp, log
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract import names
from newslab.extract.statements import cues, source
from newslab.extract.statements.source import DASHES, Chars, count_words, end_of, trim
from newslab.syntax.repair import finite_tag
from newslab.syntax.tree import VERBAL, first_of

if TYPE_CHECKING:
    from newslab.syntax.page import Attribution, Page
    from newslab.syntax.tree import Span, Token

#: A candidate less sure than this is no statement.
LEAST = 0.35
#: Words of a content, in classes: one, two, up to five, more.
_LENGTHS = (1, 2, 5)
_MARKS = DASHES | frozenset(",;:(")
_ADJUNCTS = frozenset({"prep", "npadvmod", "advmod", "advcl", "tmod", "agent"})
_CLOSED = frozenset({"IN", "WDT", "WP", "WP$", "WRB", "TO"})
_RELATIVE = frozenset({"WDT", "WP", "WP$"})
_NAMING = frozenset({"oprd", "acomp", "attr", "ccomp", "xcomp"})
#: Relations of what need not come true, since what governs it tells.
_GOVERNED = frozenset({"acl", "pcomp", "xcomp"})
#: Kinds of contents that are clauses.
_CLAUSES = frozenset({"clause", "obj_clause", "whether", "whole", "rest"})
#: Frames that things have, too: "the delay shows that", "according to the rules".
_TOLD = frozenset({"clause", "whether", "according_to", "parenthesis", "headline", "label"})
#: What shows something by being so: "the delay", "it".
_THINGS = frozenset({"NOUN", "it", "this", "that", "which"})
#: Points that are looked at: no content of a readable sentence has more.
_MOST = 40
_OBJECTS = frozenset({"obj", "obj_claim", "pred", "express"}) | {
    f"obj_{word}" for word in ("as", "at", "for", "of", "on", "to", "with")
}


@cache
def _weights(name: str) -> dict[str, float]:
    return {r["feature"]: float(r["weight"]) for r in lexicons.read(name)}


def _weighed(name: str, features: tuple[str, ...]) -> tuple[float, dict[str, float]]:
    """Return the probability that a list of weights gives to some features, and their weights."""
    known = _weights(name)
    counted = {f: known[f] for f in features if f in known}
    odds = known.get("", 0.0) + sum(counted.values())
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds)))), counted


# --- where a content ends ------------------------------------------------------------------------


def content(
    page: Page, cue: Token, first: int, kind: str, bound: int | None = None
) -> Chars | None:
    """Return the characters of what starts at a token, up to ``bound`` or to where it ends."""
    if first >= len(page.doc):  # "the claim that denied": a text that stops at its cue
        return None
    end = bound or find_end(page, cue, first, kind)
    if end <= first:
        return None
    span = closed(page, page.doc[first].idx, end_of(page.doc[end - 1]), cue.idx)
    span = trim(page.words, *span)
    return span if count_words(page.words, *span) else None


def closed(page: Page, start: int, stop: int, cue: int) -> Chars:
    """Move the edges of a content so that they cut no quotation in two, nor one within it."""
    own, cut = page.quote_at(cue), [page.quote_at(start), page.quote_at(stop - 1)]
    if own is not None:
        cut = [own, *page.quotes_within(own)]
    for q in (q for q in cut if q is not None):
        if q.start <= cue < q.end:
            start, stop = max(start, q.inner[0]), min(stop, q.inner[1])
        elif q.start <= start < q.end:
            start, stop = q.start, max(stop, q.end)
        elif q.start < stop <= q.end:
            stop = q.end if page.words[q.inner[0] : stop].strip() else q.start
    return start, max(start, stop)


def find_end(page: Page, cue: Token, first: int, kind: str) -> int:
    """Return one past the last token of the content that starts at token ``first``.

    ``kind`` is what the content is to its cue: the name of a frame, or ``rest`` for what goes on
    behind a cue in the midst of a sentence, which may be nothing.
    """
    passed, best, end = 0.0, -float("inf"), first
    for at, features in islice(points(page, cue, first, kind), _MOST):
        stops = _weighed("end_weights", features)[0]
        if passed + log(stops) > best:
            best, end = passed + log(stops), at
        passed += log(1 - stops)
    return _limit(page, cue, first) if passed > best else end


def _limit(page: Page, cue: Token, first: int) -> int:
    """Return the last place where a content can end."""
    return page.doc[first].sent.end if first >= cue.i else cue.i


def points(page: Page, cue: Token, first: int, kind: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the tokens before which a content could end, each with its features, in order."""
    doc, number, before = page.doc, page.quote_numbers, ""
    end = _limit(page, cue, first)
    least = first if kind == "rest" else _needed(cue, doc[first], kind) + 1
    for at in range(least, end):
        if number[at] == number[cue.i] or number[at - 1] != number[at]:  # not within a quotation
            sign = _sign(doc[at], cue)
            if sign and before != "mark":
                yield at, _features(page, cue, first, kind, at, end)
            before = sign


def _needed(cue: Token, first: Token, kind: str) -> int:
    """Return the number of the last token that a content must hold.

    That is its own head ("that the economies, which are large, *grow*") or what its kind asks for
    ("accused Lee, who left, *of* lying").
    """
    asked, name = kind.partition("_")[2], kind == "pred"
    held = [c.i for c in cue.rights if c.lower_ == asked or (name and c.dep_ in _NAMING)]
    return max([_top(first).i, *(i for i in held[:1] if i >= first.i)])


def _sign(token: Token, cue: Token) -> str:
    """Return what makes an end before a token possible, if anything does."""
    if _mark(token) in _MARKS:
        return "mark"
    if token.dep_ == "cc" or token.i == cue.right_edge.i + 1:
        return "word"
    head = _top(token, token.doc.edges[0])
    adjunct = head.dep_ in _ADJUNCTS and (head.head is cue or head.dep_ == "advcl")
    clause = head.dep_ in ("conj", "ccomp") and head.pos_ in VERBAL and head is not token
    # "according to X, a memo showed *the dam leaked*": what another cue tells goes on with it.
    verb = head.head
    told = head.dep_ == "ccomp" and verb.dep_ != "conj" and verb is not cue
    clause = clause and not (told and verb.lemma_.lower() in cues.lexicon("verb"))
    return "phrase" if adjunct or clause or _setting(token) else ""


def _setting(word: Token) -> str:
    """Tell whether a phrase says when or where: "*last week*", "*in* an interview"."""
    noun = first_of(word.rights, "pobj") if word.tag_ == "IN" else _top(word)
    behind = word.doc[min((noun or word).right_edge.i + 1, len(word.doc) - 1)]
    if behind.lower_ in ("that", "to"):
        return ""  # "announced plans *Friday* to go"
    if noun is None or noun.dep_ not in ("pobj", "npadvmod"):
        return "while" if word.lower_ in source.words("circumstance") else ""
    if noun.lower_ in lexicons.words("clause_words", "calendar"):
        dated = any(c.tag_ == "CD" or c.lower_ in source.words("span") for c in noun.children)
        return "date" if dated or word.lower_ in source.words("since") else "when"
    where = word.tag_ == "IN" and noun.lemma_.lower() in source.words("setting")
    return "where" if where else "while" if word.lower_ in source.words("circumstance") else ""


def _form(kind: str) -> str:
    """Return what a content of some kind is: a clause, a verb with its objects, a noun phrase."""
    if kind in _CLAUSES:
        return "clause"
    return "verb" if "inf" in kind or kind == "ger" else "object"


def _mark(token: Token) -> str:
    """Return the mark that a token is, or the comma in the quotation that ends before it."""
    before = token.doc[max(0, token.i - 2) : token.i]
    return "," if [t.text for t in before] == [",", '"'] else token.text if token.is_punct else ""


def _top(token: Token, edges: list[int] | None = None) -> Token:
    """Return the head of the largest phrase that begins with a token (``edges``), or behind it."""
    while token.head.i > token.i and (edges is None or edges[token.head.i] == edges[token.i]):
        token = token.head
    return token


def _features(page: Page, cue: Token, first: int, kind: str, at: int, end: int) -> tuple[str, ...]:
    """Describe a point: the mark there, the word behind it, the phrase that it heads."""
    doc, lead = page.doc, at
    mark = "dash" if doc[at].text in DASHES else _mark(doc[at])
    while lead < end - 1 and doc[lead].is_punct:
        lead += 1
    joined = doc[lead].pos_ == "CCONJ"
    word = doc[min(lead + joined, end - 1)]
    top, word_kind = _top(word), _kind(word)
    form, place, setting = _form(kind), _place(top, cue, first), _setting(word)
    relative = word.tag_ in _RELATIVE or word.lower_ == "where"
    found = [
        f"for={form}",
        f"{form}&lead={'relative' if relative else word_kind}",
        f"{form}&place={place}",
        f"lead={word_kind}",
        f"top={top.dep_}:{top.tag_}",
        f"place={place}",
        f"mark={mark}&place={place}:{top.dep_}",
        f"before={doc[at - 1].tag_}",
        f"commas={min(3, sum(t.text == ',' for t in doc[first:at]))}",
        f"quoted={page.quote_numbers[first] >= 0}:{page.quote_numbers[word.i] >= 0}",
    ]
    if setting:
        found.append(f"{form}&{setting}")
    if top.dep_ == "conj":  # "had voted *and described*"
        found += [f"beside={top.head.tag_}:{top.tag_}", *_agrees(top, cue)]
    if top.pos_ in VERBAL:
        tense = "same" if finite_tag(top) == finite_tag(cue) else "other"
        own = source.own_subject(top) is not None
        helper = next((c.lower_ for c in top.lefts if c.dep_ in ("aux", "auxpass")), "")
        told = top.lemma_.lower() in cues.lexicon("verb") and helper not in source.words("unreal")
        helper = helper if helper in source.words("shifted") else ""
        found += [
            f"clause={'own' if own else 'shared'}:{tense}:{place}:{joined}",
            f"aux={helper}:{top.dep_ == 'conj'}",
            f"told={told}:own={own}:{top.dep_}",
        ]
    return tuple(found)


def _agrees(verb: Token, cue: Token) -> Iterator[str]:
    """Say whose number a joined verb has: "*he* said the guests were ill and *were* sent home"."""
    helper = next((c for c in verb.lefts if c.dep_ in ("aux", "auxpass")), verb)
    plural = helper.lower_ in source.words("plural")
    if plural or helper.lower_ in source.words("singular"):
        both = source.own_subject(cue), first_of(verb.head.lefts, *source.SUBJECTS)
        same = ((t.tag_ in ("NNS", "NNPS") or t.lower_ == "they") == plural for t in both if t)
        yield f"agrees={':'.join(map(str, same))}"


def _place(top: Token, cue: Token, first: int) -> str:
    """Return what a phrase hangs on: the cue, what governs it, the content's head or its inside."""
    head = top.head
    if head is cue or head is top:
        return "cue" if head is cue else "root"
    if head.i < first and not cue.is_ancestor(head):
        return "above"
    return "head" if head.head is cue else "inside"


def _kind(word: Token) -> str:
    """Return the word itself if it is a function word that parts clauses, else its tag."""
    for kind in ("contrast", "time", "authors_own", "since", "condition"):
        if word.lower_ in source.words(kind):
            return kind
    closed_class = word.tag_ in _CLOSED or word.lower_ in ("according", "such")
    return word.lower_ if closed_class else word.tag_


# --- what is a statement -------------------------------------------------------------------------


def choose(page: Page, candidates: list[Attribution]) -> list[Attribution]:
    """Return the candidates that are statements, one for each content of a source.

    A verb is read once, as the first of its candidates that is likely enough.
    """
    best: dict[Chars, list[Attribution]] = {}
    read: set[int] = set()
    for a in candidates:
        sure = a.confidence = _weighed("statement_weights", features(page, a))[0]
        if sure < LEAST or _unsaid(page, a) or a.cue_root.i in read:
            continue
        read |= {a.cue_root.i} if a.cue_root.pos_ in VERBAL else set()
        held = best.setdefault(a.content[0], [])
        same = next((b for b in held if _overlap(a, b)), None)
        if same is None:
            held.append(a)
        elif sure > (same.confidence or 0.0):
            held[held.index(same)] = a
    return [a for held in best.values() for a in held]


def _overlap(a: Attribution, b: Attribution) -> bool:
    return a.source.start < b.source.end and b.source.start < a.source.end


def explain(
    page: Page, candidates: list[Attribution], cue: int
) -> Iterator[tuple[str, float, dict[str, float]]]:
    """Yield the readings of the cue that starts at a character, as `actors.explain` does."""
    for a in (a for a in candidates if a.cue[0] == cue):
        start, end = a.content[0]
        yield (
            f"{a.frame}: {page.text[start:end]}",
            *_weighed("statement_weights", features(page, a)),
        )


def features(page: Page, a: Attribution) -> tuple[str, ...]:
    """Describe a candidate: its frame, whether it is real, who speaks, what is said."""
    frame, root = "p" if a.frame.startswith("p:") else a.frame, a.cue_root
    kind = "object" if a.frame in _OBJECTS else frame
    found = [f"{kind}&speaker={_speaker(a.source)}", *["inherited"] * a.inherited]
    found += ["withheld"] * (a.act == "withhold")
    if page.quote_numbers[root.i] >= 0:
        found.append(f"quoted:{kind == 'object'}:{_speaker(a.source)}")
    long = sum(count_words(page.words, *span) for span in a.content)
    found.append(f"{kind}&words={bisect_left(_LENGTHS, long)}")
    if root.pos_ in VERBAL:
        found += [f"tag={root.tag_}:{root.dep_}", f"{kind}&tag={root.tag_}"]
        if root.tag_ == "VBG" or any(c.tag_ == "TO" for c in root.lefts):
            # "began to accuse", "would go, accusing"
            factual = root.head.lemma_.lower() in source.words("factual")
            found.append(f"{root.tag_}:{factual}:{root.doc[root.left_edge.i - 1].text == ','}")
    return tuple(found)


def _unsaid(page: Page, a: Attribution) -> bool:
    """Whether a cue tells of what may be, was not or shall be said, or who says it is nobody."""
    root, number = a.cue_root, page.quote_numbers
    # "If it *will* rain", he said: no word of a quotation goes with a cue behind it
    own = [c for c in root.lefts if number[c.i] == number[root.i]]
    helpers = [c for c in own if c.dep_ in ("aux", "auxpass")]
    told = a.act == "withhold" and any(c.dep_ == "neg" for c in own)  # "would not say"
    unreal = any(c.lower_ in source.words("unreal") for c in helpers) and not told
    subject = first_of(own, "nsubj")
    # "Did Lee say that", not "Nor did Lee say that"
    asked = subject is not None and any(c.i < subject.i for c in helpers) and not a.negated
    supposed = any(c.dep_ == "mark" and c.lower_ in source.words("condition") for c in own)
    doubtful = any([unreal, asked, supposed, _is_declined(root)]) and root.pos_ in VERBAL
    return doubtful or _is_nobody(a)


def _is_nobody(a: Attribution) -> bool:
    """Whether there is no source, or one that cannot speak."""
    mute = a.frame not in _TOLD and _is_mute(a.source.root)
    thing = a.cue_lemma in source.words("evident") and _speaker(a.source) in _THINGS
    return mute or thing or _speaker(a.source) in ("nobody", "anyone")


def _is_mute(noun: Token) -> bool:
    """Whether a noun means what does not speak: an event, a state, a time."""
    lemma, document = noun.lemma_.lower(), lexicons.words("actor_nouns", "document")
    speaks = lemma in document or lemma in cues.lexicon("noun") or source.is_actor(noun)
    # "*a number* of senators", "the vote, *Ann Lee*"
    other = any(c.dep_ == "appos" or c.lower_ == "of" for c in noun.rights)
    mute = noun.pos_ == "NOUN" and noun.text.islower() and not (speaks or other)
    return mute and names.senses().get(lemma) in source.words("mute")


def _is_declined(verb: Token) -> bool:
    """Tell whether what a verb tells is not done: "refused *to say*", "short of *saying*"."""
    while verb.dep_ == "conj" and verb.head.tag_ == verb.tag_:
        verb = verb.head
    above = cues.lexicon("verb").get(verb.head.lemma_.lower()) if verb.dep_ == "xcomp" else None
    refused = above is not None and above.acts.get("inf") in ("withhold", "reject")
    over = (verb.head, verb.head.head if verb.dep_ == "pcomp" else verb.head)
    undone = any(t.lemma_.lower() in source.words("undone") for t in over)
    return refused or (undone and verb.dep_ in _GOVERNED)


def _speaker(span: Span) -> str:
    """Return what kind of source a noun phrase is."""
    head = span.root
    if any(t.lower_ in source.words("negation") for t in span if t.i <= head.i):
        return "nobody"
    if head.lower_ in source.words("anyone") or any(t.lower_ == "any" for t in span):
        return "anyone"
    if head.pos_ == "PRON":
        return head.lower_
    document = head.lower_ in lexicons.words("actor_nouns", "document")
    return "party" if source.is_actor(head) else "document" if document else head.pos_
