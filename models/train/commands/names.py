"""Names that no list has: people call their things what they like, so a name must be known by its place in the sentence."""

from __future__ import annotations

import random

from . import seeds, tokenizer, variations

named = {"name", "area", "except", "exceptArea"}
syllables = "ba be bo da do el fa fi ga go ha ka ki la li lo ma mi mo na ni no o pa ra ri ro sa se si ta to tu va vi wa ya zo".split()
endings = "n|r|s|t|x|ck|ll|ra|na|ton|ley|by||||".split("|")
pronouns = {"it", "that", "this", "them", "those", "these", "one", "everything", "everywhere"}


def words_of_lists() -> list[str]:
    """Words that names, kinds, places and goods are made of."""
    paths = sorted((seeds.folder / "lists").glob("*.txt"))
    lists = [path.stem for path in paths if path.stem.split(".")[0] in ("name", "kind", "area", "item", "person")]
    found = {word for name in lists for value in seeds.read_list(name) for word in tokenizer.words(value)}
    return sorted(word for word in found if word.isalpha() and len(word) > 2 and word not in variations.kept)


def renamed(
    words: tuple[str, ...], tags: tuple[str, ...], pool: list[str], rng: random.Random
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """One of the names or places of a sentence replaced: mostly another word before its last ("infeed conveyor" as
    "walnut conveyor"), at times the whole, at times with a number or a letter behind it."""
    starts = [at for at, tag in enumerate(tags) if tag[:2] == "B-" and tag[2:] in named and words[at] not in pronouns]
    if not starts:
        return words, tags
    start = rng.choice(starts)
    end = start + 1
    while end < len(tags) and tags[end] == f"I-{tags[start][2:]}":
        end += 1
    inner = list(words[start:end])
    new = [rng.choice(pool) if rng.random() < 0.7 else invented(rng) for _ in range(1 if rng.random() < 0.75 else 2)]
    has_number = inner[-1].isdigit() or len(inner[-1]) == 1
    last = inner[-2:] if has_number and len(inner) > 1 else inner[-1:]
    if rng.random() < 0.75 and not last[0].endswith("'s"):
        new = new[: 1 + (len(inner) > 2)] + last
    if not has_number and rng.random() < 0.15:
        new.append(rng.choice([str(rng.randrange(1, 13)), rng.choice("abcdxyz")]))
    tag = tags[start][2:]
    new_tags = tuple(("B-" if at == 0 else "I-") + tag for at in range(len(new)))
    return words[:start] + tuple(new) + words[end:], tags[:start] + new_tags + tags[end:]


def invented(rng: random.Random) -> str:
    word = "".join(rng.choice(syllables) for _ in range(rng.randrange(2, 4))) + rng.choice(endings)
    return f"{word}'s" if rng.random() < 0.15 else word
