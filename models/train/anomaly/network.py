"""The network of the pattern detector: monotone in the evidence, free in the context (src/anomaly/unusual/network.ts)."""

from __future__ import annotations

import torch
from torch import nn


class PatternNetwork(nn.Module):
    """Features (rows x width) to evidence (rows). Weights from evidence to the output are never negative."""

    def __init__(self, evidence: int, context: int, hidden: int = 48, hidden2: int = 16):
        super().__init__()
        self.evidence_count = evidence
        self.evidence = nn.Parameter(torch.rand(hidden, evidence) * 0.15)
        self.context1 = nn.Linear(context, hidden)
        self.hidden = nn.Parameter(torch.rand(hidden2, hidden) * 0.15)
        self.context2 = nn.Linear(context, hidden2)
        self.output = nn.Parameter(torch.rand(hidden2) * 0.3)
        self.output_bias = nn.Parameter(torch.tensor(-2.0))

    def forward(self, features):
        evidence, context = features[..., : self.evidence_count], features[..., self.evidence_count :]
        first = bent(evidence @ self.evidence.clamp(min=0).T + self.context1(context))
        second = bent(first @ self.hidden.clamp(min=0).T + self.context2(context))
        return second @ self.output.clamp(min=0) + self.output_bias


def bent(units):
    """The first half of the units is rectified, the other half saturates."""
    half = units.shape[-1] // 2
    return torch.cat([torch.relu(units[..., :half]), torch.tanh(units[..., half:])], -1)
