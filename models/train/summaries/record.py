"""
The facts of one incident as the network reads them: a list of units.

A unit is a field (what it is), the line of evidence it belongs to (0: the incident as a whole), and, for what may be said,
its surface: a name or one of its shorter forms, a place, a number with its unit, a time, a duration, a state, a quotation,
always whole. The words of names are units too, to be read and not to be copied. `src/summaries/nano/units.ts` makes the
same units; `units-vectors.json` holds both to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# What a unit may be. Attributes tell what kind of incident or evidence it is and are never copied.
STYLES = ("alert", "explanation", "report")
ENDINGS = ("open", "over", "quiet", "falseAlarm", "alwaysNormal")
SEVERITIES = ("info", "warning", "critical")
KINDS = (
    "level", "rate", "stuck", "gap", "threshold", "pattern", "logBurst", "logNovel", "logSilent", "logOrder", "logRising",
)  # fmt: skip
DIRECTIONS = ("high", "low")
REASONS = (
    "level", "jump", "shifted", "drifting", "restless", "calm", "timeOfDay", "shape", "spread", "held", "outliers", "interval",
    "together", "rhythm", "noEnd", "noStart", "transition",
)  # fmt: skip
# Read only, one by one.
WORDS = ("device.word", "area.word", "name.word")
NAMED = ("device", "area", "name", "name.own", "name.thing", "name.measure")
WHOLE = ("since", "now", "lasted", "omitted")
VALUES = (
    "observed", "usual", "usual.value", "usual.low", "usual.high", "usual.bare", "limit", "at", "for", "recovered", "state",
    "usualState", "example", "other", "count",
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
    + WORDS
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
    """What may be copied."""
    word: str | None = None
    """What is only read."""


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
    places = [facts["place"].get(field, "") for field in ("device", "area")]
    for field, place in zip(("device", "area"), places, strict=True):
        found += [Unit(f"{field}.word", 0, word=word) for word in place.split()]
        found += [Unit(field, 0, place)] * (place != "")
    found += [Unit(field, 0, str(facts[field])) for field in WHOLE if facts.get(field)]
    for index, line in enumerate(evidence, start=1):
        found += units_of_line(line, index, places)
    return found


def units_of_line(line: dict, index: int, places: list[str]) -> list[Unit]:
    found = [Unit(f"kind:{line['kind']}", index)]
    if line.get("direction") in DIRECTIONS:
        found.append(Unit(f"direction:{line['direction']}", index))
    if line.get("reason"):
        found.append(Unit(f"reason:{line['reason']}", index))
    found += [Unit("name.word", index, word=word) for word in line["name"].split()]
    found += [Unit(field, index, form) for field, form in forms_of(line["name"], places)]
    for field in ("observed", "usual", "limit", "at", "for", "recovered", "state", "usualState", "example", "other", "count"):
        if line.get(field) is None:
            continue
        found.append(Unit(field, index, str(line[field])))
        if field == "usual":
            found += [Unit(f"usual.{part}", index, surface) for part, surface in parts_of_usual(line["usual"])]
    return found


# What sensors measure, as the last word of a name tells it; `src/summaries/nano/units.ts` has the same.
MEASURES = frozenset(
    "temperature humidity pressure level flow power current voltage speed state status vibration energy moisture light "
    "brightness battery charge noise position load torque weight rate frequency oxygen ammonia conductivity turbidity "
    "co2 voc angle depth distance density dewpoint acceleration concentration consumption counter count cycles duration "
    "throughput latency usage memory disk cpu radiation illuminance intensity ph salinity tension thickness fill quality".split(" ")
)


def forms_of(name: str, places: list[str]) -> list[tuple[str, str]]:
    """
    A name and its shorter forms, each once: `oven 3 temperature` is its own `temperature` where the place is `oven 3`, its
    thing `oven 3`, its measure `temperature`.
    """
    found = [("name", name)]
    known = {name.lower()}

    def add(field: str, form: str) -> None:
        if form and form.lower() not in known:
            known.add(form.lower())
            found.append((field, form))

    for place in places:
        if place and name.lower().startswith(f"{place.lower()} "):
            add("name.own", name[len(place) + 1 :])
            break
    words = name.split()
    if words[-1].lower() in MEASURES:
        add("name.thing", " ".join(words[:-1]))
        add("name.measure", words[-1])
    return found


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
