"""The metrics of eval/: each on answers small enough to judge by eye."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval import metrics
from eval.matching import says
from eval.questions import Evidence, Question
from eval.run import Outcome
from eval.scores import score, totals
from rag.answer import Answer, Citation

TEXT = "The mayor, Ana Ruiz, opened 26 bridges on 4 May. Nobody came."
NAME = ("town.txt", 11, 19)  # "Ana Ruiz"


def cite(start: int, end: int, document: str = "town.txt", number: int = 1) -> Citation:
    return Citation(number, document, "Bridges", document, None, TEXT[start:end], start, end, "0")


def answer(text: str, *citations: Citation, short: str | None = None) -> Answer:
    return Answer("?", "?", text, short=short, citations=list(citations), confidence=0.9)


def refusal() -> Answer:
    return Answer("?", "?", "The documents do not say.", abstained=True)


def question(answerable: bool = True, **fields: object) -> Question:
    values: dict[str, object] = {"facts": (("Ana Ruiz", "Señora Ruiz"),), "may_cite": ("town.txt",)}
    return Question("q", "who_said", "Who opened them?", answerable, **(values | fields))  # type: ignore[arg-type]


OPENED = cite(0, 48)
NOBODY = cite(49, 61)


@pytest.mark.parametrize(
    ("text", "phrase", "held"),
    [
        ("He said “no” – twice", 'said "no" - twice', True),
        ("Señora  Ruiz\nspoke", "senora ruiz", True),
        ("1260 bridges", "26", False),
        ("26-nation plan", "26", True),
        ("Yes, it will", "re:^yes\\b", True),
        ("Yesterday", "re:^yes\\b", False),
    ],
)
def test_a_phrase_is_held_as_whole_words_in_any_style(text: str, phrase: str, held: bool) -> None:
    """Case, accents, quotes, dashes and spaces do not matter; parts of words do not count."""
    assert says(text, phrase) is held


def test_an_answer_that_states_and_cites_its_fact_has_no_faults() -> None:
    """The fact in the text, with a citation on the words that state it, is a right answer."""
    given = answer("“The mayor, Ana Ruiz, opened 26 bridges on 4 May.” [1]", OPENED)
    assert metrics.faults(question(), given, (), [[NAME]]) == []


def test_a_fact_from_a_title_alone_is_not_stated() -> None:
    """A name in the text counts only when a citation stands on words that state it."""
    given = answer("“Nobody came.” [1] (A visit with Ana Ruiz)", NOBODY)
    assert metrics.faults(question(), given, (), [[NAME]]) == ["does not state and cite 'Ana Ruiz'"]


def test_a_right_sentence_of_another_document_does_not_count() -> None:
    """The same offsets in another document are other words."""
    given = answer("Ana Ruiz [1]", cite(0, 48, document="other.txt"))
    assert metrics.faults(question(), given, (), [[NAME]]) == ["does not state and cite 'Ana Ruiz'"]


@pytest.mark.parametrize(
    ("fields", "problems", "fault"),
    [
        ({"must_cite": ("other.txt",)}, (), "does not cite other.txt"),
        ({"forbidden": ("4 May",)}, (), "says '4 May'"),
        ({}, ("[1] the quote does not stand there",), "citation: [1] the quote does not stand there"),
    ],
)
def test_each_further_fault_is_named(fields: dict[str, object], problems: tuple[str, ...], fault: str) -> None:
    """A missing article, a forbidden phrase and a citation that does not hold each make a miss."""
    given = answer("Ana Ruiz opened 26 bridges on 4 May. [1]", OPENED)
    assert metrics.faults(question(True, **fields), given, problems, [[NAME]]) == [fault]


def test_a_misleading_exact_answer_is_a_fault_where_the_question_asks_for_one() -> None:
    """Who, how many, when and where: a wrong `short` stands first and is what people read."""
    given = answer("4 May\n\nAna Ruiz opened 26 bridges. [1]", OPENED, short="4 May")
    assert metrics.faults(question(), given, (), [[NAME]]) == ["gives '4 May' as the exact answer"]
    assert metrics.short_answer(question(), given) == 0
    assert metrics.short_answer(question(), answer("Ana Ruiz [1]", OPENED, short="Ana Ruiz")) == 1
    assert metrics.short_answer(question(), answer("Ana Ruiz [1]", OPENED)) is None


def test_refusals_are_right_for_unanswerable_questions_only() -> None:
    """Refusing is a miss where the articles answer, and right where they do not."""
    assert metrics.faults(question(), refusal(), (), [[NAME]]) == ["refused"]
    assert metrics.faults(question(False, facts=()), refusal(), (), []) == []


def test_a_corrected_premise_is_right_and_no_failed_refusal() -> None:
    """An unanswerable question with facts may be refused or corrected, but not answered otherwise."""
    corrected, other = answer("Nobody came. [1]", NOBODY), answer("Ana Ruiz opened 26 bridges. [1]", OPENED)
    asked = question(False, facts=(("nobody came",),))
    came = [[("town.txt", 49, 61)]]
    assert metrics.faults(asked, corrected, (), came) == []
    assert metrics.faults(asked, other, (), came) == ["answered where the articles say nothing"]
    assert metrics.refusal_recall(asked, corrected, right=True) is None
    assert metrics.refusal_recall(asked, other, right=False) == 0
    assert metrics.refusal_recall(asked, refusal(), right=True) == 1


def test_refusal_scores_leave_out_what_they_say_nothing_about() -> None:
    """Recall is over unanswerable questions, precision over refusals; the rest has no score."""
    assert metrics.refusal_recall(question(), refusal(), right=False) is None
    assert metrics.refusal_precision(question(), refusal()) == 0
    assert metrics.refusal_precision(question(False), refusal()) == 1
    assert metrics.refusal_precision(question(False), answer("x [1]", OPENED)) is None


def test_citation_match_is_the_share_of_citations_from_the_right_articles() -> None:
    """One of two citations from an allowed article is a half; a refusal has no score."""
    both = answer("x [1] y [2]", OPENED, cite(0, 5, document="other.txt", number=2))
    assert metrics.citation_match(question(), both) == 0.5
    assert metrics.citation_match(question(), refusal()) is None


def test_citation_validity_scores_given_answers_only() -> None:
    """One problem makes an answer's citations invalid; a refusal has no score."""
    given = answer("x [1]", OPENED)
    assert metrics.citation_validity(given, ()) == 1
    assert metrics.citation_validity(given, ("no",)) == 0
    assert metrics.citation_validity(refusal(), ()) is None


def test_the_first_citation_is_judged_by_its_number() -> None:
    """The citation with the lowest number must stand on the stating words."""
    good, bad = cite(0, 48, number=1), cite(49, 61, number=2)
    assert metrics.first_citation(answer("x [1] y [2]", bad, good), [[NAME]]) == 1
    assert metrics.first_citation(answer("x [1]", NOBODY), [[NAME]]) == 0
    assert metrics.first_citation(refusal(), [[NAME]]) is None


def test_a_citation_of_page_furniture_lowers_the_article_share() -> None:
    """Citations that touch a furniture span do not come from the article."""
    both = answer("x [1] y [2]", OPENED, cite(49, 61, number=2))
    assert metrics.article_share(both, [("town.txt", 55, 90)]) == 0.5
    assert metrics.article_share(refusal(), []) is None


def test_words_are_counted_without_markers() -> None:
    """A marker is no word, and a refusal has no length."""
    assert metrics.words(answer("Nobody came. [1]", NOBODY)) == 2
    assert metrics.words(refusal()) is None


NEEDS = [[("a", 10, 20), ("b", 0, 5)], [("c", 7, 9)]]
HITS = [("a", 12, 40), ("c", 0, 50), ("b", 0, 30)]


@pytest.mark.parametrize(("k", "recall"), [(1, 0.0), (2, 0.5), (3, 1.0)])
def test_recall_counts_needs_that_a_hit_holds_whole(k: int, recall: float) -> None:
    """A hit that cuts a span off does not meet the need; any one span of a need is enough."""
    assert metrics.recall_at(NEEDS, HITS, k) == recall


def test_reciprocal_rank_looks_at_the_first_hit_that_helps() -> None:
    """The second hit is the first that meets a need; without a helping hit the score is 0."""
    assert metrics.reciprocal_rank(NEEDS, HITS) == 0.5
    assert metrics.reciprocal_rank(NEEDS, HITS[:1]) == 0
    assert metrics.reciprocal_rank([], HITS) is None
    assert metrics.recall_at([], HITS, 5) is None


def test_a_share_has_an_interval_around_it_and_skips_questions_without_a_score() -> None:
    """None is left out, the seed fixes the interval, and more questions make it narrower."""
    few, many = metrics.share([1.0, 0.0, None, 1.0, 1.0]), metrics.share([1.0, 0.0, 1.0, 1.0] * 100)
    assert few is not None
    assert many is not None
    assert (few.value, few.count) == (0.75, 4)
    assert few == metrics.share([1.0, 0.0, None, 1.0, 1.0])
    assert few.low < many.low < 0.75 < many.high < few.high
    assert many.high - many.low == pytest.approx(2 * 1.96 * (0.75 * 0.25 / 400) ** 0.5, rel=0.15)
    assert metrics.share([None]) is None


def test_percentiles_interpolate() -> None:
    """The median of an even number of values lies between the middle two."""
    assert metrics.percentile([1, 2, 3, 10], 50) == 2.5
    assert metrics.percentile([], 50) is None


def test_separation_is_the_area_under_the_roc_curve() -> None:
    """1 when every answerable question is the more confident one, a half where it is a coin toss."""
    assert metrics.separation([0.9, 0.8], [0.1, 0.2]) == 1
    assert metrics.separation([0.5], [0.5]) == 0.5
    assert metrics.separation([0.1, 0.9], [0.5]) == 0.5
    assert metrics.separation([], [0.5]) is None


def test_calibration_error_weighs_the_gap_of_each_bin_by_its_size() -> None:
    """Three answers at 0.9 of which all are right, one at 0.25 that is wrong: (3 * 0.1 + 0.25) / 4."""
    confidences, right = [0.9, 0.9, 0.9, 0.25], [1.0, 1.0, 1.0, 0.0]
    assert metrics.expected_calibration_error(confidences, right) == pytest.approx((3 * 0.1 + 0.25) / 4)
    assert [bin.count for bin in metrics.reliability(confidences, right)] == [1, 3]
    assert metrics.expected_calibration_error([], []) is None


def test_confidence_one_falls_into_the_last_bin() -> None:
    """The last bin holds both its edges."""
    assert metrics.reliability([1.0], [1.0])[0].high == 1.0


@pytest.mark.parametrize(
    ("text", "speaker", "short", "faults"),
    [
        ("26 (according to Bo Tarn)\n\n“26 came.” [1]\n(Bridges)", "Bo Tarn", "26", []),
        ("“26 came.” [1]\n(Bridges)", "Bo Tarn", None, []),
        ("“26 came, Bo Tarn said.” [1]\n(Bridges)", None, None, []),
        ("26\n\n“26 came.” [1]\n(Bridges)", "Bo Tarn", "26", ["opens with '26' as if it were a fact"]),
        ("“26 came.” [1]\n(Bo Tarn and his bridges)", None, None, ["names nobody like 'Tarn' as the speaker"]),
        ("“Tarn: 26 came.” [1]\n(Bridges)", "Ana Ruiz", None, ["says that it is from 'Ana Ruiz'"]),
    ],
)
def test_a_claim_must_be_given_to_its_speaker(
    text: str, speaker: str | None, short: str | None, faults: list[str]
) -> None:
    """The speaker is named in the words or the citation, a title does not count, and no claim opens as a fact."""
    asked = question(facts=(("26",),), speaker=("Tarn",))
    given = answer(text, replace(OPENED, speaker=speaker), short=short)
    assert metrics.unattributed(asked, given, [("town.txt", 29, 31)]) == faults


def unread(**fields: object) -> Question:
    values: dict[str, object] = {"kind": "meta", "wants": "reply", "facts": (("two", "2"),), "may_cite": ()}
    return Question("m", question="How many?", answerable=True, **(values | fields))  # type: ignore[arg-type]


def test_a_reply_is_right_by_its_words_and_its_kind() -> None:
    """What is not searched for needs no evidence: the facts in the text and the kind of answer decide."""
    said = Answer("?", "?", "There are 2 documents.", kind="reply", confidence=1.0)
    assert metrics.faults(unread(), said, (), [()]) == []
    assert metrics.faults(unread(facts=(("three",),)), said, (), [()]) == ["does not state 'three'"]
    assert metrics.faults(unread(), refusal(), (), [()])[0] == "is a kind of refusal, not of reply"
    assert metrics.faults(unread(wants="refusal", facts=()), refusal(), (), []) == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"may_cite": ()}, "cites town.txt"),
        ({"must_cite": ("other.txt",)}, "does not cite other.txt"),
        ({"quotes": (2, 3)}, "cites 1 sentences, not 2 to 3"),
        ({"evidence": (Evidence("town.txt", "Nobody came."),)}, "does not cite 'Nobody came.'"),
        ({"forbidden": ("2 bridges",)}, "says '2 bridges'"),
    ],
)
def test_a_summary_is_right_by_what_it_cites(fields: dict[str, object], fault: str) -> None:
    """A summary or a found quote cites the right documents, as many sentences as asked for, and the words meant."""
    said = answer("2 bridges: [1]", OPENED)
    asked = unread(**{"wants": "answer", "may_cite": ("town.txt",), **fields})
    assert metrics.faults(asked, said, (), [()]) == [fault]
    assert metrics.faults(unread(wants="answer", may_cite=("town.txt",)), said, (), [()]) == []


def test_kinds_that_are_not_read_do_not_move_the_reader_s_scores() -> None:
    """Replies, sure by their making, count in no score of confidence, refusal or retrieval; a wrong one is seen."""
    wrong = Answer("?", "?", "Hello.", kind="reply", confidence=1.0)
    outcomes = [
        Outcome(unread(), wrong, (), ("does not state 'two'",), ((),), (), (), (), 1.0),
        Outcome(question(), answer("Ana Ruiz [1]", OPENED), (), (), ((NAME,),), ((NAME,),), (), (), 1.0),
        Outcome(question(), wrong, (), ("does not state and cite 'Ana Ruiz'",), ((NAME,),), ((NAME,),), (), (), 1.0),
    ]
    found = totals(outcomes)
    assert found["all questions right"] is not None
    assert found["all questions right"].count == 3
    assert found["answers given right"] is not None
    assert (found["answers given right"].count, found["answers given right"].value) == (2, 0.5)
    assert sum(bin.count for bin in score(outcomes).reliability) == 2
