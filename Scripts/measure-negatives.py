#!/usr/bin/env python3
"""What a model reads in pictures that have no text, and how sure it is.

    Scripts/measure-negatives.py [--ocr .build/release/ocr] [--model FILE] [--crops 200] [options of ocr recognize]

Draws crops of each kind, reads them, and prints how many read as nothing, how many texts have a confidence above 0.5,
0.8 and 0.9, the largest one, and the commonest texts. Needs Pillow and NumPy.
"""
import argparse
import collections
import json
import os
import subprocess
import tempfile

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

random = np.random.default_rng(7)


def pixels(values):
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def ground(width, height):
    image = Image.new("L", (width, height), int(random.integers(0, 256)))
    return image, ImageDraw.Draw(image)


def ink(image):
    level = image.getpixel((0, 0))
    return int(random.choice([value for value in range(256) if abs(value - level) > 40]))


def blank(width, height):
    return ground(width, height)[0]


def neighbouring_grays(width, height):
    return pixels(int(random.integers(0, 255)) + random.integers(0, 2, (height, width)))


def gradient(width, height):
    (low, high), angle = random.uniform(0, 255, 2), random.uniform(0, 6.28)
    y, x = np.mgrid[0:height, 0:width]
    slope = np.cos(angle) * x / width + np.sin(angle) * y / height
    return pixels(low + (high - low) * (slope - slope.min()) / (np.ptp(slope) + 1e-9))


def white_noise(width, height):
    return pixels(random.normal(random.uniform(60, 200), random.uniform(5, 60), (height, width)))


def blurred_noise(width, height):
    soft = np.asarray(white_noise(width, height).filter(ImageFilter.GaussianBlur(random.uniform(1, 6))), float)
    return pixels(128 + random.uniform(1, 4) * (soft - 128))


def face(width, height):
    width = int(height * random.uniform(0.8, 1.6)) + 4
    image = Image.new("L", (width * 4, height * 4), int(random.integers(0, 256)))
    draw = ImageDraw.Draw(image)
    w, h, skin = width * 4, height * 4, int(random.integers(90, 230))
    draw.ellipse([w * 0.15, h * 0.02, w * 0.85, h * 1.05], fill=int(random.integers(0, 90)))
    draw.ellipse([w * 0.22, h * 0.12, w * 0.78, h * 0.98], fill=skin)
    for x in (0.38, 0.62):
        draw.ellipse([w * (x - 0.07), h * 0.4, w * (x + 0.07), h * 0.48], fill=240)
        draw.ellipse([w * (x - 0.03), h * 0.4, w * (x + 0.03), h * 0.48], fill=20)
        draw.line([w * (x - 0.09), h * 0.36, w * (x + 0.09), h * 0.35], fill=40, width=max(1, h // 50))
    draw.polygon([w * 0.5, h * 0.48, w * 0.45, h * 0.65, w * 0.55, h * 0.65], fill=max(0, skin - 30))
    draw.ellipse([w * 0.4, h * 0.74, w * 0.6, h * 0.8], fill=max(0, skin - 80))
    image = image.resize((width, height), Image.LANCZOS).filter(ImageFilter.GaussianBlur(random.uniform(0, 1.2)))
    return pixels(np.asarray(image, float) + random.normal(0, random.uniform(0, 8), (height, width)))


def underline(width, height):
    image, draw = ground(width, height)
    y = height * random.uniform(0.3, 0.9)
    ends = [width * random.uniform(0, 0.1), y, width * random.uniform(0.9, 1), y + random.uniform(-1, 1)]
    draw.line(ends, fill=ink(image), width=int(random.integers(1, max(2, height // 8))))
    return image


def box_outline(width, height):
    image, draw = ground(width, height)
    inset = height * random.uniform(0.03, 0.25)
    thickness = int(random.integers(1, max(2, height // 10)))
    draw.rectangle([inset, inset, width - 1 - inset, height - 1 - inset], outline=ink(image), width=thickness)
    return image


def polygons(width, height):
    image, draw = ground(width, height)
    for _ in range(random.integers(1, 7)):
        x, y = width * random.uniform(), height * random.uniform()
        corners = [
            (x + random.normal(0, height * 0.5), y + random.normal(0, height * 0.4))
            for _ in range(random.integers(3, 7))
        ]
        draw.polygon(corners, fill=int(random.integers(0, 256)))
    return image.filter(ImageFilter.GaussianBlur(random.uniform(0, 1.5)))


KINDS = [
    blank, neighbouring_grays, gradient, white_noise, blurred_noise, box_outline, underline, polygons, face,
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ocr", default=".build/release/ocr")
    parser.add_argument("--model")
    parser.add_argument("--crops", type=int, default=200)
    options, more = parser.parse_known_args()
    print("\t".join(["kind", "crops", "nothing", "> 0.5", "> 0.8", "> 0.9", "largest", "texts above 0.5"]))
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            for index in range(options.crops):
                height = int(random.integers(12, 65))
                image = kind(int(height * random.uniform(1, 6)) + 2, height)
                image.save(os.path.join(folder, f"{index:05}.png"))
            command = [options.ocr, "recognize", "--format", "jsonl", folder] + more
            if options.model:
                command += ["--model", options.model]
            lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        read = [crop for crop in map(json.loads, lines) if crop["text"]]
        sure = [sum(crop["confidence"] > level for crop in read) for level in (0.5, 0.8, 0.9)]
        largest = max([crop["confidence"] for crop in read], default=0)
        texts = collections.Counter(crop["text"] for crop in read if crop["confidence"] > 0.5)
        shown = " ".join(f"{text}:{count}" for text, count in texts.most_common(5))
        name = kind.__name__.replace("_", " ")
        print("\t".join(map(str, [name, options.crops, options.crops - len(read), *sure, f"{largest:.2f}", shown])))


main()
