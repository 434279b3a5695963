"""The reader's network: the MiniLM encoder with three heads on it.

    input      word piece ids, segments (0 question, 1 passage), mask; all (batch, length)
    start, end a score for every word piece: here the answer starts, ends; at the first piece: no answer
    relevance  one score a row: this passage answers

What is compared between passages is a margin: the score of a word piece less that of the first piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file
from torch import Tensor, nn
from torch.nn import functional

LAYERS, HIDDEN, HEADS, INNER = 6, 384, 12, 1536
WORDS, POSITIONS = 30_522, 256
EPSILON = 1e-12


class Scores(NamedTuple):
    """What the heads give; `start` and `end` are `(batch, length)`, `relevance` is `(batch,)`."""

    start: Tensor
    end: Tensor
    relevance: Tensor
    left_out: Tensor
    """Of each piece of a conversation: log-odds that the question leaves its word out."""
    leaning: Tensor
    """`(batch,)`: log-odds that the question leaves any word to the conversation."""


class Layer(nn.Module):
    """One transformer layer, norms after the sums as in BERT; no dropout."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.attention = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, EPSILON)
        self.inner = nn.Linear(HIDDEN, INNER)
        self.outer = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, EPSILON)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`x` `(batch, length, hidden)`; `bias` `(batch, 1, 1, length)` is added to the attention scores."""
        # Plain products: on a CPU the backward pass of torch's fused attention is three times slower in bfloat16.
        batch, length, _ = x.shape
        parts = self.qkv(x).view(batch, length, 3, HEADS, HIDDEN // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4).flatten(1, 2)  # each (batch * heads, length, width)
        scores = torch.bmm(query * (HIDDEN // HEADS) ** -0.5, key.transpose(1, 2))
        weights = functional.softmax(scores.view(batch, HEADS, length, length) + bias, -1).to(value.dtype)
        mixed = torch.bmm(weights.flatten(0, 1), value).view(batch, HEADS, length, -1)
        mixed = mixed.transpose(1, 2).reshape(batch, length, HIDDEN)
        x = self.norm1(x + self.attention(mixed))
        outer: Tensor = self.outer(functional.gelu(self.inner(x)))
        normed: Tensor = self.norm2(x + outer)
        return normed


class ReaderModel(nn.Module):
    """Encoder and heads; the word table stays as it is in the embedder."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(WORDS, HIDDEN)
        self.words.weight.requires_grad_(False)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.segments = nn.Embedding(2, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.span = nn.Linear(HIDDEN, 2)
        self.relevance = nn.Linear(HIDDEN, 1)
        self.conversation = nn.Linear(HIDDEN, 2)
        for head in (self.span, self.relevance, self.conversation):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def freeze(self, layers: int) -> None:
        """Leave the lowest layers, and with any of them what is below, as they are."""
        lowest = [self.positions, self.segments, self.norm, *self.layers[:layers]] if layers else []
        for module in lowest:
            module.requires_grad_(False)

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor) -> Scores:
        """Scores of one batch; padding gets scores too, which the caller leaves out."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.positions(places) + self.segments(segments))
        if torch.is_autocast_enabled(ids.device.type):
            x = x.to(torch.get_autocast_dtype(ids.device.type))  # or the sums between layers stay float32
        bias = (mask[:, None, None, :].to(x.dtype) - 1) * 1e9
        for layer in self.layers:
            x = layer(x, bias)
        with torch.autocast(ids.device.type, enabled=False):  # bfloat16 is too coarse to compare scores
            x = x.float()
            spans, relevance, words = self.span(x), self.relevance(x[:, 0]), self.conversation(x)
        return Scores(spans[..., 0], spans[..., 1], relevance[:, 0], words[..., 0], words[:, 0, 1])


def _names() -> dict[str, tuple[str, ...]]:
    """For each parameter of the encoder here the published ones that it is made of, one below the other."""
    names: dict[str, tuple[str, ...]] = {
        "words.weight": ("embeddings.word_embeddings.weight",),
        "positions.weight": ("embeddings.position_embeddings.weight",),
        "segments.weight": ("embeddings.token_type_embeddings.weight",),
    }
    for part in ("weight", "bias"):
        names[f"norm.{part}"] = (f"embeddings.LayerNorm.{part}",)
        for n in range(LAYERS):
            here, there = f"layers.{n}", f"encoder.layer.{n}"
            names[f"{here}.qkv.{part}"] = tuple(
                f"{there}.attention.self.{which}.{part}" for which in ("query", "key", "value")
            )
            names[f"{here}.attention.{part}"] = (f"{there}.attention.output.dense.{part}",)
            names[f"{here}.norm1.{part}"] = (f"{there}.attention.output.LayerNorm.{part}",)
            names[f"{here}.inner.{part}"] = (f"{there}.intermediate.dense.{part}",)
            names[f"{here}.outer.{part}"] = (f"{there}.output.dense.{part}",)
            names[f"{here}.norm2.{part}"] = (f"{there}.output.LayerNorm.{part}",)
    return names


def from_arrays(arrays: Mapping[str, NDArray[np.float32]]) -> ReaderModel:
    """A reader from published names; heads that are not among them are new."""
    model = ReaderModel()
    state = model.state_dict()
    for name, sources in _names().items():
        value = np.concatenate([arrays[source] for source in sources])[: len(state[name])]
        state[name] = torch.from_numpy(value.copy())
    for name in state.keys() & arrays.keys():
        state[name] = torch.from_numpy(arrays[name].copy())
    model.load_state_dict(state)
    return model


def from_published(weights: Path) -> ReaderModel:
    """A reader whose encoder is the published one (`model.safetensors`) and whose heads are new."""
    return from_arrays(load_file(weights))


def to_published(state: Mapping[str, Tensor]) -> dict[str, NDArray[np.float32]]:
    """The weights under their published names; the heads as `span` and `relevance`."""
    arrays = {name: value.detach().float().cpu().numpy() for name, value in state.items()}
    published: dict[str, NDArray[np.float32]] = {}
    for name, targets in _names().items():
        published.update(zip(targets, np.split(arrays.pop(name), len(targets)), strict=True))
    return published | arrays
