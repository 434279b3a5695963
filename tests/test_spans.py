"""The trained reader."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from index.errors import ModelFileError
from rag.spans import MODEL_FOLDER, SpanReader

FERRY = "The ferry to Arnsby sank on 3 March 1911. Captain Ole Brandt lost his licence. The oven in Velden is old."


@cache
def reader() -> SpanReader:
    """The real one, loaded once."""
    return SpanReader.open()


def words(question: str, passage: str) -> tuple[str, float]:
    """The best span of the whole passage, and its margin."""
    (reading,) = reader().read(question, [passage], [[(0, len(passage))]])
    (span,) = reading.spans
    assert span is not None
    return passage[span.start : span.end], span.margin


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When did the ferry sink?", "3 March 1911"),
        ("Who lost his licence?", "Ole Brandt"),
        ("Where is the oven?", "Velden"),
    ],
)
def test_points_at_the_words_that_answer(question: str, answer: str) -> None:
    """The best span of a passage holds the words that answer."""
    found, margin = words(question, FERRY)
    assert answer in found
    assert margin > words("Which team won the volleyball final?", FERRY)[1]


def test_relevant_passage_is_told_apart() -> None:
    """A passage that answers is more relevant than one about something else."""
    bread = "Bakers in Velden sell 800 loaves a day, and a loaf costs 3 euros."
    ferry, other = reader().read("When did the ferry to Arnsby sink?", [FERRY, bread], [[], []])
    assert ferry.relevance > other.relevance


def test_what_else_is_read_changes_nothing() -> None:
    """A passage's scores are the same alone and among others, however long these are."""
    others = ["Bakers in Velden sell 800 loaves a day. " * 12, "One."]
    whole = [[(0, len(passage))] for passage in (FERRY, *others)]
    (alone,) = reader().read("When did the ferry sink?", [FERRY], whole[:1])
    among, *_ = reader().read("When did the ferry sink?", [FERRY, *others], whole)
    assert among == alone


def test_each_part_has_its_own_span() -> None:
    """The best span of a part lies inside it, and a part without words has none."""
    parts = [(0, 41), (42, 78), (41, 42)]
    (reading,) = reader().read("When did the ferry sink?", [FERRY], [parts])
    for span, (start, end) in zip(reading.spans[:2], parts, strict=False):
        assert span is not None
        assert start <= span.start < span.end <= end
    assert reading.spans[2] is None


def test_reading_alone_and_among_others_is_the_same() -> None:
    """A passage's margin does not depend on the passages that are read with it."""
    alone = reader().read("Who lost his licence?", [FERRY], [[(0, 78)]])[0]
    among = reader().read("Who lost his licence?", ["x " * 150, FERRY, "Bread."], [[], [(0, 78)], []])[1]
    assert alone.relevance == pytest.approx(among.relevance, abs=1e-3)
    one, other = alone.spans[0], among.spans[0]
    assert one is not None
    assert other is not None
    assert (one.start, one.end) == (other.start, other.end)
    assert one.margin == pytest.approx(other.margin, abs=1e-3)


def test_answer_late_in_a_long_passage_is_found() -> None:
    """A passage longer than one window is read to its end."""
    long = "Nothing happened in the village that week. " * 60 + FERRY
    assert "3 March 1911" in words("When did the ferry to Arnsby sink?", long)[0]


@pytest.mark.parametrize("passage", ["Arnsby", "🙂🙃🙂", "渡し船は1911年に沈みました。", "a\ud800b c", "x" * 3000, " "])
@pytest.mark.parametrize("question", ["When did it sink?", "", "word " * 400, "\x00"])
def test_any_text_is_read(question: str, passage: str) -> None:
    """One word, emoji, other scripts, half characters and endless words are read without an error."""
    (reading,) = reader().read(question, [passage], [[(0, len(passage))]])
    assert len(reading.spans) == 1


@pytest.mark.parametrize("harm", ["missing", "truncated", "altered"])
def test_weights_that_are_not_the_shipped_ones_are_refused(tmp_path: Path, harm: str) -> None:
    """A weight file that is missing, cut off or altered is one clear error."""
    shutil.copytree(MODEL_FOLDER, tmp_path / "model")
    path = tmp_path / "model" / "model.onnx"
    data = path.read_bytes()
    path.unlink()
    if harm != "missing":
        path.write_bytes(data[:-1] if harm == "truncated" else bytes([data[0] ^ 1]) + data[1:])
    with pytest.raises(ModelFileError, match="Install footnote-qa again"):
        SpanReader.open(tmp_path / "model")
