"""Golden values of the published network (Shi, Bai and Yao 2015) for Tests/LegibleModelsTests/NetworkTests.swift.

    pip install torch numpy safetensors
    python Scripts/goldens/crnn.py

Its 8,331,301 parameters are too many to commit, so both sides compute them from one formula: element i of parameter
number n is `scale * (2 * fraction(43758.5453 * sin(12.9898 * (i mod 65521) + 78.233 * n)) - 1)`, in double precision,
rounded to float32. Written are the input [1, 32, 100] and the output [26, 37].
"""
import math
import os

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn


class BiLSTM(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.rnn = nn.LSTM(inputs, hidden, bidirectional=True)
        self.fc = nn.Linear(2 * hidden, outputs)

    def forward(self, x):
        return self.fc(self.rnn(x)[0])


def block(inputs, outputs, kernel=3, padding=1, norm=False):
    layers = [nn.Conv2d(inputs, outputs, kernel, 1, padding)]
    if norm:
        layers.append(nn.BatchNorm2d(outputs))
    return layers + [nn.ReLU()]


class CRNN(nn.Module):
    def __init__(self, symbols=37, hidden=256):
        super().__init__()
        self.cnn = nn.Sequential(
            *block(1, 64), nn.MaxPool2d(2, 2),
            *block(64, 128), nn.MaxPool2d(2, 2),
            *block(128, 256, norm=True), *block(256, 256), nn.MaxPool2d((2, 2), (2, 1), (0, 1)),
            *block(256, 512, norm=True), *block(512, 512), nn.MaxPool2d((2, 2), (2, 1), (0, 1)),
            *block(512, 512, kernel=2, padding=0, norm=True))
        self.rnn = nn.Sequential(BiLSTM(512, hidden, hidden), BiLSTM(hidden, hidden, symbols))

    def forward(self, x):
        return self.rnn(self.cnn(x).squeeze(2).permute(2, 0, 1))


def formula(count, number, scale):
    index = np.arange(count, dtype=np.float64) % 65521
    noise = 43758.5453 * np.sin(12.9898 * index + 78.233 * number)
    return (scale * (2 * (noise - np.floor(noise)) - 1)).astype(np.float32)


model = CRNN().eval()
names = [name for name, _ in model.named_parameters()]
assert sum(p.numel() for p in model.parameters()) == 8_331_301
with torch.no_grad():
    for number, (name, parameter) in enumerate(model.named_parameters()):
        fan_in = parameter[0].numel() if parameter.dim() > 1 else 1
        # Unit variance through each rectified layer: uniform numbers in -1...1 have variance 1/3.
        scale = math.sqrt(6 / fan_in) if parameter.dim() > 1 else 0.1
        values = formula(parameter.numel(), number, scale)
        norm_weight = name.startswith("cnn") and name.endswith("weight") and parameter.dim() == 1
        parameter.copy_(torch.from_numpy(values + np.float32(norm_weight)).view_as(parameter))
    for number, (name, buffer) in enumerate(b for b in model.named_buffers() if "num_batches" not in b[0]):
        values = formula(buffer.numel(), 1000 + number, 0.1)
        buffer.copy_(torch.from_numpy(values + np.float32(name.endswith("var"))).view_as(buffer))
    image = torch.from_numpy(formula(32 * 100, 2000, 1)).view(1, 1, 32, 100)
    features = model.cnn(image)
    output = model(image)[:, 0]

path = os.path.join(os.path.dirname(__file__), "../../Tests/Goldens/crnn.safetensors")
save_file({"input": image[0].numpy().copy(), "output": output.numpy().copy()}, path)
print(f"features of mean {features.mean():.3f}, deviation {features.std():.3f}")
print(f"output {tuple(output.shape)}, mean size {output.abs().mean():.3f}, {os.path.getsize(path)} bytes")
