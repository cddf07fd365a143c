"""Which statement a denial or contradiction is about."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from newslab.extract.statements import source as sources

_WORD = re.compile(r"[^\W\d_]{3,}|\d[\d.,]*")
_STEM = 5
#: What a statement must be for its contents to be denied.
_DENIABLE = frozenset({"assert", "accuse", "criticise", "pledge"})
_ASKED = frozenset({"request", "demand", "ask", "pledge"})
_LEAST = 0.5
#: How many statements back a denial can reach; bounds the cost in long texts.
_REACH = 100

#: "That is simply untrue", "It was a lie": said of what was said just before, and no more.
_CALLED = re.compile(
    r"[\"“'‘]?(?:that|this|it)(?:\sis|['’]s|\swas)((?:\s(?:not|an?|\w+ly|all|just))*\s\w+)\W*$",
    re.I,
)


def link(rows: list[dict[str, Any]]) -> None:
    """Fill ``disputes_id`` of ``rows``, which stand in text order.

    A denial, or the rejection of a charge, is linked to the earlier statement of somebody else
    that it shares most words with, or that charges its source; "the figure" means one with a
    figure, "it" and "that account" the nearest one. What contradicts the same statement in the
    sentence behind the denial ("… There is no list") is linked with it, and so is a negative
    statement that repeats most of the words of somebody else's.
    """
    order = sorted(rows, key=lambda r: (r["cue_start"], r["start"]))
    by_id = {r["statement_id"]: r for r in rows}
    inner: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        inner.setdefault(row["parent_id"], []).append(row)
    texts = {r["statement_id"]: _own_text(r, inner.get(r["statement_id"], [])) for r in rows}
    for at, row in enumerate(order):
        if _is_denial(row):
            named = _named_claim(row, inner)
            if named is not None:
                row["disputes_id"] = named["statement_id"]
                continue
            found = _best(row, order[max(0, at - _REACH) : at], texts)
            if found is not None:
                row["disputes_id"] = _outer(found, by_id)["statement_id"]
        elif row["act"] == "assert" and row["parent_id"] is None:
            if (called := _CALLED.match(row["content"])) and _is_untrue(called[1]):
                found = next(iter(_others(row, order[max(0, at - _REACH) : at])), None)
                row["disputes_id"] = _outer(found, by_id)["statement_id"] if found else None
            elif at and _follows(order[at - 1], row, by_id):
                row["disputes_id"] = order[at - 1]["disputes_id"]
            elif _negates(row["content"]):
                found = _repeated(row, order[max(0, at - _REACH) : at], texts)
                row["disputes_id"] = found["statement_id"] if found is not None else None


def _is_denial(row: dict[str, Any]) -> bool:
    """Whether a statement says that something said before is not so."""
    noun = _claim_noun(row)
    if row["act"] == "reject":
        return bool(noun) and noun not in sources.words("pronoun_claim")
    if row["act"] == "assert":
        # "said the allegation was a lie", "called the charge nonsense".
        named = noun and noun not in sources.words("pronoun_claim")
        return bool(named and _is_untrue(row["content"]))
    return bool(row["act"] == "deny")


def _is_untrue(text: str) -> bool:
    words = {w.strip(".,;:!?\"“”’'") for w in text.lower().split()}
    return bool(words & sources.words("untrue")) or {"not", "true"} <= words


def _own_text(row: dict[str, Any], inner: list[dict[str, Any]]) -> str:
    """Return a content without the requests inside it, which nobody can deny."""
    text = str(row["content"])
    for other in inner:
        if other["act"] in _ASKED:
            text = text.replace(other["content"], "")
    return text


def _named_claim(
    row: dict[str, Any], inner: dict[str | None, list[dict[str, Any]]]
) -> dict[str, Any] | None:
    """Return the claim that a denial quotes: "rejected X's claim that …"."""
    for other in inner.get(row["statement_id"], []):
        if other["rule"].startswith("noun") and other["actor_id"] != row["actor_id"]:
            return other
    return None


def _claim_noun(row: dict[str, Any]) -> str:
    """Return the noun for a claim that a denial names: "rejected the *charge*"."""
    words = (w.strip(".,\"”’'") for w in row["content"].lower().split()[:4])
    return next((w for w in words if w in sources.words("claim")), "")


def _negates(text: str) -> bool:
    words = {w.strip(".,;:!?\"“”’'") for w in text.lower().replace("n't", " n't").split()}
    return bool(words & sources.words("rebuttal"))


def _follows(before: dict[str, Any], row: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> bool:
    if not before["disputes_id"] or row["paragraph"] != before["paragraph"]:
        return False
    if row["sentence"] - before["sentence"] > 1 or row["actor_id"] is None:
        return False
    disputed = by_id[before["disputes_id"]]
    if row["actor_id"] == disputed["actor_id"]:
        return False
    figures = _claim_noun(before).startswith("figure") and bool(re.search(r"\d", row["content"]))
    return _negates(row["content"]) or figures


@lru_cache(maxsize=1024)
def _stems(text: str) -> frozenset[str]:
    words = {*map(str.lower, _WORD.findall(text))} - _stop()
    return frozenset(w[:_STEM] for w in words)


@cache
def _stop() -> frozenset[str]:
    return sources.words("function") | sources.words("rebuttal") | sources.words("claim")


def _others(row: dict[str, Any], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what others said before, the last first; not what holds the row itself."""
    return [
        r
        for r in reversed(before)
        if (r["actor_id"] is not None or _is_named(r.get("source")))
        and r["actor_id"] != row["actor_id"]
        and r["statement_id"] != row["parent_id"]
    ]


def _is_named(source: str | None) -> bool:
    """Whether a source without an actor is a document or the like, and no pronoun."""
    return source is not None and " " in source


def _best(
    row: dict[str, Any], before: list[dict[str, Any]], texts: dict[str, str]
) -> dict[str, Any] | None:
    own, noun = _stems(row["content"]), _claim_noun(row)
    told = row["content"].lower().partition(noun)[2].startswith(" that ") if noun else False
    named = noun and not told and row["content"].lower().split()[0] in sources.words("pointing")
    best: tuple[float, dict[str, Any]] | None = None
    # A promise is no claim, allegation or report.
    acts = _DENIABLE - {"pledge"} if noun else _DENIABLE
    candidates = (
        r
        for r in _others(row, before)
        if r["act"] in acts or (r["act"] == "deny" and own & _stems(texts[r["statement_id"]]))
    )
    for back, other in enumerate(candidates):
        content = texts[other["statement_id"]]
        shared = len(own & _stems(content))
        charged = (
            other["act"] in ("accuse", "criticise")
            and other["target_id"] is not None
            and other["target_id"] == row["actor_id"]
        )
        met = row["target_id"] is not None and row["target_id"] == other["actor_id"]
        # "denied any involvement", "denied reports that …": of what nobody said here.
        if own and not (named or 3 * shared >= len(own) or charged or met):
            continue
        score = 3 * shared / max(1, len(own)) + 1 / (1 + back)
        score += _fits(noun, other, content) + 1.5 * (charged or met)
        if best is None or score > best[0]:
            best = score, other
    return best[1] if best and best[0] >= _LEAST else None


def _fits(noun: str, other: dict[str, Any], content: str) -> float:
    """Return how well a noun for a claim names a statement: a charge, a figure, a finding."""
    kind = next(
        (
            k
            for k in ("charge", "critic", "figure", "finding")
            if noun in sources.words(f"claim_{k}")
        ),
        "",
    )
    if kind == "charge":
        return {"accuse": 2.0, "criticise": 1.0}.get(other["act"], -0.6)
    if kind == "critic":
        if other["act"] == "criticise":
            return 2.0
        return 1.0 if other["rule"].startswith(("obj_as", "pred")) else 0.0
    if kind == "figure":
        return 2.0 * bool(re.search(r"\d", content))
    if kind == "finding":
        return 2.0 * bool(re.search(r"\bf[io]u?nd", f"{other['cue']} {content}"))
    return -0.3 if other["kind"] == "direct" else 0.0


def _repeated(
    row: dict[str, Any], before: list[dict[str, Any]], texts: dict[str, str]
) -> dict[str, Any] | None:
    """Return somebody else's statement of which a negative one repeats most words."""
    own = _stems(row["content"])
    for other in _others(row, before):
        if own and 2 * len(own & _stems(texts[other["statement_id"]])) > len(own):
            return None if _negates(other["content"]) else other
    return None


def _outer(row: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> dict[str, Any]:
    while row["parent_id"] is not None:
        row = by_id[row["parent_id"]]
    return row
