"""Which sentences an answer shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from index.words import tokens
from rag.question import analyse
from rag.reader import Candidate
from rag.spans import Span
from rag.statements import FACT_STATEMENTS, LONG_QUOTE, LONG_WORDS, excerpt, on_topic, quote, same_answer, select, torn
from tests.fakes import document, hits_of
from training.reader_cases import Statistics


def candidate(
    text: str, article: str, exact: str = "", score: float = 1.0, alone: float = 1.0, sure: bool = True
) -> Candidate:
    """A sentence that is all that its article says, with its exact answer, which is safe to state or not."""
    (hit,) = hits_of(document(text, f"{article}.txt", article))
    start = text.index(exact)
    span = Span(start, start + len(exact), 2.0) if exact else None
    return Candidate(hit, 0, len(text), score, alone, (span.start, span.end) if span and sure else None, span)


def shown(candidates: list[Candidate], form: str = "fact") -> list[list[str]]:
    """For each statement the articles that it cites."""
    return [[c.hit.document.title for c in each.candidates] for each in select(candidates, form).statements]


def test_articles_that_agree_make_one_statement() -> None:
    """The same exact answer in two articles is one statement with two sources."""
    found = [
        candidate("The toll is 26 pounds.", "A", "26 pounds"),
        candidate("Drivers pay twenty-six pounds a day.", "B", "twenty-six pounds", 0.5),
    ]
    assert shown(found) == [["A", "B"]]
    assert not select(found, "fact").differ


def test_of_articles_that_agree_the_one_that_tells_who_is_quoted() -> None:
    """A sentence that opens with a pronoun gives way to another article's that says the same."""
    found = [
        candidate("Her deputy, Bo Tarn, was more cautious.", "A", "Bo Tarn", 3.0),
        candidate("Bo Tarn is the deputy mayor of Ode.", "B", "Bo Tarn", 2.0),
    ]
    assert shown(found) == [["B", "A"]]
    assert shown([found[0], replace(found[1], short=None)]) == [["A", "B"]]


def test_unlikely_sentence_supports_nothing() -> None:
    """A sentence that hardly answers is no source of a statement, even where it holds the same number."""
    found = [
        candidate("Some 26 towns will pay.", "A", "26"),
        candidate("The fair has 26 stalls.", "B", "26", -6.0, alone=-9.0),
    ]
    assert shown(found) == [["A"]]


def test_articles_that_differ_stand_side_by_side() -> None:
    """Another article's different answer is shown too, where it answers by itself; unlikely ones are not."""
    found = [
        candidate("The toll is 26 pounds.", "A", "26 pounds", 3.0),
        candidate("Drivers pay 30 pounds.", "B", "30 pounds", -1.0),
        candidate("The town has 4,000 people.", "C", "4,000 people", -2.0, alone=-5.0),
    ]
    assert shown(found) == [["A"], ["B"]]
    assert select(found, "fact").differ


@pytest.mark.parametrize("sure", [True, False])
def test_articles_differ_only_where_both_answers_are_sure(sure: bool) -> None:
    """A rival whose exact answer would not be stated is shown, and nobody is said to disagree."""
    found = [
        candidate("Ada Quill wrote the charter.", "A", "Ada Quill", 3.0, sure=sure),
        candidate("Rolf Brand asks us to read the charter.", "B", "Rolf Brand", 2.0, sure=False),
    ]
    assert shown(found) == [["A"], ["B"]]
    assert not select(found, "fact").differ


def test_articles_differ_about_the_same_only() -> None:
    """A sure answer in a sentence about something else is shown, and nobody is said to disagree."""
    asked = analyse("When will the trams run?", Statistics(Counter({"tram": 2, "run": 2}), 9))
    found = [
        candidate("The first trams will run in 2027.", "A", "2027", 3.0),
        candidate("The new mayor takes over on 1 April.", "B", "1 April", 2.0),
        candidate("The trams run in March 2029 at the earliest.", "C", "March 2029", 1.0),
    ]
    assert not select(found[:2], "fact", asked.terms).differ
    assert select([found[0], found[2]], "fact", asked.terms).differ


def test_much_likelier_sentence_keeps_its_place() -> None:
    """A sentence whose exact answer is not stated gives way to one with an exact answer only where that is nearly as
    good.
    """
    best = candidate("The gate opens on 27 May.", "A", "27 May", 3.0, 1.0, sure=False)
    stated = candidate("The gate opened on 20 May.", "B", "20 May", 2.0, 2.0)
    assert shown([best, stated])[0] == ["B"]
    assert shown([best, replace(stated, score=0.0)])[0] == ["A"]


def test_amounts_of_other_things_do_not_stand_beside_an_amount() -> None:
    """What another article counts or measures must be the same thing, or the sentence about the same matter."""
    asked = analyse("How tall is the tower?", Statistics(Counter({"tower": 2, "tall": 1}), 9))
    best = candidate("The tower is 37 metres tall.", "A", "37 metres", 3.0)
    crew = candidate("Some 46 people work there by night.", "B", "46 people", -2.0)
    other = candidate("A height of 40 metres is given by the firm.", "C", "40 metres", -2.0)
    kept = select([best, crew, other], "fact", asked.terms, kind="number").statements
    assert [each.lead.hit.document.title for each in kept] == ["A", "C"]


def test_time_of_day_and_date_do_not_differ() -> None:
    """One article says on which day and another at what time, and nobody is said to disagree."""
    day = candidate("The wall fell on 29 March.", "A", "29 March", 3.0)
    hour = candidate("The wall fell at about 3.40 a.m.", "B", "at about 3.40 a.m", 2.0)
    other = candidate("The wall fell at 5 a.m. on Sunday.", "C", "5 a.m", 1.0)
    assert not select([day, hour], "fact", kind="date").differ
    assert select([hour, other], "fact", kind="date").differ


def test_footnote_stands_for_the_same_only() -> None:
    """An article that has the exact answer in a sentence about something else is no second source of it."""
    asked = analyse("Where was the shipyard sued?", Statistics(Counter({"shipyard": 2, "su": 1}), 9))
    found = [
        candidate("The shipyard was sued in Norport.", "A", "Norport", 3.0),
        candidate("The crew sailed to Norport.", "B", "Norport", 1.0),
        candidate("It was in Norport that the shipyard was sued.", "C", "Norport", 0.5),
    ]
    leads = select(found, "fact", asked.terms).statements
    assert [c.hit.document.title for c in leads[0].candidates] == ["A", "C"]


def test_weekdays_contradict_nothing() -> None:
    """Each article counts its own week."""
    found = [candidate("It opens on 3 May.", "A", "3 May", 3.0), candidate("It opens on Tuesday.", "B", "Tuesday", 2.0)]
    assert not select(found, "fact").differ


def test_amounts_of_one_unit_differ() -> None:
    """Two percentages contradict each other even where one is not safe enough to be stated by itself."""
    found = [
        candidate("Turnout was 58 percent.", "A", "58 percent", 3.0),
        candidate("Turnout reached 63 percent.", "B", "63 percent", 1.0, sure=False),
    ]
    assert select(found, "fact").differ


def test_sure_exact_answer_comes_first() -> None:
    """Where the best sentence has no sure exact answer, one that has and is as likely by itself leads."""
    found = [
        candidate("The fleet will stop ships at the ports.", "A", "the ports", 3.0, alone=0.5, sure=False),
        candidate("The fleet will close the Strait of Norland.", "B", "the Strait of Norland", 2.0, alone=2.0),
    ]
    assert shown(found) == [["B"], ["A"]]
    less_likely = replace(found[1], alone=0.0)
    assert shown([found[0], less_likely]) == [["A"], ["B"]]


def test_stated_answer_about_somebody_else_does_not_lead() -> None:
    """A sentence that lacks the name which the best one speaks of stays behind it, whatever exact answer it has."""
    asked = analyse("What will the fleet of Norport close?", Statistics(Counter({"norport": 1, "fleet": 2}), 3))
    found = [
        candidate("The fleet of Norport will stop ships.", "A", "ships", 3.0, alone=0.5, sure=False),
        candidate("The fleet will close the Strait of Norland.", "B", "the Strait of Norland", 2.0, alone=2.0),
    ]
    assert select(found, "fact", asked.terms).statements[0].lead is found[0]
    assert select(found, "fact").statements[0].lead is found[1]


def test_stated_answer_about_something_else_does_not_lead() -> None:
    """Nor does one that lacks the words of the question which the best one holds."""
    asked = analyse("Who sued the shipyard?", Statistics(Counter({"shipyard": 2, "su": 1}), 9))
    found = [
        candidate("A ferry line has sued the shipyard.", "A", "A ferry line", 3.0, alone=0.5, sure=False),
        candidate("His successor is Ada Quill.", "B", "Ada Quill", 2.0, alone=2.0),
    ]
    assert select(found, "fact", asked.terms).statements[0].lead is found[0]


def test_third_answer_joins_two_that_differ() -> None:
    """Where two articles differ, a less likely third answer is shown too; by itself it makes no difference."""
    found = [
        candidate("The toll is 26 pounds.", "A", "26 pounds", 3.0),
        candidate("Drivers pay 30 pounds.", "B", "30 pounds", -1.0),
        candidate("Lorries pay 45 pounds.", "C", "45 pounds", -4.0, alone=-2.0),
    ]
    assert shown(found) == [["A"], ["B"], ["C"]]
    assert not select([found[0], found[2]], "fact").differ


def test_a_name_far_above_does_not_make_a_sentence_speak_of_it() -> None:
    """Another article differs about a name that stands in or shortly before its sentence, not anywhere above it."""
    asked = analyse("What is the toll in Norport?", Statistics(Counter({"norport": 1}), 3))
    names = [term for term in asked.terms if term.named]
    best = candidate("The toll in Norport is 26 pounds.", "A", "26 pounds", 3.0)
    between = "The old road was closed for most of the spring, and the works went on into the summer. " * 3

    def other(above: str) -> Candidate:
        text = f"{above}Drivers pay 30 pounds."
        (hit,) = hits_of(document(text, "B.txt", "B"))
        start = text.index("Drivers")
        figure = text.index("30")
        toll = (figure, figure + len("30 pounds"))
        return Candidate(hit, start, len(text), -1.0, 1.0, toll, Span(*toll, 2.0))

    assert select([best, other("The bridge is in Norport. ")], "fact", names).differ
    assert not select([best, other(f"The bridge is in Norport. {between}")], "fact", names).differ


@pytest.mark.parametrize(("sentence", "differ"), [("He spoke in Sudholm.", True), ("In Sudholm Bo Tarn spoke.", False)])
def test_no_verdict_by_a_sentence_about_somebody_else(sentence: str, differ: bool) -> None:
    """A sentence that itself names somebody else is shown, and not said to contradict."""
    asked = analyse("Where did Quill speak?", Statistics(Counter({"quill": 2, "speak": 2}), 3))
    best = candidate("Quill spoke in Norport.", "A", "Norport", 3.0)
    text = f"Ada Quill went on a tour. {sentence}"
    (hit,) = hits_of(document(text, "B.txt", "B"))
    place = (text.index("Sudholm"), text.index("Sudholm") + len("Sudholm"))
    other = Candidate(hit, text.index(sentence), len(text), -1.0, 1.0, place, Span(*place, 2.0))
    found = select([best, other], "fact", asked.terms)
    assert len(found.statements) == 2
    assert found.differ is differ


def test_other_article_answers_with_its_likeliest_sentence() -> None:
    """Of another article the sentence that is likeliest by itself is set beside the best answer."""
    (hit,) = hits_of(document("The toll rose in May. Drivers pay 30 pounds.", "B.txt", "B"))
    first, second = (0, 21), (22, 44)
    spans = [Span(17, 20, 1.0), Span(34, 43, 1.0)]
    other = [Candidate(hit, *first, 2.0, 0.5, None, spans[0]), Candidate(hit, *second, 1.0, 2.0, None, spans[1])]
    best = candidate("The toll is 26 pounds.", "A", "26 pounds", 3.0)
    assert [quote(each.lead) for each in select([best, *other], "fact").statements] == [
        "The toll is 26 pounds.",
        "Drivers pay 30 pounds.",
    ]


@pytest.mark.parametrize(("words", "beside"), [("750,000", True), ("a ban", False)])
def test_asked_for_an_amount_only_amounts_stand_beside_it(words: str, beside: bool) -> None:
    """Another article's sentence about something else stands beside an amount only where it gives one."""
    asked = "How many patients took the tablet?"
    found = [
        candidate("Some 600,000 patients took the tablet.", "A", "600,000", 3.0),
        candidate(f"The chemists now speak of {words}.", "B", words, -1.0),
    ]
    terms = analyse(asked, Statistics(Counter(token.stem for c in found for token in tokens(quote(c))), 9)).terms
    statements = select(found, "fact", terms, 1, "number").statements
    assert [c.lead.hit.document.title for c in statements] == (["A", "B"] if beside else ["A"])


@pytest.mark.parametrize(("alone", "beside"), [(0.5, True), (-1.0, False)])
def test_other_matter_stands_beside_an_answer_only_where_it_likely_answers(alone: float, beside: bool) -> None:
    """What another article says is no different answer where it neither is about what is asked nor likely answers."""
    asked = "Which boats does the harbour master welcome?"
    found = [
        candidate("The harbour master welcomes rowing boats.", "A", "rowing boats", 3.0),
        candidate("The fair was full of kites.", "B", "kites", -3.0, alone),
    ]
    terms = analyse(asked, Statistics(Counter(token.stem for c in found for token in tokens(quote(c))), 9)).terms
    titles = [each.lead.hit.document.title for each in select(found, "fact", terms, 1, "thing").statements]
    assert titles == (["A", "B"] if beside else ["A"])


@pytest.mark.parametrize(
    ("text", "first"),
    [("- Death of a partner: ten days", True), ("| Edinburgh | 140 |", True), ("Death of a partner: ten days", False)],
)
def test_item_of_a_list_gives_no_place_to_a_sentence(text: str, first: bool) -> None:
    """An item or a row of a table says something without an end; a heading only names it."""
    item, sentence = candidate(text, "A", score=2.0), candidate("Leave is not paid out in cash.", "B", score=1.8)
    assert (shown([item, sentence])[0] == ["A"]) is first
    assert (["A"] in shown([sentence, item], "survey")) is first


def test_reference_mark_ends_a_sentence() -> None:
    """An encyclopedia's marks behind the full stop make no heading of a sentence."""
    marked, other = candidate("The ferry sank.[5]", "A", score=2.0), candidate("It rained.", "B", score=1.9)
    assert shown([marked, other])[0] == ["A"]


def test_another_article_answers_with_what_is_measured() -> None:
    """Of an article the sum stands beside another sum, though a share of it in the same article is likelier."""
    text = "The tram will cost 310 million crowns. The state will pay 40 percent of the cost of the tram."
    (hit,) = hits_of(document(text, "b.txt", "B"))
    sentences = []
    for exact, alone in (("310 million crowns", 1.0), ("40 percent", 2.0)):
        at = text.index(exact)
        start, end = (0, text.index(".") + 1) if alone == 1.0 else (text.index("The state"), len(text))
        sentences.append(Candidate(hit, start, end, 0.0, alone, (at, at + len(exact)), Span(at, at + len(exact), 5.0)))
    found = [candidate("The tram will cost 395 million crowns.", "A", "395 million crowns", 3.0), *sentences]
    terms = analyse("How much will the tram cost?", Statistics(Counter(["tram", "cost"]), 9)).terms
    selection = select(found, "fact", terms, 1, "money")
    assert [quote(each.lead) for each in selection.statements] == [quote(found[0]), quote(sentences[0])]
    assert selection.differ


def test_unlikely_items_of_a_list_say_something_of_the_same() -> None:
    """A sentence that is much less likely joins a list only where the reader points at words, safe to state or not, and
    it has words of the question that the first one holds.
    """
    asked = "Which towns voted for the toll?"
    found = [
        candidate("Arnsby and Velden voted for the toll.", "A", "Arnsby and Velden", 3.0),
        candidate("Ostby voted for the toll too.", "B", "Ostby", 1.0, -1.0, sure=False),
        candidate("Shares in Brightwell rose.", "C", "Brightwell", 1.0, -1.0),
        candidate("Tolmin followed suit.", "D", "Tolmin", 2.0),
        candidate("Nobody in Sarby ever voted for any toll.", "E", "", 1.0),  # no words that answer
    ]
    terms = analyse(asked, Statistics(Counter(token.stem for c in found for token in tokens(quote(c))), 9)).terms
    assert {c.lead.hit.document.title for c in select(found, "list", terms).statements} == {"A", "B", "D"}


def test_echo_of_the_question_is_no_answer() -> None:
    """Another article whose exact answer only repeats words of the question does not answer differently."""
    terms = analyse("Who owns the harbour office?", Statistics(Counter({"harbour": 1}), 10)).terms
    found = [
        candidate("Ada Quill owns it.", "A", "Ada Quill", 3.0),
        candidate("The harbour office stands on the quay.", "B", "The harbour office", 2.0),
    ]
    assert not select(found, "fact", terms).differ
    assert select(found, "fact").differ


def test_article_about_somebody_else_does_not_differ() -> None:
    """A different answer about another name, or one far less likely, is no rival."""
    terms = analyse("What does the toll of Norland cost?", Statistics(Counter({"norland": 1}), 10)).terms
    names = [term for term in terms if term.named]
    found = [
        candidate("The toll of Norland costs 26 pounds.", "A", "26 pounds", 3.0),
        candidate("The toll of Sudland costs 30 pounds.", "B", "30 pounds", -1.0),
    ]
    assert not select(found, "fact", names).differ
    assert select(found, "fact").differ
    assert not select([replace(found[0], alone=10.0), found[1]], "fact").differ


def test_unlikely_sentence_is_not_added() -> None:
    """A sentence that is much less likely than the best one is left out."""
    best, other = candidate("The bridge is closed.", "A"), candidate("Swans are white.", "B")
    assert shown([best, replace(other, score=-3.0)]) == [["A"]]
    assert shown([best, other]) == [["A"], ["B"]]


def test_less_likely_sentence_is_added_on_the_same_matter() -> None:
    """A sentence that is somewhat less likely is left out, unless it has question words of the best one."""
    terms = analyse("Why is the bridge closed?", Statistics(Counter({"bridge": 1, "closed": 1}), 10)).terms
    best = candidate("The bridge is closed for repairs.", "A", score=3.0)
    other = candidate("The bridge is closed because of ice.", "B", score=1.0)
    assert len(select([best, other], "fact", terms).statements) == 2
    assert len(select([best, replace(other, score=0.0)], "fact", terms).statements) == 1
    assert len(select([best, candidate("Swans are white.", "B", score=1.0)], "fact", terms).statements) == 1
    assert len(select([best, other], "fact").statements) == 1


def test_articles_that_share_only_small_words_do_not_agree() -> None:
    """What two short sentences have in common must be more than their subject and its verb."""
    assert shown([candidate("The bridge is closed.", "A"), candidate("The bridge is old.", "B")]) == [["A"], ["B"]]


def test_survey_takes_what_is_on_topic_however_unlikely() -> None:
    """What is said about a subject was chosen before; a sentence far less likely than another counts."""
    best, other = candidate("The bridge is closed.", "A", score=3.0), candidate("The bridge is old.", "B", score=-4.0)
    assert shown([best, other], "survey") == [["A"], ["B"]]


def test_headline_is_not_added() -> None:
    """A line without an end, such as a heading, is quoted only where it is the best there is."""
    best, heading = candidate("The bridge is closed.", "A"), candidate("Tunnel opens for repairs", "B")
    assert shown([best, heading]) == [["A"]]
    assert shown([heading, best]) == [["A"]]
    assert shown([heading, replace(best, score=-2.0)]) == [["B"]]
    page = candidate("Tunnel opens for repairs\nWork in it begins on Monday.", "B")
    cut = page.hit.text.index("\n")
    line, body = replace(page, end=cut), replace(page, start=cut + 1, score=-1.0)
    assert [quote(each.lead) for each in select([line, body], "fact").statements] == ["Work in it begins on Monday."]
    assert shown([line, replace(best, score=-1.0)]) == [["B"]]


def test_two_sides_have_more_room_than_one_fact() -> None:
    """Each of two parts may have half of what a long answer holds, which is more than half of a short one."""
    words = " ".join(["word"] * 33)
    found = [candidate(f"Ode {place} {words}.", place, score=1.0) for place in ("A", "B")]
    assert len(select(found, "fact", (), 2).statements) == 2
    assert len(select(found, "fact", (), 3).statements) == 1


def test_headline_tells_neither_why_nor_how() -> None:
    """Where a reason is asked for, a headline gives way to a much less likely sentence below it."""
    page = candidate("Tunnel opens for repairs\nWork in it begins since it leaks.", "B")
    cut = page.hit.text.index("\n")
    found = [replace(page, end=cut), replace(page, start=cut + 1, score=-3.5)]
    assert quote(select(found, "fact", kind="reason").statements[0].lead) == "Work in it begins since it leaks."
    assert quote(select(found, "fact", kind="place").statements[0].lead) == "Tunnel opens for repairs"


@pytest.mark.parametrize(("score", "fuller"), [(0.0, True), (-2.0, False)])
def test_sentence_that_says_more_of_what_is_asked_is_quoted(score: float, fuller: bool) -> None:
    """Of two sentences of an article with the same exact answer the one with more of the question's words leads."""
    page = candidate("26 have agreed. Quill said 26 towns have agreed to pay the toll.", "A")
    places = [(0, 15, 0), (16, len(page.hit.text), 27)]
    found = [
        replace(page, start=start, end=end, score=mark, short=(at, at + 2), span=Span(at, at + 2, 5.0))
        for (start, end, at), mark in zip(places, (1.0, score), strict=True)
    ]
    terms = analyse("How many towns agreed to pay the toll?", Statistics(Counter(["town", "agre", "toll"]), 9)).terms
    lead = select(found, "fact", terms, 1, "number").statements[0].lead
    assert (quote(lead) != "26 have agreed.") is fuller


def test_fact_is_short_and_survey_longer() -> None:
    """A fact takes few statements; a survey more, articles in turn, and never more words than a page holds."""
    letters = "abcdefghijklmnopqrstuv"
    found = [candidate(f"{' '.join(f'{word}{a}' for a in letters)}.", word) for word in ("so", "mi", "re", "fa", "la")]
    assert len(select(found, "fact").statements) <= FACT_STATEMENTS
    survey = select(found, "survey").statements
    assert len(survey) > FACT_STATEMENTS
    assert sum(len(quote(each.lead).split()) for each in survey) <= LONG_WORDS


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("26", "twenty-six countries", True),
        ("Ada Quill", "President Quill", True),
        ("3 June 1912", "June 3, 1912", True),
        ("1912", "3 June 1912", True),
        ("1848–1912", "3 June 1912", False),
        ("5 September", "3 September", False),
        ("26", "30", False),
        ("26", "26 February", False),
        ("Norland", "the president of Norland", False),
        ("Quill", "Quill's opponent", False),
        ("Springfield, Kentucky", "Frankfort, Kentucky", False),
        ("Ada Quill", "Ben Roe", False),
        ("Ada Kolenskaya", "President Kolenskaia", True),
        ("Ivo Brensky", "Ivo Brenskyy", True),
        ("Austria", "Australia", False),
        ("possible by May", "impossible by May", False),
        ("Quill", "Quilla", False),
        ("late December", "Dec. 30, 2022", True),
        ("December 2021", "Dec. 30, 2022", False),
        ("3 June", "4 June 2022", False),
        ("26 countries in June", "35 countries in June", False),
        ("grandson of Edmund", "Edmund's great-grandson", False),
        ("the great-grandson", "Edmund's great-grandson", True),
    ],
)
def test_same_answer(one: str, other: str, same: bool) -> None:
    """Spellings of one value meet; different values do not."""
    assert same_answer(one, other) is same
    assert same_answer(other, one) is same


def test_long_sentence_is_cut_around_its_answer() -> None:
    """Beside other answers only the clauses around the answer are quoted, verbatim."""
    text = f"{'Long ago, ' * 20}the tower, which cost 5 pounds, was sold{', and so on' * 20}."
    cut = excerpt(candidate(text, "A", "5 pounds"))
    assert "5 pounds" in quote(cut)
    assert len(quote(cut).split()) <= LONG_QUOTE
    assert quote(cut) == text[cut.start : cut.end] != text
    short = candidate("It cost 5 pounds.", "A", "5 pounds")
    assert excerpt(short) == short


def test_long_sentence_is_not_cut_before_who() -> None:
    """A clause that says who or which belongs to the words before it."""
    text = f"It rained, near Ada Quill{' and so on' * 12}, who sold the tower for 5 pounds{', as all know' * 10}."
    assert quote(excerpt(candidate(text, "A", "5 pounds"))).startswith("near Ada Quill and so on")


def test_long_sentence_is_not_cut_within_a_date() -> None:
    """A comma in a date is no place to cut."""
    clause = f"The tower cost 5 pounds{' and so on' * 8} it said"
    text = f"NORPORT, Nov 12, 2023 (Ode News) - {clause}{', as all said' * 4}."
    assert quote(excerpt(candidate(text, "A", "5 pounds"))).startswith("The tower cost 5 pounds and")


def test_sentences_are_whole_where_there_is_room() -> None:
    """A long sentence beside other answers is cut only where they leave no room for it."""
    long = f"The tower cost 5 pounds, {'and so on, ' * 12}it is said."
    found = [candidate(long, "A", "5 pounds"), candidate("It cost 9 pounds.", "B", "9 pounds")]
    assert quote(select(found, "fact").statements[0].lead) == long
    crowded = [candidate(long.replace("5", str(n)), name, f"{n} pounds") for n, name in enumerate("ABCD", 2)]
    quotes = [quote(each.lead) for each in select(crowded, "fact").statements]
    assert len(quotes) == 4
    assert sum(len(each.split()) for each in quotes) <= LONG_WORDS


def test_long_claim_is_not_cut_off_from_its_speaker() -> None:
    """A sentence whose speaker would be lost stays whole."""
    text = f"According to Ada Quill{', who came late' * 14}, some 26 companies will pay."
    long = candidate(text, "A", "26")
    assert excerpt(long) == long


def test_long_sentence_is_not_cut_between_somebody_and_the_verb() -> None:
    """Who is only described beside the subject does not become the one who does it."""
    text = (
        f"It rained{' for days' * 12} before the man accused of theft, husband of Speaker Ada Quill, "
        f"told police he paid 26 pounds{' and so on' * 6}."
    )
    assert not quote(excerpt(candidate(text, "A", "26 pounds"))).startswith("husband")


def test_denial_and_other_numbers_are_no_agreement() -> None:
    """Nearly the same words say the same only where neither sentence denies it and the numbers are the same."""
    said = candidate("The council will close the old bridge in 2026.", "A")
    for text, same in (
        ("The council will now close the old bridge in 2026.", True),
        ("The council will not close the old bridge in 2026.", False),
        ("The council will close the old bridge in 2031.", False),
        ("The council will close.", False),
    ):
        assert (len(shown([said, candidate(text, "B")], "change")) == 1) is same


def test_survey_prefers_what_holds_most_of_its_subject() -> None:
    """What holds little of the subject is out; a name may stand around a sentence, unless somebody else says it."""
    statistics = Statistics(Counter({"quill": 2, "harbour": 2, "toll": 2}), 10)
    about = analyse("the harbour toll of Quill", statistics)
    article = "Ada Quill spoke. Her toll stays. The toll of the harbour falls, Ben Roe said."
    toll = candidate(article, "A")
    sentences = ("Ada Quill spoke.", "Her toll stays.", "The toll of the harbour falls, Ben Roe said.")
    places = [(article.index(words), article.index(words) + len(words)) for words in sentences]
    found = [replace(toll, start=start, end=end, score=-n) for n, (start, end) in enumerate(places)]
    last = found[-1]
    assert last in on_topic(found, about)
    assert last not in on_topic(found, about, speaker=lambda c: "Ben Roe" if c == last else None)
    assert last in on_topic(found, about, speaker=lambda c: "the mayor" if c == last else None)


def test_survey_begins_with_what_is_likeliest() -> None:
    """Of sentences on the subject the likeliest by itself is first, though another has more of the subject's words."""
    about = analyse("the harbour toll of Quill", Statistics(Counter({"quill": 2, "harbour": 2, "toll": 2}), 10))
    whole = candidate("The harbour toll is Ada Quill's matter.", "A", alone=-1.0)
    part = candidate("Ada Quill wants a lower toll.", "B", score=0.0, alone=1.0)
    assert on_topic([whole, part], about) == [part, whole]


def test_general_words_are_no_part_of_a_subject() -> None:
    """What no article says and any might, such as "recently", does not make a sentence speak less of the subject."""
    about = analyse("the harbour already, recently, usually", Statistics(Counter({"harbour": 2}), 10))
    found = [candidate("The harbour is wide.", "A")]
    assert on_topic(found, about) == found


def test_compared_name_may_be_the_speaker() -> None:
    """Of a comparison a sentence that the compared one says counts, though it says only "she"."""
    statistics = Statistics(Counter({"quill": 2, "ada": 1, "harbour": 2}), 10)
    about = analyse("Ada Quill on the harbour", statistics)
    said = candidate("The harbour is old, she said.", "Ada Quill")
    assert on_topic([said], about, "Ada Quill") == []
    assert on_topic([said], about, "Ada Quill", lambda _: "Ada Quill") == [said]


def test_side_of_a_comparison_is_what_the_one_says_or_does() -> None:
    """Where somebody speaks, what others say in which the name only stands is not shown below it."""
    about = analyse("Quill on the harbour", Statistics(Counter({"quill": 2, "harbour": 2}), 10))
    own = candidate("The harbour is old, she said.", "A", alone=-1.0)
    others = candidate("The harbour that is linked to Quill is safe, Roe said.", "B", alone=2.0)
    speakers = {"A": "Ada Quill", "B": "Roe"}
    assert on_topic([others], about, "Quill", lambda c: speakers[c.hit.document.title]) == [others]
    assert on_topic([others, own], about, "Quill", lambda c: speakers[c.hit.document.title]) == [own]


@pytest.mark.parametrize(
    ("subject", "own"),
    [
        ("Quill's stance on the harbour", True),
        ("Quill on the harbour", True),
        ("has Quill changed over the harbour", True),
        ("the harbour and Quill", True),
        ("who is for and against Quill at the harbour", False),
    ],
)
def test_stance_is_told_by_the_one_whose_it_is(subject: str, own: bool) -> None:
    """Asked for somebody's stance, what the one says or does goes before likelier sentences that only name the one."""
    about = analyse(subject, Statistics(Counter({"quill": 2, "harbour": 2}), 10))
    speakers = {"A": "Ada Quill", "B": "Roe", "C": None}
    others = candidate("The harbour that is linked to Ada Quill is safe, Roe said.", "B", alone=1.0)
    said = candidate("The harbour of Ode, said Ms Ada Quill, is old.", "A")
    done = candidate("Ada Quill closed the harbour.", "C")
    first, *_ = on_topic([others, said, done], about, speaker=lambda c: speakers[c.hit.document.title])
    assert (first in (said, done)) is own
    assert on_topic([others, said], about, speaker=lambda c: speakers[c.hit.document.title])[0] is (
        said if own else others
    )


def test_times_are_no_part_of_a_subject() -> None:
    """Days and years of a question need not stand in what is said of the toll at other times, nor do they count."""
    statistics = Statistics(Counter({"toll": 2, "friday": 3, "rise": 3, "quill": 2}), 10)
    about = analyse("how did the toll of Quill rise from Friday to 5 March 2024", statistics)
    said = candidate("The toll of Ada Quill was 3 pounds.", "A")
    assert on_topic([said], about) == [said]
    assert on_topic([candidate("The toll was 3 pounds.", "A")], about) == []


def test_subject_that_is_counted_is_told_by_amounts_first() -> None:
    """Of the number of boats, what gives one goes before likelier sentences without."""
    statistics = Statistics(Counter({"boat": 2, "number": 2}), 10)
    found = [candidate("Boats are fine to count.", "A", alone=1.0), candidate("Of boats 26 came.", "B", alone=-0.5)]
    assert on_topic(found, analyse("the number of boats", statistics)) == found[::-1]
    assert on_topic(found, analyse("the boats", statistics)) == found


@pytest.mark.parametrize(("subject", "alone"), [("Quill's to the toll", True), ("Quill's toll", False)])
def test_of_somebodys_stance_what_does_not_name_the_one_is_not_shown(subject: str, alone: bool) -> None:
    """The noun, "reaction" or the like, is left out of a subject; what is somebody's own thing, others tell of too."""
    about = analyse(subject, Statistics(Counter({"quill": 2, "toll": 2}), 10))
    article = "Ada Quill likes the toll. The toll is high. She would raise the toll."
    (hit,) = hits_of(document(article))
    named, other, hers = (Candidate(hit, *span, 1.0, 1.0) for span in hit.passage.sentences)
    told = on_topic([named, other, hers], about, speaker=lambda c: "Ada Quill" if c == hers else None)
    assert (set(told) == {named, hers}) is alone
    assert (other in told) is not alone


def test_headline_that_was_cut_off_is_no_sentence() -> None:
    """Its dots are no end: it gives way to a sentence below it that is nearly as good."""
    headline = candidate("Quill opens new harbour for ...", "A", "Quill", 2.0)
    headline = replace(
        headline, hit=replace(headline.hit, document=replace(headline.hit.document, title=quote(headline)))
    )
    sentence = candidate("Ada Quill opened the harbour.", "B", "Ada Quill", 1.0)
    assert select([headline, sentence], "fact").statements[0].lead == sentence


def test_same_sentence_in_two_articles_is_one_statement_whatever_is_pointed_at() -> None:
    """Two articles that take a sentence from one agency agree, though the reader points at other words of each."""
    text = "Just 101 of the 35,414 boats sank, or 0.285%."
    assert shown([candidate(text, "A", "101"), candidate(text, "B", "0.285%", 0.5)]) == [["A", "B"]]


def test_one_named_by_a_subject_need_not_name_the_rest_of_it() -> None:
    """Of "Quill on the fares in Norland" Quill speaks of the fares; others, or Quill on boats, must say "Norland"."""
    about = analyse("Quill on the fares in Norland", Statistics(Counter({"quill": 2, "fare": 2, "norland": 3}), 10))
    said = ("The fares are high, Quill said.", "The boats are old, Quill said.")
    fares, boats = (replace(candidate(f"{text} Norland is far.", "A"), end=len(text)) for text in said)
    assert on_topic([fares], about, speaker=lambda _: "Ada Quill") == [fares]
    assert on_topic([fares], about, speaker=lambda _: "Ben Roe") == []
    assert on_topic([boats], about, speaker=lambda _: "Ada Quill") == []


def test_survey_keeps_to_its_subject() -> None:
    """A sentence speaks of a subject when it holds its names; a subject with unknown names has none."""
    statistics = Statistics(Counter({"harbour": 2, "roe": 1, "say": 3}), 10)
    found = [candidate("Ms Roe likes the harbour.", "A"), candidate("The harbour is deep.", "B")]
    about = analyse("the harbour of Roe", statistics)
    assert [c.hit.document.title for c in on_topic(found, about)] == ["A"]
    assert on_topic(found, analyse("the harbour of Quill", statistics)) == []
    assert on_topic(found, analyse("submarines zeppelins harbour", statistics)) == []
    assert on_topic(found, analyse("the harbour", statistics), name="the mayor") == []


def test_exact_answer_is_not_given_twice_from_one_article() -> None:
    """Where an article's exact answer is shown, its next sentence that only gives it again is left out."""
    text = (
        "The mayor said 26 boats will carry guests to Tolmin. Quill was glad, for 26 boats came. Tickets cost 3 euros."
    )
    (hit,) = hits_of(document(text))
    spans = hit.passage.sentences
    exact = ("26 boats", "26", "3 euros")
    starts = [text.index(words, span[0]) for words, span in zip(exact, spans, strict=True)]
    places = [(start, start + len(words)) for words, start in zip(exact, starts, strict=True)]
    best, again, other = (
        Candidate(hit, *span, 1.0, 1.0, place, Span(*place, 5.0)) for span, place in zip(spans, places, strict=True)
    )
    assert [each.lead for each in select([best, again, other], "fact").statements] == [best, other]
    unsure = replace(best, short=None, alone=2.0)
    assert [each.lead for each in select([unsure, again, other], "fact").statements] == [unsure, again, other]


def test_list_holds_what_is_likely_by_itself() -> None:
    """An item in words of its own joins a list where it likely answers by itself; an unlikelier one does not."""
    asked = analyse("What warnings did Quill give?", Statistics(Counter(), 9))
    found = [
        candidate("Quill gave two warnings on Monday.", "A", "two", 3.0, 3.0),
        candidate("Such ferries would be fair game, he said.", "B", "Such ferries", 1.0, 0.2),
        candidate("The ferry sailed at noon.", "C", "noon", 1.0, -0.2),
    ]
    leads = [statement.lead.hit.document.title for statement in select(found, "list", asked.terms).statements]
    assert leads == ["A", "B"]


def test_headline_with_an_exact_answer_takes_no_place() -> None:
    """A sentence without an exact answer that may be stated does not give way to a headline that has one."""
    found = [
        candidate("The fair first ran on the pier.", "A", "on the pier", 2.0, sure=False),
        candidate("First fair run in limbo", "B", "limbo", 1.5, 2.0),
    ]
    asked = analyse("Where did the fair first run?", Statistics(Counter(), 9))
    assert select(found, "fact", asked.terms).statements[0].lead == found[0]


def test_two_answers_of_one_article_leave_none_to_state() -> None:
    """An article with another safe answer, nearly as likely, leaves open which is meant; an unlikelier one not."""
    page = candidate("The fair has 50 stalls. It has 150 tents.", "A")
    cut = page.hit.text.index(" It")

    def part(start: int, end: int, exact: str, score: float, sure: bool = True) -> Candidate:
        at = page.hit.text.index(exact)
        span = Span(at, at + len(exact), 5.0)
        return replace(
            page, start=start, end=end, score=score, short=(at, at + len(exact)) if sure else None, span=span
        )

    first = part(0, cut, "50", 3.0)
    for second, expected in (
        (part(cut + 1, len(page.hit.text), "150", 2.0), True),
        (part(cut + 1, len(page.hit.text), "150", 1.0), False),
        (part(cut + 1, len(page.hit.text), "150", 2.0, sure=False), False),
        (candidate("The fair has 150 tents.", "B", "150", 2.0), False),
    ):
        assert torn(select([first, second], "fact").statements) is expected


@pytest.mark.parametrize(
    ("first", "second", "score", "lead"),
    [
        ("June 2022", "3 June 2022", 2.0, "3 June 2022"),
        ("2022", "3 June 2022", 2.0, "3 June 2022"),
        ("June 2022", "3 July 2022", 2.0, "June 2022"),
        ("June 2022", "3 June 2021", 2.0, "June 2022"),
        ("June 2022", "3 June 2022", 0.0, "June 2022"),
        ("4 June 2022", "3 June 2022", 2.0, "4 June 2022"),
    ],
)
def test_day_goes_before_its_month(first: str, second: str, score: float, lead: str) -> None:
    """Asked when, the day of another sentence is the answer, where it is of the same month or year and as likely."""
    found = [
        candidate(f"The bridge fell in {first}.", "A", first, 3.0),
        candidate(f"The bridge fell on {second}.", "A", second, score),
    ]
    best = select(found, "fact", kind="date").statements[0].lead
    assert best.short is not None
    assert best.hit.text[slice(*best.short)] == lead


@pytest.mark.parametrize(("kind", "beside"), [("other", True), ("polar", False)])
def test_yes_or_no_takes_no_other_article_that_hardly_answers(kind: str, beside: bool) -> None:
    """What another article says less likely than not answers stands beside an answer, but not beside a yes or no."""
    found = [
        candidate("The toll at the pier rose to 30 pounds.", "A", "rose to 30 pounds", 2.0, alone=3.0),
        candidate("Drivers at the pier saw the toll fall.", "B", "saw the toll fall", -3.0, alone=-1.0),
    ]
    terms = analyse("Did the toll at the pier rise?", Statistics(Counter({"toll": 2, "pier": 2}), 10)).terms
    assert (len(select(found, "fact", terms, kind=kind).statements) > 1) is beside
