"""
One-step-ahead quantiles of a column, strictly from the rows before:

    python -m forecaster.predict ../forecaster/model.fp16.onnx series.csv --value temperature > quantiles.csv

Prints per row: row, value, q0.001 … q0.999, and `tail`, how rare a value at least as far out was said to be (two-sided,
1 in the middle). The first row has no past, so no quantiles. `--day` is how many rows make a day, where that is known.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import numpy as np

from . import window
from .evaluate import Model
from .season import season_length

LEVELS = np.array(window.LEVELS)
#: As in `src/signal/forecast/quantiles.ts`: least distance of the outermost levels.
GAP_MIN = 0.02
#: Rows after which the season is looked for again.
SEASON_EVERY = 128


def read_column(path: Path, name: str | None, delimiter: str) -> np.ndarray:
    with open(path, newline="") as file:
        rows = list(csv.reader(file, delimiter=delimiter))
    header = rows[0]
    try:
        [float(one) for one in header]
    except ValueError:
        if name is None:
            raise SystemExit(f"{path} has the columns {', '.join(header)}; say which one with --value")
        at = header.index(name)
        rows = rows[1:]
    else:
        at = int(name or 0)
    shift = len(rows[0]) - len(header)
    return np.array([float(row[at + shift]) if row[at + shift].strip() else np.nan for row in rows])


def seasons_of(values: np.ndarray, day: int, week: int) -> np.ndarray:
    """int [rows, 2]: the day where it is known and was seen, then the detected season, else the week."""
    found = np.zeros((len(values), 2), int)
    detected = 0
    for at in range(len(values)):
        # Doubling distances at first: early a season shows soon.
        if at >= 32 and (at % SEASON_EVERY == 0 or at & (at - 1) == 0):
            detected = season_length(values[max(0, at - window.HISTORY) : at])
        told = []
        for one in (day, week, detected):
            if one > 0 and one < at and all(abs(one - other) > max(1, 0.02 * other) for other in told):
                told.append(one)
        found[at, : len(told[:2])] = told[:2]
    return found


def tail(quantiles: np.ndarray, place: float, levels: np.ndarray) -> float:
    """Probability of a value that is not above `place`, of ascending quantiles in the squashed space."""
    if place < quantiles[0]:
        gap = max(GAP_MIN, quantiles[1] - quantiles[0])
        return float(levels[0] * np.exp(np.log(levels[1] / levels[0]) * (place - quantiles[0]) / gap))
    above = np.flatnonzero(quantiles[1:] > place)
    if len(above) == 0:
        return 1.0
    at = above[0]
    share = (place - quantiles[at]) / (quantiles[at + 1] - quantiles[at])
    return float(levels[at] + share * (levels[at + 1] - levels[at]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--value", help="name of the column, or its number where there are no names")
    parser.add_argument("--delimiter", default=",")
    parser.add_argument("--day", type=int, default=0, help="rows of a day, 0: not known")
    options = parser.parse_args()
    values = read_column(options.file, options.value, options.delimiter)
    values = np.where(np.isfinite(values), values, np.nan)
    model = Model(options.model)
    seasons = seasons_of(values, options.day, 7 * options.day)
    out = csv.writer(sys.stdout)
    out.writerow(["row", "value", *(f"q{level}" for level in window.LEVELS), "tail"])
    seen = np.isfinite(values).cumsum()
    first = int(np.argmax(seen > 0)) + 1
    for row in range(min(first, len(values))):
        out.writerow([row, values[row], *[""] * (len(LEVELS) + 1)])
    for start in range(first, len(values), 128):
        ends = range(start, min(start + 128, len(values)))
        history = np.stack([window.padded(values[:end]) for end in ends])
        made, centre, scale = window.windows(history, seasons[start : ends.stop])
        said = model(made)[:, 0].astype(float)
        real = window.restore(said, centre, scale)
        for at, end in enumerate(ends):
            place = np.arcsinh((values[end] - centre[at]) / scale[at])
            both = min(tail(said[at], place, LEVELS), tail(-said[at, ::-1], -place, 1 - LEVELS[::-1]))
            rare = "" if np.isnan(place) else f"{min(1.0, 2 * both):.3g}"
            out.writerow([end, values[end], *(f"{one:.6g}" for one in real[at]), rare])


if __name__ == "__main__":
    main()
