"""The shipped embedder: what its vectors mean, how they batch, and which files it refuses."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.embedding import BATCH_PADDING, BATCH_PIECES, MODEL_FOLDER, MiniLM, batches
from index.errors import ModelFileError

SENTENCES = [
    "The harbour bridge closes for repairs in May.",
    "Repairs will shut the bridge at the port this spring.",
    "A cat sleeps on the warm windowsill.",
    "Wheat prices rose by four percent on Monday.",
]


@pytest.fixture
def model_copy(tmp_path: Path) -> Path:
    """A copy of the shipped model folder that a test may damage."""
    return Path(shutil.copytree(MODEL_FOLDER, tmp_path / "model"))


def test_like_sentences_are_closer(embedder: MiniLM) -> None:
    """Two sentences of one meaning are far closer than two of different meanings."""
    cosines = embedder.embed(SENTENCES) @ embedder.embed(SENTENCES).T
    assert cosines[0, 1] > 0.6
    assert cosines[0, 2:].max() < 0.3


def test_question_finds_its_sentence(embedder: MiniLM) -> None:
    """A question is closest to the sentence that answers it, without a shared word."""
    cosines = embedder.embed(SENTENCES) @ embedder.embed(["How much dearer did grain become?"])[0]
    assert cosines.argmax() == 3


def test_vector_shape(embedder: MiniLM) -> None:
    """Vectors are float32 rows of 384 numbers and length 1."""
    vectors = embedder.embed(SENTENCES)
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, 384) == (4, embedder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts(embedder: MiniLM) -> None:
    """No texts give no rows, of the right width."""
    assert embedder.embed([]).shape == (0, 384)


def test_rows_do_not_depend_on_the_batch(embedder: MiniLM) -> None:
    """A text has the same vector alone, among others, and in any order."""
    texts = [" ".join([SENTENCES[i % 4]] * (1 + i % 7)) + f" Note {i}." for i in range(60)]
    together = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5
    assert np.abs(embedder.embed(texts[::-1])[::-1] - together).max() < 1e-5


def test_equal_texts_in_one_call(embedder: MiniLM) -> None:
    """Equal texts in one call have equal vectors."""
    vectors = embedder.embed([SENTENCES[0], *SENTENCES, SENTENCES[0]])
    assert np.abs(vectors[[0, 1]] - vectors[-1]).max() < 1e-5


def test_calls_at_the_same_time(embedder: MiniLM) -> None:
    """Calls from several threads at once give what single calls give."""
    expected = embedder.embed(SENTENCES)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(embedder.embed, [SENTENCES] * 12):
            assert np.abs(vectors - expected).max() < 1e-5


def test_long_text_is_truncated(embedder: MiniLM) -> None:
    """Words after the 256th word piece do not count, and words before it do."""
    long = "tree " * 300
    assert np.abs(embedder.embed([long + "Wheat prices rose."]) - embedder.embed([long])).max() < 1e-5
    assert (embedder.embed(["Wheat prices rose. " + long]) @ embedder.embed([long]).T).item() < 0.999


def test_hundred_thousand_characters(embedder: MiniLM) -> None:
    """A text of 100,000 characters gives one vector."""
    assert np.isfinite(embedder.embed(["abc de " * 14_286])).all()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t",
        "\x00\x07\x1b[31m",
        "🌍🔥👩‍👩‍👧",
        "Який сьогодні день?",
        "今天是星期几",
        "\u202eright to left\u202c",
        "\ud800",
    ],
    ids=["empty", "blank", "control", "emoji", "cyrillic", "chinese", "bidirectional", "lone surrogate"],
)
def test_any_text_has_a_vector(embedder: MiniLM, text: str) -> None:
    """Text of any kind, or none, has a vector of length 1, and its neighbours keep theirs."""
    vectors = embedder.embed([text, SENTENCES[0]])
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-5)
    assert np.abs(vectors[1] - embedder.embed([SENTENCES[0]])[0]).max() < 1e-5


def test_case_and_accents_do_not_count(embedder: MiniLM) -> None:
    """Case and accents make no difference."""
    vectors = embedder.embed(["Zoë visited SÃO PAULO", "zoe visited sao paulo"])
    assert np.abs(vectors[0] - vectors[1]).max() < 1e-5


def test_markers_of_the_model_are_text(embedder: MiniLM) -> None:
    """A text that spells the model's own markers is read as plain words."""
    vectors = embedder.embed(["bridge [SEP] closed [PAD]", "bridge [sep] closed [pad]"])
    assert np.abs(vectors[0] - vectors[1]).max() < 1e-5


def test_batches_hold_every_position_once() -> None:
    """Batches hold every position once, within the limits of size and padding."""
    lengths = [int(length) for length in np.random.default_rng(7).integers(2, 257, 500)]
    groups = batches(lengths)
    assert sorted(position for group in groups for position in group) == list(range(500))
    for group in groups:
        longest, shortest = max(lengths[i] for i in group), min(lengths[i] for i in group)
        assert len(group) == 1 or len(group) * longest <= BATCH_PIECES
        assert shortest >= longest * (1 - BATCH_PADDING)


def test_text_over_the_batch_limit() -> None:
    """A text longer than a whole batch gets a batch of its own."""
    assert batches([BATCH_PIECES + 1, BATCH_PIECES + 1]) == [[0], [1]]


def test_fingerprint_is_the_hash_of_the_weights(embedder: MiniLM) -> None:
    """The fingerprint is the sha256 that the manifest states for the weights."""
    manifest = json.loads((MODEL_FOLDER / "manifest.json").read_text("utf-8"))
    assert embedder.fingerprint == manifest["sha256"]["model.onnx"]


def test_copy_of_the_model_opens(embedder: MiniLM, model_copy: Path) -> None:
    """The model opens from any folder, with the same vectors."""
    assert np.abs(MiniLM.open(model_copy).embed(SENTENCES) - embedder.embed(SENTENCES)).max() < 1e-5


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_altered_file(model_copy: Path, name: str) -> None:
    """A file of the right size with one changed byte is refused by name."""
    data = bytearray((model_copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (model_copy / name).write_bytes(data)
    with pytest.raises(ModelFileError, match="not the one that was shipped") as caught:
        MiniLM.open(model_copy)
    assert caught.value.path == model_copy / name


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_truncated_file(model_copy: Path, name: str) -> None:
    """A truncated file is refused."""
    (model_copy / name).write_bytes((model_copy / name).read_bytes()[:1000])
    with pytest.raises(ModelFileError, match="not the one that was shipped"):
        MiniLM.open(model_copy)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "manifest.json"])
def test_missing_file(model_copy: Path, name: str) -> None:
    """A missing file is named, and the message says what to do."""
    (model_copy / name).unlink()
    with pytest.raises(ModelFileError, match=r"cannot be read.*Install footnote-qa again") as caught:
        MiniLM.open(model_copy)
    assert caught.value.path == model_copy / name


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"sha256": {}}', '{"sha256": {"model.onnx": "0"}}', "\x00"])
def test_damaged_manifest(model_copy: Path, content: str) -> None:
    """A manifest that is not one is refused, whatever it holds instead."""
    (model_copy / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(ModelFileError, match="is damaged"):
        MiniLM.open(model_copy)


def test_import_is_cheap() -> None:
    """Importing the module loads neither onnxruntime nor the tokenizer."""
    code = "import sys, index.embedding; print([m for m in ('onnxruntime', 'tokenizers') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
