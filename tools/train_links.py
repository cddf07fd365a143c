"""Learn whom a mention means: writes newslab/lexicons/type_weights.csv and link_weights.csv.

    python tools/train_links.py [--gold tests/gold] [--folds N] [--out DIR]

Learns on the Wikinews articles of tests/gold/wikinews/dev (CC BY 2.5), whose mentions are marked in
tests/gold/coref, and on the development halves of GUM (CC BY) and MEANTIME (CC BY 4.0) there, and
on nothing else. Needs scikit-learn (the extra ``train``). Two models, both linear: the type of each
mention (logistic regression), and which candidate is the mention's antecedent (a softmax over the
mention's candidates, one vector of weights for each form of mention).
"""

from __future__ import annotations

import argparse
import csv
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from newslab.article import Article
from newslab.extract import names, statements
from newslab.extract.actors import cast, link, mentions, types
from newslab.extract.actors.entity import Entity
from newslab.extract.actors.link import Linker
from newslab.extract.actors.mentions import Mention
from newslab.syntax import language
from newslab.syntax.page import Attribution, Page
from newslab.syntax.tree import Tree

ROOT = Path(__file__).parent.parent
LEXICONS = ROOT / "newslab" / "lexicons"
SOURCE = "learned by tools/train_links.py on Wikinews (CC BY 2.5), GUM and MEANTIME dev (CC BY)"
#: A source counts as so many other mentions: whom it means is what newslab is for.
SPOKE = 3.0
TYPE_OF = {"person": "person", "group": "person", "organization": "organization"}
#: Different words with which a sign of a type must have been seen.
LEAST_WORDS = 4
#: Weights nearer to nought than these are left out.
LEAST_TYPE, LEAST_LINK = 0.1, 0.05
#: Gold may tell two bare plurals of one wording apart ("farmers"); a table has one row for them.
SAME = 2.0
#: How often the weights are learned anew with the mistakes that they make.
ROUNDS = 2
#: Points at which the share right is measured, for each form.
POINTS = 9


@dataclass
class Document:
    """An article with what is known of its mentions, by the number of their head's token.

    What has no entity in the gold is a thing.
    """

    name: str
    page: Page
    attributions: list[Attribution]
    entity: dict[int, str] = field(default_factory=dict)
    type: dict[int, str] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)


def rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pages(articles: Iterable[Article]) -> Iterator[Page]:
    """Parse articles."""
    for article, doc in language.docs(articles):
        yield Page(article, Tree(doc))


def wikinews(folder: Path) -> Iterator[Document]:
    """Read articles with tables of statements and actors, and whom their words mean."""
    marked: dict[tuple[str, int], dict[str, str]] = {}
    for row in rows(folder.parent.parent / "coref" / "wikinews_mentions.csv"):
        marked[row["article"], int(row["start"])] = row
    dirs = sorted(d for d in folder.iterdir() if (d / "statements.csv").exists())
    texts = [(folder / "src" / f"{d.name}.txt").read_bytes().decode() for d in dirs]
    articles = [Article(t, article_id=d.name) for t, d in zip(texts, dirs, strict=True)]
    for folder_, page in zip(dirs, pages(articles), strict=True):
        d = Document(folder_.name, page, statements.find(page))
        d.mentions = mentions.find(page, d.attributions)
        for m in d.mentions:
            tokens = [m.head, *range(m.name, m.end)] if m.form == "name" else [m.head]
            held = (marked.get((d.name, page.doc[i].idx)) for i in tokens)
            if (row := next(filter(None, held), None)) is not None:
                d.entity[m.head] = row["entity"]
                d.type[m.head] = TYPE_OF.get(row["type"], row["type"])
        _label_sources(d, rows(folder_ / "statements.csv"), rows(folder_ / "actors.csv"))
        yield d


def _label_sources(d: Document, told: list[dict[str, str]], cast: list[dict[str, str]]) -> None:
    """Label the sources, whom the tables of statements and actors tell."""
    kinds = {a["actor"]: a["kind"] for a in cast}
    heads: dict[int, str] = {}
    for r in told:
        if r["source_start"] and r["actor"]:
            at = int(r["source_start"]), int(r["source_end"])
            heads.setdefault(d.page.doc.char_span(*at, expand=True).root.i, r["actor"])
    for m in d.mentions:
        inside = [m.head, *range(m.name, m.end)] if m.form == "name" else [m.head]
        actor = next((heads[i] for i in inside if i in heads), None)
        if m.form == "description" and m.low in names.nouns("document"):
            d.type[m.head] = "thing"
        elif actor is not None:
            kind = kinds.get(actor, "")
            if kind == "government":
                kind = "place" if m.form == "name" else "organization"
            d.entity[m.head], d.type[m.head] = actor, TYPE_OF.get(kind, kind)


def coref(path: Path) -> Iterator[Document]:
    """Read articles with all mentions of all entities."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    articles = [
        Article(x["text"], article_id=x["doc_id"], published=x.get("published")) for x in lines
    ]
    for line, page in zip(lines, pages(articles), strict=True):
        d = Document(line["doc_id"], page, statements.find(page))
        d.mentions = mentions.find(page, d.attributions)
        _label_all(d, line)
        yield d


def _label_all(d: Document, line: dict[str, Any]) -> None:
    doc, at = d.page.doc, defaultdict(list)
    for m in line["mentions"]:
        last = [m["head_start"]] if "head_start" in m else _last_words(line["text"], m)
        for start in last:
            span = doc.char_span(start, start + 1, expand=True)
            if span is not None:
                at[span.start].append(m)
    for m in d.mentions:
        held, size = at[m.head], 1
        if m.form == "name":
            # "DAB's Ann Lee and FTU's Paul Roe" are two: what holds the name and little more
            last = doc[m.end - 1]
            beside = [g for i in range(m.start, m.end) for g in at[i]]
            named = [g for g in beside if g["start"] <= last.idx < g["end"]]
            held, size = named or held, -1
        if held:
            gold = max(held, key=lambda g: size * (g["end"] - g["start"]))
            d.entity[m.head] = gold["entity"]
            money = "head_start" not in gold and m.form == "description" and _is_money(doc, m)
            d.type[m.head] = gold["type"] if gold["type"] in types.TYPES and not money else "thing"
    _label_parts(d)


def _is_money(doc: Tree, m: Mention) -> bool:
    """Whether a noun is a share, a price or aid: MEANTIME's FIN, an organization in this gold."""
    sense = names.senses().get(doc[m.head].lemma_) or names.senses().get(m.low)
    return sense in {"attribute", "possession"}


def _label_parts(d: Document) -> None:
    """Label names that gold leaves out inside compounds ("*NATO* troops") as elsewhere."""
    told: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    named = [m for m in d.mentions if m.form == "name"]
    for m in named:
        if m.head in d.type:
            told[m.key][d.type[m.head]] += 1
    for m in named:
        if m.head not in d.type and m.key in told:
            d.type[m.head] = told[m.key].most_common(1)[0][0]


def _last_words(text: str, m: dict[str, Any]) -> list[int]:
    """Return where the last word of a phrase's front part begins, for gold without heads."""
    import re

    front = re.split(
        r",| of | in | at | for | from | who | which | that | to | on | with | and |\(|—",
        text[m["start"] : m["end"]],
    )[0].rstrip()
    found = [w.start() for w in re.finditer(r"[^\s\"'“”’]+", front) if w[0] != "s"]
    return [m["start"] + found[-1]] if found else []


class Teacher(Linker):
    """A linker that follows the gold and notes each choice."""

    def __init__(self, d: Document) -> None:
        super().__init__(d.page.doc)
        self.document = d
        self.entity_of: dict[int, str] = {}
        self.noted: list[tuple[str, list[link.Features], list[bool], float]] = []

    def choose(self, m: Mention, known: list[Entity], rows: list[link.Features]) -> Entity | None:
        """Choose the gold entity; a name without one goes to an equal name, else alone."""
        gold = self.document.entity.get(m.head)
        if gold is None:
            equal = (
                e for e, row in zip(known, rows, strict=False)
                if row.get("same name") and id(e) not in self.entity_of
            )  # fmt: skip
            return None if m.is_pronoun else next(equal, Entity())
        right = [self.entity_of.get(id(e)) == gold for e in known]
        if known:
            hit = [*right, not any(right)]
            self.noted.append((m.form, rows, hit, SPOKE if m.source else 1.0))
        told = [e for e in (*known, *self.entities) if self.entity_of.get(id(e)) == gold]
        entity = told[0] if told else Entity()
        self.entity_of[id(entity)] = gold
        return entity


class Follower(Teacher):
    """A linker that makes its own choices and notes which would have been right.

    So the weights are learned on entities as they are when an article is read, mistakes included
    (Ross, Gordon and Bagnell, 2011). An entity is what most of its labelled mentions are of.
    """

    def __init__(self, d: Document) -> None:
        super().__init__(d)
        self.labels: dict[Entity, Counter[str]] = defaultdict(Counter)

    def choose(self, m: Mention, known: list[Entity], rows: list[link.Features]) -> Entity | None:
        """Choose as the weights say."""
        gold = self.document.entity.get(m.head)
        if gold is not None and known:
            right = [self._is_of(e, gold) for e in known]
            self.noted.append((m.form, rows, [*right, not any(right)], SPOKE if m.source else 1.0))
        entity = Linker.choose(self, m, known, rows)
        if entity is not None and gold is not None:
            self.labels[entity][gold] += 1
        return entity

    def _is_of(self, e: Entity, gold: str) -> bool:
        return [g for g, _ in self.labels[e].most_common(1)] == [gold]


def fit_types(documents: list[Document]) -> dict[str, types.Odds]:
    """Learn the types."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    x, y, w, word = [], [], [], []
    for d in documents:
        often = Counter(m.low for m in d.mentions if m.form == "description")
        for signs, same in types.features(d.page.doc, d.mentions):
            for m in same:
                if not m.is_pronoun:
                    x.append(signs)
                    word.append(m.low)
                    y.append(d.type.get(m.head, "thing"))
                    w.append((1.0 if m.head in d.type else 0.5) * often.get(m.low, 1) ** -0.5)
    seen = Counter(f for f, _ in {(f, n) for row, n in zip(x, word, strict=True) for f in row})
    x = [{f: v for f, v in row.items() if seen[f] >= LEAST_WORDS} for row in x]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(x)
    model = LogisticRegression(C=0.4, max_iter=1000).fit(matrix, y, sample_weight=w)
    order = [list(model.classes_).index(t) for t in types.TYPES]
    table: dict[str, Any] = {}
    for column, feature in enumerate(vectors.get_feature_names_out()):
        found = tuple(round(float(model.coef_[k][column]), 1) for k in order)
        if feature == "bias":
            found = tuple(
                round(a + float(model.intercept_[k]), 1) for a, k in zip(found, order, strict=True)
            )
        if max(map(abs, found)) >= LEAST_TYPE:
            table[feature] = found
    return table | KNOWN


#: What pronouns and well-known names tell is known without learning.
KNOWN: dict[str, types.Odds] = {
    "known:area": (-2.0, -1.0, 3.0, 0.0), "known:platform": (-2.0, -1.0, -1.0, 3.0),
    "known:media": (-2.0, 3.0, -1.0, 0.0), "known:body": (-2.0, 3.0, -1.0, 0.0),
    "known:company": (-2.0, 3.0, -1.0, 0.0), "title:honorific": (4.0, -2.0, -1.0, -1.0),
    "aged": (3.0, -1.0, -1.0, -1.0),
    "club": (-2.0, 2.0, -1.0, 0.0),
    "he": (4.0, 0.0, 0.0, 0.0), "it": (-4.0, 0.8, 0.3, 1.2),
    "they": (0.3, 0.3, -0.3, 0.3), "me": (1.0, 0.5, -1.0, -1.0),
}  # fmt: skip


def fit_links(noted: list[Any], l2: float = 2.0) -> dict[str, dict[str, float]]:
    """Learn which candidate to choose."""
    by_form = defaultdict(list)
    for form, *rest in noted:
        by_form[form].append(rest)
    return {form: _fit(choices, l2) for form, choices in sorted(by_form.items())}


def _fit(choices: list[Any], l2: float) -> dict[str, float]:
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    index: dict[str, int] = {}
    data, columns, ends = [], [], [0]
    right: list[bool] = []
    starts, weights = [], []
    for table, hits, weight in choices:
        starts.append(len(right))
        weights.append(weight)
        for row, hit in zip(table, hits, strict=True):
            for feature, value in row.items():
                columns.append(index.setdefault(feature, len(index)))
                data.append(value)
            ends.append(len(data))
            right.append(hit)
    matrix = csr_matrix((data, columns, ends), shape=(len(right), len(index)))
    hit, begin, w = np.array(right), np.array(starts), np.array(weights)
    length = np.diff(np.append(begin, len(right)))

    def loss(theta: Any) -> Any:
        z = matrix @ theta
        e = np.exp(z - np.repeat(np.maximum.reduceat(z, begin), length))
        total, good = np.add.reduceat(e, begin), np.where(hit, e, 0.0)
        held = np.add.reduceat(good, begin) + 1e-12
        slope = (e / np.repeat(total, length) - good / np.repeat(held, length)) * np.repeat(
            w, length
        )
        value = -(w * np.log(held / total)).sum() + 0.5 * l2 * theta @ theta
        return value, matrix.T @ slope + l2 * theta

    found = minimize(
        loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 300}
    )
    return {
        f: round(float(found.x[i]), 2) for f, i in index.items() if abs(found.x[i]) >= LEAST_LINK
    }


def set_weights(kinds: dict[str, types.Odds], links: dict[str, dict[str, float]]) -> None:
    """Use these weights instead of the files'."""
    types.weights = lambda: kinds  # type: ignore[assignment]
    link.weights = lambda: links  # type: ignore[assignment]


def retype(documents: list[Document]) -> None:
    """Work out all mentions' types anew."""
    for d in documents:
        types.weigh(d.page.doc, d.mentions)


def train(documents: list[Document]) -> tuple[dict[str, types.Odds], dict[str, dict[str, float]]]:
    """Learn both models and use them."""
    kinds = fit_types(documents)
    set_weights(kinds, {})
    retype(documents)
    links: dict[str, dict[str, float]] = {}
    noted: list[Any] = []
    for teacher in (Teacher, *[Follower] * ROUNDS):
        for d in documents:
            reader = teacher(d)
            reader.run(d.mentions)
            noted += reader.noted
        links = fit_links(noted)
        links.setdefault("description", {})["same words"] = SAME
        set_weights(kinds, links)
    return kinds, links


def fold_of(name: str, folds: int) -> int:
    """Return which part of the gold an article is in, the same at each run."""
    return zlib.crc32(name.encode()) % folds


def judged(d: Document) -> Iterator[tuple[str, float, bool]]:
    """Yield form, probability and whether right of each link of an article that gold tells.

    An actor stands for the gold entity that most of its labelled mentions are of.
    """
    linker = Linker(d.page.doc)
    linker.run(mentions.find(d.page, d.attributions))
    for e in linker.entities:
        if not cast.is_actor(e):
            continue
        labels = Counter(d.entity[m.head] for m in e.mentions if m.head in d.entity)
        most = labels.most_common(1)[0][0] if labels else None
        for m in e.mentions:
            gold, kind = d.entity.get(m.head), d.type.get(m.head, "thing")
            right = gold is not None and gold == most
            right = right and (kind != "thing" or e.is_government)
            yield m.form, m.sure * cast.actorhood(e), right


def calibrate(documents: list[Document], folds: int = 5) -> list[list[str]]:
    """Measure how often links are right by how sure they are, on articles not learned from."""
    from sklearn.isotonic import IsotonicRegression

    found: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for fold in range(folds):
        train([d for d in documents if fold_of(d.name, folds) != fold])
        for d in documents:
            if fold_of(d.name, folds) == fold:
                for form, sure, right in judged(d):
                    found[form].append((sure, right))
    rows = []
    for form, pairs in sorted(found.items()):
        x, y = [p for p, _ in pairs], [float(r) for _, r in pairs]
        curve = IsotonicRegression(out_of_bounds="clip").fit(x, y)
        points = np.quantile(x, np.linspace(0, 1, POINTS))
        at = dict.fromkeys([0.0, *(round(float(p), 2) for p in points), 1.0])
        rows += [[form, f"{p:.2f}", f"{float(curve.predict([p])[0]):.2f}"] for p in at]
    return rows


def in_order(table: Iterable[list[str]]) -> list[list[str]]:
    """Sort rows as they are written."""
    return sorted(table, key=",".join)


def write(folder: Path, kinds: dict[str, types.Odds], links: dict[str, dict[str, float]]) -> None:
    """Write both tables, sorted."""
    with (folder / "type_weights.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(f"# What the words of a mention tell of its type; {SOURCE}\n")
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["feature", *types.TYPES])
        out.writerows(in_order([f, *map(str, w)] for f, w in kinds.items()))
    with (folder / "link_weights.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(f"# What speaks for a mention's being of an entity, by its form; {SOURCE}\n")
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["form", "feature", "weight"])
        out.writerows(in_order([k, f, str(w)] for k, t in links.items() for f, w in t.items()))


def read_gold(folder: Path) -> list[Document]:
    """Read all gold that the weights are learned on."""
    found = list(wikinews(folder / "wikinews" / "dev"))
    for name in ("gum_dev", "meantime_dev"):
        found += coref(folder / "coref" / f"{name}.jsonl")
    return found


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=ROOT / "tests" / "gold")
    parser.add_argument("--out", type=Path, default=LEXICONS)
    parser.add_argument("--folds", type=int, default=0, help="write N tables, each blind to a part")
    args = parser.parse_args()
    documents = read_gold(args.gold)
    for fold in range(args.folds):
        kept = [d for d in documents if fold_of(d.name, args.folds) != fold]
        out = args.out / f"fold{fold}"
        out.mkdir(parents=True, exist_ok=True)
        write(out, *train(kept))
    if not args.folds:
        shares = calibrate(documents)
        write(args.out, *train(documents))
        with (args.out / "link_confidence.csv").open("w", encoding="utf-8", newline="") as file:
            file.write(f"# The share of links right, by form and how sure they were; {SOURCE}\n")
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["form", "at", "right"])
            out.writerows(in_order(shares))


if __name__ == "__main__":
    main()
