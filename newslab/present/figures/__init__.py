"""Figures: tables ▶ matplotlib figures."""

from newslab.present.figures.over_time import over_time, pairs
from newslab.present.figures.sentiment import sentiment
from newslab.present.figures.stance import stance
from newslab.present.figures.timeline import timeline

__all__ = ["over_time", "pairs", "sentiment", "stance", "timeline"]
