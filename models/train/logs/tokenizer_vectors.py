"""Writes `tokenizer-vectors.json`, which the tests of both tokenizers read: `python -m logs.tokenizer_vectors`."""

from __future__ import annotations

import json
from pathlib import Path

from . import tokenizer

VOCABULARY = ["#", "failed", "password", "for", "error", "503", "eth0", "permission", "no", "0", "%", "kernel", "not"]
BUCKETS = 1000
TEXTS = [
    "Failed password for invalid user admin from 10.0.0.1 port 4711 ssh2",
    "2025-01-05T22:56:31.138Z ERROR kernel: eth0: link is not ready",
    "PermissionError: [Errno 13] /dev/ttyUSB0, HTTPServer ECONNREFUSED don’t",
    "<*> of <*> failed: 503, 0 errors, 97% 21.5 °C!",
    "bf:72:12:45:56:8a b8a14f2c-11aa-4bcd-9e01-0123456789ab 0xFE12 deadbeef99 fade",
    "12.4MB 5ms 3V3 nvme0n1 ata3.00 E0614 1234 123 1/2 -5 <7>",
    "Lüfter ausgefallen, señor Ødegård; ΟΔΟΣ İstanbul ٣٤ ½ x² Ⅷ",
    "снег 灯を消して 💡💡 zone_b a__b 'quoted' rock'n'roll",
    "e\u0301cole o\u0308l",
    "",
    " \t\n ... ",
    "1234 " * 60,
    "word " * 60,
    "x" * 2000 + " lamp",
    "💡" * 499 + "ab lamp",
    "1a" * 700,
    "1." * 700,
]


def main() -> None:
    vocabulary = {word: index for index, word in enumerate(VOCABULARY)}
    cases = []
    for text in TEXTS:
        words = tokenizer.words(text)
        features = [tokenizer.word_features(word, vocabulary, BUCKETS) for word in words]
        cases.append({"text": text, "words": words, "features": features})
    lines = ",\n    ".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    path = Path(__file__).with_name("tokenizer-vectors.json")
    path.write_text(
        f'{{\n  "vocabulary": {json.dumps(VOCABULARY, ensure_ascii=False)},\n  "buckets": {BUCKETS},\n'
        f'  "cases": [\n    {lines}\n  ]\n}}\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
