"""Letters to phonemes: trains the small transformer that reads words no dictionary has.

    python -m voice.graphemes --dictionary cmudict.dict --out FOLDER --minutes 8

Split by lemma: words are grouped with what a suffix list strips them to, and a group is on one side whole.
The network answers, for letters and the phonemes so far, what comes next; the program asks it phoneme by phoneme.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .measure import edit_distance
from .phones import inventory, read_dictionary

# 0 pads; letters a-z are 1-26, the apostrophe 27.
alphabet = "abcdefghijklmnopqrstuvwxyz'"
longest_word, longest_answer = 24, 24
# Phoneme numbers as in the acoustic model; 0, its blank, is the end, and 40 the beginning.
end, begin = 0, len(inventory)

suffixes = ("'s", "s'", "'", "ings", "ing", "edly", "ed", "es", "s", "ers", "er", "est", "ly", "ness", "nesses", "less", "ment", "ments", "able", "ible", "ful", "fully", "ization", "izations", "izing", "ized", "izes", "ize", "ism", "isms", "ist", "ists", "y", "ies", "ied", "ier", "iest", "ily", "al", "ally", "ity", "ities", "ion", "ions", "ive", "or", "ors", "e")


def lemma(word: str) -> str:
    """A rough stem, only for keeping relatives on one side of the split."""
    for _ in range(3):
        for suffix in sorted(suffixes, key=len, reverse=True):
            if word.endswith(suffix) and len(word) - len(suffix) >= 3:
                word = word[: -len(suffix)]
                break
        else:
            break
    return re.sub(r"(.)\1$", r"\1", word)


def part(word: str) -> str:
    byte = hashlib.sha256(lemma(word).encode()).digest()[0]
    return "test" if byte < 10 else "development" if byte < 16 else "train"


def letters_of(word: str) -> list[int]:
    return [alphabet.index(letter) + 1 for letter in word]


class Reader(nn.Module):
    """Transformer with an encoder over letters and a decoder over phonemes."""

    def __init__(self, width: int = 128, encoders: int = 4, decoders: int = 2, heads: int = 4, inner: int = 256, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = dict(width=width, encoders=encoders, decoders=decoders, heads=heads, inner=inner, dropout=dropout)
        self.letters, self.phones = nn.Embedding(len(alphabet) + 1, width), nn.Embedding(begin + 1, width)
        self.letter_places, self.phone_places = nn.Parameter(torch.randn(longest_word, width) * 0.05), nn.Parameter(torch.randn(longest_answer, width) * 0.05)
        self.encoders = nn.ModuleList(Layer(width, heads, inner, dropout, False) for _ in range(encoders))
        self.decoders = nn.ModuleList(Layer(width, heads, inner, dropout, True) for _ in range(decoders))
        self.encoded, self.decoded = nn.LayerNorm(width), nn.LayerNorm(width)
        self.head = nn.Linear(width, begin)

    def forward(self, letters: torch.Tensor, phones: torch.Tensor) -> torch.Tensor:
        """(B, L) and (B, P) to log-probabilities (B, P, 40) of each next phoneme."""
        blank = (letters == 0)[:, None, None, :].float() * -1e4
        x = self.letters(letters) + self.letter_places[: letters.shape[1]]
        for layer in self.encoders:
            x = layer(x, blank)
        x = self.encoded(x)
        at = torch.arange(phones.shape[1], device=phones.device)
        future = (at[None, :] > at[:, None]).float() * -1e4
        y = self.phones(phones) + self.phone_places[: phones.shape[1]]
        for layer in self.decoders:
            y = layer(y, future, x, blank)
        return self.head(self.decoded(y)).float().log_softmax(-1)


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int, dropout: float, crossed: bool) -> None:
        super().__init__()
        self.own = Heads(width, heads)
        self.cross = Heads(width, heads) if crossed else None
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3 if crossed else 2))
        self.rise, self.fall = nn.Linear(width, inner), nn.Linear(inner, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, mask, other=None, other_mask=None):  # noqa: ANN001, ANN201
        y = self.norms[0](x)
        x = x + self.dropout(self.own(y, y, mask))
        if self.cross is not None:
            x = x + self.dropout(self.cross(self.norms[2](x), other, other_mask))
        return x + self.dropout(self.fall(self.dropout(F.silu(self.rise(self.norms[1](x))))))


class Heads(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x: torch.Tensor, seen: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        def split(y: torch.Tensor) -> torch.Tensor:
            return y.view(y.shape[0], y.shape[1], self.heads, -1).transpose(1, 2)

        query, key, value = split(self.query(x)), split(self.key(seen)), split(self.value(seen))
        weights = torch.softmax(query @ key.transpose(2, 3) * (query.shape[-1] ** -0.5) + mask, -1)
        return self.out((weights @ value).transpose(1, 2).flatten(2))


@torch.no_grad()
def read_words(model: Reader, words: list[str], device: torch.device, beams: int = 1) -> list[tuple[int, ...]]:
    """Greedy, or the best of a beam."""
    answers: list[tuple[int, ...]] = []
    for at in range(0, len(words), 512):
        group = words[at : at + 512]
        letters = torch.zeros(len(group), longest_word, dtype=torch.long, device=device)
        for row, word in enumerate(group):
            letters[row, : len(word)] = torch.tensor(letters_of(word))
        letters = letters.repeat_interleave(beams, 0)
        count = len(group)
        phones = torch.full((count * beams, 1), begin, dtype=torch.long, device=device)
        scores = torch.full((count, beams), -1e9, device=device)
        scores[:, 0] = 0
        ended = torch.zeros(count * beams, dtype=torch.bool, device=device)
        for _ in range(longest_answer - 1):
            step = model(letters, phones)[:, -1]
            only_end = torch.full_like(step, -1e9)
            only_end[:, end] = 0
            step = torch.where(ended[:, None], only_end, step)
            joint = (scores[:, :, None] + step.view(count, beams, -1)).flatten(1)
            scores, picked = joint.topk(beams, 1)
            origin = picked // begin + torch.arange(count, device=device)[:, None] * beams
            label = (picked % begin).flatten()
            phones = torch.cat([phones[origin.flatten()], label[:, None]], 1)
            ended = ended[origin.flatten()] | (label == end)
            if bool(ended.all()):
                break
        best = phones.view(count, beams, -1)[:, 0, 1:].cpu().tolist()
        answers += [tuple(answer[: answer.index(end)]) if end in answer else tuple(answer) for answer in best]
    return answers


def errors(model: Reader, words: dict[str, list], device: torch.device, beams: int = 1) -> tuple[float, float]:
    """Share of words wrong, and phoneme errors a phoneme, against the nearest pronunciation of the dictionary."""
    names = list(words)
    wrong = edits = total = 0
    for name, answer in zip(names, read_words(model, names, device, beams)):
        distance, length = min((edit_distance(list(answer), list(right)), len(right)) for right in words[name])
        wrong += distance > 0
        edits += distance
        total += length
    return wrong / len(names), edits / total


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dictionary", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--name", default="graphemes")
    for name, value in (("width", 128), ("encoders", 4), ("decoders", 2), ("inner", 256)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--dropout", type=float, default=0.1)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(3)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    every = {word: prons for word, prons in read_dictionary(arguments.dictionary).items()
             if 1 < len(word) <= longest_word and set(word) <= set(alphabet) and max(map(len, prons)) < longest_answer - 1}
    parts: dict[str, dict] = {"train": {}, "development": {}, "test": {}}
    for word, prons in every.items():
        parts[part(word)][word] = prons
    print({name: len(words) for name, words in parts.items()}, flush=True)
    pairs = [(word, pron) for word, prons in parts["train"].items() for pron in prons]
    letters = torch.zeros(len(pairs), longest_word, dtype=torch.long)
    answers = torch.full((len(pairs), longest_answer), -1, dtype=torch.long)
    for row, (word, pron) in enumerate(pairs):
        letters[row, : len(word)] = torch.tensor(letters_of(word))
        answers[row, : len(pron) + 1] = torch.tensor([*pron, end])
    letters, answers = letters.to(device), answers.to(device)
    given = torch.cat([torch.full((len(pairs), 1), begin, device=device), answers[:, :-1].clamp(min=0)], 1)
    model = Reader(arguments.width, arguments.encoders, arguments.decoders, 4, arguments.inner, arguments.dropout).to(device)
    average = Reader(**model.shape).to(device).eval()
    average.load_state_dict(model.state_dict())
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters", flush=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=0.02, betas=(0.9, 0.98))
    begun, step, reported = time.time(), 0, time.time()
    while (done := (time.time() - begun) / (arguments.minutes * 60)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = arguments.rate * min(1, (step + 1) / 500) * (0.5 + 0.5 * np.cos(np.pi * done))
        rows = torch.randint(len(pairs), (arguments.batch,), device=device)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            scores = model(letters[rows], given[rows])
        wanted = answers[rows]
        loss = F.cross_entropy(scores.flatten(0, 1), wanted.flatten(), ignore_index=-1, label_smoothing=0.05)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        with torch.no_grad():
            torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - min(0.9995, (1 + step) / (20 + step)))
        if time.time() - reported > 60:
            reported = time.time()
            print(f"{time.strftime('%H:%M:%S')} {arguments.name} {step} {done:.0%} loss {float(loss):.3f} word, phoneme errors {errors(average, parts['development'], device)}", flush=True)
            torch.save({"shape": model.shape, "model": average.state_dict()}, arguments.out / f"{arguments.name}.pt")
    torch.save({"shape": model.shape, "model": {k: v.cpu() for k, v in average.state_dict().items()}}, arguments.out / f"{arguments.name}.pt")
    result = {"development": errors(average, parts["development"], device), "test": errors(average, parts["test"], device),
              "test, beam of 4": errors(average, parts["test"], device, 4), "steps": step}
    print(arguments.name, "END", result, flush=True)
    (arguments.out / f"{arguments.name}.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main()
