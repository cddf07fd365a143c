"""Verbs that attribute: whether something was said, by whom, and which words are the content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.statements import cues
from newslab.extract.statements import source as sources
from newslab.extract.statements.context import Context
from newslab.extract.statements.cues import Cue
from newslab.extract.statements.frames import (
    JUDGING,
    Frames,
    Taken,
    infinitive_start,
    is_figure,
    is_party,
)
from newslab.extract.statements.source import NOMINAL, Subject, is_verb
from newslab.extract.statements.spans import Chars, end_of, noun_phrase, tidy, trim, words
from newslab.syntax.page import Attribution
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Span, Token

#: Frames whose cue can name whom it speaks to.
_SPOKEN_TO = ("clause", "quote", "whether", "future", "must", "inf", "p:")


#: What modifies a noun or helps a verb says nothing by itself.
_NO_CUE = frozenset({"amod", "compound", "aux", "auxpass"})

#: Words of a source that the parse may take for one noun phrase with the cue.
_BEFORE_CUE = 4
#: Characters within which a quotation stands beside a verb, the subject between them.
_BESIDE = 200

#: What a verb that no list names is beside a quotation.
_PLAIN = Cue("", {"quote": "assert"})


def find(ctx: Context) -> list[Attribution]:
    """Find the statements that a verb signals."""
    found: list[Attribution] = []
    start = ctx.page.article.body_start
    for token in [t for t in ctx.doc if t.tag_ in sources.VERBS]:
        if token.idx < start:
            continue
        if token.dep_ in _NO_CUE:
            misread = _misread(ctx, token) if token.head.dep_ == "ROOT" else None
            found += [misread] if misread is not None else []
            continue
        cue = _cue_of(token) or _beside_quotation(ctx, token) or _before_colon(ctx, token)
        if cue is None or token.i in ctx.closed:
            continue
        attribution = _Verb(ctx, token, cue).read()
        if attribution is not None:
            found.append(attribution)
            ctx.cues[token.i] = attribution
    return found


def _misread(ctx: Context, verb: Token) -> Attribution | None:
    """Read "Some accused ministers of lying", of which the parse makes one noun phrase."""
    doc, noun, cue = ctx.doc, verb.head, _cue_of(verb)
    start, before = verb.sent.start, doc[verb.i - 1]
    apart = start < verb.i <= start + _BEFORE_CUE and noun.i > verb.i and verb.dep_ == "amod"
    if cue is None or not apart or first_of(noun.rights, "relcl") is not None:
        return None
    speaks = before.pos_ in NOMINAL or before.lower_ in names.parts("nobody_named")
    prep = next((c for c in noun.rights if f"obj_{c.lower_}" in cue.acts), None)
    if prep is None or not speaks:
        return None
    whom = tidy(doc, verb.i + 1, prep.i)
    span = trim(ctx.text, doc[verb.i + 1].idx, end_of(doc[ctx.limit(noun, verb.i + 1) - 1]))
    return Attribution(
        cue=(verb.idx, end_of(verb)),
        cue_lemma=cue.lemma,
        act=cue.acts[f"obj_{prep.lower_}"],
        content=[span],
        rule=f"obj_{prep.lower_}",
        cue_root=verb,
        source=tidy(doc, start, verb.i),
        about=whom,
        addressee=whom if is_party(noun) else None,
    )


def _particle(verb: Token) -> Token | None:
    """Return the particle of a phrasal verb: "point *out*"."""
    following = (c for c in verb.rights if c.dep_ == "prt")
    return next((c for c in following if '"' not in verb.doc.text[verb.idx : c.idx]), None)


def _cue_of(verb: Token) -> Cue | None:
    """Look a verb up, with its particle first."""
    lexicon, lemma = cues.lexicon("verb"), verb.lemma_.lower()
    if lemma not in cues.first_words("verb"):
        return None
    after = verb.doc[verb.i + 1].lower_ if verb.i + 1 < len(verb.doc) else ""
    part = _particle(verb)
    for extra in (part.lower_ if part is not None else "", after):
        if extra and f"{lemma} {extra}" in lexicon:
            return lexicon[f"{lemma} {extra}"]
    return lexicon.get(lemma) if part is None or part.lower_ not in ("off", "up") else None


def _beside_quotation(ctx: Context, verb: Token) -> Cue | None:
    """Let any verb be a cue behind a quotation that ends in a comma: “A,” she shrugged."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    before = ctx.quotations.ending_before(verb.idx)
    if before is None or verb.idx - before.end > _BESIDE:
        return None
    subject = sources.own_subject(verb)
    if subject is None or ctx.quoted(verb.i):
        return None
    first = min(verb.i, noun_phrase(subject).start)
    q = ctx.quotations.ending_at(ctx.doc[first].idx)
    inside = ctx.text[slice(*q.inner)].rstrip() if q is not None else ""
    # “Why?” he shrugged: a small letter goes on with the sentence.
    goes_on = inside[-1:] in ("?", "!") and ctx.doc[first].text.islower()
    return _PLAIN if inside.endswith(",") or goes_on else None


def _before_colon(ctx: Context, verb: Token) -> Cue | None:
    """Let a clause on how somebody is introduce a quotation: “Lee was blunt: "No."”."""
    if verb.dep_ != "ROOT" or first_of(verb.rights, "acomp") is None or ctx.quoted(verb.i):
        return None
    q = ctx.page.next_quote(verb.idx)
    if q is None or q.start - verb.idx > _BESIDE:
        return None
    if not ctx.text[verb.idx : q.start].rstrip().endswith(":") or not ctx.quotations.sentential(q):
        return None
    subject = sources.own_subject(verb)
    if subject is None or subject.i > verb.i:
        return None
    speaks = subject.pos_ == "PROPN" or is_party(subject) or subject.lower_ in sources.PERSONS
    return _PLAIN if speaks else None


class _Verb:
    """One verb and what hangs on it."""

    def __init__(self, ctx: Context, verb: Token, cue: Cue) -> None:
        self.ctx, self.verb, self.cue = ctx, verb, cue
        self.negated = self._is_negated()
        self.acts = cue.negated() if self.negated else cue.acts
        part = _particle(verb)
        self.last = part if part is not None else verb
        if len(cue.lemma.split()) > 1 and part is None:
            self.last = ctx.doc[verb.i + 1]
        self.frames = Frames(ctx, verb, self.last, self.acts)
        self.rights = self.frames.rights

    def read(self) -> Attribution | None:
        """Return the attribution, or None when nothing is said here."""
        if self._is_neither():
            return self._neither_nor()
        if not self._is_real():
            return None
        if self._is_passive():
            return self._passive()
        subject = self._subject()
        if subject is not None and sources.is_nobody(subject.noun):
            return None
        if subject is not None and subject.noun.lower_ in sources.words("anyone"):
            return None
        if {"clause", "quote"} & set(self.acts):
            spoken = self._as_put() or self._quoted(subject) or self._parenthesis(subject)
            if spoken is not None:
                return spoken
        if subject is None or subject.noun.tag_ in ("WP", "WDT", "WRB"):
            return None
        described = self._described(subject)
        if described is not None:
            return described
        taken = self.frames.taken(negated=self.negated)
        return self._framed(taken, subject) if taken is not None else None

    # --- whether something is said ---------------------------------------------------------------

    def _is_negated(self) -> bool:
        negation = sources.words("negation")
        return any(
            c.lower_ in negation and self.ctx.same_quotation(c.i, self.verb.i)
            for c in self.verb.lefts
            if c.dep_ in ("neg", "preconj", "cc")
        )

    def _auxiliaries(self) -> list[Token]:
        verb = self.verb
        found = [c for c in verb.lefts if c.dep_ in ("aux", "auxpass")]
        if not found and verb.dep_ == "conj" and verb.tag_ in ("VB", "VBN", "VBG"):
            found = [c for c in verb.head.lefts if c.dep_ in ("aux", "auxpass")]
        same = (a for a in found if self.ctx.same_quotation(a.i, verb.i))
        return [a for a in same if not sources.misread(a, verb)]

    def _is_real(self) -> bool:
        """Tell what was said from what may be, was not or shall be said."""
        verb, unreal = self.verb, sources.words("unreal")
        if any(c.dep_ == "mark" and c.lower_ in sources.words("condition") for c in verb.lefts):
            return False
        short = verb.head.lower_ == "of" and self.ctx.doc[verb.head.i - 1].lower_ == "short"
        if verb.dep_ == "pcomp" and (verb.head.lower_ == "without" or short):
            return False  # "stopped short of backing it"
        governed = verb.dep_ in ("ccomp", "xcomp") and verb.head.i < verb.i
        if verb.tag_ == "VB" and governed and sources.own_subject(verb) is not None:
            # "allow officials to deny visas", "let judges order a retrial".
            return False
        if verb.dep_ == "xcomp" and verb.tag_ == "VBG" and first_of(verb.head.lefts, "neg"):
            return False  # "you can't keep blaming", "did not remember discussing"
        if verb.dep_ in ("advcl", "xcomp") and verb.tag_ in ("VBG", "VB") and verb.i > verb.head.i:
            # "can be heard yelling that": heard now
            future = unreal if verb.tag_ == "VB" else sources.words("future")
            planned = any(c.dep_ == "aux" and c.lower_ in future for c in verb.head.lefts)
            # "will strike, accusing ministers": behind a comma, said now
            planned = planned and self.ctx.doc[verb.left_edge.i - 1].text != ","
            wished = verb.head.lemma_ in sources.words("factual")
            if planned and not wished and self.ctx.same_quotation(verb.i, verb.head.i):
                return False  # "would table a motion demanding that", "would continue to support"
        if self.negated:
            # "did not say whether" tells that nothing was told; "did not say so" tells nothing.
            return bool(self.acts) and verb.dep_ != "relcl"
        only = any(
            c.lower_ == "only" for c in (*verb.children, *self.ctx.doc[verb.i + 1 : verb.i + 2])
        )
        if not only and any(a.lower_ in unreal for a in self._auxiliaries()):
            return False  # "would only say that" tells what was said
        return not self._is_asked()

    def _is_asked(self) -> bool:
        root = self.verb
        if root.dep_ != "ROOT" or self.ctx.quoted(root.i):
            return False
        first = next(iter(self._auxiliaries()), None)
        subject = sources.own_subject(root)
        return first is not None and subject is not None and first.i < subject.left_edge.i

    def _is_passive(self) -> bool:
        verb = self.verb
        if first_of(verb.children, "nsubjpass", "auxpass") is not None:
            return True
        if verb.tag_ != "VBN" or verb.i in self.ctx.lent:
            return False
        if first_of(self.rights, "agent") is not None:
            return True
        if verb.dep_ == "acl":
            # "X, a maker of cars, announced that": the parse finds no verb in the sentence.
            finite = self.frames.clauses and "obj_clause" not in self.acts
            # "X, a charity, called on Y to go and demanded": what "and" joins is no noun.
            joined = next((c for c in verb.head.rights if c.dep_ == "cc" and c.i > verb.i), None)
            finds_none = joined is not None and first_of(verb.head.rights, "conj") is None
            return not (verb.head.dep_ == "ROOT" or finite or finds_none)
        own = first_of(verb.children, "aux", "nsubj", "dobj") is not None
        if verb.dep_ == "advcl" and not own:
            return True  # "Asked whether he would resign, …"
        shares = verb.dep_ == "conj" and any(c.dep_ == "auxpass" for c in verb.head.children)
        return shares and not own

    def _subject(self) -> Subject | None:
        lender = self.ctx.lent.get(self.verb.i)
        if lender is None:
            return self._behind() or self.ctx.subject(self.verb)
        found = self.ctx.subject(lender)
        return Subject(found.noun, inherited=True) if found is not None else None

    def _behind(self) -> Subject | None:
        """Return the speaker of "A, warned the union", whom the parse takes for an object."""
        doc, verb = self.ctx.doc, self.verb
        said = first_of(verb.lefts, "ccomp")
        if said is None or doc[verb.i - 1].text != "," or sources.own_subject(verb) is not None:
            return None
        aside = doc[verb.i - 3 : verb.i]
        if "obj_clause" in self.acts and [t.text for t in aside[::2]] == [",", ","]:
            # "Two men held in Oslo, however, told Y that": the parse makes them hold.
            noun = sources.own_subject(said) if aside[1].dep_ == "advmod" else None
            return Subject(noun) if noun is not None else None
        noun = self.frames.object
        beside = noun is not None and noun.left_edge.i == self.last.i + 1
        return Subject(noun) if noun is not None and beside else None

    # --- the forms -------------------------------------------------------------------------------

    def _is_neither(self) -> bool:
        neither = any(c.lower_ == "neither" for c in self.verb.lefts)
        return neither and any(c.lower_ == "nor" for c in self.verb.rights)

    def _neither_nor(self) -> Attribution | None:
        """Read "neither confirmed nor denied that": one cue, and nothing is told."""
        first = next(c for c in self.verb.lefts if c.lower_ == "neither")
        other = next((c for c in self.rights if c.dep_ == "conj" and is_verb(c)), None)
        subject = self._subject()
        if other is None or subject is None or self.verb.tag_ == "VBG":
            return None
        self.ctx.closed.add(other.i)
        span = self._content(other.i + 1, other.right_edge.i + 1)
        if span is None:
            return None
        made = self._make([span], "neither nor", "withhold", subject)
        made.cue, made.negated = (first.idx, end_of(other)), True
        made.cue_lemma = f"neither {self.verb.lemma_} nor {other.lemma_}"
        return made

    def _as_put(self) -> Attribution | None:
        """Read "A, as X put it, B"."""
        put = self.ctx.as_put(self.verb, self.last)
        if put is None:
            return None
        made = self._make(put.spans, put.rule, self._act("clause", "quote"), None)
        made.source = put.source
        return made

    def _quoted(self, subject: Subject | None) -> Attribution | None:
        """Read a quotation beside the cue."""
        addresses = {"obj_clause", "obj_inf"} & set(self.acts)
        # "asked for a review", "has asked for it to be reviewed"
        governs = f"p:{self.frames.after}" in self.acts
        objects = [c for c in self.rights if c.dep_ == "dobj"]
        takes = subject is not None and not addresses and bool(objects)
        outside = any(self.ctx.same_quotation(c.i, self.verb.i) for c in objects)
        found = self.ctx.quotations.of(
            self.verb,
            subject.noun if subject is not None else None,
            self.last,
            inherited=subject is not None and subject.inherited,
            clause=bool(self.frames.clauses) or takes or governs,
            whole=not self.frames.clauses and not outside and "obj" not in self.acts,
        )
        if found is None or "quote" not in self.acts:
            return None
        made = self._make(found.spans, found.rule, self._act("quote"), subject)
        made.addressee = self._addressee(found.spans)
        if found.source is not None:
            made.source, made.inherited = found.source, False
        return made

    def _parenthesis(self, subject: Subject | None) -> Attribution | None:
        """Read "A, he said in June, B": what stands around a clause between commas."""
        if subject is None or subject.inherited or "clause" not in self.acts:
            return None
        if any(t.tag_ in ("WP", "WDT", "WRB", "WP$") for t in (subject.noun, *subject.noun.lefts)):
            return None
        topics = ("ccomp", "dep", "csubj", "nsubj")
        before = any(c.dep_ in topics and c is not subject.noun for c in self.verb.lefts)
        if self.frames.clauses and not before:
            return None
        spans = self.ctx.around(self.verb, subject.noun, self.last)
        if not spans:
            return None
        made = self._make(spans, "parenthesis", self._act("clause", "quote"), subject)
        made.addressee = self._addressee(spans)
        return made

    def _framed(self, taken: Taken, subject: Subject) -> Attribution | None:
        """Read what the verb governs."""
        span = self._content(taken.first, taken.end)
        if span is None or self._is_anonymity(taken):
            return None
        frame = taken.frame
        kind, _, noun = frame.partition(":")
        act = cues.lexicon("expressed")[noun].act("obj") if kind == "express" else self._act(frame)
        act = self._of_claim(act, taken)
        made = self._make([span], frame, act, subject)
        if frame.startswith(_SPOKEN_TO):
            made.addressee = self._addressee([span])
        if taken.about is not None:
            made.about = noun_phrase(taken.about)
            if self._is_addressed(taken, act):
                made.addressee = made.about
        if taken.cue is not None and '"' not in self.ctx.doc.text[self.verb.idx : taken.cue.idx]:
            made.cue = made.cue[0], end_of(taken.cue)
        return made

    def _described(self, subject: Subject) -> Attribution | None:
        """Read "a ban that lawyers described as unfair": the content is "a ban … as unfair"."""
        as_ = next((c for c in self.rights if c.lower_ == "as" and c.dep_ == "prep"), None)
        free = as_ is not None and "obj_as" in self.acts and self.frames.object is None
        if as_ is None or not free or self.verb.dep_ != "relcl":
            return None
        thing, called = noun_phrase(self.verb.head, without=self.verb), self._content(as_.i, None)
        if called is None or not self.ctx.same_quotation(thing.start, self.verb.i):
            return None
        made = self._make(
            [(thing.start_char, thing.end_char), called], "obj_as", self._act("obj_as"), subject
        )
        made.about = thing
        return made

    def _is_anonymity(self, taken: Taken) -> bool:
        """Whether somebody only asked not to be named, or refused to be."""
        told = [t.lower_ for t in self.ctx.doc[taken.first : taken.first + 4] if t.lower_ != "not"]
        hidden = sources.words("anonymity")
        return told[:2] == ["to", "be"] and any(word in hidden for word in told[2:3])

    def _of_claim(self, act: str, taken: Taken) -> str:
        """Tell "rejected the suggestion", a denial, from "dismissed the criticism"."""
        noun = cues.lexicon("noun").get(taken.about.lemma_.lower()) if taken.about else None
        if act not in ("deny", "reject") or taken.frame not in ("obj", "obj_as"):
            return act
        if noun is None:
            # "dismissed the resignation as a stunt": no claim
            thing = taken.about if taken.about is not None and taken.about.tag_ == "NN" else None
            plain = thing is not None and thing.lower_ not in sources.words("claim")
            end = min(self.verb.right_edge.i + 1, self.verb.sent.end)
            called = {t.lower_ for t in self.ctx.doc[self.last.i : end]}
            plain = plain and not called & sources.words("untrue")
            return "reject" if plain and taken.frame == "obj_as" else act
        claimed = noun.act("clause", "quote")
        if claimed == "assert":
            return "deny"
        softer = self.cue.lemma not in ("deny", "refute", "rebut")
        return (
            "reject" if claimed in ("criticise", "pledge", "request", "demand") and softer else act
        )

    @staticmethod
    def _is_addressed(taken: Taken, act: str) -> bool:
        """Whether the object of a cue is spoken to or judged, so that it must be an actor."""
        assert taken.about is not None
        if taken.about.lower_ in sources.words("audience"):
            return False
        if not taken.frame.startswith(("obj", "express", "pred")):
            return True
        judged = act in JUDGING and taken.frame.startswith("obj") and is_party(taken.about)
        return taken.frame == "obj_inf" or judged

    def _passive(self) -> Attribution | None:
        """Read "It was announced by X that", "X was accused by Y of", "X was backed by Y"."""
        acts = self.acts
        named = first_of(self.rights, "oprd")
        agent = self._agent(named)
        doer = first_of(agent.children, "pobj") if agent else None
        subject = Subject(doer) if doer is not None else None
        patient = self._patient()
        if "drawn" in acts:
            on = next((c for c in self.rights if c.lower_ == "on"), None)
            span = self._content(on.i, None) if on is not None else None
            would = any(c.lower_ == "would" for c in self.verb.lefts)
            if span is None or patient is None or not would:
                return None
            return self._make([span], "drawn", acts["drawn"], Subject(patient))
        if self.frames.clauses and {"clause", "obj_clause"} & set(acts):
            impersonal = patient is not None and patient.lower_ == "it"
            span = self._content(self.frames.clause_start(self.frames.clauses[0]), None)
            told = patient is not None and "obj_clause" in acts and not impersonal
            if span is None or not (subject is not None or impersonal or told):
                return None
            made = self._make([span], "passive", self._act("clause"), subject)
            if "obj_clause" in acts and patient is not None and not impersonal:
                made.addressee = noun_phrase(patient)
            return made
        to = next(self.frames.infinitives(), None)
        if to is not None and subject is not None and "obj_inf" in acts:
            span = self._content(infinitive_start(to), None)
            if span is None:
                return None
            made = self._make([span], "passive", self._act("obj_inf"), subject)
            made.addressee = noun_phrase(patient) if patient is not None else None
            return made
        if "told_as" in acts and any(c.lower_ == "as" for c in self.rights):
            return None  # "was quoted by X as saying": what was said has a cue of its own.
        if "pred" in acts and named is not None and patient is not None and subject is not None:
            # "X was called a fraud by Y": the content is "X … a fraud".
            whom, what = noun_phrase(patient), noun_phrase(named, without=agent)
            spans = [(s.start_char, s.end_char) for s in (whom, what)]
            made = self._make(spans, "passive", self._act("pred"), subject)
            made.about = made.addressee = whom
            return made
        for child in (*self.rights, *(doer.rights if doer is not None else ())):
            plain, frame = f"p:{child.lower_}", f"obj_{child.lower_}"
            blamed = acts.get(frame) in JUDGING
            if frame == "obj_at" and not is_figure(child):
                continue
            if not (plain in acts or frame in acts) or not (subject is not None or blamed):
                continue
            first = child.i + (plain in acts)
            span = self._content(first, agent.i if agent and agent.i > first else None)
            if span is None:
                return None
            made = self._make([span], "passive", self._act(frame, plain), subject)
            if doer is not None and child.head.i == doer.i:
                made.source = noun_phrase(doer, without=child)
            if patient is not None and patient.pos_ in sources.NOMINAL:
                whom = noun_phrase(patient, without=self.verb)
                made.addressee = whom if frame != "obj_at" else None
                if frame in acts and patient.i < self.verb.i:
                    # "X was accused of Y": the content is "X … of Y".
                    made.content = [(whom.start_char, whom.end_char), span]
            return made
        judged = any(acts.get(f) in JUDGING for f in ("obj_of", "obj_for"))
        bare = "obj" in acts or judged
        if subject is None or patient is None or not bare or self.verb.dep_ == "acl":
            return None
        if subject.noun.pos_ == "NOUN" and not is_party(subject.noun):
            return None  # "explained by great demand"
        said = noun_phrase(patient, without=self.verb)
        whole = said.start_char, said.end_char
        return self._make([whole], "passive", self._act("obj", "obj_for", "obj_of"), subject)

    def _agent(self, named: Token | None) -> Token | None:
        """Return the "by" of a passive; the parse may hang it on what somebody was called."""
        called = [c for p in self.rights if p.lower_ == "as" for c in p.rights]
        if named is not None:
            called.append(named)
        inner = (c for noun in called for c in noun.rights if c.lower_ == "by")
        own = (c for c in self.rights if c.dep_ == "agent" or c.lower_ == "by")
        return next(own, next(inner, None))

    def _patient(self) -> Token | None:
        """Return whom or what a passive is about: its subject, or the noun that it modifies."""
        verb = self.verb
        found = first_of(verb.lefts, "nsubjpass")
        relative = found is not None and found.tag_ == "WDT" and verb.dep_ == "relcl"
        if relative or (found is None and verb.dep_ == "acl"):
            return verb.head
        if found is None and verb.dep_ == "advcl":
            # "Asked by lawmakers for a timetable, he gave none": he was asked.
            asked = self.ctx.subject(verb.head)
            return asked.noun if asked is not None else None
        return found

    # --- the attribution -------------------------------------------------------------------------

    def _act(self, *frames: str) -> str:
        """Return the act of the first of ``frames`` that the cue takes, else of any frame."""
        known = (self.acts[f] for f in frames if f in self.acts)
        return next(known, next(iter(self.acts.values())))

    def _make(
        self, content: list[Chars], rule: str, act: str, subject: Subject | None
    ) -> Attribution:
        made = Attribution(
            cue=(self.verb.idx, end_of(self.last)),
            cue_lemma=self.cue.lemma or self.verb.lemma_.lower(),
            act=act,
            content=content,
            rule=rule,
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
        """Return to whom something is said: "told X", "said to X"; no audience of a speech."""
        for child in self.rights:
            noun: Token | None = child
            if child.lower_ == "to" and child.dep_ in ("prep", "dative"):
                if self.ctx.doc[child.i - 1].text == ",":
                    continue  # "she said, to cheers from the benches"
                noun = first_of(child.rights, "pobj")
            elif child.dep_ not in ("dobj", "dative") or "obj_clause" not in self.acts:
                continue
            if noun is not None and noun.lower_ in sources.words("audience"):
                return None
            inside = noun is not None and any(s <= noun.idx < e for s, e in content)
            if noun is not None and noun.pos_ in sources.NOMINAL and not inside:
                return noun_phrase(noun)
        return None

    def _content(self, first: int, bound: int | None) -> Chars | None:
        """Return the characters from a token to the end of what the verb governs."""
        end = self.ctx.limit(self.verb, first) if bound is None else bound
        if end <= first:
            return None
        start, stop = self.ctx.doc[first].idx, end_of(self.ctx.doc[end - 1])
        start, stop = self.ctx.quotations.closed(start, stop, self.verb.idx)
        span = trim(self.ctx.text, start, stop)
        return span if words(self.ctx.text, *span) else None
