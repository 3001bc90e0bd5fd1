"""The tokenizer of the command model: text to rows of feature ids.

The daemon has the same tokenizer in `src/commands/nano/tokenizer.ts`; both are tested with
`tokenizer-vectors.json`, which `tokenizer_vectors.py` writes. Change them together, and the version of every model
trained with it.

Limits: the first `TEXT_MAX` UTF-16 units of a text are read, of those the first `WORDS_MAX` words, and of a word the
first `FEATURES` features.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

TEXT_MAX = 1000
WORDS_MAX = 40
FEATURES = 24

WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[%°€$£&+@#/-]")
DIGIT = re.compile(r"\d")


def words(text: str) -> list[str]:
    """The words of a text, in lower case: numbers, words of letters, and a few signs."""
    # Cut as JavaScript counts, so that both sides read the same of a text that is too long.
    read = text if len(text) * 2 <= TEXT_MAX else _cut(text)
    found: list[str] = []
    for match in WORD.finditer(read):
        found.append(match.group().lower().replace("’", "'"))
        if len(found) == WORDS_MAX:
            break
    return found


def shape(word: str) -> str:
    """A word with its digits replaced by 0, as the vocabulary has it."""
    return DIGIT.sub("0", word)


def word_features(word: str, vocabulary: Mapping[str, int], buckets: int) -> list[int]:
    """The ids of one word, at most `FEATURES`, without padding.

    First its own, `1 + index`, if it is in the vocabulary; then those of its 3-grams and its 4-grams between `<` and
    `>`, each from left to right: `1 + size of the vocabulary + hash modulo buckets`.
    """
    shaped = shape(word)
    ids: list[int] = []
    own = vocabulary.get(shaped)
    if own is not None:
        ids.append(1 + own)
    bracketed = f"<{shaped}>"
    first = 1 + len(vocabulary)
    for size in (3, 4):
        for start in range(min(len(bracketed) - size + 1, FEATURES)):
            ids.append(first + fnv1a(bracketed[start : start + size]) % buckets)
    return ids[:FEATURES]


def features(text: str, vocabulary: Mapping[str, int], buckets: int) -> list[list[int]]:
    """One row of `FEATURES` ids for each word of a text, padded with 0."""
    rows = (word_features(word, vocabulary, buckets) for word in words(text))
    return [row + [0] * (FEATURES - len(row)) for row in rows]


def fnv1a(text: str) -> int:
    """FNV-1a, 32 bits, over UTF-8."""
    value = 0x811C9DC5
    for byte in text.encode("utf-8"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def index_vocabulary(entries: Sequence[str]) -> dict[str, int]:
    """Words (as `shape` leaves them) by their position; a word that occurs twice is a mistake."""
    vocabulary = {word: index for index, word in enumerate(entries)}
    if len(vocabulary) != len(entries):
        raise ValueError("the vocabulary has a word twice")
    return vocabulary


def read_vocabulary(path: Path) -> dict[str, int]:
    """`vocabulary.txt`: one word a line."""
    return index_vocabulary(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"))


def _cut(text: str) -> str:
    units = text[:TEXT_MAX].encode("utf-16-le", "surrogatepass")[: 2 * TEXT_MAX]
    return units.decode("utf-16-le", "ignore")
