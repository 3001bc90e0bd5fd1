"""The hand-written seed templates: how they are read and expanded.

A line of `seeds/*.txt` is a template. `## intent` starts a block; `# ` starts a comment.

- `[words](tag)`: a slot span.
- `{list}`: a value of `seeds/lists/<list>.txt`, tagged by the part of the list's name before the first dot;
  `{list:tag}` names the tag, `{list:-}` gives none.
- `(a|b|)`: one of the alternatives, which may be empty and may nest.
"""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .corpora import Example
from .tokenizer import words as words_of

folder = Path(__file__).parent / "seeds"

# Instead of an intent: sentences for their meaning alone.
unlabelled = "unlabelled"


@dataclass(frozen=True)
class Template:
    text: str
    intent: str
    file: str

    @property
    def is_development(self) -> bool:
        """One template in ten is never trained on; decided by its text, so that it stays so."""
        digest = hashlib.sha256(f"{self.intent}\t{self.text}".encode()).digest()
        return digest[0] < 26


class SeedError(Exception):
    """A template that cannot be read: names the file, the line and what is wrong."""


def read_templates(path: Path = folder) -> list[Template]:
    templates: list[Template] = []
    for file in sorted(path.glob("*.txt")):
        intent = ""
        for line in file.read_text().splitlines():
            line = line.strip()
            if line.startswith("## "):
                intent = line[3:].strip()
            elif line and not line.startswith("# ") and line != "#":
                if not intent:
                    raise SeedError(f"{file.name}: {line!r} stands before the first intent")
                templates.append(Template(line, intent, file.name))
    return templates


@lru_cache(maxsize=None)
def read_list(name: str) -> tuple[str, ...]:
    path = folder / "lists" / f"{name}.txt"
    if not path.exists():
        raise SeedError(f"there is no list {name!r} ({path.name})")
    values = [line.strip().lower() for line in path.read_text().splitlines()]
    return tuple(value for value in values if value and not value.startswith("#"))


determiners = {"the", "my", "our", "your", "his", "her", "their", "a", "an"}

TOKEN = re.compile(r"\[([^\[\]]*)\]\(([A-Za-z]+)\)|\{([a-zA-Z0-9.-]+)(?::([A-Za-z-]+))?\}|([(|)])|([^\[\]{}()|]+)")


def expand(template: Template, rng: random.Random) -> Example:
    """One example of a template, with random alternatives and list values."""
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(template.text):
        match = TOKEN.match(template.text, at)
        if match is None:
            raise SeedError(f"{template.file}: cannot read {template.text[at:]!r} of {template.text!r}")
        at = match.end()
        literal, tag, list_name, list_tag, sign, plain = match.groups()
        if literal is not None:
            tokens.append((f"span {tag}", literal))
        elif list_name is not None:
            tokens.append((f"list {list_tag or list_name.split('.')[0]}", list_name))
        elif sign is not None:
            tokens.append((sign, sign))
        else:
            tokens.append(("text", plain))
    words: list[str] = []
    tags: list[str] = []

    def emit(kind: str, value: str) -> None:
        name, _, tag = kind.partition(" ")
        if name == "list":
            value = rng.choice(read_list(value))
        elif name == "span" and any(sign in value for sign in "({"):
            value = expand(Template(value, template.intent, template.file), rng).text
        new = words_of(value)
        # "the {name}" with a value that brings its own determiner: "anna's lamp", "my desk".
        if new and words and words[-1] in ("the", "a") and tags[-1] == "O" and (new[0] in determiners or new[0].endswith("'s")):
            words.pop()
            tags.pop()
        words.extend(new)
        if name == "text" or tag == "-":
            tags.extend(["O"] * len(new))
        else:
            tags.extend([("B-" if i == 0 else "I-") + tag for i in range(len(new))])

    def sequence(at: int, is_live: bool) -> int:
        """Reads up to an unmatched `|` or `)` and answers its position."""
        while at < len(tokens) and tokens[at][0] not in ("|", ")"):
            if tokens[at][0] == "(":
                at = choice(at + 1, is_live)
            else:
                if is_live:
                    emit(*tokens[at])
                at += 1
        return at

    def choice(at: int, is_live: bool) -> int:
        count, depth, end = 1, 0, at
        while end < len(tokens) and not (tokens[end][0] == ")" and depth == 0):
            depth += {"(": 1, ")": -1}.get(tokens[end][0], 0)
            count += tokens[end][0] == "|" and depth == 0
            end += 1
        if end == len(tokens):
            raise SeedError(f"{template.file}: a bracket is not closed in {template.text!r}")
        chosen = rng.randrange(count)
        for index in range(count):
            at = sequence(at, is_live and index == chosen) + 1
        return end + 1

    if sequence(0, True) != len(tokens):
        raise SeedError(f"{template.file}: a bracket too many in {template.text!r}")
    return Example(tuple(words), tuple(tags), template.intent)
