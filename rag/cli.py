"""The `footnote` command. Exit status: 0 done, 1 a stated failure, 2 wrong usage."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from index.access import CATALOG, check_home
from index.errors import FootnoteError, NoIndex
from rag.answer import Answer, Turn
from rag.answering import Assistant
from rag.composing import dated
from rag.settings import SEEDS, Settings, from_environment

if TYPE_CHECKING:
    from index.sync import Progress, SyncReport

LISTED = 20
"""Removed documents and ignored files that are printed; `--json` has all of them."""
Command = TypeVar("Command", bound=Callable[..., Any])


class _Folder(click.Path):
    """A path; "" is none, and not the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("an empty path is no folder; leave the option out for the default.", param, ctx)
        return super().convert(value, param, ctx)


def home_option(command: Command) -> Command:
    """--home, which every command takes."""
    return click.option(
        "--home", type=_Folder(path_type=Path), help="Folder of the index (default: a per-user data folder)."
    )(command)


def json_option(command: Command) -> Command:
    """--json, for commands that list or report."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(command)


def model_options(command: Command) -> Command:
    """The options of a language model."""
    for option in (
        click.option("--api-base", help="Address of the language model, such as http://127.0.0.1:8080/v1."),
        click.option("--provider", type=click.Choice(["openai-like", "ollama"]), help="How the model is reached."),
        click.option("--model", help="Let this language model write the answers (default: none)."),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="footnote-qa")
def footnote() -> None:
    """Answers about your documents, each sentence with a footnote that you can check.

    The first use indexes the five articles that ship with it. No key, no server, no download.
    """


@footnote.command()
@click.argument("question", required=False)
@click.option(
    "--batch", type=click.Path(path_type=Path), help='Answer the {"id", "question", "history"} lines of a file.'
)
@json_option
@home_option
@model_options
def ask(
    question: str | None, batch: Path | None, as_json: bool, home: Path | None,
    model: str | None, provider: str | None, api_base: str | None,
) -> None:  # fmt: skip
    """Answer QUESTION from the indexed documents."""
    if (question is None) == (batch is None):
        raise click.UsageError("Give a question or --batch FILE, one of them.")
    settings = from_environment(home=home, model=model, model_provider=provider, api_base=api_base)
    lines = _batch(batch) if batch is not None else None
    with _open(settings) as assistant:
        if lines is not None:
            for line in lines:
                _answer_line(assistant, line, as_json)
        elif as_json:
            _print_json(assistant.ask(str(question)).to_dict())
        else:
            _show_answer(assistant, str(question))


@footnote.command()
@click.argument("path", type=click.Path(path_type=Path))
@json_option
@home_option
def sync(path: Path, as_json: bool, home: Path | None) -> None:
    """Index PATH: a folder, a file or a .jsonl corpus. Run it again after changes."""
    settings = replace(from_environment(home=home), corpus=None)
    with Assistant.open(settings) as assistant, _progress("Indexing") as advance:
        only_examples = list(assistant.synced_paths()) == [str(SEEDS)]
        report = assistant.sync(path, advance)
    if as_json:
        _print_json(asdict(report))
    else:
        _show_report(report, path)
        if only_examples and report.added:
            place = "" if home is None else f" --home {shlex.quote(str(home))}"
            click.echo(
                "The articles that ship with footnote are in this index, too; "
                f'"footnote remove {shlex.quote(str(SEEDS))}{place}" takes them out.'
            )
    if report.failed and not (report.added or report.updated or report.unchanged):
        raise FootnoteError(f"Nothing could be read from {path}: {report.failed[0].reason}")


@footnote.command()
@click.argument("path", type=click.Path(path_type=Path))
@json_option
@home_option
def remove(path: Path, as_json: bool, home: Path | None) -> None:
    """Remove from the index what syncs of PATH added. Files stay as they are; PATH need not exist any more."""
    with _open_existing(home) as assistant:
        report = assistant.remove(path)
        left = len(assistant.documents())
    if as_json:
        _print_json(asdict(report))
        return
    click.echo(f"{len(report.removed):,} removed from the index, {left:,} left")
    _show_first([f"removed {document_id}" for document_id in report.removed])
    if not left:
        click.echo("The index is empty; the next question indexes the articles that ship with footnote.")


@footnote.command()
@click.option("--show", metavar="ID", help="Print one document: which lines are answered from, and why others are not.")
@click.option("--paths", is_flag=True, help="List the paths that were synced instead.")
@json_option
@home_option
def documents(show: str | None, paths: bool, as_json: bool, home: Path | None) -> None:
    """List what is indexed."""
    if paths and show is not None:
        raise click.UsageError("Give --show ID or --paths, one of them.")
    with _open_looking(home) as assistant:
        if paths:
            _show_paths(assistant, as_json)
            return
        if show is not None:
            _show_document(assistant, show, as_json)
            return
        found = assistant.documents()
    if as_json:
        _print_json([asdict(document) for document in found])
    elif not found:
        click.echo('Nothing is indexed yet. Run "footnote sync PATH" first.')
    for document in () if as_json else found:
        click.secho(_clean(document.id), bold=True)
        facts = [document.outlet or "outlet not stated", dated(document.published, document.as_of)]
        facts.append(f"{document.passages:,} {'passage' if document.passages == 1 else 'passages'}")
        facts.append(f"{document.characters_kept:,} characters kept, {document.characters_left_out:,} left out")
        click.echo(f"  {_clean(document.title)}\n  {_clean(', '.join(facts))}")


@footnote.command()
@click.argument("query")
@click.option("-k", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many passages.")
@json_option
@home_option
def search(query: str, k: int, as_json: bool, home: Path | None) -> None:
    """Find the passages nearest to QUERY, by meaning and by words."""
    with _open_looking(home) as assistant:
        hits = assistant.search(query, k)
    if as_json:
        _print_json([hit.to_dict() for hit in hits])
        return
    if not hits:
        click.echo("No passage was found.")
    for number, hit in enumerate(hits, 1):
        click.secho(f"{number}. {_clean(hit.document_id)} {hit.start}-{hit.end}  score {hit.score:.4f}", bold=True)
        click.echo(f"   {_clean(' '.join(hit.text.split()))}")


@footnote.command()
@click.argument("file", type=click.File("r", encoding="utf-8-sig"), required=False)
@json_option
@home_option
def verify(file: Any | None, as_json: bool, home: Path | None) -> None:
    """Check the index, or the answers in FILE ("-": standard input; what "ask --json" printed, one a line)."""
    try:
        lines = list(file or ())
    except UnicodeDecodeError as error:
        raise FootnoteError("The file to verify is not UTF-8; save it as UTF-8.") from error
    answers = [_answer_of(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if file and not answers:
        raise FootnoteError('Nothing to verify: pass what "footnote ask --json" printed, one answer a line.')
    with _open_existing(home) as assistant:
        if file:
            checked = {f"{n}. {a.question}": a.verify(assistant.lookup) for n, a in enumerate(answers, 1)}
        else:
            from index.checking import problems

            checked = {f"the index in {assistant.index.home}": list(problems(assistant.index))}
    if as_json:
        _print_json([{"checked": what, "problems": found} for what, found in checked.items()])
    else:
        for what, found in checked.items():
            state = click.style("does not hold", fg="red") if found else click.style("holds", fg="green")
            click.echo("\n".join([f"{state}: {_clean(what)}", *(f"  {_clean(problem)}" for problem in found)]))
    broken = sum(bool(found) for found in checked.values())
    if broken:
        raise FootnoteError(f"{broken} of {len(checked)} checked do not hold; the report says why.")


@footnote.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=7860, show_default=True, help="0: any free port.")
@click.option("--open/--no-open", "open_browser", default=True, help="Open the page in a browser.")
@home_option
@model_options
def ui(
    host: str, port: int, open_browser: bool, home: Path | None,
    model: str | None, provider: str | None, api_base: str | None,
) -> None:  # fmt: skip
    """Open the chat page."""
    settings = from_environment(home=home, model=model, model_provider=provider, api_base=api_base)
    import ui as page

    with _open(settings) as assistant:
        page.launch(assistant, host=host, port=port, open_browser=open_browser)


def main() -> None:
    """Run the command; the outermost door, where a stated failure becomes one line."""
    try:
        status = footnote.main(standalone_mode=False)
    except FootnoteError as error:
        click.echo(f"footnote: {_clean(str(error))}", err=True)
        status = 1
    except click.Abort:
        click.echo("Stopped.", err=True)
        status = 130
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nobody is left to tell
        status = 0
    sys.exit(status)


def _open(settings: Settings) -> Assistant:
    """The assistant, with a progress bar while a new home is filled."""
    with _progress("Indexing the articles that ship with footnote") as advance:
        return Assistant.open(settings, advance)


def _open_existing(home: Path | None) -> Assistant:
    """The assistant over an index that is there, for commands that make none. Raises NoIndex, HomeRefused."""
    settings = replace(from_environment(home=home), corpus=None)
    check_home(settings.home_path)
    if not (settings.home_path / CATALOG).is_file():
        raise NoIndex(settings.home_path)
    return Assistant.open(settings)


def _open_looking(home: Path | None) -> Assistant:
    """For commands that only look: a new home gets the example articles, an index that was emptied does not."""
    settings = from_environment(home=home)
    check_home(settings.home_path)
    return _open_existing(home) if (settings.home_path / CATALOG).is_file() else _open(settings)


@contextmanager
def _progress(what: str) -> Iterator[Progress]:
    """A progress bar on standard error, where that is a terminal; it appears with the first report."""
    if not sys.stderr.isatty():
        yield lambda done, total, passages: None
        return
    from tqdm import tqdm

    bar: Any = None
    shown = 0

    def advance(done: int, total: int | None, passages: int) -> None:
        nonlocal bar, shown
        if bar is None:  # a bar without a total has no truth value
            bar = tqdm(desc=what, total=total, unit=" documents", leave=False)
        bar.update(done - bar.n)
        if passages != shown:
            bar.set_postfix_str(f"{passages:,} passages")
            shown = passages

    try:
        yield advance
    finally:
        if bar is not None:
            bar.close()


def _batch(path: Path) -> list[dict[str, Any]]:
    """The lines of a batch file. Raises FootnoteError that names the line."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")  # other line ends may stand inside a question
    except OSError as error:
        raise FootnoteError(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise FootnoteError(f"Cannot read {path}: it is not UTF-8; save it as UTF-8.") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            history = item.get("history", [])
            asked = [item["question"], *history] if isinstance(history, list) else [None]
            well_formed = all(isinstance(question, str) for question in asked)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise FootnoteError(_batch_error(path, number)) from error
        if not well_formed:
            raise FootnoteError(_batch_error(path, number))
        found.append({"id": item.get("id"), "question": item["question"], "history": history})
    return found


def _batch_error(path: Path, number: int) -> str:
    return (
        f'{path}, line {number}: expected an object such as {{"id": "1", "question": "...", "history": []}} '
        "on one line; correct the line and run the batch again."
    )


def _answer_line(assistant: Assistant, line: dict[str, Any], as_json: bool) -> None:
    turns: list[Turn] = []
    for earlier in line["history"]:
        turns.append(Turn(earlier, assistant.ask(earlier, turns).text))
    answer = assistant.ask(line["question"], turns)
    if as_json:
        _print_json({"id": line["id"], **answer.to_dict()}, indent=None)
    else:
        click.secho(f"{_clean(str(line['id']))}. {_clean(answer.question)}", bold=True)
        if answer.resolved_question != answer.question:
            click.secho(f"Searched for: {_clean(answer.resolved_question)}", dim=True)
        click.echo(f"{_clean(answer.text)}\n")


def _answer_of(number: int, line: str) -> Answer:
    try:
        values = json.loads(line)
        values.pop("id", None)
        return Answer.from_dict(values)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FootnoteError(
            f'Line {number} is not an answer; pass what "footnote ask --json" printed, one answer a line.'
        ) from error


def _show_answer(assistant: Assistant, question: str) -> None:
    answer, shown = None, ""
    for piece in assistant.stream(question):
        if isinstance(piece, Answer):
            answer = piece
        else:
            click.echo(_clean(piece), nl=False)
            shown += piece
    click.echo()
    assert answer is not None  # a stream ends with its Answer
    if shown != answer.text:  # a language model broke off
        click.echo(f"{'-' * 8 if shown else ''}\n{_clean(answer.text)}".lstrip())
    if answer.notice:
        click.secho(f"\n{_clean(answer.notice)}", fg="yellow")
    if answer.citations:
        click.echo()
    for citation in answer.citations:
        click.secho(
            f"[{citation.number}] {_clean(citation.source)}, characters {citation.start}-{citation.end}", dim=True
        )


def _show_report(report: SyncReport, path: Path) -> None:
    counts = ("added", "updated", "removed", "unchanged", "failed", "ignored")
    click.echo(", ".join(f"{len(getattr(report, name))} {name}" for name in counts))
    for failure in report.failed:
        click.echo(f"  {click.style('failed', fg='red')} {_clean(failure.document_id)}: {_clean(failure.reason)}")
    _show_first([f"ignored {document_id}: {_why_ignored(report, document_id)}" for document_id in report.ignored])
    if not (report.added or report.updated or report.unchanged or report.failed or report.held):
        from index.loaders import CORPUS_SUFFIX, SUFFIXES

        read = ", ".join(suffix for suffix in SUFFIXES if suffix != CORPUS_SUFFIX)
        click.echo(f"Nothing to index was found in {_clean(str(path))}: {read} files are read.")


def _why_ignored(report: SyncReport, document_id: str) -> str:
    if document_id in report.held:
        return f"{report.held[document_id]} holds this file already"
    if document_id.lower().endswith(".jsonl"):
        return "a .jsonl corpus is synced by itself"
    return "this format is not read"


def _show_first(lines: list[str]) -> None:
    for line in lines[:LISTED]:
        click.echo(f"  {_clean(line)}")
    if len(lines) > LISTED:
        click.echo(f"  and {len(lines) - LISTED:,} more")


def _show_document(assistant: Assistant, document_id: str, as_json: bool) -> None:
    document = assistant.document(document_id)
    if as_json:
        lines = [asdict(line) | {"text": document.text[line.start : line.end]} for line in document.lines]
        _print_json({"id": document.id, "title": document.title, "source": document.source,
                     "published": document.published, "as_of": document.as_of, "outlet": document.outlet,
                     "sha256": document.sha256, "lines": lines})  # fmt: skip
        return
    click.secho(_clean(f"{document.title}, {dated(document.published, document.as_of)}"), bold=True)
    for line in document.lines:
        text = _clean(document.text[line.start : line.end])
        if line.kept:
            click.echo(f"  {text}")
        else:
            click.secho(f"- {text}  ({line.reason})", dim=True)


def _show_paths(assistant: Assistant, as_json: bool) -> None:
    held = assistant.synced_paths()
    if as_json:
        _print_json([{"path": path, "documents": documents} for path, documents in held.items()])
        return
    for path, documents in held.items():
        click.echo(f"{_clean(path)}: {documents:,} {'document' if documents == 1 else 'documents'}")


def _print_json(value: Any, indent: int | None = None) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # Line ends inside a text would tear a line in two, and halves of characters have no UTF-8.
    plain = not any(character in "\x85\u2028\u2029" or "\ud800" <= character <= "\udfff" for character in text)
    click.echo(text if plain else json.dumps(value, indent=indent))


def _clean(text: str) -> str:
    """Without control characters: article text must not move the cursor or colour a terminal."""
    return "".join(c for c in text if c in "\n\t" or c.isprintable())


if __name__ == "__main__":
    main()
