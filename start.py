#!/usr/bin/env python3
"""Set up footnote beside this file and start it: `python3 start.py chat`, `test` or `check`.

Needs Python 3.10 to 3.13 with its venv module, and the Python package index once. Everything is
installed into `.venv`, at the versions and hashes of the constraints files; a second start reuses it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCKS = {"chat": "constraints.txt", "test": "constraints-dev.txt", "check": "constraints-dev.txt"}
USAGE = """usage: python3 start.py chat [options of footnote ui]    open the chat
       python3 start.py test [options of pytest]         run tests and evaluation
       python3 start.py check                            run the linter and the type checker
"""


def main(arguments: list[str]) -> int:
    """Install what the task needs, then run it; returns its exit status."""
    if not arguments or arguments[0] not in LOCKS:
        sys.stderr.write(USAGE)
        return 2
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        sys.stderr.write(f"footnote needs Python 3.10 to 3.13; this is {sys.version.split()[0]}.\n")
        return 1
    task, *options = arguments
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    try:
        install(python, LOCKS[task])
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"Setting up failed: {' '.join(map(str, error.cmd))}\nSee the messages above.\n")
        return 1
    commands = {
        "chat": [["rag.cli", "ui", *options]],
        "test": [["pytest", *options]],
        "check": [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]],
    }
    return max(subprocess.call([python, "-m", *command], cwd=ROOT) for command in commands[task])


def install(python: Path, lock: str) -> None:
    """Bring `.venv` to the pinned versions, unless it has them."""
    wanted = hashlib.sha256((ROOT / lock).read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    done = VENV / f"installed-{lock}"
    if done.exists() and done.read_text() == wanted:
        return
    if not python.exists():
        subprocess.check_call([sys.executable, "-m", "venv", VENV])
    print("Installing into .venv; this takes a minute or two, once.", flush=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.check_call([*pip, "--require-hashes", "-r", ROOT / lock])
    subprocess.check_call([*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT])
    done.write_text(wanted)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
