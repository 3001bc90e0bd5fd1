"""
Checkpoint → shipped model folder:

    python -m summaries.export --checkpoint build/summaries/network.pt --build build/summaries --out ../summary-en

Writes `model.int8.onnx`, `vocabulary.txt`, `self-test.json` and `manifest.json` (without signature), and prints what the
network, its float32 and its int8 graph write for the held-back incidents. `README.md` of the folder is written by hand:
run it again after a change of it, with `--manifest` to leave the model as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from . import to_onnx
from .batches import encode_units
from .examples import Example, examples_of, incidents
from .network import load
from .record import FIELDS, LINES_MAX, UNITS_MAX
from .text import render
from .words import BUCKETS, Words
from .write import surfaces_of, values_of

FILES = ("model.int8.onnx", "vocabulary.txt", "self-test.json", "README.md")
MODEL_ID = "summary-en"
# Mean log probability of the tokens of a text below which it is not used; chosen on 395 texts that were read and judged.
CONFIDENCE_MIN = -0.2


class Session:
    """A graph on one thread, as the program runs it."""

    def __init__(self, path: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(path), options)

    def inputs(self, example: Example, words: Words) -> dict[str, np.ndarray]:
        fields, lines, read, copyable = encode_units(example.units, words)
        whole = {name: np.array([values], np.int64) for name, values in zip(to_onnx.INPUTS, (fields, lines, read), strict=False)}
        return whole | {"copyable": np.array([copyable], np.float32)}

    def write(self, example: Example, words: Words) -> list[int]:
        [tokens] = self.session.run(["tokens"], self.inputs(example, words))
        return [int(one) for one in tokens[0] if one != 0]


def measure(session: Session, words: Words, held: list[Example]) -> dict[str, float]:
    told = shared = wanted = 0
    lengths, times = [], []
    for example in held:
        started = time.perf_counter()
        tokens = session.write(example, words)
        times.append(time.perf_counter() - started)
        text = render(surfaces_of(tokens, example.units, words))
        mine, reference = values_of(text, example.units), values_of(example.text, example.units)
        told, wanted, shared = told + len(mine), wanted + len(reference), shared + len(mine & reference)
        lengths.append(len(text) / len(example.text))
    return {
        "coverage": round(shared / max(1, wanted), 4),
        "agreement": round(shared / max(1, told), 4),
        "lengthToReference": round(float(np.mean(lengths)), 4),
        "latencyMsP50": round(float(np.median(times)) * 1000, 2),
        "latencyMsP95": round(float(np.quantile(times, 0.95)) * 1000, 2),
    }


def describe(folder: Path, name: str) -> dict:
    content = (folder / name).read_bytes()
    return {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--build", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--manifest", action="store_true", help="only the sizes and checksums of the files anew")
    options = parser.parse_args()
    path = options.out / "manifest.json"
    if options.manifest:
        manifest = json.loads(path.read_text())
        manifest["files"] = [describe(options.out, name) for name in FILES if (options.out / name).exists()]
        path.write_text(json.dumps(manifest, indent=2) + "\n")
        return

    torch.set_num_threads(1)
    network, known, vocabulary = load(options.checkpoint)
    words = Words(known, vocabulary)
    held = examples_of(incidents()[1])
    options.build.mkdir(parents=True, exist_ok=True)
    measured = {}
    for name, is_small in (("fp32", False), ("int8", True)):
        place = options.build / f"model.{name}.onnx"
        to_onnx.write(network, place, is_small)
        measured[name] = measure(Session(place), words, held)
        print(json.dumps({"name": name, "bytes": place.stat().st_size, **measured[name]}), flush=True)

    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "model.int8.onnx").write_bytes((options.build / "model.int8.onnx").read_bytes())
    (options.out / "vocabulary.txt").write_text("\n".join(known) + "\n")
    session = Session(options.out / "model.int8.onnx")
    tests = []
    for example in held[: 12 * 5 : 12]:
        inputs = session.inputs(example, words)
        [tokens] = session.session.run(["tokens"], inputs)
        tests.append({
            "name": f"{example.id} {example.style}",
            "inputs": {name: {"dims": list(one.shape), "data": one.ravel().tolist()} for name, one in inputs.items()},
            # The end of a long text may differ between processors; its beginning does not.
            "expect": {"tokens": {"near": tokens[0, :6].tolist(), "within": 0}},
        })  # fmt: skip
    (options.out / "self-test.json").write_text(json.dumps(tests, separators=(",", ":")) + "\n")
    manifest = {
        "format": 1,
        "id": MODEL_ID,
        "version": options.version,
        "task": "summary",
        "languages": ["en"],
        "description": "Writes an alert, an explanation or a report of an incident from its facts, in plain words and copies of the facts.",
        "licence": "Apache-2.0",
        "data": [{"name": "hand-written incidents (models/train/summaries/seeds), no others", "licence": "Apache-2.0"}],
        "parameters": sum(one.numel() for one in network.parameters()),
        "minimum": {"edgewise": "0.1.0"},
        "files": [describe(options.out, name) for name in FILES if (options.out / name).exists()],
        "variants": [{"name": "int8", "file": "model.int8.onnx", "metrics": measured["int8"], "latencyMs": measured["int8"]["latencyMsP50"]}],
        "inputs": [
            *({"name": name, "type": "int64", "dims": ["batch", "units"]} for name in to_onnx.INPUTS[:3]),
            {"name": "copyable", "type": "float32", "dims": ["batch", "units"]},
        ],
        "outputs": [
            {"name": "tokens", "type": "int64", "dims": ["batch", "tokens"]},
            {"name": "logProbs", "type": "float32", "dims": ["batch", "tokens", "choices"]},
        ],
        "settings": {
            "layout": "units-1", "fields": list(FIELDS), "writable": vocabulary, "known": len(known), "buckets": BUCKETS,
            "unitsMax": UNITS_MAX, "linesMax": LINES_MAX,
            "confidenceMin": CONFIDENCE_MIN,
        },
        "selfTest": "self-test.json",
    }  # fmt: skip
    path.write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
