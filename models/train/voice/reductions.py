"""How often fluent speech reduces words, as an acoustic model hears it: which of two pronunciations its CTC finds likelier.

    python -m voice.reductions --posteriors post.f32 --utterances post.json

`post.f32`: float32 rows of 40 log-probabilities; `post.json`: for each utterance `start` (row), `frames`, `phones` (as the dictionary
has them) and `noise` (dB, null for clean). Speakers must be held back. The shares in `src/voice/pronounce/reductions.ts` are from this.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from .phones import inventory, number_of

n = number_of
vowels = {n[name] for name in "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split()}
weak = {n[name] for name in ("AH", "ER", "IH")}
stops = (n["T"], n["D"])


def reductions(phones: list[int]) -> list[tuple[str, list[int]]]:
    """Each place where one sound may be reduced: the rule's name, and the phonemes with that place changed."""
    found = []

    def changed(name: str, at: int, *instead: int) -> None:
        found.append((name, [*phones[:at], *instead, *phones[at + 1 :]]))

    for at, phone in enumerate(phones):
        before = phones[at - 1] if at else 0
        after = phones[at + 1] if at + 1 < len(phones) else 0
        is_closed = after != 0 and after not in vowels
        if phone == n["T"] and before in vowels | {n["R"]} and after in weak:
            changed("T a flap before a weak vowel", at, n["D"])
        if phone == n["T"] and before in vowels and after in vowels - weak:
            changed("(for comparison) T a flap before a full vowel", at, n["D"])
        if phone == n["T"] and before == n["N"] and after in weak:
            changed("NT is N before a weak vowel", at)
        if phone in stops and before == n["N"] and is_closed:
            changed("ND, NT are N before a consonant", at)
        if phone in stops and before == n["N"] and after in vowels - weak:
            changed("(for comparison) ND, NT are N before a full vowel", at)
        if phone in stops and before not in vowels | {n["N"], 0} and is_closed:
            changed("other clusters lose T, D before a consonant", at)
        if phone == n["S"] and before in vowels and is_closed:
            changed("(for comparison) S is lost before a consonant", at)
        if phone == n["NG"] and before == n["IH"] and at > 2:
            changed("ING is IN", at, n["N"])
        if phone == n["HH"] and at > 2 and after in vowels:
            changed("HH is lost within", at)
        if phone == n["DH"]:
            changed("DH is D", at, n["D"])
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--posteriors", type=Path, required=True)
    parser.add_argument("--utterances", type=Path, required=True)
    arguments = parser.parse_args()
    flat = np.memmap(arguments.posteriors, np.float32, "r").reshape(-1, len(inventory))
    gains: dict[str, list[float]] = {}
    for one in json.loads(arguments.utterances.read_text()):
        phones = one["phones"]
        alternatives = reductions(phones) if phones and one["noise"] is None else []
        if not alternatives:
            continue
        rows = torch.from_numpy(np.array(flat[one["start"] : one["start"] + one["frames"]]))
        sequences = [phones, *(changed for _, changed in alternatives)]
        labels = torch.zeros(len(sequences), len(phones), dtype=torch.long)
        for row, sequence in enumerate(sequences):
            labels[row, : len(sequence)] = torch.tensor(sequence)
        costs = torch.nn.functional.ctc_loss(
            rows[:, None].expand(-1, len(sequences), -1), labels, torch.full((len(sequences),), len(rows)),
            torch.tensor([len(sequence) for sequence in sequences]), reduction="none", zero_infinity=True,
        )
        for (name, _), cost in zip(alternatives, costs[1:].tolist()):
            gains.setdefault(name, []).append(float(costs[0]) - cost)
    for name, values in sorted(gains.items()):
        found = np.array(values)
        print(f"{name:52s} {len(found):5d} places, likelier in {np.mean(found > 0):.2f}, median gain {np.median(found):+.2f} nats")


if __name__ == "__main__":
    main()
