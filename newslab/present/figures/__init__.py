"""Figures: tables ▶ matplotlib figures."""

from newslab.present.figures.timeline import timeline

__all__ = ["timeline"]
