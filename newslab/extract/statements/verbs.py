"""Verbs that attribute: whose words they introduce, and which words these are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract.statements import cues, ends, source
from newslab.extract.statements.frames import Complements, Taken
from newslab.extract.statements.quotations import (
    BREAKS,
    around,
    before,
    behind,
    closed,
    has_verb,
    segment,
)
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
#: Acts that say of something that it is not so.
DENYING = frozenset({"withhold", "deny", "reject"})


def find(page: Page) -> Iterator[Attribution]:
    """Yield what each verb signals, if anything."""
    for token in page.doc:
        may = token.tag_ in source.VERBS and token.dep_ not in _NO_CUE
        cue = _cue_of(token) if may and token.idx >= page.article.body_start else None
        if cue is not None:
            yield from islice(Verb(page, token, cue).candidates(), 1)


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

    def __init__(self, page: Page, verb: Token, cue: Cue) -> None:
        self.page, self.doc = page, page.doc
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
        self.passive = _is_passive(verb)
        self.agent, doer, patient = _sides(verb) if self.passive else (None, None, None)
        self.subject = _speaker(verb) if not self.passive else Subject(doer) if doer else None
        self.complements = Complements(page, verb, self.last, patient, doer)

    def candidates(self) -> Iterator[Attribution]:
        """Yield what the verb may signal, the likeliest first."""
        if "quote" in self.acts and not self.passive:
            yield from self._quoted()
            yield from self._parenthesis()
        if self.subject is None or self.subject.noun.tag_ in ("WP", "WDT", "WRB"):
            return
        for frame, taken in self.complements.taken(self.acts):
            yield from self._framed(frame, taken)

    # --- the forms -------------------------------------------------------------------------------

    def _quoted(self) -> Iterator[Attribution]:
        """Read a quotation beside the cue: before it, behind it, or on both sides."""
        verb, subject, c = self.verb, self.subject, self.complements
        if self.page.quote_numbers[verb.i] >= 0:
            return
        first, end = segment(verb, subject.noun if subject else None, self.last)
        left = None
        if subject is not None and not subject.inherited:
            addressed = not {"obj_clause", "obj_inf"}.isdisjoint(self.acts)
            own = c.clauses or behind(self.page, verb, end, split=False)
            comma = bool(own) or (c.object is not None and not addressed)
            left = before(self.page, self.doc[first], comma=comma)
        free = left is not None or not c.clauses
        right = behind(self.page, verb, end, split=left is not None) if free else None
        spans = [span for span in (left, right) if span is not None]
        if spans:
            yield self._make(spans, "quote")

    def _parenthesis(self) -> Iterator[Attribution]:
        """Read "A, he said in June, B": what stands around a clause between commas."""
        subject, verb = self.subject, self.verb
        if subject is None or subject.inherited or verb.dep_ == "relcl" or self.complements.clauses:
            return
        first, end = segment(verb, subject.noun, self.last)
        if not self._is_set_off(first, end) or first_of(verb.rights, "xcomp") is not None:
            return
        spans = around(self.page, verb, first, end)
        if len(spans) == 1 and (rest := behind(self.page, verb, end, split=True)) is not None:
            spans.append(rest)
        adjunct = first_of((t for t in verb.lefts if t.pos_ not in NOMINAL), "advcl", "prep")
        if len(spans) == 1 and adjunct is not None and spans[0][0] == adjunct.left_edge.idx:
            return  # "While they talked, he said nothing"
        headline = end == verb.i + 1 >= self.sent_end - 1
        if spans and (headline or any(has_verb(self.page, *span) for span in spans)):
            yield self._make(spans, "parenthesis")

    def _is_set_off(self, first: int, end: int) -> bool:
        """Whether a clause of saying stands behind a comma, or is "as Lee put it"."""
        ends_at_mark = end < len(self.doc) and self.doc[end].is_punct
        as_put = self.doc[first].lower_ == "as" and ends_at_mark
        inside = first > 1 and self.doc[first - 1].text == '"'  # … the “farce,” he said, …
        opens = as_put or (first > 0 and self.doc[first - 1 - inside].text in BREAKS)
        put_it = as_put and (it := self.complements.object) is not None and it.lower_ == "it"
        return opens and (put_it or "clause" in self.acts)

    def _framed(self, frame: str, taken: Taken) -> Iterator[Attribution]:
        """Read what the verb governs; what a passive has stands before or behind its "by"."""
        by = self.agent.i if self.agent is not None and self.agent.i > taken.first else None
        span = self._content(taken.first, taken.end or by, frame, taken.last)
        if span is None:
            return
        made = self._make([span], frame, self.doc[taken.first] if self.passive else self.verb)
        if taken.about is not None:
            made.about = noun_phrase(taken.about, without=self.verb)
            if taken.apart:
                made.content = [(made.about.start_char, made.about.end_char), span]
            made.act = self._act_on(made.act, frame, taken.about)
            made.negated = self.negated or made.act in DENYING
        if taken.last is not None:
            made.cue = made.cue[0], end_of(taken.last)
        yield made

    def _act_on(self, act: str, frame: str, about: Token) -> str:
        """Tell by its object what is expressed, and a denial from a rejection."""
        lemma = about.lemma_.lower()
        if frame == "express":
            said = cues.lexicon("expressed")
            found = said.get(about.lower_) or said.get(lemma)
            return found.act("obj") if found is not None else act
        noun = cues.lexicon("noun").get(lemma)
        if act not in ("deny", "reject"):
            return act
        if noun is None:  # "dismissed *a lawsuit*"
            claim = about.pos_ == "PRON" or about.lower_ in lexicons.words("dispute_words", "claim")
            return act if claim or "obj_as" not in self.acts else "reject"
        return "deny" if noun.act("clause", "quote") == "assert" else act

    # --- the attribution -------------------------------------------------------------------------

    def _make(self, content: list[Chars], frame: str, without: Token | None = None) -> Attribution:
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
            negated=self.negated or act in DENYING,
        )
        if self.subject is not None:
            made.source = noun_phrase(self.subject.noun, without=without or self.verb)
            made.inherited = self.subject.inherited
            made.notes += ["subject of the clause before"] * made.inherited
        return made

    def _content(
        self, first: int, bound: int | None, frame: str, last: Token | None = None
    ) -> Chars | None:
        """Return the characters from a token to where the content ends."""
        end = bound or ends.find(self.page, self.verb, first, frame)
        if end <= first:
            return None
        start, stop, cue = self.doc[first].idx, end_of(self.doc[end - 1]), last or self.verb
        span = trim(self.page.words, *closed(self.page, start, stop, cue.idx))
        return span if count_words(self.page.words, *span) else None


def _speaker(verb: Token) -> Subject | None:
    """Return who speaks, which is not the "it" of "it is said"."""
    found = source.subject(verb)
    expletive = found is not None and found.noun.lower_ == "it"
    return None if expletive and first_of(verb.children, "expl") is not None else found


def _is_passive(verb: Token) -> bool:
    if first_of(verb.children, "nsubjpass", "auxpass") is not None:
        return True
    agent = first_of(verb.rights, "agent") is not None
    bare = first_of(verb.children, "aux", "nsubj", "dobj") is None
    return verb.tag_ == "VBN" and (agent or (bare and verb.dep_ in ("acl", "advcl")))


def _sides(verb: Token) -> tuple[Token | None, Token | None, Token | None]:
    """Return the "by" of a passive, the noun behind it, and whom or what it is done to."""
    patient = first_of(verb.lefts, "nsubjpass")
    if verb.dep_ in ("acl", "relcl") and (patient is None or patient.tag_ == "WDT"):
        patient = verb.head
    inner = [t for p in verb.rights for n in (p, *p.rights) for t in (n, *n.rights)]
    agent = next((t for t in inner if t.dep_ == "agent" or t.lower_ == "by"), None)
    doer = first_of(agent.children, "pobj") if agent is not None else None
    return agent, doer if patient is not None else None, patient
