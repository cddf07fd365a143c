"""Add the first names of many countries to newslab/lexicons/first_names.csv.

    pip install anyascii Faker && python tools/make_first_names.py WORDS

Faker (MIT) lists the first names of some 70 countries; those in Latin letters are added, those in
Greek and Cyrillic ones as anyascii (ISC) writes them. What also is a place, a well-known name, a
noun or another word of running text (WORDS: one at the start of each line, TextBlob's
``en/en-lexicon.txt``) is left out, and who is listed stays as he is.
"""

from __future__ import annotations

import csv
import importlib
import pkgutil
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from newslab import lexicons

OUT = Path(__file__).parent.parent / "newslab" / "lexicons" / "first_names.csv"
LISTS = {
    "first_names_male": "m",
    "first_names_female": "f",
    "first_names": "x",
    "first_names_nonbinary": "x",
    "first_romanized_names": "x",
}
_NAME = re.compile(r"[A-Z][^\W\d_A-Z’'-][^\W\d_A-Z]+(?:-[A-Z]\w+)?")
_OTHER = re.compile("[Α-Ωα-ωА-Яа-яЄІЇҐ]")


def main(words: Path) -> None:
    """Read Faker's names and add them."""
    from anyascii import anyascii
    from faker.providers import person

    found: dict[str, Counter[str]] = defaultdict(Counter)
    for module in pkgutil.iter_modules(person.__path__):
        if module.name == "en":
            continue  # whatever was a first name in the US once, "Adams" and "Ford" too
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for attribute, gender in LISTS.items():
            listed = getattr(provider, attribute, ())
            for name in () if isinstance(listed, property) else listed:
                latin = anyascii(name) if _OTHER.match(str(name)) else name
                if isinstance(latin, str) and _NAME.fullmatch(latin):
                    found[latin][gender] += 1
    with words.open(encoding="utf-8", errors="ignore") as file:
        other = {line.split()[0].title() for line in file if line[:1].islower()}
    for table in ("places", "proper_names"):
        other |= {word for r in lexicons.read(table) for word in r["name"].split()}
    other |= {r["noun"].title() for r in lexicons.read("noun_senses")}
    known = {r["name"]: r["gender"] for r in lexicons.read("first_names")}
    added = {name: _gender(seen) for name, seen in found.items() if name not in other}
    with OUT.open(encoding="utf-8", newline="") as file:
        head = file.readline()
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(head)
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["name", "gender"])
        out.writerows(sorted((added | known).items()))


def _gender(seen: Counter[str]) -> str:
    """Return the gender that a name has twice as often as the other, else x."""
    many, few = max(seen["m"], seen["f"]), min(seen["m"], seen["f"])
    return "x" if many <= 2 * few else "m" if seen["m"] == many else "f"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
