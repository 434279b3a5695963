"""Files of every kind become documents, or one line that says why not."""

from __future__ import annotations

import errno
import json
import os
import socket
from pathlib import Path

import pytest

from index.documents import Document
from index.errors import LoadError
from index.loaders import MAX_BYTES, load, load_jsonl, supported

ARTICLE = (
    "The ferry company said on Monday that the night service between the two islands would end in October.",
    "Fewer than twenty people a night used it last winter, according to the company's own count.",
    "A single crossing costs 4 crowns today, and the council offered to pay half of the losses for one more year.",
)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(LoadError) as caught:
        load(path, path.name)
    assert "\n" not in str(caught.value)
    assert caught.value.path == path
    return caught.value.reason


def kept(document: Document) -> list[str]:
    return [document.text[line.start : line.end] for line in document.lines if line.kept]


# Plain text


def test_a_text_file_is_its_own_text(tmp_path: Path) -> None:
    """The mark at the start is dropped and Windows line breaks stay, so that offsets point into the file."""
    path = write(tmp_path, "ferry.txt", b"\xef\xbb\xbf" + "Die Fähre\r\n\r\nfährt nicht.\r\n".encode())
    document = load(path, "news/ferry.txt")
    assert document.text == "Die Fähre\r\n\r\nfährt nicht.\r\n"
    assert kept(document) == ["Die Fähre", "fährt nicht."]
    assert (document.id, document.title, document.source) == ("news/ferry.txt", "ferry", str(path))


def test_a_source_given_by_the_caller_is_kept(tmp_path: Path) -> None:
    """Who knows the page's address passes it, and it becomes the document's source."""
    path = write(tmp_path, "ferry.txt", ARTICLE[0])
    assert load(path, "ferry.txt", "https://example.org/ferry").source == "https://example.org/ferry"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("latin-1", "windows-1252"),
        ("cp1252", "windows-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
        ("utf-32", "UTF-32"),
    ],
)
def test_another_encoding_is_named_with_the_cure(tmp_path: Path, encoding: str, named: str) -> None:
    """A text that is not UTF-8 is refused, never mangled, with the command that converts it."""
    text = "Die Fähre fährt im Oktober zum letzten Mal über den Sund, sagte der Bürgermeister."
    reason = refusal(write(tmp_path, "ferry.txt", text.encode(encoding)))
    assert f"iconv -f {named} -t UTF-8 ferry.txt > utf8-ferry.txt" in reason


def test_text_in_another_script_is_not_called_binary(tmp_path: Path) -> None:
    """Cyrillic in its old Windows encoding is refused as an encoding, not as a picture."""
    text = "Паром перестанет ходить в октябре, сообщила компания в понедельник. Мэр города против."
    assert "iconv -f" in refusal(write(tmp_path, "ferry.txt", text.encode("cp1251")))


def test_broken_utf8_names_the_byte(tmp_path: Path) -> None:
    """In a text that is nearly UTF-8 the first broken byte is named with its line."""
    content = "Die Fähre fährt.\nGrüße über den Sund ".encode() + b"\xff" + " schöne".encode()
    position = content.index(b"\xff")
    assert refusal(write(tmp_path, "ferry.txt", content)) == (
        f"byte {position} (line 2) is broken UTF-8; repair or remove it."
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty."),
        (b"\xef\xbb\xbf", "it holds nothing but white space."),
        (b" \r\n\t\n", "it holds nothing but white space."),
        (b"... --- !!!", "it holds no words."),
        (
            b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
            "it is a PNG image, whatever its name says; convert it to text first.",
        ),
        (b"%PDF-1.7 text", "it is a PDF file, whatever its name says; convert it to text first."),
        (b"ferry\0ends", "it is binary, not text (a NUL at byte 5)."),
        (b"\x01\x02\x03ferry", "it is binary, not text (3 control characters)."),
    ],
    ids=["empty", "mark only", "blank", "no words", "picture", "PDF", "NUL", "control characters"],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_what_is_no_text_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    """Empty, blank and binary files of any extension get one line that says so."""
    found = refusal(write(tmp_path, name, content))
    assert found in (reason, "it shows no text.")


def test_random_bytes_are_called_binary(tmp_path: Path) -> None:
    """Bytes without any signature and without NUL are still told from text."""
    content = bytes((i * 7919 + i // 3) % 255 + 1 for i in range(4000))
    assert refusal(write(tmp_path, "a.txt", content)).startswith("it is binary, not text")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    """A file beyond the limit is refused by its size, before its bytes are read."""
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 80_000_000)
    assert refusal(path) == "100 MB is more than the 20 MB that one document may have; split it into several files."


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A path with nothing there, and a link to nothing, each get their own words."""
    assert refusal(tmp_path / "nowhere.txt") == "no such file."
    (tmp_path / "link.txt").symlink_to("nowhere.txt")
    assert refusal(tmp_path / "link.txt") == "it is a link to nothing."


def test_a_link_loop_is_refused(tmp_path: Path) -> None:
    """A link that leads to itself is refused and does not hang."""
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    assert "symbolic links" in refusal(tmp_path / "loop.txt")


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    """A folder, a pipe that nobody writes to, and a socket are refused at once."""
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    assert refusal(tmp_path / "folder.txt") == "it is a folder, not a file."
    assert refusal(tmp_path / "pipe.txt") == "it is a pipe, socket or device, not a regular file."
    with socket.socket(socket.AF_UNIX) as server:
        before = Path.cwd()
        os.chdir(tmp_path)  # a socket's path may have only about 100 characters
        try:
            server.bind("socket.txt")
        finally:
            os.chdir(before)
        assert refusal(tmp_path / "socket.txt") == "it is a pipe, socket or device, not a regular file."


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the user may not read is refused with the system's words."""
    path = write(tmp_path, "secret.txt", ARTICLE[0])

    def forbid(*_: object) -> None:  # a superuser running the tests may read everything
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", forbid)
    assert refusal(path) == "permission denied."


def test_an_unknown_extension_is_refused(tmp_path: Path) -> None:
    """The extensions that can be read are listed when another one is asked for."""
    assert ".txt" in refusal(write(tmp_path, "a.docx", b"ferry"))
    assert "many documents" in refusal(write(tmp_path, "a.jsonl", b"{}"))
    assert [supported(Path(name)) for name in ("a.TXT", "a.Md", "a.htm", "a.jsonl", "a.docx", "txt")] == [True] * 4 + [
        False
    ] * 2


# Markdown

MARKDOWN = f"""\
---
title: The night ferry ends
date: 2024-03-08
outlet: Island Messenger
---
<!-- draft -->

# The night ferry ends

![The ferry in the harbour](ferry.png)

{ARTICLE[0].replace("night service", "**night service**").replace(" between", chr(10) + "between")}

- [Home](/)
- [Sport](/sport)

## Costs

{ARTICLE[1].replace("the company's own count", "[the company's own count](https://example.org/count)")}

1. First boat
2. Last boat

| Year | Passengers |
|------|-----------:|
| 2022 | 9,400 |
"""


def test_markdown_reads_as_its_page_does(tmp_path: Path) -> None:
    """Marks, link targets and line breaks inside a paragraph are gone; lists and tables keep their words."""
    document = load(write(tmp_path, "ferry.md", MARKDOWN), "ferry.md")
    assert kept(document) == [
        "The night ferry ends", ARTICLE[0], "Costs", ARTICLE[1], "1. First boat", "2. Last boat",
        "Year | Passengers", "2022 | 9,400",
    ]  # fmt: skip
    assert (document.title, document.published, document.outlet) == (
        "The night ferry ends",
        "2024-03-08",
        "Island Messenger",
    )


def test_markdown_says_what_it_left_out(tmp_path: Path) -> None:
    """Front matter, pictures and lists of links stay in the text, left out with their reasons."""
    document = load(write(tmp_path, "ferry.md", MARKDOWN), "ferry.md")
    left_out = {document.text[line.start : line.end]: line.reason for line in document.lines if not line.kept}
    assert left_out["title: The night ferry ends"] == "front matter"
    assert left_out["The ferry in the harbour"] == "image"
    assert left_out["• Home"] == "link"


def test_broken_front_matter_states_nothing(tmp_path: Path) -> None:
    """Front matter that is no YAML loses its facts, not the document."""
    document = load(write(tmp_path, "ferry.md", f"---\ntitle: [a\n---\n{ARTICLE[0]}\n"), "ferry.md")
    assert (document.title, kept(document)) == ("ferry", [ARTICLE[0]])


def test_code_in_markdown_is_kept(tmp_path: Path) -> None:
    """The lines of a code block are words of the document."""
    document = load(write(tmp_path, "a.md", f"{ARTICLE[0]}\n\n```\nfares = 4\n```\n"), "a.md")
    assert "fares = 4" in kept(document)


# HTML

FURNITURE = "<nav><ul><li><a href=/>Home</a><li><a href=/s>Sport</a></ul></nav>"
TEASERS = (
    "<aside><h3>Related posts</h3><article><h4>School roof blown off in the storm</h4>"
    "<time datetime=2019-01-01>1 January 2019</time><p>Nobody was hurt when the roof of...</p></article></aside>"
)


def page(head: str = "", body: str = "") -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in ARTICLE)
    return (
        f"<!doctype html><html><head>{head}</head><body>{FURNITURE}<main><article><h1>The night ferry ends</h1>"
        f"{body}{paragraphs}</article></main>{TEASERS}<footer>Legal</footer></body></html>"
    )


@pytest.mark.parametrize(
    "imprint",
    [
        "**By Ada Quill, Field Station**\n**Published 14 March 2019**",
        "*For the Office of Ferries by Ada Quill (University of Norland)*\n*14 March 2019*",
        "*A summary. Ada Quill, Institute of Ferries, Port Norland. 14 March 2019.*",
    ],
)
def test_markdown_imprint_below_the_title_dates_it(tmp_path: Path, imprint: str) -> None:
    """Lines in bold or italics below the title, which are one paragraph in Markdown, say when it was published."""
    document = load(write(tmp_path, "a.md", f"# The state of the ferries\n\n{imprint}\n\n{ARTICLE[0]}\n"), "a.md")
    assert document.published == "2019-03-14"


def test_the_article_of_a_page_is_extracted(tmp_path: Path) -> None:
    """All paragraphs of the article are in the text, and the menu and the teasers are not answered from."""
    document = load(write(tmp_path, "ferry.html", page()), "ferry.html")
    assert [line for line in kept(document) if line in ARTICLE] == list(ARTICLE)
    assert not any("School roof" in line or "Sport" in line for line in kept(document))
    assert document.title == "The night ferry ends"


def test_headings_and_lists_amid_an_article_are_kept(tmp_path: Path) -> None:
    """What the extractor leaves out between an article's paragraphs is there; lists of links are not."""
    rules = ["Use the gangway on the left.", "Umbrellas are blocked; the purser lends hats."]
    lists = f"<h2>On board</h2><ul>{''.join(f'<li>{rule}</li>' for rule in rules)}</ul>"
    links = '<ul><li><a href="/a">School roof blown off</a></li><li><a href="/b">Sport results of May</a></li></ul>'
    paragraphs = "".join(f"<p>{line}</p>" for line in ARTICLE)
    text = (
        f"<html><head><title>The night ferry ends</title></head><body><h1>The night ferry ends</h1>{paragraphs}{links}"
        f"{lists}<p>{ARTICLE[0]} That was all that anybody knew about it.</p></body></html>"
    )
    lines = kept(load(write(tmp_path, "ferry.html", text), "ferry.html"))
    at = lines.index("On board")
    assert lines[at + 1 : at + 3] == [f"- {rule}" for rule in rules]
    assert not any("School roof" in line for line in lines)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2024-03-08T09:30:00Z">', ""),
        ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-03-08"}</script>', ""),
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"Article","datePublished":"2024-03-08"}]}</script>',
            "",
        ),
        ("", '<time datetime="2024-03-08" itemprop="datePublished">Friday</time>'),
    ],
    ids=["meta tag", "linked data", "linked data in a graph", "marked time"],
)
def test_a_page_states_its_date(tmp_path: Path, head: str, body: str) -> None:
    """The date comes from what the page marks as its date of publication."""
    assert load(write(tmp_path, "a.html", page(head, body)), "a.html").published == "2024-03-08"


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<script type="application/ld+json">{"@type":"ItemList","datePublished":"2024-03-08"}</script>',
        '<script type="application/ld+json">{broken</script>',
        '<meta name="date" content="March">',
        '<meta property="article:modified_time" content="2024-03-08">',
    ],
    ids=["nothing", "a list", "broken", "half a date", "changed later"],
)
def test_a_page_without_a_date_gets_none(tmp_path: Path, head: str) -> None:
    """Neither a teaser's date nor that of a change or of a list is taken for the article's."""
    assert load(write(tmp_path, "a.html", page(head)), "a.html").published is None


def test_a_page_states_its_outlet(tmp_path: Path) -> None:
    """The site's name is taken from its own metadata."""
    head = '<meta property="og:site_name" content="Island Messenger"><meta property="og:title" content="Ferry ends">'
    document = load(write(tmp_path, "a.html", page(head)), "a.html")
    assert (document.outlet, document.title) == ("Island Messenger", "Ferry ends")


def test_a_page_in_a_declared_encoding_is_read(tmp_path: Path) -> None:
    """What a page declares of its encoding is believed, if its bytes agree."""
    text = f'<meta charset="iso-8859-1"><p>{ARTICLE[0]}</p><p>Die Fähre fährt nicht.</p>'
    assert "Die Fähre fährt nicht." in load(write(tmp_path, "a.html", text.encode("latin-1")), "a.html").text
    assert "Die Fähre fährt nicht." in load(write(tmp_path, "b.html", text.encode("utf-16")), "b.html").text
    assert "Die Fähre fährt nicht." in load(write(tmp_path, "c.html", text), "c.html").text


def test_a_page_in_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    """A declared encoding that does not exist, or none where UTF-8 does not fit, is one line of refusal."""
    words = "<p>Die Fähre fährt nicht.</p>".encode("latin-1")
    assert "unknown encoding klingon" in refusal(write(tmp_path, "a.html", b'<meta charset="klingon">' + words))
    assert "iconv -f windows-1252" in refusal(write(tmp_path, "b.html", words))


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    """A page of scripts shows nothing to answer from."""
    assert refusal(write(tmp_path, "a.html", "<script>ferry()</script>")) == "it shows no text."


def test_a_page_nested_beyond_reason_does_not_crash(tmp_path: Path) -> None:
    """A hundred thousand nested elements end in a document or a refusal, not in a crash."""
    path = write(tmp_path, "a.html", f"<p>{ARTICLE[0]}</p>" + "<div>" * 100_000 + "deep")
    try:
        outcome = load(path, "a.html").text
    except LoadError as error:
        outcome = error.reason
    assert outcome == "it shows no text." or ARTICLE[0] in outcome


# A corpus in one file


def corpus(folder: Path, *entries: object) -> Path:
    lines = [entry if isinstance(entry, bytes) else json.dumps(entry).encode() for entry in entries]
    return write(folder, "corpus.jsonl", b"\n".join(lines) + b"\n")


def test_a_corpus_is_read_line_by_line(tmp_path: Path) -> None:
    """Each line becomes a document with its own id, title, text and metadata."""
    path = corpus(
        tmp_path,
        {"_id": "d1", "title": "Ferry ends", "text": "The ferry\r\nends.", "metadata": {
            "published": "2024-03-08T10:00:00Z", "source": "Island Messenger", "url": "https://example.org/1"}},
        {"_id": 2, "text": ARTICLE[0], "metadata": {"published": "2024"}},
    )  # fmt: skip
    first, second = load_jsonl(path)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.id, first.title, first.text) == ("d1", "Ferry ends", "The ferry\r\nends.")
    assert (first.published, first.outlet, first.source) == ("2024-03-08", "Island Messenger", "https://example.org/1")
    assert (second.id, second.title, second.published, second.source) == ("2", "2", None, str(path))
    assert kept(second) == [ARTICLE[0]]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            b"{broken",
            "line 2: not JSON (Expecting property name enclosed in double quotes, column 2); "
            "expected one object a line.",
        ),
        (b"[]", "line 2: not a JSON object with _id and text."),
        (b'{"text": "a"}', "line 2: no _id (a string that is not blank)."),
        (b'{"_id": "b"}', "line 2: 'b' has no text."),
        (b'{"_id": "b", "text": 5}', "line 2: text is not a string."),
        (b'{"_id": "b", "text": "a", "metadata": []}', None),
        (b'{"_id": "b", "text": "a", "metadata": [1]}', "line 2: metadata is not an object."),
        (b'{"_id": "a", "text": "again"}', "line 2: the _id 'a' is already that of line 1."),
        (b'{"_id": "b", "text": "\\ud800"}', "line 2: text holds half of a surrogate pair at character 0."),
        (b'{"_id": "b", "text": "\xe9"}', "line 2: byte 22 of the line is not UTF-8; convert the file to UTF-8."),
        (b"[" * 100_000, "line 2: nested too deeply; expected one flat object a line."),
    ],
    ids=[
        "JSON",
        "object",
        "id",
        "no text",
        "type",
        "empty metadata",
        "metadata",
        "twice",
        "surrogate",
        "encoding",
        "nested",
    ],
)
def test_a_bad_line_is_not_the_end(tmp_path: Path, line: bytes, reason: str | None) -> None:
    """A line that is no document is reported by its number, and the lines after it are read."""
    path = corpus(tmp_path, {"_id": "a", "text": "one"}, line, {"_id": "z", "text": "three"})
    first, second, third = load_jsonl(path)
    assert isinstance(first, Document)
    assert isinstance(third, Document)
    assert (first.id, third.id) == ("a", "z")
    assert (second.reason if isinstance(second, LoadError) else None) == reason


def test_a_line_beyond_the_limit_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is longer than one document may be is reported, and the next one is read."""
    monkeypatch.setattr("index.loaders.jsonl.MAX_BYTES", 100)
    path = corpus(tmp_path, {"_id": "a", "text": "long " * 200}, {"_id": "b", "text": "short"})
    first, second = load_jsonl(path)
    assert isinstance(first, LoadError)
    assert "line 1: longer than" in first.reason
    assert isinstance(second, Document)
    assert second.id == "b"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "the file is empty."), ('{"_id": "a"}'.encode("utf-16"), "UTF-16"), (b"\x1f\x8b\x08zip", "a gzip file")],
    ids=["empty", "UTF-16", "compressed"],
)
def test_a_corpus_that_is_none_is_refused_at_once(tmp_path: Path, content: bytes, reason: str) -> None:
    """A file that cannot be a corpus is one error, not one a line."""
    with pytest.raises(LoadError, match=reason):
        load_jsonl(write(tmp_path, "corpus.jsonl", content))
