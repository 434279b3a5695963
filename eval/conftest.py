"""One assistant over the seed articles for all questions; a report at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eval import baseline, report
from eval.questions import load
from eval.run import Run
from eval.scores import score
from rag import Assistant, Settings
from rag.settings import from_environment

_RUN = pytest.StashKey[Run]()
_SETTINGS = pytest.StashKey[Settings]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that makes a run the baseline."""
    parser.addoption("--write-baseline", action="store_true", help="make this run the committed eval/baseline.json")


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The questions, asked of the real pipeline (of a language model where FOOTNOTE_MODEL names one)."""
    settings = from_environment(home=tmp_path_factory.mktemp("home"))
    with Assistant.open(settings) as assistant:
        assistant.ask("Which article is the longest?")  # loads what loads late; not counted
        run = Run(assistant, load())
        request.config.stash[_RUN] = run
        request.config.stash[_SETTINGS] = settings
        yield run


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table, write the results, and the baseline where asked to."""
    run = config.stash.get(_RUN, None)
    if run is None or not run.outcomes:
        return
    outcomes = tuple(run.outcomes[question.id] for question in run.questions if question.id in run.outcomes)
    before = baseline.read()
    now = {outcome.question.id: outcome.right for outcome in outcomes}
    found = report.Report(
        outcomes=outcomes,
        scores=score(outcomes),
        settings=config.stash[_SETTINGS],
        comparison=baseline.compare(before["right"], now) if before else baseline.Comparison(),
        complete=len(outcomes) == len(run.questions),
    )
    result = report.write(found)
    terminalreporter.section(f"known questions, commit {result['commit']}, {report.machine()}")
    for line in report.table(found):
        terminalreporter.write_line(line)
    terminalreporter.write_line("every miss: eval/results/latest.html and latest.json")
    if config.getoption("--write-baseline"):
        if found.complete:
            baseline.write(result)
            terminalreporter.write_line("this run is the baseline now: eval/baseline.json")
        else:
            terminalreporter.write_line("baseline not written: not every question was asked", red=True)
