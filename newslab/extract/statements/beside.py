"""What stands beside: quotations, the sentence around "X said" or "according to X", "X: …".

Here the place tells whose words they are, not the grammar. Also: "X's claim that", "“…” — X", and
utterances that have no cue at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.statements import cues, source
from newslab.extract.statements.choice import choose, content
from newslab.extract.statements.source import (
    DASHES,
    SUBJECTS,
    Chars,
    end_of,
    noun_phrase,
    tidy,
    trim,
)
from newslab.syntax.page import Attribution
from newslab.syntax.repair import FINITE
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.extract.statements.cues import Cue
    from newslab.syntax.page import Page, Quote
    from newslab.syntax.tree import Span, Token

_BETWEEN = " ,:;-–—―\n\r\t\xa0"
_STOPS = tuple(".!?…")
#: Characters between a verb and what it is about to quote, at most.
_REACH = 200
#: Attributions that a floating quotation can look back on.
_RECENT = 12
#: Frames of speech: whoever spoke last goes on speaking.
_SPOKEN = frozenset({"quote", "clause", "obj_clause", "parenthesis", "label", "signed", "noun"})
BREAKS = DASHES | {","}
#: Words of a day behind a source.
_DAY = 6
#: Tags of what goes on with a source: "X, *who* left, A", "X, *citing* Y, A".
_ADDED = frozenset({"WP", "WDT", "WP$", "VBG"})
#: Tags of what begins a relative clause, relations of what stands before a subject.
_RELATIVE = frozenset({"WDT", "WP"})
_FRONTED = frozenset({"prep", "advcl"})
#: What belongs to a clause of saying besides its subject.
_BESIDE = frozenset({"prep", "npadvmod", "advmod", "dobj", "dative", "prt", "agent", "tmod"})
_LABEL = re.compile(r"[\"“”]?(?P<name>[^\W\d_][^\n:\"“”]{1,60}?)(?P<cue>:)(?=\s)")
_HEADED = re.compile(r"[^\n:]{9,}(?P<cue>:) (?P<name>[^\W\d_][^\n:.\"“”]{1,24})")
_SIGNED = re.compile(
    r"[\s\xa0]*(?P<cue>[–—―]|--?)[\s\xa0]*(?P<name>[^\W\d_a-z][^\n“\"”]{1,60}?)[\s\xa0.]*(?=\n|$)"
)
# A line that begins with a mark, whichever way round, and ends with a signature.
_SIGNED_LINE = re.compile(rf"^(?P<said>[\"“”][^\n]*[\"“”]){_SIGNED.pattern}", re.MULTILINE)
#: Tokens between a noun and the colon behind it, at most.
_COLON = 8


# --- quotations beside a clause of saying ---------------------------------------------------------


def is_utterance(page: Page, q: Quote) -> bool:
    """Whether a quotation is an utterance, not a word or phrase within a sentence."""
    return " " in page.words[slice(*q.inner)].strip() or _stops(page, q)


def _stops(page: Page, q: Quote) -> bool:
    return page.words[slice(*q.inner)].rstrip().endswith((",", *_STOPS))


def has_verb(page: Page, start: int, end: int) -> bool:
    """Whether a finite verb stands between two characters."""
    return any(t.tag_ in FINITE for t in page.doc[page.doc.between(start, end)])


def before(page: Page, first: Token, *, comma: bool) -> Chars | None:
    """Return the quotation before a clause of saying that starts at ``first``.

    With ``comma``, only one that a comma joins to the clause, for a cue with something behind.
    """
    at = bisect_right(page.quotes, first.idx, key=attrgetter("end")) - 1
    if at < 0:
        return None
    q = page.quotes[at]
    gap = page.words[q.end : first.idx]
    said = page.words[slice(*q.inner)].rstrip(" \xa0'\"’”")
    apart = "\n" in gap and not said.endswith(",")  # 'Let down', a heading
    if gap.strip(_BETWEEN) or gap.count("\n") > 1 or apart or (comma and said.endswith(_STOPS)):
        return None
    # Where its sentence begins, if it does not itself: A “farce,” he said.
    sent = page.doc[bisect_left(page.doc.starts, q.start)].sent
    lead = page.words[sent.start_char : q.start]
    if lead and is_adjunct(sent[0], first.i):
        return None  # In an interview on “Face the Nation,” he said …
    whole = not lead.strip(_BETWEEN + "\"'") or lead.rstrip().endswith((":", ",", *_STOPS))
    return trim(page.words, q.start if whole else sent.start_char, q.end)


def behind(page: Page, verb: Token, end: int, *, split: bool) -> Chars | None:
    """Return the quotation behind a clause of saying that ends before token ``end``.

    ``split``: another one stands before the clause, and this one goes on with it.
    """
    start = end_of(page.doc[end - 1])
    q = page.quote_behind(start)
    if q is None or q.start - end_of(verb) > _REACH:
        return None
    tail = page.words[start : q.start]
    mark = tail.rstrip()[-1:]
    between = page.doc[end : bisect_left(page.doc.starts, q.start)]
    clause = page.doc[verb.i + 1 : end]
    if ("\n" in tail.strip(" ") and mark != ":") or _tells(clause, between):
        return None
    if split:
        # “I love it,” he said, *but still* “it has to go”; he said, *nodding*, “but it must go.”
        joined = [*map(attrgetter("tag_"), between[:2])] == [",", "CC"] and len(between) < 4
        on = mark == "," and page.words[q.inner[0]].islower()
        says = any([on, joined, not tail.strip(_BETWEEN)])
    else:
        # read “no bikes”
        whole = page.words[q.inner[0]].isupper() or start == end_of(verb)
        says = mark == ":" or (whole and mark in ("", ",") and is_utterance(page, q))
    return (q.start, q.end) if says else None


def _tells(clause: list[Token], between: list[Token]) -> bool:
    """Whether a word behind a verb takes the quotation: "attacked Lee, *saying*: “…”"."""
    verbs = cues.lexicon("verb")
    told = (verbs.get(t.lemma_.lower()) for t in clause + between if t.tag_ == "VBG")
    return any(t.tag_ in FINITE for t in between) or any(v and "quote" in v.acts for v in told)


def block(page: Page, end: int) -> Chars | None:
    """Return the paragraph without marks that a colon at the end of the one before announces."""
    start = end_of(page.doc[end - 1])
    number = page.paragraph_at(start)
    lead = page.words[start : page.paragraphs[number - 1][1]].strip()
    if lead != ":" or number == len(page.paragraphs):
        return None
    return trim(page.words, *page.paragraphs[number])


# --- around a clause or phrase of saying ---------------------------------------------------------


def segment(verb: Token, subject: Token | None, last: Token) -> tuple[int, int]:
    """Return the tokens of a clause of saying without what is said."""
    first, end = verb.i, last.i + 1
    for child in reversed(verb.lefts):
        if child.dep_ in ("aux", "auxpass", "neg", "advmod") and child.right_edge.i + 1 == first:
            first = child.left_edge.i
        elif child is subject:
            first = min(first, noun_phrase(child, without=verb).start)
            break
    first -= first > 0 and verb.doc[first - 1].lower_ == "as"
    for child in verb.rights:
        beside = child.left_edge.i == end and child.dep_ in _BESIDE
        if child is subject:
            end = max(end, noun_phrase(child).end)
        elif beside and not any(t.tag_ in FINITE for t in child.subtree):
            end = child.right_edge.i + 1
    return first, end


def phrase_end(first: Token, end: int) -> int:
    """Return the end of a phrase with its relative clause and day: "…, *who left,* A"."""
    doc, last = first.doc, first.sent.end
    if end + 1 < last and doc[end].text == "," and doc[end + 1].tag_ in _ADDED:
        return next((k for k in range(end + 2, last) if doc[k].text == ","), end)
    near = next((k for k in range(end, min(end + _DAY, last)) if doc[k].text == ","), end)
    return end if any(t.tag_ in FINITE for t in doc[end:near]) else near


def around(page: Page, cue: Token, first: int, end: int, *, fronted: bool = False) -> list[Chars]:
    """Return the parts of a sentence around tokens ``first:end``, which a comma sets off.

    What is ``fronted`` has nothing before it.
    """
    doc, last = page.doc, cue.sent.end
    start = first if fronted else _left_start(page, cue, first)
    adjunct = is_adjunct(doc[start], first)
    left = content(page, cue, start, "whole", first) if start < first - 1 else None
    right, at = None, next((k for k in range(end, last) if doc[k].text not in BREAKS), last)
    goes_on = doc[min(at, last - 1)].tag_ not in _RELATIVE  # not "…, according to Lee, *who* …"
    if at < last and (left is None or (at > end and goes_on)):
        told = left is not None and not adjunct and has_verb(page, *left)
        right = content(page, cue, at, "rest" if told else "whole")
    if adjunct and (right is None or doc[at].dep_ == "advcl"):
        return []  # "While they talked, he said nothing, waiting for Lee"
    return [*filter(None, (left, right))]


def is_adjunct(token: Token, end: int) -> bool:
    """Whether the phrase that begins with a token goes with a verb behind token ``end``."""
    top = token
    while top.head is not top and top.head.i < end:
        top = top.head
    return top.dep_ in _FRONTED and top.pos_ != "NOUN" and top.head.i >= end


def _left_start(page: Page, cue: Token, first: int) -> int:
    """Return where the clause before a cue begins: its sentence, or its part of it."""
    doc, start = page.doc, cue.sent.start
    if doc[first - 2].tag_ in _RELATIVE:
        return first - 2  # "the park, which, he said, is open"
    if doc[first - 2].dep_ == "cc":
        return first  # "is new and, he said, safe"
    start = max((k + 1 for k in range(start, first) if doc[k].text in (";", ":")), default=start)
    return start + (doc[start].dep_ == "cc")


# --- without a verb -------------------------------------------------------------------------------


def find(page: Page) -> Iterator[Attribution]:
    """Yield the attributions that no verb signals."""
    nouns = cues.lexicon("noun")
    for token in page.doc[:-2]:
        if token.tag_ in ("NN", "NNS") and token.lemma_.lower() in nouns:
            yield from _noun(page, token, nouns[token.lemma_.lower()])
        elif token.lower_ in ("according", "per"):
            yield from _according(page, token)
    yield from _named(page)


# --- X's claim that ------------------------------------------------------------------------------


def _noun(page: Page, noun: Token, cue: Cue) -> Iterator[Attribution]:
    """Read "X's claim that", "the demand by X for", "issued a statement: “…”"."""
    who, above = _maker(noun), noun.head.head.lemma_.lower()
    if noun.dep_ == "pobj" and noun.head.lower_ == "in" and above in cues.lexicon("verb"):
        return  # "warned *in his letter* that"
    frame, first = _said(page, noun, who, cue) if who is not None else ("", 0)
    said = content(page, noun, first, "noun") if frame else None
    if who is not None and said is not None:
        speaker = noun_phrase(who, without=next((c for c in who.rights if c.i == first), None))
        place, act = (noun.idx, end_of(noun)), cue.act(frame)
        made = Attribution(place, cue.lemma, act, [said], "noun", noun, speaker)
        made.notes.append(f"with {frame}")
        yield made


def _maker(noun: Token) -> Token | None:
    """Return who makes a claim: its possessor, the noun of its "by" or beside it, or its giver."""
    owner = first_of(noun.lefts, "poss")
    by = (k for c in noun.rights if c.lower_ in ("by", "from", "in") for k in c.rights)
    found = owner or first_of(by, "pobj")
    joined = (c for c in noun.lefts if c.dep_ == "compound")
    found = found or next((c for c in joined if c.pos_ == "PROPN" or source.is_actor(c)), None)
    return found or _giver(noun)


def _giver(noun: Token) -> Token | None:
    """Return who "issued a statement", unless the verb tells of it: "issued a warning"."""
    told = noun.dep_ == "dobj" and noun.lemma_.lower() not in cues.lexicon("expressed")
    verb = cues.lexicon("verb").get(noun.head.lemma_.lower()) if told else None
    giver = source.subject(noun.head) if verb is not None and "express" in verb.acts else None
    return giver.noun if giver is not None else None


def _said(page: Page, noun: Token, who: Token, cue: Cue) -> tuple[str, int]:
    """Return the frame and the first token of what a noun says."""
    doc, last = noun.doc, noun.sent.end
    quoted = _announced(page, noun) if "quote" in cue.acts else 0
    if quoted:
        return "quote", quoted
    end = noun_phrase(who).end if who.i > noun.i else noun.i + 1
    after = doc[min(end, last - 1)]
    if "clause" in cue.acts and after.lower_ == "that" and after.dep_ not in SUBJECTS:
        return "clause", after.i
    if "inf" in cue.acts and after.tag_ == "TO":
        return "inf", after.i
    for prep in (*noun.rights, *(who.rights if who.i > noun.i else ())):
        if f"p:{prep.lower_}" in cue.acts:
            return f"p:{prep.lower_}", prep.i
    return "", 0


def _announced(page: Page, noun: Token) -> int:
    """Return the token that a quotation begins with behind a colon near a noun, 0 if none does."""
    doc, number = noun.doc, page.quote_numbers
    near = doc[noun.i : min(noun.i + _COLON, noun.sent.end, len(doc) - 1)]
    for colon in (t for t in near if t.text == ":"):
        words = (t.i for t in doc[colon.i + 1 : colon.i + _COLON] if not t.is_space)
        first = next(words, 0)
        return first if number[first] > number[colon.i] else 0
    return 0


# --- according to X ------------------------------------------------------------------------------


def _according(page: Page, first: Token) -> Iterator[Attribution]:
    """Read "according to X", "per X"."""
    doc, last = page.doc, first.nbor() if first.lower_ == "according" else first
    noun = first_of(last.rights, "pobj", "pcomp")
    if noun is None or (last is first and noun.pos_ != "PROPN"):
        return  # "10 per cent"
    if noun.tag_ == "NN" and not noun.lefts and not source.is_actor(noun):
        return  # "according to plan"
    fronted = first.is_sent_start or doc[first.i - 1].dep_ == "cc"
    who, end = _authority(first, last, noun, fronted=fronted)
    said = around(page, first, first.i, end, fronted=fronted)
    if sum(source.count_words(page.words, *c) for c in said) > 1:
        cue = (first.idx, end_of(last))
        words = first.lower_ if last is first else f"{first.lower_} {last.lower_}"
        yield Attribution(cue, words, "assert", said, "according_to", first, who)


def _authority(first: Token, last: Token, noun: Token, *, fronted: bool) -> tuple[Span, int]:
    """Return who is named, and the end of the phrase; in front of a sentence the parse errs."""
    doc, span = first.doc, noun_phrase(noun)
    end = phrase_end(first, span.end)
    behind = next((k for k in range(end + 1, len(doc)) if doc[k].pos_ != "PROPN"), end)
    if fronted and noun.tag_ == "NN" and any(t.text == "," for t in doc[behind : behind + 1]):
        # "According to the mayor, Ann Lee, …": the name is taken for the next subject.
        return tidy(doc, span.start, behind), behind
    if fronted and not any(t.tag_ in FINITE for t in doc[end : first.sent.end]):
        # The clause behind the comma is taken for an apposition.
        end = next((t.i for t in doc[last.i + 2 : span.end] if t.text == ","), end)
        return tidy(doc, last.i + 1, end), end
    return span, end


# --- X: … and “…” — X ----------------------------------------------------------------------------


def _named(page: Page) -> Iterator[Attribution]:
    """Read dialogue and headlines ("Ann Lee: …"), and signed quotations ("“…” — Ann Lee")."""
    text = page.text
    signed = [(q.start, q.end, _SIGNED.match(text, q.end)) for q in page.quotes]
    signed += [(*m.span("said"), m) for m in _SIGNED_LINE.finditer(text)]
    labels = [(_LABEL.match(text, start, end), end) for start, end in page.paragraphs]
    heads = [_HEADED.fullmatch(text, *span) for span in page.paragraphs[:1]]
    found = [("signed", m, start, end) for start, end, m in signed if m is not None]
    found += [("label", m, m.end(), end) for m, end in labels if m is not None]
    found += [("headline", m, m.start(), m.start("cue")) for m in heads if m is not None]
    for frame, m, start, end in found:
        span = page.doc.char_span(*m.span("name"), expand=frame == "signed")
        said = trim(text, start, end)
        if span is not None and _is_speaker(page, span, frame) and source.count_words(text, *said):
            who = tidy(page.doc, span.start, span.end)
            yield Attribution(m.span("cue"), m["cue"], "assert", [said], frame, span[-1], who)


def _is_speaker(page: Page, span: Span, frame: str) -> bool:
    """Whether words name somebody: a kind of source, or a name that the article has elsewhere."""
    kept = [t for t in span if not t.is_punct]
    if any(t.lower_ in source.words("label") for t in kept):
        return False
    if any(t.pos_ in ("VERB", "AUX", "NUM", "ADV", "PRON") for t in kept[:-1]):
        return False
    actor = source.is_actor(kept[-1])
    named = all(t.text[0].isupper() or t.text in ("of", "the") for t in kept)
    again = page.doc.times[kept[-1].lower_] > 1 and span.text.title() not in names.places()
    return (named and (frame == "signed" or again or actor)) or (frame == "headline" and actor)


# --- without a cue -------------------------------------------------------------------------------


def give_floating(page: Page, found: list[Attribution]) -> None:
    """Give each utterance without a cue to the speaker before it."""
    held: dict[int, Attribution | None]
    held = {n: a for a in reversed(found) for n in _held(page, a)}
    # Of two that end together, the one that holds the other comes last.
    outer = [(max(a.cue[1], a.end), -a.start, k) for k, a in enumerate(found)]
    outer = sorted(o for o in outer if page.quote_at(found[o[2]].cue[0]) is None)
    for number, q in enumerate(page.quotes):
        lead = page.words[max(0, q.start - 3) : q.start].strip()
        begins = not lead or lead[-1] in ".!?:\"”’'"
        if number in held or not (begins and is_utterance(page, q)):
            continue
        past = bisect_right(outer, q.start, key=itemgetter(0))
        recent = [found[k] for *_, k in outer[max(0, past - _RECENT) : past]]
        owner = _owner(page, q, recent, held.get(number - 1), led=lead.endswith(":"))
        owner = owner or (held.get(number + 1) if not q.closed else None)
        if owner is not None:
            owner.content = sorted({*owner.content, trim(page.words, q.start, q.end)})
            owner.notes = [*dict.fromkeys([*owner.notes, "floating quotation"])]
        elif lead.endswith(":"):
            found += (made := _led(page, q))
            owner = next(iter(made), None)
        held[number] = owner


def _led(page: Page, q: Quote) -> list[Attribution]:
    """Read 'Ann Lee was blunt: “We lost”': behind a colon speaks whom the sentence is about."""
    sentence = page.sentence_at(page.words.rindex(":", 0, q.start))
    led = page.doc.between(sentence.start, q.start)
    for noun in page.doc[led]:
        someone = noun.pos_ in ("PROPN", "PRON") or source.is_actor(noun)
        if noun.dep_ in SUBJECTS and noun.head.i < led.stop and someone:
            verb, said = noun.head, trim(page.text, q.start, q.end)
            cue = verb.idx, end_of(verb)
            who = noun_phrase(noun, without=verb)
            made = Attribution(cue, verb.lemma_.lower(), "assert", [said], "quote", verb, who)
            return choose(page, [made])
    return []


def _held(page: Page, a: Attribution) -> Iterator[int]:
    """Yield the numbers of the quotations that an attribution has, or a part of them."""
    numbers, own = page.quote_numbers, page.quote_at(a.cue[0])
    for start, end in a.content:
        for token in page.doc.char_span(start, end, expand=True) or ():
            number = numbers[token.i]
            if number >= 0 and page.quotes[number] != own:
                yield number


def _owner(
    page: Page, q: Quote, recent: list[Attribution], previous: Attribution | None, *, led: bool
) -> Attribution | None:
    if led:  # "His coach was calmer: “…”": only who speaks in this sentence
        number = page.sentence_at(q.start).number
        recent = [a for a in recent if page.sentence_at(a.cue[0]).number == number]
        previous = previous if recent else None
    paragraph = page.paragraph_at(q.start)
    beside = [a for a in recent if page.paragraph_at(max(a.cue[0], a.start)) == paragraph]
    if beside:
        # The last cue of speech of the paragraph, rather than "backed" or "accused".
        return next((a for a in reversed(beside) if a.frame in _SPOKEN), beside[-1])
    # 'Let down', a heading, ends without a stop
    goes_on = q.start <= page.paragraphs[paragraph - 1][0] + 1 and _stops(page, q)
    return previous if goes_on else None
