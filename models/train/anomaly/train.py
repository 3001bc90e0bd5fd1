"""Trains the pattern network on labelled synthetic telemetry.

Each window of a fault is a bag: its strongest reading should stand out (multiple-instance learning). Ordinary stretches of
about an hundredth of a series are bags too: none of their readings should. The two are weighted like the reward of a
find and the cost of a false alarm in the standard profile of Lavin and Ahmad (2015).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import softplus

from .features import Series, load
from .measure import reward
from .network import PatternNetwork

FOUND = 1.85
FALSE_ALARM = 0.11
SHARPNESS = 3.0  # of the smooth maximum over a bag
EARLY_SHARE = 0.75  # of a window in which a sign counts
STRETCH_SHARE = 0.012  # of a series that is one ordinary bag
FEATURE_DROPOUT = 0.1  # of whole features for a whole series: no statistic may be relied on alone
BATCH = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--held-back", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)

    corpus = load(options.train)
    network = PatternNetwork(corpus.evidence_count, len(corpus.context))
    bags = [bags_of(series) for series in corpus.series]
    optimiser = torch.optim.AdamW(network.parameters(), lr=4e-3, weight_decay=1e-3)
    steps = options.epochs * -(-len(bags) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 6e-3, total_steps=steps)
    for epoch in range(options.epochs):
        begun, total = time.time(), 0.0
        order = random.permutation(len(bags))
        for start in range(0, len(order), BATCH):
            loss = sum(loss_of(network, corpus.series[index], *bags[index]) for index in order[start : start + BATCH])
            optimiser.zero_grad()
            (loss / 20).backward()
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        print(f"epoch {epoch + 1}: loss {total:.0f}, {time.time() - begun:.0f} s", flush=True)
    torch.save({"network": network.state_dict(), "statistics": corpus.statistics, "context": corpus.context}, options.out)

    held_back = load(options.held_back).series
    for name, part in (("families", [one for one in held_back if one.family != "mixture"]),
                       ("mixture", [one for one in held_back if one.family == "mixture"])):
        score, found, windows, alarms = reward(network, part)
        print(f"held back, {name}: {score:.1f} of 100, {found} of {windows} faults, {alarms} false alarms")


def bags_of(series: Series) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Rows of the windows and of ordinary stretches, ends exclusive."""
    rows = len(series.features)
    inside = np.zeros(rows, bool)
    for begin, end in series.windows:
        inside[begin:end] = True
    found = [(begin, begin + int(EARLY_SHARE * (end - begin))) for begin, end in series.windows]
    stretch, ordinary = max(16, int(rows * STRETCH_SHARE)), []
    for begin in range(series.probation, rows, stretch):
        outside = np.nonzero(~inside[begin : begin + stretch])[0] + begin
        if len(outside) > 2 and not inside[outside[0] : outside[-1] + 1].any():
            ordinary.append((outside[0], outside[-1] + 1))
    return found, ordinary


def loss_of(network: PatternNetwork, series: Series, found, ordinary):
    features = torch.from_numpy(series.features)
    kept = (torch.rand(features.shape[1]) > FEATURE_DROPOUT).float()
    evidence = network(features * kept)
    loss = torch.zeros(())
    for begin, end in found:
        loss = loss + FOUND * softplus(-strongest(evidence[begin:end]))
    if ordinary:
        peaks = torch.stack([strongest(evidence[begin:end]) for begin, end in ordinary])
        loss = loss + FALSE_ALARM * softplus(peaks).sum()
    return loss


def strongest(evidence):
    return torch.logsumexp(SHARPNESS * evidence, 0) / SHARPNESS


if __name__ == "__main__":
    main()
