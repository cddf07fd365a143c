"""The ordered table of patterns: sequences of kinds of words that are time expressions.

Each row has a rule's name, the resolver that gives its value, and the sequence. In a sequence a
name in lower case is a kind of word (see `lexer`), one in capitals a part defined here; the rest
is `re` syntax. The first row that fits at a place wins: the longer stands before the shorter. All
repeats are bounded, so that the search is linear in the text.
"""

from __future__ import annotations

import re
from functools import cache

from newslab.extract.dates.lexer import kinds

#: Frequent kinds with which no sequence begins.
BEGINS_NONE = (
    "word", "capital", "break", "after", "and", "at", "before", "close", "comma", "dot", "from",
    "hyphen", "in", "of", "on", "open", "or", "other", "since", "slash", "through", "time", "to",
    "until",
)  # fmt: skip

PARTS = {
    "DAYREF": "(?:ABSOLUTE|(?:(?:last|next|this) )?WEEKDAY|deictic_day)",
    "ABSOLUTE": "(?:(?:WEEKDAY comma? )?(?:MDY|DMY)|iso|numeric_date)",
    "MDY": "MONTH the? DAY(?! hyphen? (?:unit|clock_mark))(?:YEAR)?",
    "DMY": "(?:the DAY of|DAY of?) MONTH(?:YEAR)?",
    "YEAR": "(?: comma? year(?! hyphen? unit)| apostrophe_year)",
    "MONTH": "(?:month|abbreviated_month dot?)",
    "WEEKDAY": "(?:weekday|abbreviated_weekday dot?)",
    "DAY": "(?:small|ordinal_number)",
    "COUNT": "(?:NUMBER(?: and a? half)?|a half|half a|half)",
    "NUMBER": (
        "(?:(?:small|year|big)(?: scale){0,4}|(?:number|a(?= scale))(?: hyphen? number| scale"
        "| and(?= number) number){0,4})"
    ),
    "VAGUE": "(?:(?:a |the )?vague(?: vague| more){0,4}(?: of)?)",
    "UNIT": "(?:unit|units|second|quarter|weekend)",
    "ORDINAL": "(?:ordinal|ordinal_number|second)",
    "CLOCK": (
        "(?:(?:(?:clock|small|number) clock_mark|clock|named_clock)(?: ZONE)?(?: ABROAD)?"
        "|FOUR_FIGURES zone)"
    ),
    "FOUR_FIGURES": "(?:year|big)",
    "ZONE": (
        "(?:zone|local time|open (?:zone|local time)(?: (?:slash|comma|hyphen|small|clock|year"
        "|big|zone)){0,4} close)"
    ),
    "ABROAD": "(?:open (?:clock|FOUR_FIGURES|small clock_mark|clock clock_mark) zone close)",
    "EDGE": "(?:the? (?:more )?early(?: hyphen| of){0,4}(?: the)?|the? (?:more )?edge of(?: the)?)",
    "DET": "(?:(?:the |this |that |last |next |same |previous |following |entire "
    "|possessive ){1,4})",
    "ANY_YEAR": "(?:(?:of |in |comma )?(?:years|year|DET unit)|apostrophe_year)",
}

_TIMES = (
    ("clock on day", "clock", "CLOCK(?: comma)?(?: on)? DAYREF(?: part_of_day)?"),
    (
        "day at clock", "clock",
        "DAYREF(?: comma)?(?: at)? (?:clock clock_mark?|small clock_mark|number clock_mark"
        "|named_clock)(?: ZONE)?(?: ABROAD)?",
    ),
    ("early hours", "early_hours", "the? early units of DAYREF(?: part_of_day)?"),
    ("part of day", "part_of_day", "(?:the )?(?:early )?part_of_day of DAYREF"),
    ("day and part", "part_of_day", "(?:early )?DAYREF(?: possessive)? part_of_day"),
    (
        "relative part", "part_of_day",
        "(?:early |earlier |later )?(?:this|last|that same|that|the same|the next"
        "|the following|the previous|next) part_of_day|tonight|(?<=in) the (?:early )?part_of_day",
    ),
    (
        "clock", "clock",
        "(?:clock|small|number) clock_mark(?: ZONE)?(?: ABROAD)?|clock ZONE(?: ABROAD)?"
        "|clock ABROAD|FOUR_FIGURES zone|named_clock(?: ZONE)?|(?:(?<=at)"
        "|(?<=from)|(?<=until)|(?<=since)|(?<=before)|(?<=after)|(?<=between)) clock",
    ),
)  # fmt: skip

_RANGES = (
    (
        "days of one month", "day_range",
        "MONTH small hyphen small(?! units)(?:YEAR)?|small hyphen small MONTH(?:YEAR)?",
    ),
    (
        "day before its month", "shared_day",
        "(?:(?<=from)|(?<=between)|(?<=on)) DAY(?= (?:to|and|until|through) DAY of? MONTH)",
    ),
    (
        "day behind its month", "later_day",
        "(?:(?<=month small to)|(?<=month small until)|(?<=month small through)) small"
        "(?:YEAR)?(?! (?:units|unit|hyphen|MONTH|scale|clock_mark))",
    ),
    ("years", "year_range", "years"),
    (
        "count before its unit", "shared_count",
        "NUMBER(?= (?:to|and|or) NUMBER (?:units|hyphen unit))"
        "|(?:small|big)(?= hyphen (?:small|big) (?:units|hyphen unit))",
    ),
)  # fmt: skip

_DATES = (
    ("date", "absolute", "ABSOLUTE"),
    ("week of a day", "week_of", "the? unit of (?:MDY|DMY)"),
    ("month in numbers", "month", "year_month"),
    (
        "same period", "same_period",
        "(?:the |this )?same (?:time|unit|quarter)(?: of)?(?: (?:a unit (?:ago|earlier)|(?:the"
        " )?(?:last|previous|that) unit))",
    ),
    ("week of month", "week_of_month", "the (?:ORDINAL|last) (?:unit|weekend) of MONTH(?:YEAR)?"),
    (
        "quarter", "quarter",
        "(?:EDGE)?(?:DET)?(?:fiscal )?(?:ORDINAL|last) hyphen? (?:fiscal )?(?:quarter|half)"
        "(?: (?:of )?(?:DET)?(?:fiscal (?:unit )?)?(?:year|unit)| apostrophe_year)?"
        "|(?:fiscal )?quarter_code(?: (?:of )?(?:fiscal )?(?:year|apostrophe_year))?"
        "|year quarter_code",
    ),
    (
        "first months", "first_months",
        "the (?:ordinal|last) (?:small|number) units of (?:year|DET unit)",
    ),
    (
        "fiscal year", "fiscal",
        "(?:EDGE)?(?:DET)?fiscal(?: unit)?(?: comma? year| apostrophe_year| small)"
        "|(?:EDGE)?(?:DET)fiscal unit",
    ),
    (
        "month", "month",
        "(?:EDGE)?(?:(?:last|next|this) )?MONTH(?: of)?(?:YEAR| (?:this|last|next) unit| the"
        " (?:same|following|previous) unit)?",
    ),
    (
        "season", "season",
        "(?:EDGE)?(?:DET)?season(?: ANY_YEAR)?|(?:EDGE)?(?:DET)?fall (?:of )?year|(?:this|last"
        "|next) fall|(?:(?<=in)|(?<=since)|(?<=until)|(?<=of)) the fall(?! of the)(?! in)",
    ),
    (
        "decade", "decade",
        "(?:EDGE)?(?:the )?(?:decade|short_decade)|(?:EDGE|the )named_decade",
    ),
    ("century", "century", "(?:EDGE)?(?:the |this |last )?(?:ORDINAL) hyphen? unit"),
    (
        "end of unit", "relative",
        "the? (?:more )?(?:early|edge) of (?:DET)?(?:fiscal )?UNIT"
        "|(?:later|earlier) (?:in )?(?:this|that"
        "|last|next|the) (?:unit|weekend)",
    ),
)  # fmt: skip

_SETS = (
    (
        "every", "every",
        "every (?:other |alternate |small |number )?(?:(?:NUMBER )?(?:UNIT)|WEEKDAY(?: (?:and|or"
        "|comma) WEEKDAY){0,4}|part_of_day|MONTH|season)(?:(?<=weekday) part_of_day)?",
    ),
    (
        "times a unit", "every",
        "(?:times|(?:small|number|vague|a vague) times) (?:a|per|every) UNIT",
    ),
    ("weekdays", "every", "weekdays|weekday parts_of_day"),
    ("frequency", "frequency", "frequency"),
    (
        "a unit", "every",
        "(?:(?<=money)|(?<=scale)|(?<=big)|(?<=units)) (?:a|per|every) unit(?! (?:ago|later"
        "|earlier|before|after))|per unit",
    ),
)  # fmt: skip

_RELATIVE = (
    (
        "counted from a day", "shifted",
        "(?:the unit|COUNT UNIT|a unit) (?:from|after|before|ago|on) (?:last |next )?DAYREF",
    ),
    ("week from a day", "week_from", "DAYREF unit(?! hyphen)(?! (?:before|ago|earlier))"),
    ("unit but one", "relative", "the (?:unit|weekend) (?:before last|after next)"),
    (
        "ago", "shifted",
        "(?:(?:more|vague|preposition) preposition )?(?:COUNT UNIT|a (?:unit|quarter)|VAGUE"
        " UNIT)(?: (?:and )?(?:COUNT|a) UNIT)? (?:ago|hence)|short ago|short time ago|units ago|a"
        " short time ago",
    ),
    ("from now", "shifted", "(?:COUNT UNIT|a unit|VAGUE UNIT) from now"),
    (
        "later", "shifted",
        "(?:COUNT UNIT|a (?:unit|quarter)) (?:later|earlier|after(?= (?:dot|comma|close))"
        "|before(?= (?:dot|comma|close)))|the (?:unit) (?:before|after|earlier)"
        "|(?:VAGUE UNIT|units) (?:later|earlier)",
    ),
    ("deictic day", "deictic", "(?:earlier |later |early )?deictic_day"),
    (
        "span of units", "span_of_units",
        "(?:the |these |this |possessive )?(?:last|next|previous|following|entire)(?: COUNT|"
        " VAGUE)? (?:units)|the (?:last) (?:unit|quarter)",
    ),
    (
        "weekday", "weekday",
        "(?:(?:the )?(?:last|next|this|following|previous) )?(?:early )?WEEKDAY(?: (?:last"
        "|next)(?= (?:dot|comma)))?",
    ),
    ("weekend", "relative", "(?:the |this |last |next |that |previous |following ){0,4}weekend"),
    (
        "unit", "relative",
        "(?:early )?(?:the? |possessive )?(?:this|last|next|that|same|previous|following"
        "|entire)(?: entire)? (?:UNIT)(?: (?:before|previous))?|the unit previous|early (?:in"
        " )?the unit|(?<=(?:of)) the unit(?! of)",
    ),
    ("holiday", "holiday", "(?:the )?(?:last |next |this )?holiday(?:YEAR| ANY_YEAR)?"),
    ("period", "period", "(?:the )?period"),
    (
        "year", "year",
        "(?:EDGE)?year(?! hyphen? (?:UNIT))(?: ancient)?|(?:small|big) ancient"
        "|ancient (?:year|small|big)|apostrophe_year",
    ),
)  # fmt: skip

_DURATIONS = (
    (
        "duration", "duration",
        "(?:the )?(?:COUNT(?: more)?|VAGUE) hyphen? UNIT(?! hyphen? lasting)(?: (?:and )?(?:a half"
        "|COUNT UNIT))?|a units? and a half|(?:a|per) (?:unit|quarter(?! of))(?! hyphen lasting)",
    ),
    ("recent units", "bare_units", "(?:the )?(?:more )?reference units"),
    ("bare units", "bare_units", "units"),
)  # fmt: skip

_REFERENCES = (
    (
        "reference", "reference",
        "these units|the (?:short )?future|the (?:more )?short (?:term|future)"
        "|(?:more )?(?:reference|current)"
        "|now|the last(?! (?:unit|units|ordinal|number|small|capital|word))|(?<=at) (?:the|this)"
        " present",
    ),
)  # fmt: skip

TABLE: tuple[tuple[str, str, str], ...] = (
    *_TIMES, *_RANGES, *_DATES, *_SETS, *_RELATIVE, *_DURATIONS, *_REFERENCES,
)  # fmt: skip

_NAME = re.compile(r"[A-Z][A-Z_]+|[a-z][a-z_]*")


def _expand(sequence: str) -> str:
    """Replace parts by what they stand for and kinds by their characters; drop the blanks."""
    code = kinds()

    def one(m: re.Match[str]) -> str:
        name = m.group()
        return f"(?:{_expand(PARTS[name])})" if name in PARTS else code[name]

    return _NAME.sub(one, sequence).replace(" ", "")


@cache
def compiled() -> tuple[re.Pattern[str], tuple[tuple[str, str, re.Pattern[str]], ...]]:
    """Return all patterns as one, and for each of its groups rule, resolver and own pattern."""
    # The empty group behind a sequence tells which one it was. In front, it would keep `re` from
    # passing over a sequence by its first character.
    alternatives = "|".join(f"(?:{_expand(sequence)})()" for _, _, sequence in TABLE)
    # Four words of five can begin no expression: passed over without a try.
    never = "".join(kinds()[kind] for kind in BEGINS_NONE)
    rows = ((rule, resolver, re.compile(_expand(row))) for rule, resolver, row in TABLE)
    return re.compile(f"(?=[^{never}])(?:{alternatives})"), tuple(rows)
