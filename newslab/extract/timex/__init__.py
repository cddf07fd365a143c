"""Time expressions as TIMEX3 has them.

Words become kinds of words (`lexer`), sequences of kinds time expressions (`patterns`), and these
types and values (`points`, `spans`); `guards` knows what only looks like a date.
"""
