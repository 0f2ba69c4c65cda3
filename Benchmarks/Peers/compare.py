"""Legible beside PyTorch, ONNX Runtime and OpenVINO: same weights, same crops, in turn, as ratios.

    make benchmark
    pip install -r Benchmarks/requirements.txt
    python Benchmarks/Peers/compare.py [--preset small | --base FILE] [--model int8=FILE ...] [--keep FOLDER]

Weights are PyTorch's own of seed 0, or those of a model file. `--keep` leaves them in a folder as model.safetensors, a model
file like any other, so that a reduced copy of it can be made and given with --model. Times are medians; a ratio is the median of the turns'
ratios, with their range. All engines read on one thread.
"""
import argparse
import os
import statistics
import subprocess
import tempfile
import time
import warnings

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from engines import Legible, LegibleProcess, ONNXRuntime, OpenVINO, PyTorch
from networks import seeded, weights
from training import LegibleTraining, PyTorchTraining

HERE = os.path.dirname(os.path.abspath(__file__))
EXECUTABLE = os.path.join(HERE, "../../.build/release/benchmark")


def take_turns(engines, repetitions, seconds, clock="wall"):
    """Seconds of every engine in every turn, {name: [seconds]}."""
    for engine in engines.values():
        engine.seconds(0, clock)
    times = {name: [] for name in engines}
    for _ in range(repetitions):
        for name, engine in engines.items():
            times[name].append(engine.seconds(seconds, clock))
            # Threads of a pool that spin for more work would take it from the next engine.
            time.sleep(0.02)
    return times


def ratio(ours, theirs):
    ratios = [a / b for a, b in zip(ours, theirs)]
    return f"{statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})"


def table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def compare_reading(engines, height, options):
    ours = [name for name in engines if name.startswith("Legible")]
    peers = [name for name in engines if name not in ours]
    random = np.random.default_rng(0)
    for batch in options.batches:
        x = random.standard_normal((batch, 1, height, options.width), np.float32)
        for engine in engines.values():
            engine.load(x)
        outputs = {name: engine.output() for name, engine in engines.items()}
        reference = outputs["PyTorch f32"]
        times = take_turns(engines, options.repetitions, options.seconds, options.clock)
        print(f"### Batch {batch}, {height}x{options.width}, one thread, {options.clock} time")
        print(f"Logits: deviation {reference.std():.3f}, largest {abs(reference).max():.3f}\n")
        table(
            ["engine", "ms/image", "largest difference of logits", "same best symbols"] + [f"{name} /" for name in ours],
            [
                [
                    name,
                    f"{statistics.median(times[name]) / batch * 1e3:.3f}",
                    f"{abs(outputs[name] - reference).max():.1e}",
                    f"{(outputs[name].argmax(2) == reference.argmax(2)).mean() * 100:.2f}%",
                ]
                + [ratio(times[us], times[name]) if name in peers else "" for us in ours]
                for name in engines
            ])


def compare_training(network, process, options):
    torch.set_num_threads(options.threads)
    random = np.random.default_rng(0)
    batch = options.training_batch
    symbols = network.layers[-1].out_features
    x = random.standard_normal((batch, 1, network.height, options.width), np.float32)
    labels = random.integers(1, symbols, (batch, 6))
    engines = {
        "PyTorch f32": PyTorchTraining(network, x, labels),
        "Legible f32": LegibleTraining(process, "f32", options.threads, x, labels),
    }
    losses = {name: [engine.step() for _ in range(3)] for name, engine in engines.items()}
    times = take_turns(engines, options.repetitions, options.training_seconds, options.clock)
    print(f"### Training, batch {batch}, {network.height}x{options.width}, threads: {options.threads}, {options.clock} time\n")
    table(
        ["engine", "images/s", "loss of the first steps", "images/s, Legible / PyTorch"],
        [
            [
                name,
                f"{batch / statistics.median(times[name]):.1f}",
                ", ".join(f"{loss:.4f}" for loss in losses[name]),
                ratio(times["PyTorch f32"], times["Legible f32"]) if name == "Legible f32" else "",
            ]
            for name in engines
        ])


def make_preset(preset, folder):
    """A preset with seeded weights: the network, its spec, and a model file of it."""
    convert = [EXECUTABLE, "convert", "--preset", preset]
    spec = subprocess.run(convert, check=True, capture_output=True, text=True).stdout.strip()
    network = seeded(spec)
    plain, model = os.path.join(folder, "weights.safetensors"), os.path.join(folder, "model.safetensors")
    save_file(weights(network), plain)
    subprocess.run([*convert, plain, model], check=True)
    return network, spec, model


def open_base(path):
    """The same of a model file that is there."""
    with safe_open(path, "pt") as file:
        spec = file.metadata()["networkSpec"]
        network = seeded(spec)
        network.load_state_dict({name: file.get_tensor(name) for name in file.keys()}, strict=False)
    return network, spec, path


def run(options, folder):
    network, spec, model = open_base(options.base) if options.base else make_preset(options.preset, folder)
    onnx = os.path.join(folder, "model.onnx")
    # PyTorch warns that this is the older of its exporters, which needs no further package.
    warnings.simplefilter("ignore")
    torch.onnx.export(
        network, torch.randn(1, 1, network.height, options.width), onnx, input_names=["x"], output_names=["y"],
        dynamic_axes={"x": {0: "batch", 3: "width"}}, dynamo=False)

    print(f"## {options.base or options.preset}: `{spec}`\n", flush=True)
    models = {"f32": model, **dict(model.split("=", 1) for model in options.model)}
    process = LegibleProcess(EXECUTABLE, models, folder)
    if not options.only_training:
        torch.set_num_threads(1)
        engines = {
            "PyTorch f32": PyTorch(network),
            "ONNX Runtime f32": ONNXRuntime(onnx),
            "OpenVINO f32": OpenVINO(onnx, "f32"),
            "OpenVINO bf16": OpenVINO(onnx, "bf16"),
            **{f"Legible {name}": Legible(process, name) for name in models},
        }
        compare_reading(engines, network.height, options)
    if not options.only_reading:
        compare_training(network, process, options)
    process.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", default="crnn", choices=["crnn", "small"])
    parser.add_argument("--base", metavar="FILE", help="a model file, instead of a preset")
    parser.add_argument("--model", action="append", default=[], metavar="NAME=FILE", help="another model file to run")
    parser.add_argument("--keep", metavar="FOLDER", help="where to leave the weights")
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--width", type=int, default=100)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.4, help="of an engine's turn")
    parser.add_argument(
        "--clock", default="wall", choices=["wall", "cpu"],
        help="cpu counts each process's own time, without what others take from it on a busy machine; for one thread")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="for training")
    parser.add_argument("--training-batch", type=int, default=64)
    parser.add_argument("--training-seconds", type=float, default=2)
    parser.add_argument("--only-reading", action="store_true")
    parser.add_argument("--only-training", action="store_true")
    options = parser.parse_args()
    if options.clock == "cpu" and options.threads > 1 and not options.only_reading:
        parser.error("several threads' own times add up: --clock cpu needs --threads 1, or --only-reading")
    if options.keep:
        os.makedirs(options.keep, exist_ok=True)
        run(options, options.keep)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(options, folder)


main()
