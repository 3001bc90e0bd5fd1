"""
The facts of one incident as the network reads them: a list of units.

A unit is a field (what it is), the line of evidence it belongs to (0: the incident as a whole), and, for what may be said,
its surface: the words of names and places one by one, every other value (a number with its unit, a time, a duration, a
state, a quotation) as one. `src/summaries/nano/record.ts` makes the same units; `record-vectors.json` holds both to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# What a unit may be. Attributes tell what kind of incident or evidence it is and are never copied.
STYLES = ("alert", "explanation", "report")
ENDINGS = ("open", "over", "quiet", "falseAlarm", "alwaysNormal")
SEVERITIES = ("info", "warning", "critical")
KINDS = ("level", "rate", "stuck", "gap", "threshold", "pattern", "logBurst", "logNovel")
DIRECTIONS = ("high", "low")
REASONS = (
    "level", "jump", "shifted", "drifting", "restless", "calm", "timeOfDay", "shape", "spread", "held", "outliers", "interval",
    "together", "rhythm",
)  # fmt: skip
NAMED = ("device", "area", "name")
WHOLE = ("since", "now", "lasted", "omitted")
VALUES = (
    "observed", "usual", "usual.value", "usual.low", "usual.high", "usual.bare", "limit", "at", "for", "recovered", "state",
    "usualState", "example", "count",
)  # fmt: skip

FIELDS = (
    ("pad",)
    + tuple(f"style:{one}" for one in STYLES)
    + tuple(f"ending:{one}" for one in ENDINGS)
    + tuple(f"severity:{one}" for one in SEVERITIES)
    + ("ordered", "unsynced", "lines")
    + tuple(f"kind:{one}" for one in KINDS)
    + tuple(f"direction:{one}" for one in DIRECTIONS)
    + tuple(f"reason:{one}" for one in REASONS)
    + NAMED
    + WHOLE
    + VALUES
)
FIELD_INDEX = {field: index for index, field in enumerate(FIELDS)}

# Lines of evidence that are read; the network is not asked about incidents with more.
LINES_MAX = 6
UNITS_MAX = 160


@dataclass(frozen=True)
class Unit:
    field: str
    line: int
    surface: str | None = None


def units_of(facts: dict, style: str) -> list[Unit]:
    """The units of a facts record as in `seeds/`, in the order in which the network reads them."""
    ending = "open" if facts["status"] == "open" else facts.get("closedBecause") or "over"
    evidence = facts["evidence"]
    found = [Unit(f"style:{style}", 0), Unit(f"ending:{ending}", 0), Unit(f"severity:{facts['severity']}", 0)]
    if facts.get("orderKnown"):
        found.append(Unit("ordered", 0))
    if facts.get("clock") == "unsynced":
        found.append(Unit("unsynced", 0))
    found += [Unit("lines", 0)] * (len(evidence) > 1)
    for field in ("device", "area"):
        found += [Unit(field, 0, word) for word in words_of(facts["place"].get(field, ""))]
    found += [Unit(field, 0, str(facts[field])) for field in WHOLE if facts.get(field)]
    for index, line in enumerate(evidence, start=1):
        found += units_of_line(line, index)
    return found


def units_of_line(line: dict, index: int) -> list[Unit]:
    found = [Unit(f"kind:{line['kind']}", index)]
    if line.get("direction") in DIRECTIONS:
        found.append(Unit(f"direction:{line['direction']}", index))
    if line.get("reason"):
        found.append(Unit(f"reason:{line['reason']}", index))
    found += [Unit("name", index, word) for word in words_of(line["name"])]
    for field in ("observed", "usual", "limit", "at", "for", "recovered", "state", "usualState", "example", "count"):
        if line.get(field) is None:
            continue
        found.append(Unit(field, index, str(line[field])))
        if field == "usual":
            found += [Unit(f"usual.{part}", index, surface) for part, surface in parts_of_usual(line["usual"])]
    return found


def words_of(name: str) -> list[str]:
    return name.split()


def parts_of_usual(usual: str) -> list[tuple[str, str]]:
    """`18 to 40 °C` → low `18 °C`, high `40 °C`, bare `18 to 40`; `at most 5 minutes` → value `5 minutes`."""
    led = re.fullmatch(r"(?:at most|at least|every|about) (.+)", usual)
    if led:
        return [("value", led[1])]
    span = re.fullmatch(r"(\S+) to (\S+)( ?.*)", usual)
    if span is None:
        return []
    low, high, unit = span.groups()
    return [("low", low + unit), ("high", high + unit)] + ([("bare", f"{low} to {high}")] if unit else [])
