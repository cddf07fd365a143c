"""How right newslab is: its tables against gold tables."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from newslab.errors import InputError
from newslab.parsed import Parsed, parse

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SMALL = frozenset({"a", "an", "the", "of", "to", "in", "and", "that", "for", "on"})

#: What the figures that newslab was released with were measured on.
GOLD = "one real article and eight written for newslab, all annotated by its developers"

#: What is measured: the measure, and how a row counts as right.
MEASURES = {
    "statement": ("F1", "half of the words of both contents are shared (Dice ≥ 0.5)"),
    "kind": ("share right", "direct, mixed or indirect, of the statements found"),
    "act": ("share right", "speech act, of the statements found"),
    "source": ("share right", "the source shares a word, of the statements found"),
    "actor": ("share right", "the actor behind the source, of the statements found"),
    "target": ("share right", "the actor addressed or judged, of the statements found with one"),
    "said_on": ("share right", "the day of saying, of the statements found that have one"),
    "dispute": ("F1", "which statement contradicts which"),
    "date": ("F1", "overlapping words with the same TIMEX3 value"),
    "stance": ("F1", "same holder, target and stance"),
    "timeline": ("recall", "an event of the same days that shares a third of the words"),
}
_Row = dict[str, Any]
_Counts = dict[str, tuple[int, int, int]]


def evaluate(gold: str | Path) -> pd.DataFrame:
    """Measure newslab against gold tables.

    Parameters
    ----------
    gold
        A folder with ``src/<article>.txt`` and ``<article>/{statements,actors,dates,stance,
        timeline}.csv``.

    Returns
    -------
    pandas.DataFrame
        ``what``, ``measure``, ``value`` (0 … 1), ``right``, ``found``, ``gold`` (counts over all
        articles) and ``counts_as_right``.

    Raises
    ------
    InputError
        The folder holds no gold tables.
    """
    folders = sorted(p.parent for p in Path(gold).glob("*/statements.csv"))
    if not folders:
        raise InputError("holds no gold tables", where=str(gold), todo="check the path")
    total: Counter[tuple[str, int]] = Counter()
    for folder in folders:
        counted = _article(parse(folder.parent / "src" / f"{folder.name}.txt"), folder)
        for what, numbers in counted.items():
            total.update({(what, n): count for n, count in enumerate(numbers)})
    rows = []
    for what, (measure, how) in MEASURES.items():
        right, found, wanted = (total[what, n] for n in range(3))
        base = {"F1": (found + wanted) / 2, "recall": wanted, "share right": found}[measure]
        value = right / base if base else 0.0
        rows.append((what, measure, round(value, 3), right, found, wanted, how))
    columns = ["what", "measure", "value", "right", "found", "gold", "counts_as_right"]
    return pd.DataFrame(rows, columns=columns)


def _rows(path: Path) -> list[_Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _words(text: str) -> list[str]:
    return [w for w in (m[0].lower() for m in _WORD.finditer(text)) if w not in _SMALL]


def _places(text: str, row: _Row) -> set[int]:
    """Return where the words of a row's content begin."""
    spans = _text(row.get("spans")) or f"{row['start']}:{row['end']}"
    ends = (tuple(map(int, s.split(":"))) for s in spans.split())
    return {a + m.start() for a, b in ends for m in _WORD.finditer(text[a:b])}


def _pairs(
    found: list[_Row], gold: list[_Row], alike: Callable[[_Row, _Row], float]
) -> list[tuple[int, int]]:
    """Pair rows one to one, the most alike first."""
    scores = ((alike(f, g), i, j) for i, f in enumerate(found) for j, g in enumerate(gold))
    taken: list[tuple[int, int]] = []
    for _, i, j in sorted((s for s in scores if s[0] > 0), key=lambda s: (-s[0], s[1], s[2])):
        if all(i != a and j != b for a, b in taken):
            taken.append((i, j))
    return taken


def _article(parsed: Parsed, folder: Path) -> _Counts:
    gold = {n: _rows(folder / f"{n}.csv") for n in ("statements", "actors", "dates")}
    known = _same_actors(parsed.actors.to_dict("records"), gold["actors"])
    return {
        **_statements(parsed, gold["statements"], known),
        "date": _dates(parsed.dates.to_dict("records"), gold["dates"]),
        "stance": _stances(parsed, _rows(folder / "stance.csv"), gold["actors"], known),
        "timeline": _timeline(parsed, _rows(folder / "timeline.csv")),
    }


def _same_actors(found: list[_Row], gold: list[_Row]) -> dict[str, str]:
    """Return the gold actor of each actor found: the same id, or a name in common."""

    def called(row: _Row) -> set[str]:
        every = [_text(row["name"]), *_text(row["aliases"]).split("|")]
        return {" ".join(_words(n)) for n in every} - {""}

    ids = {g["actor"] for g in gold}
    same = {f["actor_id"]: f["actor_id"] for f in found if f["actor_id"] in ids}
    for f in found:
        rest = [g for g in gold if g["actor"] not in same.values() and called(f) & called(g)]
        if f["actor_id"] not in same and rest:
            same[f["actor_id"]] = rest[0]["actor"]
    return same


def _statements(parsed: Parsed, gold: list[_Row], known: dict[str, str]) -> _Counts:
    text, found = parsed.article.text, parsed.statements.to_dict("records")

    def alike(f: _Row, g: _Row) -> float:
        x, y = _places(text, f), _places(text, g)
        dice = 2 * len(x & y) / ((len(x) + len(y)) or 1)
        return dice + 0.01 * (f["cue_start"] == int(g["cue_start"])) if dice >= 0.5 else 0

    pairs = _pairs(found, gold, alike)
    both = [(found[i], gold[j]) for i, j in pairs]
    right = Counter({"kind": 0, "act": 0, "source": 0, "actor": 0})
    for f, g in both:
        right["kind"] += f["kind"] == g["kind"]
        right["act"] += f["act"] == g["act"]
        right["source"] += _overlap(f, g)
        right["actor"] += _same(known, f["actor_id"]) == g["actor"]
    to_gold = {found[i]["statement_id"]: gold[j]["id"] for i, j in pairs}
    disputes = {
        (to_gold.get(f["statement_id"]), to_gold.get(_text(f["disputes_id"])))
        for f in found
        if _text(f["disputes_id"])
    }
    wanted = {(g["id"], g["disputes"]) for g in gold if g["disputes"]}
    return {
        "statement": (len(pairs), len(found), len(gold)),
        "dispute": (len(disputes & wanted), len(disputes), len(wanted)),
        **{k: (n, len(pairs), len(gold)) for k, n in right.items()},
        "target": _where_given("target", gold, both, lambda f: _same(known, f["target_id"])),
        "said_on": _where_given("said_on", gold, both, lambda f: _text(f["said_on"])[:10]),
    }


def _same(known: dict[str, str], actor: Any) -> str:
    return known.get(_text(actor), _text(actor))


def _where_given(
    column: str, gold: list[_Row], both: list[tuple[_Row, _Row]], value: Callable[[_Row], str]
) -> tuple[int, int, int]:
    """Count the statements found whose gold row has something in a column, and those right."""
    given = [(f, g) for f, g in both if g[column]]
    right = sum(value(f) == g[column] for f, g in given)
    return right, len(given), sum(bool(g[column]) for g in gold)


def _overlap(f: _Row, g: _Row) -> bool:
    if not g["source_start"]:
        return not _text(f["source_start"])
    if not _text(f["source_start"]):
        return False
    start, end = int(f["source_start"]), int(f["source_end"])
    return start < int(g["source_end"]) and int(g["source_start"]) < end


def _dates(found: list[_Row], gold: list[_Row]) -> tuple[int, int, int]:
    def alike(f: _Row, g: _Row) -> float:
        start, end = int(g["start"]), int(g["end"])
        exact = (f["start"], f["end"]) == (start, end)
        return float(max(0, min(f["end"], end) - max(f["start"], start)) + 1000 * exact)

    pairs = _pairs(found, gold, alike)
    right = sum(_text(found[i]["value"]) == gold[j]["value"] for i, j in pairs)
    return right, len(found), len(gold)


def _stances(
    parsed: Any, gold: list[_Row], actors: list[_Row], known: dict[str, str]
) -> tuple[int, int, int]:
    from newslab.analyse.stance import stance

    ids = {g["actor"] for g in actors}

    def alike(f: _Row, g: _Row) -> float:
        if _same(known, f["holder_id"]) != g["holder"] or f["stance"] != g["stance"]:
            return 0
        if g["target"] in ids:
            return float(_same(known, f["target_id"]) == g["target"])
        x, y = set(_words(_text(f["target"]))), set(_words(g["target"]))
        return float(bool(x and y) and len(x & y) * 2 >= min(len(x), len(y)))

    rows = stance(parsed).to_dict("records")
    once = list({(r["holder_id"], _target(r), r["stance"]): r for r in reversed(rows)}.values())
    return len(_pairs(once, gold, alike)), len(once), len(gold)


def _target(row: _Row) -> str:
    return _text(row["target_id"]) or " ".join(_words(_text(row["target"])))


def _timeline(parsed: Any, gold: list[_Row]) -> tuple[int, int, int]:
    from newslab.analyse.timeline import timeline

    events = timeline(parsed).to_dict("records")

    def right(g: _Row) -> bool:
        wanted = set(_stems(g["event"]))
        return any(
            _text(e["earliest"])[:10] == g["earliest"]
            and _text(e["latest"])[:10] == g["latest"]
            and len(wanted & set(_stems(e["event"]))) * 3 >= len(wanted)
            for e in events
        )

    return sum(map(right, gold)), len(events), len(gold)


def _stems(text: str) -> Iterator[str]:
    return (w[:4] for w in _words(text))


def recorded(what: Iterable[str] = MEASURES) -> pd.DataFrame:
    """Return the figures that newslab was released with, as `evaluate` gives them."""
    from importlib.resources import files

    with files("newslab").joinpath("accuracy.csv").open("r", encoding="utf-8") as file:
        table = pd.read_csv(file)
    return table[table["what"].isin(list(what))].reset_index(drop=True)
