"""Sentences near the seeds that nobody labelled, for the teacher to label: as TinyBERT's data augmentation (Jiao et al.
2020, section 3.3), with the teacher's own vectors of single words for neighbours."""

from __future__ import annotations

import random

import numpy as np

from . import seeds, tokenizer

# Words that hold a sentence together; another in their place makes nonsense.
kept = set(
    "the a an my our your this that these those it them is are was be do does did not dont don't to of in on at for from with by "
    "and or but then if when until till except all both every no up down off out i you we me us he she they can could would".split()
)
leads = (
    "please|could you|can you|would you mind|hey|okay so|right|listen|i want you to|i need you to|go ahead and|quickly|be a dear and|"
    "do me a favour and|when you get a second|if you could|just|let's|time to|you'd better|we need to|try to|kindly|for me|"
    "it's late|it's getting dark|nobody's in there|i'm cold|i'm off|guests are coming|we're done here|it's too loud|it stinks"
).split("|")
tails = (
    "please|thanks|will you|would you|for me|now|right now|again|a bit|mate|love|if you can|for once|already|then|okay|quick|"
    "before i forget|it's late|we're done|nobody needs it|i can't see a thing|it's way too hot|as usual|like yesterday"
).split("|")
neighbours_max = 8
near_min = 0.5


class Neighbours:
    """The words of the vocabulary nearest to one, by the cosine of the teacher's embeddings of each alone."""

    def __init__(self, vocabulary: list[str], vectors: np.ndarray, common: set[str]):
        wanted = [at for at, word in enumerate(vocabulary) if word in common and word.isalpha() and len(word) > 2]
        self.words = [vocabulary[at] for at in wanted]
        self.vectors = vectors[wanted].astype(np.float32)
        self.at = {word: at for at, word in enumerate(self.words)}
        self.known: dict[str, list[str]] = {}

    def of(self, word: str) -> list[str]:
        found = self.known.get(word)
        if found is None:
            at = self.at.get(word)
            found = []
            if at is not None:
                cosines = self.vectors @ self.vectors[at]
                best = np.argsort(-cosines)[1 : 1 + neighbours_max]
                found = [self.words[i] for i in best if cosines[i] >= near_min]
            self.known[word] = found
        return found


def variations(
    templates: list[seeds.Template], neighbours: Neighbours, rng: random.Random, count: int
) -> list[tuple[str, ...]]:
    """`count` sentences: words replaced by their neighbours, a lead or a tail put on, a word left out, two halves joined."""
    by_intent: dict[str, list[seeds.Template]] = {}
    for template in templates:
        by_intent.setdefault(template.intent, []).append(template)
    groups = list(by_intent.values())
    shares = [len(one) ** 0.7 for one in groups]
    draw = lambda: list(seeds.expand(rng.choice(rng.choices(groups, shares)[0]), rng).words)
    found: list[tuple[str, ...]] = []
    while len(found) < count:
        words = draw()
        kind = rng.random()
        if kind < 0.15:
            other = draw()
            words = words[: rng.randrange(1, len(words) + 1)] + other[rng.randrange(len(other)) :]
        elif kind < 0.25 and len(words) > 3:
            words.pop(rng.randrange(len(words)))
        elif kind >= 0.45:
            words = replaced(words, neighbours, rng)
        if rng.random() < 0.25:
            words = rng.choice(leads).split() + words
        if rng.random() < 0.25:
            words = words + rng.choice(tails).split()
        found.append(tuple(words[: min(24, tokenizer.WORDS_MAX)]))
    return found


def replaced(words: list[str], neighbours: Neighbours, rng: random.Random) -> list[str]:
    open_places = [at for at, word in enumerate(words) if word not in kept and neighbours.of(word)]
    rng.shuffle(open_places)
    out = list(words)
    for at in open_places[: 1 + len(words) // 8]:
        out[at] = rng.choice(neighbours.of(words[at]))
    return out
