"""What a classifier is worth on templates that it never saw."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from . import fill, noise, seeds

#: Severities that a line without trouble can have; every other kind has any but `debug`.
CALM = ("debug", "info", "notice")
PAIRS = np.array([
    [(severity in CALM) if kind == "normal" else severity != "debug" for kind in seeds.KINDS]
    for severity in seeds.SEVERITIES
])


@dataclass(frozen=True)
class Rendering:
    """One held-back template as a line; `view` says how its level is given."""

    template: seeds.Template
    text: str
    view: str


def renderings(templates: Sequence[seeds.Template], r: random.Random) -> list[Rendering]:
    """Each template three times: without any level word, with the right one, and as a template miner masks it."""
    found = []
    for one in templates:
        severity, kind = seeds.SEVERITIES[one.severity], seeds.KINDS[one.kind]
        bare = noise.without_level(one.text)
        found.append(Rendering(one, fill.fill(bare, severity, kind, r), "noLevel"))
        found.append(Rendering(one, fill.fill(noise.with_level(one.text, severity, r), severity, kind, r), "level"))
        found.append(Rendering(one, fill.mask(bare), "masked"))
    return found


Logits = tuple[np.ndarray, np.ndarray]


def logits(model: Callable, lines: Sequence[Rendering], size: int = 64) -> Logits:
    """float [lines, 6] and [lines, 10]; neighbours in length go together."""
    import torch

    order = sorted(range(len(lines)), key=lambda at: len(lines[at].text))
    severity = np.zeros((len(lines), len(seeds.SEVERITIES)), np.float32)
    kind = np.zeros((len(lines), len(seeds.KINDS)), np.float32)
    with torch.no_grad():
        for start in range(0, len(order), size):
            some = order[start : start + size]
            first, second = model([lines[at].text for at in some])
            severity[some], kind[some] = np.asarray(first), np.asarray(second)
    return severity, kind


def softmax(values: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    shifted = np.exp((values - values.max(-1, keepdims=True)) / temperature)
    return shifted / shifted.sum(-1, keepdims=True)


def decide(severity: np.ndarray, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The most probable pair of severity and kind that can be; as `decide` of the daemon."""
    joint = softmax(severity)[:, :, None] * softmax(kind)[:, None, :] * PAIRS
    best = joint.reshape(len(joint), -1).argmax(-1)
    return best // len(seeds.KINDS), best % len(seeds.KINDS)


def macro_f1(gold: np.ndarray, found: np.ndarray, classes: int) -> tuple[float, list[float]]:
    scores = []
    for one in range(classes):
        right = int(((gold == one) & (found == one)).sum())
        total = int((gold == one).sum()) + int((found == one).sum())
        scores.append(2 * right / total if total else float("nan"))
    return float(np.nanmean(scores)), scores


def figures(values: Logits, lines: Sequence[Rendering]) -> dict[str, dict[str, object]]:
    """By `part/view`, and `all/view`: accuracy, macro F1 and F1 by class of both."""
    severity, kind = decide(*values)
    return judged(severity, kind, lines)


def judged(severity: np.ndarray, kind: np.ndarray, lines: Sequence[Rendering]) -> dict[str, dict[str, object]]:
    gold_severity = np.array([one.template.severity for one in lines])
    gold_kind = np.array([one.template.kind for one in lines])
    groups: dict[str, list[int]] = {}
    for at, one in enumerate(lines):
        for part in (one.template.part, "all"):
            groups.setdefault(f"{part}/{one.view}", []).append(at)
    found = {}
    for name, rows in sorted(groups.items()):
        severity_f1, by_severity = macro_f1(gold_severity[rows], severity[rows], len(seeds.SEVERITIES))
        kind_f1, by_kind = macro_f1(gold_kind[rows], kind[rows], len(seeds.KINDS))
        bad, good = gold_severity[rows] >= 3, severity[rows] >= 3
        found[name] = {
            "lines": len(rows),
            "severity": float((gold_severity[rows] == severity[rows]).mean()),
            "severityF1": severity_f1,
            "kind": float((gold_kind[rows] == kind[rows]).mean()),
            "kindF1": kind_f1,
            # Whether it matters at all: warning and above, or not.
            "troubleRecall": float(good[bad].mean()) if bad.any() else float("nan"),
            "calmRecall": float((~good[~bad]).mean()) if (~bad).any() else float("nan"),
            "severityF1By": dict(zip(seeds.SEVERITIES, by_severity)),
            "kindF1By": dict(zip(seeds.KINDS, by_kind)),
        }
    return found


def brief(found: dict[str, dict[str, object]]) -> dict[str, str]:
    names = ("severity", "severityF1", "kind", "kindF1", "troubleRecall", "calmRecall")
    return {group: " ".join(f"{values[name]:.3f}" for name in names) for group, values in found.items()}


def print_confusions(values: Logits, lines: Sequence[Rendering], most: int = 24) -> None:
    """The most frequent mistakes without a level word, as `gold → found: times`."""
    found = decide(*values)
    for names, rows, of in (
        (seeds.SEVERITIES, found[0], [one.template.severity for one in lines]),
        (seeds.KINDS, found[1], [one.template.kind for one in lines]),
    ):
        counts = Counter(
            (names[gold], names[given])
            for gold, given, one in zip(of, rows, lines)
            if gold != given and one.view == "noLevel"
        )
        print("; ".join(f"{gold} → {given}: {times}" for (gold, given), times in counts.most_common(most)))
