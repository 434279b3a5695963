from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.abbreviations import abbreviations, initials
from index.catalog import DocumentInfo
from index.documents import Passage
from index.errors import ModelFileError
from index.words import stem, tokens
from rag.exact import balanced, shortest_answer, with_article
from rag.expressions import expressions
from rag.features import OPENS_WITH_PRONOUN, heading_like, holds, words_of
from rag.question import MOST_WORDS, analyse, kind_of, with_capitals
from rag.reader import (
    Candidate,
    Reading,
    SentenceReader,
    Weights,
)
from rag.retrieval import Hit
from rag.spans import PassageReading, Span, SpanReader

FERRY = (
    "The ferry to Arnsby sank on 3 March 1911. Captain Ole Brandt lost his licence. "
    "Forty-one passengers reached the shore in two lifeboats. "
    "“I heard the hull crack before I saw the rocks,” said the cook, Mary Finch. "
    "The company paid $12,000 to the families because the boats had not been checked."
)
BREAD = "Bakers in Velden sell 800 loaves a day. A loaf costs 3 euros. The oldest oven was built in Velden in 1890."


@cache
def spans() -> SpanReader:
    """The real reader, loaded once."""
    return SpanReader.open()


class Pointing:
    """A span reader that points at given words, as sure as it is told."""

    def __init__(self, words: str, margin: float) -> None:
        self.words, self.margin = words, margin

    def read(
        self, question: str, passages: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[PassageReading]:
        return [
            PassageReading(0.0, tuple(self._span(passage, start, end) for start, end in places))
            for passage, places in zip(passages, parts, strict=True)
        ]

    def _span(self, passage: str, start: int, end: int) -> Span | None:
        at = passage.find(self.words, start, end)
        return Span(at, at + len(self.words), self.margin) if at >= 0 else None


class Corpus:
    """Word statistics over a few texts; `spellings` are the variants."""

    def __init__(self, *texts: str, spellings: dict[str, set[str]] | None = None) -> None:
        self.counts = Counter(word for text in texts for word in {token.stem for token in tokens(text)})
        self.passages = len(texts)
        self.texts = texts
        self.spellings = spellings or {}

    def document_frequency(self, word: str) -> tuple[int, int]:
        forms = {word} | self.spellings.get(word, set())
        return max(self.counts[stem(form)] for form in forms), self.passages

    def variants(self, word: str) -> set[str]:
        return self.spellings.get(word, set())

    def abbreviated(self, short: str) -> int:
        return sum(short in abbreviations(text) for text in self.texts)

    def written_out(self, short: str) -> int:
        return sum(short in initials(text) for text in self.texts)


def hit(text: str, name: str = "a.txt", start: int = 0, rank: int = 1, cosine: float | None = 0.5) -> Hit:
    sentences = tuple(
        (start + found.start(), start + found.end()) for found in re.finditer(r"\S.*?[.!?]”?(?= [A-Z“]|$)|\S.*$", text)
    )
    passage = Passage(f"{name}:{start}", name, start, start + len(text), text, sentences)
    return Hit(passage, DocumentInfo(name, "", name, None, None, "0"), 1 / (60 + rank), cosine, rank, rank)


def read(question: str, *hits: Hit, corpus: Corpus | None = None) -> Reading:
    found = hits or (hit(FERRY, "ferry.txt"), hit(BREAD, "bread.txt", rank=2))
    return SentenceReader(spans(), corpus or Corpus(FERRY, BREAD)).read(question, found)


def sentence(candidate: Candidate) -> str:
    return candidate.hit.text[candidate.start - candidate.hit.start : candidate.end - candidate.hit.start]


def short(candidate: Candidate) -> str | None:
    if candidate.short is None:
        return None
    return candidate.hit.text[candidate.short[0] - candidate.hit.start : candidate.short[1] - candidate.hit.start]


@pytest.mark.parametrize(
    ("question", "begins", "exact"),
    [
        ("When did the ferry to Arnsby sink?", "The ferry to Arnsby", "3 March 1911"),
        ("How many passengers reached the shore?", "Forty-one passengers", "Forty-one"),
        ("How much money did the company pay to the families?", "The company paid", "$12,000"),
        ("What did the cook say about the hull?", "“I heard", "“I heard the hull crack before I saw the rocks,”"),
        ("How many loaves do bakers sell a day?", "Bakers in Velden", "800"),
    ],
)
def test_the_answering_sentence_comes_first(question: str, begins: str, exact: str) -> None:
    """The sentence that answers comes first, with its shortest exact answer."""
    best = read(question).candidates[0]
    assert sentence(best).startswith(begins)
    assert short(best) == exact


def test_best_first() -> None:
    """Candidates come in falling order of their log-odds."""
    scores = [candidate.score for candidate in read("Who lost his licence?").candidates]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 3


def test_stranger_is_named() -> None:
    """A name that stands nowhere in the corpus lowers the confidence and is named as it was typed."""
    reading = read("When did the ferry to Lisbon sink?")
    assert reading.reason == "The articles mention Lisbon nowhere."
    assert reading.confidence < read("When did the ferry to Arnsby sink?").confidence


def test_words_of_one_name_are_one_in_a_refusal() -> None:
    """A name of several words is named whole, whether the corpus knows it or not."""
    assert read("When did the ferry to Lisbon Harbour sink?").reason == "The articles mention Lisbon Harbour nowhere."


def test_known_subject_without_answer() -> None:
    """A refusal about a known subject says what is missing of it."""
    assert read("Why is Arnsby rich?").reason == "The articles mention Arnsby, but do not say why."


def test_other_subject_is_unsure() -> None:
    """A question about something else is answered with less confidence than the threshold."""
    reader = SentenceReader(spans(), Corpus(FERRY, BREAD))
    assert reader.read("Which team won the volleyball final?", [hit(FERRY)]).confidence < reader.abstain_below


def test_spelling_variant_counts_as_known() -> None:
    """A variant of a name that the corpus spells otherwise is no stranger."""
    corpus = Corpus(FERRY, BREAD, spellings={"arnsbey": {"arnsby"}})
    reading = read("When did the ferry to Arnsbey sink?", corpus=corpus)
    assert "nowhere" not in (reading.reason or "")
    assert sentence(reading.candidates[0]).startswith("The ferry to Arnsby")


def test_overlapping_passages_give_each_sentence_once() -> None:
    """A sentence that two overlapping passages hold is one candidate, of the better passage."""
    tail = FERRY[FERRY.index("Captain") :]
    reading = read("Who lost his licence?", hit(FERRY), hit(tail, start=FERRY.index("Captain"), rank=2))
    places = [(candidate.start, candidate.end) for candidate in reading.candidates]
    assert len(places) == len(set(places)) == 5
    assert all(candidate.hit.start == 0 for candidate in reading.candidates)


def test_repeated_text_of_a_page_gives_one_candidate() -> None:
    """A caption that a page prints twice is one candidate."""
    reading = read("Where is the oven?", hit("The oven in Velden."), hit("The oven in Velden.", start=500, rank=2))
    assert len(reading.candidates) == 1


def test_same_words_in_two_articles_give_two_candidates() -> None:
    """Two articles that say the same are two sources."""
    reading = read("Where is the oven?", hit("The oven in Velden.", "a"), hit("The oven in Velden.", "b", rank=2))
    assert {candidate.hit.document_id for candidate in reading.candidates} == {"a", "b"}


def test_no_hits_no_candidates() -> None:
    """Without passages there is no candidate and no confidence."""
    reading = SentenceReader(spans(), Corpus(FERRY)).read("Who lost his licence?", [])
    assert reading.candidates == ()
    assert reading.confidence == 0


@pytest.mark.parametrize("question", ["", "   ", "?!", "🙂", "\u200f\u0000", "what is it", "the"])
def test_question_without_meaning_is_refused(question: str) -> None:
    """A question that holds no word of any meaning has no candidates, and the reason says so."""
    reading = read(question)
    assert (reading.candidates, reading.confidence) == ((), 0.0)
    assert reading.reason == "The question holds no word to look for."


@given(question=st.text(max_size=200), text=st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read(question: str, text: str) -> None:
    """Whatever the characters, confidence is a probability and offsets stay inside the passage."""
    reading = read(question, hit(text or "x", start=7), corpus=Corpus(text))
    assert 0 <= reading.confidence <= 1
    for candidate in reading.candidates:
        assert 7 <= candidate.start < candidate.end <= 7 + len(text or "x")
        if candidate.short:
            assert candidate.start <= candidate.short[0] < candidate.short[1] <= candidate.end


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Wer gewann den Krieg? " * 190, FERRY),
        ("When did it sink?", "Arnsby"),
        ("When did the ferry sink?", "ferry " * 8400),
        ("When did the ferry sink?", "The ferry sank in 1911. " * 2100),
        ("渡し船はいつ沈みましたか", "渡し船は1911年に沈みました。乗客は助かりました。"),
        ("When did it sink? " * 3, "1,2.3/4:5-" * 5000),
        ("How old is the oven?", "Aa " * 15000),
    ],
)
def test_unusual_lengths_and_scripts_are_read(question: str, text: str) -> None:
    """Very long questions and passages, single words and other scripts are read."""
    assert read(question, hit(text)).candidates


def test_a_hit_without_cosine_is_read() -> None:
    """A passage that only the word search found is read like the others."""
    assert read("Who lost his licence?", hit(FERRY, cosine=None)).candidates


def test_sure_span_is_the_short_answer() -> None:
    """Words that the span reader is sure of are the exact answer, an unsure span is not, nor one for yes or no."""
    question, words = "What did Ole Brandt lose?", "his licence"

    def exact(question: str, margin: float) -> list[str | None]:
        reading = SentenceReader(Pointing(words, margin), Corpus(FERRY)).read(question, [hit(FERRY)])
        return [short(candidate) for candidate in reading.candidates if words in sentence(candidate)]

    assert exact(question, 5.0) == [words]
    assert exact(question, -5.0) == [None]
    assert exact("Did Ole Brandt lose his licence?", 5.0) == [None]


def test_sentence_that_the_span_reader_points_at_moves_up() -> None:
    """A sentence whose span is sure scores higher than without it."""

    def score(margin: float) -> float:
        reading = SentenceReader(Pointing("two lifeboats", margin), Corpus(FERRY)).read("Who was saved?", [hit(FERRY)])
        return next(c.score for c in reading.candidates if "lifeboats" in sentence(c))

    assert score(8.0) > score(-8.0)


def test_what_only_asks_does_not_answer() -> None:
    """A heading or sentence that asks is no candidate; what somebody asked, in quotation marks, is one."""
    asked = "“Why did the ferry to Arnsby sink?” the cook asked."
    text = f"Did the ferry to Arnsby sink? It sank in 1911. {asked} She said: “Who knows? Not I.”"
    found = [sentence(each) for each in read("Why did the ferry to Arnsby sink?", hit(text)).candidates]
    assert "Did the ferry to Arnsby sink?" not in found
    assert {asked, "She said: “Who knows?"} <= set(found)


def test_what_takes_the_event_for_granted_does_not_tell_when() -> None:
    """Of two sentences about an event, one only in a clause of time, the other is the candidate."""
    text = "Prices rose the day the ferry sank. The ferry sank on 3 March 1911."
    found = [sentence(each) for each in read("When did the ferry sink?", hit(text)).candidates]
    assert found == ["The ferry sank on 3 March 1911."]


def test_more_is_read_where_the_answer_is_unsure() -> None:
    """A passage that the counted features put last is read where nothing in the first ones is a sure answer."""
    others = [hit(f"On day {number} the ferry to Arnsby sank in a storm.") for number in range(4)]
    last = hit("Everybody was saved in the afternoon. " + BREAD)
    hits = [
        replace(each, passage=replace(each.passage, id=str(number), document_id=str(number)))
        for number, each in enumerate([*others, last])
    ]

    def read_at(margin: float, first: Sequence[str] = ()) -> set[str]:
        reader = SentenceReader(Pointing("in a storm", margin), Corpus(FERRY, BREAD))
        found = reader.read("When did the ferry to Arnsby sink?", hits, first=first).candidates
        return {candidate.hit.passage.id for candidate in found}

    assert "4" not in read_at(12.0)
    assert "4" in read_at(-12.0)
    assert "4" in read_at(12.0, ["4"])


def test_reading_twice_gives_the_same() -> None:
    """What was read before does not change a reading."""
    reader = SentenceReader(spans(), Corpus(FERRY, BREAD))
    first = reader.read("When did the ferry sink?", [hit(FERRY)])
    reader.read("How much is a loaf?", [hit(BREAD)])
    assert reader.read("When did the ferry sink?", [hit(FERRY)]) == first


def test_damaged_weights_are_one_clear_error(tmp_path: Path) -> None:
    """Missing, broken and foreign weight files raise ModelFileError."""
    broken, foreign = tmp_path / "broken.json", tmp_path / "foreign.json"
    broken.write_text("{")
    foreign.write_text(json.dumps({"preselect": {}, "sentence": {"mood": 1}, "answerable": {}, "abstain_below": 0.5}))
    for path in (tmp_path / "missing.json", broken, foreign):
        with pytest.raises(ModelFileError):
            Weights.load(path)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many countries signed?", "number"),
        ("How far did the ferry sail?", "number"),
        ("How far has the bill got?", "manner"),
        ("How far has the ferry come from Ode?", "number"),
        ("How expensive would a strike be?", "money"),
        ("What is the population of Velden?", "number"),
        ("how much does a loaf cost", "money"),
        ("What percentage voted?", "percent"),
        ("How long did it last?", "duration"),
        ("What year did it open?", "date"),
        ("When she arrived, what did the queen say?", "statement"),
        ("Who was the captain?", "person"),
        ("In which city was she born?", "place"),
        ("Why did it sink?", "reason"),
        ("How was it built?", "manner"),
        ("Which oven is the oldest?", "thing"),
        ("Did the ferry sink?", "polar"),
        ("ferry Arnsby captain", "other"),
        ("How many people who voted were women?", "number"),
    ],
)
def test_kind_of_question(question: str, kind: str) -> None:
    """The wanted kind of answer follows from the question word that comes first."""
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "text", "exact"),
    [
        ("How many nations agreed?", "Of 30 states, 26 nations agreed.", "26"),
        ("How many nations agreed?", "26 states and 30 cities agreed.", None),
        ("When was it agreed?", "It was agreed on 5 May or on 6 May.", None),
        ("Who warned the fishermen?", "The harbour master, John Reed, warned the fishermen.", "John Reed"),
        ("Who warned John Reed?", "John Reed was warned by the harbour.", None),
        ("Who was the referee?", "Referee Ada Quill sent off Bo Lind.", "Referee Ada Quill"),
        ("Who was the referee?", "The WHO named Ada Quill and Bo Lind.", None),
        ("Who sent off the referee Ada Quill?", "Referee Ada Quill met Bo Lind.", "Bo Lind"),
        ("What percentage of seats is empty?", "About 12 percent of the seats are empty.", "12 percent"),
        ("Where was the oven built?", "The oven was built in Velden.", "Velden"),
        ("How old is Ole Brandt?", "Mary Finch is 38 years old.", None),
        ("Did the ferry sink in 1911?", "The ferry sank in 1911.", None),
    ],
)
def test_shortest_answer_only_where_it_is_safe(question: str, text: str, exact: str | None) -> None:
    """The shortest answer is the one fitting expression; where there are several or none, there is none."""
    span = shortest_answer(analyse(question, Corpus(text)), text)
    assert (None if span is None else text[span[0] : span[1]]) == exact


@pytest.mark.parametrize(
    ("text", "dates", "numbers"),
    [
        ("On 3/9 and 14 June 2020 he met 35 leaders.", ["3/9", "14 June 2020"], ["35"]),
        ("It may take twenty-one men.", [], ["twenty-one"]),
        ("At the end of May 1990 it cost $5.", ["the end of May 1990"], []),
        ("The 80th anniversary, last month.", ["last month"], []),
    ],
)
def test_dates_and_numbers_are_told_apart(text: str, dates: list[str], numbers: list[str]) -> None:
    """A number inside a date is no count, a month that is a verb is no date."""
    found = expressions(text)
    assert [span.text for span in found.dates] == dates
    assert [span.text for span in found.numbers] == numbers


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what did quill's aides say in march?", "what did Quill's aides say in March?"),
        ("What did quill's aides say?", "What did quill's aides say?"),
        ("what did quill's aides tell Lind in march", "what did Quill's aides tell Lind in March"),
        ("quills view of aides", "Quill's view of aides"),
        ("what quills are", "what quills are"),
        ("will the harbour close?", "will the harbour close?"),
    ],
)
def test_names_typed_small_get_their_capitals(question: str, expected: str) -> None:
    """As the articles write them within a sentence; a headline and a word's place at the start tell nothing."""
    told = [
        "In March Ada Quill spoke.",
        "Quill Says Harbour Aides Will Stay",
        "Aides of hers came.",
        "Harbour is shut.",
    ]
    assert with_capitals(question, told) == expected
    assert with_capitals("lind " * MOST_WORDS + "quill", told).endswith("quill")  # a story is not gone through


def test_forms_of_a_word_share_a_stem() -> None:
    """Inflections, irregular verbs, possessives, accents and number words meet in one stem."""
    assert stem("committed") == stem("commits")
    assert stem("sank") == stem("sink")
    assert stem("Ukraine’s") == stem("Ukraine")
    assert stem("Málaga") == stem("malaga")
    assert stem("two") == stem("2")
    assert stem("U.S.") == stem("US") != stem("us")


@pytest.mark.parametrize(
    ("sentence", "half", "whole"),
    [
        ("Boats would be ‘fair game.’", "would be ‘fair game", "would be ‘fair game.’"),
        ("Boats would be 'fair game'.", "would be 'fair game", "would be 'fair game'"),
        ("He called it “a very long and slow thing”.", "“a very long", "a very long"),
        ("He called it “a very long and slow thing”.", "slow thing”", "slow thing"),
        ("He called it “a slow thing” again.", "called it “a slow", "called it “a slow thing”"),
        ("He called it “a slow thing” again.", "slow thing” again", "“a slow thing” again"),
        ("It cost 26 pounds (in May).", "26 pounds (in May", "26 pounds (in May)"),
        ("It cost 26 pounds (or 30 euros) then.", "26 pounds (or", "26 pounds (or 30 euros)"),
        ("It cost (about 26 pounds) then.", "26 pounds) then", "(about 26 pounds) then"),
        ("We pay 26 pounds for it.”", "26 pounds for it.”", "26 pounds for it."),
        ("She said: “We pay 26 pounds", "“We pay 26 pounds", "We pay 26 pounds"),
        ("She said “we pay and " + "then " * 30 + "go”.", "said “we pay", None),
        ("The boys’ boat of the '90s sank.", "The boys’ boat of the '90s", "The boys’ boat of the '90s"),
        ("“Fair (so to say) game”, she said.", "“Fair (so to say) game”", "“Fair (so to say) game”"),
        ("The toll (“26 pounds”) rose.", "toll (“26 pounds", "toll (“26 pounds”)"),
    ],
)
def test_exact_answer_has_no_half_quotation(sentence: str, half: str, whole: str | None) -> None:
    """Words that cut a quotation or a bracket in two are completed or trimmed, and their offsets stay exact."""
    start = sentence.index(half)
    found = balanced(sentence, start, start + len(half))
    assert (found and sentence[slice(*found)]) == whole


class Fixed:
    """Points at the same words whatever is asked."""

    def __init__(self, words: str, margin: float = 9.0) -> None:
        self.words, self.margin = words, margin

    def read(
        self, question: str, passages: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[PassageReading]:
        starts = [passage.index(self.words) for passage in passages]
        return [
            PassageReading(9.0, tuple(Span(at, at + len(self.words), self.margin) for _ in each))
            for at, each in zip(starts, parts, strict=True)
        ]


def test_first_line_shows_no_half_quotation() -> None:
    """What the reader points at is made whole before it is called the short answer."""
    text = "The captain warned that boats in the bay would be ‘fair game’ from May."
    asked = hit(text)
    reading = SentenceReader(Fixed("would be ‘fair game"), Corpus(text)).read("What would boats be?", [asked])
    assert short(reading.candidates[0]) == "would be ‘fair game’"


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        (
            "How tall is the tower?",
            "A tower of 37 metres needs 2,500 square metres of ground.",
            "37 metres needs 2,500",
        ),
        ("Why was the bridge closed?", "Bridge closed after storm", "storm"),
        ("Why was the bridge closed?", "The bridge was closed because of ice.", "ice"),
        ("Who won the race?", "Ada Quill's sister Bo won the race.", "Ada Quill"),
        ("What is in the tablets?", "Its active substance is in the tablets.", "Its active substance"),
        ("When was the toll agreed?", "The toll will be agreed in the coming days.", "in the coming days"),
        ("What is the grey fleet?", "Divers fixed nets to hulls that belonged to the grey fleet.", "nets"),
        ("How long was Roe jailed for?", "Roe, 56, was jailed.", "56"),
        ("When is the final?", "Ode is in the final for the first time since 1978.", "1978"),
        ("Who pays for the bridge?", "Somebody pays for the bridge.", "Somebody"),
        ("How many guests died?", "The number of guests who died rose.", "The number"),
        ("When is the race?", "Entries for the race, on 7 June, open on 1 November.", "7 June, open on 1 November"),
        ("What did Roe warn of?", "Roe warned that the bridge was not safe.", "the bridge"),
        ("When was the pier opened?", "The pier was planned in 1846 but never opened.", "1846"),
        ("When did the pier fall?", "The pier, built in 1794, fell in 1911.", "1794"),
        ("What made the pump stop?", "Roe denied that rust made the pump stop.", "rust"),
        ("Whose ferry sank?", "A storm sank a royal ferry in Ode.", "royal"),
        ("What do the owners want?", "The owners don’t want the town to step in.", "the town to step in"),
        ("What is Norport ready to do?", "Norport is ready to widen our harbour.", "widen our harbour"),
        ("What did Roe say?", "Roe said peace could be had within weeks.", "peace"),
        ("What did Roe say?", "Roe said peace could be had if the guns fell silent.", "if the guns fell silent"),
        ("How many voted for Roe?", "Roe, 56, was voted out.", "56"),
        ("How would boats help Ode?", "Roe speaks of boats for Ode as a boon", "as a boon"),
        ("Where did Roe warn of boats?", "Roe warned that boats in Norport would sink.", "Norport"),
        ("Who stole the boat?", "Roe denied stealing the boat.", "Roe"),
        ("Who has criticised the toll?", "Ada Roe has brushed aside criticism of the toll.", "Ada Roe"),
        ("Who attacked the pier?", "There is no evidence that Roe attacked the pier.", "Roe"),
    ],
)
def test_impossible_exact_answers_are_not_stated(question: str, text: str, words: str) -> None:
    """Two amounts that are no range, one word as a reason, the owner of what answers, somebody who is not named, and
    what the sentence says is not so or in the words of a speaker, are no exact answers.
    """
    reading = SentenceReader(Fixed(words), Corpus(text)).read(question, [hit(text)])
    assert short(reading.candidates[0]) != words


@pytest.mark.parametrize(
    "text",
    ["Roe warned in Norport that boats would sink.", "“The boats will sink,” Roe warned on Monday in Norport."],
)
def test_where_something_was_said_stands_beside_the_verb(text: str) -> None:
    """The place of speaking is stated; one that is only spoken of is not."""
    reading = SentenceReader(Fixed("Norport"), Corpus(text)).read("Where did Roe warn of boats?", [hit(text)])
    assert short(reading.candidates[0]) == "Norport"


def test_no_other_expression_takes_the_place_of_sure_words() -> None:
    """Where the reader is sure of words that may not be stated, a name elsewhere in the sentence is not either."""
    text = "A storm sank a royal ferry near Ada Quill."
    question = "Whose ferry sank?"
    assert short(SentenceReader(Fixed("royal"), Corpus(text)).read(question, [hit(text)]).candidates[0]) is None
    unsure = SentenceReader(Fixed("royal", 1.0), Corpus(text)).read(question, [hit(text)])
    assert short(unsure.candidates[0]) == "Ada Quill"


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("What is the toll?", "The toll rose to 30 crowns.", "30 crowns"),
        ("When will the toll be agreed?", "The toll will be agreed in the coming days.", "in the coming days"),
        ("What is the toll?", "The toll for all lorries from abroad was fixed by law and is 30 crowns.", "30 crowns"),
        ("What was the verdict?", "The jury found after a week of talks that Quill was guilty.", "guilty"),
        ("When was the pier built?", "The pier, built in 1794, fell in 1911.", "1794"),
        ("When was the pier set up?", "The pier, built in 1794, was painted in 1911.", "1794"),
        ("Since when is the pier closed?", "The pier is closed since 1978.", "1978"),
        ("How old is Roe?", "Roe, 56, was jailed.", "56"),
        ("What did Roe rule out?", "Roe ruled out a higher toll.", "a higher toll"),
        ("Who was not told?", "Ada Quill was not told.", "Ada Quill"),
        ("Who denied stealing the boat?", "Ada Quill denied stealing the boat.", "Ada Quill"),
        ("Who runs the ferry?", "Bo Tarn runs the ferry and Ada Quill refused to comment.", "Ada Quill"),
        ("How many came back?", "None of the boats came back.", "None of the boats"),
        ("How many were hurt?", "In Ode, 42, mostly children, were hurt.", "42"),
        ("How often does it sail?", "The ferry sails every other day.", "every other day"),
        ("When did the gates open?", "The gates opened at 2.10am on 12 November.", "2.10am on 12 November"),
        ("What is the fleet of Norport?", "Nets were fixed by divers to the hulls of the fleet of Norport.", "Nets"),
        ("What did Roe say?", "Roe said that it is our harbour.", "it is our harbour"),
        ("What is the motto?", "The motto is “Our sea, our bread” in gold.", "Our sea, our bread"),
        ("Who buys the ships?", "The US navy buys the ships.", "The US navy"),
        ("What was closed?", "The coal mine was closed.", "The coal mine"),
    ],
)
def test_what_something_is_stands_near_it(question: str, text: str, words: str) -> None:
    """Words near the noun that is asked for are stated, or joined to it by "is"; other questions are left alone, and so
    is what is denied where the question asks for that.
    """
    reading = SentenceReader(Fixed(words), Corpus(text)).read(question, [hit(text)])
    assert short(reading.candidates[0]) == words


@pytest.mark.parametrize("name", ["Ada Quill", "Quill"])
def test_name_alone_has_no_exact_answer(name: str) -> None:
    """A name without a question gets sentences, and no words of them are stated as an answer."""
    text = "The mayor of Ode met her Norlandish colleague Ada Quill."
    assert short(SentenceReader(Fixed("Norlandish"), Corpus(text)).read(name, [hit(text)]).candidates[0]) is None


@pytest.mark.parametrize("question", ["Who is Quill?", "Who is Ada Quill?"])
def test_office_in_capitals_says_who_somebody_is(question: str) -> None:
    """An office is no first name that is left without its surname, though both are written with capitals."""
    text = "Norlandish Prime Minister Ada Quill met the king."
    reading = SentenceReader(Fixed("king"), Corpus(text)).read(question, [hit(text)])
    assert short(reading.candidates[0]) == "Norlandish Prime Minister"


@pytest.mark.parametrize(
    ("text", "words", "exact"),
    [
        ("Roe accused Tarn of stealing a boat in Ode, a charge Norport firmly denied.", "Ode", "Norport"),
        ("Stealing the boat of Bo Tarn was denied by Norport.", "Bo Tarn", "Norport"),
        ("The guild of Ode denied that Roe was stealing the boat.", "The guild of Ode", "The guild of Ode"),
        ("Roe says that Tarn was stealing the boat.", "Roe", None),
    ],
)
def test_who_denies_stands_beside_the_denial(text: str, words: str, exact: str | None) -> None:
    """Who denied something is named beside that verb; other names of the sentence belong to what is denied."""
    reading = SentenceReader(Fixed(words), Corpus(text)).read("Who denied stealing the boat?", [hit(text)])
    assert short(reading.candidates[0]) == exact


@pytest.mark.parametrize(
    ("text", "words", "exact"),
    [
        ("Her party has 19 of the 57 seats.", "57", "19"),
        ("The ban takes effect on 1 July.", "1 July.", "1 July"),
        ("The firm was sold to Brand Inc.", "Brand Inc.", "Brand Inc."),
        ("Her party has nearly 30% of the seats.", "30", "nearly 30%"),
        ("The firm was sold for more than $30 million.", "30 million", "more than $30 million"),
        ("The firm was sold about 30 years ago in Ode.", "Ode", "Ode"),
        ("What takes effect is ‘a fair ban.’", "‘a fair ban.’", "a fair ban"),
        ("The ban that takes effect is about the 3 boats.", "the 3 boats", "the 3 boats"),
    ],
)
def test_exact_answer_is_trimmed(text: str, words: str, exact: str) -> None:
    """Of "19 of the 57" it is the 19; an amount has its unit and its "about"; no stop but that of an abbreviation."""
    asked = "How many seats has the party?" if "seats" in text else "What takes effect or was sold?"
    reading = SentenceReader(Fixed(words), Corpus(text)).read(asked, [hit(text)])
    assert short(reading.candidates[0]) == exact


@pytest.mark.parametrize(("question", "exact"), [("quill board meeting", None), ("Who met the board?", "Ada Quill")])
def test_given_name_is_no_answer_beside_its_surname(question: str, exact: str | None) -> None:
    """Who types a surname asks for more than the first name."""
    text = "The harbour board met Ada Quill."
    reading = SentenceReader(Fixed("Ada"), Corpus(text)).read(question, [hit(text)])
    assert short(reading.candidates[0]) == exact


@pytest.mark.parametrize("words", ["30 to 40 metres", "two of 37"])
def test_a_range_is_one_amount(words: str) -> None:
    """Two numbers that "to", "of" and the like join are stated together."""
    text = f"Only {words} were left."
    reading = SentenceReader(Fixed(words), Corpus(text)).read("How many were left?", [hit(text)])
    assert short(reading.candidates[0]) == words


def test_words_that_only_ask_are_not_called_missing() -> None:
    """A refusal names the words that the articles lack, and not the "much" of "how much"."""
    reason = read("How much does the zeppelin cost?").reason
    assert reason == "The articles use the word “zeppelin” nowhere."


def test_a_pronoun_is_no_exact_answer() -> None:
    """A bare "he" answers nothing by itself, however sure the reader is."""
    text = "Ole Brandt said he had seen the rock."
    reading = SentenceReader(Fixed("he"), Corpus(text)).read("Which man had seen the rock?", [hit(text)])
    assert short(reading.candidates[0]) != "he"


def test_nobody_is_told_the_one_whom_he_asked_about() -> None:
    """Whoever the question names is not the exact answer to it, not even with a title and a first name."""
    text = "Captain Ole Brandt spoke beside Ada Quill."
    for words, expected in (("Captain Ole Brandt", "Ada Quill"), ("Ada Quill", "Ada Quill")):
        reading = SentenceReader(Fixed(words), Corpus(text)).read("Who spoke beside Brandt?", [hit(text)])
        assert short(reading.candidates[0]) in (expected, None)


def test_no_exact_answer_from_a_sentence_about_somebody_else() -> None:
    """However sure the reader is, a sentence that lacks the question's name gives no exact answer."""
    text = "The port lies in a bay. Ole Brandt offered two boats. Ada Quill offered four trucks."
    for name, expected in (("Ole Brandt", "two boats"), ("Ada Quill", None)):
        reading = SentenceReader(Fixed("two boats"), Corpus(text)).read(f"What did {name} offer?", [hit(text)])
        (boats,) = [each for each in reading.candidates if "boats" in sentence(each)]
        assert short(boats) == expected


def test_exact_answer_has_its_article() -> None:
    """A noun that the reader points at without its article is shown with it; a name or a figure is not."""
    text = "The ferry stopped on the day after the vote."
    reading = SentenceReader(Fixed("day after the vote"), Corpus(text)).read("When did the ferry stop?", [hit(text)])
    assert short(reading.candidates[0]) == "the day after the vote"
    assert with_article("The 26 boats of the Quills", len("The ")) == len("The ")
    assert with_article("the Quills", len("the ")) == len("the ")


def test_month_may_be_short() -> None:
    """An article that writes "Nov. 9" speaks of November."""
    (term, *_) = analyse("Was November cold?", Corpus("Rain fell on Nov. 9.")).terms
    assert (term.known, term.named) == (True, False)
    assert holds(term, words_of("Rain fell on Nov. 9."))


def test_accent_that_stands_apart_belongs_to_its_name() -> None:
    """A name in decomposed letters is found whole."""
    text = normalize("NFD", "Then Kevin De León came.")
    assert [normalize("NFC", name.text) for name in expressions(text).names] == ["Kevin De León"]


def test_item_of_a_list_is_no_heading() -> None:
    """An item and a row of a table have no end, as a heading has none, and say something."""
    assert all(map(heading_like, ("Death of a partner", "Boats sink | Ode Courier")))
    assert not any(
        map(heading_like, ("- Death of a partner: ten days", "| Height | 96 feet |", "Ode | 140", "It rained."))
    )


def test_name_with_digits_is_one_word() -> None:
    """What no article mentions is not the letters alone of "Ode77", which one does."""
    assert [token.text for token in tokens("Ode77 beat G7 on 5 May, didn't it?")][:4] == ["Ode77", "beat", "G7", "on"]


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("He left.", True),
        ("And on 13 January, he left.", True),
        ("But she stayed.", True),
        ("On 13 January, Ada Quill left.", False),
        ("Others said he left.", False),
    ],
)
def test_pronoun_may_stand_behind_a_time(text: str, opens: bool) -> None:
    """A sentence begins with a pronoun, too, where a day or "and" goes before it."""
    assert (OPENS_WITH_PRONOUN.match(text) is not None) is opens


def test_known_month_is_no_name() -> None:
    """The article that answers may write it as "4/6", or not at all; a month that no article has is missing."""
    corpus = Corpus("The vote of 2 June was close.", "The council voted on 2/6.")
    named = {term.typed: term.named for term in analyse("Did Quill vote in June or July?", corpus).terms}
    assert named == {"Quill": True, "vote": False, "June": False, "July": True}
    text = "The council of Norport voted on 2/6 for the pier."
    reading = SentenceReader(Fixed("the pier"), Corpus(text, "June")).read(
        "What did the council vote for in June?", [hit(text)]
    )
    assert short(reading.candidates[0]) == "the pier"
