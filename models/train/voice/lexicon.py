"""Words to phonemes for transcripts: which pronunciations a transcript may have, and the choice by what was heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .phones import Pronunciation, number_of, parse, read_dictionary, units, words_of

letters = {letter: name for letter, name in zip("abcdefghijklmnopqrstuvwxyz", (
    "EY|B IY|S IY|D IY|IY|EH F|JH IY|EY CH|AY|JH EY|K EY|EH L|EH M|EH N|OW|P IY|K Y UW|AA R|EH S|T IY|Y UW|V IY|D AH B AH L Y UW|EH K S|W AY|Z IY"
).split("|"))}


class Lexicon:
    """Pronunciations of words; `None` for a transcript with a word that no dictionary has."""

    def __init__(self, folder: Path) -> None:
        self.words = read_dictionary(folder / "cmudict.dict")
        # Words of the transcripts that CMUdict lacks.
        for word, prons in read_dictionary(Path(__file__).parent / "extra.dict").items():
            self.words.setdefault(word, prons)
        lexicon = folder / "speechocean762-lexicon.txt"
        self.ocean = read_dictionary(lexicon) if lexicon.exists() else {}
        self.letters = {letter: [parse(name)] for letter, name in letters.items()}

    def of(self, word: str, source: str = "") -> list[Pronunciation] | None:
        found = list(self.words.get(word, []))
        if source == "speechocean762":
            found += [extra for extra in self.ocean.get(word, []) if extra not in found]
        if not found and word.endswith("'s") and word[:-2] in self.words:
            base = self.words[word[:-2]]
            n = number_of
            hissing = {n[p] for p in ("S", "Z", "SH", "ZH", "CH", "JH")}
            voiceless = {n[p] for p in ("P", "T", "K", "F", "TH")}
            for pron in base:
                end = (n["AH"], n["Z"]) if pron[-1] in hissing else (n["S"],) if pron[-1] in voiceless else (n["Z"],)
                found.append(pron + end)
        return found or None

    def transcript(self, text: str, source: str = "", spelled: bool = False) -> list[list[Pronunciation]] | None:
        """One list of pronunciations a word. `spelled`: single letters are letter names (`A R Y A`), digits are read singly."""
        if spelled:
            text = "".join(f" {units[int(c)]} " if c.isdigit() else c for c in text) if not text.replace(" ", "").isalpha() else text
        result = []
        for word in words_of(text):
            found = self.letters.get(word) if spelled and len(word) == 1 else self.of(word, source)
            if spelled and len(word) == 1 and found and word == "a":
                found = self.letters["a"]
            if found is None:
                return None
            result.append(found)
        return result or None


def choose(alternatives: list[list[Pronunciation]], heard: list[int] | None) -> Pronunciation:
    """The pronunciation, one of the alternatives a word, that has the least edit distance to the phonemes heard."""
    if heard is None:
        return tuple(phone for prons in alternatives for phone in prons[0])
    target = np.asarray(heard)
    steps = np.arange(len(target) + 1)
    rows, back = steps.astype(np.float32), []
    for prons in alternatives:
        results = []
        for order, pron in enumerate(prons):
            row = rows + 0.01 * order
            origin = steps.copy()
            for phone in pron:
                row, origin = edit_row(row, origin, phone, target)
            results.append((row, origin))
        table = np.stack([row for row, _ in results])
        best = table.argmin(0)
        rows = table[best, steps]
        back.append((best, np.stack([origin for _, origin in results])[best, steps]))
    picked, at = [], len(target)
    for prons, (best, origin) in zip(reversed(alternatives), reversed(back)):
        picked.append(prons[best[at]])
        at = origin[at]
    return tuple(phone for pron in reversed(picked) for phone in pron)


def edit_row(row: np.ndarray, origin: np.ndarray, phone: int, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One phoneme more: its row of edit costs, and for each cell the cell of the word's first row it came from."""
    costs = row + 1.0
    came = origin.copy()
    diagonal = row[:-1] + (target != phone)
    better = diagonal < costs[1:]
    costs[1:][better] = diagonal[better]
    came[1:][better] = origin[:-1][better]
    # Phonemes heard that the pronunciation lacks: a running minimum of cost less column.
    steps = np.arange(len(costs), dtype=costs.dtype)
    level = costs - steps
    lowest = np.minimum.accumulate(level)
    source = np.maximum.accumulate(np.where(level <= lowest, np.arange(len(costs)), 0))
    return lowest + steps, came[source]
