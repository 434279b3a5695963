"""The articles and conversations that the reader is trained on."""

from pathlib import Path

import pytest

from training.written import KINDS, articles, talks

ARTICLE = """# Ferry to Velm stops
The ferry to Velm stops on 4 May, Ada Quill said. Quill owns it.
---
d | Who owns the ferry to Velm? | Quill @@ owns it
l | Who or what stops on 4 May? | The ferry || 4 May
x | Who built the ferry to Velm? | Ada Quill
"""


def folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "some.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_answer_is_found_where_words_beside_it_say(tmp_path: Path) -> None:
    """Of two places with the same words the one beside the given words is the answer."""
    (article,) = articles(folder(tmp_path, ARTICLE))
    ((start, end),) = article.questions[0].places
    assert (article.text[:start], article.text[start:end]) == (
        article.text[: article.text.index("Quill owns")],
        "Quill",
    )


def test_several_answers_are_several_places(tmp_path: Path) -> None:
    """Answers divided by two strokes each have a place."""
    (article,) = articles(folder(tmp_path, ARTICLE))
    assert [article.text[a:b] for a, b in article.questions[1].places] == ["The ferry", "4 May"]


def test_near_miss_has_no_answer(tmp_path: Path) -> None:
    """What tempts in a near miss is kept, and is no answer."""
    (article,) = articles(folder(tmp_path, ARTICLE))
    assert [asked.answerable for asked in article.questions] == [True, True, False]


@pytest.mark.parametrize(
    "line", ["d | Who? | nobody at all", "d | Who? | Quill", "q | Who? | Quill @@ owns it", "d | Who?"]
)
def test_line_that_does_not_hold_is_named(tmp_path: Path, line: str) -> None:
    """An answer that stands nowhere or twice, an unknown kind and a missing answer are errors that show the line."""
    with pytest.raises(ValueError, match="some.txt.*" + line[:8].replace("|", r"\|")):
        list(articles(folder(tmp_path, f"{ARTICLE}{line}\n")))


def test_turn_with_equals_sign_stands_as_it_is(tmp_path: Path) -> None:
    """A turn is rewritten behind an arrow, and stands by itself where that says so."""
    said = [
        "= a ferry",
        "U: Who owns the ferry?",
        "A: Quill.",
        "U: Since when? => Since when does Quill own the ferry?",
    ]
    (tmp_path / "conversations.txt").write_text("\n".join([*said, "U: And Velm? => ="]), encoding="utf-8")
    (talk,) = talks(tmp_path)
    assert [turn[1] for turn in talk.turns] == [
        "Who owns the ferry?",
        "Since when does Quill own the ferry?",
        "And Velm?",
    ]
    assert talk.turns[0][2] == "Quill."


def test_all_that_is_kept_can_be_read() -> None:
    """Every answer stands in its article, and every kind of question is there."""
    found = {asked.kind for article in articles() for asked in article.questions}
    assert found == set(KINDS)
    assert sum(alone != question for talk in talks() for question, alone, _ in talk.turns) > 1000
