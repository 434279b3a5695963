"""HTML: the article as trafilatura extracts it, with the facts that the page states about itself."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import trafilatura

from index.cleaning import judge
from index.documents import Document
from index.errors import LoadError
from index.loaders.files import NO_TEXT, check_words, decode_utf8, read_bytes
from index.loaders.page import depth, page_lines, parse
from index.metadata import full_date, stated_outlet, stated_published, title_of

_DECLARED = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_ARTICLE_TYPES = ("article", "newsarticle", "reportagenewsarticle", "blogposting", "report",
                  "analysisnewsarticle", "opinionnewsarticle", "liveblogposting", "backgroundnewsarticle",
                  "techarticle", "webpage")  # fmt: skip
_DATE_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.created", "dcterms.date", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
    "publish-date", "publish_date", "article.published", "article_date_original", "published_time",
    "cxenseparse:recs:publishtime", "citation_publication_date", "dcterms.issued", "dc.date.created",
)  # fmt: skip
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_MOST_LINKS = 0.3
"""Share of a list's characters in links from which it leads to other pages."""
_MAX_DEPTH = 400
"""Deeper pages are rendered, not extracted: the extractor's library recurses."""


def load_html(path: Path, document_id: str, source: str | None = None) -> Document:
    """The article of a page; where none can be told apart, all the page's text, judged line by line.

    Title, outlet and date come from the page's own metadata (meta tags, JSON-LD, a marked-up time). Raises
    LoadError.
    """
    page = _decode(path, read_bytes(path))
    tree = parse(page)
    if tree is None:
        raise LoadError(path, NO_TEXT)
    text = article_text(page, tree)
    check_words(path, text, NO_TEXT)
    title, outlet = _stated_names(tree)
    lines = judge(text, title)
    return Document(
        id=document_id,
        text=text,
        title=title or title_of(path.stem, text, lines),
        source=source or str(path),
        published=_stated_date(tree) or stated_published(text, lines),
        outlet=outlet or stated_outlet(text, lines),
        lines=lines,
    )


def _decode(path: Path, data: bytes) -> str:
    """A page may be in any encoding that it declares; else it is UTF-8. Raises LoadError."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(path, data, encoding)
    declared = _DECLARED.search(data[:4096])
    if declared is None or _is_utf8(data):  # browsers save pages as UTF-8 and leave an old declaration in place
        return decode_utf8(path, data)
    return _decode_as(path, data, declared.group(1).decode("ascii"))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_as(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise LoadError(path, f"it declares the unknown encoding {encoding}; save it as UTF-8.") from error
    except UnicodeDecodeError as error:
        raise LoadError(
            path, f"it declares {encoding}, but byte {error.start} is not {encoding}; save it as UTF-8."
        ) from error


def article_text(page: str, tree: lxml.html.HtmlElement) -> str:
    """The article's text, a paragraph a line; all the page's text when no article is found in it."""
    if depth(tree) <= _MAX_DEPTH:
        extracted = trafilatura.extract(page, include_comments=False)
        if extracted and extracted.strip():
            return "\n".join(_with_lost_lines(extracted.strip().split("\n"), tree))
    return "\n".join(page_lines(tree))


def _with_lost_lines(lines: list[str], tree: lxml.html.HtmlElement) -> list[str]:
    """The lines with the headings and lists between the article's paragraphs that the extractor left out.

    A heading returns where a paragraph or a list beside it follows; a list where an article's paragraph stands before
    it, unless much of it is links.
    """
    place = {_key(line): at for at, line in enumerate(lines)}
    before: dict[int, list[str]] = {}
    behind: dict[int, list[str]] = {}
    held = [element for element in tree.iter("p") if _key(element.text_content()) in place]
    for parent in dict.fromkeys(element.getparent() for element in held):
        last: int | None = None
        headings: list[str] = []
        for child in parent if parent is not None else ():
            found = place.get(_key(child.text_content())) if isinstance(child.tag, str) else None
            if found is not None:
                if headings and child.tag not in _HEADINGS:
                    before.setdefault(found, []).extend(headings)
                last, headings = found, []
            elif child.tag in _HEADINGS and last is not None:
                headings = [_words(child.text_content()) or ""]
            elif child.tag in ("ul", "ol") and last is not None and _link_share(child) < _MOST_LINKS:
                items = [f"- {_words(item.text_content())}" for item in child.iter("li") if _words(item.text_content())]
                if not any(_key(item) in place for item in items):
                    behind.setdefault(last, []).extend([*headings, *items])
                headings = []
    return [each for at, line in enumerate(lines) for each in (*before.get(at, ()), line, *behind.get(at, ())) if each]


def _key(text: str) -> str:
    """The words of a line, to be found in another form of the page."""
    return "".join(character for character in text if character.isalnum())


def _link_share(element: lxml.html.HtmlElement) -> float:
    """The share of an element's characters that stand in links."""
    linked = sum(len(_key(link.text_content())) for link in element.iter("a"))
    return linked / max(1, len(_key(element.text_content())))


def _stated_names(tree: lxml.html.HtmlElement) -> tuple[str | None, str | None]:
    """Title and outlet as the page's metadata gives them."""
    title = outlet = None
    for data in _linked_data(tree):
        if _is_article(data):
            title = title or _words(data.get("headline"))
            publisher = data.get("publisher")
            outlet = outlet or _words(publisher.get("name") if isinstance(publisher, dict) else None)
    metas = _metas(tree)
    title = _words(metas.get("og:title")) or title or _words(metas.get("twitter:title"))
    outlet = _words(metas.get("og:site_name")) or outlet or _words(metas.get("application-name"))
    if title is None:
        heads = [_words(head.text_content()) for head in tree.iter("h1")]
        title = heads[0] if len(set(heads)) == 1 else _words(tree.findtext(".//title"))
    return title, outlet


def _words(value: object) -> str | None:
    """The string on one line; None for anything else or nothing."""
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _metas(tree: lxml.html.HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and meta.get("content"):
            metas.setdefault(name.strip().lower(), meta.get("content"))
    return metas


def _linked_data(tree: lxml.html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects at the top of each script and of its @graph; not those of lists of other pages."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text_content().strip() or "null", strict=False)
        except (ValueError, RecursionError):
            continue  # many real pages hold broken JSON-LD; it then states nothing
        for entry in data if isinstance(data, list) else [data]:
            if isinstance(entry, dict):
                graph = entry.get("@graph")
                yield from (e for e in [entry, *(graph if isinstance(graph, list) else [])] if isinstance(e, dict))


def _is_article(data: dict[str, Any]) -> bool:
    kinds = data.get("@type")
    return any(str(kind).lower() in _ARTICLE_TYPES for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _stated_date(tree: lxml.html.HtmlElement) -> str | None:
    """The day of publication from JSON-LD, a meta tag, or the one <time> that is marked as such."""
    for data in _linked_data(tree):
        if _is_article(data) and (stated := full_date(str(data.get("datePublished") or ""))):
            return stated
    metas = _metas(tree)
    for name in _DATE_NAMES:
        if stated := full_date(metas.get(name, "")):
            return stated
    marked = tree.xpath("//*[@itemprop='datePublished' or @pubdate]")
    # A <time> in the header above the article is its own; those of lists of other articles have company.
    marked = marked or tree.xpath("//time[not(ancestor::aside or ancestor::nav or ancestor::footer or ancestor::li)]")
    stated_all = {full_date(e.get("datetime") or e.get("content") or e.text_content() or "") for e in marked}
    return stated_all.pop() if len(stated_all) == 1 else None
