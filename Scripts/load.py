#!/usr/bin/env python3
"""Whether `ocr recognize` keeps its word under load: everything read, everything reported, memory flat.

    Scripts/load.py [--crops 100000] [--ocr .build/release/ocr] [--model FILE]

1. A hundred thousand crops (links to the pictures of samples/), every hundredth cut short, as a folder and as a list on
   standard input, in the formats text and jsonl: each file has its line in its place, the damaged ones are named, the
   exit code is 1, links to one picture have one text, and the peak of memory is that of a tenth of the crops but for
   the paths themselves.
2. A picture of 100 million pixels between two times five hundred words: read, or refused in a sentence, and its memory
   is given back while the process goes on.
3. A reader that takes four lines a second: the command waits for it in the memory that it had.

Linux, Python 3.9, nothing besides. Ends with 1 if something does not hold.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zlib

SAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "samples")
# Every path is held while a folder is listed; beyond that, a crop's memory is used again.
BYTES_PER_PATH = 300
SLACK = 8 << 20


class Broken(Exception):
    pass


def require(condition, message):
    if not condition:
        raise Broken(message)


def status(process, field):
    """A size of the process in bytes (proc(5)); 0 when it has ended."""
    with open(f"/proc/{process.pid}/status") as file:
        return next((int(line.split()[1]) * 1024 for line in file if line.startswith(field + ":")), 0)


def megabytes(size):
    return f"{size / 1e6:.1f} MB"


def link_crops(folder, count):
    """Links to the samples, a thousand to a folder; every hundredth to one that is cut short.

    Returns the paths in the order of the command, and of each the sample that it shows, None for a damaged one.
    """
    pictures = os.path.join(folder, "pictures")
    os.mkdir(pictures)
    names = sorted(name for name in os.listdir(SAMPLES) if name.endswith((".png", ".jpg")))
    for name in names:
        shutil.copyfile(os.path.join(SAMPLES, name), os.path.join(pictures, name))
        whole = open(os.path.join(pictures, name), "rb").read()
        with open(os.path.join(pictures, "cut-" + name), "wb") as file:
            file.write(whole[:len(whole) // 2])
    paths, shown = [], []
    root = os.path.join(folder, "crops")
    for index in range(count):
        place = os.path.join(root, f"{index // 1000:04}")
        if index % 1000 == 0:
            os.makedirs(place)
        name = names[index * 7 % len(names)]
        is_cut = index % 100 == 99
        path = os.path.join(place, f"{index % 1000:03}{os.path.splitext(name)[1]}")
        os.link(os.path.join(pictures, ("cut-" if is_cut else "") + name), path)
        paths.append(path)
        shown.append(None if is_cut else name)
    return root, paths, shown


def check_lines(form, output, errors, paths, shown):
    """Each file has its line, in order; all links to a picture have the same text."""
    texts = {}
    named = [line.split(": ")[0] for line in errors]
    damaged = [path for path, name in zip(paths, shown) if name is None]
    if form == "text":
        require(named == damaged, f"{len(named)} files named on standard error, {len(damaged)} are damaged")
        whole = [(path, name) for path, name in zip(paths, shown) if name is not None]
        require(len(output) == len(whole), f"{len(output)} lines for {len(whole)} whole files")
        for line, (path, name) in zip(output, whole):
            read, text = line.split("\t")
            require(read == path and texts.setdefault(name, text) == text, f"{path}: {line}")
    else:
        require(errors == [], f"on standard error: {errors[:1]}")
        require(len(output) == len(paths), f"{len(output)} lines for {len(paths)} files")
        for line, path, name in zip(output, paths, shown):
            result = json.loads(line)
            require(result.pop("path") == path, f"{path}: {line}")
            if name is None:
                require(result["error"].startswith(path + ": "), f"{path}: {line}")
            else:
                require(texts.setdefault(name, result) == result and "text" in result, f"{path}: {line}")


def read_all(command, form, source, root, paths, shown, folder):
    """Reads all crops, and returns the peak of the memory and the seconds that it took."""
    files = [os.path.join(folder, name) for name in ("input", "output", "errors")]
    with open(files[0], "w") as file:
        file.write("\n".join(paths) + "\n")
    start = time.monotonic()
    with open(files[0]) as stdin, open(files[1], "w") as stdout, open(files[2], "w") as stderr:
        process = subprocess.Popen(
            command + ["--format", form, root if source == "folder" else "-"], stdin=stdin, stdout=stdout, stderr=stderr)
        # Not the peak that the system keeps for an ended child: that counts what it shared with this program before it
        # became the command.
        peak = 0
        while process.poll() is None:
            peak = max(peak, status(process, "VmHWM"))
            time.sleep(0.02)
    seconds = time.monotonic() - start
    require(process.returncode == 1, f"exit code {process.returncode}, not 1")
    lines = [open(name, encoding="utf-8").read().splitlines() for name in files[1:]]
    check_lines(form, *lines, paths, shown)
    return peak, seconds


def huge_png(path):
    """10,000 by 10,000 pixels of eight bits, white with a black bar."""
    def chunk(kind, data):
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    row = b"\0" + b"\xff" * 4000 + b"\0" * 2000 + b"\xff" * 4000
    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(row) for _ in range(10_000)) + packer.flush()
    header = (10_000).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def read_a_huge_picture(command, paths, folder):
    huge = os.path.join(folder, "huge.png")
    huge_png(huge)
    process = subprocess.Popen(
        command + ["--format", "jsonl", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def read(some):
        process.stdin.write("".join(path + "\n" for path in some))
        process.stdin.flush()
        return [json.loads(process.stdout.readline()) for _ in some]

    read(paths[:500])
    before = status(process, "VmRSS")
    # Among others, as in a folder.
    result = read(paths[:10] + [huge] + paths[10:20])[10]
    peak = status(process, "VmHWM")
    read(paths[:500])
    after = status(process, "VmRSS")
    process.stdin.close()
    process.wait()
    require("text" in result or result["error"].startswith(huge + ": "), f"the huge picture: {result}")
    require(after < before + SLACK, f"{megabytes(before)} before a huge picture, {megabytes(after)} after it")
    answer = "read" if "text" in result else "refused"
    print(f"a picture of 100 million pixels: {answer}; {megabytes(before)} before it, {megabytes(peak)} at the peak, "
          f"{megabytes(after)} after it", flush=True)


def read_slowly(command, root, count):
    process = subprocess.Popen(command + ["--format", "jsonl", root], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    sizes = []
    for index in range(80):
        require(process.stdout.readline(), "the output ended")
        time.sleep(0.25)
        sizes.append(status(process, "VmRSS"))
    # The first seconds fill the pipe and everything that is read ahead.
    early, late = max(sizes[8:16]), max(sizes[16:])
    rest = sum(1 for _ in process.stdout)
    process.wait()
    require(rest + 80 == count, f"{rest + 80} lines for {count} files")
    require(late < early + SLACK, f"{megabytes(early)} after four seconds of a slow reader, {megabytes(late)} after twenty")
    print(f"a reader that takes four lines a second: {megabytes(early)} after four seconds, {megabytes(late)} after twenty",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crops", type=int, default=100_000)
    parser.add_argument("--ocr", default=".build/release/ocr")
    parser.add_argument("--model")
    options = parser.parse_args()
    command = [os.path.abspath(options.ocr), "recognize"]
    if options.model:
        command += ["--model", os.path.abspath(options.model)]

    with tempfile.TemporaryDirectory() as folder:
        peaks = {}
        for count in (options.crops // 10, options.crops):
            place = os.path.join(folder, str(count))
            os.mkdir(place)
            root, paths, shown = link_crops(place, count)
            for source in ("folder", "list"):
                for form in ("text", "jsonl"):
                    peak, seconds = read_all(command, form, source, root, paths, shown, place)
                    few = peaks.setdefault((source, form), (count, peak))
                    limit = few[1] + (count - few[0]) * BYTES_PER_PATH + SLACK
                    print(f"{count} crops, {source}, {form}: {seconds:.0f} s, peak {megabytes(peak)}", flush=True)
                    require(peak <= limit, f"more than {megabytes(limit)}, of which {megabytes(few[1])} for {few[0]}")
            if count == options.crops // 10:
                read_a_huge_picture(command, [path for path, name in zip(paths, shown) if name], place)
                read_slowly(command, root, count)


if __name__ == "__main__":
    try:
        main()
    except Broken as broken:
        sys.exit(f"load.py: {broken}")
