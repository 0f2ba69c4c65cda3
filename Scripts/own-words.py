#!/usr/bin/env python3
"""Gives each crop words of its own: its label, and others drawn from all labels and a list of words.

    Scripts/own-words.py COUNT WORDS LABELS... > words.tsv

The protocol of IIIT5K, SVT and ICDAR 2003 reads each crop with a list of its own, of 50 or 1,000 words, that holds the right
one (Mishra et al. 2012, Wang et al. 2011). Where a set's own lists are not at hand, this makes lists of the same kind: COUNT
words for each crop, the others drawn without repetition, seeded, from the labels of all crops, filled up from WORDS, a file
with a word on each line. Words are compared as the protocol does: in capitals, letters and digits alone.
"""

import os
import random
import sys


def key(word):
    return "".join(c for c in word.upper() if c.isascii() and c.isalnum())


def main():
    if len(sys.argv) < 4 or not sys.argv[1].isdigit():
        sys.exit(__doc__)
    count = int(sys.argv[1])
    crops = []
    for labels in sys.argv[3:]:
        folder = os.path.dirname(os.path.abspath(labels))
        for line in open(labels, encoding="utf-8"):
            path, text = line.rstrip("\n").split("\t", 1)
            if key(text):
                crops.append((os.path.join(folder, path), key(text)))
    labels = sorted({text for _, text in crops})
    others = sorted({key(word) for word in open(sys.argv[2], encoding="utf-8")} - set(labels) - {""})
    generator = random.Random(1)
    for path, text in crops:
        words = [word for word in labels if word != text]
        if len(words) >= count:
            words = generator.sample(words, count - 1)
        else:
            words += generator.sample(others, min(len(others), count - 1 - len(words)))
        print(path, text, *sorted(words + [text]), sep="\t")


main()
