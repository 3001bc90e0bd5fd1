"""Writes the trained network for the program: weights.json, the same as model.onnx, self-test.json and manifest.json."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from .features import load
from .measure import rarity, reward
from .network import PatternNetwork


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--held-back", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="1.0.0")
    options = parser.parse_args()
    torch.set_num_threads(1)
    saved = torch.load(options.checkpoint)
    corpus = load(options.held_back)
    network = PatternNetwork(4 * len(saved["statistics"]), len(saved["context"]))
    network.load_state_dict(saved["network"])
    network.eval()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    write_weights(network, saved, rarity(network, corpus.series), options.version, out)
    write_onnx(network, corpus, out)
    families = [one for one in corpus.series if one.family != "mixture"]
    mixture = [one for one in corpus.series if one.family == "mixture"]
    metrics = {"familiesReward": round(reward(network, families)[0] / 100, 3), "mixtureReward": round(reward(network, mixture)[0] / 100, 3)}
    print(json.dumps(metrics))
    width = 4 * len(saved["statistics"]) + len(saved["context"])
    manifest = {
        "format": 1,
        "id": "anomaly",
        "version": options.version,
        "task": "anomaly",
        "description": "Joins the standings of the statistics over a series into how much speaks for a fault.",
        "licence": "Apache-2.0",
        "data": [{"name": "synthetic telemetry (test/bench/detection/telemetry)", "licence": "Apache-2.0"}],
        "parameters": sum(value.numel() for value in network.parameters()),
        "minimum": {"edgewise": "0.1.0"},
        "files": [describe(out, name) for name in ("model.onnx", "weights.json", "self-test.json", "README.md")],
        "variants": [{"name": "fp32", "file": "model.onnx", "metrics": metrics}],
        "inputs": [{"name": "features", "type": "float32", "dims": ["batch", width]}],
        "outputs": [{"name": "evidence", "type": "float32", "dims": ["batch"]}],
        "batch": {"axis": 0, "max": 256, "pad": {}},
        "selfTest": "self-test.json",
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def write_weights(network: PatternNetwork, saved: dict, pairs, version: str, out: Path) -> None:
    """Row by row, inputs times units, so that an input that is zero is skipped as a whole."""
    weights = {
        "format": 1,
        "id": "anomaly",
        "version": version,
        "statistics": saved["statistics"],
        "context": saved["context"],
        "evidence": numbers(network.evidence.clamp(min=0).T),
        "context1": numbers(network.context1.weight.T),
        "bias1": numbers(network.context1.bias),
        "hidden": numbers(network.hidden.clamp(min=0).T),
        "context2": numbers(network.context2.weight.T),
        "bias2": numbers(network.context2.bias),
        "output": numbers(network.output.clamp(min=0)),
        "outputBias": float(network.output_bias.detach()),
        "rarity": pairs,
    }
    (out / "weights.json").write_text(json.dumps(weights, separators=(",", ":")) + "\n")


def numbers(tensor) -> list[float]:
    return [float(f"{value:.5g}") for value in tensor.detach().contiguous().numpy().reshape(-1)]


def write_onnx(network: PatternNetwork, corpus, out: Path) -> None:
    rows = torch.from_numpy(corpus.series[0].features[1000:1003].copy())
    torch.onnx.export(
        network, (rows,), str(out / "model.onnx"), input_names=["features"], output_names=["evidence"],
        dynamic_axes={"features": {0: "batch"}, "evidence": {0: "batch"}}, opset_version=17, dynamo=False,
    )
    session = onnxruntime.InferenceSession(str(out / "model.onnx"))
    (evidence,) = session.run(None, {"features": rows.numpy()})
    with torch.no_grad():
        np.testing.assert_allclose(evidence, network(rows).numpy(), atol=1e-4)
    cases = [
        {
            "name": "ordinary readings",
            "inputs": {"features": {"dims": [3, rows.shape[1]], "data": [round(float(value), 6) for value in rows.reshape(-1)]}},
            "expect": {"evidence": {"near": [round(float(value), 5) for value in evidence], "within": 0.001}},
        }
    ]
    (out / "self-test.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


def describe(folder: Path, name: str) -> dict:
    content = (folder / name).read_bytes()
    return {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


if __name__ == "__main__":
    main()
