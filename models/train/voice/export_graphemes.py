"""Checkpoint to shipped folder, with the figures for the card.

    python -m voice.export_graphemes --checkpoint graphemes.pt --dictionary cmudict.dict --build build --out ../voice-g2p
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from .graphemes import Reader, alphabet, begin, end, letters_of, longest_answer, longest_word, part
from .measure import edit_distance
from .phones import inventory, read_dictionary

files = ("model.int8.onnx", "self-test.json", "README.md")


class NextPhoneme(nn.Module):
    """Only what comes after the last phoneme; int32 in, as the program's tensors are."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, letters: torch.Tensor, phones: torch.Tensor) -> torch.Tensor:
        return self.reader(letters.long(), phones.long())[:, -1]


def to_onnx(reader: Reader, path: Path) -> None:
    torch.onnx.export(
        NextPhoneme(reader).eval(), (torch.ones(2, 5, dtype=torch.int32), torch.ones(2, 3, dtype=torch.int32)), str(path),
        input_names=["letters", "phonemes"], output_names=["next"],
        dynamic_axes={"letters": {0: "batch", 1: "letters"}, "phonemes": {0: "batch", 1: "position"}, "next": {0: "batch"}},
        opset_version=17, dynamo=False,
    )


class Session:
    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def next(self, letters: np.ndarray, phones: np.ndarray) -> np.ndarray:
        return self.session.run(None, {"letters": letters, "phonemes": phones})[0]

    def read(self, words: list[str]) -> list[list[int]]:
        """Greedy, words of one batch padded with letter 0."""
        letters = np.zeros((len(words), max(map(len, words))), np.int32)
        for row, word in enumerate(words):
            letters[row, : len(word)] = letters_of(word)
        phones = np.full((len(words), 1), begin, np.int32)
        for _ in range(longest_answer - 1):
            phones = np.concatenate([phones, self.next(letters, phones).argmax(1).astype(np.int32)[:, None]], 1)
            if np.all((phones[:, 1:] == end).any(1)):
                break
        return [[*row[: row.index(end)]] if end in row else row for row in phones[:, 1:].tolist()]


def figures(session: Session, words: dict[str, list]) -> tuple[float, float]:
    names = sorted(words, key=len)
    answers = [answer for at in range(0, len(names), 64) for answer in session.read(names[at : at + 64])]
    pairs = [min((edit_distance(answer, list(right)), len(right)) for right in words[name]) for name, answer in zip(names, answers)]
    return float(np.mean([wrong > 0 for wrong, _ in pairs])), sum(wrong for wrong, _ in pairs) / sum(length for _, length in pairs)


def describe(folder: Path, name: str) -> dict[str, object]:
    content = (folder / name).read_bytes()
    return {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def self_test(session: Session) -> list[dict[str, object]]:
    cases = []
    for word in ("edgewise", "kitchen", "zone", "irrigation", "o'hara"):
        letters = np.array([letters_of(word)], np.int32)
        answer = session.read([word])[0]
        phones = np.array([[begin, *answer[:-1]]], np.int32)
        cases.append({
            "name": f"{word}: {' '.join(inventory[phone] for phone in answer)}",
            "inputs": {"letters": {"dims": list(letters.shape), "data": letters.flatten().tolist()},
                       "phonemes": {"dims": list(phones.shape), "data": phones.flatten().tolist()}},
            "expect": {"next": {"argmax": [int(session.next(letters, phones)[0].argmax())]}},
        })
    return cases


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("checkpoint", "dictionary", "build", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--most", type=int, default=0, help="measure on so many of the held-back words only")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    saved = torch.load(arguments.checkpoint, map_location="cpu")
    reader = Reader(**saved["shape"]).eval()
    reader.load_state_dict({name: value.float() for name, value in saved["model"].items()})
    arguments.build.mkdir(parents=True, exist_ok=True)
    arguments.out.mkdir(parents=True, exist_ok=True)
    full, small = arguments.build / "g2p.fp32.onnx", arguments.out / "model.int8.onnx"
    with torch.no_grad():
        to_onnx(reader, full)
    quantize_dynamic(str(full), str(small), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, op_types_to_quantize=["MatMul", "Gemm"])
    every = {word: prons for word, prons in read_dictionary(arguments.dictionary).items()
             if 1 < len(word) <= longest_word and set(word) <= set(alphabet) and max(map(len, prons)) < longest_answer - 1}
    test = {word: prons for word, prons in every.items() if part(word) == "test"}
    if arguments.most:
        test = dict(random.Random(1).sample(sorted(test.items()), arguments.most))
    results = {}
    for name, path in (("fp32", full), ("int8", small)):
        session = Session(path)
        results[name] = figures(session, test)
        print(name, path.stat().st_size, "bytes, word and phoneme errors of", len(test), "held-back words:", results[name], flush=True)
    started = time.perf_counter()
    for word in list(test)[:100]:
        session.read([word])
    latency = (time.perf_counter() - started) * 10
    print(f"{latency:.1f} ms a word, greedy, one thread")
    (arguments.out / "self-test.json").write_text(json.dumps(self_test(session), separators=(",", ":")) + "\n")
    manifest = {
        "format": 1, "id": "voice-g2p", "version": arguments.version, "task": "pronunciation", "languages": ["en"],
        "description": "Reads a word that no dictionary has: letters to ARPAbet phonemes, one at a time.",
        "licence": "Apache-2.0",
        "data": [{"name": "CMU Pronouncing Dictionary", "licence": "BSD-2-Clause"}],
        "parameters": sum(value.numel() for value in reader.parameters()),
        "minimum": {"edgewise": "0.1.0"},
        "files": [describe(arguments.out, name) for name in files if (arguments.out / name).exists()],
        "variants": [{"name": "int8", "file": "model.int8.onnx",
                      "metrics": {"wordErrors": round(results["int8"][0], 4), "phonemeErrors": round(results["int8"][1], 4)}, "latencyMs": round(latency, 3)}],
        "inputs": [{"name": "letters", "type": "int32", "dims": ["batch", "letters"]}, {"name": "phonemes", "type": "int32", "dims": ["batch", "position"]}],
        "outputs": [{"name": "next", "type": "float32", "dims": ["batch", len(inventory)]}],
        "labels": {"next": ["<end>", *inventory[1:]]},
        "settings": {"alphabet": alphabet, "begin": begin, "end": end, "longestWord": longest_word, "longestAnswer": longest_answer - 2},
        "selfTest": "self-test.json",
    }
    (arguments.out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
