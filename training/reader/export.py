"""Write a trained reader as ONNX, weights in int8 that become float32 when the file is loaded.

    python -m training.reader.export --model RUN/average.safetensors --output reader.onnx [--variant int8-block]
        [--data FOLDER --tokenizer FILE]

    input_ids, token_type_ids (0 question, 1 passage), attention_mask   int64 (batch, length at most 256)
    ->   start, end, left_out   float32 (batch, length)      relevance, leaning   float32 (batch,)

The encoder's graph is the embedder's (training/convert_embedder.py) up to its last layer, with segments added
and the heads in place of the pooling. With --data the file is compared with torch on development rows.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper
from safetensors.numpy import load_file

from training.convert_embedder import VARIANTS, Graph, encoder, sha256

INPUTS = ("input_ids", "token_type_ids", "attention_mask")
SEGMENTS = "embeddings.token_type_embeddings.weight"
HEADS = ("span", "relevance", "conversation")
SUMMED, LAST = "summed", "layer5.norm2"
"""Nodes of the embedder's graph: the sum of words and positions, and the end of the last layer."""


def reader_graph(weights: Mapping[str, NDArray[np.float32]], variant: str) -> onnx.ModelProto:
    """The whole model."""
    embedder = encoder(dict(weights), variant)
    base = embedder.graph
    graph = Graph(variant)
    node, constant = graph.node, graph.constant
    nodes = list(base.node)
    names = [each.name for each in nodes]
    at, end = names.index(SUMMED), names.index(LAST)

    # The embedder adds segment 0 to every position, so a passage gets the difference to segment 1.
    rows = weights[SEGMENTS] - weights[SEGMENTS][0]
    node("Gather", constant("segments.table", rows), "token_type_ids", name="segments")
    node("Add", SUMMED, "segments", name="embedded.sum")
    before = graph.nodes
    for each in nodes[at + 1 : end + 1]:
        for place, name in enumerate(each.input):
            if name == SUMMED:
                each.input[place] = "embedded.sum"

    graph.nodes = []
    heads = np.concatenate([weights[f"{name}.weight"] for name in HEADS]).T
    bias = np.concatenate([weights[f"{name}.bias"] for name in HEADS])
    product = node("MatMul", LAST, constant("heads.weight", heads), name="heads.product")
    node("Add", product, constant("heads.bias", bias), name="heads.scores")  # (batch, length, 5)
    for column, name in enumerate(("start", "end", "relevances", "left_out", "leanings")):
        node("Gather", "heads.scores", constant(f"column{column}", np.array(column, np.int64)), name=name, axis=2)
    for name in ("relevance", "leaning"):
        node("Gather", f"{name}s", constant("first", np.array(0, np.int64)), name=name, axis=1)

    kept = nodes[: at + 1] + before + nodes[at + 1 : end + 1] + graph.nodes
    used = {name for each in kept for name in each.input}
    constants = [each for each in [*base.initializer, *graph.constants.values()] if each.name in used]
    asked = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in INPUTS]
    shapes = {name: ["batch", "length"] for name in ("start", "end", "left_out")}
    shapes |= {name: ["batch"] for name in ("relevance", "leaning")}
    given = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    proto = helper.make_graph(kept, "footnote-reader", asked, given, constants)
    model = helper.make_model(
        proto, opset_imports=embedder.opset_import, ir_version=embedder.ir_version, producer_name="footnote-qa"
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def compare(weights: Mapping[str, NDArray[np.float32]], path: Path, data: Path, tokenizer_file: Path) -> str:
    """Differences of the file to torch in float32 on development rows, in words."""
    import torch

    from training.reader import evaluate
    from training.reader.data import plain_tokenizer
    from training.reader.model import from_arrays

    model = from_arrays(weights).eval()
    tokenizer = plain_tokenizer(tokenizer_file)
    watch = evaluate.Watch(data, tokenizer, seed=7)
    items = [item for name in ("squad2_part", "nq_passages") for item in watch.sets[name][:120]]

    def exact(*arrays: NDArray[np.int64]) -> tuple[evaluate.Array, evaluate.Array, evaluate.Array]:
        with torch.inference_mode():
            given = model(*map(torch.from_numpy, arrays))
        start, end, relevance = (part.numpy() for part in given[:3])
        return start, end, relevance

    wanted = evaluate.predict(items, tokenizer, exact)
    found = evaluate.predict(items, tokenizer, evaluate.onnx_scorer(path))
    margins = np.array([[a.margin, b.margin] for a, b in zip(wanted, found, strict=True)])
    same = np.mean([a.text == b.text for a, b in zip(wanted, found, strict=True)])
    apart = np.abs(margins[:, 0] - margins[:, 1])
    spread = margins[:, 0].std()
    return (
        f"{len(items)} rows: {100 * same:.1f} % the same span, margin differs by {apart.mean():.3f} on average, "
        f"{apart.max():.3f} at most (its standard deviation over rows is {spread:.2f})"
    )


def main() -> None:
    """Export, and compare if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--variant", choices=[v for v in VARIANTS if not v.startswith("dynamic")], default="int8-block")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--tokenizer", type=Path)
    arguments = parser.parse_args()
    weights = load_file(arguments.model)
    onnx.save(reader_graph(weights, arguments.variant), arguments.output)
    size = arguments.output.stat().st_size
    print(f"{arguments.output.name}: {size:,} bytes, sha256 {sha256(arguments.output)}")
    if arguments.data and arguments.tokenizer:
        print(compare(weights, arguments.output, arguments.data, arguments.tokenizer))


if __name__ == "__main__":
    main()
