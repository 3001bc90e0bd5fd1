"""Log-mel frames: the contract between the training and the program, which computes them itself (README of the model).

Samples in -1..1 (16-bit / 32768), 16 kHz. Frame t covers samples 160 t to 160 t + 399 (25 ms each 10 ms, nothing padded), times a
periodic Hann window of 400, padded with zeros to 512; power spectrum |X|^2 (257 bins); 64 triangular filters, evenly spaced from 20 to
7,600 Hz on the scale 2595 log10(1 + f / 700), of height 1, over the bins' frequencies in Hz; natural logarithm of (energy + 1e-6);
then (value - mean) / scale with the same two constants for all bins.
"""

from __future__ import annotations

import math

import numpy as np
import torch

window, hop, size, bins, floor = 400, 160, 512, 64, 1e-6
lowest, highest = 20.0, 7600.0
mean, scale = -5.0, 4.0


def mel(hertz: float) -> float:
    return 2595 * math.log10(1 + hertz / 700)


def filters(warp: float = 1.0) -> np.ndarray:
    """(257, 64). `warp` moves the filters' frequencies by that factor: a longer or shorter vocal tract."""
    edges = 700 * (10 ** (np.linspace(mel(lowest), mel(highest), bins + 2) / 2595) - 1) * warp
    frequencies = np.arange(size // 2 + 1) * 16000 / size
    rising = (frequencies[:, None] - edges[None, :-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[None, 2:] - frequencies[:, None]) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


def hann() -> np.ndarray:
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)).astype(np.float32)


def log_mel(audio: torch.Tensor, bank: torch.Tensor, shape: torch.Tensor) -> torch.Tensor:
    """(B, N) samples in -1..1 to (B, 1 + (N - 400) / 160, 64). `bank` is (257, 64) or one for each item (B, 257, 64)."""
    frames = audio.unfold(1, window, hop) * shape
    spectrum = torch.fft.rfft(frames, n=size)
    power = spectrum.real**2 + spectrum.imag**2
    return (torch.log(power @ bank + floor) - mean) / scale


def frame_count(samples: int) -> int:
    return max(0, 1 + (samples - window) // hop)
