"""Readers of the public corpora that the command model learns from, and their development splits.

Nothing here is shipped. Paths are below the folder given as `root` (`nlu/` of the shared training data).
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from .tokenizer import words as words_of

SLOT = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True)
class Example:
    """One utterance: its words, a BIO tag for each word, and its intent."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    intent: str

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def template(self) -> str:
        """The words with each slot replaced by its name: what must not leak between splits."""
        out: list[str] = []
        for word, tag in zip(self.words, self.tags):
            if tag == "O":
                out.append(word)
            elif tag.startswith("B-"):
                out.append("{" + tag[2:] + "}")
        return " ".join(out)


def parse_marked(line: str, intent: str) -> Example:
    """`wake me at [five am](time)` as an `Example`."""
    words: list[str] = []
    tags: list[str] = []
    at = 0
    for match in SLOT.finditer(line):
        plain = words_of(line[at : match.start()])
        words += plain
        tags += ["O"] * len(plain)
        inside = words_of(match.group(1))
        words += inside
        tags += [("B-" if i == 0 else "I-") + match.group(2).strip() for i in range(len(inside))]
        at = match.end()
    plain = words_of(line[at:])
    return Example(tuple(words + plain), tuple(tags + ["O"] * len(plain)), intent)


def hwu64(root: Path) -> list[Example]:
    examples: list[Example] = []
    intent = ""
    for line in (root / "hwu64" / "train.md").read_text().splitlines():
        if line.startswith("## "):
            intent = line[len("## intent:") :] if line.startswith("## intent:") else ""
        elif line.startswith("- ") and intent:
            example = parse_marked(line[2:], intent)
            if example.words:
                examples.append(example)
    return examples


def clinc150(root: Path) -> dict[str, list[Example]]:
    """`train`, `val`, `oos_train`, `oos_val`; the intent of out-of-scope text is `oos`."""
    parts = json.loads((root / "clinc150" / "train_val.json").read_text())
    return {
        name: [
            Example(tuple(words), ("O",) * len(words), intent)
            for text, intent in rows
            if (words := words_of(text))
        ]
        for name, rows in parts.items()
    }


def is_development(example: Example, share: float = 0.1) -> bool:
    """Whether an utterance belongs to the development split: decided by its template and intent, so that no
    template stands on both sides; stable over runs and machines."""
    key = f"{example.intent}\t{example.template}".encode()
    return int.from_bytes(hashlib.sha256(key).digest()[:4], "big") / 2**32 < share


def split(examples: list[Example], share: float = 0.1) -> tuple[list[Example], list[Example]]:
    training = [one for one in examples if not is_development(one, share)]
    development = [one for one in examples if is_development(one, share)]
    return training, development
