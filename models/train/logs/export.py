"""Checkpoint → shipped model folder.

    python -m logs.export --checkpoint build/network.pt --build build --out ../log-classifier

Writes `model.int8.onnx`, `vocabulary.txt`, `self-test.json` and `manifest.json` (without signature), and
`logs/held-back.tsv` for the benchmark; measures fp32 and int8 on the held-back templates with ONNX Runtime, calibrates
both temperatures, and prints the figures for the card.
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

from . import measure, seeds, tokenizer
from .features import Features
from .network import Classifier

FILES = ("model.int8.onnx", "vocabulary.txt", "self-test.json", "README.md")


class Exported(nn.Module):
    """The network with its table merged; `is_small`: rows of int8 with one scale each."""

    def __init__(self, network: Classifier, is_small: bool):
        super().__init__()
        self.network = network
        weight = network.table().detach()
        self.is_small = is_small
        if is_small:
            scale = weight.abs().amax(1).clamp(min=1e-8) / 127
            self.register_buffer("rows", torch.round(weight / scale[:, None]).clamp(-127, 127).to(torch.int8))
            self.register_buffer("scale", scale)
        else:
            self.register_buffer("rows", weight)

    def forward(self, words):
        rows = self.rows[words]
        if self.is_small:
            rows = rows.float() * self.scale[words].unsqueeze(-1)
        return self.network.classify(rows.sum(2), words[:, :, 0] > 0)


def to_onnx(model: nn.Module, path: Path) -> None:
    torch.onnx.export(
        model.eval(),
        (torch.ones(2, 5, tokenizer.FEATURES, dtype=torch.int32),),
        str(path),
        input_names=["words"],
        output_names=["severity", "kind"],
        dynamic_axes={"words": {0: "batch", 1: "length"}, "severity": {0: "batch"}, "kind": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )


def quantise(source: Path, target: Path) -> None:
    # Seven bits: without VNNI the 8-bit kernels of x64 saturate; it costs nothing that the figures show.
    quantize_dynamic(
        str(source), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
        op_types_to_quantize=["MatMul", "Gemm"],
    )


class OnnxModel:
    """Runs a model file as the daemon does: one thread."""

    def __init__(self, path: Path, features: Features):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.features = features

    def __call__(self, texts: list[str]) -> list[np.ndarray]:
        return self.session.run(None, {"words": self.features.tensor(texts).numpy()})


def temperature_of(logits: np.ndarray, gold: np.ndarray) -> tuple[float, float]:
    """The temperature with the least negative log likelihood (Guo et al. 2017), and the calibration error with it."""
    rows = np.arange(len(gold))
    best = min(
        np.arange(0.4, 4.0, 0.02), key=lambda t: -np.log(measure.softmax(logits, t)[rows, gold] + 1e-12).mean()
    )
    probabilities = measure.softmax(logits, best)
    sure, right = probabilities.max(-1), probabilities.argmax(-1) == gold
    bins = np.clip((sure * 15).astype(int), 0, 14)
    error = sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    return float(best), float(error)


def latency_ms(model: OnnxModel, texts: list[str], batch: int, runs: int = 200) -> float:
    """Median over runs, per line, of the network alone."""
    grids = [model.features.tensor(texts[at : at + batch]).numpy() for at in range(0, min(len(texts) - batch, runs * batch), batch)]
    times = []
    for grid in grids:
        started = time.perf_counter()
        model.session.run(None, {"words": grid})
        times.append((time.perf_counter() - started) / batch)
    return float(np.median(times) * 1000)


def describe(folder: Path, name: str) -> dict[str, object]:
    content = (folder / name).read_bytes()
    return {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def self_test(model: OnnxModel) -> list[dict[str, object]]:
    """A few lines as the model sees them, and what must come out."""
    lines = [
        "valve 3 opened", "Failed password for root from 10.0.0.1 port 4711 ssh2", "Out of memory: Killed process 812 (node)",
        "segfault at 0 ip 00007f sp 00007f error 4 in libc.so.6", "mains lost, running on battery",
    ]  # fmt: skip
    cases = []
    for text in lines:
        grid = model.features.tensor([text]).numpy()
        _, kind = model([text])
        cases.append({
            "name": text,
            "inputs": {"words": {"dims": list(grid.shape), "data": grid.flatten().tolist()}},
            "expect": {"kind": {"argmax": [int(kind[0].argmax())]}},
        })
    return cases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="1.0.0")
    args = parser.parse_args()
    torch.set_num_threads(1)
    saved = torch.load(args.checkpoint)
    features = Features(saved["words"], saved["buckets"])
    width = saved["model"]["meanings"].shape[1]
    network = Classifier(torch.zeros(len(saved["words"]), width), buckets=saved["buckets"], **saved["shape"])
    network.load_state_dict(saved["model"])
    args.build.mkdir(parents=True, exist_ok=True)
    args.out.mkdir(parents=True, exist_ok=True)
    full, table, small = (args.build / name for name in ("model.fp32.onnx", "table.int8.onnx", "model.int8.onnx"))
    with torch.no_grad():
        to_onnx(Exported(network, False), full)
        to_onnx(Exported(network, True), table)
    quantise(table, small)

    held_back = measure.renderings([one for one in seeds.load() if one.part != "train"], random.Random(7))
    texts = [one.text for one in held_back if one.view == "noLevel"]
    for name, path in (("fp32", full), ("int8", small)):
        model = OnnxModel(path, features)
        values = measure.logits(model, held_back)
        figures = measure.figures(values, held_back)
        gold = np.array([one.template.severity for one in held_back]), np.array([one.template.kind for one in held_back])
        (severity_at, severity_error), (kind_at, kind_error) = (temperature_of(v, g) for v, g in zip(values, gold))
        print(name, path.stat().st_size, "bytes", json.dumps(measure.brief(figures), indent=1))
        print(name, f"temperatures {severity_at:.2f} {kind_at:.2f}, calibration errors {severity_error:.4f} {kind_error:.4f}")
        latency = latency_ms(model, texts, 1), latency_ms(model, texts, 32)
        print(name, f"ms per line: alone {latency[0]:.3f}, of 32 {latency[1]:.3f}", flush=True)
    print(json.dumps(figures["all/noLevel"], indent=1))
    measure.print_confusions(values, held_back)

    (args.out / "model.int8.onnx").write_bytes(small.read_bytes())
    (args.out / "vocabulary.txt").write_text("\n".join(saved["words"]) + "\n", encoding="utf-8")
    (args.out / "self-test.json").write_text(json.dumps(self_test(model), separators=(",", ":")) + "\n")
    bare, levelled = figures["all/noLevel"], figures["all/level"]
    manifest = {
        "format": 1,
        "id": "log-classifier",
        "version": args.version,
        "task": "log",
        "description": "Says of a log line how much its event matters and which kind of trouble it is, without its level.",
        "licence": "Apache-2.0",
        "data": [{"name": "hand-written log templates (models/train/logs/seeds)", "licence": "Apache-2.0"}],
        "parameters": int(network.table().numel() + sum(
            value.numel() for name, value in network.named_parameters() if name != "learnt")),
        "minimum": {"edgewise": "0.1.0"},
        "files": [describe(args.out, name) for name in FILES if (args.out / name).exists()],
        "variants": [{
            "name": "int8",
            "file": "model.int8.onnx",
            "metrics": {
                "severityWithoutLevel": round(bare["severity"], 4), "severityF1WithoutLevel": round(bare["severityF1"], 4),
                "kindWithoutLevel": round(bare["kind"], 4), "kindF1WithoutLevel": round(bare["kindF1"], 4),
                "severityWithLevel": round(levelled["severity"], 4), "kindWithLevel": round(levelled["kind"], 4),
                "severityCalibrationError": round(severity_error, 4), "kindCalibrationError": round(kind_error, 4),
            },
            "latencyMs": round(latency[0], 3),
        }],
        "inputs": [{"name": "words", "type": "int32", "dims": ["batch", "length", tokenizer.FEATURES]}],
        "outputs": [
            {"name": "severity", "type": "float32", "dims": ["batch", len(seeds.SEVERITIES)]},
            {"name": "kind", "type": "float32", "dims": ["batch", len(seeds.KINDS)]},
        ],
        "batch": {"axis": 0, "max": 32, "pad": {"words": 1}},
        "labels": {"severity": list(seeds.SEVERITIES), "kind": list(seeds.KINDS)},
        "settings": {
            "vocabularySize": len(saved["words"]),
            "buckets": saved["buckets"],
            "severityTemperature": round(severity_at, 3),
            "kindTemperature": round(kind_at, 3),
        },
        "selfTest": "self-test.json",
    }
    (args.out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    (Path(__file__).parent / "held-back.tsv").write_text(
        "".join(
            f"{one.template.part}\t{one.view}\t{seeds.SEVERITIES[one.template.severity]}\t"
            f"{seeds.KINDS[one.template.kind]}\t{one.text}\n"
            for one in held_back if one.view != "masked"
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
