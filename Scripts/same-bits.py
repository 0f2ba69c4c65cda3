#!/usr/bin/env python3
"""Whether a crop's result is the same to the bit whatever is read beside it.

    Scripts/same-bits.py FOLDER... [--crops 700] [--ocr .build/release/ocr] [--model FILE]

Takes crops from the folders and makes others of them by scaling, from 1 to 4,000 pixels wide. Reads all of them with the
model and with its int8 form: together on 1, 2 and 5 threads, backwards, shuffled, and each in a process of its own. The
lines of `--format jsonl` must be the same bytes each time. LEGIBLE_ISA chooses among the processor's instruction sets.
Needs Pillow. Ends with 1 if a byte differs, and names the first crops.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile

from PIL import Image

# The narrowest and the widest, and powers and their neighbours, where kernels change their way.
WIDTHS = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 1023, 1024, 1025, 4000]


def pictures(folders):
    for folder in folders:
        for place, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if name.lower().endswith((".png", ".jpg", ".jpeg")):
                    yield os.path.join(place, name)


def gather(folders, count, target):
    """The crops as files of `target`: six of seven as they are, the others scaled to a width. Their paths in order."""
    found = list(pictures(folders))
    if not found:
        sys.exit("same-bits.py: no PNG or JPEG pictures in these folders")
    random.shuffle(found)
    scaled = min(count, max(count // 7, len(WIDTHS)))
    paths = []
    for index in range(count):
        source = found[index % len(found)]
        if index < count - scaled:
            path = os.path.join(target, f"{index:05}{os.path.splitext(source)[1].lower()}")
            os.symlink(os.path.abspath(source), path)
        else:
            number = index - (count - scaled)
            width = WIDTHS[number] if number < len(WIDTHS) else round(4000 ** random.random())
            path = os.path.join(target, f"{index:05}.png")
            picture = Image.open(source).convert("L")
            picture.resize((width, picture.height), Image.Resampling.BILINEAR).save(path)
        paths.append(path)
    return paths


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--crops", type=int, default=700)
    parser.add_argument("--ocr", default=".build/release/ocr")
    parser.add_argument("--model", default="models/small.safetensors")
    options = parser.parse_args()
    random.seed(5)
    failures = 0

    with tempfile.TemporaryDirectory() as folder:
        crops = os.path.join(folder, "crops")
        os.mkdir(crops)
        paths = gather(options.folders, options.crops, crops)
        quantized = os.path.join(folder, "int8.safetensors")
        # Quantisation looks at the pictures alone; a data set has labels.
        labels = os.path.join(folder, "labels.tsv")
        with open(labels, "w") as file:
            file.writelines(f"{os.path.relpath(path, folder)}\t0\n" for path in paths)
        subprocess.run(
            [options.ocr, "quantize", options.model, "--calibration", labels, "--crops", "100", "--output", quantized],
            check=True, capture_output=True)

        for name, model in (("float32", options.model), ("int8", quantized)):
            def read(*arguments, order=()):
                """The lines of the output; a crop that cannot be read has a line, too, and the exit code 1."""
                result = subprocess.run(
                    [options.ocr, "recognize", "--format", "jsonl", "--model", model, *arguments],
                    input="".join(path + "\n" for path in order).encode(), capture_output=True)
                if result.returncode not in (0, 1):
                    sys.exit(f"same-bits.py: {result.stderr.decode()}")
                return result.stdout.splitlines()

            expected = dict(zip(paths, read(crops, "--threads", "1")))
            if len(expected) != len(paths) or len(set(expected.values())) != len(paths):
                sys.exit("same-bits.py: not one line for each crop")
            shuffled = random.sample(paths, len(paths))
            ways = {
                "a folder on 2 threads": (paths, lambda: read(crops, "--threads", "2")),
                "a folder on 5 threads": (paths, lambda: read(crops, "--threads", "5")),
                "backwards": (paths[::-1], lambda: read("-", "--threads", "2", order=paths[::-1])),
                "shuffled": (shuffled, lambda: read("-", "--threads", "5", order=shuffled)),
                "each alone": (paths, lambda: [line for path in paths for line in read(path)]),
            }
            for way, (order, lines) in ways.items():
                lines = lines()
                different = [path for path, line in zip(order, lines) if line != expected[path]]
                failures += len(lines) != len(paths) or bool(different)
                print(f"{name}, {way}: {len(lines)} lines, {len(different)} differ from one thread's", flush=True)
                for path in different[:3]:
                    print(f"  {os.path.realpath(path)}, {Image.open(path).size}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
