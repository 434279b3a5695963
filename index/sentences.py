"""Where sentences begin and end, as offsets in the text.

The borders come from sentencex (Wikimedia; MIT; no dependencies; exact offsets): abbreviations,
initials, decimals, addresses, and the full stops of other scripts. This file decides which line
breaks end a sentence, gives sentencex one paragraph at a time with quotation marks hidden (it never
divides a quotation, and here each sentence of a long quotation must be citable alone), and corrects
some of its borders.

Measured: F1 of borders inside paragraphs of GUM's written genres (Universal Dependencies, test part,
1,130 sentences, looked at only for this figure) and the hard cases of the tests, some of which led to
a rule here; speed on one core.

                            GUM     hard cases     MB/s   size
    this file               0.970   144 of 149      6.0
    blingfire               0.969   118 of 149       23   99 MB, last release 2021
    sentencex               0.953   120 of 149       89    4 MB
    syntok                  0.953   108 of 149      1.1
    ICU (icu4py)            0.941    96 of 149      1.6   43 MB
    pysbd                   0.940   110 of 149      0.3   last release 2021

Abbreviations are known in English only: a text in German or Russian gets some borders too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import sentencex

from index.words import word_set

Span = tuple[int, int]
"""(start, end), character offsets in a text."""

BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# What opens an item of a list. Brackets, quotation marks and currency signs open prose as well.
BULLET = re.compile(r"[^\w\s\"'“”‘’«»„(\[#@$€£¥]|(?:\d{1,3}|[A-Za-z])[.)]\s")
# Shorter lines are list items or headings, not lines broken by an editor, unless their words go on.
_WRAPPED_LINE = 40
_LEAST_WRAPPED = 3
# Lines above wrapped prose that may be its heading, and what share of its width they may have.
_MOST_HEADINGS = 3
_HEADS = 0.6
# Prose that somebody broke by hand has lines of at least this share of the longest, which is no longer than that.
_RAGGED = 0.6
_WIDEST = 200
# A line of this share of the width to which other paragraphs are wrapped is full.
_FULL, _FULLEST = 0.8, 1.1
_INITIAL = re.compile(r"[A-Z]\. [A-Z][a-z]")
_LABEL = re.compile(r"[A-Z][\w ]{1,25}: ")
# A line that ends with one of these goes on.
_NEVER_LAST = word_set(
    """the a an and or nor but of for with from to into onto at by as than that which whose because if whether his its
    their our my your every"""
)
# Of so many lines that an editor filled, one may be short for no reason that can be seen.
_LINES_PER_SHORT_ONE = 4
# sentencex needs quadratic time on some texts: long paragraphs are given in windows.
_WINDOW = 8_000
# Characters after a border that are looked at.
_AHEAD = 200

_QUOTES = '"“”„‟«»〝〞「」『』'
_HIDE = {ord(c): " " for c in _QUOTES + "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"} | {ord("…"): "."}
_CLOSERS = re.compile(r"(?:[)\]’'\"“„‟⁰¹²³⁴-⁹]|\[\d{1,3}\]|\s?[”»」』〞])+(?=\s|$)|[”»」』〞]+")

# Nothing in such a text can end a sentence.
_PLAIN = re.compile(r"[\w\s,]*")

_ENDS_SENTENCE = re.compile(r"[.!?…:;][\"'”’»)\]]*$")

_WORDLIKE = re.compile(r"[^\W_]")
_MISSING_SPACE = re.compile(r"[^\W\dA-Z_][.!?][\"“(\[]?[A-Z]")
_LOWER = re.compile(r"[\"“”„«»‘’'(\[\s]*([^\W\d_])([^\W\d_]*)")
_MARKER = re.compile(r"[(\[]?(?:[A-Z]?\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]")
_BEFORE_NUMBER = re.compile(r"\b(?:approx|art|ca|cap|ch|chap|eq|fig|no|nos|op|p|par|pp|sec|tab|ver|vol)\.$", re.I)
_BEFORE_NAME = re.compile(
    r"\b(?:Amb|Assoc|Asst|Atty|Cmdr|Cpl|Cpt|Det|Dra?|Drs|Gov|Hon|Insp|Messrs|Mgr|Mlle|Mme|Msgr|Pfc|Spc|Sra|Srta|Supt)\.$"
)
# "J.D. Power", "408 N. Fourth St."; a place or a degree can end a sentence.
_INITIALS = re.compile(r"\b(?!U\.[SKN]|E\.U|D\.C|L\.A|B\.C|[AM]\.D|[BM]\.[AS])[A-Z]\.[A-Z]\.$|\d [NSEW]\.$")
_STARTER = r"(?:A|An|The|This|That|These|Those|I|He|She|It|We|You|They|But|And|However|In|On|At|As|If|Nobody|There)\b"
_HOUR = re.compile(r"\b[ap]\.m\.$", re.I)
_AFTER_HOUR = re.compile(
    r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?s?\b(?! (?:is|was|will|has|had)\b)"
    r"|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d|[A-Z]{2,4}\b|[A-Z][a-z]+ time\b)"
)
_ATTRIBUTION = re.compile(
    r"(?:[Tt]he )?(?:[^\W\d_][\w.'’-]* ){1,4}?"
    r"(?:said|says|asked|asks|added|adds|wrote|writes|replied|told|continued|explained|insisted|argued|noted)"
    r"(?=[.,:;]| (?:in|on|at|to|of|during|after|before|while|when|as|reporters|the|a)\b)"
)
# What was said has only begun: 'Ada Quill said: "It is true!'.
_BARELY_QUOTED = re.compile(r"[\w,:]\s+[\"“](?:[\w’'-]+,? ){0,3}[\w’'-]+!$")
# Where sentencex sees no border: after a bracket, and after words that it takes for abbreviations.
_EXTRA = re.compile(
    r"(?<=[a-z]{2}[.!?])[)\]]\s+(?=[\"“‘«(\[]*[A-Z])"
    r"|\b(?:May|may|ill|art|arc|ark|ore|fed|miss|id|ok|OK)\.[\"”’]?\s+(?![IVXLC]+\b)(?=[\"“‘«(\[]?[A-ZÀ-Þ])"
    r"|\b(?:[Nn]o|me|Inc|Ltd|Corp|Co|Jr|Sr|etc)\.[\"”’]?\s+(?=[\"“]?" + _STARTER + r"\s)"
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of `text[start:end]` in order, as (start, end) offsets in `text`.

    Spans are trimmed of white space, never overlap and together hold every other character. None
    crosses a blank line. None crosses a line break either, except in prose that an editor has
    wrapped: the next line starts in lower case, or the lines are filled to one common width. A short
    line goes on in lower case only amid such prose, or where it ends with a comma or a word such as "the".
    """
    found: list[Span] = []
    for paragraph_start, paragraph_end in _paragraphs(text, start, len(text) if end is None else end):
        found.extend(_divide(text, paragraph_start, paragraph_end))
    return found


def paragraphs(text: str) -> list[Span]:
    """Lines in order as offsets, those of prose that an editor has wrapped as one; none holds a blank line."""
    if not _line_width(text):
        return [line for block in _line_blocks(text, 0, len(text)) for line in block]
    return [paragraph for block in _line_blocks(text, 0, len(text)) for paragraph in _join(text, block)]


def _paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    """Runs of lines that belong together."""
    for block in _line_blocks(text, start, end):
        yield from _join(text, block)


def _line_blocks(text: str, start: int, end: int) -> Iterator[list[Span]]:
    """Runs of lines without a blank one between them."""
    block: list[Span] = []
    position = start
    for line_end, next_start in [*(m.span() for m in BREAK.finditer(text, start, end)), (end, end)]:
        if text[position:line_end].strip():
            block.append((position, line_end))
        elif block:
            yield block
            block = []
        position = next_start
    if block:
        yield block


def _join(text: str, block: list[Span]) -> Iterator[Span]:
    """The paragraphs of consecutive lines without a blank one."""
    lines = [text[start:end].rstrip() for start, end in block]
    wrapped = _wrapped_from(lines)
    width = _line_width(text) if wrapped == len(lines) > 1 else 0
    start = block[0][0]
    for place, ((line_start, line_end), (next_start, next_end)) in enumerate(pairwise(block)):
        line, following = lines[place], text[next_start:next_end].strip()
        continues = place >= wrapped or (following[0].islower() and _goes_on(line, following, start < line_start))
        # Where an editor has wrapped other paragraphs, a line as long as theirs goes on.
        full = line.endswith(",") or _FULL * width <= len(line) <= _FULLEST * width
        continues = continues or (width > 0 and full and not _LABEL.match(following))
        named = width > 0 and line.endswith(",") and _INITIAL.match(following)
        if not continues or (BULLET.match(following) and not named):
            yield start, line_end
            start = next_start
    yield start, block[-1][1]


def _goes_on(line: str, following: str, continued: bool) -> bool:
    """Whether a line goes on in the following one, which starts in lower case; `continued`: it goes on itself.

    Lists have short items in lower case, and their introduction may be long: of two short lines the second must end
    the sentence.
    """
    if len(line) >= _WRAPPED_LINE:
        return not line.endswith((":", ";"))
    if _ENDS_SENTENCE.search(line):
        return False
    if line.endswith(",") or line.split()[-1].casefold() in _NEVER_LAST:
        return True
    return continued and (len(following) >= _WRAPPED_LINE or bool(_ENDS_SENTENCE.search(following)))


@lru_cache(maxsize=256)
def _line_width(text: str) -> int:
    """The longest line of the prose that an editor has wrapped in a text; 0 where there is none."""
    longest = 0
    for block in _line_blocks(text, 0, len(text)):
        lines = [text[start:end].rstrip() for start, end in block]
        longest = max(longest, *map(len, lines[_wrapped_from(lines) :]), 0)
    return longest


def _wrapped_from(lines: Sequence[str]) -> int:
    """The first of some lines that is wrapped prose, behind short ones that head it; their number where none is."""
    for first in range(min(_MOST_HEADINGS, len(lines) - _LEAST_WRAPPED) + 1):
        width = max(map(len, lines[first:]))
        if any(len(line) > _HEADS * width or _ENDS_SENTENCE.search(line) for line in lines[:first]):
            break
        if _is_filled(lines[first:]) or _is_ragged(lines[first:]):
            return first
    return len(lines)


def _is_ragged(lines: Sequence[str]) -> bool:
    """Whether somebody broke prose into lines by hand: all but the last are long, and half go on in lower case."""
    width = max(map(len, lines))
    if width > _WIDEST or min(map(len, lines[:-1])) < max(_RAGGED * width, _WRAPPED_LINE):
        return False
    continued = [line.lstrip() for line in lines[1:]]
    return 2 * sum(line[0].islower() for line in continued) >= len(continued) and not any(map(BULLET.match, continued))


def _is_filled(lines: Sequence[str]) -> bool:
    """Whether an editor filled these lines: no first word of a line would have fitted on the one before.

    One line of four may be shorter, as far as the next one starts in lower case: a line that was wrapped twice.
    """
    width = max(map(len, lines))
    if not _WRAPPED_LINE <= width <= 120:
        return False
    continued = [line.lstrip() for line in lines[1:]]
    short = [after for line, after in pairwise(lines) if len(line) + 1 + len(after.split(None, 1)[0]) <= width]
    if len(short) > len(lines) // _LINES_PER_SHORT_ONE or not all(after.lstrip()[0].islower() for after in short):
        return False
    return 3 * sum(line[0].islower() for line in continued) >= len(continued)


def _divide(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of one paragraph."""
    paragraph = text[start:end]
    if _PLAIN.fullmatch(paragraph):
        yield from _trimmed(text, start, end)
        return
    hidden = paragraph.translate(_HIDE).replace("''", "  ")
    candidates = {*_library_borders(hidden), *(m.end() for m in _EXTRA.finditer(paragraph))}
    begin = 0
    for candidate in sorted(candidates):
        if candidate <= begin:
            continue
        border = _after_closers(paragraph, begin, hidden[begin:candidate])
        if begin < border < len(paragraph) and not _runs_on(paragraph, begin, border):
            yield from _trimmed(text, start + begin, start + border)
            begin = border
    yield from _trimmed(text, start + begin, end)


def _library_borders(hidden: str) -> Iterator[int]:
    """Where sentencex begins a new sentence."""
    start = 0
    while start < len(hidden):
        window = hidden[start : start + _WINDOW]
        ends = [boundary["end_index"] for boundary in sentencex.get_sentence_boundaries("en", window)]
        if start + _WINDOW < len(hidden) and ends:
            ends.pop()  # The window's end is no border: the next one begins at the last border before it.
        yield from (start + end for end in ends)
        start += ends[-1] if ends else _WINDOW


def _after_closers(paragraph: str, begin: int, hidden: str) -> int:
    """The border with closing quotes and brackets left of it, and opening ones right."""
    left = begin + len(hidden.rstrip())
    closers = _CLOSERS.match(paragraph, left)
    return closers.end() if closers else left


def _runs_on(paragraph: str, begin: int, border: int) -> bool:
    """Whether the sentence at `begin` goes on after `border`; never for long."""
    if border - begin > _WINDOW:
        return False
    left, right = paragraph[begin:border].strip(), paragraph[border : border + _AHEAD]
    if not right[0].isspace() and left[-1] in ".!?" and not _MISSING_SPACE.match(paragraph, border - 2):
        return True
    right = right.lstrip()
    if not _WORDLIKE.search(left) or not _WORDLIKE.search(right) or right[0] in ":,;)":
        return True
    if _MARKER.fullmatch(left) or _BARELY_QUOTED.search(left[-_AHEAD:]):
        return True
    lower = _LOWER.match(right)
    if lower and lower[1].islower() and lower[2] == lower[2].lower():
        # "e.g. apples", but neither "eBay. iPhone" nor a text without capitals.
        return not next((c for c in left if c.isalpha()), "").islower()
    if left[-1] == ".":
        return _is_abbreviated(left[-12:], right)
    if left[-1] in "」』":
        return right.startswith("と")
    return left[-1] in _QUOTES and _ATTRIBUTION.match(right) is not None


def _is_abbreviated(left: str, right: str) -> bool:
    """Whether the full stop at the end of `left` belongs to an abbreviation that `right` continues."""
    if _BEFORE_NAME.search(left):
        return True
    if right[0].isdigit() or right[0] in "#$€£¥":
        return _BEFORE_NUMBER.search(left) is not None
    if _HOUR.search(left):
        return _AFTER_HOUR.match(right) is not None
    return _INITIALS.search(left) is not None and right[0].isupper() and not re.match(_STARTER, right)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    part = text[start:end]
    if stripped := part.strip():
        start += len(part) - len(part.lstrip())
        yield start, start + len(stripped)
