"""A follow-up becomes a question that can be searched: it borrows the words it leaves out.

The simple form: a question that leans on what was said before takes the content words of the question
before it, and the names of the answer's first quote, in brackets behind itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.lexical import WORD, content_words, fold
from index.words import FUNCTION_WORDS
from rag.answer import Turn

POINTERS = frozenset("he she it they him her them his hers its their theirs that this those these there then".split())
"""Words that stand for something said before."""
OPENINGS = re.compile(
    r"\s*(and|but|so|or|also|what about|how about|what else|who else|anything else|why|when|where|how)\b", re.I
)
FEWEST_WORDS = 2
"""A question with fewer content words leaves something out."""
MOST_BORROWED = 12
_QUOTE = re.compile(r"“(.+?)”\s*\[1\]", re.S)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it can be searched alone; unchanged where it does not lean on the conversation."""
    if not history or not leans(question):
        return question
    previous = history[-1]
    own = {fold(word) for word in WORD.findall(question)}
    quote = _QUOTE.search(previous.answer)
    borrowed = [*content_words(previous.question), *(_names(quote.group(1)) if quote else [])]
    words = dict.fromkeys(word for word in borrowed if fold(word) not in own)
    chosen = list(words)[:MOST_BORROWED]
    return f"{question.strip()} ({' '.join(chosen)})" if chosen else question


def leans(question: str) -> bool:
    """Whether a question points at something said before or leaves it out."""
    words = [fold(word) for word in WORD.findall(question)]
    content = [word for word in words if word not in FUNCTION_WORDS and word not in POINTERS]
    names = _names(question)
    if any(word in POINTERS for word in words):
        return not names or words[-1] in POINTERS
    return len(content) < FEWEST_WORDS or (
        bool(OPENINGS.match(question)) and len(content) <= FEWEST_WORDS and not names
    )


def _names(text: str) -> list[str]:
    """Words with a capital that do not open the text."""
    found = [match.group() for match in WORD.finditer(text) if match.start() and match.group()[0].isupper()]
    return [word for word in found if fold(word) not in FUNCTION_WORDS]
