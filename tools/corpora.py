"""What is measured besides `newslab.evaluate`: corpora of others, each with figures of its own.

Every figure of an article is three numbers: how many are right, were found and stand in the gold.
Added up over articles they give F1, ``2 * right / (found + gold)``; of a share, the last two are
the same.

PolNeAR (Newell, Margolin and Ruths 2018) is no part of newslab: give a folder with its documents,
``docs.jsonl`` (doc_id, text), and ``gold.jsonl`` (doc_id, kind, cue_class, spans of content and
source).

PLOVER's gold records (Open Event Data Alliance, CC BY-SA 4.0) are none, either: give a file with
its list of records (text, date, event, and the texts of source and target). A record is a sentence
whose event class says whether the source is for or against the target. Right is a sentence whose
stances of the source say so, too: those towards the target, or else towards anything.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import newslab
from newslab import Article, Parsed, evaluate

Row = dict[str, Any]
Three = tuple[float, float, float]
Counts = dict[str, Three]


class Corpus(NamedTuple):
    """Articles, and how the tables of each are counted."""

    name: str
    articles: list[Article]
    counts: list[Callable[[Parsed], Counts]]


def corpora(gold: Path, polnear: Path | None = None, plover: Path | None = None) -> list[Corpus]:
    """Return what rules may be judged by: no article of these is shown as accuracy."""
    return [
        _wikinews(gold / "wikinews" / "dev"),
        _json("meantime", gold / "meantime", _dates, published="dct"),
        *(_coref(path) for path in sorted((gold / "coref").glob("*_dev.jsonl"))),
        *([_json("polnear", polnear, _attributions)] if polnear else []),
        *([_plover(plover)] if plover else []),
    ]


def total(counted: Iterable[Counts]) -> dict[str, Three]:
    """Add up the counts of articles."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for counts in counted:
        for what, three in counts.items():
            sums[what] = [a + b for a, b in zip(sums[what], three, strict=True)]
    return {what: (right, found, gold) for what, (right, found, gold) in sums.items()}


def value(three: Three) -> float:
    """Return the figure: F1, or the share where as many were found as stand in the gold."""
    right, found, gold = three
    return 2 * right / (found + gold) if found + gold else 0.0


# --- Wikinews ---------------------------------------------------------------------------------


def _wikinews(folder: Path) -> Corpus:
    every = list(evaluate.read_gold(folder))
    measures = evaluate.recorded().set_index("what")["measure"]

    def counter(gold: evaluate.Gold) -> Callable[[Parsed], Counts]:
        return lambda parsed: {
            what: _as_f1(measures[what], *three)
            for what, three in evaluate.count(parsed, gold).items()
        }

    return Corpus("wikinews", [g.article for g in every], [counter(g) for g in every])


def _as_f1(measure: str, right: int, found: int, gold: int) -> Three:
    """Let shares be shares; of a recall, what was found in vain counts here, too."""
    return (right, found, found) if measure == "share right" else (right, found, gold)


# --- files of JSON lines ------------------------------------------------------------------------


def dated(folder: Path) -> Iterator[evaluate.Gold]:
    """Yield the articles of ``docs.jsonl`` with their dates in ``gold.jsonl``."""
    dates = list(_lines(folder / "gold.jsonl"))
    for doc in _lines(folder / "docs.jsonl"):
        article = Article(doc["text"], article_id=doc["doc_id"], published=doc["dct"])
        yield evaluate.Gold(article, {"dates": [d for d in dates if d["doc_id"] == doc["doc_id"]]})


def _lines(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _json(
    name: str, folder: Path, count: Callable[[Parsed, list[Row]], Counts], published: str = ""
) -> Corpus:
    gold = defaultdict(list)
    for row in _lines(folder / "gold.jsonl"):
        gold[row["doc_id"]].append(row)
    docs = list(_lines(folder / "docs.jsonl"))

    def counter(rows: list[Row]) -> Callable[[Parsed], Counts]:
        return lambda parsed: count(parsed, rows)

    return Corpus(
        name,
        [Article(d["text"], article_id=d["doc_id"][:80], published=d.get(published)) for d in docs],
        [counter(gold[d["doc_id"]]) for d in docs],
    )


def _dates(parsed: Parsed, gold: list[Row]) -> Counts:
    found = [(r["start"], r["end"], str(r["value"])) for r in parsed.rows["dates"]]
    wanted = [(g["start"], g["end"], g["value"]) for g in gold]
    shared = [
        [max(0, min(f[1], g[1]) - max(f[0], g[0])) + 1000.0 * (f[:2] == g[:2]) for g in wanted]
        for f in found
    ]
    pairs = evaluate.paired(shared)
    right = {
        "strict": sum(found[i][:2] == wanted[j][:2] for i, j in pairs),
        "relaxed": len(pairs),
        "value": sum(found[i][2] == wanted[j][2] for i, j in pairs),
    }
    return {what: (n, len(found), len(wanted)) for what, n in right.items()}


# --- PolNeAR ----------------------------------------------------------------------------------


def _attributions(parsed: Parsed, gold: list[Row]) -> Counts:
    """Count the outer statements; attributions of thoughts (cue_class other) count for nobody."""
    text = parsed.article.text
    rows = [r for r in parsed.rows["statements"] if not r.get("parent_id")]
    found = [evaluate.places(text, r["spans"]) for r in rows]
    wanted = [_gold_places(text, g, "content") for g in gold]
    dice = [[evaluate.dice(f, g) for g in wanted] for f in found]
    pairs = evaluate.paired([[d if d >= 0.5 else 0 for d in row] for row in dice])
    left_out = {j for j, g in enumerate(gold) if g["cue_class"] == "other"}
    hits = [(i, j) for i, j in pairs if j not in left_out]
    n_found = len(found) - (len(pairs) - len(hits))
    n_gold = len(gold) - len(left_out)

    def same_source(i: int, j: int) -> bool:
        start, end = rows[i].get("source_start"), rows[i].get("source_end")
        mine = evaluate.places(text, f"{start}:{end}") if start is not None else set()
        theirs = _gold_places(text, gold[j], "source")
        return bool(mine & theirs) or not (mine or theirs)

    indirect = sum(g["kind"] == "indirect" for j, g in enumerate(gold) if j not in left_out)
    return {
        "hit": (len(hits), n_found, n_gold),
        "joint": (sum(same_source(i, j) for i, j in hits), n_found, n_gold),
        "indirect": (sum(gold[j]["kind"] == "indirect" for _, j in hits), indirect, indirect),
    }


def _gold_places(text: str, row: Row, role: str) -> set[int]:
    spans = row.get(f"{role}_spans") or []
    return evaluate.places(text, " ".join(f"{start}:{end}" for start, end in spans))


# --- PLOVER -----------------------------------------------------------------------------------

#: Which side each class is on, and the classes that are events first, attitudes at most by them.
FRIENDLY = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"}
EVENTS = {"CONSULT", "RETREAT", "COERCE", "ASSAULT", "FIGHT", "MOBILIZE"}
HOSTILE = {"DEMAND", "DISAPPROVE", "REJECT", "THREATEN", "PROTEST", "SANCTION"}
HOSTILE |= {"COERCE", "ASSAULT", "FIGHT", "MOBILIZE"}
_STEM = 5


def _plover(path: Path) -> Corpus:
    every = json.loads(path.read_text(encoding="utf-8"))
    records = [r for r in every if r["event"] in FRIENDLY | HOSTILE]

    def counter(record: Row) -> Callable[[Parsed], Counts]:
        return lambda parsed: _sides(parsed, record)

    return Corpus(
        "plover",
        [Article(r["text"], article_id=r["id"], published=r["date"]) for r in records],
        [counter(r) for r in records],
    )


def _sides(parsed: Parsed, record: Row) -> Counts:
    """Count a sentence whose stances are on its class's side, and one that is not on the other."""
    source, target = (_stems(_actors_of(record, role)) for role in ("source", "target"))
    called = {
        a["actor_id"]: " ".join(str(a[c]) for c in ("name", "aliases", "affiliation"))
        for a in parsed.actors.to_dict("records")
    }
    rows = [
        (r, _stems(f"{called.get(r['target_id'], '')} {r['target']} {r['about']}"))
        for r in newslab.stance(parsed).to_dict("records")
        if source & _stems(called.get(r["holder_id"], "") + f" {r['holder_id']}")
    ]
    aimed = [r for r, stems in rows if stems & target] or [r for r, _ in rows]
    sides = sum((r["score"] > 0) - (r["score"] < 0) for r in aimed)
    sides *= 1 if record["event"] in FRIENDLY else -1
    counts = {"right": (float(sides > 0), 1.0, 1.0), "not wrong": (float(sides >= 0), 1.0, 1.0)}
    attitude = {} if record["event"] in EVENTS else counts
    return counts | {f"attitudes {what}": three for what, three in attitude.items()}


def _actors_of(record: Row, role: str) -> str:
    return " ".join(actor["actorText"] for actor in record.get(role) or [])


def _stems(text: str) -> set[str]:
    """Return the beginnings of the words of a name: "Israel" is in "Israeli"."""
    return {word[:_STEM] for word in re.findall(r"\w{3,}", text.lower())} - {"the", "and", "for"}


# --- coreference --------------------------------------------------------------------------------

ACTORS = ("person", "organization")
THIRD_PERSON = re.compile(r"(?:h[ei]|she|the[yim]|it)", re.IGNORECASE)


def _coref(path: Path) -> Corpus:
    docs = list(_lines(path))

    def counter(mentions: list[Row]) -> Callable[[Parsed], Counts]:
        return lambda parsed: _mentions(parsed, mentions)

    return Corpus(
        path.stem.removesuffix("_dev") + " coref",
        [
            Article(d["text"], article_id=d["doc_id"][:80], published=d.get("published"))
            for d in docs
        ],
        [counter(d["mentions"]) for d in docs],
    )


def _mentions(parsed: Parsed, gold: list[Row]) -> Counts:
    """Count mentions of persons and organizations that are found, and linked to the right ones."""
    found = parsed.rows["mentions"]
    share = [[_overlap(f, g) for g in gold] for f in found]
    to_gold = dict(evaluate.paired(share))
    actors = [j for j, g in enumerate(gold) if g["type"] in ACTORS]
    hit = {j for j in to_gold.values() if j in set(actors)}
    counts: Counts = {"precision": (len(hit), len(found), len(found))}
    for form in ("name", "common"):
        of_form = [j for j in actors if gold[j]["form"] == form]
        counts[f"{form}s found"] = (len(hit.intersection(of_form)), len(of_form), len(of_form))
    counts["pronouns"] = _pronouns(parsed.article.text, found, gold, to_gold)
    gold_ids = {j: gold[j]["entity"] for j in actors}
    ids = {to_gold.get(i, -1 - i): f["actor_id"] for i, f in enumerate(found)}
    return counts | {"links (B3)": _b3(ids, gold_ids)}


def _overlap(f: Row, g: Row) -> float:
    """Return how much two mentions share: 2 if they are one, 0 if their heads differ."""
    if (f["start"], f["end"]) == (g["start"], g["end"]):
        return 2.0
    shared = float(min(f["end"], g["end"]) - max(f["start"], g["start"]))
    inside = shared in (f["end"] - f["start"], g["end"] - g["start"])
    if not inside or not f["start"] <= g.get("head_start", g["start"]) < f["end"]:
        return 0.0
    return shared / float(max(f["end"] - f["start"], g["end"] - g["start"]))


def _pronouns(text: str, found: list[Row], gold: list[Row], to_gold: dict[int, int]) -> Three:
    """Count the pronouns whose actor is mostly named where the gold has the same one."""
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for i, j in to_gold.items():
        if gold[j]["form"] != "pronoun":
            named[found[i]["actor_id"]][gold[j]["entity"]] += 1
    nominal = {g["entity"] for g in gold if g["form"] != "pronoun"}

    def third(g: Row) -> bool:
        return THIRD_PERSON.match(text, g["start"], g["end"]) is not None

    back = {j: i for i, j in to_gold.items()}
    of = [
        j
        for j, g in enumerate(gold)
        if g["form"] == "pronoun" and g["type"] in ACTORS and g["entity"] in nominal and third(g)
    ]
    who = [(named[found[back[j]]["actor_id"]].most_common(1), j) for j in of if j in back]
    right = sum(bool(best) and best[0][0] == gold[j]["entity"] for best, j in who)
    return right, len(of), len(of)


def _b3(found: dict[int, str], gold: dict[int, str]) -> Three:
    """Return B³ (Bagga and Baldwin 1998) over all mentions, also those that one side lacks.

    Its precision and recall are sums over mentions; their mean, as if right, gives the F1 of both.
    """
    of_found, of_gold = _clusters(found), _clusters(gold)
    both = [m for m in found if m in gold]
    shared = {m: len(of_found[found[m]] & of_gold[gold[m]]) for m in both}
    precision = sum(shared[m] / len(of_found[found[m]]) for m in both)
    recall = sum(shared[m] / len(of_gold[gold[m]]) for m in both)
    return (precision + recall) / 2, len(found), len(gold)


def _clusters(ids: dict[int, str]) -> dict[str, set[int]]:
    clusters: dict[str, set[int]] = defaultdict(set)
    for mention, one in ids.items():
        clusters[one].add(mention)
    return clusters
