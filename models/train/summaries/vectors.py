"""
Examples of units that the TypeScript tests hold `src/summaries/nano/units.ts` to:

    python -m summaries.vectors > summaries/units-vectors.json
"""

from __future__ import annotations

import json

from .examples import incidents
from .record import LINES_MAX, STYLES, units_of
from .words import bucket_of

COUNT = 40
LINE = ("name", "kind", "direction", "reason", "observed", "usual", "limit", "at", "for", "recovered", "state", "usualState", "example", "other", "count")  # fmt: skip


def said(facts: dict) -> dict:
    """A record of the seeds as `SaidFacts` of the program."""
    place = facts["place"]
    found = {
        "ending": "open" if facts["status"] == "open" else facts.get("closedBecause") or "over",
        "severity": facts["severity"],
        "isOrdered": bool(facts.get("orderKnown")),
        "isUnsynced": facts.get("clock") == "unsynced",
        "device": place.get("device"),
        "area": place.get("area"),
        **{field: str(facts[field]) if facts.get(field) else None for field in ("since", "now", "lasted", "omitted")},
        "lines": [{field: str(line[field]) for field in LINE if line.get(field) is not None} for line in facts["evidence"]],
    }
    return {key: value for key, value in found.items() if value is not None}


def main() -> None:
    rows = [row for row in incidents()[1] if len(row["facts"]["evidence"]) <= LINES_MAX][:COUNT]
    cases = []
    for index, row in enumerate(rows):
        style = STYLES[index % len(STYLES)]
        units = [
            {"field": unit.field, "line": unit.line}
            | ({} if unit.surface is None else {"surface": unit.surface})
            | ({} if unit.word is None else {"word": unit.word})
            for unit in units_of(row["facts"], style)
        ]
        cases.append({"id": row["id"], "style": style, "said": said(row["facts"]), "units": units})
    words = sorted({unit["word"].lower() for case in cases for unit in case["units"] if "word" in unit})
    print(json.dumps({"cases": cases, "buckets": {word: bucket_of(word) for word in words}}, ensure_ascii=False))


if __name__ == "__main__":
    main()
