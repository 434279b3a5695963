"""Convert weights of all-MiniLM-L6-v2, tuned or official, into the one ONNX file that footnote ships.

    python training/convert_embedder.py --weights DIR --tuned FILE --share 0.5 --output index/models/all-minilm-l6-v2

DIR holds the official `model.safetensors` and `tokenizer.json` (and `config.json` for `--check`); weights
and tokenizer are checked by hash. FILE is what `training/tune_embedder.py` made; its weights are averaged with the
official ones (Wortsman et al. 2022), which keeps most of what either knows. The graph is written node by node, so the
file has nothing of an exporter's in it and the same weights give the same bytes. Mean pooling over the attention mask
and L2 normalisation are inside the graph:

    input_ids, attention_mask   int64 (batch, length)   ->   embedding   float32 (batch, 384), length 1

Needs numpy, onnx and safetensors; the dynamic variants need onnxruntime; `--check` also torch and
transformers, whose own BertModel is the reference.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
import tempfile
from pathlib import Path
from typing import Any

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
LAYERS, HIDDEN, HEADS = 6, 384, 12
POSITIONS = 256
"""The model was trained on at most 256 word pieces; longer texts are truncated before they get here."""
EPSILON = 1e-12
INPUTS = ("input_ids", "attention_mask")
BLOCK = 32
"""Weights that share a scale in the int8-block variant; smaller is closer to fp32 and larger on disk."""
VARIANTS = {
    "int8-block": "int8 in blocks of 32, made float32 at load",
    "int8-channel": "int8 with one scale an output, made float32 at load",
    "int8-words": "the table of words in int8, float32 else",
    "fp16": "float16, made float32 at load",
    "fp32": "as published",
    "dynamic-channel": "int8 arithmetic, one scale an output (onnxruntime's quantize_dynamic)",
    "dynamic-tensor": "int8 arithmetic, one scale a matrix (onnxruntime's quantize_dynamic)",
}

Array = NDArray[np.float32]


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rounded(rows: Array, scale_type: type[np.floating] = np.float32) -> tuple[NDArray[np.int8], NDArray[np.floating]]:
    """Whole numbers -127..127 of `rows` `(n, k)` and a scale for each row `(n, 1)`, losing least in squares.

    The largest value decides the range at first; a smaller range clips a few outliers and rounds all
    others more finely.
    """
    smallest = np.finfo(scale_type).smallest_normal
    full = np.abs(rows).max(axis=1, keepdims=True) / 127
    least = np.full_like(full, np.inf)
    numbers, scales = np.zeros(rows.shape, np.int8), np.zeros(full.shape, scale_type)
    for share in np.linspace(1.0, 0.6, 41, dtype=np.float32):
        scale = np.maximum(share * full, smallest).astype(scale_type)
        wide = scale.astype(np.float32)
        tried = np.clip(np.rint(rows / wide), -127, 127)
        error = np.square(tried * wide - rows).sum(axis=1, keepdims=True)
        better = error < least
        least, scales = np.where(better, error, least), np.where(better, scale, scales)
        numbers = np.where(better, tried.astype(np.int8), numbers)
    return numbers, scales


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

    def node(self, operator: str, *inputs: str, name: str, **attributes: Any) -> str:
        """One operator with one output, called `name`."""
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def widened(self, x: str, name: str) -> str:
        """`x` as float32."""
        return self.node("Cast", x, name=name, to=TensorProto.FLOAT)

    def matrix(self, name: str, value: Array) -> str:
        """A weight `(inputs, outputs)`: small in the file, float32 once the session has folded constants."""
        if self.variant == "fp16":
            return self.widened(self.constant(f"{name}.half", value.astype(np.float16)), name)
        if self.variant not in ("int8-block", "int8-channel"):
            return self.constant(name, value)
        inputs, outputs = value.shape
        block = BLOCK if self.variant == "int8-block" else inputs
        blocks = value.T.reshape(outputs * inputs // block, block)
        numbers, scales = rounded(blocks, np.float16 if block == BLOCK else np.float32)
        stored = self.constant(f"{name}.int8", numbers.reshape(outputs, inputs).T)
        scale = self.constant(f"{name}.scale", scales.reshape(outputs, inputs // block).T)
        if scales.dtype == np.float16:
            scale = self.widened(scale, f"{name}.scale.wide")
        return self.node("DequantizeLinear", stored, scale, name=name, axis=0, block_size=block)

    def rows(self, name: str, value: Array, ids: str) -> str:
        """Rows of an embedding table `(n, width)`; only the rows looked up become float32."""
        if self.variant == "fp16":
            half = self.constant(f"{name}.half", value.astype(np.float16))
            return self.widened(self.node("Gather", half, ids, name=f"{name}.rows"), name)
        if self.variant not in ("int8-block", "int8-channel", "int8-words"):
            return self.node("Gather", self.constant(f"{name}.table", value), ids, name=name)
        numbers, scales = rounded(value)
        found = self.node("Gather", self.constant(f"{name}.int8", numbers), ids, name=f"{name}.rows")
        scale = self.node("Gather", self.constant(f"{name}.scale", scales), ids, name=f"{name}.scales")
        return self.node("Mul", self.widened(found, f"{name}.wide"), scale, name=name)


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
        x = norm(
            node("Add", mixed, x, name=f"{name}.sum1"),
            f"{source}.attention.output.LayerNorm",
            f"{name}.norm1",
        )
        inner = linear(x, [f"{source}.intermediate.dense"], f"{name}.inner")
        outer = linear(node("Gelu", inner, name=f"{name}.gelu"), [f"{source}.output.dense"], f"{name}.outer")
        x = norm(node("Add", outer, x, name=f"{name}.sum2"), f"{source}.output.LayerNorm", f"{name}.norm2")

    total = node("Squeeze", node("MatMul", pooling, x, name="pooled.rows"), one, name="pooled.sum")
    count = node("ReduceSum", mask, one, name="pooled.count", keepdims=1)
    mean = node("Div", total, count, name="pooled.mean")
    size = node("ReduceL2", mean, one, name="pooled.size", keepdims=1)
    node("Div", mean, size, name="embedding")

    asked = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in INPUTS]
    given = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", HIDDEN])]
    proto = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", asked, given, list(graph.constants.values()))
    opset = [helper.make_opsetid("", 21)]
    model = helper.make_model(proto, opset_imports=opset, ir_version=10, producer_name="footnote-qa")
    onnx.checker.check_model(model, full_check=True)
    return model


def averaged(official: dict[str, Array], tuned: dict[str, Array], share: float) -> dict[str, Array]:
    """The official weights, each one that was tuned moved towards its tuned value by `share`, 0 to 1."""
    mean = dict(official)
    for name in official.keys() & tuned.keys():
        known = official[name][: len(tuned[name])]  # of the table of positions only those that are used are tuned
        mean[name] = (known + share * (tuned[name] - known)).astype(np.float32)
    return mean


def convert(arrays: dict[str, Array], variant: str, target: Path) -> None:
    """Write one variant of the weights, under their published names, to `target`."""
    if not variant.startswith("dynamic"):
        onnx.save(encoder(arrays, variant), target)
        return
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "fp32.onnx"
        onnx.save(encoder(arrays, "fp32"), plain)
        per_channel = variant == "dynamic-channel"
        quantize_dynamic(plain, target, per_channel=per_channel, weight_type=QuantType.QInt8)


def difference(weights: Path, model: Path) -> tuple[float, float]:
    """Largest difference in any number, and least cosine, between `model` and the reference on a few texts."""
    import onnxruntime
    import torch
    from tokenizers import Tokenizer
    from transformers import BertModel

    reference = BertModel.from_pretrained(weights).eval()
    tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
    tokenizer.enable_padding()
    tokenizer.enable_truncation(POSITIONS)
    texts = ["", "One.", "The river rose by two metres overnight.", "Who paid for the new bridge? " * 60]
    pieces = tokenizer.encode_batch(texts)
    ids = np.array([piece.ids for piece in pieces])
    mask = np.array([piece.attention_mask for piece in pieces])
    with torch.no_grad():
        hidden = reference(torch.from_numpy(ids), torch.from_numpy(mask)).last_hidden_state.numpy()
    expected = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, dict(zip(INPUTS, (ids, mask), strict=True)))
    return float(np.abs(found - expected).max()), float((found * expected).sum(axis=1).min())


def main() -> None:
    """Check the source files, convert, and write the model, the tokenizer and the manifest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True, help="folder with the official files")
    parser.add_argument("--tuned", type=Path, help="weights of training/tune_embedder.py")
    parser.add_argument("--share", type=float, default=1.0, help="of the tuned weights in the average")
    parser.add_argument("--output", type=Path, required=True, help="folder to write to")
    parser.add_argument("--variant", choices=VARIANTS, default="int8-block")
    parser.add_argument(
        "--check", action="store_true", help="compare with the reference implementation, official weights only"
    )
    arguments = parser.parse_args()
    for name, expected in SOURCE_SHA256.items():
        if sha256(arguments.weights / name) != expected:
            parser.error(f"{arguments.weights / name} is not the file of revision {SOURCE_REVISION}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    model, tokenizer = arguments.output / "model.onnx", arguments.output / "tokenizer.json"
    arrays = load_file(arguments.weights / "model.safetensors")
    if arguments.tuned:
        arrays = averaged(arrays, load_file(arguments.tuned), arguments.share)
    convert(arrays, arguments.variant, model)
    shutil.copyfile(arguments.weights / "tokenizer.json", tokenizer)
    manifest = {
        "model": "all-MiniLM-L6-v2",
        "revision": SOURCE_REVISION,
        "tuned": {"sha256": sha256(arguments.tuned), "share": arguments.share} if arguments.tuned else None,
        "variant": arguments.variant,
        "dimension": HIDDEN,
        "word_pieces": POSITIONS,
        "sha256": {path.name: sha256(path) for path in (model, tokenizer)},
    }
    (arguments.output / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    print(f"{model}: {model.stat().st_size:,} bytes, sha256 {manifest['sha256']['model.onnx']}")
    if arguments.check:
        largest, cosine = difference(arguments.weights, model)
        print(f"against the reference: largest difference {largest:.2g}, least cosine {cosine:.6f}")


if __name__ == "__main__":
    main()
