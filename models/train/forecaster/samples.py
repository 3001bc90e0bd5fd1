"""
Windows and what came next, from the corpus: python -m forecaster.samples --corpus build/corpus --out build/samples

Writes `shards` files of SHARD samples each, `00000.npz` (float16 windows, float16 targets, bool `is_target`). A sample
is a random moment of a random series, with a history that may be short and seasons that may be wrong or unknown, as
they are at run time.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from . import window
from .signals import log_uniform

SHARD = 65_536
CHUNK = 128
SEASON_MAX = 2200


class Corpus:
    def __init__(self, path: str):
        self.values = np.load(f"{path}.npy", mmap_mode="r")
        self.fault = np.load(f"{path}-fault.npy", mmap_mode="r")
        self.seasons = np.load(f"{path}-seasons.npy").astype(int)
        self.family = np.load(f"{path}-family.npy")


def seasons_for(rng, known: np.ndarray) -> tuple[int, int]:
    """What the caller might say of the seasons: the true ones, the detected one, none, or wrong ones."""
    first, second, detected = (int(one) for one in known)
    chance = rng.random()
    if chance < 0.35:
        told = (first, second)
    elif chance < 0.6:
        told = (detected, first if first != detected else second)
    elif chance < 0.72:
        told = (detected, 0)
    elif chance < 0.82:
        told = (first, detected if detected != first else 0)
    elif chance < 0.94:
        told = (0, 0)
    else:
        told = (round(log_uniform(rng, 4, 2000)), 0)
    if told[0] == 0:
        told = (told[1], 0)
    jitter = rng.integers(-1, 2) if rng.random() < 0.1 else 0
    return tuple(min(max(one + jitter, 0), SEASON_MAX) if one > 4 else one for one in told)


def draw(rng, corpus: Corpus, count: int):
    """Histories, seasons, what came next, which of that is a target."""
    length = corpus.values.shape[1]
    history = np.full((count, window.HISTORY), np.nan)
    seasons = np.zeros((count, 2), int)
    coming = np.zeros((count, window.HORIZON))
    is_target = np.zeros((count, window.HORIZON), bool)
    rows = np.zeros(count, int)
    made = 0
    while made < count:
        row = rng.integers(len(corpus.values))
        end = rng.integers(8, 160) if rng.random() < 0.08 else rng.integers(8, length - window.HORIZON + 1)
        kept = rng.integers(16, window.HISTORY) if rng.random() < 0.25 else window.HISTORY
        start = max(0, end - kept)
        past = corpus.values[row, start:end]
        after = corpus.values[row, end : end + window.HORIZON]
        wanted = np.isfinite(after) & ~corpus.fault[row, end : end + window.HORIZON]
        if not np.isfinite(past).any() or not wanted.any():
            continue
        history[made, window.HISTORY - (end - start) :] = past
        seasons[made] = seasons_for(rng, corpus.seasons[row])
        coming[made] = np.where(wanted, after, 0)
        is_target[made] = wanted
        rows[made] = row
        made += 1
    return history, seasons, coming, is_target, rows


def make(rng, corpus: Corpus, count: int, precision=np.float32):
    windows = np.empty((count, window.FEATURES), np.float16)
    targets = np.empty((count, window.HORIZON), np.float16)
    is_target = np.empty((count, window.HORIZON), bool)
    rows = np.empty(count, int)
    for start in range(0, count, CHUNK):
        cut = slice(start, min(count, start + CHUNK))
        history, seasons, coming, is_target[cut], rows[cut] = draw(rng, corpus, cut.stop - cut.start)
        windows[cut], centre, scale = window.windows(history, seasons, precision)
        targets[cut] = window.target(coming, centre, scale)
    return windows, targets, is_target, rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shards", type=int, default=5)
    parser.add_argument("--seed", type=int, default=3)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(options.corpus)
    for shard in range(options.shards):
        path = options.out / f"{shard:05d}.npz"
        if path.exists():
            continue
        windows, targets, is_target, _ = make(np.random.default_rng([options.seed, shard]), corpus, SHARD)
        part = path.with_suffix(".part")
        with open(part, "wb") as file:
            np.savez(file, windows=windows, targets=targets, is_target=is_target)
        part.rename(path)
        print(f"shard {shard}", flush=True)


if __name__ == "__main__":
    main()
