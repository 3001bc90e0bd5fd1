"""What the shipped encoder says of held-back speakers: for the decoder's tests and for `voice.calibrate`.

    python -m voice.posteriors --frames frames --model acoustic.int8.onnx --delay 4 --out FOLDER

Writes `post.f32`, float32 rows of 40 log-probabilities (frames of 40 ms, label 0 is blank), and `post.json`, an entry a recording: first row,
frames, source, speaker, text, phonemes, and decibels of noise (null: clean). Each is heard clean and in held-back noise at 20, 12 and 6 dB, and
noise is heard alone. Prints the phoneme error rates of this variant, no grammar.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np

from . import features
from .examples import Examples
from .measure import collapse, edit_distance, noisy
from .phones import words_of
from .shipped import Shipped

# Recordings a source; the others have fewer than 80.
most = {"speech_commands": 200, "librispeech": 120, "speechocean762": 160}


def logprobs_of(shipped: Shipped, frames: np.ndarray, delay: int) -> np.ndarray:
    """(T, 64) of a whole recording to (T // 4, 40)."""
    shipped.begin()
    return shipped.hear(np.pad(frames[: len(frames) // 4 * 4], ((0, 4 * delay), (0, 0))))[delay:]


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("frames", "model", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--delay", type=int, required=True)
    arguments = parser.parse_args()
    examples, shipped = Examples(arguments.frames, 0), Shipped(arguments.model)
    rng, taken = np.random.default_rng(7), defaultdict(int)
    rows, parts, at = [], [], 0
    errors, counts = defaultdict(int), defaultdict(int)

    def keep(logprobs: np.ndarray, **known) -> None:  # noqa: ANN003
        nonlocal at
        rows.append({"start": at, "frames": len(logprobs), **known})
        parts.append(logprobs.astype(np.float32))
        at += len(logprobs)

    for one in examples.development:
        if taken[one.source] >= most.get(one.source, 80) or one.samples > 1600:
            continue
        taken[one.source] += 1
        phones = [int(phone) for phone in one.phones]
        for ratio in (None, 20, 12, 6):
            logprobs = logprobs_of(shipped, noisy(examples, one, ratio, rng), arguments.delay)
            errors[ratio, one.source] += edit_distance(collapse(logprobs.argmax(-1)), phones)
            counts[ratio, one.source] += len(phones)
            keep(logprobs, source=one.source, speaker=one.speaker, text=" ".join(words_of(one.text)), phones=phones, kind=one.kind, noise=ratio)
    for _ in range(60):
        start = int(rng.integers(len(examples.held_noise) - 1500))
        frames = (examples.held_noise[start : start + 1500].astype(np.float32) - features.mean) / features.scale
        keep(logprobs_of(shipped, frames, arguments.delay), source="noise", speaker="", text="", phones=[], kind="noise", noise=0)
    arguments.out.mkdir(parents=True, exist_ok=True)
    np.concatenate(parts).tofile(arguments.out / "post.f32")
    (arguments.out / "post.json").write_text(json.dumps(rows))
    for ratio in (None, 20, 12, 6):
        rates = {source: errors[ratio, source] / counts[ratio, source] for source in taken}
        print(ratio, {source: round(rate, 3) for source, rate in rates.items()}, "mean", round(sum(rates.values()) / len(rates), 3), flush=True)


if __name__ == "__main__":
    main()
