"""What words say about names and nouns: the word lists, and a few questions to them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from newslab import lexicons

#: "U.S.", "F.T.C."
_DOTTED = re.compile(r"(?:[A-Z]\.){2,}")
#: What an actor's description may begin with and its name does not.
ARTICLE = re.compile(
    r"^(?:the|an?|one|this|that|these|those|my|his|her|its|their|our|your|whose|some)\s+(?!of\b)",
    re.IGNORECASE,
)
#: Least letters of a word that may be another misspelt.
_LONG = 5
#: A noun in several classes counts as the last of them.
_CLASSES = "area thing document generic_org anaphor honorific group org government spokes role"


@cache
def places() -> dict[str, tuple[str, str]]:
    """Return name ▶ (country, capital, adjective, metonym or region; its country)."""
    return {r["name"]: (r["type"], r["country"]) for r in lexicons.read("places")}


def place(words: Sequence[str], i: int) -> tuple[str, str]:
    """Return what the ``i``-th word, or it and the one before, is as a place; ('', '') if none."""
    return places().get(" ".join(words[max(i - 1, 0) : i + 1])) or places().get(words[i], ("", ""))


def ruled(words: Sequence[str], i: int) -> str:
    """Return what a government is of whose place the ``i``-th word is: Texas, not its country."""
    kind, country = place(words, i)
    both = " ".join(words[max(i - 1, 0) : i + 1])
    region = both if both in places() else words[i]
    return region if country and kind == "region" else country


@cache
def known() -> dict[str, str]:
    """Return name ▶ area, city, media, platform, body or company."""
    return {r["name"]: r["kind"] for r in lexicons.read("proper_names")}


@cache
def nouns(kind: str) -> dict[str, str]:
    """Return the nouns of one class of the word list, with their detail."""
    return lexicons.words("actor_nouns", kind)


@cache
def classes() -> dict[str, tuple[str, str]]:
    """Return noun ▶ its class and detail: ("role", "f"), ("org", "ministry")."""
    return {noun: (kind, d) for kind in _CLASSES.split() for noun, d in nouns(kind).items()}


@cache
def parts(kind: str) -> frozenset[str]:
    """Return the words of one class that matter inside names."""
    return frozenset(lexicons.words("name_parts", kind))


@cache
def genders() -> dict[str, str]:
    """Return first name ▶ f, m or x."""
    return {r["name"]: r["gender"] for r in lexicons.read("first_names")}


@lru_cache(20_000)
def is_title(low: str) -> bool:
    """Whether a word (lower case) is an honorific, an office or a science's practitioner."""
    return any(low in nouns(k) for k in ("honorific", "role", "spokes")) or low.endswith("ologist")


@cache
def senses() -> dict[str, str]:
    """Return noun ▶ person, group, or either with a question mark where it is one sense of many."""
    known, agent = lexicons.read("noun_senses"), tuple(parts("agent"))
    persons = {n: "person" for n in nouns("role") if n.endswith(agent)}
    return persons | {r["noun"]: r["sense"] for r in known}


def initials(words: Iterable[str]) -> str:
    """Return the acronym of a name: USADA of "U.S. Anti-Doping Agency"."""
    found = (part for part in "-".join(words).split("-") if part[:1].isupper())
    return "".join(p.replace(".", "") if _DOTTED.fullmatch(p) else p[0] for p in found)


@lru_cache(20_000)
def fold(word: str) -> str:
    """Return a word in lower case, without accents and the stops of what is short ("U.S.")."""
    plain = unicodedata.normalize("NFD", word.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain.replace(".", "") if _DOTTED.fullmatch(word) else plain.removesuffix(".")


def misspelt(word: str, other: str) -> bool:
    """Whether two long words differ in a letter inside or in two neighbours' order."""
    ends = word[0] + word[-1] == other[0] + other[-1]  # not "Korean", "the Clintons"
    placed = not places().keys().isdisjoint([word.title(), other.title()])
    if min(len(word), len(other)) < _LONG or placed or not ends:
        return False
    pairs = enumerate(zip(word, other, strict=False))
    start = next((i for i, (mine, its) in pairs if mine != its), 0)
    a, b = word[start:], other[start:]
    return b in (b[:1] + a[1:], a[1:], b[:1] + a, a[1::-1] + a[2:])


@lru_cache(20_000)
def content_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name that tell it from others: "department", "state"."""
    for length in (2, 1):
        kind, country = places().get(" ".join(words[:length]), ("", ""))
        if kind == "country" and len(words) > length:
            words = (country.replace(" ", "-"), *words[length:])  # "U.S. Navy"
            break
    folded = tuple(fold(w) for w in words)
    return tuple(w for w in folded if w not in parts("small")) or folded


@lru_cache(20_000)
def bare(key: tuple[str, ...]) -> tuple[str, ...]:
    """Return a name's telling words without country or legal form: the "Senate", "Acme"."""
    placed = key[0].replace("-", " ").title() in places()
    return tuple(w for w in key[placed:] if w not in nouns("suffix")) or key


@lru_cache(20_000)
def acronyms(words: tuple[str, ...]) -> frozenset[str]:
    """Return what a name may be shortened to: FTC of "U.S. Federal Trade Commission"."""
    if len(words) < 2:
        return frozenset()
    place = 2 if " ".join(words[:2]) in places() else words[0] in places()
    own = words[place:] or words
    behind = words[words.index("of") + 1 :] if "of" in words else own
    found = {initials(words), initials(own), initials(behind), "".join(w[0] for w in words)}
    if nouns("org").get(own[-1].lower()) == "company":
        found.add(initials(own[:-1]))  # GM of "General Motors Corporation"
    return frozenset(fold(a) for a in found if len(a) > 1)
