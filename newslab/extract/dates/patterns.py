"""The patterns of time expressions, from the lexicon ``date_patterns``, as one regular expression.

A row has a rule's name, the resolver that gives its value, a sequence and an example. In a sequence
a name in lower case is a kind of word (see `lexer`), one in capitals a part (lexicon
``date_parts``); the rest is `re` syntax. The longer stands before the shorter. All repeats are
bounded, so that the search is linear in the text.
"""

from __future__ import annotations

import re
from functools import cache

from newslab import lexicons
from newslab.extract.dates.lexer import kinds

#: Frequent kinds with which no sequence begins.
BEGINS_NONE = (
    "word", "capital", "break", "after", "and", "at", "before", "close", "comma", "dot", "from",
    "hyphen", "in", "of", "on", "open", "or", "other", "since", "slash", "through", "time", "to",
    "until",
)  # fmt: skip

_NAME = re.compile(r"[A-Z][A-Z_]+|[a-z][a-z_]*")


def _expand(sequence: str) -> str:
    """Replace parts by what they stand for and kinds by their characters; drop the blanks."""
    code, parts = kinds(), {r["part"]: r["pattern"] for r in lexicons.read("date_parts")}

    def one(m: re.Match[str]) -> str:
        name = m.group()
        return f"(?:{_expand(parts[name])})" if name in parts else code[name]

    return _NAME.sub(one, sequence).replace(" ", "")


@cache
def compiled() -> tuple[re.Pattern[str], tuple[tuple[dict[str, str], re.Pattern[str]], ...]]:
    """Return all patterns as one, and for each of its groups the row and its own pattern."""
    table = lexicons.read("date_patterns")
    # The empty group behind a sequence tells which one it was. In front, it would keep `re` from
    # passing over a sequence by its first character.
    alternatives = "|".join(f"(?:{_expand(row['pattern'])})()" for row in table)
    # Four words of five can begin no expression: passed over without a try.
    never = "".join(kinds()[kind] for kind in BEGINS_NONE)
    rows = ((row, re.compile(_expand(row["pattern"]))) for row in table)
    return re.compile(f"(?=[^{never}])(?:{alternatives})"), tuple(rows)
