"""What the evidence is worth: readings that tell something new, the reward of a threshold, and how rare evidence is."""

from __future__ import annotations

import numpy as np
import torch

from .features import Series

# As in src/anomaly/unusual/novelty.ts.
ORDINARY, NEWS_MARGIN = -3.0, 1.0
REST_SHARE, REST_MIN, REST_MAX = 0.08, 100, 600
FALSE_ALARM = 0.11


# As in src/anomaly/unusual/series-pattern.ts.
YOUTH_DOUBT, KNOWN_FROM = 1.5, 2500


def evidence_of(network, series: Series) -> np.ndarray:
    with torch.no_grad():
        evidence = network(torch.from_numpy(series.features)).numpy().astype(np.float64)
    seen = np.arange(1, len(evidence) + 1)
    return evidence - YOUTH_DOUBT * np.maximum(0, np.log(KNOWN_FROM / seen))


def news(evidence: np.ndarray) -> np.ndarray:
    """The evidence of readings that tell something new; NaN for those that go on about what was reported."""
    told = np.full(len(evidence), np.nan)
    last, reported = -(10**9), 0.0
    for row, value in enumerate(evidence):
        if value < ORDINARY:
            told[row] = value
        elif row - last > min(REST_MAX, max(REST_MIN, REST_SHARE * row)) or value > reported + NEWS_MARGIN:
            told[row] = reported = value
            last = row
    return told


def sigmoid(position):
    return 2 / (1 + np.exp(5 * position)) - 1


def reward(network, corpus: list[Series]) -> tuple[float, int, int, int]:
    """Scores the best single threshold as Lavin and Ahmad (2015) do, standard profile: 0 for silence, 100 for perfection."""
    events = []  # evidence, value, window or -1
    windows = 0
    for series in corpus:
        told = news(evidence_of(network, series))
        previous = None
        bounds = [*series.windows, (len(told), len(told))]
        for begin, end in bounds:
            first = series.probation if previous is None else previous[1]
            for row in np.nonzero(~np.isnan(told[first:begin]))[0] + first:
                position = 3.1 if previous is None else (row - previous[1] + 1) / max(1, previous[1] - previous[0] - 1)
                events.append((told[row], FALSE_ALARM * (-1.0 if position > 3 else sigmoid(position)), -1))
            for row in np.nonzero(~np.isnan(told[begin:end]))[0] + begin:
                events.append((told[row], sigmoid((row - end) / (end - begin)) / sigmoid(-1.0), windows))
            if end > begin:
                windows += 1
            previous = (begin, end)
    events.sort(key=lambda event: -event[0])
    value, best, found, alarms = -float(windows), (-float(windows), 0, 0), {}, 0
    for index, (evidence, worth, window) in enumerate(events):
        if window < 0:
            value += worth
            alarms += 1
        else:
            before = found.get(window, -1.0)
            found[window] = max(before, worth)
            value += found[window] - before
        isLast = index + 1 == len(events) or events[index + 1][0] != evidence
        if isLast and value > best[0]:
            best = (value, len(found), alarms)
    return 100 * (best[0] + windows) / (2 * windows), best[1], windows, best[2]


def rarity(network, corpus: list[Series]) -> list[tuple[float, float]]:
    """Pairs of evidence and the share of ordinary readings that tell at least as much, from common to rare."""
    told = []
    rows = 0
    for series in corpus:
        ordinary = np.ones(len(series.features), bool)
        ordinary[: series.probation] = False
        for begin, end in series.windows:
            ordinary[begin : end + len(ordinary) // 10] = False
        told.append(news(evidence_of(network, series))[ordinary])
        rows += int(ordinary.sum())
    values = np.concatenate(told)
    values = np.sort(values[~np.isnan(values)])[::-1]
    pairs: list[tuple[float, float]] = []
    for share in (0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5):
        place = int(share * rows)
        if 4 <= place < len(values) and (not pairs or values[place] > pairs[-1][0] + 0.02):
            pairs.append((round(float(values[place]), 3), share))
    return pairs
