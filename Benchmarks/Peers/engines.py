"""The engines that take turns. Each has `load(x)` for a batch, `output()` as [N, T, K], and `seconds(at_least, clock)` per batch."""
import os
import subprocess
import time

import numpy as np
import torch


CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def seconds_per_call(at_least, clock, work):
    now = CLOCKS[clock]
    start, calls = now(), 0
    while True:
        work()
        calls += 1
        elapsed = now() - start
        if elapsed >= at_least:
            return elapsed / calls


class PyTorch:
    def __init__(self, network):
        self.network = network

    def load(self, x):
        self.x = torch.from_numpy(x)

    def run(self):
        with torch.inference_mode():
            return self.network(self.x)

    def output(self):
        return self.run().numpy().transpose(1, 0, 2)

    def seconds(self, at_least, clock):
        return seconds_per_call(at_least, clock, self.run)


class ONNXRuntime:
    def __init__(self, path, threads=1):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def load(self, x):
        self.x = x

    def run(self):
        return self.session.run(None, {"x": self.x})[0]

    def output(self):
        return self.run().transpose(1, 0, 2)

    def seconds(self, at_least, clock):
        return seconds_per_call(at_least, clock, self.run)


class OpenVINO:
    def __init__(self, path, precision, threads=1):
        import openvino

        options = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": precision}
        self.request = openvino.Core().compile_model(path, "CPU", options).create_infer_request()

    def load(self, x):
        self.x = x

    def run(self):
        return self.request.infer({0: self.x})

    def output(self):
        return next(iter(self.run().values())).astype(np.float32).transpose(1, 0, 2)

    def seconds(self, at_least, clock):
        return seconds_per_call(at_least, clock, self.run)


class LegibleProcess:
    """`benchmark peer`, which runs every model file it is given and answers line by line."""

    def __init__(self, executable, models, folder):
        arguments = [f"--model={name}={path}" for name, path in models.items()]
        self.folder = folder
        self.process = subprocess.Popen(
            [executable, "peer", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, *words):
        self.process.stdin.write(" ".join(str(word) for word in words) + "\n")
        answer = self.process.stdout.readline().split()
        if not answer or answer[0] != "ok":
            raise RuntimeError(" ".join(answer) or "the benchmark process ended")
        return [float(number) for number in answer[1:]]

    def send(self, name, values):
        path = os.path.join(self.folder, name)
        values.tofile(path)
        return path

    def load(self, x):
        self.ask("input", x.shape[0], x.shape[3], self.send("input", x))

    def labels(self, labels):
        self.ask("labels", labels.shape[1], self.send("labels", labels.astype(np.int32)))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Legible:
    """One model of the process."""

    def __init__(self, process, name):
        self.process = process
        self.name = name

    def load(self, x):
        self.count = x.shape[0]
        self.process.load(x)

    def output(self):
        path = os.path.join(self.process.folder, "output")
        columns, symbols = (int(size) for size in self.process.ask("output", self.name, path))
        return np.fromfile(path, np.float32).reshape(self.count, columns, symbols)

    def seconds(self, at_least, clock):
        return self.process.ask("time", self.name, at_least, clock)[0]
