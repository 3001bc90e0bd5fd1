#!/usr/bin/env bash
# Trains the network of the pattern detector from nothing:  models/train/anomaly.sh [BUILD_FOLDER]
# Synthetic telemetry only: the program itself writes what its statistics see of it, so network and program agree.
# About half an hour on two cores. Same seeds, same model up to rounding.
set -euo pipefail
cd "$(dirname "$0")"
build=$(realpath -m "${1:-build/anomaly}")
[ -d .venv ] || { python3 -m venv .venv && .venv/bin/pip install --quiet --requirement requirements.txt; }
python=.venv/bin/python

mkdir -p "$build"
(cd ../.. && npm run --silent build && npx tsc -p tsconfig.bench.json)
features() { node ../../build/test/bench/detection/write-features.js --seed "$1" --count "$2" --out "$build/$3"; }
[ -f "$build/train.json" ] || features 5 40 train
[ -f "$build/held-back.json" ] || features 4 6 held-back
$python -m anomaly.train --train "$build/train" --held-back "$build/held-back" --out "$build/network.pt"
$python -m anomaly.export --checkpoint "$build/network.pt" --held-back "$build/held-back" --out ../anomaly
