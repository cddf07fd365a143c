"""What the rules share about one article: subjects, quotations, where a content ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.statements import cues, source
from newslab.extract.statements.quotations import Quotations, Quoted
from newslab.extract.statements.source import Subject, is_verb
from newslab.extract.statements.spans import Chars, end_of, noun_phrase, tidy, trim, words
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.extract.statements.cues import Cue
    from newslab.syntax.page import Attribution, Page
    from newslab.syntax.tree import Token

_PAST = frozenset({"VBD", "VBN"})
_BREAKS = {",", "--", "—", "–", "―", "-"}
_STOPS = {",", ".", ";", ":", "!", "?", "--", "—", "–", "―", "-", '"', "'", "…"}
_ADJUNCTS = {
    "prep",
    "npadvmod",
    "advmod",
    "dobj",
    "dative",
    "prt",
    "neg",
    "agent",
    "tmod",
    "oprd",
    "acomp",
}


class Context:
    """One article while its attributions are found."""

    def __init__(self, page: Page) -> None:
        self.page, self.doc, self.text = page, page.doc, page.text
        self.cues: dict[int, Attribution] = {}
        self.lent: dict[int, Token] = {}
        self.closed: set[int] = set()
        #: Where the clause of a verb that ends a content begins, if not at its left edge.
        self.cut: dict[int, int] = {}
        self._quote_of = page.quote_numbers
        self._subjects: dict[int, Subject | None] = {}
        self.quotations = Quotations(self)

    def subject(self, verb: Token) -> Subject | None:
        """Return a verb's subject, its own or a lent one."""
        if verb.i not in self._subjects:
            found = source.subject(verb)
            if found is not None and found.noun.lower_ in ("it", "there") and _is_expletive(verb):
                found = None
            self._subjects[verb.i] = found
        return self._subjects[verb.i]

    @cached_property
    def low_counts(self) -> Counter[str]:
        """How often each word occurs, whatever its case."""
        return Counter(self.doc.lower)

    @cached_property
    def last_names(self) -> dict[str, int]:
        """Number of the last token that has each name."""
        return {t.text: t.i for t in self.doc if t.pos_ == "PROPN"}

    def quoted(self, i: int) -> bool:
        """Whether a token stands in a quotation."""
        return self._quote_of[i] >= 0

    def same_quotation(self, i: int, j: int) -> bool:
        """Whether two tokens stand in the same quotation, or both in none."""
        return self._quote_of[i] == self._quote_of[j]

    def quote_number(self, i: int) -> int:
        """Return the number of the quotation that a token stands in, or -1."""
        return self._quote_of[i]

    # --- the clause of a cue ---------------------------------------------------------------------

    def segment(self, verb: Token, noun: Token | None, last: Token) -> tuple[int, int]:
        """Return the tokens of a cue with its subject and short adjuncts."""
        first, end = verb.i, last.i + 1
        for child in verb.lefts:
            if child.dep_ in ("aux", "auxpass", "neg", "advmod") and child.i > first - 4:
                first = min(first, child.i)
        if noun is not None:
            span = noun_phrase(noun)
            right = max(span.end, noun.right_edge.i + 1 if noun.i > verb.i else span.end)
            if span.start < first:
                first = span.start
            if noun.i > verb.i:
                end = max(end, right)
        quote = self._quote_of[verb.i]
        moved = True
        while moved and end < len(self.doc):
            moved = False
            token = self.doc[end]
            top = token
            while top.head.i != verb.i and top.head.i >= last.i and top.head.i != top.i:
                top = top.head
            if (
                top.head.i == verb.i
                and top.dep_ in _ADJUNCTS
                and top.left_edge.i == end
                and self._quote_of[end] == quote
            ):
                end = top.right_edge.i + 1
                moved = True
        return first, end

    def around(self, verb: Token, noun: Token, last: Token) -> list[Chars]:
        """Return the clauses that stand around a cue set off by commas, if it is."""
        first, end = self.segment(verb, noun, last)
        doc, sent = self.doc, verb.sent
        lead = first - 1
        if lead >= sent.start and doc[lead].lower_ == "as" and doc[lead].tag_ == "IN":
            if lead == sent.start and end < sent.end and doc[end].text == ",":
                # "As X put it, A": what follows the comma.
                right = self.right_part(verb, end)
                return [right] if right is not None else []
            first, lead = lead, lead - 1
        if first <= sent.start or doc[lead].text not in _BREAKS:
            return []
        if end < sent.end and doc[end].text not in _STOPS:
            return []
        start = self.left_start(verb, first)
        left = trim(self.text, doc[start].idx, doc[first - 1].idx)
        right = self.right_part(verb, end)
        if not words(self.text, *left):
            return []
        governed = any(
            c.i < first
            and c.dep_ in ("ccomp", "dep", "csubj", "xcomp", "nsubj", "parataxis")
            and c.i != noun.i
            for c in verb.lefts
        ) or verb.dep_ in ("parataxis", "ccomp", "dep", "intj", "conj")
        last_word = next((t for t in reversed(sent) if not t.is_space), verb)
        headline = not last_word.is_punct
        finite = any(t.tag_ in source.FINITE for t in doc[start : first - 1]) or any(
            start <= c.i < first
            and c.dep_ in ("ccomp", "dep", "dobj")
            and (c.pos_ in source.NOMINAL or source.own_subject(c) is not None)
            for c in verb.lefts
        )
        if right is None:
            # A headline does without a finite verb: "Ferry to sail in June, governor says".
            said = finite or (headline and words(self.text, *left) > 2)
            return [left] if said and (governed or headline) else []
        if not governed and words(self.text, *left) < 2:
            return [right]
        return [left, right]

    def as_put(self, verb: Token, last: Token) -> Quoted | None:
        """Read "A, as X put it, B", whatever the parse hangs X on."""
        doc, sent = self.doc, verb.sent
        end = last.i + 1
        while end < sent.end and (doc[end].lower_ in ("it", "earlier") or doc[end].pos_ == "ADV"):
            end += 1
        if end < sent.end and doc[end].text not in _STOPS:
            return None
        at = verb.i - 1
        while at >= max(sent.start, verb.i - 14) and doc[at].lower_ != "as":
            if doc[at].tag_ in source.FINITE - {"MD"} and doc[at].pos_ == "VERB":
                return None
            at -= 1
        if at < max(sent.start, verb.i - 14) or at + 1 >= verb.i:
            return None
        if not self.same_quotation(at, verb.i):
            return None
        if at > sent.start and doc[at - 1].text not in _BREAKS and not self.quoted(at - 1):
            return None
        stop = verb.i
        while stop > at + 2 and doc[stop - 1].pos_ in ("AUX", "ADV"):
            stop -= 1
        named = doc[at + 1 : stop]
        if not any(t.pos_ in source.NOMINAL for t in named) or any(is_verb(t) for t in named):
            return None
        spans = []
        start = self.left_start(verb, at)
        if start < at - 1:
            left = self.quotations.closed(doc[start].idx, doc[at - 1].idx, verb.idx)
            spans.append(trim(self.text, *left))
        right = self.right_part(verb, end)
        if right is not None and right not in spans:
            spans.append(right)
        spans = [s for s in spans if words(self.text, *s)]
        return Quoted(spans, "as X put it", tidy(doc, at + 1, stop)) if spans else None

    def left_start(self, verb: Token, first: int) -> int:
        """Return where the clause before a cue begins: its sentence, or behind the last cue."""
        start = verb.sent.start
        for at in range(first - 2, start, -1):
            if at in self.cues and self.cues[at].rule in ("parenthesis", "quotation"):
                bound = self.segment(self.doc[at], None, self.doc[at])[1]
                while bound < first and self.doc[bound].dep_ in ("punct", "cc"):
                    bound += 1
                return bound if bound < first - 1 else start
        for at in range(start, first - 1):
            if self.doc[at].text in (";", ":") and self.same_quotation(at, verb.i):
                start = at + 1
        while self.doc[start].is_space and start < first:
            start += 1
        return start

    def right_part(self, verb: Token, end: int) -> Chars | None:
        """Return what goes on after a comma behind the cue's clause."""
        doc, sent = self.doc, verb.sent
        if end >= sent.end - 1 or doc[end].text not in _BREAKS:
            return None
        first = end + 1
        token = doc[first]
        subject = token.tag_ == "VBG" and token.dep_ in ("csubj", "nsubj", "amod")
        if token.tag_ in ("VBN", "VBG") and any(
            c.dep_ in ("aux", "auxpass") and c.i < verb.i for c in token.lefts
        ):
            subject = True  # "Lee had, she said, written to them"
        if token.lower_ == "according" or (
            token.tag_ in ("VBG", "VBN", "WP", "WDT", "WRB", "WP$") and not subject
        ):
            return None
        if token.dep_ == "cc" or doc[end].text == ",":
            ahead = doc[first + 1] if first + 1 < sent.end else token
            more = any(self.quoted(k) for k in range(first, min(first + 4, sent.end)))
            # "A, he said, but was willing to B": no deed of the speaker's.
            goes_on = token.lower_ == "but" and ahead.pos_ == "AUX" and not _is_passive(ahead)
            if token.dep_ == "cc" and ahead.tag_ in ("VBD", "VBN", "VBG") and not (more or goes_on):
                return None
        if token.lower_ in source.words("authors_own"):
            return None
        next_words = {t.lemma_ for t in doc[first + 1 : first + 2]}
        if token.lower_ == "without" and next_words & source.words("untold"):
            return None  # "A, he claimed, without giving evidence"
        if token.lower_ in source.words("concession") and (
            token.head.lemma_ in cues.lexicon("verb")
        ):
            return None  # "A, according to B, though C denied it"
        if [t.lower_ for t in doc[first : first + 2]] == ["in", "what"]:
            return None  # ", in what would be the first such case": the author's own
        stop = self.limit(verb, first, whole=True)
        start, close = self.quotations.closed(token.idx, end_of(doc[stop - 1]), verb.idx)
        span = trim(self.text, start, close)
        return span if words(self.text, *span) else None

    # --- where a content ends --------------------------------------------------------------------

    def limit(self, verb: Token, first: int, *, whole: bool = False) -> int:
        """Return one past the last token of the content that starts at token ``first``.

        It runs to the end of what the parse hangs on the verb, but not into the next cue of the
        same speaker: "said A *and claimed B*", "said A, *adding that B*".
        """
        end = verb.sent.end if whole else min(verb.right_edge.i + 1, verb.sent.end)
        if first >= end:
            end = verb.sent.end
        lexicon = cues.lexicon("verb")
        quote = self._quote_of[verb.i]
        # A content may begin with a conjunction: "A, he said, *but was willing to B*".
        for at in range(first + 1 + (self.doc[first].dep_ == "cc"), end):
            token = self.doc[at]
            if self._quote_of[at] != quote:
                continue
            word = token.lower_
            if word in (";", ",", "according") and self._stops(word, at, end):
                return self._lead(at, first) if word == "according" else at
            if token.tag_ in source.VERBS and self._ends(verb, token, first, lexicon):
                start = self.cut.get(at, token.left_edge.i)
                return self._lead(start if start > first else at, first)
        return end

    def _stops(self, word: str, at: int, end: int) -> bool:
        """Whether a semicolon, ", a claim that …" or ", according to" ends a content."""
        if word == "according":
            beside = self.doc[at - 1].text in _BREAKS
            return beside and at + 1 < end and self.doc[at + 1].lower_ == "to"
        return word == ";" or self._sums_up(at, end)

    def _sums_up(self, comma: int, end: int) -> bool:
        """Whether a comma leads to what the author calls it: "…, a claim *that* X rejected"."""
        doc, nouns = self.doc, cues.lexicon("noun")
        if comma + 3 >= end or doc[comma + 1].lower_ not in ("a", "an"):
            return False
        noun = next((t for t in doc[comma + 2 : comma + 4] if t.tag_ == "NN"), None)
        if noun is None:
            return False
        lemma = noun.lemma_.lower()
        judged = lemma in source.words("summed") and first_of(noun.rights, "acl") is not None
        return judged or (lemma in nouns and first_of(noun.rights, "relcl", "acl") is not None)

    def _ends(self, verb: Token, token: Token, first: int, lexicon: Mapping[str, Cue]) -> bool:
        cue = token.lemma_.lower() in lexicon
        if token.dep_ == "conj" and token.head.i == verb.i and cue:
            return True
        if token.lemma_.lower() in source.words("core") and token.tag_ in source.FINITE:
            # "agreed to a truce, officials said, but …": said of all that.
            own = source.own_subject(token)
            if own is None and token.dep_ == "acl":
                own = token.head
            behind = self.doc[token.i + 1].text if token.i + 1 < len(self.doc) else "."
            begins = own.left_edge.i if own is not None else token.i
            if first < begins < token.i and self.doc[begins - 1].text == "," and behind in _STOPS:
                self.cut[token.i] = begins
                return True
        without = self.doc[token.i - 1]
        if without.lower_ == "without" and token.lemma_ in source.words("untold"):
            # "said A, *without elaborating*": at the end, not in the midst of what is said
            last = token.right_edge.i >= token.sent.end - 2
            if last and self.doc[without.i - 1].text in _BREAKS:
                self.cut[token.i] = without.i
                return True
        aside = token.dep_ == "advcl" and token.head.i == verb.i and token.left_edge.i > first
        if token.tag_ == "VBG" and aside:
            # "said A, looking away": what the speaker does besides.
            before = token.left_edge.i - 1
            return self.doc[before].text in _BREAKS or self.quoted(before)
        if (
            token.tag_ == "VBG"
            and cue
            and token.dep_ in ("advcl", "acl", "conj", "dep", "xcomp", "prep", "pcomp")
        ):
            before = token.i - 1
            while self.doc[before].pos_ == "ADV":
                before -= 1
            if self.doc[before].text not in _BREAKS and not self.quoted(before):
                return False
            if is_verb(verb) and token.head.i != verb.i:
                self.lent.setdefault(token.i, verb)
            return True
        lead = token.left_edge
        gloss = token.tag_ == "VBG" and token.lemma_ in source.words("consequence")
        if gloss and lead.i > first and self.doc[lead.i - 1].text in _BREAKS:
            return True  # "said A, *drawing* criticism": what the author makes of it
        called = token.tag_ == "VBN" and token.lemma_ in source.words("reached")
        if called and token.i == lead.i + 1 and lead.lower_ == "when":
            return lead.i > first  # "declined to comment *when reached* by telephone"
        if token.dep_ == "advcl":
            # A contrast is the author's own: "said A, though B".
            edge = token.left_edge
            return (
                edge.i > max(first, token.head.i)
                and (self._is_contrast(edge) or (cue and edge.lower_ == "as"))
                and (
                    self.doc[edge.i - 1].text in _BREAKS
                    or [t.text for t in self.doc[edge.i - 2 : edge.i]] == [",", '"']
                )
            )
        if token.dep_ != "conj":
            return False
        head = token.head
        own = source.own_subject(token)
        if head.i == verb.i:
            clause = any(c.dep_ in ("ccomp", "advcl") for c in verb.rights)
            return not (own is not None and clause and self._goes_on(token))
        chain = head
        while chain.dep_ == "conj" and chain.i > first:
            chain = chain.head
        # "had been altered and accused X of": a past tense that the parse takes for a participle.
        past = (
            token.tag_ == "VBN"
            and verb.tag_ == "VBD"
            and first_of(token.lefts, "aux", "auxpass") is None
            and (any(c.dep_ == "dobj" for c in token.rights) or not self._could_speak(chain, verb))
        )
        # "say A is near but warn": a plural that the parse takes for an infinitive.
        plural = token.tag_ == "VB" and verb.tag_ == "VBP" and chain.tag_ in source.FINITE
        same = past or plural or (token.tag_ == verb.tag_ and token.tag_ in source.FINITE)
        aside = self.doc[token.i - 2].text == ","
        if not cue and own is None and aside and token.tag_ == verb.tag_ in source.FINITE:
            # "denies that it could be so, and points to the figures": what the speaker does.
            simple = chain.tag_ == "VBN" and token.tag_ == "VBD"
            return simple or self._other_tense(chain, verb)
        if cue and own is not None and token.tag_ == verb.tag_ in source.FINITE:
            if own.pos_ == "PRON" and own.i > 1 and self.doc[own.i - 2].text == ",":
                return True  # "said A, and it called B unfair"
            # "said A would come, and B replied": another speaker.
            return self._other_tense(chain, verb)
        governed = chain.head.i == verb.i and any(c.tag_ == "TO" for c in chain.lefts)
        done = (governed and token.tag_ == "VBD") or (cue and token.tag_ in _PAST)
        if own is None and done and chain.tag_ == "VB":
            # "urged X to go and backed Y": no infinitive goes on in the past.
            self.lent[token.i] = verb
            return True
        if not cue or own is not None or not same:
            return False
        if self._other_tense(chain, verb) or not self._could_speak(chain, verb):
            self.lent[token.i] = verb
            return True
        return False

    def _is_contrast(self, edge: Token) -> bool:
        """Whether a clause is the author's own: "though", "even as" (but not "even if")."""
        even = [t.lower_ for t in self.doc[edge.i : edge.i + 2]] == ["even", "as"]
        return even or edge.lower_ in source.words("contrast")

    def _goes_on(self, verb: Token) -> bool:
        """Whether a coordinated clause is reported, too: "said A, and B would follow"."""
        return any(
            (c.dep_ == "aux" and c.lower_ in ("would", "could", "should", "might", "had"))
            or (c.dep_ == "mark" and c.lower_ == "that")
            for c in verb.lefts
        )

    @staticmethod
    def _other_tense(clause: Token, verb: Token) -> bool:
        auxiliaries = [c for c in clause.lefts if c.dep_ in ("aux", "auxpass")]
        finite = next((a.tag_ for a in auxiliaries if a.tag_ in source.FINITE), clause.tag_)
        return finite != verb.tag_

    def _could_speak(self, clause: Token, verb: Token) -> bool:
        """Whether somebody else than a verb's subject speaks in a clause that goes on."""
        if clause.dep_ == "relcl" and any(c.lower_ == "who" for c in clause.lefts):
            return True  # "it was Lee who had left and said"
        noun = source.own_subject(clause)
        if noun is None or any(c.dep_ == "expl" for c in clause.children):
            return False
        if noun.lower_ in source.PERSONS and clause.head.i == verb.i:
            speaker = source.own_subject(verb)
            return speaker is None or not _agrees(noun, speaker)
        return noun.pos_ == "PROPN" or noun.lower_ in (*source.PERSONS, "we", "i")

    def _lead(self, at: int, first: int) -> int:
        """Step back over the conjunction and comma before a clause."""
        while at - 1 > first and (
            self.doc[at - 1].pos_ == "CCONJ"
            or (self.doc[at - 1].dep_ in ("cc", "punct", "preconj") and not self.quoted(at - 1))
        ):
            at -= 1
        return at


def _agrees(pronoun: Token, noun: Token) -> bool:
    """Whether "he", "she" or "they" may mean a noun: by number, and the gender of a first name."""
    if noun.pos_ == "PRON":
        return noun.lower_ == pronoun.lower_
    if pronoun.lower_ == "they" or noun.tag_ in ("NNS", "NNPS"):
        return pronoun.lower_ == "they" and noun.tag_ in ("NNS", "NNPS")
    genders = {names.genders().get(t.text, "") for t in (*noun.lefts, noun)}
    return ("m" if pronoun.lower_ == "she" else "f") not in genders


def _is_passive(auxiliary: Token) -> bool:
    verb = auxiliary.head if auxiliary.dep_ in ("aux", "auxpass") else auxiliary
    return first_of(verb.children, "auxpass") is not None


def _is_expletive(verb: Token) -> bool:
    return any(c.dep_ == "expl" for c in verb.children)
