"""Fits rag/reader_weights.json.

    python -m training.fit_reader --data FOLDER --cache FOLDER [--write]

Needs scikit-learn and scipy. Prints a table; training/README.md keeps the tables of earlier runs.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.embedding import MiniLM
from index.weights import manifest
from rag.features import ALL, ALONE, CHEAP, QUESTION, cheap_features, complete, holds, question_features, words_of
from rag.question import Question, analyse
from rag.reader import WEIGHTS, Found, SentenceReader, Spans, Weights, gather, weighed
from rag.spans import MODEL_FOLDER, SpanReader
from rag.statements import select
from training.reader_cases import (
    CachedEmbedder,
    CachedSpans,
    Case,
    Library,
    Row,
    make_cases,
    read_rows,
    written_rows,
)

WRITTEN = "written"
"""The group of the articles of training/written."""
SETS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "encyclopedia": {
        "train/squad1_train_para": (1200, 3),
        "train/squadshifts_new_wiki": (1200, 3),
        "train/squad2_part": (1200, 20),
        "train/ares_synth_nq": (350, 1),
        "train/ares_synth_hotpotqa": (500, 1),
        "train/ares_synth_wow": (400, 2),
    },
    "tweets": {"train/tweetqa": (500, 1)},
    "reviews": {"train/squadshifts_reddit": (150, 1), "train/squadshifts_amazon_reviews": (100, 1)},
    "policies": {"train/policyqa": (100, 1)},
    WRITTEN: {},
}
"""Questions of each set, of contexts that the span reader has not seen; and of one context at most."""
DEV: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "squad2_part": {"dev/squad2_part": (1835, 20)},
    "nq_passages": {"dev/nq_passages": (1286, 3)},
    "tweetqa": {"dev/tweetqa": (500, 2)},
}
ANSWERABLE = 0.7
"""Share of questions that the corpus answers for which the confidence is calibrated; the cases have fewer, so that
there is enough to learn refusing from. An assumption about use, not a measurement."""
ABSTAIN_BELOW = 0.2
"""Refuse where four answers in five would be wrong: a quote that is shown can be checked, a refusal cannot."""
UNKNOWN_NAMES = -3.0
"""Log-odds for a question all of whose names are unknown to the corpus. Set, not fitted: the cases' corpora are so
small, and know no spelling variants, that a name they lack tells less there than it does in the product."""
SHARES = {"here": 0.64, "near": 0.12, "gone": 0.14, "far": 0.1}
DEV_SHARES = {"here": 0.55, "near": 0.15, "gone": 0.17, "far": 0.13}
"""Answerable questions of each kind of case (training/reader_cases.py)."""

Table = NDArray[np.float64]


@dataclass
class Seen:
    """A case with its sentences and their features."""

    case: Case
    question: Question
    found: list[Found]
    rows: list[dict[str, float]]

    @property
    def right(self) -> list[bool]:
        """Which sentences are marked as holding the answer."""
        return [self.case.right(f.hit.document_id, f.start, f.end) for f in self.found]

    @property
    def doubtful(self) -> list[bool]:
        """Which sentences may answer without being marked."""
        return [self.case.doubtful(f.context.text) for f in self.found]


def load(folder: Path, sets: Mapping[str, Mapping[str, tuple[int, int]]], shares: Mapping[str, float],
         embedder: CachedEmbedder, part: float) -> dict[str, list[Case]]:  # fmt: skip
    """The cases of each group of sets; of every set the `part` (0 to 1) that is asked for."""
    groups = {}
    for name, files in sets.items():
        rows: list[Row] = written_rows() if name == WRITTEN else []
        for file, (most, each) in files.items():
            rows += read_rows(folder / f"{file}.jsonl.gz", int(most * part), each, file.startswith("train/"))
        library = Library(rows, embedder)
        embedder.save()
        groups[name] = list(make_cases(rows, library, embedder, shares))
    return groups


def shown(case: Case, spans: Spans, weights: Weights) -> bool:
    """Whether the statements that an answer would show hold what answers, marked there or not."""
    reader = SentenceReader(spans, case.statistics, weights)
    candidates = reader.read(case.row.question, case.hits).candidates
    if case.kind != "here" or not candidates:
        return False
    terms = analyse(case.row.question, case.statistics).terms
    leads = [statement.lead for statement in select(candidates, "fact", terms).statements]
    texts = [lead.hit.text[lead.start - lead.hit.start : lead.end - lead.hit.start] for lead in leads]
    marked = (case.right(lead.hit.document_id, lead.start, lead.end) for lead in leads)
    return any(marked) or any(map(case.doubtful, texts))


def look_cheaply(case: Case) -> Seen:
    """All sentences, with the features that need no vectors."""
    question = analyse(case.row.question, case.statistics)
    found = gather(case.hits)
    rows = [cheap_features(question, sentence.context) for sentence in found]
    complete(rows)
    return Seen(case, question, found, rows)


def look(case: Case, spans: Spans, weights: Weights) -> Seen | None:
    """The sentences that the reader looks at more closely; None for a question without words."""
    question = analyse(case.row.question, case.statistics)
    if not question.terms:
        return None
    seen, rows = SentenceReader(spans, case.statistics, weights).survey(question, gather(case.hits))
    return Seen(case, question, [found for found, _ in seen], rows)


def table(seen: Seen, names: Sequence[str]) -> Table:
    """Features, shape `(sentences, len(names))`."""
    return np.array([[row[name] for name in names] for row in seen.rows], float)


def listwise(seens: Sequence[Seen], names: Sequence[str], penalty: float = 2.0) -> dict[str, float]:
    """Coefficients that make the right sentence stand out among its question's (conditional logit)."""
    parts, right, sizes = [], [], []
    for seen in seens:
        keep = np.array(seen.right) | ~np.array(seen.doubtful)
        if any(seen.right) and keep.sum() > 1:
            parts.append(table(seen, names)[keep])
            right.append(np.array(seen.right)[keep])
            sizes.append(int(keep.sum()))
    features, marked = np.concatenate(parts), np.concatenate(right)
    mean, scale = features.mean(0), features.std(0) + 1e-9
    features = (features - mean) / scale
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    owner = np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights: Table) -> tuple[float, Table]:
        scores = features @ weights
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        every = raised / np.add.reduceat(raised, starts)[owner]
        hits = raised * marked
        good = hits / np.add.reduceat(hits, starts)[owner]
        value = -np.log(np.add.reduceat(every * marked, starts)).sum() + penalty * weights @ weights
        return float(value), features.T @ (every - good) + 2 * penalty * weights

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return dict(zip(names, (fitted / scale).tolist(), strict=True))


def logistic(
    features: Table, labels: NDArray[np.bool_], names: Sequence[str], strength: float = 1.0
) -> dict[str, float]:
    """Coefficients of a logistic regression, on features as they are, with a "bias"."""
    mean, scale = features.mean(0), features.std(0) + 1e-9
    model = LogisticRegression(C=strength, max_iter=3000).fit((features - mean) / scale, labels)
    weights = model.coef_[0] / scale
    return {"bias": float(model.intercept_[0] - weights @ mean), **dict(zip(names, weights.tolist(), strict=True))}


def calibrated(seens: Sequence[Seen], weights: dict[str, float]) -> dict[str, float]:
    """The same weights, moved and stretched so that their sum is the log-odds of a sentence being right."""
    scores, labels = [], []
    for seen in seens:
        keep = np.array(seen.right) | ~np.array(seen.doubtful)
        scores += weighed(seen.rows, weights)[keep].tolist()
        labels += np.array(seen.right)[keep].tolist()
    fit = logistic(np.array(scores)[:, None], np.array(labels), ["slope"])
    return {"bias": fit["bias"], **{name: value * fit["slope"] for name, value in weights.items()}}


def ranked_features(seen: Seen, weights: Mapping[str, float]) -> tuple[list[int], list[float]]:
    """The order of the sentences, best first, and the features of the question as a whole."""
    scores = weighed(seen.rows, weights)
    order = sorted(range(len(seen.found)), key=lambda place: -scores[place])
    values = question_features(seen.question, [seen.rows[i] for i in order], scores[order].tolist())
    return order, [values[name] for name in QUESTION]


def fit(cases: Sequence[Case], spans: Spans) -> Weights:
    """All four models."""
    first = listwise([look_cheaply(case) for case in cases if case.kind == "here"], CHEAP)
    weights = Weights(first, {}, {}, {}, ABSTAIN_BELOW)
    seens = [seen for case in cases if (seen := look(case, spans, weights))]
    sentence = calibrated(seens, listwise(seens, ALL))
    rows, answers = documents_alone(seens, sentence)
    weights = Weights(first, sentence, logistic(rows, answers, ALONE), {}, ABSTAIN_BELOW)
    features = np.array([ranked_features(seen, sentence)[1] for seen in seens])
    features[:, QUESTION.index("unknown_names")] = 0.0
    target = np.array([shown(seen.case, spans, weights) for seen in seens])
    answerable = logistic(features, target, QUESTION, strength=0.1) | {"unknown_names": UNKNOWN_NAMES}
    here = float(np.mean([seen.case.kind == "here" for seen in seens]))
    answerable["bias"] += log_odds(ANSWERABLE) - log_odds(here)
    return replace(weights, answerable=answerable)


def log_odds(share: float) -> float:
    """Natural logarithm of the odds."""
    return float(np.log(share / (1 - share)))


def documents_alone(seens: Sequence[Seen], weights: Mapping[str, float]) -> tuple[Table, NDArray[np.bool_]]:
    """Each document's best sentence: its features ALONE, shape `(documents, len(ALONE))`, and whether it answers."""
    rows, labels = [], []
    for seen in seens:
        order, _ = ranked_features(seen, weights)
        best: dict[str, int] = {}
        for place in order:
            best.setdefault(seen.found[place].hit.document_id, place)
        for place in best.values():
            if seen.right[place] or not seen.doubtful[place]:
                rows.append([seen.rows[place][name] for name in ALONE])
                labels.append(seen.right[place])
    return np.array(rows, float), np.array(labels)


def confidences(seens: Sequence[Seen], weights: Weights) -> tuple[list[list[int]], Table]:
    """The order of each case's sentences, and its confidence."""
    both = [ranked_features(seen, weights.sentence) for seen in seens]
    rows = [dict(zip(QUESTION, values, strict=True)) for _, values in both]
    return [order for order, _ in both], 1 / (1 + np.exp(-weighed(rows, weights.answerable)))


def baselines(case: Case, embedder: CachedEmbedder) -> dict[str, tuple[list[bool], float]]:
    """For ranking all sentences by cosine, by BM25 and by both: which are right, best first, and the best's score."""
    question = analyse(case.row.question, case.statistics)
    found = gather(case.hits)
    vectors = embedder.embed([case.row.question, *(f.context.text for f in found)])
    cosine = vectors[1:] @ vectors[0]
    words = np.array([sum(t.weight for t in question.terms if holds(t, words_of(f.context.text))) for f in found])
    lengths = np.array([len(words_of(f.context.text).tokens) for f in found])
    bm25 = words * 2.2 / (1 + 1.2 * (0.25 + 0.75 * lengths / max(lengths.mean(), 1)))
    ranks = [np.argsort(np.argsort(-scores, kind="stable")) for scores in (cosine, bm25)]
    fused = sum(1 / (60 + rank) for rank in ranks)
    right = [case.right(f.hit.document_id, f.start, f.end) for f in found]
    return {
        name: ([right[i] for i in np.argsort(-scores, kind="stable")], float(score))
        for name, scores, score in (
            ("cosine", cosine, cosine.max()), ("bm25", bm25, bm25.max() / max(question.weight, 1e-9)),
            ("fused", fused, cosine[int(np.argmax(fused))]),
        )
    }  # fmt: skip


def auc(cases: Sequence[Case], scores: Sequence[float], kinds: set[str]) -> float | None:
    """How well the scores tell questions that are answered here from those of `kinds`."""
    chosen = [(case.kind, score) for case, score in zip(cases, scores, strict=True) if case.kind in {"here", *kinds}]
    labels = [kind == "here" for kind, _ in chosen]
    return float(roc_auc_score(labels, [score for _, score in chosen])) if len(set(labels)) == 2 else None


def report(
    name: str, cases: Sequence[Case], embedder: CachedEmbedder | None, spans: Spans, weights: Weights
) -> dict[str, object]:
    """Figures of one set of cases, for the reader and, given an embedder, for the three baselines."""
    seens = [seen for case in cases if (seen := look(case, spans, weights))]
    cases = [seen.case for seen in seens]
    orders, sure = confidences(seens, weights)
    marked = [[seen.right[i] for i in order] for seen, order in zip(seens, orders, strict=True)]
    ranked = {"reader": (marked, sure.tolist())}
    plain = [baselines(case, embedder) for case in cases] if embedder else []
    for key in ("cosine", "bm25", "fused") if embedder else ():
        ranked[key] = ([each[key][0] for each in plain], [each[key][1] for each in plain])
    lines: dict[str, object] = {"questions": len(cases), "here": sum(case.kind == "here" for case in cases)}
    for key, (rights, scores) in ranked.items():
        here = [right for case, right in zip(cases, rights, strict=True) if case.kind == "here"]
        figures = {f"@{k}": float(np.mean([any(right[:k]) for right in here])) for k in (1, 3)}
        figures |= {f"auc_{kind}": value for kind in ("near", "gone", "far", "trick")
                    if (value := auc(cases, scores, {kind})) is not None}  # fmt: skip
        lines[key] = {k: round(v, 3) for k, v in figures.items()}
    top = np.array([shown(case, spans, weights) for case in cases])
    lines["shown"] = round(float(top[[case.kind == "here" for case in cases]].mean()), 3)
    lines["expected_calibration_error"] = round(calibration_error(sure, top), 3)
    print(name, json.dumps(lines, indent=1))
    return lines


def calibration_error(confidence: Table, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over bins of equal width."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(sum(abs(confidence[place == b].sum() - right[place == b].sum()) for b in range(bins)) / len(right))


def refusals(seens: Sequence[Seen], spans: Spans, weights: Weights) -> list[tuple[float, ...]]:
    """What refusing below a confidence does.

    Rows: threshold, refusal recall (near, gone and far), refusal precision (of all kinds), share of answerable
    questions whose answer is given and right, share of questions that end well: what answers is shown, or the corpus
    lacks it and the question is refused. Adversarial ones (trick) count in the precision only.
    """
    sure = confidences(seens, weights)[1]
    here, trick = (np.array([seen.case.kind == kind for seen in seens]) for kind in ("here", "trick"))
    absent = ~here & ~trick
    right = np.array([shown(seen.case, spans, weights) for seen in seens])
    curve: list[tuple[float, ...]] = []
    for at in np.arange(0.05, 0.75, 0.025):
        refused = sure < at
        recall, precision = float(refused[absent].mean()), float((refused & ~here).sum()) / max(refused.sum(), 1)
        well = np.where(here, right & ~refused, refused)
        row = (at, recall, precision, float(well[here].mean()), float(well[~trick].mean()))
        curve.append(tuple(round(float(value), 3) for value in row))
    return curve


def main() -> None:
    """Reads the command line and does all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and dev/")
    parser.add_argument("--cache", type=Path, required=True, help="folder for vectors")
    parser.add_argument("--write", action="store_true", help="write the weights beside the reader")
    parser.add_argument("--spans", type=Path, default=MODEL_FOLDER, help="folder of the span reader")
    parser.add_argument("--part", type=float, default=1.0, help="share of each training set, 0 to 1")
    parser.add_argument("--quick", action="store_true", help="without the baselines, which take most of the time")
    parser.add_argument("--dev-part", type=float, default=0.2, help="share of each development set, 0 to 1")
    options = parser.parse_args()
    embedder = CachedEmbedder(MiniLM.open(), options.cache)
    spans = CachedSpans(
        SpanReader.open(options.spans),
        options.cache / f"spans-{manifest(options.spans)['sha256']['model.onnx'][:12]}.pickle",
    )
    cases = [case for group in load(options.data, SETS, SHARES, embedder, options.part).values() for case in group]
    train = [case for case in cases if not case.row.held_out]
    held_out = [case for case in cases if case.row.held_out]
    weights = fit(train, spans)
    seens = [seen for case in held_out if (seen := look(case, spans, weights))]
    curve = refusals(seens, spans, weights)
    rows, answers = documents_alone(seens, weights.sentence)
    odds = weighed([dict(zip(ALONE, row, strict=True)) for row in rows], weights.alone)
    print("a document's best sentence alone: AUC", round(float(roc_auc_score(answers, odds)), 3))
    for least in (-3, -2, -1, 0, 1, 2):
        above = odds >= least
        print(least, "precision", round(float(answers[above].mean()), 3), "recall",
              round(float(answers[above].sum() / answers.sum()), 3))  # fmt: skip
    print("refusing below", *curve, sep="\n")
    plain = None if options.quick else embedder
    report("held out", held_out, plain, spans, weights)
    written = [case for case in held_out if case.row.source == WRITTEN]
    report("held out, written", written, plain, spans, weights)
    for name, group in load(options.data, DEV, DEV_SHARES, embedder, options.dev_part).items():
        report(name, group, plain, spans, weights)
    embedder.save()
    spans.save()
    if options.write:
        values = {key: {k: round(v, 4) for k, v in getattr(weights, key).items()}
                  for key in ("preselect", "sentence", "alone", "answerable")}  # fmt: skip
        WEIGHTS.write_text(json.dumps({"abstain_below": ABSTAIN_BELOW, **values}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
