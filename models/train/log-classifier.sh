#!/usr/bin/env bash
# Trains the log classifier from nothing:  models/train/log-classifier.sh [BUILD_FOLDER]
# Hand-written templates only (models/train/logs/seeds), and what words mean by a teacher that is not shipped.
# About five minutes on one core. Same seeds, same model up to rounding.
set -euo pipefail
cd "$(dirname "$0")"
build=$(realpath -m "${1:-build/log-classifier}")
[ -d .venv ] || { python3 -m venv .venv && .venv/bin/pip install --quiet --requirement requirements.txt; }
python=.venv/bin/python

mkdir -p "$build"
[ -f "$build/words.pt" ] || $python -m logs.words --out "$build/words.pt"
$python -m logs.train --words "$build/words.pt" --out "$build/network.pt"
$python -m logs.export --checkpoint "$build/network.pt" --build "$build" --out ../log-classifier
