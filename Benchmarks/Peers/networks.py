"""Legible's networks in PyTorch, built from the same spec string, with the same names for the same weights."""
import re

import torch
from torch import nn


class Convolution(nn.Conv2d):
    """A convolution with bias, then batch normalisation if asked, then an activation."""

    def __init__(self, inputs, outputs, kernel, valid, norm, relu):
        super().__init__(inputs, outputs, kernel, padding=0 if valid else (kernel[0] // 2, kernel[1] // 2))
        self.norm = nn.BatchNorm2d(outputs) if norm else nn.Identity()
        self.activation = nn.ReLU(inplace=True) if relu else nn.Identity()

    def forward(self, x):
        return self.activation(self.norm(super().forward(x)))


class Recurrent(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.rnn = nn.LSTM(inputs, hidden, bidirectional=True)

    def forward(self, x):
        return self.rnn(x)[0]


class HeightCollapse(nn.Module):
    """[N, C, H, W] to [W, N, H * C], features in the order row, channel."""

    def forward(self, x):
        return x.permute(3, 0, 2, 1).flatten(2)


class Network(nn.Module):
    """The network of a spec: [N, 1, H, W] to logits [T, N, K].

    Layers are made in the spec's order, so a seed gives the weights that the same layers have when written out by hand.
    """

    def __init__(self, spec):
        super().__init__()
        words = spec.strip("[]").split()
        height, channels = int(words[0].split(",")[1]), 1
        self.height = height
        self.layers = nn.ModuleList()
        for word in words[1:]:
            if match := re.fullmatch(r"C(v?)(b?)([rl])(\d+),(\d+),(\d+)", word):
                valid, norm, activation = match.group(1, 2, 3)
                kernel, outputs = (int(match[4]), int(match[5])), int(match[6])
                layer = Convolution(channels, outputs, kernel, valid, norm, activation == "r")
                height -= kernel[0] - 1 if valid else 0
                channels = outputs
            elif match := re.fullmatch(r"Mp([\d,]+)", word):
                sizes = [int(size) for size in match[1].split(",")]
                kernel, stride, padding = sizes[:2], sizes[2:4] or sizes[:2], sizes[4:] or [0, 0]
                layer = nn.MaxPool2d(kernel, stride, padding)
                height = (height + 2 * padding[0] - kernel[0]) // stride[0] + 1
            elif word == "S1(1x0)1,3":
                layer = HeightCollapse()
                channels *= height
            elif match := re.fullmatch(r"Lbx(\d+)", word):
                layer = Recurrent(channels, int(match[1]))
                channels = 2 * int(match[1])
            elif match := re.fullmatch(r"Do([\d.]+)", word):
                layer = nn.Dropout(float(match[1]))
            elif match := re.fullmatch(r"(?:Fl|O1c)(\d+)", word):
                layer = nn.Linear(channels, int(match[1]))
                channels = int(match[1])
            else:
                raise ValueError(f"{word}: not a word of the presets")
            self.layers.append(layer)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def seeded(spec):
    """The network with PyTorch's own random weights of seed 0, ready for reading."""
    torch.manual_seed(0)
    return Network(spec).eval()


def weights(network):
    """Its weights as Legible's model files name them."""
    return {k: v.contiguous() for k, v in network.state_dict().items() if not k.endswith("num_batches_tracked")}
