"""Files, folders and disks as they should not be: one clear line, and the index stays as it was."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.errors import StorageError
from rag import Assistant, Settings

Open = Callable[..., Assistant]
GOOD = ["ferry.txt", "harbour.txt"]
TEXT = "The town hall of Tolmin was painted yellow in spring, the council said on Monday."


def write(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\t\n", "white space"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (bytes(range(256)) * 10, "binary"),
        ((TEXT + " Caf\xe9.").encode("latin-1"), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode() + b"\xc3\x28", "UTF-8"),
    ],
    ids=["empty", "blank", "image", "binary", "latin-1", "utf-16", "broken utf-8"],
)
def test_bad_file_is_one_failure_among_good_ones(open_assistant: Open, folder: Path, data: bytes, said: str) -> None:
    """A file that is no text is named with one line that says why, and the other files are indexed."""
    write(folder, "bad.txt", data)
    assistant = open_assistant()
    report = assistant.sync(folder)
    assert report.added == GOOD
    ((failure),) = report.failed
    assert failure.document_id == "bad.txt"
    assert said in failure.reason
    assert "\n" not in failure.reason


def test_huge_file_is_refused_unread(open_assistant: Open, folder: Path) -> None:
    """A file of 100 MB is refused by its size, with what to do."""
    with (folder / "huge.txt").open("wb") as stream:
        stream.truncate(100_000_000)
    (failure,) = open_assistant().sync(folder).failed
    assert "100 MB is more than" in failure.reason


def test_folder_of_ten_thousand_files(open_assistant: Open, folder: Path) -> None:
    """Ten thousand files, almost all of them empty, are gone through, and the good ones are indexed."""
    for number in range(10_000):
        write(folder, f"{number:05}.txt", b"")
    report = open_assistant().sync(folder)
    assert (len(report.failed), report.added) == (10_000, GOOD)


def test_names_of_files_may_be_strange(open_assistant: Open, folder: Path) -> None:
    """File names with spaces, quotes, other scripts and line breaks are document ids as they are."""
    names = ["a b'c\".txt", "Überblick.txt", "新聞.txt", "line\nbreak.txt", "[1].txt"]
    for name in names:
        write(folder, name, TEXT.encode())
    assistant = open_assistant()
    assert sorted(assistant.sync(folder).added) == sorted([*GOOD, *names])
    assert assistant.ask("What colour was the town hall painted?").verify() == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 600 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        shutil.which("mount") is None
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(place)], capture_output=True
        ).returncode
    ):
        pytest.skip("a small disk can be mounted by root only")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_full_disk_is_one_error_and_can_be_mended(small_disk: Path) -> None:
    """On a full disk the first use is one clear error; with room made, the same home answers."""
    with pytest.raises(StorageError, match="disk"):
        Assistant.open(Settings(home=small_disk / "home"))
    subprocess.run(["mount", "-o", "remount,size=20M", str(small_disk)], check=True)
    with Assistant.open(Settings(home=small_disk / "home")) as assistant:
        assert "26" in assistant.ask("How many countries committed to guaranteeing Ukraine's security?").text


def test_read_only_disk_is_one_error(small_disk: Path) -> None:
    """A home on a read-only disk is one clear error."""
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StorageError, match="Read-only"):
        Assistant.open(Settings(home=small_disk / "home"))


def _ask(home: Path, answers: object) -> None:
    with Assistant.open(Settings(home=home)) as assistant:
        answer = assistant.ask("How many countries committed to guaranteeing Ukraine's security?")
        answers.put((answer.short, answer.verify(), len(assistant.documents())))  # type: ignore[attr-defined]


def test_two_processes_open_one_new_home(tmp_path: Path) -> None:
    """Two processes that open the same new home at once both answer, from the same five articles."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    both = [context.Process(target=_ask, args=(tmp_path / "home", answers)) for _ in range(2)]
    for process in both:
        process.start()
    assert [answers.get(timeout=200) for _ in both] == [("26", [], 5)] * 2
    for process in both:
        process.join()


def test_interrupt_is_clean(folder: Path, tmp_path: Path) -> None:
    """Ctrl-C amid indexing ends with one line and status 130, and the next sync completes."""
    for number in range(400):
        write(folder, f"{number:05}.txt", f"{TEXT} Note {number}. ".encode() * 12)
    command = [sys.executable, "-m", "rag.cli", "sync", str(folder), "--home", str(tmp_path / "home")]
    code = (
        "import os, signal, sys, threading\n"
        "from index import embedding\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it\n"
        "embed = embedding.MiniLM.embed\n"
        "def slow(self, texts):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    return embed(self, texts)\n"
        "embedding.MiniLM.embed = slow\n"
        f"sys.argv = ['footnote', *{command[3:]!r}]\n"
        "from rag.cli import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=200, cwd=Path.cwd())
    assert (done.returncode, done.stderr.strip()) == (130, "Stopped.")
    listed = subprocess.run(
        [*command[:3], "documents", "--json", "--home", str(tmp_path / "home")], capture_output=True, text=True
    )
    assert isinstance(json.loads(listed.stdout), list)
