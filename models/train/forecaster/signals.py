"""Parts that series are made of: noise, daily shapes, switching, responses. All take the generator first."""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

DAYS = {24: 2, 48: 2, 96: 2, 144: 2, 288: 5, 720: 1, 1440: 1}


def pick(rng, choices: dict):
    weights = np.array(list(choices.values()), float)
    return list(choices)[rng.choice(len(weights), p=weights / weights.sum())]


def log_uniform(rng, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def autoregressive(rng, length: int, memory: float) -> np.ndarray:
    """Unit variance, `memory` samples long."""
    keep = float(np.exp(-1 / max(memory, 1e-3)))
    noise = rng.standard_normal(length + 200) * np.sqrt(1 - keep**2)
    noise[0] = rng.standard_normal()
    return lfilter([1], [1, -keep], noise)[200:]


def noise(rng, length: int) -> np.ndarray:
    """Noise of a random kind, about unit variance."""
    kind = rng.integers(9)
    if kind <= 1:
        return rng.standard_normal(length)
    if kind == 2:
        return rng.laplace(size=length) / np.sqrt(2)
    if kind == 3:
        return rng.standard_t(rng.uniform(2.1, 8), length)
    if kind == 4:
        return autoregressive(rng, length, log_uniform(rng, 0.5, 200))
    if kind == 5:  # oscillating, as a resonance is
        radius, angle = rng.uniform(0.7, 0.995), rng.uniform(0.05, 3.0)
        made = lfilter([1], [1, -2 * radius * np.cos(angle), radius**2], rng.standard_normal(length + 300))[300:]
        return made / (made.std() + 1e-9)
    if kind == 6:  # spectrum falling with the frequency
        spectrum = np.fft.rfft(rng.standard_normal(length))
        spectrum[1:] /= np.arange(1, len(spectrum)) ** (rng.uniform(0.3, 2.2) / 2)
        spectrum[0] = 0
        made = np.fft.irfft(spectrum, length)
        return made / (made.std() + 1e-9)
    if kind == 7:
        return rng.standard_normal(length) * volatility(rng, length)
    return (rng.gamma(shape := rng.uniform(0.5, 5), size=length) - shape) / np.sqrt(shape)


def volatility(rng, length: int) -> np.ndarray:
    return np.exp(rng.uniform(0.2, 1.0) * autoregressive(rng, length, log_uniform(rng, 5, 500)))


def switching(rng, length: int, dwell: float, regularity: float = 1.0) -> np.ndarray:
    """Which state (0, 1, 2, …) at each moment; dwell times are gamma with that shape."""
    count = int(length / dwell * 2) + 8
    times = np.maximum(1, rng.gamma(regularity, dwell / regularity, count)).astype(int)
    while times.sum() < length:
        times = np.concatenate([times, times])
    return np.repeat(np.arange(len(times)), times)[:length]


def steps(rng, length: int, dwell: float, values=None, regularity: float = 1.0) -> np.ndarray:
    """A level for each state: of `values`, or normal."""
    state = switching(rng, length, dwell, regularity)
    count = state[-1] + 1
    levels = rng.standard_normal(count) if values is None else rng.choice(values, count)
    return levels[state]


def response(signal: np.ndarray, memory: float) -> np.ndarray:
    """First-order answer to `signal`, as a room or a tank gives it."""
    keep = float(np.exp(-1 / max(memory, 1e-3)))
    return lfilter([1 - keep], [1, -keep], signal, zi=[keep * signal[0]])[0]


def asymmetric(signal: np.ndarray, up: float, down: float) -> np.ndarray:
    """A blend of a fast and a slow answer: rises and falls are not alike."""
    fast, slow = response(signal, min(up, down)), response(signal, max(up, down))
    return np.maximum(fast, slow) if up < down else np.minimum(fast, slow)


def periodic(rng, length: int, period: float) -> np.ndarray:
    """A random shape that repeats after `period` samples, about unit variance."""
    phase = (np.arange(length) / period + rng.uniform()) % 1
    kind = rng.integers(6)
    if kind <= 1:
        made = np.zeros(length)
        for harmonic in range(1, rng.integers(2, 7)):
            made += rng.standard_normal() / harmonic ** rng.uniform(0.5, 2) * np.cos(2 * np.pi * (harmonic * phase + rng.uniform()))
    elif kind == 2:  # plateaus, smoothed or not
        count = rng.integers(2, 7)
        edges = np.sort(rng.uniform(size=count))
        made = rng.standard_normal(count)[np.searchsorted(edges, phase) % count]
        if rng.random() < 0.5:
            made = response(made, period * rng.uniform(0.005, 0.1))
    elif kind == 3:  # narrow peaks
        made = np.zeros(length)
        for _ in range(rng.integers(1, 4)):
            apart = np.abs((phase - rng.uniform() + 0.5) % 1 - 0.5)
            made += rng.uniform(0.3, 1) * np.exp(-0.5 * (apart / rng.uniform(0.01, 0.12)) ** 2)
    elif kind == 4:  # a table of random values, interpolated
        table = rng.standard_normal(rng.integers(4, 25))
        table = np.append(table, table[0])
        made = np.interp(phase, np.linspace(0, 1, len(table)), table)
    else:
        made = np.maximum(0, np.sin(2 * np.pi * phase) + rng.uniform(-0.5, 0.5)) ** rng.uniform(0.5, 3)
    return (made - made.mean()) / (made.std() + 1e-9)


def working_week(rng, length: int, day: int) -> tuple[np.ndarray, np.ndarray]:
    """How busy a place is (0 to 1) and the hour of the day; work days, evenings or both, weekends different."""
    at = np.arange(length) + rng.integers(7 * day)
    hour = at % day * 24 / day
    weekday = at // day % 7
    kind = rng.integers(4)
    if kind == 0:
        start, end = rng.uniform(5, 10), rng.uniform(14, 22)
        width = rng.uniform(0.1, 1.5)
        busy = 1 / (1 + np.exp(-(hour - start) / width)) / (1 + np.exp((hour - end) / width))
    elif kind == 1:
        busy = sum(
            rng.uniform(0.3, 1) * np.exp(-0.5 * (((hour - rng.uniform(0, 24) + 12) % 24 - 12) / rng.uniform(0.7, 4)) ** 2)
            for _ in range(rng.integers(1, 4))
        )
    elif kind == 2:
        busy = 0.5 + 0.5 * np.sin(2 * np.pi * (hour / 24 + rng.uniform())) ** rng.choice([1, 3])
    else:
        busy = 0.5 + 0.2 * periodic(rng, length, day)
    weekend = weekday >= 5
    kind = rng.integers(4)
    if kind == 1:
        busy = np.where(weekend, busy * rng.uniform(0, 0.8), busy)
    elif kind == 2:
        busy = busy * rng.uniform(0.5, 1.2, 7)[weekday]
    elif kind == 3:
        busy = np.where(weekend, np.roll(busy, int(rng.integers(-day // 6, day // 6 + 1))) * rng.uniform(0.4, 1.1), busy)
    return busy, hour


def bursts(rng, length: int, rate: float, memory: float) -> np.ndarray:
    """Rare events of gamma size that fade."""
    events = np.where(rng.random(length) < rate, rng.gamma(rng.uniform(0.5, 2), size=length), 0.0)
    return lfilter([1], [1, -np.exp(-1 / max(memory, 1e-3))], events)


def trend(rng, length: int) -> np.ndarray:
    at = np.linspace(0, 1, length)
    kind = rng.integers(5)
    if kind == 0:
        return at * rng.standard_normal()
    if kind == 1:
        knots = np.sort(rng.uniform(size=rng.integers(1, 8)))
        return np.cumsum(rng.standard_normal(len(knots) + 1))[np.searchsorted(knots, at)].cumsum() / length
    if kind == 2:
        return rng.standard_normal() * (1 - np.exp(-at * rng.uniform(1, 10)))
    if kind == 3:
        return rng.standard_normal() * (np.exp(at * rng.uniform(0.5, 3)) - 1) / 5
    return 0.5 * autoregressive(rng, length, length * rng.uniform(0.1, 1))


def rounded(values: np.ndarray, step: float) -> np.ndarray:
    return np.round(values / step) * step
