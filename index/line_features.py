"""Numbers that tell article lines from furniture: the line itself, its neighbours, its place on the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.furniture import PART, WHOLE, part_kind, whole_kind

_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’»)\]]*$")
_CUT_OFF = re.compile(r"(?:\.{2,}|…|\[(?:…|\.\.\.)\])[\"'”’»)\]]*$|(?:\.{3}|…) (?:\w+ ){0,5}\w+\.?$")
_INNER_END = re.compile(r"[a-zа-яà-ÿ\d)\"”’][.!?][\"'”’)]* +[\"'“‘(]*[A-ZА-ЯÀ-Þ\d]|[。！？]")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BULLET = re.compile(r"\s*(?:[•·▪◦‣*–-]|\d{1,2}[.)])\s+")
_SEPARATORS = re.compile(r"[|»›•·→/]")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_FUNCTION = frozenset(
    "the a an of to in and that is was for on with as at by it its from be are were has have had he she they said who which but not"
    " will would this their his her been or if than into about after we i you der die das und ist von mit für auf den dem ein eine"
    " le la les des du et est que qui dans pour sur une un de el los las del y en con por para se il di che e per non sono da do"
    " na em um uma o os и в на с что не по из за как это у к то он та що з до від і й є".split()
)
_LOOKED_AT = 1500
"""Characters of a line that its shape is judged by; the rest of a longer one changes nothing."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """One line, looked at by itself."""

    plain: str
    key: str
    """For telling repeated lines: the words in lower case."""
    words: int
    digits: int
    sentences: bool
    """More than one sentence."""
    ended: bool
    cut_off: bool
    colon: bool
    capitals: bool
    bullet: bool
    whole: str | None
    part: str | None
    lower_share: float
    function_share: float
    separators: int
    address: bool

    @property
    def paragraph(self) -> bool:
        """Running text: long enough, complete, and not furniture by its words."""
        return (
            self.words >= 14
            and (self.ended or self.words >= 40)
            and not self.cut_off
            and self.whole is None
            and (self.function_share >= 0.12 or self.words >= 40 or self.sentences)
        )


def sketch(line: str) -> Sketch:
    """What one line looks like by itself."""
    plain = line.strip()
    end = plain[-40:]
    seen = plain[:_LOOKED_AT]
    bare = _BULLET.sub("", plain[:300], count=1).strip(" |•·»›>-–—") or plain[:300]
    tokens = _WORD.findall(seen)
    lowered = [token.lower() for token in tokens]
    ideographs = 0 if seen.isascii() else len(_IDEOGRAPHS.findall(seen))
    count = max(len(tokens), 1)
    whole = whole_kind(bare) if tokens or ideographs else "no words"
    return Sketch(
        plain=plain,
        key=" ".join(lowered[:40]) or plain[:80],
        words=len(tokens) + ideographs // 2,
        digits=len(_DIGIT.findall(seen[:80])),
        sentences=_INNER_END.search(seen) is not None,
        ended=_SENTENCE_END.search(end) is not None,
        cut_off=_CUT_OFF.search(end) is not None,
        colon=plain.endswith((":", "：")),
        capitals=plain.isupper(),
        bullet=_BULLET.match(line) is not None,
        whole=whole,
        part=whole or part_kind(plain),
        lower_share=sum(low == token for low, token in zip(lowered, tokens, strict=True)) / count,
        function_share=1.0 if ideographs > 10 else sum(low in _FUNCTION for low in lowered) / count,
        separators=len(_SEPARATORS.findall(seen[:200])),
        address=any("." in word[1:-1] and _is_address(word) for word in seen[:200].split()),
    )


def _is_address(word: str) -> bool:
    return word.startswith(("http", "www.")) or re.fullmatch(r"[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,6}/?\S*", word) is not None


_KINDS = (*WHOLE, "date line", "no words")
_HINTS = tuple(PART)
NAMES: tuple[str, ...] = (
    "always", "words 1-2", "words 3-5", "words 6-9", "words 10-13", "words 14-24", "words 25+", "log words",
    "ends as a sentence", "cut off", "several sentences", "ends with a colon", "all capitals", "bullet",
    "share of lower-case words", "share of function words", "separators", "address", "digits", "paragraph",
    *(f"is {kind}" for kind in _KINDS), *(f"hints at {hint}" for hint in _HINTS), *(f"short, hints at {hint}" for hint in _HINTS),
    "repeated line", "line before is a paragraph", "line after is a paragraph", "paragraphs within 3 lines",
    "paragraphs within 8 lines", "before the first paragraph", "after the last paragraph", "distance to a paragraph",
    "distance before the first", "distance after the last", "furniture words within 2 lines", "furniture words within 6 lines",
    "under a heading of related stories", "under it and short", "under it and no paragraph within 3 lines",
    "headline of a cut-off line", "below its headline and cut off", "furniture words on the page",
    "short on a page of furniture", "short on a page of paragraphs", "bullet on a page of paragraphs", "short between paragraphs",
    "after the last and a page of paragraphs", "before the first and a page of paragraphs",
)  # fmt: skip


def features(lines: Sequence[Sketch]) -> NDArray[np.float64]:
    """One row a line, (lines, len(NAMES)), all about -1 to 3."""
    count = len(lines)
    paragraph = [line.paragraph for line in lines]
    hinted = [line.whole is not None or (line.part is not None and not line.paragraph) for line in lines]
    paragraphs, hints = _cumulated(paragraph), _cumulated(hinted)
    places = [i for i, is_paragraph in enumerate(paragraph) if is_paragraph]
    first, last = (places[0], places[-1]) if places else (count, -1)
    repeats = Counter(line.key for line in lines)
    hint_share = min(hints[-1] / max(count, 1) * 2, 1.0)
    calm = 1.0 - hint_share  # a page with little or no furniture
    distance = _distances(paragraph)
    under = _under_related(lines)
    rows = []
    for i, line in enumerate(lines):
        words = line.words
        short = words < 10 and not line.ended
        before, after = i < first and bool(places), i > last and bool(places)
        near3 = _share(paragraphs, i - 3, i + 4)
        follower = lines[i + 1] if i + 1 < count else None
        row: list[float] = [
            1, words <= 2, 3 <= words <= 5, 6 <= words <= 9, 10 <= words <= 13, 14 <= words <= 24, words >= 25,
            np.log1p(min(words, 150)) / 2, line.ended and not line.cut_off, line.cut_off, line.sentences, line.colon, line.capitals, line.bullet,
            line.lower_share, line.function_share, min(line.separators, 4) / 2, line.address, min(line.digits, 10) / 10, paragraph[i],
            *(line.whole == kind for kind in _KINDS),
            *(line.whole is None and line.part == hint for hint in _HINTS),
            *(line.whole is None and line.part == hint and not line.paragraph for hint in _HINTS),
            repeats[line.key] > 1, i > 0 and paragraph[i - 1], i + 1 < count and paragraph[i + 1], near3,
            _share(paragraphs, i - 8, i + 9), before, after, min(distance[i], 12) / 6,
            min(first - i, 12) / 6 if before else 0, min(i - last, 12) / 6 if after else 0,
            _share(hints, i - 2, i + 3), _share(hints, i - 6, i + 7),
            under[i], under[i] and short, under[i] and near3 == 0,
            follower is not None and follower.cut_off and not line.cut_off and not line.ended,
            i > 0 and line.cut_off and not lines[i - 1].ended,
            hint_share, short * hint_share, short * calm, line.bullet * calm, short and not before and not after,
            after * calm, before * calm,
        ]  # fmt: skip
        rows.append(row)
    return np.array(rows, dtype=np.float64).reshape(count, len(NAMES))


def _cumulated(flags: Sequence[bool]) -> list[int]:
    sums = [0]
    for flag in flags:
        sums.append(sums[-1] + flag)
    return sums


def _share(sums: Sequence[int], start: int, end: int) -> float:
    start, end = max(start, 0), min(end, len(sums) - 1)
    return (sums[end] - sums[start]) / max(end - start, 1)


def _distances(flags: Sequence[bool]) -> list[int]:
    """To the nearest line that is flagged, in lines; a large number where none is."""
    far = 1000
    distances = [0 if flag else far for flag in flags]
    for i in range(1, len(flags)):
        distances[i] = min(distances[i], distances[i - 1] + 1)
    for i in range(len(flags) - 2, -1, -1):
        distances[i] = min(distances[i], distances[i + 1] + 1)
    return distances


def _under_related(lines: Sequence[Sketch]) -> list[bool]:
    """Which lines stand under a heading of related stories, with no two paragraphs in a row since."""
    under = False
    run = 0
    flags = []
    for line in lines:
        run = run + 1 if line.paragraph else 0
        if run >= 2:
            under = False
        flags.append(under)
        if line.whole == "related stories":
            under = True
    return flags
