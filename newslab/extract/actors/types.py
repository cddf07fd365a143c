"""What a mention names: a person, an organization, a place or a thing; odds from its words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract import names

if TYPE_CHECKING:
    from newslab.extract.actors.mentions import Mention
    from newslab.syntax.tree import Token, Tree

TYPES = ("person", "organization", "place", "thing")
Odds = tuple[float, float, float, float]
NO_ODDS: Odds = (0.25, 0.25, 0.25, 0.25)
#: Marks that a table of comma-separated values cannot hold as they are.
_MARKS = {",": "comma", '"': "quotation mark"}
#: How much less each of the places of a name counts, the more there are.
_TOGETHER = 0.7
#: Senses of nouns that may be actors, "" of unknown words; classes of nouns that are.
_ACTORS = frozenset({"", "person", "person?", "group", "group?"})
_NAMING = frozenset({"org", "generic_org", "government", "group", "role", "spokes", "anaphor"})
_BODILY = frozenset({"org", "generic_org", "government"})


@cache
def weights() -> dict[str, Odds]:
    """Return the weight of each feature for each type."""
    rows = lexicons.read("type_weights")
    return {r["feature"]: tuple(float(r[t]) for t in TYPES) for r in rows}  # type: ignore[misc]


def weigh(doc: Tree, mentions: Iterable[Mention]) -> None:
    """Set the odds of an article's mentions."""
    known = weights()
    for signs, same in features(doc, mentions):
        sums = [0.0] * 4
        for sign, much in signs.items():
            for k, weight in enumerate(known.get(sign, ())):
                sums[k] += much * weight
        a, b, c, d = map(math.exp, sums)
        total = a + b + c + d
        for m in same:
            m.odds = a / total, b / total, c / total, d / total


def features(
    doc: Tree, mentions: Iterable[Mention]
) -> Iterator[tuple[dict[str, float], list[Mention]]]:
    """Yield the signs of the mentions' types, each a row of the weight table, and how much of each.

    All places of one name tell what it names, and so does a longer name that it is short for.
    """
    named: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
    longer: dict[str, list[Mention]] = defaultdict(list)
    for m in mentions:
        if m.is_pronoun:
            yield {m.form: 1.0}, [m]
        elif m.form == "name":
            named[m.key].append(m)
            for word in m.key if len(m.key) > 1 else ():
                longer[word].append(m)
        else:
            signs = ("bias", "description", *_of_noun(doc, m), *_around(doc, m, "d"))
            yield dict.fromkeys(signs, 1.0), [m]
    for key, same in named.items():
        around = Counter(sign for m in same for sign in _of_place(doc, m))
        own = ["bias", "name", *_of_words(same[0].words)]
        own += {f"title:{_class(m.title)[0]}" for m in same if m.title}
        own += {
            f"called:{_class(m.called)[0] or names.senses().get(m.called)}"
            for m in same
            if m.called
        }
        own.append(_long(key, named) if len(key) > 1 else _short(key[0], longer[key[0]]))
        much = len(same) ** -_TOGETHER
        yield {sign: n * much for sign, n in around.items()} | dict.fromkeys(own, 1.0), same


def _long(key: tuple[str, ...], named: Collection[tuple[str, ...]]) -> str:
    """Return which word of a longer name stands alone in the article."""
    ends = {"last": key[-1:], "first": key[:1], "none": key}
    return f"long:{next(k for k, end in ends.items() if end in named)}"


def _short(word: str, longer: list[Mention]) -> str:
    """Return which longer names of the article hold a word."""
    last = [m for m in longer if m.key[-1] == word]
    if any(m.words[0] in names.genders() for m in last):
        return "short:first name"
    return f"short:{'last' if last else 'inside' if longer else 'none'}"


@lru_cache(1 << 14)
def _class(low: str) -> tuple[str, str]:
    known, stems = names.classes(), (low, low.removesuffix("s"), low.removesuffix("es"))
    title = "role" if names.is_title(low) else ""
    return next((known[stem] for stem in stems if stem in known), (title, ""))


def _of_noun(doc: Tree, m: Mention) -> list[str]:
    two = f"{doc.lower[m.head - 1]} {m.low}"
    body = next((n for n in (two, m.low) if n in names.parts("body")), "")  # "the coast guard"
    kind, detail = _class(body or m.low)
    lemma = doc[m.head].lemma_.lower() if m.low == doc[m.head].lower_ else m.low
    sense = "group" * bool(body) or names.senses().get(lemma) or names.senses().get(m.low, "")
    found = [f"noun:{kind}", f"sense:{sense}", f"end:{m.low[-2:]}"]
    if sense not in _ACTORS and kind not in _NAMING:
        found.append("sense: no actor")
    if kind in ("org", "anaphor"):
        found.append(f"detail:{detail}")
    return found


@lru_cache(1 << 14)
def _of_words(words: tuple[str, ...]) -> list[str]:
    """Return the signs that a name is in itself."""
    low = [w.lower() for w in words]
    kinds = [_class(w)[0] for w in low]
    first = words[0] in names.genders()
    inside = dict.fromkeys(filter(None, kinds)).keys()  # in order: sums stay the same to a bit
    found = [f"length:{min(len(words), 4)}", f"last:{kinds[-1]}", *(f"inside:{k}" for k in inside)]
    alone = "alone" if len(words) == 1 else ""
    sense, whole = names.senses().get(low[-1], ""), " ".join(words)
    known, place = names.known().get(whole, ""), names.places().get(whole, ("",))[0]
    signs: dict[str, object] = {
        f"last sense:{sense}{alone}": sense or not alone,
        "last sense: no actor": sense not in _ACTORS and not alone,
        f"last end:{low[-1][-2:]}": not alone,
        "first name": first and not alone,
        "first name alone": first and alone,
        "full name": first and 1 < len(words) < 4 and not inside & _BODILY,
        "suffix": low[-1] in names.nouns("suffix"),
        "club": low[-1] in names.nouns("club"),
        "capitals": words[-1].isupper() and len(words[-1]) > 1,
        "calendar": low[-1] in names.parts("calendar"),
        "of": not {"of", "for"}.isdisjoint(low),
        f"place:{place}": place,
        f"known:{known}": known,
        "no place": not (place or known),
        "place inside": not (place or names.places().keys().isdisjoint(words)),
    }
    return found + [sign for sign, holds in signs.items() if holds]


def _of_place(doc: Tree, m: Mention) -> list[str]:
    """Return the signs of one place where a name stands."""
    found = _around(doc, m, "n")
    if m.start:
        found.append(f"before:{_known(doc[m.start - 1])}")
    if m.end < len(doc):
        found.append(f"after:{_known(doc[m.end])}")
    return found


def _sort(t: Token) -> str:
    """Return a noun's class, else its sense."""
    if t.tag_ == "CD":
        return "number"
    known = names.senses() if t.pos_ in {"NOUN", "PROPN"} else {}  # not astatine's "at"
    return _class(t.lower_)[0] or known.get(t.lemma_.lower()) or known.get(t.lower_, "")


def _known(t: Token) -> str:
    """Return a small word or mark as it is, a noun's class or sense."""
    low = t.lower_
    if low.isspace():
        return "line end"
    return _sort(t) or _MARKS.get(low) or (low if len(low) < 6 else "long")


def _around(doc: Tree, m: Mention, form: str) -> list[str]:
    t = doc[m.head]
    relation = t.head.lower_ if t.dep_ == "pobj" and len(t.head.lower_) < 8 else t.dep_
    found = [f"{form}:tag:{t.tag_}", f"{form}:det:{m.det}", f"{form}:dep:{relation}"]
    found += ["plural"] * m.plural
    if t.dep_ in {"nsubj", "nsubjpass"}:
        # "The mill said it would close", "cut its dividend"
        pronouns, objects = names.nouns("pronoun"), (k for c in t.head.rights for k in c.lefts)
        found += [f"binds {pronouns[k.lower_]}" for k in objects if k.lower_ in pronouns]
    if t.head.lower_ == "of":
        found.append(f"of:{_known(t.head.head)}")  # "the town of Sudzha"
    if m.source:
        found.append(f"{form}:source")
    beside = [c for c in t.rights if c.dep_ == "appos"]
    aged = r"\d{1,2}|1[01]\d"
    found += ["aged" if re.fullmatch(aged, c.text) else f"appos:{_sort(c)}" for c in beside]
    if m.apposed >= 0:
        other = doc[m.apposed]
        found.append(f"beside:{_sort(other) or other.pos_}")
    return found
