"""Kinds of series. Each function gives values, float64 [length], and the seasons in samples that it was made with."""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

from .signals import (
    DAYS, asymmetric, autoregressive, bursts, log_uniform, noise, periodic, pick, response, rounded, steps, switching,
    trend, volatility, working_week,
)


def calendar(rng) -> tuple[int, list[int]]:
    day = pick(rng, DAYS)
    return day, [day, 7 * day]


def temperature(rng, length):
    day, seasons = calendar(rng)
    slow = autoregressive(rng, length, day * rng.uniform(1, 6))
    made = rng.uniform(2, 10) * periodic(rng, length, day) * np.clip(1 + 0.4 * autoregressive(rng, length, 2 * day), 0.1, 3)
    made += rng.uniform(1, 6) * slow + log_uniform(rng, 0.01, 1) * noise(rng, length)
    return made + 15, seasons


def humidity(rng, length):
    made, seasons = temperature(rng, length)
    made = 65 - made * rng.uniform(0.5, 2.5) + rng.uniform(1, 8) * autoregressive(rng, length, seasons[0])
    return np.clip(made, 5, rng.choice([95, 99, 100])), seasons


def daylight(rng, length):
    day, seasons = calendar(rng)
    phase = 2 * np.pi * (np.arange(length) / day + rng.uniform())
    sun = np.maximum(0, np.sin(phase) + rng.uniform(-0.4, 0.4)) ** rng.uniform(0.6, 1.5)
    clouds = 1 / (1 + np.exp(2 * autoregressive(rng, length, log_uniform(rng, 2, day)) + rng.uniform(-2, 1)))
    made = 1000 * sun * (1 - rng.uniform(0, 0.9) * clouds)
    return made + rng.uniform(0, 3) * np.abs(noise(rng, length)) * (rng.random() < 0.5), seasons


def room_air(rng, length):
    """CO2-like: people come and go, the air answers slowly."""
    day, seasons = calendar(rng)
    busy = np.clip(working_week(rng, length, day)[0], 0, None)
    groups = steps(rng, length, day / rng.uniform(3, 20), [0, 0.5, 1, 1.5])
    people = rng.poisson(4 * busy) if rng.random() < 0.3 else np.round(4 * groups * busy)
    made = 400 + 150 * asymmetric(people.astype(float), day / rng.uniform(10, 80), day / rng.uniform(5, 30))
    return made + log_uniform(rng, 0.5, 20) * noise(rng, length), seasons


def heating(rng, length):
    """Sawtooth of a two-point controller, or its state, or its power."""
    period = log_uniform(rng, 6, 300)
    state = switching(rng, length, period / 2, log_uniform(rng, 2, 200)) % 2
    if rng.random() < 0.4:
        day, seasons = calendar(rng)
        busy, _ = working_week(rng, length, day)
        setpoint = rng.uniform(0.5, 4) * (busy > 0.5)
    else:
        seasons, setpoint = [round(period)], 0.0
    kind = rng.integers(3)
    if kind == 0:
        made = state * 1.0
    elif kind == 1:
        made = state * rng.uniform(50, 3000) * (1 + 0.02 * noise(rng, length)) + rng.uniform(0, 10)
    else:
        made = 20 + rng.uniform(0.5, 3) * asymmetric(state - 0.5, period * rng.uniform(0.1, 1), period * rng.uniform(0.1, 1))
        made = made + response(setpoint + np.zeros(length), period) + log_uniform(rng, 0.005, 0.2) * noise(rng, length)
    return made, seasons


def machine(rng, length):
    """On, idle, off: current or power with starting peaks."""
    dwell = log_uniform(rng, 5, 400)
    state = switching(rng, length, dwell, log_uniform(rng, 0.7, 50))
    levels = np.sort(rng.gamma(1.5, size=rng.integers(2, 5)))
    levels[0] *= rng.random() < 0.5
    level = levels[rng.integers(0, len(levels), state[-1] + 1)][state] if rng.random() < 0.6 else levels[state % len(levels)]
    starts = np.maximum(0, np.diff(level, prepend=level[0]))
    made = level + lfilter([rng.uniform(0, 2)], [1, -np.exp(-1 / rng.uniform(0.5, 10))], starts)
    return response(made, rng.uniform(0, 3)) + log_uniform(rng, 0.002, 0.2) * level * noise(rng, length), [round(2 * dwell)]


def processor_load(rng, length):
    day, seasons = calendar(rng)
    busy, _ = working_week(rng, length, day)
    made = rng.uniform(0.5, 40) + rng.uniform(0, 40) * busy * (rng.random() < 0.6)
    made = made + rng.uniform(0.05, 8) * noise(rng, length) * np.sqrt(1 + made / 30)
    made = made + rng.uniform(2, 40) * bursts(rng, length, log_uniform(rng, 0.001, 0.05), log_uniform(rng, 0.3, 20))
    if rng.random() < 0.4:  # a job at the same time of each day or hour
        every = int(rng.choice([day, max(4, day // 24)]))
        at = (np.arange(length) + rng.integers(every)) % every
        made = made + rng.uniform(5, 60) * (at < max(1, every * rng.uniform(0.005, 0.1)))
    if rng.random() < 0.3:
        made = made + rng.uniform(2, 20) * steps(rng, length, rng.uniform(100, 1500))
    return np.clip(made, 0, 100), seasons


def network_bytes(rng, length):
    day, seasons = calendar(rng)
    busy, _ = working_week(rng, length, day)
    made = np.exp(rng.uniform(0, 2.5) * busy + rng.uniform(0.05, 0.8) * noise(rng, length) + rng.uniform(0, 0.6) * autoregressive(rng, length, log_uniform(rng, 5, 500)))
    made = made * log_uniform(rng, 10, 1e7) * (1 + rng.uniform(0, 30) * bursts(rng, length, log_uniform(rng, 0.0005, 0.02), log_uniform(rng, 0.3, 10)))
    return np.round(made) if rng.random() < 0.5 else made, seasons


def latency(rng, length):
    made = np.exp(log_uniform(rng, 0.02, 0.8) * noise(rng, length) + rng.uniform(0, 0.5) * steps(rng, length, log_uniform(rng, 60, 2000)))
    made = made + rng.uniform(0, 3) * bursts(rng, length, log_uniform(rng, 0.001, 0.1), log_uniform(rng, 0.3, 8))
    return made * log_uniform(rng, 1, 300), []


def counts(rng, length):
    """Requests, messages, people: Poisson or wider, with the rhythm of a place; some excite themselves."""
    day, seasons = calendar(rng)
    busy, _ = working_week(rng, length, day)
    rate = log_uniform(rng, 0.02, 3000) * np.clip(busy, 0, None) ** rng.uniform(0.3, 2) + log_uniform(rng, 0.001, 5)
    rate = rate * np.exp(rng.uniform(0, 0.4) * autoregressive(rng, length, log_uniform(rng, 3, day)))
    if rng.random() < 0.4:
        rate = rate * (1 + rng.uniform(0, 6) * bursts(rng, length, log_uniform(rng, 0.0005, 0.01), log_uniform(rng, 1, 30)))
    if rng.random() < 0.5:
        shape = log_uniform(rng, 0.5, 50)
        rate = rate * rng.gamma(shape, 1 / shape, length)
    return rng.poisson(np.minimum(rate, 1e9)).astype(float), seasons


def intermittent(rng, length):
    """Mostly nothing: taps, motion, doors, meters of rarely used things."""
    day, seasons = calendar(rng)
    busy, _ = working_week(rng, length, day)
    events = rng.random(length) < np.clip(busy, 0, 1) * log_uniform(rng, 0.003, 0.3)
    size = rng.gamma(rng.uniform(0.7, 20), size=length) if rng.random() < 0.7 else np.ones(length)
    made = np.where(events, size, 0.0)
    if rng.random() < 0.5:
        made = lfilter(np.ones(rng.integers(1, 8)), [1], made)
    return made, seasons


def demand(rng, length):
    """Rides, power, water of many: smooth, daily and weekly, with holidays."""
    day, seasons = calendar(rng)
    busy, _ = working_week(rng, length, day)
    busy = response(busy, rng.uniform(0, day / 24))
    busy = busy + rng.uniform(0, 0.3) * periodic(rng, length, day) + rng.uniform(0, 0.3)
    days = (np.arange(length) + rng.integers(day)) // day
    made = busy * np.exp(rng.uniform(0, 0.15) * rng.standard_normal(days[-1] + 1))[days]
    made = made * (1 + rng.uniform(0.01, 0.15) * noise(rng, length)) + rng.uniform(0, 0.2) * trend(rng, length)
    return made * log_uniform(rng, 1, 30_000), seasons


def vibration(rng, length):
    load = np.abs(1 + rng.uniform(0, 0.6) * steps(rng, length, log_uniform(rng, 30, 1500)))
    made = load * rng.gamma(shape := log_uniform(rng, 3, 300), 1 / shape, length)
    return made * (1 + rng.uniform(0, 1) * np.linspace(0, 1, length) ** rng.integers(1, 5) * (rng.random() < 0.3)), []


def process(rng, length):
    """Pressure, flow, level under control: setpoints, answers with overshoot, noise."""
    wanted = steps(rng, length, log_uniform(rng, 20, 1500), regularity=log_uniform(rng, 0.8, 100))
    radius, angle = rng.uniform(0.5, 0.98), rng.uniform(0.0, 0.5)
    poles = [1, -2 * radius * np.cos(angle), radius**2]
    made = lfilter([sum(poles)], poles, wanted - wanted[0]) + wanted[0]
    return made + log_uniform(rng, 0.003, 0.5) * noise(rng, length), []


def on_off(rng, length):
    kind = rng.integers(3)
    if kind == 0:
        return (switching(rng, length, log_uniform(rng, 2, 600), log_uniform(rng, 0.5, 30)) % 2).astype(float), []
    if kind == 1:
        day, seasons = calendar(rng)
        busy, _ = working_week(rng, length, day)
        return (busy + rng.uniform(0, 0.3) * autoregressive(rng, length, rng.uniform(1, day)) > rng.uniform(0.3, 0.8)).astype(float), seasons
    period = round(log_uniform(rng, 4, 800))
    share = rng.uniform(0.02, 0.98)
    return ((np.arange(length) + rng.integers(period)) % period < share * period).astype(float), [period]


def ramps(rng, length):
    """Tanks, batteries, counters that start again."""
    period = log_uniform(rng, 8, 1200)
    state = switching(rng, length, period, log_uniform(rng, 1, 500))
    starts = np.concatenate([[0], np.flatnonzero(np.diff(state)) + 1])
    age = np.arange(length) - starts[np.searchsorted(starts, np.arange(length), side="right") - 1]
    kind = rng.integers(4)
    if kind == 0:
        made = age / period
    elif kind == 1:
        made = np.abs(((np.arange(length) / period + rng.uniform()) % 1) * 2 - 1)
    elif kind == 2:
        made = 1 - np.exp(-age / period * rng.uniform(0.5, 6))
    else:
        slope = rng.choice([-1, 1], state[-1] + 1) * rng.gamma(2, 0.5, state[-1] + 1)
        made = np.cumsum(slope[state]) / period
        made = np.abs((made + 10) % 4 - 2)
    return made * rng.choice([-1, 1]) + log_uniform(rng, 0.001, 0.2) * noise(rng, length), [round(period)]


def counter(rng, length):
    """Meters: they only grow, and start again at 0 now and then."""
    day, seasons = calendar(rng)
    busy, _ = working_week(rng, length, day)
    kind = rng.integers(3)
    use = np.clip(busy, 0, None) * rng.gamma(log_uniform(rng, 0.2, 50), size=length) if kind else np.ones(length)
    if kind == 2:
        use = use * (rng.random(length) < rng.uniform(0.02, 0.5))
    made = np.cumsum(use)
    if rng.random() < 0.4:
        made = made % (made[-1] / rng.uniform(1, 6))
    return made + 10 ** rng.uniform(0, 4), seasons


def chaos(rng, length):
    kind = rng.integers(4)
    if kind == 0:
        made = mackey_glass(rng, length)
    elif kind == 1:
        made = lorenz(rng, length)
    elif kind == 2:
        value, rate = rng.uniform(0.1, 0.9), rng.uniform(3.5, 4.0)
        made = np.empty(length)
        for at in range(length):
            value = rate * value * (1 - value)
            made[at] = value
    else:
        made = np.sum([np.sin(2 * np.pi * (np.arange(length) / log_uniform(rng, 4, 500) + rng.uniform())) for _ in range(rng.integers(2, 5))], axis=0)
    return made + log_uniform(rng, 1e-4, 0.1) * noise(rng, length), []


def mackey_glass(rng, length):
    delay, every = rng.uniform(12, 30), rng.uniform(0.5, 6)
    step = 0.5
    back = int(delay / step)
    needed = int(length * every / step) + 400
    made = np.empty(needed + back)
    made[:back] = 0.9 + 0.3 * rng.standard_normal()
    # Values of one delay depend on those of the delay before only, so a whole delay is one filter.
    keep, state = 1 - 0.1 * step, made[back - 1]
    for start in range(back, needed + back, back):
        before = made[start - back : min(start, needed)]
        pushed = 0.2 * step * before / (1 + before**10)
        block = lfilter([1], [1, -keep], pushed, zi=[keep * state])[0]
        made[start : start + len(block)] = block
        state = block[-1]
    kept = made[back + 300 :]
    return np.interp(np.arange(length) * every / step, np.arange(len(kept)), kept)


def lorenz(rng, length):
    every = rng.uniform(1, 5)
    count = int(length * every) + 200
    made = np.empty(count)
    x, y, z = rng.standard_normal(3) + [1, 1, 20]
    for at in range(count):
        dx, dy, dz = 10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z
        x, y, z = x + 0.008 * dx, y + 0.008 * dy, z + 0.008 * dz
        made[at] = x if every < 3 else z
    return np.interp(np.arange(length) * every, np.arange(count - 200), made[200:]) / 10


def telemetry(rng, length):
    """Spacecraft-like: few levels, long rests, plans that come again, a bit of noise or none."""
    levels = np.round(rng.uniform(-1, 1, rng.integers(2, 9)), 2)
    if rng.random() < 0.5:
        period = round(log_uniform(rng, 10, 900))
        plan = steps(rng, period, period / rng.uniform(2, 12), levels)
        made = np.tile(plan, length // period + 2)[rng.integers(period) :][:length].copy()
        seasons = [period]
        late = rng.random(length) < rng.choice([0, 0.002])
        made = np.where(np.cumsum(late) % 2 == 1, levels[0], made)
    else:
        made, seasons = steps(rng, length, log_uniform(rng, 5, 900), levels, log_uniform(rng, 0.5, 5)), []
    if rng.random() < 0.5:
        made = made + rng.choice([0.001, 0.01, 0.05]) * rounded(noise(rng, length), 0.5) * (rng.random(length) < rng.uniform(0.05, 1))
    if rng.random() < 0.3:
        made = made + rng.uniform(0.1, 0.5) * periodic(rng, length, log_uniform(rng, 20, 600))
    return np.clip(made, -1, 1), seasons


def kernels(rng, length):
    """Sums and products of Gaussian processes (KernelSynth of Chronos), by random features instead of matrices."""
    at = np.arange(length)
    seasons = []
    made = np.zeros(length)
    for _ in range(rng.integers(1, 5)):
        kind = rng.integers(5)
        if kind <= 1:
            period = pick(rng, {7: 1, 12: 1, 24: 2, 30: 1, 48: 2, 60: 1, 96: 2, 144: 1, 168: 1, 288: 2, 336: 1, 672: 1, 1008: 1}) if rng.random() < 0.6 else round(log_uniform(rng, 4, 1000))
            part = periodic(rng, length, period)
            seasons.append(period)
        elif kind == 2:
            frequency = rng.standard_normal(24) / log_uniform(rng, 4, length)
            part = np.cos(2 * np.pi * (at[:, None] * frequency / 3 + rng.uniform(size=24))).sum(1) / 3.5
        elif kind == 3:
            part = (at / length - 0.5) * 2 * rng.standard_normal()
        else:
            part = noise(rng, length) * log_uniform(rng, 0.02, 1)
        weight = rng.gamma(2, 0.5)
        made = made * (1 + 0.5 * part) if rng.random() < 0.25 and made.any() else made + weight * part
    return made + log_uniform(rng, 0.01, 0.5) * noise(rng, length), sorted(seasons)


def seasonal(rng, length):
    """Trend, up to three seasons, noise."""
    periods = sorted({round(log_uniform(rng, 4, 1000)) for _ in range(rng.integers(1, 4))})
    made = rng.uniform(0, 3) * trend(rng, length)
    for period in periods:
        made = made + rng.gamma(2, 0.5) * periodic(rng, length, period)
    return made + log_uniform(rng, 0.01, 2) * noise(rng, length), periods


def walk(rng, length):
    kind = rng.integers(5)
    change = noise(rng, length) if kind else rng.standard_normal(length) * volatility(rng, length)
    made = np.cumsum(change + rng.uniform(-0.1, 0.1) * (rng.random() < 0.4))
    if kind == 2:
        made = response(made, log_uniform(rng, 0.5, 30))
    elif kind == 3:
        width = np.sqrt(length) * rng.uniform(0.1, 0.6)
        made = np.abs((made + 1e4 * width) % (4 * width) - 2 * width)
    elif kind == 4:
        made = np.exp(made / np.sqrt(length))
    return made, []


def stationary(rng, length):
    """Autoregressive and moving average of random order, or noise alone around a level or two."""
    if rng.random() < 0.4:
        made = noise(rng, length)
    else:
        poles = rng.uniform(0.2, 0.995, rng.integers(1, 4)) * rng.choice([1, 1, 1, -1])
        made = lfilter(np.append(1, rng.uniform(-0.9, 0.9, rng.integers(0, 3))), np.poly(poles), noise(rng, length + 500))[500:]
        made = made / (made.std() + 1e-9)
    if rng.random() < 0.4:
        made = made + log_uniform(rng, 0.5, 20) * steps(rng, length, log_uniform(rng, 100, 2000))
    if rng.random() < 0.3:
        made = made * np.exp(steps(rng, length, log_uniform(rng, 100, 1500)) * rng.uniform(0.2, 1))
    return made, []


def wandering(rng, length):
    """Bearing or motor temperature: slow, with stops it cools down in and comes back from."""
    made = rng.uniform(1, 10) * autoregressive(rng, length, log_uniform(rng, 50, 2000))
    made = made + log_uniform(rng, 0.1, 3) * noise(rng, length)
    if rng.random() < 0.5:
        stopped = (switching(rng, length, log_uniform(rng, 100, 1500), 0.7) % 2 == 1) & (autoregressive(rng, length, 100) > rng.uniform(0.3, 2))
        made = made - rng.uniform(5, 60) * asymmetric(stopped.astype(float), rng.uniform(1, 60), rng.uniform(1, 60))
    return made + 80, []


def office(rng, length):
    """Air conditioning with set-back: by day at the setpoint, at night and weekend drifting towards outside."""
    day, seasons = calendar(rng)
    busy, _ = working_week(rng, length, day)
    is_on = busy > 0.4
    outside = rng.uniform(2, 8) * periodic(rng, length, day) * 0.3 + 3 * autoregressive(rng, length, 2 * day) + rng.uniform(-8, 8)
    made = asymmetric(np.where(is_on, 0.0, outside), day / rng.uniform(10, 60), day / rng.uniform(2, 20))
    return 21 + made + log_uniform(rng, 0.02, 0.8) * noise(rng, length), seasons


def resting(rng, length):
    """Constant but for the last digit, a rare step, or nothing at all."""
    kind = rng.integers(4)
    if kind == 0:
        made = np.zeros(length)
    elif kind == 1:
        made = rounded(rng.uniform(0.1, 0.6) * noise(rng, length), 1)
    elif kind == 2:
        made = steps(rng, length, rng.uniform(300, 3000))
    else:
        made = rounded(rng.uniform(1, 6) * autoregressive(rng, length, log_uniform(rng, 10, 1000)), 1)
    return made + rng.uniform(-50, 50), []


def spiky(rng, length):
    """A calm level that jumps for a sample or two, often enough to be normal."""
    made = log_uniform(rng, 0.02, 0.6) * np.abs(noise(rng, length)) + rng.uniform(0, 2)
    made = made + rng.uniform(1, 10) * bursts(rng, length, log_uniform(rng, 0.003, 0.15), log_uniform(rng, 0.2, 3))
    day, seasons = calendar(rng)
    if rng.random() < 0.5:
        busy, _ = working_week(rng, length, day)
        return made * (0.3 + busy), seasons
    return made, []


families = {
    temperature: 4, humidity: 2, daylight: 2, room_air: 2, heating: 4, machine: 4, processor_load: 7, network_bytes: 5,
    latency: 4, counts: 7, intermittent: 3, demand: 6, vibration: 2, process: 4, on_off: 4, ramps: 3, counter: 2, chaos: 4,
    telemetry: 6, kernels: 8, seasonal: 6, walk: 5, stationary: 6, wandering: 4, office: 4, resting: 3, spiky: 3,
}
