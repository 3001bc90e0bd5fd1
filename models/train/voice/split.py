"""Which real speakers are never trained on: the development split, by speaker and decided by name, so that it stays so."""

from __future__ import annotations

import hashlib

# Share of speakers held back, of 256. The two single-speaker corpora hold back single sentences instead.
shares = {"speechocean762": 26, "librispeech": 20, "speech_commands": 18, "alphanumeric": 40, "ljspeech": 13, "vctk_p239": 13, "mycroft_pcd": 20}


# Phonemes a second that nobody reads: a quarter of the ljspeech clips end long before their text does.
fastest = 12.5


def is_cut(phones: list[int] | None, seconds: float) -> bool:
    """Whether the text says more than the recording can hold."""
    return phones is not None and len(phones) > fastest * seconds


def is_development(row: dict[str, str]) -> bool:
    """`row` is a line of the speech manifest. mycroft_pcd names no speakers, so runs of 32 neighbouring files are held back."""
    source = row["source"]
    if source in ("ljspeech", "vctk_p239"):
        key = row["path"]
    elif source == "mycroft_pcd":
        key = f"mycroft {int(row['path'].split('/')[1].split('.')[0]) // 32}"
    else:
        key = row["speaker"]
    return hashlib.sha256(key.encode()).digest()[0] < shares[source]
