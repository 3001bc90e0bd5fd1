"""Examples → tensors."""

from __future__ import annotations

import random

import torch

from .examples import Example
from .network import END, START
from .record import FIELD_INDEX, WORDS, Unit
from .words import BUCKETS, Words

# States are read by what they say; other values by their field alone.
STATES = ("state", "usualState")


def word_of(unit: Unit, words: Words) -> int:
    said = unit.word or (unit.surface if unit.field in STATES else None)
    return 0 if said is None else words.read(said)


def encode_units(units: list[Unit], words: Words) -> tuple[list[int], list[int], list[int], list[float]]:
    """Field, line, word and whether it may be copied, of each unit."""
    return (
        [FIELD_INDEX[unit.field] for unit in units],
        [unit.line for unit in units],
        [word_of(unit, words) for unit in units],
        [float(unit.surface is not None) for unit in units],
    )


def encode(example: Example, words: Words, random_: random.Random | None, strange: float = 0.25):
    """
    Units, tokens as read by the decoder, and for each step the set of tokens that are right. With `random_`, some words
    of names are made unknown, so that names never seen are copied as well as known ones.
    """
    fields, lines, read, copyable = encode_units(example.units, words)
    if random_ is not None:
        for said in {unit.word.lower() for unit in example.units if unit.word}:
            if random_.random() >= strange:
                continue
            bucket = len(words.known) + random_.randrange(BUCKETS)
            for place, unit in enumerate(example.units):
                if unit.field in WORDS and unit.word and unit.word.lower() == said:
                    read[place] = bucket
    inputs, targets = [START], []
    for token in example.tokens:
        word = None if token.word is None else words.write(token.word)
        right = [words.vocabulary + place for place in token.places] + ([] if word is None else [word])
        if not right:
            return None
        targets.append(right)
        inputs.append(right[0] if random_ is None else random_.choice(right))
    targets.append([END])
    return fields, lines, read, copyable, inputs, targets


def collate(encoded: list, words: Words):
    units = max(len(one[0]) for one in encoded)
    steps = max(len(one[4]) for one in encoded)
    size = (len(encoded), units)
    fields, lines, read = (torch.zeros(size, dtype=torch.long) for _ in range(3))
    copyable = torch.zeros(size)
    inputs = torch.zeros((len(encoded), steps), dtype=torch.long)
    right = torch.zeros((len(encoded), steps, words.vocabulary + units), dtype=torch.bool)
    for row, one in enumerate(encoded):
        for table, values in zip((fields, lines, read, copyable, inputs), one[:5], strict=True):
            table[row, : len(values)] = torch.tensor(values, dtype=table.dtype)
        for step, targets in enumerate(one[5]):
            right[row, step, targets] = True
    return fields, lines, read, copyable, inputs, right
