"""Directed stance: who is for or against whom or what, and on what condition."""

import time
from types import SimpleNamespace

import pandas as pd
import pytest

import newslab
from newslab import lexicons
from newslab.analyse.ground import head, phrase
from newslab.analyse.issues import matches
from newslab.analyse.stance import disputes, stance
from newslab.article import Article
from newslab.extract import clauses
from newslab.syntax import language
from newslab.syntax.page import Page
from newslab.syntax.tree import Tree
from newslab.tables import TABLES


class Named:
    """Actors for tests: each given name is one, its id in lower case."""

    def __init__(self, text, names):
        self.found = sorted(
            (i, i + len(n), n.lower())
            for n in names
            for i in range(len(text))
            if text.startswith(n, i)
        )

    def actor_of(self, start, end):
        inside = [f for f in self.found if start < f[1] and end > f[0]]
        covering = [f for f in inside if 2 * (min(end, f[1]) - max(start, f[0])) >= end - start]
        return (covering[0][2], "named") if covering else (None, "none")

    def behind(self, head, first, last):
        end = head.doc[last - 1]
        whole = self.actor_of(head.doc[first].idx, end.idx + len(end.text))
        found, rule = whole if whole[0] else self.actor_of(head.idx, head.idx + len(head.text))
        return SimpleNamespace(actor_id=found), rule


def tables(text, names, statements=(), article_id="a"):
    """Tables of a text; a statement is (source, cue, content, act) or with more columns."""
    article = Article(text, article_id=article_id)
    ((_, doc),) = language.docs([article])
    page, cast = Page(article, Tree(doc)), Named(text, names)
    rows = []
    for n, (source, cue, content, act, *more) in enumerate(statements, 1):
        start, at = text.index(content), text.index(cue)
        rows.append(
            {"statement_id": f"{article_id}/s{n:02d}", "article_id": article_id, "paragraph": 1}
            | {"sentence": 1, "kind": "indirect", "act": act, "content": content, "negated": False}
            | {"start": start, "end": start + len(content), "actor_id": source.lower()}
            | {"cue": cue, "cue_lemma": cue.removesuffix("d"), "cue_start": at}
            | {"cue_end": at + len(cue), "source": source, "rule": "test"}
            | dict(*more)
        )
    mentions = [
        {"mention_id": str(n), "article_id": article_id, "actor_id": a, "start": s, "end": e}
        | {"text": text[s:e], "form": "name"}
        for n, (s, e, a) in enumerate(cast.found)
    ]
    actors = [
        {"actor_id": n.lower(), "article_id": article_id, "name": n, "kind": "person"}
        for n in names
    ]
    frames = {
        "statements": rows, "clauses": clauses.rows(page, cast), "mentions": mentions,
        "actors": actors, "articles": [{"article_id": article_id, "text": text}],
    }  # fmt: skip
    return SimpleNamespace(**{n: TABLES[n].frame(r) for n, r in frames.items()})


def short(found):
    return [tuple(r) for r in found[["holder_id", "target", "stance"]].values.tolist()]


@pytest.mark.parametrize(
    ("text", "statement", "expected"),
    [
        ("Kim criticized Lee for the delay.",
         ("Kim", "criticized", "Lee for the delay", "criticise"),
         ("kim", "Lee", "oppose")),
        ("Kim welcomed the ruling.", ("Kim", "welcomed", "the ruling", "praise"),
         ("kim", "ruling", "support")),
        ("Kim agreed to a U.S.-proposed 30-day ceasefire.",
         ("Kim", "agreed", "to a U.S.-proposed 30-day ceasefire", "agree"),
         ("kim", "U.S.-proposed 30-day ceasefire", "support")),
        ("Kim accepted the inquiry on condition that it ended soon.",
         ("Kim", "accepted", "the inquiry on condition that it ended soon", "agree"),
         ("kim", "inquiry", "conditional")),
        ("Kim said he would observe a truce, provided that Lee withdrew.",
         ("Kim", "said", "he would observe a truce, provided that Lee withdrew", "assert"),
         ("kim", "truce", "conditional")),
        ("Kim neither accepted nor rejected an offer of arbitration.",
         ("Kim", "neither accepted nor rejected", "an offer of arbitration", "withhold"),
         ("kim", "offer of arbitration", "neutral")),
        ("Kim ruled out a recall.", ("Kim", "ruled out", "a recall", "reject"),
         ("kim", "recall", "oppose")),
        ("Kim urged Lee to reject the offer.", ("Kim", "urged", "to reject the offer", "request"),
         ("kim", "offer", "oppose")),
        ('Kim described the levy as "unjustified".',
         ("Kim", "described", 'the levy as "unjustified"', "assert", {"cue_lemma": "describe"}),
         ("kim", "levy", "oppose")),
        ('Kim described the reply as "very promising" but "not complete".',
         ("Kim", "described", 'the reply as "very promising" but "not complete"', "assert",
          {"cue_lemma": "describe"}),
         ("kim", "reply", "conditional")),
        ("Kim said she is open to a direct meeting.",
         ("Kim", "said", "she is open to a direct meeting", "assert"),
         ("kim", "direct meeting", "support")),
    ],
)  # fmt: skip
def test_statements_show_stance(text, statement, expected):
    found = TABLES["stance"].check(stance(tables(text, ["Kim", "Lee"], [statement])))
    assert short(found) == [expected]
    row = found.iloc[0]
    assert row["cue"] in text[row["start"] : row["end"]]
    assert row["statement_id"] == "a/s01"


@pytest.mark.parametrize(
    ("text", "expected", "modality"),
    [
        ("Kim attacked Lee on Monday.", "oppose", "asserted"),
        ("Lee was attacked by Kim.", "oppose", "asserted"),
        ("Kim defended Lee.", "support", "asserted"),
        ("Kim did not support Lee.", "oppose", "negated"),
        ("Kim did not criticise Lee.", "neutral", "negated"),
        ("Kim may support Lee.", "conditional", "conditional"),
    ],
)
def test_verbs_outside_statements_show_stance(text, expected, modality):
    found = stance(tables(text, ["Kim", "Lee"]))
    assert short(found) == [("kim", "Lee", expected)]
    assert found["modality"].tolist() == [modality]


@pytest.mark.parametrize(
    "text", ["Kim saw Lee.", "Kim was told to attack Lee.", "It rained.", "Kim praised Kim."]
)
def test_no_cue_no_row(text):
    assert stance(tables(text, ["Kim", "Lee"])).empty


@pytest.mark.parametrize(
    ("text", "statement", "expected"),
    [
        ("Kim demanded that Lee return the keys.",
         ("Kim", "demanded", "that Lee return the keys", "demand"), ("kim", "Lee", "oppose")),
        ("Kim demanded help from Lee.", ("Kim", "demanded", "help from Lee", "demand"),
         ("kim", "Lee", "oppose")),
        ("Kim demanded the resignation of Lee.",
         ("Kim", "demanded", "the resignation of Lee", "demand"), ("kim", "Lee", "oppose")),
        ("Kim demanded that the papers be printed.",
         ("Kim", "demanded", "that the papers be printed", "demand"),
         ("kim", "the papers be printed", "support")),
        ("Kim said that Lee must leave the hall.",
         ("Kim", "said", "that Lee must leave the hall", "assert"), ("kim", "Lee", "oppose")),
        ("Kim called for sanctions against Lee.",
         ("Kim", "called for", "sanctions against Lee", "request"), ("kim", "Lee", "oppose")),
        ("Kim called for the release of Lee.",
         ("Kim", "called for", "the release of Lee", "request"), ("kim", "Lee", "support")),
        ("Kim called for the removal of Lee.",
         ("Kim", "called for", "the removal of Lee", "request"), ("kim", "Lee", "oppose")),
        ("Kim urged Roe to support Lee.", ("Kim", "urged", "to support Lee", "request"),
         ("kim", "Lee", "support")),
        ("Kim refused to meet Lee.", ("Kim", "refused", "to meet Lee", "reject",
          {"negated": True}), ("kim", "Lee", "oppose")),
        ("Kim rejected a request from Lee.", ("Kim", "rejected", "a request from Lee", "reject",
          {"negated": True}), ("kim", "Lee", "oppose")),
        ("Kim disputed the figure.", ("Kim", "disputed", "the figure", "deny",
          {"negated": True}), ("kim", "figure", "oppose")),
        ("Kim threatened to march unless Lee resigned.",
         ("Kim", "threatened", "to march unless Lee resigned", "threaten"),
         ("kim", "Lee", "oppose")),
        ("Kim agreed to send food to Lee.", ("Kim", "agreed", "to send food to Lee", "agree"),
         ("kim", "Lee", "support")),
    ],
)  # fmt: skip
def test_statements_show_stance_towards_whom_they_concern(text, statement, expected):
    found = TABLES["stance"].check(stance(tables(text, ["Kim", "Lee", "Roe"], [statement])))
    assert expected in short(found)
    assert ("kim", "Lee", "support") not in short(found) or expected[2] == "support"
    for row in found.to_dict("records"):
        assert row["cue"] in text[row["start"] : row["end"]]
        assert row["basis"]


@pytest.mark.parametrize("content", ["having seen the papers", "hiding the papers"])
def test_who_denies_a_deed_is_not_against_such_deeds(content):
    text = f"Kim denied {content}."
    row = ("Kim", "denied", content, "deny", {"negated": True})
    assert stance(tables(text, ["Kim"], [row])).empty


def test_what_is_not_refused_is_not_opposed():
    text = "Kim did not reject the offer."
    row = ("Kim", "reject", "the offer", "reject", {"negated": True, "cue_lemma": "reject"})
    assert stance(tables(text, ["Kim"], [row])).empty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kim gave Lee two million dollars in aid.", ("kim", "Lee", "support")),
        ("Kim sent blankets to Lee.", ("kim", "Lee", "support")),
        ("Kim lifted the ban on Lee.", ("kim", "Lee", "support")),
        ("Kim halted aid to Lee.", ("kim", "Lee", "oppose")),
        ("Kim imposed a curfew in Norland.", ("kim", "Norland", "oppose")),
        ("Kim signed a treaty with Lee.", ("kim", "Lee", "support")),
        ("Kim and Lee signed a treaty.", ("kim", "Lee", "support")),
        ("Kim tried to arrest Lee.", ("kim", "Lee", "oppose")),
        ("Kim visited Poland.", ("kim", "Poland", "neutral")),
        ("Kim sent food to Poland and Austria.", ("kim", "Austria", "support")),
        ("Kim is opposed to the plan.", ("kim", "plan", "oppose")),
        ("Kim is willing to help Lee.", ("kim", "Lee", "support")),
        ("Kim is unwilling to help Lee.", ("kim", "Lee", "oppose")),
        ("Kim pulled troops out of Poland.", None),
        ("Kim arrested a man in Poland.", None),
        ("Kim met Roe in Poland.", ("kim", "Roe", "neutral")),
        ("Kim returned to Lee.", None),
        ("Kim studied the sanctions against Lee.", None),
        ("Kim saw no threat to Lee.", None),
        ("Kim suspected Lee was ill.", None),
    ],
)
def test_deeds_show_stance(text, expected):
    found = short(stance(tables(text, ["Kim", "Lee", "Roe"])))
    assert (expected in found) if expected else not found


@pytest.mark.parametrize("act", ["demand", "deny", "ask"])
def test_what_is_demanded_denied_or_asked_is_no_deed(act):
    text = "Roe claimed that Kim attacked Lee."
    row = ("Roe", "claimed", "that Kim attacked Lee", act)
    assert "kim" not in stance(tables(text, ["Kim", "Lee", "Roe"], [row]))["holder_id"].tolist()


def test_time_grows_with_the_length_of_the_article():
    def seconds(times):
        text = "Kim demanded help from Lee. Roe attacked Lee. " * times
        given = tables(text, ["Kim", "Lee", "Roe"])
        row = {"kind": "indirect", "act": "demand", "content": "help from Lee", "negated": False}
        given.statements = TABLES["statements"].frame(
            {"statement_id": f"a/s{n}", "article_id": "a", "paragraph": 1, "sentence": n,
             "start": at + 13, "end": at + 26, "actor_id": "kim", "cue": "demanded",
             "cue_lemma": "demand", "cue_start": at + 4, "cue_end": at + 12, "source": "Kim",
             "rule": "test"} | row
            for n in range(times) for at in [n * 46]
        )  # fmt: skip
        begin = time.perf_counter()
        assert len(stance(given)) >= times
        return time.perf_counter() - begin

    seconds(10)
    assert seconds(400) < 20 * max(seconds(100), 0.01)


def test_a_statement_by_plain_saying_shows_nothing():
    text = "Kim said Lee arrived on Monday."
    assert stance(tables(text, ["Kim", "Lee"], [("Kim", "said", "Lee arrived", "assert")])).empty


def test_conditions_take_up_what_was_at_issue():
    text = (
        "Kim accepted a truce. Lee answered the proposal, neither rejecting nor accepting it."
        " Lee set conditions."
    )
    rows = [
        ("Kim", "accepted", "a truce", "agree"),
        ("Lee", "answered", "neither rejecting nor accepting it", "withhold"),
        ("Lee", "set", "conditions", "demand"),
    ]
    found = stance(tables(text, ["Kim", "Lee"], rows))
    assert short(found) == [("kim", "truce", "support"), ("lee", "truce", "conditional")]


def test_an_ordinal_takes_up_the_noun_but_is_another():
    text = "Kim accepted the first condition. Kim ruled out the second."
    rows = [
        ("Kim", "accepted", "the first condition", "agree"),
        ("Kim", "ruled out", "the second", "reject", {"negated": True}),
    ]
    found = short(stance(tables(text, ["Kim"], rows)))
    assert found == [
        ("kim", "first condition", "support"), ("kim", "second condition", "oppose"),
    ]  # fmt: skip


def test_the_analyst_names_the_issues():
    text = "Kim accepted the 30-day truce. Kim welcomed the ruling."
    rows = [
        ("Kim", "accepted", "the 30-day truce", "agree"),
        ("Kim", "welcomed", "the ruling", "praise"),
    ]
    found = stance(tables(text, ["Kim"], rows), issues=["a truce"])
    assert short(found) == [("kim", "a truce", "support")]


def test_articles_are_kept_apart():
    row = ("Kim", "welcomed", "the ruling", "praise")
    one, two = (tables("Kim welcomed the ruling.", ["Kim"], [row], i) for i in "ab")
    both = SimpleNamespace(**{n: pd.concat([getattr(one, n), getattr(two, n)]) for n in vars(one)})
    assert stance(both)["statement_id"].tolist() == ["a/s01", "b/s01"]


def test_disputes_stand_side_by_side():
    text = "Kim said it rained. Lee denied that."
    rows = [
        ("Kim", "said", "it rained", "assert"),
        ("Lee", "denied", "that", "deny", {"disputes_id": "a/s01"}),
    ]
    (row,) = disputes(tables(text, ["Kim", "Lee"], rows)).to_dict("records")
    assert (row["claimant_id"], row["claim"]) == ("kim", "it rained")
    assert (row["denier_id"], row["how"]) == ("lee", "deny: denied")
    assert text[row["claim_start"] : row["claim_end"]] == row["claim"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("the claim, which he denied", "claim"),
        ("talk of “fire sales”", "talk of fire sales"),
        ("with Sudan on oil for years", "Sudan on oil"),
        ("", ""),
    ],
)
def test_phrases(content, expected):
    assert phrase(content) == expected


def test_issues_share_heads():
    assert head("offer of arbitration") == "offer"
    assert matches("ceasefire", "30-day ceasefire")
    assert not matches("levy", "ceasefire")


@pytest.mark.parametrize("name", ["clause_words", "stance_words", "target_words"])
def test_lexicons_are_sorted_and_without_duplicates(name):
    rows = [tuple(r.values()) for r in lexicons.read(name)]
    assert rows == sorted(set(rows))


def test_stance_words_have_sign_and_strength():
    for row in lexicons.read("stance_words"):
        assert row["sign"] in ("-1", "0", "1")
        assert 0 <= float(row["strength"]) <= 1


def parsed_stances(text):
    found = stance(newslab.parse(Article(text, article_id="a")))
    return found[["holder_id", "target", "stance", "score"]].values.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran pledged not to enrich uranium.",
         [["government-of-iran", "enrich uranium", "oppose", -0.5]]),
        ("Microsoft agreed not to sue Google.", [["microsoft", "sue Google", "oppose", -0.6]]),
        ("Washington urged Israel not to attack.",
         [["government-of-the-united-states", "attack", "oppose", -0.3]]),
        ("France warned Iran not to attack Israel.",
         [["government-of-france", "attack Israel", "oppose", -0.3]]),
        ("Tom Orr vowed never to resign.", [["tom-orr", "resign", "oppose", -0.5]]),
        ("Ann Lee urged Tom Orr to resign.", [["ann-lee", "Tom Orr", "oppose", -0.6]]),
        ("Ann Lee demanded that Tom Orr step down.", [["ann-lee", "Tom Orr", "oppose", -0.3]]),
        ("Ann Lee called for Tom Orr to resign over it.", [["ann-lee", "Tom Orr", "oppose", -0.6]]),
        ("Ann Lee asked the board to go to London.", [["ann-lee", "go to London", "support", 0.3]]),
        ("Ann Lee voiced concern over the delay.", [["ann-lee", "delay", "oppose", -0.6]]),
        ("Ann Lee raised concerns about the levy.", [["ann-lee", "levy", "oppose", -0.6]]),
        ("Ann Lee called the policy dangerous.", [["ann-lee", "policy", "oppose", -0.6]]),
        ("Ann Lee agreed to the audit, on condition that it ended soon.",
         [["ann-lee", "audit", "conditional", 0.3]]),
        ("Ann Lee said she would suspend the levy until 2030.", []),
        ("Ann Lee did not respond to requests for comment.", []),
        ("Ann Lee expressed deep concern.", []),
        ("Ann Lee urged: resign now.", [["ann-lee", "resign now", "support", 0.3]]),
        ("Ann Lee dismissed as “fantasy” a claim by the board.",
         [["ann-lee", "claim by the board", "oppose", -0.5]]),
        ("Tom Orr promised not to support the levy.", [["tom-orr", "levy", "oppose", -0.5]]),
        ("Ann Lee urged voters not to reject the plan.", [["ann-lee", "plan", "support", 0.3]]),
        ("Ann Lee asked Tom Orr not to support Kim Park.",
         [["ann-lee", "Kim Park", "oppose", -0.3]]),
        ("Iran pledged not to enrich uranium if sanctions were lifted.",
         [["government-of-iran", "enrich uranium", "conditional", -0.25]]),
    ],
)  # fmt: skip
def test_not_to_turns_what_is_agreed_or_asked(text, expected):
    assert parsed_stances(text) == expected


def test_contact_is_no_support():
    text = "Tom Orr, who was visiting Moscow, held discussions with Kim Park."
    found = stance(newslab.parse(Article(text, article_id="a")))
    assert found[["target", "stance", "score", "basis"]].values.tolist() == [
        ["Kim Park", "neutral", 0.2, "hold discussions (contact)"],
        ["Russia", "neutral", 0.2, "visit (contact)"],
    ]


def test_silence_yields_to_a_stance_on_the_same():
    text = "Tom Orr declined to comment on the levy. On Monday he rejected the levy."
    assert parsed_stances(text) == [["tom-orr", "levy", "oppose", -0.6]]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee said there was a very good chance of a resolution.",
        "Tom Orr was someone I trusted, Ann Lee said.",
        "Ann Lee had trusted Tom Orr.",
        "Ann Lee said she had no sympathy left for Tom Orr.",
    ],
)
def test_an_outlook_and_what_is_past_are_no_support(text):
    assert parsed_stances(text) == []


@pytest.mark.parametrize(
    ("text", "target", "cue"),
    [
        ("Ann Lee denied there had been any other offer.", "other offer", "denied"),
        ("Washington pledged to resume military aid.", "military aid", "pledged"),
        ("Helen Orde promised no pause for Christmas.", "pause", "promised"),
        ("Putin expressed appreciation for Lee's help.", "Lee's help", "appreciation"),
        ("Kim set the price. Ann Lee agreed to accept it.", "price", "agreed"),
    ],
)
def test_issues_are_short_noun_phrases_and_evidence_is_the_word(text, target, cue):
    found = stance(newslab.parse(Article(text, article_id="a")))
    assert [target, cue] in found[["target", "cue"]].values.tolist()


def test_an_unnamed_group_is_criticised():
    text = "The parents criticised the county council. The county council had closed the school."
    assert parsed_stances(text) == [["parents", "county council", "oppose", -0.6]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Jordan called for an emergency session of the Arab League on Sunday.",
            [("government-of-jordan", "emergency session of the Arab League", "support")],
        ),
        (
            "Amnesty International called for the release of Maria Lopez.",
            [("amnesty-international", "Maria Lopez", "support")],
        ),
        (
            "The European Union called for an independent investigation by the United Nations.",
            [("european-union", "independent investigation by the United Nations", "support")],
        ),
        (
            "Governor Paul Reed withdrew his support for the bill.",
            [("paul-reed", "bill", "oppose")],
        ),
        (
            "Governor Paul Reed dropped his opposition to the tax.",
            [("paul-reed", "tax", "support")],
        ),
        ('Senator Ann Lee called the suit "a publicity stunt".', [("ann-lee", "suit", "oppose")]),
        (
            "Mr Adeyemi described the talks with Ghana as constructive but incomplete.",
            [("adeyemi", "talks with Ghana", "conditional")],
        ),
        (
            "The prime minister, Ann Lee, is ready to attend provided that the fleet leaves.",
            [("ann-lee", "attend", "conditional")],
        ),
        (
            "Mayor Ann Lee remains committed to the sale.",
            [("ann-lee", "sale", "support")],
        ),
        (
            "Senator Ann Lee came out against the plan.",
            [("ann-lee", "plan", "oppose")],
        ),
        (
            "Acme Energy sued to block the merger.",
            [("acme-energy", "merger", "oppose")],
        ),
        (
            "Mayor Ann Lee resigned on Monday in protest at the bus cuts.",
            [("ann-lee", "bus cuts", "oppose")],
        ),
        (
            "The union opposes the plan, while Acme Energy endorsed it in April.",
            [("union", "plan", "oppose"), ("acme-energy", "plan", "support")],
        ),
        (
            "Ann Lee refused to condemn the strike.",
            [("ann-lee", "strike", "neutral")],
        ),
        ("Mayor Ann Lee has not committed to a date.", []),
        ("Ann Lee urged lawmakers to wait for the outcome of a study.", []),
        (
            "Nurses urged the council to commit to a ceasefire.",
            [("nurses", "ceasefire", "support")],
        ),
        (
            "The union opposes salary and pension cuts.",
            [("union", "salary and pension cuts", "oppose")],
        ),
        (
            "Ann Lee condemned the trial and execution of Smith.",
            [("ann-lee", "trial and execution of Smith", "oppose")],
        ),
        (
            "Mayor Ann Lee ordered the ferry company to repaint its ships.",
            [("ann-lee", "repaint its ships", "support")],
        ),
        ("Ann Lee warned against a deal that rewards kidnapping.", [("ann-lee", "deal", "oppose")]),
        (
            "Amnesty International called for the immediate and unconditional release of students.",
            [
                (
                    "amnesty-international",
                    "immediate and unconditional release of students",
                    "support",
                )
            ],
        ),
        ("The two sides accused each other of violating the truce.", []),
        (
            "Thousands of teachers marched on Tuesday against Mayor Ann Lee.",
            [("teachers", "Ann Lee", "oppose")],
        ),
        (
            "The union demanded talks with Northwind Energy and Acme Energy.",
            [("union", "talks with Northwind Energy", "support")],
        ),
        (
            "Ann Lee called for a round of sanctions against Paul Reed.",
            [("ann-lee", "Paul Reed", "oppose")],
        ),
        (
            "Ann Lee called for sanctions by the United Nations against Paul Reed.",
            [("ann-lee", "Paul Reed", "oppose")],
        ),
        (
            "Ann Lee called for the immediate release today of Maria Lopez.",
            [("ann-lee", "Maria Lopez", "support")],
        ),
    ],
)
def test_of_a_parsed_sentence(text, expected):
    found = stance(newslab.parse(newslab.Article(text, article_id="a")))
    assert short(found) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Paul Reed halted the investigation for two weeks.",
        "Paul Reed ended his support for the time being.",
        "Israel ended its attacks to allow food into the city.",
        "Paul Reed cancelled the meeting of ministers.",
        "The leader of the teachers marched against Mayor Ann Lee.",
        "Ann Lee launched the opposition party of Ghana.",
        "Karin Brandvold stopped short of accepting the invitation.",
    ],
)
def test_no_row_for_what_is_only_beside_a_noun_of_stance(text):
    assert stance(newslab.parse(newslab.Article(text, article_id="a"))).empty
