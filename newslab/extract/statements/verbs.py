"""Verbs that attribute: whose words they introduce, and which words these are.

What a cue takes is a row of ``lexicons/frames.csv``: where the content hangs (column ``hangs``, a
function here) and a word or word class that it must have. The interpreter looks at one verb at a
time and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract import names
from newslab.extract.statements import beside, cues, source
from newslab.extract.statements.choice import content
from newslab.extract.statements.source import SUBJECTS, Chars, Subject, end_of, noun_phrase
from newslab.syntax.page import Attribution
from newslab.syntax.repair import FINITE
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.extract.statements.cues import Cue
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Token

#: What modifies a noun or helps a verb says nothing by itself.
_NO_CUE = frozenset({"amod", "compound", "aux", "auxpass"})
_QUESTION = frozenset({"WRB", "WP", "WDT", "WP$"})
#: Tokens behind an object in which a quotation says what it is.
_NEAR = 12
#: Acts whose preposition is part of what is said: "agreed *to a truce*".
_WHOLE = frozenset({"agree", "pledge", "withhold"})
#: Acts that say of something that it is not so.
DENYING = frozenset({"withhold", "deny", "reject"})


def find(page: Page) -> Iterator[Attribution]:
    """Yield what each verb signals, if anything."""
    for token in page.doc:
        if token.tag_ in source.VERBS and token.dep_ not in _NO_CUE:
            cue = _cue_of(token) if token.idx >= page.article.body_start else None
            if cue is not None:
                yield from Verb(page, token, cue).candidates()


def _cue_of(verb: Token) -> Cue | None:
    """Look a verb up, with its particle first: "point *out*"."""
    lexicon, lemma = cues.lexicon("verb"), verb.lemma_.lower()
    part = first_of(verb.rights, "prt")
    for extra in (part or verb, _word_behind(verb)):
        if f"{lemma} {extra.lower_}" in lexicon:
            return lexicon[f"{lemma} {extra.lower_}"]
    cue = lexicon.get(lemma)
    if part is None or cue is None:
        return cue
    # "called in sick": with a particle of its own a verb is another verb, unless it only utters.
    return cues.Cue(lemma, {"quote": cue.acts["quote"]}) if "quote" in cue.acts else None


def _word_behind(verb: Token) -> Token:
    """Return the word behind a verb, or behind its "it": "made it *clear*"."""
    rest = verb.doc[verb.i : verb.i + 3]
    return next((t for t in rest[1:] if t.lower_ != "it"), verb)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a cue takes: tokens from ``first`` to ``end`` (None: wherever the content ends)."""

    first: int
    end: int | None = None
    #: Last token of the cue, where a preposition belongs to it: "called for".
    last: Token | None = None
    #: Whom or what the cue is about: its object, its addressee.
    about: Token | None = None
    #: Whether that is a part of the content apart from it: "*X* was accused by Y *of lying*".
    apart: bool = False


class Verb:
    """One verb and what hangs on it."""

    def __init__(self, page: Page, verb: Token, cue: Cue) -> None:
        self.page, self.doc, self.verb, self.cue = page, page.doc, verb, cue
        number, negation = page.quote_numbers, source.words("negation")
        self.negated = any(
            c.lower_ in negation and number[c.i] == number[verb.i]
            for c in verb.lefts
            if c.dep_ in ("neg", "preconj", "cc")
        )
        self.acts = cue.negated() if self.negated else cue.acts
        #: Where "*neither confirmed nor denied*" begins.
        nor = self.doc[verb.left_edge.i - 1].lower_ == "nor"
        self.first = next((c for c in verb.head.lefts if nor and c.lower_ == "neither"), verb)
        phrasal = _word_behind(verb) if " " in cue.lemma else verb
        self.last = first_of(verb.rights, "prt") or phrasal
        shared = "obj_clause" in self.acts and _shares_passive(verb)
        self.passive = shared or source.is_passive(verb)
        #: The "by" of a passive; its object (``patient``) stands before it.
        self.agent, doer, self.patient = _sides(verb) if self.passive else (None, None, None)
        if self.passive:
            self.subject = Subject(doer) if doer is not None else None
        else:
            self.subject = source.subject(verb)

    def candidates(self) -> Iterator[Attribution]:
        """Yield what the verb may signal, in order of preference."""
        if self.subject is None:
            return
        if not self.passive:
            place = beside.segment(self.verb, self.subject.noun, self.last)
            spans, frame = self._quoted(self.subject, *place), "quote"
            if not spans:
                spans, frame = self._parenthesis(self.subject, *place), "parenthesis"
            if spans:
                yield self._make(self.subject, spans, frame)
        if self.subject.noun.tag_ not in ("WP", "WDT", "WRB"):
            for frame, taken in self._taken():
                yield from self._framed(self.subject, frame, taken)

    # --- what stands beside it -------------------------------------------------------------------

    def _quoted(self, subject: Subject, first: int, end: int) -> list[Chars]:
        """Read a quotation beside the cue: before it, behind it, or on both sides."""
        page, verb, left = self.page, self.verb, None
        if "quote" not in self.acts or page.quote_numbers[verb.i] >= 0:
            return []
        if not subject.inherited:
            addressed = not {"obj_clause", "obj_inf"}.isdisjoint(self.acts)
            own = self.clauses or beside.behind(page, verb, end, split=False)
            comma = bool(own) or (self.object is not None and not addressed) or self._answers
            left = beside.before(page, self.doc[first], comma=comma)
        free = left is not None or not self.clauses
        right = beside.behind(page, verb, end, split=left is not None) if free else None
        return [span for span in (left, right or beside.block(page, end)) if span is not None]

    @property
    def _answers(self) -> bool:
        """Whether the verb itself says what was said: "said *no*"."""
        behind = [c.lower_ for c in self.verb.rights if c.i == self.last.i + 1]
        return not source.words("answer").isdisjoint(behind)

    def _parenthesis(self, subject: Subject, first: int, end: int) -> list[Chars]:
        """Read "A, he said in June, B": what stands around a clause between commas."""
        verb = self.verb
        speaks = "quote" in self.acts or self._is_document()  # "the study shows"
        if not speaks or subject.inherited or verb.dep_ == "relcl" or self.clauses:
            return []
        spans = beside.around(self.page, verb, first, end) if self._is_set_off(first, end) else []
        behind = (t for t in self.doc[end : verb.sent.end] if not (t.is_punct or t.is_space))
        headline = self.object is None and not any(behind)
        if any(start <= subject.noun.idx < stop for start, stop in spans):
            return []  # "The minister, Ann Lee, first *asked* in May": no one says himself
        return spans if headline or any(beside.has_verb(self.page, *span) for span in spans) else []

    def _is_document(self) -> bool:
        noun = self.subject.noun if self.subject is not None else self.verb
        return lexicons.words("actor_nouns", "document").get(noun.lower_) == ""  # no picture

    def _is_set_off(self, first: int, end: int) -> bool:
        """Whether a clause of saying stands behind a comma, or is "as Lee put it"."""
        ends_at_mark = end < len(self.doc) and self.doc[end].is_punct
        it = self.object is not None and self.object.lower_ == "it"
        as_put = self.doc[first].lower_ == "as" and ends_at_mark and (it or self.object is None)
        inside = first > 1 and self.doc[first - 1].text == '"'  # … the “farce,” he said, …
        opens = as_put or (first > 0 and self.doc[first - 1 - inside].text in beside.BREAKS)
        return opens and ((as_put and it) or "clause" in self.acts)

    # --- what it governs -------------------------------------------------------------------------

    @cached_property
    def clauses(self) -> list[Token]:
        """The clauses behind the verb."""
        return [c for c in self.verb.rights if c.dep_ == "ccomp" and c.right_edge.i > self.last.i]

    @cached_property
    def object(self) -> Token | None:
        """The object: a noun phrase near the verb, or behind a cue's preposition."""
        if self.patient is not None:
            return self.patient
        if self.last.dep_ == "prep":
            return first_of(self.last.rights, "pobj")
        behind = (c for c in self.verb.rights if c is not self.last)
        return first_of(behind, "dobj", "dative", "oprd")

    @cached_property
    def relative(self) -> Token | None:
        """What a relative clause tells of: "*a process* Lee described as tricky", "*what* …"."""
        what = next((c for c in self.verb.lefts if c.lower_ == "what"), None)
        own = first_of(self.verb.lefts, "nsubj")
        gap = own is not None and own.tag_ not in ("WP", "WDT")
        return what or (self.verb.head if gap and self.verb.dep_ == "relcl" else None)

    def addressed(self, first: int) -> Token | None:
        """Return the object, if it stands before a token."""
        noun = self.object
        return noun if noun is not None and noun.i < first else None

    def whole(self, noun: Token, rest: Token | None = None) -> Taken | None:
        """Take the object, and what the verb has behind it; one before the verb stands apart."""
        if noun is not self.patient and noun is not self.relative:
            # "ruled *it* out"
            end = self.last.i if noun.right_edge.i < self.last.i else None
            return Taken(max(noun.left_edge.i, self.verb.i + 1), end, about=noun)
        if rest is not None and noun.tag_ == "WP":  # "what Lee called *a farce*"
            prep = rest.dep_ == "prep"
            return Taken(rest.left_edge.i + prep, last=rest if prep else None)
        if rest is not None:
            return Taken(max(rest.left_edge.i, self.verb.i + 1), about=noun, apart=True)
        span = noun_phrase(noun, without=self.verb)
        return Taken(span.start, span.end, about=noun) if self.verb.dep_ != "acl" else None

    def _taken(self) -> Iterator[tuple[str, Taken]]:
        """Yield what fits the frames of the cue, in the order of the table of frames."""
        says = self.acts.keys() & {"clause", "obj_clause"} == {"clause"}
        shown = {"obj"} if says and self._is_document() else set()  # "the poll shows a close race"
        frames = self.acts.keys() | shown
        for row in cues.frames():
            found = HANGS[row["hangs"]](self, row["word"]) if row["frame"] in frames else None
            if found is not None:
                yield row["frame"], found
        whom = self.object if "obj_clause" in self.acts and self.patient is None else None
        # "warned *the staff of a leak*": the parse hangs it on the noun.
        for prep in (*self.verb.rights, *(whom.rights if whom is not None else ())):
            frame = f"p:{prep.lower_}"
            noun = first_of(prep.children, "pobj", "pcomp") if frame in self.acts else None
            if noun is not None and noun.lower_ not in lexicons.words("clause_words", "calendar"):
                about = self.addressed(prep.i)
                if about is not None or self.acts[frame] in _WHOLE:
                    yield frame, Taken(prep.i, about=about)
                else:
                    yield frame, Taken(max(noun.left_edge.i, prep.i + 1), last=prep)

    # --- the attribution -------------------------------------------------------------------------

    def _framed(self, subject: Subject, frame: str, taken: Taken) -> Iterator[Attribution]:
        """Read what the verb governs; what a passive has stands before or behind its "by"."""
        by = self.agent.i if self.agent is not None and self.agent.i > taken.first else None
        span = content(self.page, self.verb, taken.first, frame, taken.end or by)
        if span is None:
            return
        made = self._make(subject, [span], frame, self.doc[taken.first] if self.passive else None)
        if taken.about is not None:
            made.about = noun_phrase(taken.about, without=self.verb)
            if taken.apart:
                made.content = sorted([(made.about.start_char, made.about.end_char), span])
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
        if noun is None or lemma in source.words("decided"):  # "dismissed *a lawsuit*"
            claim = about.pos_ == "PRON" or about.lower_ in lexicons.words("dispute_words", "claim")
            return act if claim or "obj_as" not in self.acts else "reject"
        return "deny" if noun.act("clause", "quote") == "assert" else act

    def _make(
        self, subject: Subject, spans: list[Chars], frame: str, without: Token | None = None
    ) -> Attribution:
        spoken = ("quote",) if frame == "quote" else ("clause", "quote")
        act = next((self.acts[f] for f in (frame, *spoken) if f in self.acts), self.cue.act())
        if frame == "plea" and self.page.text.startswith((*source.words("plea"),), spans[0][0]):
            act = "assert"
        return Attribution(
            cue=(self.first.idx, end_of(self.last)),
            cue_lemma=self.cue.lemma,
            act=act if self.first is self.verb else "withhold",
            content=spans,
            frame=frame,
            cue_root=self.verb,
            source=noun_phrase(subject.noun, without=without or self.verb),
            inherited=subject.inherited,
            negated=self.negated or act in DENYING,
            notes=["subject of the clause before"] * subject.inherited,
        )


def _shares_passive(verb: Token) -> bool:
    """Whether a verb shares the passive before it, object and all: "was held and *told* that"."""
    own = first_of(verb.children, "aux", "nsubj", "dobj", "dative")
    return verb.dep_ == "conj" and own is None and source.is_passive(verb.head)


def _sides(verb: Token) -> tuple[Token | None, Token | None, Token | None]:
    """Return the "by" of a passive, the noun behind it, and whom or what it is done to."""
    patient = first_of(verb.lefts, "nsubjpass")
    if verb.dep_ in ("acl", "relcl") and (patient is None or patient.tag_ == "WDT"):
        patient = verb.head
    if verb.dep_ == "advcl" and patient is None:  # "*accused* by Lee of lying, *Roe* left"
        patient = first_of(verb.head.lefts, *SUBJECTS)
    inner = [t for p in verb.rights for n in (p, *p.rights) for t in (n, *n.rights)]
    agent = next((t for t in inner if t.dep_ == "agent" or t.lower_ == "by"), None)
    doer = first_of(agent.children, "pobj") if agent is not None else None
    return agent, doer if patient is not None else None, patient


# --- where a content hangs -----------------------------------------------------------------------


def _clause(v: Verb, word: str) -> Taken | None:
    for clause in v.clauses:
        edge = clause.left_edge
        that = next((m for m in clause.lefts if m.lower_ == "that" and m.dep_ == "mark"), edge)
        first = max(that.i, v.last.i + 1)  # "said *only* that"
        about = v.addressed(first)
        question = edge.tag_ in _QUESTION or edge.lower_ in ("whether", "if")
        if not word or (question if word == "question" else about is not None):
            return Taken(first, about=about)
    return None


def _infinitive(v: Verb, word: str) -> Taken | None:
    """Read "promised to go"; with an object before it, "urged X to go", "called for X to go"."""
    for clause in v.verb.rights:
        to, lemma = next((c for c in clause.lefts if c.tag_ == "TO"), None), clause.lemma_.lower()
        if to is None or (lemma in source.words("anonymity") and first_of(clause.lefts, "auxpass")):
            continue  # "asked not to be named"
        whom = first_of(clause.lefts, *SUBJECTS) or v.addressed(to.i) or v.patient
        if whom is None:
            if not word or lemma in source.words(word):
                return Taken(_infinitive_start(to))
        elif (lead := whom.left_edge.nbor(-1)).lower_ == word:  # "for", wherever it hangs
            return Taken(whom.left_edge.i, last=lead, about=whom)
        elif word == "object":
            return Taken(_infinitive_start(to), about=whom)
    return None


def _infinitive_start(to: Token) -> int:
    """Return where an infinitive begins: "vowed *never to* resign"."""
    return to.i - (to.doc[to.i - 1].lower_ in source.words("negation"))


def _preposition_infinitive(v: Verb, word: str) -> Taken | None:
    """Read "called on X to go"."""
    prep = next((p for p in v.verb.rights if p.lower_ == word), None)
    own = next((n for clause in v.verb.rights if (n := first_of(clause.lefts, "nsubj"))), None)
    noun = (first_of(prep.children, "pobj") or own) if prep is not None else None
    rest = v.doc[noun.i : v.verb.right_edge.i] if noun is not None else []
    to = next((t for t in rest if t.tag_ == "TO"), None)
    return Taken(_infinitive_start(to), last=prep, about=noun) if to is not None else None


def _gerund(v: Verb, word: str) -> Taken | None:
    for clause in v.verb.rights:
        helped = any(a.dep_ in ("aux", "auxpass") and a.tag_ == "VBG" for a in clause.lefts)
        if clause.dep_ in ("xcomp", "ccomp", "pcomp", "dobj") and (helped or clause.tag_ == "VBG"):
            return Taken(clause.left_edge.i)
    return None


def _predicate(v: Verb, word: str) -> Taken | None:
    """Read "called X a Y", "called X “Y”"."""
    if (noun := v.object or v.relative) is None:
        return None
    numbers = v.page.quote_numbers
    near = takewhile(lambda t: t.tag_ not in FINITE, v.doc[noun.i : noun.i + _NEAR])
    quoted = (t for t in near if numbers[t.i] >= 0)  # not "called her and *said* “…”"
    said = next((t for t in quoted if numbers[t.i] != numbers[v.verb.i]), None)
    rest = first_of(v.verb.rights, "oprd", "ccomp", "xcomp", "acomp", "attr") or said
    if rest is noun and v.relative is v.verb.head:  # "a plan which Lee called *a farce*"
        return Taken(max(rest.left_edge.i, v.verb.i + 1), about=v.relative)
    # "a company called *Acme*"
    named = rest is noun and v.relative is None and said is None and v.verb.tag_ == "VBN"
    return v.whole(noun, rest) if rest is not None and not named else None


def _object(v: Verb, word: str) -> Taken | None:
    if (noun := v.object) is None:
        called = next((t for t in v.clauses if t.left_edge.lower_ == "what"), None)
        return Taken(called.left_edge.i) if called is not None else None
    expressed = cues.lexicon("expressed")
    told = noun.lower_ in expressed or noun.lemma_.lower() in expressed
    fits = word != "expressed" or told
    if word == "claim":
        fits = source.is_claim(noun)
    behind = noun is v.patient and noun.i > v.verb.i  # "backed by Russia, *the army* advanced"
    nothing = noun.lower_ in source.words("negation")
    return v.whole(noun) if fits and not behind and not nothing else None


def _object_with(v: Verb, word: str) -> Taken | None:
    """Read "accused X of", "hailed X as"."""
    if (noun := v.object or v.relative) is None:
        return None
    prep = next((p for p in v.verb.rights if p.lower_ == word), None)
    # "put the toll *at 12*", but not "pounded the town *for days*"
    counted = prep is not None and any(_is_figure(n) for n in prep.rights if not _is_known(n))
    fits = prep is not None and (word not in ("at", "for") or counted == (word == "at"))
    return v.whole(noun, prep) if fits else None


def _is_known(noun: Token) -> bool:
    """Tell whether a noun is definite: "for *the* delay", "for *his* delay"."""
    return any(c.dep_ == "poss" or c.lower_ == "the" for c in noun.lefts)


def _is_figure(noun: Token) -> bool:
    """Tell whether something is counted or measured: "put the toll at *12*", "at 2 *dollars*"."""
    sense = names.senses().get(noun.lemma_.lower())
    return noun.pos_ == "NUM" or noun.text == "%" or sense in ("quantity", "relation", "time")


def _plea(v: Verb, word: str) -> Taken | None:
    """Read "pleaded not guilty", which the parse takes for an adjective, an object or an adverb."""
    plea = next((t for t in v.verb.rights if t.lower_ in source.words(word)), None)
    return Taken(plea.i - (plea.nbor(-1).lower_ == "not")) if plea is not None else None


#: Where a content hangs: the column ``hangs`` of ``lexicons/frames.csv``.
HANGS: dict[str, Callable[[Verb, str], Taken | None]] = {
    "clause": _clause,
    "gerund": _gerund,
    "infinitive": _infinitive,
    "object": _object,
    "object_with": _object_with,
    "plea": _plea,
    "predicate": _predicate,
    "preposition_infinitive": _preposition_infinitive,
}
