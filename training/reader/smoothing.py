"""Make a model ready to be multiplied in int8: even out the channels of what its products multiply.

A few channels of a transformer's activations are far larger than the others, and one scale for all of them leaves
the small ones no digits. What is divided out of a channel is multiplied into its row of the weights, which have
room for it (SmoothQuant, Xiao et al. 2023). In float32 the model computes the same.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.reader import evaluate
from training.reader.data import plain_tokenizer, read
from training.reader.split import held_out

SETS = ("squad2_part", "squadshifts_new_wiki", "squad1_train_para", "ares_synth_nq", "tweetqa")
"""Training sets whose windows are read; of each only contexts that no reader was trained on."""
EACH, SEED = 30, 5
"""Rows of each set; chooses them."""
SHARE = 0.8
"""How much of a channel's size goes into the weights, 0 to 1 (the authors' alpha)."""

Inputs = dict[str, NDArray[np.int64]]


def examples(data: Path, tokenizer_file: Path) -> list[Inputs]:
    """Windows of training rows as the model takes them, each a batch of one."""
    chance = random.Random(SEED)
    items = []
    for name in SETS:
        rows = [row for row in read(data / "train" / f"{name}.jsonl.gz") if held_out(row["context"])]
        items += [
            evaluate.Item(row["question"], row["context"], ()) for row in chance.sample(rows, min(EACH, len(rows)))
        ]
    found = []
    for piece in evaluate.windows(items, plain_tokenizer(tokenizer_file)):
        ids = np.array([piece.ids], np.int64)
        segments = (np.arange(ids.shape[1]) >= piece.first).astype(np.int64)[None]
        found.append({"input_ids": ids, "token_type_ids": segments, "attention_mask": np.ones_like(ids)})
    return found


def largest(model: onnx.ModelProto, names: Sequence[str], inputs: Sequence[Inputs]) -> dict[str, NDArray[np.float32]]:
    """The largest absolute value in each channel (the last axis) of the named values, over all inputs."""
    import onnxruntime

    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    sizes: dict[str, NDArray[np.float32]] = {}
    for given in inputs:
        for name, value in zip(names, session.run(list(names), given), strict=True):
            here = np.abs(value).reshape(-1, value.shape[-1]).max(axis=0)
            sizes[name] = np.maximum(sizes[name], here) if name in sizes else here
    return sizes


def smooth(model: onnx.ModelProto, products: Sequence[str], inputs: Sequence[Inputs]) -> None:
    """Even out, in place, the channels that the nodes `products` (of a value and constant weights) multiply."""
    graph = model.graph
    chosen = [node for node in graph.node if node.name in products]
    sizes = largest(model, sorted({node.input[0] for node in chosen}), inputs)
    constants = {each.name: each for each in graph.initializer}
    nodes = []
    for node in graph.node:
        if node.name in products:
            value, name = node.input
            weights = numpy_helper.to_array(constants[name])
            rows = np.maximum(np.abs(weights).max(axis=1), 1e-5)
            scale = np.maximum(sizes[value], 1e-5) ** SHARE / rows ** (1 - SHARE)
            scale = (scale / np.exp(np.log(scale).mean())).astype(np.float32)
            constants[name].CopyFrom(numpy_helper.from_array(weights * scale[:, None], name))
            graph.initializer.append(numpy_helper.from_array(1 / scale, f"{node.name}.evenness"))
            nodes.append(helper.make_node("Mul", [value, f"{node.name}.evenness"], [f"{node.name}.even"]))
            nodes[-1].name = f"{node.name}.even"
            node.input[0] = f"{node.name}.even"
        nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
