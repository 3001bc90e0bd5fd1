"""What keyboards, microphones and people do to a sentence: word-level noise that keeps each word's tag."""

from __future__ import annotations

import random

articles = {"the", "a", "an", "my", "our"}
fillers = ["uh", "um", "please", "hey", "so", "like", "just", "er", "okay", "well", "now", "then", "right", "kindly", "mate"]
neighbours = {
    "a": "qsz", "b": "vgn", "c": "xdv", "d": "sefc", "e": "wrd", "f": "drgv", "g": "fthb", "h": "gyjn", "i": "uok",
    "j": "hukm", "k": "jiol", "l": "kop", "m": "njk", "n": "bhm", "o": "ipl", "p": "ol", "q": "wa", "r": "etf",
    "s": "awdx", "t": "ryg", "u": "yij", "v": "cfb", "w": "qes", "x": "zsc", "y": "tuh", "z": "asx",
}
# What recognisers write for what was said; both directions are plausible.
misheard = {
    "light": ["like", "lite", "right"], "lights": ["likes", "lite", "lights'"], "off": ["of", "oft"], "on": ["in", "own"],
    "turn": ["term", "tern", "torn"], "to": ["two", "too"], "two": ["to"], "four": ["for"], "for": ["four"],
    "the": ["a", "da"], "blinds": ["blind", "blinds'"], "close": ["clothes", "clothe"], "open": ["opened"],
    "lock": ["look", "log"], "pump": ["bump", "pomp"], "valve": ["valve's", "wealth"], "fan": ["van", "fans"],
    "set": ["said", "sit"], "dim": ["dem", "them"], "heat": ["heed", "he"], "tank": ["thank", "tang"],
    "press": ["dress", "pressed"], "line": ["lion", "lying"], "stop": ["stopped"], "start": ["star", "started"],
    "mute": ["moot"], "pause": ["paws", "pours"], "play": ["pray"], "what": ["watt"], "is": ["his"], "timer": ["time"],
    "hall": ["whole", "haul"], "kitchen": ["kitten", "chicken"], "bedroom": ["bed room"], "up": ["of"], "down": ["town"],
}


def typo(word: str, rng: random.Random) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    at = rng.randrange(1, len(word))
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + rng.choice(neighbours.get(word[at], "e")) + word[at + 1 :]


def disturb(words: tuple[str, ...], tags: tuple[str, ...], rng: random.Random) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """One noisy version; most words stay as they are."""
    out: list[str] = []
    out_tags: list[str] = []
    if rng.random() < 0.06:
        out.append(rng.choice(fillers))
        out_tags.append("O")
    drops_articles = rng.random() < 0.12
    for word, tag in zip(words, tags):
        if tag == "O" and word in articles and drops_articles:
            continue
        if rng.random() < 0.015 and not tag.startswith("I-"):
            out.append(rng.choice(fillers))
            out_tags.append("O")
        if word in misheard and rng.random() < 0.04:
            heard = rng.choice(misheard[word]).split()
            out += heard
            out_tags += [tag] + [tag.replace("B-", "I-")] * (len(heard) - 1)
            continue
        out.append(typo(word, rng) if rng.random() < 0.025 else word)
        out_tags.append(tag)
    if rng.random() < 0.05:
        out.append(rng.choice(["please", "thanks", "now", "will you", "would you"]).split()[0])
        out_tags.append("O")
    if not out:
        return words, tags
    return tuple(out), tuple(out_tags)
