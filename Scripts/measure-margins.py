#!/usr/bin/env python3
"""How often a word reads the same with paper beside it.

    Scripts/measure-margins.py LABELS.tsv... [--ocr .build/release/ocr] [--model FILE] [--words 60]

Takes crops whose border is paper (its levels vary by 6 at most, standard deviation), adds paper of the border's
median to one side, to two or to all, as high as a share of the crop's height, and prints in percent how many words
read as they do without. Also reads blank crops of every gray and of gray with noise: right is the empty text.
Needs Pillow and NumPy.
"""
import argparse
import json
import os
import random
import subprocess
import tempfile

import numpy as np
from PIL import Image

SIDES = {  # left, right, above, below
    "left": (1, 0, 0, 0), "right": (0, 1, 0, 0), "above": (0, 0, 1, 0), "below": (0, 0, 0, 1),
    "beside": (1, 1, 0, 0), "all round": (1, 1, 1, 1),
}
SHARES = [0.25, 0.5, 1.0]


def with_paper(pixels, paper, sides, share):
    size = round(pixels.shape[0] * share)
    left, right, above, below = (side * size for side in sides)
    return np.pad(pixels, ((above, below), (left, right)), constant_values=paper)


def crops_on_paper(labels, count):
    folder = os.path.dirname(labels)
    with open(labels, encoding="utf-8") as file:
        paths = [os.path.join(folder, line.split("\t")[0]) for line in file]
    random.shuffle(paths)
    for path in paths:
        pixels = np.asarray(Image.open(path).convert("L"))
        border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
        if border.std() <= 6 and pixels.shape[0] >= 16:
            yield pixels, int(np.median(border))
            count -= 1
            if count == 0:
                return


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", nargs="+")
    parser.add_argument("--ocr", default=".build/release/ocr")
    parser.add_argument("--model", default="models/small.safetensors")
    parser.add_argument("--words", type=int, default=60)
    options = parser.parse_args()
    random.seed(3)
    noise = np.random.default_rng(1)

    with tempfile.TemporaryDirectory() as folder:
        paths = []

        def save(pixels):
            paths.append(os.path.join(folder, f"{len(paths)}.png"))
            Image.fromarray(pixels).save(paths[-1])
            return len(paths) - 1

        blanks = [
            save(np.full((height, width), gray, np.uint8))
            for gray in range(256) for height, width in [(32, 100), (40, 37), (48, 300)]
        ]
        blanks += [
            save(np.clip(gray + noise.normal(0, deviation, (40, 160)), 0, 255).astype(np.uint8))
            for gray in range(40, 250, 10) for deviation in [0.5, 1, 2, 4, 8]
        ]
        words = {}
        for labels in options.labels:
            words[labels] = [
                (save(pixels), {
                    (name, share): save(with_paper(pixels, paper, sides, share))
                    for name, sides in SIDES.items() for share in SHARES
                })
                for pixels, paper in crops_on_paper(labels, options.words)
            ]
        output = subprocess.run(
            [options.ocr, "recognize", "-", "--format", "jsonl", "--model", options.model],
            input="\n".join(paths), capture_output=True, text=True, check=True).stdout
        texts = [json.loads(line)["text"] for line in output.splitlines()]

    print(f"blank crops read as nothing: {sum(texts[index] == '' for index in blanks)} of {len(blanks)}")
    print("paper\tof the height\t" + "\t".join(words) + "\tall")
    for key in [(name, share) for name in SIDES for share in SHARES]:
        same = [[texts[padded[key]] == texts[plain] for plain, padded in crops] for crops in words.values()]
        same.append([value for values in same for value in values])
        print("\t".join([key[0], str(key[1])] + [f"{100 * np.mean(values):.1f}" for values in same]))


if __name__ == "__main__":
    main()
