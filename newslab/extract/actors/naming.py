"""Where names begin and end, and what title stands before them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newslab.extract import names

if TYPE_CHECKING:
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Token

#: A longer line is no heading, byline or caption.
_ASIDE_WORDS = 25
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_FUNCTION = frozenset({"PRON", "DET", "NUM", "ADP", "SCONJ", "CCONJ"})
_BRACKETS = frozenset({"[", "]"})
_OPENERS = frozenset({'"', ":", "'", ".", "\n", "["})
_SYLLABLE = frozenset({"PROPN", "NOUN"})
_BESIDE = frozenset({"compound", "amod", "nmod"})
_CLOSERS = frozenset({'"', ":", ".", "!", "?", ","})
_STOPS = frozenset({".", ")", "\n"})
_LOOSE = _BRACKETS | {","}
_HYPHEN = re.compile("[-–]")
_OPEN = frozenset({"NOUN", "ADJ", "VERB", "X", "ADV", "INTJ"})


@dataclass(frozen=True, eq=False, slots=True)
class Name:
    """A name: tokens ``start:end``; the title before it is ``start:name``.

    What the title is of ("Apple" of "Apple CEO Steve Jobs") begins at ``inner``.
    """

    start: int
    name: int
    end: int
    words: tuple[str, ...]
    inner: int
    #: Whether it stands in a heading, caption or credit, which alone make nobody an actor.
    aside: bool = False


def find(page: Page, sources: Collection[int] = ()) -> list[Name]:
    """Return the names of an article, in order; those in a quoted title are none.

    A body named in an office ("Apple CEO Steve Jobs") is a name of its own.
    """
    return _Namer(page, sources).names()


class _Namer:
    """The names of one article: which words are parts of names, then where each name ends."""

    def __init__(self, page: Page, sources: Collection[int]) -> None:
        self.page, self.doc = page, page.doc
        self.text, self.low = page.doc.texts, page.doc.lower
        #: Whether each token is a part of a name; one more, so that a look ahead needs no check.
        self.named = [False] * (len(page.doc) + 1)
        self._mark(sources)

    def names(self) -> list[Name]:
        found: list[Name] = []
        whole = [(q.start, q.end) for q in self.page.quotes]
        titles = [(s, e) for s, e in whole if names.is_quoted_title(self.page.text[s:e])]
        end = at = 0
        asides = self._asides()
        for t in self.doc.capitalised:
            if t.i < end or not self.named[t.i]:
                continue
            end = self._end(t.i)
            while at < len(titles) and titles[at][1] <= t.idx:
                at += 1
            if at == len(titles) or t.idx < titles[at][0]:
                split = self._split(t.i, end)
                found += [replace(n, aside=True) for n in split] if t.i in asides else split
        return found

    # Which words are parts of names

    def _mark(self, sources: Collection[int]) -> None:
        doc, named = self.doc, self.named
        known = {t.text for t in doc.capitalised if t.pos_ == "PROPN" and not t.is_sent_start}
        for t in doc.capitalised:
            named[t.i] = self._is_name(t, known)
        for t in doc.capitalised:
            # "Doctors Without Borders"
            if t.lower_ in names.parts("joins") and t.i and named[t.i + 1]:
                named[t.i - 1 : t.i + 1] = [self.text[t.i - 1].istitle()] * 2
        for i in sources:
            # A capitalised source that is no common noun is a name, whatever the tagger says.
            t = doc[i]
            odd = t.tag_ != "NNS" and t.pos_ not in _FUNCTION and t.text not in names.places()
            if t.text[0].isupper() and odd and t.lower_ not in names.parts("nobody_named"):
                named[i] = named[i] or not names.is_common(t.lower_)

    def _is_name(self, t: Token, known: set[str]) -> bool:
        """Whether a word with a capital is part of a name."""
        if (t.lower_ in names.nouns("pronoun") and t.text != "US") or "]" in t.text:
            return False
        if all(part in names.places() for part in _HYPHEN.split(t.text)):
            return t.text in names.places() and t.pos_ not in _FUNCTION  # not "U.S.-China"
        if t.lower_ in names.nouns("group") and t.text[:-1].isupper():
            return False  # "MPs"
        # The first word of a sentence or quotation is capitalised for that.
        opened = t.is_sent_start or self.low[t.i - 1] in _OPENERS
        if opened and t.text not in known and names.is_person(t.lower_.removesuffix("s")):
            return bool(self.text[t.i + 1 : t.i + 2]) and self.text[t.i + 1].istitle()
        acronym = t.text.isupper() and 1 < len(t.text) < 9
        if t.pos_ == "PROPN" or (acronym and self.low[t.i - 1] == "(" and t.i):
            return True
        if t.tag_ == "MD":
            return t.text in names.genders() and t.dep_ == "compound"  # "analyst Will Tranter"
        if t.text in known:
            return t.pos_ in _OPEN and t.lower_ not in names.classes()
        return not opened and t.pos_ in _OPEN

    def _asides(self) -> set[int]:
        """Return the tokens of headings, bylines, captions and credits ("Image: Ann Lee")."""
        starts, low, credit = self.doc.starts, self.low, names.parts("credit")
        found: set[int] = set()
        for start, end in self.page.paragraphs:
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            # "By choosing Ann Lee, Paul Roe takes a gamble" is a sentence.
            sentence = any(t.tag_ in _FINITE for t in self.doc[first:last])
            if sentence or not 0 < last - first <= _ASIDE_WORDS:
                continue
            if low[last - 1] not in _CLOSERS or not credit.isdisjoint(low[first : first + 3]):
                found.update(range(first, last))
        for t in self.doc.capitalised:
            if t.lower_ in credit and low[t.i + 1 : t.i + 2] == [":"]:
                ends = (k for k in range(t.i, len(low)) if low[k] in _STOPS)
                found.update(range(t.i, next(ends, len(low))))
        return found

    # Where a name ends

    def _end(self, i: int) -> int:
        """Return one past the last token of the name that starts at ``i``."""
        j = i + 1
        while j < len(self.text):
            if self.named[j]:
                j += 1
                continue
            step = self._link(i, j)
            if not step:
                break
            j += step
        return j

    def _link(self, i: int, j: int) -> int:
        """Return how many tokens from ``j`` on, the next part's first among them, join a name."""
        word, before, text, low = self.low[j], self.low[j - 1], self.text, self.low
        ahead = self.named[j + 1]
        after = j
        while after < len(text) and low[after] in names.parts("particle"):
            after += 1
        if after > j:
            # "van der Berg", "al-Masri"
            after += after < len(text) and low[after] == "-"
            return after + 1 - j if self.named[after] else 0
        links = names.parts("takes_on") if word == "on" else names.parts("takes_of")
        if word in {"of", "for", "on"} and (before in links or before in names.nouns("org")):
            k = j + 1 + (low[j + 1 : j + 2] == ["the"])
            dated = low[k : k + 1] and low[k] in names.parts("calendar")
            return k + 1 - j if self.named[k] and not dated else 0
        if word == "and" and low[j + 1 : j + 2] == ["the"] and "of" in low[i:j]:
            return 3 * self.named[j + 2] if low[j - 2] in {"of", "the"} else 0
        nick = next((k for k in (j + 2, j + 3) if word == '"' == "".join(low[k : k + 1])), 0)
        if nick and self.named[nick + 1] and text[j + 1].istitle():
            return nick + 2 - j  # Paul "Bear" Bryant
        if word == "," and low[j + 1 : j + 2] and low[j + 1] in names.parts("junior"):
            return 2
        if word == "-" and j - i > 1 and text[j + 1 : j + 2] == low[j + 1 : j + 2]:
            # "Kim Jong-un", not "the Donald Trump-era tariffs"
            return 2 * (self.doc[j + 1].pos_ in _SYLLABLE and self.doc[j + 1].dep_ not in _BESIDE)
        if not ahead:
            return 0
        joined = (
            word in _BRACKETS
            or word == "&"
            or (word == "and" and self._is_body_and(i, j))
            or (word == "-" and " ".join(text[i:j]) not in names.places())
            or (word == "'" and before.endswith("s") and low[j + 1] in names.nouns("org"))
            or (word == "'s" and before in names.parts("takes_s"))
        )
        return 2 * joined

    def _is_body_and(self, i: int, j: int) -> bool:
        """Whether "and" stands inside a body's name ("Food and Drug Administration")."""
        k = j + 1
        while self.named[k] and k - j < 6:
            k += 1
        org, has_of = names.nouns("org"), any(w in {"of", "for"} for w in self.low[i:j])
        if has_of:
            return not names.is_title(self.low[j + 1])
        opened = (
            i and self.low[i - 1] in {"the", "'s"} and org.get(self.low[j - 1]) in {None, "company"}
        )
        kinds = {"agency", "ministry", "union", "body", "company"}
        if j == i + 1 and self.text[i] in names.genders() and self.text[j + 1] in names.genders():
            kinds.add("group")  # "the Bill and Melinda Gates Foundation"
        return bool(k - j > 2 and opened and org.get(self.low[k - 1]) in kinds)

    # What is title, what is name

    def _split(self, i: int, end: int) -> list[Name]:
        """Cut weekdays off the edges of a name, the title and another's name off its front."""
        i, end = self._trim(i, end)
        if i >= end:
            return []
        begin = i = self._behind_place(i, end)
        name = self._behind_title(i, end)
        found = []
        if name > i + 1 and not names.is_title(self.low[i]) and self.named[i]:
            k = next((k for k in range(i, name) if names.is_title(self.low[k])), name)
            place = names.places().get(" ".join(self.text[i:k]), ("",))[0]
            front = {*self.low[i:k]} - names.parts("office") - names.parts("rank")
            body = front and (k == i + 1 or self.low[k - 1] in names.nouns("org"))
            if k > i and place != "adjective" and (place or body):
                found.append(Name(i, i, k, self._plain(i, k), i))
                begin = k
        first = names.genders()
        if name == i and names.is_title(self.low[i]) and "of" in self.low[i:end]:
            return found  # "Speaker of the House"
        alone = end - name == 1 or (end - name <= 3 and self.text[name] not in first)
        office = names.is_title(self.low[end - 1]) and self.low[end - 1] not in names.nouns("org")
        if alone and office and self.text[end - 1] not in first:
            return found  # an office without a holder ("the Foreign Minister") is a description
        words = self._plain(name, end)
        kind = names.places().get(" ".join(words), ("",))[0] if name == begin else ""
        if words and kind != "adjective":
            found.append(Name(begin, name, end, words, i))
        return found

    def _trim(self, i: int, end: int) -> tuple[int, int]:
        calendar = names.parts("calendar")
        the = i > 0 and self.low[i - 1] == "the"
        dated = i > 0 and self.low[i - 1] in names.parts("before_date")
        while i < end and self.low[i] in calendar and not (end - i > 1 and the):
            if self.text[i] in names.genders() and not (end - i == 1 and dated):
                break  # "April Lee", "May said"
            i += 1
        while i < end and self.low[end - 1] in calendar and self.text[end - 1] != "May" and not the:
            end -= 1
        return i, end

    def _behind_place(self, i: int, end: int) -> int:
        """Return where a person's name begins behind a place ("Mayor of London Sadiq Khan")."""
        first = names.genders()
        two = " ".join(self.text[i : i + 2]) in names.places()
        if two and end - i == 4 and not names.is_title(self.low[i + 2]):
            return i + 2  # "Hong Kong Carrie Lam"
        if self.text[i] in first or end - i < 3 or self.low[end - 1] in names.nouns("org"):
            return i
        before = self.low[i - 1] if i else ""
        office = before in {"of", "to", "for"} and names.is_title(self.low[i - 2])
        place = self.text[i] in names.places() or two or before in {"of", "to", "for", "in", "the"}
        if place or self.low[i] in names.parts("credit") or end - i > 3:
            titled = next((k for k in range(i, end) if names.is_title(self.low[k])), end)
            known = (k for k in range(i + 1, min(titled, end - 1)) if self.text[k] in first)
            return next(known, end - 2 if office and end - i == 3 else i)
        return i

    def _behind_title(self, i: int, end: int) -> int:
        """Return where the name begins behind the offices before it; ``end`` if there is none."""
        org, first = names.nouns("org"), names.genders()
        bodily = self.low[end - 1] in org or self.low[end - 1] in names.nouns("group")
        name = i
        for k in range(i, end - 1):
            titled = names.is_title(self.low[k])
            if self.text[k + 1] in first and self.text[k] not in first:
                titled = titled or names.is_person(self.low[k])  # "Violinist Ann Lee"
            office = titled and self.low[k + 1] not in {"'s", "-"}
            of_body = bodily and self.text[k + 1] not in first
            if not office or (of_body and self.low[k] not in names.nouns("honorific")):
                continue  # "Republican National Committee" is a name, no office with one
            name = k + 1
            if self.low[k + 1] in {"of", "for"}:
                person = (j for j in range(k + 2, end - 1) if self.text[j] in first)
                name = next(person, end)  # "Secretary of State Ann Lee"
        return name

    def _plain(self, start: int, end: int) -> tuple[str, ...]:
        """Return a name's words: double names as one, no nickname in marks, no letters behind."""
        words: list[str] = []
        inside = glue = False
        for w in self.text[start:end]:
            if w == '"':
                inside = not inside
            elif words and not inside and (glue or w in {"-", "'s", "'"}):
                words[-1] += w
                glue = w == "-"
            elif not inside and w not in _LOOSE and not w.isspace():
                words.append(w)
        while len(words) > 2 and words[-1].lower() in names.parts("postnominal"):
            words.pop()
        return tuple(words)
