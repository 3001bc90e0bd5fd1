"""
Writes what the TypeScript side must reproduce: python -m forecaster.golden ../../test/fixtures/forecast-window.json

Histories are made by whole-number arithmetic that both languages do alike, see `history` here and in the test.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from . import window
from .season import season_length

CASES = [
    {"name": "a season of 48, two weeks of it", "length": 700, "period": 48, "noise": 20, "seasons": [48, 336]},
    {"name": "longer than is looked at", "length": 2600, "period": 288, "noise": 10, "seasons": [288, 2016]},
    {"name": "one value", "length": 1, "period": 0, "noise": 10, "seasons": [0, 0]},
    {"name": "a few values", "length": 7, "period": 0, "noise": 10, "seasons": [0, 0]},
    {"name": "a short season, shorter than what is ahead", "length": 90, "period": 5, "noise": 3, "seasons": [5, 0]},
    {"name": "many missing", "length": 1500, "period": 96, "noise": 30, "seasons": [96, 0], "missing": 3},
    {"name": "newest missing", "length": 400, "period": 24, "noise": 10, "seasons": [24, 168], "missing": 5, "endMissing": 80},
    {"name": "outliers", "length": 900, "period": 0, "noise": 10, "seasons": [17, 400], "outlier": 97},
    {"name": "constant", "length": 300, "period": 0, "noise": 0, "seasons": [0, 0]},
    {"name": "constant at last", "length": 800, "period": 0, "noise": 10, "seasons": [30, 0], "restFrom": 300},
    {"name": "rare steps", "length": 600, "period": 0, "noise": 0, "seasons": [0, 0], "stepEvery": 70},
]


def history(case: dict) -> np.ndarray:
    """A triangle wave, noise of a linear congruential generator, faults; all in hundredths."""
    state = 12345
    values = []
    period = case["period"]
    for at in range(case["length"]):
        state = (state * 1103515245 + 12345) % 2147483648
        value = 0
        if period > 0:
            value += abs(2 * (at % period) - period) * 400 // period
        if case["noise"] > 0 and not (case.get("restFrom") and at >= case["restFrom"]):
            value += state // 65536 % (2 * case["noise"] + 1) - case["noise"]
        if case.get("stepEvery"):
            value += at // case["stepEvery"] % 3 * 150
        if case.get("outlier") and at % case["outlier"] == 5:
            value += 100_000
        is_missing = case.get("missing") and state // 64 % case["missing"] == 0 or at >= case["length"] - case.get("endMissing", 0)
        values.append(np.nan if is_missing else 20 + value / 100)
    return np.array(values)


def main() -> None:
    found = []
    for case in CASES:
        values = history(case)
        made, centre, scale = window.windows(window.padded(values)[None], np.array([case["seasons"]]))
        found.append(
            case
            | {
                "centre": float(centre[0]),
                "scale": float(scale[0]),
                "season": season_length(values[-window.HISTORY :]),
                "window": [round(float(one), 5) for one in made[0]],
            }
        )
    lines = ",\n".join(json.dumps(one) for one in found)
    Path(sys.argv[1]).write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
