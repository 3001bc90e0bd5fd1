"""Trains the acoustic model on log-mel frames, on one core of a plain processor in about two hours.

    python -m voice.train --frames frames --out FOLDER --minutes 100 [--start acoustic.pt]

First by the aligned labels of single frames alone (cross-entropy: it learns from the first step on, where CTC stays at the blank for thousands),
then by CTC with a part of that. Weights are averaged over the last 500 steps; `acoustic.pt` is written at each evaluation.
"""

from __future__ import annotations

import argparse
import copy
import math
import os
import time
from pathlib import Path

import numpy as np
import torch
import torch.multiprocessing as multiprocessing
from torch.nn import functional as F

from .examples import Examples
from .measure import error_rates
from .muon import Muon
from .network import Encoder


def feed(queue, frames: Path, seed: int, count: int, total: int, strength) -> None:  # noqa: ANN001
    torch.set_num_threads(1)
    examples = Examples(frames, seed)
    while True:
        examples.strength = strength.value
        xs, ys, targets = examples.batch(count, total)
        queue.put((torch.from_numpy(xs), torch.from_numpy(ys), targets))


def losses(logits: torch.Tensor, labels: torch.Tensor, targets: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Cross-entropy a frame, and CTC a phoneme."""
    entropy = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-1, label_smoothing=0.05)
    lengths = torch.tensor([len(one) for one in targets])
    flat = torch.tensor([phone for one in targets for phone in one])
    frames = torch.full((len(targets),), logits.shape[1])
    ctc = F.ctc_loss(logits.log_softmax(-1).transpose(0, 1), flat, frames, lengths, zero_infinity=True, reduction="sum")
    return entropy, ctc / max(1, int(lengths.sum()))


def save(path: Path, model: Encoder, step: int) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save({"weights": model.state_dict(), "shape": model.shape, "step": step}, temporary)
    os.replace(temporary, path)


def load(path: Path) -> Encoder:
    saved = torch.load(path, weights_only=True)
    model = Encoder(**saved["shape"])
    model.load_state_dict(saved["weights"])
    return model


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--frames", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=100)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", type=float, default=0.15, help="share of the time by cross-entropy alone")
    parser.add_argument("--entropy", type=float, default=0.1, help="weight of the cross-entropy beside CTC")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--muon", type=float, default=0.02)
    parser.add_argument("--drop", type=float, default=0.0, help="share of channels left out")
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--inner", type=int, default=96)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--total", type=int, default=512, help="frames of 10 ms a row")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    model = load(arguments.start) if arguments.start else Encoder(arguments.width, arguments.inner)
    for layer in model.layers:
        layer.dropped = arguments.drop
    alone = 0.0 if arguments.start else arguments.alone
    strength = multiprocessing.Value("d", 1.0 if arguments.start else 0.2)
    queue = multiprocessing.Queue(6)
    feeder = multiprocessing.Process(target=feed, args=(queue, arguments.frames, arguments.seed, arguments.count, arguments.total, strength), daemon=True)
    feeder.start()
    examples = Examples(arguments.frames, 0)
    matrices = [weight for name, weight in model.named_parameters() if weight.ndim == 2 and not name.startswith("head")]
    rest = [weight for name, weight in model.named_parameters() if weight.ndim != 2 or name.startswith("head")]
    optimizers = [Muon(matrices, lr=arguments.muon), torch.optim.AdamW(rest, lr=arguments.rate, betas=(0.9, 0.98), weight_decay=0.01)]
    rates = [one.param_groups[0]["lr"] for one in optimizers]
    average, began, step, seen, told = copy.deepcopy(model), time.time(), 0, [], time.time()
    while (part := (time.time() - began) / 60 / arguments.minutes) < 1:
        if not arguments.start:
            strength.value = min(1.0, 0.2 + part * 10)
        scale = min(1, (step + 1) / 100) * (1 if part < 0.3 else 0.02 + 0.49 * (1 + math.cos(math.pi * (part - 0.3) / 0.7)))
        for one, rate in zip(optimizers, rates):
            one.param_groups[0]["lr"] = rate * scale
        frames, labels, targets = queue.get()
        entropy, ctc = losses(model(frames.float()), labels, targets)
        share = 0.0 if part < alone else min(1.0, (part - alone) / 0.1)
        loss = (1 - share * (1 - arguments.entropy)) * entropy + share * ctc
        for one in optimizers:
            one.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        for one in optimizers:
            one.step()
        step += 1
        with torch.no_grad():
            for mean, weight in zip(average.parameters(), model.parameters()):
                mean.lerp_(weight, max(0.002, 3 / (step + 3)))
        seen.append((entropy.item(), ctc.item()))
        if step % 100 == 0:
            print(f"{time.strftime('%H:%M:%S')} {step} {part:.1%} entropy {np.mean(seen, 0)[0]:.3f} ctc {np.mean(seen, 0)[1]:.3f}", flush=True)
            seen.clear()
        if time.time() - told > 600:
            told = time.time()
            print("clean", error_rates(average, examples), "12 dB", error_rates(average, examples, 12)["mean"], flush=True)
            save(arguments.out / "acoustic.pt", average, step)
    feeder.kill()
    save(arguments.out / "acoustic.pt", average, step)
    for ratio in (None, 20, 12, 6):
        print(ratio, error_rates(average, examples, ratio, 200), flush=True)


if __name__ == "__main__":
    main()
