"""Across articles: which actor of one is which of another, and which article is a copy.

Within an article the parse has told the actors apart. Across articles, two are one when they have
the same name (initials and titles apart) and neither initials, country nor office tell them apart;
its kind is what most articles take it for.
A surname or an abbreviation alone is of the one actor whose long name it fits, if their offices or
countries agree, if both articles name somebody else in common, or if several articles have the long
name. Actors without a name (*reporters*, *two officials*) are of their article only.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from typing import Any

import pandas as pd

from newslab.extract import names

#: The columns that hold ids of actors, of several with "|" between them.
COLUMNS = {
    "statements": ("actor_id", "target_id"),
    "actors": ("actor_id",),
    "mentions": ("actor_id",),
    "clauses": ("subject_id", "object_id"),
    "stance": ("holder_id", "target_id"),
    "timeline": ("actors",),
}
#: Words in a row that are compared. Shorter ones are shared by articles on the same event.
SHINGLE = 5
#: Share of these rows that two articles have in common, from which one is a copy of the other.
SIMILAR = 0.5
#: Hashes of an article: its similarities are right to about ±0.06 (one standard error).
HASHES = 128

_COPIES = {"article_id": "str", "copy_of": "str", "similarity": "Float64", "kind": "str"}
_INITIAL = re.compile(r"(?<= )(\w)\.? ")
_NUMBER = re.compile(r"-\d+$")
_SMALL = {"the", "of", "and", "for", "in", "former"}


class _Known:
    """What the articles say of one actor: who it is in each, and what tells it from namesakes."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        name, affiliation = row["name"], row["affiliation"].lower()
        self.ids: list[tuple[str, str]] = [(row["article_id"], row["actor_id"])]
        self.person = row["kind"] == "person"
        plain = _INITIAL.sub("", name) if self.person else name
        self.words = tuple(names.fold(w).replace(".", "") for w in plain.replace("’", "'").split())
        self.initials = {*_INITIAL.findall(name), *_NUMBER.findall(row["actor_id"])}
        self.about = set(re.findall(r"\w+", f"{row['role'].lower()} {affiliation}")) - _SMALL
        self.affiliation = {affiliation} - {""}
        short = {names.fold(a).replace(".", "") for a in row["aliases"].split("|") if a.isupper()}
        self.short = {self.words[-1]} if self.person else short

    @property
    def articles(self) -> set[str]:
        return {article for article, _ in self.ids}

    def fits(self, other: _Known) -> bool:
        """Whether nothing tells the two apart."""
        told = [(self.initials, other.initials)]
        if not self.about & other.about:
            told.append((self.affiliation, other.affiliation))
            if self.person and not self.words[1:]:
                told.append((self.about, other.about))
        within = self.articles & other.articles
        return not within and all(not a or not b or a & b for a, b in told)

    def take(self, other: _Known) -> None:
        """Become one with another."""
        self.ids += other.ids
        for told in ("initials", "about", "affiliation", "short"):
            getattr(self, told).update(getattr(other, told))


def ids(actors: pd.DataFrame, one: Set[str] = frozenset()) -> dict[tuple[str, str], str]:
    """Return each actor's id across articles, by article_id and actor_id, from actors' rows.

    It is the id that the actor has where its name is given in full; for an actor without a name
    it is ``<article>/<actor_id>``. The order of the rows changes nothing. The ids ``one`` mean one
    actor in all articles, whatever its names there: an analyst says so.
    """
    told = actors.fillna({"role": "", "affiliation": "", "aliases": ""})
    rows = told.sort_values(["article_id", "first_start"], kind="stable").to_dict("records")
    kinds = _kinds(rows)
    rows = [{**r, "kind": kinds[r["name"]]} for r in rows]
    found = {(r["article_id"], r["actor_id"]): f"{r['article_id']}/{r['actor_id']}" for r in rows}
    used: Counter[str] = Counter()
    united = _united([_Known(r) for r in rows if _is_named(r)])
    for known in sorted(united, key=lambda k: (-len(k.ids), _shown(k))):
        name = _shown(known)
        used[name] += 1
        found |= dict.fromkeys(known.ids, name if used[name] == 1 else f"{name}-{used[name]}")
    for ident in sorted(one):
        groups = {found[k] for k in found if k[1] == ident}
        found |= {k: ident for k, group in found.items() if group in groups}
    return found


def _kinds(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what most articles take each name for; a surname is a person's wherever it stands."""
    surnames = {r["name"].split()[-1] for r in rows if r["kind"] == "person" and _is_named(r)}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for r in rows:
        found[r["name"]]["person" if r["name"] in surnames else r["kind"]] += 1
    return {name: counts.most_common(1)[0][0] for name, counts in found.items()}


def _is_named(row: Mapping[str, Any]) -> bool:
    words = row["name"].split()
    capital = [w for w in words if w[:1].isupper()]
    group = row["kind"] == "group"  # "Russian troops"
    alone = not names.places().keys().isdisjoint(capital) if group else capital == words != []
    alone &= not names.is_title(row["name"].lower())  # "One MP"
    return row["kind"] == "government" or bool(capital[1:]) or alone


def _united(named: list[_Known]) -> list[_Known]:
    """Unite what has one name, then short names with the one long name that they fit."""
    held: dict[tuple[bool, tuple[str, ...]], list[_Known]] = defaultdict(list)
    beside: dict[str, set[str]] = defaultdict(set)
    for k in named:
        beside[k.ids[0][0]].add(k.words[-1])
    told = {k: (not k.words[1:], -len(k.initials | k.affiliation), k.ids) for k in named}
    for k in sorted(named, key=told.__getitem__):
        fits = [m for m in held[k.person, k.words] if k.fits(m)]
        fits = _alike(k, fits) if k.words[1:] else _sure(k, fits, beside)
        one = fits[0] if len(fits) == 1 else k
        if one is not k:
            one.take(k)
        for words in (k.words, *((short,) for short in k.short)):
            if one not in held[k.person, words]:
                held[k.person, words].append(one)
    return list(dict.fromkeys(k for same in held.values() for k in same))


def _alike(k: _Known, fits: list[_Known]) -> list[_Known]:
    """Return whom a long name means: of namesakes who has the office, else is named most."""
    alike = [m for m in fits if m.initials == k.initials]
    told = [m for m in alike if k.about & m.about] or alike
    return [max(told, key=lambda m: len(m.articles))] if k.person and told else alike or fits


def _sure(k: _Known, fits: list[_Known], beside: Mapping[str, set[str]]) -> list[_Known]:
    """Return whom a surname or an abbreviation surely means, else who has no longer name."""
    long = [m for m in fits if m.words[1:]]
    often = [m for m in long if len(long) == 1 < len(m.articles) and not k.about]
    told = [m for m in long if not k.person or k.about & m.about]
    sure = told or [m for m in long if _in_company(k, m, beside)] or often
    return sure if len(sure) == 1 else [m for m in fits if not m.words[1:]]


def _in_company(k: _Known, m: _Known, beside: Mapping[str, set[str]]) -> bool:
    """Whether articles of both name the same others."""
    own, others = {k.words[-1], m.words[-1]}, set().union(*(beside[a] for a in k.articles))
    return any(others & beside[a] - own for a in m.articles)


def _shown(known: _Known) -> str:
    """Return the id that most articles have; of equals, the longest name's, then the first."""
    counts = Counter(actor_id for _, actor_id in known.ids)
    full = {i: n for i, n in counts.items() if "-" in i} if known.words[1:] else counts
    return min(full or counts, key=lambda i: (-counts[i], len(i), i))


def united(table: str, frame: pd.DataFrame, known: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Return a table with the actors' ids across articles, as `ids` gives them."""
    for column in COLUMNS[table]:
        pairs = zip(frame["article_id"], frame[column], strict=True)
        new = [
            None if pd.isna(own) else "|".join(known.get((a, i), i) for i in own.split("|"))
            for a, own in pairs
        ]
        frame = frame.assign(**{column: pd.Series(new, frame.index, frame[column].dtype)})
    return frame


def cast(actors: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Sum the actors (with ids across articles) up: one row for each, who speaks most first.

    Name, kind, role and affiliation are as most articles have them, aliases are all other names;
    articles, mentions and statements are counted.
    """
    best = ["name", "kind", "role", "affiliation"]
    of = actors.groupby("actor_id", as_index=False)
    found = of.agg(
        {**dict.fromkeys(best, _most), "article_id": "nunique", "mentions": "sum"}
    ).rename(columns={"article_id": "articles"})
    called = of[["name", "aliases"]].agg(lambda v: "|".join(v.dropna()))
    forms = (called["name"] + "|" + called["aliases"]).str.split("|").map(set)
    others = [sorted(f - {name, ""}) for f, name in zip(forms, found["name"], strict=True)]
    found["aliases"] = ["|".join(o) or None for o in others]
    said = statements["actor_id"].value_counts()
    found["statements"] = found["actor_id"].map(said).fillna(0)
    order = ["statements", "mentions", "actor_id"]
    found = found.sort_values(order, ascending=[False, False, True], ignore_index=True)
    columns = ["actor_id", *best, "aliases", "articles", "mentions", "statements"]
    return found[columns].astype({c: "str" if c in columns[:6] else "Int64" for c in columns})


def _most(values: pd.Series) -> str | None:
    counts = Counter(values.dropna())
    return min(counts, key=lambda v: (-counts[v], -len(v), v), default=None)


def copies(articles: pd.DataFrame) -> pd.DataFrame:
    """Find the articles that are copies of others, in time that grows with their number.

    The first article to be published (of equals, the first by its id) is the original; others are
    copies if they share half of its runs of five words. A text cut to less than half is none.
    Columns are article_id, copy_of, similarity (0.5 … 1, estimated by MinHash), and kind (exact:
    the same words; near).

    Examples
    --------
    >>> text = "Talks began in Geneva on Monday after a week of heavy fighting near the border."
    >>> copies(pd.DataFrame({"article_id": ["a", "b"], "text": [text, text + " (Agency)"],
    ...                      "published": [pd.NaT, pd.NaT]})).values.tolist()
    [['b', 'a', 0.9140625, 'near']]
    """
    from datasketch import LeanMinHash, MinHash, MinHashLSH

    found: list[tuple[str, str, float, str]] = []
    index = MinHashLSH(threshold=SIMILAR, num_perm=HASHES, weights=(0.2, 0.8))
    first_with: dict[bytes, str] = {}
    sketches: dict[str, LeanMinHash] = {}
    empty = MinHash(num_perm=HASHES)  # a copy is made faster than a new one
    ordered = articles.sort_values(["published", "article_id"], kind="stable")
    for article_id, text in zip(ordered["article_id"], ordered["text"], strict=True):
        words = re.findall(r"\w+", text.casefold())
        if not words:
            continue
        digest = hashlib.blake2b(" ".join(words).encode(), digest_size=16).digest()
        same = first_with.setdefault(digest, article_id)
        if same != article_id:
            found.append((article_id, same, 1.0, "exact"))
            continue
        sketch = empty.copy()
        starts = range(max(1, len(words) - SHINGLE + 1))
        sketch.update_batch([" ".join(words[i : i + SHINGLE]).encode() for i in starts])
        lean = LeanMinHash(sketch)
        near = [(-lean.jaccard(sketches[other]), other) for other in index.query(lean)]
        unlike, original = min(near, default=(0.0, ""))
        if -unlike >= SIMILAR:
            found.append((article_id, original, -unlike, "near"))
        else:
            index.insert(article_id, lean)
            sketches[article_id] = lean
    told = pd.DataFrame(found, columns=list(_COPIES)).astype(_COPIES)
    return told.sort_values("article_id", ignore_index=True)
