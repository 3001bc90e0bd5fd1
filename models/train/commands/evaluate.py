"""Figures on the development sets."""

from __future__ import annotations

import torch


def spans(tags: list[str]) -> set[tuple[str, int, int]]:
    """(tag, first word, word after the last) of each span of a BIO sequence; an I without its B begins a span."""
    found: set[tuple[str, int, int]] = set()
    start, name = 0, ""
    for at, tag in enumerate([*tags, "O"]):
        if name and (tag == "O" or tag.startswith("B-") or tag[2:] != name):
            found.add((name, start, at))
            name = ""
        if tag != "O" and not name:
            start, name = at, tag[2:]
    return found


class SpanScore:
    """Micro-averaged exact-span F1 (as CoNLL-2000 scores chunks)."""

    def __init__(self) -> None:
        self.right = self.given = self.wanted = 0

    def add(self, given: set, wanted: set) -> None:
        self.right += len(given & wanted)
        self.given += len(given)
        self.wanted += len(wanted)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.given + self.wanted)


@torch.no_grad()
def run(model, heads, words, examples, size=64):
    for at in range(0, len(examples), size):
        batch = examples[at : at + size]
        feature_rows, places, mask = words.batch([one.words for one in batch])
        out = model.encode(model.table(feature_rows).sum(1)[places], mask)
        out["hwu"] = heads["hwu"](out["embedding"] * 16)
        out["clinc"] = heads["clinc"](out["embedding"] * 16)
        out["hwu tag"] = heads["hwu tag"](out["hidden"])
        yield batch, out


def report(model, heads, words, development, intents, tags, hwu_labels, hwu_tags, clinc_labels) -> dict[str, float]:
    model.eval()
    figures: dict[str, float] = {}
    right, exact, score = 0, 0, SpanScore()
    for batch, out in run(model, heads, words, development["seeds"]):
        best, best_tags = out["intent"].argmax(-1), out["tag"].argmax(-1)
        for row, one in enumerate(batch):
            is_right = intents[best[row]] == one.intent
            given = spans([tags[i] for i in best_tags[row, : len(one.words)]])
            wanted = spans(list(one.tags))
            score.add(given, wanted)
            right += is_right
            exact += is_right and given == wanted
    count = max(1, len(development["seeds"]))
    figures |= {"seed intents": right / count, "seed slot F1": score.f1, "seed exact": exact / count}
    right, score = 0, SpanScore()
    for batch, out in run(model, heads, words, development["hwu"]):
        best, best_tags = out["hwu"].argmax(-1), out["hwu tag"].argmax(-1)
        for row, one in enumerate(batch):
            right += hwu_labels[best[row]] == one.intent
            score.add(spans([hwu_tags[i] for i in best_tags[row, : len(one.words)]]), spans(list(one.tags)))
    figures |= {"hwu intents": right / len(development["hwu"]), "hwu slot F1": score.f1}
    sure, right = [], 0
    for batch, out in run(model, heads, words, development["clinc"]):
        confidence, best = torch.softmax(out["clinc"], -1).max(-1)
        for row, one in enumerate(batch):
            right += clinc_labels[best[row]] == one.intent
            sure.append(float(confidence[row]))
    figures["clinc intents"] = right / len(development["clinc"])
    outside = [float(c) for _, out in run(model, heads, words, development["clinc oos"]) for c in torch.softmax(out["clinc"], -1).max(-1).values]
    threshold = sorted(sure)[len(sure) // 50]
    figures["clinc oos recall at 2% lost"] = sum(c < threshold for c in outside) / max(1, len(outside))
    print("  " + " · ".join(f"{name} {value:.4f}" for name, value in figures.items()), flush=True)
    return figures
