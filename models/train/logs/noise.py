"""How the same line may look elsewhere: envelopes, level words, prefixes, typing errors, other words."""

from __future__ import annotations

import random
import re

from . import fill
from .seeds import FOLDER, SEVERITIES

LEVELS = {
    "debug": "DEBUG debug TRACE DBG D".split(),
    "info": "INFO info INF I Info".split(),
    "notice": "NOTICE notice NOTE N".split(),
    "warning": "WARNING WARN warn W Warning".split(),
    "error": "ERROR error ERR E Error".split(),
    "critical": "CRITICAL FATAL CRIT fatal alert emerg".split(),
}
NAMES = r"debug|dbg|trace|info|inf|notice|note|warn|warning|error|err|crit|critical|fatal|emerg|alert|panic"
OWN_LEVEL = re.compile(
    rf'\b(?:level|lvl|severity)=(?:{NAMES})\b\s*'
    rf'|"(?:level|lvl|severity)"\s*:\s*"(?:{NAMES})"\s*,?\s*'
    rf"|\[(?:{NAMES})\]\s*"
    rf"|^<[0-7]>\s*"
    rf"|^(?:{NAMES}):\s*",
    re.I,
)
# Bare level words only in capitals and at the place of a level: in a sentence the word belongs to the message.
BARE_LEVEL = re.compile(rf"(?:(?<=^)|(?<=[\d\]}}] )|(?<=\| ))(?:{NAMES.upper()})\b[\s:|-]+")
SYNONYMS = [
    group.split("|")
    for group in (
        "failed|failure|unsuccessful", "cannot|can't|could not|unable to", "connection|link|session", "lost|gone|dropped",
        "timeout|timed out|no answer|no response", "started|up|running now|launched", "stopped|halted|ended",
        "refused|rejected|declined|denied", "broken|defective|faulty|bad", "missing|absent|not found|not there",
        "restarted|came up again", "overheating|too hot|over temperature", "memory|RAM", "full|exhausted|used up",
        "slow|sluggish|delayed", "unreachable|not reachable|offline", "finished|done|completed", "wrong|incorrect|invalid",
        "unexpected|unforeseen", "crashed|died|terminated abnormally", "password|passphrase", "corrupt|damaged|corrupted",
        "battery|accu", "mains|grid supply", "low|nearly empty", "error|fault|problem", "received|got", "sent|transmitted",
    )
]
SYNONYM_OF = {word: [other for other in group if other != word] for group in SYNONYMS for word in group if " " not in word}
ENVELOPES = [
    line for line in (FOLDER / "envelopes.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
]
WITH_LEVEL = [one for one in ENVELOPES if "{level}" in one]
WITHOUT_LEVEL = [one for one in ENVELOPES if "{level}" not in one]


def without_level(text: str) -> str:
    """The text with the words taken out that only give its level; the text itself if nothing else is left."""
    left = BARE_LEVEL.sub("", OWN_LEVEL.sub("", text)).strip()
    return left if re.search(r"[^\W\d_]{2}", left) else text


def has_level(text: str) -> bool:
    return without_level(text) != text


def with_level(text: str, severity: str, r: random.Random) -> str:
    """The text in an envelope that names the level; one that names it already stays."""
    if has_level(text):
        return text
    return r.choice(WITH_LEVEL).replace("{level}", r.choice(LEVELS[severity])).replace("{msg}", text)


def misplaced(severity: str, r: random.Random) -> str:
    """A level a step or two beside the effect, as programs give it."""
    at = SEVERITIES.index(severity) + r.choice((-2, -1, -1, 1))
    return SEVERITIES[min(max(at, 0), len(SEVERITIES) - 1)]


def vary(text: str, severity: str, kind: str, r: random.Random) -> str:
    """A line of the template for training."""
    level = has_level(text)
    if level and r.random() < 0.4:
        text, level = without_level(text), False
    dice = r.random()
    if not level and dice < 0.2:
        text = with_level(text, misplaced(severity, r) if r.random() < 0.08 else severity, r)
    elif not level and dice < 0.4:
        text = r.choice(WITHOUT_LEVEL).replace("{msg}", text)
    elif dice < 0.5:
        text = r.choice(("{service}[{pid}]: ", "{service}: ", "[{service}] ", "{time} ", "{host} {service}: ")) + text
    # Slots first, so that neither typing errors nor other words touch their names.
    text = fill.mask(text) if r.random() < 0.25 else fill.fill(text, severity, kind, r)
    if r.random() < 0.25:
        text = other_words(text, r)
    if r.random() < 0.15:
        text = typing_error(text, r)
    if r.random() < 0.1:
        text = r.choice((str.upper, str.lower, str.capitalize))(text)
    if r.random() < 0.1:
        text = re.sub(r"[\"'\[\](){}:;,=]", lambda m: r.choice((m.group(), " ", "")), text)
    if r.random() < 0.06 and len(text) > 40:
        text = text[: r.randrange(len(text) * 2 // 3, len(text))]
    return text


def other_words(text: str, r: random.Random) -> str:
    def other(match: re.Match[str]) -> str:
        choices = SYNONYM_OF.get(match.group().lower())
        return r.choice(choices) if choices and r.random() < 0.5 else match.group()

    return re.sub(r"[A-Za-z']+", other, text)


def typing_error(text: str, r: random.Random) -> str:
    at = [match.start() for match in re.finditer(r"(?<=[a-z])[a-z](?=[a-z])", text)]
    if not at:
        return text
    place = r.choice(at)
    return text[:place] + r.choice(("", text[place] * 2, r.choice("abcdefghijklmnopqrstuvwxyz"))) + text[place + 1 :]


def routine(words: list[str], calm: list[str], r: random.Random) -> tuple[str, str]:
    """
    A line that says nothing known, and its severity: programs report routine in words that no template has, and a
    line is no trouble before something in it says so. Either names and values made of `words`, or halves of two
    templates of routine.
    """
    if r.random() < 0.4:
        first, second = (r.choice(calm).split(" ") for _ in range(2))
        text = " ".join(first[: (len(first) + 1) // 2] + second[len(second) // 2 :])
        return fill.mask(text) if r.random() < 0.25 else fill.fill(text, "info", "normal", r), "info"
    parts = []
    for _ in range(r.randrange(2, 9)):
        name = "".join(word.capitalize() if at else word for at, word in enumerate(r.choices(words, k=r.choice((1, 1, 2, 3)))))
        value = r.choice(("{num}", "{hex}", "{id}", "true", "false", "null", "0", "{ip}", "{path}", r.choice(words)))
        parts.append(r.choice((name, name, f"{name}={value}", f"{name}: {value}", f"{name}({value})", value)))
    text = r.choice((" ", " ", ", ")).join(parts)
    if r.random() < 0.4:
        text = r.choice(("{service}: ", "{service}[{pid}]: ", "{id}.")) + text
    return fill.mask(text) if r.random() < 0.25 else fill.fill(text, "info", "normal", r), r.choice(("debug", "info"))
