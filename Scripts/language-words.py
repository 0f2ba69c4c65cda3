#!/usr/bin/env python3
"""The words and counts that models/english.safetensors was made of.

    Scripts/language-words.py --words ~/.cache/legible/synthesis/words/wamerican --words .../wbritish-small \
      --text fortunes.txt --labels IIIT5K/labels.tsv --labels ... > words.tsv
    ocr train-language words.tsv --counts --kilobytes 2000 --output english.safetensors

Each word of the lists stands in small letters or as listed, in capitals and with a capital at its beginning, 1 + the
square root of how often it stands in the texts: the square root, because signs do not say "the" as often as books do.
Each label counts eight times: few as they are, they are what is on signs, packaging and forms.
"""
import argparse
import collections
import os
import re


def lines(path):
    files = [path] if os.path.isfile(path) else sorted(os.path.join(path, name) for name in os.listdir(path))
    for name in files:
        with open(name, encoding="utf-8") as file:
            yield from (line.rstrip("\n") for line in file)


def is_plain(text):
    return bool(text) and len(text) < 40 and all(31 < ord(character) < 127 for character in text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("words", "text", "labels"):
        parser.add_argument(f"--{name}", action="append", default=[])
    options = parser.parse_args()

    frequency = collections.Counter()
    for path in options.text:
        for line in lines(path):
            frequency.update(re.findall(r"[A-Za-z']+", line))
    counts = collections.Counter()
    for path in options.labels:
        for line in lines(path):
            label = line.split("\t")[1:2]
            if label and is_plain(label[0]):
                counts[label[0]] += 8
    for word in sorted({line.strip() for path in options.words for line in lines(path)}):
        if not is_plain(word):
            continue
        count = 1 + int((frequency[word] + frequency[word.lower()]) ** 0.5)
        for spelling in (word, word.upper(), word.capitalize()):
            counts[spelling] += count
    for word, count in sorted(counts.items()):
        print(f"{word}\t{count}")


if __name__ == "__main__":
    main()
