"""Words and numbers of a text by kind, and sequences of kinds that are time expressions.

Each kind has a private character: a pattern over kinds is a regular expression over a string that
is as long as the text has words, which is what keeps the search for dates fast and linear.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from newslab import lexicons

MONTHS = ("month", "abbreviated_month")
WEEKDAYS = ("weekday", "abbreviated_weekday")
DAYS = ("small", "ordinal_number")

#: Kinds of numbers and names; others are groups of `_TOKEN` or in the lexicon ``time_words``.
_KINDS = ("small", "year", "big", "capital", "period", "holiday")
# Most words are words and nothing else: they are tried first. A blank before a token is skipped
# rather than tried, one only, so that a run of blanks is read once.
_TOKEN = re.compile(
    r"""
    [ ]?+ (?:
    (?P<plain>[^\W\d_]{3,}+(?![\w.]))
  | (?P<iso>\d{4}-\d\d-\d\d
      (?:[Tt]\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?)?(?![\w-]))
  | (?P<numeric_date>\d{1,2}(?P<sep>[/.])\d{1,2}(?P=sep)(?:\d{4}|\d\d)(?![\w/])
      |\d{4}/\d\d/\d\d(?![\w/]))
  | (?P<money>(?:[$£€¥₹#§]|(?i:US|A|C|NZ|HK)\$)[ ]?\d[\d,]*(?:\.\d+)?)
  | (?P<clock>(?:[01]?\d|2[0-4])[:.h][0-5]\d(?::[0-5]\d)?(?![\d%])(?!\.\d))
  | (?P<decade>\d{3}0['’]?(?i:s)(?!\w))
  | (?P<short_decade>['’]?\d0['’]?(?i:s)(?!\w))
  | (?P<apostrophe_year>(?<!['’])['’]\d\d(?!\w))
  | (?P<ordinal_number>\d{1,3}(?i:st|nd|rd|th)(?!\w))
  | (?P<years>(?:1[5-9]|20)\d\d[-–/]\d\d(?:\d\d)?(?![\w-]))
  | (?P<percent>\d[\d,.]{0,15}+[ ]?(?:%|(?i:percent\b|per[ ]cent\b|pc\b)))
  | (?P<number>\d[\d,]*(?:\.\d+)?(?<![.,]))
  | (?P<clock_mark>(?i:[ap]\.[ ]?m\.?(?!\w)|[ap]m(?!\w)|o['’]clock(?!\w)))
  | (?P<quarter_code>(?i:Q[1-4]|[1-4]Q|H[12])(?!\w))
  | (?P<word>[^\W\d_]+(?:\.(?=[^\W\d_]\.)[^\W\d_]\.)*)
  | (?P<possessive>['’](?i:s)?(?!\w))
  | (?P<comma>,)|(?P<dot>\.)|(?P<hyphen>[-–—‑])|(?P<slash>/)|(?P<open>\()|(?P<close>\))
  | (?P<break>\r?\n[^\S\n]*\r?\n|[^\s\w])
  )""",
    re.VERBOSE,
)

_LINE_START = re.compile(r"(?:^|\n)[ •*–-]{0,3}$")
_LINE_BEHIND = re.compile(r"[ \t]*(?:[:–—][ \t]|\r?\n)[ \t]*")


class Token(NamedTuple):
    """A word or number: its kind, lexicon value, lower-case text and characters."""

    kind: str
    value: str
    text: str
    start: int
    end: int
    capital: bool


@lru_cache(1 << 16)
def _word(raw: str) -> tuple[str, str, str, bool]:
    """Return kind, value, lower-case text and whether it has a capital of a run of letters."""
    low, capital = raw.lower(), raw[0].isupper()
    row = _words().get(low)
    if row is None or (row["case"] == "capital" and raw.islower()):
        return "capital" if capital else "word", "", low, capital
    return row["kind"].replace(" ", "_"), row["value"], low, capital


@cache
def _words() -> dict[str, dict[str, str]]:
    return {row["word"]: row for row in lexicons.read("time_words")}


@cache
def kinds() -> dict[str, str]:
    """Return the private character of each kind."""
    words = {row["kind"].replace(" ", "_") for row in lexicons.read("time_words")}
    names = sorted({*_KINDS, *_TOKEN.groupindex} | words)
    return {name: chr(0xE000 + n) for n, name in enumerate(names)}


def code(found: list[Token]) -> str:
    """Return the private characters of tokens, for patterns over kinds."""
    of = kinds()
    return "".join([of[token.kind] for token in found])


@cache
def _names() -> tuple[re.Pattern[str], dict[str, tuple[str, str]], frozenset[str]]:
    """Names of periods and holidays: a pattern, what each means, and their first words."""
    rows = [(r["name"], ("period", r["value"])) for r in lexicons.read("named_periods")]
    rows += [(r["name"], ("holiday", r["rule"])) for r in lexicons.read("holidays")]
    rows += [(r["name"], ("capital", "")) for r in lexicons.read("date_lookalikes")]
    by_name = {name.lower(): meaning for name, meaning in rows}
    longest = sorted((n for n, _ in rows), key=len, reverse=True)
    forms = "|".join(re.escape(n).replace(r"\ ", r"\s+").replace("'", "['’]") for n in longest)
    firsts = frozenset(m.group().lower() for n in longest if (m := re.match(r"[^\W\d_]+|\d+", n)))
    return re.compile(rf"(?:{forms})(?!\w)"), by_name, firsts


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of ``text`` from ``start`` on."""
    named, meanings, firsts = _names()
    found, at = [], start
    for m in _TOKEN.finditer(text, start, len(text) if end is None else end):
        kind = m.lastgroup or ""
        begin, stop = m.span(kind)
        if begin < at:
            continue
        raw, at = text[begin:stop], stop
        if kind in ("plain", "word"):
            kind, value, low, capital = _word(raw)
        elif kind == "number":
            kind, value, low, capital = _number(raw), raw.replace(",", ""), raw, False
        else:
            kind = "word" if kind == "percent" else kind
            value = raw[:-2] if kind == "ordinal_number" else ""
            low, capital = raw.lower(), raw[0].isupper()
        if low in firsts and (name := named.match(text, begin)):
            plain = re.sub(r"\s+", " ", name.group().lower()).replace("’", "'")
            (kind, value), at = meanings[plain], name.end()
        found.append(Token(kind, value, low, begin, at, capital))
    return found


def opens_line(text: str, start: int, end: int) -> int:
    """Return where a line goes on behind a date with figures, as in a chronology; else 0."""
    opens = _LINE_START.search(text[max(0, start - 4) : start])
    behind = _LINE_BEHIND.match(text, end) if opens and re.search(r"\d", text[start:end]) else None
    return behind.end() if behind else 0


def _number(raw: str) -> str:
    if raw.isdigit() and len(raw) <= 2 and 1 <= int(raw) <= 31:
        return "small"
    if raw.isdigit() and len(raw) == 4 and 1000 <= int(raw) < 2200:
        return "year"
    return "big"


def expand(sequence: str) -> str:
    """Return kinds (lower case) and ``date_parts`` (upper case) as a pattern over kinds."""
    code, parts = kinds(), {r["part"]: r["pattern"] for r in lexicons.read("date_parts")}

    def one(m: re.Match[str]) -> str:
        name = m.group()
        return f"(?:{expand(parts[name])})" if name in parts else code[name]

    return re.sub(r"[A-Z][A-Z_]+|[a-z][a-z_]*", one, sequence).replace(" ", "")


@cache
def patterns() -> tuple[re.Pattern[str], list[tuple[dict[str, str], re.Pattern[str]]]]:
    """Return all of ``date_patterns`` as one, and each row with its own.

    The longer stands before the shorter. All repeats are bounded, so that the search is linear.
    """
    table = [(row, expand(row["pattern"])) for row in lexicons.read("date_patterns")]
    either = re.compile("|".join(f"(?:{pattern})" for _, pattern in table))
    return either, [(row, re.compile(pattern)) for row, pattern in table]
