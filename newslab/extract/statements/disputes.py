"""Which statement a denial or contradiction is about.

What somebody says is compared with what others said. A denial is of something: a charge against
who speaks, a claim that it names ("rejected the allegation"), the same words. What is only said
contradicts by a sign on words that both share: a negation on one side, an opposite, or another
number of the same thing.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from newslab import lexicons

Row = dict[str, Any]

#: How many statements are looked at; bounds the cost in long texts.
_MOST = 60
#: So many sentences from each other a claim can contradict another, a denial be of it.
_REACH = {"assert": 5, "deny": 12, "reject": 12}
#: What speaks for a statement's being the one meant (a charge or claim that fits, whom it answers,
#: words that both share, how near it stands), and the least of it.
_FITS, _ANSWERS, _SHARED, _NEXT, _LEAST = 2.0, 1.5, 3.0, 0.5, 0.45
_CLAIMS = frozenset({"assert", "accuse", "criticise", "pledge", "deny"})
_JUDGING = {"charge": "accuse", "criticism": "criticise"}
#: Most words of a content that is all denial: "That is simply not true", "He did nothing wrong".
_SHORT = 10
_WORD = re.compile(r"[^\W\d_]+n['’]t|[^\W\d_]+|\d[\d.,]*\d|\d")
_STEM = 5
#: So many sentences behind a charge the accused speak of it.
_SOON = 2
#: How many words behind a negation it still holds for; so many characters hold one before a cue.
_SCOPE, _NEAR = 4, 6
_PASSED = ("passed over", "negation", "claim", "pronoun")


def link(rows: list[Row], text: str) -> None:
    """Fill ``disputes_id`` of ``rows``: the outer statement of somebody else that each denies.

    A denial of what is told only behind it points forward; else the later of two points back.
    """
    order = _claimed(rows)
    by_id: dict[str | None, Row] = {r["statement_id"]: r for r in rows}
    for at, row in enumerate(order):
        before, behind = order[max(0, at - _MOST) : at], order[at + 1 : at + _MOST]
        # Who neither confirms nor denies, or "never" did, does not deny.
        near = text[max(0, row["cue_start"] - _NEAR) : row["cue_start"]].rpartition(",")[2]
        kind = None if some("negation", words(near)[-1:]) else _denied(row)
        found = _best(row, kind, reversed(before))
        if found is None and row["act"] == "deny":
            # "Rejected the claim by Crane that …" holds what it denies.
            held = (r for r in behind if r["parent_id"] == row["statement_id"])
            # "Pleaded not guilty" may stand before the charge.
            plea = kind == "charge" and (_claim(row) or some("plea", words(row["content"])))
            found = next(held, None) or _best(row, kind if plea else None, behind)
        while found and found["parent_id"] not in (None, row["statement_id"]):
            found = by_id[found["parent_id"]]
        if found and found["actor_id"] not in {row["actor_id"]} - {None}:
            by_id[row["statement_id"]]["disputes_id"] = found["statement_id"]


def _claimed(rows: list[Row]) -> list[Row]:
    """Return statements by their cues, without what is only asked for within them.

    Who rejects an allegation denies it.
    """
    asked = {r["parent_id"]: r["content"] for r in rows if r["act"] not in _CLAIMS}
    own = [
        r | {"content": r["content"].replace(asked.get(r["statement_id"], ""), "")} for r in rows
    ]
    for r in own:
        if r["act"] == "reject" and some("claim", words(r["content"])[:5]):
            r["act"] = "deny"
    return sorted(own, key=lambda r: (r["cue_start"], r["start"]))


def _denied(row: Row) -> str | None:
    """Return what a denial is of: a kind of claim, "it", or "" where its own words tell."""
    content, noun, innocent = words(row["content"]), _claim(row), _innocent(row)
    if "no such" in row["content"]:  # "It made no such promise"
        return "it"
    if row["act"] != "assert":
        denies = row["act"] == "deny"
    elif len(content) <= _SHORT and some("pronoun", content[:1]):
        true = some("true", content[-_SCOPE:]) and read(row["content"]).negated
        denies = true or some("untrue", content[-1:])
    else:
        before, _, behind = row["content"].lower().partition(noun or "\n")
        denies = innocent or (some("definite", words(before)) and some("untrue", words(behind)))
    if not denies or innocent:
        return "charge" if denies else None
    bare = row["act"] == "assert" or not read(row["content"]).signs
    return has("claim", noun) or ("it" if bare else "")


def _best(row: Row, kind: str | None, others: Iterable[Row]) -> Row | None:
    """Return what a statement disputes among those of others, the nearest first."""
    reach = _REACH.get(row["act"], 0)
    near = (r for r in others if abs(r["sentence"] - row["sentence"]) <= reach)
    others = (r for r in near if r["act"] in _CLAIMS and not _same_side(row, r))
    told = ((r, _contradicts(row, r) if kind is None else _denies(row, r, kind)) for r in others)
    scored = enumerate((r, score) for r, score in told if score is not None)
    weighed = ((score + _NEXT / (1 + back), -back, r) for back, (r, score) in scored)
    best = max(weighed, default=None)
    return best[2] if best and best[0] > _LEAST else None


def _charges(other: Row, row: Row) -> bool:
    """Whether a statement accuses or criticises who speaks in another one, or whom that defends."""
    source = words(row["source"] or "")
    defends = some("counsel", source) and not some("prosecution", source)  # "Attorney *General*"
    own = row["actor_id"] == other["target_id"] or defends
    return other["act"] in _JUDGING.values() and own and other["target_id"] is not None


def _answers(row: Row, other: Row) -> bool:
    """Whether who was accused goes on to say that it is not so."""
    content, told = words(row["content"]), row["sentence"] - other["sentence"]
    says_no = read(row["content"]).negated and not some("ahead", content)
    maintains = says_no or has("maintains", row["cue_lemma"])
    return 0 <= told <= _SOON and bool(maintains) and _charges(other, row)


def _name(row: Row) -> set[str]:
    return {*(row["actor_id"] or "").split("-")} - {"", "government"}


def _denies(row: Row, other: Row, kind: str) -> float | None:
    """Return what speaks for a denial's being of another statement; it need not say of what."""
    mine, theirs = read(row["content"]).signs, read(other["content"]).signs
    fits = _FITS * _fits(row, other, kind)
    charged = _FITS * _charges(other, row)
    answers = _ANSWERS * (row["target_id"] == other["actor_id"] is not None)
    # A promise is no claim.
    bare = kind == "it" or (kind == "claim" and other["act"] != "pledge")
    told = other["act"] != "deny" and (bare or fits + charged + answers > 0)
    # One word alone ("contested Ohio") is too little to tell what is denied.
    alike = len(mine.keys() & theirs) / max(1, len(mine))
    meant = told or (len(mine) > 1 and alike >= 1 / 3)
    return fits + charged + answers + _SHARED * alike if meant else None


def _contradicts(row: Row, other: Row) -> float | None:
    """Return what speaks for a contradiction: a sign on words that both share."""
    mine, theirs = read(row["content"]), read(other["content"])
    common, size = len(mine.signs.keys() & theirs.signs), len(mine.signs)
    contrary = row["act"] in ("assert", "deny") and opposed(mine, theirs)
    if row["act"] == "assert" and _answers(row, other):
        return _FITS  # "accused X of theft", X: "I never stole"
    # "Sales rose in April", "sales fell in May"
    calendar = lexicons.words("clause_words", "calendar").keys()
    mine_at, theirs_at = (calendar & words(r["content"]) for r in (row, other))
    if mine_at and theirs_at and mine_at.isdisjoint(theirs_at):
        return None
    alike = common / max(1, min(size, len(theirs.signs)))
    enough = alike >= 0.6 and (common >= 2 or common == size)
    return _SHARED * alike if enough and (contrary or row["act"] == "deny") else None


def _fits(row: Row, other: Row, kind: str) -> float:
    """Tell whether a statement is what a denial names: a charge, a figure, the claim itself."""
    noun, cue = _claim(row), str(other["cue_lemma"]).lower()
    if kind == "number":
        return float(any(map(_is_number, words(other["content"]))))
    if kind not in _JUDGING:
        return float(noun[:4] == cue[:4])
    meant = other["act"] == _JUDGING[kind] or has(kind, cue.partition(" ")[0])
    told = other["act"] in _JUDGING.values() or has("claim", cue)
    return 1.0 if meant else 0.5 if told else 0.0


def _claim(row: Row) -> str:
    """Return the noun for a claim that a content begins with: "the *charge*"; else nothing."""
    content = words(row["content"])
    at = next((n for n, w in enumerate(content[:5]) if has("claim", w)), 0)
    return content[at] if at and content[at + 1 : at + 2] != ("that",) else ""


def _innocent(row: Row) -> bool:
    found, denies = words(row["content"]), row["act"] == "deny"
    guilt = denies or read(row["content"]).negated
    told = some("innocent", found) or (guilt and some("guilt", found))
    return told and (denies or len(found) <= _SHORT)


def _same_side(row: Row, other: Row) -> bool:
    """Whether nobody said the other, or one who would not be contradicted by who speaks."""
    within = row["statement_id"] == other["parent_id"] or row["parent_id"] == other["statement_id"]
    if other["actor_id"] is None:
        return within or " " not in (other.get("source") or "")
    # "The company", "the company's chairman"
    pairs = ((_name(a), words(b["source"] or "")) for a, b in ((row, other), (other, row)))
    own = any(name and name.issubset(source) for name, source in pairs)
    return within or own or bool(row["actor_id"] == other["actor_id"])


class Content(NamedTuple):
    """What a content says: each word's stem, and whether it is denied; numbers before stems.

    ``opposites`` are the stems that a word of the opposite meaning stands for.
    """

    signs: dict[str, bool]
    counts: dict[str, str]
    negated: bool
    opposites: set[str]


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a content in lower case."""
    return tuple(w.lower().replace("’", "'") for w in _WORD.findall(text))


@lru_cache(maxsize=1024)
def read(text: str) -> Content:
    """Return what a content says."""
    found = words(text)
    no = [bool(has("negation", w)) or w.endswith("n't") for w in found]
    signs: dict[str, bool] = {}
    counts: dict[str, str] = {}
    opposites: set[str] = set()
    for at, word in enumerate(found):
        if _is_number(word):
            told = found[at + 1 : at + 3] if "." not in word else ()
            of = (w for w in told if len(w) > 2 and w.isalpha() and not has("passed over", w))
            counts |= dict.fromkeys((w[:_STEM] for w in of), _numbers().get(word, word))
        elif len(word) > 2 and not word.endswith("ly") and not any(has(k, word) for k in _PASSED):
            stem, opposite = _meaning(word)
            signs[stem] = any(no[max(0, at - _SCOPE) : at]) != opposite
            opposites |= {stem} if opposite else set()
    return Content(signs, counts, any(no), opposites)


def _meaning(word: str) -> tuple[str, bool]:
    """Return what a word means by a stem: the same or the opposite; "unsafe" is not "safe"."""
    known, stem = _meanings(), word[:_STEM]
    if stem not in known and word[: _STEM - 1] in known:  # "fail", "failed"
        stem = word[: _STEM - 1]
    if stem in known or not word.startswith("un"):
        return known.get(stem, (stem, False))
    rest, opposite = known.get(word[2 : 2 + _STEM], (word[2 : 2 + _STEM], False))
    return rest, not opposite


def opposed(mine: Content, theirs: Content) -> bool:
    """Whether two contents of the same things exclude each other."""
    both = mine.signs.keys() & theirs.signs
    turned = {stem for stem in both if mine.signs[stem] != theirs.signs[stem]}
    # "A real threat", "the threat is a hoax": a word for the opposite tells more than a "not"
    if turned & (mine.opposites ^ theirs.opposites):
        return True
    # Who names both numbers contradicts none.
    named = {*mine.counts.values()} & {*theirs.counts.values()}
    counted = len({*mine.counts.values()}) == 1 < len(both) and not named
    counted = counted and bool(mine.counts.keys() & theirs.counts)
    return counted or 0 < len(both) <= 2 * len(turned)


def has(kind: str, word: str) -> str:
    """Return a word's detail in a class of ``dispute_words``, or the class; else nothing."""
    found = lexicons.words("dispute_words", kind)
    return (found[word] or kind) if word in found else ""


def some(kind: str, found: Iterable[str]) -> bool:
    """Tell whether one of some words is in a class of ``dispute_words``."""
    return any(has(kind, word) for word in found)


def _is_number(word: str) -> bool:
    return word in _numbers() or word[0].isdigit()


@cache
def _numbers() -> dict[str, str]:
    return {r["word"]: r["value"] for r in lexicons.read("time_words") if r["kind"] == "number"}


@cache
def _meanings() -> dict[str, tuple[str, bool]]:
    """Return by its stem what a word means: the same as another stem, or its opposite."""
    same, opposite = (lexicons.words("dispute_words", kind) for kind in ("same as", "opposite"))
    known = {w[:_STEM]: (m[:_STEM], w in opposite) for w, m in (same | opposite).items()}
    return {stem: (stem, False) for stem, _ in known.values()} | known
