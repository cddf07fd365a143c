"""Run the notebooks in place, and keep what is the same each time.

Run it when rules, tables or texts have changed, after ``tools/pin_accuracy.py``, which measures the
figures that reports show: it writes the outputs of ``notebooks/*.ipynb``.

Usage: ``python tools/refresh_notebooks.py [NAME …]``
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

import newslab

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"


def refresh(path: Path) -> None:
    """Run one notebook and write it with its outputs."""
    book = nbformat.read(path, as_version=4)
    NotebookClient(
        book, kernel_name="python3", record_timing=False, resources={"metadata": {"path": FOLDER}}
    ).execute()
    for n, cell in enumerate(book.cells):
        cell["id"] = f"cell-{n + 1}"
        tags = cell.metadata.get("tags")
        cell["metadata"] = {"tags": tags} if tags else {}
    book["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(book, path)
    print(f"{path.name}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    # Tables of an older state of the rules must not get into the outputs.
    # Named from the project's folder, so that no path of this machine gets into them either.
    os.chdir(ROOT)
    newslab.parse_corpus("data/raw", "data/processed", force=True)
    for chosen in sys.argv[1:] or sorted(p.stem for p in FOLDER.glob("*.ipynb")):
        refresh(FOLDER / f"{chosen}.ipynb")
