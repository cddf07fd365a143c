"""What a verb of attribution takes: the frame of the cue lexicon that fits, and its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from newslab.extract import names
from newslab.extract.statements import cues
from newslab.extract.statements import source as sources
from newslab.extract.statements.context import Context
from newslab.extract.statements.source import FINITE, NOMINAL, is_verb
from newslab.extract.statements.spans import calendar, end_of, noun_phrase
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Token

_QUESTION = frozenset({"WRB", "WP", "WDT", "WP$"})
_INFINITE = ("xcomp", "ccomp", "advcl")
#: Verbs and their noun: the frame, and the preposition that it asks for.
_WITH = (
    ("obj_of", "of"),
    ("obj_as", "as"),
    ("obj_for", "for"),
    ("obj_on", "on"),
    ("obj_at", "at"),
)
#: A noun within so many tokens behind a verb can be its object, a preposition its own.
_OBJECT_REACH, _PREPOSITION_REACH = 12, 8
JUDGING = frozenset({"praise", "criticise", "accuse"})


class Taken(NamedTuple):
    """What a cue takes: its content is the tokens from ``first`` to ``end`` (or to the limit)."""

    frame: str
    first: int
    end: int | None = None
    #: Last token of the cue, where a preposition belongs to it: "called for".
    cue: Token | None = None
    #: Whom or what the cue is about: its object, its addressee.
    about: Token | None = None


class Frames:
    """The complements of one verb; `taken` says which frame of its cue they fill."""

    def __init__(self, ctx: Context, verb: Token, last: Token, acts: Mapping[str, str]) -> None:
        self.ctx, self.doc, self.verb, self.last, self.acts = ctx, ctx.doc, verb, last, acts
        self.rights = [c for c in verb.rights if not c.is_space]
        self.clauses = [c for c in self.rights if c.dep_ == "ccomp" or _unmarked(c)]
        self.object = self._object()
        #: The word behind the verb.
        self.after = "".join(t.lower_ for t in self.doc[last.i + 1 : last.i + 2])

    def taken(self, *, negated: bool) -> Taken | None:
        """Return the first frame that fits: clauses, then objects, then prepositions."""
        relative = self._relative()
        if relative is not None:
            return relative
        return (
            self._neither()
            or self._infinitive_beside()
            or (self._untold() if negated else None)
            or self._claim()
            or self._clause()
            or self._verbal()
            or self._that()
            or self._noun()
            or self._preposition()
            or self._unparsed()
            or self._inside_out()
            or self._colon()
        )

    def clause_start(self, clause: Token) -> int:
        """Return the first token of a clause: its "that", whatever the parse hangs it on."""
        first = clause.left_edge.i
        for at in range(self.last.i + 1, clause.i):
            if self.doc[at].lower_ == "that" and self.doc[at].dep_ == "mark":
                early = self.doc[min(first, at) : at]
                if first >= at or all(t.pos_ in ("ADV", "SPACE") for t in early):
                    return at
        subject = _subject(clause)
        if subject is not None and self._is_dated(first, subject.left_edge.i):
            first = subject.left_edge.i
        return max(first, self.last.i + 1)

    def _is_dated(self, first: int, end: int) -> bool:
        """Whether only a day stands before a clause: "told a rally *on Monday* he would win"."""
        between = self.doc[first:end]
        return (
            0 < len(between) < 5
            and any(t.lower_ in calendar() for t in between)
            and all(t.pos_ in ("ADP", "PROPN", "NOUN", "DET", "ADJ", "NUM") for t in between)
        )

    def _object(self) -> Token | None:
        for child in self.rights:
            fits = child.dep_ in ("dobj", "dative", "oprd")
            noun = child.pos_ in NOMINAL | {"DET", "ADJ"} or child.lower_ == "that"
            if fits and noun:
                return child
        if self.last.dep_ == "prep":
            return first_of(self.last.rights, "pobj")
        return None

    # --- clauses ---------------------------------------------------------------------------------

    def _relative(self) -> Taken | None:
        """Read "the claims, which the minister denies": the noun before is the content."""
        if self.verb.dep_ != "relcl":
            return None
        for child in self.verb.lefts:
            if child.dep_ == "dobj" and child.lower_ in ("which", "that", "whom"):
                at = self.last.i + 1
                while at < len(self.doc) and self.doc[at].pos_ == "ADV":
                    at += 1
                if "clause" in self.acts and at < len(self.doc) and self.doc[at].tag_ in FINITE:
                    # "the test, which they say *has failed*": its subject is the relative pronoun.
                    return Taken("clause", self.last.i + 1, self._comma(at))
                if "obj" not in self.acts:
                    return None
                return self._summed_up()
        claim = self.verb.head.lemma_.lower() in cues.lexicon("noun")
        if claim and "obj" in self.acts and self.object is None and not self.clauses:
            return self._summed_up()  # "…, a claim the ministry rejected"
        return None

    def _summed_up(self) -> Taken:
        phrase = noun_phrase(self.verb.head, without=self.verb)
        return Taken("obj", phrase.start, phrase.end, about=self.verb.head)

    def _neither(self) -> Taken | None:
        """Read "responded, neither rejecting nor accepting it"."""
        if "neither" not in self.acts:
            return None
        for child in self.rights:
            if child.dep_ == "advcl" and any(c.lower_ == "neither" for c in child.lefts):
                self.ctx.closed.update(t.i for t in child.subtree if is_verb(t))
                return Taken("neither", child.left_edge.i)
        return None

    def _infinitive_beside(self) -> Taken | None:
        """Read "pledged to", "vowed not to", "refused to comment"."""
        at = self.last.i + 1
        while at < len(self.doc) and (self.doc[at].pos_ == "ADV" or self.doc[at].lower_ == "not"):
            at += 1
        if "inf" not in self.acts or self.object is not None or at >= len(self.doc):
            return None
        to = self.doc[at]
        if (
            to.tag_ != "TO"
            or to.head.tag_ not in ("VB", "VBN")
            or to.head.dep_ not in ("xcomp", "ccomp")
        ):
            return None
        tells = to.head.lemma_.lower() in sources.words("comment")
        frame = "inf_comment" if tells and "inf_comment" in self.acts else "inf"
        return Taken(frame, infinitive_start(to))

    def _untold(self) -> Taken | None:
        """Read "did not say whether", "has not said when"."""
        for child in self.rights:
            asks = child.dep_ in ("advcl", "ccomp") and _is_question(child)
            if asks and "whether" in self.acts:
                return Taken("whether", self.clause_start(child), about=self.object)
        return None

    def _claim(self) -> Taken | None:
        """Read "rejected the claim that …": what is rejected is the claim, not its content."""
        noun = self.object
        if (
            noun is None
            or "obj" not in self.acts
            or noun.lemma_.lower() not in cues.lexicon("noun")
        ):
            return None
        first = noun.left_edge.i
        return Taken("obj", first, self.object_end(first, ""), about=noun)

    def _clause(self) -> Taken | None:
        acts = self.acts
        for clause in self.clauses:
            if self._is_called(clause):
                # "condemned what he called a provocation": all that is the object
                frame = next(f for f in ("obj", "obj_for", "obj_as") if f in acts)
                named = first_of(clause.rights, "oprd", "dobj")
                return Taken(frame, clause.left_edge.i, about=named)
            to, own = _to(clause), _subject(clause)
            finite = any(t.tag_ in FINITE for t in clause.subtree)
            if to is not None and own is not None and to.i > own.i:
                if "obj_inf" in acts:
                    return Taken("obj_inf", infinitive_start(to), about=own)
                if "clause" not in acts or not finite:
                    continue
            if "pred" in acts and not (is_verb(clause) and "clause" in acts):
                return Taken("pred", clause.left_edge.i, about=own)
            if not finite and to is None and own is None:
                continue
            if "that" in acts and self.doc[self.clause_start(clause)].lower_ == "that":
                return Taken("that", self.clause_start(clause), about=self.object)
            if _is_question(clause) and "whether" in acts:
                return Taken("whether", self.clause_start(clause), about=self.object)
            addressed = self.object if "obj_clause" in acts else None
            if "clause" in acts or addressed is not None:
                return Taken(self._modal(clause), self.clause_start(clause), about=addressed)
        return self._reduced()

    def _is_called(self, clause: Token) -> bool:
        """Whether a clause is an object: "what he called a provocation"."""
        named = clause.left_edge.lower_ == "what" and clause.left_edge.head is clause
        lexicon = cues.lexicon("verb")
        calls = clause.lemma_ in lexicon and "pred" in lexicon[clause.lemma_].acts
        return named and calls and bool({"obj", "obj_for", "obj_as"} & set(self.acts))

    def _reduced(self) -> Taken | None:
        """Read "told the board *she wants to go*": the parse makes a relative clause of it."""
        if "obj_clause" not in self.acts or self.object is None:
            return None
        clause = first_of(self.object.rights, "relcl")
        own = _subject(clause) if clause is not None else None
        if clause is None or own is None or own.tag_ != "PRP" or own.i != self.object.i + 1:
            return None
        if first_of(clause.rights, "xcomp", "ccomp", "dobj", "acomp", "attr") is None:
            return None  # "told the crowd she addressed"
        return Taken(self._modal(clause), own.i, about=self.object)

    def _modal(self, clause: Token) -> str:
        """Return the frame of a clause: what must be, what will be, or what is."""
        for child in clause.lefts:
            for frame in ("must", "future"):
                holds = child.dep_ == "aux" and child.lower_ in sources.words(frame)
                if holds and frame in self.acts:
                    return frame
        return "clause"

    def _verbal(self) -> Taken | None:
        """Infinitives behind an object, and gerunds."""
        acts, noun = self.acts, self.object
        for clause in self.rights:
            if clause.dep_ not in _INFINITE:
                continue
            to = _to(clause)
            if to is not None and noun is not None and noun.i < to.i and "obj_inf" in acts:
                return Taken("obj_inf", infinitive_start(to), about=noun)
            bare = to is not None and (noun is None or noun.i > to.i)
            if to is not None and bare and clause.dep_ != "advcl" and "inf" in acts:
                return Taken("inf", infinitive_start(to))
            gerund = clause.dep_ != "ccomp" and noun is None and _is_gerund(clause)
            first = clause.left_edge.i
            if gerund and first - self.verb.i <= 2 and "ger" in acts:
                return Taken("ger", first)
        return None

    def _that(self) -> Taken | None:
        """Read "told a meeting of X that": the parse makes a relative clause of it."""
        if not {"clause", "obj_clause"} & set(self.acts):
            return None
        for at in range(self.last.i + 1, min(self.verb.right_edge.i, self.last.i + 30)):
            token = self.doc[at]
            if is_verb(token) and token.dep_ not in ("acl", "amod"):
                return None
            if token.lower_ == "that" and self.doc[at - 1].lower_ == "condition":
                return None  # "agreed to it, on condition that B": not B is agreed
            if token.lower_ == "that" and token.head.i > at and _is_clause(token.head):
                between = self.doc[at + 1 : token.head.i]
                subject = any(t.dep_ in sources.SUBJECTS for t in between)
                if subject and token.dep_ != "det":
                    addressed = self.object if "obj_clause" in self.acts else None
                    return Taken(self._modal(token.head), at, about=addressed)
        return None

    def _unparsed(self) -> Taken | None:
        """Read the clause behind "said" that the parse takes for an object: "said many of …"."""
        if "clause" not in self.acts or {"obj", "inf"} & set(self.acts):
            return None
        for child in self.rights:
            odd = child.dep_ == "dobj" and child.pos_ not in NOMINAL
            if odd and any(t.tag_ in FINITE for t in child.subtree):
                return Taken("clause", child.left_edge.i)
        return None

    def _inside_out(self) -> Taken | None:
        """Read "While he admitted X was late, Y": the parse hangs the cue on what is said."""
        clause = self.verb.head
        own = _subject(clause)
        inside = self.verb.dep_ == "advcl" and clause.i > self.verb.i and clause.tag_ in FINITE
        if not inside or "clause" not in self.acts or own is None:
            return None
        if own.left_edge.i != self.last.i + 1:
            return None
        return Taken("clause", own.left_edge.i, self._comma(clause.i))

    def _comma(self, first: int) -> int:
        """Return the next comma, or the end of the sentence."""
        end = self.verb.sent.end
        return next((k for k in range(first, end) if self.doc[k].text == ","), end)

    def _colon(self) -> Taken | None:
        """Read "insisted: no deal without guarantees"."""
        at = self.last.i + 1
        end = self.verb.sent.end
        if not {"clause", "quote"} & set(self.acts) or at + 1 >= end or self.doc[at].text != ":":
            return None
        return Taken("clause", at + 1, end)

    # --- nouns -----------------------------------------------------------------------------------

    def _noun(self) -> Taken | None:
        noun, acts = self.object, self.acts
        if noun is None and self.after == "as":
            return self._fronted_as()
        if noun is None or noun.i - self.last.i > _OBJECT_REACH or noun.lower_ in ("itself", "so"):
            return None
        if noun.lower_ in sources.words("negation"):
            return None  # "endorsed nobody"
        beside = first_of(self.rights, "prep")
        own = beside is not None and beside.i == self.last.i + 1 < noun.i
        if own and f"p:{self.after}" in acts:
            return None  # "called for A, B": the parse takes B for an object
        first = noun.left_edge.i
        if "same" in acts and any(t.lower_ in sources.words("same") for t in (*noun.lefts, noun)):
            return Taken("same", first, noun.i + 1)
        if "pred" in acts and self._is_predicated(noun):
            return Taken("pred", first, about=None if noun.dep_ == "oprd" else noun)
        if "told_as" in acts and any(c.lower_ == "as" for c in self.rights):
            # "quoted X as saying": X says it, with a cue of its own.
            return None
        if "conditions" in acts and noun.lemma_ in ("condition", "term", "precondition"):
            return Taken("conditions", noun.i)
        if "express" in acts:
            said = cues.lexicon("expressed")
            found = said.get(noun.lower_) or said.get(noun.lemma_.lower())
            if found is not None:
                return Taken(f"express:{found.lemma}", first, about=noun)
        return self._noun_with(noun, first)

    def _fronted_as(self) -> Taken | None:
        """Read "dismissed as “fantasy” a claim by X": what it is called stands before it."""
        at = self.last.i + 1
        q = self.ctx.page.next_quote(self.doc[at].idx)
        frame = next((f for f in ("obj_as", "obj") if f in self.acts), None)
        if frame is None or q is None or self.ctx.text[end_of(self.doc[at]) : q.start].strip():
            return None
        thing = self.doc.char_span(q.end, q.end + 2, expand=True)
        if thing is None or thing[-1].tag_ not in ("DT", "PRP$", "NNP"):
            return None
        limit = min(self.verb.right_edge.i + 1, self.ctx.limit(self.verb, thing.end - 1))
        return Taken(frame, at, limit)

    def _is_predicated(self, noun: Token) -> bool:
        """Whether something is said of an object: "called X a Y", "called X “Y”"."""
        after = [c for c in self.rights if c.i > noun.i]
        second = any(
            t.i > noun.i
            and t.pos_ == "NOUN"
            and t.dep_ in ("appos", "npadvmod", "dobj", "dep", "conj")
            and any(c.dep_ == "det" for c in t.lefts)
            for t in (*after, *noun.rights)
        )
        end = min(self.verb.right_edge.i + 1, noun.i + _OBJECT_REACH)
        own = self.ctx.quote_number(self.verb.i)
        marked = any(
            self.ctx.quote_number(k) not in (-1, own) for k in range(noun.left_edge.i, end)
        )
        return (
            noun.dep_ == "oprd"
            or marked
            or (second and "obj" not in self.acts)
            or any(c.dep_ in ("oprd", "ccomp", "xcomp") for c in after)
        )

    def _noun_with(self, noun: Token, first: int) -> Taken | None:
        """Read an object with a preposition ("accused X of", "hailed X as"), or a bare one."""
        acts = self.acts
        around = [*(c for c in self.rights if c.i > noun.i), *noun.rights]
        # "accused governments in the region *of*": on a noun within the object, too.
        around += [c for p in noun.rights for n in p.rights for c in n.rights]
        linked = [c for c in around if c.dep_ in ("prep", "dative")]
        measured = "measure" not in acts or noun.lower_ in sources.words("measure")
        preps = {c.lower_ for c in linked if c.lower_ != "at" or (measured and is_figure(c))}
        behind = self.doc[noun.i + 1].lower_ if noun.i + 1 < len(self.doc) else ""
        for frame, word in _WITH:
            if frame in acts and word in preps:
                blamed = next((c for p in around if p.lower_ == "on" for c in p.children), None)
                whom = blamed if frame == "obj_on" and acts[frame] == "accuse" else noun
                return Taken(frame, first, self.object_end(first, word), about=whom)
            if frame in acts and behind == word != "at" and noun.i >= self.verb.right_edge.i:
                # "hailed X as Y": the parse hangs "as Y" on another noun.
                end = self.ctx.limit(self.verb, first, whole=True)
                return Taken(frame, first, end, about=noun)
        judged = any(acts.get(f) in JUDGING for f in ("obj_of", "obj_for"))
        bare = "obj" in acts and not (self.verb.dep_ == "acl" and self.verb.tag_ == "VBG")
        if not (bare or judged):
            return None
        if {"deed", "agent"} & set(acts) and not self._is_said(noun):
            return None
        frame = next(f for f in ("obj", "obj_of", "obj_for") if f in acts)
        if judged:
            frame = "obj_of" if "obj_of" in acts else "obj_for"
        own = "as" if judged and "as" in preps else ""
        return Taken(frame, first, self.object_end(first, own), about=noun)

    def _is_said(self, noun: Token) -> bool:
        """Tell "challenged the decision" from "challenged Federer", what is said from a deed."""
        subject = self.ctx.subject(self.verb)
        actor = subject.noun if subject is not None else None
        if (
            actor is not None
            and actor.pos_ == "NOUN"
            and actor.text.islower()
            and not is_party(actor)
        ):
            return False
        lemma = noun.lemma_.lower()
        return (
            "deed" not in self.acts
            or (noun.pos_ == "PRON" and noun.lower_ not in sources.words("person_pronoun"))
            or noun.tag_ == "VBG"
            or lemma in cues.lexicon("noun")
            or lemma in sources.words("issue")
            or lemma.endswith(tuple(sources.words("abstract")))
            or any(not self.ctx.same_quotation(t.i, self.verb.i) for t in noun.subtree)
        )

    def object_end(self, first: int, own: str) -> int:
        """Return where an object ends: before an adjunct of place, time or manner."""
        limit = self.ctx.limit(self.verb, first)
        if first < self.last.i:
            limit = min(limit, self.last.i)  # "ruled it out": before the particle
        kept = {*sources.words("complement"), own}
        inner = [t.i for t in self.doc[first:limit] if t.lower_ == own] if own else []
        inside = self.object.right_edge.i if self.object is not None else -1
        for child in self.rights:
            if not first < child.i < limit or child.right_edge.i < inside:
                continue
            last = child.right_edge.i + 1 >= limit - self.doc[limit - 1].is_punct
            if child.dep_ in ("npadvmod", "tmod") and child.i > inside and last and not own:
                return int(max(child.left_edge.i, first + 1))  # "backed it *last month*"
            if _is_medium(child):
                return int(max(child.i, first + 1))  # "praised it *in a statement*"
            if child.dep_ == "advcl" and child.left_edge.lower_ in sources.words("time"):
                return int(max(child.left_edge.i, first + 1))
            if any(child.i < k <= child.right_edge.i for k in inner):
                continue
            if child.lower_ == "with" and self.doc[child.i - 1].text == ",":
                return int(child.i)  # "denied it, with her deputy saying that"
            if child.dep_ == "prep" and child.lower_ not in kept:
                following = self.doc[child.i + 1].lower_ if child.i + 1 < limit else ""
                if following not in ("condition", "conditions", "grounds"):
                    return int(child.left_edge.i)
        return self.without_date(first, limit)

    def without_date(self, first: int, end: int) -> int:
        """Leave off when it was said: "agreed to the plan *three days ago*"."""
        for child in reversed(self.rights):
            last = child.right_edge.i + 1
            if child.dep_ == "npadvmod" and last == end and child.left_edge.i > first:
                return int(child.left_edge.i)
            if child.dep_ != "punct":
                break
        return end

    # --- prepositions ----------------------------------------------------------------------------

    def _preposition(self) -> Taken | None:
        return self._stray() or self._particle() or self._governed()

    def _stray(self) -> Taken | None:
        """Read a preposition beside the verb that the parse hangs on another word."""
        at = self.last.i + 1
        prep = self.doc[at] if at + 1 < len(self.doc) else None
        if prep is None or f"p:{prep.lower_}" not in self.acts:
            return None
        own = prep.head.i == self.verb.i
        if own or prep.dep_ not in ("mark", "prep"):
            return None
        return Taken(f"p:{prep.lower_}", at + 1, cue=prep)

    def _particle(self) -> Taken | None:
        """Read "called on X to" where the parse takes "on" for a particle."""
        frame = f"{self.last.lower_}_inf"
        if self.last.dep_ != "prt" or frame not in self.acts:
            return None
        to = next(self.infinitives(), None)
        noun = first_of(self.rights, "pobj", "dobj")
        if noun is None and self.last.i + 1 < len(self.doc):
            noun = self.doc[self.last.i + 1]
        return Taken(frame, infinitive_start(to), about=noun) if to is not None else None

    def _governed(self) -> Taken | None:
        for prep in self.rights:
            near = prep.i - self.last.i <= _PREPOSITION_REACH
            if not near or prep.dep_ not in ("prep", "dative", "agent"):
                continue
            noun = first_of(prep.children, "pobj", "pcomp")
            if noun is None:
                continue
            frame = f"{prep.lower_}_inf"
            if frame in self.acts and (self.object is None or self.object.i > prep.i):
                inside = (t for t in noun.subtree if t.i > noun.i and t.tag_ == "TO")
                to = next((t for t in (*self.infinitives(), *inside) if t.i > prep.i), None)
                if to is not None:
                    return Taken(frame, infinitive_start(to), cue=prep, about=noun)
            frame = f"p:{prep.lower_}"
            # "apologised “for the delay”": the marks may begin with the preposition.
            opens = not self.ctx.quoted(self.verb.i) and self.doc[prep.i - 1].text == '"'
            if frame in self.acts and opens:
                return Taken(frame, prep.i, noun.right_edge.i + 1)
            if frame in self.acts and self.ctx.same_quotation(prep.i, self.verb.i):
                return self._with_preposition(frame, prep, noun)
        return None

    def _with_preposition(self, frame: str, prep: Token, noun: Token) -> Taken:
        """Read a preposition that belongs to the content ("agreed *to a truce*") or to the cue."""
        addressed = self.object is not None and self.object.i < prep.i
        inside = addressed or self.acts[frame] in ("agree", "pledge", "withhold")
        about = self.object if addressed or "obj_clause" in self.acts else None
        first = prep.i if inside or about is not None else noun.left_edge.i
        limit = self.ctx.limit(self.verb, first)
        end = min(noun.right_edge.i + 1, limit)
        to = next((t for t in self.infinitives() if t.i == end), None)
        if to is not None and prep.lower_ == "for":
            end = min(to.head.right_edge.i + 1, limit)  # "called for Lee to resign"
        apart = self.object if self.object is not None and self.object.i > end else None
        if apart is not None and apart.left_edge.i == end + 1 and self.doc[end].text == ",":
            end = min(apart.right_edge.i + 1, limit)  # "called for A, B and C"
        if noun.dep_ == "pcomp" or inside:
            end = self.without_date(first, limit)
        return Taken(frame, first, end, cue=None if inside else prep, about=about)

    def infinitives(self) -> Iterator[Token]:
        """Yield the "to" of each infinitive that hangs on the verb."""
        for clause in self.rights:
            to = _to(clause) if clause.dep_ in _INFINITE else None
            if to is not None:
                yield to


def _unmarked(clause: Token) -> bool:
    """Whether an adverbial clause has a subject and no conjunction: a complement, misread."""
    if clause.dep_ != "advcl" or clause.tag_ not in ("VB", *FINITE):
        return False
    kinds = {c.dep_ for c in clause.lefts}
    adverb = any(c.tag_ == "WRB" for c in clause.lefts)
    return bool(kinds & sources.SUBJECTS) and "mark" not in kinds and not adverb


def _is_clause(head: Token) -> bool:
    """Whether a word heads a clause: a verb, or what is predicated with one ("was *late*")."""
    return is_verb(head) or any(
        c.tag_ in FINITE and c.dep_ in ("aux", "auxpass") for c in head.lefts
    )


def is_figure(prep: Token) -> bool:
    """Whether a preposition leads to a figure: "put the toll *at 112*", "at $3 million"."""
    noun = first_of(prep.rights, "pobj")
    return noun is not None and noun.pos_ in ("NUM", "SYM")


def is_party(noun: Token) -> bool:
    """Whether a noun is for people or a body, who can speak or be judged."""
    return any(noun.lower_ in names.nouns(k) for k in ("group", "role", "org", "government"))


def _subject(clause: Token) -> Token | None:
    return first_of(clause.lefts, *sources.SUBJECTS)


def infinitive_start(to: Token) -> int:
    """Return where an infinitive begins: "vowed *never to* resign"."""
    before = to.doc[to.i - 1]
    own = before.lower_ in sources.words("negation") and before.head is to.head
    return before.i if own else to.i


def _to(clause: Token) -> Token | None:
    return next((c for c in clause.lefts if c.tag_ == "TO"), None)


def _is_medium(prep: Token) -> bool:
    """Whether a phrase says by which medium one spoke: "on Twitter", "in a statement"."""
    noun = first_of(prep.rights, "pobj")
    if prep.dep_ != "prep" or noun is None:
        return False
    if noun.lower_ in sources.words("platform"):
        return prep.lower_ in ("on", "over", "via")
    own = any(t.lower_ in ("a", "an") for t in noun.lefts)
    return own and prep.lower_ in ("in", "during", "at") and noun.lower_ in sources.words("medium")


def _is_gerund(clause: Token) -> bool:
    """Whether a clause is a participle: "denied using", "denied having (ever) used"."""
    helped = any(c.dep_ in ("aux", "auxpass") and c.tag_ == "VBG" for c in clause.lefts)
    plain = clause.tag_ == "VBG" and all(c.dep_ in ("advmod", "neg") for c in clause.lefts)
    return plain or helped


def _is_question(clause: Token) -> bool:
    first = clause.left_edge
    return first.tag_ in _QUESTION or first.lower_ in ("whether", "if")
