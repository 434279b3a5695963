"""Write trained readers as one ONNX file that computes in int8.

    python -m training.reader.export --model RUN/average.safetensors [MORE ...] [--model ANOTHER ...]
        --output reader.onnx --data FOLDER --tokenizer FILE [--variant dynamic]

    input_ids, token_type_ids (0 question, 1 passage), attention_mask   int64 (batch, length at most 256)
    ->   start, end, left_out   float32 (batch, length)      relevance, leaning   float32 (batch,)

The encoder's graph is the embedder's (training/convert_embedder.py) up to its last layer, with segments added
and the heads in place of the pooling. The scores of several readers are averaged (an ensemble); they share the
word table, which training leaves alone. Of several files of one reader (checkpoints of a run, or of runs from
one checkpoint) the weights are averaged (Wortsman et al. 2022, model soups), which costs nothing when the reader runs.
The file is compared with torch on development rows.

Weights have one scale an output and seven bits, so that older processors' int8 instructions do not overflow (by
onnxruntime's documentation); what they are multiplied with is made even (smoothing.py) and scaled when the file runs,
by the largest value in its batch. So a row's scores depend on what it is batched with, and rag/spans.py reads one
window at a time.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, compose, helper
from safetensors.numpy import load_file

from training.convert_embedder import Graph, encoder, sha256
from training.reader import smoothing

INPUTS = ("input_ids", "token_type_ids", "attention_mask")
SEGMENTS = "embeddings.token_type_embeddings.weight"
HEADS = ("span", "relevance", "conversation")
SUMMED, LAST, WORDS = "summed", "layer5.norm2", "words"
"""Nodes of the embedder's graph: the sum of words and positions, the end of the last layer, the words looked up (what
these need has names that begin so)."""
SCORES = ("start", "end", "relevance", "left_out", "leaning")
VARIANTS = {
    "dynamic": "int8 arithmetic, one scale an output (onnxruntime's quantize_dynamic)",
    "int8-block": "int8 in blocks of 32, made float32 at load",
    "fp32": "as trained",
}


def write(
    members: Sequence[Mapping[str, NDArray[np.float32]]], variant: str, target: Path, inputs: Sequence[smoothing.Inputs]
) -> None:
    """Write a model that reads with each of `members`; `inputs` are what its values are measured on."""
    if variant != "dynamic":
        onnx.save(ensemble(members, variant), target)
        return
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = ensemble(members, "int8-words")
    names = [node.name for node in model.graph.node if node.name.endswith(".product")]
    products = [name for name in names if not name.endswith("heads.product")]
    smoothing.smooth(model, products, inputs)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        onnx.save(model, plain)
        quantize_dynamic(
            plain,
            target,
            nodes_to_quantize=products,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )


def mean_weights(files: Sequence[Mapping[str, NDArray[np.float32]]]) -> dict[str, NDArray[np.float32]]:
    """The mean of each weight over several files; what is the same in all stays as it is."""
    means = {name: np.mean([weights[name] for weights in files], axis=0, dtype=np.float64) for name in files[0]}
    return {name: mean.astype(np.float32) for name, mean in means.items()}


def ensemble(members: Sequence[Mapping[str, NDArray[np.float32]]], variant: str) -> onnx.ModelProto:
    """One model that reads with each of `members` and gives the mean of their scores.

    Raises ValueError when their word tables differ.
    """
    models = [reader_graph(weights, variant) for weights in members]
    first = models[0].graph
    tables = [[each for each in model.graph.initializer if each.name.startswith(WORDS)] for model in models]
    if any(table != tables[0] for table in tables):
        raise ValueError("the readers have different word tables: they do not start from the same weights")
    nodes: list[onnx.NodeProto] = []
    constants = list(tables[0])
    for number, model in enumerate(models):
        prefix = f"reader{number}."
        graph = compose.add_prefix_graph(model.graph, prefix, rename_inputs=False)
        for node in graph.node:
            for names in (node.input, node.output):
                names[:] = [
                    name.removeprefix(prefix) if name.startswith(f"{prefix}{WORDS}") else name for name in names
                ]
        shared = f"{prefix}{WORDS}"
        nodes += [node for node in graph.node if not number or not node.name.startswith(shared)]
        constants += [each for each in graph.initializer if not each.name.startswith(shared)]
    for name in SCORES:
        nodes.append(helper.make_node("Mean", [f"reader{n}.{name}" for n in range(len(models))], [name], name=name))
    return _checked(helper.make_graph(nodes, first.name, list(first.input), list(first.output), constants), models[0])


def reader_graph(weights: Mapping[str, NDArray[np.float32]], variant: str) -> onnx.ModelProto:
    """One reader."""
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
    return _checked(helper.make_graph(kept, "footnote-reader", asked, given, constants), embedder)


def _checked(graph: onnx.GraphProto, like: onnx.ModelProto) -> onnx.ModelProto:
    """The graph as a model of the same versions as `like`."""
    model = helper.make_model(
        graph, opset_imports=like.opset_import, ir_version=like.ir_version, producer_name="footnote-qa"
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def compare(members: Sequence[Mapping[str, NDArray[np.float32]]], path: Path, data: Path, tokenizer_file: Path) -> str:
    """Differences of the file to torch in float32 on development rows, in words."""
    import torch

    from training.reader import evaluate
    from training.reader.data import plain_tokenizer
    from training.reader.model import from_arrays

    models = [from_arrays(weights).eval() for weights in members]
    tokenizer = plain_tokenizer(tokenizer_file)
    watch = evaluate.Watch(data, tokenizer, evaluate.SEED)
    items = [item for name in ("squad2_part", "nq_passages") for item in watch.sets[name][:120]]

    def exact(*arrays: NDArray[np.int64]) -> tuple[evaluate.Array, evaluate.Array, evaluate.Array]:
        with torch.inference_mode():
            given = [model(*map(torch.from_numpy, arrays)) for model in models]
            start, end, relevance = (torch.stack(each).mean(0).numpy() for each in list(zip(*given, strict=True))[:3])
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
    """Export and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, action="append", nargs="+", dest="models")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--variant", choices=VARIANTS, default="dynamic")
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and dev/")
    parser.add_argument("--tokenizer", type=Path, required=True)
    arguments = parser.parse_args()
    members = [mean_weights([load_file(path) for path in files]) for files in arguments.models]
    write(members, arguments.variant, arguments.output, smoothing.examples(arguments.data, arguments.tokenizer))
    size = arguments.output.stat().st_size
    print(f"{arguments.output.name}: {size:,} bytes, sha256 {sha256(arguments.output)}")
    print(compare(members, arguments.output, arguments.data, arguments.tokenizer))


if __name__ == "__main__":
    main()
