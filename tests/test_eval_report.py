"""A run of the known questions on a tiny assistant, and what is reported of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval import baseline, report, test_questions
from eval.baseline import Comparison, compare
from eval.questions import Question, from_dict
from eval.run import Run
from eval.scores import score
from index.documents import Document, Passage
from index.errors import StorageError
from rag.answer import Answer, Citation, StoredDocument, Turn
from rag.settings import Settings

TOWN = Document("town.txt", "Ana Ruiz opened the bridge. It cost 26 euros.", "Bridges", "town.txt")


class Echo:
    """Answers with the sentence about money when asked for money, refuses otherwise, and remembers."""

    def __init__(self) -> None:
        self.histories: list[tuple[str, ...]] = []

    def ask(self, question: str, /, history: Sequence[Turn] = ()) -> Answer:
        self.histories.append(tuple(turn.question for turn in history))
        if "crash" in question:
            raise RuntimeError("<b>boom</b>")
        if "disk" in question:
            raise StorageError(Path("home"), "full")
        if "cost" not in question:
            return Answer(question, question, "Not said.", abstained=True, confidence=0.2)
        quote = TOWN.text[28:]
        citation = Citation(1, TOWN.id, TOWN.title, TOWN.source, None, quote, 28, len(TOWN.text), TOWN.sha256)
        return Answer(question, question, f"{quote} [1]", confidence=0.8, citations=[citation], lookup=self._stored)

    def search(self, question: str, /, k: int = 10) -> list[Passage]:
        return [Passage("p", TOWN.id, 0, 27, TOWN.text[:27]), Passage("p", TOWN.id, 28, 45, TOWN.text[28:45])][:k]

    def document(self, document_id: str, /) -> Document:
        return TOWN

    def _stored(self, document_id: str) -> StoredDocument:
        return StoredDocument(TOWN.text, TOWN.sha256)


def known(name: str, text: str, **fields: object) -> Question:
    values: dict[str, object] = {"id": name, "kind": "number", "question": text, "answerable": False}
    return from_dict(values | fields)


COST = known(
    "cost",
    "What did it cost?",
    answerable=True,
    facts=[["26"]],
    evidence=[["town.txt", "26 euros"]],
    may_cite=["town.txt"],
    history=["Who opened the bridge?"],
    known_miss="believed to fail",
)
OPENER = known(
    "opener",
    "<script>alert(1)</script> Who opened it?",
    answerable=True,
    facts=[["Ana Ruiz"]],
    evidence=[["town.txt", "Ana Ruiz"]],
    may_cite=["town.txt"],
)
COLOUR, DISK, CRASH = known("colour", "Which colour?"), known("disk", "Is the disk full?"), known("crash", "crash")


def reported(*questions: Question, comparison: Comparison | None = None) -> report.Report:
    outcomes = tuple(Run(Echo(), questions).all())
    return report.Report(outcomes, score(outcomes), Settings(home="secret"), comparison or Comparison(), True)


def test_earlier_questions_are_asked_first_and_each_question_once() -> None:
    """The history is asked in order, its answers become the conversation, and nothing is asked again."""
    echo = Echo()
    run = Run(echo, [COST])
    assert run.outcome(COST) is run.outcome(COST)
    assert echo.histories == [(), ("Who opened the bridge?",)]


def test_a_right_answer_is_right_and_its_retrieval_is_scored() -> None:
    """The second passage holds the fact: right, with recall from the second place on."""
    scores = reported(COST).scores
    assert scores.kinds[0].right.value == 1
    assert scores.totals["retrieval recall@1"] is not None
    assert scores.totals["retrieval recall@1"].value == 0
    assert scores.totals["retrieval recall@3"] is not None
    assert scores.totals["retrieval recall@3"].value == 1


def test_a_stated_error_is_a_refusal_and_a_crash_a_miss() -> None:
    """A footnote error refuses with its message; any other exception is kept, and counts as a miss."""
    disk, crash = Run(Echo(), [DISK, CRASH]).all()
    assert disk.right
    assert str(disk.answer.reason).startswith("Cannot use the index in home: full.")
    assert not crash.right
    assert isinstance(crash.crash, RuntimeError)


def test_kinds_that_find_nothing_have_no_score() -> None:
    """Unanswerable questions have no retrieval score, rather than 0."""
    scores = reported(COLOUR).scores
    assert scores.totals["retrieval recall@5"] is None
    assert scores.totals["refusal recall"] is not None
    assert scores.calibration_error is None


def test_the_table_names_what_was_fixed_and_broken() -> None:
    """The terminal table compares with the baseline by name, and names overcome known misses."""
    lines = "\n".join(report.table(reported(COST, OPENER, comparison=Comparison(fixed=("cost",), broken=("opener",)))))
    assert "fixed since the baseline (1): cost" in lines
    assert "BROKEN since the baseline (1): opener" in lines
    assert "marked as a known miss, right now (1): cost" in lines
    assert "answerable right" in lines


def test_the_page_escapes_what_questions_and_errors_hold(tmp_path: Path) -> None:
    """No tag from a question or an error reaches the page; charts are drawn, nothing is fetched."""
    report.write(reported(COST, OPENER, CRASH), tmp_path)
    page = (tmp_path / "latest.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "<b>boom" not in page
    assert page.count("<svg") == 3
    assert "http" not in page


def test_the_json_holds_scores_and_misses_but_no_place_of_this_machine(tmp_path: Path) -> None:
    """Each miss has question, answer, expectation and fault; settings leave out paths and keys."""
    report.write(reported(COST, OPENER), tmp_path)
    stored = json.loads((tmp_path / "latest.json").read_text(encoding="utf-8"))
    assert stored["right"] == {"cost": True, "opener": False}
    assert stored["misses"][0]["expected"] == "'Ana Ruiz'"
    assert stored["misses"][0]["faults"] == ["refused"]
    assert "secret" not in json.dumps(stored)
    assert stored["settings"]["passage_tokens"] == Settings().passage_tokens


def test_comparison_names_each_change() -> None:
    """Fixed, broken, new and gone are told apart; unchanged questions are not named."""
    found = compare({"a": True, "b": False, "c": True, "d": True}, {"a": False, "b": True, "c": True, "e": False})
    assert found == Comparison(fixed=("b",), broken=("a",), new=("e",), gone=("d",))


def test_a_written_baseline_is_read_back(tmp_path: Path) -> None:
    """The baseline keeps which questions were right; without a file there is none."""
    path = tmp_path / "baseline.json"
    assert baseline.read(path) is None
    baseline.write(reported(COST, OPENER).to_dict(), path)
    stored = baseline.read(path)
    assert stored is not None
    assert stored["right"] == {"cost": True, "opener": False}


def test_the_commit_outside_git_is_unknown(tmp_path: Path) -> None:
    """A copy of the project without its history still reports."""
    assert report.commit(tmp_path) == "unknown"


@pytest.mark.parametrize("count", [0, 1, 40])
def test_a_run_of_any_size_makes_a_page(tmp_path: Path, count: int) -> None:
    """No question at all, one, or many: the page is made."""
    report.write(reported(*(known(f"q{number}", "Which colour?") for number in range(count))), tmp_path)
    assert f"{count} questions" in (tmp_path / "latest.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("asked", "written_on", "fails"),
    [(100, "another", False), (99, "another", True), (100, baseline.processor(), True)],
)
def test_as_many_broken_questions_as_rounding_explains_are_expected(
    asked: int, written_on: str, fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of a hundred that were right on another processor are no failure; two of fewer are, and any on the same."""
    wrong = [replace(COST, id=f"wrong-{number}", facts=(("nowhere",),), known_miss=None) for number in range(2)]
    refused = [replace(COLOUR, id=f"refused-{number}") for number in range(asked - len(wrong))]
    asking = [*wrong, *refused]
    right = dict.fromkeys((question.id for question in asking), True)
    monkeypatch.setattr(test_questions, "BASELINE", {"right": right, "processor": written_on})
    ends = (AssertionError, pytest.xfail.Exception)  # an expected failure within this test would be one of this test
    with pytest.raises(ends) as ended:
        test_questions.test_question(Run(Echo(), asking), wrong[0])
    assert ended.type is ends[not fails]
    monkeypatch.setattr(test_questions, "BASELINE", {"right": {}, "processor": "another"})
    with pytest.raises(ends) as ended:
        test_questions.test_question(Run(Echo(), asking), wrong[0])
    assert ended.type is AssertionError
