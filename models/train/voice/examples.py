"""What the encoder is trained on: pieces of aligned utterances in a row, as a microphone in some room may hear them.

Everything is done on energies of log-mel frames, which costs a tenth of doing it on samples: tempo and vocal tract by interpolation, rooms by
tails of energy, noise and babble by adding energies, microphones and levels by adding curves, masks over time and frequency (SpecAugment).
"""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np

from . import features
from .split import is_cut

# How often an utterance of each source is taken.
shares = {"speechocean762": 0.22, "librispeech": 0.25, "speech_commands": 0.13, "ljspeech": 0.04, "vctk_p239": 0.05, "alphanumeric": 0.11, "mycroft_pcd": 0.05, "synthetic": 0.15}
# Sources of single words: several in a row.
words = ("speech_commands", "mycroft_pcd")
# A phoneme that swallowed a pause is no longer than this, frames of 10 ms.
longest = 25


class Examples:
    def __init__(self, path: Path, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        # From speech alone to everything that may befall it, 0 to 1.
        self.strength = 1.0
        self.flat = np.load(path.with_suffix(".npy"), mmap_mode="r")
        self.labels = np.zeros(len(self.flat), np.int8)
        self.pools: dict[str, list] = {}
        self.development: list = []
        noise: dict[bool, list] = {False: [], True: []}
        for one in pickle.loads(path.with_suffix(".index").read_bytes()):
            if one.source in ("ljspeech", "vctk_p239") and is_cut(one.phones, one.samples / 100):
                continue
            if one.source == "noise" or one.kind == "noise":
                noise[one.is_development].append(self.flat[one.start : one.start + one.samples])
            elif one.is_development:
                if one.phones:
                    self.development.append(one)
            elif one.segments is not None and len(one.segments):
                self.add(one)
        self.noise, self.held_noise = np.concatenate(noise[False]), np.concatenate(noise[True])
        self.talk = [one for name in ("librispeech", "speechocean762", "ljspeech") for one in self.pools.get(name, [])]
        self.names = [name for name in shares if name in self.pools]
        self.weights = np.array([shares[name] for name in self.names]) / sum(shares[name] for name in self.names)
        # Long utterances are taken more often, so that all their parts are.
        self.steps = {name: np.cumsum([one.last - one.first for one in self.pools[name]]) for name in self.names}

    def add(self, one) -> None:  # noqa: ANN001
        rows = one.segments.copy()
        rows[:, 2] = np.minimum(rows[:, 2], longest)
        rows = rows[(rows[:, 1] < one.samples)]
        rows[:, 1] = np.maximum(rows[:, 1], 0)
        for phone, begin, count in rows:
            self.labels[one.start + begin : min(one.start + begin + count, one.start + one.samples)] = phone
        one.segments = rows
        one.first, one.last = max(0, int(rows[0, 1]) - 25), min(one.samples, int(rows[-1, 1] + rows[-1, 2]) + 25)
        self.pools.setdefault(one.source, []).append(one)

    def speech(self, total: int) -> tuple[np.ndarray, np.ndarray, list[int]]:
        """(total, 64) log energies, (total) labels (-1: part of a phoneme that was cut), and the phonemes in order."""
        rng = self.rng
        logs = np.full((total, features.bins), np.log(features.floor), np.float32)
        labels, phones = np.zeros(total, np.int64), []
        pace, shift = float(np.exp(rng.normal(0, 0.10))), float(np.clip(rng.normal(0, 2.0), -5, 5)) * self.strength
        bins = np.clip(np.arange(features.bins) + shift * (1 - 0.3 * np.arange(features.bins) / features.bins), 0, features.bins - 1.001)
        base = bins.astype(int)
        between = (bins - base).astype(np.float32)
        at, left, name = int(rng.uniform(0, 30)), 0, ""
        while at < total - 24:
            if left == 0:
                name = self.names[rng.choice(len(self.names), p=self.weights)]
                left = 3 if name in words else 1
            left -= 1
            pool, steps = self.pools[name], self.steps[name]
            one = pool[int(np.searchsorted(steps, rng.random() * steps[-1]))]
            first, last = self.part(one, int((total - at) * pace))
            count = min(int((last - first) / pace), total - at)
            if count < 12:
                break
            place = first + np.arange(count) * pace
            low = np.minimum(place.astype(int), one.samples - 1)
            part = (place - low)[:, None].astype(np.float32)
            piece = self.flat[one.start + first : one.start + min(last + 2, one.samples)].astype(np.float32)
            index = np.minimum(low - first, len(piece) - 1)
            piece = piece[index] * (1 - part) + piece[np.minimum(index + 1, len(piece) - 1)] * part
            piece = piece[:, base] * (1 - between) + piece[:, base + 1] * between
            logs[at : at + count] = np.maximum(logs[at : at + count], piece + rng.normal(0, 0.6))
            rows = one.segments
            kept = rows[(rows[:, 1] + rows[:, 2] * 0.6 < first + count * pace) & (rows[:, 1] + rows[:, 2] * 0.4 >= first)]
            named = self.labels[one.start + low]
            inside = (low >= kept[0, 1]) & (low < kept[-1, 1] + kept[-1, 2]) if len(kept) else np.zeros(count, bool)
            labels[at : at + count] = np.where(inside | (named == 0), named, -1)
            phones += [int(phone) for phone in kept[:, 0]]
            at += count + int(rng.choice([rng.uniform(0, 8), rng.uniform(5, 60)]))
        return logs, labels, phones

    def part(self, one, room: int) -> tuple[int, int]:  # noqa: ANN001
        """First and last frame of what fits; half of the cuts begin at a phoneme somewhere inside."""
        first, last = one.first, one.last
        if last - first <= room:
            return first, last
        if self.rng.random() < 0.5 and last - room > first:
            begins = one.segments[:, 1]
            index = min(int(np.searchsorted(begins, self.rng.uniform(first, last - room))), len(begins) - 1)
            first = max(first, int(begins[index]) - int(self.rng.uniform(0, 12)))
        return first, min(last, first + room)

    def room(self, energies: np.ndarray) -> np.ndarray:
        """With the energy that a room of 0.12 to 0.8 s gives back later."""
        rng = self.rng
        decay = 10 ** (-6 * np.arange(1, 50) * 0.01 / rng.uniform(0.12, 0.8))
        kernel = np.concatenate([[1.0], decay / decay.sum() * 10 ** (rng.uniform(-12, 3) / 10)]).astype(np.float32)
        size = len(energies) + 64
        out = np.fft.irfft(np.fft.rfft(energies, n=size, axis=0) * np.fft.rfft(kernel, n=size)[:, None], n=size, axis=0)
        return np.maximum(out[: len(energies)], 1e-9).astype(np.float32)

    def backdrop(self, total: int) -> np.ndarray:
        """(total, 64) energies of mean 1: recorded noise, babble of two to six voices, or coloured noise."""
        rng = self.rng
        kind = rng.random()
        if kind < 0.55:
            start = rng.integers(max(1, len(self.noise) - total))
            energies = np.exp(np.resize(self.noise[start : start + total], (total, features.bins)).astype(np.float32))
        elif kind < 0.87:
            energies = np.zeros((total, features.bins), np.float32)
            for _ in range(int(rng.integers(2, 7))):
                one = self.talk[rng.integers(len(self.talk))]
                voice = np.exp(self.flat[one.start : one.start + one.samples].astype(np.float32))
                energies += np.resize(np.roll(voice, int(rng.integers(len(voice))), 0), energies.shape) * rng.uniform(0.3, 1)
        else:
            curve = np.interp(np.arange(features.bins), np.linspace(0, features.bins - 1, 6), rng.normal(0, 1.2, 6)) + np.linspace(rng.uniform(-1, 3), 0, features.bins)
            energies = (np.exp(curve)[None] * rng.gamma(4, 0.25, (total, features.bins))).astype(np.float32)
        return energies / (energies.mean() + 1e-9)

    def heard(self, logs: np.ndarray) -> np.ndarray:
        """(total, 64) frames as the encoder gets them."""
        rng, strength, total = self.rng, self.strength, len(logs)
        bins = np.arange(features.bins)
        energies = np.exp(logs)
        level = np.sort(energies.mean(1))[int(total * 0.75)] + 1e-6
        if rng.random() < 0.5 * strength:
            energies = self.room(energies)
        if rng.random() < 0.82 * strength:
            energies = energies + self.backdrop(total) * level * 10 ** (-rng.uniform(-1, 25) / 10)
        gain = rng.normal(0, 1.3) * strength + (rng.uniform(-5, 2) if rng.random() < 0.5 else 0)
        curve = np.interp(bins, np.linspace(0, features.bins - 1, 9), rng.normal(0, 0.5 * strength, 9)) if rng.random() < 0.8 else np.zeros(features.bins)
        if rng.random() < 0.08 * strength:
            curve = curve - np.maximum(0, (bins - rng.uniform(38, 55)) * rng.uniform(0.2, 1.0))
        if rng.random() < 0.08 * strength:
            curve = curve - np.maximum(0, (rng.uniform(3, 9) - bins) * rng.uniform(0.2, 0.8))
        x = (np.log(energies * np.exp(gain + curve)[None].astype(np.float32) + features.floor) - features.mean) / features.scale
        if strength > 0.5:
            for _ in range(2):
                wide = int(rng.uniform(0, 15))
                low = int(rng.integers(0, features.bins - wide + 1))
                x[:, low : low + wide] = 0
            for _ in range(max(1, total // 170)):
                long = int(rng.uniform(0, 20))
                low = int(rng.integers(0, total - long))
                x[low : low + long] = 0
        return x

    def batch(self, count: int, total: int) -> tuple[np.ndarray, np.ndarray, list[list[int]]]:
        """(count, total, 64) frames, (count, total / 4) labels of the encoder's frames, and phonemes in order."""
        xs, ys, targets = np.zeros((count, total, features.bins), np.float16), np.zeros((count, total // 4), np.int64), []
        for index in range(count):
            logs, labels, phones = self.speech(total)
            xs[index], ys[index] = self.heard(logs), labels[2::4][: total // 4]
            targets.append(phones)
        return xs, ys, targets
