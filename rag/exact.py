"""The shortest exact answer inside a sentence, where the kind of question makes it safe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from index.words import stem
from rag.expressions import Expressions, Name, Span, expressions
from rag.features import holds, words_of
from rag.question import Question
from rag.quotations import quotations

_BREAK = re.compile(r"[,;:.!?()\d]")
_ROW_BEFORE = re.compile(r"(?:,|\band|\bor) $")
_OPENER = re.compile(
    r"(?:^|\n|[.!?][\"”’)]* )(?:\w+ly|meanwhile|however|later|also|instead|still|then|now|so|today|yesterday|moreover|"
    r"furthermore|besides|"
    r"(?:in|on|at|after|before|during|by|since|under|with) [^,;:]+), $",
    re.IGNORECASE,
)
"""How a sentence opens before what it speaks of: "Meanwhile, ", "In May, "."""
_ROW_BEHIND = re.compile(r"(?: \([^()]*\))?(?:,? (?:and|or) [\w\"“‘]|, (?=[A-Z\d]))")
OWNER = re.compile(r"['’]s\b")
"""What makes a name the owner of what follows."""
_WHO_IS = re.compile(r"who(?:['’]s| is| was| are| were)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:the|an?) $", re.IGNORECASE)
_SINGLE_OPENS = re.compile(r"(?<!\w)[‘'](?=\w)")
_SINGLE_CLOSES = re.compile(r"(?<=[\w.,!?…%])[’'](?!\w)")
_BRACKETS = {")": "(", "]": "["}
MOST_COMPLETED = 20
"""Words of an exact answer that is made longer to take in a quotation or brackets whole."""
NEAR = 4
"""How many words after a number the noun that it counts may stand."""


def shortest_answer(question: Question, sentence: str, before: str = "") -> tuple[int, int] | None:
    """Offsets in `sentence` of the one expression that answers; None when there is none or more than one.

    None too where neither the sentence nor the one before it has every name of the question.
    """
    found, places = expressions(sentence), (words_of(sentence), words_of(before))
    if not all(holds(term, *places) for term in question.terms if term.named):
        return None
    chosen: Span | None = None
    if question.kind in ("percent", "money", "duration"):
        exact = {"percent": found.percents, "money": found.money, "duration": found.durations}
        chosen = _only(question, exact[question.kind])
    elif question.kind == "number":
        chosen = _counted(question, sentence, found)
    elif question.kind == "date":
        chosen = _only(question, found.dates)
    elif question.kind == "person":
        people = [n for n in _whole_names(question, found) if n.person and not OWNER.match(sentence, n.end)]
        chosen = _only(question, _titled(question, found) or people)
    elif question.kind == "place":
        chosen = _only(question, [name for name in _whole_names(question, found) if name.placed and not name.person])
    elif question.kind == "statement" and found.speaking:
        chosen = _only(question, found.quotes)
    return None if chosen is None else (chosen.start, chosen.end)


def _only(question: Question, spans: Sequence[Span]) -> Span | None:
    fresh = [span for span in spans if not words_of(span.text).stems <= question.stems]
    return fresh[0] if len(fresh) == 1 else None


def _whole_names(question: Question, found: Expressions) -> list[Name]:
    return [name for name in found.names if not name.opening and words_of(name.text).stems.isdisjoint(question.stems)]


def _titled(question: Question, found: Expressions) -> list[Name]:
    """People whose names open with the office that is asked for: "Referee Ada Quill", asked who the referee was."""
    titled = []
    for name in found.names if _WHO_IS.match(question.text) else ():
        stems = [token.stem for token in takewhile(lambda token: not token.function, words_of(name.text).tokens)]
        if len(stems) > 1 and stems[0] in question.stems and question.stems.isdisjoint(stems[1:]):
            titled.append(name)
    return titled


def _counted(question: Question, sentence: str, found: Expressions) -> Span | None:
    """The number before the noun that the question counts, or else the sentence's only number."""
    fresh = [span for span in found.numbers if stem(span.text) not in question.stems]
    if not question.focus:
        return fresh[0] if len(fresh) == 1 else None
    near = [span for span in fresh if question.focus & counted_by(span.end, sentence)]
    return near[0] if len(near) == 1 else None


def counted_by(end: int, sentence: str) -> set[str]:
    """Stems of the words with meaning behind a number that ends at `end`, up to the next number or punctuation."""
    phrase = _BREAK.split(sentence[end : end + 80], maxsplit=1)[0]
    return {token.stem for token in words_of(phrase).tokens[:NEAR] if not token.function}


def with_article(sentence: str, start: int) -> int:
    """Where words begin that begin at `start`: "day of the vote" gets its "the"; names and figures stay as they are."""
    article = _ARTICLE.search(sentence[:start])
    return article.start() if article and sentence[start].islower() else start


def balanced(sentence: str, start: int, end: int) -> tuple[int, int] | None:
    """`sentence[start:end]`, so trimmed or completed that no quotation mark or bracket in it lacks its other half.

    None where the other half is too far away.
    """
    pairs = list(_marks(sentence))
    for _ in pairs:  # each round mends a pair at least
        for opens, closes in pairs:
            has = [mark is not None and start <= mark < end for mark in (opens, closes)]
            if has[0] == has[1]:
                continue
            mended = _completed(sentence, start, end, opens, closes) if has[0] else None
            mended = mended or (_begun_before(sentence, start, end, opens, closes) if has[1] else None)
            if mended is None:
                return None
            start, end = mended
    words = sentence[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    return (start, end) if any(map(str.isalnum, sentence[start:end])) else None


def _completed(sentence: str, start: int, end: int, opens: int | None, closes: int | None) -> tuple[int, int] | None:
    """The words with a pair that opens in them: up to where it closes, or else without an opening mark in front."""
    if closes is not None and not _wordy(sentence[end:closes]):
        return start, closes + 1
    if opens is not None and not _wordy(sentence[start:opens]):
        return opens + 1, end
    if closes is not None and len(sentence[start:closes].split()) <= MOST_COMPLETED:
        return start, closes + 1
    return None


def _begun_before(sentence: str, start: int, end: int, opens: int | None, closes: int | None) -> tuple[int, int] | None:
    """The words with a pair that closes in them: from where it opens, or else without a closing mark at the end."""
    if opens is not None and not _wordy(sentence[opens:start]):
        return opens, end
    if closes is not None and not _wordy(sentence[closes:end]):
        return start, closes
    if opens is not None and len(sentence[opens:end].split()) <= MOST_COMPLETED:
        return opens, end
    return None


def _wordy(words: str) -> bool:
    return any(map(str.isalnum, words))


def _marks(sentence: str) -> Iterator[tuple[int | None, int | None]]:
    """Where each pair of quotation marks or brackets opens and closes; None for a half that another sentence holds."""
    spans, going_on = quotations(sentence)
    for number, (start, end) in enumerate(spans, 1):
        yield start, None if going_on and number == len(spans) else end - 1
    closed = {end - 1 for _, end in spans}
    yield from ((None, at) for at, mark in enumerate(sentence) if mark == "”" and at not in closed)
    single: int | None = None
    brackets: list[int] = []
    for at, mark in enumerate(sentence):
        if single is None and _SINGLE_OPENS.match(sentence, at):
            single = at
        elif single is not None and _SINGLE_CLOSES.match(sentence, at):
            yield single, at
            single = None
        if mark in _BRACKETS.values():
            brackets.append(at)
        elif mark in _BRACKETS:
            fits = brackets and sentence[brackets[-1]] == _BRACKETS[mark]
            yield (brackets.pop() if fits else None), at
    yield from ((at, None) for at in brackets)
    if single is not None and sentence[single] == "‘":  # a straight one alone stands for letters, as in '90s
        yield single, None


def amid_others(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is one of several things in a row, of which others stand before or behind it."""
    before = text[:start]
    in_row = _ROW_BEFORE.search(before) is not None and _OPENER.search(before) is None
    return in_row or _ROW_BEHIND.match(text, end) is not None
