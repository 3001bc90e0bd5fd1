"""What logistic regression on words and pairs of words makes of the held-back templates:  python -m logs.baseline

The same split, the same variations and the same words as the classifier. Needs scikit-learn.
"""

from __future__ import annotations

import json
import random

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from . import measure, noise, seeds, tokenizer

VARIATIONS = 4


def terms(text: str) -> list[str]:
    words = tokenizer.words(text)
    return words + [f"{first}_{second}" for first, second in zip(words, words[1:])]


def main() -> None:
    r = random.Random(1)
    templates = seeds.load()
    train = [one for one in templates if one.part == "train" for _ in range(VARIATIONS)]
    texts = [noise.vary(one.text, seeds.SEVERITIES[one.severity], seeds.KINDS[one.kind], r) for one in train]
    vectors = TfidfVectorizer(analyzer=terms, min_df=2, sublinear_tf=True)
    read = vectors.fit_transform(texts)
    lines = measure.renderings([one for one in templates if one.part != "train"], random.Random(7))
    held_back = vectors.transform([one.text for one in lines])
    values = tuple(
        LogisticRegression(C=10, max_iter=300).fit(read, gold).predict_log_proba(held_back)
        for gold in ([one.severity for one in train], [one.kind for one in train])
    )
    print(json.dumps(measure.brief(measure.figures(tuple(np.asarray(value) for value in values), lines)), indent=1))


if __name__ == "__main__":
    main()
