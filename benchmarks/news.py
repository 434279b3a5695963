"""Quiz questions about a corpus of news articles: answered from the right article, or refused where none answers.

    python -m benchmarks.news --corpus corpus.jsonl.gz --questions queries.jsonl.gz [--articles 500] [--asked 110]

A line of the corpus has an id, title, date, source, url and text; one of the questions has a type (answerable_auto
or null_auto), the day it was asked on, answers (any of which will do) and evidence (doc_id). The corpus is cut to the
articles that answer and others drawn at random. An answer is right when all words of an accepted answer stand in it
side by side, which misses answers in other words.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from eval.matching import plain, without_markers
from rag import Assistant, Settings

_WORD = re.compile(r"[^\W_]+")
EVIDENCE = 4
"""Articles of a question's evidence that are kept."""
THRESHOLDS = (0.05, 0.125, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question, asked without a threshold."""

    answerable: bool
    right: bool
    short: bool | None
    """Whether the exact answer is right; None without one."""
    cited: bool
    """Whether one of the articles that answer is cited."""
    differ: bool
    """Whether articles are said to give different answers: quiz questions have one."""
    confidence: float
    milliseconds: float


def words(text: str) -> str:
    """The words of a text, each with a space before and behind it."""
    return " ".join(["", *_WORD.findall(plain(text).replace(",", "")), ""])


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a gzipped .jsonl file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def put_together(articles: Sequence[dict[str, Any]], asked: Sequence[dict[str, Any]], most: int, path: Path) -> None:
    """Writes the articles that answer, and as many others as there is room for, as a corpus for `sync`."""
    needed = {each["doc_id"] for question in asked for each in question["evidence"][:EVIDENCE]}
    others = [article["id"] for article in articles if article["id"] not in needed]
    kept = needed | set(random.Random(5).sample(others, max(0, min(len(others), most - len(needed)))))
    with path.open("w", encoding="utf-8") as file:
        for article in articles:
            if article["id"] in kept:
                metadata = {"published": article["date"], "source": article["source"], "url": article["url"]}
                line = {"_id": article["id"], "title": article["title"], "text": article["text"], "metadata": metadata}
                file.write(json.dumps(line) + "\n")


def ask(assistant: Assistant, item: dict[str, Any]) -> Outcome:
    """One question, on the day it was asked."""
    day = date.fromisoformat(item["asked_on"])
    assistant._today = lambda: day
    answer = assistant.ask(item["question"])
    accepted = [words(each) for each in item["answer"]]
    text, short = words(without_markers(answer.text)), words(answer.short or "")
    cited = {citation.document_id for citation in answer.citations}
    return Outcome(
        answerable=item["type"] == "answerable_auto",
        right=not answer.abstained and any(each in text for each in accepted),
        short=any(each in short or short in each for each in accepted) if answer.short else None,
        cited=not cited.isdisjoint(each["doc_id"] for each in item["evidence"]),
        differ=answer.text.startswith(("The articles give different", "The articles say different")),
        confidence=0.0 if answer.abstained else answer.confidence,
        milliseconds=answer.timings_ms["total"],
    )


def report(outcomes: Sequence[Outcome]) -> None:
    """Prints the figures, and what refusing below each threshold does."""
    there = [each for each in outcomes if each.answerable]
    gone = [each for each in outcomes if not each.answerable]
    shorts = [each.short for each in there if each.short is not None]
    print(f"{len(there)} questions that an article answers, {len(gone)} that none does")
    print(f"right                     {np.mean([each.right for each in there]):.3f}")
    print(f"an answering article cited {np.mean([each.cited for each in there]):.3f}")
    print(f"exact answer given, right {len(shorts) / len(there):.3f}, {np.mean(shorts):.3f}")
    print(f"articles said to differ   {np.mean([each.differ for each in there]):.3f}")
    print(f"median milliseconds       {np.median([each.milliseconds for each in outcomes]):.0f}")
    print("refused below: none answers and refused, an article answers and right, ends well")
    for least in THRESHOLDS:
        right = [each.right and each.confidence >= least for each in there]
        refused = [each.confidence < least for each in gone]
        print(f"{least:5.3f} {np.mean(refused):.3f} {np.mean(right):.3f} {np.mean([*right, *refused]):.3f}")


def main() -> None:
    """Index, ask, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--asked", type=int, default=110, help="answerable questions, drawn at random")
    options = parser.parse_args()
    questions = lines(options.questions)
    answerable = [q for q in questions if q["type"] == "answerable_auto" and q["evidence"]]
    random.Random(5).shuffle(answerable)
    asked = answerable[: options.asked]
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        put_together(lines(options.corpus), asked, options.articles, corpus)
        with Assistant.open(Settings(home=Path(folder) / "home", corpus=None, abstain_below=0.0)) as assistant:
            assistant.sync(corpus)
            report([ask(assistant, item) for item in [*asked, *(q for q in questions if q["type"] == "null_auto")]])


if __name__ == "__main__":
    main()
