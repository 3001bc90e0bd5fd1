"""The tokenizer of the log classifier: a line of a log, or its template, to rows of feature ids.

The daemon has the same tokenizer in `src/anomaly/logs/classifier/tokenizer.ts`; both are tested with
`tokenizer-vectors.json`, which `tokenizer_vectors.py` writes. Change them together, and the version of every model
trained with it.

Limits: the first `TEXT_MAX` UTF-16 units of a text are read, of those the first `WORDS_MAX` words, and of a word the
first `FEATURES` features.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

TEXT_MAX = 1000
WORDS_MAX = 40
FEATURES = 20

# The place where lines of a template differ; an address, a time or an identifier says as little and is written so too.
ANY = "#"

WORD = re.compile(
    r"<\*>|0[xX][0-9a-fA-F]+"
    # Dates, times, addresses, versions, decimals
    r"|[0-9]+(?:[.,:/T-][0-9]+)+Z?"
    # Hexadecimal identifiers
    r"|(?=[a-fA-F]*[0-9])[0-9a-fA-F]{6,}(?![^\W_])"
    r"|[0-9]+"
    # Words, and names with digits such as eth0
    r"|[^\W\d_][^\W_]*(?:['’][^\W\d_]+)*"
    r"|[%°!]"
)
DIGITS = re.compile(r"[0-9]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def words(text: str) -> list[str]:
    """The words of a line, in lower case, with `#` for what varies; neighbouring `#` are one.

    Names in camelCase are several words. Short numbers stay (an exit status, an HTTP status); digits in names are 0 (`eth0`).
    """
    found: list[str] = []
    for match in WORD.finditer(_cut(text)):
        for word in _parts(match.group()):
            if word == ANY and found and found[-1] == ANY:
                continue
            found.append(word)
            if len(found) == WORDS_MAX:
                return found
    return found


def _parts(token: str) -> list[str]:
    if token[0] in "<0123456789":
        return [token] if len(token) <= 3 and token.isascii() and token.isdigit() else [ANY]
    if DIGITS.search(token):
        hexadecimal = re.fullmatch("[0-9a-fA-F]{6,}", token)
        return [ANY] if hexadecimal else [DIGITS.sub("0", token.lower())]
    return [part.lower().replace("’", "'") for part in CAMEL.split(token)]


def word_features(word: str, vocabulary: Mapping[str, int], buckets: int) -> list[int]:
    """The ids of one word, at most `FEATURES`, without padding.

    First its own, `1 + index`, if it is in the vocabulary. A number or `#` that has none is `#`, and has no others. A
    word of letters then has its 3-grams and its 4-grams between `<` and `>`, each from left to right:
    `1 + size of the vocabulary + hash modulo buckets`.
    """
    own = vocabulary.get(word)
    if word == ANY or word[0] in "0123456789":
        return [1 + (vocabulary[ANY] if own is None else own)]
    ids = [] if own is None else [1 + own]
    bracketed = f"<{word}>"
    first = 1 + len(vocabulary)
    for size in (3, 4):
        for start in range(min(len(bracketed) - size + 1, FEATURES)):
            ids.append(first + fnv1a(bracketed[start : start + size]) % buckets)
    return ids[:FEATURES]


def fnv1a(text: str) -> int:
    """FNV-1a, 32 bits, over UTF-8."""
    value = 0x811C9DC5
    for byte in text.encode("utf-8"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def read_vocabulary(path: Path) -> dict[str, int]:
    """`vocabulary.txt`: one word a line."""
    entries = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    vocabulary = {word: index for index, word in enumerate(entries)}
    if len(vocabulary) != len(entries):
        raise ValueError("the vocabulary has a word twice")
    return vocabulary


def _cut(text: str) -> str:
    """Cut as JavaScript counts, so that both sides read the same of a text that is too long."""
    if len(text) * 2 <= TEXT_MAX:
        return text
    return text[:TEXT_MAX].encode("utf-16-le", "surrogatepass")[: 2 * TEXT_MAX].decode("utf-16-le", "ignore")
