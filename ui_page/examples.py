"""Example questions, drawn from the documents by who speaks in them."""

from __future__ import annotations

import re
from collections import Counter

from index.documents import Document

_ASKS = {
    "said": "What did {} say?",
    "told": "What did {} say?",
    "announced": "What did {} announce?",
    "warned": "What did {} warn about?",
    "confirmed": "What did {} confirm?",
    "proposed": "What did {} propose?",
    "promised": "What did {} promise?",
    "rejected": "What did {} reject?",
}
_SPEAKS = re.compile(rf"((?:[A-Z][\w’'-]+ ){{1,3}})(?:also )?({'|'.join(_ASKS)})\b")
_NOT_NAMES = re.compile(r"(?:A|An|And|As|But|He|However|In|It|Later|On|She|That|The|They|This|We|When|While|Who)")

OUTSIDE = "At what temperature does mercury boil?"
"""Shows what a refusal looks like, in nearly every corpus."""


def examples_for(documents: list[Document], most: int = 3) -> list[str]:
    """Up to `most` questions that these documents speak to, and one that they likely do not."""
    spoken: Counter[tuple[str, str]] = Counter()
    for document in documents:
        kept = [document.text[line.start : line.end] for line in document.lines if line.kept]
        for name, verb in _SPEAKS.findall("\n".join(kept) if document.lines else document.text):
            words = name.split()
            while words and _NOT_NAMES.fullmatch(words[0]):
                words.pop(0)
            if words:
                spoken[(" ".join(words), _ASKS[verb])] += 1
    chosen: dict[str, str] = {}
    asked: Counter[str] = Counter()
    for (name, ask), _ in sorted(spoken.items(), key=lambda item: (-item[1], item[0])):
        surname = name.split()[-1]
        if surname not in chosen and (asked[ask] == 0 or len(chosen) < most - 1):
            chosen[surname] = ask.format(name)
            asked[ask] += 1
    return [*list(chosen.values())[:most], OUTSIDE] if documents else []
