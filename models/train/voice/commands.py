"""Command-like tests from real speakers that training never heard, against a recogniser with the same grammar.

    python -m voice.commands make --shards SHARDS --texts texts.txt --out TESTS
    python -m voice.commands score --tests TESTS [--peer pocketsphinx] [--only words]

`make` writes, for each closed set, a sentence file, recordings at four levels of noise (dishes and a running tap, or babble of other held-back
speakers) and what was said; `score` runs `edgewise voice transcribe --sentences` over them (the built program, `node dist/main.js`) and, with
`--peer`, pocketsphinx with the same sentences and pronunciations. A test counts as right when the words are exactly those said.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np

from . import shard
from .lexicon import Lexicon
from .measure import mixed
from .phones import inventory, words_of
from .split import is_cut

ratios: list[float | None] = [None, 20, 12, 6]
root = Path(__file__).resolve().parents[3]


def spoken(text: str) -> str:
    return " ".join(words_of(text))


def same(heard: str, said: str) -> bool:
    """Apostrophes are not heard."""
    return heard.replace("'", "") == said.replace("'", "")


def noises(audio: np.ndarray, utterances: list) -> list[np.ndarray]:
    """A kitchen, and a café of six voices at once; both of recordings held back."""
    def piece(one):  # noqa: ANN001, ANN202
        return audio[one.start : one.start + one.samples].astype(np.float32) / 32768

    kitchen = np.concatenate([piece(one) for one in utterances if one.source == "noise" and one.is_development and one.speaker in ("doing the dishes", "running tap")])
    voices = np.concatenate([piece(one) * (0.05 / one.rms) for one in utterances if one.is_development and one.source in ("librispeech", "ljspeech", "vctk_p239")])
    rng = np.random.default_rng(5)
    cafe = sum(np.roll(voices, int(rng.integers(len(voices)))) for _ in range(6))[: 16000 * 120]
    return [kitchen, cafe + np.resize(kitchen, len(cafe)) * 0.3 * np.abs(cafe).mean() / (np.abs(kitchen).mean() + 1e-9)]


def closed_sets(utterances: list, texts: Path, most: int) -> dict[str, dict]:
    """Name to `{sentences (template lines), said: [(utterance, words)]}`."""
    rng = np.random.default_rng(11)
    held = [one for one in utterances if one.is_development and one.phones and not is_cut(one.phones, one.samples / 16000)]

    def some(found: list) -> list:
        order = rng.permutation(len(found))
        return [found[index] for index in order[:most]]

    words = sorted({spoken(one.text) for one in utterances if one.source == "speech_commands" and one.phones})
    digits = "zero one two three four five six seven eight nine".split()
    is_digits = lambda one: 3 <= len(words_of(one.text)) <= 12 and all(word in digits for word in words_of(one.text))  # noqa: E731
    sets = {
        "words": {"sentences": words, "said": some([one for one in held if one.source == "speech_commands"])},
        "digits": {"sentences": [" ".join(f"{{digit:d{at}}}" if at < 3 else f"[{{digit:d{at}}}]" for at in range(12))], "lists": {"digit": digits},
                   "said": some([one for one in held if one.source in ("speechocean762", "alphanumeric") and is_digits(one)])},
    }
    read = [one for one in held if one.source in ("librispeech", "speechocean762", "ljspeech", "vctk_p239") and 3 <= len(words_of(one.text)) <= 25 and one.samples < 16000 * 14]
    pool = [spoken(one.text) for one in utterances if one.text and one.source in ("librispeech", "speechocean762", "ljspeech", "vctk_p239")]
    pool += [spoken(line) for line in texts.read_text().splitlines() if 3 <= len(line.split()) <= 16]
    pool = list(dict.fromkeys(pool))
    for size in (100, 1000, 10000):
        said = some(read)
        own = list(dict.fromkeys(spoken(one.text) for one in said))[:size]
        said = [one for one in said if spoken(one.text) in set(own)]
        others = [pool[index] for index in rng.permutation(len(pool)) if pool[index] not in set(own)]
        sets[f"sentences-{size}"] = {"sentences": own + others[: size - len(own)], "said": said}
    return sets


def write_wav(path: Path, audio: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(np.clip(np.round(audio * 32768), -32768, 32767).astype(np.int16).tobytes())


def make(arguments: argparse.Namespace) -> None:
    audio, utterances = shard.read(arguments.shards, "real")
    backdrops = noises(audio, utterances)
    for name, test in closed_sets(utterances, arguments.texts, arguments.most).items():
        folder = arguments.out / name
        folder.mkdir(parents=True, exist_ok=True)
        lines = ["language: en", "intents:", "  Said:", "    data:", "      - sentences:"]
        lines += [f"          - {json.dumps(sentence)}" for sentence in test["sentences"]]
        if "lists" in test:
            lines.append("lists:")
            for key, values in test["lists"].items():
                lines += [f"  {key}:", "    values:"] + [f"      - {value}" for value in values]
        (folder / "sentences.yaml").write_text("\n".join(lines) + "\n")
        rows = []
        for index, one in enumerate(test["said"]):
            piece = audio[one.start : one.start + one.samples]
            for ratio in ratios:
                path = folder / f"{index:04d}-{'clean' if ratio is None else int(ratio)}.wav"
                write_wav(path, mixed(piece, backdrops[index % 2], ratio, index))
                rows.append({"file": path.name, "said": spoken(one.text), "speaker": one.speaker, "source": one.source, "noise": ratio})
        (folder / "said.json").write_text(json.dumps({"rows": rows, "sentences": test["sentences"], "lists": test.get("lists", {})}))
        print(f"{name}: {len(test['said'])} recordings of {len({one.speaker for one in test['said']})} speakers, {len(test['sentences'])} sentences", flush=True)


def edgewise(folder: Path, files: list[Path]) -> list[str]:
    command = ["node", str(root / "dist/main.js"), "voice", "transcribe", "--json", "--sentences", str(folder / "sentences.yaml")]
    found: list[str] = []
    for at in range(0, len(files), 400):
        done = subprocess.run([*command, *map(str, files[at : at + 400])], capture_output=True, text=True, check=True)
        found += [spoken(json.loads(line).get("text") or "") for line in done.stdout.splitlines() if line.startswith("{")]
    return found


def pocketsphinx(folder: Path, files: list[Path], test: dict) -> list[str]:
    from pocketsphinx import Decoder

    lexicon = Lexicon(Path(arguments_speech))
    decoder = Decoder(lm=None, loglevel="FATAL")
    sentences = test["sentences"]
    known = set()

    def add(word: str) -> None:
        if word in known:
            return
        known.add(word)
        for index, pronunciation in enumerate(lexicon.of(word) or []):
            name = word if index == 0 else f"{word}({index + 1})"
            if decoder.lookup_word(name) is None:
                decoder.add_word(name, " ".join(inventory[phone] for phone in pronunciation), False)

    if test["lists"]:
        for values in test["lists"].values():
            for value in values:
                add(value)
        digit = "(" + " | ".join(test["lists"]["digit"]) + ")"
        grammar = f"#JSGF V1.0; grammar g; public <s> = {digit} {digit} {digit} {digit}*;"
    else:
        for sentence in sentences:
            for word in sentence.split():
                add(word)
        sentences = [sentence for sentence in sentences if all(lexicon.of(word) for word in sentence.split())]
        grammar = "#JSGF V1.0; grammar g; public <s> = " + " | ".join(sentences) + ";"
    decoder.add_jsgf_string("g", grammar)
    decoder.activate_search("g")
    found = []
    for path in files:
        with wave.open(str(path)) as file:
            pcm = file.readframes(file.getnframes())
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
        hypothesis = decoder.hyp()
        found.append(spoken(hypothesis.hypstr) if hypothesis else "")
    return found


def score(arguments: argparse.Namespace) -> None:
    for folder in sorted(path for path in arguments.tests.iterdir() if (path / "said.json").exists() and (not arguments.only or path.name in arguments.only)):
        test = json.loads((folder / "said.json").read_text())
        files = [folder / row["file"] for row in test["rows"]]
        runs = {"edgewise": lambda: edgewise(folder, files)}
        if arguments.peer:
            runs["pocketsphinx"] = lambda: pocketsphinx(folder, files, test)
        for system, run in runs.items():
            began = time.time()
            found = run()
            assert len(found) == len(files), f"{system} answered {len(found)} of {len(files)} files"
            for ratio in ratios:
                right = [same(heard, row["said"]) for heard, row in zip(found, test["rows"]) if row["noise"] == ratio]
                print(json.dumps({"bench": "voice-commands", "figure": f"{folder.name} {'clean' if ratio is None else f'{int(ratio)} dB'} {system}",
                                  "value": round(100 * sum(right) / len(right), 1), "unit": "% right", "of": len(right)}), flush=True)
            (folder / f"{system}.json").write_text(json.dumps(found))
            print(f"# {system} took {time.time() - began:.0f} s", file=sys.stderr, flush=True)


arguments_speech = ""


def main() -> None:
    global arguments_speech
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["make", "score"])
    parser.add_argument("--shards", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--tests", type=Path)
    parser.add_argument("--speech", default="")
    parser.add_argument("--most", type=int, default=200)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--only", nargs="*")
    arguments = parser.parse_args()
    arguments_speech = arguments.speech
    make(arguments) if arguments.what == "make" else score(arguments)


if __name__ == "__main__":
    main()
