"""Follow-ups become standalone questions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from index.words import tokens
from rag import Turn
from rag.antecedents import gender_told, may_be_person, no_person
from rag.attribution import attribute
from rag.conversation import (
    LONGEST_FOLLOW_UP,
    MOST_ADDED,
    ConversationWeights,
    FollowUps,
    choose,
    person_asked_about,
    said,
    with_names,
)
from rag.rewriting import correct, explain, join, pick, rewrite, swap
from rag.spans import SpanReader
from rag.talk import MOST_CHARACTERS, MOST_TURNS, Conversation
from rag.talk import read as talk_of

BRIDGE = [
    Turn(
        "How much will the bridge repairs cost?",
        "4.2 million\n\n“The mayor, Ada Quill, named the sum of 4.2 million for the Tolmin bridge.” [1]\n"
        "(Bridge repairs, Harbour News, 5 May 2025)",
    )
]
SHIPS = [Turn("Will Norland send ships to Tolmin?", "“Norland will send three ships to Tolmin.” [1]\n(Ships at sea)")]
CAPTAIN = [Turn("Who is Jonas Varga?", "“Jonas Varga is the captain of the ferry Lindo.” [1]\n(The Lindo)")]
PACT = [Turn("Which towns joined the water pact?", "“Arlen, Brod and Castel joined the water pact.” [1]\n(Water)")]


@cache
def follow_ups() -> FollowUps:
    """The real one, loaded once."""
    return FollowUps(SpanReader.open(), ConversationWeights.open())


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it is searched."""
    return follow_ups().standalone(question, history)


def added(question: str, history: list[Turn]) -> set[str]:
    """Words that the standalone question has and the typed one has not, in lower case."""
    before, after = ({t.text.lower() for t in tokens(text)} for text in (question, standalone(question, history)))
    return after - before


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("Where did she say that?", BRIDGE, "Where did Ada Quill say that?"),
        ("Is her party in favour?", BRIDGE, "Is Ada Quill's party in favour?"),
        ("Is he married?", CAPTAIN, "Is Jonas Varga married?"),
        ("When did his career begin?", CAPTAIN, "When did Jonas Varga's career begin?"),
    ],
)
def test_a_pronoun_becomes_the_name_it_stands_for(question: str, history: list[Turn], expected: str) -> None:
    """Pronouns of persons are replaced by names, possessive ones by possessive names."""
    assert standalone(question, history).startswith(expected)


STRIKE = [
    Turn(
        "Why did the dockers of Brod stop work?",
        "“The dockers want a shorter shift, said Bo Tarn, who leads the strike.” [1]\n(Dockers stop work)",
    )
]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Quill say about it?", "What did Quill say about the strike?"),
        ("What did the mayor Ada Quill demand during it?", "What did the mayor Ada Quill demand during the strike?"),
        ("has Norport agreed to it yet?", "has Norport agreed to the strike yet?"),
        ("What does Quill want to do about it?", "What does Quill want to do about the strike?"),
        ("How did Quill pay them?", "How did Quill pay the dockers?"),
    ],
)
def test_an_object_is_not_the_subject_of_its_clause(question: str, expected: str) -> None:
    """A pronoun that ends a clause whose subject is a name stands for something else, and is replaced."""
    talk = Conversation.of(question, [(turn.question, said(turn.answer)) for turn in STRIKE])
    chosen = [mention for mention in talk.mentions if mention.stem in ("strike", "docker")]
    assert rewrite(question, talk, chosen).startswith(expected)


def test_that_behind_a_name_is_what_was_asked() -> None:
    """What somebody says "to that" is searched with the words of the question before."""
    assert {"dockers", "stop"} <= added("What did Quill say to that?", STRIKE)


@pytest.mark.parametrize(
    "question",
    [
        "Did Norport raise its toll?",
        "Did Ada Quill say he would resign?",
        "Did Ada Quill buy the boat and sell it?",
        "Did Norport have a doctor in it?",
        "Does the Lindo have passengers on it?",
        "What did Norport say would ruin it?",
        "Did Norport's council vote on it?",
        "Who at Norport knew about it?",
        "Did Ada Quill buy the boat before Norport saw it?",
        "When did Lindo sink, and who found it?",
        "What did Ada Quill say she thought of it?",
        "How long did it take to cross the river?",
        "How much does it cost to repair a tunnel?",
        "How long does it take a lorry?",
        "What does it mean to run a lighthouse?",
        "Is it true that ferries sink?",
    ],
)
def test_what_may_stand_in_the_question_itself_stays(question: str) -> None:
    """A pronoun that may mean a name or a thing of the question, and an "it" that means nothing, are left alone."""
    assert standalone(question, STRIKE) == question


def test_an_it_that_took_or_cost_something_is_replaced() -> None:
    """Only where something follows that it takes or costs does "it" stand for nothing."""
    tunnel = [Turn("Who built the tunnel?", "“Arlen built it.” [1]\n(Tunnel)")]
    for question in ("How long did it take to build?", "How much did it cost?", "What does it mean for the town?"):
        assert standalone(question, tunnel).startswith(question.replace("it", "the tunnel"))


def test_and_continues_a_question_that_stands_for_nothing() -> None:
    """A short question behind "and" gains words, but not in the place of an "it" that means nothing."""
    tunnel = [Turn("How deep is the tunnel?", "“The tunnel is 40 metres deep.” [1]\n(Tunnel)")]
    assert standalone("and how long does it take a lorry?", tunnel).startswith(
        "and how long does it take a lorry? (about "
    )


def test_they_are_no_measure_and_it_no_plural() -> None:
    """Of what fits the form, a measure, a plural for "it" and a verb are passed over; what was asked about is first."""
    answer = "“Cracks closed the road for three weeks; the council sold tickets.” [1]"
    talk = Conversation.of("Are they free?", [("Which tickets did he want?", answer)])

    def of(question: str, *stems: str) -> str:
        wanted = {mention.stem: mention for mention in talk.mentions}
        about = Conversation(talk_of(question), talk.asked, talk.answers, talk.mentions)
        return rewrite(question, about, [wanted[stem] for stem in stems]).partition(" (")[0]

    assert of("How long are they?", "week", "crack") == "How long are the Cracks?"
    assert of("Are they free?", "crack", "ticket") == "Are the tickets free?"
    assert of("Who closed it?", "crack", "road") == "Who closed the road?"
    assert of("Who closed it?", "want", "road") == "Who closed the road?"


def test_a_name_that_describes_a_thing_stands_before_it() -> None:
    """With "in the Lindo shipyard" the thing is the shipyard; a verb behind a name does not join it."""
    for asked, expected in (
        ("Who works in the Lindo shipyard?", "Where is the Lindo shipyard?"),
        ("Who drowned after the Lindo sank?", "Where is Lindo?"),
        ("Did the Lindo sink?", "Where is Lindo?"),
    ):
        talk = Conversation.of("Where is it?", [(asked, "")])
        chosen = [mention for mention in talk.mentions if mention.stem in ("lindo", "shipyard", "sank", "sink")]
        assert rewrite("Where is it?", talk, chosen).startswith(expected)


def test_a_name_that_opens_a_sentence_is_known_from_elsewhere() -> None:
    """A capital at the beginning of a sentence is a name's where another sentence has it within."""
    talk = Conversation.of("Who owns it?", [("Where is the head office of Lindo?", "“Lindo has moved.” [1]")])
    (lindo,) = [mention for mention in talk.mentions if mention.stem == "lindo"]
    lindo.places.sort(key=lambda place: not place[1])
    assert rewrite("Who owns it?", talk, [lindo]) == "Who owns Lindo?"


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        # a bridge and a town are nobody
        ("Who replaced him?", "“Jonas Varga closed the Tolmin Bridge.” [1]", "Who replaced Jonas Varga?"),
        (
            "Who is she meeting?",
            "“The mayor of Brod, Mira Oblak, meets the dockers.” [1]",
            "Who is Mira Oblak meeting?",
        ),
        # the article says who is a woman and who is a man
        ("Did he read it?", "“Mira Oblak said she knew.” [1]\n“Jonas Varga spoke.” [2]", "Did Jonas Varga read it?"),
        ("Did he read it?", "“Mira Oblak met Roe in her office.” [1]\n“Roe sent a letter.” [2]", "Did Roe read it?"),
        ("Did she read it?", "“Mr Lind wrote to Cora Roe.” [1]", "Did Cora Roe read it?"),
        (
            "Did Quill know him?",
            "“The Norport ferries stop, said Ivo Lind of the Norport office.” [1]",
            "Did Quill know Ivo",
        ),
        # a firm stands behind "of"
        ("Is she rich?", "“Mira Oblak, head of Velto, praised Velto.” [1]", "Is Mira Oblak rich?"),
    ],
)
def test_he_and_she_are_people_of_their_gender(question: str, answer: str, expected: str) -> None:
    """Neither a place nor somebody whom the quotes call by the other pronoun is "he" or "she"."""
    talk = Conversation.of(question, [("What happened?", answer)])
    chosen = [m for m in talk.mentions if any(talk.text(*at).words[place].name for *at, place in m.places)]
    for order in (chosen, chosen[::-1]):
        assert rewrite(question, talk, order).startswith(expected)


def test_gender_is_told_by_statements_about_somebody() -> None:
    """A question tells nothing, nor does what somebody is to another; signs that differ tell nothing either."""
    assert gender_told("Ada Quill", ["Ada Quill sold her boat."]) == "she"
    assert gender_told("Ada Quill", ["Mrs Quill spoke.", "Quill said that she knew."]) == "she"
    assert gender_told("Ada Quill", ["Did Ada Quill say that he knew?", "Ada Quill, his wife, spoke."]) is None
    assert (
        gender_told("Ada Quill", ["Jonas Varga told Ada Quill that he knew.", "He warned Ada Quill, he said."]) is None
    )
    assert gender_told("Jo Quill", ["Jo Quill sold his boat.", "Jo Quill sold her boat."]) is None


def test_whom_a_quote_means_by_its_pronoun_is_said() -> None:
    """Who opens a quote as "he" or "she" belongs to the conversation, with the gender."""
    answer = "next week\n\n“She meets Ivo Lind next week.” [1] (“She” is the mayor of Brod, Mira Oblak [2].)\n(Mayor)"
    assert said(answer) == "next week “She (Mira Oblak) meets Ivo Lind next week.”"
    talk = Conversation.of("Where is he now?", [("When do they meet?", said(answer))])
    people = [mention for mention in talk.mentions if mention.stem in ("oblak", "lind")]
    assert rewrite("Where is he now?", talk, people).startswith("Where is Ivo Lind now?")


def test_he_is_the_one_who_was_the_answer() -> None:
    """Asked who, the next "he" is the person that the answer names, not what the question named."""
    answer = "Rashid Okey\n\n“Rashid Okey, the foreign minister of Tolland, met the Fares Board.” [1]\n(Board meets)"
    history = [Turn("Who is the foreign minister of Tolland?", answer)]
    assert standalone("What did he say about the fares?", history).startswith(
        "What did Rashid Okey say about the fares"
    )


def test_a_surname_is_no_thing() -> None:
    """An "it" does not stand for somebody whose whole name was said, but for other names."""
    talk = Conversation.of("How was it received?", [("When did Quill float the plan?", "“Ada Quill did.” [1]")])
    quill = [mention for mention in talk.mentions if mention.stem == "quill"]
    assert not rewrite("How was it received?", talk, quill).startswith("How was Quill")
    ship = Conversation.of("How was it received?", [("When did Lindo arrive?", "“Lindo arrived in May.” [1]")])
    lindo = [mention for mention in ship.mentions if mention.stem == "lindo"]
    assert rewrite("How was it received?", ship, lindo) == "How was Lindo received?"


def test_a_country_is_nobody() -> None:
    """Neither a country nor its capital is "he", however much was said of it; a role alone keeps its article."""
    towns = "“According to Quill, 26 towns of Peru have agreed to repair the roads of Peru and Lima.” [1]\n(Roads)"
    asked = [Turn("How many towns agreed to repair Peru's roads?", towns)]
    assert standalone("Did he name them?", asked).startswith("Did Quill name them?")
    spoke = [
        Turn("What did the President of Peru say about roads?", "“We want roads,” said the President. [1]\n(Roads)")
    ]
    assert standalone("Where was he?", spoke).startswith("Where was the President?")


@pytest.mark.parametrize(
    "question", ["Why?", "When was that?", "Who said so?", "how many?", "Who repairs that bridge?"]
)
def test_what_finds_no_place_stands_behind(question: str) -> None:
    """A question without a pronoun to replace keeps its words and gains the conversation's in brackets."""
    resolved = standalone(question, BRIDGE)
    assert resolved.startswith(f"{question} (about ")
    assert "Tolmin" in resolved or "repairs" in resolved


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("And Sudland?", "Will Sudland send ships to Tolmin?"),
        ("what about the Isle of Wend?", "Will the Isle of Wend send ships to Tolmin?"),
        ("and to Brod?", "Will Norland send ships to Brod?"),
        ("why?", "Why will Norland send ships to Tolmin?"),
        ("When?", "When will Norland send ships to Tolmin?"),
    ],
)
def test_an_ellipsis_repeats_the_question_before_it(question: str, expected: str) -> None:
    """With "and X?" X takes the place of a phrase of its kind in the question before; "why?" goes in front of it."""
    assert standalone(question, SHIPS) == expected


@pytest.mark.parametrize("question", ["Who else joined?", "What other towns joined it?"])
def test_what_was_said_is_set_apart_from_what_else_is_asked(question: str) -> None:
    """A question for others than those that were said names them with "besides"."""
    assert "(besides " in standalone(question, PACT)


def test_a_date_takes_the_place_of_a_date() -> None:
    """A year or a month changes the one that was asked about."""
    assert swap("and in 2024?", "How many ferries ran in 2023?") == "How many ferries ran in 2024?"
    assert (
        swap("and according to Roe?", "How near is peace, according to Quill?")
        == "How near is peace, according to Roe?"
    )
    assert swap("and according to Roe?", "Is peace near? (about Norland)") == (
        "Is peace near, according to Roe? (about Norland)"
    )
    assert swap("What in 2024?", "How many ferries ran in 2023?") == "How many ferries ran in 2024?"
    assert swap("and what in March?", "What did Quill say in June 2024?") == "What did Quill say in March 2024?"
    assert swap("How near in Roe's?", "How near is peace in Quill's view?") == "How near is peace in Roe's?"
    assert swap("What for?", "Who paid for the quay?") is None
    assert (
        swap("and Peru?", "Which countries will pay Norland for the ships?") == "Will Peru pay Norland for the ships?"
    )
    assert swap("And the UK?", "Which countries have signed?") == "Has the UK signed?"
    assert swap("and the uk?", "Which countries have signed?") == "Has the UK signed?"
    assert swap("and italy?", "Which countries will sign?") == "Will Italy sign?"
    assert swap("and Peru?", "Which countries agreed to pay Chile?") == (
        "Which countries agreed to pay Chile? (about Peru)"
    )
    assert swap("and Brod?", "Which countries will pay Castel?") == "Which countries will pay Brod?"
    assert swap("What about March?", "Who met the mayor in June?") == "Who met the mayor in March?"


def test_a_thing_has_its_article() -> None:
    """A noun in the place of a pronoun reads as a person would write it."""
    talk = Conversation.of("What is their length?", [("Which bridges cross the bay?", "Two bridges cross the bay.")])
    (bridges,) = [mention for mention in talk.mentions if mention.stem == "bridg"]
    assert rewrite("What is their length?", talk, [bridges]) == "What is the bridges' length?"
    talk = Conversation.of("Who paid for it?", [("What did the repairs of the tunnel cost?", "")])
    (tunnel,) = [mention for mention in talk.mentions if mention.stem == "tunnel"]
    assert rewrite("Who paid for it?", talk, [tunnel]) == "Who paid for the tunnel?"


def test_a_name_takes_the_place_of_what_the_question_is_about() -> None:
    """Of what stands in brackets behind a question the first is the likeliest that another one is asked for."""
    assert swap("What about Peru?", "Why? (about Canada, ships, Norland)") == "Why? (about Peru, ships, Norland)"
    assert swap("What about Brod?", "Who leads the strike at the Lindo shipyard?") == (
        "Who leads the strike at the Brod shipyard?"
    )
    assert swap("What about Ada Lind?", "Who leads the strike at the Lindo shipyard?") is None
    assert swap("And Ada Lind?", "What does Norlandish Prime Minister Bo Tarn want?") == "What does Ada Lind want?"
    assert swap("What about Peru?", "Why did ships leave Norland? (about Canada)").startswith(
        "Why did ships leave Peru?"
    )


def test_a_country_is_put_in_once() -> None:
    """What a country's people are called does not come along with the country."""
    talk = Conversation.of("Why was that?", [("Will Canada send ships?", "“Canadian ships stay at home.” [1]")])
    chosen = [mention for mention in talk.mentions if mention.stem in ("canada", "canadian")]
    assert len(chosen) == 2
    assert rewrite("Why was that?", talk, chosen) == "Why was that? (about Canada)"


def test_an_owner_takes_the_place_of_an_owner() -> None:
    """With "and X's?" the mark of possession stands once."""
    assert swap("And Sudland's?", "What is Norland's position?") == "What is Sudland's position?"
    assert swap("And Sudland?", "What is Norland's position?") == "What is Sudland's position?"


def test_ellipses_in_a_row_reach_back_to_the_whole_question() -> None:
    """After "and X?", "and Y?" still knows what was asked of X, whatever came of it."""
    history = [*SHIPS, Turn("And Sudland?", "The documents do not answer this. Nothing in them says so.")]
    assert standalone("And Westland?", history) == "Will Westland send ships to Tolmin?"
    assert standalone("why?", history) == "Why will Sudland send ships to Tolmin?"


def test_the_second_one_is_what_the_answer_listed_second() -> None:
    """An ordinal picks from a list of names in the answer, or else from its quotes."""
    assert standalone("When did the second one join?", PACT).startswith("When did Brod join?")
    assert pick("What about the last one?", [("", "“Arlen, Brod and Castel joined.” [1]")]) == "What about Castel?"
    assert pick("the second one?", [("", "“It rained.” [1]\n\n“It snowed.” [2]")]) == "It snowed?"
    assert pick("the second one?", [("", "“It rained.” [1]")]) is None
    assert pick("the second one?", []) is None


def test_the_second_one_is_whom_the_question_named_second() -> None:
    """Where the answer lists nothing, the names of the question are counted; afterwards "the second one" is of them."""
    both = ("Who are Ada Quill and Jonas Varga?", "“The mayor of Brod, Mira Oblak, spoke.” [1]")
    assert pick("What did the first one say?", [both]) == "What did Ada Quill say?"
    history = [Turn(*both), Turn("What did the first one say?", "“Brod and Castel voted, Quill said.” [1]")]
    assert standalone("and the second one?", history) == "What did Jonas Varga say?"
    history[1] = Turn("Which towns voted?", history[1].answer)
    assert pick("When did the second one vote?", [(turn.question, turn.answer) for turn in history]) == (
        "When did Castel vote?"
    )


def test_why_not_denies() -> None:
    """A bare "why not?" asks why what was asked is not so."""
    assert explain("why not?", "Did Quill get a loan?") == "Why didn't Quill get a loan?"
    assert explain("And why not?", "Will Norland send ships?") == "Why won't Norland send ships?"
    assert explain("why not?", "Isn't it open?") == "Why isn't it open?"
    assert explain("why not?", "May the Lindo sail?") == "Why may not the Lindo sail?"
    assert explain("why?", "Did Quill get a loan?") == "Why did Quill get a loan?"
    assert explain("why not?", "Who got a loan?") is None


@pytest.mark.parametrize(
    ("question", "previous", "expected"),
    [
        ("what about the council?", "has the school agreed? (about fees)", "has the council agreed? (about fees)"),
        ("and the other drivers?", "When do the nurses meet?", "When do the other drivers meet?"),
        ("What about the mayor?", "What did Velto say to that?", "What did the mayor say to that?"),
        ("how about the old pier?", "What does the new pier cost?", "What does the old pier cost?"),
        # a part or a side of what was asked about, or unclear what it is like
        ("and the reason?", "When did the strike begin?", None),
        ("and the cost?", "How long did the repair take?", None),
        ("what about the passengers?", "When did the ferry sink?", None),
        ("what about the mayor?", "When was Norport founded?", None),
        ("what about the mayor?", "Why did the council close the pier?", None),
        ("what about the toll?", "Why did Quill close the bridge?", None),
        ("and the oldest?", "What did the mayor say?", None),
        ("and the weather?", "What did the minister say?", None),
        ("and the passengers?", "Why did the ferry company raise its fares?", None),
        ("what about the great fire of the old town hall?", "What did the mayor say?", None),
    ],
)
def test_a_noun_takes_the_place_of_one_like_it(question: str, previous: str, expected: str | None) -> None:
    """Somebody who acts becomes the subject where somebody who acts is, and a thing replaces the same thing."""
    assert swap(question, previous) == expected


@pytest.mark.parametrize(
    ("question", "previous", "expected"),
    [
        ("and for the next tunnel?", "Who paid? (about harbour)", "Who paid for the next tunnel? (about harbour)"),
        ("and for children?", "How much is a ticket for adults?", "How much is a ticket for children?"),
        ("And in winter?", "How often does the ferry run?", "How often does the ferry run in winter?"),
        ("and nationally?", "How much does a teacher in Brod earn?", "How much does a teacher earn nationally?"),
        ("and elsewhere?", "When did the strike begin?", "When did the strike begin elsewhere?"),
        ("and before that?", "How long did the trip take?", None),
        ("and by whom?", "When was the bridge closed?", None),
        ("and during the strike?", "How many ferries ran in 2023?", None),
        ("and of the tunnel?", "How many died?", None),
        ("and with the council?", "Why did Quill resign?", None),
        ("and finally?", "Who paid?", None),
        ("how many at a time?", "When can people visit?", None),
    ],
)
def test_a_phrase_that_finds_none_like_it_stands_behind(question: str, previous: str, expected: str | None) -> None:
    """A phrase with a preposition ends a question for a number, time or person; "nationally" replaces a place."""
    assert swap(question, previous) == expected


def test_a_question_made_whole_gains_little_more() -> None:
    """Behind a question that its pronoun's name completes stand the two likeliest phrases; behind others all."""
    row = "“The harbour, the tunnel, the lighthouse and the ferry pleased Ada Quill.” [1]"
    for question, most in (("Where did she swim?", 2), ("Why was that?", 5)):
        talk = Conversation.of(question, [("What happened?", row)])
        named = [
            mention for mention in talk.mentions if mention.stem in ("quill", "harbour", "tunnel", "lighthous", "ferri")
        ]
        assert rewrite(question, talk, named).partition(" (")[2].count(",") == most - 1


@pytest.mark.parametrize("history", [BRIDGE, SHIPS, CAPTAIN, PACT, SHIPS + CAPTAIN])
@pytest.mark.parametrize(
    "question",
    [
        "How many passengers can the Lindo carry in winter?",
        "Did Mira Oblak say what her council is going to do about the toll?",
        "  What is the population of Piran ?",
        "Which pipeline was closed by the storm?",
        "How tall is the Idrija lighthouse?",
    ],
)
def test_an_independent_question_stays(question: str, history: list[Turn]) -> None:
    """A question that names what it is about, even with a pronoun for it, stays character for character."""
    assert standalone(question, history) == question


@pytest.mark.parametrize("question", ["Why?", "Did she say that?", "And Sudland?"])
def test_the_first_question_stays(question: str) -> None:
    """Without a conversation nothing is added."""
    assert standalone(question, []) == question


def test_a_resolved_person_or_country_needs_no_further_words() -> None:
    """What an ellipsis or a pronoun of a person became is left alone when it is asked again."""
    for question, history in (("And Sudland?", SHIPS), ("Is he married?", CAPTAIN)):
        resolved = standalone(question, history)
        assert standalone(resolved, [*history, Turn(question)]) == resolved


def test_questions_alone_are_enough() -> None:
    """A conversation whose answers are not known still gives its questions' words."""
    history = [Turn("Who is Jonas Varga?"), Turn("Where was he born?")]
    assert standalone("Is he married?", history) == "Is Jonas Varga married?"


def test_refusals_markers_and_labels_are_not_borrowed_from() -> None:
    """Of an answer only the quotes and the short answer count; a refusal says nothing."""
    assert said("The documents do not answer this. They mention Spain nowhere.") == ""
    assert said("This cannot be searched. The question has 5,000 characters; ask one of at most 4,000.") == ""
    assert said(BRIDGE[0].answer).endswith("for the Tolmin bridge.”")
    refused = [Turn("Where is the ferry Lindo?", "The documents do not answer this. They mention Spain nowhere.")]
    assert not added("Why is it so slow?", refused) & {"spain", "documents", "mention"}


def test_an_earlier_turn_can_change_or_go() -> None:
    """Only the conversation that is passed counts."""
    edited = [Turn("Who is Mira Oblak?", "“Mira Oblak is the captain of the ferry Lindo.” [1]\n(The Lindo)")]
    assert standalone("Where does she live?", edited).startswith("Where does Mira Oblak live?")
    assert "Varga" not in standalone("Where does she live?", edited)
    assert standalone("Where does she live?", [Turn("", "")]) == "Where does she live?"


def test_a_claim_of_the_asker_is_searched_and_no_more() -> None:
    """A claim about what was said before stays the asker's words; nothing of the conversation confirms it."""
    question = "As you said, Sudland sends ships?"
    assert question.rstrip("?") in standalone(question, SHIPS)


@pytest.mark.parametrize(
    "question",
    ["🤔", "почему?", "なぜですか", "", "   ", "???", "그리고?", "why 🤔?", "\u202ewhy?", "a" * 10_000, "it " * 1500],
)
def test_odd_questions_do_no_harm(question: str) -> None:
    """Emoji, other scripts and very long texts come back; without a Latin letter, or too long, unchanged."""
    resolved = standalone(question, [*BRIDGE, Turn("🤔", "なぜ"), Turn("x" * 4000, "y " * 4000)])
    assert len(resolved) < len(question) + 500
    if len(question) > LONGEST_FOLLOW_UP or not any("a" <= c.lower() <= "z" for c in question):
        assert resolved == question


@pytest.mark.parametrize("question", ["Why was that?", "Who said that?", "Where did she say that?"])
def test_words_that_only_frame_a_question_are_not_borrowed(question: str) -> None:
    """The words "how much" of the question before say nothing about its subject."""
    assert "much" not in added(question, BRIDGE)


def test_a_question_gains_a_bounded_number_of_words() -> None:
    """However much was said, a few phrases are added."""
    answer = " ".join(f"The council of Town{n} met mayor Name{n} Quill{n}." for n in range(300))
    gained = added("Who said that?", [Turn("What happened in Tolmin?", answer)])
    assert 0 < len(gained) <= 3 * MOST_ADDED


def test_a_long_conversation_costs_no_more() -> None:
    """Only the first turn and the latest ones are read, and of a long answer its beginning: the work is bounded."""
    turns = [
        Turn(f"What happened in Town{n}?", f"“Mayor Name{n} spoke. {'Nothing else. ' * 400}” [1]") for n in range(200)
    ]
    kept = [turns[0], *turns[-MOST_TURNS:]]
    assert standalone("Why did he say that?", turns) == standalone("Why did he say that?", kept)
    assert "Name150" not in standalone("Why did he say that?", turns)
    tail = [Turn("What happened?", "x " * MOST_CHARACTERS + "Marzipan")]
    assert "Marzipan" not in standalone("Why did he say that?", tail)


def test_street_is_nobody() -> None:
    """What something is in is a place, of two words as well; what is somebody's own is not."""
    assert not may_be_person("Tanner Lane", "he", ["Shops in Tanner Lane lost trade."])
    assert may_be_person("Ada Quill", "she", ["The council lost faith in Ada Quill's plan."])


_RIVALS = "“Ada Quill, the rival of Ivo Lind, met Bo Tarn in Brod.” [1]\n(Rivals)"


@pytest.mark.parametrize(
    ("question", "previous", "expected"),
    [
        ("Where?", "When did Quill sell the boat?", "Where did Quill sell the boat?"),
        ("And why?", "When did Quill sell the boat?", "Why did Quill sell the boat?"),
        ("when?", "What did Ada Quill say about the toll?", "When did Ada Quill say that about the toll?"),
        ("where?", "What has the mayor announced?", "Where has the mayor announced that?"),
        ("When?", "When did Quill sell the boat?", None),
        ("why not?", "When did Quill sell the boat?", None),
        ("Why?", "Who sold the boat?", None),
        ("Why?", "What did Quill sell?", None),
    ],
)
def test_bare_question_word_asks_the_question_before_anew(question: str, previous: str, expected: str | None) -> None:
    """It takes the place of another question word, or asks of "that" which somebody said."""
    assert explain(question, previous) == expected


@pytest.mark.parametrize(
    ("questions", "person"),
    [
        (["What did Ada Quill say of the harbour?"], "Ada Quill"),
        (["What did Quill say of the harbour?"], "Quill"),
        (["Who is Ada Quill?"], "Ada Quill"),
        (["What did Ada Quill say of the harbour?", "Why?"], "Ada Quill"),
        (["What did Ada Quill say of the harbour?", "Did she beat Ivo Lind?"], "Ada Quill"),
        (["Who met Ivo Lind?"], "Ada Quill"),
        (["Who met Ivo Lind?", "When?"], "Ada Quill"),
        (["Who met Ivo Lind?", "Why did she leave?"], "Ada Quill"),
        (["Who met Ivo Lind?", "What did they say?"], None),
        (["Who met her rival?", "Why did she leave?"], None),
        (["What did Ada Quill say of Ivo Lind?"], None),
        (["What did Ada Quill say?", "Did he win?"], None),
        (["When did the harbour open?"], None),
    ],
)
def test_person_asked_about_stays_the_one(questions: list[str], person: str | None) -> None:
    """A later "she" is whom the question named or the answer to "who" named, and no bystander of a quote."""
    turns = [(question, said(_RIVALS)) for question in questions]
    found = person_asked_about(Conversation.of("How old is she?", turns))
    assert (found and " ".join(found.values())) == person


@pytest.mark.parametrize(
    ("answer", "person"),
    [
        ("“Norland Prime Minister, Ada Quill, met Lind.” [1]", "Ada Quill"),
        ("“Ivo Lind saw Ada Quill.” [1]", "Ada Quill"),
        ("Ute Roe\n\n“Ada Quill says that Ute Roe met Lind.” [1]", "Ute Roe"),
    ],
)
def test_person_answered_is_new_and_somebody(answer: str, person: str) -> None:
    """Asked who, the answer is no office without a name, nobody whom the question named, and the exact answer first."""
    talk = Conversation.of("How old is she?", [("Who met Lind?", said(answer))])
    found = person_asked_about(talk)
    assert found is not None
    assert " ".join(found.values()) == person


def test_exact_answer_of_one_name_leaves_no_bystander() -> None:
    """Where the answer is "Ute", nobody whom only its quote names takes that one's place."""
    talk = Conversation.of("How old is she?", [("Who met Lind?", said("Ute\n\n“Ada Quill saw Ute.” [1]"))])
    assert person_asked_about(talk) is None


def test_it_is_no_month() -> None:
    """A month is hardly ever what "it" stands for."""
    talk = Conversation.of("How long was it?", [("Who slept?", "“It was cold, and January was wet.” [1]")])
    january = [mention for mention in talk.mentions if mention.stem == "januari"]
    assert january
    assert rewrite("How long was it?", talk, january).startswith("How long was it?")


@pytest.mark.parametrize(
    ("question", "stems", "expected"),
    [
        ("How long was it?", ["brod", "strike"], "How long was the strike?"),
        ("Did Quill end it?", ["peru", "strike"], "Did Quill end the strike?"),
        ("What will it do?", ["strike", "peru"], "What will Peru do?"),
        ("Where was it?", ["peru"], "Where was it?"),
        ("How long was it?", ["brod", "march"], "How long was Brod?"),
    ],
)
def test_it_is_a_place_only_where_nothing_else_is(question: str, stems: list[str], expected: str) -> None:
    """A strike is what was long; a country does things; a month or what only an answer names is nothing of that."""
    turns = [("Who called the strike in Brod in March?", "“Ada Quill of Peru did, in a Brod school.” [1]")]
    talk = Conversation.of(question, [(asked, said(answer)) for asked, answer in turns])
    mentions = {mention.stem: mention for mention in talk.mentions}
    assert rewrite(question, talk, [mentions[stem] for stem in stems]).startswith(expected)


def test_person_asked_about_takes_the_place_of_the_pronoun() -> None:
    """However likely the words of others are, and though the quotes tell of them whether they are a man or a woman."""
    answer = "“Ada Quill met Ute Lind in Brod.” [1]\n“Ute Lind lost her boat.” [2]\n(Rivals)"
    talk = Conversation.of("How old is she?", [("What did Ada Quill say?", said(answer))])
    likely = np.array([0.9 if mention.stem in ("ute", "lind") else 0.3 for mention in talk.mentions])
    chosen = choose(talk, likely, 0.25, person_asked_about(talk))
    assert rewrite("How old is she?", talk, chosen, person_asked_about(talk) or {}).startswith("How old is Ada Quill?")
    assert not rewrite("How old is she?", talk, chosen).startswith("How old is Ada Quill?")


def test_body_is_no_he_in_an_article() -> None:
    """An abbreviation's tour or league is nobody who posts or says something, and a name before another is no place."""
    text = (
        "The club in Quill Park opened with Ada Quill and the NLA Tour. "
        "In the spring, Quill has praised the club. “We won,” she posted on her page."
    )
    found = attribute(text, text.index("“We won"), len(text))
    assert found is not None
    assert found.speaker == "Quill"


def test_names_typed_small_before_are_names_where_the_answers_write_them_so() -> None:
    """The question "who is ada quill?" names somebody, as the quotes of its answer show, and not who else they name."""
    answer = "“Mayor Bo Tarn met Ada Quill, who sells boats, in Brod.” [1]\n(Rivals)"
    assert with_names([("who is ada quill?", said(answer))])[0][0] == "who is Ada Quill?"
    assert (
        follow_ups()
        .standalone("where did she win?", [Turn("who is ada quill?", answer)])
        .startswith("where did Ada Quill win?")
    )


@pytest.mark.parametrize(
    ("question", "expected"), [("Was it built?", "Was Ada Quill's quay built?"), ("Did she win?", "Did Ada Quill win?")]
)
def test_it_is_what_belongs_to_a_name(question: str, expected: str) -> None:
    """What "it" is after "Ada Quill's quay" is the quay, named with whose it is; "she" is Ada Quill."""
    talk = Conversation.of(question, [("Who backs Ada Quill's quay?", said("“Ben Roe backs it.” [1]\n(Rivals)"))])
    chosen = [mention for stem in ("quill", "ada", "quay") for mention in talk.mentions if mention.stem == stem]
    assert rewrite(question, talk, chosen, person_asked_about(talk) or {}).startswith(expected)


def test_what_belongs_to_a_name_is_joined_for_it_only() -> None:
    """Where nothing is "it", the name and what belongs to it stay two phrases, the less likely of which may be left."""
    talk = Conversation.of("How old are they?", [("Who backs Ada Quill's quay?", said("“Two men do.” [1]\n(Rivals)"))])
    chosen = [mention for stem in ("quill", "ada", "quay") for mention in talk.mentions if mention.stem == stem]
    assert [phrase.text for phrase in join(talk, chosen)] == ["Ada Quill", "quay"]


def test_name_of_an_act_is_a_thing() -> None:
    """A law or a treaty with a name of several words is what "it" stands for, and nobody who is "he"."""
    talk = Conversation.of("When was it passed?", [("What is the Ferry Labour Act?", said("“A law.” [1]\n(Rivals)"))])
    chosen = [mention for stem in ("labour", "act", "ferri") for mention in talk.mentions if mention.stem == stem]
    assert rewrite("When was it passed?", talk, chosen).startswith("When was Ferry Labour Act passed?")
    assert no_person("the Persian Gulf")


@pytest.mark.parametrize(
    ("question", "before", "meant"),
    [
        ("no, sorry, the signalmen", "Who leads ODE-TD?", "Who leads the signalmen?"),
        ("No, I meant Peru", "What does Norland say about the plan?", "What does Peru say about the plan?"),
        ("not Norland, Peru", "What does Norland say about Ode?", "What does Peru say about Ode?"),
        ("sorry, the second bridge", "When was the first bridge built?", "When was the second bridge built?"),
        ("I meant in 2024", "How many boats sank in 2023?", "How many boats sank in 2024?"),
        ("wait, the ferry", "How long is the bridge?", "How long is the ferry?"),
        ("wait, the ferry", "When will the bridge open?", None),
        ("no, Ode", "Did Norport and Peru send boats?", "Did Ode and Peru send boats?"),
        ("no thanks", "Who leads ODE-TD?", None),
        ("no, he did not", "Who leads ODE-TD?", None),
        ("no, I meant how many sank", "How many boats sank in 2023?", None),
        ("not Lind, Quill", "What does Norland say?", None),
    ],
)
def test_correction_takes_the_place_of_what_it_corrects(question: str, before: str, meant: str | None) -> None:
    """“No, I meant X” asks the question before of X; what is no phrase, or finds no clear place, is left."""
    assert correct(question, before) == meant


def test_correction_is_resolved() -> None:
    """A correction is searched as the question that it puts right."""
    history = [Turn("What does Norland say about the plan?", "“Norland supports the plan.” [1]")]
    assert standalone("no, I meant Peru", history) == "What does Peru say about the plan?"


def test_adjective_of_a_country_is_no_subject() -> None:
    """Whose “Peruvian” was said with somebody is not asked about with that one."""
    told = "Peruvian minister\n\n“Peruvian minister Ada Quill confirmed that no boats would sail to Norport.” [1]"
    assert standalone("what did she say?", [Turn("Who is Ada Quill?", told)]) == "what did Ada Quill say?"
