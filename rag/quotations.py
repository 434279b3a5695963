"""Where the quoted words of a text stand, and what remains for its writer."""

from __future__ import annotations

import re
from functools import lru_cache

from index.furniture import dateline_end

HIDDEN = "¤"
"""What stands for each character of quoted words."""
LONGEST = 2500
"""Characters of a quotation within a paragraph that is followed."""
_MARKS = re.compile(r"[“”„«»\"]|’’|''")
_SINGLE = re.compile(r"(?<!\w)‘(?=[^’]*\s)[^‘]*?’(?!\w)")


def quotations(text: str, inside: bool = False) -> tuple[list[tuple[int, int]], bool]:
    """Where the quoted words of a text stand, marks included, and whether a quotation is open at its end.

    A mark that closes need not be of the kind that opened: “so", as texts from the web have it. `inside` says that
    the text begins within a quotation.
    """
    found, opened = [], 0 if inside else None
    for mark in _MARKS.finditer(text):
        if opened is None and mark[0] not in ("”", "’’"):
            opened = mark.start()
        elif opened is not None and (mark[0] not in ("“", "„", "«") or _must_close(text, mark.start())):
            found.append((opened, mark.end()))
            opened = None
    if opened is not None:
        found.append((opened, len(text)))
    return found, opened is not None


def _must_close(text: str, at: int) -> bool:
    """Whether an opening mark stands where only a closing one can: behind a word, before a space."""
    return at > 0 and not text[at - 1].isspace() and text[at + 1 : at + 2].isspace()


def hide(text: str, inside: bool = False) -> str:
    """`text` with its quoted words, marks included, hidden; equally long."""
    parts, at = [], 0
    for start, end in quotations(text, inside)[0]:
        parts += [text[at:start], HIDDEN * (end - start)]
        at = end
    return _SINGLE.sub(lambda found: HIDDEN * len(found[0]), "".join([*parts, text[at:]]))


def own_words(sentence: str, inside: bool = False) -> str:
    """What its writer states in a sentence: quoted words hidden, a dateline in front of it blank; equally long."""
    behind = 0 if inside else dateline_end(sentence)
    return " " * behind + hide(sentence, inside)[behind:]


@lru_cache(maxsize=1024)
def within_quotation(text: str, at: int) -> bool:
    """Whether a quotation that began earlier in the paragraph is still open at `at`."""
    return quotations(text[max(text.rfind("\n", 0, at) + 1, at - LONGEST) : at])[1]
