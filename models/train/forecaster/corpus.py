"""
Makes the synthetic series: python -m forecaster.corpus --count 120000 --seed 1 --out build/corpus

`<out>.npy` float32 [count, LENGTH] (NaN where missing), `<out>-fault.npy` bool [count, LENGTH] (made by an injected
fault, so no target), `<out>-seasons.npy` int16 [count, 3] (two true seasons and the detected one; 0: none) and
`<out>-family.npy` int8 [count]. Values are standardised per series: the model never sees unit or offset.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from .families import families
from .season import season_length
from .signals import autoregressive, log_uniform, pick, rounded

LENGTH = 3072
SEASON_MAX = 2200
NAMES = [family.__name__ for family in families]


def standardised(values: np.ndarray) -> np.ndarray:
    values = np.nan_to_num(values, posinf=1e9, neginf=-1e9)
    return (values - values.mean()) / (values.std() or 1.0)


def one(rng) -> tuple[np.ndarray, np.ndarray, list[int], int]:
    family = pick(rng, families)
    values, seasons = family(rng, LENGTH)
    at = NAMES.index(family.__name__)
    if rng.random() < 0.12:
        other, more = pick(rng, families)(rng, LENGTH)
        share = rng.uniform(0.2, 0.8)
        values = share * standardised(values) + (1 - share) * standardised(other)
        seasons = seasons or more
    values = standardised(values)
    if rng.random() < 0.1:  # time runs faster or slower from here on, or all the way
        speed = np.exp(0.3 * autoregressive(rng, LENGTH, 1000)) if rng.random() < 0.3 else np.full(LENGTH, rng.uniform(0.5, 1))
        position = np.minimum(np.cumsum(speed) * min(1, (LENGTH - 1) / speed.sum()), LENGTH - 1)
        seasons = [round(season / np.diff(position).mean()) for season in seasons]
        values = np.interp(position, np.arange(LENGTH), values)
    values = changed(rng, values)
    values, fault = faulty(rng, values)
    if rng.random() < 0.25:
        values = -values
    seasons = [season for season in seasons if 4 <= season <= SEASON_MAX][:2]
    return values, fault, seasons, at


def changed(rng, values: np.ndarray) -> np.ndarray:
    """What may happen to a series and is a new normal: another level, another spread, a range or a step of the sensor."""
    at = rng.integers(LENGTH // 8, LENGTH)
    if rng.random() < 0.12:
        values = values + np.where(np.arange(LENGTH) >= at, log_uniform(rng, 0.3, 10) * rng.choice([-1, 1]), 0)
    if rng.random() < 0.08:
        factor = log_uniform(rng, 0.2, 5)
        values = np.where(np.arange(LENGTH) >= at, values[at] + (values - values[at]) * factor, values)
    if rng.random() < 0.15:
        values = values + log_uniform(rng, 0.003, 0.3) * rng.standard_normal(LENGTH)
    if rng.random() < 0.08:
        low, high = np.quantile(values, [rng.uniform(0, 0.2), rng.uniform(0.8, 1)])
        values = np.clip(values, low, high) if rng.random() < 0.7 else np.maximum(values, low)
    if rng.random() < 0.3:
        values = rounded(values, log_uniform(rng, 0.003, 0.7))
    return values


def faulty(rng, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Spikes, dropouts, stuck stretches, noise for a while, and missing values. The faults are no targets."""
    values = values.copy()
    fault = np.zeros(LENGTH, bool)
    if rng.random() < 0.25:
        where = rng.choice(LENGTH, rng.integers(1, 25), replace=False)
        values[where] += log_uniform(rng, 1, 100) * rng.standard_t(3, len(where))
        fault[where] = True
    if rng.random() < 0.08:
        for start in rng.integers(0, LENGTH, rng.integers(1, 6)):
            cut = slice(start, start + rng.integers(1, 40))
            values[cut] = rng.choice([-3, 0, values.min() - 1, 20])
            fault[cut] = True
    if rng.random() < 0.1:
        for start in rng.integers(0, LENGTH, rng.integers(1, 4)):
            cut = slice(start, start + rng.integers(5, 200))
            kind = rng.integers(4)
            size = len(values[cut])
            if kind == 0:
                values[cut] = values[start]
            elif kind == 1:
                values[cut] += log_uniform(rng, 0.3, 5) * rng.standard_normal(size)
            elif kind == 2:
                values[cut] += log_uniform(rng, 0.5, 8) * rng.choice([-1, 1])
            else:
                values[cut] += np.linspace(0, log_uniform(rng, 0.5, 5) * rng.choice([-1, 1]), size)
            fault[cut] = True
    if rng.random() < 0.08:
        values[rng.random(LENGTH) < log_uniform(rng, 0.002, 0.3)] = np.nan
    if rng.random() < 0.05:
        for start in rng.integers(0, LENGTH, rng.integers(1, 5)):
            values[start : start + rng.integers(2, 300)] = np.nan
    return values, fault


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=120_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)

    def store(name, dtype, shape):
        return np.lib.format.open_memmap(f"{options.out}{name}.npy", "w+", dtype, (options.count, *shape))

    values, faults = store("", np.float32, (LENGTH,)), store("-fault", bool, (LENGTH,))
    seasons, kinds = store("-seasons", np.int16, (3,)), store("-family", np.int8, ())
    for row in range(options.count):
        # A stream of its own for each series: a longer corpus begins with the same ones.
        rng = np.random.default_rng([options.seed, row])
        with np.errstate(all="ignore"):
            made, faults[row], known, kinds[row] = one(rng)
        values[row] = np.clip(made, -1e6, 1e6)
        seen = rng.integers(64, 2240)
        seasons[row] = (known + [0, 0])[:2] + [season_length(made[:seen])]
        if row % 5000 == 0:
            print(f"{row} series", flush=True)


if __name__ == "__main__":
    main()
