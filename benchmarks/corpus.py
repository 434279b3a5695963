"""A made-up corpus of any size: seeded, so that every run measures the same documents and questions."""

from __future__ import annotations

import json
import random
from pathlib import Path

SYLLABLES = "ba do ka li mo ne pa ri so tu va zel mor tin gar hul pen dra vik lor nam ost rey sil tor".split()
PLACES = ["harbour", "market hall", "town library", "railway station", "sports hall", "museum", "bridge", "school"]
DEEDS = ["renovated", "opened", "closed", "painted", "sold", "extended", "insured", "inspected"]
FILLERS = [
    "The decision was taken after a long meeting in the town hall, residents said.",
    "Neighbours had asked for it for years, and several clubs offered help.",
    "Officials did not say when the next step would follow.",
    "The weather was fine, and many people came to look.",
    "A local paper had reported on the plans in spring.",
    "Critics said that the money could have been spent on roads.",
    "The region's council will talk about it again in autumn.",
    "Some shops nearby stayed closed on that day.",
    "Students of the college took part in the preparations.",
    "A spokeswoman thanked everybody who had helped.",
]


def name(dice: random.Random) -> str:
    """A made-up proper name."""
    return "".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))).capitalize()


def write(path: Path, documents: int, questions: int, seed: int = 11) -> list[tuple[str, str, str]]:
    """Write a .jsonl corpus; returns (question, id of the document that answers, words of the answer)."""
    dice = random.Random(seed)
    asked: list[tuple[str, str, str]] = []
    step = max(1, documents // questions)
    with path.open("w", encoding="utf-8") as file:
        for number in range(documents):
            town, person, place, deed = name(dice), name(dice), dice.choice(PLACES), dice.choice(DEEDS)
            cost = f"{dice.randint(11, 9899)} thousand crowns"
            sentences = [f"The {place} of {town} was {deed} in {dice.randint(1990, 2024)}, which cost {cost}.",
                         f"{person} {name(dice)}, the mayor of {town}, called it a good day."]  # fmt: skip
            sentences += dice.sample(FILLERS, 7)
            dice.shuffle(sentences)
            entry = {"_id": f"d{number}", "title": f"News from {town}", "text": " ".join(sentences)}
            file.write(json.dumps(entry) + "\n")
            if number % step == 0 and len(asked) < questions:
                asked.append((f"How much did it cost when the {place} of {town} was {deed}?", f"d{number}", cost))
    return asked
