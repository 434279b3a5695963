"""The readers of an exported file in float32, to go on training from.

    python -m training.reader.restore --model rag/weights/span-reader/model.onnx --weights MINILM --output FOLDER

Undoes export.py: weights are what seven bits kept of them, and a channel that was made even gets its size back.
Writes `reader0.safetensors`, `reader1.safetensors`, ..., which train.py takes as `--start`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.numpy import load_file, save_file

from training.reader.export import HEADS, SEGMENTS

LAYERS = 6
PLACES = "embeddings.position_embeddings.weight"
MATRICES = {
    "qkv": tuple(f"attention.self.{which}" for which in ("query", "key", "value")),
    "attention": ("attention.output.dense",),
    "inner": ("intermediate.dense",),
    "outer": ("output.dense",),
}
Array = NDArray[np.float32]


def restored(constants: dict[str, Array], prefix: str, published: dict[str, Array]) -> dict[str, Array]:
    """One reader under published names, from the constants of a file; the word table is the published one."""
    weights = {"embeddings.word_embeddings.weight": published["embeddings.word_embeddings.weight"]}
    weights |= {name: constants[f"{prefix}{name}"] for name in published if f"{prefix}{name}" in constants}
    weights[PLACES] = constants[f"{prefix}positions.table"]  # with segment 0, which therefore is 0
    weights[SEGMENTS] = constants[f"{prefix}segments.table"]
    for layer in range(LAYERS):
        for part, targets in MATRICES.items():
            name = f"{prefix}layer{layer}.{part}"
            matrix = constants[f"{name}.weight_quantized"].astype(np.float32) * constants[f"{name}.weight_scale"]
            matrix *= constants[f"{name}.product.evenness"][:, None]
            for ending, value in (("weight", matrix.T), ("bias", constants[f"{name}.bias"])):
                pieces = np.split(value, len(targets))
                weights |= {f"encoder.layer.{layer}.{t}.{ending}": p for t, p in zip(targets, pieces, strict=True)}
    sizes = {"span": 2, "relevance": 1, "conversation": 2}
    at = 0
    for head in HEADS:
        weights[f"{head}.weight"] = constants[f"{prefix}heads.weight"].T[at : at + sizes[head]]
        weights[f"{head}.bias"] = constants[f"{prefix}heads.bias"][at : at + sizes[head]]
        at += sizes[head]
    return {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in weights.items()}


def main() -> None:
    """Write each reader of the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="folder with the published model.safetensors")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    graph = onnx.load(arguments.model).graph
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    published = load_file(arguments.weights / "model.safetensors")
    arguments.output.mkdir(parents=True, exist_ok=True)
    for prefix in sorted({name.split(".")[0] for name in constants if name.startswith("reader")}):
        target = arguments.output / f"{prefix}.safetensors"
        save_file(restored(constants, f"{prefix}.", published), target)
        print(target)


if __name__ == "__main__":
    main()
