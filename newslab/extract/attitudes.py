"""Attitudes: which words express what towards whom or what, while the parse is still there.

A row is evidence, not yet a stance: whose it is and whom it is aimed at are places in the text, so
that the analysis reads the actors there from the tables as they stand, corrections included.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from newslab.extract import phrases
from newslab.extract.clauses import subject as subject_of
from newslab.extract.phrases import NOMINAL, VERBAL, words
from newslab.extract.statements.source import end_of, is_actor
from newslab.syntax.page import Page
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Token

Row = dict[str, Any]

#: Acts that are against what they name; what they say of a deed turns nothing.
_OF_THINGS = frozenset({"threaten", "deny", "warn"})
#: Acts and kinds whose content says behind the target what it is about: "accused him of lying".
_ABOUT = frozenset({"accuse", "criticise", "praise", "verdict"})
#: Kinds of what is said of a thing: "X is needless", "X should be banned".
_SAID = frozenset({"judgement", "should"})
#: Kinds of words that tell of an act between actors.
_BETWEEN = frozenset({"towards", "bond", "aid"})
#: A relation is printed with the words between it and its target, if these are few.
_NEAR = 9
#: Less than this sum of VADER's valences is no judgement.
_CLEAR = 1.3


@cache
def _valences() -> dict[str, float]:
    """Return VADER's valences, mended for news."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    own = {w: 2.0 * sign for w, ((_, sign, _), *_) in words("judgement").items()}
    return {**SentimentIntensityAnalyzer().lexicon, **own}


def rows(page: Page, statements: list[Row], mentions: list[Row]) -> list[Row]:
    """Return the rows of the attitudes table from those of two others, the surest kinds first."""
    return [row for row in _Finder(page, statements, mentions).find() if row is not None]


class _Finder:
    """One article: its page, its statements, and where actors are mentioned."""

    def __init__(self, page: Page, statements: list[Row], mentions: list[Row]) -> None:
        self.page, self.doc, self.statements = page, page.doc, statements
        self.actor_at: dict[int, str] = {}
        for m in mentions:
            for i in phrases.tokens(self.doc, m["start"], m["end"]):
                self.actor_at.setdefault(i, m["actor_id"])
        self.inside: list[Row | None] = [None] * len(self.doc)
        self.content: dict[str, list[range]] = {}
        self.cue_of: dict[int, Row] = {}
        for s in sorted(statements, key=lambda s: s["start"] - s["end"]):
            spans = [phrases.tokens(self.doc, *span) for span in _spans(s)]
            self.content[s["statement_id"]] = spans
            for span in spans:
                self.inside[span.start : span.stop] = [s] * len(span)
            if s["cue_start"] is not None:
                cue = phrases.tokens(self.doc, s["cue_start"], s["cue_end"])
                self.cue_of.update(dict.fromkeys(cue, s))

    def find(self) -> Iterator[Row | None]:
        """Yield the evidence: acts and verdicts, then words in the order of the text."""
        for s in (s for s in self.statements if s["cue_start"] is not None):
            cue = self.doc[phrases.tokens(self.doc, s["cue_start"], s["cue_end"])[0]]
            negated = phrases.negation(cue)
            if not negated or s["act"] == "reject":  # "neither accepted nor rejected": silence
                yield from self._act(s, cue, "withhold" if negated else s["act"])
            if not negated:
                yield from self._verdict(s, cue)
        for token in self.doc:
            cued = self.cue_of.get(token.i)
            if token.pos_ in (*VERBAL, "NOUN", "ADJ") and (
                not cued or cued["act"] not in words("act")
            ):
                yield from self._word(token)
                around = self.inside[token.i]
                if around is not None and token.pos_ in VERBAL:
                    yield from self._own(token, around)

    def _act(self, s: Row, cue: Token, act: str) -> Iterator[Row | None]:
        """Read the act of a statement: what is accused, urged, rejected."""
        roots, lemma = list(self._roots(s)), phrases.lemma(cue)
        if act not in words("act") or not roots or lemma in words("command"):
            return
        if lemma in words("light") and phrases.entries(roots[0]):
            return  # "voiced opposition to": the noun says it
        ((_, sign, _),) = words("act")[act]
        clause = roots[0].pos_ in VERBAL
        aims = list(_accused(cue, roots[0]) if act == "accuse" else _aims(roots[0]))
        if act in _OF_THINGS:  # who threatens to do a thing is for it
            aims = [(target, 1) for target, turn in aims if turn < 0 or not clause]
        rows = [self._row("act", act, cue, sign * turn, target, s) for target, turn in aims]
        yield from rows
        asked = subject_of(roots[0]) if clause and act == "demand" else None
        if asked is not None and not any(rows):
            yield self._row("act", act, cue, -1, asked, s)

    def _roots(self, s: Row) -> Iterator[Token]:
        """Yield the words of a content that hang on none of its other words."""
        for span in self.content[s["statement_id"]]:
            for token in self.doc[span.start : span.stop]:
                outside = token.head is token or token.head.i not in span
                if outside and not (token.is_punct or token.is_space):
                    yield token

    def _verdict(self, s: Row, cue: Token) -> Iterator[Row | None]:
        """Read "called the levy a mistake": the words behind the thing decide."""
        spans = self.content[s["statement_id"]]
        said = [t for span in spans for t in self.doc[span.start : span.stop]]
        target = first_of(cue.children, "dobj") or next((t for t in said if t.pos_ in NOMINAL), cue)
        if s["cue_lemma"] not in words("verdict") or target.i <= cue.i:
            return
        things = phrases.joined(target)
        last = max(phrases.extent(noun)[1] for noun in things)
        value = phrases.polarity((t for t in said if t.i > last), _valences())
        for noun in things if abs(value) >= 1 else ():
            yield self._row("verdict", "verdict", cue, 1 if value > 0 else -1, noun, s)

    def _own(self, verb: Token, s: Row) -> Iterator[Row | None]:
        """Read what somebody says of a thing, or wants, in his or her own words."""
        subject = first_of(verb.children, "nsubj", "nsubjpass")
        if subject is None or phrases.negation(verb.head):
            return
        said = first_of(verb.children, "attr", "acomp")
        if said is not None:
            yield self._judged(verb, said, subject, s)
            return
        entries = phrases.entries(verb)
        own = subject.lower_ in words("first") or self.actor_at.get(subject.i) == s["actor_id"]
        bound = any(c.lower_ in words("should") for c in verb.lefts)
        kind = "wish" if own and any(cls == "wish" for cls, _, _ in entries) else ""
        if bound and (entries or phrases.is_passive(verb)):
            kind = "should"
        for target, turn in _aims(verb) if kind else ():
            if target.dep_ in ("dobj", "nsubjpass", "conj"):
                yield self._row(kind, kind, verb, turn, target, s)

    def _judged(self, verb: Token, said: Token, subject: Token, s: Row) -> Row | None:
        """Read "X is needless"; "sales would stay weak", "may he be happy" judge nothing."""
        value = phrases.polarity(self.doc[said.left_edge.i : said.i + 1], _valences())
        value *= -0.7 if phrases.negation(verb) else 1
        asked = any(c.dep_ == "aux" and c.i < subject.i for c in verb.lefts)
        if verb.lemma_ != "be" or asked or abs(value) < _CLEAR:
            return None
        return self._row("judgement", "judgement", said, 1 if value > 0 else -1, subject, s)

    def _word(self, word: Token) -> Iterator[Row | None]:
        """Read a word of attitude: the first of its entries that has a target."""
        for cls, sign, slot in phrases.entries(word):
            target = phrases.slot(word, slot)
            if target is None:
                continue
            holder, s = self._holder(word)
            turn = phrases.turn(word)
            known = holder is not None or s is not None
            if known and _holds(cls, word, turn, in_speech=holder is None):
                between = cls in _BETWEEN or (s is None and self.inside[word.i])
                aims = _aims(target) if target.pos_ in VERBAL else phrases.ended(target)
                for noun, own in aims:
                    if not between or phrases.is_named(noun):  # an act towards an actor
                        yield self._row("word", cls, word, sign * turn * own, noun, s, holder)
            return

    def _holder(self, word: Token) -> tuple[Token | None, Row | None]:
        """Return the mention of who holds it, or the statement whose source does."""
        around, subject = self.inside[word.i], phrases.holder(word)
        if word.i in self.cue_of or subject is None:
            return None, self.cue_of.get(word.i)
        actor = self.actor_at.get(subject.i)
        own = subject.lower_ in words("first") or (around and actor == around["actor_id"])
        if around and own:
            return None, around
        named = actor or subject.pos_ == "PROPN" or is_actor(subject)
        return (subject if named else None), None

    def _row(
        self, kind: str, label: str, word: Token, sign: int, target: Token,
        s: Row | None, holder: Token | None = None,
    ) -> Row | None:  # fmt: skip
        """Return a row, unless its target is nothing that one can be for or against."""
        first, last = phrases.extent(target, word)
        holds = self.actor_at.get(holder.i) if holder else s["actor_id"] if s else None
        if not (phrases.is_target(target) and self._is_clear(target, first, word, holds)):
            return None
        if self.doc[first].lower_ in words("negation") and first < target.i:
            first += 1  # "promised no pause"; of a subject the verb is negated already
            sign *= 1 if target.dep_ in ("nsubj", "nsubjpass") else -1
        start, end = self.doc[first].idx, end_of(self.doc[last])
        around, told = self.page.sentence_at(word.idx), s or self.inside[word.i]
        modality = phrases.modality(word, target, sign)
        if s is None and told is not None and modality == "asserted":
            modality = "reported"
        return {
            "article_id": self.page.article.article_id,
            "kind": kind,
            "label": label,
            "statement_id": told["statement_id"] if told else None,
            "holder": self._text(*phrases.extent(holder), bare=True) if holder else None,
            "holder_start": holder.idx if holder else None,
            "verb": self._verb(kind, word, target, start, s),
            "target": self._text(first, last),
            "target_at": target.idx,
            "about": self._about(kind, word, target, end, s),
            "sign": sign,
            "modality": modality,
            "cue": word.text,
            "start": min(around.start, start),
            "end": max(around.end, end),
        }

    def _is_clear(self, target: Token, first: int, word: Token, holder: str | None) -> bool:
        """Tell whether the words say what is meant: "their lives" do beside who they are."""
        if target.i in self.actor_at:
            return True
        before, phrase = self.doc[:first], self.doc[first : target.i + 1]
        pointed = phrase[0].tag_ == "DT" and phrase[0].lower_ in words("pronoun")
        if pointed and all(t.lemma_ != target.lemma_ for t in before):
            return False
        near = {holder, *(self.actor_at.get(i) for i in range(word.i, first))} - {None}
        return all(self.actor_at.get(t.i) in near for t in phrase if t.tag_ == "PRP$")

    def _text(self, first: int, last: int, *, bare: bool = False) -> str:
        first += bare and self.doc[first].tag_ == "DT"
        return self.page.text[self.doc[first].idx : end_of(self.doc[last])]

    def _verb(self, kind: str, word: Token, target: Token, start: int, s: Row | None) -> str:
        """Return the relation in the article's words, up to its target if that is near."""
        text, begin = self.page.text, _begins(word, kind)[1]
        told = text[begin : end_of(word)]
        if phrases.bearer(word) is word and word.pos_ in ("NOUN", "ADJ"):
            return f"({told})"  # "Opposition by Ann Lee to"
        if s is not None and s["cue_start"] is not None and kind not in ("word", "wish"):
            told = text[s["cue_start"] : s["cue_end"]]
            begin = s["cue_start"] if kind in _SAID else min(begin, s["cue_start"])
        lead = target
        while lead.dep_ == "conj":
            lead = lead.head  # "opposed the plan and the bridge"
        start = start if lead is target else self.doc[phrases.extent(lead)[0]].idx
        near = begin < start and len(phrases.tokens(self.doc, begin, start)) <= _NEAR
        told = (text[begin:start] if near else told).strip(' "“')
        no = phrases.negation(word) if kind == "word" else None
        return f"{no.text} … {told}" if no is not None and no.idx < begin else told

    def _rest(self, target: Token, end: int, s: Row) -> str:
        """Return what a content says behind its target and who that is."""
        beside = (c for c in target.rights if c.dep_ == "appos" and c.i in self.actor_at)
        end = max((end_of(self.doc[phrases.extent(c)[1]]) for c in beside), default=end)
        return self.page.text[end : next((stop for _, stop in _spans(s) if stop >= end), end)]

    def _about(self, kind: str, word: Token, target: Token, end: int, s: Row | None) -> str | None:
        """Return what the words say that it is about."""
        text, act = self.page.text, s["act"] if s is not None and kind == "act" else kind
        clause = target.dep_ in ("nsubj", "nsubjpass") and target.head.pos_ in VERBAL
        if s is not None and (act in _ABOUT or (kind == "act" and clause)):
            told = self._rest(target, end, s)
        elif kind in _SAID and target.i < word.i:
            told = text[_begins(word, kind)[0] : end_of(self.doc[phrases.cut(word)])]
        else:
            why = (c for c in word.rights if c.i > target.i and c.lower_ in words("reason"))
            told = " ".join(text[c.idx : end_of(self.doc[phrases.cut(c)])] for c in why)
        return _trimmed(told) or None


def _holds(cls: str, word: Token, turn: int, *, in_speech: bool) -> bool:
    """Tell whether a word shows an attitude where it stands."""
    verb = phrases.bearer(word)
    helpers = {c.lower_ for c in verb.lefts}
    if cls == "bond" and turn > 0:
        return False  # who talks to somebody need not like it, who breaks off does not
    if turn < 0 and cls == "criticise":
        return False  # who did not criticise is no supporter
    bare = verb.tag_ in ("VB", "VBG") and first_of(verb.lefts, "aux") is None
    decided = verb.dep_ == "xcomp" and verb.head.lemma_ in words("decided")
    return in_speech or decided or not (bare or helpers & words("supposed").keys())


def _begins(word: Token, kind: str) -> tuple[int, int]:
    """Return where a word's verb begins with its helpers, and with "I" or "we" before it."""
    verb, subject = phrases.bearer(word), first_of(word.lefts, "nsubj")
    helpers = () if phrases.is_passive(word) and kind == "word" else ("aux", "auxpass", "neg")
    while kind == "word" and verb.dep_ == "xcomp" and not first_of(verb.head.children, "dobj"):
        verb = verb.head  # "agreed to support"
    own = min(verb.idx, word.idx, *(c.idx for c in verb.lefts if c.dep_ in helpers))
    first = subject is not None and subject.lower_ in words("first")
    return own, subject.idx if subject is not None and first else own


def _spans(s: Row) -> list[tuple[int, ...]]:
    return [tuple(map(int, part.split(":"))) for part in s["spans"].split()]


def _trimmed(text: str) -> str:
    """Cut marks off the edges; quotation marks only where their other half is missing."""
    text = text.strip(" ,;:)").replace(',"', '"')
    halved = text.count('"') % 2 or text.count("“") != text.count("”")
    return text.strip(' ,.;:"“”') if halved else text


def _accused(cue: Token, root: Token) -> list[tuple[Token, int]]:
    """Return whom an accusation is aimed at: the cue's object, else its clause's subject."""
    clause = subject_of(root) if root.pos_ in VERBAL else root
    found = first_of(cue.children, "dobj") or clause
    return [(found, 1)] if found is not None and found.pos_ in NOMINAL else []


def _aims(root: Token | None) -> Iterator[tuple[Token, int]]:
    """Yield what a phrase or clause deals with, and whether its own words turn the attitude."""
    turn, steps = 1, 0
    while root is not None and (steps := steps + 1) < 8:
        if root.pos_ in VERBAL:
            turn *= phrases.effect(root)
            found = first_of(root.rights, "xcomp", "ccomp")
            if any(cls == "back" and at == "object" for cls, _, at in phrases.entries(root)):
                found = phrases.slot(root, "object") or found  # "to allow planes to land"
            found = found or first_of(root.children, "dobj", "nsubjpass")
            passive = phrases.is_passive(root)  # "to be paid in advance"
            root = found or (None if passive else first_of(root.children, "dative", "prep"))
        elif (act := phrases.towards(root)) is not None:
            root, turn = act[0], turn * act[1]
        elif root.pos_ in NOMINAL:
            yield from ((noun, turn * own) for noun, own in phrases.ended(root))
            return
        else:
            root = first_of(root.children, "pobj", "pcomp", "prep")
