"""A language model's reply becomes text with footnotes that hold, while it is still being written.

Text passes through as it comes, except what may still change: the end of a sentence (a note that it is
unconfirmed may have to follow it) and everything from its first marker on (markers stand only behind
sentences that their passages confirm, numbered in order of appearance).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from index.sentences import sentences
from rag.answer import Citation
from rag.claims import Check, best_quote
from rag.composing import cite
from rag.reader import Candidate
from rag.retrieval import Hit

REFUSAL = "NOT IN THE ARTICLES"
"""What the model is asked to say where the passages do not answer."""
UNCONFIRMED = "(unconfirmed)"
"""What stands behind a sentence that no passage confirms."""

_ITEM = r"(?:(?:passage|source|article)s?\s*)?\^?\d{1,9}"
_MARK = re.compile(
    rf"(?P<gap>[ \t]*)[\[【](?P<items>{_ITEM}(?:\s*(?:[,;&–-]|and)\s*{_ITEM})*)(?:[†:][^\]】\n]{{0,40}})?[\]】]",
    re.IGNORECASE,
)
_REPEATED = re.compile(r"(\[\d+\])(?:\s*\1)+")
_RANGE = re.compile(r"(\d+)\s*[–-]\s*(\d+)")
_BRACKETS = "[【"
_ENDS = r"[.!?…。！？]"
_OPEN_END = re.compile(rf"(?:{_ENDS}\S{{0,8}}|\n)\s*\S{{0,8}}$")
_BEGUN = re.compile(r"\S+\s|\S{8}")
_OPEN_MARK = re.compile(r"[\[【][^\]】\n]{0,60}$")
_SENTENCE_END = re.compile(rf"{_ENDS}[\"'”’»)\]*_]*\Z")
# "The passages do not say who ...": models refuse in their own words, too.
_MATERIAL = r"(?:passages?|articles?|documents?|texts?|sources?|context|information)"
_SAY = (
    r"(?:say|state|mention|contain|provide|specify|include|give|answer|address|discuss|name|tell|reveal|indicate|"
    r"explain|describe|identify|refer)(?:s|ed|ing)?"
)
_OWN_REFUSAL = re.compile(
    r"\W*(?:(?:sorry|unfortunately|however|but|based on [^,]{1,40}),?\s+)*(?:"
    r"I (?:do not|don['’]t|cannot|can['’]t|could not|couldn['’]t) (?:know|answer|find|determine)\b"
    rf"|(?:the|these)\s(?:\w+\s){{0,2}}?{_MATERIAL}\s(?:\w+\s){{0,2}}?(?:not|\w+n['’]t|never|nowhere)\s"
    rf"(?:\w+\s){{0,2}}?{_SAY}\b"
    rf"|(?:the|these)\s(?:\w+\s){{0,2}}?{_MATERIAL}\s{_SAY}\s(?:no|nothing)\b"
    rf"|none of the (?:\w+ )?{_MATERIAL}\s{_SAY}\b|no (?:\w+ )?{_MATERIAL}\s{_SAY}\b"
    r"|there is no (?:\w+ ){0,3}(?:information|mention|answer)\b"
    rf"|(?:it|this|that) is not (?:\w+ )?(?:in|by) the (?:\w+ )?{_MATERIAL}\b)",
    re.IGNORECASE,
)


class FootnoteWriter:
    """Takes a reply in pieces and gives out its text, checked sentence by sentence."""

    def __init__(self, hits: Sequence[Hit], check: Check) -> None:
        self.text = ""
        """All that was given out."""
        self.citations: list[Citation] = []
        self.unconfirmed: list[str] = []
        self.refused = False
        """The reply says that the passages do not answer."""
        self.looping = False
        """A sentence came a second time: nothing new is to be expected."""
        self._said: set[str] = set()
        self._hits = hits
        self._check = check
        self._pending = ""
        """From the beginning of the sentence that is being written."""
        self._given = 0
        """Characters of it that were given out."""
        self._gap = ""
        """White space that stands before it."""

    def take(self, piece: str) -> str:
        """What may be given out now that `piece` has come."""
        self._pending += "".join(filter(_harmless, piece))
        if not self._given:
            self._pending = self._pending.lstrip()
        return "".join([*self._closed(final=False), self._give(self._certain(), self._pending)])

    def finish(self) -> str:
        """The rest, when nothing more will come."""
        return "".join([*self._closed(final=True), self._close(len(self._pending))])

    def _closed(self, final: bool) -> Iterator[str]:
        while (border := self._border(final)) is not None:
            yield self._close(border)

    def _border(self, final: bool) -> int | None:
        """Where the second sentence of what is pending begins, once it has certainly begun."""
        masked = _masked(self._pending)
        for (_, end), (start, _) in pairwise(sentences(masked)):
            begun = final or _BEGUN.match(masked, start)
            if begun and end >= self._given and not self._leads_on(self._pending[:start]):
                return start
        return None

    def _leads_on(self, head: str) -> bool:
        """Whether a first sentence ("Yes.", "These are:") says something only with the next one."""
        said = head.rstrip()
        return not self._numbers(head) and not _letters(said).startswith(_letters(REFUSAL)) and (
            said.endswith(":") or len(re.findall(r"\w+", said)) <= 2
        )  # fmt: skip

    def _certain(self) -> int:
        """How much of what is pending stays as it is, whatever comes."""
        letters = _letters(self._pending)
        refusal = _letters(REFUSAL)
        if refusal.startswith(letters) or letters.startswith(refusal):
            return 0
        end = min((i for b in _BRACKETS if (i := self._pending.find(b)) >= 0), default=len(self._pending))
        open_end = _OPEN_END.search(self._pending, 0, end)
        return len(self._pending[: open_end.start() if open_end else end].rstrip())

    def _give(self, end: int, sentence: str) -> str:
        """`sentence` up to `end`, less what was given out of it before."""
        if end <= self._given:
            return ""
        new = sentence[self._given : end]
        if self._given == 0:
            new = (self._gap if self.text else "") + new
            self._gap = ""
        self._given = end
        self.text += new
        return new

    def _close(self, border: int) -> str:
        """The sentence that ends at `border`, less what was given out of it before."""
        raw, self._pending = self._pending[:border], self._pending[border:]
        body = raw.strip() if self._given == 0 else raw.rstrip()
        footnoted = self._footnoted(body)
        out = self._give(len(footnoted), footnoted)
        self._gap = self._gap or raw[len(raw.rstrip()) :]
        self._given = 0
        return out

    def _footnoted(self, sentence: str) -> str:
        """A whole sentence with its final markers, or with the note that it is unconfirmed."""
        statement = _unmarked(sentence).strip()
        letters = _letters(statement)
        if letters.startswith(_letters(REFUSAL)):
            self.refused = True
            return ""
        if not letters:
            return statement
        self.looping = self.looping or letters in self._said
        self._said.add(letters)
        declines = bool(_OWN_REFUSAL.match(statement))
        self.refused = self.refused or declines
        quoted = {n: span for n in self._numbers(sentence) if (span := best_quote(statement, self._hits[n - 1]))}
        if quoted and not declines and self._check(statement, [self._hits[n - 1] for n in quoted]):
            return self._with_markers(sentence, quoted)
        plain = _disarmed(_unmarked(sentence)).rstrip()
        self.unconfirmed.append(plain)
        return f"{plain} {UNCONFIRMED}"

    def _with_markers(self, sentence: str, quoted: Mapping[int, tuple[int, int]]) -> str:
        final = {n: self._cited(self._hits[n - 1], *span) for n, span in quoted.items()}

        def markers(found: re.Match[str]) -> str:
            named = dict.fromkeys(final[n] for n in _named(found["items"]) if n in final)
            return found["gap"] + "".join(f"[{number}]" for number in named)

        marked = _MARK.sub(markers, _unmarked(sentence, keep=final))
        return _disarmed(_REPEATED.sub(r"\1", marked))

    def _numbers(self, sentence: str) -> list[int]:
        """The passages that its markers name, in order, each once."""
        named = (n for found in _MARK.finditer(sentence) for n in _named(found["items"]))
        return [n for n in dict.fromkeys(named) if 1 <= n <= len(self._hits)]

    def _cited(self, hit: Hit, start: int, end: int) -> int:
        """The number of a quote; one that was cited before keeps its number."""
        new = cite(Candidate(hit, start, end, 0.0), len(self.citations) + 1)
        for citation in self.citations:
            if replace(new, number=citation.number) == citation:
                return citation.number
        self.citations.append(new)
        return new.number


def _harmless(character: str) -> bool:
    """Not a control character, nor one that turns the direction of writing."""
    return character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co") or (
        character in "\u200c\u200d"  # joiners, which scripts need
    )  # fmt: skip


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _named(items: str) -> list[int]:
    """The numbers of a marker's inside; a range names what lies between too."""
    spelled = _RANGE.sub(lambda m: ",".join(map(str, range(int(m[1]), min(int(m[2]), int(m[1]) + 9) + 1))), items)
    return [int(n) for n in re.findall(r"\d+", spelled)]


def _unmarked(sentence: str, keep: Collection[int] = ()) -> str:
    """The sentence without markers, save those that name a passage of `keep`."""

    def kept(found: re.Match[str]) -> str:
        return found[0] if any(n in keep for n in _named(found["items"])) else ""

    before = ""
    while before != sentence:  # taking "[9]" out of "[[9]1]" makes a new one
        before, sentence = sentence, _MARK.sub(kept, sentence)
    return sentence


def _disarmed(sentence: str) -> str:
    """An unfinished bracket at the end must not make a marker with what follows."""
    return re.sub(r"\[(?=\d{0,3}$)", "(", sentence)


def _masked(text: str) -> str:
    """`text` with its markers, whole or begun, as blanks after a full stop and as letters elsewhere."""
    masked = text
    for pattern in (_MARK, _OPEN_MARK):
        for found in pattern.finditer(masked):
            start, end = found.span()
            before = masked[:start].rstrip(" \t")
            fill = " " if _SENTENCE_END.search(before) else "x"
            masked = masked[:start] + fill * (end - start) + masked[end:]
    return masked
