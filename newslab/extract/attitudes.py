"""Attitudes: which words express what towards whom or what, while the parse is still there.

A row is evidence, not yet a stance: whose it is and whom it is aimed at are places in the text, so
that the analysis reads the actors there from the tables as they stand, corrections included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newslab.extract import phrases
from newslab.extract.phrases import NOMINAL, VERBAL, negation, targets, words
from newslab.extract.statements.source import end_of, is_actor
from newslab.syntax.page import Page
from newslab.syntax.tree import first_of
from newslab.tables import spans

if TYPE_CHECKING:
    from newslab.syntax.tree import Token

Row = dict[str, Any]

#: Acts whose content says behind the target what it is about: "accused him of lying".
_ABOUT = frozenset({"accuse", "criticise", "praise"})
#: A relation is printed with the words between it and its target, if these are few.
_NEAR = 9


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
        self.cue_of: dict[int, Row] = {}
        for s in sorted(statements, key=lambda s: s["start"] - s["end"]):
            for span in spans(s["spans"]):
                held = phrases.tokens(self.doc, *span)
                self.inside[held.start : held.stop] = [s] * len(held)
            if s["cue_start"] is not None:
                cue = phrases.tokens(self.doc, s["cue_start"], s["cue_end"])
                self.cue_of.update(dict.fromkeys(cue, s))

    def find(self) -> Iterator[Row | None]:
        """Yield the evidence: acts and verdicts, then words in the order of the text."""
        for s in (s for s in self.statements if s["cue_start"] is not None):
            cue = self.doc[phrases.tokens(self.doc, s["cue_start"], s["cue_end"])[0]]
            places = (phrases.tokens(self.doc, *span) for span in spans(s["spans"]))
            said = [self.doc[i] for place in places for i in place]
            negated = negation(cue) or phrases.avoided(cue)
            if not negated or s["act"] == "reject":  # "neither accepted nor rejected": silence
                yield from self._act(s, cue, said, "withhold" if negated else s["act"])
            verdict = s["cue_lemma"] in words("verdict") and s["act"] not in ("demand", "request")
            if verdict and not negated:
                yield from self._verdict(s, cue, said)
        for token in self.doc:
            cued = self.cue_of.get(token.i)
            if cued is None or cued["act"] not in words("act"):
                yield from self._word(token)
                if token.pos_ in VERBAL and (around := self.inside[token.i]) is not None:
                    yield from self._judged(token, around)

    def _act(self, s: Row, cue: Token, said: list[Token], act: str) -> Iterator[Row | None]:
        """Read the act of a statement: what is accused, urged, rejected."""
        within, lemma = {t.i for t in said}, phrases.lemma(cue)
        tops = (t for t in said if t.head is t or t.head.i not in within)
        root = next((t for t in tops if not (t.is_punct or t.is_space)), None)
        if act not in words("act") or root is None or lemma in words("command"):
            return
        ((label, sign, _),) = words("act")[act]
        known = {cls for cls, _, _ in phrases.entries(root)}
        if lemma in words("light") and known:
            return  # "voiced opposition to": the noun says it
        asked = known or negation(root) or phrases.is_passive(root)  # "that they be released"
        told = {"deny": False, "reject": known - {"turn"}, "request": asked}
        if root.pos_ in VERBAL and not told.get(label, True):
            return  # who urges or refuses to do a thing says nothing of what it is done to
        for target, turn in targets(root):
            yield self._row("act", label, cue, sign * turn, target, s)

    def _verdict(self, s: Row, cue: Token, said: list[Token]) -> Iterator[Row | None]:
        """Read "called the levy a mistake": the words behind the thing decide."""
        target = first_of(cue.children, "dobj") or next((t for t in said if t.pos_ in NOMINAL), cue)
        things = phrases.joined(target) if target.i > cue.i else []
        last = max((phrases.extent(noun)[1] for noun in things), default=0)
        value = phrases.judged(t for t in said if t.i > last)
        for noun in things if value else ():
            yield self._row("verdict", "verdict", cue, value, noun, s)

    def _judged(self, verb: Token, s: Row) -> Iterator[Row | None]:
        """Read "X is needless", "X is no help" in somebody's own words."""
        subject = first_of(verb.children, "nsubj", "nsubjpass")
        said = first_of(verb.children, "attr", "acomp")
        if verb.lemma_ != "be" or subject is None or said is None or negation(verb.head):
            return
        but = words("concession").keys() & {c.lower_ for c in said.rights}
        value = phrases.judged(self.doc[said.left_edge.i : said.i + 1])
        if value and not but and not phrases.opened(verb, "concession"):
            sign = -value if negation(verb) else value
            yield self._row("judgement", "judgement", said, sign, subject, s)

    def _word(self, word: Token) -> Iterator[Row | None]:
        """Read a word of attitude: the first of its entries that has a target."""
        every = ((cls, sign, phrases.slot(word, at)) for cls, sign, at in phrases.entries(word))
        holder, s = self._holder(word)
        turn = phrases.turn(word)
        found = [(c, sign, t) for c, sign, t in every if t is not None and c != "turn"]
        if not found or (holder is None and s is None):
            return
        cls, sign, target = found[0]
        wished = holder is not None and cls == "wish" and target.pos_ in VERBAL
        if wished or (turn < 0 and cls == "criticise"):
            return  # who wants to do a thing, or did not criticise one, is no supporter
        if holder is None or not phrases.supposed(word):
            for noun, own in targets(target):
                yield self._row("word", cls, word, sign * turn * own, noun, s, holder)

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
        around, told = self.page.sentence_at(word.idx), s or self.inside[word.i]
        asked = self.page.text[around.start : around.end].rstrip(' "”’').endswith("?")
        edges = phrases.edges(target, word, named=target.i in self.actor_at)
        if edges is None or asked or phrases.opened(word, "condition"):
            return None
        first, last = edges
        if self.doc[first].lower_ in words("negation") and first < target.i:
            first += 1  # "promised no pause"; of a subject the verb is negated already
            sign *= 1 if target.dep_ in ("nsubj", "nsubjpass") else -1
        start, end = self.doc[first].idx, end_of(self.doc[last])
        modality = phrases.modality(word, target, sign)
        if s is None and told is not None and modality == "asserted":
            modality = "reported"
        return {
            "article_id": self.page.article.article_id,
            "kind": kind,
            "label": label,
            "statement_id": told["statement_id"] if told else None,
            "holder": self._phrase(holder) if holder else None,
            "holder_start": holder.idx if holder else None,
            "verb": self._verb(kind, word, target, start, s),
            "target": _trimmed(self.page.text[start:end]),
            "target_at": target.idx,
            "about": self._about(kind, label, word, target, end, s),
            "sign": sign,
            "modality": modality,
            "cue": word.text,
            "start": min(around.start, start),
            "end": max(around.end, end),
        }

    def _phrase(self, noun: Token) -> str:
        """Return a noun phrase without its article."""
        first, last = phrases.extent(noun)
        first += self.doc[first].tag_ == "DT"
        return self.page.text[self.doc[first].idx : end_of(self.doc[last])]

    def _verb(self, kind: str, word: Token, target: Token, start: int, s: Row | None) -> str:
        """Return the relation in the article's words, up to its target if that is near."""
        text, begin = self.page.text, _begins(word)
        told = text[begin : end_of(word)]
        if phrases.bearer(word) is word and word.pos_ in ("NOUN", "ADJ"):
            return f"({told})"  # "Opposition by Ann Lee to"
        if s is not None and s["cue_start"] is not None and kind != "word":
            told = text[s["cue_start"] : s["cue_end"]]
            begin = s["cue_start"] if kind == "judgement" else min(begin, s["cue_start"])
        while target.dep_ == "conj":
            target = target.head  # "opposed the plan and the bridge"
            start = self.doc[phrases.extent(target)[0]].idx
        near = begin < start and len(phrases.tokens(self.doc, begin, start)) <= _NEAR
        told = (text[begin:start] if near else told).strip(' "“')
        no = negation(word) if kind == "word" else None
        return f"{no.text} … {told}" if no is not None and no.idx < begin else told

    def _about(
        self, kind: str, label: str, word: Token, target: Token, end: int, s: Row | None
    ) -> str | None:
        """Return what the words say that it is about."""
        text = self.page.text
        if kind == "judgement" and target.i < word.i:
            told = text[_begins(word) : end_of(word.right_edge)].partition(",")[0]
        elif s and (kind == "verdict" or (kind == "act" and label in _ABOUT)):
            told = text[end : next((b for _, b in spans(s["spans"]) if b >= end), end)]
            if kind == "act":  # "her predecessor, Tom Orr, for the delay"
                reason = rf"(?<!such )\b({'|'.join(words('reason'))})\b.*"
                told = found[0] if (found := re.search(reason, told, re.S)) else ""
        else:
            why = (c for c in word.rights if c.i > target.i and c.lower_ in words("reason"))
            told = " ".join(text[c.idx : end_of(c.right_edge)] for c in why)
        return _trimmed(told) or None


def _begins(word: Token) -> int:
    """Return where a word's verb begins with its helpers, and with "I" or "we" before it."""
    verb, subject = phrases.bearer(word), first_of(word.lefts, "nsubj")
    helpers = [c.idx for c in verb.lefts if c.dep_ in ("aux", "auxpass", "neg")]
    first = subject is not None and subject.lower_ in words("first")
    return min([verb.idx, word.idx, *helpers, *([subject.idx] if subject and first else [])])


def _trimmed(text: str) -> str:
    """Cut marks off the edges, and quotation marks whose other half is missing."""
    text = text.strip(" ,;:)[").replace(',"', '"')
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        text = re.sub('["“”]', "", text).strip(" ,.;:")
    return text
