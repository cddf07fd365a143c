"""Attribution without a verb: "according to X", "in X's words", "X: …", "“…” — X"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.statements import source as sources
from newslab.extract.statements.context import Context
from newslab.extract.statements.spans import Chars, end_of, noun_phrase, tidy, trim, words
from newslab.syntax.page import Attribution
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Span, Token

_OPENING = frozenset({"according", "in", "by"})
_DASHES = "-–—―"
_LABEL = re.compile(r"[^\W\d_][^\n:\"“”]{1,60}?:(?=\s)")
_SIGNED = re.compile(
    r"[\s\xa0]*(?P<cue>[–—―]|--?)[\s\xa0]*(?P<name>[^\W\d_a-z][^\n“\"”]{1,60}?)"
    r"[\s\xa0.]*(?=\n|$)"
)
# A line that begins with a mark, whichever way round, and ends with a signature.
_SIGNED_LINE = re.compile(
    r"^(?P<said>[\"“”][^\n]*[\"“”])[ \xa0]*(?P<cue>[–—―]|--)[ \xa0]*"
    r"(?P<name>[^\W\d_a-z][^\n“\"”]{1,60}?)[ \xa0.]*$",
    re.MULTILINE,
)


def find(ctx: Context) -> list[Attribution]:
    """Find the attributions that no verb or noun of saying signals."""
    found: list[Attribution] = []
    start = ctx.page.article.body_start
    for token in [t for t in ctx.doc[:-2] if t.lower_ in _OPENING and t.idx >= start]:
        if token.lower_ == "according" and token.nbor().lower_ == "to":
            made = _according(ctx, token, token.i + 2, token.nbor())
        elif token.lower_ != "according" and not ctx.quoted(token.i):
            made = _own_words(ctx, token)
        else:
            continue
        if made is not None:
            found.append(made)
    return [*found, *_labels(ctx), *_signed(ctx)]


# --- according to X -----------------------------------------------------------------------------


def _according(ctx: Context, first: Token, at: int, last: Token) -> Attribution | None:
    noun = _noun_after(ctx, at, last)
    if noun is None:
        return None
    if noun.tag_ == "NN" and not noun.lefts and not names.is_common(noun.lower_):
        return None  # "according to plan", "according to rank"
    span = noun_phrase(noun)
    if span.start < at:
        span = tidy(ctx.doc, at, max(at + 1, span.end))
    end = max(span.end, min(noun.right_edge.i + 1, first.sent.end))
    if first.i - first.sent.start < 2 and end >= first.sent.end - 1:
        # The parse takes the clause behind the comma for an apposition.
        comma = next((t.i for t in ctx.doc[at:end] if t.text == ","), None)
        if comma is not None and comma > at:
            span, end = tidy(ctx.doc, at, comma), comma
    content = _around(ctx, first, end, span.end)
    if not content:
        return None
    return Attribution(
        cue=(first.idx, end_of(last)),
        cue_lemma=f"{first.lower_} {last.lower_}",
        act="assert",
        content=content,
        rule="according to",
        cue_root=first,
        source=span,
    )


def _noun_after(ctx: Context, at: int, prep: Token) -> Token | None:
    noun = first_of(prep.rights, "pobj", "pcomp")
    if noun is not None and noun.i >= at:
        return noun
    stop = min(at + 8, len(ctx.doc))
    noun = next((t for t in ctx.doc[at:stop] if t.pos_ in sources.NOMINAL), None)
    while (
        noun is not None
        and noun.head.i > noun.i
        and noun.dep_ in ("compound", "poss", "nmod", "amod")
        and noun.head.pos_ in sources.NOMINAL
    ):
        noun = noun.head
    return noun


def _around(ctx: Context, first: Token, end: int, short: int) -> list[Chars]:
    """Return the clauses around a phrase that is set off from them."""
    doc, sent = ctx.doc, first.sent
    start = sent.start
    while start < first.i and (
        doc[start].is_space
        or doc[start].dep_ == "cc"
        or doc[start].text in "\"'"
        or doc[start].lower_ == "that"
    ):
        start += 1
    quote = ctx.page.quote_at(first.idx)
    if start >= first.i or (
        doc[first.i - 1].dep_ == "cc"
        or doc[first.i - 1].lower_ in ("that", "while", "because", "but", "and")
    ):
        for at in dict.fromkeys((short, end)):
            while at < sent.end and doc[at].text in (",", '"') and doc[at].idx < first.idx + 400:
                if doc[at].text == '"':
                    break
                at += 1
            if at > short or at == end:
                break
        if at < sent.end and doc[at].tag_ in ("WP", "WDT", "WP$"):
            # "According to Amnesty, which is in London, arrests rose".
            comma = next((t.i for t in doc[at : sent.end] if t.text == ","), sent.end)
            at = comma + 1
        if at >= sent.end:
            return []
        stop = ctx.limit(first, at, whole=True)
        span = trim(ctx.text, *ctx.quotations.closed(doc[at].idx, end_of(doc[stop - 1]), first.idx))
        return [span] if words(ctx.text, *span) > 1 else []
    begin = ctx.left_start(first, first.i)
    if begin >= first.i:
        return []
    opens = ctx.quotations.ending_at(doc[first.i].idx)
    left_start = ctx.quotations.sentence_start(opens) if opens is not None else doc[begin].idx
    left = trim(ctx.text, left_start, end_of(doc[first.i - 1]))
    if quote is not None:
        left = max(left[0], quote.inner[0]), left[1]
    if words(ctx.text, *left) < 2:
        return []
    right = ctx.right_part(first, end)
    return [left, right] if right is not None and opens is None else [left]


# --- in X's words -------------------------------------------------------------------------------


def _own_words(ctx: Context, first: Token) -> Attribution | None:
    noun = next(
        (c for c in first.rights if c.dep_ == "pobj" and c.lower_ in sources.words("spoken")), None
    )
    if noun is None:
        return None
    owner = first_of(noun.lefts, "poss")
    last = noun
    if owner is None:
        of = next((c for c in noun.rights if c.lower_ == "of"), None)
        owner = first_of(of.rights, "pobj") if of else None
        last = of if of is not None else noun
    following = ctx.page.next_quote(end_of(noun))
    ahead = following is not None and following.start - end_of(noun) < 60
    if owner is None or (noun.lower_ in ("words", "word", "phrase") and not ahead):
        return None
    end = max(noun.right_edge.i + 1, last.i + 1)
    content = _around(ctx, first, end, end)
    if not content:
        return None
    return Attribution(
        cue=(first.idx, end_of(last)),
        cue_lemma=f"{first.lower_} words"
        if noun.lower_ in ("words", "word")
        else f"{first.lower_} {noun.lower_}",
        act="assert",
        content=content,
        rule="in words of",
        cue_root=noun,
        source=noun_phrase(owner),
    )


# --- X: … and “…” — X ---------------------------------------------------------------------------


def _labels(ctx: Context) -> list[Attribution]:
    """Read dialogue and headlines: a name and a colon at the start of a paragraph."""
    found: list[Attribution] = []
    for start, end in ctx.page.paragraphs:
        at = start + (ctx.text[start] in '"“”')
        m = _LABEL.match(ctx.text, at, end)
        if m is None or start < ctx.page.article.body_start:
            continue
        span = ctx.doc.char_span(at, m.end() - 1)
        if span is None or not _speaker(span) or not _known(ctx, span):
            continue
        content = trim(ctx.text, m.end(), end)
        if words(ctx.text, *content) < 1:
            continue
        found.append(_marked(span, (m.end() - 1, m.end()), ":", content, "speaker label"))
    return found


def _speaker(span: Span) -> bool:
    """Whether the words before a colon name somebody."""
    kept = [t for t in span if not t.is_punct and not t.is_space]
    if span.text.title() in names.places():
        return False  # a dateline: "BANGKOK: The army said"
    if not kept or len(kept) > 6 or any(t.lower_ in sources.words("label") for t in kept):
        return False
    if len(kept) == 1 and kept[0].lower_ in names.nouns("document"):
        return True
    if len(kept) > 1 and any(t.pos_ in ("VERB", "AUX", "NUM", "ADV", "PRON") for t in kept):
        return False
    return all(t.text[0].isupper() or t.lower_ in ("of", "the", "de", "van") for t in kept)


def _known(ctx: Context, span: Span) -> bool:
    """Whether the article names the speaker elsewhere, too, or the label is a kind of source."""
    last, kind = span[-1], span[-1].lower_
    if any(kind in names.nouns(k) for k in ("document", "role", "spokes", "group")):
        return True
    if last.text.isupper() and len(last) > 1:
        return ctx.low_counts[kind] > 1
    return ctx.last_names.get(last.text, -1) > last.i


def _signed(ctx: Context) -> list[Attribution]:
    """Read a quotation signed with a name: “…” — Ann Lee."""
    found = []
    for q in ctx.page.quotes:
        m = _SIGNED.match(ctx.text, q.end)
        if m is None:
            continue
        span = ctx.doc.char_span(*m.span("name"), expand=True)
        if span is None or len(span) > 7 or not _speaker(span):
            continue
        found.append(_marked(span, m.span("cue"), m["cue"], (q.start, q.end), "signed quotation"))
    seen = {a.cue for a in found}
    for m in _SIGNED_LINE.finditer(ctx.text):
        span = ctx.doc.char_span(*m.span("name"), expand=True)
        if m.span("cue") not in seen and span is not None and len(span) < 8 and _speaker(span):
            content = trim(ctx.text, *m.span("said"))
            found.append(_marked(span, m.span("cue"), m["cue"], content, "signed quotation"))
    return found


def _marked(span: Span, cue: Chars, lemma: str, content: Chars, rule: str) -> Attribution:
    return Attribution(
        cue=cue,
        cue_lemma=lemma,
        act="assert",
        content=[content],
        rule=rule,
        cue_root=span[-1],
        source=tidy(span.doc, span.start, span.end),
    )
