"""The answer object and what verify() notices."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from rag.answer import Answer, Citation, StoredDocument

TEXT = "The bridge closed on Monday. The mayor said so."
STORED = StoredDocument(TEXT, hashlib.sha256(TEXT.encode()).hexdigest())
CITATION = Citation(1, "bridge.txt", "Bridge", "/bridge.txt", None, TEXT[:28], 0, 28, STORED.sha256)
ANSWER = Answer("When?", "When?", f"“{TEXT[:28]}” [1]", citations=[CITATION])


def lookup(document_id: str) -> StoredDocument | None:
    return STORED if document_id == "bridge.txt" else None


def test_answer_that_holds_has_no_problems() -> None:
    """An answer whose every quote stands where it says has no problems."""
    assert ANSWER.verify(lookup) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quote": "The bridge closed on Tuesday"}, "does not stand at"),
        ({"start": 1, "end": 29}, "does not stand at"),
        ({"start": -len(TEXT), "end": 28 - len(TEXT)}, "does not stand at"),
        ({"sha256": "0" * 64}, "has changed"),
        ({"document_id": "tunnel.txt"}, "not in the index"),
        ({"quote": "", "start": 3, "end": 3}, "is empty"),
    ],
)
def test_altered_citation_is_noticed(change: dict[str, object], said: str) -> None:
    """A citation with one altered field is named with what is wrong."""
    altered = replace(ANSWER, citations=[replace(CITATION, **change)])  # type: ignore[arg-type]
    assert any(said in problem for problem in altered.verify(lookup))


@pytest.mark.parametrize(
    ("text", "citations", "abstained", "said"),
    [
        ("No marker here.", [CITATION], False, "stands nowhere in the text"),
        ("One [1] and two [2].", [CITATION], False, "[2] stands in the text without a citation"),
        ("Twice [1].", [CITATION, CITATION], False, "share one number"),
        ("Nothing.", [], False, "carries no citation"),
        ("Refused [1].", [CITATION], True, "a refusal carries citations"),
    ],
)
def test_markers_and_citations_match(text: str, citations: list[Citation], abstained: bool, said: str) -> None:
    """Markers and citations that do not belong together are named."""
    answer = Answer("q", "q", text, citations=citations, abstained=abstained)
    assert any(said in problem for problem in answer.verify(lookup))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("The bridge:\n“The bridge closed on Monday” [1]\n(Bridge, undated)", True),
        ("“The bridge closed” [1]", True),
        ("“The bridge closed on Tuesday” [1]", False),
        ("“The bridge closed on Monday” [1]\n“The mayor denied it.” [1]", False),
        ("The bridge “never” closed. [1]", True),
    ],
)
def test_altered_words_beside_a_whole_citation_are_noticed(text: str, holds: bool) -> None:
    """What stands between quotation marks before a marker is in the quote; what a language model writes is its own."""
    answer = replace(ANSWER, text=text)
    assert (answer.verify(lookup) == []) is holds
    assert replace(answer, answered_by="llama").verify(lookup) == []


def test_reply_needs_no_citation() -> None:
    """A reply about the assistant or the corpus has no problem for citing nothing, and a false marker is still one."""
    assert Answer("Hello", "Hello", "Hello.", kind="reply").verify(lookup) == []
    assert Answer("Hello", "Hello", "Hello [1].", kind="reply").verify(lookup)


@pytest.mark.parametrize(("abstained", "kind"), [(True, "reply"), (True, "answer"), (False, "refusal"), (False, "x")])
def test_kind_and_abstention_agree(abstained: bool, kind: str) -> None:
    """A refusal that calls itself something else, or the other way round, is named."""
    citations = [] if abstained else [CITATION]
    answer = Answer(
        "q", "q", "Said [1]." if citations else "Said.", abstained=abstained, citations=citations, kind=kind
    )
    assert any("its kind says" in problem for problem in answer.verify(lookup))


def test_kind_of_an_older_answer_is_told_by_its_abstention() -> None:
    """An answer saved without a kind is an answer, or a refusal where it abstained."""
    saved = ANSWER.to_dict()
    del saved["kind"]
    assert Answer.from_dict(saved).kind == "answer"
    assert Answer("q", "q", "No.", abstained=True).kind == "refusal"


def test_answer_without_documents_cannot_be_verified() -> None:
    """An answer that no assistant gave says that there is nothing to check it against."""
    assert "nothing to check against" in ANSWER.verify()[0]


def test_answer_survives_json() -> None:
    """An answer written as JSON and read again is the same answer."""
    assert Answer.from_dict(json.loads(json.dumps(ANSWER.to_dict()))) == ANSWER


def test_fields_of_a_later_version_are_left_out() -> None:
    """An answer that another version saved with more fields is read all the same."""
    saved = json.loads(json.dumps(ANSWER.to_dict()))
    saved["mood"] = "calm"
    saved["citations"][0]["colour"] = "blue"
    assert Answer.from_dict(saved) == ANSWER


def test_dict_has_the_contract_fields() -> None:
    """The dictionary of an answer has every field of the public contract."""
    values = ANSWER.to_dict()
    assert {"question", "resolved_question", "text", "short", "abstained", "reason", "confidence", "citations",
            "answered_by", "timings_ms", "kind"} <= values.keys()  # fmt: skip
    assert {"number", "document_id", "title", "source", "published", "quote", "start", "end", "sha256"} <= values[
        "citations"
    ][0].keys()
