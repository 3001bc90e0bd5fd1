"""Trains the log classifier on the labelled templates.

    python -m logs.train --words build/words.pt --out build/network.pt

A few minutes on one core. Same seed, same model up to rounding.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import random
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from . import measure, noise, seeds
from .features import Features
from .network import Classifier

BUCKETS = 4096
#: Share of a batch that is lines of which nothing is known.
ROUTINE_SHARE = 0.12


def draw_weights(train: list[seeds.Template]) -> list[float]:
    """Rare pairs of severity and kind are drawn somewhat more often than they occur."""
    counts = Counter((one.severity, one.kind) for one in train)
    return [counts[one.severity, one.kind] ** -0.1 for one in train]


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    r = random.Random(args.seed)
    known = torch.load(args.words)
    features = Features(known["words"], BUCKETS)
    templates = [one for one in seeds.load() if one.part == "train"]
    # Words of no template, and templates of routine, for lines of which nothing is known.
    unknown = known["words"][known["own"] :]
    calm = [one.text for one in templates if one.kind == seeds.KINDS.index("normal")]
    held_back = measure.renderings([one for one in seeds.load() if one.part != "train"], random.Random(7))
    model = Classifier(known["meanings"], known["own"], BUCKETS, patterns=args.patterns, dropout=args.dropout,
                       forgotten=args.forgotten, skipped=args.skipped)
    if args.resume:
        model.load_state_dict(torch.load(args.resume)["model"])
    own = [model.learnt]
    others = [parameter for name, parameter in model.named_parameters() if name != "learnt"]
    optimiser = torch.optim.AdamW(
        [{"params": own, "weight_decay": args.table_decay}, {"params": others, "weight_decay": 0.05}],
        lr=args.rate, betas=(0.9, 0.98), fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / 200, 0.5 * (1 + math.cos(math.pi * step / args.steps)) + 0.01)
    )
    # The mean of the weights of the last hundreds of steps, which is what is measured and kept.
    mean = copy.deepcopy(model).eval()
    pairs = list(zip(mean.parameters(), model.parameters()))
    drawn = r.choices(templates, draw_weights(templates), k=args.steps * args.batch)
    started, running = time.process_time(), 0.0
    for step in range(1, args.steps + 1):
        model.train()
        some = drawn[(step - 1) * args.batch : step * args.batch]
        texts = [noise.vary(one.text, seeds.SEVERITIES[one.severity], seeds.KINDS[one.kind], r) for one in some]
        severities, kinds = [one.severity for one in some], [one.kind for one in some]
        for at in range(round(args.batch * ROUTINE_SHARE)):
            texts[at], severity = noise.routine(unknown, calm, r)
            severities[at], kinds[at] = seeds.SEVERITIES.index(severity), seeds.KINDS.index("normal")
        severity, kind = model.read(*features.places(texts, r))
        loss = functional.cross_entropy(severity, torch.tensor(severities), label_smoothing=0.05)
        loss = loss + functional.cross_entropy(kind, torch.tensor(kinds), label_smoothing=0.05)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            share = max(1 / step, args.mean)
            torch._foreach_lerp_([kept for kept, _ in pairs], [new for _, new in pairs], share)
        running += (loss.item() - running) / min(step, 200)
        if step % args.every == 0 or step == args.steps:
            found = measure.figures(measure.logits(lambda t: mean.read(*features.places(t)), held_back), held_back)
            seconds = time.process_time() - started
            print(step, f"{seconds:.0f}s loss {running:.3f}", json.dumps(measure.brief(found)), flush=True)
    shape = {"own": known["own"], "patterns": args.patterns}
    torch.save({"model": mean.state_dict(), "shape": shape, "words": known["words"], "buckets": BUCKETS}, args.out)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", type=Path, help="a checkpoint of the same words to go on from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=3600)
    parser.add_argument("--every", type=int, default=500)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--patterns", type=int, default=192)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--mean", type=float, default=0.005, help="share of the newest weights in the mean")
    parser.add_argument("--forgotten", type=float, default=0.45)
    parser.add_argument("--skipped", type=float, default=0.12)
    parser.add_argument("--table-decay", type=float, default=0.3)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
