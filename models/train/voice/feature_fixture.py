"""Frames of a sound that both sides can compute, for the parity test of the program's log-mel (test/unit/signal/log-mel.test.ts).

    python -m voice.feature_fixture > test/fixtures/log-mel.json
"""

from __future__ import annotations

import json

import numpy as np
import torch

from . import features


def sound(seconds: float) -> np.ndarray:
    """16-bit samples from whole-number arithmetic only: tones that rise, noise that swells, half a second of silence, a full-scale click."""
    count, state = int(seconds * 16000), 1
    samples = np.zeros(count, np.int64)
    for t in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        tone = (t * (37 + t // 4096)) % 251 - 125
        noise = (state >> 16) % 2001 - 1000
        samples[t] = tone * 40 * (1 + t // 8000 % 3) + noise * (t % 16000) // 16000
        if 20000 <= t < 28000:
            samples[t] = 0
        if t % 16000 == 12000:
            samples[t] = -32768
    return samples.astype(np.int16)


if __name__ == "__main__":
    torch.set_num_threads(1)
    audio = torch.from_numpy(sound(3).astype(np.float32) / 32768)[None]
    mel = features.log_mel(audio, torch.from_numpy(features.filters()), torch.from_numpy(features.hann()))[0]
    chosen = [0, 1, 60, 73, 74, 75, 123, 124, 125, 130, 200, len(mel) - 1]
    print(json.dumps({"frames": len(mel), "chosen": {str(t): [round(float(v), 4) for v in mel[t]] for t in chosen}}))
