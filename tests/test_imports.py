"""The direction of imports, and what a cold start does not load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = [path for package in ("rag", "index") for path in (ROOT / package).rglob("*.py")]


def imported(path: Path) -> set[str]:
    """The modules that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down(path: Path) -> None:
    """Index imports neither rag nor ui, rag imports ui only to open the page, nothing imports tests or eval."""
    tops = {name.split(".")[0] for name in imported(path)}
    assert not tops & {"tests", "eval", "benchmarks", "training"}
    if path.is_relative_to(ROOT / "index"):
        assert not tops & {"rag", "ui", "gradio"}
    elif path.name != "cli.py":
        assert not tops & {"ui", "gradio"}


@pytest.mark.parametrize(
    ("library", "only"),
    [("chromadb", {"index/vectors.py"}), ("tantivy", {"index/lexical.py"}), ("onnxruntime", {"index/weights.py"})],
)
def test_each_engine_has_one_door(library: str, only: set[str]) -> None:
    """Each engine is imported in one file only."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if any(name.split(".")[0] == library for name in imported(path))
    }
    assert found == only


def test_rag_loads_no_slow_library() -> None:
    """Importing footnote and its command loads none of the slow libraries; each is loaded where it is needed."""
    slow = "{'gradio', 'llama_index', 'chromadb', 'onnxruntime', 'trafilatura', 'dateparser', 'openai'}"
    code = f"import rag, rag.cli, sys; print(sorted({slow} & {{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
