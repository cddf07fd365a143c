"""Verbs that attribute: whether something was said, by whom, and which words are the content."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from newslab.extract.statements import around, cues, ends, source
from newslab.extract.statements.cues import Cue
from newslab.extract.statements.frames import Complements, Taken
from newslab.extract.statements.quotations import Quotations
from newslab.extract.statements.source import NOMINAL, Subject
from newslab.extract.statements.spans import Chars, end_of, noun_phrase, trim, words
from newslab.syntax.page import Attribution
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Span, Token

#: What modifies a noun or helps a verb says nothing by itself.
_NO_CUE = frozenset({"amod", "compound", "aux", "auxpass"})
#: What a verb that no list names is beside a quotation.
_PLAIN = Cue("", {"quote": "assert"})
#: Frames whose cue can name whom it speaks to.
_SPOKEN_TO = ("clause", "obj_clause", "quote", "whether", "future", "must", "that", "inf", "p:")
#: Words before "governor says" that are a headline though no verb is found in them.
_HEADLINE = 3


def find(page: Page, quotations: Quotations) -> Iterator[Attribution]:
    """Yield what each verb signals, if anything."""
    start, known = page.article.body_start, cues.first_words("verb")
    for token in page.doc:
        if token.tag_ not in source.VERBS or token.idx < start or token.dep_ in _NO_CUE:
            continue
        cue = _cue_of(token) if token.lemma_.lower() in known else None
        cue = cue or _beside_quotation(page, quotations, token)
        if cue is not None:
            found = next(Verb(page, quotations, token, cue).candidates(), None)
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
    return lexicon.get(lemma) if part is None or part.lower_ not in ("off", "up") else None


def _beside_quotation(page: Page, quotations: Quotations, verb: Token) -> Cue | None:
    """Let any verb be a cue behind a quotation that ends in a comma: “A,” she shrugged."""
    if verb.tag_ not in ("VBD", "VBZ") or page.quote_numbers[verb.i] >= 0:
        return None
    if not quotations.near(verb):
        return None
    subject = source.own_subject(verb)
    first, _ = around.segment(verb, subject, verb)
    q = quotations.ending_at(page.doc[first].idx)
    if q is None or subject is None:
        return None
    inside = page.text[slice(*q.inner)].rstrip()
    goes_on = inside.endswith(("?", "!")) and page.doc[first].text.islower()
    return _PLAIN if inside.endswith(",") or goes_on else None


class Verb:
    """One verb and what hangs on it."""

    def __init__(self, page: Page, quotations: Quotations, verb: Token, cue: Cue) -> None:
        self.page, self.doc, self.quotations = page, page.doc, quotations
        self.verb, self.cue = verb, cue
        negation, number = source.words("negation"), page.quote_numbers
        self.negated = any(
            c.lower_ in negation and number[c.i] == number[verb.i]
            for c in verb.lefts
            if c.dep_ in ("neg", "preconj", "cc")
        )
        self.acts = cue.negated() if self.negated else cue.acts
        part = first_of(verb.rights, "prt")
        self.last = part if part is not None else verb
        if len(cue.lemma.split()) > 1 and part is None:
            self.last = self.doc[verb.i + 1]
        self.complements = Complements(page, verb, self.last, self.acts)

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
        if self._nor is not None:
            yield from self._neither(self._nor)
            return
        if {"clause", "quote"} & set(self.acts):
            yield from self._quoted()
            yield from self._parenthesis()
        if self.subject is None or self.subject.noun.tag_ in ("WP", "WDT", "WRB"):
            return
        for taken in self.complements.taken():
            made = self._framed(taken)
            if made is not None:
                yield made
        yield from self._colon()

    def _is_passive(self) -> bool:
        verb = self.verb
        if first_of(verb.children, "nsubjpass", "auxpass") is not None:
            return True
        agent = any(c.dep_ == "agent" for c in verb.rights)
        shares = verb.dep_ == "conj" and first_of(verb.head.lefts, "auxpass") is not None
        own = first_of(verb.children, "aux", "nsubj", "dobj") is not None
        return verb.tag_ == "VBN" and (
            agent or (not own and (shares or verb.dep_ in ("acl", "advcl")))
        )

    # --- the forms -------------------------------------------------------------------------------

    def _quoted(self) -> Iterator[Attribution]:
        """Read a quotation beside the cue: before it, behind it, or on both sides."""
        verb, subject = self.verb, self.subject
        if self.page.quote_numbers[verb.i] >= 0 or "quote" not in self.acts:
            return
        near = self.quotations.near(verb)
        if not near and not self._announces():
            return
        first, end = around.segment(verb, subject.noun if subject else None, self.last)
        before, taken = None, bool(self.complements.clauses) or self.complements.object is not None
        if subject is not None and not subject.inherited:
            addressed = {"obj_clause", "obj_inf"} & set(self.acts)
            comma = bool(self.complements.clauses) or (taken and not addressed)
            before = self.quotations.before(self.doc[first], comma=comma)
        behind = None
        if before is not None or not self.complements.clauses:
            behind = self.quotations.behind(verb, end, split=before is not None)
        spans = [span for span in (before, behind) if span is not None]
        if not spans:
            return
        if before is not None and behind is None:
            spans += self._rest(end)
        made = self._make(spans, "quote", self._act("quote"), subject)
        made.addressee = self._addressee(spans)
        yield made

    @cached_property
    def _nor(self) -> Token | None:
        """The second verb of "neither confirmed nor denied"."""
        neither = any(c.lower_ == "neither" for c in self.verb.lefts)
        nor = neither and any(c.lower_ == "nor" for c in self.verb.rights)
        return first_of(self.verb.rights, "conj") if nor else None

    def _neither(self, other: Token) -> Iterator[Attribution]:
        """Read "neither confirmed nor denied that": one cue, and nothing is told."""
        span = self._content(other.i + 1, None, "obj")
        if span is not None and self.subject is not None:
            made = self._make([span], "neither", "withhold", self.subject)
            first = next(c for c in self.verb.lefts if c.lower_ == "neither")
            made.cue = first.idx, end_of(other)
            made.cue_lemma = f"neither {self.verb.lemma_} nor {other.lemma_}"
            yield made

    def _announces(self) -> bool:
        return ":" in self.page.text[end_of(self.verb) : end_of(self.verb) + 200]

    def _rest(self, end: int) -> list[Chars]:
        """Return what goes on in the speaker's words behind "“A,” he said": ", B"."""
        if end + 1 >= self.verb.sent.end or self.doc[end].text != ",":
            return []
        if self.doc[end + 1].pos_ != "CCONJ" and self.doc[end + 1].lower_ not in (
            "that",
            "because",
        ):
            return []
        stop = ends.find(self.page, self.verb, end + 1, "rest")
        if stop <= end + 1:
            return []
        start, close = self.doc[end + 1].idx, end_of(self.doc[stop - 1])
        span = trim(self.page.text, *self.quotations.closed(start, close, self.verb.idx))
        return [span] if words(self.page.text, *span) > 1 else []

    def _parenthesis(self) -> Iterator[Attribution]:
        """Read "A, he said in June, B": what stands around a clause between commas."""
        subject, verb = self.subject, self.verb
        if subject is None or subject.inherited or not {"clause", "quote"} <= set(self.acts):
            return
        if subject.noun.tag_ in ("WP", "WDT") or verb.dep_ == "relcl":
            return
        first, end = around.segment(verb, subject.noun, self.last)
        before = self.doc[first - 1].text if first else ""
        as_put = self.doc[first].lower_ == "as" and self.doc[end].is_punct
        set_off = before in around.BREAKS or (as_put and first == verb.sent.start)
        if not set_off or not (self._is_inside(subject.noun, end) or as_put):
            return
        spans = around.spans(self.page, self.quotations, verb, first, end)
        told = any(self.quotations.has_verb(*span) for span in spans)
        headline = end >= verb.sent.end - 1 and self.doc[end - 1].i == verb.i
        if not told and not (spans and headline and words(self.page.text, *spans[0]) > _HEADLINE):
            return
        frame = "as_put" if as_put else "parenthesis"
        made = self._make(spans, frame, self._act("clause", "quote"), subject)
        made.addressee = self._addressee(spans)
        yield made

    def _is_inside(self, subject: Token, end: int) -> bool:
        """Whether a clause of saying stands in what is said: it hangs there, or that on it."""
        verb = self.verb
        topics = ("ccomp", "dep", "csubj", "nsubj", "parataxis")
        before = any(c.dep_ in topics and c is not subject for c in verb.lefts)
        if self.complements.clauses and (not before or self.doc[end].text not in around.BREAKS):
            return False
        return before or verb.dep_ in ("parataxis", "ccomp", "advcl", "conj", "dep", "ROOT")

    def _framed(self, taken: Taken) -> Attribution | None:
        """Read what the verb governs."""
        span = self._content(taken.first, taken.end, taken.frame)
        if span is None:
            return None
        act = self._act(taken.frame)
        if taken.frame == "express" and taken.about is not None:
            said = cues.lexicon("expressed")
            found = said.get(taken.about.lower_) or said.get(taken.about.lemma_.lower())
            act = found.act("obj") if found is not None else act
        made = self._make([span], taken.frame, self._of_claim(act, taken), self.subject)
        if taken.frame.startswith(_SPOKEN_TO):
            made.addressee = self._addressee([span])
        if taken.about is not None:
            made.about = noun_phrase(taken.about)
            if taken.frame in ("obj_inf", "on_inf", "to_inf"):
                made.addressee = made.about
        if taken.last is not None:
            made.cue = made.cue[0], end_of(taken.last)
        return made

    def _of_claim(self, act: str, taken: Taken) -> str:
        """Tell "rejected the suggestion", a denial, from "dismissed the criticism"."""
        if (
            act not in ("deny", "reject")
            or taken.about is None
            or taken.frame not in ("obj", "obj_as")
        ):
            return act
        noun = cues.lexicon("noun").get(taken.about.lemma_.lower())
        if noun is None:
            return act
        claimed = noun.act("clause", "quote")
        softer = self.cue.lemma not in ("deny", "refute", "rebut")
        if claimed == "assert":
            return "deny"
        return (
            "reject" if softer and claimed in ("criticise", "pledge", "request", "demand") else act
        )

    def _colon(self) -> Iterator[Attribution]:
        """Read "insisted: no deal", and what the parse leaves unconnected behind the cue."""
        at, end = self.last.i + 1, self.verb.sent.end
        if not {"clause", "quote"} & set(self.acts) or at + 1 >= end:
            return
        number = self.page.quote_numbers
        marked = number[at] >= 0 and number[at] != number[self.verb.i]
        if self.doc[at].text == ":" or marked:
            span = self._content(at + (not marked), None, "clause")
            if span is not None and words(self.page.text, *span) > 1:
                yield self._make([span], "quote", self._act("quote", "clause"), self.subject)

    def _passive(self) -> Iterator[Attribution]:
        """Read "It was announced by X that", "X was accused by Y of", "X was backed by Y"."""
        verb, c, patient = self.verb, self.complements, self._patient()
        inner = [t for p in c.rights for n in (p, *p.rights) for t in (n, *n.rights)]
        agent = next((t for t in inner if t.dep_ == "agent" or t.lower_ == "by"), None)
        doer = first_of(agent.children, "pobj") if agent is not None else None
        if doer is None or agent is None:
            return
        subject, whom = Subject(doer), noun_phrase(patient, without=verb) if patient else None
        if c.clauses and {"clause", "obj_clause"} & set(self.acts):
            span = self._content(c.start(c.clauses[0]), None, "clause")
            if span is not None:
                made = self._make([span], "clause", self._act("clause", "obj_clause"), subject)
                made.addressee = whom if "obj_clause" in self.acts else None
                yield made
            return
        if whom is None:
            return
        for frame, part in self._parts(doer, agent):
            stop = agent.i if agent.i > part.i else None
            span = self._content(part.i, stop, frame)
            if span is not None:
                whole = [span] if frame == "obj_inf" else [_chars(whom), span]
                made = self._make(whole, frame, self._act(frame), subject)
                made.source = noun_phrase(doer, without=part)
                made.about = whom
                made.addressee = whom if frame == "obj_inf" else None
                yield made
        takes = {"obj", "obj_for", "obj_of"} & set(self.acts)
        if takes and doer.pos_ in NOMINAL and verb.dep_ != "acl":
            made = self._make([_chars(whom)], "obj", self._act("obj", "obj_for", "obj_of"), subject)
            made.about = whom
            yield made

    def _parts(self, doer: Token, agent: Token) -> Iterator[tuple[str, Token]]:
        """Yield what a passive has besides its agent: "of lying", "to go", "a charlatan"."""
        around = [t for p in (*self.complements.rights, *doer.rights) for t in (p, *p.lefts)]
        for row in cues.frames():
            if row["frame"] not in self.acts:
                continue
            if row["hangs"] in ("object_with", "object_infinitive"):
                word = row["word"] or "to"
                found = (t for t in around if t.lower_ == word and t is not agent)
                yield from ((row["frame"], t) for t in found)
            elif row["hangs"] == "predicate":
                named = first_of(self.complements.rights, "oprd", "attr")
                yield from [(row["frame"], named.left_edge)] if named is not None else []

    def _patient(self) -> Token | None:
        """Return whom or what a passive is about: its subject, or the noun that it modifies."""
        found = first_of(self.verb.lefts, "nsubjpass")
        if self.verb.dep_ in ("acl", "relcl") and (found is None or found.tag_ == "WDT"):
            return self.verb.head
        return found

    # --- the attribution -------------------------------------------------------------------------

    def _act(self, *frames: str) -> str:
        """Return the act of the first of ``frames`` that the cue takes, else of any frame."""
        known = (self.acts[f] for f in frames if f in self.acts)
        return next(known, next(iter(self.acts.values())))

    def _make(
        self, content: list[Chars], frame: str, act: str, subject: Subject | None
    ) -> Attribution:
        made = Attribution(
            cue=(self.verb.idx, end_of(self.last)),
            cue_lemma=self.cue.lemma or self.verb.lemma_.lower(),
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
            if subject.inherited:
                made.notes.append("subject of the clause before")
        return made

    def _addressee(self, content: list[Chars]) -> Span | None:
        """Return to whom something is said: "told X", "said to X"."""
        for child in self.complements.rights:
            noun: Token | None = child
            if child.lower_ == "to" and child.dep_ in ("prep", "dative"):
                noun = first_of(child.rights, "pobj")
            elif child.dep_ not in ("dobj", "dative") or "obj_clause" not in self.acts:
                continue
            inside = noun is not None and any(s <= noun.idx < e for s, e in content)
            if noun is not None and noun.pos_ in NOMINAL and not inside:
                return noun_phrase(noun)
        return None

    def _content(self, first: int, bound: int | None, frame: str) -> Chars | None:
        """Return the characters from a token to where the content ends."""
        end = ends.find(self.page, self.verb, first, frame) if bound is None else bound
        if end <= first:
            return None
        start, stop = self.doc[first].idx, end_of(self.doc[end - 1])
        span = trim(self.page.text, *self.quotations.closed(start, stop, self.verb.idx))
        return span if words(self.page.text, *span) else None


def _chars(span: Span) -> Chars:
    return span.start_char, span.end_char
