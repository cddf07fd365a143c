"""Verbs that attribute: whose words they introduce, and which words these are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract.statements import cues, ends, source
from newslab.extract.statements.frames import Complements, Taken
from newslab.extract.statements.quotations import BREAKS, Quotations, around, segment
from newslab.extract.statements.source import (
    NOMINAL,
    Chars,
    Subject,
    count_words,
    end_of,
    noun_phrase,
    trim,
)
from newslab.syntax.page import Attribution
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.extract.statements.cues import Cue
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Token

#: What modifies a noun or helps a verb says nothing by itself.
_NO_CUE = frozenset({"amod", "compound", "aux", "auxpass"})
#: Frames of an object alone; those whose object is denied or rejected.
_OBJECT = ("obj", "obj_claim")
_DENIED = (*_OBJECT, "obj_as")
#: Frames of which a passive may have a part besides its subject.
_PASSIVE = ("obj_clause", "clause", "obj_of", "obj_for", "obj_as", "obj_inf", "pred", *_OBJECT)
#: Words before "governor says" that are a headline though no verb is found in them.
_HEADLINE = 3


def find(page: Page, quotations: Quotations) -> Iterator[Attribution]:
    """Yield what each verb signals, if anything."""
    start, known = page.article.body_start, cues.first_words("verb")
    for token in page.doc:
        if token.tag_ not in source.VERBS or token.idx < start or token.dep_ in _NO_CUE:
            continue
        cue = _cue_of(token) if token.lemma_.lower() in known else None
        found = next(Verb(page, quotations, token, cue).candidates(), None) if cue else None
        if found is not None:
            yield found


def _cue_of(verb: Token) -> Cue | None:
    """Look a verb up, with its particle first: "point *out*"."""
    lexicon, lemma = cues.lexicon("verb"), verb.lemma_.lower()
    part = first_of(verb.rights, "prt")
    after = verb.doc[verb.i + 1].lower_ if verb.i + 1 < len(verb.doc) else ""
    for extra in (part.lower_ if part is not None else "", after):
        if extra and f"{lemma} {extra}" in lexicon:
            return lexicon[f"{lemma} {extra}"]
    cue = lexicon.get(lemma)
    # "called in sick": with a particle of its own a verb is another verb, unless it only utters.
    return cue if part is None or (cue is not None and "quote" in cue.acts) else None


class Verb:
    """One verb and what hangs on it."""

    def __init__(self, page: Page, quotations: Quotations, verb: Token, cue: Cue) -> None:
        self.page, self.doc, self.quotations = page, page.doc, quotations
        self.verb, self.cue, self.sent_end = verb, cue, verb.sent.end
        number, negation = page.quote_numbers, source.words("negation")
        self.negated = any(
            c.lower_ in negation and number[c.i] == number[verb.i]
            for c in verb.lefts
            if c.dep_ in ("neg", "preconj", "cc")
        )
        self.acts = cue.negated() if self.negated else cue.acts
        part = first_of(verb.rights, "prt")
        phrasal = self.doc[verb.i + 1] if " " in cue.lemma else verb
        self.last = part if part is not None else phrasal
        self.complements = Complements(page, verb, self.last)

    @cached_property
    def subject(self) -> Subject | None:
        """Who speaks."""
        found = source.subject(self.verb)
        expletive = any(c.dep_ == "expl" for c in self.verb.children)
        return None if found is not None and expletive and found.noun.lower_ == "it" else found

    def candidates(self) -> Iterator[Attribution]:
        """Yield what the verb may signal, the likeliest first."""
        if self._is_passive():
            yield from self._passive()
            return
        if "quote" in self.acts:
            yield from self._quoted()
            if "clause" in self.acts:
                yield from self._parenthesis()
        if self.subject is None or self.subject.noun.tag_ in ("WP", "WDT", "WRB"):
            return
        for frame, taken in self.complements.taken(self.acts):
            yield from self._framed(frame, taken)
        yield from self._unparsed()

    def _is_passive(self) -> bool:
        verb = self.verb
        if first_of(verb.children, "nsubjpass", "auxpass") is not None:
            return True
        agent = any(c.dep_ == "agent" for c in verb.rights)
        shared = verb.dep_ == "conj" and first_of(verb.head.lefts, "auxpass") is not None
        shares = shared and first_of(verb.rights, "xcomp") is None  # "and promised to mend it"
        bare = first_of(verb.children, "aux", "nsubj", "dobj") is None
        passive = agent or (bare and (shares or verb.dep_ in ("acl", "advcl")))
        return verb.tag_ == "VBN" and passive

    # --- the forms -------------------------------------------------------------------------------

    def _quoted(self) -> Iterator[Attribution]:
        """Read a quotation beside the cue: before it, behind it, or on both sides."""
        verb, subject, c = self.verb, self.subject, self.complements
        if self.page.quote_numbers[verb.i] >= 0:
            return
        first, end = segment(verb, subject.noun if subject else None, self.last)
        before = None
        if subject is not None and not subject.inherited:
            addressed = not {"obj_clause", "obj_inf"}.isdisjoint(self.acts)
            comma = bool(c.clauses) or (c.object is not None and not addressed)
            before = self.quotations.before(self.doc[first], comma=comma)
        behind = None
        if before is not None or not c.clauses:
            behind = self.quotations.behind(verb, end, split=before is not None)
        spans = [span for span in (before, behind) if span is not None]
        if spans:
            yield self._make(spans, "quote", subject)

    def _parenthesis(self) -> Iterator[Attribution]:
        """Read "A, he said in June, B": what stands around a clause between commas."""
        subject, verb = self.subject, self.verb
        if subject is None or subject.inherited or verb.dep_ == "relcl" or self.complements.clauses:
            return
        if subject.noun.tag_ in ("WP", "WDT") or first_of(verb.rights, "xcomp") is not None:
            return
        first, end = segment(verb, subject.noun, self.last)
        as_put = self.doc[first].lower_ == "as" and self.doc[end].is_punct
        start = as_put and first == verb.sent.start
        if not (start or (first and self.doc[first - 1].text in BREAKS)):
            return
        spans = around(self.page, self.quotations, verb, first, end)
        before = first_of(verb.lefts, "advcl", "prep")
        whole = len(spans) == 1 and before is not None and spans[0][0] == before.left_edge.idx
        if whole and before is not None and before.tag_ not in ("NN", "NNS", "NNP"):
            return  # "While they talked, he said nothing"
        told = any(self.quotations.has_verb(*span) for span in spans)
        closes = end >= self.sent_end - 1 and end == verb.i + 1
        if told or (spans and closes and count_words(self.page.text, *spans[0]) > _HEADLINE):
            yield self._make(spans, "as_put" if as_put else "parenthesis", subject)

    def _framed(self, frame: str, taken: Taken) -> Iterator[Attribution]:
        """Read what the verb governs."""
        span = self._content(taken.first, taken.end, frame)
        if span is None:
            return
        made = self._make([span], frame, self.subject)
        made.act = self._act_on(made.act, frame, taken.about)
        made.negated = self.negated or made.act in ("withhold", "deny", "reject")
        if taken.about is not None:
            made.about = noun_phrase(taken.about)
        if taken.last is not None:
            made.cue = made.cue[0], end_of(taken.last)
        yield made

    def _act_on(self, act: str, frame: str, about: Token | None) -> str:
        """Tell by its object what is expressed, and a denial from a rejection."""
        if about is None:
            return act
        if frame == "express":
            said = cues.lexicon("expressed")
            found = said.get(about.lower_) or said.get(about.lemma_.lower())
            return found.act("obj") if found is not None else act
        noun = cues.lexicon("noun").get(about.lemma_.lower())
        claim = about.pos_ == "PRON" or about.lower_ in lexicons.words("dispute_words", "claim")
        if noun is None and "obj_as" in self.acts and not claim:
            return "reject" if act == "deny" else act  # "dismissed *a lawsuit*"
        if noun is None or act not in ("deny", "reject") or frame not in _DENIED:
            return act
        claimed = noun.act("clause", "quote")
        refused = claimed in ("criticise", "pledge", "request", "demand")
        softer = self.cue.lemma not in ("deny", "refute", "rebut")
        return "deny" if claimed == "assert" else "reject" if softer and refused else act

    def _unparsed(self) -> Iterator[Attribution]:
        """Read "insisted: no deal", and a quotation that the parse leaves unconnected."""
        at, number = self.last.i + 1, self.page.quote_numbers
        if {"clause", "quote"}.isdisjoint(self.acts) or at + 1 >= self.sent_end:
            return
        marked = number[at] not in (-1, number[self.verb.i])
        # who "held 'productive discussions'" said nothing
        loose = "quote" in self.acts or self.complements.object is None
        if self.doc[at].text == ":" or (marked and loose):
            span = self._content(at + (not marked), None, "clause")
            if span is not None and count_words(self.page.text, *span) > 1:
                yield self._make([span], "quote", self.subject)

    def _passive(self) -> Iterator[Attribution]:
        """Read "It was announced by X that", "X was accused by Y of", "X was backed by Y"."""
        verb, c = self.verb, self.complements
        patient = first_of(verb.lefts, "nsubjpass")
        if verb.dep_ in ("acl", "relcl") and (patient is None or patient.tag_ == "WDT"):
            patient = verb.head
        inner = [t for p in c.rights for n in (p, *p.rights) for t in (n, *n.rights)]
        agent = next((t for t in inner if t.dep_ == "agent" or t.lower_ == "by"), None)
        doer = first_of(agent.children, "pobj") if agent is not None else None
        if doer is None or agent is None or patient is None or doer.pos_ not in NOMINAL:
            return
        whom = noun_phrase(patient, without=verb)
        part, frame = self._part(doer, agent, impersonal=patient.lower_ == "it")
        stop = agent.i if part is not None and agent.i > part.i and frame != "clause" else None
        span = self._content(part.i, stop, frame) if part is not None else None
        if span is None and (verb.dep_ == "acl" or frame in ("", "clause")):
            return
        spans = [(whom.start_char, whom.end_char), *([span] if span is not None else [])]
        alone = span is not None and frame in ("clause", "obj_clause", "obj_inf")
        made = self._make(spans[alone:], frame, Subject(doer))
        made.source = noun_phrase(doer, without=part)
        made.about = whom
        yield made

    def _part(self, doer: Token, agent: Token, *, impersonal: bool) -> tuple[Token | None, str]:
        """Return what a passive has besides its agent, and its frame: "of lying", "a fraud"."""
        c = self.complements
        around_ = [t for p in (*c.rights, *doer.rights) for t in (p, *p.lefts) if t is not agent]
        for frame in (k for k in _PASSIVE if k in self.acts):
            word = {"obj_inf": "to"}.get(frame, frame.removeprefix("obj_"))
            if frame in ("clause", "obj_clause") and c.clauses:
                return self.doc[c.start(c.clauses[0])], frame
            if frame == "pred" and (named := first_of(c.rights, "oprd", "attr")) is not None:
                return named.left_edge, frame
            if frame == "clause" and impersonal:
                ahead = self.doc[agent.i : self.sent_end]
                return next((t for t in ahead if t.lower_ == "that"), None), frame
            part = next((t for t in around_ if t.lower_ == word), None)
            if part is not None or frame in _OBJECT:
                return part, frame
        return None, ""

    # --- the attribution -------------------------------------------------------------------------

    def _make(self, content: list[Chars], frame: str, subject: Subject | None) -> Attribution:
        spoken = ("quote",) if frame == "quote" else ("clause", "quote")
        act = next((self.acts[f] for f in (frame, *spoken) if f in self.acts), self.cue.act())
        made = Attribution(
            cue=(self.verb.idx, end_of(self.last)),
            cue_lemma=self.cue.lemma,
            act=act,
            content=content,
            rule=frame,
            frame=frame,
            cue_root=self.verb,
            negated=self.negated or act in ("withhold", "deny", "reject"),
        )
        if subject is not None:
            made.source = noun_phrase(subject.noun, without=self.verb)
            made.inherited = subject.inherited
            made.notes += ["subject of the clause before"] * subject.inherited
        return made

    def _content(self, first: int, bound: int | None, frame: str) -> Chars | None:
        """Return the characters from a token to where the content ends."""
        if first >= len(self.doc):
            return None
        end = ends.find(self.page, self.verb, first, frame) if bound is None else bound
        if end <= first:
            return None
        start, stop = self.doc[first].idx, end_of(self.doc[end - 1])
        span = trim(self.page.text, *self.quotations.closed(start, stop, self.verb.idx))
        return span if count_words(self.page.text, *span) else None
