"""What the teacher says of sentences, computed once and kept beside the checkpoints."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

from .teacher import Teacher, encode, teacher_folder


def fingerprint(texts: list[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()


def sorted_batches(lengths: list[int], size: int) -> list[list[int]]:
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    return [order[at : at + size] for at in range(0, len(order), size)]


@torch.no_grad()
def embed(texts: list[str], cache: Path) -> np.ndarray:
    """Unit-length sentence embeddings of the untouched teacher, float16 [texts, 384]; known texts come from `cache`."""
    known: dict[str, np.ndarray] = {}
    if cache.exists():
        stored = np.load(cache, allow_pickle=False)
        known = dict(zip(stored["texts"].tolist(), stored["vectors"]))
    missing = sorted({text for text in texts if text not in known})
    if missing:
        tokenizer = AutoTokenizer.from_pretrained(teacher_folder())
        model = AutoModel.from_pretrained(teacher_folder()).eval()
        for number, batch in enumerate(sorted_batches([len(text) for text in missing], 128)):
            encoded = tokenizer([missing[i] for i in batch], padding=True, truncation=True, max_length=64, return_tensors="pt")
            hidden = model(**encoded).last_hidden_state
            mask = encoded["attention_mask"].unsqueeze(-1).float()
            pooled = torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)
            for row, i in enumerate(batch):
                known[missing[i]] = pooled[row].numpy().astype(np.float16)
            if number % 100 == 0:
                print(f"embedded {number * 128} of {len(missing)}", flush=True)
        np.savez(cache, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[text] for text in texts])


@torch.no_grad()
def probabilities(
    sentences: list[tuple[str, ...]], checkpoint: Path, cache: Path, tagged: tuple[str, ...] = ()
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray], dict[str, list[str]]]:
    """What a fine-tuned teacher says of sentences: the class probabilities of each task, float16 [sentences, classes]; of
    each `tagged` task those of the tags, float16 [sentences, words, tags] (0 after the last word); and, by `task` and
    `task tag`, the labels in their order."""
    saved = torch.load(checkpoint)
    labels = dict(saved["labels"]) | {f"{task} tag": saved["tags"][task] for task in tagged}
    key = fingerprint([" ".join(words) for words in sentences])
    if cache.exists():
        stored = np.load(cache, allow_pickle=False)
        if str(stored["key"]) == key:
            return {t: stored[t] for t in saved["labels"]}, {t: stored[f"{t} tag"] for t in tagged}, labels
    model = Teacher({t: len(n) for t, n in saved["labels"].items()}, {t: len(n) for t, n in saved["tags"].items()})
    model.load_state_dict(saved["state"])
    model.eval()
    tokenizer = AutoTokenizer.from_pretrained(teacher_folder())
    found = {name: np.zeros((len(sentences), len(names)), np.float16) for name, names in saved["labels"].items()}
    longest = max(len(words) for words in sentences)
    tags = {task: np.zeros((len(sentences), longest, len(saved["tags"][task])), np.float16) for task in tagged}

    class Sentence:
        def __init__(self, words):
            self.words = words

    for batch in sorted_batches([len(words) for words in sentences], 128):
        ids, mask, first = encode(tokenizer, [Sentence(sentences[i]) for i in batch])
        pooled, hidden = model(ids, mask)
        for name in found:
            found[name][batch] = torch.softmax(model.intents[name](pooled), -1).numpy()
        for name, grid in tags.items():
            words = hidden.gather(1, first.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
            judged = torch.softmax(model.tags[name](words), -1) * (first > 0).unsqueeze(-1)
            grid[batch, : judged.shape[1]] = judged.numpy()
    np.savez(cache, key=np.array(key), **found, **{f"{task} tag": grid for task, grid in tags.items()})
    return found, tags, labels
