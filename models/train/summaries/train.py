"""
Trains the writer on the hand-written incidents:

    python -m summaries.train --out build/summaries/network.pt [--steps 6000] [--all]

Every epoch expands them anew: unused facts are left out, lines whose order is not known change places, names become
unknown words, and pairs of incidents are told as one. Deterministic per seed on one thread.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from pathlib import Path

import torch

from .batches import collate, encode
from .examples import composed, can_stand_beside, examples_of, incidents, name_words_of, shuffled, vocabulary_of
from .network import SPECIAL, Shape, Writer, save
from .record import FIELDS, LINES_MAX
from .words import Words
from .write import judge


def loss_of(network: Writer, batch, smoothing: float) -> torch.Tensor:
    fields, lines, read, copyable, inputs, right = batch
    logs = network(fields, lines, read, copyable, inputs).log_softmax(-1)
    has_target = right.any(-1)
    told = logs.masked_fill(~right, -1e9).logsumexp(-1)[has_target]
    spread = logs[..., : network.shape.vocabulary].mean(-1)[has_target]
    return -((1 - smoothing) * told + smoothing * spread).mean()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1.2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--width", type=int, default=144)
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--composed", type=float, default=0.2, help="share of examples made of two incidents")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    random_ = random.Random(options.seed)

    rows, held_rows = incidents()
    examples, held = examples_of(rows), examples_of(held_rows)
    writable = vocabulary_of(examples)
    known = [*SPECIAL, *writable]
    words = Words([*known, *name_words_of(examples, set(known))], len(known))
    examples = [one for one in examples if encode(one, words, None) is not None]
    beside = [one for one in examples if can_stand_beside(one)]
    shape = Shape(
        fields=len(FIELDS), lines=LINES_MAX + 1, vocabulary=len(known), words=words.count, width=options.width,
        inner=2 * options.width, encoder=options.layers, decoder=options.layers, dropout=options.dropout,
    )  # fmt: skip
    network = Writer(shape)
    print(json.dumps({"examples": len(examples), "heldBack": len(held), "writable": len(known), "words": words.count,
                      "parameters": sum(one.numel() for one in network.parameters())}), flush=True)  # fmt: skip
    held_batches = [one for one in (encode(one, words, None) for one in held) if one is not None]
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=0.05)
    average = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998))
    started, total = time.monotonic(), 0.0
    for step in range(options.steps):
        warm = min(1.0, (step + 1) / 300)
        optimiser.param_groups[0]["lr"] = options.rate * warm * 0.5 * (1 + math.cos(math.pi * step / options.steps))
        batch = []
        while len(batch) < options.batch:
            one = random_.choice(examples)
            if random_.random() < options.composed:
                one = composed(random_.choice(beside), random_.choice(beside)) or one
            made = encode(shuffled(one, random_), words, random_)
            if made is not None and len(made[4]) <= shape.length:
                batch.append(made)
        loss = loss_of(network, collate(batch, words), 0.05)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        average.update_parameters(network)
        total += loss.item()
        if (step + 1) % 500 == 0 or step + 1 == options.steps:
            kept = average.module.eval()
            with torch.no_grad():
                losses = [loss_of(kept, collate(held_batches[at : at + 64], words), 0.0).item() for at in range(0, len(held_batches), 64)]
            # Writing takes as long as a hundred steps: only now and then.
            figures = judge(kept, words, held[:120]) if (step + 1) % 2000 == 0 or step + 1 == options.steps else {}
            print(json.dumps({"step": step + 1, "loss": round(total / 500, 4), "heldLoss": round(sum(losses) / len(losses), 4),
                              **figures, "seconds": round(time.monotonic() - started)}), flush=True)  # fmt: skip
            total = 0.0
            save(kept, words.known, words.vocabulary, options.out)
            network.train()


if __name__ == "__main__":
    main()
