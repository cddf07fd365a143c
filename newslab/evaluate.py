"""How right newslab is: its tables against gold tables."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from newslab.article import Article, read
from newslab.corrected.file import Corrections
from newslab.errors import InputError
from newslab.parsed import Parsed, parse_many
from newslab.tables import spans as in_text

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SMALL = frozenset({"a", "an", "the", "of", "to", "in", "and", "that", "for", "on"})
_PRONOUNS = frozenset({"he", "she", "they", "it", "who", "i", "we"})

Row = dict[str, str]
_Three = tuple[int, int, int]
#: For each figure: how many are right, were found, and stand in the gold.
Counts = dict[str, _Three]


class Gold(NamedTuple):
    """An article with its gold tables, by their names."""

    article: Article
    tables: Mapping[str, list[Row]]


def evaluate(gold: str | Path | Iterable[Gold]) -> pd.DataFrame:
    """Measure newslab against gold tables.

    ``gold`` is a folder with ``src/<article>.txt`` and ``<article>/{statements,actors,dates,stance,
    timeline}.csv`` (one without these: `InputError`), or articles with their tables.

    The columns are ``what``, ``measure``, ``value``, ``precision``, ``recall`` (0 … 1), ``right``,
    ``found``, ``gold`` (counts over all articles), ``readers`` (how far two careful readers agree),
    ``articles`` (how many) and ``counts_as_right``. A figure without gold has no row.
    """
    every = list(read_gold(Path(gold)) if isinstance(gold, str | Path) else gold)
    # What an analyst has corrected is not newslab's.
    parsed = parse_many((g.article for g in every), corrections=Corrections())
    return figures(count(p, g) for p, g in zip(parsed, every, strict=True))


def read_gold(folder: Path) -> Iterator[Gold]:
    """Yield the articles of a folder with their gold tables; see `evaluate`."""
    folders = sorted(p.parent for p in folder.glob("*/statements.csv"))
    if not folders:
        raise InputError("holds no gold tables", where=str(folder), todo="check the path")
    for one in folders:
        every = ((p.stem, p.read_text("utf-8").splitlines(True)) for p in one.glob("*.csv"))
        tables = {name: list(csv.DictReader(lines)) for name, lines in every}
        yield Gold(read(folder / "src" / f"{one.name}.txt"), tables)


def figures(counted: Iterable[Counts]) -> pd.DataFrame:
    """Add up the counts of articles to the table that `evaluate` returns."""
    every, rows = list(counted), []
    for known in recorded()[["what", "measure", "readers", "counts_as_right"]].to_dict("records"):
        if given := [counts[known["what"]] for counts in every if known["what"] in counts]:
            right, found, gold = map(sum, zip(*given, strict=True))
            bases = {"F1": (found + gold) / 2, "recall": gold, "share right": found}
            rows.append({
                **known, "value": right / (bases[known["measure"]] or 1),
                "precision": right / (found or 1) if known["measure"] == "F1" else None,
                "recall": right / (gold or 1) if known["measure"] != "share right" else None,
                "right": right, "found": found, "gold": gold, "articles": len(given),
            })  # fmt: skip
    table = pd.DataFrame(rows, columns=list(recorded().columns.drop("on")))
    return table.astype(dict.fromkeys(("precision", "recall", "readers"), float)).round(3)


def count(parsed: Parsed, gold: Gold) -> Counts:
    """Count what is right, found and wanted in one article, for each figure that has gold."""
    tables, counts = gold.tables, Counts()
    if "statements" in tables:
        known = _same_actors(_rows(parsed.actors), tables["actors"])
        counts |= _statements(parsed, tables["statements"], known)
        counts["stance"] = _stances(parsed, tables["stance"], tables["actors"], known)
        counts["timeline"] = _timeline(parsed, tables["timeline"])
    if "dates" in tables:
        counts["date"] = _dates(_rows(parsed.dates), tables["dates"])
    return counts


def _rows(frame: pd.DataFrame, known: Mapping[str, str] | None = None) -> list[Row]:
    """Return rows as those of gold are: all is text, what is missing is '', actors have its ids."""
    ids = dict.fromkeys(("actor_id", "target_id", "holder_id"), known or {})
    text = frame.astype(object).where(frame.notna(), "").astype(str).replace(ids)
    return [dict(row) for row in text.to_dict("records")]


def _words(text: str) -> list[str]:
    return [w for w in _WORD.findall(text.lower()) if w not in _SMALL]


def places(text: str, spans: str) -> set[int]:
    """Return where the words of spans (``120:145 180:230``) begin."""
    return {a + m.start() for a, b in in_text(spans) for m in _WORD.finditer(text[a:b])}


def _at(text: str, row: Row, role: str = "") -> set[int]:
    start, end = row[f"{role}start"], row[f"{role}end"]
    return places(text, row.get(f"{role}spans") or (start and f"{start}:{end}"))


def dice(x: set[int], y: set[int]) -> float:
    """Return the share of two sets that they have in common (Dice's coefficient)."""
    return 2 * len(x & y) / ((len(x) + len(y)) or 1)


def paired(alike: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pair rows one to one by their numbers, the most alike first; ``alike[found][gold]``."""
    scores = sorted(
        (-score, i, j) for i, row in enumerate(alike) for j, score in enumerate(row) if score > 0
    )
    taken: dict[int, int] = {}
    for _, i, j in scores:
        if i not in taken and j not in taken.values():
            taken[i] = j
    return list(taken.items())


def _same_actors(found: list[Row], gold: list[Row]) -> dict[str, str]:
    """Return gold's ids of the actors that have them or, one each, a name of theirs."""

    def called(row: Row) -> set[str]:
        return {" ".join(_words(n)) for n in (row["name"], *row["aliases"].split("|"))} - {""}

    ids = {g["actor"] for g in gold}
    same = {f["actor_id"]: f["actor_id"] for f in found if f["actor_id"] in ids}
    for f in (f for f in found if f["actor_id"] not in same):
        rest = (g["actor"] for g in gold if called(f) & called(g))
        if actor := next((a for a in rest if a not in same.values()), None):
            same[f["actor_id"]] = actor
    return same


def _statements(parsed: Parsed, gold: list[Row], known: dict[str, str]) -> Counts:
    text, found = parsed.article.text, _rows(parsed.statements, known)
    x, y = [_at(text, f) for f in found], [_at(text, g) for g in gold]

    def alike(i: int, j: int) -> float:
        shared = dice(x[i], y[j])
        same_cue = found[i]["cue_start"] == gold[j]["cue_start"]
        return shared + 0.01 * same_cue if shared >= 0.5 else 0

    pairs = paired([[alike(i, j) for j in range(len(gold))] for i in range(len(found))])
    both = [(found[i], gold[j]) for i, j in pairs]
    sources = [(_at(text, f, "source_"), _at(text, g, "source_")) for f, g in both]
    pronouns = [(f, g) for f, g in both if g["source"].lower() in _PRONOUNS]
    return {
        "statement": (len(pairs), len(found), len(gold)),
        "content": _share(dice(x[i], y[j]) >= 0.9 for i, j in pairs),
        "kind": _same(both, "kind", "kind"),
        "act": _same(both, "act", "act"),
        "source": _share(bool(f & g) or f == g == set() for f, g in sources),
        "actor": _same(both, "actor_id", "actor"),
        "pronoun": _same(pronouns, "actor_id", "actor"),
        "target": _given(both, "target_id", "target"),
        "said_on": _given(both, "said_on", "said_on"),
        "dispute": _disputes(found, gold, both),
    }


def _share(right: Iterable[bool]) -> _Three:
    told = [*right]
    return sum(told), len(told), len(told)


def _same(pairs: list[tuple[Row, Row]], mine: str, theirs: str) -> _Three:
    return _share(f[mine] == g[theirs] for f, g in pairs)


def _given(pairs: list[tuple[Row, Row]], mine: str, theirs: str) -> _Three:
    """Count what both, newslab and the gold give for a column that may be empty."""
    cells = [(f[mine].removesuffix(" 00:00:00"), g[theirs]) for f, g in pairs]
    right = sum(f == g != "" for f, g in cells)
    return right, sum(bool(f) for f, _ in cells), sum(bool(g) for _, g in cells)


def _disputes(found: list[Row], gold: list[Row], pairs: list[tuple[Row, Row]]) -> _Three:
    as_gold = {f["statement_id"]: g["id"] for f, g in pairs}
    ids = {(f["statement_id"], f["disputes_id"]) for f in found if f["disputes_id"]}
    links = {(as_gold.get(one), as_gold.get(other)) for one, other in ids}
    wanted = {(g["id"], g["disputes"]) for g in gold if g["disputes"]}
    return len(links & wanted), len(links), len(wanted)


def _dates(found: list[Row], gold: list[Row]) -> _Three:
    def alike(f: Row, g: Row) -> float:
        (start, end), (first, last) = ((int(r["start"]), int(r["end"])) for r in (f, g))
        shared = max(0, min(end, last) - max(start, first))
        return shared + 1000.0 * ((start, end) == (first, last))

    pairs = paired([[alike(f, g) for g in gold] for f in found])
    right = sum(found[i]["value"] == gold[j]["value"] for i, j in pairs)
    return right, len(found), len(gold)


def _stances(parsed: Parsed, gold: list[Row], actors: list[Row], known: dict[str, str]) -> _Three:
    ids = {g["actor"] for g in actors}
    once: dict[tuple[str, ...], Row] = {}
    for row in _rows(parsed.stance, known):
        target = row["target_id"] or " ".join(_words(row["target"]))
        once.setdefault((row["holder_id"], target, row["stance"]), row)

    def alike(f: Row, g: Row) -> float:
        if (f["holder_id"], f["stance"]) != (g["holder"], g["stance"]):
            return 0
        x, y = set(_words(f["target"])), set(_words(g["target"]))
        named = len(x & y) * 2 >= min(len(x), len(y)) > 0
        return f["target_id"] == g["target"] if g["target"] in ids else named

    pairs = paired([[alike(f, g) for g in gold] for f in once.values()])
    return len(pairs), len(once), len(gold)


def _timeline(parsed: Parsed, gold: list[Row]) -> _Three:
    def told(row: Row) -> tuple[tuple[str, str], set[str]]:
        return (row["earliest"][:10], row["latest"][:10]), {w[:4] for w in _words(row["event"])}

    events, wanted = [told(e) for e in _rows(parsed.timeline)], [told(g) for g in gold]
    right = (
        any(days == when and len(words & said) * 3 >= len(words) for when, said in events)
        for days, words in wanted
    )
    return sum(right), len(events), len(gold)


def recorded(*what: str) -> pd.DataFrame:
    """Return the figures that reports show (of ``what``, or all), with what `evaluate` tells.

    They were measured before the release on real articles (``on`` says which); ``readers`` is how
    far two agree who annotated 16 of Wikinews, each without seeing the other.
    """
    table = elsewhere("accuracy")
    return table[table["what"].isin(what or table["what"])].reset_index(drop=True)


def elsewhere(name: str = "accuracy_elsewhere") -> pd.DataFrame:
    """Return figures on articles that may not be part of newslab, and how they were measured."""
    return pd.read_csv(Path(__file__).with_name(f"{name}.csv"), comment="#")
