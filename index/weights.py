"""Files of a model: checked by hash before they are used, and run by onnxruntime (the only file that imports it)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from index.errors import ModelFileError


class Session(Protocol):
    """A loaded model. Safe to run from several threads at once."""

    def run(self, outputs: Sequence[str], inputs: Mapping[str, Any]) -> Sequence[Any]:
        """The named outputs, for arrays by the names of the inputs."""


def manifest(folder: Path, *facts: str) -> dict[str, Any]:
    """What `manifest.json` of a model's folder says: at least "sha256" of its files, and `facts`.

    Raises ModelFileError.
    """
    path = folder / "manifest.json"
    try:
        values = json.loads(path.read_bytes())
        if not all(isinstance(value, str) for value in values["sha256"].values()):
            raise ValueError("a hash is not a string")
        if missing := [name for name in facts if name not in values]:
            raise ValueError(f"it does not say {missing}")
    except OSError as error:
        raise ModelFileError(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelFileError(path, "is damaged") from error
    return dict(values)


def checked_file(folder: Path, name: str) -> bytes:
    """The bytes of one of the model's files, if their hash is the shipped one. Raises ModelFileError."""
    path = folder / name
    expected = manifest(folder)["sha256"].get(name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelFileError(path, f"cannot be read ({error.strerror})") from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise ModelFileError(path, "is not the one that was shipped (its sha256 differs)")
    return data


def open_session(data: bytes) -> Session:
    """The model in onnxruntime on the CPU, with as many threads as this process has cores.

    Weights are int8 in the file. The embedder's become float32 when it is loaded by older versions of onnxruntime and
    are multiplied in int8 by newer ones; cosines of one text's vectors, one of each kind, are above 0.9997.
    """
    # Or onnxruntime notes a device id in the user's folder and sends events to its maker; it looks when it is imported.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cores()
    options.inter_op_num_threads = 1
    # Threads that wait by spinning hold the cores that their own work needs when the machine is busy.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    session: Session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    return session


def cores() -> int:
    """CPU cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
