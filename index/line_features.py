"""Numbers that tell article lines from furniture: the line itself, its neighbours, its place on the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.furniture import PART, WHOLE, part_kind, whole_kind

_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’»)\]]*$")
_CUT_OFF = re.compile(r"(?:\.{2,}|…|\[(?:…|\.\.\.)\])[\"'”’»)\]]*$|(?:\.{3}|…) (?:\w+ ){0,5}\w+\.?$")
_INNER_END = re.compile(r"[a-zа-яà-ÿ\d)\"”’][.!?][\"'”’)]* +[\"'“‘(]*[A-ZА-ЯÀ-Þ\d]|[。！？]")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BULLET = re.compile(r"\s*(?:[•·▪◦‣*–-]|\d{1,2}[.)])\s+")
_STUTTER = re.compile(r"(\S{3,40}?)\1{2,}\S{0,40}")
_SEPARATORS = re.compile(r"[|»›•·→/]")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
NO_WORDS = "no words"
"""The kind of a line of marks and symbols."""
_FUNCTION = frozenset(
    "the a an of to in and that is was for on with as at by it its from be are were has have had he she they"
    " said who which but not will would this their his her been or if than into about after we i you der die"
    " das und ist von mit für auf den dem ein eine le la les des du et est que qui dans pour sur une un de el"
    " los las del y en con por para se il di che e per non sono da do na em um uma o os и в на с что не по из"
    " за как это у к то он та що з до від і й є".split()
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
    bare = _BULLET.sub("", plain[:420], count=1).strip(" |•·»›>-–—") or plain[:420]
    tokens = _WORD.findall(seen)
    lowered = [token.lower() for token in tokens]
    ideographs = 0 if seen.isascii() else len(_IDEOGRAPHS.findall(seen))
    count = max(len(tokens), 1)
    whole = whole_kind(bare) if any(map(str.isalnum, seen)) else NO_WORDS
    if whole is None and _STUTTER.fullmatch(plain[:300]):
        whole = NO_WORDS
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
    return (
        word.startswith(("http", "www."))
        or re.fullmatch(r"[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,6}/?\S*", word) is not None
    )


_KINDS = (*WHOLE, "date line", NO_WORDS)
_HINTS = tuple(PART)
_CODES: dict[tuple[str | None, str | None], int] = {
    **{(kind, kind): code for code, kind in enumerate(_KINDS)},
    **{(None, hint): code for code, hint in enumerate(_HINTS, start=len(_KINDS))},
}
_SELF = (
    "words 1-2", "words 3-5", "words 6-9", "words 10-13", "words 14-24", "words 25+", "log words",
    "ends as a sentence", "cut off", "several sentences", "ends with a colon", "all capitals", "bullet",
    "share of lower-case words", "share of function words", "separators", "address", "digits", "paragraph",
    "repeated line",
)  # fmt: skip
_AROUND = (
    "sentences within 2 lines", "line before is a paragraph", "line after is a paragraph",
    "paragraphs within 3 lines", "paragraphs within 8 lines", "before the first paragraph",
    "after the last paragraph", "distance to a paragraph", "distance before the first", "distance after the last",
    "furniture words within 2 lines", "furniture words within 6 lines", "under a heading of related stories",
    "under it and short", "under it, no paragraph within 3 lines", "followed by a cut-off line",
    "cut off below a headline", "furniture words on the page", "short on a page of furniture",
    "short on a page without", "bullet on a page without", "short between paragraphs",
    "after the last on a page without", "before the first on a page without", "signature",
    "label above the first paragraph",
)  # fmt: skip
NAMES: tuple[str, ...] = (
    "always", *_SELF, *(f"is {kind}" for kind in _KINDS), *(f"hints at {hint}" for hint in _HINTS),
    *(f"short, hints at {hint}" for hint in _HINTS),
    *_AROUND,
)  # fmt: skip
"""The columns of `features`, in order."""


def features(lines: Sequence[Sketch]) -> NDArray[np.float64]:
    """One row a line, (lines, len(NAMES)), values from 0 to about 3."""
    if not lines:
        return np.zeros((0, len(NAMES)))
    repeats = Counter(line.key for line in lines)
    base = np.array(
        [
            (
                line.words, line.ended and not line.cut_off, line.cut_off, line.sentences, line.colon, line.capitals,
                line.bullet, line.lower_share, line.function_share, line.separators, line.address, line.digits,
                line.paragraph, repeats[line.key] > 1, _CODES.get((line.whole, line.part), -1), line.whole is not None,
            )
            for line in lines
        ],
        dtype=np.float64,
    )  # fmt: skip
    words, paragraph, code, whole = base[:, 0], base[:, 12], base[:, 14], base[:, 15]
    kinds = (code[:, None] == np.arange(len(_CODES))).astype(np.float64)
    hints = kinds[:, len(_KINDS) :]
    own = np.column_stack([
        words <= 2, (words >= 3) & (words <= 5), (words >= 6) & (words <= 9), (words >= 10) & (words <= 13),
        (words >= 14) & (words <= 24), words >= 25, np.log1p(np.minimum(words, 150)) / 2, base[:, 1:9],
        np.minimum(base[:, 9], 4) / 2, base[:, 10], np.minimum(base[:, 11], 10) / 10, base[:, 12:14],
    ])  # fmt: skip
    hinted = (code >= 0) & (code != _CODES[NO_WORDS, NO_WORDS]) & ((whole > 0) | (paragraph == 0))
    around = _around(base, hinted, _under_related(lines))
    return np.column_stack([np.ones(len(lines)), own, kinds, hints * (paragraph == 0)[:, None], around])


def _around(base: NDArray[np.float64], hinted: NDArray[np.bool_], under: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The columns of _AROUND."""
    count = len(base)
    words, ended, cut_off, _, colon, _, bullet, lower = base[:, :8].T
    paragraph = base[:, 12]
    place = np.arange(count)
    places = np.flatnonzero(paragraph)
    sentence = (ended > 0) & (words >= 6) & (lower > 0.3) & ~hinted
    first, last = (places[0], places[-1]) if len(places) else (0, count - 1)
    while first > 0 and sentence[first - 1]:  # a list of short sentences belongs to the paragraphs that it adjoins
        first -= 1
    while last + 1 < count and sentence[last + 1]:
        last += 1
    before, after = place < first, place > last
    short = (words < 10) & (ended == 0)
    near3 = _share(paragraph, 3)
    furniture = min(2 * hinted.mean(), 1.0)
    calm = 1 - furniture
    next_cut = _shifted(cut_off, -1)
    previous_paragraph, next_paragraph = _shifted(paragraph, 1), _shifted(paragraph, -1)
    alone = (_shifted(hinted, -1) > 0) | (place == count - 1)
    return np.column_stack([
        _share(sentence, 2), previous_paragraph, next_paragraph, near3, _share(paragraph, 8), before, after,
        np.minimum(_distances(paragraph), 12) / 6, np.minimum(first - place, 12) / 6 * before,
        np.minimum(place - last, 12) / 6 * after, _share(hinted, 2), _share(hinted, 6),
        under, under & short, under & (near3 == 0),
        (next_cut > 0) & (cut_off == 0) & (ended == 0), (cut_off > 0) & (_shifted(ended, 1) == 0) & (place > 0),
        np.full(count, furniture), short * furniture, short * calm, bullet * calm, short & ~before & ~after,
        after * calm, before * calm,
        (words <= 6) & (lower == 0) & (ended == 0) & (previous_paragraph > 0) & alone,
        before & (colon > 0) & (words <= 2),
    ])  # fmt: skip


def _shifted(values: NDArray[Any], by: int) -> NDArray[np.float64]:
    """The value of the line before (1) or after (-1); 0 where there is none."""
    moved = np.zeros(len(values))
    if by > 0:
        moved[by:] = values[:-by]
    else:
        moved[:by] = values[-by:]
    return moved


def _share(flags: NDArray[Any], reach: int) -> NDArray[np.float64]:
    """The share of flagged lines among those within `reach` lines."""
    sums = np.concatenate([[0.0], np.cumsum(flags)])
    place = np.arange(len(flags))
    start, end = np.maximum(place - reach, 0), np.minimum(place + reach + 1, len(flags))
    return np.asarray((sums[end] - sums[start]) / (end - start))


def _distances(flags: NDArray[np.float64]) -> NDArray[np.float64]:
    """To the nearest flagged line, in lines; a large number where none is."""
    place = np.arange(len(flags), dtype=np.float64)
    behind = np.maximum.accumulate(np.where(flags > 0, place, -1000.0))
    ahead = np.minimum.accumulate(np.where(flags > 0, place, 1e6)[::-1])[::-1]
    return np.minimum(place - behind, ahead - place)


def _under_related(lines: Sequence[Sketch]) -> NDArray[np.bool_]:
    """Which lines stand under a heading of related stories, with no two paragraphs in a row since."""
    under = False
    run = 0
    flags = []
    for line in lines:
        run = run + 1 if line.paragraph else 0
        under = under and run < 2
        flags.append(under)
        under = under or line.whole == "related stories"
    return np.array(flags, dtype=np.bool_)
