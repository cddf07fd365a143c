"""What may lie on a disk: pages, odd names, encodings, what is no article, tables with faults."""

import json
import logging
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from make import entries

import newslab
from newslab import formats
from newslab.article import articles, read
from newslab.errors import InputError, NewslabError, ParameterError, SettingError
from newslab.syntax.language import is_english

ROOT = Path(newslab.__file__).parents[1]
QUOTE = "“It works,” Ann Lee said on Monday."
LONG = "The council met in the town hall and spoke about the bridge for three hours. " * 5
ARTICLE = f"<h1>Bridge vote</h1><p>{QUOTE} {LONG}</p><p>Bob Ray denied it. {LONG}</p>"
DATA = '<script type="application/ld+json">{}</script>'

PAGES = [
    # (head, body before the article, body behind it, day)
    ('<meta property="article:published_time" content="2026-11-28T00:30:00+13:00">', "", "", 28),
    ('<meta property="article:published_time" content="2026-11-27T23:30:00-10:00">', "", "", 27),
    ('<meta name="pubdate" content="Fri, 27 Nov 2026 09:00:00 GMT">', "", "", 27),
    ('<meta itemprop="datePublished" content="November 27, 2026">', "", "", 27),
    ('<meta property="article:modified_time" content="2026-11-28T00:30:00">', "", "", None),
    ('<meta property="article:published_time" content="1795737600">', "", "", None),
    ('<meta property="article:published_time" content="1970-01-01T00:00:00Z">', "", "", None),
    ('<meta name="date" content="2026-11-28"><meta name="pubdate" content="2026-11-27">',
     "", "", 27),
    (DATA.format('{"@type": "NewsArticle", "datePublished": "2026-11-27T10:00Z"}'), "", "", 27),
    (DATA.format('[{"@type": "WebSite"},'
                 '{"@type": ["Report", "X"], "datePublished": "2026-11-27"}]'), "", "", 27),
    (DATA.format('{"@graph": [{"@type": "WebPage", "datePublished": "2026-11-28"},'
                 '{"@type": "Article", "datePublished": "2026-11-27"}]}'), "", "", 27),
    (DATA.format('{"@type": "NewsArticle", "datePublished": "2026-11-27", }'), "", "", 27),
    (DATA.format('{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle",'
                 '"datePublished": "2026-11-27"}]}'), "", "", None),
    ("", '<time datetime="2026-11-27T08:00">today</time>', "", 27),
    ("", "<time>November 27, 2026</time>", "", 27),
    ("", '<div class="has-sidebar"><time datetime="2026-11-27">a</time></div>', "", 27),
    ("", '<time datetime="2026-11-27">a</time><time datetime="2026-11-28">b</time>', "", None),
    ("", "", '<aside><time datetime="2026-11-28">next</time></aside>', None),
    ("", "", '<div>© <time datetime="2026-01-01">2026</time></div>', None),
    ("", "", '<div id="comments-1"><p><time datetime="2026-11-28">now</time></p></div>', None),
    ("", "", '<ul class="x related-news"><time datetime="2026-11-28">now</time></ul>', None),
    ("", "", '<p>Bo <time class="comment-date" datetime="2026-11-28">now</time></p>', None),
    ("", "", "<footer>Copyright 2026 News. All rights reserved.</footer>", None),
    ("", "", "<footer>© 2019-2026 News, 27 November 2026</footer>", None),
    ("", '<span class="date">03/04/2025</span>', "", None),
    ('<meta name="date" content="0001-01-01T00:00:00Z">', "", "", None),
    ('<meta name="date" content="2026-11-27"><meta name="date" content="2026-11-28">',
     '<time datetime="2026-11-27">a</time>', "", 27),
    (DATA.format('[{"@type": "NewsArticle", "headline": "Rain", "datePublished": "2026-11-28"},'
                 '{"@type": "NewsArticle", "headline": "Bridge Vote",'
                 ' "datePublished": "2026-11-27"}]'), "", "", 27),
    (DATA.format('[{"@type": "NewsArticle", "datePublished": "2026-11-28"},'
                 '{"@type": "NewsArticle", "datePublished": "2026-11-27"}]'), "", "", None),
    (DATA.format('{"@type": "WebPage", "datePublished": "2001-01-01", "mainEntity":'
                 '{"@type": "NewsArticle", "datePublished": "2026-11-27"}}'), "", "", 27),
    ("", '<header><time datetime="2026-11-28">Saturday</time></header>', "", None),
    ("", '<p>Updated <time datetime="2026-11-28">now</time></p>', "", None),
    ("", '<p><time class="updated" datetime="2026-11-28">a</time>'
     '<time datetime="2026-11-27">b</time></p>', "", 27),
    ("", "", '<article><h3>Rain</h3><time datetime="2026-11-28">a</time></article>', None),
    ("", "", '<section class="most-read"><time datetime="2026-11-28">a</time></section>', None),
    ("", "", '<p>The next vote is on <time datetime="2026-11-28">Saturday</time>.</p>', None),
    ("", '<span itemprop="datePublished" content="2026-11-27">Friday</span>', "", 27),
    ("", '<time class="entry-date published updated" datetime="2026-11-27">a</time>', "", 27),
    ("", '<time datetime="2026-11-27">Nov. 27, 2026, 5:30 p.m.</time>', "", 27),
    ("", '<p>Published <time datetime="2026-11-27">27 Nov. 2026</time>.</p>', "", 27),
    ("", '<article><h1>Bridge</h1><footer><time itemprop="datePublished" datetime="2026-11-27">'
     'a</time></footer></article>', "", 27),
    ("", "", '<footer><time itemprop="datePublished" datetime="2026-11-28">a</time></footer>',
     None),
    ('<meta name="pubdate" content="03/04/2025">', "", "", None),
]  # fmt: skip


def html(head="", before="", behind="", lang="en"):
    return (
        f'<html lang="{lang}"><head><title>Bridge vote in town</title>{head}</head>'
        f"<body>{before}<article>{ARTICLE}</article>{behind}</body></html>"
    )


@pytest.mark.parametrize(("head", "before", "behind", "day"), PAGES)
def test_a_page_has_the_day_that_it_states(tmp_path, head, before, behind, day):
    pytest.importorskip("trafilatura")
    (tmp_path / "a.html").write_text(html(head, before, behind))
    published = read(tmp_path / "a.html").published
    assert published is pd.NaT if day is None else str(published.date()) == f"2026-11-{day}"


def test_a_page_of_many_comments_takes_no_time():
    lxml = pytest.importorskip("lxml.html")
    comment = '<div><p>Bo</p><time datetime="2026-11-28">a</time></div>'
    tree, began = lxml.fromstring(html("", "", comment * 4000)), time.process_time()
    newslab.pages.published(tree)
    assert time.process_time() - began < 10


def test_a_page_reads_the_same_under_any_clock(tmp_path):
    pytest.importorskip("trafilatura")
    for number, (head, before, behind, _) in enumerate(PAGES):
        (tmp_path / f"{number:02}.html").write_text(html(head, before, behind))
    code = (
        "import datetime, sys, time, newslab\n"
        "class Day(datetime.datetime):\n"
        "    @classmethod\n"
        "    def now(cls, tz=None): return cls(int(sys.argv[2]), 1, 1, tzinfo=tz)\n"
        "    today = utcnow = now\n"
        "datetime.datetime = Day\n"
        "for a in newslab.articles(sys.argv[1]): print(a.article_id, a.published, a.title, a.text)"
    )
    surroundings = [
        ("2001", {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1", "LC_ALL": "C"}),
        ("2040", {"TZ": "America/Lima", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"}),
    ]
    found = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", code, tmp_path, year],
            env=os.environ | place | {"PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=True,
        ).stdout
        for year, place in surroundings
    }  # fmt: skip
    assert len(found) == 1


ODD_NAMES = [
    b"caf\xe9", b"caf\xe8", b"\xff\xfe", "tö".encode(), b"a b'\"<i>", b"a\nb\x1b[31m", b"%2e",
]  # fmt: skip


def test_files_of_any_name(tmp_path):
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    for name in ODD_NAMES:
        Path(os.fsdecode(os.fsencode(raw) + b"/" + name + b".txt")).write_text(QUOTE)
    (raw / os.fsdecode(b"bad\xe9.txt")).write_bytes(b"")
    told = []
    for _ in range(2):
        told.clear()
        corpus = newslab.parse_corpus(raw, out, jobs=1, progress=lambda *what: told.append(what))
        assert len(corpus) == len(ODD_NAMES)
        assert corpus.failed["article_id"].tolist() == ["bad\\xe9"]
        assert "bad\\xe9.txt: the article is empty" in corpus.failed["error"][0]
    assert told == [("bad\\xe9", "failed")]
    assert {"caf\\xe8", "caf\\xe9", "tö"} <= set(corpus.articles["article_id"])
    assert len(newslab.load(out).manifest) == len(ODD_NAMES) + 1
    # What is gone is known to be gone, and what is there is kept.
    (raw / os.fsdecode(b"bad\xe9.txt")).unlink()
    newslab.parse_corpus(str(raw / "t*.txt"), out, jobs=1)
    assert len(newslab.load(out).manifest) == len(ODD_NAMES)


def test_pages_with_stray_bytes_keep_their_encoding(tmp_path):
    pytest.importorskip("trafilatura")
    page = html().replace("Bob Ray", "Bob Ray at the CAFE").encode()
    for declared, content in [
        (b"", page.replace(b"CAFE", b"caf\xe9")),
        (b'<meta charset="utf-8">', page.replace(b"CAFE", b"caf\xe9")),
        (b'<meta charset="mac-roman">', page.decode().encode("mac-roman")),
        (b"", page.decode().encode("cp1252")),
        (b'<meta charset="utf-16">', page.decode().encode("cp1252")),
        (b"", page.decode().encode("utf-16")),
    ]:
        (tmp_path / "a.html").write_bytes(content.replace(b"<head>", b"<head>" + declared))
        assert QUOTE in read(tmp_path / "a.html").text


IDS = ["", "../x", "a/b", "a\nb", "\x1b[31m", "007", "ä" * 400, "\ud800", "<i>", "=1+1", "nan", "."]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "frame"])
def test_articles_of_any_id(tmp_path, suffix):
    rows = [{"article_id": i, "text": QUOTE, "title": i} for i in IDS]
    plain = [i.replace("\ud800", "\ufffd") for i in IDS]
    frame = pd.DataFrame({"article_id": plain, "text": QUOTE, "title": plain})
    path = tmp_path / f"t.{suffix}"
    match suffix:
        case "csv":
            frame.to_csv(path, index=False)
        case "jsonl":
            path.write_text("\n".join(map(json.dumps, rows)))
        case "parquet":
            frame.to_parquet(path)
    corpus = newslab.parse_corpus(frame if suffix == "frame" else path, tmp_path / "o", jobs=1)
    stem = "article" if suffix == "frame" else "t"
    want = {"\ufffd" if i == "\ud800" else i or f"{stem}-1" for i in IDS}
    assert set(corpus.articles["article_id"]) == want
    assert set(corpus.statements["article_id"]) == want


STRAY = [
    (QUOTE.encode() + b" The caf\xe9 closed.", "�"),
    (QUOTE.encode() * 20 + b" \xff\xfe\xe2\x80 " + QUOTE.encode(), "�"),
    (("Zoë said no. " * 400).encode() + b"\x93No\x94", "�No�"),
    ("“No,” said Zoë at the café.".encode("cp1252"), "café"),
    (QUOTE.encode() * 20 + b" caf\xc3", "�"),
    (("The council met. " * 30 + "The café closed.").encode("cp1252"), "café"),
    ((QUOTE + " Bo didn’t go to the café.").encode("mac-roman"), "“It works,” Ann Lee said"),
    (("The council met. " * 30 + "The café closed.").encode("cp437"), "café"),
    *(((f"The council met. {words} It closed.").encode("cp1252"), words) for words in (
        "The plan—an old one—stays.", "It doesn’t work—not now—and won’t—ever.", "He waited…",
        "…and left.", "Miloš Zeman.", "A Windows™ PC.", "At\xa0home.", "Žižek.", "The élite.",
        "¥500.", "PERÓN.", "Taft–Hartley.", "£5.",
    )),
    ("He said: “It’s new.” ".encode("cp1252") * 20 + b"\x9d", "“It’s new.”"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "words"), STRAY)
@pytest.mark.parametrize("suffix", ["txt", "csv"])
def test_stray_bytes_make_no_other_encoding(tmp_path, caplog, content, words, suffix):
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(content if suffix == "txt" else b'text\n"' + content + b'"\n')
    (article,) = articles(path)
    assert words in article.text
    assert words != "�" or QUOTE in article.text
    assert ("no UTF-8" in caplog.text) == ("\ufffd" in words)
    corpus = newslab.parse_corpus(path, tmp_path / "out", jobs=1)
    assert corpus.manifest["note"].notna()[0] == ("\ufffd" in article.text)


OTHER = [
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
    (rb"{\rtf1\ansi Talks began.}", "RTF"),
    (b"PK\x03\x04\x14\x00\x06\x00", "Word"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word"),
    (b"From: Ann <ann@example.org>\nTo: bob@example.org\nSubject: Talks\n\nTalks began.", "e-mail"),
    (b"Return-Path: <a@b.c>\r\nReceived: from x\r\n by y\r\n\r\nTalks began.", "e-mail"),
    (b'<?xml version="1.0"?>\n<rss version="2.0"><channel></channel></rss>', "RSS"),
    (b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>', "RSS"),
    (b'<?xml version="1.0"?>\n<nitf><body>Talks began.</body></nitf>', "XML"),
    (b"\xef\xbb\xbf<!DOCTYPE html>\n<html><body><p>Talks began.</p></body></html>", "web page"),
    (b"<p>Talks began.</p><p>Talks ended.</p>", "markup"),
    (b"Talks <b>a</b> <i>b</i> <b>c</b> <i>d</i> <b>began</b>.", "markup"),
    (b"\\documentclass{article}\n\\begin{document}Talks began.", "LaTeX"),
    (b'{"text": "Talks began."}\n{"text": "Talks ended."}\n', "JSON"),
    *((pickle.dumps({"text": "Talks began."}, protocol), "pickle") for protocol in range(6)),
    (pickle.dumps(["a", 1], 0), "pickle"),
    (b"\n\n%PDF-1.4\n%\xe2\xe3", "PDF"),
    (b"\n {\\rtf1\\ansi Talks began.}", "RTF"),
    ("<?xml version='1.0'?>\n<rss><channel></channel></rss>".encode("utf-16"), "RSS"),
    ("<!DOCTYPE html><html><body>Talks</body></html>".encode("utf-16-le"), "web page"),
    (b"WEBVTT\n\n00:01.000 --> 00:02.000\nTalks began.\n", "subtitles"),
    (b"%!PS-Adobe-3.0\n%%Title: Talks\n", "PostScript"),
    (b"From ann@example.org Fri Mar 14 10:00:00 2025\nSubject: Talks\n\nTalks.", "e-mail"),
    (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "calendar"),
    (b"article_id,text\na,Talks began.\nb,Talks ended.\n", "table of articles"),
    (b'"id";"body";"date"\n1;"Talks began.";\n', "table of articles"),
]  # fmt: skip
#: What a cell may have, too.
IN_CELLS = {"JSON", "markup", "table of articles"}


@pytest.mark.parametrize(("content", "kind"), OTHER)
@pytest.mark.parametrize("name", ["a.txt", "a", "a.md", "a.html", "a.json", "a.csv"])
def test_what_is_no_article_is_told_by_any_name(tmp_path, content, kind, name):
    if kind in ("web page", "markup") and name == "a.html":
        pytest.skip("that is what the name says")
    if kind == "JSON" and name == "a.json":
        pytest.skip("JSON lines named JSON are no JSON")
    if name in ("a.csv", "a.json") and kind in IN_CELLS:
        pytest.skip("a cell may have it")
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(articles(path))
    assert kind in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["Date: 14 March 2025\nBy: Ann Lee\n\nTalks began.", "climate\nGENEVA\nTalks.", "(AP) - Talks.",
     "I\n.", "Text, body\nand soul.", "Body of water\n",
     "Do enable JavaScript, said Ann Lee. " * 20, "Agenda (draft):\nTalks (open);\nA vote.",
     "<3 is what Ann Lee wrote.", "5 < 6, Ann Lee said.", "Item one\n.", "“No.”", "A."],
)  # fmt: skip
def test_what_only_looks_odd_is_an_article(tmp_path, text):
    (tmp_path / "a.txt").write_text(text)
    assert read(tmp_path / "a.txt").text == text


LANGUAGES = (
    "am ar ca cs da de el es fa fi fr he hi hu id it ja ko nb nl pl pt ro ru sv ta tr uk vi yo zh"
)


@pytest.mark.parametrize("code", LANGUAGES.split())
def test_other_language_is_told(code):
    examples = pytest.importorskip(f"spacy.lang.{code}.examples")
    assert not is_english("\n".join(examples.sentences))


LISTS = [
    "Results: Serie A\nInter 2 Milan 1\nRoma 0 Lazio 0\nNapoli 3 Torino 1\nJuventus 1 Genoa 1",
    "Medals: Norway 16 gold 8 silver 13 bronze\nGermany 12 gold 10 silver 5 bronze",
    "Weather: Paris sunny 21C; London cloudy 17C; Berlin rain 15C; Rome hazy 27C",
    "sinner bt shelton 7-6 6-4; alcaraz bt norrie 6-2 6-3; djokovic bt cobolli 6-7 6-2 7-5",
    "Killed: Ahmed Hassan, Fatima al-Zahra, Yusuf ibn Said, Omar bin Saleh, Mohamed abu Ali, "
    "Karim el Sayed",
    "EARNINGS: Q2 eps $1.32 vs est. $1.28; revenue $24.1b; shr buyback $5b; sees FY rev $98b",
]


def test_english_is_english():
    folder = ROOT / "tests" / "gold" / "src"
    texts = [p.read_text("utf-8") for p in sorted(folder.glob("*.txt"))]
    assert texts
    for text in texts:
        assert is_english(text)
        assert is_english(text.upper())
    for text in LISTS:
        assert is_english(text)
    for text in ("", "No.", '"' * 5000, "Lee said: " * 500, "Bo, " * 900, "Talks began Monday."):
        assert is_english(text)


@pytest.mark.parametrize(
    "text",
    ["Uhulumeni uthe uzokwakha izindlu ezintsha kuleli sonto.", "政府は月曜日に協議が始まった。",
     "El gobierno dijo el lunes que las conversaciones comenzaron.",
     "ყველა ადამიანი იბადება თავისუფალი", "Die Polizei sagte, dass zwei Menschen starben."],
)  # fmt: skip
def test_short_texts_in_another_language_are_told(tmp_path, text):
    assert not is_english(text)
    assert not is_english(f"{text} " * 20)
    (tmp_path / "a.txt").write_text(text)
    for call in (newslab.parse, newslab.load):
        with pytest.raises(InputError, match="not like English"):
            call(tmp_path / "a.txt")


@pytest.mark.parametrize(
    "text", ["Talks began.", "Le Monde said talks began in Paris.", "FLINT, Mich.", "LEE SAID NO."]
)
def test_short_texts_in_english_are_read(text):
    assert is_english(text)


def test_an_article_in_another_language_fails_alone(tmp_path):
    (tmp_path / "a.txt").write_text(QUOTE)
    (tmp_path / "b.txt").write_text(
        "„Es funktioniert“, sagte Ann Lee am Montag, als der Rat sich im Rathaus traf."
    )
    corpus = newslab.load(tmp_path)
    assert corpus.failed["article_id"].tolist() == ["b"]
    assert "b.txt: reads like another language, not like English" in corpus.failed["error"][0]


ROW = '{0},"“We won {0},” Ann Lee said."\n'
BROKEN = '{0},"“We won {0},” Ann Lee said.\n'


def rows_of(path):
    good, bad = {}, []
    for entry in entries(path):
        if entry.error:
            bad.append(entry.error)
        else:
            good[entry.article_id] = entry.read().text
    return good, bad


@pytest.mark.parametrize("at", [0, 3, 7])
@pytest.mark.parametrize("broken", [BROKEN, '{0},"“We won\nthe vote {0}” Ann Lee said.\n'])
def test_an_unclosed_quotation_mark_swallows_no_row(tmp_path, at, broken):
    rows = [(broken if n == at else ROW).format(f"r{n}") for n in range(8)]
    (tmp_path / "t.csv").write_text("article_id,text\n" + "".join(rows))
    good, bad = rows_of(tmp_path / "t.csv")
    assert good == {f"r{n}": f"“We won r{n},” Ann Lee said." for n in range(8) if n != at}
    assert len(bad) == (broken.count("\n") if at == 7 else 1)
    assert f"row {at + 1}: a quotation mark is out of place" in bad[0]
    assert f"'r{at}'" in bad[0]


@pytest.mark.parametrize(
    ("content", "good", "bad"),
    [
        ("article_id,text\na,One.\nb,Two.,3\nc\n\nd,Four.\n", "ad", ["3 cells", "1 cells"]),
        ('article_id,text\na,"One ""x"", two."\nb,"Two\nlines."\n', "ab", []),
        ('article_id;text\na;One.\nb;"Two; 2."\n', "ab", []),
        ('article_id,text\na,One.\nb,Say "two".\n', "ab", []),
        ("\n \narticle_id|text\na|One, two.\n", "a", []),
        ("\ufeff\ufeffarticle_id, text\na,One.\n", "a", []),
        ('article_id,text\na1,"One.\na2,Two."\n', ["a2"], ["quotation mark"]),
        (
            'article_id,text\na1,"One.\na2,Two.\na3,Say ""x"" to it."\n',
            ["a2", "a3"],
            ["quotation mark"],
        ),
        ('article_id,text\n8,"One,\n3,000 and\n8, two."\n', "8", []),
        ('article_id,text\n8,"One.\n9,Two."\n', "9", ["quotation mark"]),
        ('article_id,text\n2,"One,\n3,000 came."\n', "2", []),
        ('article_id,text\na1,"One.\nG7, the group, met."\n', ["a1"], []),
        ('article_id,text\na1,"One.\nG7, or G8."\n', ["a1"], []),
        ('text,article_id\nCOVID-19,a1\n"COVID-19\nCOVID-20, too",a2\n', ["a1", "a2"], []),
        ('article_id,text\nMonday,"One.\nTuesday, two."\n', ["Monday"], []),
    ],
)
def test_rows_of_a_csv_are_counted(tmp_path, content, good, bad):
    (tmp_path / "t.csv").write_text(content)
    found, told = rows_of(tmp_path / "t.csv")
    assert list(found) == list(good)
    assert all(words in line for words, line in zip(bad, told, strict=True))


def test_two_columns_of_one_name_are_told(tmp_path):
    (tmp_path / "t.csv").write_text("text,text,x,x\nOne.,Two.,3,4\n")
    frame = pd.DataFrame([["One.", "Two."]], columns=["text", "text"])
    for source in (tmp_path / "t.csv", frame):
        with pytest.raises(InputError, match="two columns 'text'"):
            entries(source)
    (tmp_path / "t.csv").write_text("text,x,x\nOne.,3,4\n")
    assert [e.read().text for e in entries(tmp_path / "t.csv")] == ["One."]


def test_a_broken_row_costs_itself_only(tmp_path):
    lines = ['{"article_id": "a", "text": "One."}', '{"te', "[1]", '{"no": 1}', '{"text": "Two."}']
    (tmp_path / "t.jsonl").write_text("\n".join(lines))
    corpus = newslab.load(tmp_path / "t.jsonl")
    assert corpus.articles["text"].tolist() == ["One.", "Two."]
    assert [e.split(": ")[0][-5:] for e in corpus.failed["error"]] == ["row 2", "row 3", "row 4"]
    (tmp_path / "t.jsonl").write_text("{\n" * 30)
    with pytest.raises(InputError, match=r"row 1: cannot be read as JSON"):
        entries(tmp_path / "t.jsonl")


def test_what_is_missing_is_no_text_and_no_day(tmp_path):
    (tmp_path / "t.csv").write_text("text,published\nnan,\nOne.,NaT\n \u200b,\nTwo.,N/A\n")
    found = entries(tmp_path / "t.csv")
    assert [(e.read().text, e.read().published) for e in found] == [
        ("One.", pd.NaT), ("Two.", pd.NaT)
    ]  # fmt: skip
    frame = pd.DataFrame({"text": ["One.", 5, b"x", None, True, ["Two.", "Three."]]})
    assert [bool(e.error) for e in entries(frame)] == [False, True, True, True, False]


def test_files_that_never_end_or_are_none_cost_themselves_only(tmp_path, caplog):
    (tmp_path / "a.txt").write_text(QUOTE)
    os.mkfifo(tmp_path / "b.txt")
    (tmp_path / "c.txt").symlink_to("c.txt")
    (tmp_path / "d.txt").symlink_to("/dev/zero")
    (tmp_path / "e.txt").symlink_to(tmp_path)
    (tmp_path / "f.docx").write_bytes(b"PK")
    corpus = newslab.load(tmp_path)
    assert corpus.articles["article_id"].tolist() == ["a"]
    assert corpus.failed["article_id"].tolist() == ["b", "c", "d"]
    assert "f.docx: left out, it does not end in .txt" in caplog.text
    (tmp_path / "x").mkdir()
    (tmp_path / "f.docx").rename(tmp_path / "x" / "f.docx")
    with pytest.raises(InputError, match=r"no articles there; .*f\.docx: it does not end in"):
        entries(tmp_path / "x")


def test_rows_without_text_are_not_parsed(tmp_path, caplog):
    rows = [f'{{"article_id": "r{n}", "text": "{QUOTE if n == 700 else ""}"}}' for n in range(1001)]
    (tmp_path / "t.jsonl").write_text("\n".join(rows))
    told = []
    for _ in range(2):
        corpus = newslab.parse_corpus(
            tmp_path / "t.jsonl", tmp_path / "o", jobs=1, progress=lambda *what: told.append(what)
        )
    assert corpus.manifest["article_id"].tolist() == ["r700"]
    assert corpus.articles["article_id"].tolist() == ["r700"]
    assert told == [("r700", "ok")]
    assert caplog.text.count("t.jsonl, row 1: left out, it has no text (1,000 in all)") == 2
    assert len(list((tmp_path / "o" / "articles").iterdir())) == 1
    # A text that comes later is parsed, and the others are not asked again.
    rows[3] = rows[3].replace('""', f'"{QUOTE}"')
    (tmp_path / "t.jsonl").write_text("\n".join(rows))
    told.clear()
    assert len(newslab.parse_corpus(
        tmp_path / "t.jsonl", tmp_path / "o", jobs=1, progress=lambda *what: told.append(what)
    )) == 2  # fmt: skip
    assert told == [("r3", "ok")]


@pytest.mark.parametrize(
    "given",
    ["", None, 5, b"x", "a\0b", "\ud800", "Talks began. " * 40, ["x"], object(), Path("/nowhere")],
)
@pytest.mark.parametrize("call", [newslab.parse, newslab.read, newslab.load])
def test_what_is_no_source_is_told(given, call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NewslabError) as caught:
        call(given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("given", [{"text": None}, {"text": b"x"}, {"article_id": 5}, {"title": 5}])
def test_an_article_of_other_types_is_told(given):
    with pytest.raises(InputError, match="no text; give a str"):
        newslab.Article(**{"text": "Talks.", "article_id": "a"} | given)


def test_own_output_is_no_input(tmp_path, monkeypatch, caplog):
    monkeypatch.chdir(tmp_path)
    Path("raw").mkdir()
    for n in range(3):
        Path(f"raw/a{n}.txt").write_text(QUOTE)
    for _ in range(3):
        caplog.clear()
        corpus = newslab.parse_corpus(".", "data/processed", jobs=1)
        assert corpus.articles["article_id"].tolist() == ["a0", "a1", "a2"]
        assert corpus.failed.empty
        corpus.articles.to_csv("data/processed/articles.csv", index=False)
        newslab.timeline(corpus).to_csv("timeline.csv", index=False)
    assert caplog.text.count("newslab wrote it") == 1
    # So it is where articles and tables lie in one folder.
    for _ in range(2):
        assert len(newslab.parse_corpus("raw", "raw", jobs=1).manifest) == 3
    for own in ("data/processed", "timeline.csv", next(Path("raw").glob("*/*.parquet"))):
        with pytest.raises(InputError, match="newslab wrote"):
            newslab.parse_corpus(own, "other", jobs=1)
    assert not Path("other").exists()


def test_own_reports_are_no_input(tmp_path):
    pytest.importorskip("trafilatura")
    from markupsafe import Markup

    from newslab.present import document

    (tmp_path / "a.txt").write_text(QUOTE)
    (tmp_path / "reports").mkdir()
    about = {"article_id": "a", "title": None, "headline": "No", "published": None}
    about |= {"sha256": "0" * 64, "version": "0.1.0 rules 0 model"}
    shown = document.whole("Stance", Markup("<p>No.</p>"), about, {})
    (tmp_path / "reports" / "stance.html").write_text(str(shown))
    (tmp_path / "reports" / "status.json").write_text('{"article_id": "a", "notebooks": {}}')
    (tmp_path / "timeline.json").write_text('{"events": [{"start_date": {"year": 2025}}]}')
    assert [e.article_id for e in entries(tmp_path)] == ["a"]
    with pytest.raises(InputError, match="a report of newslab"):
        read(tmp_path / "reports" / "stance.html")


def fresh(monkeypatch, **environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def pipelines(tmp_path_factory):
    spacy = pytest.importorskip("spacy")
    folder = tmp_path_factory.mktemp("pipelines")
    for name in ("en", "de"):
        spacy.blank(name).to_disk(folder / name)
    return folder


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("en_core_web_lg", "cannot be loaded"), ("../x", "cannot be loaded"),
        ("newslab", "cannot be loaded"), ("en", "does not annotate TAG, POS, DEP, LEMMA"),
        ("de", "is for the language 'de', not for English"),
    ],
)  # fmt: skip
def test_a_pipeline_that_cannot_be_used_costs_nothing(
    tmp_path, monkeypatch, pipelines, model, message
):
    (tmp_path / "a.txt").write_text(QUOTE)
    out = tmp_path / "out"
    newslab.parse_corpus(tmp_path / "a.txt", out, jobs=1)
    before = {p: p.read_bytes() for p in out.rglob("*.parquet")}
    path = pipelines / model
    fresh(monkeypatch, NEWSLAB_MODEL=str(path) if path.exists() else model)
    for jobs in (1, 2):
        with pytest.raises(SettingError, match=message):
            newslab.parse_corpus(tmp_path / "a.txt", out, jobs=jobs)
    assert {p: p.read_bytes() for p in out.rglob("*.parquet")} == before
    with pytest.raises(SettingError):
        newslab.parse(newslab.Article(QUOTE, article_id="a"))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "lemma,pos\nx,verb\n",
        "lemma,pos,act,frames\nx,y,z,w\n",
        "lemma,pos,act,frames\ntoot,verb,assert deny,clause\n",
        b"\xff",
    ],
)
def test_a_list_of_cues_that_cannot_be_used_costs_nothing(tmp_path, monkeypatch, content):
    (tmp_path / "a.txt").write_text(QUOTE)
    cues = tmp_path / "cues.csv"
    cues.write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.setenv("NEWSLAB_CUES", str(cues))
    with pytest.raises((InputError, SettingError), match=r"cues\.csv"):
        newslab.parse_corpus(tmp_path / "a.txt", tmp_path / "out", jobs=1)
    assert not list(tmp_path.glob("out/[!.]*"))


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "article_id,table,key,column,value\na,x,,y,z\n"])
def test_a_list_of_corrections_that_cannot_be_used_is_told_in_one_line(tmp_path, content):
    (tmp_path / "a.txt").write_text(QUOTE)
    (tmp_path / "c.csv").write_text(content)
    setting = {"PYTHONPATH": str(ROOT), "NEWSLAB_CORRECTIONS": "c.csv"}
    for command in ("parse a.txt", "report a.txt", "timeline a.txt --out t.csv"):
        run = subprocess.run(
            [sys.executable, "-m", "newslab", *command.split()], cwd=tmp_path,
            env=os.environ | setting, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 2
        assert len(run.stderr.splitlines()) == 1
        assert "c.csv" in run.stderr
    assert not list(tmp_path.glob("data/processed/*/*"))


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_setting_is_none(monkeypatch, value):
    from newslab.syntax import language

    monkeypatch.setenv("NEWSLAB_MODEL", value)
    assert language.model_name() == language.MODEL


def test_notes_are_one_line_without_control_characters(tmp_path, caplog):
    path = tmp_path / "a\x1b[31m\n.txt"
    path.write_bytes(QUOTE.encode() + b"\xff")
    with caplog.at_level(logging.WARNING):
        formats.single(path, formats.shown(path))
    assert caplog.messages
    assert not any("\x1b" in m or "\n" in m for m in caplog.messages)


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "json", "parquet", "frame"])
def test_a_column_that_may_be_the_date_is_read_or_told(tmp_path, caplog, suffix):
    def days(column):
        caplog.clear()
        frame = pd.DataFrame({"story": ["Talks began."], column: ["2025-03-14"]})
        path = tmp_path / f"t.{suffix}"
        match suffix:
            case "csv":
                frame.to_csv(path, index=False)
            case "parquet":
                frame.to_parquet(path)
            case "jsonl" | "json":
                frame.to_json(path, orient="records", lines=suffix == "jsonl")
        source = frame if suffix == "frame" else path
        return [a.published for a in articles(source, names={"text": "story"})]

    for column in ("date", "publish_date", "publishedAt", "datePublished"):
        assert days(column) == [pd.Timestamp("2025-03-14")]
        assert not caplog.messages
    for column in ("day", "Date", "webPublicationDate", "created_at"):
        assert days(column) == [pd.NaT]
        assert len(caplog.messages) == 1
        assert caplog.messages[0].endswith(f"name it: --name published {column}")
    for column in ("candidate", "holiday", "updates"):
        assert days(column) == [pd.NaT]
        assert not caplog.messages


@pytest.mark.parametrize(
    ("order", "days"),
    [
        ("DMY", ["2025-04-03", "2025-03-14", None, "2025-03-05"]),
        ("MDY", ["2025-03-04", None, None, "2025-03-05"]),
        ("YMD", [None, None, "2025-03-04", "2025-03-05"]),
        (None, [None, None, None, "2025-03-05"]),
    ],
)
def test_figures_of_a_column_of_dates_are_read_in_the_order_that_is_given(order, days):
    written = ["03/04/2025", "Fri, 14.03.2025 10:30", "2025/3/4", "5 March 2025"]
    frame = pd.DataFrame({"text": "Ann Lee said no.", "date": written})
    found = [a.published for a in newslab.articles(frame, date_format=order)]
    assert [None if day is pd.NaT else f"{day:%Y-%m-%d}" for day in found] == days


def test_an_order_of_dates_that_is_none_is_told_before_the_first_article():
    with pytest.raises(ParameterError, match=r"'dd/mm' is no order of a day; use DMY, MDY, YMD"):
        newslab.load(pd.DataFrame({"text": ["Ann Lee said no."]}), date_format="dd/mm")


def test_the_one_record_of_a_json_file_has_its_columns_and_its_order_of_dates(tmp_path):
    record = {"story": "Ann Lee said no.", "day": "14/03/2025"}
    (tmp_path / "a.json").write_text(json.dumps(record))
    names = {"text": "story", "published": "day"}
    (found,) = newslab.articles(tmp_path, names=names, date_format="DMY")
    assert (found.text, f"{found.published:%Y-%m-%d}") == (record["story"], "2025-03-14")


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee named it.\n\nKeepers (3):\nHampton\n\nBacks (8):\nBronze\n\nOthers (5):\nHemp",
        "Google will no longer allow cookies that track people across the web, the company said.",
        "00:00:12 Anchor: Good evening.\n00:00:20 Lee: It works.\n00:00:31 Anchor: Good night.",
    ],
)
def test_lists_cookies_and_transcripts_are_articles(tmp_path, text):
    (tmp_path / "a.txt").write_text(text)
    assert read(tmp_path / "a.txt").text == text


@pytest.mark.parametrize("analysis", ["stance", "disputes", "sentiment", "timeline"])
def test_an_analysis_of_a_path_says_what_to_give(analysis):
    with pytest.raises(ParameterError, match=r"is no parsed article; give what newslab\.parse"):
        getattr(newslab, analysis)("a.txt")
