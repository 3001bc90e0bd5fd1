"""Where each phoneme of a recording is: forced alignment by pocketsphinx (PyPI carries its American English model), 16 kHz.

    python -m voice.align --shards SHARDS --name real --part 0 --parts 2

Writes `NAME.align.PART`: utterance number to rows (phoneme, first frame, frames) of 10 ms. What the words may be comes from our own
dictionary: each word is given to the aligner under a made-up name with its pronunciations. About 0.04 of real time on one core.
"""

from __future__ import annotations

import argparse
import pickle
import time
from pathlib import Path

import numpy as np
from pocketsphinx import Decoder

from . import shard
from .phones import inventory

# Silence around, so that a first phoneme at sample 0 has a beginning.
margin_frames = 20


class Aligner:
    def __init__(self) -> None:
        self.decoder = Decoder(lm=None, loglevel="FATAL", beam=1e-100, wbeam=1e-80, pbeam=1e-100, bestpath=False)
        self.names: dict[tuple, str] = {}

    def word(self, pronunciations: list) -> str:
        key = tuple(tuple(one) for one in pronunciations)
        if key not in self.names:
            self.names[key] = name = f"zzx{len(self.names)}"
            for index, one in enumerate(key):
                self.decoder.add_word(name if index == 0 else f"{name}({index + 1})", " ".join(inventory[phone] for phone in one), False)
        return self.names[key]

    def segments(self, audio: np.ndarray, alternatives: list) -> np.ndarray:
        """(phonemes, 3); raises RuntimeError where the words cannot be found in the audio."""
        decoder = self.decoder
        decoder.set_align_text(" ".join(self.word(one) for one in alternatives))
        margin = np.zeros(margin_frames * 160, np.int16)
        sound = np.concatenate([margin, audio, margin]).tobytes()

        def run() -> None:
            decoder.start_utt()
            decoder.process_raw(sound, full_utt=True)
            decoder.end_utt()

        run()
        if decoder.hyp() is None:
            raise RuntimeError("the words were not found")
        decoder.set_alignment()
        run()
        found = [(inventory.index(phone.name), phone.start - margin_frames, phone.duration) for word in decoder.get_alignment().words() for phone in word
                 if phone.name in inventory]
        return np.array(found, np.int32)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--parts", type=int, default=1)
    arguments = parser.parse_args()
    audio, utterances = shard.read(arguments.shards, arguments.name)
    aligner, found, failed, began = Aligner(), {}, 0, time.time()
    for index, one in enumerate(utterances):
        if index % arguments.parts != arguments.part or not one.phones:
            continue
        try:
            found[index] = aligner.segments(audio[one.start : one.start + one.samples], one.alternatives or [[one.phones]])
        except RuntimeError:
            failed += 1
    (arguments.shards / f"{arguments.name}.align.{arguments.part}").write_bytes(pickle.dumps(found))
    print(f"{arguments.name}: {len(found)} aligned, {failed} not, {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
