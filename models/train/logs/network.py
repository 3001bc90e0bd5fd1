"""The network: words, each the sum of its feature embeddings, through a convolution to severity and kind."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from .seeds import KINDS, SEVERITIES


class Classifier(nn.Module):
    """`words` [batch, length, features] int32 → `severity` [batch, 6] and `kind` [batch, 10], logits.

    After Kim (2014), "Convolutional neural networks for sentence classification": each word and its neighbours, the
    strongest of each pattern in the line. Beside it a weighted mean, for what the whole line is about.
    """

    def __init__(self, meanings: torch.Tensor, own: int, buckets: int, *, patterns: int = 192, dropout: float = 0.3,
                 forgotten: float = 0.3, skipped: float = 0.1):
        super().__init__()
        known, width = meanings.shape
        self.own = own
        self.forgotten, self.skipped = forgotten, skipped
        # Meanings stay. What is learnt beside them is learnt of the `own` words of the training templates, the first
        # of the vocabulary, and of n-grams; row 0 of both is the padding.
        self.register_buffer("meanings", torch.cat([torch.zeros(1, width), meanings * 0.3]))
        self.learnt = nn.Parameter(torch.zeros(1 + own + buckets, width))
        with torch.no_grad():
            self.learnt[1 + own :].normal_(std=0.05)
        self.adapt = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)
        self.convolve = nn.Linear(3 * width, patterns)
        self.attend = nn.Linear(patterns, 1)
        pooled = 2 * patterns + width
        self.hidden = nn.Linear(pooled, patterns)
        self.severity = nn.Linear(patterns + pooled, len(SEVERITIES))
        self.kind = nn.Linear(patterns + pooled, len(KINDS))
        self.dropout = nn.Dropout(dropout)

    def table(self) -> torch.Tensor:
        """One row for each feature id; row 0 is the padding and zero."""
        padding = torch.zeros_like(self.learnt[:1])
        words = self.meanings[1 : 1 + self.own] + self.learnt[1 : 1 + self.own]
        return torch.cat([padding, words, self.meanings[1 + self.own :], self.learnt[1 + self.own :]])

    def forward(self, words):
        return self.classify(functional.embedding(words, self.table()).sum(2), words[:, :, 0] > 0)

    def read(self, different, places):
        """The same of `different` [words, features] and `places` [batch, length], which row each word is; 0 for none."""
        known = len(self.meanings)
        is_word = different < known
        meant = functional.embedding_bag(different * is_word, self.meanings, mode="sum")
        # Ids of `learnt`: own words keep theirs, n-grams follow them, the others have nothing learnt.
        own = torch.where(different <= self.own, different, torch.where(is_word, 0, different - (known - 1 - self.own)))
        learnt = functional.embedding_bag(own, self.learnt, mode="sum", padding_idx=0)
        if self.training:
            # Some words by their meaning alone, so that words of no template with the same meaning are understood.
            kept = torch.rand(len(different), 1) >= self.forgotten
            learnt = learnt * torch.where((different[:, :1] > 0) & is_word[:, :1], kept, True)
        mask = places > 0
        if self.training:
            places = places * (torch.rand(places.shape) >= self.skipped)
        return self.classify(functional.embedding(places, meant + learnt), mask)

    def classify(self, summed, mask):
        """`summed` [batch, length, width]: the feature embeddings of each word added up."""
        present = mask.float().unsqueeze(-1)
        hidden = self.norm(self.adapt(summed) + summed) * present
        hidden = self.dropout(hidden)
        before = functional.pad(hidden[:, :-1], (0, 0, 1, 0))
        after = functional.pad(hidden[:, 1:], (0, 0, 0, 1))
        patterns = functional.relu(self.convolve(torch.cat([before, hidden, after], -1))) * present
        weights = torch.softmax(self.attend(patterns) - (1 - present) * 1e4, 1)
        attended = (weights * patterns).sum(1)
        mean = hidden.sum(1) / present.sum(1).clamp(min=1)
        pooled = self.dropout(torch.cat([patterns.amax(1), attended, mean], -1))
        joined = torch.cat([pooled, self.dropout(functional.relu(self.hidden(pooled)))], -1)
        return self.severity(joined), self.kind(joined)
