"""Whom sentences are attributed to, and how an answer says so. All names and events are invented."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.sentences import sentences
from rag.answer import Citation, StoredDocument
from rag.answering import Assistant
from rag.attribution import Attribution, attribute
from rag.composing import Section, cite, compose, footnoted
from rag.credit import (
    asked_speaker,
    asks_for_claim,
    attributed,
    cited,
    credit,
    is_said,
    names_speaker,
    qualifier,
    speaker_of,
    witness,
)
from rag.hearsay import hearsay
from rag.quotations import hide, within_quotation
from rag.reader import Candidate
from rag.speech import speech
from rag.statements import Selection, Statement
from tests.fakes import document, hits_of
from ui_page.panels import card
from ui_page.render import answered


def of(text: str, wanted: int = -1) -> Attribution | None:
    """The attribution of one sentence of a text, of the last one if not said otherwise."""
    return attribute(text, *sentences(text)[wanted])


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Mayor Ada Quill said the bridge would open in May.", "Mayor Ada Quill"),
        ("Mayor Ada Quill said that the bridge would open in May.", "Mayor Ada Quill"),
        ("Mayor Ada Quill, who built it, said the bridge owed her something.", "Mayor Ada Quill"),
        ("Ada Quill, the head of the union, said the company ignored them.", "Ada Quill"),
        ("The union leader, Ada Quill, said the company ignored them.", "The union leader, Ada Quill"),
        ("The bridge, which opens in May, was rebuilt, said the mayor.", "the mayor"),
        ("The bridge, built in 1950, said Ada Quill, is old.", "Ada Quill"),
        ("“The bridge opens in May”, said Ada Quill.", "Ada Quill"),
        ("“The bridge opens in May,” said Ada Quill, the mayor of Ode.", "Ada Quill"),
        ("The bridge will open in May, Ada Quill said.", "Ada Quill"),
        ("The bridge, Quill said, will open in May.", "Quill"),
        ("The bridge will open in May, the mayor said at a meeting in Ode on Friday.", "the mayor"),
        ("According to Ada Quill, the bridge will open in May.", "Ada Quill"),
        ("NORPORT, 3 May 2024 - Ode Ferries, the owner of the boats, said it had lost money.", "Ode Ferries"),
        ("NORPORT, Velland (CPA) — Ada Quill, the mayor, said the bridge would open.", "Ada Quill"),
        ("PORT ODE - The mayor, Ada Quill, said the bridge would open.", "The mayor, Ada Quill"),
        ("NORPORT – 26 ferries would come, according to Ada Quill.", "Ada Quill"),
        ("ODEX — which owns the bridge — said it would open.", "ODEX"),
        ("The bridge will open in May, according to a report by the Ode Institute.", "a report by the Ode Institute"),
        ("According to a city hall official, the bridge is unsafe.", "a city hall official"),
        ("Ada Quill told Radio Ode that the bridge was unsafe.", "Ada Quill"),
        ("Ada Quill, the mayor of Ode, warned that the bridge was unsafe.", "Ada Quill"),
        ("Ada Quill, in a statement on May 4, outlined a plan for the bridge.", "Ada Quill"),
        ("The group’s spokesman, Bo Tarn, said the bridge was safe.", "The group’s spokesman, Bo Tarn"),
        ("Quill's office reported that the bridge was unsafe.", "Quill's office"),
        ("The statement says the bridge is safe.", "The statement"),
        ("“The bridge is safe,” the notice reads.", "the notice"),
        ("The city also confirmed that it would close the bridge.", "The city"),
        ("Ode has repeatedly denied the claim.", "Ode"),
        ("Bo Tarn described the plan as a waste.", "Bo Tarn"),
        ("Bo Tarn accused the city of lying.", "Bo Tarn"),
        ("Quill’s family said the bridge was safe.", "Quill’s family"),
        ("The assembly has warned that the bridge was unsafe.", "The assembly"),
        ("Ode Ferries in July said it planned to close two piers.", "Ode Ferries"),
        ("Quill’s government last week declared a state of alarm.", "Quill’s government"),
        ("A poll in late June found that most prefer the ferry.", "A poll"),
        ("A guide leading the crowd on the pier said it was calm.", "A guide leading the crowd on the pier"),
        ("It is safe, according to a report from the ferry site The Pier.", "a report from the ferry site The Pier"),
        ("The class of 2020 said the bridge was safe.", "The class of 2020"),
        ("Victims of last summer said the bridge was safe.", "Victims of last summer"),
        ("Outside the court, Ada Quill, a lawyer for the town, said the bridge was safe.", "Ada Quill"),
        ("The family of Bo Tarn supports the deal, their lawyer, Ada Quill, told Radio Ode.",
         "their lawyer, Ada Quill"),
        ("The governor urged drivers to stay at home.", "The governor"),
        ("Ferry owners have promised to lower their prices.", "Ferry owners"),
        ("Nahe and Ode expressed their readiness to share the costs.", "Nahe and Ode"),
        ("Officials in Ode, Nahe and Ulm warned of floods.", "Officials in Ode, Nahe and Ulm"),
        ("Officials in Ode, Nahe, and Ulm warned of floods.", "Officials in Ode, Nahe, and Ulm"),
        ("Nahe, Ode, and Ulm expressed their readiness to share the costs.", "Nahe, Ode, and Ulm"),
        ("While towns like Nahe, Ode, and Ulm voiced their support, it rained.", "towns like Nahe, Ode, and Ulm"),
        ("The bridge is lost, and Quill said so.", "Quill"),
        ("Northern cities stated that they would not pay.", "Northern cities"),
        ("Bo Tarn wrote on his page that the bridge was lost.", "Bo Tarn"),
        ("In Ada Quill's opinion, the bridge is lost.", "Ada Quill"),
        ("In the view of Ada Quill, the bridge is lost.", "Ada Quill"),
        ("For Ada Quill, the bridge is a symbol.", "Ada Quill"),
        ("In a statement by the Ode Council, the bridge is called safe.", "the Ode Council"),
        ("Bo Tarn was quoted as saying that the bridge was lost.", "Bo Tarn"),
        ("The closure was announced by the Ode Council on Monday.", "the Ode Council"),
        ("The ferry is full, the media wrote.", "the media"),
        ("Experts say the river will rise.", "Experts"),
        ("A study found that the river rises each year.", "A study"),
        ("About 15% of drivers said they would leave the city.", "About 15% of drivers"),
        ("Analysts are forecasting a flood.", "Analysts"),
        ("As Ada Quill stated, “the bridge is ours.”", "Ada Quill"),
        ("Bo Tarn: “The bridge is lost.”", "Bo Tarn"),
        ("On Monday, Bo Tarn went on to say that the bridge was lost.", "Bo Tarn"),
        ("The council rejected the plan, saying it was too dear.", "The council"),
        ("Tarn hit back at the council, saying it had slept for years.", "Tarn"),
        ("WHO said the water was clean.", "WHO"),
        ("Mayor Quill Says Bridge Will Open", "Mayor Quill"),
        ("The bay is deep, according to a statement from Ada Quill.", "Ada Quill"),
        ("The bay is deep, according to a post by the Ode Institute on Friday.", "the Ode Institute"),
        ("The bay is deep, according to a letter from May.", "a letter"),
        ("The bay is deep, according to a statement from the mayor.", "a statement from the mayor"),
        ("The bay is deep, according to an audit published on Friday.", "an audit"),
        ("The bay is deep, according to a letter seen by the Ode Courier.", "a letter"),
        ("The bay is deep, according to a report published by the Ode Institute.",
         "a report published by the Ode Institute"),
        ("Norport's new mayor, Ada Quill, said the bridge owed her something.", "Norport's new mayor, Ada Quill"),
        ("The bridge is lost, according to Norport's mayor, Ada Quill.", "Norport's mayor, Ada Quill"),
        ("Mayor Ada Quill on April 13 said the ferry was late.", "Mayor Ada Quill"),
        ("This week Ada Quill said the ferry was late.", "Ada Quill"),
        ("The ferry is free, a move Sen. Ada Quill, D-CT called “late”.", "Sen. Ada Quill"),
        ("The ferry is free, a move Norland Mayor Ada Quill called “late”.", "Norland Mayor Ada Quill"),
        ("The mayor Ada Quill called it “late”.", "The mayor Ada Quill"),
        ("The envoy Ada Quill called it “late”.", "The envoy Ada Quill"),
        ("A senior US port official called it “late”.", "A senior US port official"),
        ("It rained, a lawyer for rapper Ada Quill said.", "a lawyer for rapper Ada Quill"),
        ("It rained, the judge overseeing Quill said.", "the judge overseeing Quill"),
        ("The father of victim Ada Quill said the ferry came late.", "The father of victim Ada Quill"),
        ("Later in the day Ada Quill said the ferry was late.", "Ada Quill"),
        ("At the time Ada Quill said the ferry was late.", "Ada Quill"),
        ("The sole Republican on the board led by Quill, Rep. Bo Lind, called it “late”.",
         "The sole Republican on the board led by Quill, Rep. Bo Lind"),
        ("Around 200 people said the ferry was late.", "Around 200 people"),
        # The outer speaker is the one.
        ("Ada Quill said that Bo Tarn had promised a ferry.", "Ada Quill"),
        ("Bo Tarn has promised a ferry, the Ode Courier reported.", "the Ode Courier"),
        ("According to the Ode Courier, Bo Tarn said the ferry was late.", "the Ode Courier"),
        # Marks that do not match, as scraped pages have them.
        ("“The bridge is lost,\" Bo Tarn said.", "Bo Tarn"),
        ("\"The bridge is lost,'' Bo Tarn said.", "Bo Tarn"),
    ],
)  # fmt: skip
def test_speaker_is_named_as_the_sentence_has_it(sentence: str, speaker: str) -> None:
    """Each form of reported speech gives the outermost speaker's own words, and where they stand."""
    found = of(sentence)
    assert found is not None
    assert (found.speaker, found.resolved_from) == (speaker, None)
    assert sentence[found.start : found.end] == speaker


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge opened in May.",
        "The bridge has been closed since the flood of 1987.",
        "Bo Tarn did not say who would pay.",
        "Quill declined to comment.",
        "The mayor may announce a plan.",
        "Workers added two lanes to the bridge.",
        "The flood claimed by locals as a record was small.",
        "Nothing indicated that the bridge would fall.",
        "Four states had floods.",
        "Quill's comments come after a flood.",
        "The river floods the United States, Canada and Mexico.",
        "She was asked by a reporter for an interview.",
        "Tensions rose after Ode accused Nahe of theft, a claim Nahe denied.",
        "It rained because, as we've said, the clouds were low.",
        "The ferry costs more than drivers who say they are poor can pay.",
        "She is to report by the end of November.",
        "The committee wants a report by next Monday.",
        "The results were announced by noon.",
        "Around the time Ada Quill announced the toll, prices had risen.",
        "Ode Ferries plans to use the sale to settle its legal disputes and to buy boats.",
        "Cameras helped police to find a boat they said was stolen.",
        "The appeal of the sentence was rejected by a court in Ode.",
        "The man accused of sinking the ferry was seen in Ode.",
        "She passed on messages from around the world.",
        "Other unions follow, one of guards, another whose members maintain and operate the signals.",
        "News of its impending plans to move began to spread in August amid growing heaps of mud, weak nets and a row "
        "of town, state and federal suits claiming it filled too few forms.",
        "1:44 pm ET Share this update Mayor says it rained Bo Tarn The ferry came late.",
        "Mayor calls it a 'win' Bo Tarn Mayor Ada Quill said late.",
    ],
)
def test_plain_fact_has_no_speaker(sentence: str) -> None:
    """A statement of the writer's own, however like speech its words are, is attributed to nobody."""
    assert of(sentence) is None


def test_hedge_names_nobody() -> None:
    """Where only "reportedly" stands, the statement is somebody's, and nobody is named."""
    found = of("The bridge was reportedly sold.")
    assert found is not None
    assert (found.speaker, found.cue) == ("", "reportedly")


@pytest.mark.parametrize(
    ("text", "speaker", "pronoun"),
    [
        ("Mayor Ada Quill opened the ferry. She said it was late.", "Mayor Ada Quill", "She"),
        ("Bo Tarn met Ada Quill in Ode. “It went well,” he said.", "Bo Tarn", "he"),
        ("After a talk with Bo Tarn, Ada Quill left. She warned of floods.", "Ada Quill", "She"),
        ("Bo Tarn spoke first. The hall was full. He denied the claim.", "Bo Tarn", "He"),
        ("The Ode Council met on Monday. It announced a new ferry.", "The Ode Council", "It"),
        ("Ferry owners are angry, they say. They warned of higher prices.", "", "They"),
        ("Bo Tarn arrived late. In his opinion, the bridge is lost.", "Bo Tarn", "his"),
        ("While Bo Tarn was in Ode, he said the bridge was lost.", "Bo Tarn", "he"),
        ("Mr Tarn came with Ms Quill. She said no.", "Ms Quill", "She"),
        ("Bo Tarn spoke to The Ode Courier. “We are late.” “We are sorry,” he said.", "Bo Tarn", "he"),
    ],
)
def test_pronoun_gets_its_name(text: str, speaker: str, pronoun: str) -> None:
    """The last fitting name before "he said" is the speaker, marked as resolved from the pronoun."""
    found = of(text)
    assert found is not None
    assert (found.speaker, found.resolved_from) == (speaker, pronoun)
    assert text[found.start : found.end] == pronoun


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The Ode Council met. The inquiry into the ferry lasted two years. It said the boat was old.", ""),
        ("The Ode Council met. In May, its union called a strike in Ulm. It said the boat was old.", ""),
        ("The Ode Council met. The report was written in Ulm. It said the boat was old.", ""),
        ("The Ode Council met. The company bought Ode Lines. It said the boat was old.", ""),
        ("The Ode Council met. The new mayor came to Ulm. It said the boat was old.", "The Ode Council"),
        ("Ode is wet. The audit by Judge Ada Quill, out in May, said it was late. It said the boat was old.",
         "The audit by Judge Ada Quill"),
        ("NORPORT - The Ode Council met. It said the boat was old.", "The Ode Council"),
    ],
)  # fmt: skip
def test_it_is_no_name_beside_a_subject_without_one(text: str, speaker: str) -> None:
    """What “it” is behind a sentence about "the inquiry" is not guessed from the names around."""
    found = of(text)
    assert found is not None
    assert found.speaker == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Bo Tarn owns a ferry. Ada Quill came. She said no. Later, she left. He said it was late.", "Bo Tarn"),
        ("Ada Quill owns a ferry. Bo Tarn sold his boat. He had built it himself. She said it was late.", "Ada Quill"),
        ("Bo Tarn owns a ferry. Mrs Quill called him. Ada Quill wrote twice. He said it was late.", "Bo Tarn"),
        ("Ada Quill owns a ferry with her brother, Bo Tarn. The boat of Tarn sank. She said it was late.", "Ada Quill"),
        ("Bo Tarn owns a ferry. Ada Quill, a mother of three, runs the mill. He said it was late.", "Bo Tarn"),
        ("Bo Tarn owns a ferry. Spokeswoman Ada Quill came. Quill waited for a day. He said it was late.", "Bo Tarn"),
        # A title with whose it is does not hide a surname; "she" behind "she" tells nothing of a name between.
        ("Norlandish Prime Minister Bo Tarn owns a ferry. Tarn met the board. He said it was late.", "Tarn"),
        ("Mrs Quill left. She knew Bo Tarn. She sat. She saw Tarn. She wept. Tarn came. He said it was late.", "Tarn"),
        # The signs differ, or are of somebody else of that surname: the last name stays.
        ("Ada Quill owns a ferry. Bo Tarn praised her work. He said it was late.", "Bo Tarn"),
        ("Mrs Quill owns a ferry. Ada Quill and Bo Quill came. The hall was full. Quill left. He said no.", "Quill"),
    ],
)  # fmt: skip
def test_pronoun_is_not_somebody_whom_the_article_calls_by_another(text: str, speaker: str) -> None:
    """Who is a man or a woman by the article's own titles, kinship and pronouns is not meant by the other pronoun."""
    found = of(text)
    assert found is not None
    assert found.speaker == speaker


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("“The bridge is lost,” Bo Tarn said. “We want a ferry.”", -1),
        ("“The bridge is lost. We want a ferry. It must be cheap,” Bo Tarn said.", 1),
        ("Bo Tarn said: “The bridge is lost. We want a ferry.”", -1),
        ("“The bridge is lost,” Bo Tarn said.\n\n“We want a ferry. It must be cheap.”", -1),
        ("\"The bridge is lost. We want a ferry,\" Bo Tarn said.", 0),
        ("“The bridge is lost,” Bo Tarn said. “In fact, we wanted a ferry” in 1987.", -1),
    ],
)  # fmt: skip
def test_quotation_gets_the_speaker_of_its_neighbour(text: str, wanted: int) -> None:
    """A quoted sentence without a speaker is its neighbour's, before or behind, marked as resolved from nothing."""
    found = of(text, wanted)
    assert found is not None
    assert (found.speaker, found.resolved_from) == ("Bo Tarn", "")


def test_announcement_is_attributed_by_the_next_sentence() -> None:
    """A next sentence such as "This was reported by X" says whose the sentence is."""
    found = of("The mayors met in Ode. This was reported by the Ode Council.", 0)
    assert found is not None
    assert found.speaker == "the Ode Council"


@pytest.mark.parametrize(
    ("text", "wanted", "speaker"),
    [
        ("The board met. Its director, Ada Quill, was late. “We are sorry,” she said.", -1, "Ada Quill"),
        ("The board met. Its director, Ada Quill, said it was late. She denied the claim.", -1, "Ada Quill"),
        ("Minister Ada Brandt came. Brandt opened the ferry. She said it was late. Ben Brandt left.", 2, "Ada Brandt"),
        ("Ada Brandt met Ben Brandt. Brandt opened the ferry. She said it was late.", 2, "Brandt"),
        ("Minister Ada Brandt came. Brandt opened the ferry. She said it was late.", 2, "Brandt"),
    ],
)
def test_pronoun_gets_the_name_that_tells_most(text: str, wanted: int, speaker: str) -> None:
    """A name tells more than whose director somebody is; a shared surname gets the first name where one is clear."""
    found = of(text, wanted)
    assert found is not None
    assert found.speaker == speaker


def test_quotation_of_another_paragraph_is_over() -> None:
    """A mark that was never closed reaches no farther than its paragraph."""
    text = "He wrote “so.\nThe bridge is open."
    assert within_quotation(text, text.index("so"))
    assert not within_quotation(text, text.index("The"))
    assert of(text) is None


def test_offsets_hold_far_inside_a_long_text() -> None:
    """Deep in a long document, offsets are those of the document, and a name from near by is found."""
    text = "It rained. " * 5000 + "Bo Tarn came to Ode. He said the bridge was lost."
    found = of(text)
    assert found is not None
    assert (found.speaker, text[found.start : found.end]) == ("Bo Tarn", "He")
    assert [text[low:high] for low, high in found.said] == [" the bridge was lost."]


def test_hidden_text_keeps_its_length() -> None:
    """Quoted words are hidden in place, so that offsets stay."""
    text = "He said “so, he said” and ‘not so’ again."
    assert len(hide(text)) == len(text)
    assert "said" in hide(text)[:8]
    assert "so" not in hide(text)


def test_sentence_takes_less_than_a_millisecond() -> None:
    """A sentence of usual length is judged in under a millisecond."""
    texts = [f"Mayor Ada Quill of Ode told reporters in {year} that the bridge was lost." for year in range(200)]
    started = time.perf_counter()
    assert all(speech(text) for text in texts)
    assert (time.perf_counter() - started) / len(texts) < 0.001


@pytest.mark.parametrize(
    "text",
    [
        "He said so. " * 300,
        "“So. " * 300,
        "“So,” he said. “" * 300,
        "\"" * 5000 + " he said so.",
        "X, " * 3000 + "said so.",
        "said " * 3000 + ".",
        "in " + "the view of " * 500 + "a.",
        "According to " * 1000 + "a.",
        "A" * 50_000 + " said so.",
        "Ada Quill " * 5000 + ". He said so.",
    ],
)  # fmt: skip
def test_odd_text_is_soon_done_with(text: str) -> None:
    """No text, however repetitive or long, takes more than three seconds."""
    last = sentences(text)[-1]
    started = time.perf_counter()
    attribute(text, *last)
    credit(citation(text, "Ada Quill"))
    assert time.perf_counter() - started < 3


# In an answer


def citation(quote: str, speaker: str | None = None, start: int = 0) -> Citation:
    return Citation(1, "a.txt", "A title", "a.txt", None, quote, start, start + len(quote), "0", None, speaker)


def test_citations_get_their_speakers() -> None:
    """The stored document tells who speaks; where it is gone, nobody does."""
    text = "Bo Tarn came to Ode. He said the bridge was lost."
    quoted = citation("He said the bridge was lost.", start=text.index("He"))
    stored = {"a.txt": StoredDocument(text, "0")}
    assert [c.speaker for c in attributed([quoted], stored.get)] == ["Bo Tarn"]
    assert [c.speaker for c in attributed([quoted], {}.get)] == [None]


def test_several_speakers_in_one_quote_are_none() -> None:
    """A quote of two sentences has a speaker only where both have the same one."""
    text = "Bo Tarn said it was lost. Ada Quill said it was safe. Quill also said more."
    assert speaker_of(text, 0, text.index(" Quill also")) is None
    assert speaker_of("Bo Tarn said it was late. Bo Tarn said it was lost.", 0, 51) == "Bo Tarn"


@pytest.mark.parametrize(
    ("quote", "speaker", "expected"),
    [
        ("Bo Tarn said the bridge was lost.", "Bo Tarn", ("", "")),
        ("“It is lost,” Mr. Tarn said.", "Bo Tarn", ("", "")),
        ("“We want a ferry.”", "Bo Tarn", ("Bo Tarn: ", "")),
        ("“Tarn must go.”", "Bo Tarn", ("Bo Tarn: ", "")),
        ("“We want a ferry,” Quill Co. said.", "Quill Co.", ("", "")),
        ("“We want a ferry.”", "the mayor", ("The mayor: ", "")),
        ("The mayors met in Ode.", "The Ode Council", ("", " (according to the Ode Council)")),
        ("He also wants a ferry, he said.", "Bo Tarn", ("", " (“He” is Bo Tarn.)")),
        ("They want a ferry, they said.", "The owners", ("", " (“They” are the owners.)")),
        ("She also wants a ferry, she said.", "Its director", ("", " (“She” is its director.)")),
        ("In his view, the bridge is lost.", "Bo Tarn", ("", " (“He” is Bo Tarn.)")),
        ("The bridge is lost, according to Bridges.com.", "Bridges.com", ("", "")),
        ("Some 55.4% of the owners believe the bridge is lost.", "Some 55.4%", ("", "")),
        ("The bridge opened in May.", None, ("", "")),
        ("“We want a ferry.”", None, ("", "")),
    ],
)
def test_speaker_is_added_where_the_quote_does_not_show_them(
    quote: str, speaker: str | None, expected: tuple[str, str]
) -> None:
    """A bare quotation gets its speaker in front, a pronoun its name behind; a name that is there is not repeated."""
    direct = speaker is not None and quote[0] == "“" and quote.endswith(".”") and "," not in quote
    assert credit(replace(citation(quote, speaker), direct_speech=direct)) == expected


@pytest.mark.parametrize(
    ("quote", "speaker", "short", "expected"),
    [
        ("Bo Tarn said 26 ferries would come.", "Bo Tarn", "26", " (according to Bo Tarn)"),
        ("26 ferries will come, he said on Monday.", "Bo Tarn", "26", " (according to Bo Tarn)"),
        ("“We want 26 ferries.”", "Bo Tarn", "26", " (according to Bo Tarn)"),
        ("26 ferries will reportedly come.", None, "26", " (reportedly)"),
        ("They said 26 ferries would come.", None, "26", " (reportedly)"),
        ("On Monday, Bo Tarn said 26 ferries would come.", "Bo Tarn", "Monday", ""),
        ("“We want 26 ferries,” Bo Tarn said at a meeting in Ode.", "Bo Tarn", "Ode", ""),
        ("Bo Tarn said 26 ferries would come.", "Bo Tarn", "Bo Tarn", ""),
        (
            "Bo Tarn complained of the fog, and Ada Quill said that 26 ferries were late.",
            "Bo Tarn",
            "26",
            " (according to Ada Quill)",
        ),
        (
            "Bo Tarn complained of 26 ferries, and Ada Quill said that all were late.",
            "Bo Tarn",
            "26",
            " (according to Bo Tarn)",
        ),
        ("Bo Tarn complained of the fog, and she said that 26 ferries were late.", "Bo Tarn", "26", " (reportedly)"),
        (
            "Bo Tarn said all was well, and Ada Quill had promised 26 ferries.",
            "Bo Tarn",
            "26",
            " (according to Bo Tarn)",
        ),
        (
            "Bo Tarn said all was well, and Ada Quill said 26 ferries came, the Ode Courier reported.",
            "the Ode Courier",
            "26",
            " (according to the Ode Courier)",
        ),
        ("26 ferries came, according to an audit published on Friday.", "an audit", "Friday", ""),
        ("According to an audit published on Friday, 26 ferries came.", "an audit", "26", " (according to an audit)"),
        ("26 ferries came.", None, "26", ""),
        ("The bridge is 26 km long and, in Tarn’s words, “a long worm”.", "Tarn", "26", ""),
        ("The bridge is, in Tarn’s words, “a 26 km worm”.", "Tarn", "26", " (according to Tarn)"),
        ("The bridge is “a 26 km worm”, in Tarn’s words, and 4 km too long.", "Tarn", "4 km", ""),
        ("In Tarn’s words, 26 ferries are a waste.", "Tarn", "26", " (according to Tarn)"),
    ],
)
def test_claim_is_not_stated_as_a_fact(quote: str, speaker: str | None, short: str, expected: str) -> None:
    """An exact answer that somebody claims is followed by who does; when and where they spoke is a fact."""
    at = quote.index(short)
    assert qualifier(citation(quote, speaker, start=100), (100 + at, 100 + at + len(short))) == expected


_THEFT = "Tensions rose after Ode accused Nahe of taking 26 ferries, a claim that Ulm denied."


@pytest.mark.parametrize(
    ("quote", "short", "expected"),
    [
        (_THEFT, "Nahe", " (according to Ode)"),
        (_THEFT, "26", " (according to Ode)"),
        (_THEFT, "Ode", ""),
        (_THEFT, "Ulm", ""),
        ("After the mayor, Ada Quill, said Nahe took 26 ferries, prices rose.", "Nahe",
         " (according to the mayor, Ada Quill)"),
        ("After the mayor said Nahe took 26 ferries, prices rose by 4 crowns.", "4 crowns", ""),
        ("It rained when she said Nahe took 26 ferries.", "26", " (a claim)"),
        ("The ferry that Ode said was taken by Nahe came back.", "Nahe", " (according to Ode)"),
        ("Tarn rejected the Ode Council’s claim that Nahe took 26 ferries.", "26", " (according to the Ode Council)"),
        ("Tarn spoke of a claim by Ode that Nahe took 26 ferries.", "26", " (according to Ode)"),
        ("Tarn said Ode had arrested two men after Nahe accused Ulm of theft.", "Ulm", " (according to Nahe)"),
        ("Tarn said that it rained when Ode announced 26 ferries.", "26", " (according to Tarn)"),
        ("There were rumours that Nahe took 26 ferries.", "Nahe", " (a claim)"),
        ("Nahe was accused by Ode of taking 26 ferries.", "26", " (according to Ode)"),
        ("Nahe is suspected of taking 26 ferries.", "26", " (a claim)"),
        ("The man accused of taking 26 ferries was seen in Ode.", "26", " (a claim)"),
        ("The man accused of taking 26 ferries was seen in Ode.", "Ode", ""),
        ("When Ode said that, in all, Nahe took 26 ferries, it rained.", "in all", " (according to Ode)"),
        ("Ode took 26 ferries when it rained.", "26", ""),
        ("Ada Quill, who works in Ode, said 26 ferries came.", "26", " (according to Ada Quill)"),
        ("It rained after Mayor Quill pardoned Tarn on federal charges relating to the same alleged theft of 26 boats.",
         "26", ""),
    ],
)  # fmt: skip
def test_claim_within_a_sentence_keeps_its_owner(quote: str, short: str, expected: str) -> None:
    """What a clause, an accusation or a noun brings as somebody's word is theirs, though the sentence is nobody's."""
    named = speech(quote)
    cited_ = citation(quote, quote[named.start : named.end] if named else None, start=100)
    at = quote.index(short)
    assert qualifier(cited_, (100 + at, 100 + at + len(short))) == expected


def test_verb_of_a_relative_clause_is_nobody() -> None:
    """Behind "that" a verb may stand instead of a subject."""
    assert hearsay("The storm that hit Ode claimed 26 boats.", 31) is None


def test_claim_of_the_sentence_itself_keeps_the_name_behind_its_pronoun() -> None:
    """A clause that is the sentence's own claim is none within it."""
    cited_ = citation("While he said 26 ferries came, it rained.", "Bo Tarn")
    assert qualifier(cited_, (14, 16)) == " (according to Bo Tarn)"


def test_answer_to_what_was_charged_opens_without_whose_charge_it_is(
    open_assistant: Callable[..., Assistant], tmp_path: Path
) -> None:
    """The question names who accuses; asked for the deed, the answer says whose word it is."""
    article = tmp_path / "theft.txt"
    article.write_text("Tensions rose after Ode accused Nahe of stealing 26 ferries.", "utf-8")
    assistant = open_assistant()
    assistant.sync(article)
    assert assistant.ask("What did Ode accuse Nahe of?").text.startswith("stealing 26 ferries\n")
    assert assistant.ask("How many ferries were stolen?").text.startswith("26 (according to Ode)\n")


@pytest.mark.parametrize(
    ("question", "asked"),
    [("What did Ode accuse Nahe of?", True), ("Whom did Ode accuse?", True), ("Who took 26 ferries?", False)],
)
def test_question_for_a_claim_is_answered_without_its_owner(question: str, asked: bool) -> None:
    """That Ode accused Nahe is a fact; that Nahe took ferries is Ode's word."""
    cited_ = citation(_THEFT, start=100)
    assert asks_for_claim(question, cited_, (100 + _THEFT.index("Nahe"), 100 + _THEFT.index(" of taking"))) is asked
    assert not asks_for_claim(question, cited_, (100, 108))


@pytest.mark.parametrize(
    ("text", "quote", "direct"),
    [
        ("“We want 26 ferries.”\n\nThe bay is wide.", "“We want 26 ferries.”", True),
        ("“The bay is wide. We want 26 ferries. It is late.”", "We want 26 ferries.", True),
        ("“Wide bay” is a song of 26 lines.", "“Wide bay” is a song of 26 lines.", False),
        ("The bay is wide. We want 26 ferries.", "We want 26 ferries.", False),
    ],
)
def test_direct_speech_of_nobody_known_is_called_a_quotation(text: str, quote: str, direct: bool) -> None:
    """A sentence that is all in quotation marks never reads as the article's own, though no speaker is found."""
    stored = {"a.txt": StoredDocument(text, "0")}
    (cited,) = attributed([citation(quote, start=text.index(quote))], stored.get)
    assert (cited.speaker, cited.direct_speech) == (None, direct)
    assert credit(cited) == ("", " (a quotation; who says it is not clear)" if direct else "")
    at = text.index("26")
    assert qualifier(cited, (at, at + 2)) == (" (in a quotation)" if direct else "")
    assert ("A quotation; who says it is not clear" in card(cited, None)) is direct


def test_part_of_a_sentence_keeps_its_speaker() -> None:
    """A claim that is cut out of its sentence is still that of whom the whole sentence names."""
    text = "The bay is wide. Bo Tarn said 26 ferries would come. It is late."
    (cited,) = attributed([citation("26 ferries would come", start=text.index("26"))], {
        "a.txt": StoredDocument(text, "0")}.get)  # fmt: skip
    assert cited.speaker == "Bo Tarn"
    assert credit(cited) == ("", " (according to Bo Tarn)")


@pytest.mark.parametrize(
    ("headline", "body", "speaker"),
    [
        ("Auditor says 26 ferries will come", "The state auditor spoke in Ode.", "the auditor"),
        ("Tarn says 26 ferries will come", "The mayor, Bo Tarn, spoke in Ode.", "Tarn"),
        ("Police say 26 ferries will come", "The police spoke in Ode.", "Police"),
        ("Officials say 26 ferries will come", "The officials spoke in Ode.", "Officials"),
        ("Auditor says 26 ferries will come.", "The state auditor spoke in Ode.", "Auditor"),
    ],
)
def test_role_in_a_headline_gets_its_article(headline: str, body: str, speaker: str) -> None:
    """One whom a headline calls by a role that the text has in small letters is no name."""
    (cited,) = attributed([citation(headline)], {"a.txt": StoredDocument(f"{headline}\n\n{body}", "0")}.get)
    assert cited.speaker == speaker


def test_place_is_nobody_that_speaks() -> None:
    """What the article has something in is no "he", and what stands behind "of" is no "they"."""
    found = of("In Port Ode the mayor, Bo Tarn, joined them. He said the bridge would open.")
    assert found is not None
    assert found.speaker == "Bo Tarn"
    auditors = of("The auditors of Ode wrote a report. They said the bridge would cost more.")
    assert auditors is not None
    assert auditors.speaker == "The auditors of Ode"


def test_answer_names_the_speaker_of_a_claim() -> None:
    """The text opens with the claim and its speaker, and names who "he" is behind the quote."""
    text = "Bo Tarn came to Ode. He said 26 ferries would come."
    (hit,) = hits_of(document(text))
    at = text.index("26")
    candidate = Candidate(hit, text.index("He"), len(text), 1.0)
    citations = attributed([cite(candidate, 1)], {"a.txt": StoredDocument(text, hit.document.sha256)}.get)
    section = Section(Selection((Statement((candidate,)),)), (tuple(citations),), None, "26", (at, at + 2))
    lines = "".join(compose([section])).splitlines()
    assert lines[0] == "26 (according to Bo Tarn)"
    assert lines[2] == "“He said 26 ferries would come.” [1] (“He” is Bo Tarn.)"


def test_where_something_was_written_does_not_speak() -> None:
    """A name with a colon speaks where it opens a sentence or follows a sign, and not where it stands behind "on"."""
    assert of("The family reacted on Pageboard: “The bridge is lost.”") is None
    said = of("The mayor of Ode, Ada Quill: “The bridge is lost.”")
    assert said is not None
    assert said.speaker == "Ada Quill"


def test_name_that_an_answer_adds_has_a_footnote() -> None:
    """Whom "he" stands for can be checked: the sentence that names him is cited, rather one that is shown already."""
    text = "Bo Tarn came to Ode. The rain stopped. He said 26 ferries would come."
    document_ = document(text)
    said = cited(document_, (text.index("He said"), len(text)), 1)
    named = witness(said, text)
    assert named is not None
    assert (named.quote, named.number, named.problems(StoredDocument(text, document_.sha256))) == (
        "Bo Tarn came to Ode.", 0, []
    )  # fmt: skip
    shown = cited(document_, (0, len("Bo Tarn came to Ode.")), 1)
    assert witness(said, text, [shown]) == shown
    assert footnoted(said, witness=replace(named, number=2)).endswith(" [1] (“He” is Bo Tarn [2].)")
    assert witness(shown, text) is None


def test_bare_quotation_is_given_a_footnote_for_its_speaker() -> None:
    """The nearest sentence that names the speaker, before the quotation or behind it."""
    text = "Ada Quill runs Ode. It was a long day for all who came. “We want a ferry.” “It is late,” Ada Quill said."
    said = replace(cited(document(text), (text.index("“We"), text.index(" “It")), 1), speaker="Ada Quill")
    named = witness(said, text)
    assert named is not None
    assert named.quote == "“It is late,” Ada Quill said."
    assert footnoted(said, witness=replace(named, number=2)) == "Ada Quill [2]: “We want a ferry.” [1]"
    assert witness(replace(said, speaker="Cy Rook"), text) is None


def test_league_is_nobody_that_posts() -> None:
    """A body of an abbreviation and a common word is no "she"."""
    found = of("Ada Quill runs the club. In the spring, it praised the NLA Tour. “We won,” she posted.")
    assert found is not None
    assert found.speaker == "Ada Quill"


def test_abbreviated_title_is_part_of_a_name() -> None:
    """A name does not end at "Dr."."""
    found = of("Biologist Dr. Ada Quill came to Ode. She said the fish had gone.")
    assert found is not None
    assert found.speaker == "Biologist Dr. Ada Quill"


def test_speaker_inside_a_line_has_no_capital_article() -> None:
    """What opens a sentence in the article, as in "Its director", has no capital behind "according to"."""
    (hit,) = hits_of(document("Its director said 26 ferries would come."))
    said = citation(hit.text, "Its director")
    assert qualifier(said, (18, 20)) == " (according to its director)"


@pytest.mark.parametrize(
    ("question", "quote", "expected"),
    [
        ("Who called for an inquiry?", "Bo Tarn said the city had slept and called for an inquiry.", "Bo Tarn"),
        ("Who criticized the plan?", "Bo Tarn criticised the plan as a waste.", "Bo Tarn"),
        ("Who has demanded a ferry?", "Bo Tarn demanded that the city buy a ferry.", "Bo Tarn"),
        ("Who denied that the bridge was lost?", "Bo Tarn denied that the bridge was lost.", "Bo Tarn"),
        ("Who criticised the plan?", "Bo Tarn said he had accepted the plan.", None),
        ("Who criticised the plan?", "Bo Tarn said: “They criticised the plan.”", None),
        ("Who urged the city to pay?", "According to Bo Tarn, Ada Quill urged the city to pay.", None),
        ("Who urged the city to pay?", "Bo Tarn said that Ada Quill urged the city to pay.", None),
        ("Who rejected what Tarn demanded?", "Bo Tarn rejected it.", None),
    ],
)
def test_who_demanded_asks_for_the_one_who_did(question: str, quote: str, expected: str | None) -> None:
    """Asked who demanded or denied something, the speaker answers where the writer says that they did."""
    assert asked_speaker(question, citation(quote, "Bo Tarn")) == expected


def test_who_said_is_not_answered_by_what_is_said() -> None:
    """A name inside what somebody says is no speaker; the speaker in the quote is one."""
    said = citation("Bo Tarn said the board had slept.", "Bo Tarn", start=100)
    assert is_said(said, (113, 122))
    assert not is_said(said, (100, 107))
    assert not is_said(said, None)


def test_marker_in_a_speaker_is_no_footnote() -> None:
    """A speaker's words cannot bring a footnote marker into the answer."""
    (hit,) = hits_of(document("“We want 26 ferries.”"))
    candidate = Candidate(hit, 0, hit.end, 1.0)
    cited = citation("“We want 26 ferries.”", "Bo [7] Tarn")
    section = Section(Selection((Statement((candidate,)),)), ((cited,),), None, "26", (9, 11))
    text = "".join(compose([section]))
    assert "[7]" not in text
    assert text.count("Bo (7) Tarn") == 2


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who said the bridge was lost?", "Bo Tarn"),
        ("According to whom is the bridge lost?", "Bo Tarn"),
        ("Who warned of floods?", "Bo Tarn"),
        ("Who estimated the loss?", "Bo Tarn"),
        ("Who put the loss at about 5 million euros?", "Bo Tarn"),
        ("Who put the bridge at risk?", None),
        ("Who is said to be rich?", None),
        ("Who built the bridge?", None),
        ("When did the WHO say so?", None),
        ("What was the name of the man who said so?", None),
        ("Who said that Tarn was wrong?", None),
    ],
)
def test_who_said_asks_for_the_speaker(question: str, expected: str | None) -> None:
    """The speaker is the exact answer to "who said", not to other questions, nor where the question names them."""
    assert asked_speaker(question, citation("Bo Tarn said the bridge was lost.", "Bo Tarn")) == expected


def test_card_says_who_is_quoted() -> None:
    """A source's card names the speaker, escaped; without one it says nothing."""
    assert '<p class="said" dir="auto">Said by Bo &lt;b&gt; Tarn</p>' in card(citation("So.", "Bo <b> Tarn"), None)
    assert "Said by" not in card(citation("So."), None)


def test_assistant_attributes_what_it_cites(seeds: Assistant) -> None:
    """An answer from the articles carries the speaker in its citation, in JSON too, and in its first line."""
    answer = seeds.ask("How many countries have committed to guaranteeing Kyiv's security?")
    assert answer.citations[0].speaker == "Macron"
    assert answer.to_dict()["citations"][0]["speaker"] == "Macron"
    assert (answer.short, answer.text.splitlines()[0]) == ("26", "26 (according to Macron)")
    assert answer.verify() == []
    assert '<p class="short" dir="auto">26<small> (according to Macron)</small></p>' in answered(answer, 0)


@pytest.mark.parametrize(
    ("question", "short", "speaker"),
    [
        ("What did Quill tell the council?", "the Mayor", True),
        ("What did Quill tell the council?", "two bridges", False),
        ("Who told the council about it?", "the Mayor", False),
    ],
)
def test_who_says_it_is_not_what_is_said(question: str, short: str, speaker: bool) -> None:
    """The speaker is no exact answer to what somebody said, only to who said it."""
    text = "The town needs two bridges, the mayor told the council."
    assert names_speaker(question, short, citation(text, "the mayor")) is speaker


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("According to Quill, 26 ferries came. He did not name them.", "He did not name them.", "Quill"),
        ("Ada Quill opened the quay. Later, she left for Norport.", "Later, she left for Norport.", "Ada Quill"),
        ("Ada Quill came late. Her boat had sunk.", "Her boat had sunk.", "Ada Quill"),
        ("Ada Quill met Ben Roe. He left.", "He left.", None),  # one of the two
        ("The mayor met with Ada Quill. She left.", "She left.", None),  # the mayor, perhaps
        ("Ada Quill says that she was late. She left.", "She left.", None),  # whoever was late
        ("The Ada Quill keeper came. She left.", "She left.", None),  # of a ship
        ("Ada Quill came. It rained. She left.", "She left.", None),  # not in the sentence before
        ("Ada Quill came. Ben Roe said he was glad.", "Ben Roe said he was glad.", None),
        ("Ada Quill came. In her speech, Quill was brief.", "In her speech, Quill was brief.", None),
        ("Updated ET Feb. 28. Ada Quill came on Feb. 26. She left.", "She left.", "Ada Quill"),
    ],
)
def test_opening_pronoun_is_explained(text: str, quote: str, expected: str | None) -> None:
    """A quote that opens with "he" or "she" says who that is, where only one can be meant."""
    text = f"{text} Ada Quill, Ben Roe and Tom Quill live here."
    stored = {"a.txt": StoredDocument(text, "0")}
    (cited,) = attributed([citation(quote, start=text.index(quote))], stored.get)
    explained = credit(cited)[1]
    assert explained == (f" (“{cited.pronoun[0].capitalize()}” is {expected}.)" if expected and cited.pronoun else "")
    assert bool(explained) == bool(expected)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("While Norland said it would pay, Peru said nothing.", " it would pay"),
        ("Although the mayor denied the claim, the council closed the pier.", " the claim"),
        ("While the pier is closed, the mayor said it is safe.", " it is safe."),
        ("While Quill urged care, she said the pier is safe.", " care, she said the pier is safe."),
        ("The mayor said it would rain, and the council agreed.", " it would rain, and the council agreed."),
    ],
)
def test_main_clause_behind_a_contrast_is_the_writers(sentence: str, said: str) -> None:
    """Who speaks in “While X said so, ...” is made to say that clause and not what follows."""
    found = speech(sentence)
    assert found is not None
    assert [sentence[start:end] for start, end in found.said] == [said]
