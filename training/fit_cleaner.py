"""Fits the weights of `index/line_weights.py` to web pages whose true articles are known, and measures them.

    python training/fit_cleaner.py PAGES_FOLDER [--write]

PAGES_FOLDER holds `pages.jsonl.gz` (`id`, `url`, `article_body`) and `html/ID.html.gz`, the layout into which
the article extraction benchmark of Scrapinghub (MIT) is easily brought. Sites are split into two halves by a
hash of their names: one is fitted to, the other measured. Without --write nothing is changed.

A line of a page is article when its words stand in the true article; headlines take no part, because the
cleaner treats them apart. Each page is seen whole, cropped around its article as sloppy scrapers leave it, and
as the bare article, which must come through whole.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import numpy as np
import trafilatura
from numpy.typing import NDArray

from index.cleaning import judge
from index.line_features import NAMES, features, sketch
from index.loaders.page import page_lines, parse

HEADLINE = -1
"""The label of lines that take no part."""
LOST_COUNTS = 2.0
"""A lost line of the article weighs as much as this many kept lines of furniture."""
RIDGE = 2.0
WEIGHTS = Path(__file__).parent.parent / "index" / "line_weights.py"


@dataclass(frozen=True)
class Page:
    """One page as lines, each labelled 1 (article), 0 (furniture) or HEADLINE."""

    site: str
    lines: tuple[str, ...]
    labels: tuple[int, ...]
    body: str
    html: bytes

    def cropped(self, start: int, end: int) -> Page:
        """The same page with only some of its lines."""
        return Page(self.site, self.lines[start:end], self.labels[start:end], self.body, self.html)


def read_pages(folder: Path) -> Iterator[Page]:
    """Every page whose article can be found in its lines."""
    with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            html = gzip.decompress((folder / "html" / f"{row['id']}.html.gz").read_bytes())
            tree = parse(html.decode("utf-8", "replace"))
            if tree is None:
                continue
            lines = page_lines(tree)
            labels = label(lines, row["article_body"], headlines(tree))
            if 1 in labels:
                yield Page(urlsplit(row["url"]).netloc, tuple(lines), tuple(labels), row["article_body"], html)


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return re.findall(r"\w+", text.lower())


def headlines(tree: lxml.html.HtmlElement) -> set[str]:
    """What the page calls itself, normalised."""
    found = [e.text_content() for e in tree.iter("h1", "title")]
    found += [str(e.get("content")) for e in tree.iter("meta") if e.get("property") == "og:title"]
    return {" ".join(words(text)) for text in found}


def label(lines: list[str], body: str, titles: set[str]) -> list[int]:
    """1 for lines whose words stand in the body, 0 for the others; short ones only as whole lines of it."""
    flowing = f" {' '.join(words(body))} "
    whole = {" ".join(words(line)) for line in body.splitlines()}
    tokens = words(body)
    shingles = {tuple(tokens[i : i + 4]) for i in range(len(tokens) - 3)}
    labels = []
    for line in lines:
        found = words(line)
        key = " ".join(found)
        if len(found) < 6:
            labels.append(int(key in whole))
            continue
        own = [tuple(found[i : i + 4]) for i in range(len(found) - 3)]
        labels.append(int(f" {key} " in flowing or sum(s in shingles for s in own) >= 0.7 * len(own)))
    sure = [
        i for i, (line, of_body) in enumerate(zip(lines, labels, strict=True)) if of_body and len(words(line)) >= 12
    ]
    first, last = (sure[0], sure[-1]) if sure else (0, len(lines))
    for i, line in enumerate(lines):
        if " ".join(words(line)) in titles:
            labels[i] = HEADLINE
        elif len(words(line)) < 6 and not first - 6 <= i <= last + 6:
            labels[i] = 0
    return labels


def in_test_half(site: str) -> bool:
    """Whether a site's pages are measured and not fitted to."""
    name = ".".join(site.split(".")[-2:])
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def variants(page: Page, chance: random.Random) -> Iterator[Page]:
    """The page whole, cropped in the ways of sloppy scrapers, and the bare article."""
    places = [i for i, of_body in enumerate(page.labels) if of_body == 1]
    first, last = places[0], places[-1] + 1
    yield page
    for head, tail in ((0, 30), (3, 8), (10, 0), (chance.randint(0, 20), chance.randint(0, 60))):
        yield page.cropped(max(first - head, 0), last + tail)
    body = [line for line in page.body.splitlines() if line.strip()]
    yield Page(page.site, tuple(body), (1,) * len(body), page.body, page.html)


NEVER_FOR = (
    "is ", "hints at ", "short, hints at ", "under ", "furniture words within", "cut off",
    "followed by a cut-off", "repeated line", "after the last paragraph", "signature", "label above",
    "address",
)  # fmt: skip
"""Beginnings of the names of features that may only speak for furniture, however few pages there are to fit to."""
NEVER_AGAINST = ("paragraph", "ends as a sentence", "several sentences", "line before is", "line after is",
                 "paragraphs within", "sentence", "share of function words")  # fmt: skip


def fit(rows: NDArray[np.float64], labels: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coefficients of a ridge logistic regression with signs as stated, (features,), by FISTA."""
    ridge = np.where(np.array(NAMES) == "always", 1e-3, RIDGE)
    lowest = np.where([name.startswith(NEVER_AGAINST) for name in NAMES], 0.0, -np.inf)
    highest = np.where([name.startswith(NEVER_FOR) for name in NAMES], 0.0, np.inf)
    steepest = np.linalg.eigvalsh(rows.T @ (rows * weights[:, None]))[-1] / 4 + RIDGE
    coefficients = previous = np.zeros(rows.shape[1])
    momentum = 1.0
    for _ in range(3000):
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = coefficients + (momentum - 1) / following * (coefficients - previous)
        gradient = rows.T @ (weights * (1 / (1 + np.exp(-rows @ ahead)) - labels)) + ridge * ahead
        previous, coefficients = coefficients, np.clip(ahead - gradient / steepest, lowest, highest)
        momentum = following
    return np.asarray(coefficients)


def train(pages: list[Page]) -> NDArray[np.float64]:
    """Coefficients fitted to the pages and their variants."""
    chance = random.Random(7)
    rows, labels, weights = [], [], []
    for page in pages:
        for variant in variants(page, chance):
            sketches = [sketch(line) for line in variant.lines]
            take = np.array([of_body != HEADLINE for of_body in variant.labels])
            truth = np.array(variant.labels, dtype=float)[take]
            rows.append(features(sketches)[take])
            labels.append(truth)
            size = np.log1p([line.words for line in sketches])[take]
            weights.append(size * np.where(truth == 1, LOST_COUNTS, 1.0))
    return fit(np.concatenate(rows), np.concatenate(labels), np.concatenate(weights))


def overlap(found: str, true: str) -> tuple[float, float]:
    """Precision and recall of a text's runs of four words, as article extraction benchmarks count them."""
    runs = []
    for text in (found, true):
        tokens = words(text)
        runs.append(Counter(tuple(tokens[i : i + 4]) for i in range(max(len(tokens) - 3, 1))))
    common = sum((runs[0] & runs[1]).values())
    return common / max(sum(runs[0].values()), 1), common / max(sum(runs[1].values()), 1)


def report(name: str, pages: list[Page], clean: Callable[[Page], str]) -> None:
    """Prints the mean precision and recall of what a method keeps."""
    pairs = [overlap(clean(page), page.body) for page in pages]
    precision, recall = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
    worst = sum(r < 0.5 for _, r in pairs)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{name:46} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  half lost: {worst}")


def kept(page: Page) -> str:
    """What the cleaner keeps of the page, headline apart."""
    text = "\n".join(page.lines)
    return "\n".join(text[line.start : line.end] for line in judge(text) if line.kept and line.reason != "headline")


def measure(pages: list[Page]) -> None:
    """Prints how the cleaner, no cleaner, and trafilatura on the HTML do on the pages."""
    chance = random.Random(11)
    tails = [list(variants(page, chance)) for page in pages]
    report("keep every line", pages, lambda page: "\n".join(page.lines))
    report("trafilatura on the HTML", pages, lambda page: trafilatura.extract(page.html, include_comments=False) or "")
    report("judged lines of the whole page", pages, kept)
    for number, name in ((1, "article and 30 lines after it"), (2, "3 lines before, 8 after"), (4, "random crop")):
        report(f"{name}, all kept", [v[number] for v in tails], lambda page: "\n".join(page.lines))
        report(f"{name}, judged", [v[number] for v in tails], kept)
    report("the bare article, judged", [v[5] for v in tails], kept)
    right = Counter[tuple[int, bool]]()
    for variant in (v for group in tails for v in group[:5]):
        text = "\n".join(variant.lines)
        for of_body, line in zip(variant.labels, judge(text), strict=True):
            if of_body != HEADLINE and line.reason != "headline":
                right[of_body, line.kept] += 1
    lost, stray = right[1, False], right[0, True]
    both = right[1, True]
    print(f"lines: precision {both / (both + stray):.3f}, recall {both / (both + lost):.3f}")


def write(coefficients: NDArray[np.float64]) -> None:
    """The coefficients as a Python file that a person can read."""
    entries = "\n".join(f'    "{name}": {value:.3f},' for name, value in zip(NAMES, coefficients, strict=True))
    WEIGHTS.write_text(
        '"""Weights of the line features, fitted by training/fit_cleaner.py; positive speaks for article."""\n\n'
        f"WEIGHTS: dict[str, float] = {{\n{entries}\n}}\n",
        encoding="utf-8",
    )


def main() -> None:
    """Fits, writes when asked, and measures."""
    parser = argparse.ArgumentParser(description="Fit the weights of the cleaner and measure them.")
    parser.add_argument("pages", type=Path, help="folder with pages.jsonl.gz and html/")
    parser.add_argument("--write", action="store_true", help="write index/line_weights.py")
    options = parser.parse_args()
    pages = list(read_pages(options.pages))
    fitted_to = [page for page in pages if not in_test_half(page.site)]
    measured = [page for page in pages if in_test_half(page.site)]
    if options.write:
        write(train(fitted_to))
        print(f"Wrote {WEIGHTS.name}; run again without --write to measure it.")
        return
    for name, half in (("fitted to", fitted_to), ("not seen in fitting", measured)):
        print(f"\n{len(half)} pages {name}")
        measure(half)


if __name__ == "__main__":
    main()
