"""Rows that teach the reader which words a question leaves to the conversation before it.

    python -m training.reader.conversations --dialogues DIR --data FOLDER --output FILE

DIR holds the conversations of training/dialogues.py, FOLDER the reader's sets. Runs where footnote is
installed; train.py only reads FILE. People's rewrites say which words were left out (term classification,
Voskarides et al. 2020); to them come questions about one passage in which a name or a phrase that was said
before is replaced by a pronoun or dropped, and the conversations of training/written.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import pickle
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.conversation import MOST_TURNS, said
from rag.spans import SpanReader
from rag.talk import PREPOSITIONS, Conversation, read
from rag.transcript import PIECES, lay_out
from training.dialogues import Dialogue, added, load
from training.reader.split import held_out
from training.written import talks

KEPT = 64
"""Conversations whose second byte of SHA-256 is below this are not trained on (a quarter of the half that
training/fit_conversation.py fits on): on them the models over the reader's scores are fitted."""
SETS = ("squad1_train_para", "squad2_part", "squadshifts_new_wiki", "timeqa_human", "fairytaleqa", "covidqa")
MADE = 9000
"""Made questions at most."""
PRONOUNS = (("he", "him", "his"), ("she", "her", "her"), ("it", "it", "its"), ("they", "them", "their"))
PARTS = {"pronoun": 0.55, "dropped": 0.36, "whole": 0.06, "other": 0.03}
"""How often each is tried: a pronoun, a phrase left out, the question as it stands, one about something else."""
PASSES = 6
"""Over the passages, each with another order of its questions."""

Row = tuple[list[int], int, list[int], list[int], bool]
"""Word pieces, those of the question, pieces where words begin, those of them that are left out, any left out."""


def kept_back(conversation: str) -> bool:
    """Whether the reader is not trained on a conversation."""
    return hashlib.sha256(conversation.encode()).digest()[1] < KEPT


class Builder:
    """Makes rows with the reader's own tokenizer."""

    def __init__(self) -> None:
        self.tokenizer = SpanReader.open().tokenizer

    def row(self, question: str, turns: Sequence[tuple[str, str]], missing: frozenset[str]) -> Row | None:
        """The row of a question; None where the conversation holds no word that it lacks."""
        talk = Conversation.of(question, turns)
        laid = lay_out(self.tokenizer, talk)
        begins, left_out = [], []
        for mention in talk.mentions:
            for place in mention.places:
                if place in laid.pieces:
                    begins.append(laid.pieces[place])
                    if mention.stem in missing:
                        left_out.append(laid.pieces[place])
        return (laid.ids, laid.question, begins, left_out, bool(missing)) if begins else None


def people(rows: Sequence[Dialogue], builder: Builder) -> Iterator[Row]:
    """Rows of the questions that people rewrote."""
    for dialogue in rows:
        if not dialogue.held_out and not kept_back(dialogue.conversation):
            turns = [(turn.question, said(turn.answer)) for turn in dialogue.history]
            made = builder.row(dialogue.question, [*turns[:1], *turns[1:][-MOST_TURNS:]], dialogue.added)
            if made is not None:
                yield made


def written(builder: Builder) -> Iterator[Row]:
    """Rows of the conversations that were written for this, each turn but the first."""
    for talk in talks():
        turns: list[tuple[str, str]] = []
        for question, alone, answer in talk.turns:
            if turns:
                row = builder.row(question, [*turns[:1], *turns[1:][-MOST_TURNS:]], added(question, alone))
                if row is not None:
                    yield row
            turns.append((question, answer))


def made(folder: Path, builder: Builder, draw: random.Random) -> Iterator[Row]:
    """Rows of questions about one passage, changed into follow-ups."""
    passages: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in SETS:
        with gzip.open(folder / "train" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                found = json.loads(line)
                context = found["context"]
                if found["answers"] and not held_out(context):
                    passages[context].append((found["question"].strip(), _answer(context, found["answers"][0], draw)))
    several = [turns for turns in passages.values() if len(turns) > 1]
    draw.shuffle(several)
    kinds = list(PARTS)
    for number, turns in ((n, turns) for _ in range(PASSES) for n, turns in enumerate(several)):
        draw.shuffle(turns)
        size = draw.randint(1, min(4, len(turns) - 1))
        history, (question, _) = turns[:size], turns[size]
        kind = draw.choices(kinds, list(PARTS.values()))[0]
        missing: frozenset[str] = frozenset()
        if kind == "other":
            question = several[number - 1][-1][0]
        elif kind != "whole":
            changed = next(filter(None, (follow_up(q, history, kind, draw) for q, _ in turns[size:])), None)
            if changed is None:
                continue
            question, missing = changed
        later = []
        for asked, answer in history[1:]:  # later questions of a conversation use pronouns as well
            shorter = follow_up(asked, history[:1], "pronoun", draw) if draw.random() < 0.5 else None
            later.append((shorter[0] if shorter else asked, answer))
        history = [*history[:1], *later]
        if draw.random() < 0.3:
            history = [several[number - 2][0], *history]
        if draw.random() < 0.35:
            history = [(asked, "") for asked, _ in history]
        said_before = frozenset().union(*(read(text).stems for turn in history for text in turn))
        if missing <= said_before and (found_row := builder.row(question, history, missing)) is not None:
            yield found_row


def follow_up(
    question: str, history: Sequence[tuple[str, str]], kind: str, draw: random.Random
) -> tuple[str, frozenset[str]] | None:
    """The question without words that were said before, and their stems; None where it has none to spare."""
    own = read(question)
    known = frozenset().union(*(read(text).stems for turn in history for text in turn))
    runs = [run for run in own.runs if all(own.words[place].token.stem in known for place in run)]
    draw.shuffle(runs)
    for run in runs:
        names = [place for place in run if own.words[place].name]
        determined = own.words[run[0]].before == "the" and question[own.words[run[-1]].token.end :][:4] != " of "
        if kind == "pronoun" and not determined:
            run = names
        if not run or run != list(range(run[0], run[-1] + 1)):
            continue
        first, last = own.words[run[0]], own.words[run[-1]]
        start, end = first.token.start, last.token.end
        stems = frozenset(own.words[place].token.stem for place in run)
        if stems & read(question[:start] + question[end:]).stems or len(own.stems) < 2:
            continue
        opens = run[0]
        if opens and own.words[opens - 1].lower == "the":
            opens -= 1
        before = own.words[opens - 1].lower if opens else ""
        if kind == "dropped" and before in PREPOSITIONS and opens > 1:
            at = own.words[opens - 1].token.start
            return " ".join((question[:at].rstrip() + question[end:]).split()), stems
        if kind == "pronoun":
            plural = not first.name and last.lower.endswith("s")
            person = first.name and before not in ("in", "at", "from") and (len(run) > 1 or draw.random() < 0.5)
            acts, acted_on, owns = PRONOUNS[3 if plural else draw.randrange(2) if person else 2]
            owned = last.lower.endswith(("'s", "’s"))
            word = owns if owned else acted_on if before in PREPOSITIONS else acts
            start = own.words[opens].token.start
            return question[:start] + (word.capitalize() if start == 0 else word) + question[end:], stems
    return None


def _answer(context: str, answer: dict[str, str | int], draw: random.Random) -> str:
    """The answer's words alone, or those around it up to the marks that end sentences."""
    text, start = str(answer["text"]), int(answer["start"])
    if draw.random() < 0.4:
        return text
    opens = max(context.rfind(mark, 0, start) for mark in (". ", "? ", "! ", "\n"))
    closes = context.find(". ", start + len(text))
    return context[opens + 1 : closes + 1 if closes >= 0 else len(context)].strip()


def main() -> None:
    """Makes the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dialogues", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    draw = random.Random(7)
    builder = Builder()
    sets = {"people": list(people(load(arguments.dialogues), builder)), "written": list(written(builder)), "made": []}
    for row in made(arguments.data, builder, draw):
        sets["made"].append(row)
        if len(sets["made"]) == MADE:
            break
    for name, rows in sets.items():
        words = sum(len(row[2]) for row in rows)
        left_out = sum(len(row[3]) for row in rows)
        print(name, len(rows), "rows;", left_out, "of", words, "words left out;", Counter(row[4] for row in rows))
        print("  most pieces", max(len(row[0]) for row in rows), "of", PIECES)
    arguments.output.write_bytes(pickle.dumps(sets, protocol=5))


if __name__ == "__main__":
    main()
