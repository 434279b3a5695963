"""Token counts are tiktoken's own, without its downloads, its environment variables or its slow cases."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import tokens
from index.errors import FootnoteError
from index.tokens import count_tokens

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))


@pytest.fixture
def reference(monkeypatch):
    """The cl100k_base that tiktoken itself would load."""
    import tiktoken

    spec = importlib.util.find_spec("llama_index.core")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(Path(spec.origin).parent / "_static" / "tiktoken_cache"))
    return tiktoken.get_encoding("cl100k_base")


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_counts_of_articles_are_those_of_tiktoken(reference, path):
    """The count of a whole article, longer than one slice, is exactly tiktoken's."""
    text = path.read_text(encoding="utf-8")
    assert len(text) > tokens._SLICE
    assert count_tokens(text) == len(reference.encode(text))


@pytest.mark.parametrize("text", ["", "Hello, world!", "naïve café 🎉", "数百万人", "a\r\n\r\nb", "\x00\x01", "١٢٣"])
def test_counts_of_short_texts_are_those_of_tiktoken(reference, text):
    """Short texts of any script are counted exactly."""
    assert count_tokens(text) == len(reference.encode(text))


def test_special_tokens_are_text():
    """An article that quotes <|endoftext|> is counted like any other."""
    assert count_tokens("He typed <|endoftext|> twice.") > count_tokens("He typed twice.")


@pytest.mark.parametrize("text", ["a" * 100_000, " " * 100_000, "😀" * 50_000, "字" * 100_000, "\n" * 100_000])
def test_text_without_borders_is_counted_in_time(text):
    """Text that tiktoken would need quadratic time for is counted within two seconds."""
    began = time.process_time()
    assert count_tokens(text) > len(text) / 200
    assert time.process_time() - began < 2


def test_threads_share_one_vocabulary(monkeypatch):
    """Threads that count at the same time load the vocabulary once."""
    loads = []
    vocabulary = tokens._vocabulary
    monkeypatch.setattr(tokens, "_encoding", None)
    monkeypatch.setattr(tokens, "_vocabulary", lambda: loads.append(1) or vocabulary())
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(count_tokens, ["two words"] * 32)) == {2}
    assert len(loads) == 1


def test_counting_imports_no_llama_index_and_changes_no_environment():
    """A process that only counts tokens never imports llama_index.core, and its environment stays as it was."""
    code = (
        "import os, sys; before = dict(os.environ)\n"
        "from index.tokens import count_tokens\n"
        "assert 'tiktoken' not in sys.modules\n"
        "assert count_tokens('two words') == 2\n"
        "assert dict(os.environ) == before and 'llama_index.core' not in sys.modules"
    )
    environment = {k: v for k, v in os.environ.items() if k != "TIKTOKEN_CACHE_DIR"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=Path(__file__).parent.parent)


@pytest.mark.parametrize("content", [None, b"damaged"], ids=["missing", "damaged"])
def test_a_missing_or_damaged_vocabulary_is_one_clear_error(monkeypatch, tmp_path, content):
    """Without the right vocabulary file, counting fails with a line that says what to install."""
    package = tmp_path / "core"
    (package / "_static" / "tiktoken_cache").mkdir(parents=True)
    if content is not None:
        (package / "_static" / "tiktoken_cache" / tokens._VOCABULARY_NAME).write_bytes(content)
    spec = importlib.util.spec_from_file_location("core", package / "__init__.py")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    monkeypatch.setattr(tokens, "_encoding", None)
    with pytest.raises(FootnoteError, match="Install llama-index-core again") as caught:
        count_tokens("text")
    assert "\n" not in str(caught.value)


def test_an_absent_llama_index_is_one_clear_error(monkeypatch):
    """Without llama-index-core, counting fails with a line that says what to install."""

    def absent(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib.util, "find_spec", absent)
    monkeypatch.setattr(tokens, "_encoding", None)
    with pytest.raises(FootnoteError, match="pip install llama-index-core"):
        count_tokens("text")
