#!/usr/bin/env bash
# Fetches what synthetic crops are made from: fonts, word lists and background pictures, all out of Debian packages.
#
#   Scripts/install-synthesis-data.sh [FOLDER]        FOLDER defaults to ~/.cache/legible/synthesis
#
# Nothing is installed system-wide: packages are downloaded with apt, unpacked, and the files of interest moved to
#   FOLDER/fonts  FOLDER/words  FOLDER/backgrounds
# A package that is already there is skipped, so the script can be run again after an interruption.
# It needs bash, apt, dpkg and coreutils, about 1.2 GB of download and 1.6 GB of disk.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
target=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/legible/synthesis}
if ! apt-cache show texlive-fonts-extra >/dev/null 2>&1; then
  printf 'apt does not know texlive-fonts-extra: run apt-get update first (Debian 12, section main)\n' >&2
  exit 1
fi
mkdir -p "$target"/{fonts,words,backgrounds,.done}
target=$(cd "$target" && pwd)
scratch=$(mktemp -d "$target/.scratch.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

say() { printf '%s\n' "$*" >&2; }

# Downloads all packages that apt knows, in one go, to $scratch.
download() {
  local available
  mapfile -t available < <(apt-cache --no-all-versions show "$@" 2>/dev/null | sed -n 's/^Package: //p' | sort -u)
  if ((${#available[@]} > 0)); then
    (cd "$scratch" && apt-get -qq -o APT::Sandbox::User=root download "${available[@]}")
  fi
}

# Unpacks a downloaded package into $scratch/tree. Fails if there is none.
unpack() {
  local package=("$scratch/$1"_*.deb)
  rm -rf "$scratch/tree"
  mkdir -p "$scratch/tree"
  [[ -e ${package[0]} ]] && dpkg -x "${package[0]}" "$scratch/tree" && rm "${package[0]}"
}

# collect KIND PACKAGE: moves the wanted files of an unpacked package to its folder.
collect() {
  local kind=$1 package=$2 folder="$target/$1/$2" file name pattern
  rm -rf "$folder"
  case $kind in
    fonts)
      # PostScript fonts come without their metrics: advances are in the font itself.
      find "$scratch/tree" ! -type d \
        ! \( -type f \( -iname '*.ttf' -o -iname '*.otf' -o -iname '*.ttc' -o -iname '*.pfb' \) \) -delete
      # The same font as OpenType and as PostScript: one is enough.
      local -A opentype=()
      while IFS= read -r file; do opentype[${file%.*}]=1; done < <(find "$scratch/tree" -iname '*.otf' -printf '%f\n')
      while IFS= read -r file; do
        name=${file##*/}
        [[ -z ${opentype[${name%.*}]:-} ]] || rm "$file"
      done < <(find "$scratch/tree" -iname '*.pfb')
      # Symbols and other scripts whose character maps claim Latin letters, in ways the vetting cannot see.
      while IFS= read -r pattern; do
        find "$scratch/tree" -type f -path "*$pattern*" -delete
      done <"$here/synthesis-packages/excluded-fonts.txt"
      mv "$scratch/tree" "$folder"
      ;;
    words)
      mkdir -p "$folder"
      find "$scratch/tree/usr/share/dict" -type f -size +20k ! -name '*.gz' -exec mv -t "$folder" {} +
      ;;
    backgrounds)
      mkdir -p "$folder"
      local number=0
      while IFS= read -r -d '' file; do
        number=$((number + 1))
        shrink "$file" "$folder/$(printf '%03d' "$number")"
      done < <(find "$scratch/tree" -type f -size +40k -size -40M \
        \( -iname '*.jpg' -o -iname '*.jpeg' -o -iname '*.png' \) \
        ! -name 'text.png' ! -name 'page.png' -print0 | sort -z)
      ;;
  esac
}

# Pictures are kept at about 1,000 pixels a side: a crop sees a small patch, and thousands of patches are decoded once.
shrink() {
  local file=$1 name=$2 header width scale
  if [[ ${file,,} == *.png ]]; then
    if [[ $(stat -c %s "$file") -lt 1500000 ]]; then mv "$file" "$name.png"; fi
    return
  fi
  header=$(djpeg -scale 1/8 -grayscale "$file" 2>/dev/null | head -c 40 | tr -d '\0' | sed -n 2p) || true
  width=${header%% *}
  [[ $width =~ ^[0-9]+$ ]] || return 0
  scale=8
  if ((width > 400)); then scale=2; elif ((width > 200)); then scale=4; fi
  { djpeg -scale "$scale/8" -grayscale "$file" | cjpeg -quality 92 >"$name.jpg"; } 2>/dev/null || rm -f "$name.jpg"
}

# djpeg and cjpeg, used from where they are unpacked.
tools="$target/.tools"
if [[ ! -x $tools/usr/bin/djpeg ]]; then
  say "tools: libjpeg-turbo-progs"
  download libjpeg-turbo-progs libjpeg62-turbo
  unpack libjpeg-turbo-progs
  rm -rf "$tools"
  cp -a "$scratch/tree" "$tools"
  unpack libjpeg62-turbo
  cp -a "$scratch/tree/." "$tools/"
fi
djpeg() { LD_LIBRARY_PATH=$(echo "$tools"/usr/lib/*-linux-gnu*) "$tools/usr/bin/djpeg" "$@"; }
cjpeg() { LD_LIBRARY_PATH=$(echo "$tools"/usr/lib/*-linux-gnu*) "$tools/usr/bin/cjpeg" "$@"; }

missing=0
for kind in fonts words backgrounds; do
  mapfile -t packages <"$here/synthesis-packages/$kind.txt"
  pending=()
  for package in "${packages[@]}"; do
    [[ -e $target/.done/$kind-$package ]] || pending+=("$package")
  done
  ((${#pending[@]} > 0)) || continue
  say "$kind: downloading ${#pending[@]} packages"
  download "${pending[@]}"
  say "$kind: unpacking"
  for package in "${pending[@]}"; do
    if unpack "$package"; then
      collect "$kind" "$package"
      touch "$target/.done/$kind-$package"
    else
      say "$kind: $package is not available here; going on without it"
      missing=$((missing + 1))
    fi
  done
done

for kind in fonts words backgrounds; do
  say "$(find "$target/$kind" -type f | wc -l) files in $target/$kind"
done
if ((missing > 0)); then say "$missing packages were not available"; fi
