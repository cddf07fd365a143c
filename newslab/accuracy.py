"""How right newslab was when it was released: what reports show beside their tables."""

from __future__ import annotations

from collections.abc import Collection
from importlib.resources import files

import pandas as pd


def recorded(what: Collection[str] = ()) -> pd.DataFrame:
    """Return the figures that reports show, all or some: measured before the release."""
    table = elsewhere("accuracy")
    return table[table["what"].isin(what or table["what"])].reset_index(drop=True)


def elsewhere(name: str = "accuracy_elsewhere") -> pd.DataFrame:
    """Return figures on articles that may not be part of newslab, and how they were measured."""
    with files("newslab").joinpath(f"{name}.csv").open("r", encoding="utf-8") as file:
        return pd.read_csv(file, comment="#")
