"""Stance: what a holder expresses towards a target, in the article's own verb.

`rows` weighs the evidence that `newslab.extract.attitudes` finds while the article is parsed. It
reads the tables as corrected, so that whoever corrects an actor corrects the stance.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import pandas as pd

from newslab import lexicons
from newslab.extract.phrases import words
from newslab.tables import Tables, parsed_only, records

Row = dict[str, Any]

#: What was right less often than this on real articles is neither support nor opposition.
_OFTEN = 0.6
#: Whom the words of a holder or target mean is surer, else there is no row.
_LEAST = 0.5


def stance(parsed: Tables, issues: str | Sequence[str] = ()) -> pd.DataFrame:
    """Say who supports or opposes whom or what, with the words that show it.

    Parameters
    ----------
    parsed
        A `Parsed` or a `Corpus`: tables of one article or of many.
    issues
        Words of interest: a row is kept if one of them, from the start of a word, stands in its
        target, in what it is about or in its statement. Empty: all rows, each issue of an article
        under its fullest name.

    Returns
    -------
    pandas.DataFrame
        ``newslab.tables.TABLES["stance"]``: holder, verb, target and what it is about, with stance
        and score, the statement and the words that are the evidence, and how sure it is.

    Notes
    -----
    Evidence: the act of a statement ("accused"), a verdict ("called it a mistake"), own words
    ("is needless"), words of attitude in the article's voice ("opposed", "critic of", "sued"), as
    others tell it (``reported``) or of earlier days (``former``). ``confidence`` is the share of
    such rows that were right on real articles (``lexicons/stance_kinds.csv``), and at most that of
    the statement and of who is meant. The score is halved if not asserted.

    Examples
    --------
    >>> import newslab
    >>> article = newslab.Article("Tom Orr criticized Ann Lee for the delay.", article_id="a")
    >>> columns = ["holder_id", "verb", "target", "about", "stance"]
    >>> stance(newslab.parse(article))[columns].values.tolist()
    [['tom-orr', 'criticized', 'Ann Lee', 'for the delay', 'oppose']]
    """
    parsed_only(parsed)
    return about(parsed, parsed.stance, issues) if issues else parsed.stance.copy()


def rows(attitudes: Iterable[Row], actors: Iterable[Row]) -> list[Row]:
    """Return an article's stances, in the order of the text, from its attitudes."""
    names = {a["actor_id"]: a["name"] for a in actors}
    found: dict[tuple[Any, ...], Row] = {}
    for row in filter(None, (_row(attitude, names) for attitude in attitudes)):
        key = tuple(row[c] for c in ("holder_id", "target_id", "target", "stance", "start"))
        found.setdefault(key, row)
    told = _named([*found.values()])
    return [r | {"stance_id": f"{r['article_id']}/v{n:02}"} for n, r in enumerate(told, 1)]


@cache
def _kinds() -> dict[tuple[str, str], tuple[float, float]]:
    """Return the share right and the strength of each kind and label."""
    kinds = {}
    for r in lexicons.read("stance_kinds"):
        # Half a row of each is added (Jeffreys' prior): few rows make nothing certain.
        share = (int(r["right"]) + 0.5) / (int(r["read"]) + 1)
        kinds[r["kind"], r["label"]] = share, float(r["strength"])
    return kinds


def _row(attitude: Row, names: dict[str, str]) -> Row | None:
    target, written, modality = (attitude[c] for c in ("target_id", "target", "modality"))
    holder, sure = attitude["holder_id"], attitude["sure"]
    share, strength = _kinds().get((attitude["kind"], attitude["label"]), (0.0, 0.0))
    unclear = target is None and written.lower() in words("pronoun")
    doubtful = share < _OFTEN and modality != "conditional"
    if doubtful or unclear or holder in (None, target) or sure < _LEAST:
        return None
    name = names.get(target, written)
    lead = {"act": "act of the statement: ", "word": ""}.get(attitude["kind"], "own words: ")
    side = ("neutral", "support", "oppose")[attitude["sign"]]
    return attitude | {
        "target_kind": "actor" if target else "issue",
        "target": written if written.lower() == f"the {name.lower()}" else name,
        "stance": "conditional" if modality == "conditional" else side,
        "score": attitude["sign"] * strength * (1.0 if modality == "asserted" else 0.5),
        "basis": f"{lead}{attitude['cue']} ({attitude['label']})",
        "confidence": round(min(share, sure), 2),
    }  # fmt: skip


def _words(issue: str) -> list[str]:
    """Return an issue's words up to its head and behind it: lower case, singular, no small ones."""
    found = re.findall(r"\w+", issue.lower())
    return [w.removesuffix("s") for w in found if w not in words("small")]


def _named(rows: list[Row]) -> list[Row]:
    """Order an article's rows; give "the levy" the fullest phrase that ends in its words."""
    full: dict[str, str] = {}  # by the words that a phrase without its complements ends in
    issues = {r["target"] for r in rows if r["target_kind"] == "issue"}
    issues = {i for i in issues if not re.match(r"\w+ing\b", i)}  # "changing the policy"
    for issue in sorted(issues, key=lambda i: (len(_words(i)), i)):
        noun = _words(re.split(r"\b(?:{})\b".format("|".join(words("phrase"))), issue)[0])
        full.update({" ".join(noun[n:]): issue for n in range(len(noun))})
    for row in rows:
        if row["target"].split()[0].lower() in words("definite") and row["target"] in issues:
            row["target"] = full.get(" ".join(_words(row["target"])), row["target"])
    return sorted(rows, key=lambda r: (r["start"], r["end"]))


def about(parsed: Tables, rows: pd.DataFrame, issues: str | Sequence[str]) -> pd.DataFrame:
    """Return the statements, stances or events in whose words one of the ``issues`` stands.

    Words of their statements are theirs, too. "tax" is in "taxes", not in "syntax".
    """
    wanted = [issues] if isinstance(issues, str) else issues
    said = rows["statement_id"].map(parsed.statements.set_index("statement_id")["content"])
    told = rows.reindex(columns=["target", "about", "event"]).astype(object).assign(said=said)
    text = (told.fillna("") + "\n").sum(axis="columns").astype(str)
    return rows[text.str.contains("|".join(rf"\b{re.escape(i)}" for i in wanted), case=False)]


def headlines(table: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """Word rows of `stance` as sentences that can be read alone, the surest first, four at most."""
    told = table[table["modality"].eq("asserted") & table["stance"].ne("neutral")]
    sure = told.sort_values("confidence", ascending=False, kind="stable")
    found = []
    few = sure.drop_duplicates(["holder_id", "target"]).groupby("holder_id", sort=False).head(2)
    for row in records(few):
        holder, target = names.get(row["holder_id"], row["holder_id"]), row["target"]
        issue = row["target_kind"] == "issue"
        target = re.sub("^The ", "the ", target) if issue else target
        # The article's words may say otherwise than who corrected the row.
        side = {"support": "supports", "oppose": "opposes"}.get(row["stance"], "may support")
        own = (side, target) if row["corrected_by"] else (row["verb"], target, row["about"])
        line = " ".join(" ".join(filter(None, (holder, *own))).split())
        line = re.sub("[.,]+(['’\"”]*)[.,]?$", r"\1", line)  # a full stop follows
        if len(line) < 200 and _alone(holder, row["verb"], target, line, issue=issue):
            found.append(f"{line[0].upper()}{line[1:]}.")
    return found[:4]


def _alone(holder: str, verb: str, target: str, line: str, *, issue: bool) -> bool:
    """Tell whether a line can be read alone: no "assembly", "the party", "accusing", "its", "I"."""
    names = (holder,) if issue else (holder, target)
    named = all(re.search("[A-Z]|s$", name) for name in names)
    begin = verb.split()[0].lower()
    # Of earlier days: "had mocked"; cut: "blamed … on", "(lawsuit)"; of several: "China support".
    whole = not re.search(r"^\S*ing\b|^had\b|[(…]", verb) and begin not in words("supposed")
    whole &= begin not in words("verb") or holder.endswith("s")
    unclear = words("pronoun").keys() & {*verb.lower().split(), *target.lower().split()}
    first = words("first").keys() & {*re.findall(r"\w+", line)}
    return bool(named and whole) and not (unclear or first or re.match("its |their ", target))


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
    """
    parsed_only(parsed)
    said = parsed.statements
    said = said.assign(how=said["act"] + ": " + said["cue"])
    claims = said.add_prefix("claim_")
    both = said.merge(claims, left_on="disputes_id", right_on="claim_statement_id")
    names = {
        "article_id": "article_id", "claim_statement_id": "claim_id",
        "claim_actor_id": "claimant_id", "claim_content": "claim", "statement_id": "denial_id",
        "actor_id": "denier_id", "how": "how", "content": "denial", "claim_start": "claim_start",
        "claim_end": "claim_end", "start": "denial_start", "end": "denial_end",
    }  # fmt: skip
    return both[[*names]].rename(columns=names)
