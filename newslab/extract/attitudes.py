"""Attitudes: which words express what towards whom or what, while the parse is still there.

A row is evidence, not yet a stance: whose it is and whom it is aimed at are places in the text, so
that the analysis reads the actors there from the tables as they stand, corrections included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newslab.extract import phrases
from newslab.extract.clauses import is_passive
from newslab.extract.phrases import NOMINAL, negation, targets, words
from newslab.extract.statements.source import SUBJECTS, end_of, is_actor
from newslab.syntax.page import Page
from newslab.syntax.tree import VERBAL, first_of
from newslab.tables import spans

if TYPE_CHECKING:
    from newslab.syntax.tree import Token

Row = dict[str, Any]

#: Acts whose content says behind the target what it is about: "accused him of lying".
_ABOUT = frozenset({"accuse", "criticise", "praise"})
#: A relation is printed with the words between it and its target, if these are few.
_NEAR = 9
#: A verdict is told in so many words; what follows is why.
_VERDICT = 12


def rows(page: Page, statements: list[Row], mentions: list[Row]) -> list[Row]:
    """Return the rows of the attitudes table from those of two others, the surest kinds first."""
    finder = _Finder(page, statements, mentions)
    found = (row for row in finder.find() if row is not None)
    return [shared for row in found for shared in finder.shared(row)]


class _Finder:
    """One article: its page, its statements, and where actors are mentioned."""

    def __init__(self, page: Page, statements: list[Row], mentions: list[Row]) -> None:
        self.page, self.doc, self.statements = page, page.doc, statements
        self.actor_at: dict[int, str] = {}
        for m in mentions:
            for i in phrases.tokens(self.doc, m["start"], m["end"]):
                self.actor_at.setdefault(i, m["actor_id"])
        self.told = {s["statement_id"]: s for s in statements}
        self.inside: list[Row | None] = [None] * len(self.doc)
        self.cue_of: dict[int, Row] = {}
        for s in sorted(statements, key=lambda s: s["start"] - s["end"]):
            for i in self._tokens(s["spans"]):
                self.inside[i] = s
            self.cue_of.update(dict.fromkeys(self._cue(s), s))

    def _tokens(self, places: str) -> list[int]:
        return [i for span in spans(places) for i in phrases.tokens(self.doc, *span)]

    def _cue(self, s: Row) -> list[int]:
        return [] if s["cue_start"] is None else self._tokens(f"{s['cue_start']}:{s['cue_end']}")

    def find(self) -> Iterator[Row | None]:
        """Yield the evidence: acts and verdicts, then words in the order of the text."""
        for s in self.statements:
            said = [self.doc[i] for i in self._tokens(s["spans"])]
            for cue in (self.doc[i] for i in self._cue(s)[:1]):
                if phrases.perhaps(cue):
                    continue
                if not (negation(cue) or phrases.avoided(cue)):
                    yield from self._act(s, cue, said, s["act"])
                    yield from self._verdict(s, cue, said)
                elif s["act"] == "reject":  # "neither accepted nor rejected": silence
                    yield from self._act(s, cue, said, "withhold")
        for token in self.doc:
            if self.cue_of.get(token.i, {}).get("act") not in words("act"):
                yield from self._word(token)
                if token.pos_ in VERBAL and (around := self.inside[token.i]) is not None:
                    yield from self._judged(token, around)
                    yield from self._wanted(token, around)

    def shared(self, row: Row) -> list[Row]:
        """Return a row for each of those who are joined: "Ann Lee and Tom Orr opposed it"."""
        told = self.told.get(row["statement_id"], {}) if row["holder"] is None else {}
        start = told.get("source_start", row["holder_start"])
        if start is None:
            return [row]
        holder = self.doc[phrases.tokens(self.doc, start, start + 1)[0]]
        while holder.head is not holder and start <= holder.head.idx < told.get("source_end", 0):
            holder = holder.head
        others = (t for t in phrases.joined(holder)[1:] if self._named(t))
        return [row, *(row | {"holder": phrases.name(t, t), "holder_start": t.idx} for t in others)]

    def _named(self, noun: Token) -> bool:
        return noun.i in self.actor_at or noun.pos_ == "PROPN" or is_actor(noun)

    def _act(self, s: Row, cue: Token, said: list[Token], act: str) -> Iterator[Row | None]:
        """Read the act of a statement: what is accused, urged, rejected."""
        root = phrases.top(said)
        if act not in words("act") or root is None:
            return
        ((label, sign, _),) = words("act")[act]
        if s["kind"] == "direct" and label != "request":  # "attacked the plan: 'They …'"
            root = phrases.slot(cue, "object") or root
        root = (label == "accuse" and phrases.charged(cue)) or root
        for target, turn in targets(root) if phrases.tells(label, cue, root) else ():
            actor = target.i in self.actor_at
            taken = actor and is_passive(root) and sign * turn > 0  # "asked for X to be led home"
            claim = label != "deny" or actor or phrases.is_claim(target)
            if claim and not taken:
                yield self._row("act", label, cue, sign * turn, target, s)

    def _verdict(self, s: Row, cue: Token, said: list[Token]) -> Iterator[Row | None]:
        """Read "called the levy a mistake": the words behind the thing decide."""
        if s["cue_lemma"] not in words("verdict") or s["act"] in ("demand", "request"):
            return
        target = first_of(cue.children, "dobj") or next((t for t in said if t.pos_ in NOMINAL), cue)
        things = phrases.joined(target) if target.i > cue.i else []
        last = max((phrases.extent(noun)[1] for noun in things), default=0)
        value = phrases.judged([t for t in said if t.i > last][:_VERDICT])
        for noun in things if value else ():
            yield self._row("verdict", "verdict", cue, value, noun, s)

    def _judged(self, verb: Token, s: Row) -> Iterator[Row | None]:
        """Read "X is needless", "X is no help" in somebody's own words."""
        subject = first_of(verb.children, *SUBJECTS)
        said = first_of(verb.children, "attr", "acomp")
        if verb.lemma_ != "be" or subject is None or said is None or negation(verb.head):
            return
        supposed = phrases.supposed(verb) or any(c.lower_ == "would" for c in verb.lefts)
        if supposed and first_of(said.rights, "xcomp", "advcl"):
            return  # "would be wise to wait"
        if value := phrases.judged(self.doc[said.left_edge.i : said.i + 1]):
            sign = -value if negation(verb) else value
            yield self._row("judgement", "judgement", said, sign, subject, s)

    def _wanted(self, verb: Token, s: Row) -> Iterator[Row | None]:
        """Read "the plan should be dropped" in somebody's own words."""
        known = ((sign, phrases.slot(verb, at)) for _, sign, at in phrases.entries(verb))
        sign, target = next(((sign, t) for sign, t in known if t is not None), (0, None))
        for noun, own in targets(target) if phrases.due(verb) else ():
            yield self._row("judgement", "should", verb, sign * own * phrases.turn(verb), noun, s)

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
        if wished or (turn < 0 and cls in ("criticise", "approve")):
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
        return (subject if self._named(subject) else None), None

    def _row(
        self, kind: str, label: str, word: Token, sign: int, target: Token,
        s: Row | None, holder: Token | None = None,
    ) -> Row | None:  # fmt: skip
        """Return a row, unless its target is nothing that one can be for or against."""
        around, told = self.page.sentence_at(word.idx), s or self.inside[word.i]
        asked = self.page.text[around.start : around.end].rstrip(' "”’').endswith("?")
        edges = phrases.edges(target, word, named=target.i in self.actor_at)
        above = (c for verb in (word, *word.ancestors) for c in verb.lefts)
        conditional = any(c.lower_ in words("condition") for c in above)
        if edges is None or asked or conditional or self._claimed(word, s):
            return None
        first, last = edges
        start, end = self.doc[first].idx, end_of(self.doc[last])
        modality = phrases.modality(word, target, sign)
        if s is None and told is not None and modality == "asserted":
            modality = "reported"
        return {
            "article_id": self.page.article.article_id,
            "kind": kind,
            "label": label,
            "statement_id": told["statement_id"] if told else None,
            "holder": phrases.name(holder, word) if holder else None,
            "holder_start": holder.idx if holder else None,
            "verb": self._verb(kind, word, target, start, s),
            "target": _trimmed(self.page.text[start:end]),
            "target_at": target.idx,
            "about": _trimmed(self._about(kind, label, word, target, end, s)) or None,
            "sign": sign,
            "modality": modality,
            "cue": word.text,
            "start": min(around.start, start),
            "end": max(around.end, end),
        }

    def _claimed(self, word: Token, s: Row | None) -> bool:
        """Tell whether somebody's quotation says what others think: it is his claim."""
        around = self.inside[word.i]
        if around is None or around["kind"] != "direct" or s is around:
            return False
        return s is None or s["actor_id"] != around["actor_id"]

    def _verb(self, kind: str, word: Token, target: Token, start: int, s: Row | None) -> str:
        """Return the relation in the article's words, up to its target if that is near."""
        text, begin = self.page.text, word.idx if is_passive(word) else _begins(word)
        told = text[begin : end_of(word)]
        if phrases.bearer(word) is word and word.pos_ in ("NOUN", "ADJ"):
            return f"({told})"  # "Opposition by Ann Lee to"
        while target.dep_ == "conj":
            target = target.head  # "opposed the plan and the bridge"
            start = self.doc[phrases.extent(target)[0]].idx
        if target.dep_ == "poss":  # "demanded Tom Orr's resignation"
            return f"{text[begin:start]}the {target.head.text} of"
        if kind == "judgement" and s is not None:
            return self._said(word, target, start, s)
        if kind != "word" and s is not None and s["cue_start"] is not None:
            told, begin = text[s["cue_start"] : s["cue_end"]], min(begin, s["cue_start"])
        told = (text[begin:start] if self._near(begin, start) else told).strip(' "“')
        no = negation(word) if kind == "word" else None
        return f"{no.text} … {told}" if no is not None and no.idx < begin else told

    def _said(self, word: Token, target: Token, start: int, s: Row) -> str:
        """Return "said that" of what is, "said we have to stop" of what is to be done."""
        text, cue = self.page.text, s["cue_start"]
        if s["kind"] != "direct" and cue is not None and self._near(cue, start):
            return text[cue:start].strip(' "“')
        does = first_of((word.head if word.dep_ == "xcomp" else word).lefts, *SUBJECTS)
        due = text[does.left_edge.idx : start] if does and target.i > word.i else ""
        return f"said {due}".strip(' "“')

    def _near(self, begin: int, start: int) -> bool:
        return begin < start and len(phrases.tokens(self.doc, begin, start)) <= _NEAR

    def _about(
        self, kind: str, label: str, word: Token, target: Token, end: int, s: Row | None
    ) -> str:
        text = self.page.text
        if kind == "judgement" and target.i < word.i:
            return text[_begins(word) : end_of(word.right_edge)].partition(",")[0]
        if s is not None and (kind == "verdict" or (kind == "act" and label in _ABOUT)):
            return self._rest(kind, end, s)
        if s is not None and kind == "act" and end <= s["start"]:
            return str(s["content"])  # "called on the mayor to resign"
        why = (c for c in word.rights if c.i > target.i and c.lower_ in words("reason"))
        return " ".join(text[c.idx : end_of(c.right_edge)] for c in why)

    def _rest(self, kind: str, end: int, s: Row) -> str:
        """Return what a content says behind its target: of an act, from the reason on."""
        stop = next((b for _, b in spans(s["spans"]) if b >= end), end)
        if kind == "act":  # "her predecessor, Tom Orr, for the delay"
            behind = (self.doc[i] for i in phrases.tokens(self.doc, end, stop))
            why = (t for t in behind if t.lower_ in words("reason") and t.head.idx < end)
            end = next((t.idx for t in why if t.nbor(-1).lower_ not in words("definite")), stop)
        return self.page.text[end:stop]


def _begins(word: Token) -> int:
    """Return where a word's verb begins with its helpers, and with "I" or "we" before it."""
    verb, subject = phrases.bearer(word), first_of(word.lefts, "nsubj")
    helpers = [c.idx for c in verb.lefts if c.dep_ in ("aux", "auxpass", "neg")]
    first = [subject.idx] if subject is not None and subject.lower_ in words("first") else []
    due = verb.head if verb.dep_ == "xcomp" and phrases.due(verb) else None
    above = phrases.avoided(verb) or due  # "decided against", "needs to"
    return min([verb.idx, word.idx, *helpers, *first, *([above.idx] if above else [])])


def _trimmed(text: str) -> str:
    """Cut marks off the edges, and quotation marks whose other half is missing."""
    text = text.strip(" ,;:)[—–-").replace(',"', '"')
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        text = re.sub('["“”]', "", text).strip(" ,.;:")
    return text
