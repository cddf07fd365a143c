"""Where names begin and end, and what title stands before them.

Each word gets a letter for what it may be in a name; a pattern over these letters says where a
name ends. What stands in front of the name proper (an office, whose it is) is then cut off.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from newslab.extract import names
from newslab.syntax.page import Page
from newslab.syntax.repair import FINITE
from newslab.syntax.tree import Span, Token

#: A longer line is no heading, byline or caption.
_ASIDE_WORDS = 25
_INNER = frozenset({"compound", "amod", "nmod"})
_FUNCTION = frozenset({"PRON", "DET", "NUM", "ADP", "SCONJ", "CCONJ"})
_CLOSERS = frozenset({'"', ":", ".", "!", "?", ","})
_OPEN = frozenset({"NOUN", "ADJ", "VERB", "X", "ADV", "INTJ"})

#: Words that are no part of a name but may join its parts; marks stand for themselves.
_JOINTS = {"of": "o", "for": "o", "on": "f", "the": "t", "a": "t", "and": "a", "'s": "s"}
_JOINTS |= {mark: mark for mark in "-'&,\""}
#: A name in letters. Words of names have capitals: B a body's, C one for a body that is "on"
#: something, O what is "of" something, T a title (S "of" something), G a place, J "Jr.", N a first
#: name, D another noun of the dictionary, W others.
_NAME = re.compile(
    r"""(?: (?<=[ts]) [A-Z]+ [DTW] a [A-Z]+ (?<=[BC])  # the "Old Parks and Rivers Board"
        | G* (?: [BDO]* D | B ) a [BDO]+ [BC]  # "Food and Drug Administration"
        | N a N [A-Z]* (?<=[BCO]) | [A-Z] )
    (?: [A-Z]
      | p+ -? [A-Z]                               # Ursula "von der Leyen", "al-Masri"
      | (?: (?<=[BCOS]) o | (?<=C) f ) t? [A-Z]   # "Ministry of the Interior"
          (?: [A-Z]* (?: a (?: [A-RU-Z] | t [DGNW] ) | o [DNW] ) )?  # "Health and Human Services"
      | (?<=T) o t? (?: G+ (?= [DW]{2} ) | [A-MO-Z]{1,3} (?= N[DNW] ) )  # "Mayor of" Ulm Ann Lee
      | (?<![^A-Z]G) - [A-Z]                      # "Lloyd-Jones", not "China-Taiwan"
      | " [DNW]+ " [DNW]                          # Paul "Bear" Bryant
      | (?<=[A-Z][A-Z]) - u                       # "Kim Jong-un"
      | ' [BCO]                                   # "Teachers' Union"
      | , J                                       # "Robert Downey, Jr."
      | & [A-Z]                                   # "Children's Hospital", "Johnson & Johnson"
    )*""",
    re.VERBOSE,
)


#: A party and seat beside a name: "Linda Krauss, *R-Lima*", "(D-Calif.)".
_SEAT = re.compile(r"(?<=, )[RDI]-[A-Z][\w.]*|(?<=\()[RDI]-[A-Z][\w., ]*(?=\))")


class Name(NamedTuple):
    """A name: tokens ``start:end``; the title before it is ``start:name``."""

    start: int
    name: int
    end: int
    words: tuple[str, ...]


class Namer:
    """The names of one article: which words are parts of names, then where each name ends."""

    def __init__(self, page: Page, sources: Collection[int]) -> None:
        self.page, self.doc = page, page.doc
        self.text, self.low, self.sources = page.doc.texts, page.doc.lower, sources
        inner = [t for t in page.doc.capitalised if t.pos_ == "PROPN" and not t.is_sent_start]
        self.known = {t.text for t in inner}
        seats = (m.span() for m in _SEAT.finditer(page.doc.text))
        spans = (page.doc.char_span(*span, expand=True) or () for span in seats)
        #: What has a capital and is no name.
        self.barred = {t.i for span in spans for t in span}
        pronouns = names.nouns("pronoun")
        for t in page.doc.capitalised:
            pronoun = re.split("['’]", t.lower_)[0] in pronouns and t.text != "US"
            if pronoun or _is_half(t):
                self.barred.add(t.i)
        #: Of a person who is "Ann Waters" elsewhere, "Waters" is the name.
        self.surnames = {t.text for t in inner if self.text[t.i - 1] in names.genders()}

    def names(self) -> list[Name]:
        """Return the names, in order."""
        found = _NAME.finditer(self._letters())
        return [name for match in found for name in self._split(*match.span())]

    def _letters(self) -> str:
        letters = [_JOINTS.get(low, ".") for low in self.low]
        for t in self.doc:
            noble = t.text[2:3].isupper() and t.lower_[:2] in names.parts("particle")  # "d'Amico"
            if (t.text[0].isupper() or noble) and self._is_name(t):
                letters[t.i] = _letter(t)
            elif t.lower_ in names.parts("particle"):
                letters[t.i] = "p"
            elif letters[t.i - 1] == "-" and t.text == t.lower_ and t.pos_ in {"PROPN", "NOUN"}:
                letters[t.i] = "." if t.dep_ in _INNER else "u"  # "Kim Jong-un", not "the Lee-era"
            elif t.text in names.nouns("suffix") and letters[t.i - 1].isupper():
                letters[t.i] = "W"  # "Tesco *plc*"
            elif t.lower_ == "'s" and self.low[t.i - 1] in names.parts("takes_s"):
                letters[t.i] = "&"
        return "".join(letters)

    def _is_name(self, t: Token) -> bool:
        """Whether a word with a capital is part of a name."""
        i, low = t.i, t.lower_
        if i in self.barred:
            return False
        if low in names.parts("calendar"):
            return self._is_no_date(t)
        if t.text in names.places() and self.low[i - 1] == "-":
            prefix = self.doc[i - 2]  # "pro-Russia Party of Peace"
            if prefix.text == prefix.lower_ or prefix.is_sent_start:
                return False
        if all(part in names.places() for part in re.split("[-–]", t.text)):
            return t.text in names.places()  # not "U.S.-China"
        if t.is_sent_start and self._begins_noun(t):
            return False
        will = t.tag_ == "MD" and t.dep_ == "compound"  # "analyst Will Tranter"
        told = t.pos_ == "PROPN" or will or (t.pos_ in _OPEN and not self._is_common(t))
        return told or self._is_called(t)

    def _begins_noun(self, t: Token) -> bool:
        """Whether a word is one before a noun, as the text has none elsewhere: "Riot police"."""
        noun = self.doc[t.i + 1 : t.i + 2]
        plain = bool(noun) and noun[0].pos_ == "NOUN" and noun[0].text.islower()
        known = t.text in self.known or t.text in names.known()
        return plain and not known and t.lower_ in names.senses()

    def _is_common(self, t: Token) -> bool:
        """Whether a word has its capital only as the first of a sentence or quotation."""
        if t.text in self.known:
            return t.lower_ in names.classes() and t.text not in self.surnames
        return t.is_sent_start or self.low[t.i - 1] in {'"', ":", "'", ".", "\n", "["}

    def _is_no_date(self, t: Token) -> bool:
        """Whether a weekday or month names: "the Sunday Times", "April Lee", "Theresa May"."""
        before, behind = ("".join(self.text[i : i + 1]) for i in (t.i - 1, t.i + 1))
        if before.lower() == "the" and behind.istitle():
            return True
        person = t.dep_ == "nsubj" or behind.istitle() or before in names.genders()
        dated = before.lower() in names.parts("before_date")
        return t.text in names.genders() and person and not dated

    def _is_called(self, t: Token) -> bool:
        """Whether a source is a name, whatever the tagger says: it is no common noun."""
        odd = t.tag_ != "NNS" and t.pos_ not in _FUNCTION
        return odd and t.i in self.sources and t.lower_ not in names.classes()

    def asides(self) -> set[int]:
        """Return the tokens of headings, bylines, captions and credits ("Image: Ann Lee")."""
        low, credit = self.low, names.parts("credit")
        found: set[int] = set()
        for start, end in self.page.paragraphs:
            here = self.doc.between(start, end)
            first, last = here.start, here.stop
            near = range(max(first, last - _ASIDE_WORDS), last - 1)
            by = next((k for k in near if low[k] in credit and low[k + 1] == ":"), last)
            found.update(range(by, last))
            # "By choosing Ann Lee, Paul Roe takes a gamble" is a sentence, but for the headline.
            told = start > self.page.paragraphs[0][0] or low[last - 1] in _CLOSERS
            told = told and any(t.tag_ in FINITE for t in self.doc[first:last])
            short = not told and 0 < last - first <= _ASIDE_WORDS
            if short and (low[last - 1] not in _CLOSERS or low[first] in credit):
                found.update(range(first, last))
        return found

    def _split(self, i: int, end: int) -> list[Name]:
        """Cut the office before a name off it, and whose it is: "*Apple* CEO Steve Jobs"."""
        name = self._behind_office(i, end)
        office = next((k for k in range(i, name) if names.is_title(self.low[k])), name)
        whose = office
        inner = names.parts("office") | names.parts("rank") | {"-"}
        while whose > i and self.low[whose - 1] in inner:
            whose -= 1  # "US Deputy Defence Minister"
        found = []
        owner = self._words(i, whose)
        place = _kind(owner)
        if whose > i and place != "adjective" and (place or office < name):
            found.append(Name(i, i, whose, owner))
            i = whose
        words = self._words(name, end)
        owned = name and self.low[name - 1] == "'s" and self.low[name:end] == ["office"]
        if owned or self._is_office(name, end) or (name == i and _kind(words) == "adjective"):
            return found  # "Speaker of the House", "the Mayor's Office": a description
        return [*found, Name(i, name, end, words)]

    def _behind_office(self, i: int, end: int) -> int:
        """Return where the name begins behind offices and places; ``end`` if there is none."""
        text, low, first = self.text, self.low, self.text[i] in names.genders()
        bodily = low[end - 1] in names.nouns("org") or low[end - 1] in names.nouns("group")
        # "Republican National Committee" is a name, no office with one
        titles = (k for k in range(end - 2, i - 1, -1) if names.is_title(low[k]) and not bodily)
        name, whole = next(titles, i - 1) + 1, bodily or end - i < 3
        if name == i and not whole and self.doc[i].is_sent_start and not first:
            # "*Substitute* Ann Lee came on"
            name += names.senses().get(low[i], "").startswith("person")
        two = " ".join(text[i : i + 2]) in names.places()
        if low[name] in {"of", "for"}:
            place = text[name + 1] in names.places() and end - name > 3
            # "Secretary of State Ann Lee"
            return self._first_name(name + 1 + two, end - 1, end - 2 * place)
        if name > i or whole or (first and not two):
            return name
        # "London Mayor", "Mayor of London Sadiq Khan"
        return self._first_name(name + 1 + two, end - 1, i)

    def _first_name(self, start: int, end: int, otherwise: int) -> int:
        """Return where the first first name is that is no place."""
        known = names.genders().keys() - names.places().keys()
        inner = (k for k in range(start, end) if self.text[k] in known)
        return next((k for k in inner if self.text[k + 1] != "-"), otherwise)

    def _is_office(self, name: int, end: int) -> bool:
        """Whether no name is left: an office without a holder."""
        if name >= end:
            return True
        last = self.low[end - 1]
        if end == name + 1 and names.is_title(last) and self.low[name - 1] in {"the", "a"}:
            return True  # "the Queen"
        if "of" in self.low[name:end]:
            return names.is_title(self.low[name])
        office = names.is_title(last) and last not in names.nouns("org")
        words = self.text[name:end]
        borne = not self.surnames.isdisjoint(words)  # "Baker" of Brian Baker
        return office and not borne and names.genders().keys().isdisjoint(words)

    def _words(self, start: int, end: int) -> tuple[str, ...]:
        """Return a name's words, double names as one, without letters behind it."""
        if start >= end:
            return ()
        text = re.sub('"[^"]*" ', "", Span(self.doc, start, end).text)
        words = text.replace(",", "").replace(" - ", "-").split()
        while len(words) > 2 and words[-1].lower() in names.parts("postnominal"):
            words.pop()
        return tuple(words)


def _is_half(t: Token) -> bool:
    """Whether a word is not a whole one: "*African*-Americans", "[He]"."""
    hyphen = t.doc.lower[t.i + 1 : t.i + 2] == ["-"]
    return "]" in t.text or (hyphen and _kind((t.text,)) == "adjective")


def _letter(t: Token) -> str:
    """Return what a word of a name may be in it, as a letter of the pattern."""
    low, titled, detail = t.lower_, names.is_title(t.lower_), names.nouns("org").get(t.lower_)
    takes_of = low in names.parts("takes_of")
    letters = {
        "J": low in names.parts("junior"),
        "S": titled and takes_of,
        "T": titled,
        "C": low in names.parts("takes_on"),
        "B": detail in {"agency", "ministry", "union", "body", "company"},
        "O": takes_of or detail is not None,
        "G": t.text in names.places(),
        "N": t.text in names.genders(),
        "D": not names.senses().keys().isdisjoint([low, low.removesuffix("s"), f"{low[:-3]}y"]),
    }
    return next((letter for letter, holds in letters.items() if holds), "W")


def _kind(words: tuple[str, ...]) -> str:
    """Return what a name is as a place; "Democratic" is an adjective as "German" is."""
    whole = " ".join(words)
    plain = "adjective" if whole.lower() in names.parts("adjective") else ""
    return names.places().get(whole, (plain,))[0]
