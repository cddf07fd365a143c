"""Write newslab/lexicons/noun_senses.csv: which English nouns mean persons or groups.

    python tools/make_noun_senses.py WORDNET_FOLDER WORDS

Reads WordNet 3.0 (the files ``index.noun`` and ``data.noun``; Debian's package wordnet-base has
them) and a file of words of running text, one at the start of each line, to leave out what no
newspaper says (TextBlob's ``en/en-lexicon.txt``). WordNet orders a noun's senses by how common they
are: a noun is listed when half of its senses, each weighed by one over its place, are of persons
(or of groups), or a quarter (``person?``, ``group?``).
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

OUT = Path(__file__).parent.parent / "newslab" / "lexicons" / "noun_senses.csv"
SOURCE = "WordNet 3.0 Copyright 2006 by Princeton University (NOTICE); tools/make_noun_senses.py"
#: Numbers of the lexicographers' files.
FILES = {"18": "person", "14": "group"}


def main(folder: Path, words: Path) -> None:
    """Read WordNet and write the list."""
    with words.open(encoding="utf-8", errors="ignore") as file:
        known = {line.split()[0].lower() for line in file if line.split()}
    kinds = {}
    for line in (folder / "data.noun").read_text().splitlines():
        if not line.startswith(" "):
            offset, file_number, rest = line.split(" ", 2)
            # "@i": somebody or something of that name, no noun for such.
            kinds[offset] = "name" if " @i " in rest else FILES.get(file_number, "")
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
        total = weights.total() - weights.pop("name", 0)
        share = {k: weights[k] / total if total else 0.0 for k in ("person", "group")}
        kind = max(share, key=share.__getitem__)
        if share[kind] >= 0.25:
            rows.append((noun, kind if share[kind] >= 0.5 else f"{kind}?"))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# Nouns that mean persons or groups; {SOURCE}\n")
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["noun", "sense"])
        out.writerows(sorted(rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
