#!/bin/bash
# The table of Documentation/FineTuning.md: fine-tunes on some crops of each set as a user would, and measures before and
# after on crops that nothing of the run has seen.
#
#   Scripts/fine-tuning-table.sh FOLDER SET... > table.md
#
# FOLDER/SET/labels_fit.tsv is drawn from, FOLDER/SET/labels_dev.tsv is measured on. OTHER, by default iiit5k, is a set of
# another kind, whose labels_dev.tsv shows what the model has forgotten. COUNT crops, by default 500, are trained on.
# ARGUMENTS go to ocr train, MODEL is the start. Runs and models are left in WORK.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
ocr=${OCR:-$root/.build/release/ocr}
model=${MODEL:-$root/models/small.safetensors}
count=${COUNT:-500}
other=${OTHER:-iiit5k}
work=${WORK:-$(mktemp -d)}
folder=$(cd "$1" && pwd)
shift
mkdir -p "$work"

# figures MODEL LABELS: exact accuracy and character error rate, in per cent.
figures() {
  "$ocr" evaluate --format json --model "$1" "$2" 2> /dev/null |
    sed -E 's/.*"exact":([0-9.]+).*"cer":([0-9.]+).*/\1 \2/' | awk '{ printf "%.1f %.1f", 100 * $1, 100 * $2 }'
}

echo "| set | crops | exact before | after | characters wrong before | after | $other after | minutes | processor minutes |"
echo "|---|---|---|---|---|---|---|---|---|"
for set in "$@"; do
  run=$work/$set-$count
  mkdir -p "$run"
  # The same crops at each run of this script.
  shuf --random-source=<(yes) "$folder/$set/labels_fit.tsv" | awk -v count="$count" 'NR <= count' |
    sed "s#^#$folder/$set/#" > "$run/labels.tsv"
  # shellcheck disable=SC2086
  read -r seconds processor <<< "$( { TIMEFORMAT='%R %U'; time "$ocr" train "$run/labels.tsv" --from "$model" --output "$run/model.safetensors" \
    ${ARGUMENTS:-} 2> "$run/log.txt"; } 2>&1 )"
  read -r exact cer <<< "$(figures "$model" "$folder/$set/labels_dev.tsv")"
  read -r exactAfter cerAfter <<< "$(figures "$run/model.safetensors" "$folder/$set/labels_dev.tsv")"
  read -r otherAfter _ <<< "$(figures "$run/model.safetensors" "$folder/$other/labels_dev.tsv")"
  minutes=$(awk -v a="$seconds" -v b="$processor" 'BEGIN { printf "%.1f | %.1f", a / 60, b / 60 }')
  echo "| $set | $(wc -l < "$run/labels.tsv") | $exact | $exactAfter | $cer | $cerAfter | $otherAfter | $minutes |"
done
