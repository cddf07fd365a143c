"""What a clause does to whom: by its verb, or by the noun that its verb carries out or ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newslab.analyse.ground import Ground, phrase
from newslab.analyse.stance_aims import AFTER_NOUN, Aim, aims, named, reach
from newslab.analyse.stance_rows import Row
from newslab.analyse.stance_words import Word, calendar, governs, listed, words

#: A target stands within so many characters behind its preposition.
_NEAR = 60

#: Relations whose target is an actor; the others may be aimed at an issue.
MATERIAL = frozenset(
    {
        "aid",
        "assault",
        "coerce",
        "concede",
        "consult",
        "cooperate",
        "demand",
        "fight",
        "investigate",
        "mobilize",
        "protest",
        "request",
        "retreat",
        "sanction",
        "threaten",
    }
)
#: Relations whose nouns are aimed at the place where they are done ("a curfew in").
_ON_PLACES = frozenset({"assault", "coerce", "concede", "fight", "retreat"})
#: Relations between sides that stand together as the subject ("A and B signed a treaty").
_MUTUAL = frozenset({"agree", "consult", "cooperate", "fight"})
_POSSESSED = re.compile(r"['’]s?\s")
_UP_TO = re.compile(r"\s+up to\s(?=\d)")
_TOKEN = re.compile(r"[\w-]+")


class Deed(NamedTuple):
    """What a clause does: its score, the word that says so, and whom or what it is aimed at."""

    score: float
    word: str
    relation: str
    aim: Aim | None
    issue: str | None


def deeds(ground: Ground, clause: Row, holder: str | None) -> list[Deed]:
    """Return what a clause does to whom; several where its targets are listed."""
    done = list(_by_noun(ground, clause, holder))
    if done or _noun(ground, clause):
        return done
    for word in entries(clause):
        done = list(_by_verb(ground, clause, word, holder))
        if done:
            return done
    return []


def entries(clause: Row) -> list[Word]:
    """Return the entries of a clause's verb whose target is somebody or something."""
    return [w for w in words().get(("verb", verb(clause)), ()) if w.target != "content"]


def verb(clause: Row) -> str:
    """Return a clause's verb; "up" of "up to 16" is no particle of it."""
    lemma = str(clause["verb_lemma"])
    return lemma if ("verb", lemma) in words() else lemma.removesuffix(" up")


# --- by its verb ---------------------------------------------------------------------------------


def _by_verb(ground: Ground, clause: Row, word: Word, holder: str | None) -> Iterator[Deed]:
    lemma = verb(clause)
    if holder and clause["object_id"] == holder:
        return
    for at, end in _slots(ground, clause, word):
        is_object = at == clause["object_start"]
        if is_object and clause["object_id"] and clause["object_id"] != holder:
            name = ground.names.get(clause["object_id"], "")
            one = Aim(at, end, clause["object_id"], name)
            if word.relation == "consult" and _POSSESSED.search(ground.text, at, end):
                return
            beside = [a for a in aims(ground, at, end, holder) if a.start > at]
            yield from (Deed(word.score, lemma, word.relation, a, None)
                        for a in _apart([one, *beside]))  # fmt: skip
            return
        found = [a for a in aims(ground, at, end, holder) if _fits(ground, a, word)]
        if found:
            yield from (Deed(word.score, lemma, word.relation, a, None) for a in found)
            return
    issue = _issue(ground, clause, word)
    if issue:
        yield Deed(word.score, lemma, word.relation, None, issue)


def _fits(ground: Ground, aim: Aim, word: Word) -> bool:
    """Tell whether one can do to an aim what a word says: nobody meets a region or a thing."""
    if word.relation != "consult":
        return True
    return aim.place not in ("region", "adjective") and not _POSSESSED.match(ground.text, aim.end)


def _apart(found: list[Aim]) -> list[Aim]:
    return list({a.actor_id or a.name: a for a in found}.values())


def _issue(ground: Ground, clause: Row, word: Word) -> str | None:
    """Return the object of a verb that may be aimed at an issue."""
    if clause["object_start"] is None or word.relation in MATERIAL:
        return None
    if not _has_object(ground, clause, word):
        return None
    return phrase(ground.text[clause["object_start"] : clause["object_end"]]) or None


def _has_object(ground: Ground, clause: Row, word: Word) -> bool:
    """Tell whether the object column holds what stands in a word's slot."""
    if clause["object_start"] is None:
        return False
    between = ground.text[clause["verb_end"] : clause["object_start"]].split()
    preposition = between[-1].lower() if between else ""
    if word.target != "object":
        return preposition == word.target
    return bool(clause["passive"]) or not governs(preposition)


def _slots(ground: Ground, clause: Row, word: Word) -> Iterator[tuple[int, int]]:
    """Yield where a word's target may stand: its object, what follows, behind its preposition."""
    if _has_object(ground, clause, word) and (word.target == "object" or word.relation != "aid"):
        yield clause["object_start"], clause["object_end"]
    if clause["passive"] and word.target == "object":
        return
    start = int(clause["verb_end"])
    if up := _UP_TO.match(ground.text, start):
        start = up.end()
    end = reach(ground, start, int(clause["end"]))
    if word.target == "object":
        if clause["object_start"] is None:
            if _has_complement(ground, clause, end):
                return
            cut = AFTER_NOUN.search(ground.text, start, end)
            yield start, cut.start() if cut else end
        elif word.relation in MATERIAL and word.relation != "consult":
            yield start, end
        return
    direct = clause["object_start"] is not None and not _has_object(ground, clause, word)
    if word.relation == "aid" and not direct:
        return  # "sent to Paris": nothing was given
    for m in re.finditer(rf"\b{word.target}\b", ground.text[start:end]):
        yield start + m.end(), min(start + m.end() + _NEAR, end)


def _has_complement(ground: Ground, clause: Row, end: int) -> bool:
    """Tell whether what follows a verb is a clause ("suspected Lee was ill")."""
    return any(
        c["parent_id"] == clause["clause_id"]
        and c["tense"] != "none"
        and (c["subject_start"] or 0) >= clause["verb_end"]
        for c in ground.clauses_in(clause["verb_end"], end + _NEAR)
    )


# --- by the noun that it carries out or ends -----------------------------------------------------


def _noun(ground: Ground, clause: Row) -> tuple[Word, int, int] | None:
    """Return the noun of action that a verb carries out or ends, with its place in the text."""
    if clause["object_start"] is None or clause["passive"]:
        return None
    if clause["verb_lemma"] not in listed("carrier") | listed("turn"):
        return None
    found = noun_in(ground, clause["object_start"], clause["object_end"])
    if found is None and clause["object_id"]:
        # "gave Lee five million in aid": the receiver stands in the object column.
        last = reach(ground, clause["object_end"], int(clause["end"]))
        found = noun_in(ground, clause["object_end"], last)
    return found


def noun_in(
    ground: Ground, start: int, end: int, *, wished: bool = False
) -> tuple[Word, int, int] | None:
    """Return the noun of action that heads a phrase, or stands behind its "of".

    Some nouns tell of a stance only where they are ``wished`` for: "called for the release of".
    What is wished for is the head alone: neither "an emergency session" nor "a review of the
    agreement" is the emergency or the agreement.
    """
    cut = AFTER_NOUN.search(ground.text, start, end)
    core = list(_TOKEN.finditer(ground.text, start, cut.start() if cut else end))[::-1]
    rest = cut is not None and cut.group().strip() == "of"
    if wished:
        core = [m for m in core if not _says_when(m.group().lower())][:1]
        rest = rest and bool(core) and core[0].group().lower() in listed("set")
    for m in (*core, *(_TOKEN.finditer(ground.text, cut.end(), end) if cut and rest else ())):
        known = action(m.group(), wished=wished)
        if known is None or (known.relation == "disapprove" and core and core[0].end() > m.end()):
            continue  # "the opposition party" is no opposition
        return known, m.start(), m.end()
    return None


def _says_when(word: str) -> bool:
    """Tell whether a word behind a noun is an adverb: "the release today of"."""
    return word.endswith("ly") or word in calendar()


def action(noun: str, *, wished: bool = False) -> Word | None:
    """Return the entry of a noun of action, singular or plural."""
    low = noun.lower()
    for form in (low, low.removesuffix("s"), low.removesuffix("es"), low.removesuffix("ies") + "y"):
        for pos in ("wish", "action") if wished else ("action",):
            if found := words().get((pos, form)):
                return found[0]
    return None


def _by_noun(ground: Ground, clause: Row, holder: str | None) -> Iterator[Deed]:
    found = _noun(ground, clause)
    if found is None:
        return
    noun, start, end = found
    score, relation = noun.score, noun.relation
    if str(clause["verb_lemma"]) in listed("turn"):
        score, relation = (0.5, "concede") if score < 0 else (-0.6, "sanction")
    last = reach(ground, end, int(clause["end"]))
    aimed = _sides(ground, clause, holder, end) if noun.relation in _MUTUAL else []
    scene = noun.relation in _ON_PLACES
    aimed = aimed or aims(ground, end, last, holder, scene=scene)
    if scene and aimed and aimed[0].place:
        # "a curfew in the town of Cizre in Turkey": the nearest place.
        near = named(ground, end, last, scene=scene)
        aimed = near if near and near[0].start < aimed[0].start else aimed
    aimed = aimed or aims(ground, clause["verb_end"], start, holder)
    aimed = aimed or named(ground, end, last, scene=scene)
    label = f"{clause['verb_lemma']} {ground.text[start:end]}"
    if not aimed and str(clause["verb_lemma"]) in listed("turn"):
        issue = _about(ground, ground.text[start:end], end, last)
        if issue:
            yield Deed(score, label, "support" if score > 0 else "reject", None, issue)
    yield from (Deed(score, label, relation, a, None) for a in aimed)


def _about(ground: Ground, noun: str, end: int, last: int) -> str | None:
    """Return what a noun of opinion is about: "withdrew his support for the bill"."""
    for word in words().get(("noun", noun.lower()), ()):
        if word.relation in ("support", "disapprove", "reject"):
            m = re.compile(rf"\s{word.target}\s").match(ground.text, end, last)
            found = phrase(ground.text[m.end() : last]) if m else ""
            if found and found.lower() not in listed("no issue"):
                return found
    return None


def _sides(ground: Ground, clause: Row, holder: str | None, end: int) -> list[Aim]:
    """Return the other side of "A and B signed a treaty", unless it is signed with a third."""
    subject = clause["subject_start"]
    if subject is None or ground.text[end : end + 6] == " with ":
        return []
    last = clause["subject_end"]
    own = [m.end for m in ground.actors_in(subject, last) if m.actor_id == holder]
    beside = own and re.compile(r"\s(?:and|&)\s").match(ground.text, own[0])
    return aims(ground, own[0], last, holder) if beside else []
