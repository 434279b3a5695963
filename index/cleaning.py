"""Which lines of a page are article and which are furniture, and why.

Each line gets log-odds of being article from the features of `index.line_features` and weights fitted to web
pages; Viterbi's algorithm then finds the likeliest run of article and furniture, because both come in blocks.
Three things are decided apart, because they do not depend on a block: the headline, lines that repeat another,
and lines that by their words can be nothing but furniture ("Read also: ..." between two paragraphs).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.documents import Line
from index.furniture import DATE_LINE, DATED_BY
from index.line_features import NAMES, NO_WORDS, Sketch, features, sketch
from index.line_weights import WEIGHTS
from index.sentences import paragraphs

SWITCH_COST = 1.0
"""Log-odds that it takes to go from article to furniture or back."""
KEEP_BIAS = 0.5
"""Log-odds in favour of keeping: losing article text is worse than keeping a line of furniture."""
OPENING_WORDS = 12
"""Of a paragraph, in which its subject is named."""
NOTHING_ELSE = "kept: nothing else on the page"
"""The reason where every line looked like furniture, so that none is left out."""

_LABELLED = re.compile(r"[A-Z][a-z]+(?: [a-z]+)?: (?=[A-Z][\w.]* [A-Z].*[,(])")
"""A line that says who is what: "Chair: Ada Quill"."""
_COEFFICIENTS = np.array([WEIGHTS.get(name, 0.0) for name in NAMES])  # a new feature counts once it is fitted
_CERTAIN = 20.0
_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def line_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of every non-blank line (as str.splitlines tells them), in order, without its line break."""
    spans = []
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            spans.append((start, start + len(line.rstrip(_BREAKS))))
        start += len(line)
    return spans


def judge(text: str, title: str | None = None, marked: Mapping[int, str] | None = None) -> tuple[Line, ...]:
    """Every non-blank line of the text, in order, kept or left out with a reason in words; the lines of prose that an
    editor has wrapped are judged as one.

    `title`, where it is known, tells the headline. `marked` holds what the file's format itself says of a
    line, by the offset of its start: the reason why it is no article. Never raises, whatever the text.
    """
    spans = paragraphs(text)
    lines = [sketch(" ".join(text[start:end].splitlines())) for start, end in spans]
    by_format = {i: marked[start] for i, (start, _) in enumerate(spans) if marked and start in marked}
    headline = find_headline(lines, title)
    left_out = {**_left_out_by_itself(lines, headline), **by_format}
    kept = _article_blocks(lines, headline, left_out)
    left_out |= _repeats(lines, kept)
    kept = [keep and i not in left_out for i, keep in enumerate(kept)]
    if not any(keep and i != headline for i, keep in enumerate(kept)):
        # A short article among much furniture: no block stands out, and each line goes by its own words.
        kept = [line.part is None and not line.cut_off and i not in left_out for i, line in enumerate(lines)]
    if any(keep and i != headline for i, keep in enumerate(kept)):
        reasons = _reasons(lines, kept, left_out, headline)
    else:
        kept = [i not in by_format for i in range(len(lines))]
        reasons = [by_format.get(i, NOTHING_ELSE) for i in range(len(lines))]
    judged = zip(spans, kept, reasons, strict=True)
    return tuple(
        Line(first + low, first + high, keep, why)
        for (first, last), keep, why in judged
        for low, high in line_spans(text[first:last])
    )


def _article_blocks(lines: Sequence[Sketch], headline: int | None, left_out: Mapping[int, str]) -> list[bool]:
    """Which lines are kept, by their own look and their neighbours'."""
    looks_of_furniture = any(
        line.cut_off or (line.part not in (None, NO_WORDS) and not line.paragraph) for line in lines
    )
    if len(lines) < 3 or not looks_of_furniture:
        return [i not in left_out for i in range(len(lines))]
    log_odds = features(lines) @ _COEFFICIENTS + KEEP_BIAS
    if headline is not None:
        log_odds[headline] = 0.0
    log_odds[list(left_out)] = np.minimum(log_odds[list(left_out)], 0.0) / 4  # says little about its neighbours
    kept = [i == headline or (keep and i not in left_out) for i, keep in enumerate(likeliest_blocks(log_odds))]
    return _with_headings(lines, kept, left_out)


def _with_headings(lines: Sequence[Sketch], kept: list[bool], left_out: Mapping[int, str]) -> list[bool]:
    """The same, with one or two lines between kept ones kept too, unless their words speak of furniture."""
    kept = list(kept)
    for i in range(1, len(lines) - 1):
        run = range(i, i + 2 if not kept[i + 1] else i + 1)
        plain = all(not kept[j] and j not in left_out and lines[j].part is None and not lines[j].cut_off for j in run)
        if plain and kept[i - 1] and run[-1] + 1 < len(lines) and kept[run[-1] + 1]:
            for j in run:
                kept[j] = True
    return kept


def likeliest_blocks(log_odds: NDArray[np.float64]) -> list[bool]:
    """The likeliest sequence of article (True) and furniture, where each change costs SWITCH_COST."""
    article = furniture = 0.0
    came_from: list[tuple[bool, bool]] = []
    for value in log_odds.tolist():
        came_from.append((article >= furniture - SWITCH_COST, article - SWITCH_COST > furniture))
        article, furniture = (
            max(article, furniture - SWITCH_COST) + value / 2,
            max(furniture, article - SWITCH_COST) - value / 2,
        )
    state = article >= furniture
    states = []
    for from_article, left_article in reversed(came_from):
        states.append(state)
        state = from_article if state else left_article
    return states[::-1]


def find_headline(lines: Sequence[Sketch], title: str | None = None) -> int | None:
    """The line that is the page's headline: the title, where it is known, or else what stands like one.

    Headlines stand above the first paragraph, are no sentence and no menu, and many pages state them twice.
    """
    if title is not None:
        key = sketch(title).key
        return next((i for i, line in enumerate(lines) if line.key == key or _continues(key, line.key, 3)), None)
    first = next((i for i, line in enumerate(lines) if line.paragraph), None)
    if first is None:
        return None
    candidates = [i for i in range(first) if _headline_like(lines[i]) and not _is_date(lines[i])]
    if not candidates:
        return 0 if _opens(lines) or (first == 1 and _is_subject(*lines[:2])) else None

    def likely(i: int) -> float:
        repeated = sum(other.key.startswith(lines[i].key) for other in lines[: first + 3]) > 1
        return min(lines[i].words, 9) + 6 * repeated - min(first - i, 30) / 6 - i / 1000

    return max(candidates, key=likely)


def _headline_like(line: Sketch) -> bool:
    unended = not line.plain.endswith((".", ":", ",", ";", "-", "–", "—")) and not line.cut_off
    plausible = 4 <= line.words <= 30 and line.part is None and not line.bullet and not line.address
    return plausible and unended and not _is_byline(line.plain) and not _LABELLED.match(line.plain)


def _opens(lines: Sequence[Sketch]) -> bool:
    """Whether the first line is a headline that was cut off, or has a full stop and the article's date below it."""
    first = lines[0]
    plausible = 4 <= first.words <= 30 and not first.bullet and not first.address and first.whole is None
    named = first.cut_off or (len(lines) > 1 and _is_date(lines[1]) and not _is_byline(first.plain))
    return plausible and named


def _is_date(line: Sketch) -> bool:
    return DATE_LINE.match(DATED_BY.sub("", line.plain)) is not None


def _is_subject(line: Sketch, paragraph: Sketch) -> bool:
    """Whether a line of up to three words names what the paragraph below it speaks of first, as in an encyclopedia."""
    plain = line.whole is None and line.part is None and not line.bullet and not line.ended and not line.colon
    opening = paragraph.key.split()[:OPENING_WORDS]
    return plain and line.words <= 3 and line.plain[:1].isupper() and set(line.key.split()) <= set(opening)


def _is_byline(line: str) -> bool:
    """Whether the line looks like names of writers: "Ann Roe and Bo Li", "Ann Roe, Harbour Post"."""
    if not ("," in line or " and " in line or " & " in line):
        return False
    words = line.replace(",", " ").replace(" and ", " ").split()
    return len(words) <= 7 and all(word[0].isupper() or word == "&" for word in words)


def _continues(longer: str, shorter: str, least: int) -> bool:
    """Whether one key is the beginning of the other, by at least so many words."""
    return shorter.count(" ") + 1 >= least and longer.startswith(shorter)


def _left_out_by_itself(lines: Sequence[Sketch], headline: int | None) -> dict[int, str]:
    """Lines that are left out whatever stands around them, and why."""
    if len(lines) < 3:
        return {}
    reasons: dict[int, str] = {}
    title = lines[headline] if headline is not None else None
    first = next((i for i, line in enumerate(lines) if line.paragraph), 0)
    for i, line in enumerate(lines):
        if i == headline:
            continue
        if line.whole is not None:
            reasons[i] = line.whole
        elif i < first and _is_date(line):
            reasons[i] = "date line"
        elif title is not None and _continues(line.key, title.key, 3) and line.words <= title.words + 15:
            reasons[i] = line.part if line.part == "photo caption" else "headline again"
        elif line.part == "link to another article" and not line.ended and not line.paragraph:
            reasons[i] = line.part
    last = max((i for i in range(len(lines)) if i not in reasons), default=0)
    end = lines[last]
    if last and lines[last - 1].paragraph and end.lower_share == 0 and 2 <= end.words <= 6 and not end.ended:
        reasons[last] = "byline"  # a name alone below the last paragraph
    return reasons


def _repeats(lines: Sequence[Sketch], kept: Sequence[bool]) -> dict[int, str]:
    """Kept lines that repeat another kept one, or begin like a paragraph that they announce."""
    beginnings: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if kept[i] and line.words >= 8:
            beginnings.setdefault(" ".join(line.key.split(" ", 8)[:8]), []).append(i)
    repeats = {}
    for same in beginnings.values():
        for place, i in enumerate(same[1:], start=1):
            if any(lines[i].plain == lines[j].plain for j in same[:place]):
                repeats[i] = "repeated line"
        if len(same) > 1 and any(lines[i].paragraph for i in same):
            repeats |= {i: "repeated line" for i in same if not lines[i].ended or lines[i].cut_off}
    return repeats


def _reasons(
    lines: Sequence[Sketch], kept: Sequence[bool], left_out: Mapping[int, str], headline: int | None
) -> list[str]:
    """For each line why it is kept or left out."""
    reasons: list[str] = []
    begun = related = False
    last = max((i for i, keep in enumerate(kept) if keep), default=-1)
    for i, (line, keep) in enumerate(zip(lines, kept, strict=True)):
        related = not keep and (related or line.whole == "related stories")
        follower = lines[i + 1] if i + 1 < len(lines) else None
        if keep:
            begun = begun or i != headline
            reasons.append("headline" if i == headline else _kept_as(line))
        elif why := left_out.get(i) or line.part:
            reasons.append(why)
        elif i and not kept[i - 1] and line.plain[:1].islower() and not lines[i - 1].ended:
            reasons.append(reasons[-1])  # a notice broken into two lines
        elif related or line.cut_off or (follower is not None and follower.cut_off):
            reasons.append("teaser of another article")
        elif not begun:
            reasons.append("page header")
        else:
            reasons.append(
                "teaser of another article" if line.words >= 5 else "label or link" if i < last else "page footer"
            )
    return reasons


def _kept_as(line: Sketch) -> str:
    if line.bullet:
        return "list item"
    return "paragraph" if line.paragraph or line.ended or line.words >= 14 else "heading"
