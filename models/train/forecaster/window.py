"""History of a series → the model's input, and the model's output → values.

`src/signal/forecast-window.ts` does the same at run time, `test/unit/signal/forecast-window.test.ts` compares the two.

What the model sees of a history x of at most 2,240 values, newest last, NaN where one is missing:

- the last 64 values (`RAW`), and averages of 4, 16 and 64 further back (`BLOCKS`), each with a mask;
- the changes between the last 33 values;
- the surroundings of the same moment one, two and three first seasons ago, and one second season ago;
- a few figures: extremes, roughness, share of values that did not change, step of quantisation, error of the season.

Everything is centred on the median of the last five values, divided by the usual change from one value to the next, and
squashed by asinh, so that neither unit nor offset matters and an outlier stays small. The model answers in the same
space; quantiles pass through a monotone function, so going back is exact.
"""

from __future__ import annotations

import numpy as np

HISTORY = 2240
RAW = 64
STEPS = 32
#: (how many, of how many values each), from the newest to the oldest, behind the last RAW values.
BLOCKS = ((32, 4), (32, 16), (24, 64))
#: Around the same moment a season ago: values before and with it, values after it.
LAG_BEFORE, LAG_AFTER = 8, 8
LAG = LAG_BEFORE + LAG_AFTER
#: (which season, how many of it ago)
LAGS = ((0, 1), (0, 2), (0, 3), (1, 1))
SCALE_STEPS = 256
SQUASHED_MAX = 12.0
CLIPPED_MAX = 1000.0
HORIZON = 8
LEVELS = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999)
FIGURES = 20
FEATURES = 2 * RAW + STEPS + 3 * sum(count for count, _ in BLOCKS) + len(LAGS) * (2 * LAG + 1) + FIGURES
LAYOUT = "pyramid-1"


def squash(value: np.ndarray) -> np.ndarray:
    return np.clip(np.arcsinh(value), -SQUASHED_MAX, SQUASHED_MAX)


def mean_of(zeroed: np.ndarray, is_there: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over the last axis of what is there (0 where nothing is), and the share that is there."""
    count = np.count_nonzero(is_there, axis=-1)
    return zeroed.sum(-1) / np.maximum(count, 1), count / is_there.shape[-1]


def anchors(history: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centre and scale by row of history [rows, HISTORY]; each row needs one value that is a number."""
    rows = len(history)
    # The last five values that are there: their median is not moved by one or two outliers.
    recent = newest_five(history[:, -RAW:])
    few = np.flatnonzero(~np.isfinite(recent[:, 4]))
    if len(few):
        recent[few] = newest_five(history[few])
    count = np.isfinite(recent).sum(1)
    centre = (recent[np.arange(rows), (count - 1) // 2] + recent[np.arange(rows), count // 2]) / 2

    change = np.abs(np.diff(history[:, -SCALE_STEPS - 1 :], axis=1))
    changes = np.sort(change, axis=1)  # NaN last
    count = np.isfinite(changes).sum(1)
    zeros = (changes == 0).sum(1)
    at = np.arange(changes.shape[1])
    kept = np.ceil(0.95 * count).astype(int)
    trimmed = np.where(at < kept[:, None], changes, 0).sum(1) / np.maximum(kept, 1)
    middle = zeros + (count - zeros - 1) // 2
    moving = np.where(count > zeros, changes[np.arange(rows), np.clip(middle, 0, None)], 0)
    scale = np.maximum(trimmed, 0.1 * moving)
    for row in np.flatnonzero(scale == 0):
        everything = np.abs(np.diff(history[row]))
        everything = np.sort(everything[everything > 0])
        if len(everything):
            scale[row] = 0.1 * everything[(len(everything) - 1) // 2]
    scale = np.where(scale > 0, scale, 1e-3 * np.abs(centre))
    scale = np.where(scale > 0, scale, 1.0)
    return centre, np.maximum(scale, 1e-9 * np.abs(centre))


def newest_five(values: np.ndarray) -> np.ndarray:
    """The last five numbers of each row, ascending, NaN after them where there are fewer."""
    is_there = np.isfinite(values)
    rank = np.cumsum(is_there[:, ::-1], axis=1)[:, ::-1]
    return np.sort(np.where(is_there & (rank <= 5), values, np.nan), axis=1)[:, :5]


def windows(
    history: np.ndarray, seasons: np.ndarray, precision=np.float64
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    float32 [rows, FEATURES], centre [rows], scale [rows] of history, float64 [rows, HISTORY], and of seasons, whole
    numbers of samples [rows, 2], 0 where there is none. With float32 it is faster and good enough to train.
    """
    rows = len(history)
    centre, scale = anchors(history)
    scaled = np.clip((history - centre[:, None]) / scale[:, None], -1e12, 1e12).astype(precision)
    is_there = np.isfinite(scaled)
    change = np.empty_like(scaled)
    change[:, 0] = np.nan
    np.subtract(scaled[:, 1:], scaled[:, :-1], out=change[:, 1:])
    has_change = np.isfinite(change)
    rough = np.minimum(np.abs(change), CLIPPED_MAX)
    rough[~has_change] = 0
    clipped = np.clip(scaled, -CLIPPED_MAX, CLIPPED_MAX)
    clipped[~is_there] = 0

    parts = [
        np.where(is_there[:, -RAW:], squash(scaled[:, -RAW:]), 0),
        is_there[:, -RAW:],
        np.where(has_change[:, -STEPS:], squash(change[:, -STEPS:]), 0),
    ]
    end = HISTORY - RAW
    for count, size in BLOCKS:
        cut = slice(end - count * size, end)
        end -= count * size
        grid = (rows, count, size)
        level, share = mean_of(clipped[:, cut].reshape(grid), is_there[:, cut].reshape(grid))
        roughness, _ = mean_of(rough[:, cut].reshape(grid), has_change[:, cut].reshape(grid))
        parts += [squash(level), squash(roughness), share]
    for season, times in LAGS:
        parts += lag_window(scaled, seasons[:, season] * times)
    parts.append(figures(scaled, clipped, is_there, rough, has_change, seasons))
    return np.concatenate(parts, axis=1).astype(np.float32), centre, scale


def lag_window(scaled: np.ndarray, lag: np.ndarray) -> list[np.ndarray]:
    """Around `lag` samples ago: changes against the median of five values there, mask, that median."""
    at = HISTORY - 1 - lag[:, None] + np.arange(1 - LAG_BEFORE, LAG_AFTER + 1)
    is_inside = (lag[:, None] > 0) & (at >= 0) & (at < HISTORY)
    values = np.where(is_inside, np.take_along_axis(scaled, np.clip(at, 0, HISTORY - 1), axis=1), np.nan)
    around = np.sort(values[:, LAG_BEFORE - 3 : LAG_BEFORE + 2], axis=1)
    count = np.isfinite(around).sum(1)
    rows = np.arange(len(scaled))
    middle = (around[rows, np.clip((count - 1) // 2, 0, None)] + around[rows, np.clip(count // 2, 0, 4)]) / 2
    has_middle = np.isfinite(middle)
    change = squash(values - middle[:, None])
    is_there = np.isfinite(change)
    return [np.where(is_there, change, 0), is_there, np.where(has_middle, squash(middle), 0)[:, None]]


def figures(scaled, clipped, is_there, rough, has_change, seasons) -> np.ndarray:
    count = np.count_nonzero(is_there, axis=1)
    found = [
        squash(np.fmin.reduce(scaled, axis=1)),
        squash(np.fmax.reduce(scaled, axis=1)),
        squash(mean_of(clipped, is_there)[0]),
        np.log(count) / 8,
    ]
    for length in (8, 32, SCALE_STEPS):
        found.append(squash(mean_of(rough[:, -length:], has_change[:, -length:])[0]))
    for length in (32, SCALE_STEPS):
        rests = has_change[:, -length:] & (rough[:, -length:] == 0)
        found.append(mean_of(rests, has_change[:, -length:])[0])
    recent = rough[:, -SCALE_STEPS:]
    smallest = np.where(recent > 0, recent, np.inf).min(1)
    found.append(np.where(np.isfinite(smallest), squash(np.where(np.isfinite(smallest), smallest, 0)), 0))
    # How many changes ago the value last moved: tells a series that rests from one that is busy.
    found.append(np.log1p(np.argmax(np.concatenate([recent[:, ::-1] > 0, np.ones((len(scaled), 1), bool)], 1), 1)) / 8)
    found.append(np.isfinite(scaled[:, -1]).astype(float))
    for season in (0, 1):
        lag = seasons[:, season]
        found += [(lag > 0).astype(float), np.log(np.maximum(lag, 1)) / 8]
        found += season_errors(clipped, is_there, lag)
    return np.stack(found, axis=1)


def season_errors(clipped: np.ndarray, is_there: np.ndarray, lag: np.ndarray) -> list[np.ndarray]:
    """How far the last 64 values, and their changes, were from those a season before; 0 without a season."""
    size = RAW + 1
    at = np.arange(HISTORY - size, HISTORY)
    back = at - lag[:, None]
    is_pair = (lag[:, None] > 0) & (back >= 0) & is_there[:, at] & np.take_along_axis(is_there, np.maximum(back, 0), axis=1)
    apart = np.where(is_pair, clipped[:, at] - np.take_along_axis(clipped, np.maximum(back, 0), axis=1), 0)
    is_both = is_pair[:, 1:] & is_pair[:, :-1]
    change = np.where(is_both, np.abs(apart[:, 1:] - apart[:, :-1]), 0)
    return [squash(mean_of(np.abs(apart[:, 1:]), is_pair[:, 1:])[0]), squash(mean_of(change, is_both)[0])]


def target(values: np.ndarray, centre: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """What the model should say of values [rows, HORIZON]."""
    return squash((values - centre[:, None]) / scale[:, None]).astype(np.float32)


def restore(quantiles: np.ndarray, centre: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """The model's output [rows, …] in the series' own unit."""
    shape = (-1,) + (1,) * (quantiles.ndim - 1)
    return centre.reshape(shape) + scale.reshape(shape) * np.sinh(quantiles.astype(float))


def padded(values: np.ndarray) -> np.ndarray:
    """The last HISTORY of `values`, NaN before the first one."""
    kept = np.asarray(values, float)[-HISTORY:]
    kept = np.where(np.isfinite(kept), kept, np.nan)
    return np.concatenate([np.full(HISTORY - len(kept), np.nan), kept])
