#!/usr/bin/env bash
# Runs every subcommand under valgrind: a block of memory that nothing points to any more when the command ends, a read of
# memory that was never written, and an access outside of a block are errors. Failing inputs take their own way out, so
# each reading command gets some.
#
#     Scripts/leaks.sh        two minutes; builds the command first. Linux on x86-64 and 64-bit ARM
set -euo pipefail
cd "$(dirname "$0")/.."
Scripts/bootstrap.sh valgrind
swift build -c release --product ocr >&2

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Older releases of valgrind do not understand the debugging information of newer compilers.
objcopy --strip-debug .build/release/ocr "$folder/ocr"
fonts=${FONTS:-/usr/share/fonts/truetype/dejavu}
cp models/small.safetensors samples/000000.png samples/000001.png "$folder"
cd "$folder"

# The Swift runtime compares bits of a type's description that it has not written, and masks them away.
cat >suppressions <<'END'
{
  swift-runtime-type-descriptions
  Memcheck:Cond
  fun:swift_init*Metadata*
}
END
# valgrind's exit code for what it finds; the command's own are below it and above it.
readonly found=99
# Runs the command with the given exit code.
check() {
  local expected=$1 status=0
  shift
  valgrind --quiet --suppressions=suppressions --error-exitcode=$found --leak-check=full --show-leak-kinds=definite,indirect \
    --errors-for-leak-kinds=definite,indirect ./ocr "$@" >output 2>errors || status=$?
  if [ $status != "$expected" ]; then
    cat errors >&2
    printf 'leaks.sh: ocr %s: exit code %s, not %s\n' "$*" $status "$expected" >&2
    exit 1
  fi
  printf '  ocr %s\n' "$*" >&2
}

head -c 1200 000000.png >cut.png
echo text >text.png
mkdir data
ln -s "$fonts" data/fonts
network='[1,32,0,1 Cbr3,3,8 Mp2,2 Cr3,3,8 Mp2,2 Mp8,1 S1(1x0)1,3 Lbx8]'

check 0 synthesize crops --count 20 --fonts "$fonts" --boxes --contact-sheet sheet.png --threads 2
check 2 synthesize crops --count 20 --fonts "$fonts"
check 0 train crops --validation crops --network "$network" --steps 6 --batch-size 4 --report-steps 3 \
  --checkpoint-seconds 0 --threads 2 --output tiny
check 0 train --resume --steps 8 --threads 2 --output tiny
check 0 train crops --from tiny --steps 2 --batch-size 4 --synthetic 0.5 --synthesis-data data --output other
check 2 train nowhere --output third
check 0 quantize tiny --synthesis-data data --crops 8 --output int8
check 0 quantize tiny --calibration crops --crops 10 --output int8
for model in tiny int8; do
  check 0 evaluate crops --model $model --format json
  for format in text tsv json jsonl hocr; do
    check 1 recognize crops cut.png text.png nowhere.png --model $model --threads 2 --format $format
  done
  for format in alto page; do
    check 1 recognize crops cut.png --model $model --threads 2 --format $format --output-folder $format
  done
  check 0 recognize crops cut.png --damaged --model $model
  check 0 inspect $model
done
check 0 inspect tiny.checkpoint
check 0 recognize 000000.png 000001.png --model small.safetensors
head -c 5000 tiny >cut
check 2 recognize crops --model cut
echo 'no leak, no access outside of memory' >&2
