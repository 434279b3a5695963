"""The `footnote` command."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from rag import cli


class Run:
    """Runs the command in this process, on one home."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.home, self.capsys, self.patch = home, capsys, patch

    def __call__(self, *arguments: str, home: Path | None = None) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        command = ["footnote", *arguments]
        if "--help" not in arguments:
            command += ["--home", str(home or self.home)]
        self.patch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        captured = self.capsys.readouterr()
        return int(stopped.value.code or 0), captured.out, captured.err


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(tmp_path / "home", capsys, monkeypatch)


@pytest.fixture
def indexed(run: Run, folder: Path) -> Run:
    assert run("sync", str(folder))[0] == 0
    return run


def test_ask_prints_the_answer_with_its_sources(indexed: Run) -> None:
    """`footnote ask` prints the quote with its marker, and where it stands."""
    status, out, err = indexed("ask", "How much will the bridge repairs cost?")
    assert (status, err) == (0, "")
    assert "4.2 million euros" in out
    assert "harbour.txt, characters" in out
    assert "\x1b[" not in out


def test_ask_json_is_one_answer_that_verifies(indexed: Run, tmp_path: Path) -> None:
    """`footnote ask --json` prints one answer object, which `footnote verify` confirms."""
    status, out, _ = indexed("ask", "How much will the bridge repairs cost?", "--json")
    assert status == 0
    answer = json.loads(out)
    assert answer["citations"][0]["document_id"] == "harbour.txt"
    (tmp_path / "answer.json").write_text(out)
    assert indexed("verify", str(tmp_path / "answer.json"))[0] == 0
    (tmp_path / "answer.json").write_text(out.replace("4.2 million", "9.9 million"))
    status, out, err = indexed("verify", str(tmp_path / "answer.json"))
    assert status == 1
    assert "does not stand at" in out
    assert err.count("\n") == 1


@pytest.mark.parametrize("field", ["start", "quote", "document_id", "text"])
def test_answer_with_another_type_is_refused_in_one_line(indexed: Run, tmp_path: Path, field: str) -> None:
    """What no answer can hold is named with its line; a byte order mark does no harm."""
    answer = json.loads(indexed("ask", "How much will the bridge repairs cost?", "--json")[1])
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(answer), "utf-8-sig")
    assert indexed("verify", str(file))[0] == 0
    (answer if field == "text" else answer["citations"][0])[field] = {"a": 1}
    file.write_text(json.dumps(answer))
    status, out, err = indexed("verify", str(file))
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "Line 1 is not an answer" in err


def test_file_to_verify_that_is_no_text_is_refused(indexed: Run, tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are one line that says what to do."""
    (tmp_path / "answer.json").write_bytes(b"\xff\xfe{")
    status, out, err = indexed("verify", str(tmp_path / "answer.json"))
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "UTF-8" in err


def test_batch_answers_in_order(indexed: Run, tmp_path: Path) -> None:
    """A batch prints one answer a line in the order of its lines, each with its id; blank questions too."""
    batch = tmp_path / "batch.jsonl"
    lines = [
        {"id": "b", "question": "Who is the captain of the boats?", "history": ["What will the repairs cost?"]},
        {"id": "a", "question": ""},
        {"id": 3, "question": "How much will the bridge repairs cost?", "history": []},
    ]
    batch.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n")
    status, out, _ = indexed("ask", "--batch", str(batch), "--json")
    answers = [json.loads(line) for line in out.splitlines()]
    assert (status, [answer["id"] for answer in answers]) == (0, ["b", "a", 3])
    assert answers[1]["abstained"]


@pytest.mark.parametrize(
    "line",
    [
        "not json", "[]", '{"id": 1}', '{"question": 5}', '{"question": "x", "history": [1]}', "[" * 100_000,
        '{"question": "x", "history": "who"}', '{"question": "x", "history": {"who": 1}}',
    ],
    ids=lambda line: line[:40],
)  # fmt: skip
def test_bad_batch_line_is_named(indexed: Run, tmp_path: Path, line: str) -> None:
    """A line of a batch that is not as it should be is one error line with its number; nothing is answered."""
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"id": 1, "question": "Who?"}\n' + line + "\n")
    status, out, err = indexed("ask", "--batch", str(batch), "--json")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "line 2" in err


def test_sync_reports_and_documents_list(indexed: Run, folder: Path) -> None:
    """`footnote sync` counts what it did, and `footnote documents` lists what is indexed."""
    (folder / "empty.txt").write_text("")
    status, out, _ = indexed("sync", str(folder))
    assert (status, "2 unchanged, 1 failed" in out, "empty.txt" in out) == (0, True, True)
    report = json.loads(indexed("sync", str(folder), "--json")[1])
    assert report["unchanged"] == ["ferry.txt", "harbour.txt"]
    listed = json.loads(indexed("documents", "--json")[1])
    assert [document["id"] for document in listed] == ["ferry.txt", "harbour.txt"]
    assert {d["id"]: (d["published"], d["as_of"]) for d in listed}["ferry.txt"] == (None, None)
    assert "date not stated" in indexed("documents")[1]
    assert "Ferry line returns to Tolmin" in indexed("documents")[1]
    assert "1 passage, " in indexed("documents")[1]


def test_folder_without_anything_to_index_is_told(run: Run, tmp_path: Path) -> None:
    """A folder in which nothing is to be read is no failure, and words say so and what is read."""
    (tmp_path / "empty").mkdir()
    status, out, err = run("sync", str(tmp_path / "empty"))
    assert (status, err) == (0, "")
    assert f"Nothing to index was found in {tmp_path / 'empty'}: .txt, .md, .markdown, .html, .htm files" in out
    (tmp_path / "empty" / "scan.pdf").write_bytes(b"%PDF-")
    assert "1 ignored\n" in run("sync", str(tmp_path / "empty"))[1]
    assert "Nothing to index was found" in run("sync", str(tmp_path / "empty"))[1]


def test_first_folder_beside_the_examples_is_told_how_to_remove_them(run: Run, folder: Path) -> None:
    """The first sync into an index of the articles that ship says how these are taken out; a later one does not."""
    run("ask", "How many countries committed to guaranteeing Ukraine's security?")
    status, out, err = run("sync", str(folder))
    assert (status, err, out.count("ship with footnote")) == (0, "", 1)
    command = re.search(r'"footnote (remove .*)" takes them out', out)
    assert command is not None
    (folder / "tram.txt").write_text("The tram to the harbour runs again from Monday morning on.\n")
    assert "ship with footnote" not in run("sync", str(folder))[1]
    *arguments, option, home = shlex.split(command.group(1))
    assert (option, home) == ("--home", str(run.home))
    assert run(*arguments)[1].startswith("5 removed from the index, 3 left")


def test_ignored_files_are_named(indexed: Run, folder: Path) -> None:
    """Files that are not read are named with the reason, up to a number, and then counted."""
    (folder / "more").mkdir()
    (folder / "more" / "tram.txt").write_text("The tram to the harbour runs again from Monday morning on.\n")
    indexed("sync", str(folder))
    (folder / "more" / "old.jsonl").write_text("{}")
    for number in range(19):
        (folder / "more" / f"scan{number:02}.pdf").write_bytes(b"%PDF-")
    status, out, err = indexed("sync", str(folder / "more"))
    assert (status, err) == (0, "")
    assert out.startswith("0 added, 0 updated, 0 removed, 0 unchanged, 0 failed, 21 ignored\n  ignored old.jsonl: a ")
    assert "  ignored scan00.pdf: this format is not read\n" in out
    assert out.endswith("scan18.pdf: this format is not read\n  and 1 more\n")
    (folder / "more" / "old.jsonl").unlink()
    assert f"  ignored tram.txt: {folder} holds this file already\n" in indexed("sync", str(folder / "more"))[1]


def test_corpus_is_indexed_with_a_bar_on_a_terminal(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a corpus, whose length nobody knows, is indexed with a bar that counts its documents."""
    corpus = tmp_path / "corpus.jsonl"
    lines = [{"_id": f"d{number}", "text": f"The ferry {number} sails to Norport."} for number in range(3)]
    corpus.write_text("\n".join(map(json.dumps, lines)))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    status, out, err = run("sync", str(corpus))
    assert (status, out.splitlines()[0][:7]) == (0, "3 added")
    assert "Indexing: 0 documents" in err


def test_remove_says_what_it_removed(indexed: Run, folder: Path, tmp_path: Path) -> None:
    """`footnote remove` names the documents that it removed, and `documents --paths` lists what is left."""
    tram = tmp_path / "tram.txt"
    tram.write_text("The tram to the harbour runs again from Monday morning on.\n")
    indexed("sync", str(tram))
    (folder / "ferry.txt").unlink()
    (folder / "harbour.txt").unlink()
    folder.rmdir()
    status, _, err = indexed("sync", str(folder))
    assert (status, err.count("\n"), f'"footnote remove {folder}"' in err) == (1, 1, True)
    assert f"{folder}: 2 documents\n" in indexed("documents", "--paths")[1]
    status, out, err = indexed("remove", str(folder))
    assert (status, err) == (0, "")
    assert out == "2 removed from the index, 1 left\n  removed ferry.txt\n  removed harbour.txt\n"
    assert json.loads(indexed("documents", "--paths", "--json")[1]) == [{"path": str(tram), "documents": 1}]
    status, out, err = indexed("remove", str(folder))
    assert (status, out, err.count("\n"), "footnote documents --paths" in err) == (1, "", 1, True)
    status, out, _ = indexed("remove", str(tram), "--json")
    assert (status, json.loads(out)["removed"]) == (0, ["tram.txt"])


def test_long_removal_is_listed_in_part(run: Run, tmp_path: Path) -> None:
    """Of many removed documents the first are named and the rest counted, and an empty index says what comes next."""
    corpus = tmp_path / "corpus.jsonl"
    lines = [{"_id": f"d{number:02}", "text": f"The ferry {number} sails on Monday."} for number in range(23)]
    corpus.write_text("\n".join(map(json.dumps, lines)))
    run("sync", str(corpus))
    out = run("remove", str(corpus))[1]
    assert out.startswith("23 removed from the index, 0 left\n  removed d00\n")
    assert "  removed d19\n  and 3 more\nThe index is empty; the next question indexes the articles that ship" in out


def test_documents_show_kept_and_left_out_lines(indexed: Run, folder: Path) -> None:
    """`footnote documents --show ID` prints every line, and why one is left out."""
    (folder / "page.txt").write_text(
        "Menu\n\nHarbour museum opens\n\n"
        "The harbour museum opened on Sunday with an exhibition about the old bridge.\n\n"
        "Visitors came from all over the region, and the mayor cut the ribbon at noon.\n\n"
        "Share this article:\n\nRelated posts\n\nTown hall painted yellow...\n\nLeave a comment\n"
    )
    indexed("sync", str(folder))
    lines = json.loads(indexed("documents", "--show", "page.txt", "--json")[1])["lines"]
    assert [line["kept"] for line in lines if line["text"] == "Share this article:"] == [False]
    assert "- Share this article:  (" in indexed("documents", "--show", "page.txt")[1]
    status, _, err = indexed("documents", "--show", "nowhere.txt")
    assert (status, err.count("\n")) == (1, 1)


def test_search_lists_passages(indexed: Run) -> None:
    """`footnote search` prints passages best first, as text or JSON."""
    assert "harbour.txt" in indexed("search", "bridge repairs", "-k", "1")[1]
    hits = json.loads(indexed("search", "bridge repairs", "-k", "2", "--json")[1])
    assert hits[0]["score"] >= hits[-1]["score"]
    assert {"document_id", "text", "start", "end", "score"} <= hits[0].keys()


def test_verify_checks_the_index(indexed: Run, folder: Path) -> None:
    """`footnote verify` confirms a sound index, and names a file that has changed since."""
    status, out, _ = indexed("verify")
    assert (status, "holds" in out) == (0, True)
    (folder / "ferry.txt").write_text("changed")
    status, out, err = indexed("verify")
    assert (status, err.count("\n")) == (1, 1)
    assert "ferry.txt has changed since it was indexed" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["sync", "nowhere"],
        ["remove", "nowhere"],
        ["ask", "--batch", "nowhere.jsonl"],
        ["ask", "question", "--home", "/proc/footnote"],
        ["documents", "--home", "/dev/null"],
    ],
)
def test_stated_failure_is_one_line(run: Run, arguments: list[str]) -> None:
    """What cannot be done is one line on standard error and exit status 1, never a traceback."""
    home = Path(arguments[-1]) if "--home" in arguments else None
    status, out, err = run(*[a for a in arguments if a != "--home" and a != str(home)], home=home)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [["verify"], ["remove", "articles"]])
@pytest.mark.parametrize("there", [False, True], ids=["no folder", "an empty folder"])
def test_mistyped_home_is_told_and_stays_as_it_is(run: Run, arguments: list[str], there: bool) -> None:
    """Where there is no index, commands that check or remove name the folder and how one is made, and make none."""
    if there:
        run.home.mkdir()
    status, out, err = run(*arguments)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert f'no index in {run.home}. Check the path, or make one there: "footnote sync FOLDER --home {run.home}"' in err
    assert (list(run.home.iterdir()) if there else run.home.exists()) == ([] if there else False)


def test_first_question_makes_an_index_and_a_look_at_an_empty_one_does_not_fill_it(indexed: Run, folder: Path) -> None:
    """The first use of a home indexes the articles that ship; listing an index that was emptied shows nothing."""
    indexed("remove", str(folder))
    assert json.loads(indexed("documents", "--json")[1]) == []
    assert indexed("ask", "How many countries committed to guaranteeing Ukraine's security?")[0] == 0
    assert len(json.loads(indexed("documents", "--json")[1])) == 5


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "q", "--batch", "f"],
        ["nonsense"],
        ["search", "x", "-k", "0"],
        ["remove"],
        ["documents", "--paths", "--show", "x"],
    ],
)
def test_wrong_usage_is_status_2(run: Run, arguments: list[str]) -> None:
    """A command that is not well formed exits with 2."""
    assert run(*arguments)[0] == 2


def test_empty_home_is_not_the_current_folder(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`--home ""` is wrong usage, as an empty home is from Python."""
    monkeypatch.chdir(tmp_path)  # where an empty home would put an index
    monkeypatch.setattr(sys, "argv", ["footnote", "documents", "--home", ""])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "empty path" in capsys.readouterr().err


def test_batch_of_other_editors(indexed: Run, tmp_path: Path) -> None:
    """A byte order mark, other line ends inside a question and halves of characters do not stop a batch."""
    batch = tmp_path / "batch.jsonl"
    lines = [{"id": 1, "question": "When does\u2028the ferry cross?"}, {"id": 2, "question": "Who is \ud800?"}]
    text = "\ufeff" + json.dumps(lines[0], ensure_ascii=False) + "\r\n" + json.dumps(lines[1])
    batch.write_text(text, "utf-8", newline="")
    status, out, err = indexed("ask", "--batch", str(batch), "--json")
    assert (status, err) == (0, "")
    assert [json.loads(line)["question"] for line in out.splitlines()] == [line["question"] for line in lines]


@pytest.mark.parametrize("command", ["ask", "sync", "remove", "documents", "search", "verify", "ui"])
def test_every_command_has_help(run: Run, command: str) -> None:
    """Every command explains itself and takes --home."""
    status, out, _ = run(command, "--help")
    assert (status, "--home" in out) == (0, True)


def test_article_text_cannot_move_the_cursor(run: Run, tmp_path: Path) -> None:
    """Control characters in an article are not printed to the terminal."""
    page = tmp_path / "page.txt"
    page.write_text("The museum \x1b[2Jopened on Sunday with a big exhibition about the old bridge.\n")
    run("sync", str(page))
    assert "\x1b" not in run("search", "museum exhibition")[1]
    assert "\x1b" not in run("ask", "When did the museum open?")[1]


def test_broken_pipe_is_quiet(indexed: Run) -> None:
    """A reader that closes the pipe early causes no traceback."""
    command = f"{sys.executable} -m rag.cli documents --home {indexed.home} | head -n 0"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr


def test_batch_text_says_what_a_follow_up_was_searched_for(indexed: Run, tmp_path: Path) -> None:
    """A batch printed as text shows the standalone question of a follow-up, and none for other questions."""
    batch = tmp_path / "batch.jsonl"
    history = ["How much will the bridge repairs cost?"]
    lines = [{"id": 1, "question": "Why?", "history": history}, {"id": 2, "question": history[0]}]
    batch.write_text("\n".join(map(json.dumps, lines)))
    status, out, _ = indexed("ask", "--batch", str(batch))
    assert status == 0
    assert out.count("Searched for: Why? (about ") == out.count("Searched for: ") == 1
