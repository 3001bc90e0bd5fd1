"""
Checkpoint → shipped model folder:

    python -m forecaster.export --checkpoint build/model.pt --data SENSORS --held build/held --build build --out ../forecaster

Writes `model.fp16.onnx`, `self-test.json` and `manifest.json` (without signature), measures float32, float16 and int8
weights on development series and held-back seeds, and prints the figures for the card. `README.md` of the folder is
written by hand: run it again after a change of it, with `--manifest` to leave the model as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from pathlib import Path

import numpy as np

from . import evaluate, golden, to_onnx, window

FILES = ("model.fp16.onnx", "self-test.json", "README.md")


def latency_ms(model: evaluate.Model, batch: int, runs: int = 400) -> float:
    """Median of one run of `batch` windows, one thread."""
    windows = np.random.default_rng(1).standard_normal((batch, window.FEATURES)).astype(np.float32)
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        model.session.run(None, {"window": windows})
        times.append(time.perf_counter() - started)
    return float(np.median(times) * 1000)


def self_test(model: evaluate.Model) -> list[dict]:
    """Histories that the TypeScript tests know too, and what the model must say of them."""
    cases = []
    for case in golden.CASES[:3] + golden.CASES[7:9]:
        made, _, _ = window.windows(window.padded(golden.history(case))[None], np.array([case["seasons"]]))
        made = np.round(made, 4)
        said = model(made.astype(np.float32))
        cases.append(
            {
                "name": case["name"],
                "inputs": {"window": {"dims": list(made.shape), "data": [round(float(one), 4) for one in made.ravel()]}},
                "expect": {"quantiles": {"near": [round(float(one), 4) for one in said.ravel()], "within": 0.02}},
            }
        )
    return cases


def describe(folder: Path, name: str) -> dict:
    content = (folder / name).read_bytes()
    return {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def figures(name: str, table: dict, held: dict) -> dict[str, float]:
    """The part of the evaluation that the manifest holds."""
    found = {"heldLoss": held["loss"], "heldNext": held["next"], "heldNextLastValue": held["lastValue"]}
    for place, row in table.items():
        found[f"{place}NextToNaive"], found[f"{place}AllToNaive"] = row[name]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--held")
    parser.add_argument("--build", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--manifest", action="store_true", help="only the sizes and checksums of the files anew")
    options = parser.parse_args()
    out = options.out
    path = out / "manifest.json"
    if options.manifest:
        manifest = json.loads(path.read_text())
        manifest["files"] = [describe(out, name) for name in FILES if (out / name).exists()]
        path.write_text(json.dumps(manifest, indent=2) + "\n")
        return

    network = to_onnx.load(options.checkpoint)
    parameters = sum(one.numel() for one in network.parameters())
    options.build.mkdir(parents=True, exist_ok=True)
    places = {name: options.build / f"model.{name}.onnx" for name in ("fp32", "fp16", "int8")}
    to_onnx.write_full(network, places["fp32"])
    to_onnx.write_half(places["fp32"], places["fp16"])
    to_onnx.write_quantised(places["fp32"], places["int8"])
    models = {name: evaluate.Model(place) for name, place in places.items()}
    table = evaluate.judge(models, evaluate.real_series(options.data))
    print(evaluate.show(table))
    measured, samples = {}, evaluate.held_samples(options.held)
    for name, model in models.items():
        held = evaluate.judge_held(model, samples)
        metrics = figures(name, table, held["all"])
        metrics |= {f"msOf{batch}": round(latency_ms(model, batch), 3) for batch in (1, 8, 64)}
        measured[name] = metrics
        print(json.dumps({"name": name, "bytes": places[name].stat().st_size, "parameters": parameters, **metrics}), flush=True)
        if name == "fp16":
            print(evaluate.show(held))

    out.mkdir(parents=True, exist_ok=True)
    (out / "model.fp16.onnx").write_bytes(places["fp16"].read_bytes())
    tests = self_test(models["fp16"])
    (out / "self-test.json").write_text(json.dumps(tests, separators=(",", ":")) + "\n")
    manifest = {
        "format": 1,
        "id": "forecaster",
        "version": options.version,
        "task": "forecast",
        "languages": [],
        "description": "Predicts the next values of a series it has never seen, with quantiles.",
        "licence": "Apache-2.0",
        "data": [{"name": "synthetic series (models/train/forecaster/families.py), no others", "licence": "Apache-2.0"}],
        "parameters": parameters,
        "minimum": {"edgewise": "0.1.0"},
        "files": [describe(out, name) for name in FILES if (out / name).exists()],
        "variants": [
            {"name": "fp16", "file": "model.fp16.onnx", "metrics": measured["fp16"], "latencyMs": measured["fp16"]["msOf1"]}
        ],
        "inputs": [{"name": "window", "type": "float32", "dims": ["batch", window.FEATURES]}],
        "outputs": [
            {"name": "quantiles", "type": "float32", "dims": ["batch", window.HORIZON, len(window.LEVELS)]}
        ],
        "batch": {"axis": 0, "max": 256},
        "settings": {"layout": window.LAYOUT, "horizon": window.HORIZON, "levels": list(window.LEVELS)},
        "selfTest": "self-test.json",
    }
    path.write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
