"""The tree of an HTML page, and all the text that it shows."""

from __future__ import annotations

import lxml.etree
import lxml.html

_SILENT = frozenset(
    {"script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select", "textarea"}
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby rt s samp small span"
    " strike strong sub sup time tt u var wbr".split()
)


def parse(page: str) -> lxml.html.HtmlElement | None:
    """The page's tree; None when nothing in it is markup or text."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        tree = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError:  # "Document is empty"
        return None
    return tree


def depth(tree: lxml.html.HtmlElement) -> int:
    """How deeply its elements are nested."""
    level = deepest = 0
    for event, _ in lxml.etree.iterwalk(tree, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest


def page_lines(tree: lxml.html.HtmlElement) -> list[str]:
    """All the text that the page shows, a block a line, in order; list items begin with a bullet."""
    lines: list[str] = []
    current: list[str] = []
    silent = 0

    def close() -> None:
        line = " ".join("".join(current).split())
        current.clear()
        if line:
            lines.append(line)

    for event, element in lxml.etree.iterwalk(tree, events=("start", "end", "comment")):
        if event == "comment" or not isinstance(element.tag, str):
            if not silent and element.tail:
                current.append(element.tail)
            continue
        block = element.tag not in _INLINE
        if event == "start":
            silent += element.tag in _SILENT
            if silent:
                continue
            if block:
                close()
            if element.tag == "li":
                current.append("• ")
            current.append(element.text or "")
        else:
            if block and not silent:
                if current == ["• ", ""]:
                    current.clear()
                close()
            silent -= element.tag in _SILENT
            if not silent:
                current.append(element.tail or "")
    close()
    return [line for line in lines if line != "•"]
