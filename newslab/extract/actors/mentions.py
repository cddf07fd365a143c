"""The places that may refer to an actor: names, noun phrases, personal pronouns."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from newslab import lexicons
from newslab.extract import names
from newslab.extract.actors.naming import Name, Namer
from newslab.extract.actors.types import NO_ODDS, Odds, weigh
from newslab.syntax.page import Attribution, Page
from newslab.syntax.tree import Span, Token, Tree

_LEFT = frozenset({"det", "compound", "amod", "poss", "nmod", "nummod", "predet"})
_INNER = frozenset({"compound", "nmod", "amod", "nummod"})
_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj"})
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these", "those"})
_OWN = frozenset({"det", "poss"})
_NOMINAL_RELATIONS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj", "appos"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
#: What may stand between an office and who holds it.
_PHRASE = frozenset({"NOUN", "PROPN", "ADJ", "DET", "ADP", "CCONJ"})
_NP_WORD = frozenset({"NOUN", "PROPN", "ADJ", "DET", "NUM", "PRON"})


@dataclass(slots=True, eq=False)
class Mention:
    """One phrase that may refer to an actor.

    ``head`` is the token that the phrase hangs on, ``start:end`` its tokens with the title.
    ``form`` is name, description, or what a pronoun is a form of: he (or she), it, they, me.
    ``mods`` and ``count`` are modifiers and number before a noun,
    ``words`` are a name's words without the title, ``key`` those that tell, ``name`` its first
    token, ``called`` a common noun right before it ("the *airline* Mahan Air"); ``apposed`` is the
    head of the phrase that this one stands beside or is said to be, or −1, ``same`` whether it
    surely is. ``aside`` is what stands in a heading, caption or credit or means nobody,
    ``predicate`` what somebody is said to be or serves as, ``said`` are the quotations of a
    source, ``named`` the names in what it says, ``until`` is where its phrase ends. ``subject`` is
    what a verb has for one, ``acts`` tells that somebody does something, as a fact.
    ``odds`` are of person, organization, place and thing; ``sure`` is how probable the link is,
    ``rule`` why it was made if not by its score.
    """

    head: int
    start: int
    end: int
    low: str
    form: str
    sentence: int
    quote: int
    words: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    name: int = -1
    title: str = ""
    called: str = ""
    det: str = ""
    mods: frozenset[str] = frozenset()
    count: str = ""
    plural: bool = False
    gender: str = ""
    place: str = ""
    country: str = ""
    source: bool = False
    said: frozenset[int] = frozenset()
    named: tuple[tuple[str, ...], ...] = ()
    until: int = 0
    told: bool = False
    judged: bool = False
    subject: bool = False
    acts: bool = False
    apposed: int = -1
    aside: bool = False
    predicate: bool = False
    same: bool = False
    odds: Odds = NO_ODDS
    sure: float = 1.0
    rule: str = ""

    @property
    def is_pronoun(self) -> bool:
        """Whether it is a personal pronoun, or a numeral or "some" in the place of one."""
        return self.form not in ("name", "description")


def issuers(document: Token) -> list[Token]:
    """Return the words that may name who made a document: "a survey by X", not "obtained by X"."""
    found: list[Token] = []
    for c in document.rights:
        if c.lower_ in {"by", "from", "in", "at"}:
            found += c.rights
        elif c.dep_ == "acl" and c.lemma_ not in names.parts("obtains"):
            found += [k for by in c.rights if by.lower_ in {"by", "from"} for k in by.rights]
    found += [*document.lefts, *(k for c in document.lefts for k in c.lefts)]
    return [w for w in found if w.pos_ in _NOMINAL and w.dep_ != "amod"]


def head_of(doc: list[Token], first: int, last: int) -> int:
    """Return the token that ``first:last`` hang on; of "dozens of protesters", the protesters."""
    tops = [t for t in doc[first:last] if not first <= t.head.i < last or t.head is t]
    nominal = (t for t in tops if t.pos_ in _NP_WORD and t.dep_ != "det")
    top = [*nominal, *tops, doc[first]][0]
    counts = top.lower_ in names.parts("quantity")
    counted = (k for of in top.rights if counts and of.lower_ == "of" for k in of.rights)
    return next((k.i for k in counted if k.i < last), top.i)


def find(page: Page, attributions: Iterable[Attribution]) -> list[Mention]:
    """Return the mentions of an article in the order in which they are to be linked.

    That is the order of the text, but a name goes before the description that it stands beside
    ("the prosecutor general, Ali Mehr"): what a description adds is then known to be his.
    """
    found = _Finder(page, attributions).find()
    _appose(page.doc, found)
    at = {m.head: m for m in found}
    place = {m.head: m.start + 0.5 for m in found}
    for m in found:
        d = at.get(m.apposed) if m.form == "name" else None
        if d and d.form == "description" and (d.head < m.head or d.same):
            outer = at.get(d.apposed)  # "*her daughter*, the actress Ann Lee"
            d.apposed, m.apposed = m.head, -1
            d.same |= m.start == d.head + 1 and not d.plural  # "scooter *maker* Veltro"
            place[m.head] = d.start
            if outer and outer.form == "description" and not outer.plural and outer.head < d.head:
                outer.apposed, place[m.head] = m.head, outer.start
    opens = {quote: i - 0.5 for i, quote in reversed([*enumerate(page.quote_numbers)])}
    for m in filter(_is_speaker, found):  # known before whom he speaks of
        place[m.head] = min([place[m.head], *map(opens.__getitem__, m.said)])
    weigh(page.doc, found)
    return sorted(found, key=lambda m: place[m.head])


def _is_speaker(m: Mention) -> bool:
    return m.is_pronoun and m.source


class _Finder:
    """Finds the mentions of an article by the words and by the statements that were found."""

    def __init__(self, page: Page, attributions: Iterable[Attribution]) -> None:
        self.doc, self.quotes = page.doc, page.quote_numbers
        self.body = page.article.body_start
        self.sentence = [n for n, sent in enumerate(page.doc.sents) for _ in sent]
        #: The heads of the phrases that speak: where each phrase ends, which quotations are its.
        self.ends: dict[int, int] = {}
        self.said: dict[int, set[int]] = defaultdict(set)
        self.begins: dict[int, set[int]] = defaultdict(set)
        #: Heads of who is judged, and of who is told or urged: these can only be actors.
        self.judged: set[int] = set()
        self.told: set[int] = set()
        for a in attributions:
            self.judged.update(t.i for t in a.judged)
            if a.addressee is not None:
                self.told.add(head_of(page.doc, a.addressee.start, a.addressee.end))
            head = head_of(page.doc, a.source.start, a.source.end)
            self.ends[head] = a.source.end
            for span in a.content:  # "I promise A," said X: X speaks
                inside = page.doc.between(*span)
                self.begins[head] |= {inside.start, inside.start + 1}  # behind "that"
                self.said[head] |= {*self.quotes[inside]} - {-1, self.quotes[head]}
        for document in [i for i in self.ends if page.doc.lower[i] in names.nouns("document")]:
            for issuer in issuers(page.doc[document]):  # who made it is a source, too
                self.ends.setdefault(issuer.i, issuer.i + 1)
        self.heads = self.ends.keys() | self.judged | self.told
        namer = Namer(page, self.ends)
        self.names, self.asides, self.barred = namer.names(), namer.asides(), namer.barred
        self.keys = _spelt([names.content_words(n.words) for n in self.names])
        self.inside = {i for n in self.names for i in range(n.start, n.end)}
        known = names.genders().keys()
        #: Where full names end: what stands behind "and" is of another person.
        self.full = {n.end for n in self.names if not known.isdisjoint(n.words[:-1])}

    def find(self) -> list[Mention]:
        """Return names, descriptions and pronouns in the order of the text."""
        found = [self._name(n) for n in self.names]
        pronouns = names.nouns("pronoun")
        for t in self.doc:
            if t.i in self.inside or t.idx < self.body:
                continue
            if t.lower_ in pronouns:
                if t.pos_ in {"PRON", "DET"}:
                    found.append(self._new(t, t.i, t.i + 1, pronouns[t.lower_]))
            elif self._is_noun(t):
                found.append(self._description(t))
            elif t.i in self.heads and not _is_anybody(t):
                # "some", "both", "two" speak: they, unless of a group that is told
                partitive = any(c.lower_ == "of" for c in t.rights)
                found.append(self._new(t, t.i, t.i + 1, "description" if partitive else "they"))
        self._speak_of(found)
        return sorted(found, key=lambda m: (m.start, -m.end))

    def _speak_of(self, found: list[Mention]) -> None:
        """Note whom a pronoun is not that speaks: "He said *Obama* hopes"."""
        quoted: dict[int, list[Mention]] = defaultdict(list)
        starts: dict[int, list[Mention]] = defaultdict(list)
        for n in (n for n in found if n.form == "name"):
            quoted[n.quote].append(n)
            starts[n.start].append(n)
        for m in filter(_is_speaker, found):
            told = [n for quote in m.said for n in quoted[quote]]
            told += [n for at in self.begins[m.head] if at > m.head for n in starts[at]]
            m.named = tuple(n.key for n in told)

    def _is_noun(self, t: Token) -> bool:
        if t.pos_ == "ADJ":  # "the 44-year-old"
            left = {c.dep_ for c in t.lefts}
            return t.dep_ in _NOMINAL_RELATIONS and {"det", "npadvmod"} <= left
        noun = t.pos_ in {"NOUN", "PROPN"} and t.text[0].isalpha() and t.i not in self.barred
        if not noun or _counts(t) or is_field(t):
            return False
        own = t.dep_ not in _INNER or t.head.i < t.i or t.i in self.heads
        speaks = t.head.lower_ in names.nouns("spokes")  # "a *police* spokesman"
        return own or speaks or self.doc[t.i + 1].pos_ not in {"NOUN", "PROPN", "ADJ"}

    def _new(self, head: Token, start: int, end: int, form: str) -> Mention:
        m = Mention(head.i, start, end, head.lower_, form, self.sentence[head.i], -1)
        m.quote, m.aside = self.quotes[head.i], head.i in self.asides
        m.source = any(i in self.ends for i in range(start, end))
        m.said = frozenset(q for i in range(start, end) for q in self.said.get(i, ()))
        m.until = self.ends.get(head.i, 0)
        m.told, m.judged = head.i in self.told, head.i in self.judged
        m.subject = m.source or head.dep_ in _SUBJECT or head.head.dep_ == "agent"
        m.acts = m.source or _does(head)
        m.plural = head.tag_ in {"NNS", "NNPS"} or form == "they"
        m.gender = {"he": "m", "she": "f"}.get(form, "")
        m.form = "he" if form == "she" else form
        if not m.is_pronoun:
            m.apposed = _apposed(m, head)
        return m

    def _phrase(self, t: Token, m: Mention) -> None:
        """Read determiner and modifiers off what stands before a noun."""
        left = [c for c in t.lefts if c.dep_ in _LEFT]
        m.start = min([m.start, *(c.left_edge.i for c in left)])
        for w in self.doc[m.start : m.head]:
            # No phrase goes over "and" here: "US President Ann Lee *and* Mayor Paul Roe".
            joins = w.tag_ == "CC" and w.i in self.full
            if joins or _parts(w) or w.idx < self.body:
                m.start = w.i + 1
        owner = next((c for c in left if c.dep_ in _OWN), None)
        if owner is not None:
            known = owner.lower_ if owner.lower_ in _DETERMINERS else "other"
            m.det = "poss" if owner.dep_ == "poss" else known
        m.mods = frozenset(c.lower_ for c in left if c.dep_ not in _OWN)

    def _description(self, t: Token) -> Mention:
        m = self._new(t, t.i, t.i + 1, "description")
        self._phrase(t, m)
        m.count = " ".join(w.lower_ for w in self.doc[m.start : m.head] if w.tag_ == "CD")
        if t.pos_ == "ADJ":
            m.low, m.same = "person", m.det == "the"
        first = next(w for w in (t, *t.ancestors) if w.dep_ != "conj")  # "a coward and a *liar*"
        there = any(c.dep_ == "expl" for c in first.head.lefts)  # "There was a woman."
        served = first.dep_ == "pobj" and first.head.lower_ == "as"
        m.predicate = served or (first.dep_ in {"attr", "oprd"} and not there)
        m.aside |= self.doc.lower[m.start] in names.parts("unreferring")  # "*how* many people"
        _, told = names.classes().get(t.lower_, ("", ""))
        m.gender = told if told in {"m", "f"} else ""
        if t.lower_ in names.nouns("polity"):
            # "the Hungarian government", "the government of Hungary"
            of = [w for c in t.rights if c.lower_ == "of" for w in c.subtree]
            ruled = (names.ruled(self.doc.texts, w.i) for w in (*self.doc[m.start : t.i], *of))
            m.country = next(filter(None, ruled), "")
        return m

    def _name(self, n: Name) -> Mention:
        t = self.doc[n.end - 1]
        while n.start <= t.head.i < n.end and t.head is not t:
            t = t.head
        m = self._new(t, n.start, n.end, "name")
        m.words, m.name = n.words, n.name
        m.key = names.content_words(n.words)
        m.key = self.keys.get(m.key, m.key)
        nick = re.findall(r'"(\w+)"', Span(self.doc, n.name, n.end).text)  # of Robert "Bob" Lee
        m.key = (*m.key[:1], *map(names.fold, nick), *m.key[1:])
        self._phrase(t, m)
        m.low = n.words[-1].lower()
        whole = " ".join(n.words)
        m.place, m.country = names.places().get(whole, ("", ""))
        of_place = not names.places().keys().isdisjoint([whole[:-1], whole.removesuffix("ers")])
        # "Islamists", "Germans", "New Yorkers", not "Mijares"
        m.plural &= of_place or m.low in names.nouns("group") or m.low.endswith("ists")
        self._call(m, n)
        m.start = min(m.start, n.start)
        beside = (w for w in self.doc[m.start : n.name] if w.pos_ in {"NOUN", "PROPN", "ADJ"})
        m.mods = frozenset(w.lower_ for w in beside) - {m.title}  # "*Russian* President Ann Lee"
        m.told |= bool(m.place) and _acts(t)
        if m.place == "region" and m.country:
            m.country = whole  # "Texas sued": not the United States
        first = names.genders().get(n.words[0], "") if len(n.words) > 1 else ""
        _, told = names.classes().get(m.title, ("", ""))
        m.gender = next((g for g in (told, first) if g in {"m", "f"}), "")
        return m

    def _call(self, m: Mention, n: Name) -> None:
        """Read the title or the noun before a name."""
        before = self.doc[n.name - 1] if n.name else self.doc[m.head]
        if n.name and names.is_title(before.lower_):
            m.title = before.lower_
        elif before.tag_ == "NN" and m.start < n.name and before.text.islower():
            m.called = before.lower_
            m.plural &= names.senses().get(m.called) != "person"  # "defender Ollie *Banks*"


def _spelt(keys: list[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return misspelt names ▶ as they are spelt in full or before: "Ann Maurer … *Mauer*".

    All words but one are the same; a surname that stands in a longer name, too, is right.
    """
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    known: dict[tuple[object, ...], list[str]] = defaultdict(list)
    full = dict.fromkeys(key for key in keys if len(key) > 1)
    surnames = dict.fromkeys(key for key in keys if len(key) == 1 and key[0] not in chain(*full))
    for key in [*full, *surnames]:
        for i, word in enumerate(key):
            alike = known[key[:i], word[0], key[i + 1 :]]
            right = next((w for w in alike if names.misspelt(word, w)), None)
            if right:
                spelt = *key[:i], right, *key[i + 1 :]
                found[key] = found.get(spelt, spelt)
            alike.append(word)
        known[(), key[-1][0], ()].append(key[-1])
    return found


def is_field(t: Token) -> bool:
    """Whether a bare noun is part of an office: "chief of *staff*", "director of *research*"."""
    bare = t.tag_ in {"NN", "NNS"} and t.text.islower() and t.left_edge is t.right_edge
    return bare and t.head.lower_ == "of" and names.is_title(t.head.head.lower_)


def _is_anybody(t: Token) -> bool:
    """Whether it is whoever does something: "*those* who smoke", or a verb, or "that"."""
    if t.pos_ == "VERB" or t.tag_ in {"WP", "WDT", "EX"} or t.lower_ == "that":
        return True
    return t.lower_ == "those" and any(c.dep_ in {"relcl", "acl"} for c in t.rights)


def _counts(t: Token) -> bool:
    """Tell whether a word only says how many: "*thousands* of troops", not "a *group* of"."""
    only = t.lower_ in names.parts("quantity") and t.lower_ not in names.classes()
    of = (c for c in t.rights if c.lower_ == "of") if only else ()
    return t.lower_ in {"percent", "cent"} or any(k.pos_ in _NOMINAL for c in of for k in c.rights)


def _does(head: Token) -> bool:
    """Whether somebody does what is told as a fact: not "buyers may come", "no party left"."""
    top = head
    while top.dep_ == "conj" or (top.head.lower_ == "of" and _counts(top.head.head)):
        top = top.head if top.dep_ == "conj" else top.head.head  # "dozens of *protesters*"
    verb = top.head.head if top.head.dep_ == "agent" else top.head
    acts = top.head.dep_ == "agent" or top.dep_ == "nsubj"
    beside = {t.lower_ for t in verb.lefts if t.dep_ in {"aux", "neg", "mark"}}
    denied = any(t.lower_ in names.parts("unreferring") for t in top.lefts)
    unreal = denied or not names.parts("unreal").isdisjoint(beside)
    return acts and not unreal and verb.lemma_ not in names.parts("undergoes")


def _acts(place: Token) -> bool:
    """Tell whether a place stands for who does a deed: "Germany banned the airline"."""
    subject = place.head if place.dep_ == "conj" else place
    deeds = (lexicons.words("attitudes", k) for k in ("back", "criticise", "deed", "reject"))
    return subject.dep_ == "nsubj" and any(subject.head.lemma_ in words for words in deeds)


def _apposed(m: Mention, head: Token) -> int:
    """Return the head of the phrase that a mention is beside, or is said to be."""
    speaks = m.source and head.doc[head.left_edge.i - 1].text == ":"  # "Ann Lee sued: mayor"
    if m.form == "description" and _is_further(head):
        head = head.head
    if head.dep_ == "appos" and not m.start <= head.head.i < m.end and not speaks:
        of = head.head.head  # "a man from Leeds, Ann Lee," is no apposition to Leeds
        place = of.dep_ == "prep" and head.head.pos_ == "PROPN" and of.head.pos_ == "NOUN"
        person = any(c.text in names.genders() for c in head.lefts)
        return of.head.i if place and person else head.head.i
    if head.dep_ == "attr" and head.head.lemma_ in {"be", "become"}:
        return next((c.i for c in head.head.lefts if c.dep_ == "nsubj"), -1)
    return -1


def _is_further(head: Token) -> bool:
    """Whether a noun is another office of who stands before: "Ann Lee, a potter and *poet*"."""
    bare = head.tag_ in {"NN", "NNP"} and all(c.dep_ not in _OWN for c in head.lefts)
    return bare and head.dep_ == "conj" and head.head.dep_ == "appos"


def _appose(doc: Tree, found: list[Mention]) -> None:
    """Join a description and the name beside it that the parse leaves apart."""
    named = {m.end: m for m in found if m.form == "name"}
    until = {m.head: m.until for m in found}
    _abbreviate(doc, named)
    for n, d in enumerate(found):
        if d.form != "description":
            continue
        within = named.get(d.head)  # "the *Verdi* union"
        if within is not None and not within.place and d.low in names.nouns("generic_org"):
            within.apposed, d.same = d.head, True
        # A source holds its apposition, whatever the parse says: "Ann Lee, a potter, said".
        d.same |= d.head < until.get(d.apposed, 0)
        for m in found[max(n - 1, 0) : n + 6]:
            beside = m.start == d.head + 1 or doc[m.start - 1].text == ","
            beside &= m.head < d.until and doc[m.head].dep_ != "poss"
            if m.form == "name" and m.head > d.head and (beside or _holds(doc, d, m)):
                m.apposed, d.same = d.head, True
                break


def _parts(w: Token) -> bool:
    """Whether no phrase goes over a word: a mark, a verb ("Acme *has* sacked manager Ann Lee")."""
    verb = w.tag_ in {"VBZ", "VBP", "MD"} and not names.is_title(w.lower_)
    return verb or w.text in {'"', "\n", "(", ")", ":"}


def _holds(doc: Tree, d: Mention, m: Mention) -> bool:
    """Tell whether a name ends what an office begins: "head *of the bank* Ann Lee"."""
    first, *others = doc[d.head + 1 : m.name] or [doc[d.head]]
    if Span(doc, d.head + 1, m.name).text.lower().strip(", ") in names.parts("introducing"):
        return True  # "the owner, *identified as*"
    person = m.words[0] in names.genders() and names.is_title(d.low) and not d.plural
    whole = others and person and not {t.pos_ for t in others} - _PHRASE
    last = doc[m.name - 1]
    role = names.is_title(last.lower_) or names.senses().get(last.lower_) == "person"
    if first.lower_ == "and":  # "actor and producer Ann Lee"
        return bool(whole and role and d.det in {"", "the"})
    held = first.lower_ in names.parts("office_of") and d.low not in names.parts("no_office")
    return bool(whole and held and last.pos_ in {"NOUN", "PROPN"} and not role)


def _abbreviate(doc: Tree, named: dict[int, Mention]) -> None:
    """Join a name and the letters behind it: "People's Protection Units (YPG)", not "(D)"."""
    for m in named.values():
        of, word = named.get(m.start - 1), doc[m.start].text
        marks = "".join(t.text for t in doc[m.start - 1 : m.end + 1])
        if of and marks == f"({word.upper()})" and len(word) > 1:
            m.apposed, m.same = of.head, True
        full = named.get(m.start - 3)  # "the Institute for Sleep, *known as* the IS"
        if full and Span(doc, full.end, m.start).text == ", known as":
            m.apposed, m.same = full.head, True
