"""Write newslab/lexicons/noun_senses.csv: what English nouns mean, in WordNet's broad classes.

    python tools/make_noun_senses.py WORDNET_FOLDER WORDS

Reads WordNet 3.0 (the files ``index.noun`` and ``data.noun``; Debian's package wordnet-base has
them) and a file of words of running text, one at the start of each line, to leave out what no
newspaper says (TextBlob's ``en/en-lexicon.txt``). WordNet orders a noun's senses by how common they
are: each is weighed by one over its place. A noun means a person (or a group) if half of its senses
do, or a quarter (``person?``, ``group?``), else what most of them mean: an act, an artifact.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

OUT = Path(__file__).parent.parent / "newslab" / "lexicons" / "noun_senses.csv"
SOURCE = "WordNet 3.0 Copyright 2006 by Princeton University (NOTICE); tools/make_noun_senses.py"
#: Names of the lexicographers' files, from number 3 (Miller 1998).
FILES = (
    "tops", "act", "animal", "artifact", "attribute", "body", "cognition", "communication",
    "event", "feeling", "food", "group", "location", "motive", "object", "person", "phenomenon",
    "plant", "possession", "process", "quantity", "relation", "shape", "state", "substance", "time",
)  # fmt: skip


def main(folder: Path, words: Path) -> None:
    """Read WordNet and write the list."""
    with words.open(encoding="utf-8", errors="ignore") as file:
        known = {line.split()[0].lower() for line in file if line.split()}
    kinds = {}
    for line in (folder / "data.noun").read_text().splitlines():
        if not line.startswith(" "):
            offset, file_number, rest = line.split(" ", 2)
            kind, noun = FILES[int(file_number) - 3], rest.split()[2]
            # "@i": somebody or something of that name, no noun for such. "A group" is a group.
            kinds[offset] = "name" if " @i " in rest else noun if noun in FILES else kind
    rows = []
    for line in (folder / "index.noun").read_text().splitlines():
        parts = line.split()
        noun = parts[0]
        if line.startswith(" ") or not noun.isalpha() or noun not in known:
            continue
        senses = parts[-int(parts[2]) :]
        weights: Counter[str] = Counter()
        for rank, offset in enumerate(senses, 1):
            weights[kinds[offset]] += 1 / rank
        del weights["name"]
        if weights:
            rows.append((noun, _sense(weights)))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# What nouns mean; {SOURCE}\n")
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["noun", "sense"])
        out.writerows(sorted(rows))


def _sense(weights: Counter[str]) -> str:
    total = weights.total()
    actor = max(("person", "group"), key=weights.__getitem__)
    if weights[actor] < total / 4:
        return weights.most_common(1)[0][0]
    return actor if weights[actor] >= total / 2 else f"{actor}?"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
