"""The labelled templates, and which of them are held back.

Held back, so that nothing of them is trained on: whole areas (`HELD_BACK_FILES`), one template in ten of every other
area, and two in five of the hard cases and contrasts. Which ones follows from the words of the template alone: templates
that differ only in their slots, signs and level words stay on one side.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

SEVERITIES = ("debug", "info", "notice", "warning", "error", "critical")
KINDS = (
    "normal", "crash", "resource", "network", "security",
    "hardware", "permission", "configuration", "data", "power",
)
FOLDER = Path(__file__).parent / "seeds"
HELD_BACK_FILES = ("robots_agv", "containers_k3s", "solar_battery_ev")
HARD_FILES = ("hard_cases", "contrast_pairs")

LEVEL_WORD = re.compile(r"\b(?:debug|trace|info|notice|warn|warning|error|err|crit|critical|fatal|emerg|alert)\b", re.I)


@dataclass(frozen=True)
class Template:
    area: str
    severity: int
    kind: int
    text: str
    #: `train`, or why it is held back: `area`, `template` or `hard`.
    part: str


def load() -> list[Template]:
    found: list[Template] = []
    for path in sorted(FOLDER.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                severity, kind, text = line.split("\t", 2)
                found.append(Template(path.stem, SEVERITIES.index(severity), KINDS.index(kind), text, ""))
            except ValueError as error:
                raise ValueError(f"{path}:{number}: {error}") from error
    skeletons = {skeleton(one.text) for one in found if one.area in HELD_BACK_FILES}
    return [Template(one.area, one.severity, one.kind, one.text, part_of(one, skeletons)) for one in found]


def part_of(template: Template, held_back: set[str]) -> str:
    if template.area in HELD_BACK_FILES:
        return "area"
    own = skeleton(template.text)
    share = int(hashlib.sha256(own.encode()).hexdigest()[:8], 16) / 2**32
    if template.area in HARD_FILES and share < 0.4:
        return "hard"
    # The same words as a held-back template: never trained on.
    return "template" if share < 0.1 or own in held_back else "train"


def skeleton(text: str) -> str:
    """The words of a template without slots, signs, numbers and level words."""
    return " ".join(re.findall(r"[^\W\d_]+", LEVEL_WORD.sub(" ", re.sub(r"\{[a-z]+\}", " ", text)).lower()))
