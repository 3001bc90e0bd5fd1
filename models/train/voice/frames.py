"""Shards to log-mel frames, once: what training reads.

    python -m voice.frames --shards SHARDS --out frames

Frames are natural logarithms of filter energies (features.py) before the constants are applied, half precision, each utterance at the
same loudness (its louder parts at -26 dB). `frames.index` lists the utterances with their place, and the segments of `align.py` where they are known.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np
import torch

from . import features, shard


def raw_frames(audio: np.ndarray, bank: torch.Tensor, shape: torch.Tensor) -> np.ndarray:
    mel = features.log_mel(torch.from_numpy(audio)[None], bank, shape)[0]
    return (mel * features.scale + features.mean).numpy().astype(np.float16)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    bank, shape = torch.tensor(features.filters()), torch.tensor(features.hann())
    parts, utterances, at = [], [], 0
    for path in sorted(arguments.shards.glob("*.index")):
        audio, found = shard.read(arguments.shards, path.stem)
        segments = {index: rows for part in arguments.shards.glob(f"{path.stem}.align.*") for index, rows in pickle.loads(part.read_bytes()).items()}
        for index, one in enumerate(found):
            piece = audio[one.start : one.start + one.samples].astype(np.float32) / 32768 * (0.05 / max(one.rms, 3e-4))
            if len(piece) < 2000:
                continue
            frames = raw_frames(np.clip(piece, -1, 1), bank, shape)
            one.start, one.samples, one.segments = at, len(frames), segments.get(index)
            utterances.append(one)
            parts.append(frames)
            at += len(frames)
        print(path.stem, at, flush=True)
    np.save(arguments.out.with_suffix(".npy"), np.concatenate(parts))
    arguments.out.with_suffix(".index").write_bytes(pickle.dumps(utterances))


if __name__ == "__main__":
    main()
