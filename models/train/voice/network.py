"""The streaming encoder: factored time-delay layers (TDNN-F: Povey et al., Interspeech 2018) with residual connections, CTC over phonemes.

`forward` runs whole utterances, `step` a piece with the state of what came before; both give the same numbers, `step` later by `delay`
frames of 40 ms. Only matrix products, so that it trains and runs well on a plain processor.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F


class Layer(nn.Module):
    """Width to `inner` over the frames t - d and t, and back over t - d and t, or over t and t + d where it looks `ahead`."""

    def __init__(self, width: int, inner: int, distance: int, ahead: bool) -> None:
        super().__init__()
        self.width, self.inner, self.distance, self.ahead = width, inner, distance, ahead
        self.norm = nn.LayerNorm(width)
        self.a, self.b = nn.Linear(2 * width, inner, bias=False), nn.Linear(2 * inner, width)
        # Share of the channels of an utterance that are left out of a step of training.
        self.dropped = 0.0
        with torch.no_grad():
            self.b.weight.mul_(0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        d, frames = self.distance, x.shape[1]
        # One product for both halves of the splice, shifted afterwards: the narrow side is cheaper to move.
        both = self.norm(x) @ torch.cat([self.a.weight[:, : self.width], self.a.weight[:, self.width :]], 0).t()
        past, now = both[..., : self.inner], both[..., self.inner :]
        if self.ahead:
            h = F.pad(past, (0, 0, d, 0)) + F.pad(now, (0, 0, 0, d))
            h = torch.cat([h[:, :-d], h[:, d:]], 2)
        else:
            h = now + F.pad(past, (0, 0, d, 0))[:, :frames]
            h = torch.cat([F.pad(h, (0, 0, d, 0))[:, :frames], h], 2)
        out = F.relu(self.b(h))
        if self.training and self.dropped:
            out = out * (torch.rand(len(x), 1, self.width) >= self.dropped) / (1 - self.dropped)
        return x + out

    def widths(self) -> list[int]:
        """Of the states it keeps `distance` frames of."""
        return [self.width, self.inner, *([self.width] if self.ahead else [])]

    def step(self, x: torch.Tensor, states: list[torch.Tensor]) -> tuple[torch.Tensor, list[torch.Tensor]]:
        d = self.distance
        y = torch.cat([states[0], self.norm(x)], 1)
        h = torch.cat([states[1], self.a(torch.cat([y[:, :-d], y[:, d:]], 2))], 1)
        out = F.relu(self.b(torch.cat([h[:, :-d], h[:, d:]], 2)))
        if not self.ahead:
            return x + out, [y[:, -d:], h[:, -d:]]
        late = torch.cat([states[2], x], 1)
        return late[:, :-d] + out, [y[:, -d:], h[:, -d:], late[:, -d:]]


class Encoder(nn.Module):
    def __init__(self, width: int = 256, inner: int = 96, distances: tuple[int, ...] = (1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3), ahead: int = 4,
                 front: int = 160, labels: int = 40, bins: int = 64) -> None:
        super().__init__()
        self.shape = dict(width=width, inner=inner, distances=tuple(distances), ahead=ahead, front=front, labels=labels, bins=bins)
        self.bins = bins
        self.one, self.n1 = nn.Linear(5 * (bins + 1), front), nn.LayerNorm(front)
        self.two, self.n2 = nn.Linear(3 * front, width), nn.LayerNorm(width)
        self.layers = nn.ModuleList(Layer(width, inner, distance, index < ahead) for index, distance in enumerate(distances))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, labels)
        with torch.no_grad():
            self.head.weight.mul_(0.3)

    def front(self, mel: torch.Tensor) -> torch.Tensor:
        """(B, 4 C + 5, bins) to (B, C, width), by two layers of stride 2. The level of a frame is a number of its own, taken from its bins."""
        level = mel.mean(2, keepdim=True)
        x = torch.cat([mel - level, level], 2)
        count = (x.shape[1] - 5) // 2 + 1
        x = F.relu(self.n1(self.one(torch.cat([x[:, at : at + 2 * count - 1 : 2] for at in range(5)], 2))))
        count = (count - 3) // 2 + 1
        return F.relu(self.n2(self.two(torch.cat([x[:, at : at + 2 * count - 1 : 2] for at in range(3)], 2))))

    def forward(self, mel: torch.Tensor) -> torch.Tensor:
        """(B, T, bins) to logits (B, T // 4, labels)."""
        x = self.front(F.pad(mel, (0, 0, 3, 2)))
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))

    def delay(self) -> int:
        return sum(layer.distance for layer in self.layers if layer.ahead)

    def state_size(self) -> int:
        return 5 * self.bins + sum(layer.distance * sum(layer.widths()) for layer in self.layers)

    def step(self, mel: torch.Tensor, state: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """`mel` (1, 4 C, bins) and `state` (1, state_size), zeros at first, to log-probabilities (1, C, labels) and the next state."""
        edge = 5 * self.bins
        x = torch.cat([state[:, :edge].reshape(1, 5, self.bins), mel], 1)
        following, at = [x[:, -5:]], edge
        x = self.front(x)
        for layer in self.layers:
            states = []
            for width in layer.widths():
                states.append(state[:, at : at + layer.distance * width].reshape(1, layer.distance, width))
                at += layer.distance * width
            x, states = layer.step(x, states)
            following += states
        return F.log_softmax(self.head(self.norm(x)), -1), torch.cat([one.reshape(1, -1) for one in following], 1)
