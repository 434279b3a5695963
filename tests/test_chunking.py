"""Passages are runs of whole sentences that together hold all kept text, within their size."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import SMALLEST_PASSAGE, cut, sentences
from index.documents import Document, Line, passage_id
from index.errors import SettingsError
from index.tokens import count_tokens

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))


def document(text: str, left_out: str | None = None) -> Document:
    """A document whose lines are all kept, except those that match `left_out`."""
    lines = []
    for match in re.finditer(r"[^\n\r]+", text):
        if match.group().strip():
            kept = not (left_out and re.search(left_out, match.group()))
            lines.append(Line(*match.span(), kept=kept, reason="paragraph" if kept else "share bar"))
    return Document("a.txt", text, title="a", source="a.txt", lines=tuple(lines))


def quotes(passage, text: str) -> list[str]:
    return [text[start:end] for start, end in passage.sentences]


ARTICLE = """The harbour opens again

The old harbour opened on Monday. It had been closed for two years. Workers from three towns rebuilt the wall.

Share this story

“We are glad,” said the mayor, Mr. J. Bell. Boats will pay no fee until March. The first one came at 6 a.m.
"""


def test_a_short_article_is_one_passage_on_each_side_of_a_left_out_line():
    """A passage holds whole sentences and never spans a line that was left out."""
    passages = cut(document(ARTICLE, left_out="Share"), passage_tokens=160, overlap_sentences=1)
    assert [quotes(passage, ARTICLE) for passage in passages] == [
        [
            "The harbour opens again",
            "The old harbour opened on Monday.",
            "It had been closed for two years.",
            "Workers from three towns rebuilt the wall.",
        ],
        [
            "“We are glad,” said the mayor, Mr. J. Bell.",
            "Boats will pay no fee until March.",
            "The first one came at 6 a.m.",
        ],
    ]
    assert [passage.text for passage in passages] == [ARTICLE[p.start : p.end] for p in passages]
    assert passages[0].document_id == "a.txt"
    assert passages[0].id == passage_id("a.txt", document(ARTICLE).sha256, 0, passages[0].end)


def test_neighbours_share_whole_sentences():
    """The last sentence of a passage is the first of the next one when the overlap is one."""
    text = " ".join(f"Sentence number {n} is about the sea." for n in range(30))
    for overlap in (0, 1, 2):
        for before, after in pairwise(cut(document(text), 64, overlap)):
            shared = [span for span in before.sentences if span in after.sentences]
            assert len(shared) == overlap
            assert not shared or (before.sentences[-overlap:] == tuple(shared) == after.sentences[:overlap])


def test_an_overlap_without_room_for_a_new_sentence_is_dropped():
    """Sentences that fill most of a passage are not repeated."""
    text = " ".join(f"{'Long ' * 35}sentence {n}." for n in range(4))
    assert [len(passage.sentences) for passage in cut(document(text), 50, 1)] == [1, 1, 1, 1]


def test_passages_are_of_even_size():
    """The last passage is not a scrap, whatever the number of sentences."""
    for count in range(20, 60):
        text = " ".join(f"This is sentence number {n} of the story." for n in range(count))
        sizes = [len(passage.sentences) for passage in cut(document(text), 80, 1)]
        assert max(sizes) - min(sizes) <= 2
        assert min(sizes) >= 4


def test_a_heading_stays_with_the_text_that_follows():
    """No passage ends with a heading."""
    text = "\n\n".join(
        f"Heading {'of part ' * (part % 4)}{part}\n\n" + "A sentence of the part that says a little. " * (3 + part % 3)
        for part in range(12)
    )
    for passage in cut(document(text), 64, 1):
        assert quotes(passage, text)[-1].endswith("little.")


def test_passages_prefer_to_end_with_a_paragraph():
    """Of two equally good places to cut, the end of a paragraph wins."""
    paragraph = " ".join(["The boats came home in the evening rain."] * 5)
    text = "\n\n".join([paragraph] * 4)
    ends = {match.start() for match in re.finditer(r"\n\n|\Z", text)}
    assert {passage.end for passage in cut(document(text), 60, 0)} == ends


def test_a_sentence_too_long_is_divided_at_its_commas():
    """The pieces of an overlong sentence are verbatim, within the size, and end with a clause."""
    text = ", ".join(f"the {n}th clause goes on and on about the weather" for n in range(20)) + "."
    passages = cut(document(text), 60, 0)
    assert len(passages) > 2
    for passage in passages:
        assert count_tokens(passage.text) <= 60
        assert passage.text[-1] in ",."
        assert len(passage.sentences) == 1


def test_a_word_too_long_is_divided():
    """A run of characters without a border is divided too, and nothing is lost."""
    text = "x7" * 2_000
    passages = cut(document(text), 40, 1)
    assert all(count_tokens(passage.text) <= 40 for passage in passages)
    assert "".join(text[start:end] for start, end in dict.fromkeys(s for p in passages for s in p.sentences)) == text


def test_nothing_kept_gives_no_passages():
    """Blank documents and documents that are all furniture have no passages."""
    assert cut(document(" \n\n\t"), 160, 1) == []
    assert cut(document("Share\nShare", left_out="Share"), 160, 1) == []


@pytest.mark.parametrize(("tokens", "overlap", "name"), [(SMALLEST_PASSAGE - 1, 1, "tokens"), (160, -1, "overlap")])
def test_impossible_sizes_are_refused(tokens, overlap, name):
    """A passage too small, or a negative overlap, is a settings error that names the setting."""
    with pytest.raises(SettingsError, match=name):
        cut(document("Text."), tokens, overlap)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_the_shipped_articles(path):
    """Every passage of the articles is within its size, and its sentences are those of the text."""
    text = path.read_bytes().decode("utf-8")
    passages = cut(document(text), 160, 1)
    whole = sentences(text)
    assert {span for passage in passages for span in passage.sentences} == set(whole)
    for passage in passages:
        assert 80 <= count_tokens(passage.text) <= 160
        first = whole.index(passage.sentences[0])
        assert passage.sentences == tuple(whole[first : first + len(passage.sentences)])


LINES = st.lists(
    st.tuples(
        st.text(max_size=60)
        | st.lists(
            st.sampled_from(
                ["Mr. Hale went.", "It rained!", "Why?", "a heading", "“Yes.”", "字字字。", "😀" * 9, "x" * 99]
            ),
            max_size=12,
        ).map(" ".join),
        st.booleans(),
        st.sampled_from(["\n", "\n\n", "\r\n", "\r"]),
    ),
    max_size=12,
)


def judged(rows: list[tuple[str, bool, str]]) -> Document:
    """A document of rows (line, kept, line break)."""
    text, lines = "", []
    for row, kept, line_break in rows:
        line = re.sub(r"[\n\r]", " ", row)
        if line.strip():
            lines.append(Line(len(text), len(text) + len(line), kept, "paragraph"))
        text += line + line_break
    return Document("d", text, title="d", source="d", lines=tuple(lines))


@settings(deadline=None)
@given(LINES, st.integers(SMALLEST_PASSAGE, 60), st.integers(0, 3))
def test_passages_of_any_text(rows, tokens, overlap):
    """For any text: verbatim, in order, within the size, all kept text, no left-out text, whole sentences shared."""
    source = judged(rows)
    passages = cut(source, tokens, overlap)
    assert passages == cut(source, tokens, overlap)
    covered: set[int] = set()
    for passage in passages:
        assert passage.text == source.text[passage.start : passage.end]
        assert count_tokens(passage.text) <= tokens
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
        assert all(a[1] <= b[0] for a, b in pairwise(passage.sentences))
        assert all(start < end for start, end in passage.sentences)
        covered.update(range(passage.start, passage.end))
    for before, after in pairwise(passages):
        shared = set(before.sentences) & set(after.sentences)
        assert before.start < after.start
        assert before.end < after.end
        assert len(shared) <= overlap
        assert len(shared) == sum(start < before.end for start, _ in after.sentences)
    for line in source.lines:
        characters = {i for i in range(line.start, line.end) if not source.text[i].isspace()}
        assert characters <= covered if line.kept else not characters & covered
    assert len({passage.id for passage in passages}) == len(passages)


@pytest.mark.parametrize(
    "text",
    ["It rained. " * 20_000, "word " * 40_000, "a" * 200_000, "ab\n" * 40_000, "字" * 100_000, "one, two, " * 20_000],
    ids=lambda text: text[:8].strip(),
)
def test_long_documents_are_cut_in_time(text):
    """A document of 100,000 to 200,000 characters is cut within three seconds, whatever it holds."""
    began = time.process_time()
    passages = cut(document(text), 160, 1)
    assert time.process_time() - began < 3
    assert passages[-1].end == len(text.rstrip())
