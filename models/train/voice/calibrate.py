"""Fits the confidences of the constrained decoder and the scores of the wake spotter to what they came to on held-back
speakers, and prints the parts of the `decoder` and `wake` tables of the acoustic model's manifest that belong to it.

    python -m voice.posteriors --frames frames --model acoustic.int8.onnx --delay 4 --out FOLDER
    npx tsc -p tsconfig.bench.json
    node build/test/bench/voice/write-evidence.js --posteriors FOLDER --dictionary cmudict.dict > evidence.jsonl
    node build/test/bench/voice/write-wake-peaks.js --posteriors FOLDER --dictionary cmudict.dict > peaks.jsonl
    python -m voice.calibrate --evidence evidence.jsonl --peaks peaks.jsonl

A line has
`evidence` (numbers by name), `right` and `speaker`. Half of the speakers fit what is reported, the other half is judged; what is
printed is fitted to all of them.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from pathlib import Path

import numpy as np

# `filler` is told by its two parts: a word between those of a sentence changes what it means, one before or after it often does.
sentence_features = ("perSound", "worstWord", "margin", "overFiller", "innerFiller", "outerFiller", "clarity", "size")
word_features = ("perSound", "share", "size")


def fit(rows: np.ndarray, right: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    """Logistic regression by Newton's method; (n, features), (n) of 0 and 1 to bias and weights."""
    x = np.c_[np.ones(len(rows)), rows]
    weights = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], ridge)
    penalty[0] = 0
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (right - chance) - penalty * weights
        curvature = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def judge(chance: np.ndarray, right: np.ndarray) -> str:
    order = np.argsort(-chance)
    positive = right[order]
    # Chance that a right one is above a wrong one.
    ranks = np.empty(len(chance))
    ranks[np.argsort(chance)] = np.arange(len(chance))
    n = positive.sum()
    area = (ranks[right == 1].sum() - n * (n - 1) / 2) / max(1, n * (len(right) - n))
    bins = np.clip((chance * 10).astype(int), 0, 9)
    error = sum(abs((right - chance)[bins == b].sum()) for b in range(10)) / len(right)
    at = chance >= 0.5
    return (
        f"area under the curve {area:.3f}, calibration error {error:.3f}, at 0.5: accepts {at[right == 1].mean():.3f} of the right "
        f"and {at[right == 0].mean():.3f} of the wrong ({len(right)} rows, {right.mean():.3f} right)"
    )


def table(rows: list[dict], names: tuple[str, ...]) -> np.ndarray:
    return np.array([[row["evidence"][name] for name in names] for row in rows], float)


def confidences(rows: list[dict]) -> dict:
    checks = np.array([is_check(row) for row in rows])
    found = {}
    for kind, names in (("sentence", sentence_features), ("word", word_features)):
        items = (
            list(zip(rows, checks))
            if kind == "sentence"
            else [(word, check) for row, check in zip(rows, checks) for word in row["words"]]
        )
        values = table([item for item, _ in items], names)
        right = np.array([item["right"] for item, _ in items], float)
        check = np.array([one for _, one in items])
        chance = chances(fit(values[~check], right[~check]), values)
        print(f"{kind}, other speakers: {judge(chance[check], right[check])}", file=sys.stderr)
        if kind == "sentence":
            for noise in sorted({row["noise"] for row in rows}, key=str):
                one = check & np.array([row["noise"] == noise for row in rows])
                if 0 < right[one].sum() < one.sum():
                    print(f"  at {noise} dB: {judge(chance[one], right[one])}", file=sys.stderr)
        found[kind] = named(("bias", *names), fit(values, right))
    return found


# As in src/voice/wake/room-background.ts: seconds of a window, and the share of windows at which the tail of the scores begins.
window_seconds, tail_share = 2, 0.01
# What a wake phrase may gain by a pause before it: more, and none would be heard in the middle of a sentence.
pause_weights = (0, 0.25, 0.5, 0.75, 1)
# False alarms in an hour of speech at which phrases are counted.
rates = (1, 0.5, 0.2, 0.1)
unheard = -99.0


class Spotted:
    """What one phrase came to: where it was said, and in the windows of other speech that were looked at."""

    def __init__(self, text: str, sounds: int, windows: int, rows: list[dict]) -> None:
        self.text, self.sounds, self.windows = text, sounds, windows
        self.hours = windows * window_seconds / 3600
        self.right = np.array([row["right"] for row in rows])
        self.noise = [row["noise"] for row in rows]
        sources = {row["source"] for row in rows if row["right"]}
        self.kind = sources.pop() if sources <= {"mycroft_pcd"} or sources <= {"speech_commands"} else "read"
        self.sights = np.array([[row["sight"][name] for name in ("heard", "pause", "perSound")] if row.get("sight") else [unheard, 0, unheard] for row in rows])

    def scores(self, pause: float | None) -> np.ndarray:
        """None: by the first look alone."""
        return self.sights[:, 2] if pause is None else self.sights[:, 0] + pause * self.sights[:, 1]

    def threshold(self, score: np.ndarray, rate: float) -> float:
        """Exceeded by other speech `rate` times an hour; the rarest of all that was heard where it is not long enough."""
        other = np.sort(score[~self.right])[::-1]
        return float(other[min(len(other) - 1, max(0, round(rate * self.hours) - 1))])

    def found(self, pause: float | None, rate: float) -> np.ndarray:
        score = self.scores(pause)
        return score[self.right] > self.threshold(score, rate)


def share_found(phrases: list[Spotted], pause: float | None, rate: float) -> float:
    """Mean over phrases."""
    return float(np.mean([phrase.found(pause, rate).mean() for phrase in phrases]))


def wake_tail(phrases: list[Spotted], pause: float) -> dict:
    """A line through the phrases' tails by their sounds: where they start, and how fast they fall from there to the rarest."""
    starts, excesses = [], []
    for phrase in phrases:
        score = phrase.scores(pause)
        other = np.sort(score[~phrase.right])[::-1]
        ranks = np.unique(np.geomspace(2, tail_share * phrase.windows, 12).astype(int))
        slope, start = np.polyfit(np.log(ranks / (tail_share * phrase.windows)), other[ranks - 1], 1)
        starts.append(start)
        excesses.append(-slope)
    more = np.array([phrase.sounds for phrase in phrases]) - 8
    (start_slope, start), (slope, excess) = (np.polyfit(more, of, 1) for of in (starts, excesses))
    return {"quantile": round(float(start), 3), "quantilePerSound": round(float(start_slope), 3), "excess": round(float(excess), 3), "excessPerSound": round(float(slope), 3)}


def wake(rows: list[dict]) -> dict:
    of: dict[str, list[dict]] = {}
    for row in rows:
        if "windows" not in row:
            of.setdefault(row["phrase"], []).append(row)
    phrases = [Spotted(row["phrase"], row["sounds"], row["windows"], of[row["phrase"]]) for row in rows if "windows" in row]
    phrases = [phrase for phrase in phrases if phrase.right.any() and (~phrase.right).sum() > tail_share * phrase.windows]

    def best_pause(some: list[Spotted]) -> float:
        return max(pause_weights, key=lambda pause: sum(share_found(some, pause, rate) for rate in rates))

    def told(what: str, text: str) -> None:
        print(f"wake, {what}: {text}", file=sys.stderr)

    fitted, judged = phrases[::2], phrases[1::2]
    pause = best_pause(fitted)
    told(f"{len(judged)} phrases not fitted to, {np.mean([phrase.hours for phrase in judged]):.1f} h of other speech each, pause {pause}, each at its own threshold",
         ", ".join(f"{rate} an hour {share_found(judged, pause, rate):.3f}" for rate in rates))
    told("the same by the first look alone", ", ".join(f"{rate} an hour {share_found(judged, None, rate):.3f}" for rate in rates))
    tail = wake_tail(fitted, pause)
    for rate in rates:
        share = rate * window_seconds / 3600
        limits = [threshold_of(tail, phrase.sounds, share) for phrase in judged]
        alarms = [(phrase.scores(pause)[~phrase.right] > limit).sum() / phrase.hours for phrase, limit in zip(judged, limits)]
        heard = [(phrase.scores(pause)[phrase.right] > limit).mean() for phrase, limit in zip(judged, limits)]
        told(f"by the fitted table, {rate} an hour asked", f"found {np.mean(heard):.3f}, false alarms an hour {np.mean(alarms):.2f} (median {np.median(alarms):.2f})")
    pause = best_pause(phrases)
    for kind in sorted({phrase.kind for phrase in phrases}):
        some = [phrase for phrase in phrases if phrase.kind == kind]
        told(f"{kind}, {len(some)} phrases", ", ".join(f"{rate} an hour {share_found(some, pause, rate):.3f}" for rate in rates))
    for noise in sorted({one for phrase in phrases for one, right in zip(phrase.noise, phrase.right) if right}, key=str):
        at = [phrase.found(pause, 0.1)[np.array([one == noise for one, right in zip(phrase.noise, phrase.right) if right])] for phrase in phrases]
        told(f"at {noise} dB, 0.1 an hour", f"{np.mean([one.mean() for one in at if len(one)]):.3f}")
    plain = np.concatenate([phrase.scores(pause)[phrase.right & np.array([noise in (None, 20) for noise in phrase.noise])] for phrase in phrases if phrase.kind != "read"])
    return {
        "weights": {"heard": 1, "pause": pause},
        "tail": wake_tail(phrases, pause),
        # What three of four recordings of a word by itself in little noise come to. The floor of a threshold is where the tail of the phrase's length starts.
        "thresholdMax": round(float(np.quantile(plain, 0.25)), 3),
    }


def threshold_of(tail: dict, sounds: int, share: float) -> float:
    """As in src/voice/wake/wake-spotter.ts."""
    more = sounds - 8
    excess = max(0.3 * tail["excess"], tail["excess"] + tail["excessPerSound"] * more)
    return tail["quantile"] + tail["quantilePerSound"] * more + excess * np.log(max(1, tail_share / share))


def is_check(row: dict) -> bool:
    return zlib.crc32(row["speaker"].encode()) % 2 == 1


def chances(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(np.c_[np.ones(len(values)), values] @ weights)))


def named(names: tuple[str, ...], weights: np.ndarray) -> dict:
    return {name: round(float(weight), 3) for name, weight in zip(names, weights)}


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evidence", type=Path)
    parser.add_argument("--peaks", type=Path)
    options = parser.parse_args()
    found = {}
    if options.evidence:
        found["decoder"] = {"confidence": confidences(read(options.evidence))}
    if options.peaks:
        found["wake"] = wake(read(options.peaks))
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
