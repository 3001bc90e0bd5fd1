#!/usr/bin/env bash
# Trains the writer of summaries from nothing:  models/train/summaries.sh [BUILD_FOLDER]
# Learns from the hand-written incidents in summaries/seeds only. About half an hour on one core that is free.
# Same seeds, same model up to rounding.
set -euo pipefail
cd "$(dirname "$0")"
build=$(realpath -m "${1:-build/summaries}")
[ -d .venv ] || { python3 -m venv .venv && .venv/bin/pip install --quiet --requirement requirements.txt; }
python=.venv/bin/python
export OMP_NUM_THREADS=1

mkdir -p "$build"
$python -m summaries.train --width 128 --layers 2 --steps 4000 --out "$build/network.pt"
$python -m summaries.vectors > summaries/units-vectors.json
$python -m summaries.export --checkpoint "$build/network.pt" --build "$build" --out ../summary-en
