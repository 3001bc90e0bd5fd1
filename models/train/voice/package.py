"""An exported acoustic model (ONNX) → the folder that the program reads.

    python -m voice.package --model voice-acoustic.onnx --variant int8 --delay 4 --parameters 1390000 --out ../voice-acoustic \
        [--version 1.0.0] [--metrics metrics.json] [--settings calibration.json]

Writes `acoustic.onnx`, `self-test.json` and `manifest.json` (without signature). `metrics.json`: figures by name; `calibration.json`:
further settings, by the name of who reads them (decoder, wake, endpoint). `README.md` is written by hand before: its checksum is in the
manifest. `--manifest` only brings checksums and the given settings and metrics up to date.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from pathlib import Path

import numpy as np

from .phones import inventory

files = ("acoustic.onnx", "self-test.json", "README.md")


def describe(folder: Path, name: str) -> dict:
    content = (folder / name).read_bytes()
    return {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def sound_of_test() -> np.ndarray:
    """Log-mel of a third of a second of the sound of feature_fixture.py."""
    import torch

    from . import feature_fixture, features

    audio = torch.from_numpy(feature_fixture.sound(0.4).astype(np.float32) / 32768)[None]
    mel = features.log_mel(audio, torch.from_numpy(features.filters()), torch.from_numpy(features.hann()))
    return np.round(mel[:, :32].numpy(), 3).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--variant", default="int8")
    parser.add_argument("--delay", type=int)
    parser.add_argument("--parameters", type=int)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--metrics", type=Path)
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--manifest", action="store_true")
    options = parser.parse_args()
    out, path = options.out, options.out / "manifest.json"
    metrics = json.loads(options.metrics.read_text()) if options.metrics else {}
    settings = json.loads(options.settings.read_text()) if options.settings else {}
    if options.manifest:
        manifest = json.loads(path.read_text())
        manifest["files"] = [describe(out, name) for name in files if (out / name).exists()]
        manifest["settings"] |= settings
        manifest["variants"][0]["metrics"] |= metrics
        path.write_text(json.dumps(manifest, indent=2) + "\n")
        return

    import onnxruntime

    out.mkdir(parents=True, exist_ok=True)
    (out / "acoustic.onnx").write_bytes(options.model.read_bytes())
    session_options = onnxruntime.SessionOptions()
    session_options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(options.model), session_options, providers=["CPUExecutionProvider"])
    state_size = {one.name: one.shape for one in session.get_inputs()}["state"][1]
    mel, state = sound_of_test(), np.zeros((1, state_size), np.float32)
    said, _ = session.run(["logprobs", "next"], {"mel": mel, "state": state})
    times = []
    for _ in range(100):
        started = time.perf_counter()
        session.run(None, {"mel": mel, "state": state})
        times.append(time.perf_counter() - started)
    latency = round(float(np.median(times) * 1000), 2)
    case = {
        "name": "a third of a second of rising tones",
        "inputs": {
            "mel": {"dims": list(mel.shape), "data": [round(float(one), 3) for one in mel.ravel()]},
            "state": {"dims": [1, state_size], "data": [0] * state_size},
        },
        # Quantised products differ a little from processor to processor.
        "expect": {"logprobs": {"near": [round(float(one), 3) for one in said.ravel()], "within": 1.0}},
    }
    (out / "self-test.json").write_text(json.dumps([case], separators=(",", ":")) + "\n")
    manifest = {
        "format": 1,
        "id": "voice-acoustic",
        "version": options.version,
        "task": "acoustic",
        "languages": ["en"],
        "description": "Tells the sounds of English speech (ARPAbet without stress) from audio, 25 times a second, as it comes.",
        "licence": "Apache-2.0",
        "data": [
            {"name": "recordings of data/speech (models/train/voice/recordings.py)", "licence": "as listed in its card"},
            {"name": "synthetic speech made by flite and espeak-ng (models/train/voice/synthesise.py)", "licence": "Apache-2.0"},
        ],
        "parameters": options.parameters,
        "minimum": {"edgewise": "0.1.0"},
        "files": [describe(out, name) for name in files if (out / name).exists()],
        "variants": [{"name": options.variant, "file": "acoustic.onnx", "metrics": metrics, "latencyMs": latency}],
        "inputs": [
            {"name": "mel", "type": "float32", "dims": [1, "frames", 64]},
            {"name": "state", "type": "float32", "dims": [1, state_size]},
        ],
        "outputs": [
            {"name": "logprobs", "type": "float32", "dims": [1, "steps", len(inventory)]},
            {"name": "next", "type": "float32", "dims": [1, state_size]},
        ],
        "labels": {"sound": list(inventory)},
        "settings": {
            "layout": "log-mel-1",
            "melBins": 64,
            "frameMs": 40,
            "delayFrames": options.delay,
            "stateSize": state_size,
            **settings,
        },
        "selfTest": "self-test.json",
    }
    path.write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
