"""The phoneme inventory (ARPAbet without stress) and dictionaries from words to phonemes."""

from __future__ import annotations

import re
from pathlib import Path

# CTC's blank has number 0; the order is part of the models' contract (labels.txt).
inventory = (
    "<blank> AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
).split()
number_of = {name: number for number, name in enumerate(inventory)}

Pronunciation = tuple[int, ...]


def parse(phones: str) -> Pronunciation:
    """`HH AH0 L OW1` as phoneme numbers; stress and the word position marks of speechocean762 are dropped."""
    return tuple(number_of[re.sub(r"(_[BIES])?$", "", phone).rstrip("012")] for phone in phones.split())


def read_dictionary(path: Path) -> dict[str, list[Pronunciation]]:
    """CMUdict (`word(2) P1 P2 # comment`) or speechocean762's lexicon, words in lower case, best pronunciation first."""
    found: dict[str, list[Pronunciation]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.split(" #")[0].strip()
        if not line or line.startswith((";;;", "# ")):
            continue
        word, phones = line.split(None, 1)
        word = re.sub(r"\(\d+\)$", "", word).lower()
        try:
            pronunciation = parse(phones)
        except KeyError:  # SIL, SPN and other symbols that are no phonemes
            continue
        prons = found.setdefault(word, [])
        if pronunciation not in prons:
            prons.append(pronunciation)
    return found


units = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
tens = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def number_words(value: int) -> str:
    """0 to 999,999 as people say them in American English."""
    if value < 20:
        return units[value]
    if value < 100:
        return tens[value // 10] + (f" {units[value % 10]}" if value % 10 else "")
    if value < 1000:
        return f"{units[value // 100]} hundred" + (f" {number_words(value % 100)}" if value % 100 else "")
    return f"{number_words(value // 1000)} thousand" + (f" {number_words(value % 1000)}" if value % 1000 else "")


def words_of(text: str) -> list[str]:
    """Words in lower case with apostrophes; numbers are spelled out, hyphens and other signs separate words."""
    text = text.lower().replace("’", "'").replace("%", " percent ").replace("&", " and ").replace("°", " degrees ")
    text = re.sub(r"\d[\d,]*", lambda match: f" {spoken_number(match.group().replace(',', ''))} ", text)
    return [word for word in (token.strip("'") if token not in ("'", "''") else "" for token in re.findall(r"[a-z']+", text)) if word]


def spoken_number(digits: str) -> str:
    if len(digits) > 6 or (digits.startswith("0") and len(digits) > 1):
        return " ".join(units[int(digit)] for digit in digits)
    return number_words(int(digits))
