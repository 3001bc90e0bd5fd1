"""Phoneme error rates of held-back speakers, and noise to put them in."""

from __future__ import annotations

import numpy as np
import torch

from . import features
from .examples import Examples
from .network import Encoder
from .shard import loudness


def edit_distance(one: list[int], other: list[int]) -> int:
    row = np.arange(len(other) + 1)
    target, steps = np.asarray(other), np.arange(len(other) + 1)
    for phone in one:
        costs = row + 1
        costs[1:] = np.minimum(costs[1:], row[:-1] + (target != phone))
        row = np.minimum.accumulate(costs - steps) + steps
    return int(row[-1])


def collapse(path: np.ndarray) -> list[int]:
    kept = path[np.insert(path[1:] != path[:-1], 0, True)] if len(path) else path
    return [int(label) for label in kept if label]


def mixed(audio: np.ndarray, noise: np.ndarray, ratio: float | None, seed: int, lead: float = 0.3) -> np.ndarray:
    """At -26 dB with `lead` seconds around it, in noise at `ratio` dB below the louder frames of speech (None: clean)."""
    rng = np.random.default_rng(seed)
    signal = audio.astype(np.float32) / 32768 * (0.05 / loudness(audio))
    signal = np.pad(signal, int(lead * 16000))
    if ratio is not None and len(noise):
        start = rng.integers(0, max(1, len(noise) - len(signal)))
        piece = np.resize(noise[start : start + len(signal)], len(signal))
        signal = signal + piece * (0.05 * 10 ** (-ratio / 20) / (np.sqrt((piece**2).mean()) + 1e-6))
    return np.round(np.clip(signal, -1, 1) * 32767).astype(np.float32) / 32768


def in_noise(energies: np.ndarray, noise: np.ndarray, ratio: float | None, rng: np.random.Generator) -> np.ndarray:
    """(frames, 64) energies with a piece of `noise` (log energies) added, `ratio` dB below the louder frames of speech (None: clean)."""
    if ratio is None:
        return energies
    level = np.sort(energies.mean(1))[int(len(energies) * 0.75)] + 1e-6
    start = rng.integers(max(1, len(noise) - len(energies)))
    piece = np.exp(np.resize(noise[start : start + len(energies)], energies.shape).astype(np.float32))
    return energies + piece / piece.mean() * level * 10 ** (-ratio / 10)


def noisy(examples: Examples, one, ratio: float | None, rng: np.random.Generator) -> np.ndarray:  # noqa: ANN001
    """(frames, 64) of a held-back utterance in held-back noise, added as energies."""
    energies = np.exp(examples.flat[one.start : one.start + one.samples].astype(np.float32))
    energies = in_noise(energies, examples.held_noise, ratio, rng)
    return ((np.log(energies + features.floor) - features.mean) / features.scale).astype(np.float32)


@torch.no_grad()
def error_rates(model: Encoder, examples: Examples, ratio: float | None = None, most: int = 80) -> dict[str, float]:
    """Phoneme errors per phoneme by source, of all, and the mean over sources; the likeliest label of each frame, no grammar."""
    model.eval()
    rng, taken, errors, counts = np.random.default_rng(3), {}, {}, {}
    for one in examples.development:
        if taken.get(one.source, 0) >= most or one.samples > 1500:
            continue
        taken[one.source] = taken.get(one.source, 0) + 1
        heard = collapse(model(torch.from_numpy(noisy(examples, one, ratio, rng))[None])[0].argmax(-1).numpy())
        errors[one.source] = errors.get(one.source, 0) + edit_distance(heard, list(one.phones))
        counts[one.source] = counts.get(one.source, 0) + len(one.phones)
    model.train()
    rates = {source: errors[source] / counts[source] for source in errors}
    found = {**rates, "all": sum(errors.values()) / sum(counts.values()), "mean": sum(rates.values()) / len(rates)}
    return {name: round(float(value), 3) for name, value in found.items()}
