"""Convert the official all-MiniLM-L6-v2 weights into the one ONNX file that footnote ships.

    python training/convert_embedder.py --weights DIR --output index/models/all-minilm-l6-v2

DIR holds the official `model.safetensors` and `tokenizer.json`; both are checked by hash. The graph is
written node by node, so the file has nothing of an exporter's in it and the same weights give the same
bytes. Mean pooling over the attention mask and L2 normalisation are inside the graph:

    input_ids, attention_mask   int64 (batch, length)   ->   embedding   float32 (batch, 384), length 1

Needs numpy, onnx and safetensors; the int8-dynamic variants and `--check` also need onnxruntime.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

SOURCE_REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
SOURCE_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
LAYERS, HIDDEN, HEADS, INNER = 6, 384, 12, 1536
POSITIONS = 256
"""The model was trained on at most 256 word pieces; longer texts are truncated before they get here."""
EPSILON = 1e-12
VARIANTS = ("int8", "fp32", "fp16", "int8-dynamic-channel", "int8-dynamic-tensor")

Array = NDArray[np.float32]


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def best_scales(rows: Array, steps: int = 64) -> Array:
    """Scales `(n, 1)` with which rounding to -127..127 loses least, in squares; one for each row `(n, k)`.

    The largest value decides the range at first; a smaller range clips a few outliers and rounds all
    others more finely.
    """
    top = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-12)
    best = np.full_like(top, np.inf)
    scales = top / 127
    for share in np.linspace(1.0, 0.6, steps, dtype=np.float32):
        scale = share * top / 127
        error = np.square(np.clip(np.rint(rows / scale), -127, 127) * scale - rows).sum(axis=1, keepdims=True)
        better = error < best
        best, scales = np.where(better, error, best), np.where(better, scale, scales)
    return scales.astype(np.float32)


class Graph:
    """Collects nodes and constants; each method returns the name of the tensor it makes."""

    def __init__(self, variant: str) -> None:
        self.variant = variant
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """A tensor stored as it is."""
        self.constants.setdefault(name, numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(self, operator: str, *inputs: str, name: str, **attributes: object) -> str:
        """One operator with one output, called `name`."""
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def matrix(self, name: str, value: Array) -> str:
        """A weight `(inputs, outputs)`: small in the file, float32 once the session has folded constants."""
        if self.variant == "fp16":
            half = self.constant(f"{name}.half", value.astype(np.float16))
            return self.node("Cast", half, name=name, to=TensorProto.FLOAT)
        if self.variant == "int8":
            scales = best_scales(value.T).T
            rounded = np.clip(np.rint(value / scales), -127, 127).astype(np.int8)
            wide = self.node("Cast", self.constant(f"{name}.int8", rounded), name=f"{name}.wide", to=TensorProto.FLOAT)
            return self.node("Mul", wide, self.constant(f"{name}.scale", scales), name=name)
        return self.constant(name, value)

    def rows(self, name: str, value: Array, ids: str) -> str:
        """Rows of an embedding table `(n, width)`; only the rows looked up become float32."""
        if self.variant == "fp16":
            half = self.constant(f"{name}.half", value.astype(np.float16))
            return self.node("Cast", self.node("Gather", half, ids, name=f"{name}.rows"), name=name, to=TensorProto.FLOAT)
        if self.variant == "int8":
            scales = best_scales(value)
            rounded = np.clip(np.rint(value / scales), -127, 127).astype(np.int8)
            found = self.node("Gather", self.constant(f"{name}.int8", rounded), ids, name=f"{name}.rows")
            wide = self.node("Cast", found, name=f"{name}.wide", to=TensorProto.FLOAT)
            scale = self.node("Gather", self.constant(f"{name}.scale", scales), ids, name=f"{name}.scales")
            return self.node("Mul", wide, scale, name=name)
        return self.node("Gather", self.constant(f"{name}.table", value), ids, name=name)


def encoder(weights: dict[str, Array], variant: str) -> onnx.ModelProto:
    """The whole model, from word piece ids to unit vectors."""
    graph = Graph(variant)
    node, constant = graph.node, graph.constant

    def norm(x: str, prefix: str, name: str) -> str:
        gain, shift = (constant(f"{prefix}.{part}", weights[f"{prefix}.{part}"]) for part in ("weight", "bias"))
        return node("LayerNormalization", x, gain, shift, name=name, axis=-1, epsilon=EPSILON)

    def linear(x: str, prefixes: list[str], name: str) -> str:
        matrix = np.concatenate([weights[f"{prefix}.weight"] for prefix in prefixes]).T
        bias = np.concatenate([weights[f"{prefix}.bias"] for prefix in prefixes])
        product = node("MatMul", x, graph.matrix(f"{name}.weight", matrix), name=f"{name}.product")
        return node("Add", product, constant(f"{name}.bias", bias), name=name)

    # There is one segment only, so its embedding is part of every position's.
    position_table = weights["embeddings.position_embeddings.weight"][:POSITIONS]
    position_table = position_table + weights["embeddings.token_type_embeddings.weight"][0]
    one, zero = constant("one", np.array([1], np.int64)), constant("zero", np.array([0], np.int64))
    length = node("Shape", "input_ids", name="length", start=1, end=2)
    positions = node("Slice", constant("positions.table", position_table), zero, length, zero, name="positions")
    words = graph.rows("words", weights["embeddings.word_embeddings.weight"], "input_ids")
    x = norm(node("Add", words, positions, name="summed"), "embeddings.LayerNorm", "embedded")

    mask = node("Cast", "attention_mask", name="mask", to=TensorProto.FLOAT)
    pooling = node("Unsqueeze", mask, one, name="mask.pooling")
    keys = node("Unsqueeze", pooling, one, name="mask.keys")
    absent = node("Sub", keys, constant("present", np.array(1, np.float32)), name="mask.absent")
    bias = node("Mul", absent, constant("far", np.array(1e9, np.float32)), name="mask.bias")

    split = constant("heads.split", np.array([0, 0, 3, HEADS, HIDDEN // HEADS], np.int64))
    merge = constant("heads.merge", np.array([0, 0, HIDDEN], np.int64))
    scale = constant("heads.scale", np.array(1 / math.sqrt(HIDDEN // HEADS), np.float32))
    for layer in range(LAYERS):
        source, name = f"encoder.layer.{layer}", f"layer{layer}"
        joined = linear(x, [f"{source}.attention.self.{part}" for part in ("query", "key", "value")], f"{name}.qkv")
        parts = node("Reshape", joined, split, name=f"{name}.parts")
        # (batch, length, 3, heads, width) -> (3, batch, heads, length, width)
        parts = node("Transpose", parts, name=f"{name}.heads", perm=[2, 0, 3, 1, 4])
        query, key, value = (
            node("Gather", parts, constant(f"part{i}", np.array(i, np.int64)), name=f"{name}.{part}", axis=0)
            for i, part in enumerate(("query", "key", "value"))
        )
        turned = node("Transpose", key, name=f"{name}.key.turned", perm=[0, 1, 3, 2])
        scores = node("Mul", node("MatMul", query, turned, name=f"{name}.dots"), scale, name=f"{name}.scaled")
        shares = node("Softmax", node("Add", scores, bias, name=f"{name}.masked"), name=f"{name}.shares", axis=-1)
        mixed = node("MatMul", shares, value, name=f"{name}.mixed")
        mixed = node("Transpose", mixed, name=f"{name}.mixed.turned", perm=[0, 2, 1, 3])
        mixed = node("Reshape", mixed, merge, name=f"{name}.mixed.merged")
        mixed = linear(mixed, [f"{source}.attention.output.dense"], f"{name}.attention")
        x = norm(node("Add", mixed, x, name=f"{name}.sum1"), f"{source}.attention.output.LayerNorm", f"{name}.norm1")
        inner = linear(x, [f"{source}.intermediate.dense"], f"{name}.inner")
        outer = linear(node("Gelu", inner, name=f"{name}.gelu"), [f"{source}.output.dense"], f"{name}.outer")
        x = norm(node("Add", outer, x, name=f"{name}.sum2"), f"{source}.output.LayerNorm", f"{name}.norm2")

    total = node("Squeeze", node("MatMul", pooling, x, name="pooled.rows"), one, name="pooled.sum")
    count = node("ReduceSum", mask, one, name="pooled.count", keepdims=1)
    mean = node("Div", total, count, name="pooled.mean")
    size = node("ReduceL2", mean, one, name="pooled.size", keepdims=1)
    node("Div", mean, size, name="embedding")

    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in ("input_ids", "attention_mask")]
    outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", HIDDEN])]
    proto = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, outputs, list(graph.constants.values()))
    model = helper.make_model(proto, opset_imports=[helper.make_opsetid("", 20)], ir_version=9, producer_name="footnote-qa")
    onnx.checker.check_model(model, full_check=True)
    return model
