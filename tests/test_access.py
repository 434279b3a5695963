"""Homes that the user may not write, not read, or that are no folders."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.errors import HomeRefused
from rag import Assistant, Settings

Open = Callable[..., Assistant]
WITHOUT_PRIVILEGES = ("setpriv", "--bounding-set", "-all", "--inh-caps", "-all") if os.geteuid() == 0 else ()
"""Starts a command for which permissions count, also where the tests are root's."""


def footnote(home: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command of somebody without privileges."""
    command = [*WITHOUT_PRIVILEGES, sys.executable, "-m", "rag.cli", *arguments, "--home", str(home)]
    temporary = home.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, env=environment, cwd=home.parent)
    assert list(temporary.glob("footnote-*")) == []
    return done.returncode, done.stdout, done.stderr


def forbid(folder: Path, bits: int = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) -> None:
    """Take a permission from everything in a folder."""
    for place in (*folder.rglob("*"), folder):
        place.chmod(place.stat().st_mode & ~bits)


@pytest.fixture
def home(open_assistant: Open, folder: Path, tmp_path: Path) -> Iterator[Path]:
    """An index of two articles."""
    if WITHOUT_PRIVILEGES and shutil.which("setpriv") is None:
        pytest.skip("root is refused nothing, and there is no setpriv to start a command without its privileges")
    with open_assistant() as assistant:
        assistant.sync(folder)
    yield tmp_path / "home"
    for place in (tmp_path, *tmp_path.rglob("*")):
        place.chmod(place.stat().st_mode | stat.S_IRWXU)


def test_index_that_may_not_be_written_is_read(home: Path) -> None:
    """Who may read an index and not write it gets answers, passages, the list and the check; nothing is left behind."""
    forbid(home)
    before = sorted((place, place.stat().st_mtime_ns) for place in home.rglob("*"))
    status, out, err = footnote(home, "ask", "How much will the bridge repairs cost?")
    assert (status, err, "4.2 million euros" in out) == (0, "", True)
    for arguments, said in ((["search", "ferry", "-k", "1"], "ferry.txt"), (["documents"], "harbour.txt")):
        status, out, err = footnote(home, *arguments)
        assert (status, err, said in out) == (0, "", True)
    assert footnote(home, "verify") == (0, f"holds: the index in {home}\n", "")
    assert sorted((place, place.stat().st_mtime_ns) for place in home.rglob("*")) == before


def test_writing_without_permission_is_told_as_that(home: Path, folder: Path) -> None:
    """Who may not write is told so, with no word of damage, when syncing, removing, and making an index."""
    forbid(home)
    new, partly = home.parent / "new", home.parent / "partly"
    new.mkdir()
    forbid(new)
    shutil.copytree(home, partly)
    for place in (partly, partly / "catalog.sqlite", partly / "write.lock"):
        place.chmod(0o700)
    (folder / "ferry.txt").unlink()
    change = ["sync", str(folder)]
    for place, arguments in ((home, change), (partly, change), (home, ["remove", str(folder)]), (new, ["ask", "Who?"])):
        status, out, err = footnote(place, *arguments)
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert err.endswith("you are not permitted to write there. Choose another --home.\n")


def test_lost_store_that_may_not_be_made_again_is_told(home: Path) -> None:
    """A store that is gone is not made again without permission, and the line says what is not permitted."""
    shutil.rmtree(home / "words")
    forbid(home)
    assert footnote(home, "verify")[2] == (
        f"footnote: Cannot use the index in {home}: you are not permitted to write there. Choose another --home.\n"
    )


@pytest.mark.parametrize("command", [["ask", "Who?"], ["documents"]])
def test_file_that_may_not_be_read_is_named(home: Path, command: list[str]) -> None:
    """Who may not read a part of the index is told which, with no word of damage."""
    forbid(home / "words" / "meta.json", stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    status, out, err = footnote(home, *command)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert f"not permitted to read {home / 'words' / 'meta.json'}. Choose another" in err


@pytest.mark.parametrize("command", [["ask", "Who?"], ["documents"], ["sync", "articles"]])
def test_home_that_is_a_file_is_called_a_file(home: Path, folder: Path, command: list[str]) -> None:
    """A file in the place of the home is named as such, with no advice to delete it."""
    assert footnote(folder / "ferry.txt", *command) == (
        1,
        "",
        f"footnote: Cannot use the index in {folder / 'ferry.txt'}: it is a file, not a folder. "
        "Choose another --home.\n",
    )


def test_reader_without_permission_sees_what_others_write(
    open_assistant: Open, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that is open from a copy shows what its owner has added since, and its closing removes the copy."""
    owner = open_assistant()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda place, mode: not mode & os.W_OK)
        reader = open_assistant()
        assert reader.search("ferry") == []
    owner.sync(folder)
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda place, mode: not mode & os.W_OK)
        assert reader.search("ferry", 1)[0].document_id == "ferry.txt"
    assert len(list((tmp_path / "temporary").glob("footnote-*"))) == 2
    reader.close()
    assert list((tmp_path / "temporary").glob("footnote-*")) == []


def test_copy_that_cannot_be_made_is_told(
    open_assistant: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the temporary folder takes no copy, the line names it."""
    open_assistant().close()
    monkeypatch.setattr(os, "access", lambda place, mode: not mode & os.W_OK)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(HomeRefused, match=f"no copy can be made in {tmp_path / 'nowhere'}: No such file"):
        Assistant.open(Settings(home=tmp_path / "home", corpus=None))
