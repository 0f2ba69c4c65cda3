#!/usr/bin/env python3
"""Which map from probabilities to confidences is worth its numbers.

    Scripts/compare-calibrations.py LABELS.tsv LABELS.tsv... [--ocr .build/release/ocr] [--model FILE]

Reads the crops of each labels.tsv with a model whose confidences are not calibrated, fits each map on all sets but one,
every set with the same weight for its root of crops, and prints the expected calibration error (ten bins of equal width)
on the one that is left. "chance" is the error that perfect confidences would have on so many crops. A text is right where
it equals its label without case and all but a-z and 0-9, or, with --exact, in every character. Needs NumPy.
"""
import argparse
import json
import os
import re
import subprocess
import unicodedata

import numpy as np

MAPS = {  # features beside the constant
    "temperature": ["probability"],
    "Platt": ["probability"],
    "+ length": ["probability", "length"],
    "+ lowest": ["probability", "lowest"],
    "+ height": ["probability", "height"],
}


def read(ocr, model, labels, exact):
    def plain(text):
        return unicodedata.normalize("NFC", text) if exact else re.sub("[^a-z0-9]", "", text.lower())

    folder = os.path.dirname(labels)
    with open(labels, encoding="utf-8") as file:
        known = dict(line.rstrip("\r\n").split("\t", 1) for line in file if "\t" in line)
    paths = "".join(os.path.join(folder, path) + "\n" for path in known)
    command = [ocr, "recognize", "--format", "jsonl", "-"] + (["--model", model] if model else [])
    lines = subprocess.run(command, input=paths, capture_output=True, text=True).stdout.splitlines()
    crops = [crop for crop in map(json.loads, lines) if "error" not in crop]
    right = [plain(crop["text"]) == plain(known[os.path.relpath(crop["path"], folder or ".")]) for crop in crops]
    probability = np.array([crop["confidence"] for crop in crops])
    lowest = [min([c["confidence"] for c in crop["characters"]], default=crop["confidence"]) for crop in crops]
    heights = [max([c["box"][3] for c in crop["characters"]], default=32) for crop in crops]
    features = {
        "probability": log_odds(probability), "lowest": log_odds(lowest),
        "length": np.log([max(1, len(crop["text"])) for crop in crops]), "height": np.log(heights),
    }
    return probability, features, np.array(right, float)


def log_odds(probability):
    bounded = np.clip(probability, 1e-4, 1 - 1e-4)
    return np.log(bounded / (1 - bounded))


def error(confidence, right):
    bins = np.minimum((confidence * 10).astype(int), 9)
    parts = [np.flatnonzero(bins == index) for index in range(10)]
    return sum(len(p) * abs(confidence[p].mean() - right[p].mean()) for p in parts if len(p)) / len(right)


def matrix(features, name):
    constant = [] if name == "temperature" else [np.ones(len(features["probability"]))]
    return np.array(constant + [features[key] for key in MAPS[name]]).T


def logistic(x, right, weights):
    line = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ line))
        ridge = 1e-3 * np.eye(len(line))
        line += np.linalg.solve((x * (weights * p * (1 - p))[:, None]).T @ x + ridge, x.T @ (weights * (right - p)) - ridge @ line)
    return line


def isotonic(probability, right):
    order = np.argsort(probability, kind="stable")
    blocks = []
    for value in right[order]:
        blocks.append([value, 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (b, m), (a, n) = blocks.pop(), blocks.pop()
            blocks.append([(a * n + b * m) / (n + m), n + m])
    return probability[order], np.concatenate([[value] * count for value, count in blocks])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", nargs="+")
    parser.add_argument("--ocr", default=".build/release/ocr")
    parser.add_argument("--model")
    parser.add_argument("--exact", action="store_true")
    options = parser.parse_args()
    sets = {path: read(options.ocr, options.model, path, options.exact) for path in options.labels}
    random = np.random.default_rng(0)
    print("\t".join(["set", "crops", "chance", "as it is"] + list(MAPS) + ["isotonic"]))
    rows = []
    for path, (probability, features, right) in sets.items():
        others = [sets[other] for other in sets if other != path]
        weights = np.concatenate([np.full(len(o[2]), len(o[2]) ** -0.5) for o in others])
        known = np.concatenate([o[2] for o in others])
        row = [np.mean([error(probability, random.random(len(right)) < probability) for _ in range(200)])]
        row.append(error(probability, right))
        for name in MAPS:
            line = logistic(np.vstack([matrix(o[1], name) for o in others]), known, weights)
            row.append(error(1 / (1 + np.exp(-matrix(features, name) @ line)), right))
        steps = isotonic(np.concatenate([o[0] for o in others]), known)
        row.append(error(np.interp(probability, *steps), right))
        rows.append(row)
        print("\t".join(["/".join(path.split("/")[-2:]), str(len(right))] + [f"{value:.3f}" for value in row]))
    print("\t".join(["mean", ""] + [f"{value:.4f}" for value in np.mean(rows, axis=0)]))


main()
