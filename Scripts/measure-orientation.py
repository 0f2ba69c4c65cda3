#!/usr/bin/env python3
"""How well crops are read that are turned, and what looking for that costs crops that are not.

    Scripts/measure-orientation.py LABELS.tsv... [--ocr .build/release/ocr] [--model FILE] [--classifier FILE]

Turns the crops of each data set by quarters and prints how many of them, in percent, are read rightly as they lie and with
--orientation: letters and digits compared without case. The last row of a set has those of its crops, as they are, that are
at least 1.5 times as high as wide. Needs Pillow.
"""
import argparse
import json
import os
import subprocess
import tempfile

from PIL import Image, ImageOps

TURNS = {
    "as they are": None,
    "clockwise": Image.Transpose.ROTATE_270,
    "upside down": Image.Transpose.ROTATE_180,
    "counter-clockwise": Image.Transpose.ROTATE_90,
}


def write(folder, crops, turn):
    """A data set of the crops that are turned."""
    os.makedirs(folder)
    with open(os.path.join(folder, "labels.tsv"), "w", encoding="utf-8") as labels:
        for number, (picture, text) in enumerate(crops):
            (picture if turn is None else picture.transpose(turn)).save(os.path.join(folder, f"{number}.png"))
            labels.write(f"{number}.png\t{text}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", nargs="+")
    parser.add_argument("--ocr", default=".build/release/ocr")
    parser.add_argument("--model", default="models/small.safetensors")
    parser.add_argument("--classifier", default="models/orientation.safetensors")
    options = parser.parse_args()

    def accuracy(folder, *arguments):
        command = [options.ocr, "evaluate", folder, "--model", options.model, "--format", "json", *arguments]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return 100 * json.loads(output)["caseInsensitiveAlphanumeric"]

    print("set\tcrops\t\tplain\twith --orientation")
    for labels in options.labels:
        crops = []
        with open(labels, encoding="utf-8") as file:
            for line in file:
                path, text = line.rstrip("\n").split("\t", 1)
                picture = Image.open(os.path.join(os.path.dirname(labels), path))
                crops.append((ImageOps.exif_transpose(picture).convert("L"), text))
        high = [crop for crop in crops if crop[0].height >= 1.5 * crop[0].width]
        rows = [(name, crops, turn) for name, turn in TURNS.items()] + ([("high", high, None)] if high else [])
        with tempfile.TemporaryDirectory() as folder:
            for name, chosen, turn in rows:
                place = os.path.join(folder, name)
                write(place, chosen, turn)
                figures = [accuracy(place), accuracy(place, "--orientation", options.classifier)]
                print(f"{labels}\t{len(chosen)}\t{name}\t" + "\t".join(f"{value:.1f}" for value in figures), flush=True)


if __name__ == "__main__":
    main()
