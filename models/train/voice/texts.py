"""Sentences for synthetic speech: commands, orders, numbers, wake phrases and sentences read aloud, each with its phonemes.

    python -m voice.texts --data DATA_FOLDER --out texts.tsv --count 120000

Only sentences whose every word the CMU dictionary knows; one a line: text, tab, phoneme numbers.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
from pathlib import Path

from commands.seeds import expand, read_templates

from .lexicon import Lexicon
from .phones import number_words, units, words_of
from .split import is_development

drinks = "latte|cappuccino|espresso|americano|mocha|macchiato|flat white|coffee|black coffee|tea|green tea|hot chocolate|chai|iced coffee|iced tea|cold brew|filter coffee|decaf|steamer|frappe|cortado|lemonade|orange juice|water|milkshake|smoothie".split("|")
sizes = "small|medium|large|extra large|regular|tall|short|double|single|triple|twelve ounce|sixteen ounce|twenty ounce|eight ounce|big|little|half".split("|")
extras = "milk|oat milk|soy milk|almond milk|skim milk|two percent milk|whole milk|coconut milk|cream|whipped cream|sugar|brown sugar|honey|cinnamon|vanilla syrup|caramel|caramel syrup|hazelnut|chocolate|foam|ice|lemon|nutmeg|sweetener|room for milk|an extra shot|a shot of espresso|maple syrup|ginger|half and half|powder|sprinkles".split("|")
amounts = "|one|two|three|four|five|six|a little|a lot of|some|extra|no|light|less|more|double|half a|a bit of|a splash of|one pump of|two pumps of|three spoons of|lots of".split("|")
foods = "bagel|muffin|sandwich|croissant|cookie|brownie|slice of pizza|burger|salad|soup|toast|pancakes|omelet|burrito|taco|fries|donut|cheese cake".split("|")
openings = "|please|can i get|could i have|i would like|i'd like|i want|give me|get me|make me|let me have|may i have|hi can i get|hey can you make|order|we need|i'll take|i'll have|prepare|brew me|pour".split("|")
wakes = "hey|hi|okay|hello|wake up|listen|good morning|excuse me|yo|dear|".split("|")


def order(rng: random.Random) -> str:
    def one() -> str:
        count = rng.choice("a|a|a|one|two|three|four|an|the|my|another".split("|"))
        thing = f"{rng.choice(sizes)} {rng.choice(drinks)}" if rng.random() < 0.7 else rng.choice(drinks + foods)
        if rng.random() < 0.15:
            thing = f"{rng.choice(['iced', 'hot', 'decaf', 'half decaf', 'strong', 'weak', 'sweet', 'dark roast', 'light roast', 'medium roast'])} {thing}"
        return f"{count} {thing}"

    parts = [rng.choice(openings), one()]
    if rng.random() < 0.2:
        parts += ["and", one()]
    used = rng.randrange(4)
    for index in range(used):
        parts += [rng.choice(["with", "with", "and", "and", "add", "plus", "without"]) if index else rng.choice(["with", "with", "and", "without", "hold the"]), rng.choice(amounts), rng.choice(extras)]
    parts.append(rng.choice(["", "", "", "please", "to go", "for here", "thanks", "for " + rng.choice("james|mary|anna|john|peter|susan|david|lisa|kevin|maria".split("|"))]))
    return " ".join(part for part in parts if part)


def numbers(rng: random.Random) -> str:
    kind = rng.randrange(9)
    if kind < 3:
        return " ".join(rng.choice(units[:10] + (["oh"] if rng.random() < 0.2 else [])) for _ in range(rng.randint(1, 10)))
    if kind == 3:
        return " ".join(number_words(rng.choice([rng.randrange(100), rng.randrange(1000), rng.randrange(20000)])) for _ in range(rng.randint(1, 3)))
    if kind == 4:
        return f"{rng.choice(['at', 'by', 'until', 'after', 'before', 'around'])} {number_words(rng.randint(1, 12))} {rng.choice(['', 'thirty', 'fifteen', 'forty five', 'twenty', 'oh five', 'ten', 'o clock'])} {rng.choice(['', 'in the morning', 'at night', 'tomorrow', 'today', 'this evening', 'on monday', 'on thursday', 'a m', 'p m'])}"
    if kind == 5:
        return f"{rng.choice(['for', 'in', 'every', 'about', 'wait'])} {number_words(rng.randint(1, 99))} {rng.choice(['seconds', 'minutes', 'hours', 'days', 'weeks', 'minute', 'hour'])}"
    if kind == 6:
        return f"{rng.choice(['set to', 'to', 'at', 'more than', 'less than', 'minus', 'about', 'exactly'])} {number_words(rng.randint(0, 400))} {rng.choice(['point ' + rng.choice(units[:10]), '', ''])} {rng.choice(['degrees', 'percent', 'celsius', 'watts', 'kilowatts', 'volts', 'bar', 'liters', 'meters', 'kelvin', 'lux', 'rpm', 'pounds', 'kilograms', 'dollars', 'miles'])}"
    if kind == 7:
        return f"{rng.choice(['room', 'line', 'pump', 'zone', 'gate', 'valve', 'tank', 'machine', 'channel', 'level', 'bay', 'field', 'floor', 'row', 'track', 'unit'])} {number_words(rng.randint(1, 60))}"
    return " ".join(rng.choice("yes no up down left right on off stop go forward backward follow learn visual tree house bed bird cat dog happy marvin sheila wow start pause cancel next back okay done repeat help".split()) for _ in range(rng.randint(1, 5)))


def sources(data: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    found["hwu"] = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line.lstrip("- ")) for line in (data / "nlu/hwu64/train.md").read_text().splitlines() if line.startswith("- ")]
    with (data / "speech/manifest.tsv").open() as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["kind"] == "transcript"]
    found["read"] = [row["text"] for row in rows if not is_development(row)]
    return found


def sentences(data: Path, count: int, rng: random.Random, lexicon: Lexicon):
    templates = read_templates()
    texts = sources(data)
    common = [w for t in texts["read"] + texts["hwu"] for w in words_of(t)]
    every = [word for word in lexicon.words if word.isalpha() and len(word) > 2]
    for _ in range(count):
        draw = rng.random()
        if draw < 0.40:
            text = " ".join(expand(rng.choice(templates), rng).words)
        elif draw < 0.50:
            text = order(rng)
        elif draw < 0.60:
            text = numbers(rng)
        elif draw < 0.67:
            text = rng.choice(texts["hwu"])
        elif draw < 0.80:
            words = words_of(rng.choice(texts["read"]))
            start = rng.randrange(max(1, len(words) - 8))
            text = " ".join(words[start : start + rng.randint(3, 12)])
        elif draw < 0.84:
            text = f"{rng.choice(wakes)} {rng.choice(every)}" + (f" {rng.choice(every)}" if rng.random() < 0.3 else "")
        elif draw < 0.92:
            text = " ".join(rng.choice(every) for _ in range(rng.randint(1, 5)))
        else:
            text = " ".join(rng.choice(common) for _ in range(rng.randint(2, 7)))
        words = words_of(text)
        if words and len(words) <= 16 and all(lexicon.of(word) for word in words):
            yield " ".join(words)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=150000)
    arguments = parser.parse_args()
    lexicon = Lexicon(arguments.data / "speech")
    seen: dict[str, int] = {}
    rng = random.Random(7)
    with arguments.out.open("w") as out:
        for text in sentences(arguments.data, arguments.count, rng, lexicon):
            seen[text] = seen.get(text, 0) + 1
            if seen[text] <= 4:
                out.write(text + "\n")
    print(sum(min(4, n) for n in seen.values()), "sentences,", len(seen), "different")


if __name__ == "__main__":
    main()
