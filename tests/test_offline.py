"""footnote works with no network at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

BLOCKED = """
import sys

def refuse(event, arguments):
    if event.startswith("socket."):
        raise AssertionError(f"{event} {arguments}")

sys.addaudithook(refuse)
sys.argv = ["footnote", *sys.argv[1:]]
from rag.cli import main
main()
"""


def test_first_answer_needs_no_socket(tmp_path: Path) -> None:
    """In a fresh home, with every socket refused, the first question is answered with citations."""
    command = [sys.executable, "-c", BLOCKED, "ask", "How many countries committed to guaranteeing Ukraine's security?",
               "--json", "--home", str(tmp_path / "home")]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert "26" in answer["text"]
    assert answer["citations"]


def test_nothing_is_noted_for_telemetry(tmp_path: Path) -> None:
    """An answer leaves nothing in the user's folder: onnxruntime keeps its device id and unsent events there."""
    folder = tmp_path / "user"
    folder.mkdir()
    command = [sys.executable, "-m", "rag.cli", "ask", "Who is Tusk?", "--home", str(tmp_path / "home")]
    environment = {**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": "", "USERPROFILE": str(folder)}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert list(folder.rglob("*")) == []
