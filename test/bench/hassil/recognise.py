"""Home Assistant's template matcher on the sentences of the benchmark, one JSON line in, one out.

The first line of standard input is the home and the sentences:

    {"things": [{"name", "aliases", "domain", "area"}], "areas": [...], "sentences": [{"text", "area"}]}

It is answered with `{"loadMs", "versions", "best"}` once the English intents are parsed. `best` is what is made of
each sentence, `{"intent", "slots"}` with a null intent where nothing fits, by `recognize_best` with names before
areas, as Home Assistant calls it. Every further line, whatever it says, is one round over all sentences and answered
with the milliseconds of each. What is timed is `recognize`, which stops at the first fit and so is the faster one.
"""

import json
import sys
import time
from importlib.metadata import version

from hassil.intents import Intents, TextSlotList
from hassil.recognize import recognize, recognize_best
from home_assistant_intents import get_intents


def names_of(things):
    """The `name` list as Home Assistant fills it: all names of all things, each with the domain it belongs to."""
    for thing in things:
        for name in [thing["name"], *thing["aliases"]]:
            yield (name, thing["name"], {"domain": thing["domain"]})


def main():
    setup = json.loads(sys.stdin.readline())
    started = time.perf_counter()
    intents = Intents.from_dict(get_intents("en"))
    slot_lists = {
        "name": TextSlotList.from_tuples(names_of(setup["things"]), allow_template=False, name="name"),
        "area": TextSlotList.from_strings(setup["areas"], allow_template=False, name="area"),
        "floor": TextSlotList.from_strings([], allow_template=False, name="floor"),
    }
    load_ms = (time.perf_counter() - started) * 1000
    calls = [
        {
            "text": sentence["text"],
            "intents": intents,
            "slot_lists": slot_lists,
            "intent_context": {"area": sentence["area"]} if sentence.get("area") else {},
            "language": "en",
        }
        for sentence in setup["sentences"]
    ]
    versions = {package: version(package) for package in ("hassil", "home-assistant-intents")}
    answer({"loadMs": load_ms, "versions": versions, "best": [best(call) for call in calls]})
    for _ in sys.stdin:
        answer([timed_ms(call) for call in calls])


def best(call):
    result = recognize_best(**call, best_slot_name="name")
    if result is None:
        return {"intent": None, "slots": {}}
    slots = {entity.name: entity.value for entity in result.entities_list}
    return {"intent": result.intent.name, "slots": slots}


def timed_ms(call):
    started = time.perf_counter()
    recognize(**call)
    return (time.perf_counter() - started) * 1000


def answer(value):
    print(json.dumps(value, default=str), flush=True)


main()
