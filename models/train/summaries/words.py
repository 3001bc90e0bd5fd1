"""Word → index: known words, and buckets (FNV-1a, 32 bit, of UTF-8 in lower case) for all others."""

from __future__ import annotations

BUCKETS = 64


def bucket_of(word: str) -> int:
    hashed = 0x811C9DC5
    for byte in word.encode():
        hashed = ((hashed ^ byte) * 0x01000193) & 0xFFFFFFFF
    return hashed % BUCKETS


class Words:
    """`known` begins with the special tokens and the words that may be written; then come words that are only read."""

    def __init__(self, known: list[str], vocabulary: int):
        self.known, self.vocabulary = known, vocabulary
        self.index = {word: index for index, word in enumerate(known)}

    @property
    def count(self) -> int:
        return len(self.known) + BUCKETS

    def read(self, word: str) -> int:
        lower = word.lower()
        return self.index.get(lower, len(self.known) + bucket_of(lower))

    def write(self, word: str) -> int | None:
        index = self.index.get(word)
        return index if index is not None and index < self.vocabulary else None
