"""The form of answer that a question wants, and the questions inside it."""

from __future__ import annotations

import pytest

from rag.forms import FORMS, form_of, question_in, subject, take_apart


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Who built the bridge?", "fact"),
        ("What is the status of this bus?", "fact"),
        ("Which car won?", "fact"),
        ("When did the mayor change her name?", "fact"),
        ("what does the second timeline compress", "fact"),
        ("Which countries signed?", "list"),
        ("Which countries refuse to pay?", "list"),
        ("Which coastal nations border the bay?", "list"),
        ("Which leaders spoke at the fair?", "list"),
        ("Which leaders in the north?", "fact"),
        ("Which towns does the ferry serve?", "list"),
        ("Which requests of the union did the mayor reject?", "list"),
        ("Which car does she drive?", "fact"),
        ("List all bridges that were closed.", "list"),
        ("What reasons were given for the delay?", "list"),
        ("What is said about the harbour?", "survey"),
        ("What do the articles say about the harbour?", "survey"),
        ("tell me more about the harbour", "survey"),
        ("Where does the council stand?", "survey"),
        ("Who is for and who is against the tunnel?", "survey"),
        ("How has the council's position on the tunnel changed?", "change"),
        ("Has the mayor softened her line on parking?", "change"),
        ("What changed in the harbour?", "change"),
        ("the mayor on parking, first and later", "change"),
        ("What was first planned for the harbour, and what later?", "change"),
        ("Quill - what she promised at the start and what she said at the end", "change"),
        ("the mayor and the harbour: before she was in office and after", "change"),
        ("How did the number of boats grow?", "change"),
        ("How has the toll fallen since May?", "change"),
        ("How did the flood spread from Friday to Monday?", "change"),
        ("How was the plan narrowed between May and June?", "change"),
        ("harbour toll at first vs latest", "change"),
        ("Which boats did the board want at first compared with now?", "change"),
        ("Which boats does the board recommend now compared with before?", "change"),
        ("Had the harbour frozen in 2025, and what about now?", "change"),
        ("What became of the bridge, from the first vote through to today?", "change"),
        ("How did the plague spread?", "fact"),
        ("How was the plan narrowed?", "fact"),
        ("How did the mayor get from Ode to the end of the pier?", "fact"),
        ("How did the mayor fall into the harbour?", "fact"),
        ("How did the bridge fall?", "fact"),
        ("Who was seen at the beginning of the race and later won?", "fact"),
        ("How many people lived there before the war and since?", "fact"),
        ("Was Ode United against Nahe played in May?", "fact"),
        ("Was the cost divided over ten years?", "fact"),
        ("When was the first ship launched?", "fact"),
        ("Which articles mention the harbour?", "survey"),
        ("Which prime ministers are mentioned in the articles?", "survey"),
        ("What harbour officials do the articles name?", "survey"),
        ("Which officials are named by name?", "survey"),
        ("Which articles do you have on the harbour?", "survey"),
        ("Is there an article about the harbour?", "survey"),
        ("Is there a bridge about the harbour?", "fact"),
        ("Which officials are mentioned by the mayor?", "list"),
        ("Which countries are mentioned?", "list"),
        ("In which documents is the tunnel discussed?", "survey"),
        ("Do the mayor's reports differ?", "survey"),
        ("Are all towns of one mind about the toll?", "survey"),
        ("Are the towns split into two?", "fact"),
        ("When were the towns united on the toll?", "fact"),
        ("What is the latest on the harbour?", "survey"),
        ("Any news about the harbour?", "survey"),
        ("What's new in Norport?", "survey"),
        ("What is the latest opening date of the tram?", "fact"),
        ("Who are Quill's lawyers?", "list"),
        ("Who were the victims?", "list"),
        ("Who was the victim?", "fact"),
        ("What evidence is there against the mayor?", "list"),
        ("What is the evidence against the mayor?", "fact"),
        ("Do the articles agree on the tunnel?", "survey"),
    ],
)
def test_form(question: str, form: str) -> None:
    """Grammar words tell whether one fact is asked for, several, all that is said, or a change."""
    assert form in FORMS
    assert form_of(question) == form


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("When and where was the summit held?", ["When and where was the summit held?"]),
        ("How many ships sank and when did it happen?", ["How many ships sank?", "when did it happen?"]),
        ("Who paid? Where is the bridge?", ["Who paid?", "Where is the bridge?"]),
        ("How long is the bridge, and do the articles agree?", ["How long is the bridge?"]),
        ("How long is the bridge? Do all sources agree on it?", ["How long is the bridge?"]),
        ("How many boats came: what figures do the reports give?", ["How many boats came?"]),
        ("How much was the toll? do the estimates differ?", ["How much was the toll?"]),
        (
            "When will the two towns meet? Do they agree on a toll?",
            ["When will the two towns meet?", "Do they agree on a toll?"],
        ),
        (
            "Will the bridge last? What do the experts think?",
            ["Will the bridge last?", "What do the experts think: Will the bridge last?"],
        ),
        ("Do the articles agree on the bridge?", ["Do the articles agree on the bridge?"]),
        ("What did the mayor say about the bridge, and why?", ["What did the mayor say about the bridge, and why?"]),
        ("Did the fence fall? What does each side say?", ["Did the fence fall?"]),
        ("What was first planned, and what later?", ["What was first planned?"]),
        (
            "How did the toll differ between what was said and what was paid?",
            ["How did the toll differ between what was said and what was paid?"],
        ),
        (
            "Which ships met between Ode and Ulm and when did it happen?",
            ["Which ships met between Ode and Ulm?", "when did it happen?"],
        ),
        ("did the rules for the toll change, and how", ["did the rules for the toll change, and how"]),
        ("Hello! Where is the bridge?", ["Hello! Where is the bridge?"]),
    ],
)
def test_questions_in_one_are_taken_apart(question: str, parts: list[str]) -> None:
    """Two questions in one are two parts, each a question; a clause is none."""
    assert [part.question for part in take_apart(question).parts] == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Compare Ada Quill and Ben Roe on parking",
         [("Ada Quill", "Ada Quill on parking"), ("Ben Roe", "Ben Roe on parking")]),
        ("What do Ada and Ben each think of the bridge?",
         [("Ada", "What do Ada think of the bridge?"), ("Ben", "What do Ben think of the bridge?")]),
        ("What do Ada Quill and Ben Roe each want?",
         [("Ada Quill", "What do Ada Quill want?"), ("Ben Roe", "What do Ben Roe want?")]),
        ("Do the mayor and the council agree?",
         [("the mayor", "Do the mayor agree?"), ("the council", "Do the council agree?")]),
        ("What is the difference between Norland's and Sudland's position?",
         [("Norland", "Norland ?"), ("Sudland's position", "Sudland's position ?")]),
        ("What is the difference between the plan and the treaty?",
         [("the plan", "the plan ?"), ("the treaty", "the treaty ?")]),
        ("What are the hopes for rail on the one hand and the harbour on the other?",
         [("rail", "What are the hopes for rail ?"), ("the harbour", "What are the hopes for the harbour ?")]),
        ("Compare the positions of Norland and Sudland",
         [("Norland", "the positions of Norland"), ("Sudland", "the positions of Sudland")]),
        ("Compare the city of Ode and the town of Ulm",
         [("the city of Ode", "the city of Ode"), ("the town of Ulm", "the town of Ulm")]),
        ("Compare what Quill and Tarn say about tolls",
         [("Quill", "what Quill say about tolls"), ("Tarn", "what Tarn say about tolls")]),
    ],
)  # fmt: skip
def test_comparison_asks_of_each(question: str, parts: list[tuple[str, str]]) -> None:
    """A comparison becomes the same question of each of the two."""
    asked = take_apart(question)
    assert asked.form == "comparison"
    assert [(part.heading, part.question) for part in asked.parts] == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What do Ada Quill and the union say about the ferry?",
            [
                ("What does Ada Quill say about the ferry?", "Ada Quill"),
                ("What does the union say about the ferry?", "the union"),
            ],
        ),
        ("What did Norland and Peru want?", [("What did Norland want?", "Norland"), ("What did Peru want?", "Peru")]),
        (
            "Did the tram move? What do Quill and Tarn say?",
            [("What does Quill say: Did the tram move?", "Quill"), ("What does Tarn say: Did the tram move?", "Tarn")],
        ),
        (
            "What is Quill's view of the tram, and Tarn's?",
            [("What is Quill's view of the tram?", "Quill"), ("What is Tarn's view of the tram?", "Tarn")],
        ),
        (
            "How late is the ferry in Quill's view, and how late in Tarn's?",
            [
                ("How late is the ferry in Quill's view?", "Quill"),
                ("How late is the ferry in Tarn's view?", "Tarn"),
            ],
        ),
        (
            "Is the ferry late? Quill's view and Tarn's, please.",
            [
                ("What is Quill's view: Is the ferry late?", "Quill"),
                ("What is Tarn's view: Is the ferry late?", "Tarn"),
            ],
        ),
        ("What is Norland's population and Peru's?", [
            ("What is Norland's population?", "Norland"), ("What is Peru's population?", "Peru")
        ]),
        (
            "What have Quill, Tarn and the union said about the ferry?",
            [
                ("What has Quill said about the ferry?", "Quill"),
                ("What has Tarn said about the ferry?", "Tarn"),
                ("What has the union said about the ferry?", "the union"),
            ],
        ),
        (
            "How does Quill see the ferry, and Tarn?",
            [("How does Quill see the ferry?", "Quill"), ("How does Tarn see the ferry?", "Tarn")],
        ),
        (
            "Does Quill back the ferry, and does the union?",
            [("Does Quill back the ferry?", "Quill"), ("Does the union back the ferry?", "the union")],
        ),
        (
            "What did Norland say about the ferry and what has Peru said?",
            [
                ("What did Norland say about the ferry?", "Norland"),
                ("What did Peru say about the ferry?", "Peru"),
            ],
        ),
        (
            "what do quill and tarn want",
            [("what does quill want?", "quill"), ("what does tarn want?", "tarn")],
        ),
        ("What do supply and demand mean?", [("What do supply and demand mean?", None)]),
        (
            "What is the gap between Norland's costs and Peru's?",
            [("What is the gap between Norland's costs and Peru's?", None)],
        ),
        (
            "what did quill and tarn say about each other's plans?",
            [("what did quill say about tarn's plans?", "quill"), ("what did tarn say about quill's plans?", "tarn")],
        ),
        (
            "What do Quill and Tarn think of each other?",
            [("What does Quill think of Tarn?", "Quill"), ("What does Tarn think of Quill?", "Tarn")],
        ),
        ("What did Quill and Tarn discuss?", [("What did Quill and Tarn discuss?", None)]),
        ("When did Quill and Tarn meet?", [("When did Quill and Tarn meet?", None)]),
        ("How many of the city's parks and the county's are closed?", [
            ("How many of the city's parks and the county's are closed?", None)
        ]),
        (
            "Did the tram move? What do Quill and Tarn say about the ferry?",
            [
                ("Did the tram move?", "Did the tram move?"),
                ("What do Quill and Tarn say about the ferry?", "What do Quill and Tarn say about the ferry?"),
            ],
        ),
        (
            "Does Norland want a ferry? And Peru?",
            [("Does Norland want a ferry?", "Does Norland want a ferry?"), ("And Peru?", "And Peru?")],
        ),
    ],
)  # fmt: skip
def test_what_two_hold_is_asked_of_each(question: str, parts: list[tuple[str, str | None]]) -> None:
    """What each of two says or has is asked of one after the other; what they do together is not."""
    assert [(part.question, part.heading) for part in take_apart(question).parts] == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What do Norlandish officials and Quill's family say of the ferry?",
         [("What do Norlandish officials say of the ferry?", "Norlandish officials"),
          ("What does Quill's family say of the ferry?", "Quill's family")]),
        ("What do fishermen and the council want?",
         [("What do fishermen want?", "fishermen"), ("What does the council want?", "the council")]),
        ("What do rowers and the council want?",
         [("What do rowers want?", "rowers"), ("What does the council want?", "the council")]),
        ("Who won the seat, and with how many votes?",
         [("Who won the seat?", "Who won the seat?"), ("With how many votes won the seat?", "With how many votes?")]),
        ("Who bought the ferry and for how much?",
         [("Who bought the ferry?", "Who bought the ferry?"), ("For how much bought the ferry?", "For how much?")]),
        ("What did Quill say and when?",
         [("What did Quill say?", "What did Quill say?"), ("When did Quill say?", "When?")]),
        ("Who announced the toll and when?",
         [("Who announced the toll?", "Who announced the toll?"), ("When announced the toll?", "When?")]),
        ("When and where was Quill born?", [("When and where was Quill born?", None)]),
        ("When did she leave and to what town did she move?",
         [("When did she leave and to what town did she move?", None)]),
        ("Who spoke and for how long?", [("Who spoke and for how long?", None)]),
    ],
)  # fmt: skip
def test_groups_and_further_details_are_asked_apart(question: str, parts: list[tuple[str, str | None]]) -> None:
    """Who belongs to a name may hold something as well; a detail behind "and" is asked of the same."""
    assert [(part.question, part.heading) for part in take_apart(question).parts] == parts


@pytest.mark.parametrize(
    ("question", "names", "about"),
    [
        ("Do the mayor and the council agree on the bridge?", ["the mayor", "the council"], "the bridge"),
        ("How do the U.S. and the U.K. differ on tolls?", ["the U.S.", "the U.K."], "tolls"),
        ("Do Norland and Sudland see eye to eye on tolls?", ["Norland", "Sudland"], "tolls"),
        ("Are Quill and Tarn at odds over the ferry?", ["Quill", "Tarn"], "the ferry"),
        ("Do Quill and Tarn agree that the ferry is late?", ["Quill", "Tarn"], "whether the ferry is late"),
    ],
)
def test_whether_two_agree_is_what_each_says(question: str, names: list[str], about: str) -> None:
    """Whether two agree on something is shown by what each of them says about it."""
    asked = take_apart(question)
    assert asked.form == "fact"
    assert [(part.heading, part.question) for part in asked.parts] == [
        (name, f"What does {name} say about {about}?") for name in names
    ]


def test_agreement_on_a_question_is_that_question() -> None:
    """Whether articles agree is said anyway where one thing is asked for."""
    asked = take_apart("Do the articles agree on how many boats came?")
    assert (asked.form, [part.question for part in asked.parts]) == ("fact", ["How many boats came?"])
    (part,) = take_apart("Is there a contradiction between the articles about when the ferry sank?").parts
    assert part.question == "When the ferry sank?"


def test_agreeing_is_no_part_of_the_subject() -> None:
    """What asks whether two see eye to eye is not searched for."""
    assert subject("Do Norland see eye to eye on tolls?") == "Do Norland on tolls?"


def test_what_a_follow_up_gained_belongs_to_each_part() -> None:
    """Words that the conversation lent stand behind each of the questions."""
    asked = take_apart("Why did he close it? When did it open? (about harbour, mayor)")
    assert [part.question for part in asked.parts] == [
        "Why did he close it? (about harbour, mayor)",
        "When did it open? (about harbour, mayor)",
    ]


def test_too_many_questions_are_named() -> None:
    """What is not answered for want of room is said, and a bare question word is a question."""
    asked = take_apart("Who paid for it? When? Where was it built? Who built the tower? Who sold it?")
    assert [part.heading for part in asked.parts] == ["Who paid for it?", "When?", "Where was it built?"]
    assert asked.dropped == ("Who built the tower?", "Who sold it?")


def test_long_message_is_asked_by_its_question() -> None:
    """Of a long message the last question is what is asked; a question is left as it is."""
    story = "I walked along the harbour and thought of the ships. " * 8
    assert question_in(f"{story}Is it warm? {story}Where is the bridge?") == "Where is the bridge?"
    assert question_in(story) == story
    assert question_in("It is warm. Where is the bridge?") == "It is warm. Where is the bridge?"


def test_subject_leaves_the_frame_out() -> None:
    """What remains is what the sentences must speak of."""
    assert subject("What do the articles say about the harbour?") == "What do about the harbour?"
    assert subject("What does each side say?") == "What does ?"
