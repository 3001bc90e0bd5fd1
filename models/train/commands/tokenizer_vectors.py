"""Writes `tokenizer-vectors.json`, which the tests of both tokenizers read: `python tokenizer_vectors.py`."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizer import features, index_vocabulary, words

VOCABULARY = [
    "the", "turn", "on", "off", "kitchen", "lamp", "to", "%", "degrees", "and",
    "what's", "is", "in", "00", "0:00", "°", "press", "0", "temperature", "-",
]  # fmt: skip
BUCKETS = 1000
TEXTS = [
    "Turn on the kitchen lamp",
    "set the KITCHEN to 21.5°C and 40 %",
    "what’s the temperature in Press-2?",
    "wake me at 6:15, or 1,000 times: 3.4.5",
    "i am it's",
    "Grüße aus der Küche, señor Ødegård",
    "İstanbul ΟΔΟΣ ǅ straße",
    "включи свет 灯を消して ٣٤ ½ cup x² Ⅷ",
    "💡💡 kitchen 👩‍👩‍👧 lamp 🏴",
    "a_b _c don't' ''quoted'' rock’n’roll",
    "pneumonoultramicroscopicsilicovolcanoconiosis 123456789012345678901234567890",
    "€5 & $6 + £7 @home #1 3/4",
    "e\u0301cole o\u0308l",
    "",
    " \t\n ... !!! ",
    "turn " * 60,
    "x" * 2000 + " lamp",
    "💡" * 499 + "ab lamp",
]


def main() -> None:
    vocabulary = index_vocabulary(VOCABULARY)
    cases = [
        {"text": text, "words": words(text), "features": features(text, vocabulary, BUCKETS)} for text in TEXTS
    ]
    lines = ",\n    ".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    path = Path(__file__).with_name("tokenizer-vectors.json")
    path.write_text(
        f'{{\n  "vocabulary": {json.dumps(VOCABULARY, ensure_ascii=False)},\n  "buckets": {BUCKETS},\n'
        f'  "cases": [\n    {lines}\n  ]\n}}\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
