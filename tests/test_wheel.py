"""The installed package, away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel installs."""
    place = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(place), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = place.glob("*.whl")
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", str(place / "site"), str(wheel)], check=True
    )
    return place / "site"


def run(installed: Path, folder: Path, *command: str) -> str:
    environ = {**os.environ, "PYTHONPATH": str(installed), "FOOTNOTE_HOME": str(folder / "home")}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environ, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_answers_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """Installed from its wheel, footnote answers from the articles and with the model inside it."""
    question = "How many countries committed to guaranteeing Ukraine's security?"
    answer = json.loads(run(installed, tmp_path, "-m", "rag.cli", "ask", question, "--json"))
    assert "26" in answer["text"]
    assert Path(answer["citations"][0]["source"]).parent == installed / "seeds"


def test_wheel_holds_the_page(installed: Path, tmp_path: Path) -> None:
    """The chat page of the wheel can be imported with all its files, from the wheel itself."""
    assert run(installed, tmp_path, "-c", "import ui; print(ui.__file__)").strip() == str(installed / "ui.py")


def test_wheel_holds_only_the_product(installed: Path) -> None:
    """The wheel installs the packages, the page and the articles, and no tests or training."""
    names = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")} - {"bin", "__pycache__"}
    assert names == {"rag", "index", "seeds", "ui.py", "ui_page"}
