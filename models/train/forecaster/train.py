"""
Trains on the shards: python -m forecaster.train --samples build/samples --held build/held --out build/model.pt

The schedule is fixed by the seed: each shard is met `passes` times, the first time in order, so that training may begin
while later shards are still being made (it waits for one that is not there yet). `--resume` goes on after the last turn.
"""

from __future__ import annotations

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch

from . import samples
from .network import Forecaster, pinball, weighted

BATCH = 256


def load(path: Path):
    while not path.exists():
        time.sleep(2)
    with np.load(path) as shard:
        return {name: torch.from_numpy(shard[name]) for name in ("windows", "targets", "is_target")}


def schedule(rng, shards: int, passes: int) -> list[int]:
    """Shard of each turn: all in order, then again and again in any order."""
    return [*range(shards), *(int(one) for _ in range(passes - 1) for one in rng.permutation(shards))]


def share_of_rate(done: float) -> float:
    """Up in 2%, constant, and down to 0 in the last 30%: so a run can be ended early by fewer turns (Hu et al. 2024)."""
    return min(1.0, done / 0.02 + 0.01, (1.001 - done) / 0.3)


@torch.no_grad()
def score(model, held) -> tuple[float, torch.Tensor]:
    windows, targets, is_target = held
    loss = sum(
        pinball(model(windows[at : at + 4096]), targets[at : at + 4096], is_target[at : at + 4096]) * len(windows[at : at + 4096])
        for at in range(0, len(windows), 4096)
    ) / len(windows)
    return float(weighted(loss)), loss


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=Path, required=True)
    parser.add_argument("--held", required=True, help="corpus of held-back seeds")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shards", type=int, default=5)
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--turns", type=int, help="fewer turns than shards x passes, for a comparison of shapes")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--width", type=int, default=192)
    parser.add_argument("--hidden", type=int, default=192)
    parser.add_argument("--blocks", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on from --out")
    options = parser.parse_args()

    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    model = Forecaster(options.width, options.hidden, options.blocks)
    print(f"{sum(one.numel() for one in model.parameters())} parameters", flush=True)
    average = copy.deepcopy(model)
    made = samples.make(np.random.default_rng(4), samples.Corpus(options.held), 8_192)
    held = (torch.from_numpy(made[0]).float(), torch.from_numpy(made[1]).float(), torch.from_numpy(made[2]).float())

    turns = schedule(rng, options.shards, options.passes)[: options.turns]
    steps = len(turns) * (samples.SHARD // BATCH)
    decayed = [one for one in model.parameters() if one.ndim > 1]
    others = [one for one in model.parameters() if one.ndim == 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}], lr=options.rate, betas=(0.9, 0.98), fused=True
    )
    step, began, running, first = 0, time.monotonic(), 0.0, 0
    if options.resume and options.out.exists():
        saved = torch.load(options.out)
        average.load_state_dict(saved["model"])
        model.load_state_dict(saved["last"])
        optimiser.load_state_dict(saved["optimiser"])
        first = saved["turns"]
        step = first * (samples.SHARD // BATCH)
    last = first - 1
    for turn, shard in enumerate(turns):
        order = torch.from_numpy(rng.permutation(samples.SHARD))
        if turn < first:
            continue
        data = load(options.samples / f"{shard:05d}.npz")
        for at in range(0, samples.SHARD, BATCH):
            batch = order[at : at + BATCH]
            quantiles = model(data["windows"][batch].float())
            loss = weighted(pinball(quantiles, data["targets"][batch].float(), data["is_target"][batch].float()))
            for group in optimiser.param_groups:
                group["lr"] = options.rate * share_of_rate(step / steps)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            step += 1
            running += loss.item()
            with torch.no_grad():
                keep = min(0.999, step / (step + 20))
                torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - keep)
        options.out.parent.mkdir(parents=True, exist_ok=True)
        torch.save(
            {
                "shape": model.shape, "model": average.state_dict(), "last": model.state_dict(),
                "optimiser": optimiser.state_dict(), "turns": turn + 1,
            },
            options.out,
        )
        if (turn + 1) % 4 == 0 or turn + 1 == len(turns):
            total, loss = score(average, held)
            print(
                f"turn {turn} of {len(turns)} step {step} train {running / (samples.SHARD // BATCH * (turn - last)):.4f} "
                f"held {total:.4f} next {loss[0].mean():.4f} last {loss[-1].mean():.4f} {time.monotonic() - began:.0f} s",
                flush=True,
            )
            running, last = 0.0, turn


if __name__ == "__main__":
    main()
