"""Pin the accuracy on the gold articles: no figure may fall below its floor unnoticed.

Measures with `newslab.evaluate` and writes ``tests/gold/floors.toml``: the least that each figure
may be, and the SHA-256 of the gold that it was measured on. Floors rise by themselves; one falls
only with ``--lower``, and what falls is printed.

Usage: ``python tools/pin_accuracy.py [--lower]``
"""

from __future__ import annotations

import argparse
import hashlib
import tomllib
from pathlib import Path

from newslab.evaluate import evaluate

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold"
FLOORS = GOLD / "floors.toml"


def gold_hash(gold: Path = GOLD) -> str:
    """Return the SHA-256 of what figures are measured on: the articles and their tables."""
    digest = hashlib.sha256()
    for path in sorted([*gold.glob("src/*.txt"), *gold.glob("*/*.csv")]):
        name = path.relative_to(gold).as_posix()
        digest.update(f"{name}\n{path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def measured(gold: Path = GOLD) -> dict[str, float]:
    """Return each figure's value."""
    table = evaluate(gold)
    return dict(zip(table["what"], table["value"], strict=True))


def read(path: Path = FLOORS) -> tuple[str, dict[str, float]]:
    """Return the hash of the gold and the floors that are pinned."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return table["gold"]["sha256"], table["floors"]


def fallen(values: dict[str, float], floors: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Return the figures below their floors, or no longer measured: floor and value."""
    return {k: (f, values.get(k, 0.0)) for k, f in floors.items() if values.get(k, 0.0) < f}


def pinned(values: dict[str, float], sha256: str) -> str:
    """Return the text of the file of floors."""
    return (
        "# Written by tools/pin_accuracy.py: the least each figure of newslab.evaluate may be.\n"
        f'[gold]\nsha256 = "{sha256}"\n\n[floors]\n'
        + "".join(f"{what} = {value:.3f}\n" for what, value in values.items())
    )


def main(arguments: list[str] | None = None) -> int:
    """Measure and write; 1 if a floor would fall and nobody said that it may."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lower", action="store_true", help="let floors fall to what is measured")
    a = parser.parse_args(arguments)
    values = measured()
    floors = read(FLOORS)[1] if FLOORS.exists() else {}
    down = fallen(values, floors)
    for what, (floor, value) in down.items():
        print(f"{what}: {floor:.3f} -> {value:.3f}, {'lowered' if a.lower else 'below its floor'}")
    if down and not a.lower:
        print("nothing written; --lower lets these floors fall")
        return 1
    for what, value in values.items():
        if value > floors.get(what, -1.0):
            print(f"{what}: {floors.get(what, 0.0):.3f} -> {value:.3f}")
    FLOORS.write_text(pinned(values, gold_hash()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
