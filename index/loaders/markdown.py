"""Markdown: the document's text is what a reader of the page sees, without the marks.

The source text could have been kept, with offsets into the file. It is not, because quotes are shown to people
and compared with other text: link targets, emphasis marks and paragraphs broken at column 80 would stand in
every quote and between every two words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.cleaning import judge
from index.documents import Document
from index.loaders.files import NO_TEXT, check_words, decode_utf8, read_bytes
from index.loaders.page import page_lines, parse
from index.metadata import full_date, stated_outlet, stated_published, title_of

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_LONGEST_BLOCK = 20_000
"""Characters of a paragraph; links and emphasis are not looked for in a longer one, which takes quadratic time."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the text; `furniture` says why it is no article, where the format shows that."""

    text: str
    furniture: str | None = None


_BLANK = _Row("")


def load_markdown(path: Path, document_id: str, source: str | None = None) -> Document:
    """The text of a Markdown file; front matter states title, date and outlet. Raises LoadError."""
    raw = decode_utf8(path, read_bytes(path))
    check_words(path, raw)
    matter = _FRONT_MATTER.match(raw)
    facts = _facts(matter.group(1)) if matter else {}
    head = [_Row(line, "front matter") for line in matter.group().splitlines()] if matter else []
    tokens = _tokens(raw[matter.end() :] if matter else raw)
    body = list(_rows(tokens))
    check_words(path, "\n".join(row.text for row in body), NO_TEXT)
    title = _fact(facts, "title") or _only_heading(tokens)

    text = "\n".join(row.text for row in [*head, *body]).rstrip("\n")
    marked, offset = {}, 0
    for row in [*head, *body]:
        if row.furniture is not None:
            marked[offset] = row.furniture
        offset += len(row.text) + 1
    lines = judge(text, title, marked)
    return Document(
        id=document_id,
        text=text,
        title=title or title_of(path.stem, text, lines),
        source=source or str(path),
        published=full_date(_fact(facts, "date", "published") or "") or stated_published(text, lines),
        outlet=_fact(facts, "outlet", "publisher", "site") or stated_outlet(text, lines),
        lines=lines,
    )


def _facts(front_matter: str) -> dict[str, Any]:
    try:
        parsed = yaml.safe_load(front_matter)
    except (yaml.YAMLError, ValueError, RecursionError):  # it then states nothing; its lines are shown, left out
        return {}
    return {str(key).lower(): value for key, value in parsed.items()} if isinstance(parsed, dict) else {}


def _fact(facts: dict[str, Any], *names: str) -> str | None:
    for name in names:
        value = facts.get(name)
        if value is not None and str(value).strip() and not isinstance(value, (list, dict)):
            return str(value).strip()
    return None


def _tokens(source: str) -> list[Token]:
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
    if any(len(block) > _LONGEST_BLOCK for block in re.split(r"\n\s*\n", source)):
        parser.disable(["link", "image", "emphasis"])
    return parser.parse(source)


def _only_heading(tokens: Sequence[Token]) -> str | None:
    """The text of the one first-level heading; None where there is none or where there are several."""
    headings = [
        _words(tokens[i + 1]) for i, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"
    ]
    return " ".join(headings[0].split()) or None if len(headings) == 1 else None


def _rows(tokens: Sequence[Token]) -> Iterator[_Row]:
    """The lines that a reader sees, blocks parted by blank ones."""
    bullet = ""
    cells: list[str] = []
    for position, token in enumerate(tokens):
        opener = tokens[position - 1].type
        if token.type == "inline" and opener in ("th_open", "td_open"):
            cells.append(" ".join(_words(token).split()))
        elif token.type == "inline":
            for line in _words(token).splitlines():
                yield _Row(bullet + line.strip(), _kind(token, bool(bullet)))
                bullet = ""
        elif token.type == "tr_close":
            yield _Row(" | ".join(cells))
            cells.clear()
        elif token.type == "list_item_open":
            bullet = f"{token.info}{token.markup} " if token.markup in (".", ")") else "• "
        elif token.type in ("fence", "code_block"):
            yield from map(_Row, token.content.splitlines())
            yield _BLANK
        elif token.type == "html_block":
            yield from map(_Row, _shown(token.content))
            yield _BLANK
        elif (
            token.type.endswith("_list_close")
            or token.type in ("table_close", "heading_close")
            or (token.type == "paragraph_close" and not token.hidden)
        ):
            yield _BLANK


def _shown(markup: str) -> list[str]:
    """What a browser shows of a block of HTML; nothing for comments and scripts."""
    tree = parse(markup)
    return [] if tree is None else page_lines(tree)


def _words(inline: Token) -> str:
    """The words of a paragraph: no emphasis marks, no link targets; of an image its description."""
    words = []
    for child in inline.children or ():
        if child.type in ("text", "code_inline", "image"):
            words.append(child.content)
        elif child.type == "softbreak":
            words.append(" ")
        elif child.type == "hardbreak":
            words.append("\n")
    return "".join(words)


def _kind(inline: Token, listed: bool) -> str | None:
    """Why the paragraph is furniture: nothing but images, or a list item that is nothing but a link."""
    outside = [c for c in inline.children or () if c.type not in ("image", "softbreak", "hardbreak", "html_inline")]
    depth = 0
    loose = links = 0
    for child in outside:
        depth += child.nesting if child.type in ("link_open", "link_close") else 0
        links += child.type == "link_open"
        loose += depth == 0 and child.type != "link_close" and bool(child.content.strip(" |·•-"))
    if loose:
        return None
    if not links:
        return "image"
    return "link" if listed or links > 1 else None
