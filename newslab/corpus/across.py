"""Actors across articles: which actor of one article is which of another.

Within an article the parse has told the actors apart. Across articles, two are one

* when they have the same name (initials and titles apart), are both people or both not, and no
  article has told them apart; people with different initials and bodies of different countries or
  organizations stay two, and a name without initials that fits both stays a third;
* when one has a short form of the other's name (a surname, an abbreviation) that fits no other
  actor, and its role or affiliation is the other's, or nothing speaks against it and the long form
  is in several articles.

Actors without a name (*reporters*, *two officials*) are of their article only.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from newslab.extract import names

#: The columns that hold ids of actors.
COLUMNS = {
    "statements": ("actor_id", "target_id"),
    "actors": ("actor_id",),
    "mentions": ("actor_id",),
    "clauses": ("subject_id", "object_id"),
}
_NUMBER = re.compile(r"-\d+$")
_INITIAL = re.compile(r"(?<= )(\w)\.? ")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL = {"the", "of", "and", "for", "in", "former"}


class _Actor(NamedTuple):
    """An actor of one article."""

    article_id: str
    actor_id: str
    name: str
    kind: str
    about: frozenset[str]
    affiliation: str
    aliases: tuple[str, ...]


def ids(actors: pd.DataFrame, one: Set[str] = frozenset()) -> dict[tuple[str, str], str]:
    """Return each actor's id across articles.

    Parameters
    ----------
    actors
        Rows of the actors table of any number of articles.
    one
        Ids that mean one actor in all articles, whatever its names there: an analyst says so.

    Returns
    -------
    dict
        By article_id and actor_id. The id is the one that the actor has where its name is given
        in full; for an actor without a name it is ``<article>/<actor_id>``. The order of the rows
        changes nothing.

    Examples
    --------
    >>> from newslab import Article, load
    >>> texts = ["Ann Lee resigned.", "Ann B. Lee resigned on Monday.", "Bob Lee resigned."]
    >>> corpus = load([Article(t, article_id=f"a{n}") for n, t in enumerate(texts)])
    >>> corpus.actors["actor_id"].tolist()
    ['ann-lee', 'ann-lee', 'bob-lee']
    """
    rows = actors.sort_values(["article_id", "first_start"], kind="stable").to_dict("records")
    known = _Union([_actor(r) for r in rows]).ids()
    for ident in sorted(one):
        groups = {known[k] for k in known if k[1] == ident}
        known |= {k: ident for k, group in known.items() if group in groups}
    return known


def _actor(row: Mapping[str, object]) -> _Actor:
    role, affiliation, aliases = (
        "" if pd.isna(row[c]) else str(row[c]) for c in ("role", "affiliation", "aliases")
    )
    about = frozenset(w.lower() for w in _WORD.findall(f"{role} {affiliation}")) - _SMALL
    return _Actor(
        str(row["article_id"]), str(row["actor_id"]), str(row["name"]), str(row["kind"]), about,
        affiliation, tuple(filter(None, aliases.split("|"))),
    )  # fmt: skip


def _is_named(actor: _Actor) -> bool:
    words = actor.name.split()
    capital = [w for w in words if w[:1].isupper()]
    if actor.kind == "government" or capital[1:]:
        return True
    if actor.kind == "group":
        return bool(capital) and capital[0] in names.places()
    return bool(capital) and capital[0] == words[0] and not words[1:]


def _key(actor: _Actor) -> tuple[bool, str, str]:
    """Name without initials, and the number that tells namesakes of an article apart."""
    name = _INITIAL.sub("", actor.name).replace(".", "").replace("’", "'").casefold()
    number = _NUMBER.search(actor.actor_id)
    return actor.kind == "person", name, number[0] if number else ""


class _Union:
    """Actors of many articles in groups; each group is one actor."""

    def __init__(self, actors: Iterable[_Actor]) -> None:
        found: dict[tuple[bool, str, str], list[_Actor]] = defaultdict(list)
        self.unnamed = []
        for actor in actors:
            if _is_named(actor):
                found[_key(actor)].append(actor)
            else:
                self.unnamed.append(actor)
        self.groups = [part for group in found.values() for part in _told_apart(group)]

    def ids(self) -> dict[tuple[str, str], str]:
        into = self._short_forms()
        united: dict[int, list[_Actor]] = defaultdict(list)
        for n, group in enumerate(self.groups):
            united[into.get(n, n)] += group
        known: dict[tuple[str, str], str] = {}
        used: Counter[str] = Counter()
        for n in sorted(united, key=lambda n: (-len(united[n]), _name(self.groups[n]))):
            name = _name(self.groups[n])
            used[name] += 1
            name = name if used[name] == 1 else f"{name}-{used[name]}"
            known |= {(a.article_id, a.actor_id): name for a in united[n]}
        return known | {
            (a.article_id, a.actor_id): f"{a.article_id}/{a.actor_id}" for a in self.unnamed
        }

    def _short_forms(self) -> dict[int, int]:
        """Tell of which group a group with a short name is part."""
        into = {}
        for n, group in enumerate(self.groups):
            short = (group[0].kind == "person", _plain(group[0].name))
            longer = [m for m in self._by_short_form.get(short, ()) if m != n]
            if len(longer) == 1 and self._fits(group, self.groups[longer[0]]):
                into[n] = longer[0]
        # A short form of a short form: one step is enough, more would guess.
        return {n: m for n, m in into.items() if m not in into}

    @cached_property
    def _by_short_form(self) -> dict[tuple[bool, str], list[int]]:
        found: dict[tuple[bool, str], list[int]] = defaultdict(list)
        for n, group in enumerate(self.groups):
            person = group[0].kind == "person"
            forms = {_plain(f) for a in group for f in a.aliases if _short_of(f, a.name, person)}
            if person and " " in group[0].name:
                forms.add(_plain(group[0].name.split()[-1]))
            for form in forms - {_plain(group[0].name)}:
                found[person, form].append(n)
        return found

    def _fits(self, short: list[_Actor], long: list[_Actor]) -> bool:
        if {a.article_id for a in short} & {a.article_id for a in long}:
            return False
        about, other = (frozenset().union(*(a.about for a in g)) for g in (short, long))
        if short[0].kind != "person" or about & other:
            return True
        return not about and len(long) > 1


def _plain(name: str) -> str:
    return name.replace(".", "").casefold()


def _short_of(form: str, name: str, person: bool) -> bool:
    """Tell whether a form may stand for a name in other articles: a surname, an abbreviation."""
    if " " in form or len(form) >= len(name):
        return False
    return form[:1].isupper() if person else form.isupper()


def _told_apart(group: list[_Actor]) -> list[list[_Actor]]:
    """Part people by their initials, bodies by their country or organization."""
    parts: dict[str, list[_Actor]] = defaultdict(list)
    for actor in group:
        person = actor.kind == "person"
        mark = "".join(_INITIAL.findall(actor.name)) if person else actor.affiliation
        parts[mark.casefold()].append(actor)
    # One mark alone is that of all.
    return [group] if len(parts.keys() - {""}) < 2 else [parts[mark] for mark in sorted(parts)]


def _name(group: list[_Actor]) -> str:
    """Return the id that most articles have; of equals, the shortest, then the first."""
    counts = Counter(a.actor_id for a in group)
    return min(counts, key=lambda i: (-counts[i], len(i), i))


def united(table: str, frame: pd.DataFrame, known: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Return a table with the actors' ids across articles, as `ids` gives them."""
    for column in COLUMNS.get(table, ()):
        pairs = zip(frame["article_id"], frame[column], strict=True)
        new = pd.Series([known.get(p, p[1]) for p in pairs], index=frame.index, dtype=object)
        frame = frame.assign(**{column: new.where(new.notna(), None).astype(frame[column].dtype)})
    return frame


def cast(actors: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Sum the actors up: one row for each, over all articles.

    Parameters
    ----------
    actors, statements
        Those tables, with ids across articles.

    Returns
    -------
    pandas.DataFrame
        actor_id, name, kind, role, affiliation (each as most articles have it), aliases (all
        other names), articles (how many name the actor), mentions, statements (how many are
        the actor's); who speaks most stands first.
    """
    said = statements["actor_id"].value_counts()
    rows = []
    for actor_id, group in actors.groupby("actor_id", sort=True):
        best = {c: _most(group[c]) for c in ("name", "kind", "role", "affiliation")}
        forms = {f for v in group["aliases"].dropna() for f in v.split("|")} | {*group["name"]}
        aliases = "|".join(sorted(forms - {best["name"]})) or None
        rows.append({
            "actor_id": actor_id, **best, "aliases": aliases,
            "articles": len(group), "mentions": int(group["mentions"].sum()),
            "statements": int(said.get(actor_id, 0)),
        })  # fmt: skip
    found = pd.DataFrame(rows, columns=list(CAST)).astype(CAST)
    order = ["statements", "mentions", "actor_id"]
    return found.sort_values(order, ascending=[False, False, True], ignore_index=True)


CAST = {
    "actor_id": "str", "name": "str", "kind": "str", "role": "str", "affiliation": "str",
    "aliases": "str", "articles": "Int64", "mentions": "Int64", "statements": "Int64",
}  # fmt: skip


def _most(values: pd.Series) -> str | None:
    counts = Counter(values.dropna())
    return min(counts, key=lambda v: (-counts[v], -len(v), v)) if counts else None
