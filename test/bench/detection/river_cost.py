"""What half-space trees from river cost: processor microseconds a sample and bytes a series, as one line of JSON.

Arguments: how many series, and how many samples each. As in `peers.py`: the trees of river's documentation behind a
MinMaxScaler. The samples come round by round, one of each series, like those of the benchmark of edgewise.
"""

import json
import math
import random
import sys
import time
import tracemalloc

from river import anomaly, preprocessing


def main():
    series, samples = int(sys.argv[1]), int(sys.argv[2])
    random.seed(1)
    values = [math.sin(row / 60) + random.gauss(0, 0.1) for row in range(samples)]
    tracemalloc.start()
    # Trees grow with their first window, so memory is taken after it.
    models = [started(values[:300]) for _ in range(series)]
    bytes_each = tracemalloc.get_traced_memory()[0] / series
    tracemalloc.stop()
    began = time.process_time()
    for value in values:
        for model in models:
            judge(model, value)
    seconds = time.process_time() - began
    print(json.dumps({"microseconds": seconds * 1e6 / (series * samples), "bytes": bytes_each}))


def started(values):
    model = (preprocessing.MinMaxScaler(), anomaly.HalfSpaceTrees(n_trees=10, height=8, window_size=250, seed=1))
    for value in values:
        judge(model, value)
    return model


def judge(model, value):
    scaler, trees = model
    features = {"value": value}
    scaler.learn_one(features)
    scaled = scaler.transform_one(features)
    score = trees.score_one(scaled)
    trees.learn_one(scaled)
    return score


main()
