"""Hand-written incidents → training examples: alignment, development split, expansion by checked facts."""

from __future__ import annotations

import collections
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path

from .record import LINES_MAX, STYLES, UNITS_MAX, Unit, units_of
from .text import Token, Unalignable, tokens_of

SEEDS = Path(__file__).parent / "seeds"
# Incidents that are never learnt from, 200 of the first 498, drawn by chance; the benchmark of the program reads them too.
HELD_BACK = Path(__file__).parent / "held-back.txt"


@dataclass(frozen=True)
class Example:
    """One incident in one style."""

    id: str
    style: str
    facts: dict
    text: str
    units: list[Unit]
    tokens: list[Token]


def incidents() -> tuple[list[dict], list[dict]]:
    """Incidents to learn from, and those held back; the same ones every time."""
    held_back = set(HELD_BACK.read_text().split())
    rows = [
        json.loads(line)
        for path in sorted(SEEDS.glob("*.jsonl"))
        if path.stem != "digests"
        for line in path.read_text().splitlines()
        if line.strip()
    ]
    return [row for row in rows if row["id"] not in held_back], [row for row in rows if row["id"] in held_back]


def examples_of(rows: list[dict]) -> list[Example]:
    """Those that align; a text that says what its facts do not have is left out."""
    found = []
    for row in rows:
        if len(row["facts"]["evidence"]) > LINES_MAX:
            continue
        for style in STYLES:
            units = units_of(row["facts"], style)
            if len(units) > UNITS_MAX:
                continue
            try:
                tokens = tokens_of(row[style], units)
            except Unalignable:
                continue
            found.append(Example(row["id"], style, row["facts"], row[style], units, tokens))
    return found


def vocabulary_of(examples: list[Example], least: int = 3) -> list[str]:
    """Plain words that at least so many incidents need; those that only ever stand in names are not among them."""
    needed: dict[str, set[str]] = collections.defaultdict(set)
    for example in examples:
        for token in example.tokens:
            if token.word is not None and not token.places:
                needed[token.word].add(example.id)
    return sorted(word for word, ids in needed.items() if len(ids) >= least)


def name_words_of(examples: list[Example], vocabulary: set[str], least: int = 4) -> list[str]:
    """Words of names common enough to be known as such (`temperature`, `pump`)."""
    counts: dict[str, set[str]] = collections.defaultdict(set)
    for example in examples:
        for unit in example.units:
            word = (unit.word or (unit.surface if unit.field in ("state", "usualState") else None) or "").lower()
            if word.isalpha():
                counts[word].add(example.id)
    return sorted(word for word, ids in counts.items() if len(ids) >= least and word not in vocabulary)


def composed(one: Example, other: Example) -> Example | None:
    """Two incidents with one line of evidence each as one with two, told one after the other; None where that is not true."""
    if one.style != other.style or not can_stand_beside(one) or not can_stand_beside(other):
        return None
    if ending_of(one) != ending_of(other) or len(one.text) + len(other.text) > 118 and one.style == "alert":
        return None
    severity = max(one.facts["severity"], other.facts["severity"], key=("info", "warning", "critical").index)
    header = [Unit(f"style:{one.style}", 0), Unit(f"ending:{ending_of(one)}", 0), Unit(f"severity:{severity}", 0), Unit("lines", 0)]
    units, tokens = list(header), []
    joint = Token(";", ()) if one.style == "alert" else Token(".", ())
    for index, part in enumerate((one, other), start=1):
        moved = {}
        for place, unit in enumerate(part.units):
            if unit.line == 1:
                moved[place] = len(units)
                units.append(replace(unit, line=index))
        for token in part.tokens:
            places = tuple(moved[place] for place in token.places if place in moved)
            if token.places and not places and token.word is None:
                return None
            tokens.append(Token(token.word, places))
        if index == 1:
            if tokens[-1].word == ".":
                tokens.pop()
            tokens.append(joint)
    return replace(one, id=f"{one.id}+{other.id}", units=units, tokens=tokens, text="")


def ending_of(example: Example) -> str:
    return next(unit.field.split(":")[1] for unit in example.units if unit.field.startswith("ending:"))


def can_stand_beside(example: Example) -> bool:
    """One line, no word that speaks of the incident as a whole (its place, its omitted findings, what to check)."""
    if len(example.facts["evidence"]) != 1 or ending_of(example) not in ("open", "over"):
        return False
    words = {token.word for token in example.tokens if token.word}
    whole = {"check", "nothing", "all", "everything", "it", "only", "else", "clock", "there", "in"}
    if words & whole or example.facts.get("omitted") or example.facts.get("clock") == "unsynced":
        return False
    return all(any(example.units[place].line == 1 for place in token.places) or token.word for token in example.tokens)


def shuffled(example: Example, random_: random.Random) -> Example:
    """Leaves out facts that the text does not use, and changes the order of lines whose order is not known."""
    used = {place for token in example.tokens for place in token.places}
    kept = [
        place
        for place, unit in enumerate(example.units)
        if place in used or unit.surface is None or unit.field == "name" or random_.random() > 0.25
    ]
    lines = sorted({unit.line for unit in example.units} - {0})
    is_ordered = any(unit.field == "ordered" for unit in example.units)
    order = list(lines)
    if not is_ordered and random_.random() < 0.5:
        random_.shuffle(order)
    rank = {0: 0} | {line: index for index, line in enumerate(order, start=1)}
    kept.sort(key=lambda place: (rank[example.units[place].line], place))
    moved = {place: index for index, place in enumerate(kept)}
    units = [replace(example.units[place], line=rank[example.units[place].line]) for place in kept]
    tokens = [Token(token.word, tuple(moved[place] for place in token.places)) for token in example.tokens]
    return replace(example, units=units, tokens=tokens)
