"""Features of labelled telemetry, as test/bench/detection/write-features.ts writes them: NAME.json and NAME.f32."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass
class Series:
    family: str
    features: np.ndarray  # rows x features, float32
    windows: list[tuple[int, int]]  # rows in which a fault counts as found, end exclusive
    probation: int  # rows that are only learnt from


@dataclass
class Corpus:
    series: list[Series]
    statistics: list[str]  # names of the statistics; four features each
    context: list[str]  # names of the features that tell what the series is like

    @property
    def evidence_count(self) -> int:
        return 4 * len(self.statistics)


def load(stem: Path) -> Corpus:
    described = json.loads(stem.with_suffix(".json").read_text())
    width = 4 * len(described["statistics"]) + len(described["context"])
    rows = np.fromfile(stem.with_suffix(".f32"), dtype=np.float32).reshape(-1, width)
    series, start = [], 0
    for one in described["series"]:
        windows = [(window["from"], window["to"]) for window in one["windows"]]
        series.append(Series(one["family"], rows[start : start + one["rows"]], windows, one["probationRows"]))
        start += one["rows"]
    if start != len(rows):
        raise ValueError(f"{stem}: {len(rows)} rows of features for {start} rows of series")
    return Corpus(series, described["statistics"], described["context"])
