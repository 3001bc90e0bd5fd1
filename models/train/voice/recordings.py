"""Real recordings into shards.

    python -m voice.recordings --speech SPEECH_FOLDER --files FOLDER --out SHARDS --name NAME

SPEECH_FOLDER holds manifest.tsv and the dictionaries; FOLDER holds those of its audio files that this shard takes.
"""

from __future__ import annotations

import argparse
import csv
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import soundfile

from .lexicon import Lexicon, choose
from .shard import ShardWriter, Utterance, loudness
from .split import is_development


def decode(path: Path) -> np.ndarray:
    """By blocks: some of the noise files end in a packet that libsndfile refuses, what stands before it is kept."""
    blocks = []
    with soundfile.SoundFile(path) as file:
        assert file.samplerate == 16000, f"{path}: {file.samplerate} Hz, not 16,000"
        try:
            while len(block := file.read(16000, dtype="int16")):
                blocks.append(block)
        except soundfile.LibsndfileError:
            pass
    return np.concatenate(blocks) if blocks else np.zeros(1600, np.int16)


def noise_utterance(row: dict[str, str]) -> Utterance:
    """Held-back noise: eight of the forty clips of a kind, and what `cut_noise` leaves out of the long recordings."""
    number = int(row["path"].split(".")[0])
    return Utterance(0, 0, "noise", row["kind"], "", None, number < 400 and number % 40 >= 32, row["source"], row["path"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--speech", type=Path, required=True)
    parser.add_argument("--files", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    lexicon = Lexicon(arguments.speech)
    with (arguments.speech / "manifest.tsv").open() as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if (arguments.files / row["path"]).exists()]
    pool = ProcessPoolExecutor(arguments.workers)
    writer, without = ShardWriter(), 0
    for row, audio in zip(rows, pool.map(decode, [arguments.files / row["path"] for row in rows], chunksize=32)):
        spelled = row["source"] == "alphanumeric"
        alternatives = lexicon.transcript(row["text"], row["source"], spelled) if row["text"] else None
        phones = list(choose(alternatives, None)) if alternatives else None
        without += phones is None
        if row["kind"] == "noise":
            phones = None
        writer.add(audio, Utterance(0, 0, row["source"], row["speaker"], row["text"], phones, is_development(row), row["kind"], row["path"], alternatives))
    noise = arguments.files / "noise" / "manifest.tsv"
    if noise.exists():
        with noise.open() as file:
            clips = list(csv.DictReader(file, delimiter="\t"))
        for row, audio in zip(clips, pool.map(decode, [arguments.files / "noise" / row["path"] for row in clips], chunksize=8)):
            if int(row["path"].split(".")[0]) < 400:
                writer.add(audio, noise_utterance(row))
                continue
            # The last quarter of a long recording is held back.
            cut = len(audio) * 3 // 4
            for part, held in ((audio[:cut], False), (audio[cut:], True)):
                utterance = noise_utterance(row)
                utterance.is_development = held
                writer.add(part, utterance)
    writer.write(arguments.out, arguments.name)
    print(f"{arguments.name}: {len(writer.utterances)} recordings, {writer.at / 57.6e6:.2f} h, {without} without phonemes", flush=True)


if __name__ == "__main__":
    main()
