"""
How good the quantiles are, on series that the model has never seen:

    python -m forecaster.evaluate --model build/model.fp32.onnx --data SENSORS --held build/held

SENSORS holds smap-msl/*.train.csv, skab/anomaly-free, mgab and occupancy (their parts without labelled faults). Every
forecast uses the past only. Compared with the last value, the value a season ago, and an exponential average, each with
the quantiles of its own last 256 errors, which is the best a forecast without a model can do for its spread.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import numpy as np
import onnxruntime

from . import samples, window
from .corpus import NAMES
from .season import season_length

LEVELS = np.array(window.LEVELS)
ERRORS = 256
MOMENTS = 120


class Model:
    """Runs a model file as the daemon does, on one thread."""

    def __init__(self, path: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def __call__(self, windows: np.ndarray) -> np.ndarray:
        return np.concatenate(
            [self.session.run(None, {"window": windows[at : at + 64]})[0] for at in range(0, len(windows), 64)]
        )


def columns(path: Path, names: list[str] | None, delimiter: str) -> dict[str, np.ndarray]:
    with open(path, newline="") as file:
        rows = list(csv.reader(file, delimiter=delimiter))
    if names is None:
        return {"": np.array([float(row[0]) for row in rows])}
    header, rows = rows[0], rows[1:]
    # Some files have a row number that the header has no name for.
    shift = len(rows[0]) - len(header)
    return {name: np.array([float(row[header.index(name) + shift]) for row in rows]) for name in names}


def real_series(folder: Path) -> dict[str, list[tuple[str, np.ndarray, int]]]:
    """(name, values, samples per day where known) by data set."""
    found = {"smap-msl": [], "skab": [], "mgab": [], "occupancy": []}
    for path in sorted((folder / "smap-msl").glob("*.train.csv")):
        found["smap-msl"].append((path.name, columns(path, None, ",")[""], 0))
    path = folder / "skab" / "anomaly-free" / "anomaly-free.csv"
    names = ["Accelerometer1RMS", "Accelerometer2RMS", "Current", "Pressure", "Temperature", "Thermocouple", "Voltage", "Volume Flow RateRMS"]
    found["skab"] = [(name, values, 0) for name, values in columns(path, names, ";").items()]
    for path in sorted((folder / "mgab").glob("*.csv")):
        found["mgab"].append((path.name, columns(path, ["value"], ",")["value"][:20_000], 0))
    names = ["Temperature", "Humidity", "Light", "CO2", "HumidityRatio"]
    for path in sorted((folder / "occupancy").glob("*.txt")):
        found["occupancy"] += [(f"{path.name} {name}", values, 1440) for name, values in columns(path, names, ",").items()]
    return found


def moments_of(values: np.ndarray) -> np.ndarray:
    """Moments whose past is used: after 32 values, not more than MOMENTS of them."""
    last = len(values) - window.HORIZON
    return np.unique(np.linspace(32, last, min(MOMENTS, last - 32)).astype(int))


def seasons_of(values: np.ndarray, moments: np.ndarray, day: int) -> np.ndarray:
    """int [moments, 2]: the day where it is known, and the detected season, which is looked for now and then."""
    seasons = np.zeros((len(moments), 2), int)
    seen = {}
    for row, at in enumerate(moments):
        looked = max(32, 1 << (int(at).bit_length() - 1), at // 256 * 256)
        if looked not in seen:
            seen[looked] = season_length(values[max(0, looked - window.HISTORY) : looked])
        told = [one for one in (day, seen[looked]) if one > 0]
        seasons[row, : len(told)] = told
    return seasons


def baselines(values: np.ndarray, moments: np.ndarray, seasons: np.ndarray) -> dict[str, np.ndarray]:
    """[moments, HORIZON, levels] by method: a point and the quantiles of its last errors, as far ahead."""
    average = np.empty(len(values))
    state = values[0]
    for at, value in enumerate(values):
        state += 0.3 * (value - state)
        average[at] = state
    lag = seasons[:, :1]

    def season_ago(at, ahead):
        back = at + ahead - lag
        return values[np.where((lag > ahead) & (back >= 0), back, at - 1)]

    points = {
        "naive": lambda at, ahead: values[at - 1],
        "seasonal": season_ago,
        "ewma": lambda at, ahead: average[at - 1],
    }
    found = {name: np.empty((len(moments), window.HORIZON, len(LEVELS))) for name in points}
    for name, point in points.items():
        for ahead in range(window.HORIZON):
            made = moments[:, None] - ahead - 1 - np.arange(ERRORS)
            is_past = made >= 1
            made = np.maximum(made, 1)
            errors = np.sort(np.where(is_past, values[made + ahead] - point(made, ahead), np.inf), axis=1)
            place = LEVELS * np.maximum(is_past.sum(1) - 1, 0)[:, None]
            low = np.floor(place).astype(int)
            high = np.minimum(low + 1, np.maximum(is_past.sum(1) - 1, 0)[:, None])
            share = place - low
            low, high = np.take_along_axis(errors, low, 1), np.take_along_axis(errors, high, 1)
            found[name][:, ahead] = point(moments[:, None], ahead) + low + share * (high - low)
    return found


def pinball(quantiles: np.ndarray, truth: np.ndarray) -> np.ndarray:
    apart = truth[..., None] - quantiles
    return np.maximum(LEVELS * apart, (LEVELS - 1) * apart)


def coverage(quantiles: np.ndarray, truth: np.ndarray, tolerance: float) -> np.ndarray:
    """[2, levels]: share clearly below the quantile, and share not clearly above it. A level between both is right."""
    apart = truth[..., None] - quantiles
    return np.stack([(apart < -tolerance).mean(0), (apart <= tolerance).mean(0)])


def judge(models: dict[str, Model], data: dict) -> dict[str, dict]:
    """
    By data set: loss relative to the naive forecast, for the next value and for all (geometric means over series), of
    each model and each baseline; how often each model was worse for the next value; coverage of its next quantiles.
    """
    table = {}
    for name, series in data.items():
        ratios, covered = {}, {one: [] for one in models}
        for _, values, day in series:
            usual = np.abs(np.diff(values)).mean()
            if usual == 0:
                continue
            moments = moments_of(values)
            seasons = seasons_of(values, moments, day)
            truth = np.stack([values[at : at + window.HORIZON] for at in moments])
            made, centre, scale = window.windows(np.stack([window.padded(values[:at]) for at in moments]), seasons)
            found = {one: window.restore(model(made), centre, scale) for one, model in models.items()}
            for one in models:
                covered[one].append(coverage(found[one][:, 0], truth[:, 0], 0.02 * usual))
            found |= baselines(values, moments, seasons)
            losses = {method: pinball(said, truth).mean((0, 2)) / usual for method, said in found.items()}
            naive = losses["naive"] + 1e-3
            for method, loss in losses.items():
                next_one, all_of_them = (loss[0] + 1e-3) / naive[0], (loss.mean() + 1e-3) / naive.mean()
                ratios.setdefault(method, []).append([np.log(next_one), np.log(all_of_them)])
        table[name] = {
            "series": len(ratios["naive"]),
            **{method: [round(float(one), 3) for one in np.exp(np.mean(ratio, 0))] for method, ratio in ratios.items()},
            "worseThanNaive": {one: int(sum(next_one > 0 for next_one, _ in ratios[one])) for one in models},
            "coverage": {one: np.round(np.mean(covered[one], 0), 4).tolist() for one in models},
        }
    return table


def held_samples(path: str, count: int = 4096) -> tuple[np.ndarray, ...]:
    """Windows, targets, which of them are targets, and the family, of held-back seeds."""
    corpus = samples.Corpus(path)
    windows, targets, is_target, rows = samples.make(np.random.default_rng(5), corpus, count)
    return windows, targets, is_target, corpus.family[rows]


def judge_held(model: Model, held: tuple[np.ndarray, ...]) -> dict:
    """On held-back seeds, in the squashed space: loss, and coverage of the next value, by family."""
    windows, targets, is_target, family = held
    quantiles = model(windows.astype(np.float32))
    loss = pinball(quantiles, targets.astype(float)) * is_target[..., None]
    last = np.repeat(windows[:, window.RAW - 1].astype(float)[:, None, None], len(LEVELS), 2)
    naive = pinball(last, targets.astype(float)) * is_target[..., None]
    table = {}
    for at, name in [(-1, "all")] + list(enumerate(NAMES)):
        chosen = (family == at) | (at < 0)
        seen = chosen & is_target[:, 0]
        table[name] = {
            "loss": round(float(loss[chosen].mean()), 4),
            "next": round(float(loss[seen, 0].mean()), 4),
            "lastValue": round(float(naive[seen, 0].mean()), 4),
            "coverage": np.round(coverage(quantiles[seen, 0], targets[seen, 0].astype(float), 0.02), 4).tolist(),
        }
    return table


def show(table: dict) -> str:
    lines = []
    for name, row in table.items():
        row = dict(row)
        covered = row.pop("coverage")
        lines.append(f"{name}: {json.dumps(row)}")
        for model, (low, high) in (covered if isinstance(covered, dict) else {"": covered}).items():
            shares = " ".join(f"{level}:{a:.3f}-{b:.3f}" for level, a, b in zip(window.LEVELS, low, high))
            lines.append(f"    {model} {shares}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--held")
    options = parser.parse_args()
    model = Model(options.model)
    if options.held:
        print(show(judge_held(model, held_samples(options.held))))
    if options.data:
        print(show(judge({"model": model}, real_series(options.data))))


if __name__ == "__main__":
    main()
