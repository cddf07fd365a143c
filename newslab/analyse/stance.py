"""Directed stance: what an actor expresses towards another actor or an issue.

Rules over the tables, each with its evidence. A statement's act says most (to criticise, to agree);
its content says on what condition and of whom; a clause speaks by its verb, or by the noun that its
verb carries out or ends ("gave aid to", "lifted sanctions on"). No cue, no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from newslab.analyse.ground import Ground, Tables, grounds
from newslab.analyse.issues import merge
from newslab.analyse.stance_clauses import of_clause
from newslab.analyse.stance_rows import Context, Row
from newslab.analyse.stance_statements import of_statement, told
from newslab.corrected import revised
from newslab.tables import TABLES


def stance(parsed: Tables, issues: Sequence[str] = ()) -> pd.DataFrame:
    """Say who supports or opposes whom or what, with the words that show it.

    Parameters
    ----------
    parsed
        A `Parsed` or a `Corpus`: tables of one article or of many.
    issues
        Issues of interest: a row about an issue is kept if it shares the head or half of the words
        with one of them, and gets its name. Empty: the articles' own, those that share their head
        within an article under one name.

    Returns
    -------
    pandas.DataFrame
        article_id, holder_id, target_id, target, target_kind, stance, score, modality,
        statement_id, cue, start, end, basis (``newslab.tables.TABLES["stance"]``).

    Notes
    -----
    The score is the strength of the word's relation, from −1 to 1. Relations are named after the
    classes of PLOVER (Open Event Data Alliance); the scale is newslab's own: support 0.8, aid 0.7,
    agree and cooperate 0.6, concede 0.5, retreat 0.3, contact 0.2; demand −0.3, investigate −0.4,
    mobilize −0.5, disapprove, reject and protest −0.6, threaten and sanction −0.7, coerce −0.8,
    assault −0.9, fight −1. Conditional and negated support counts half. What is refused or ended
    turns: aid that is halted −0.6, a ban that is lifted 0.5. Mere contact (a visit, talks) is
    neutral with a score of 0.2, talks that are praised are support. Silence and contact are left
    out where the holder takes a stance on the same target elsewhere in the article. A country or
    people that is no actor of the article is a target of kind actor without a ``target_id``.

    Examples
    --------
    >>> import newslab
    >>> article = newslab.Article("Tom Orr defended Ann Lee on Monday.", article_id="a")
    >>> stance(newslab.parse(article))[["holder_id", "target", "stance"]].values.tolist()
    [['tom-orr', 'Ann Lee', 'support']]
    """
    rows: list[Row] = []
    for ground in grounds(parsed):
        rows += _taken(merge(_unique(_of_article(ground)), issues))
    return TABLES["stance"].frame(revised("stance", rows, parsed)[0])


def _unique(rows: Iterable[Row]) -> list[Row]:
    """Keep the first row for each holder, target, stance and evidence, in text order."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (
            row["holder_id"],
            row["target_id"] or row["target"].lower(),
            row["stance"],
            row["start"],
        )
        found.setdefault(key, row)
    return sorted(found.values(), key=lambda r: (r["start"], r["end"]))


def _taken(rows: list[Row]) -> list[Row]:
    """Leave out that somebody was silent on, or met, what they take a stance on elsewhere."""
    stands = {(r["holder_id"], r["target"]) for r in rows if r["stance"] != "neutral"}
    return [
        r for r in rows if r["stance"] != "neutral" or (r["holder_id"], r["target"]) not in stands
    ]


def _of_article(ground: Ground) -> Iterator[Row]:
    context = Context(ground)
    told_by: set[int] = set()
    for statement in sorted(ground.statements, key=lambda s: int(s["cue_start"])):
        if statement["actor_id"] is not None and told(ground, statement):
            for row in of_statement(ground, statement, context):
                told_by.add(statement["cue_start"])
                if statement["act"] not in ("pledge", "request", "threaten"):
                    context.note(row)
                yield row
    cued = _Cued(ground, told_by)
    for clause in ground.clauses:
        yield from of_clause(ground, clause, cued=cued(clause))


class _Cued:
    """Tells of clauses in text order whether a statement's cue speaks for them."""

    def __init__(self, ground: Ground, told_by: set[int]) -> None:
        cues = [
            (s["cue_start"], s["cue_end"])
            for s in ground.statements
            if s["cue_start"] in told_by or s["act"] != "assert" or s["actor_id"] is None
        ]
        self.cues = sorted(c for c in cues if c[0] is not None)
        self.at = 0

    def __call__(self, clause: Row) -> bool:
        """Tell it of the next clause."""
        while self.at < len(self.cues) and self.cues[self.at][1] <= clause["verb_start"]:
            self.at += 1
        return self.at < len(self.cues) and self.cues[self.at][0] < clause["verb_end"]


_DISPUTE = {
    "article_id": "str", "claim_id": "str", "claimant_id": "str", "claim": "str",
    "denial_id": "str", "denier_id": "str", "how": "str", "denial": "str",
    "claim_start": "Int64", "claim_end": "Int64", "denial_start": "Int64", "denial_end": "Int64",
}  # fmt: skip


def disputes(parsed: Tables) -> pd.DataFrame:
    """Set claims side by side with what denies, rejects or contradicts them.

    Parameters
    ----------
    parsed
        A `Parsed` or a `Corpus`: tables of one article or of many.

    Returns
    -------
    pandas.DataFrame
        article_id, claim_id, claimant_id, claim (its words), denial_id, denier_id, how (act: its
        cue), denial (its words), and the offsets of both in the article's text.

    Examples
    --------
    >>> import newslab
    >>> disputes(newslab.parse(newslab.Article("It rained.", article_id="a"))).empty
    True
    """
    rows = [_dispute(g, claims[s["disputes_id"]], s) for g in grounds(parsed)
            for claims in [{c["statement_id"]: c for c in g.statements}]
            for s in g.statements if s["disputes_id"] in claims]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_DISPUTE)).astype(_DISPUTE)


def _dispute(ground: Ground, claim: Row, denial: Row) -> Row:
    return {
        "article_id": ground.article_id,
        "claim_id": claim["statement_id"],
        "claimant_id": claim["actor_id"],
        "claim": claim["content"],
        "denial_id": denial["statement_id"],
        "denier_id": denial["actor_id"],
        "how": f"{denial['act']}: {denial['cue']}",
        "denial": denial["content"],
        "claim_start": claim["start"],
        "claim_end": claim["end"],
        "denial_start": denial["start"],
        "denial_end": denial["end"],
    }
