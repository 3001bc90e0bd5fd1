"""Trains the student: gold labels, the fine-tuned teacher's probabilities, and the embedding of the untouched teacher.

    python -m commands.distil --data DIR/nlu --speech DIR/speech/manifest.tsv --teacher build/teacher.pt --out build

Seeded. Everything read from the corpora is listed in the model card.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from . import corpora, evaluate, mapping, names, noise, seeds, targets, tokenizer, variations
from .student import Student

ontology = json.loads((Path(__file__).parent / "ontology.json").read_text())
intents = list(ontology["intents"])
tags = ["O"] + [f"{prefix}-{name}" for name in ontology["tags"] for prefix in "BI"]
intent_at = {name: i for i, name in enumerate(intents)}
tag_at = {name: i for i, name in enumerate(tags)}
nothing = -100


@dataclass
class Item:
    """One training sentence with whatever is known of it."""

    words: tuple[str, ...]
    tags: tuple[str, ...] | None = None
    intent: str | None = None
    hwu: corpora.Example | None = None
    clinc: str | None = None
    # Row of the teacher's embedding, of its probabilities for the corpora, and of those for our labels, where there are any.
    target: int = -1
    soft: int = -1
    ours: int = -1

    @property
    def text(self) -> str:
        return " ".join(self.words)


class Words:
    """Feature ids of every word seen so far."""

    def __init__(self, vocabulary: list[str], buckets: int):
        self.vocabulary = {word: i for i, word in enumerate(vocabulary)}
        self.buckets = buckets
        self.known: dict[str, int] = {}
        self.rows: list[list[int]] = [[0] * tokenizer.FEATURES]

    def row(self, word: str) -> int:
        at = self.known.get(word)
        if at is None:
            ids = tokenizer.word_features(word, self.vocabulary, self.buckets)
            at = len(self.rows)
            self.rows.append(ids + [0] * (tokenizer.FEATURES - len(ids)))
            self.known[word] = at
        return at

    def batch(
        self, sentences: list[tuple[str, ...]], forget: float = 0
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Features of the distinct words of the batch, the place of each word among them, and where words are. The share
        `forget` of the words have only their letters, as words have that are not in the vocabulary."""
        cut = [words[: tokenizer.WORDS_MAX] for words in sentences]
        length = max(len(words) for words in cut)
        grid = np.zeros((len(cut), length), dtype=np.int64)
        for row, words in enumerate(cut):
            grid[row, : len(words)] = [self.row(word) for word in words]
        distinct, inverse = np.unique(grid, return_inverse=True)
        feature_rows = torch.tensor([self.rows[i] for i in distinct])
        if forget > 0:
            # A place whose own word is known holds it first, and n-grams come after it.
            is_known = (feature_rows[:, 0] > 0) & (feature_rows[:, 0] <= len(self.vocabulary)) & (feature_rows[:, 1] > 0)
            feature_rows[is_known & (torch.rand(len(distinct)) < forget), 0] = 0
        return feature_rows, torch.from_numpy(inverse.reshape(grid.shape)), torch.from_numpy(grid > 0)


@dataclass
class Material:
    """Training items by source, and the development sets."""

    seeds: list[seeds.Template] = field(default_factory=list)
    hwu: list[Item] = field(default_factory=list)
    clinc: list[Item] = field(default_factory=list)
    other: list[Item] = field(default_factory=list)
    development: dict[str, list] = field(default_factory=dict)


def read_material(options: argparse.Namespace) -> Material:
    rng = random.Random(options.seed)
    templates = seeds.read_templates()
    open_lines = [one for one in templates if one.intent == seeds.unlabelled]
    labelled = [one for one in templates if one.intent != seeds.unlabelled]
    unknown = sorted({one.intent for one in labelled} - set(intents))
    if unknown:
        raise SystemExit(f"seeds name unknown intents: {unknown}")
    hwu_train, hwu_dev = corpora.split(corpora.hwu64(options.data))
    clinc = corpora.clinc150(options.data)
    material = Material(seeds=[one for one in labelled if not one.is_development])
    material.hwu = [
        Item(
            one.words,
            tags=ours_tags(one) if one.intent in mapping.hwu_tagged else None,
            intent=mapping.hwu_intents.get(one.intent),
            hwu=one,
        )
        for one in hwu_train
    ]
    material.clinc = [
        Item(one.words, intent=mapping.clinc_intent(one.intent) if one.intent != "oos" else "outOfScope", clinc=one.intent)
        for one in clinc["train"] + clinc["oos_train"]
    ]
    material.other = [Item(seeds.expand(one, rng).words) for one in open_lines]
    spoken = read_speech(options.speech)
    material.other += [Item(words, intent="outOfScope", tags=("O",) * len(words)) for words in spoken]
    development_seeds = [seeds.expand(one, random.Random(i)) for i, one in enumerate(labelled) if one.is_development]
    material.development = {
        "seeds": development_seeds,
        "hwu": hwu_dev,
        "clinc": clinc["val"],
        "clinc oos": clinc["oos_val"],
    }
    return material


def ours_tags(example: corpora.Example) -> tuple[str, ...]:
    return tuple(
        tag if tag == "O" else f"{tag[:2]}{mapping.hwu_tags[tag[2:]]}" if tag[2:] in mapping.hwu_tags else "O"
        for tag in example.tags
    )


def read_speech(manifest: Path) -> list[tuple[str, ...]]:
    """Sentences that were read aloud: nobody's command. Single words, spelling and wake phrases are left out."""
    rows = [line.split("\t") for line in manifest.read_text().splitlines()]
    text_column, source_column = rows[0].index("text"), rows[0].index("source")
    wanted = {"librispeech", "ljspeech", "vctk_p239", "speechocean762"}
    found = {tuple(tokenizer.words(row[text_column])) for row in rows[1:] if row[source_column] in wanted}
    return sorted(words for words in found if 3 <= len(words) <= 30)


def build_vocabulary(material: Material, size: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    counts: Counter[str] = Counter()
    for template in material.seeds:
        for _ in range(4):
            counts.update(set(seeds.expand(template, rng).words))
    for item in material.hwu + material.clinc + material.other:
        counts.update(item.words)
    for path in (seeds.folder / "lists").glob("*.txt"):
        for value in seeds.read_list(path.stem):
            counts.update(tokenizer.words(value))
    clean = Counter()
    for word, count in counts.items():
        clean[tokenizer.shape(word)] += count
    return sorted(word for word, _ in clean.most_common(size))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--speech", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, required=True, help="fine-tuned on the corpora")
    parser.add_argument("--teacher-seeds", type=Path, required=True, help="fine-tuned on the seeds")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out, at the full rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=16_000)
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--vocabulary", type=int, default=12_000)
    parser.add_argument("--buckets", type=int, default=6_000)
    parser.add_argument("--per-template", type=int, default=12)
    parser.add_argument("--forget", type=float, default=0.05, help="share of the words read by their letters alone")
    parser.add_argument("--varied", type=int, default=70_000)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)

    material = read_material(options)
    saved = torch.load(options.out / "student.pt") if options.resume else None
    vocabulary = saved["vocabulary"] if saved else build_vocabulary(material, options.vocabulary, options.seed)
    words = Words(vocabulary, options.buckets)
    rng = random.Random(options.seed)
    # A fixed pool of expansions carries the teacher's embedding; the other half of the time a fresh one is drawn.
    pool = [
        Item(example.words, tags=example.tags, intent=example.intent)
        for template in material.seeds
        for example in expansions(template, options.per_template, options.seed)
    ]
    mixed = mixtures(material, rng)
    word_vectors = targets.embed(vocabulary, options.out / "words.npz")
    varied = vary(material, vocabulary, word_vectors, options)
    everything = pool + material.hwu + material.clinc + material.other + mixed
    print(
        f"{len(material.seeds)} templates, pool {len(pool)}, hwu {len(material.hwu)}, clinc {len(material.clinc)}, "
        f"other {len(material.other)}, mixed {len(mixed)}, varied {len(varied)}, vocabulary {len(vocabulary)}",
        flush=True,
    )
    embeddings = targets.embed([item.text for item in everything], options.out / "embeddings.npz")
    for at, item in enumerate(everything):
        item.target = at
    soft_items = material.hwu + material.clinc + mixed
    soft = targets.probabilities([item.words for item in soft_items], options.teacher, options.out / "soft.npz", ("hwu",))
    for at, item in enumerate(soft_items):
        item.soft = at
    ours = targets.probabilities([item.words for item in varied], options.teacher_seeds, options.out / "ours.npz", ("ours",))
    for at, item in enumerate(varied):
        item.ours = at
    said = Said(embeddings, soft, ours)

    hwu_labels = sorted({item.hwu.intent for item in material.hwu if item.hwu})
    hwu_tag_names = ["O"] + sorted({tag for item in material.hwu if item.hwu for tag in item.hwu.tags if tag != "O"})
    clinc_labels = sorted({item.clinc for item in material.clinc if item.clinc and item.clinc != "oos"})
    model = Student(1 + len(vocabulary) + options.buckets, len(intents), len(tags))
    initialise_words(model, word_vectors)
    size = model.embedding.out_features
    heads = torch.nn.ModuleDict(
        {
            "teacher": torch.nn.Linear(size, embeddings.shape[1]),
            "hwu": torch.nn.Linear(size, len(hwu_labels)),
            "clinc": torch.nn.Linear(size, len(clinc_labels)),
            "hwu tag": torch.nn.Linear(model.tag.in_features, len(hwu_tag_names)),
        }
    )
    if saved:
        model.load_state_dict(saved["model"])
        heads.load_state_dict(saved["heads"])
    print(f"parameters {sum(p.numel() for p in model.parameters())}, table {model.table.weight.numel()}", flush=True)
    everything_parameters = list(model.parameters()) + list(heads.parameters())
    decayed = [p for p in everything_parameters if p.dim() > 1 and p is not model.table.weight]
    others = [p for p in everything_parameters if p.dim() <= 1 or p is model.table.weight]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.02}, {"params": others, "weight_decay": 0.0}],
        lr=options.rate, betas=(0.9, 0.98), fused=True,
    )
    save_state = lambda: torch.save(
        {
            "model": model.state_dict(), "heads": heads.state_dict(), "vocabulary": vocabulary, "buckets": options.buckets,
            "intents": intents, "tags": tags, "hwu": hwu_labels, "hwu tags": hwu_tag_names, "clinc": clinc_labels,
        },
        options.out / "student.pt",
    )
    batcher = Batcher(material, pool, {"mixed": mixed, "varied": varied}, options, words)
    hwu_at = {name: i for i, name in enumerate(hwu_labels)}
    hwu_tag_at = {name: i for i, name in enumerate(hwu_tag_names)}
    clinc_at = {name: i for i, name in enumerate(clinc_labels)}
    started = time.time()
    sums: Counter[str] = Counter()
    for step in range(options.steps):
        # The schedule follows whichever of steps and minutes runs out first, so that it always ends at a low rate.
        progress = max(step / options.steps, (time.time() - started) / 60 / options.minutes)
        if progress >= 1:
            break
        rate = options.rate * (min(1, (step + 1) / 400) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress))))
        for group in optimiser.param_groups:
            group["lr"] = rate
        model.train()
        items, sentences, sentence_tags = batcher.next()
        feature_rows, places, mask = words.batch(sentences, options.forget)
        out = model.encode(model.table(feature_rows).sum(1)[places], mask)
        losses = losses_of(out, items, sentence_tags, heads, said, hwu_at, hwu_tag_at, clinc_at)
        loss = sum(weight * losses[name] for name, weight in weights.items() if name in losses)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(everything_parameters, 1.0)
        optimiser.step()
        for name, value in losses.items():
            sums[name] += float(value.detach())
        if (step + 1) % 200 == 0:
            told = " ".join(f"{name} {total / 200:.3f}" for name, total in sorted(sums.items()))
            print(f"step {step + 1} rate {rate:.2e} {told} | {time.time() - started:.0f} s", flush=True)
            sums.clear()
        if (step + 1) % 2000 == 0:
            evaluate.report(model, heads, words, material.development, intents, tags, hwu_labels, hwu_tag_names, clinc_labels)
            save_state()
    evaluate.report(model, heads, words, material.development, intents, tags, hwu_labels, hwu_tag_names, clinc_labels)
    save_state()


weights = {
    "intent": 1.0, "tag": 1.0, "teacher": 3.0, "hwu": 0.7, "hwu tag": 0.5, "clinc": 0.7, "hwu soft": 0.7, "clinc soft": 0.7,
    "hwu tag soft": 0.5, "intent soft": 1.0, "tag soft": 1.0,
}


class Said:
    """What the teachers said: embeddings, and probabilities with our labels brought into our order."""

    def __init__(self, embeddings, soft, ours):
        self.embeddings = embeddings
        self.soft, soft_tags, _ = soft
        intent_rows, tag_rows, labels = ours
        self.intents = aligned(intent_rows["ours"], labels["ours"], intents)
        self.tags = aligned(tag_rows["ours"], labels["ours tag"], tags)
        # In the same order as the student's head, which is made of the same sentences.
        self.hwu_tags = soft_tags["hwu"]


def aligned(rows: np.ndarray, given: list[str], wanted: list[str]) -> np.ndarray:
    """The last axis in the order of `wanted`; what the teacher never saw has no chance."""
    out = np.zeros((*rows.shape[:-1], len(wanted)), rows.dtype)
    for at, name in enumerate(given):
        out[..., wanted.index(name)] = rows[..., at]
    return out


def soft_tag_loss(logits, wanted):
    """Cross entropy with the probabilities of the teacher, over the words it saw."""
    length = min(logits.shape[1], wanted.shape[1])
    wanted = torch.from_numpy(wanted[:, :length]).float()
    each = -(wanted * functional.log_softmax(logits[:, :length], -1)).sum(-1)
    return each.sum() / (wanted.sum(-1) > 0.5).sum().clamp(min=1)


def losses_of(out, items, sentence_tags, heads, said, hwu_at, hwu_tag_at, clinc_at):
    embeddings, soft = said.embeddings, said.soft
    losses: dict[str, torch.Tensor] = {}
    length = out["hidden"].shape[1]
    scaled = out["embedding"] * 16

    def tag_grid(rows):
        grid = torch.full((len(rows), length), nothing)
        for row, ids in enumerate(rows):
            if ids is not None:
                ids = ids[:length]
                grid[row, : len(ids)] = torch.tensor(ids)
        return grid

    intent = torch.tensor([intent_at[item.intent] if item.intent else nothing for item in items])
    if (intent >= 0).any():
        losses["intent"] = functional.cross_entropy(out["intent"], intent, ignore_index=nothing, label_smoothing=0.05)
    ours = tag_grid([[tag_at.get(tag, 0) for tag in item_tags[0]] if item_tags[0] is not None else None for item_tags in sentence_tags])
    if (ours >= 0).any():
        losses["tag"] = functional.cross_entropy(out["tag"].flatten(0, 1), ours.flatten(), ignore_index=nothing)
    theirs = tag_grid([[hwu_tag_at.get(tag, 0) for tag in item_tags[1]] if item_tags[1] is not None else None for item_tags in sentence_tags])
    if (theirs >= 0).any():
        losses["hwu tag"] = functional.cross_entropy(heads["hwu tag"](out["hidden"]).flatten(0, 1), theirs.flatten(), ignore_index=nothing)
    rows = [i for i, item in enumerate(items) if item.target >= 0]
    if rows:
        wanted = torch.from_numpy(embeddings[[items[i].target for i in rows]]).float()
        given = functional.normalize(heads["teacher"](out["embedding"][rows]), dim=-1)
        losses["teacher"] = (1 - (given * wanted).sum(-1)).mean()
    rows = [i for i, item in enumerate(items) if item.ours >= 0]
    if rows:
        at = [items[i].ours for i in rows]
        given = functional.log_softmax(out["intent"][rows], -1)
        losses["intent soft"] = -(torch.from_numpy(said.intents[at]).float() * given).sum(-1).mean()
        losses["tag soft"] = soft_tag_loss(out["tag"][rows], said.tags[at])
    # Disturbed words have moved: only what is as the teacher read it has its tags.
    rows = [i for i, item in enumerate(items) if item.soft >= 0 and item.hwu is None and item.clinc is None]
    if rows:
        given = heads["hwu tag"](out["hidden"][rows])
        losses["hwu tag soft"] = soft_tag_loss(given, said.hwu_tags[[items[i].soft for i in rows]])
    for name, at in (("hwu", hwu_at), ("clinc", clinc_at)):
        rows = [i for i, item in enumerate(items) if (item.hwu if name == "hwu" else item.clinc)]
        if rows:
            logits = heads[name](scaled[rows])
            label = [at.get(items[i].hwu.intent if name == "hwu" else items[i].clinc, nothing) for i in rows]
            gold = torch.tensor(label)
            if (gold >= 0).any():
                losses[name] = functional.cross_entropy(logits, gold, ignore_index=nothing, label_smoothing=0.05)
            outside = [r for r, one in enumerate(label) if one == nothing]
            if outside and name == "clinc":
                losses[name] = losses.get(name, 0) - 0.1 * functional.log_softmax(logits[outside], -1).mean()
        rows = [i for i, item in enumerate(items) if item.soft >= 0]
        if rows:
            wanted = torch.from_numpy(soft[name][[items[i].soft for i in rows]]).float()
            given = functional.log_softmax(heads[name](scaled[rows]), -1)
            losses[f"{name} soft"] = -(wanted * given).sum(-1).mean()
    return losses


batches_drawn = 6


class Batcher:
    """Draws mixed batches; seeds are drawn evenly over intents (by the square root of their number), then templates."""

    def __init__(
        self, material: Material, pool: list[Item], judged: dict[str, list[Item]], options: argparse.Namespace, words: Words
    ):
        self.rng = random.Random(options.seed + 7)
        self.options = options
        self.material = material
        self.judged = judged
        by_intent: dict[str, list[int]] = {}
        for at, template in enumerate(material.seeds):
            by_intent.setdefault(template.intent, []).append(at)
        self.by_intent = list(by_intent.values())
        self.intent_weights = [len(one) ** 0.6 for one in self.by_intent]
        self.pool = pool
        self.name_words = names.words_of_lists()
        self.waiting: list[list] = []
        self.shares = [
            ("seeds", 0.37), ("varied", 0.2), ("hwu", 0.13), ("clinc", 0.14), ("other", 0.05), ("mixed", 0.11)
        ]  # fmt: skip

    def next(self):
        """A batch of sentences of like length: several batches are drawn at once and sorted, so that little is padding."""
        if not self.waiting:
            drawn = sorted(self.draw(self.options.batch * batches_drawn), key=lambda one: len(one[1]))
            size = self.options.batch
            self.waiting = [drawn[at : at + size] for at in range(0, len(drawn), size)]
            self.rng.shuffle(self.waiting)
        items, sentences, sentence_tags = zip(*self.waiting.pop())
        return items, list(sentences), sentence_tags

    def draw(self, total: int):
        rng = self.rng
        items: list[Item] = []
        for name, share in self.shares:
            count = round(share * total)
            if name == "seeds":
                for group in rng.choices(self.by_intent, self.intent_weights, k=count):
                    at = rng.choice(group)
                    if rng.random() < 0.5:
                        each = self.options.per_template
                        items.append(self.pool[at * each + rng.randrange(each)])
                    else:
                        example = seeds.expand(self.material.seeds[at], rng)
                        said, tags_said = example.words, example.tags
                        if rng.random() < 0.3:
                            said, tags_said = names.renamed(said, tags_said, self.name_words, rng)
                        items.append(Item(said, tags=tags_said, intent=example.intent))
            else:
                source = self.judged[name] if name in self.judged else getattr(self.material, name)
                items += rng.choices(source, k=count) if source else []
        drawn = []
        for item in items:
            ours, theirs = item.tags, item.hwu.tags if item.hwu else None
            text = item.words
            # What a teacher tagged word by word stays as it read it.
            is_judged = item.ours >= 0 or (item.soft >= 0 and item.hwu is None and item.clinc is None)
            if not is_judged and rng.random() < 0.5:
                paired = tuple(zip(ours or ("O",) * len(text), theirs or ("O",) * len(text)))
                text, ours, theirs = self.disturbed(text, ours, theirs, paired)
            drawn.append((item, text, (ours, theirs)))
        return drawn

    def disturbed(self, text, ours, theirs, paired):
        """The noise moves both kinds of tags with the words: it is told their index."""
        moved_words, moved = noise.disturb(text, tuple(f"{a}\t{b}" for a, b in paired), self.rng)
        split = [one.split("\t") if "\t" in one else ["O", "O"] for one in moved]
        return (
            moved_words,
            tuple(a for a, _ in split) if ours is not None else None,
            tuple(b for _, b in split) if theirs is not None else None,
        )


def expansions(template: seeds.Template, count: int, seed: int) -> list[corpora.Example]:
    """The same for a template whatever other templates there are, so that the teacher need not judge them again."""
    rng = random.Random(f"{seed}\t{template.intent}\t{template.text}")
    return [seeds.expand(template, rng) for _ in range(count)]


def vary(material: Material, vocabulary: list[str], vectors: np.ndarray, options: argparse.Namespace) -> list[Item]:
    """Sentences near the seeds, with words that the seeds themselves have."""
    rng = random.Random(options.seed + 3)
    common: Counter[str] = Counter()
    for template in material.seeds:
        common.update(seeds.expand(template, rng).words)
    neighbours = variations.Neighbours(vocabulary, vectors, {word for word, count in common.items() if count > 1})
    return [Item(words) for words in variations.variations(material.seeds, neighbours, rng, options.varied)]


def mixtures(material: Material, rng: random.Random, count: int = 30_000) -> list[Item]:
    """Sentences nobody said, for the teacher to judge: words dropped, two halves joined, a word replaced."""
    source = material.hwu + material.clinc
    vocabulary = [word for item in source for word in item.words]
    out: list[Item] = []
    for _ in range(count):
        item = rng.choice(source)
        words = list(item.words)
        kind = rng.randrange(3)
        if kind == 0 and len(words) > 3:
            for _ in range(rng.randrange(1, 3)):
                words.pop(rng.randrange(len(words)))
        elif kind == 1:
            other = rng.choice(source).words
            words = words[: rng.randrange(1, len(words) + 1)] + list(other[rng.randrange(len(other)) :])
        else:
            for _ in range(1 + len(words) // 6):
                words[rng.randrange(len(words))] = rng.choice(vocabulary)
        out.append(Item(tuple(words[:24])))
    return out


@torch.no_grad()
def initialise_words(model: Student, vectors: np.ndarray) -> None:
    """Known words begin as the principal components of what the teacher makes of each alone."""
    centred = torch.from_numpy(vectors).float()
    centred = centred - centred.mean(0)
    _, _, basis = torch.linalg.svd(centred, full_matrices=False)
    width = model.table.embedding_dim
    reduced = centred @ basis[:width].T
    model.table.weight[1 : 1 + len(vectors)] = reduced / reduced.std() * 0.2


if __name__ == "__main__":
    main()
