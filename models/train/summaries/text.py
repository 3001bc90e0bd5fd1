"""
Texts as the network writes them: tokens that are either plain words of a closed vocabulary or copies of units of the facts.

A token that could be both (the word "door" of a name) may be written either way in training. Numbers are never in the
vocabulary, so each number in a text is a copy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .record import Unit


@dataclass(frozen=True)
class Token:
    """`word`: as plain wording, in lower case; `places`: indexes of the units that read the same."""

    word: str | None
    places: tuple[int, ...]


# Lines of logs: always quoted, perhaps only their beginning.
QUOTED = ("example", "other")
# Words of names that are plain wording as well.
CONNECTING = {"the", "of", "and", "in", "on", "at", "to", "for", "by", "a"}


class Unalignable(Exception):
    """The text says something that is neither plain wording nor in the facts."""


def tokens_of(text: str, units: list[Unit]) -> list[Token]:
    """Reads a reference text; raises Unalignable for a number or a quotation that the facts do not have."""
    places: dict[str, list[int]] = {}
    quotations = []
    for index, unit in enumerate(units):
        if unit.surface is None:
            continue
        if unit.field in QUOTED:
            quotations.append((index, unit.surface))
        else:
            places.setdefault(unit.surface.lower(), []).append(index)
    names = {unit.word.lower() for unit in units if unit.word} - CONNECTING
    values = sorted((surface for surface in places if not surface.isalpha()), key=len, reverse=True)
    whole = "|".join(re.escape(surface) for surface in values)
    pattern = re.compile(
        rf'"(?P<quote>[^"]*)"|(?P<value>(?<![\w.-])(?:{whole})(?![\w-]))|(?P<word>e\.g\.|[^\s,;:().]+(?:\.[^\s,;:().]+)*)|(?P<mark>[,;:().])'
        if values
        else r'"(?P<quote>[^"]*)"|(?P<value>(?!))|(?P<word>e\.g\.|[^\s,;:().]+(?:\.[^\s,;:().]+)*)|(?P<mark>[,;:().])',
        re.IGNORECASE,
    )
    tokens = []
    for match in pattern.finditer(text):
        if match["quote"] is not None:
            said = match["quote"].rstrip("….").lower()
            found = tuple(index for index, surface in quotations if said in surface.lower())
            if not found:
                raise Unalignable(match["quote"])
            tokens.append(Token(None, found))
            continue
        said = match[0].lower()
        found = tuple(places.get(said, ()))
        is_plain = match["value"] is None and not re.search(r"\d", said)
        if not found and (not is_plain or said in names):
            raise Unalignable(match[0])
        tokens.append(Token(said if is_plain else None, found))
    return tokens


def render(surfaces: list[str]) -> str:
    """Tokens → text: no space before a mark, a capital at the start of each sentence."""
    text = ""
    for surface in surfaces:
        joined = text == "" or surface in (",", ";", ":", ".", ")") or text.endswith("(")
        text += surface if joined else f" {surface}"
    text = re.sub(r"\bat (yesterday) (\d\d:\d\d)", r"\1 at \2", text)
    return re.sub(r"(^|[.!?] )([^\W\d_])", lambda found: found[1] + found[2].upper(), text)
