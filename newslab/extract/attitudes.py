"""Attitudes: which words express what towards whom or what, while the parse is still there.

A row is evidence, not yet a stance: `newslab.analyse.stance` weighs it. Statements and mentions are
those of the tables, corrections included.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from newslab.extract import phrases
from newslab.extract.phrases import NOMINAL, negation, subject, targets, words
from newslab.extract.statements.source import SUBJECTS, end_of, is_actor, is_passive, lemma
from newslab.syntax.page import Page
from newslab.syntax.tree import VERBAL, Token, first_of
from newslab.tables import spans

Row = dict[str, Any]

#: A relation is printed with what stands between it and its target, if that is no longer.
_NEAR = 80
#: Some of those who are named: "other Republicans".
_PART = 0.7
#: A verdict is told in so many words; what follows is why.
_VERDICT = 12


class Evidence(NamedTuple):
    """A word that is aimed at something, by its holder or else by the source of statement ``s``."""

    kind: str
    label: str
    word: Token
    sign: int
    target: Token
    s: Row
    holder: Token | None = None


def find(page: Page, statements: list[Row], mentions: list[Row]) -> list[Row]:
    """Return the attitudes of a page, the surest kinds first."""
    finder = _Finder(page, statements, mentions)
    return [row for found in finder.find() for row in finder.rows(found)]


class _Finder:
    """One article: its page, its statements, and where actors are mentioned."""

    def __init__(self, page: Page, statements: list[Row], mentions: list[Row]) -> None:
        self.page, self.doc, self.statements = page, page.doc, statements
        #: Who is mentioned at a character, and how sure that is where one begins.
        self.at: dict[int, str] = {}
        self.links: dict[int | None, float] = {}
        for m in mentions:
            for at in range(m["start"], m["end"]):
                self.at[at] = m["actor_id"]
            self.links[m["start"]] = m.get("confidence") or 1.0
        self.inside: list[Row] = [{}] * len(self.doc)
        self.cue_of: dict[int, Row] = {}
        for s in sorted(statements, key=lambda s: s["start"] - s["end"]):
            for t in self._content(s):
                self.inside[t.i] = s
            self.cue_of |= {t.i: s for t in self._between(s["cue_start"], s["cue_end"])}

    def _content(self, s: Row) -> list[Token]:
        return [t for span in spans(s["spans"]) for t in self._between(*span)]

    def _between(self, start: int | None, stop: int | None) -> list[Token]:
        return [] if start is None or stop is None else self.doc[self.doc.between(start, stop)]

    def find(self) -> Iterator[Evidence]:
        """Yield the evidence: acts and verdicts, then words in the order of the text."""
        for s in self.statements:
            said = self._content(s)
            for cue in self._between(s["cue_start"], s["cue_end"])[:1]:
                if not negation(cue) and not phrases.avoided(cue):
                    yield from self._act(s, cue, said)
                    yield from self._verdict(s, cue, said)
        for token in self.doc:
            if self.cue_of.get(token.i, {}).get("act") not in words("act"):
                yield from self._word(token)
                if token.pos_ in VERBAL and (around := self.inside[token.i]):
                    yield from self._judged(token, around)
                    yield from self._wanted(token, around)

    def _named(self, noun: Token) -> bool:
        return noun.idx in self.at or noun.pos_ == "PROPN" or is_actor(noun)

    def _act(self, s: Row, cue: Token, said: list[Token]) -> Iterator[Evidence]:
        """Read the act of a statement: what is accused, urged, rejected."""
        root = phrases.top(said)
        if s["act"] not in words("act") or root is None:
            return
        ((label, sign, _),) = words("act")[s["act"]]
        if s["kind"] == "direct" and label != "request":  # "attacked the plan: 'They …'"
            root = phrases.slot(cue, "object") or root
        root = (label == "accuse" and phrases.charged(cue)) or root
        for target, turn in targets(root) if phrases.tells(label, cue, root) else ():
            # Not "I urge [Tom Orr], if …"
            if label != "request" or target is not root or target.idx not in self.at:
                yield Evidence("act", label, cue, sign * turn, target, s)

    def _verdict(self, s: Row, cue: Token, said: list[Token]) -> Iterator[Evidence]:
        """Read "called the levy a mistake": the words behind the thing decide."""
        if s["cue_lemma"] not in words("verdict"):
            return
        target = first_of(cue.children, "dobj") or next((t for t in said if t.pos_ in NOMINAL), cue)
        things = phrases.joined(target) if target.i > cue.i else []
        last = max((phrases.extent(noun)[1] for noun in things), default=0)
        value = phrases.judged([t for t in said if t.i > last][:_VERDICT])
        for noun in things if value else ():
            yield Evidence("verdict", "verdict", cue, value, noun, s)

    def _judged(self, verb: Token, s: Row) -> Iterator[Evidence]:
        """Read "X is needless", "X poses a threat", "X harms us" in somebody's own words."""
        thing = first_of(verb.children, *SUBJECTS, "csubj")
        said = phrases.shown(verb, actor=thing is not None and thing.idx in self.at)
        if thing is not None and (side := phrases.judging(verb)):
            yield Evidence("judgement", "judging", verb, side, thing, s)
        if thing is None or said is None or negation(verb.head):
            return
        supposed = phrases.supposed(verb) or any(c.lower_ == "would" for c in verb.lefts)
        if supposed and (first_of(said.rights, "xcomp", "advcl") or first_of(verb.rights, "xcomp")):
            return  # "would be wise to wait"
        if value := phrases.judged(self.doc[said.left_edge.i : said.i + 1]):
            sign = -value if negation(verb) else value
            for noun in phrases.joined(thing):
                word = verb if said.dep_ == "dobj" else said
                yield Evidence("judgement", "judgement", word, sign, noun, s)

    def _wanted(self, verb: Token, s: Row) -> Iterator[Evidence]:
        """Read "the plan should be dropped", "I will drop the plan" in somebody's own words."""
        will = any(c.lower_ in words("intending") for c in (*verb.lefts, verb.head))
        own = (who := subject(verb)) is not None and self.at.get(who.idx) == s["actor_id"]
        intends = will and own and s["actor_id"] and not is_passive(verb)  # "said he would"
        label = "should" if phrases.due(verb) else "will" if intends else None
        for _, sign, target in phrases.wanted(verb)[:1] if label else ():
            for noun, own in targets(target):
                sides = sign * own * phrases.turn(verb)
                if noun.lemma_.lower() not in words("business"):  # "we will cut 900 jobs"
                    yield Evidence("judgement", label or "", verb, sides, noun, s)

    def _word(self, word: Token) -> Iterator[Evidence]:
        """Read a word of attitude: the first of its entries that has a target."""
        found = phrases.meant(word)
        holder, s = self._holder(word) if found else (None, {})
        if holder is None and not s:
            return
        (cls, sign, target), turn = found[0], phrases.turn(word)
        wished = cls == "wish" and holder is not None and phrases.idle(target)
        if wished or (turn < 0 and cls in ("criticise", "approve")):
            return  # who wants to do a thing, or did not criticise one, is no supporter
        if holder is None or not phrases.supposed(word):
            cls = "reject" if cls == "consent" and turn < 0 else cls  # "will never accept it"
            for noun, own in targets(target):
                yield Evidence("word", cls, word, sign * turn * own, noun, s, holder)

    def _holder(self, word: Token) -> tuple[Token | None, Row]:
        """Return the mention of who holds it, or the statement whose source does."""
        around, subject = self.inside[word.i], phrases.holder(word)
        if word.i in self.cue_of or subject is None:
            return None, self.cue_of.get(word.i, {})
        actor, own = self.at.get(subject.idx), subject.text in words("first")
        if around and (own or actor == around["actor_id"]):
            return None, around
        return (subject if self._named(subject) else None), {}

    def rows(self, e: Evidence) -> Iterator[Row]:
        """Yield a row for each of its holders, if one can be for or against its target."""
        around, outer = self.page.sentence_at(e.word.idx), self.inside[e.word.i]
        told = e.s or outer
        mine = e.s.get("actor_id") if e.holder is None else self.at.get(e.holder.idx)
        target = self._owned(e, mine)
        edges = target and phrases.edges(target, e.word, named=target.idx in self.at)
        if not (target and edges) or self._unsaid(e, self.page.text[around.start : around.end]):
            return
        e = e._replace(target=target)
        start, end = self.doc[edges[0]].idx, end_of(self.doc[edges[1]])
        modality = phrases.modality(e.word, e.target, e.sign)
        addressed = told.get("target_id") if target.lower_ == "you" else None
        own = e.s and e.s["actor_id"] in (outer.get("actor_id"), None)
        if outer and not own and modality == "asserted":
            modality = "reported"  # by somebody else
        for who, sure in self._holders(e, told):
            yield {
                "article_id": self.page.article.article_id, "kind": e.kind, "label": e.label,
                "statement_id": told.get("statement_id"),
                "holder_id": who, "target_id": self.at.get(e.target.idx) or addressed,
                "sure": min(sure, self.links.get(e.target.idx, 1.0)),
                "verb": _paired(self._verb(e, start)),
                "target": _trimmed(self.page.text[start:end]),
                "about": _trimmed(self._about(e, end)) or None,
                "sign": e.sign, "modality": modality, "cue": e.word.text,
                "start": min(around.start, start), "end": max(around.end, end),
            }  # fmt: skip

    def _owned(self, e: Evidence, holder: str | None) -> Token | None:
        """Return a target, or whose it is where that is another's: "criticised *his* decision".

        What is the holder's own he defends, refuses to show or calls a mistake.
        """
        his = first_of(e.target.lefts, "poss")
        if his is None or his.tag_ != "PRP$" or e.target.idx in self.at:
            return e.target
        if (who := self.at.get(his.idx)) == holder:
            refused = e.label == "reject" and phrases.avoided(e.target.head)
            mine = e.sign > 0 or e.kind == "verdict" or refused
            return e.target if mine else None
        others = who is not None and his.text not in words("first")
        return his if others and e.word.i < e.target.i else None

    def _unsaid(self, e: Evidence, sentence: str) -> bool:
        """Tell whether it is asked, supposed, denied, or claimed of others in a quotation."""
        above, told = (e.word, *e.word.ancestors), self.inside[e.word.i]
        own = e.s and (e.s is told or e.s["actor_id"] == told.get("actor_id"))
        claimed = told.get("kind") == "direct" and not own
        left = (c for verb in above for c in verb.lefts if c.dep_ != "prep")
        supposed = any(c.lower_ in words("condition") for c in left)
        # "Is lying about her support"
        doubted = any(lemma(verb) in words("doubting") for verb in above[1:])
        doubted |= e.kind == "judgement" and e.s["act"] == "deny"
        return sentence.rstrip(' "”’').endswith("?") or claimed or supposed or doubted

    def _holders(self, e: Evidence, told: Row) -> Iterator[tuple[str | None, float]]:
        """Yield who holds it, and how sure that is: of "Ann Lee and Tom Orr opposed it", both."""
        start = told.get("source_start")
        first = e.holder or phrases.top(self._between(start, told.get("source_end")))
        sure = 1.0 if told.get("parent_id") else told.get("confidence") or 1.0
        sure = min(sure, _PART) if first is not None and phrases.part(first) else sure
        if e.holder is None:
            yield told["actor_id"], min(sure, self.links.get(start, 1.0))
        if first is None:
            return
        for noun in phrases.joined(first):
            # "Orr, who opposed it, and Lee": only he did
            side = self._named(noun) and (noun.i < e.word.i) == (first.i < e.word.i)
            if noun is e.holder or (noun is not first and side):
                name = self.at.get(noun.idx) or phrases.name(noun, e.word)
                yield name, min(sure, self.links.get(noun.idx, 1.0))

    def _verb(self, e: Evidence, start: int) -> str:
        """Return the relation in the article's words, up to its target if that is near."""
        text, word, target = self.page.text, e.word, e.target
        passive = is_passive(word) and word.lower_ not in words("adjective")
        begin = word.idx if passive else phrases.begins(word)
        told = text[begin : end_of(word)]
        if phrases.bearer(word) is word and word.pos_ in ("NOUN", "ADJ"):
            return f"({told})"  # "Opposition by Ann Lee to"
        while target.dep_ == "conj":
            target = target.head  # "opposed the plan and the bridge"
            start = self.doc[phrases.extent(target)[0]].idx
        if target.dep_ == "poss":  # "demanded Tom Orr's resignation"
            return f"{text[begin:start]}the {target.head.text} of"
        if e.holder is None and self.inside[word.i] is e.s:  # in the source's own words
            return self._said(e, target, start)
        if e.kind != "word":
            told, begin = text[e.s["cue_start"] : e.s["cue_end"]], min(begin, e.s["cue_start"])
        far = start - begin > _NEAR
        told = f"{told} …" if far else (text[begin:start] if start > begin else told).strip(' "“')
        no = negation(word) if e.kind == "word" else None
        return f"{no.text} … {told}" if no is not None and no.idx < begin else told

    def _said(self, e: Evidence, target: Token, start: int) -> str:
        """Return "said that" of what is, "told them he would stop" of what is to be done."""
        text, cue = self.page.text, e.s["cue_start"]
        told = e.s["kind"] != "direct" and cue is not None and text[cue].isalpha()  # not "Lee: I"
        if told and _NEAR >= start - cue > 0:
            return text[cue:start].strip(' "“')
        above = (v for v in (e.word, *e.word.ancestors) if self.inside[v.i])
        does = next(filter(None, (first_of(v.lefts, *SUBJECTS) for v in above)), None)
        due = text[does.left_edge.idx : start] if does and target.i > e.word.i else ""
        return f"said {due}".strip(' "“')

    def _about(self, e: Evidence, end: int) -> str:
        """Return what it is about: of a judgement or verdict all it says, else the reason."""
        text = self.page.text
        if e.target.dep_ == "poss":  # "called *Tom Orr's remarks* unfair"
            end = max(end, end_of(self.doc[phrases.extent(e.target.head)[1]]))
        if e.kind == "judgement" and e.target.i < e.word.i:
            return text[phrases.begins(e.word) : end_of(phrases.closes(e.word))].partition(",")[0]
        if e.kind == "word" and e.word.i < e.target.i < e.target.head.i:
            return text[
                end : end_of(phrases.closes(e.target.head))
            ]  # "worries that *Orr* may leave"
        if e.kind == "act" and end <= e.s["start"] and e.s["kind"] != "direct":
            return str(e.s["content"])  # "called on the mayor to resign"
        stop = next((b for _, b in spans(e.s.get("spans", "")) if b >= end), end)
        if e.kind == "verdict":
            return text[end:stop]
        why = phrases.reason(e.word, end, e.holder)
        return text[why.idx : stop if e.kind == "act" else end_of(why.right_edge)] if why else ""


def _trimmed(text: str) -> str:
    """Cut marks off the edges."""
    return _paired(" ".join(text.split()).strip(" ,;:)[—–-").replace(',"', '"'))


def _paired(text: str) -> str:
    """Drop quotation marks whose other half is missing."""
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        text = re.sub('["“”]', "", text).strip(" ,.;:")
    return text.lstrip("'‘") if not re.search(r"['’](?=\W|$)", text[1:]) else text
