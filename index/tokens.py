"""Counts tokens with tiktoken's cl100k_base, without network.

tiktoken downloads its vocabulary on first use and has no offline switch; llama-index-core ships the
same file. It is read from there directly, so that no environment variable has to change.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from index.errors import FootnoteError

if TYPE_CHECKING:
    from tiktoken import Encoding

# tiktoken's cache names a file by the SHA-1 of the address it came from; this is cl100k_base.
_VOCABULARY_NAME = "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"
_VOCABULARY_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
# The split pattern of cl100k_base, as tiktoken_ext.openai_public states it.
_PATTERN = (
    r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+|"""
    r""" ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"""
)
# tiktoken needs quadratic time on a run without a border, so long texts are counted in slices.
_SLICE = 2_000

_lock = Lock()
_encoding: Encoding | None = None


def count_tokens(text: str) -> int:
    """The number of cl100k_base tokens of `text`.

    Exact, except that each 2,000 characters without a lone space to cut at may add a token.
    Names of special tokens count as ordinary text. Raises FootnoteError if the vocabulary is missing.
    """
    encoding = _encoding or _load()
    if len(text) <= _SLICE:
        return len(encoding.encode_ordinary(text))
    total = start = 0
    while start < len(text):
        end = start + _SLICE
        if end < len(text):
            # No token of cl100k_base holds a letter and the space after it: the count stays exact.
            space = text.rfind(" ", start + 1, end)
            end = space if space > start else end
        total += len(encoding.encode_ordinary(text[start:end]))
        start = end
    return total


def ranks(text: str) -> list[int]:
    """The token numbers of `text`; frequent tokens have low numbers."""
    return list((_encoding or _load()).encode_ordinary(text))


def _load() -> Encoding:
    global _encoding
    with _lock:
        if _encoding is None:
            import tiktoken

            # Special tokens are left out: "<|endoftext|>" in an article is text like any other.
            _encoding = tiktoken.Encoding(
                "cl100k_base", pat_str=_PATTERN, mergeable_ranks=_vocabulary(), special_tokens={}
            )
        return _encoding


def _vocabulary() -> dict[bytes, int]:
    # find_spec of the parent only: importing llama_index.core would cost seconds.
    try:
        spec = importlib.util.find_spec("llama_index.core")
    except ModuleNotFoundError:
        spec = None
    if spec is None or spec.origin is None:
        raise FootnoteError('llama-index-core is not installed. Run "pip install llama-index-core".')
    path = Path(spec.origin).parent / "_static" / "tiktoken_cache" / _VOCABULARY_NAME
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FootnoteError(f"The token vocabulary {path} cannot be read. Install llama-index-core again.") from error
    if hashlib.sha256(content).hexdigest() != _VOCABULARY_SHA256:
        raise FootnoteError(f"The token vocabulary {path} is damaged. Install llama-index-core again.")
    pairs = (line.split() for line in content.splitlines() if line)
    return {base64.b64decode(token): int(rank) for token, rank in pairs}
