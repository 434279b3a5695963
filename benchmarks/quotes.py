"""The quote finder over a corpus of real articles: pasted sentences, exact, altered, and of articles not indexed.

    python -m benchmarks.quotes --corpus FILE.jsonl.gz

The file holds one JSON object a line with `id`, `title` and `text`. Nothing of it is kept. The last line of the
output is one JSON document.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.sentences import sentences
from rag import Answer, Assistant, Settings
from rag.alignment import words

WORDS = (8, 40)
"""Of a sentence that is pasted."""
ADDED = "reportedly sometimes openly quietly again today nearly perhaps".split()
"""Invented additions."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A sentence as it is pasted, and where it stands."""

    text: str
    kind: str
    document_id: str = ""
    start: int = 0
    end: int = 0


def main() -> None:
    """Measure, print a table, then JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--sentences", type=int, default=300)
    parser.add_argument("--seed", type=int, default=5)
    asked = parser.parse_args()
    dice = random.Random(asked.seed)
    with gzip.open(asked.corpus, "rt", encoding="utf-8") as lines:
        articles = [article for article in map(json.loads, lines) if len(article["text"]) > 600]
    dice.shuffle(articles)
    indexed, others = articles[: asked.articles], articles[asked.articles : 4 * asked.articles]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "corpus.jsonl")
        path.write_text(
            "".join(json.dumps({"_id": a["id"], "title": a["title"], "text": a["text"]}) + "\n" for a in indexed)
        )
        with Assistant.open(Settings(home=Path(folder, "home"), corpus=None)) as assistant:
            assistant.sync(path)
            result = measure(assistant, others, asked.sentences, dice)
    for kind, scores in result.items():
        print(kind, scores)
    print(json.dumps(result))


def measure(assistant: Assistant, others: list[dict[str, str]], count: int, dice: random.Random) -> dict[str, object]:
    """Scores by kind of sentence."""
    held = list(kept_sentences(assistant))
    exact = dice.sample(held, min(count, len(held)))
    altered = [alter(each, dice) for each in dice.sample(held, min(count, len(held)))]
    texts = [plain(assistant.document(document.id).text) for document in assistant.documents()]
    strangers = [
        Pasted(article["text"][start:end], "stranger")
        for article in others
        for start, end in sentences(article["text"])
        if is_prose(article["text"][start:end]) and not any(plain(article["text"][start:end]) in text for text in texts)
    ]
    absent = dice.sample(strangers, min(count, len(strangers)))
    return {
        "exact": scores(assistant, exact, "This stands word for word"),
        "altered": scores(assistant, altered, ""),
        **{
            f"altered: {kind}": scores(assistant, [a for a in altered if a.kind == kind], "")
            for kind in sorted({a.kind for a in altered})
        },
        "not indexed": absences(assistant, absent),
    }


def kept_sentences(assistant: Assistant) -> Iterator[Pasted]:
    """Every whole sentence that can be cited."""
    for summary in assistant.documents():
        text = assistant.document(summary.id).text
        spans = {span for passage in assistant.index.catalog.passages_of(summary.id) for span in passage.sentences}
        for start, end in sorted(spans):
            if is_prose(text[start:end]):
                yield Pasted(text[start:end], "exact", summary.id, start, end)


def is_prose(text: str) -> bool:
    """Whether a person would paste it as a sentence; no question, which is asked and not looked up."""
    return WORDS[0] <= len(words(text)) <= WORDS[1] and text[0].isupper() and text[-1] == "."


def plain(text: str) -> str:
    """The words of a text as they are compared."""
    return " ".join(word.plain for word in words(text))


def alter(given: Pasted, dice: random.Random) -> Pasted:
    """The sentence with one or two typing errors, or with one to three words changed."""
    kind = dice.choice(["slips", "words left out", "words added", "words swapped", "number", "negation"])
    parts = given.text.split(" ")
    if kind == "number" and not re.search(r"\d", given.text):
        kind = "slips"
    if kind == "slips":
        for place in dice.sample([i for i, p in enumerate(parts) if len(p) > 5 and p.isalpha()] or [0], k=1):
            parts[place] = slip(parts[place], dice)
    elif kind == "words left out":
        for _ in range(dice.randint(1, 3)):
            parts.pop(dice.randrange(1, len(parts) - 1))
    elif kind == "words added":
        for _ in range(dice.randint(1, 3)):
            parts.insert(dice.randrange(1, len(parts)), dice.choice(ADDED))
    elif kind == "words swapped":
        place = dice.randrange(1, len(parts) - 2)
        parts[place : place + 2] = [parts[place + 1], parts[place]]
    elif kind == "number":
        return Pasted(
            re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), given.text, count=1),
            kind,
            given.document_id,
            given.start,
            given.end,
        )
    else:
        parts.insert(dice.randrange(2, len(parts)), "not")
    return Pasted(" ".join(parts), kind, given.document_id, given.start, given.end)


def slip(word: str, dice: random.Random) -> str:
    """The word with two letters swapped, one left out or one doubled."""
    place = dice.randrange(1, len(word) - 1)
    return dice.choice(
        [
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
        ]
    )


def scores(assistant: Assistant, given: list[Pasted], head: str) -> dict[str, object]:
    """Shares: found at all, in the right article, at the right offsets (at least 90 % in common), right in words."""
    found, article, offsets, said, confirmed, times = [], [], [], [], [], []
    for each in given:
        started = time.perf_counter()
        answer = assistant.ask(each.text)
        times.append((time.perf_counter() - started) * 1000)
        mine = [c for c in answer.citations if c.document_id == each.document_id]
        found.append(is_found(answer))
        article.append(is_found(answer) and bool(mine))
        offsets.append(is_found(answer) and any(_common(c.start, c.end, each) >= 0.9 for c in mine))
        said.append(answer.text.startswith(head))
        confirmed.append(answer.text.startswith("This stands word for word"))
        assert not answer.verify(), answer.verify()
    return {
        "n": len(given),
        "found": round(float(np.mean(found)), 3),
        "right article": round(float(np.mean(article)), 3),
        "right offsets": round(float(np.mean(offsets)), 3),
        "called word for word": round(float(np.mean(confirmed)), 3),
        "ms p50": round(float(np.percentile(times, 50)), 1),
        "ms p95": round(float(np.percentile(times, 95)), 1),
    }


def is_found(answer: Answer) -> bool:
    """Whether the quote finder answered with a place."""
    return answer.kind == "answer" and answer.text.startswith(
        ("This stands", "The documents do not say this", "These words")
    )


def _common(start: int, end: int, each: Pasted) -> float:
    return (min(end, each.end) - max(start, each.start)) / (max(end, each.end) - min(start, each.start))


def absences(assistant: Assistant, given: list[Pasted]) -> dict[str, object]:
    """What is said to sentences that stand nowhere."""
    said = Counter(_first_words(assistant.ask(each.text)) for each in given)
    return {
        "n": len(given),
        "refused": round(said["refused"] / max(1, len(given)), 3),
        "said": dict(said.most_common()),
    }


def _first_words(answer: Answer) -> str:
    if answer.abstained and answer.text.startswith("This sentence stands in none"):
        return "refused"
    return answer.text.split(":")[0][:60] if is_found(answer) else f"no quote: {answer.kind}"


if __name__ == "__main__":
    main()
