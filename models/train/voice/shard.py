"""Shards: recorded or synthetic speech as one flat file of 16-bit samples and a list of its utterances."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

# Zero samples between two utterances, so that resampling never reads a neighbour.
guard = 16


@dataclass
class Utterance:
    start: int
    samples: int
    source: str
    speaker: str
    text: str
    phones: list[int] | None
    is_development: bool
    kind: str = ""
    path: str = ""
    # Pronunciations a word, when there is a choice.
    alternatives: list | None = None
    rms: float = field(default=0.0)
    # Rows (phoneme, first frame, frames) of 10 ms, once it was aligned.
    segments: np.ndarray | None = None


class ShardWriter:
    """Collects utterances and writes `NAME.pcm` and `NAME.index`; the index appears last and whole."""

    def __init__(self) -> None:
        self.parts: list[np.ndarray] = []
        self.utterances: list[Utterance] = []
        self.at = 0

    def add(self, audio: np.ndarray, utterance: Utterance) -> None:
        assert audio.dtype == np.int16
        utterance.start, utterance.samples = self.at + guard, len(audio)
        utterance.rms = loudness(audio)
        self.parts += [np.zeros(guard, np.int16), audio, np.zeros(guard, np.int16)]
        self.at += len(audio) + 2 * guard
        self.utterances.append(utterance)

    def write(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        np.concatenate(self.parts).tofile(folder / f"{name}.pcm")
        temporary = folder / f"{name}.tmp"
        temporary.write_bytes(pickle.dumps(self.utterances))
        temporary.rename(folder / f"{name}.index")


def read(folder: Path, name: str) -> tuple[np.ndarray, list[Utterance]]:
    return np.fromfile(folder / f"{name}.pcm", np.int16), pickle.loads((folder / f"{name}.index").read_bytes())


def loudness(audio: np.ndarray) -> float:
    """Root mean square of the louder frames (20 ms within 20 dB of the loudest), full scale 1."""
    count = len(audio) // 320
    if count == 0:
        return 1e-4
    frames = audio[: count * 320].reshape(count, 320).astype(np.float32) / 32768
    power = (frames**2).mean(1)
    loud = power >= power.max() * 0.01
    return float(np.sqrt(power[loud].mean()) + 1e-5)


def trim(audio: np.ndarray, keep: float = 0.08, below: float = 0.003) -> np.ndarray:
    """Without the silence at both ends of clean synthetic speech, less `keep` seconds."""
    loud = np.flatnonzero(np.abs(audio) > below * max(1, np.abs(audio).max()) + 8)
    if len(loud) == 0:
        return audio
    margin = int(keep * 16000)
    return audio[max(0, loud[0] - margin) : loud[-1] + margin]
