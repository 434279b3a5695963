"""Articles and conversations that were written for training, with the questions on them.

`training/written/` has plain text. In the files of articles each article begins with its headline:

    # Headline
    Text ...
    ---
    p | question | answer as it stands in the text
    l | question | first answer || second answer
    x | question | words that a careless reader would give

Where an answer stands more than once, "@@" and words of its sentence tell which is meant. Kinds: see KINDS.
`conversations.txt` has turns, each follow-up with the question that stands by itself ("=": as it is):

    = subject
    U: question
    A: answer
    U: follow-up => standalone question
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("written")
CONVERSATIONS = "conversations.txt"
KINDS = {
    "d": "direct",
    "p": "in other words than the text's",
    "k": "key words",
    "w": "why, how, what somebody said: a clause",
    "y": "yes or no, and it is so",
    "n": "yes or no, and the text says otherwise",
    "l": "several answers",
    "u": "what the text says is not known",
    "x": "near miss: the text does not say it",
    "f": "false premise",
}
UNANSWERABLE = frozenset("xf")
_ENDS = (". ", "! ", "? ", "\n")


@dataclass(frozen=True, slots=True)
class Written:
    """A question on an article."""

    kind: str
    question: str
    places: tuple[tuple[int, int], ...]
    """Character offsets of the answers in the article's text; of a question without answer, of what tempts."""

    @property
    def answerable(self) -> bool:
        """Whether the article answers it."""
        return self.kind not in UNANSWERABLE


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its questions."""

    headline: str
    text: str
    questions: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: (question, standalone question, answer or "") of each turn, in order."""

    subject: str
    turns: tuple[tuple[str, str, str], ...]


def articles(folder: Path = FOLDER) -> Iterator[Article]:
    """All articles; raises ValueError that names the file and the line that cannot be read."""
    for path in sorted(folder.glob("*.txt")):
        if path.name != CONVERSATIONS:
            for part in re.split(r"^(?=# )", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
                if part.strip():
                    yield _article(part, path.name)


def _article(part: str, name: str) -> Article:
    told, mark, asked = part.partition("\n---\n")
    headline, _, text = told.partition("\n")
    if not mark:
        raise ValueError(f"{name}: no line --- in the article {headline!r}")
    text = text.strip("\n")
    questions = []
    for line in filter(str.strip, asked.splitlines()):
        parts = [field.strip() for field in line.split(" | ")]
        if len(parts) != 3 or parts[0] not in KINDS:
            raise ValueError(f"{name}: not 'kind | question | answer': {line!r}")
        try:
            places = tuple(_place(text, answer) for answer in parts[2].split("||"))
        except ValueError as error:
            raise ValueError(f"{name}: {error}: {line!r}") from None
        questions.append(Written(parts[0], parts[1], places))
    return Article(headline.removeprefix("# ").strip(), text, tuple(questions))


def _place(text: str, answer: str) -> tuple[int, int]:
    """Where an answer stands; raises ValueError unless that is one place."""
    words, _, near = (part.strip() for part in answer.partition("@@"))
    found = [match.start() for match in re.finditer(re.escape(words), text)] if words else []
    if near:
        at = text.find(near)
        start = max(text.rfind(mark, 0, at) for mark in _ENDS)
        end = min([place for mark in _ENDS if (place := text.find(mark, at + len(near))) >= 0], default=len(text))
        found = [place for place in found if start <= place <= end] if at >= 0 else []
    if len(found) != 1:
        raise ValueError(f"the answer stands at {len(found)} places")
    return found[0], found[0] + len(words)


def talks(folder: Path = FOLDER) -> Iterator[Talk]:
    """All conversations; raises ValueError that names a line that cannot be read."""
    path = folder / CONVERSATIONS
    for part in re.split(r"^(?== )", path.read_text(encoding="utf-8"), flags=re.MULTILINE) if path.exists() else []:
        subject, *lines = part.strip().splitlines() or [""]
        turns: list[tuple[str, str, str]] = []
        for line in filter(str.strip, lines):
            mark, _, said = line.partition(": ")
            if mark == "U":
                question, _, alone = (each.strip() for each in said.partition(" => "))
                turns.append((question, question if alone in ("", "=") else alone, ""))
            elif mark == "A" and turns:
                turns[-1] = (*turns[-1][:2], said.strip())
            else:
                raise ValueError(f"{path.name}: neither 'U: ' nor 'A: ': {line!r}")
        if turns:
            yield Talk(subject.removeprefix("= "), tuple(turns))
