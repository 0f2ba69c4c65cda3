#!/usr/bin/env bash
# Kills the command (SIGKILL) at random moments while it trains, saves, quantises and draws crops, and checks what it leaves:
# every file is the old one or the new one, whole; what was under way is used again and does not pile up; and a run that
# was killed and resumed again and again ends with the bits of one that was not.
#
#     Scripts/kill.sh [KILLS [SEED]]        100 kills, seed 1; builds the command first
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-100}
RANDOM=${2:-1}

swift build -c release --product ocr >&2
ocr=$PWD/.build/release/ocr
fonts=${FONTS:-/usr/share/fonts/truetype/dejavu}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
  printf 'kill.sh: %s\n' "$*" >&2
  exit 1
}

# Starts a command and kills it after a random time of up to so many milliseconds. Sets `killed` to 1 if it was still
# running; one that ended by itself must have succeeded.
kill_within() {
  local limit=$1
  shift
  "$@" >output 2>&1 &
  local process=$!
  sleep "$(printf '0.%03d' $((RANDOM % limit)))"
  killed=0
  kill -KILL $process 2>/dev/null && killed=1
  local status=0
  wait $process 2>/dev/null || status=$?
  case $status in
    137) killed=1 ;;
    0) killed=0 ;;
    *) fail "$* ended with $status: $(tail -n 1 output)" ;;
  esac
}

# The numbers of a safetensors file, without its header, which has the date.
numbers() { tail -c +$((9 + $(od -An -tu8 -N8 "$1"))) "$1"; }
# Of a log all but the times.
report() { cut -f1,3,4,5,7- "$1"; }

# Files under way that are left in a folder; at most one a file that is written there.
under_way=0
check_rest() {
  local count
  count=$(find "$1" -name '*.partial' | wc -l)
  [ "$count" -le "$2" ] || fail "$count files under way in $1: $(ls "$1")"
  if [ "$count" -gt 0 ]; then under_way=$((under_way + 1)); fi
}
check_no_rest() { [ -z "$(find "$1" -name '*.partial')" ] || fail "left in $1: $(ls "$1")"; }

"$ocr" synthesize crops --count 40 --fonts "$fonts" 2>/dev/null
options=(crops --validation crops --network '[1,32,0,1 Cr3,3,8 Mp2,2 Cr3,3,8 Mp2,2 Mp8,1 S1(1x0)1,3 Lbx8]' --steps 400
  --batch-size 8 --report-steps 20 --checkpoint-seconds 0 --threads 1)
mkdir straight
"$ocr" train "${options[@]}" --output straight/model 2>/dev/null

echo 'training, with a checkpoint after every step' >&2
count=0 runs=0
while [ $count -lt $((kills / 2)) ]; do
  rm -rf run
  mkdir run
  while :; do
    if [ -e run/model.checkpoint ]; then
      kill_within 600 "$ocr" train --resume --threads 2 --output run/model
    else
      kill_within 600 "$ocr" train "${options[@]}" --output run/model
    fi
    for file in run/model run/model.checkpoint; do
      if [ -e $file ]; then "$ocr" inspect $file >/dev/null || fail "$file is not whole"; fi
    done
    check_rest run 4
    if [ $killed = 0 ]; then break; fi
    count=$((count + 1))
  done
  runs=$((runs + 1))
  for file in model model.checkpoint; do
    cmp <(numbers run/$file) <(numbers straight/$file) || fail "$file of a run that was killed is another"
  done
  cmp <(report run/model.log.tsv) <(report straight/model.log.tsv) || fail 'its log is another'
  check_no_rest run
done
echo "  $count kills in $runs runs, $under_way of them while a file was written: the same bits as without" >&2

echo 'quantising' >&2
quantize() { "$ocr" quantize "$1" --calibration crops --crops "$2" --output "$3"; }
quantize straight/model 40 new 2>/dev/null
quantize straight/model 4 old 2>/dev/null
if cmp -s old new; then fail 'two calibrations that give the same'; fi
quantised=0 replaced=0 under_way=0
mkdir quantised
while [ $quantised -lt $((kills / 4)) ]; do
  cp old quantised/model
  kill_within 60 "$ocr" quantize straight/model --calibration crops --crops 40 --output quantised/model
  if cmp -s quantised/model new; then
    replaced=$((replaced + 1))
  else
    cmp quantised/model old || fail 'quantised/model is neither the old file nor the new one'
  fi
  check_rest quantised 1
  quantised=$((quantised + killed))
done
quantize straight/model 40 quantised/model 2>/dev/null
cmp quantised/model new
check_no_rest quantised
echo "  $quantised kills, $under_way of them while the file was written; $replaced times the new file was there" >&2

echo 'drawing crops' >&2
draw() { "$ocr" synthesize "$1" --count 300 --seed 2 --boxes --fonts "$fonts"; }
draw reference 2>/dev/null
drawn=0 under_way=0
while [ $drawn -lt $((kills - kills / 2 - kills / 4)) ]; do
  rm -rf drawn
  while :; do
    kill_within 900 "$ocr" synthesize drawn --count 300 --seed 2 --boxes --fonts "$fonts"
    if [ -e drawn/labels.tsv ]; then break; fi
    if [ -d drawn ]; then check_rest drawn 1; fi
    drawn=$((drawn + killed))
  done
  drawn=$((drawn + killed))
  diff -r drawn reference || fail 'a data set that has its labels is not whole'
done
echo "  $drawn kills, $under_way of them while crops were written: where there are labels, all crops are there" >&2
