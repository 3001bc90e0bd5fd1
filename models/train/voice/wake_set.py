"""What the acoustic model that ships makes of held-back speakers and of hours of other speech: what the wake spotter is fitted to.

    python -m voice.wake_set --frames frames --model ../voice-acoustic/acoustic.onnx --out FOLDER [--hours 9]

Writes post.f32 (rows of log probabilities, 40 ms) and post.json (see test/bench/voice/held-back-posteriors.ts). All held-back speech is
heard clean and in the noise of `ratios`, and so are words and pairs of words of two to four syllables cut out of its sentences, each as if said
by itself. What is missing to `hours` is other speech of all sources, also of speakers that were trained on, at other paces and in noise: it
only ever counts as speech that is not the phrase (`isOther`). Noise is held back throughout and is added as energies. About 10 s for each
hour on one core.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from . import features
from .examples import Examples, longest
from .measure import in_noise
from .phones import inventory, words_of
from .shipped import Shipped

ratios = (None, 20, 10, 6)
# 10 ms frames before and after an utterance, of its own quietest sound; a multiple of four.
gap = 60
# Frames the model hears at once.
chunk = 4000


def paced(logs: np.ndarray, pace: float) -> np.ndarray:
    places = np.arange(int(len(logs) / pace)) * pace
    low = np.minimum(places.astype(int), len(logs) - 2)
    part = (places - low)[:, None].astype(np.float32)
    return logs[low] * (1 - part) + logs[low + 1] * part


vowels = {inventory.index(name) for name in "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split()}
syllables = range(2, 5)
cuts_most = 3


def word_places(one) -> list[tuple[int, int, int]] | None:  # noqa: ANN001
    """First and last frame and syllables of each word, from the aligned phonemes; None where they are not those of the words."""
    rows, at, places = [tuple(row) for row in one.segments], 0, []
    for alternatives in one.alternatives:
        lengths = sorted({len(way) for way in alternatives if tuple(row[0] for row in rows[at : at + len(way)]) == tuple(way)})
        if not lengths:
            return None
        said = rows[at : at + lengths[-1]]
        places.append((said[0][1], said[-1][1] + min(said[-1][2], longest), sum(row[0] in vowels for row in said)))
        at += len(said)
    return places if at == len(rows) else None


def phrase_cuts(one, rng: np.random.Generator) -> list[tuple[str, int, int]]:  # noqa: ANN001
    """Words and pairs of words, with their frames."""
    words = words_of(one.text)
    if len(words) < 2 or one.segments is None or not one.alternatives or len(one.alternatives) != len(words):
        return []
    places = word_places(one)
    runs = [(at, count) for at in range(len(words)) for count in (1, 2) if at + count <= len(words)] if places else []
    runs = [(at, count) for at, count in runs if sum(place[2] for place in places[at : at + count]) in syllables and len("".join(words[at : at + count])) > 4]
    kept = [runs[index] for index in rng.permutation(len(runs))[:cuts_most]]
    return [(" ".join(words[at : at + count]), max(0, places[at][0] - 4), places[at + count - 1][1] + 4) for at, count in kept]


class Stream:
    """One long sound, made piece by piece and heard as it comes."""

    def __init__(self, model: Path, examples: Examples) -> None:
        self.shipped = Shipped(model)
        self.noise = examples.held_noise
        self.rng = np.random.default_rng(7)
        self.waiting: list[np.ndarray] = []
        self.frames, self.heard = 0, []

    def add(self, logs: np.ndarray, ratio: float | None, gain: float) -> tuple[int, int]:
        """Log energies; gives the first row and the number of rows of what is heard of them."""
        quiet = logs[np.argsort(logs.mean(1))[: max(1, len(logs) // 20)]]
        # Whole rows, of four frames each.
        edge = quiet[self.rng.integers(len(quiet), size=2 * gap + -len(logs) % 4)]
        logs = np.concatenate([edge[:gap], logs, edge[gap:]])
        energies = in_noise(np.exp(logs), self.noise, ratio, self.rng)
        self.waiting.append(((np.log(energies * np.exp(gain) + features.floor) - features.mean) / features.scale).astype(np.float32))
        first = self.frames // 4
        self.frames += len(logs)
        if sum(map(len, self.waiting)) >= chunk:
            self.hear()
        return first, len(logs) // 4

    def hear(self) -> None:
        mel = np.concatenate(self.waiting)
        self.waiting = []
        self.heard += [self.shipped.hear(mel[at : at + chunk]) for at in range(0, len(mel), chunk)]

    def rows(self, delay: int) -> np.ndarray:
        self.waiting.append(np.full((4 * delay, features.bins), (np.log(features.floor) - features.mean) / features.scale, np.float32))
        self.hear()
        return np.concatenate(self.heard)[delay:].astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--delay", type=int, default=4)
    parser.add_argument("--hours", type=float, default=9)
    arguments = parser.parse_args()
    examples = Examples(arguments.frames, 0)
    stream, rng, listed = Stream(arguments.model, examples), np.random.default_rng(5), []

    def hear(one, logs: np.ndarray, ratio: float | None, **more) -> None:  # noqa: ANN001, ANN003
        start, frames = stream.add(logs, ratio, float(rng.normal(0, 1)))
        listed.append(dict(start=start, frames=frames, source=one.source, speaker=one.speaker, text=" ".join(words_of(one.text)), noise=ratio) | more)

    def logs_of(one) -> np.ndarray:  # noqa: ANN001
        return examples.flat[one.start : one.start + one.samples].astype(np.float32)

    cuts = [(one, cut) for one in examples.development for cut in phrase_cuts(one, rng)]
    for ratio in ratios:
        for one in examples.development:
            hear(one, logs_of(one), ratio)
        for one, (text, first, last) in cuts:
            hear(one, logs_of(one)[first:last], ratio, text=text, isCut=True)
    for start in range(0, len(examples.held_noise) - 1000, 1000):
        begun, frames = stream.add(examples.held_noise[start : start + 1000].astype(np.float32), None, float(rng.normal(0, 1)))
        listed.append(dict(start=begun, frames=frames, source="noise", speaker="", text="", noise=0, isOther=True))
    others = examples.development + [one for name in ("librispeech", "speechocean762", "ljspeech", "vctk_p239") for one in examples.pools[name]]
    order = rng.permutation(len(others))
    at = 0
    while stream.frames < arguments.hours * 360_000:
        one = others[order[at % len(order)]]
        hear(one, paced(logs_of(one), float(rng.uniform(0.85, 1.2))), float(rng.choice([6, 10, 15, 20, 30])), isOther=True)
        at += 1
    arguments.out.mkdir(parents=True, exist_ok=True)
    rows = stream.rows(arguments.delay)
    rows.tofile(arguments.out / "post.f32")
    (arguments.out / "post.json").write_text(json.dumps(listed))
    print(f"{len(listed)} recordings, {len(cuts)} phrases cut out, {len(rows) / 90_000:.2f} h")


if __name__ == "__main__":
    main()
