"""What a sentence takes for granted. All names and events are invented."""

from __future__ import annotations

import pytest

from rag.granted import takes_for_granted
from rag.question import analyse
from tests.test_reader import Corpus


@pytest.mark.parametrize(
    ("question", "sentence", "granted"),
    [
        ("When will the bridge open?", "The toll falls the day the bridge opens.", True),
        ("When will the bridge open?", "The toll falls once the bridge opens, Quill said on Monday.", True),
        ("When will the bridge open?", "Tolls could fall within weeks if the bridge opens.", True),
        ("When did the bridge open?", "After the bridge opened, the toll fell.", True),
        ("When did the toll fall?", "The toll fell the day the bridge opened.", False),
        ("When did the bridge open?", "After the bridge opened on 3 May, the toll fell.", False),
        ("When did the bridge open?", "On Monday, after the bridge opened, the toll fell.", False),
        ("When did the bridge open?", "The bridge opened when the toll fell.", False),
        ("When did the bridge open?", "The toll fell when the bridge opened at noon on Friday.", False),
        ("Who came when the bridge opened?", "The toll fell when the bridge opened.", False),
        ("When will the bridge open?", "The toll fell when it rained.", False),
        ("When did Quill speak?", "The toll fell when Quill came.", False),
    ],
)
def test_event_in_a_clause_of_time_is_taken_for_granted(question: str, sentence: str, granted: bool) -> None:
    """What stands only behind "the day" or "if" does not tell when it happens, unless a day stands with it."""
    assert takes_for_granted(analyse(question, Corpus(sentence)), sentence) is granted
