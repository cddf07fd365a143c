"""What a mention names: a person, an organization, a place or a thing; odds from its words."""

from __future__ import annotations

import math
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
_BODILY = frozenset({"org", "generic_org", "government"})


@cache
def weights() -> dict[str, Odds]:
    """Return the weight of each feature for each type."""
    rows = lexicons.read("type_weights")
    return {r["feature"]: tuple(float(r[t]) for t in TYPES) for r in rows}  # type: ignore[misc]


def odds(doc: Tree, m: Mention) -> Odds:
    """Return the probabilities of person, organization, place and thing."""
    known = weights()
    told = [known[f] for f in features(doc, m) if f in known] or [(0.0,) * 4]
    a, b, c, d = (math.exp(sum(column)) for column in zip(*told, strict=True))
    total = a + b + c + d
    return a / total, b / total, c / total, d / total


def features(doc: Tree, m: Mention) -> list[str]:
    """Return the signs of a mention's type, each a row of the weight table."""
    if m.is_pronoun:
        return [m.form]
    own = _of_name(doc, m) if m.form == "name" else _of_noun(doc, m)
    return ["bias", m.form, *own, *_around(doc, m, m.form[0])]


@lru_cache(1 << 14)
def _class(low: str) -> tuple[str, str]:
    known = names.classes()
    for stem in (low, low.removesuffix("s"), low.removesuffix("es")):
        if stem in known:
            return known[stem]
    return "", ""


def _of_noun(doc: Tree, m: Mention) -> list[str]:
    kind, detail = _class(m.low)
    sense = names.senses().get(doc[m.head].lemma_.lower()) or names.senses().get(m.low, "")
    found = [f"noun:{kind}", f"sense:{sense}", f"end:{m.low[-2:]}"]
    if kind in ("org", "anaphor"):
        found.append(f"detail:{detail}")
    if m.plural:
        found.append("plural")
    return found


def _of_name(doc: Tree, m: Mention) -> list[str]:
    words, last = m.words, m.words[-1]
    low = [w.lower() for w in words]
    kinds = [_class(w)[0] for w in low]
    first = words[0] in names.genders()
    known = names.known().get(" ".join(words), "")
    inside = {k for k in kinds if k}
    found = [f"length:{min(len(words), 4)}", f"last:{kinds[-1]}", *(f"inside:{k}" for k in inside)]
    found.append(f"last sense:{names.senses().get(low[-1], '') if len(words) > 1 else ''}")
    signs = {
        "first name": first and len(words) > 1,
        "first name alone": first and len(words) == 1,
        "full name": first and 1 < len(words) < 4 and not inside & _BODILY,
        "place:" + m.place: bool(m.place),
        "known:" + known: bool(known),
        "no place": not m.place and not known,
        "place inside": not m.place and any(w in names.places() for w in words),
        "capitals": last.isupper() and len(last) > 1,
        "suffix": low[-1] in names.nouns("suffix"),
        "initial": any(len(w.rstrip(".")) == 1 for w in words[1:]),
        "digit": any(c.isdigit() for w in words for c in w),
        "calendar": low[-1] in names.parts("calendar"),
        "of": "of" in low or "for" in low,
        "plural": m.plural,
        "title:" + _class(m.title)[0]: bool(m.title),
    }
    found += [sign for sign, holds in signs.items() if holds]
    if m.start:
        found.append(f"before:{_known(doc[m.start - 1])}")
    if m.end < len(doc):
        found.append(f"after:{_known(doc[m.end])}")
    return found


def _sort(t: Token) -> str:
    """Return a noun's class, else its sense."""
    sense = names.senses().get(t.lemma_.lower()) or names.senses().get(t.lower_, "")
    return _class(t.lower_)[0] or sense


def _known(t: Token) -> str:
    """Return a small word or mark as it is, a noun's class or sense."""
    low = t.lower_
    if low.isspace():
        return "line end"
    return _sort(t) or _MARKS.get(low) or (low if len(low) < 6 else "long")


def _around(doc: Tree, m: Mention, form: str) -> list[str]:
    t = doc[m.head]
    found = [f"{form}:tag:{t.tag_}", f"{form}:det:{m.det}", f"{form}:dep:{_relation(t)}"]
    if t.dep_ in {"nsubj", "nsubjpass"}:
        # "The mill said it would close", "cut its dividend"
        pronouns, objects = names.nouns("pronoun"), (k for c in t.head.rights for k in c.lefts)
        found += [f"binds {pronouns[k.lower_]}" for k in objects if k.lower_ in pronouns]
    if t.head.lower_ == "of":
        found.append(f"of:{_known(t.head.head)}")  # "the town of Sudzha"
    if m.source:
        found.append(f"{form}:source")
    found += [f"appos:{_sort(c)}" for c in t.rights if c.dep_ == "appos"]
    if m.apposed >= 0:
        beside = doc[m.apposed]
        found.append(f"beside:{_sort(beside) or beside.pos_}")
    return found


def _relation(t: Token) -> str:
    """Return a word's relation; behind a preposition, the preposition."""
    if t.dep_ == "pobj":
        return t.head.lower_ if len(t.head.lower_) < 8 else "pobj"
    return t.dep_
