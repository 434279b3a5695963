"""Adding, changing and removing documents."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import store
from index.catalog import Catalog
from index.checking import problems
from index.errors import IndexBusy, IndexMismatch, LoadError, NotSynced, StorageError
from index.store import write_lock
from rag import Assistant

Open = Callable[..., Assistant]


def ids(assistant: Assistant) -> list[str]:
    return [document.id for document in assistant.documents()]


def test_first_sync_adds_every_file(open_assistant: Open, folder: Path) -> None:
    """The first sync of a folder adds its files under their relative paths."""
    (folder / "more").mkdir()
    (folder / "more" / "note.md").write_text("# Tram\n\nThe tram to the harbour runs again.\n")
    assistant = open_assistant()
    report = assistant.sync(folder)
    assert report.added == ["ferry.txt", "harbour.txt", "more/note.md"]
    assert ids(assistant) == report.added


def test_second_sync_changes_nothing(open_assistant: Open, folder: Path) -> None:
    """Indexing the same folder twice changes nothing, not even the passages' ids."""
    assistant = open_assistant()
    assistant.sync(folder)
    before = assistant.index.vectors.ids(), assistant.index.words.ids(), assistant.index.catalog.generation
    report = assistant.sync(folder)
    assert (report.added, report.updated, report.removed) == ([], [], [])
    assert report.unchanged == ["ferry.txt", "harbour.txt"]
    assert before == (assistant.index.vectors.ids(), assistant.index.words.ids(), assistant.index.catalog.generation)


def test_changed_file_is_replaced(open_assistant: Open, folder: Path) -> None:
    """After a file changes, only its new words are found, and the old passages leave both stores."""
    assistant = open_assistant()
    assistant.sync(folder)
    (folder / "ferry.txt").write_text("Ferry line\n\nThe hovercraft replaced the ferry after the storm in the bay.\n")
    report = assistant.sync(folder)
    assert (report.updated, report.unchanged) == (["ferry.txt"], ["harbour.txt"])
    assert "hovercraft" in assistant.search("hovercraft", 1)[0].text
    assert not any("150 passengers" in hit.text for hit in assistant.search("150 passengers each", 20))
    current = {p.id for name in ids(assistant) for p in assistant.index.catalog.passages_of(name)}
    assert assistant.index.vectors.ids() == current == assistant.index.words.ids()


def test_removed_file_goes(open_assistant: Open, folder: Path) -> None:
    """A file that left the folder leaves the index."""
    assistant = open_assistant()
    assistant.sync(folder)
    (folder / "ferry.txt").unlink()
    assert assistant.sync(folder).removed == ["ferry.txt"]
    assert ids(assistant) == ["harbour.txt"]


def test_sync_leaves_other_paths_alone(open_assistant: Open, folder: Path, tmp_path: Path) -> None:
    """A sync of one path removes nothing that another path added."""
    other = tmp_path / "tram.txt"
    other.write_text("The tram to the harbour runs again from Monday morning on.\n")
    assistant = open_assistant()
    assistant.sync(other)
    assert assistant.sync(folder).removed == []
    assert ids(assistant) == ["ferry.txt", "harbour.txt", "tram.txt"]


def test_id_of_another_path_is_reported(open_assistant: Open, folder: Path, tmp_path: Path) -> None:
    """An id that another path already holds fails, named with that path, and the first document stays."""
    other = tmp_path / "ferry.txt"
    other.write_text("Another ferry in another town was sold for scrap last week.\n")
    assistant = open_assistant()
    assistant.sync(folder)
    (report,) = assistant.sync(other).failed
    assert str(folder.resolve()) in report.reason
    assert "another town" not in assistant.document("ferry.txt").text


def test_file_in_two_synced_paths_is_indexed_once(open_assistant: Open, folder: Path, tmp_path: Path) -> None:
    """A file below two synced paths, or behind a link, is left to the first of them, which the report names."""
    (folder / "more").mkdir()
    (folder / "more" / "tram.txt").write_text("The tram to the harbour of Norport runs again from Monday on.\n")
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "boat.txt").symlink_to(folder / "ferry.txt")
    assistant = open_assistant()
    assistant.sync(folder)
    for path, name in ((folder / "more", "tram.txt"), (tmp_path / "link", "boat.txt")):
        report = assistant.sync(path)
        assert (report.added, report.failed, report.ignored) == ([], [], [name])
        assert report.held == {name: str(folder)}
    assert ids(assistant) == ["ferry.txt", "harbour.txt", "more/tram.txt"]
    assert len(assistant.ask("When does the tram run again?").citations) == 1
    assert assistant.sync(folder).unchanged == ids(assistant)


def test_path_around_a_synced_one_takes_what_that_leaves(open_assistant: Open, folder: Path) -> None:
    """Of a folder around a synced one the rest is indexed, and all of it once that one was removed."""
    (folder / "more").mkdir()
    (folder / "more" / "tram.txt").write_text("The tram to the harbour of Norport runs again from Monday on.\n")
    assistant = open_assistant()
    assistant.sync(folder / "more")
    report = assistant.sync(folder)
    assert (report.added, report.ignored) == (["ferry.txt", "harbour.txt"], ["more/tram.txt"])
    assistant.remove(folder / "more")
    assert assistant.sync(folder).added == ["more/tram.txt"]


def test_file_that_had_been_indexed_twice_is_left_once(
    open_assistant: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index from before, which holds a file from two paths, loses the one whose path is synced next, and only it."""
    (folder / "more").mkdir()
    (folder / "more" / "tram.txt").write_text("The tram to the harbour of Norport runs again from Monday on.\n")
    assistant = open_assistant()
    assistant.sync(folder)
    with monkeypatch.context() as patch:
        patch.setattr(Catalog, "sources_beside", lambda self, root: [])
        assert assistant.sync(folder / "more").added == ["tram.txt"]
    assert assistant.sync(folder).removed == ["more/tram.txt"]
    assert assistant.sync(folder / "more").unchanged == ["tram.txt"]
    assert ids(assistant) == ["ferry.txt", "harbour.txt", "tram.txt"]


def test_folder_that_was_renamed_is_taken_over(open_assistant: Open, folder: Path) -> None:
    """The documents of a folder that is gone belong to the one that holds their files now."""
    assistant = open_assistant()
    assistant.sync(folder)
    moved = folder.rename(folder.with_name("moved"))
    report = assistant.sync(moved)
    assert (report.updated, report.failed) == (["ferry.txt", "harbour.txt"], [])
    assert {Path(document.source).parent for document in assistant.documents()} == {moved}
    (moved / "ferry.txt").unlink()
    assert assistant.sync(moved).removed == ["ferry.txt"]


def test_unreadable_file_keeps_its_old_version(open_assistant: Open, folder: Path) -> None:
    """A file that became unreadable is reported, and its earlier version can still be asked."""
    assistant = open_assistant()
    assistant.sync(folder)
    (folder / "ferry.txt").write_bytes(b"\xff\xfe\x00broken")
    report = assistant.sync(folder)
    assert [failure.document_id for failure in report.failed] == ["ferry.txt"]
    assert "Captain Jonas Varga" in assistant.document("ferry.txt").text


@pytest.fixture
def tram(tmp_path: Path) -> Path:
    """A single file beside the folder."""
    file = tmp_path / "tram.txt"
    file.write_text("The tram to the harbour runs again from Monday morning on.\n")
    return file


@pytest.mark.parametrize("gone", [True, False], ids=["gone from the disk", "still there"])
def test_removed_path_takes_its_documents_along(open_assistant: Open, folder: Path, tram: Path, gone: bool) -> None:
    """What syncs of a path added leaves catalog and stores, wherever the path is by now; files and the rest stay."""
    assistant = open_assistant()
    assistant.sync(folder)
    assistant.sync(tram)
    if gone:
        shutil.rmtree(folder)
    assert assistant.synced_paths() == {str(folder): 2, str(tram): 1}
    report = assistant.remove(folder)
    assert (report.removed, report.added, report.failed) == (["ferry.txt", "harbour.txt"], [], [])
    assert folder.exists() is not gone
    assert (ids(assistant), assistant.synced_paths()) == (["tram.txt"], {str(tram): 1})
    kept = {passage.id for passage in assistant.index.catalog.passages_of("tram.txt")}
    assert assistant.index.vectors.ids() == kept == assistant.index.words.ids()
    assert assistant.ask("How much will the bridge repairs cost?").abstained
    assert {hit.document_id for hit in assistant.search("ferry bridge tram")} == {"tram.txt"}


def test_removed_path_can_be_synced_again(open_assistant: Open, folder: Path) -> None:
    """Removing is no ban: a later sync of the path adds its documents."""
    assistant = open_assistant()
    assistant.sync(folder)
    assistant.remove(folder)
    assert assistant.sync(folder).added == ["ferry.txt", "harbour.txt"]
    assert any("150 passengers" in hit.text for hit in assistant.search("150 passengers each", 5))


def test_path_that_was_never_synced_removes_nothing(open_assistant: Open, folder: Path) -> None:
    """A path around a synced one, inside of it, unknown, or to nowhere is an error that says where the paths are."""
    assistant = open_assistant()
    assistant.sync(folder)
    loop = folder.with_name("loop")
    loop.symlink_to(loop)
    for path in (folder.parent, folder / "ferry.txt", folder.with_name("nowhere"), loop):
        with pytest.raises(
            NotSynced, match=r'was synced from .* "footnote documents --paths" lists what was'
        ) as caught:
            assistant.remove(path)
        assert caught.value.path == path
    assert ids(assistant) == ["ferry.txt", "harbour.txt"]


def test_path_is_known_by_every_way_to_it(
    open_assistant: Open, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path that was synced by its full name is removed by a relative one and through a link, to nothing too."""
    assistant = open_assistant()
    monkeypatch.chdir(folder.parent)
    (tmp_path / "link").symlink_to(folder)
    for path in (folder.name, "link"):
        assistant.sync(folder)
        assert assistant.remove(path).removed == ["ferry.txt", "harbour.txt"]
    assistant.sync("link")
    shutil.rmtree(folder)
    assert assistant.remove("link").removed == ["ferry.txt", "harbour.txt"]


def test_link_in_the_place_of_a_synced_folder_is_not_followed(
    open_assistant: Open, folder: Path, tmp_path: Path
) -> None:
    """Of a folder whose place a link to another one has taken, its own documents go and the other's stay."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "tram.txt").write_text("The tram to the harbour runs again from Monday morning on.\n")
    assistant = open_assistant()
    assistant.sync(folder)
    assistant.sync(other)
    shutil.rmtree(folder)
    folder.symlink_to(other)
    assert assistant.remove(folder).removed == ["ferry.txt", "harbour.txt"]
    assert ids(assistant) == ["tram.txt"]


def test_sync_of_a_path_that_is_gone_says_how_to_remove_it(open_assistant: Open, folder: Path) -> None:
    """A vanished path removes nothing by itself; only where it had been synced is the command that does named."""
    assistant = open_assistant()
    assistant.sync(folder)
    shutil.rmtree(folder)
    with pytest.raises(LoadError, match=f'any more. Nothing was removed; "footnote remove {folder}"'):
        assistant.sync(folder)
    with pytest.raises(LoadError, match=r"no such file or folder\.$"):
        assistant.sync(folder.with_name("nowhere"))
    assert ids(assistant) == ["ferry.txt", "harbour.txt"]


@pytest.mark.parametrize("fails", ["words", "vectors", "catalog"])
def test_interrupted_removal_is_all_or_nothing(
    open_assistant: Open, folder: Path, tram: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """When removing breaks off, all documents of the path are there or none, and the next writing clears the stores."""
    assistant = open_assistant()
    assistant.sync(folder)
    assistant.sync(tram)
    part = {"words": assistant.index.words, "vectors": assistant.index.vectors, "catalog": assistant.index.catalog}

    def refuse(*args: object, **kwargs: object) -> None:
        raise StorageError(assistant.index.home, "the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(type(part[fails]), "write" if fails == "words" else "remove", refuse)
        with pytest.raises(StorageError, match="disk is full"):
            assistant.remove(folder)
    there = fails == "catalog"
    assert ids(assistant) == (["ferry.txt", "harbour.txt", "tram.txt"] if there else ["tram.txt"])
    assert assistant.ask("How much will the bridge repairs cost?").abstained is not there
    assert list(problems(assistant.index)) == []
    assistant.remove(folder if there else tram)
    current = {p.id for name in ids(assistant) for p in assistant.index.catalog.passages_of(name)}
    assert assistant.index.vectors.ids() == current == assistant.index.words.ids()


@pytest.mark.parametrize("fails", ["words", "catalog"])
def test_interrupted_update_loses_nothing(
    open_assistant: Open, folder: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """When writing breaks off, the old version still answers; the next sync finishes and leaves no remains."""
    assistant = open_assistant()
    assistant.sync(folder)
    (folder / "ferry.txt").write_text("Ferry line\n\nThe hovercraft replaced the ferry after the storm in the bay.\n")
    with monkeypatch.context() as patch:

        def refuse(*args: object, **kwargs: object) -> None:
            raise StorageError(assistant.index.home, "the disk is full")

        if fails == "words":
            patch.setattr(type(assistant.index.words), "write", refuse)
        else:
            patch.setattr(Catalog, "replace", refuse)
        with pytest.raises(StorageError, match="disk is full"):
            assistant.sync(folder)
    assert "Captain Jonas Varga" in assistant.document("ferry.txt").text
    assert any("150 passengers" in hit.text for hit in assistant.search("150 passengers each", 5))
    assert assistant.sync(folder).updated == ["ferry.txt"]
    current = {p.id for name in ids(assistant) for p in assistant.index.catalog.passages_of(name)}
    assert assistant.index.vectors.ids() == current == assistant.index.words.ids()


def test_jsonl_corpus(open_assistant: Open, tmp_path: Path) -> None:
    """A .jsonl corpus is indexed under its own ids, with what its metadata states."""
    corpus = tmp_path / "corpus.jsonl"
    lines = [
        {"_id": "a1", "title": "Owls", "text": "Owls hunt at night. They hear very well.",
         "metadata": {"published": "2024-02-01", "url": "https://example.org/owls"}},
        {"_id": "a2", "title": "Bees", "text": "Bees dance to show where flowers are."},
    ]  # fmt: skip
    corpus.write_text("\n".join(json.dumps(line) for line in lines) + "\nnot json\n")
    assistant = open_assistant()
    report = assistant.sync(corpus)
    assert report.added == ["a1", "a2"]
    assert len(report.failed) == 1
    assert assistant.sync(corpus).unchanged == ["a1", "a2"]
    owls = assistant.documents()[0]
    assert (owls.title, owls.published, owls.source) == ("Owls", "2024-02-01", "https://example.org/owls")


def test_progress_goes_on_within_a_long_document(
    open_assistant: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one document is indexed, its passages are counted, a batch at a time."""
    monkeypatch.setattr("index.sync.BATCH_PASSAGES", 4)
    lines = [f"The ferry {number} of Norport sails at dawn, the harbour master Ode said. " * 9 for number in range(10)]
    (folder / "ferry.txt").write_text("\n\n".join(lines))
    (folder / "harbour.txt").unlink()
    told: list[tuple[int, int | None, int]] = []
    assistant = open_assistant()
    assistant.sync(folder, lambda *counts: told.append(counts))
    passages = assistant.documents()[0].passages
    assert passages > 8
    within = [(0, 1, 0), *((0, 1, number) for number in range(4, passages, 4)), (0, 1, passages)]
    assert told == [*within, (1, 1, passages)]
    assert list(problems(assistant.index)) == []
    told.clear()
    assistant.remove(folder)
    assistant.sync(folder / "ferry.txt", lambda *counts: told.append(counts))
    assert told == within


def test_link_loop_ends(open_assistant: Open, folder: Path) -> None:
    """A folder that links to itself is walked once."""
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    assert open_assistant().sync(folder).added == ["ferry.txt", "harbour.txt"]


def test_other_formats_are_named(open_assistant: Open, folder: Path) -> None:
    """A file in a format that is not read is listed as ignored; hidden files are not."""
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text("secret")
    assert open_assistant().sync(folder).ignored == ["photo.png"]


def test_fifo_does_not_hang(open_assistant: Open, folder: Path) -> None:
    """A named pipe in the folder is reported, not waited for."""
    os.mkfifo(folder / "pipe.txt")
    assert [failure.document_id for failure in open_assistant().sync(folder).failed] == ["pipe.txt"]


@pytest.mark.parametrize("name", ["nowhere", "photo.png"])
def test_path_that_cannot_be_read_is_an_error(open_assistant: Open, folder: Path, name: str) -> None:
    """A path that does not exist or has an unknown format is one error, and the index stays as it was."""
    (folder / "photo.png").write_bytes(b"\x89PNG")
    assistant = open_assistant()
    assistant.sync(folder)
    with pytest.raises(LoadError):
        assistant.sync(folder / name)
    assert ids(assistant) == ["ferry.txt", "harbour.txt"]


def test_index_made_otherwise_is_refused(open_assistant: Open, folder: Path) -> None:
    """An index made with other passage settings is refused with what to do."""
    open_assistant().sync(folder)
    with pytest.raises(IndexMismatch, match="Choose another --home, or delete that folder") as caught:
        open_assistant(passage_tokens=80)
    assert (caught.value.field, caught.value.found) == ("passage_tokens", "160")


def test_home_that_is_no_folder_is_refused(open_assistant: Open, tmp_path: Path) -> None:
    """A home that is a file, or not writable at all, is one clear error."""
    (tmp_path / "file").write_text("")
    for home in (tmp_path / "file", Path("/proc/footnote")):
        with pytest.raises(StorageError, match="Cannot use the index in"):
            open_assistant(home=home)


def test_index_of_an_older_version_says_what_to_do(open_assistant: Open, tmp_path: Path) -> None:
    """An index from before documents had derived dates is refused with the command that makes it anew."""
    open_assistant().close()
    with sqlite3.connect(tmp_path / "home" / "catalog.sqlite") as catalog:
        catalog.execute("UPDATE facts SET value = '1' WHERE name = 'format'")
    with pytest.raises(IndexMismatch, match=r'was made with format 1.* run "footnote sync" again'):
        open_assistant()


def test_derived_date_is_kept(open_assistant: Open, folder: Path, tmp_path: Path) -> None:
    """The index keeps of each document the latest date that it speaks of as past, for lists and for citations."""
    page = tmp_path / "weir.txt"
    page.write_text("The Tolmin weir was rebuilt in March 2024, the water board said.\n")
    assistant = open_assistant()
    assistant.sync(page)
    assert [(d.published, d.as_of) for d in assistant.documents()] == [(None, "2024-03")]
    assert assistant.search("weir", 1)[0].document.as_of == "2024-03"


def test_damaged_catalog_is_refused(open_assistant: Open, tmp_path: Path) -> None:
    """A damaged catalog file is one clear error."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "catalog.sqlite").write_bytes(b"this is no database, it only looks like one" * 100)
    with pytest.raises(StorageError, match=r"not a database.*if it is damaged, delete that folder"):
        open_assistant()


def _hold(home: Path, held: object, release: object) -> None:
    with write_lock(home):
        held.set()  # type: ignore[attr-defined]
        release.wait(20)  # type: ignore[attr-defined]


def test_second_writer_is_told(
    open_assistant: Open, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing beside another process that writes says so after waiting, and changes nothing."""
    assistant = open_assistant()
    assistant.sync(folder)
    (folder / "ferry.txt").unlink()
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.2)
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path / "home", held, release))
    other.start()
    try:
        assert held.wait(60)
        with pytest.raises(IndexBusy, match="Another footnote process"):
            assistant.sync(folder)
        with pytest.raises(IndexBusy, match="Another footnote process"):
            assistant.remove(folder)
    finally:
        release.set()
        other.join()
    assert ids(assistant) == ["ferry.txt", "harbour.txt"]


def test_reader_sees_what_another_process_wrote(open_assistant: Open, folder: Path) -> None:
    """An open assistant finds what a second one on the same home has added since."""
    reader, writer = open_assistant(), open_assistant()
    assert reader.search("ferry") == []
    writer.sync(folder)
    assert reader.search("ferry", 1)[0].document_id == "ferry.txt"


def test_sync_that_waited_for_another_does_nothing_again(open_assistant: Open, folder: Path) -> None:
    """Of two processes that sync one folder, the one that comes second finds everything unchanged."""
    first, second = open_assistant(), open_assistant()
    assert first.sync(folder).added == ["ferry.txt", "harbour.txt"]
    report = second.sync(folder)
    assert (report.added, report.updated, report.unchanged) == ([], [], ["ferry.txt", "harbour.txt"])


@pytest.mark.parametrize("store_folder", ["words", "vectors"])
def test_lost_store_is_made_again(open_assistant: Open, folder: Path, store_folder: str) -> None:
    """Opening an index fills a store whose folder is gone again, so that questions are answered as before."""
    with open_assistant() as assistant:
        assistant.sync(folder)
        home = assistant.index.home
    shutil.rmtree(home / store_folder)
    again = open_assistant()
    assert list(problems(again.index)) == []
    assert again.search("ferry", 1)[0].document_id == "ferry.txt"
    assert again.sync(folder).unchanged == ["ferry.txt", "harbour.txt"]


def test_damaged_store_is_mended_by_a_sync(open_assistant: Open, folder: Path) -> None:
    """A sync indexes again what one of the stores has lost, although no file has changed."""
    assistant = open_assistant()
    assistant.sync(folder)
    assistant.index.words.write(remove=[p.id for p in assistant.index.catalog.passages_of("ferry.txt")])
    assert list(problems(assistant.index))
    report = assistant.sync(folder)
    assert (report.updated, report.unchanged) == (["ferry.txt"], ["harbour.txt"])
    assert list(problems(assistant.index)) == []


def test_relative_path_and_link_are_checked_too(
    open_assistant: Open, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change is noticed in files that were indexed by a relative path or through a link, from any folder."""
    monkeypatch.chdir(folder.parent)
    (folder.parent / "link").symlink_to(folder)
    for path in (folder.name, "link"):
        assistant = open_assistant(home=tmp_path / f"home-{path}")
        assistant.sync(path)
        assert list(problems(assistant.index)) == []
        assert Path(assistant.documents()[0].source).is_absolute()
        (folder / "ferry.txt").write_text(f"The ferry of {path} is gone for good, the company said on Monday.\n")
        assert ["has changed" in each for each in problems(assistant.index)] == [True]
        assistant.close()


def test_line_of_a_corpus_is_no_changed_file(open_assistant: Open, tmp_path: Path) -> None:
    """A document of a .jsonl corpus is not compared with the bytes of the whole file."""
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(json.dumps({"_id": "a", "text": "The ferry to the island is gone for good."}) + "\n")
    assistant = open_assistant()
    assistant.sync(corpus)
    assert list(problems(assistant.index)) == []


def test_bad_line_removes_nothing(open_assistant: Open, tmp_path: Path) -> None:
    """While a line of a corpus cannot be read, nothing that was indexed from it goes: it may be that line's."""
    corpus = tmp_path / "corpus.jsonl"
    lines = [json.dumps({"_id": name, "text": f"The ferry {name} sails to the island."}) for name in "ab"]
    corpus.write_text("\n".join(lines))
    assistant = open_assistant()
    assistant.sync(corpus)
    corpus.write_text(f"{lines[0]}\n{{broken\n")
    report = assistant.sync(corpus)
    assert (report.removed, len(report.failed), ids(assistant)) == ([], 1, ["a", "b"])
    corpus.write_text(lines[0])
    assert assistant.sync(corpus).removed == ["b"]


def test_unreadable_folder_keeps_its_documents(
    open_assistant: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder below that cannot be opened is reported, and what was indexed from it stays."""
    (folder / "more").mkdir()
    (folder / "more" / "note.txt").write_text("The tram to the harbour runs again.\n")
    assistant = open_assistant()
    assistant.sync(folder)
    scan = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "more":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    report = assistant.sync(folder)
    assert report.removed == []
    assert [failure.document_id for failure in report.failed] == ["more/"]
    assert "more/note.txt" in ids(assistant)


def test_name_that_is_not_unicode_is_reported(open_assistant: Open, folder: Path) -> None:
    """One file whose name is not UTF-8 does not keep the others out."""
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("The ferry sails again.\n")
    except OSError:
        pytest.skip("this file system takes no such name")
    report = open_assistant().sync(folder)
    assert report.added == ["ferry.txt", "harbour.txt"]
    assert [failure.reason for failure in report.failed] == ["its name is not UTF-8; rename the file."]


def test_sync_while_others_ask(open_assistant: Open, folder: Path) -> None:
    """Threads that ask while another one syncs get answers, and the sync ends."""
    assistant = open_assistant()
    assistant.sync(folder)
    stop = threading.Event()

    def ask() -> int:
        asked = 0
        while not stop.is_set():
            assert assistant.ask("Which ferry sails?").verify() is not None
            asked += 1
        return asked

    with ThreadPoolExecutor(3) as threads:
        askers = [threads.submit(ask) for _ in range(3)]
        try:
            for version in range(6):
                for number in range(8):
                    (folder / f"note{number}.txt").write_text(f"The ferry {number} sails at {version} o'clock.\n" * 3)
                assistant.sync(folder)
        finally:
            stop.set()
        assert all(asker.result() for asker in askers)
