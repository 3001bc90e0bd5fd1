"""Detectors from PyPI and two of a few lines, each as strictly causal scores: that of row t is of rows up to t only.

With `--list`, prints one line of JSON per detector: its name and its settings, which no data set changes.
Otherwise each line of standard input asks for the scores of one series and is answered with one line once they are
written:

    {"peer", "rows", "columns", "probationRows", "input", "output"}  ->  {"seconds"}

`input` is a file of 64-bit floats, one row of all columns after the other, NaN where a value is missing; `output` gets
one 64-bit float per row, the higher the stranger. A missing value is taken to be the one before it.
"""

import json
import os
import sys
import time
from importlib.metadata import version

import numpy as np

# What the detectors that look at a stretch of rows look at, unless they are told a period.
SHINGLE_ROWS = 10


def rolling_z_score(values, probation_rows):
    return gaussian_tail(values, window=100, step=1)


def windowed_gaussian(values, probation_rows):
    return gaussian_tail(values, window=6400, step=100)


def gaussian_tail(values, window, step):
    """Distance from the mean of the last `window` rows in standard deviations, renewed every `step` rows."""
    scores = np.zeros(len(values))
    for column in values.T:
        # The sums of all rows before; taken from the first value so that a high level does not cost the precision.
        centred = column - column[0]
        sums = np.concatenate([[0.0], np.cumsum(centred)])
        squares = np.concatenate([[0.0], np.cumsum(centred**2)])
        rows = np.arange(len(column))
        ends = rows - rows % step
        begins = np.maximum(0, ends - window)
        count = np.maximum(1, ends - begins)
        means = (sums[ends] - sums[begins]) / count
        variances = np.maximum(0, (squares[ends] - squares[begins]) / count - means**2)
        # A constant stretch would make any change infinitely strange.
        deviations = np.maximum(np.sqrt(variances), 1e-6 * np.maximum(1, np.abs(column[0])))
        distances = np.where(ends > begins, np.abs(centred - means) / deviations, 0)
        scores = np.maximum(scores, distances / (1 + distances))
    return scores


def half_space_trees(values, probation_rows):
    from river import anomaly, preprocessing

    scaler = preprocessing.MinMaxScaler()
    trees = anomaly.HalfSpaceTrees(n_trees=10, height=8, window_size=250, seed=1)
    scores = np.zeros(len(values))
    for row, one in enumerate(values):
        features = dict(enumerate(one.tolist()))
        scaler.learn_one(features)
        scaled = scaler.transform_one(features)
        scores[row] = trees.score_one(scaled)
        trees.learn_one(scaled)
    return scores


def isolation_forest(values, probation_rows):
    from sklearn.ensemble import IsolationForest

    shingles = shingled(values)
    scores = np.zeros(len(values))
    # First as soon as it has a sample per tree, then every 1,000 rows on the last 2,000.
    for begin in [256, *range(1000, len(values), 1000)]:
        end = min(len(values), 1000 * (begin // 1000 + 1))
        if begin >= end:
            continue
        forest = IsolationForest(n_estimators=100, max_samples=256, random_state=1)
        forest.fit(shingles[max(0, begin - 2000) : begin])
        scores[begin:end] = -forest.score_samples(shingles[begin:end])
    return scores


def matrix_profile(values, probation_rows):
    import stumpy

    scores = np.zeros(len(values))
    for column in values.T:
        length = period_of(column[: max(probation_rows, 64)])
        # The nearest before, as a stream would find it. Two that are as unlike as can be are 2 sqrt(m) apart.
        nearest = stumpy.stump(column, m=length).left_I_
        distances = normalised_distances(column, nearest, length) / (2 * np.sqrt(length))
        scores[length - 1 :] = np.maximum(scores[length - 1 :], distances)
    return scores


def normalised_distances(column, nearest, length):
    """Between each subsequence and the one at `nearest`, both with mean 0 and deviation 1; 0 where that is -1."""
    windows = np.lib.stride_tricks.sliding_window_view(column, length)
    distances = np.zeros(len(windows))
    # In parts, so that the windows of a long series need no memory of their own.
    for begin in range(0, len(windows), 4096):
        part = slice(begin, begin + 4096)
        difference = normalised(windows[part]) - normalised(windows[nearest[part]])
        distances[part] = np.where(nearest[part] >= 0, np.sqrt((difference**2).sum(axis=1)), 0)
    return distances


def normalised(windows):
    centred = windows - windows.mean(axis=1, keepdims=True)
    deviations = centred.std(axis=1, keepdims=True)
    return centred / np.where(deviations > 1e-9, deviations, 1)


def period_of(values):
    """The lag at the highest local maximum of the autocorrelation from 10 to 300 rows, 100 where there is none."""
    longest = min(300, len(values) // 4)
    centred = values - values.mean()
    size = 2 ** int(np.ceil(np.log2(2 * len(values))))
    spectrum = np.fft.rfft(centred, size)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2, size)[: longest + 2]
    peaks = [
        lag
        for lag in range(10, longest + 1)
        if correlation[lag - 1] < correlation[lag] >= correlation[lag + 1] and correlation[lag] > 0
    ]
    return max(peaks, key=lambda lag: correlation[lag]) if peaks else min(100, longest)


def random_cut_forest(values, probation_rows):
    import krcf

    # Cuts fall on the columns by their ranges, so these are made comparable by what was seen in the probation.
    spread = values[: max(1, probation_rows)].std(axis=0)
    scaled = values / np.where(spread > 0, spread, 1)
    forest = krcf.RandomCutForest(
        {
            "dimensions": values.shape[1],
            "shingle_size": SHINGLE_ROWS,
            "num_trees": 50,
            "sample_size": 256,
            "internal_shingling": True,
            "random_seed": 1,
        }
    )
    scores = np.zeros(len(values))
    for row, one in enumerate(scaled.tolist()):
        scores[row] = forest.score(one)
        forest.update(one)
    return scores


def shingled(values):
    """Each row with the rows before it, the first one repeated where there are none."""
    padded = np.concatenate([np.repeat(values[:1], SHINGLE_ROWS - 1, axis=0), values])
    windows = np.lib.stride_tricks.sliding_window_view(padded, SHINGLE_ROWS, axis=0)
    return np.ascontiguousarray(windows.reshape(len(values), -1))


PEERS = {
    "rolling z-score": (rolling_z_score, "last 100 rows, greatest of the columns"),
    "windowed Gaussian": (windowed_gaussian, "last 6,400 rows, renewed every 100, greatest of the columns"),
    "half-space trees": (
        half_space_trees,
        f"river {version('river')}: 10 trees of height 8, window 250, values scaled by MinMaxScaler",
    ),
    "isolation forest": (
        isolation_forest,
        f"scikit-learn {version('scikit-learn')}: 100 trees of 256, fitted every 1,000 rows on the last 2,000, "
        f"shingles of {SHINGLE_ROWS} rows",
    ),
    "matrix profile": (
        matrix_profile,
        f"stumpy {version('stumpy')}: left matrix profile against all rows before, length by autocorrelation of the "
        "probation, greatest of the columns",
    ),
    "random cut forest": (
        random_cut_forest,
        # Of the same family, but in Python: the package `rrcf` takes 24 ms a row with 20 trees of 256.
        f"krcf {version('krcf')}: 50 trees of 256, shingles of {SHINGLE_ROWS} rows, columns by their spread in the "
        "probation",
    ),
}


def filled(values):
    """With the value before in place of a missing one, and 0 where there is none before."""
    for column in values.T:
        known = np.where(np.isfinite(column), np.arange(len(column)), -1)
        last = np.maximum.accumulate(known)
        column[:] = np.where(last >= 0, column[np.maximum(last, 0)], 0)
    return values


def answer(request):
    score, _ = PEERS[request["peer"]]
    values = np.fromfile(request["input"]).reshape(request["rows"], request["columns"])
    started = time.perf_counter()
    scores = score(filled(values), request["probationRows"])
    seconds = time.perf_counter() - started
    unfinished = request["output"] + ".tmp"
    np.asarray(scores, dtype=np.float64).tofile(unfinished)
    os.replace(unfinished, request["output"])
    return {"seconds": seconds}


def main():
    if sys.argv[1:] == ["--list"]:
        for name, (_, settings) in PEERS.items():
            print(json.dumps({"name": name, "settings": settings}))
        return
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
