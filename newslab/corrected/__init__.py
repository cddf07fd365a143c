"""Corrections of an analyst: kept as data beside the articles, applied whenever they are parsed.

The tables on disk are the corrected ones, since analysts read them with pandas and other programs;
an article whose corrections change is parsed again, which takes less than a second.
"""

from newslab.corrected.edit import Edit
from newslab.corrected.file import Corrections, read

__all__ = ["Corrections", "Edit", "read"]
