"""newslab: who said what about whom and when, from news articles to tidy pandas tables."""

__version__ = "0.1.0"

from newslab.article import Article, read
from newslab.errors import NewslabError
from newslab.parsed import Parsed, parse, parse_many

__all__ = ["Article", "NewslabError", "Parsed", "parse", "parse_many", "read"]
