"""Reading with an ear for whose words a question asks: which sentences may answer, and which of them do.

What a voice is stands in rag/voices.py; here it meets the stored documents, in which names and speakers are looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize

from index.sentences import sentences
from rag.answer import Lookup
from rag.antecedents import in_full
from rag.credit import speaker_of
from rag.question import Term
from rag.reader import Candidate
from rag.retrieval import Hit
from rag.statements import JOINS, SCORE_MARGIN
from rag.voices import Heard, Says, Told, Voice, heard, may_be, voice_asked

NOT_SAID = 0.3
"""Most confidence where nothing that somebody says is on what was asked: such an answer opens with saying so."""
SAID_CONFIDENCE = 0.5
"""Least confidence where another sentence than the best one is somebody's and holds words of what was asked."""


BEHIND = 0.1
"""Log-odds that it is then less likely."""
GOES_ON = 3
"""Sentences behind a name in which "he said" may be that one."""
MOST_LOOKED = 40
"""Sentences of a document that are looked at for who says them."""


@dataclass(frozen=True, slots=True)
class Listener:
    """What a question asks of whose words, and where to look up who says what."""

    voice: Voice | None
    """None where a question asks for nobody's words: then every sentence may answer."""
    lookup: Lookup
    _says: Says

    @classmethod
    def of(cls, question: str, terms: Sequence[Term], hits: Sequence[Hit], lookup: Lookup) -> Listener:
        """The listener for a question whose hits are given; `lookup` is asked for the same documents many times."""
        question, texts = _composed(question), [_composed(hit.text) for hit in hits]
        voice = voice_asked(question, terms, texts)
        return cls(voice, lookup, may_be(voice, terms, texts))

    def admits(self, hit: Hit, start: int, end: int) -> bool:
        """Whether the sentence between two offsets of a hit's document may be the answer."""
        speaker = self._speaker(hit.document_id, start, end) if self.voice else None
        return speaker is None or self._says(speaker, _composed(hit.text[start - hit.start : end - hit.start]))

    def goes_on(self, read: Sequence[Candidate]) -> bool:
        """Whether more passages are to be read, since nothing in those read is said by the one who is asked about."""
        return self.voice is not None and not self.hears(read)

    def hears(self, candidates: Sequence[Candidate]) -> bool:
        """Whether one of the candidates is said by the one who is asked about."""
        return self.voice is not None and self._heard(self.voice, candidates).own

    def choose(
        self, candidates: Sequence[Candidate], confidence: float, hits: Sequence[Hit]
    ) -> tuple[list[Candidate], float, str | None]:
        """The candidates that the one who is asked about says, with the confidence; else the reason to refuse.

        A person is refused of whom no document that was found quotes anything, and of whom none tells what was asked;
        the reason is "" where a word of the name stands in no document, which is reason enough.
        """
        if self.voice is None:
            return list(candidates), confidence, None
        if self.voice.absent:
            return list(candidates), min(confidence, NOT_SAID), None
        if not self.voice.certain:
            return self._telling_first(self.voice, candidates), confidence, None
        found = self._heard(self.voice, candidates)
        if not (found.own or found.told_of or self._is_quoted(self.voice, hits)):
            return [], 0.0, self.voice.unheard if self.voice.known else ""
        chosen = self._subject_first([candidates[at] for at in found.chosen])
        if not found.on_topic:
            return chosen, min(confidence, NOT_SAID), None
        moved = found.own and chosen[:1] != list(candidates[:1])
        return chosen, max(confidence, SAID_CONFIDENCE) if moved else confidence, None

    def _telling_first(self, voice: Voice, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates; those that tell of a country or body that is asked about, and likely answer, go first.

        Without any, sentences of nobody that do not name the one are left out where one that does is hardly worse than
        the best. The others stay: such a one speaks through people whom the article need not place.
        """
        first = [each for each in candidates if each.alone >= JOINS and voice.tells(self._told(each))]
        if not first and voice.proper:
            least = max((each.score for each in candidates), default=0.0) - SCORE_MARGIN
            told = [self._told(each) for each in candidates]
            naming = [voice.named_in(each.text) for each in told]
            if any(named and each.score >= least for named, each in zip(naming, candidates, strict=True)):
                own = zip(naming, told, candidates, strict=True)
                candidates = [each for named, said, each in own if named or said.speaker is not None]
        return [*first, *(each for each in candidates if each not in first)]

    def _subject_first(self, chosen: Sequence[Candidate]) -> list[Candidate]:
        """The candidates; where the first is on the subject itself, none that is not is likelier to answer by itself.

        So no exact answer goes first that is not on the subject (`statements.select`).
        """
        on_it = [self.voice is not None and self.voice.on_topic(self._told(candidate).text) for candidate in chosen]
        if not any(on_it[:1]):
            return list(chosen)
        most = chosen[0].alone - BEHIND
        return [
            each if here else replace(each, alone=min(each.alone, most))
            for each, here in zip(chosen, on_it, strict=True)
        ]

    def _heard(self, voice: Voice, candidates: Sequence[Candidate]) -> Heard:
        return heard(voice, [self._told(candidate) for candidate in candidates])

    def _told(self, candidate: Candidate) -> Told:
        hit = candidate.hit
        before = max((span for span in hit.passage.sentences if span[1] <= candidate.start), default=None)
        return Told(
            _composed(hit.text[candidate.start - hit.start : candidate.end - hit.start]),
            self._speaker(hit.document_id, candidate.start, candidate.end),
            _composed(hit.text[before[0] - hit.start : before[1] - hit.start]) if before else "",
            self._speaker(hit.document_id, *before) if before else None,
            _composed(hit.document.title),
        )

    def _is_quoted(self, voice: Voice, hits: Sequence[Hit]) -> bool:
        """Whether a document that was found, anywhere in it, attributes a sentence or a part of one to the one."""
        for document_id in dict.fromkeys(hit.document_id for hit in hits):
            document = self.lookup(document_id)
            if document is None or not voice.named_in(_composed(document.text)):
                continue
            spans = sentences(document.text)
            named = [voice.named_in(_composed(document.text[start:end])) for start, end in spans]
            near = [span for at, span in enumerate(spans) if any(named[max(0, at - GOES_ON) : at + 1])][:MOST_LOOKED]
            if any(who and voice.speaks(who) for who in (self._speaker(document_id, *span) for span in near)):
                return True
            if any(voice.reports(document.text[start:end]) for start, end in near):
                return True
        return False

    def _speaker(self, document_id: str, start: int, end: int) -> str | None:
        """Whom a document attributes its words between two offsets to, a bare surname with its first name."""
        document = self.lookup(document_id)
        speaker = speaker_of(document.text, start, end) if document else None
        return _composed(in_full(speaker, document.text, start)) if document and speaker else None


def _composed(text: str) -> str:
    """A text whose accents are part of their letters, so that two spellings of a name by code points are one."""
    return normalize("NFC", text)
