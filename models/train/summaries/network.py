"""
Encoder-decoder that writes by plain words and by copies of units.

A transformer (Vaswani et al., 2017; pre-norm) whose last step scores the closed vocabulary and the units of the facts
together in one softmax (after CopyNet; Gu et al., 2016): a number, name or time can only be a copy.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn

from .record import FIELDS

# Fields that say what happened to a line of evidence.
TRAITS = ("kind:", "direction:", "reason:")
# Values that a text tells once at most; names, states and moments may come again.
ONCE = ("observed", "usual", "usual.value", "usual.low", "usual.high", "usual.bare", "limit", "for", "example", "other", "count", "omitted")  # fmt: skip

PAD, START, END = 0, 1, 2
SPECIAL = ("<pad>", "<start>", "<end>")


@dataclass(frozen=True)
class Shape:
    fields: int
    lines: int
    """Words that may be written, the special ones first."""
    vocabulary: int
    """Words that are known when read: those, common words of names, and buckets for all others."""
    words: int
    width: int = 144
    heads: int = 4
    inner: int = 288
    encoder: int = 3
    decoder: int = 3
    units: int = 160
    length: int = 72
    dropout: float = 0.15


class Attention(nn.Module):
    def __init__(self, width: int, heads: int, dropout: float):
        super().__init__()
        self.heads, self.size = heads, width // heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.dropout = nn.Dropout(dropout)

    def split(self, states: Tensor) -> Tensor:
        return states.view(states.shape[0], states.shape[1], self.heads, self.size).transpose(1, 2)

    def forward(self, states: Tensor, memory: Tensor, bias: Tensor) -> Tensor:
        """`bias`: 0 where attention may go and -1e9 where not, to be added to [batch, heads, states, memory]."""
        query, key, value = self.split(self.query(states)), self.split(self.key(memory)), self.split(self.value(memory))
        weights = (query @ key.transpose(2, 3) / math.sqrt(self.size) + bias).softmax(-1)
        mixed = (self.dropout(weights) @ value).transpose(1, 2).reshape(states.shape)
        return self.out(mixed)


class Layer(nn.Module):
    def __init__(self, shape: Shape, reads_memory: bool):
        super().__init__()
        self.own = Attention(shape.width, shape.heads, shape.dropout)
        self.own_norm = nn.LayerNorm(shape.width)
        self.reads_memory = reads_memory
        self.memory = Attention(shape.width, shape.heads, shape.dropout) if reads_memory else nn.Identity()
        self.memory_norm = nn.LayerNorm(shape.width) if reads_memory else nn.Identity()
        self.feed = nn.Sequential(nn.Linear(shape.width, shape.inner), nn.GELU(), nn.Dropout(shape.dropout), nn.Linear(shape.inner, shape.width))
        self.feed_norm = nn.LayerNorm(shape.width)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, states: Tensor, bias: Tensor, memory: Tensor | None = None, memory_bias: Tensor | None = None) -> Tensor:
        normed = self.own_norm(states)
        states = states + self.dropout(self.own(normed, normed, bias))
        if self.reads_memory:
            states = states + self.dropout(self.memory(self.memory_norm(states), memory, memory_bias))
        return states + self.dropout(self.feed(self.feed_norm(states)))


class Writer(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.field = nn.Embedding(shape.fields, shape.width, padding_idx=PAD)
        self.line = nn.Embedding(shape.lines, shape.width)
        self.word = nn.Embedding(shape.words, shape.width)
        self.trait = nn.Embedding(shape.fields, shape.width)
        self.register_buffer("is_trait", torch.tensor([float(field.startswith(TRAITS)) for field in FIELDS[: shape.fields]]))
        self.register_buffer("is_once", torch.tensor([float(field in ONCE) for field in FIELDS[: shape.fields]]))
        self.unit_place = nn.Embedding(shape.units, shape.width)
        self.token_place = nn.Embedding(shape.length, shape.width)
        self.encoder = nn.ModuleList(Layer(shape, False) for _ in range(shape.encoder))
        self.decoder = nn.ModuleList(Layer(shape, True) for _ in range(shape.decoder))
        self.encoder_norm = nn.LayerNorm(shape.width)
        self.decoder_norm = nn.LayerNorm(shape.width)
        self.pick_word = nn.Linear(shape.width, shape.vocabulary)
        self.pick_unit = nn.Linear(shape.width, shape.width)
        self.dropout = nn.Dropout(shape.dropout)
        for table in (self.field, self.line, self.word, self.trait, self.unit_place, self.token_place):
            nn.init.normal_(table.weight, std=shape.width**-0.5)

    def read(self, fields: Tensor, lines: Tensor, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """[batch, units] each → what each unit is on its own, what it is in its context, and the bias of attention to it."""
        places = torch.arange(fields.shape[1], device=fields.device)
        # Each unit knows what happened to its line, so that a copied name says which verb goes with it.
        is_same = (lines[:, :, None] == lines[:, None, :]).to(self.is_trait.dtype)
        traits = (is_same * self.is_trait[fields][:, None, :]) @ self.trait(fields)
        units = self.field(fields) + self.line(lines) + self.word(words) + traits
        bias = (fields == PAD)[:, None, None, :].to(units.dtype) * -1e9
        states = self.dropout(units + self.unit_place(places))
        for layer in self.encoder:
            states = layer(states, bias)
        return units, self.encoder_norm(states), bias

    def embed(self, tokens: Tensor, units: Tensor) -> Tensor:
        """Tokens below `vocabulary` are words, those from there on copies of units: [batch, tokens, width]."""
        is_copy = tokens >= self.shape.vocabulary
        words = self.word(tokens.masked_fill(is_copy, 0))
        index = (tokens - self.shape.vocabulary).clamp(min=0)
        copies = units.gather(1, index[:, :, None].expand(-1, -1, units.shape[2]))
        return torch.where(is_copy[:, :, None], copies, words)

    def score(self, tokens: Tensor, units: Tensor, memory: Tensor, bias: Tensor, copyable: Tensor) -> Tensor:
        """Logits of the next token after each prefix: [batch, tokens, vocabulary + units]."""
        count = tokens.shape[1]
        causal = torch.full((count, count), -1e9, device=tokens.device).triu(1)[None, None]
        states = self.dropout(self.embed(tokens, units) + self.token_place(torch.arange(count, device=tokens.device)))
        for layer in self.decoder:
            states = layer(states, causal, memory, bias)
        states = self.decoder_norm(states)
        copies = self.pick_unit(states) @ memory.transpose(1, 2) / math.sqrt(self.shape.width)
        copies = copies + (1 - copyable[:, None, :]) * -1e9
        return torch.cat([self.pick_word(states), copies], dim=2)

    def forward(self, fields: Tensor, lines: Tensor, words: Tensor, copyable: Tensor, tokens: Tensor) -> Tensor:
        units, memory, bias = self.read(fields, lines, words)
        return self.score(tokens, units, memory, bias, copyable)


def save(network: Writer, words: list[str], vocabulary: int, path) -> None:
    torch.save({"shape": asdict(network.shape), "words": words, "vocabulary": vocabulary, "weights": network.state_dict()}, path)


def load(path) -> tuple[Writer, list[str], int]:
    """The network in evaluation mode, the words it knows, and how many of these it may write."""
    kept = torch.load(path, map_location="cpu", weights_only=True)
    network = Writer(Shape(**kept["shape"]))
    network.load_state_dict(kept["weights"])
    return network.eval(), kept["words"], kept["vocabulary"]
