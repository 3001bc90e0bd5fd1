"""Synthetic speech into shards, by espeak-ng (many voices) and flite, as fast as the cores allow.

    python -m voice.synthesise --texts texts.txt --speech SPEECH_FOLDER --flite FOLDER --out SHARDS --workers 16

Never used here, so that they can test what was trained: the espeak-ng variants f3, m5 and Annie, flite's rms, and festival's kal_diphone, ked_diphone and cmu_us_slt_arctic_hts.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import random
import subprocess
import time
from multiprocessing import Process
from pathlib import Path

import numpy as np
import soundfile

from .lexicon import Lexicon, choose
from .shard import ShardWriter, Utterance, trim

accents = ["en-us"] * 6 + ["en"] * 2 + ["en-gb-x-rp", "en-gb-scotland", "en-029", "en-us-nyc", "en-gb-x-gbclan", "en-gb-x-gbcwmd"]
variants = (
    ["", "", "f1", "f2", "f4", "f5", "m1", "m2", "m3", "m4", "m6", "m7", "m8"] * 2
    + "Alex Alicia Andrea Andy Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee Marco Mario Michael Mike adam anika antonio aunty belinda benjamin boris caleb david ed edward edward2 grandma grandpa gustave ian iven iven2 iven3 john kaukovalta klatt klatt2 klatt3 klatt4 linda marcelo max michel miguel mike2 norbert pablo paul pedro quincy rob robert sandro shelby steph steph2 steph3 travis victor zac whisper croak".split()
)


class Espeak:
    def __init__(self) -> None:
        import espeakng_loader

        self.library = ctypes.cdll.LoadLibrary(espeakng_loader.get_library_path())
        self.rate = self.library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
        self.parts: list[np.ndarray] = []
        callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)

        def keep(samples, count, _events):  # noqa: ANN001
            if count > 0 and samples:
                self.parts.append(np.ctypeslib.as_array(samples, (count,)).copy())
            return 0

        self.callback = callback(keep)
        self.library.espeak_SetSynthCallback(self.callback)

    def speak(self, text: str, rng: random.Random) -> tuple[np.ndarray, str]:
        voice, variant = rng.choice(accents), rng.choice(variants)
        name = f"{voice}+{variant}" if variant else voice
        if self.library.espeak_SetVoiceByName(name.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {name}")
        self.library.espeak_SetParameter(1, rng.randint(120, 230), 0)  # words a minute
        self.library.espeak_SetParameter(3, rng.randint(20, 80), 0)  # pitch
        self.library.espeak_SetParameter(4, rng.randint(20, 90), 0)  # pitch range
        self.library.espeak_SetParameter(7, rng.choice([0, 0, 0, 1, 2]), 0)  # gap between words
        self.parts.clear()
        data = text.encode()
        self.library.espeak_Synth(data, len(data) + 1, 0, 0, 0, 1, None, None)
        self.library.espeak_Synchronize()
        audio = np.concatenate(self.parts) if self.parts else np.zeros(0, np.int16)
        return resample(audio, self.rate), f"espeak {name}"


def resample(audio: np.ndarray, rate: int) -> np.ndarray:
    """To 16 kHz by the Fourier transform; synthetic utterances are short."""
    if rate == 16000 or len(audio) == 0:
        return audio
    from scipy.signal import resample_poly

    up, down = {22050: (320, 441), 32000: (1, 2)}[rate]
    return np.clip(resample_poly(audio.astype(np.float32), up, down), -32768, 32767).astype(np.int16)


def flite(text: str, rng: random.Random, folder: Path, out: Path) -> tuple[np.ndarray, str]:
    voice = rng.choice(["slt", "slt", "awb", "kal16"])
    middle = {"slt": 175, "awb": 115, "kal16": 105}[voice]
    command = [str(folder / "flite"), "-voice", voice, "-t", text, "--setf", f"duration_stretch={rng.uniform(0.75, 1.35):.2f}",
               "--setf", f"int_f0_target_mean={middle * rng.uniform(0.75, 1.35):.0f}", str(out)]
    out.unlink(missing_ok=True)
    # What counts is the file: with only some of its voices flite crashes on leaving.
    subprocess.run(command, check=False, env={**os.environ, "LD_LIBRARY_PATH": str(folder)}, stdout=subprocess.DEVNULL)
    audio, rate = soundfile.read(out, dtype="int16")
    return resample(audio, rate), f"flite {voice}"


def work(index: int, arguments: argparse.Namespace) -> None:
    lexicon = Lexicon(arguments.speech)
    texts = arguments.texts.read_text().splitlines()
    rng = random.Random(1000 + index)
    rng.shuffle(texts)
    espeak = Espeak()
    scratch = arguments.out / f"worker{index}.wav"
    started, taken, failures = time.time(), 0, 0
    for round_number in range(arguments.rounds):
        writer = ShardWriter()
        begun = time.time()
        while time.time() - begun < arguments.seconds and time.time() - started < arguments.limit:
            text = texts[taken % len(texts)]
            taken += 1
            engine = rng.choices(["espeak", "flite"], [0.75, 0.25])[0]
            try:
                audio, voice = espeak.speak(text, rng) if engine == "espeak" else flite(text, rng, arguments.flite, scratch)
            except Exception as error:  # one voice of one engine failing must not stop the others; it is said
                failures += 1
                if failures < 5:
                    print(f"worker {index}: {engine} on {text!r}: {error}"[:200], flush=True)
                continue
            audio = trim(audio)
            if not 3200 < len(audio) < 16000 * 12:
                continue
            alternatives = lexicon.transcript(text)
            writer.add(audio, Utterance(0, 0, "synthetic", voice, text, list(choose(alternatives, None)), False, engine))
        if writer.utterances:
            writer.write(arguments.out, f"synthetic-{index:02d}-{round_number:02d}")
            print(f"worker {index}: {len(writer.utterances)} utterances, {writer.at / 57.6e6:.2f} h", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("texts", "speech", "flite", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=25, help="of one shard")
    parser.add_argument("--limit", type=float, default=160, help="seconds in all")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    processes = [Process(target=work, args=(index, arguments)) for index in range(arguments.workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


if __name__ == "__main__":
    main()
