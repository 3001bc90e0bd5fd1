#!/usr/bin/env bash
# Trains the command model from nothing:  models/train/commands.sh DATA_FOLDER [BUILD_FOLDER]
# DATA_FOLDER holds `nlu/` (HWU64 and CLINC150, training parts) and `speech/manifest.tsv` (transcripts).
# About three hours on two cores. Same seeds, same data, same model up to rounding.
set -euo pipefail
data=$(realpath "${1:?which folder holds the training data?}")
cd "$(dirname "$0")"
build=$(realpath -m "${2:-build}")
[ -d .venv ] || { python3 -m venv .venv && .venv/bin/pip install --quiet --requirement requirements.txt; }
python=.venv/bin/python

mkdir -p "$build"
[ -f "$build/teacher.pt" ] || $python -m commands.teacher --data "$data/nlu" --out "$build/teacher.pt"
[ -f "$build/teacher-seeds.pt" ] || $python -m commands.teacher --data "$data/nlu" --resume "$build/teacher.pt" \
  --seeds 3 --epochs 1 --out "$build/teacher-seeds.pt"
$python -m commands.distil --data "$data/nlu" --speech "$data/speech/manifest.tsv" \
  --teacher "$build/teacher.pt" --teacher-seeds "$build/teacher-seeds.pt" --out "$build"
$python -m commands.export --checkpoint "$build/student.pt" --data "$data/nlu" --speech "$data/speech/manifest.tsv" \
  --build "$build" --out ../command-en
