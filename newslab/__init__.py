"""newslab: who said what about whom and when, from news articles to tidy pandas tables."""

__version__ = "0.1.0"

from newslab.analyse.sentiment import sentiment
from newslab.analyse.stance import disputes, stance
from newslab.analyse.target_sentiment import target_sentiment
from newslab.analyse.timeline import timeline
from newslab.analyst import correct, corrections, why
from newslab.article import Article, articles, read
from newslab.corpus import Corpus, load, parse_corpus
from newslab.errors import NewslabError
from newslab.parsed import Parsed, parse, parse_many
from newslab.present.report import report

__all__ = [
    "Article",
    "Corpus",
    "NewslabError",
    "Parsed",
    "articles",
    "correct",
    "corrections",
    "disputes",
    "load",
    "parse",
    "parse_corpus",
    "parse_many",
    "read",
    "report",
    "sentiment",
    "stance",
    "target_sentiment",
    "timeline",
    "why",
]


def __dir__() -> list[str]:
    """Name what is public: what Tab shows behind ``newslab.``."""
    return __all__
