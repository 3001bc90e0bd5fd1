"""Student checkpoint → shipped model folder.

    python -m commands.export --checkpoint build/student.pt --data DIR/nlu --speech … --out ../command-en --version 1.0.0

Writes `model.int8.onnx`, `vocabulary.txt`, `self-test.json` and `manifest.json` (without signature), measures fp32 and
int8 on the development sets with ONNX Runtime, calibrates the temperature, and prints the table for the card.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from . import distil, evaluate, mapping, tokenizer
from .student import Student


class QuantisedTable(nn.Module):
    """Rows of int8 with one scale each."""

    def __init__(self, weight: torch.Tensor):
        super().__init__()
        scale = weight.abs().amax(1).clamp(min=1e-8) / 127
        self.register_buffer("rows", torch.round(weight / scale[:, None]).clamp(-127, 127).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids):
        return self.rows[ids].float() * self.scale[ids].unsqueeze(-1)


class Exported(nn.Module):
    """The student with its three public outputs."""

    def __init__(self, student: Student):
        super().__init__()
        self.student = student

    def forward(self, words):
        out = self.student(words)
        return out["embedding"], out["intent"], out["tag"]


def to_onnx(student: Student, path: Path) -> None:
    example = torch.ones(2, 5, tokenizer.FEATURES, dtype=torch.int32)
    torch.onnx.export(
        Exported(student).eval(),
        (example,),
        str(path),
        input_names=["words"],
        output_names=["embedding", "intent", "tag"],
        dynamic_axes={
            "words": {0: "batch", 1: "length"},
            "embedding": {0: "batch"},
            "intent": {0: "batch"},
            "tag": {0: "batch", 1: "length"},
        },
        opset_version=17,
        dynamo=False,
    )


class OnnxModel:
    """Runs a model file as the daemon does: one thread, one sentence at a time unless told otherwise."""

    def __init__(self, path: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def __call__(self, words: distil.Words, sentences):
        cut = [one[: tokenizer.WORDS_MAX] for one in sentences]
        grid = np.zeros((len(cut), max(len(one) for one in cut), tokenizer.FEATURES), np.int32)
        for row, one in enumerate(cut):
            for at, word in enumerate(one):
                grid[row, at] = words.rows[words.row(word)]
        embedding, intent, tag = self.session.run(None, {"words": grid})
        return embedding, intent, tag


def outputs(model: OnnxModel, words, examples, size=32):
    """Per example (embedding, intent logits, tag logits of its words)."""
    found = [None] * len(examples)
    for batch in distil.targets.sorted_batches([len(one.words) for one in examples], size):
        embedding, intent, tag = model(words, [examples[i].words for i in batch])
        for row, i in enumerate(batch):
            found[i] = (embedding[row], intent[row], tag[row, : len(examples[i].words)])
    return found


def softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    return shifted / shifted.sum(-1, keepdims=True)


def measure(model: OnnxModel, words, development, heads) -> tuple[dict[str, float], np.ndarray, np.ndarray]:
    """Figures on the development sets; intent logits and gold of all that has one of our intents, for calibration."""
    figures: dict[str, float] = {}
    all_logits, all_gold = [], []
    right = exact = 0
    score = evaluate.SpanScore()
    for one, (_, intent, tag) in zip(development["seeds"], outputs(model, words, development["seeds"])):
        is_right = distil.intents[int(intent.argmax())] == one.intent
        given = evaluate.spans([distil.tags[i] for i in tag.argmax(-1)])
        wanted = evaluate.spans(list(one.tags))
        score.add(given, wanted)
        right += is_right
        exact += is_right and given == wanted
        all_logits.append(intent)
        all_gold.append(distil.intent_at[one.intent])
    count = len(development["seeds"])
    figures |= {"seedIntents": right / count, "seedSlotF1": score.f1, "seedExact": exact / count}
    for name, to_ours in (("hwu", mapping.hwu_intents.get), ("clinc", mapping.clinc_intent)):
        examples = development[name]
        found = outputs(model, words, examples)
        scaled = torch.from_numpy(np.stack([one[0] for one in found])) * 16
        best = heads[name](scaled).argmax(-1)
        figures[f"{name}Intents"] = sum(heads["labels"][name][int(b)] == one.intent for b, one in zip(best, examples)) / len(examples)
        mapped = [(to_ours(one.intent), row[1]) for one, row in zip(examples, found)]
        known = [(gold, logits) for gold, logits in mapped if gold]
        figures[f"{name}AsOurs"] = sum(distil.intents[int(logits.argmax())] == gold for gold, logits in known) / len(known)
        all_logits += [logits for _, logits in known]
        all_gold += [distil.intent_at[gold] for gold, _ in known]
    return figures, np.stack(all_logits), np.array(all_gold)


def temperature_of(logits: np.ndarray, gold: np.ndarray) -> tuple[float, float]:
    """The temperature with the least negative log likelihood (Guo et al. 2017), and the calibration error with it."""
    best = min(np.arange(0.3, 3.0, 0.02), key=lambda t: -np.log(softmax(logits / t)[np.arange(len(gold)), gold] + 1e-12).mean())
    probabilities = softmax(logits / best)
    sure, right = probabilities.max(-1), probabilities.argmax(-1) == gold
    bins = np.clip((sure * 15).astype(int), 0, 14)
    error = sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in range(15) if (bins == b).any())
    return float(best), float(error)


def latency_ms(model: OnnxModel, words, examples, runs: int = 400) -> float:
    """Median over single sentences, one thread."""
    for one in examples[:20]:
        model(words, [one.words])
    times = []
    for one in (examples * (runs // len(examples) + 1))[:runs]:
        started = time.perf_counter()
        model(words, [one.words])
        times.append(time.perf_counter() - started)
    return float(np.median(times) * 1000)


def quantise(source: Path, target: Path) -> None:
    # Seven bits: without VNNI the 8-bit kernels of x64 saturate; it costs nothing that the figures show.
    quantize_dynamic(
        str(source), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
        op_types_to_quantize=["MatMul", "Gemm"],
    )


@torch.no_grad()
def prune_hidden(student: Student, share: float) -> None:
    """Keeps the `share` of each layer's hidden neurons whose weights in and out are largest (structured pruning)."""
    for layer in student.layers:
        weight = layer.expand.weight.norm(dim=1) * layer.contract.weight.norm(dim=0)
        kept = weight.topk(round(share * len(weight))).indices.sort().values
        expand = nn.Linear(layer.expand.in_features, len(kept))
        contract = nn.Linear(len(kept), layer.contract.out_features)
        expand.weight.copy_(layer.expand.weight[kept])
        expand.bias.copy_(layer.expand.bias[kept])
        contract.weight.copy_(layer.contract.weight[:, kept])
        contract.bias.copy_(layer.contract.bias)
        layer.expand, layer.contract = expand, contract


@torch.no_grad()
def share_layers(student: Student) -> None:
    """Each pair of neighbouring layers gets the mean of both (weight sharing as ALBERT has it, without training again)."""
    for first, second in zip(student.layers[0::2], student.layers[1::2]):
        for one, other in zip(first.parameters(), second.parameters()):
            one.copy_((one + other) / 2)
            other.copy_(one)


def smaller(checkpoint: Path, folder: Path) -> dict[str, Path]:
    """Variants that were tried and are not shipped, each int8."""
    changes = {
        "int8, 75% of the hidden neurons": lambda student: prune_hidden(student, 0.75),
        "int8, 50% of the hidden neurons": lambda student: prune_hidden(student, 0.5),
        "int8, the last layer left out": lambda student: student.layers.__delitem__(3),
        "int8, layers shared in pairs": share_layers,
    }
    made = {}
    for at, (name, change) in enumerate(changes.items()):
        _, _, student = load(checkpoint)
        change(student)
        student.table = QuantisedTable(student.table.weight.detach())
        to_onnx(student.eval(), folder / f"smaller{at}.onnx")
        made[name] = folder / f"smaller{at}.int8.onnx"
        quantise(folder / f"smaller{at}.onnx", made[name])
    return made


def load(checkpoint: Path) -> tuple[dict, distil.Words, Student]:
    saved = torch.load(checkpoint)
    words = distil.Words(saved["vocabulary"], saved["buckets"])
    student = Student(1 + len(saved["vocabulary"]) + saved["buckets"], len(saved["intents"]), len(saved["tags"]))
    student.load_state_dict(saved["model"])
    return saved, words, student.eval()


def build(checkpoint: Path, folder: Path) -> tuple[dict, distil.Words, Path, Path]:
    saved, words, student = load(checkpoint)
    folder.mkdir(parents=True, exist_ok=True)
    full = folder / "model.fp32.onnx"
    to_onnx(student, full)
    student.table = QuantisedTable(student.table.weight.detach())
    small = folder / "table.int8.onnx"
    to_onnx(student, small)
    quantised = folder / "model.int8.onnx"
    quantise(small, quantised)
    return saved, words, full, quantised


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--speech", type=Path, required=True)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--smaller", action="store_true", help="measure pruned and shared variants too")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    saved, words, full, quantised = build(options.checkpoint, options.build)
    development = distil.read_material(options).development
    heads = {"labels": {"hwu": saved["hwu"], "clinc": saved["clinc"]}}
    for name in ("hwu", "clinc"):
        head = nn.Linear(saved["heads"][f"{name}.weight"].shape[1], len(saved[name]))
        head.load_state_dict({"weight": saved["heads"][f"{name}.weight"], "bias": saved["heads"][f"{name}.bias"]})
        heads[name] = head.eval()
    variants = []
    tried = smaller(options.checkpoint, options.build) if options.smaller else {}
    with torch.no_grad():
        for name, path in {"fp32": full, **tried, "int8": quantised}.items():
            model = OnnxModel(path)
            figures, logits, gold = measure(model, words, development, heads)
            temperature, error = temperature_of(logits, gold)
            figures |= {"calibrationError": error}
            variants.append(
                {
                    "name": name, "file": path.name, "bytes": path.stat().st_size,
                    "metrics": {key: round(value, 4) for key, value in figures.items()},
                    "latencyMs": round(latency_ms(model, words, development["seeds"]), 2),
                }
            )
            print(json.dumps(variants[-1]), flush=True)

    out = options.out
    out.mkdir(parents=True, exist_ok=True)
    (out / "model.int8.onnx").write_bytes(quantised.read_bytes())
    (out / "vocabulary.txt").write_text("\n".join(saved["vocabulary"]) + "\n")
    (out / "self-test.json").write_text(json.dumps(self_test(OnnxModel(quantised), words), separators=(",", ":")) + "\n")
    manifest = {
        "format": 1,
        "id": "command-en",
        "version": options.version,
        "task": "command",
        "languages": ["en"],
        "description": "Understands English commands and questions: sentence embedding, intent and slots.",
        "licence": "Apache-2.0",
        "data": [
            {"name": "hand-written seed templates (models/train/commands/seeds)", "licence": "Apache-2.0"},
            {"name": "Heriot-Watt NLU evaluation data (HWU64), training part of one fold", "licence": "CC-BY-4.0"},
            {"name": "CLINC150, training part", "licence": "CC-BY-3.0"},
            {"name": "LibriSpeech, LJ Speech, VCTK p239, speechocean762: transcripts, as rejections", "licence": "CC-BY-4.0, public domain, ODC-By-1.0, free use"},
        ],
        "parameters": int(sum(value.numel() for value in saved["model"].values())),
        "minimum": {"edgewise": "0.1.0"},
        "files": [describe(out, name) for name in ("model.int8.onnx", "vocabulary.txt", "self-test.json", "README.md") if (out / name).exists()],
        "variants": [
            {"name": one["name"], "file": one["file"], "metrics": one["metrics"], "latencyMs": one["latencyMs"]}
            for one in variants
            if one["name"] == "int8"
        ],
        "inputs": [{"name": "words", "type": "int32", "dims": ["batch", "length", tokenizer.FEATURES]}],
        "outputs": [
            {"name": "embedding", "type": "float32", "dims": ["batch", int(saved["model"]["embedding.weight"].shape[0])]},
            {"name": "intent", "type": "float32", "dims": ["batch", len(saved["intents"])]},
            {"name": "tag", "type": "float32", "dims": ["batch", "length", len(saved["tags"])]},
        ],
        "batch": {"axis": 0, "max": 32, "pad": {"words": 1}},
        "labels": {"intent": saved["intents"], "tag": saved["tags"]},
        "settings": {
            "vocabularySize": len(saved["vocabulary"]),
            "buckets": saved["buckets"],
            "wordsMax": tokenizer.WORDS_MAX,
            "temperature": round(temperature, 3),
        },
        "selfTest": "self-test.json",
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def describe(folder: Path, name: str) -> dict:
    content = (folder / name).read_bytes()
    return {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def self_test(model: OnnxModel, words: distil.Words) -> list[dict]:
    """A few sentences as the model sees them, and the intent it must find."""
    sentences = ["turn on the kitchen light", "set the heating to twenty one degrees", "what happened last night", "good morning"]
    cases = []
    for text in sentences:
        tokens = tuple(text.split())
        _, intent, _ = model(words, [tokens])
        rows = [words.rows[words.row(word)] for word in tokens]
        cases.append(
            {
                "name": text,
                "inputs": {"words": {"dims": [1, len(tokens), tokenizer.FEATURES], "data": [id for row in rows for id in row]}},
                "expect": {"intent": {"argmax": [int(intent[0].argmax())]}},
            }
        )
    return cases


if __name__ == "__main__":
    main()
