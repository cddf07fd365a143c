"""Names in a parse: which capitalised words make one name, and what title stands before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from newslab import lexicons

if TYPE_CHECKING:
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Token, Tree


_CREDIT = re.compile(
    r"\W*(?:By|(?:[Aa]dditional\s+)?(?:[Rr]eport|[Ww]rit|[Ee]dit)ing\s+by"
    r"|(?:[Cc]ompiled|[Ee]dited|[Ww]ritten)\s+by)\s+[A-Z]"
)
#: A longer line is no byline.
_CREDIT_WORDS = 25
#: "U.S.", "F.T.C."
DOTTED = re.compile(r"(?:[A-Z]\.){2,}")
#: What an actor's description may begin with and its name does not.
ARTICLE = re.compile(
    r"^(?:the|an?|one|this|that|these|those|my|his|her|its|their|our|your|whose|some)\s+(?!of\b)",
    re.IGNORECASE,
)
_FINITE = frozenset({"VBD", "VBZ", "MD"})
_FUNCTION = frozenset({"PRON", "DET", "NUM", "ADP", "SCONJ", "CCONJ"})


@dataclass(frozen=True, eq=False, slots=True)
class Chunk:
    """A name: tokens ``start:end``; the title before it is ``start:name``."""

    start: int
    name: int
    end: int
    words: tuple[str, ...]


@cache
def places() -> dict[str, tuple[str, str]]:
    """Return name ▶ (country, capital, adjective or metonym; its country)."""
    return {r["name"]: (r["type"], r["country"]) for r in lexicons.read("places")}


@cache
def protests() -> frozenset[str]:
    """Return the verbs of public protest."""
    rows = lexicons.read("attitudes")
    return frozenset(r["word"] for r in rows if r["class"] == "protest" and r["list"] == "verb")


@cache
def regions() -> frozenset[str]:
    """Return the places that are no country, capital or nationality."""
    return frozenset(name for name, (kind, _) in places().items() if kind == "region")


def nouns(kind: str) -> dict[str, str]:
    """Return the nouns of one class of the word list, with their detail."""
    return lexicons.words("actor_nouns", kind)


@cache
def parts(kind: str) -> frozenset[str]:
    """Return the words of one class that matter inside names."""
    return frozenset(lexicons.words("name_parts", kind))


@cache
def genders() -> dict[str, str]:
    """Return first name ▶ f, m or x."""
    return {r["name"]: r["gender"] for r in lexicons.read("first_names")}


@cache
def _titles() -> frozenset[str]:
    return frozenset().union(*(nouns(kind) for kind in ("honorific", "role", "spokes")))


@cache
def actor_nouns() -> frozenset[str]:
    """Return the nouns that can mean an actor by themselves."""
    kinds = ("role", "org", "group", "government", "spokes")
    return frozenset().union(*(nouns(kind) for kind in kinds))


def is_title(low: str) -> bool:
    """Whether a word (lower case) is an honorific, an office or a science's practitioner."""
    return low in _titles() or low.endswith("ologist")


def _headlines(doc: Tree, text: list[str]) -> list[tuple[int, int]]:
    """Return the sentences at the text's head in which nearly every long word has a capital."""
    found = []
    for span in doc.sents:
        if span.start > 200:
            break
        words = [w for w in text[span.start : span.end] if w.strip()]
        long = [w for w in words if len(w) > 3 and w.isalpha()]
        # A sentence may be full of names: more is asked of one that ends like a sentence.
        ended = words[-1:] and words[-1] in {".", "!", "?", '"'}
        if ended and not any("\n" in w for w in text[span.end - 1 : span.end + 1]):
            continue
        least = 6 if ended else 4
        if len(long) >= least and sum(w[0].isupper() for w in long) > 0.75 * len(long):
            found.append((span.start, span.end))
    return found


def _credits(page: Page) -> Iterator[tuple[int, int]]:
    """Return the tokens of bylines and credits: who wrote an article is no actor in it."""
    starts = page.doc.starts
    for start, end in page.paragraphs:
        line = page.text[start:end]
        if _CREDIT.match(line) is None or len(line.split()) > _CREDIT_WORDS:
            continue
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        # "By choosing Ann Lee, Paul Roe takes a gamble" is a sentence.
        if not any(t.tag_ in _FINITE for t in page.doc[first:last]):
            yield first, last


def _acronyms(doc: Tree) -> set[str]:
    """Return the words that stand alone in brackets, in capitals: "(WHO)"."""
    return {
        t.text
        for t in doc.capitalised
        if t.text.isupper() and 1 < len(t.text) < 9
        and t.i and doc.texts[t.i - 1] == "(" and doc.texts[t.i + 1 : t.i + 2] == [")"]
    }  # fmt: skip


def initials(words: Iterable[str]) -> str:
    """Return the acronym of a name: USADA of "U.S. Anti-Doping Agency"."""
    found = []
    for word in words:
        for part in word.split("-"):
            if part[:1].isupper():
                found.append(part.replace(".", "") if DOTTED.fullmatch(part) else part[0])
    return "".join(found)


def is_common(low: str) -> bool:
    """Whether a word (lower case) is a noun for persons, groups, bodies or documents."""
    return is_title(low) or any(low in nouns(k) for k in ("org", "group", "government", "document"))


def find(page: Page, sources: Collection[int] = ()) -> list[Chunk]:
    """Return the names of an article, in order.

    Names inside a quoted title ("The Long Ballot") are none.
    """
    doc, chunks = page.doc, []
    text, low = doc.texts, doc.lower
    # Names are sought among the words with a capital: few, as a text has many.
    capitals = doc.capitalised
    named = [False] * len(doc)
    acronyms = _acronyms(doc)
    for t in capitals:
        before = low[t.i - 1] if t.i else ""
        named[t.i] = _is_name(t, before) or t.text in acronyms
    for t in capitals:
        # "Doctors Without Borders"
        inside = t.lower_ in parts("joins") and t.text.istitle() and 0 < t.i < len(doc) - 1
        if inside and named[t.i + 1] and text[t.i - 1].istitle():
            named[t.i - 1 : t.i + 1] = [True, True]
    for i in sources:
        # A capitalised source that is no common noun is a name, whatever the tagger says.
        if (
            text[i][0].isupper()
            and not named[i]
            and doc[i].tag_ != "NNS"
            and text[i] not in places()
            and low[i] not in parts("nobody_named")
        ):
            named[i] = doc[i].pos_ not in _FUNCTION and not is_common(low[i])
    plain = set(text)
    families = {t.text for t in capitals if t.i and named[t.i - 1] and named[t.i]}
    for t in capitals:
        # A family name at the head of a sentence, whatever the tagger takes it for.
        if t.text in families and not named[t.i] and t.lower_ not in plain:
            named[t.i] = t.pos_ not in _FUNCTION and not is_common(t.lower_)
    for start, end in _headlines(doc, text):
        known = {t.text for t in capitals if named[t.i] and not start <= t.i < end}
        named[start:end] = [w in known for w in text[start:end]]
    for start, end in _credits(page):
        named[start:end] = [False] * (end - start)
    quoted = [(q.start, q.end) for q in page.quotes if is_quoted_title(page.text[q.start : q.end])]
    end = at = 0
    for i in [t.i for t in capitals if named[t.i]]:
        if i < end:
            continue
        end = _end(doc, text, low, named, i)
        while at < len(quoted) and quoted[at][1] <= doc[i].idx:
            at += 1
        if at == len(quoted) or doc[i].idx < quoted[at][0]:
            chunks += _split(text, low, i, end)
    return chunks


def _is_name(token: Token, before: str) -> bool:
    """Whether a word with a capital is part of a name."""
    if token.text == "I" or (token.lower_ in nouns("group") and token.text[:-1].isupper()):
        return False  # "MPs"
    if token.tag_ == "MD" and token.text in genders() and token.dep_ == "compound":
        return True  # "analyst Will Tranter"
    if token.pos_ == "PROPN" or (token.pos_ == "NOUN" and token.text in places()):
        return True
    # The first word of a sentence or quotation is capitalised for that.
    return (
        not token.is_sent_start
        and before not in {'"', ":", "'", "."}
        and token.pos_ in {"NOUN", "ADJ", "VERB", "X", "ADV"}
    )


def is_quoted_title(quote: str) -> bool:
    """Whether a quotation looks like the title of a work: every long word has a capital."""
    words = quote.strip("\"“”'‘’„«».,;:!?").split()
    long = [w for w in words if len(w) > 3]
    return (
        0 < len(words) <= 10
        and all(w[0].isupper() or w[0].isdigit() for w in long)
        and words[0][0].isupper()
    )


def _end(doc: Tree, text: list[str], low: list[str], named: list[bool], i: int) -> int:
    """Return one past the last token of the name that starts at ``i``."""
    n, j, has_of = len(text), i + 1, False
    while j < n:
        if named[j]:
            j += 1
            continue
        nxt = j + 1 < n and named[j + 1]
        word = low[j]
        after = j
        while after < n and low[after] in parts("particle"):
            after += 1
        if after > j and after < n and named[after]:
            j = after + 1  # "van der Berg"
            continue
        links = parts("takes_on") if word == "on" else parts("takes_of")
        if word in {"of", "for", "on"} and low[j - 1] in links:
            k = j + 2 if j + 2 < n and low[j + 1] == "the" else j + 1
            dated = word == "on" and k < n and low[k] in parts("calendar")
            if k < n and named[k] and not dated:
                j, has_of = k + 1, True
                continue
        joins = (
            (word == "and" and has_of and nxt and not is_title(low[j + 1]))
            or (word == "and" and nxt and _of_body(text, low, named, j))
            or (word == "&" and nxt)
            or (word == "-" and nxt and _glued(doc, j) and text[j - 1] not in places())
            or (word == "'" and low[j - 1].endswith("s") and nxt and low[j + 1] in nouns("org"))
            or (word == "'s" and low[j - 1] in parts("takes_s") and nxt)
        )
        if joins:
            j += 2
        elif (
            word == "'s" and doc[j].tag_ == "POS" and j + 1 < n and doc[j + 1].tag_ in _FINITE
            and text[j - 1] not in places()
        ):  # fmt: skip
            return j + 1  # "Moody's said": what is owned is left out
        elif (
            word in parts("particle") and low[j + 1 : j + 2] == ["-"] and j + 2 < n and named[j + 2]
        ):
            j += 3
        elif word in {'"', "'"} and (close := _nickname(text, low, named, j)):
            j = close + 1
        else:
            break
    return j


def _of_body(text: list[str], low: list[str], named: list[bool], j: int) -> bool:
    """Whether "and" stands inside the name of one body ("Food and Drug Administration").

    Of a union, only if no union's name ends before it: "the Teamsters and United Steel Union".
    """
    k = j + 1
    while k < len(text) and k - j < 6 and (named[k] or (text[k] == "'" and low[k - 1][-1:] == "s")):
        k += 1
    org = nouns("org")
    kind = org.get(low[k - 1])
    if kind is None and k < len(low) and org.get(low[k]) == "union":
        kind = "union"  # "the United Food and Commercial Workers union"
    first = j - 1
    while first > 0 and named[first - 1] and j - first < 4:
        first -= 1
    begun = not first or low[first - 1] in ("the", "'s", ".", "\n") or low[first] == "the"
    alone = begun and org.get(low[j - 1], "company") == "company" and text[first] not in genders()
    union = kind == "union" and not low[j - 1].endswith("s") and alone
    council = kind == "body" and alone and k - j == 3
    body = kind in {"agency", "ministry"} or union or council
    return k - j > 2 and body and text[j - 1] not in places()


def _glued(doc: Tree, j: int) -> bool:
    """Whether no blank stands before a token nor behind it."""
    before, token, after = doc[j - 1], doc[j], doc[j + 1]
    return before.idx + len(before.text) == token.idx and token.idx + len(token.text) == after.idx


def _nickname(text: list[str], low: list[str], named: list[bool], j: int) -> int:
    """Return the token behind a nickname in quotation marks inside a name, or 0."""
    for k in range(j + 2, min(j + 6, len(text) - 1)):
        if text[k] == text[j] and named[k + 1] and text[k + 1].lower() not in parts("calendar"):
            return k + 1
        if low[k] in {",", "."}:
            break
    return 0


def _split(text: list[str], low: list[str], i: int, end: int) -> list[Chunk]:
    """Cut weekdays off the edges and the title off the front of a name."""
    after_the = i > 0 and low[i - 1] == "the"
    while (
        i < end
        and low[i] in parts("calendar")
        and not (end - i > 1 and (after_the or text[i] in genders()))
        and text[i] != "May"
    ):
        i += 1
    while (
        i < end and low[end - 1] in parts("calendar") and not after_the and text[end - 1] != "May"
    ):
        end -= 1
    if i >= end:
        return []
    if text[end - 1] == "May" and end - i == 1 and i and low[i - 1] in parts("before_date"):
        return []
    name = i
    body = low[end - 1] in nouns("org") or low[end - 1] in nouns("group")
    named_for = nouns("org").get(low[end - 1]) == "school"
    office = i - 1 - (low[i - 1] == "the")
    if i > 2 and low[office] == "of" and is_title(low[office - 1]):
        # "Leader of the Opposition Ann Lee": the office, then its holder.
        i = name = next((k for k in range(i + 1, end - 1) if text[k] in genders()), i)
    for k in range(i, end - 1):
        if named_for or (
            body and low[k] not in nouns("honorific") and text[k + 1] not in genders()
        ):
            # "Republican National Committee" is a name, no office with one.
            continue
        if (
            is_title(low[k])
            and low[k + 1] != "'s"
            and not (k == i and low[k] in nouns("org") and after_the)
        ):
            name = k + 1
            if low[k + 1] in {"of", "for"}:
                name = _behind_office(text, low, k, end)
    alone = end - name == 1 or text[name] not in genders()
    behind_body = i > 0 and text[i - 1] == low[i - 1] and low[i - 1] in nouns("org")
    office_only = alone and low[end - 1] in nouns("role") and end - name <= 3
    if name < end and office_only and not behind_body:  # "the group Public Citizen" is a name
        # An office without a name ("the Foreign Minister") is resolved like other descriptions.
        name = end
    if low[i] in parts("party_mark") and (text[i - 1] == "(" or text[i + 1 : i + 2] == ["-"]):
        return []
    words = tuple(_plain(text, name, end))
    while len(words) > 2 and words[-1].lower() in parts("postnominal"):
        words = words[:-1]  # "Simon Hale KC"
    return [Chunk(i, name, end, words)] if words else []


def _behind_office(text: list[str], low: list[str], k: int, end: int) -> int:
    """Return where the name starts behind "Secretary of State" (or ``end``: an office alone)."""
    at = k + 2 + (low[k + 2] == "the")
    while at < end and text[at] not in genders():
        at += 1
    if at < end:
        return at
    return end - 2 if end - k > 4 else end


def _plain(text: list[str], start: int, end: int) -> list[str]:
    """Return the words of a name, double names as one, without a nickname in quotation marks."""
    words: list[str] = []
    inside = glue = False
    for w in text[start:end]:
        if w in {'"'}:
            inside = not inside
        elif inside:
            continue
        elif words and (glue or w in {"-", "'s"}):
            words[-1] += w
            glue = w == "-"
        else:
            words.append(w)
    return words
