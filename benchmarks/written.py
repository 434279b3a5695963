"""Questions on machine-written articles, through the whole product: right, exact, refused, by kind of question.

    python -m benchmarks.written [--out FILE.json]

The corpus is the articles of training/written that the span reader was not trained on, those that the sentence reader
is not fitted on are asked about. An answerable question is right when a citation stands on the words that were marked
(or, of several answers, on the first); one that the article does not answer when it is refused.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from index.words import tokens
from rag import Answer, Assistant, Settings
from rag.composing import UNSURE
from training.fit_reader import calibration_error
from training.reader.split import held_out
from training.reader_cases import Row
from training.written import KINDS, Article, Written, articles

THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
HALF = 0.5
"""F1 of words from which an exact answer is right."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question, asked without a threshold."""

    article: str
    kind: str
    question: str
    marked: str
    right: bool
    """A citation stands on what was marked; false for what the article does not answer."""
    first: bool
    """The first citation does."""
    short: bool | None
    """Whether the exact answer is right; None without one."""
    hedged: bool
    confidence: float
    text: str


def overlap(ours: str, theirs: str) -> float:
    """F1 of the words of two texts."""
    a, b = (Counter(token.stem for token in tokens(text)) for text in (ours, theirs))
    same = sum((a & b).values())
    return 2 * same / (a.total() + b.total()) if same else 0.0


def judge(answer: Answer, article: Article, name: str, asked: Written) -> Outcome:
    """The answer to one question."""
    places = asked.places if asked.answerable else ()
    marked = [article.text[start:end] for start, end in asked.places]
    stands = [c.document_id == name and any(c.start < b and a < c.end for a, b in places) for c in answer.citations]
    short = None
    if answer.short:
        short = asked.answerable and max(overlap(answer.short, each) for each in [*marked, " ".join(marked)]) >= HALF
    confidence = 0.0 if answer.abstained else answer.confidence
    return Outcome(
        name, asked.kind, asked.question, " || ".join(marked), any(stands), stands[:1] == [True], short,
        UNSURE in answer.text, confidence, answer.text,
    )  # fmt: skip


def report(outcomes: Sequence[Outcome]) -> None:
    """Prints the figures."""
    print(f"{'kind':42} {'n':>4} right first exact(right) hedged refused .15 .3")
    for kind, name in KINDS.items():
        of = [each for each in outcomes if each.kind == kind]
        shorts = [each.short for each in of if each.short is not None]
        refused = [np.mean([each.confidence < least for each in of]) for least in (0.15, 0.3)]
        print(
            f"{kind} {name:40} {len(of):4} {np.mean([e.right for e in of]):.2f}  {np.mean([e.first for e in of]):.2f}"
            f"  {len(shorts) / len(of):.2f} ({np.mean(shorts) if shorts else 0:.2f})"
            f"  {np.mean([e.hedged for e in of]):.2f}    {refused[0]:.2f} {refused[1]:.2f}"
        )
    there = [each for each in outcomes if each.kind not in "xf"]
    gone = [each for each in outcomes if each.kind in "xf"]
    sure = [each.confidence for each in (*there, *gone)]
    print("AUC", round(float(roc_auc_score([True] * len(there) + [False] * len(gone), sure)), 3))
    right = np.array([each.right for each in (*there, *gone)])
    print("expected calibration error", round(calibration_error(np.array(sure), right), 3))
    print("refused below: refusal recall, precision, answerable and right, ends well")
    for least in THRESHOLDS:
        kept = [each.right and each.confidence >= least for each in there]
        refused = [each.confidence < least for each in gone]
        wrongly = sum(each.confidence < least for each in there)
        precision = sum(refused) / max(1, sum(refused) + wrongly)
        print(
            f"{least:5.2f} {np.mean(refused):.3f} {precision:.3f} {np.mean(kept):.3f} {np.mean([*kept, *refused]):.3f}"
        )


def main() -> None:
    """Index, ask, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="where every outcome is written")
    options = parser.parse_args()
    kept = [article for article in articles() if held_out(article.text)]
    with tempfile.TemporaryDirectory() as folder:
        for number, article in enumerate(kept):
            path = Path(folder) / "corpus" / f"{number:03}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(article.text, encoding="utf-8")
        with Assistant.open(Settings(home=Path(folder) / "home", corpus=None, abstain_below=0.0)) as assistant:
            assistant.sync(path.parent)
            outcomes = [
                judge(assistant.ask(asked.question), article, f"{number:03}.txt", asked)
                for number, article in enumerate(kept)
                if Row("", "", article.text, ()).held_out
                for asked in article.questions
            ]
    report(outcomes)
    if options.out:
        options.out.write_text(json.dumps([asdict(each) for each in outcomes], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
