"""Texts to the tensors that the network reads."""

from __future__ import annotations

import random

import numpy as np
import torch

from . import tokenizer

#: While training, a word in eight is known by its letters alone, as a word of no template is.
UNKNOWN_SHARE = 0.12
ROWS_MAX = 200_000


class Features:
    """Rows of feature ids of words, remembered."""

    def __init__(self, words: list[str], buckets: int):
        self.vocabulary = {word: index for index, word in enumerate(words)}
        self.buckets = buckets
        self.rows: dict[str, np.ndarray] = {}

    def of(self, word: str) -> np.ndarray:
        row = self.rows.get(word)
        if row is None:
            row = np.array(tokenizer.word_features(word, self.vocabulary, self.buckets), np.int32)
            if len(self.rows) < ROWS_MAX:
                self.rows[word] = row
        return row

    def tensor(self, texts: list[str]) -> torch.Tensor:
        """int32 [texts, longest, FEATURES]."""
        different, places = self.places(texts)
        return different[places.long()]

    def places(self, texts: list[str], r: random.Random | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """
        int32 [words, FEATURES] and [texts, longest]: each different word once, the first for none, and where it stands.
        With `r`, some words lose their own id and keep those of their letters.
        """
        read = [tokenizer.words(text) or [tokenizer.ANY] for text in texts]
        places = np.zeros((len(read), max(len(one) for one in read)), np.int32)
        seen: dict[tuple[str, bool], int] = {}
        rows = [np.zeros(0, np.int32)]
        for at, one in enumerate(read):
            for place, word in enumerate(one):
                is_unknown = r is not None and r.random() < UNKNOWN_SHARE
                index = seen.get((word, is_unknown))
                if index is None:
                    row = self.of(word)
                    index = seen[word, is_unknown] = len(rows)
                    rows.append(row[1:] if is_unknown and len(row) > 1 and word in self.vocabulary else row)
                places[at, place] = index
        grid = np.zeros((len(rows), tokenizer.FEATURES), np.int32)
        for index, row in enumerate(rows):
            grid[index, : len(row)] = row
        return torch.from_numpy(grid), torch.from_numpy(places)
