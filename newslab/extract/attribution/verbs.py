"""Verbs that attribute: what each frame of the cue lexicon takes, and which characters that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from newslab.extract import cues, names
from newslab.extract.attribution import source as sources
from newslab.extract.attribution.context import Context
from newslab.extract.attribution.source import is_verb
from newslab.extract.attribution.spans import Chars, end_of, noun_phrase, trim, words
from newslab.extract.cues import Cue
from newslab.extract.page import Attribution

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_COMPLEMENT_ENDS = {"conj", "parataxis"}
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_QUESTION = {"WRB", "WP", "WDT", "WP$"}


def find(ctx: Context) -> list[Attribution]:
    """Find the statements that a verb signals."""
    found: list[Attribution] = []
    for token in ctx.doc:
        if token.idx < ctx.page.article.body_start or not is_cue_tag(token):
            continue
        cue = cue_of(token)
        if cue is None or token.i in ctx.closed:
            continue
        attribution = _Verb(ctx, token, cue).read()
        if attribution is not None:
            found.append(attribution)
            ctx.cues[token.i] = attribution
    return found


def is_cue_tag(token: Token) -> bool:
    """Whether a token is a verb form that can be a cue."""
    return token.tag_.startswith("VB") and token.dep_ not in ("amod", "compound", "aux", "auxpass")


def particle(verb: Token) -> Token | None:
    """Return the particle of a phrasal verb: "point *out*"."""
    return next((c for c in verb.rights if c.dep_ == "prt"), None)


def cue_of(verb: Token) -> Cue | None:
    """Look a verb up, with its particle first."""
    lexicon, lemma = cues.lexicon("verb"), verb.lemma_.lower()
    after = verb.doc[verb.i + 1].lower_ if verb.i + 1 < len(verb.doc) else ""
    part = particle(verb)
    for extra in (part.lower_ if part is not None else "", after):
        if extra and f"{lemma} {extra}" in lexicon:
            return lexicon[f"{lemma} {extra}"]
    return lexicon.get(lemma) if part is None or part.lower_ not in ("off", "up") else None


class _Verb:
    """One verb and what hangs on it."""

    def __init__(self, ctx: Context, verb: Token, cue: Cue) -> None:
        self.ctx, self.verb, self.cue = ctx, verb, cue
        self.acts: Mapping[str, str] = cue.acts
        self.doc, self.text = ctx.doc, ctx.text
        rights = [c for c in verb.rights if not c.is_space]
        self.clauses = [c for c in rights if c.dep_ == "ccomp" or _unmarked(c)]
        self.rights = rights
        self.part = particle(verb)
        self.last = self.part if self.part is not None else verb
        if len(cue.lemma.split()) > 1 and self.part is None:
            self.last = self.doc[verb.i + 1]
        self.passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children) or (
            verb.tag_ == "VBN"
            and (verb.dep_ in ("acl", "conj") and self._conj_passive()
                 or any(c.dep_ == "agent" for c in rights))
        )

    def _conj_passive(self) -> bool:
        if self.verb.dep_ == "acl":
            return True
        head = self.verb.head
        own = any(c.dep_ in ("aux", "nsubj", "dobj") for c in self.verb.children)
        return not own and any(c.dep_ == "auxpass" for c in head.children)

    # --- what is found ---------------------------------------------------------------------------

    def read(self) -> Attribution | None:
        """Return the attribution, or None when nothing is said here."""
        if self._neither():
            return self._neither_nor()
        negated = self._negated()
        if not self._real(negated):
            return None
        self.acts = self.cue.negated() if negated else self.acts
        if self.passive:
            return self._passive()
        subject = self._subject()
        put = self.ctx.as_put(self.verb, self.last)
        if put is not None and {"clause", "quote"} & set(self.acts):
            made = self._make(put.spans, put.rule, ("clause", "quote"), None, negated)
            if made is not None:
                made.source = put.source
            return made
        quoted = self.ctx.quotations.of(
            self.verb, subject.noun if subject else None, self.last,
            inherited=subject is not None and subject.inherited,
            clause=bool(self.clauses) or self._takes_object(),
        )
        if quoted and "quote" in self.acts:
            made = self._make(quoted.spans, quoted.rule, ("quote", "clause"), subject, negated)
            if made is not None and quoted.source is not None:
                made.source, made.inherited = quoted.source, False
            return made
        if subject is None or subject.noun.tag_ in ("WP", "WDT", "WRB"):
            return None
        around = self._parenthesis(subject)
        if around and {"clause", "quote"} & set(self.acts):
            return self._make(around, "parenthesis", ("clause", "quote"), subject, negated)
        frames = self._frames(negated=negated)
        if frames is None:
            return None
        frame, start, end, cue_end, addressee = frames
        if end is None and frame.startswith("obj") and frame not in ("obj_inf", "obj_clause"):
            end = self._object_end(start, frame.removeprefix("obj_"))
        span = self._content(start, end)
        if span is None:
            return None
        made = self._make([span], frame, (frame,), subject, negated)
        if made is not None:
            if addressee is not None and frame.startswith("obj"):
                made.about = noun_phrase(addressee)
                judged = made.act in ("praise", "criticise", "accuse")
                if frame in ("obj_inf", "obj_clause") or (judged and _is_party(addressee)):
                    made.addressee = made.about
            elif addressee is not None:
                made.about = noun_phrase(addressee)
                if not frame.startswith(("express", "pred")):
                    made.addressee = made.about
            if cue_end is not None and '"' not in self.doc[self.verb.i : cue_end.i].text:
                made.cue = made.cue[0], end_of(cue_end)
        return made

    def _takes_object(self) -> bool:
        """Whether the verb has an object that it does not address."""
        return "obj_clause" not in self.acts and any(c.dep_ == "dobj" for c in self.rights)

    def _make(
        self,
        content: list[Chars],
        rule: str,
        frames: tuple[str, ...],
        subject: sources.Subject | None,
        negated: bool,
    ) -> Attribution | None:
        if not content:
            return None
        act = "withhold" if frames == ("neither nor",) else self._act(frames)
        made = Attribution(
            cue=(self.verb.idx, end_of(self.last)),
            cue_lemma=self.cue.lemma,
            act=act,
            content=content,
            rule=rule,
            cue_root=self.verb,
            negated=negated or act in ("withhold", "deny", "reject"),
        )
        if subject is not None:
            made.source = noun_phrase(subject.noun, without=self.verb)
            made.inherited = subject.inherited
            if subject.inherited:
                made.notes.append("subject of the clause before")
        if frames[0] in ("clause", "quote", "whether", "future", "must", "inf") or (
                frames[0].startswith("p:")):
            made.addressee = self._addressee(content)
        return made

    def _act(self, frames: tuple[str, ...]) -> str:
        kind, _, noun = frames[0].partition(":")
        if kind == "express" and noun:
            return cues.lexicon("expressed")[noun].act("obj")
        return next((self.acts[f] for f in frames if f in self.acts), next(iter(self.acts.values())))

    def _addressee(self, content: list[Chars]) -> Span | None:
        """Return to whom something is said: "told X", "said to X"."""
        for child in self.rights:
            noun: Token | None = child
            if child.lower_ == "to" and child.dep_ in ("prep", "dative"):
                noun = next((c for c in child.rights if c.dep_ == "pobj"), None)
            elif child.dep_ not in ("dobj", "dative") or "obj_clause" not in self.acts:
                continue
            if noun is not None and noun.lower_ in sources.words("audience"):
                return None
            if noun is not None and noun.pos_ in sources.NOMINAL and not any(
                    s <= noun.idx < e for s, e in content):
                return noun_phrase(noun)
        return None

    # --- whether something is said ---------------------------------------------------------------

    def _auxiliaries(self) -> list[Token]:
        found = [c for c in self.verb.lefts if c.dep_ in ("aux", "auxpass")]
        verb = self.verb
        if not found and verb.dep_ == "conj" and verb.tag_ in ("VB", "VBN", "VBG"):
            found = [c for c in verb.head.lefts if c.dep_ in ("aux", "auxpass")]
        return [a for a in found if not sources.misread(a, verb)
                and self.ctx.same_quotation(a.i, verb.i)]

    def _negated(self) -> bool:
        negation = sources.words("negation")
        return any(
            c.dep_ in ("neg", "preconj", "cc") and c.lower_ in negation
            and self.ctx.same_quotation(c.i, self.verb.i)
            for c in self.verb.lefts
        )

    def _real(self, negated: bool) -> bool:
        """Tell what was said from what may be, was not or shall be said."""
        verb, unreal = self.verb, sources.words("unreal")
        if any(c.dep_ == "mark" and c.lower_ in sources.words("condition") for c in verb.lefts):
            return False
        if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
            return False
        if negated:
            return bool(self.cue.negated()) and verb.dep_ != "relcl"
        if any(a.lower_ in unreal for a in self._auxiliaries()):
            return False
        return not self._asked()

    def _neither(self) -> bool:
        return any(c.lower_ == "neither" for c in self.verb.lefts) and any(
            c.lower_ == "nor" for c in self.verb.rights)

    def _neither_nor(self) -> Attribution | None:
        """"neither confirmed nor denied that": one cue, and nothing is told."""
        first = next(c for c in self.verb.lefts if c.lower_ == "neither")
        other = next((c for c in self.verb.rights if c.dep_ == "conj" and is_verb(c)), None)
        subject = self._subject()
        if other is None or subject is None or self.verb.tag_ == "VBG":
            return None
        self.ctx.closed.add(other.i)
        span = self._content(other.i + 1, other.right_edge.i + 1)
        made = self._make([span], "neither nor", ("neither nor",), subject, True) if span else None
        if made is not None:
            made.cue = first.idx, end_of(other)
            made.cue_lemma = f"neither {self.verb.lemma_} nor {other.lemma_}"
        return made

    def _asked(self) -> bool:
        root = self.verb
        if root.dep_ != "ROOT" or self.ctx.quoted(root.i):
            return False
        first = next((a for a in self._auxiliaries()), None)
        subject = sources.own_subject(root)
        return first is not None and subject is not None and first.i < subject.left_edge.i

    def _subject(self) -> sources.Subject | None:
        lender = self.ctx.lent.get(self.verb.i)
        if lender is not None:
            found = self.ctx.subject(lender)
            return sources.Subject(found.noun, inherited=True) if found else None
        return self.ctx.subject(self.verb)

    # --- the forms -------------------------------------------------------------------------------

    def _passive(self) -> Attribution | None:
        """"It was announced by X that", "X was quoted as saying", "X was accused by Y of"."""
        verb, acts = self.verb, self.acts
        agent = next((c for c in self.rights if c.dep_ == "agent" or c.lower_ == "by"), None)
        doer = next((c for c in agent.children if c.dep_ == "pobj"), None) if agent else None
        patient = next((c for c in verb.lefts if c.dep_ == "nsubjpass"), None)
        if patient is None and verb.dep_ == "acl":
            patient = verb.head
        if patient is None and verb.dep_ == "advcl":
            # "Asked by lawmakers for a timetable, he gave none": he was asked.
            asked = self.ctx.subject(verb.head)
            patient = asked.noun if asked is not None else None
        subject = sources.Subject(doer) if doer is not None else None
        if self.clauses and {"clause", "obj_clause"} & set(acts):
            clause = self.clauses[0]
            if subject is None and not (patient is not None and patient.lower_ == "it"):
                return None
            span = self._content(self._clause_start(clause), None)
            made = self._make([span], "passive", ("clause",), subject, False) if span else None
            return made
        for child in self.rights:
            low = child.lower_
            complement = (
                f"p:{low}" in acts or (low == "of" and "obj_of" in acts) or (low == "for" and "obj_for" in acts)
                or (low == "as" and "obj_as" in acts)
            )
            blamed = f"obj_{low}" in acts and acts[f"obj_{low}"] in ("accuse", "criticise", "praise")
            if complement and (subject is not None or blamed):
                plain = f"p:{low}" in acts
                first = child.i + plain
                bound = agent.i if agent is not None and agent.i > first else None
                span = self._content(first, bound)
                made = self._make([span], "passive", (f"p:{low}", f"obj_{low}"), subject,
                                  False) if span else None
                if made is not None and patient is not None and patient.pos_ in sources.NOMINAL:
                    made.addressee = noun_phrase(patient)
                return made
        if doer is not None and patient is not None and "obj" in acts and verb.dep_ != "acl":
            span = noun_phrase(patient)
            return self._make([(span.start_char, span.end_char)], "passive", ("obj",), subject,
                              False)
        return None

    def _parenthesis(self, subject: sources.Subject) -> list[Chars]:
        """"A, he said in June, B": what stands around a clause between commas."""
        if subject.inherited or (self.clauses and not self._before_is_content()):
            return []
        return self.ctx.around(self.verb, subject.noun, self.last)

    def _before_is_content(self) -> bool:
        """Whether the parse has a clause on either side of the verb."""
        return any(c.dep_ == "ccomp" for c in self.verb.lefts)

    def _frames(
        self, *, negated: bool
    ) -> tuple[str, int, int | None, Token | None, Token | None] | None:
        """Return frame, first token, last bound, last token of the cue, addressee."""
        acts, verb = self.acts, self.verb
        objects = [c for c in self.rights if c.dep_ in ("dobj", "dative", "oprd")
                   and c.pos_ in sources.NOMINAL | {"DET", "ADJ"}]
        person = objects[0] if objects else None
        if person is None and self.last.dep_ == "prep":
            person = next((c for c in self.last.rights if c.dep_ == "pobj"), None)
        neither = next((c for c in self.rights if c.dep_ == "advcl" and any(
            k.lower_ == "neither" for k in c.lefts)), None)
        if neither is not None and "neither" in acts:
            self.ctx.closed.update(t.i for t in neither.subtree if is_verb(t))
            return "neither", neither.left_edge.i, None, None, None
        near = self._nearest_infinitive()
        if near is not None and "inf" in acts and person is None:
            comment = "inf_comment" in acts and near.head.lemma_.lower() in sources.words("comment")
            return "inf_comment" if comment else "inf", near.i, None, None, None
        asked = next((c for c in self.rights if c.dep_ in ("advcl", "ccomp") and _is_question(c)),
                     None)
        if negated and asked is not None and "whether" in acts:
            return "whether", self._clause_start(asked), None, None, person
        for clause in self.clauses:
            to = _to(clause)
            own = next((c for c in clause.lefts if c.dep_ in sources.SUBJECTS), None)
            if to is not None and own is not None and to.i > own.i:
                if "obj_inf" in acts:
                        return "obj_inf", to.i, None, None, own
                if "clause" not in acts or not any(t.tag_ in _FINITE for t in clause.subtree):
                    continue
            if "pred" in acts and not (clause.pos_ in ("VERB", "AUX") and "clause" in acts):
                return "pred", clause.left_edge.i, None, None, own
            if not any(t.tag_ in _FINITE for t in clause.subtree) and to is None:
                continue
            if _is_question(clause) and "whether" in acts:
                return "whether", self._clause_start(clause), None, None, person
            if "clause" in acts or ("obj_clause" in acts and person is not None):
                addressed = person if "obj_clause" in acts else None
                return self._modal(clause), self._clause_start(clause), None, None, addressed
            if "told_as" in acts:
                continue
        for clause in self.rights:
            if clause.dep_ not in ("xcomp", "ccomp", "advcl"):
                continue
            to = _to(clause)
            if to is not None and person is not None and person.i < to.i and "obj_inf" in acts:
                return "obj_inf", to.i, None, None, person
            if to is not None and clause.dep_ != "advcl":
                if "inf" in acts and (person is None or person.i > to.i):
                    return "inf", to.i, None, None, None
            if clause.dep_ in ("xcomp", "advcl") and clause.tag_ == "VBG" and "ger" in acts:
                if person is None and clause.i == clause.left_edge.i and clause.i - verb.i <= 2:
                    return "ger", clause.i, None, None, None
        return (
            self._that(person) or self._objects(person) or self._prepositions(person)
            or self._unparsed()
        )

    def _nearest_infinitive(self) -> Token | None:
        """Return the "to" of an infinitive that stands directly behind the verb."""
        after = self.last.i + 1
        while after < len(self.doc) and self.doc[after].pos_ == "ADV":
            after += 1
        token = self.doc[after] if after < len(self.doc) else None
        if token is None or token.tag_ != "TO" or token.head.tag_ != "VB":
            return None
        if token.head.dep_ not in ("xcomp", "ccomp"):
            return None
        before = token.nbor(-1)
        return before if before.lower_ == "not" else token

    def _that(self, person: Token | None) -> tuple[str, int, int | None, Token | None,
                                                     Token | None] | None:
        """Read "told a meeting of X that": the parse makes a relative clause of it."""
        if not {"clause", "obj_clause"} & set(self.acts):
            return None
        for at in range(self.last.i + 1, min(self.verb.right_edge.i, self.last.i + 30)):
            token = self.doc[at]
            if is_verb(token):
                return None
            if token.lower_ == "that" and is_verb(token.head) and token.head.i > at:
                own = sources.own_subject(token.head)
                if own is not None and own.i > at and token.dep_ not in ("det",):
                    addressed = person if "obj_clause" in self.acts else None
                    return self._modal(token.head), at, None, None, addressed
        return None

    def _unparsed(self) -> tuple[str, int, int | None, Token | None, Token | None] | None:
        """Read the clause behind "said" that the parse takes for a noun phrase."""
        if "clause" not in self.acts or "obj" in self.acts or "inf" in self.acts:
            return None
        for child in self.rights:
            if child.dep_ == "dobj" and child.pos_ not in sources.NOMINAL and any(
                    t.tag_ in _FINITE for t in child.subtree):
                return "clause", child.left_edge.i, None, None, None
        return None

    def _modal(self, clause: Token) -> str:
        """Return the frame of a clause: what must be, what will be, or what is."""
        for child in clause.lefts:
            for frame in ("must", "future"):
                if child.dep_ == "aux" and frame in self.acts and child.lower_ in sources.words(
                        frame):
                    return frame
        return "clause"

    def _objects(
        self, person: Token | None
    ) -> tuple[str, int, int | None, Token | None, Token | None] | None:
        acts = self.acts
        if self.verb.dep_ == "acl" and self.verb.tag_ == "VBG":
            acts = {f: a for f, a in acts.items() if f != "obj"}
        if person is None or person.i - self.last.i > 12 or person.lower_ in ("itself", "so"):
            return None
        first = person.left_edge.i
        after = [c for c in self.rights if c.i > person.i]
        if "same" in acts and any(t.lower_ in sources.words("same") for t in (*person.lefts, person)):
            return "same", first, person.i + 1, None, None
        if "pred" in acts and "obj" not in acts and any(
            t.pos_ == "NOUN" and t.dep_ in ("appos", "npadvmod", "dobj", "dep", "conj")
            and any(c.dep_ == "det" for c in t.lefts) and t.i > person.i
            for t in (*after, *person.rights)
        ):
            return "pred", first, None, None, person
        if person.dep_ == "oprd" and "pred" in acts:
            return "pred", first, None, None, None
        if "pred" in acts and any(c.dep_ in ("oprd", "ccomp", "xcomp") for c in after):
            return "pred", first, None, None, person
        if "pred" in acts and any(
            self.ctx.quote_number(k) not in (-1, self.ctx.quote_number(self.verb.i))
            for k in range(person.left_edge.i, min(self.verb.right_edge.i + 1, person.i + 12))
        ):
            return "pred", first, None, None, person
        if "told_as" in acts:
            saying = next((c for c in after if c.lower_ == "as"), None)
            if saying is not None:
                return "obj", saying.i + 1, None, None, None
        if "conditions" in acts and person.lemma_ in ("condition", "term", "precondition"):
            return "conditions", person.i, None, None, None
        if "express" in acts:
            noun = cues.lexicon("expressed").get(person.lower_) or cues.lexicon("expressed").get(
                person.lemma_.lower())
            if noun is not None:
                return f"express:{noun.lemma}", first, None, None, person
        preps = {c.lower_ for c in (*after, *person.rights) if c.dep_ in ("prep", "dative")}
        for frame, word in (("obj_of", "of"), ("obj_as", "as"), ("obj_for", "for"),
                            ("obj_on", "on")):
            if frame in acts and word in preps:
                return frame, first, None, None, person
            following = person.i + 1
            if frame in acts and following < len(self.doc) and (
                    self.doc[following].lower_ == word) and following > self.verb.right_edge.i:
                # "hailed X as Y": the parse hangs "as Y" on another noun.
                return frame, first, self.ctx.limit(self.verb, first, whole=True), None, person
        for frame in ("obj_of", "obj_for", "obj"):
            if frame in acts and (frame == "obj" or self.acts[frame] in
                                  ("criticise", "praise", "accuse")):
                return frame, first, None, None, person
        return None

    def _prepositions(
        self, person: Token | None
    ) -> tuple[str, int, int | None, Token | None, Token | None] | None:
        acts = self.acts
        after = self.doc[self.last.i + 1] if self.last.i + 1 < len(self.doc) else None
        if after is not None and f"p:{after.lower_}" in acts and after.dep_ in ("mark", "prep"):
            if not any(c.i == after.i for c in self.rights) and after.i + 1 < len(self.doc):
                return f"p:{after.lower_}", after.i + 1, None, after, None
        if self.part is not None and f"{self.part.lower_}_inf" in acts:
            to = next((t for c in self.rights if c.dep_ in ("xcomp", "advcl", "ccomp")
                       if (t := _to(c)) is not None), None)
            noun = self.doc[self.part.i + 1] if self.part.i + 1 < len(self.doc) else None
            noun = next((c for c in self.rights if c.dep_ in ("pobj", "dobj")), noun)
            if to is not None and noun is not None:
                return f"{self.part.lower_}_inf", to.i, None, None, noun
        for prep in self.rights:
            if prep.dep_ not in ("prep", "dative", "agent") or prep.i - self.last.i > 8:
                continue
            word = prep.lower_
            noun = next((c for c in prep.children if c.dep_ in ("pobj", "pcomp")), None)
            if noun is None:
                continue
            frame = f"{word}_inf"
            if frame in acts and (person is None or person.i > prep.i):
                for clause in self.rights:
                    to = _to(clause) if clause.dep_ in ("xcomp", "advcl", "ccomp") else None
                    if to is not None and to.i > prep.i:
                        return frame, to.i, None, prep, noun
                to = next((t for t in noun.subtree if t.i > noun.i and t.tag_ == "TO"), None)
                if to is not None:
                    return frame, to.i, None, prep, noun
            if f"p:{word}" in acts and self.ctx.same_quotation(prep.i, self.verb.i):
                inside = acts[f"p:{word}"] in ("agree", "pledge", "withhold")
                addressed = person if "obj_clause" in acts else None
                start = prep.i if inside or addressed is not None else noun.left_edge.i
                end = min(noun.right_edge.i + 1, self.ctx.limit(self.verb, start))
                if noun.dep_ == "pcomp" or inside:
                    end = self._without_date(start, self.ctx.limit(self.verb, start))
                return f"p:{word}", start, end, None if inside else prep, addressed
        return None

    # --- the characters --------------------------------------------------------------------------

    def _clause_start(self, clause: Token) -> int:
        """Return the first token of a clause: its "that", whatever the parse hangs it on."""
        first = clause.left_edge.i
        for at in range(self.last.i + 1, first):
            if self.doc[at].lower_ == "that" and self.doc[at].dep_ == "mark":
                return at
        while first <= self.last.i:
            first += 1
        return first

    def _object_end(self, first: int, own: str) -> int | None:
        """Return where an object ends: before an adjunct of place, time or manner."""
        limit = self.ctx.limit(self.verb, first)
        for child in self.rights:
            if first < child.i < limit and child.dep_ == "advcl" and (
                    child.left_edge.lower_ in sources.words("time")):
                return max(child.left_edge.i, first + 1)
            if first < child.i < limit and child.dep_ == "prep":
                following = self.doc[child.i + 1].lower_ if child.i + 1 < limit else ""
                if child.lower_ not in (*sources.words("complement"), own) and following not in (
                        "condition", "conditions", "grounds"):
                    return child.left_edge.i
        return self._without_date(first, limit)

    def _without_date(self, first: int, end: int) -> int:
        """Leave off when it was said: "agreed to the plan *three days ago*"."""
        for child in reversed(self.rights):
            last = child.right_edge.i + 1
            if child.dep_ == "npadvmod" and last == end and child.left_edge.i > first:
                return child.left_edge.i
            if child.dep_ != "punct":
                break
        return end

    def _content(self, first: int, bound: int | None) -> Chars | None:
        """Return the characters from a token to the end of what the verb governs."""
        end = self.ctx.limit(self.verb, first) if bound is None else bound
        if end <= first:
            return None
        start, stop = self.doc[first].idx, end_of(self.doc[end - 1])
        start, stop = self.ctx.quotations.closed(start, stop, self.verb.idx)
        span = trim(self.text, start, stop)
        return span if words(self.text, *span) else None


def _unmarked(clause: Token) -> bool:
    """Whether an adverbial clause has a subject and no conjunction: a complement, misread."""
    if clause.dep_ != "advcl" or clause.tag_ not in ("VB", *_FINITE):
        return False
    kinds = {c.dep_ for c in clause.lefts}
    return bool(kinds & sources.SUBJECTS) and "mark" not in kinds and not any(
        c.tag_ == "WRB" for c in clause.lefts)


def _is_party(noun: Token) -> bool:
    """Whether a noun is for people or a body, who can be praised or blamed as an actor."""
    return any(noun.lower_ in names.nouns(kind) for kind in ("group", "role", "org", "government"))


def _to(clause: Token) -> Token | None:
    return next((c for c in clause.lefts if c.tag_ == "TO"), None)


def _is_question(clause: Token) -> bool:
    first = clause.left_edge
    return first.tag_ in _QUESTION or first.lower_ in ("whether", "if")
