"""The dictionary that ships: CMUdict and the words of this project in one file that is searched without being spread out.

    python -m voice.dictionary --speech DATA/speech --texts texts.txt --out ../voice-dictionary

`dictionary.bin`: one line of JSON (counts, the sounds' names, the payload's length and SHA-256), then the payload under brotli.
The payload is the words, in the order of their bytes, then the sounds of all of them, both cut into blocks of `block` words:
  a word   128 + class * 32 + (letters shared with the word before it in its block), then the rest of its letters;
  a way    128 + 64 for the last of a word + (sounds shared with the way before it in its block), then the rest, one byte each.
Class: 3 for the `commonest` words of everyday text, 2 for those seen ten times, 1 for those seen at all, else 0.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
from collections import Counter
from pathlib import Path

import brotli

from .phones import inventory, read_dictionary

block, commonest = 64, 400
# Marks of recordings of wake phrases in the transcripts, no words.
not_words = {"heycomputer", "heychatterbox"}


def words_and_ways(speech: Path) -> dict[str, list[tuple[int, ...]]]:
    found = {word: list(ways) for word, ways in read_dictionary(speech / "cmudict.dict").items() if re.fullmatch("[a-z']{1,31}", word)}
    here = Path(__file__).parent
    for word, ways in read_dictionary(here / "extra.dict").items():
        if re.fullmatch("[a-z']{1,31}", word) and word not in not_words:
            found.setdefault(word, ways)
    for word, ways in read_dictionary(here / "home.dict").items():
        own = found.setdefault(word, [])
        own += [way for way in ways if way not in own]
    return found


def classes(words: set[str], texts: list[str]) -> dict[str, int]:
    counts = Counter(word for text in texts for word in re.findall("[a-z']+", text.lower()) if word in words)
    order = [word for word, _ in counts.most_common()]
    return {word: 3 if rank < commonest else 2 if counts[word] >= 10 else 1 for rank, word in enumerate(order)}


def shared(before, now) -> int:
    count = 0
    while count < min(len(before), len(now)) and before[count] == now[count]:
        count += 1
    return count


def payload(words: dict[str, list[tuple[int, ...]]], known: dict[str, int]) -> bytes:
    letters, sounds = bytearray(), bytearray()
    for rank, word in enumerate(sorted(words)):
        if rank % block == 0:
            last_word, last_way = "", ()
        kept = shared(last_word, word)
        letters.append(128 + 32 * known.get(word, 0) + kept)
        letters += word[kept:].encode()
        last_word = word
        for at, way in enumerate(words[word]):
            # Numbers from 0: the blank is no sound.
            way = tuple(sound - 1 for sound in way)
            kept = shared(last_way, way)
            sounds.append(128 + 64 * (at == len(words[word]) - 1) + kept)
            sounds += bytes(way[kept:])
            last_way = way
    return len(letters).to_bytes(4, "little") + bytes(letters) + bytes(sounds)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--speech", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True, help="lines of everyday text, as voice.texts makes")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    words = words_and_ways(arguments.speech)
    transcripts = [line.split("\t")[4] for line in (arguments.speech / "manifest.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    # Lists of names and single letters say nothing of everyday speech.
    texts = [text for text in arguments.texts.read_text(encoding="utf-8").splitlines() if len(text.split()) > 3] + transcripts
    content = payload(words, classes(set(words), texts))
    header = {"format": 1, "words": len(words), "ways": sum(map(len, words.values())), "block": block, "sounds": inventory[1:],
              "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    packed = brotli.compress(content, mode=brotli.MODE_GENERIC, quality=11, lgwin=22)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "dictionary.bin").write_bytes(json.dumps(header, separators=(",", ":")).encode() + b"\n" + packed)
    shutil.copyfile(arguments.speech / "cmudict-LICENSE", arguments.out / "LICENSE")
    (arguments.out / "LICENSE").chmod(0o644)
    print(header["words"], "words,", header["ways"], "ways,", len(content), "bytes, packed", len(packed))


if __name__ == "__main__":
    main()
