#!/usr/bin/env bash
# Trains the voice models from nothing:  models/train/voice.sh DATA_FOLDER [BUILD_FOLDER]
# DATA_FOLDER holds `speech/` (recordings, manifest.tsv, cmudict.dict) and `nlu/hwu64`. Debian's flite must be installed.
# On two cores of a plain processor: 15 minutes of alignment, then three hours of training (MINUTES: of each of two passes).
set -euo pipefail
data=$(realpath "${1:?which folder holds the training data?}")
cd "$(dirname "$0")"
build=$(realpath -m "${2:-build/voice}")
[ -d .venv ] || { python3 -m venv .venv && .venv/bin/pip install --quiet --requirement requirements.txt; }
python=.venv/bin/python
workers=$(nproc)

mkdir -p "$build/shards"
[ -f "$build/graphemes.pt" ] || $python -m voice.graphemes --dictionary "$data/speech/cmudict.dict" --out "$build" --minutes 9
$python -m voice.export_graphemes --checkpoint "$build/graphemes.pt" --dictionary "$data/speech/cmudict.dict" \
  --build "$build" --out ../voice-g2p

[ -f "$build/texts.txt" ] || $python -m voice.texts --data "$data" --out "$build/texts.txt"
ls "$build"/shards/synthetic-*.index >/dev/null 2>&1 || $python -m voice.synthesise --texts "$build/texts.txt" --speech "$data/speech" \
  --flite /usr/bin --out "$build/shards" --workers "$workers" --rounds 1 --seconds 75 --limit 80
[ -f "$build/shards/real.index" ] || $python -m voice.recordings --speech "$data/speech" --files "$data/speech" \
  --out "$build/shards" --name real --workers "$workers"
for index in "$build"/shards/*.index; do
  name=$(basename "$index" .index)
  [ -f "$build/shards/$name.align.0" ] || for ((part = 0; part < workers; part++)); do
    $python -m voice.align --shards "$build/shards" --name "$name" --part "$part" --parts "$workers" &
  done
done
wait
[ -f "$build/frames.npy" ] || $python -m voice.frames --shards "$build/shards" --out "$build/frames"
[ -f "$build/first/acoustic.pt" ] || { mkdir -p "$build/first" && $python -m voice.train --frames "$build/frames" --out "$build/first" --minutes "${MINUTES:-80}"; }
$python -m voice.train --frames "$build/frames" --out "$build" --minutes "${MINUTES:-93}" --start "$build/first/acoustic.pt" --seed 6 \
  --muon 0.008 --rate 1e-3 --drop 0.06
$python -m voice.blend --first "$build/first/acoustic.pt" --second "$build/acoustic.pt" --out "$build/blended.pt"
$python -m voice.export --checkpoint "$build/blended.pt" --out "$build"
$python -m voice.posteriors --frames "$build/frames" --model "$build/acoustic.int8.onnx" --delay 4 --out "$build/posteriors"
# Confidences and thresholds are fitted to it: see voice/calibrate.py; what that prints is given to voice.package with --settings.
$python -m voice.package --model "$build/acoustic.int8.onnx" --variant int8 --delay 4 --parameters 1375784 --out ../voice-acoustic
