"""The student: a small transformer over whole words, each the sum of its feature embeddings."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from .tokenizer import WORDS_MAX


class Layer(nn.Module):
    """Pre-norm transformer layer (Xiong et al. 2020), written so that it exports to plain MatMul nodes."""

    def __init__(self, width: int, heads: int, hidden: int, dropout: float):
        super().__init__()
        self.heads = heads
        self.norm_attention = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)
        self.norm_hidden = nn.LayerNorm(width)
        self.expand = nn.Linear(width, hidden)
        self.contract = nn.Linear(hidden, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden, bias):
        batch, length, width = hidden.shape
        mixed = self.query_key_value(self.norm_attention(hidden))
        query, key, value = mixed.view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5 + bias, -1)
        mixed = (weights @ value).transpose(1, 2).reshape(batch, length, width)
        hidden = hidden + self.dropout(self.output(mixed))
        inner = functional.relu(self.expand(self.norm_hidden(hidden)))
        return hidden + self.dropout(self.contract(inner))


class Student(nn.Module):
    """`words` [batch, length, features] → `embedding` [batch, E], `intent` [batch, I], `tag` [batch, length, T]."""

    def __init__(
        self,
        features: int,
        intents: int,
        tags: int,
        *,
        word_width: int = 128,
        width: int = 192,
        layers: int = 4,
        heads: int = 6,
        embedding: int = 256,
        dropout: float = 0.1,
    ):
        super().__init__()
        self.table = nn.Embedding(features, word_width, padding_idx=0)
        nn.init.normal_(self.table.weight, std=0.05)
        with torch.no_grad():
            self.table.weight[0] = 0
        self.widen = nn.Linear(word_width, width)
        self.positions = nn.Parameter(torch.randn(WORDS_MAX, width) * 0.02)
        self.norm_words = nn.LayerNorm(width)
        self.layers = nn.ModuleList(Layer(width, heads, 4 * width, dropout) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.attend = nn.Linear(width, 1)
        self.embedding = nn.Linear(2 * width, embedding)
        self.intent = nn.Linear(2 * width, intents)
        self.tag = nn.Linear(width, tags)
        self.dropout = nn.Dropout(dropout)

    def forward(self, words):
        return self.encode(self.table(words).sum(2), words[:, :, 0] > 0)

    def encode(self, summed, mask):
        """`summed` [batch, length, word_width]: the feature embeddings of each word added up."""
        length = summed.shape[1]
        hidden = self.norm_words(self.widen(summed) + self.positions[:length])
        hidden = self.dropout(hidden)
        bias = (~mask).float()[:, None, None, :] * -1e4
        for layer in self.layers:
            hidden = layer(hidden, bias)
        hidden = self.norm(hidden)
        present = mask.float().unsqueeze(-1)
        mean = (hidden * present).sum(1) / present.sum(1).clamp(min=1)
        weights = torch.softmax(self.attend(hidden).squeeze(-1) - (~mask).float() * 1e4, -1)
        attended = (weights.unsqueeze(-1) * hidden).sum(1)
        pooled = torch.cat([mean, attended], -1)
        return {
            "embedding": functional.normalize(self.embedding(pooled), dim=-1),
            "intent": self.intent(self.dropout(pooled)),
            "tag": self.tag(self.dropout(hidden)),
            "hidden": hidden,
        }
