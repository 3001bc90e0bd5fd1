"""The mean of two checkpoints, the second trained on from the first: robust as the one, exact as the other (WiSE-FT: Wortsman et al., CVPR 2022).

    python -m voice.blend --first first/acoustic.pt --second acoustic.pt --share 0.7 --out blended.pt
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("first", "second", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.7, help="of the second")
    arguments = parser.parse_args()
    first, second = (torch.load(path, weights_only=True) for path in (arguments.first, arguments.second))
    assert first["shape"] == second["shape"], "the two checkpoints have different shapes"
    weights = {name: first["weights"][name].lerp(weight, arguments.share) for name, weight in second["weights"].items()}
    torch.save({**second, "weights": weights}, arguments.out)


if __name__ == "__main__":
    main()
