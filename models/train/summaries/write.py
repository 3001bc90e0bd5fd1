"""
Writes texts with a checkpoint and measures them against references:

    python -m summaries.write --checkpoint build/summaries/network.pt [--count 20]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from .batches import encode_units
from .examples import Example, examples_of, incidents
from .network import END, START, Writer, load
from .record import Unit
from .text import QUOTED, Unalignable, render, tokens_of
from .words import Words

# What a reader would miss: the values of the facts. Names are told in too many ways to count them so.
FIGURES = {
    "observed", "usual", "usual.value", "usual.low", "usual.high", "usual.bare", "limit", "at", "for", "recovered", "since",
    "now", "lasted", "state", "example", "other", "count", "omitted",
}  # fmt: skip


@torch.no_grad()
def write(network: Writer, words: Words, units: list[Unit]) -> list[int]:
    """Greedy: the tokens of the most likely next word, until the end."""
    fields, lines, read, copyable = (torch.tensor(values)[None] for values in encode_units(units, words))
    own, memory, bias = network.read(fields, lines, read)
    once = network.is_once[fields][0]
    tokens = [START]
    while len(tokens) < network.shape.length:
        logits = network.score(torch.tensor([tokens]), own, memory, bias, copyable)[0, -1]
        logits[0:2] = -1e9
        best = int(logits.argmax())
        if best == END:
            break
        tokens.append(best)
        if best >= words.vocabulary:
            copyable[0, best - words.vocabulary] *= 1 - once[best - words.vocabulary]
    return tokens[1:]


def surfaces_of(tokens: list[int], units: list[Unit], words: Words) -> list[str]:
    found = []
    for token in tokens:
        if token < words.vocabulary:
            found.append(words.known[token])
            continue
        unit = units[token - words.vocabulary]
        found.append(f'"{unit.surface}"' if unit.field in QUOTED else str(unit.surface))
    return found


def values_of(text: str, units: list[Unit]) -> set[str]:
    """Surfaces of the facts that the text tells."""
    try:
        tokens = tokens_of(text, units)
    except Unalignable:
        return set()
    return {
        units[place].surface.lower()
        for token in tokens
        for place in token.places
        if units[place].field in FIGURES and units[place].surface
    }


def judge(network: Writer, words: Words, held: list[Example]) -> dict[str, float]:
    """Share of the reference's values told, and of the told ones that the reference has; length to that of the reference."""
    told = shared = wanted = 0
    lengths = 0.0
    for example in held:
        text = render(surfaces_of(write(network, words, example.units), example.units, words))
        mine, reference = values_of(text, example.units), values_of(example.text, example.units)
        told, wanted, shared = told + len(mine), wanted + len(reference), shared + len(mine & reference)
        lengths += len(text) / len(example.text)
    return {
        "coverage": round(shared / max(1, wanted), 3),
        "agreement": round(shared / max(1, told), 3),
        "length": round(lengths / max(1, len(held)), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--count", type=int, default=20)
    options = parser.parse_args()
    torch.set_num_threads(1)
    network, known, vocabulary = load(options.checkpoint)
    words = Words(known, vocabulary)
    held = examples_of(incidents()[1])
    for example in held[: options.count * 3]:
        text = render(surfaces_of(write(network, words, example.units), example.units, words))
        print(json.dumps({"id": example.id, "style": example.style, "reference": example.text, "written": text}, ensure_ascii=False))
    print(json.dumps(judge(network, words, held)))


if __name__ == "__main__":
    main()
