"""Measure newslab on the gold articles; pin what may not fall, and write what reports show.

``tests/gold/floors.toml`` holds the least that each figure may be, and the SHA-256 of the gold: on
the articles that rules and weights are developed on, a point below what was measured; on the nine
own articles, which early rules were written for, what any good set of rules reaches, set by hand.
Floors rise by themselves; one falls only with ``--lower``, and what falls is printed.

``newslab/accuracy.csv`` holds the figures that reports show. Those are measured on articles that
nobody looked at while the rules were written.

Usage: ``python tools/pin_accuracy.py [--lower]``
"""

from __future__ import annotations

import argparse
import hashlib
import tomllib
from pathlib import Path

import pandas as pd
from corpora import dated

from newslab.evaluate import evaluate

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold"
FLOORS = GOLD / "floors.toml"
ACCURACY = ROOT / "newslab" / "accuracy.csv"

#: Where floors are pinned, by their names in floors.toml.
DEVELOPED_ON = {
    "wikinews": GOLD / "wikinews" / "dev",
    "older": GOLD / "wikinews" / "older",
    "meantime": GOLD / "meantime",
}
#: Where floors are set by hand.
OWN = {"own": GOLD}
#: What reports show: where it is measured, and how they call it.
SHOWN = {
    GOLD / "wikinews" / "check": "Wikinews, kept aside",
    GOLD / "meantime": "Wikinews, MEANTIME",
}
#: How far below what is measured a floor is pinned: trading a little for much less code is fine.
SLACK = 0.01

Figures = dict[str, dict[str, float]]


def gold_hash(gold: Path = GOLD) -> str:
    """Return the SHA-256 of what figures are measured on: the articles and their tables."""
    digest = hashlib.sha256()
    for path in sorted(p for ending in ("txt", "csv", "jsonl") for p in gold.rglob(f"*.{ending}")):
        name = path.relative_to(gold).as_posix()
        digest.update(f"{name}\n{path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def measured() -> Figures:
    """Return each figure's value, by where it is measured."""
    tables = {name: _evaluated(folder) for name, folder in (DEVELOPED_ON | OWN).items()}
    return {name: dict(zip(t["what"], t["value"], strict=True)) for name, t in tables.items()}


def shown() -> pd.DataFrame:
    """Return the figures that reports show."""
    return pd.concat(
        [_evaluated(folder).assign(on=name) for folder, name in SHOWN.items()], ignore_index=True
    )


def _evaluated(folder: Path) -> pd.DataFrame:
    return evaluate(dated(folder) if (folder / "docs.jsonl").exists() else folder)


def read(path: Path = FLOORS) -> tuple[str, Figures]:
    """Return the hash of the gold and the floors."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return table.pop("gold")["sha256"], table


def fallen(values: Figures, floors: Figures) -> dict[str, tuple[float, float]]:
    """Return the figures below their floors, or no longer measured: floor and value."""
    return {
        f"{name}.{what}": (floor, values.get(name, {}).get(what, -1.0))
        for name, every in floors.items()
        for what, floor in every.items()
        if values.get(name, {}).get(what, -1.0) < floor
    }


def raised(values: Figures, floors: Figures, lower: bool) -> Figures:
    """Return the floors as they are to be pinned: those of `OWN` stay."""
    new = {
        name: {
            what: max(round(value - SLACK, 3), 0.0 if lower else floors.get(name, {}).get(what, 0))
            for what, value in values[name].items()
        }
        for name in DEVELOPED_ON
    }
    return new | {name: floors[name] for name in OWN if name in floors}


def pinned(floors: Figures, sha256: str) -> str:
    """Return the text of the file of floors."""
    lines = [
        "# The least each figure of newslab.evaluate may be. Written by tools/pin_accuracy.py, but",
        f"# for those of {', '.join(OWN)}, which are set by hand, low enough for any good rules.",
        f'[gold]\nsha256 = "{sha256}"',
    ]
    for name, every in floors.items():
        lines += [f"\n[{name}]", *(f"{what} = {value:.3f}" for what, value in every.items())]
    return "\n".join(lines) + "\n"


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
    new = raised(values, floors, a.lower)
    for name, every in new.items():
        for what, value in every.items():
            if value > floors.get(name, {}).get(what, -1.0):
                print(f"{name}.{what}: at least {value:.3f}")
    FLOORS.write_text(pinned(new, gold_hash()), encoding="utf-8")
    shown().to_csv(ACCURACY, index=False, lineterminator="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
