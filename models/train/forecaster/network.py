"""The forecaster: a residual perceptron over one window; quantiles that never cross."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.functional import silu, softplus

from . import window

LEVELS = torch.tensor(window.LEVELS)
MIDDLE = window.LEVELS.index(0.5)


class Block(nn.Module):
    def __init__(self, width: int, hidden: int):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.expand = nn.Linear(width, hidden)
        self.contract = nn.Linear(hidden, width)
        nn.init.zeros_(self.contract.weight)
        nn.init.zeros_(self.contract.bias)

    def forward(self, x):
        return x + self.contract(silu(self.expand(self.norm(x))))


class Forecaster(nn.Module):
    """float32 [batch, FEATURES] → float32 [batch, HORIZON, levels], in the squashed space of the window."""

    def __init__(self, width: int = 192, hidden: int = 192, blocks: int = 3):
        super().__init__()
        self.shape = {"width": width, "hidden": hidden, "blocks": blocks}
        self.enter = nn.Linear(window.FEATURES, width)
        self.blocks = nn.ModuleList(Block(width, hidden) for _ in range(blocks))
        self.norm = nn.LayerNorm(width)
        self.leave = nn.Linear(width, window.HORIZON * len(window.LEVELS))
        # Most of a good median is linear in what was just seen.
        self.straight = nn.Linear(window.FEATURES, window.HORIZON, bias=False)
        nn.init.zeros_(self.straight.weight)

    def forward(self, windows):
        x = silu(self.enter(windows))
        for block in self.blocks:
            x = block(x)
        out = self.leave(self.norm(x)).reshape(-1, window.HORIZON, len(window.LEVELS))
        middle = out[:, :, MIDDLE : MIDDLE + 1] + self.straight(windows).unsqueeze(-1)
        # Gaps to the neighbour nearer the median: positive, so that the levels stay in order.
        below = softplus(out[:, :, :MIDDLE]).flip(-1).cumsum(-1).flip(-1)
        above = softplus(out[:, :, MIDDLE + 1 :]).cumsum(-1)
        return torch.cat([middle - below, middle, middle + above], -1)


#: The next value matters most: surprise is about it.
HORIZON_WEIGHTS = torch.tensor([4.0, 2.0, 1.5, 1.0, 1.0, 1.0, 1.0, 1.0])
#: Without it the outer levels would hardly count: the loss of a quantile is about sqrt(q (1 - q)) at its best.
LEVEL_WEIGHTS = 1 / torch.sqrt(LEVELS * (1 - LEVELS))


def pinball(quantiles, targets, is_target):
    """Mean pinball loss [HORIZON, levels] over what is a target, unweighted."""
    apart = targets.unsqueeze(-1) - quantiles
    loss = torch.maximum(LEVELS * apart, (LEVELS - 1) * apart) * is_target.unsqueeze(-1)
    return loss.sum(0) / is_target.sum(0).clamp(min=1).unsqueeze(-1)


def weighted(loss):
    weights = HORIZON_WEIGHTS.unsqueeze(-1) * LEVEL_WEIGHTS
    return (loss * weights).sum() / weights.sum()
