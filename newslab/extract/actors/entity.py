"""What is known of somebody or something, and what speaks for a mention's being of it."""

import math
from collections.abc import Sequence

from newslab.extract import names
from newslab.extract.actors.mentions import Mention
from newslab.extract.actors.types import NO_ODDS, Odds
from newslab.syntax.tree import Span, Token, Tree

#: Features by name; those of a pair, and of a mention that is nobody known.
Features = dict[str, float]
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
#: How much a mention's type counts: "he" tells more than a name, "they" less.
_TELLS = {"he": 2.0, "it": 0.3, "they": 0.3}
#: Most words of an id, and of the name of an actor who is only described.
NAME_WORDS = 5
_MARKS = frozenset("\"',")
OF = frozenset({"of", "for", "at", "from", "with"})
BEFORE_OFFICE = frozenset({"DT", "PDT", "RB", "PRP$", "WP$", "WDT", "POS"})


class Entity:
    """The mentions of one somebody or something, and what they tell; if an actor, its row, too."""

    def __init__(self) -> None:
        self.actor_id = self.name = self.kind = self.role = self.affiliation = ""
        self.forms: dict[str, None] = {}
        self.mentions: list[Mention] = []
        #: Names by their telling words, and all these words.
        self.fulls: set[tuple[str, ...]] = set()
        self.words: set[str] = set()
        self.acronyms: set[str] = set()
        #: Nouns and modifiers of descriptions, offices, and which kinds of body it is called.
        self.heads: set[str] = set()
        self.mods: set[str] = set()
        self.counts: set[str] = set()
        self.roles: set[str] = set()
        self.details: set[str] = set()
        self.called: set[tuple[str, str, frozenset[str]]] = set()  # determiner, noun, modifiers
        self.gender = self.country = ""
        self.plural = 0
        self.named = self.placed = self.bodily = self.spoke = False
        self.odds: Odds = NO_ODDS
        self.sums = [0.0] * 4
        self._weight, self._at = 0.0, 0

    @property
    def is_government(self) -> bool:
        """Whether it is a country or a seat of government, or is called a government."""
        ruled = self.placed or not self.heads.isdisjoint(names.nouns("polity"))
        return bool(self.country) and self.odds[0] < 0.7 and ruled

    def add(self, m: Mention) -> None:
        """Take in a mention and what it tells."""
        self.mentions.append(m)
        self.last = m
        tells = _TELLS.get(m.form, 1.0)
        self.weigh([tells * p for p in m.odds])
        self._weight = self.salience(m) + 1.0 + 0.8 * m.subject + 0.4 * m.source
        self._at = max(self._at, m.sentence)
        self.gender = self.gender or m.gender
        self.country = self.country or m.country
        self.spoke = self.spoke or m.source
        self.mods |= m.mods
        short = m.plural and self.words > {*m.key} > set()  # "Banks" of Ann Banks
        if (not m.is_pronoun and not short) or m.form == "they":
            self.plural += 1 if m.plural else -1
        if m.form == "name":
            self._add_name(m)
        elif m.form == "description":
            self.heads.add(m.low)
            self.called.add((m.det, m.low, m.mods))
            self.counts.add(m.count)
            self.details.add(names.nouns("org").get(m.low, ""))
            self.bodily |= m.same and m.low in names.nouns("generic_org")

    def weigh(self, told: Sequence[float]) -> None:
        """Take in how much tells for a person, a body, a place and a thing."""
        self.sums = [a + b for a, b in zip(self.sums, told, strict=True)]
        person, body, place, thing = (s / sum(self.sums) for s in self.sums)
        self.odds = person, body, place, thing

    def salience(self, m: Mention) -> float:
        """Return how much it is in mind: half as much with each sentence (Lappin, Leass 1994)."""
        return self._weight * 0.5 ** min(8, max(0, m.sentence - self._at))

    def _add_name(self, m: Mention) -> None:
        initials = len(m.key) == 1 and m.key[0] in self.acronyms
        self.bodily |= initials and not self.gender  # "AB" may be Anna Berg
        team = m.det == "the" and m.low.endswith("s") and not (m.title or m.mods or m.plural)
        self.bodily |= team  # "the Denver Nuggets"
        self.bodily |= m.key[-1] in names.nouns("org") and not m.title
        self.words |= set(m.key)
        self.fulls.add(m.key)
        self.named = True
        self.acronyms |= names.acronyms(m.words)
        self.placed = self.placed or bool(m.place)
        if m.title:
            title = names.nouns("short_title").get(m.title, m.title)
            self.roles |= {m.title, title, names.nouns("broader").get(title, title)}
        if m.title in names.nouns("honorific"):  # "*Superintendent* Dr. Ann Lee"
            self.roles |= {w for w in m.mods if names.is_title(w)}
        kind = names.known().get(" ".join(m.words), "")
        self.details |= {kind, *(names.nouns("org").get(w, "") for w in (*m.key, m.called))}
        if m.called and (m.called in names.nouns("org")) == (m.odds[1] > m.odds[0]):
            self.heads.add(m.called)  # "the airline Mahan Air … the airline"


def shown(entity: Entity) -> str:
    """Return the fullest name of an entity, without title; '' if it has none."""
    fullest = max((m.words for m in entity.mentions), key=len)
    return " ".join(fullest)


def described(doc: Tree, e: Entity) -> str:
    """Return the fullest name, or a description in few words: "protesters outside the court"."""
    if e.named:
        return shown(e)
    m = min(e.mentions, key=lambda m: (m.form != "description", m.low in names.nouns("spokes")))
    start = max([m.start, *(t.i + 1 for t in doc[m.start : m.head] if _tells_nothing(t))])
    end = _end(doc, m)
    cut = start + (doc[start].pos_ not in {"NOUN", "PROPN"})  # "secretary general" stays whole
    while cut < m.head and doc[cut].text == "-":
        cut += 2
    told = [Span(doc, first, end).text.split() for first in (start, cut)]
    short = Span(doc, start, m.end).text.split()[-NAME_WORDS:]
    return " ".join(next((words for words in told if len(words) <= NAME_WORDS), short))


def _end(doc: Tree, m: Mention) -> int:
    """Return where a description ends: what stands right behind it is its, up to a mark."""
    behind = next((c for c in doc[m.head].rights if c.dep_ in {"prep", "amod"}), None)
    end = behind.right_edge.i + 1 if behind and behind.i == m.end else m.end
    return next((t.i for t in doc[m.end : end] if t.text in _MARKS), end)


def _tells_nothing(t: Token) -> bool:
    """Whether a word before a noun is no part of what it is: "the", "their own", "at least".

    Whose it is tells if the owner is a bare office or a name but a place's: "the *mayor's* office".
    """
    if t.tag_ == "POS" and t.head.lower_ not in names.parts("calendar"):
        bare = names.is_title(t.head.lower_) and all(c.tag_ == "DT" for c in t.head.lefts)
        name = t.head.pos_ == "PROPN" and not names.place(t.doc.texts, t.head.i)[0]
        return not (bare or name)
    word = t.tag_ in BEFORE_OFFICE and t.doc[t.i + 1].text != "-"  # "*fourth*-largest"
    empty = names.parts("untelling") | names.parts("courtesy")
    return word or t.text in _MARKS or t.lower_ in empty


def of_pair(m: Mention, e: Entity, spoke_last: Entity | None) -> Features:
    """Return the features of linking a mention to an entity."""
    last, person, several, unnamed = e.last, e.odds[0], e.plural > 0, m.form != "name"
    f: Features = {
        "near": 1 / (1 + max(0, m.sentence - last.sentence)),
        "type": sum(a * b for a, b in zip(m.odds, e.odds, strict=True)),
        "is person": person,
        "salience": math.log1p(e.salience(m)),
        "spoke": e.spoke,
        "was vague": not e.mentions[1:] and last.form != "name" and last.det in ("a", "an", ""),
        "both sources": last.source and m.source,
        "is body": e.odds[1],
        "number clash": several != m.plural and e.odds[1] < 0.5,
        "both plural": several and unnamed and m.plural,
        "they, one person": m.form == "they" and person * (not several),
        "same gender": bool(m.gender) and m.gender == e.gender,
        "beside": m.apposed >= 0 and any(x.head == m.apposed for x in e.mentions[-3:]),
        "opens text": e.mentions[0].sentence < 2,
        "spoke last": e is spoke_last,
    }
    if m.form == "name":
        return f | _of_name(m, e)
    return f | _of_description(m, e) if m.form == "description" else f


def of_new(m: Mention) -> Features:
    """Return the features of a mention's being nobody known."""
    return {
        "new": 1.0,
        f"new: det {m.det}": 1.0,
        "new: person": m.odds[0],
        f"new: bare {names.classes().get(m.low, ('',))[0]}": _is_bare(m),
        "new: source": m.source,
        "new: modified": bool(m.mods),
        "new: plural": m.plural and m.form != "name",  # "Republicans" are who they were
        "new: full name": len({*m.key} - names.parts("particle")) > 1,
    }


def _is_bare(m: Mention) -> bool:
    """Whether a description says no more than "the company", "the pensioner"."""
    told = m.plural or m.mods or m.form != "description"
    return m.det == "the" and not told


def _of_name(m: Mention, e: Entity) -> Features:
    part, whole = _shares(m, e)
    bare, own = names.bare(m.key), set(m.key)
    same = bare in e.fulls or any(m.key == names.bare(x) or own == set(x) for x in e.fulls)
    return {
        "same name": same,
        "same full name": same and len(m.key) > 1,
        "part of name": part,
        "longer name": whole and not part,
        "acronym": _is_acronym(m, e),
    }


def clashes(m: Mention, e: Entity) -> bool:
    """Whether a name is another than an entity's: Ann Lee is not Paul Lee, nor her foundation."""
    apart = ({*m.key} ^ e.words) - names.nouns("suffix").keys()  # "Golden Harvest (Ltd.)"
    other = (m.odds[0] > m.odds[1]) != (e.odds[0] > e.odds[1])
    surname = any(x[-1] == m.key[-1] for x in e.fulls)
    called = other and not surname and bool(apart) and len({*m.key} & e.words) > 1
    return e.named and (called or not (any(_shares(m, e)) or _is_acronym(m, e)))


def other_office(m: Mention, e: Entity) -> bool:
    """Whether another portfolio, party or country tells them apart: "the Democratic nominee"."""
    told = names.parts("portfolio")
    own, its = told & {*m.mods, *m.key}, told & (e.mods | e.words)
    ruled = m.form == "description" and bool(m.country and e.country) and m.country != e.country
    other = bool(own and its) and own.isdisjoint(its)
    return ruled or _is_other_group(m, e) or (other and not m.form == e.last.form == "name")


def _is_other_group(m: Mention, e: Entity) -> bool:
    """Whether some people are others than an entity: another number, or told more of."""
    if m.form != "description" or e.named:
        return False
    digits = m.count[:1].isdigit()  # "2 men" may be "two men"
    alike = {c for c in e.counts if c and c[0].isdigit() == digits}
    counted = bool(m.count and alike) and m.count not in alike
    return counted or (m.low in names.parts("anybody") and not m.mods <= e.mods)


def differs(m: Mention, e: Entity) -> bool:
    """Whether it calls a body what it cannot be (no union is a ministry), or a mere spokesman."""
    bodies = {_body(noun) for noun in e.heads} - {""}
    other = bool(bodies) and _body(m.low) not in {"", *bodies}
    return not e.named and (other or set() < e.heads <= names.nouns("spokes").keys() - {m.low})


def _body(noun: str) -> str:
    """Return the kind of body that a noun is for, if it is."""
    kind, detail = names.classes().get(noun, ("", ""))
    return detail if kind == "org" else "government" * (kind == "government")


def _shares(m: Mention, e: Entity) -> tuple[bool, bool]:
    """Return whether a name is part of an entity's names, and whether they are part of it."""
    own, known = set(m.key), e.words
    # California is no short form of its university's name, but the Senate of the U.S. Senate.
    seat = "metonym" in (m.place, e.mentions[0].place)
    other = bool(m.place) != e.placed and e.odds[0] <= 0.5 and not seat
    return own <= known and not (other and m.place), known <= own and not (other and e.placed)


def _is_acronym(m: Mention, e: Entity) -> bool:
    """Whether a name is short for an entity's names by its initials, or one of them for it."""
    *place, last = m.key  # "Ohio EPA"
    if m.words[-1].isupper() and last in e.acronyms and e.words.issuperset(place):
        return True
    return any(len(x) == 1 and x[0] in names.acronyms(m.words) for x in e.fulls)


def _varies(m: Mention) -> bool:
    """Whether a source is "the former midfielder", somebody known; no seat: "the minister"."""
    told = m.mods and ("former" in m.mods or m.low not in names.parts("seat"))
    return bool(told and m.source and m.det == "the" and not m.plural)


def _news(m: Mention, e: Entity) -> set[str]:
    """Return what a description says of an entity that is not known of it."""
    unknown = set(m.mods - e.mods - e.words - {names.fold(e.country)})
    if e.odds[0] > 0.5:  # "the Croatia midfielder" is whoever plays
        return {w for w in unknown if {w, w.title(), w.upper()}.isdisjoint(names.places())}
    return unknown


def _of_description(m: Mention, e: Entity) -> Features:
    same, unknown = m.low in e.heads, _news(m, e)
    agree = m.odds[0] * e.odds[0] + m.odds[1] * e.odds[1]
    kind, detail = names.classes().get(m.low, ("", ""))
    called = e.details - {""}
    own = m.low in names.nouns("polity") and m.country in ("", e.country)
    return {
        "same noun": same,
        "same noun, nothing more": same and not m.mods,
        # "Kenyan farmers" are who they were
        "same words": not m.det and ("", m.low, m.mods) in e.called,
        "same phrase": same and bool(m.mods) and not unknown,
        "same office": m.low in e.roles and bool(m.mods) and not unknown,
        "is role": m.low in e.roles,
        "varied": (e.named and _varies(m)) * agree,
        "noun in name": m.low in e.words,
        "new modifiers": bool(unknown),
        "kind of body": kind in {"org", "generic_org", "anaphor"} and detail in called,
        "other kind of body": kind == "org" and bool(called) and detail not in called | {""},
        "bare, named": (_is_bare(m) and e.named) * agree,
        "definite, named": (m.det in DEFINITE and e.named and not m.plural) * agree,
        "its government": own and bool(e.country),
    }
