#!/usr/bin/env bash
# Trains the forecaster from nothing:  models/train/forecaster.sh SENSORS_FOLDER [BUILD_FOLDER]
# SENSORS_FOLDER holds development series to measure with (smap-msl, skab, mgab, occupancy); none is trained on.
# About ten minutes on two cores that are free, 3 GB of disk. Same seeds, same model up to rounding.
set -euo pipefail
sensors=$(realpath "${1:?which folder holds the development series?}")
cd "$(dirname "$0")"
build=$(realpath -m "${2:-build/forecaster}")
[ -d .venv ] || { python3 -m venv .venv && .venv/bin/pip install --quiet --requirement requirements.txt; }
python=.venv/bin/python
export OMP_NUM_THREADS=1

mkdir -p "$build"
[ -f "$build/corpus.npy" ] || $python -m forecaster.corpus --count 100000 --seed 1 --out "$build/corpus"
[ -f "$build/held.npy" ] || $python -m forecaster.corpus --count 3000 --seed 2 --out "$build/held"
# The training waits for each shard, so both may run at once.
$python -m forecaster.samples --corpus "$build/corpus" --out "$build/samples" &
$python -m forecaster.train --samples "$build/samples" --held "$build/held" --out "$build/model.pt"
wait
$python -m forecaster.export --checkpoint "$build/model.pt" --data "$sensors" --held "$build/held" \
  --build "$build" --out ../forecaster
