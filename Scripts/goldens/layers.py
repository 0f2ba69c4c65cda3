#!/usr/bin/env python3
"""Writes Tests/Goldens/layers.safetensors: what PyTorch computes for the layers of LegibleLayers.

    python3 -m venv .venv && .venv/bin/pip install torch numpy safetensors
    .venv/bin/python Scripts/goldens/layers.py

Every case is computed in double precision from float32 numbers. Items of a batch are run one by one, so nothing here knows
of strips; batch normalisation alone sees the positions of all items together. Feature maps are stored as [H, W, C].

    CASE/parameter/NAME   value, in PyTorch's layout      CASE/ITEM/input, output, cotangent, gradient
    CASE/gradient/NAME    its gradient                    CASE/updated/NAME  running statistics after the pass
"""

import pathlib

import torch
from safetensors.torch import save_file
from torch import nn

WIDTHS = [3, 1, 6, 2]
tensors = {}


def store(name, tensor):
    tensors[name] = tensor.detach().to(torch.float32).contiguous()


def randomize(module):
    """Parameters of about the size that keeps outputs at 1; no bias is zero, no scale is one."""
    module.double()
    for parameter in module.parameters():
        fan_in = parameter[0].numel() if parameter.dim() > 1 else 2
        values = torch.randn(parameter.shape) / fan_in**0.5
        parameter.data.copy_(values)
    for name, buffer in module.named_buffers():
        if buffer.is_floating_point():
            buffer.copy_(torch.rand(buffer.shape) + 0.5)


def run(case, module, inputs, forward):
    """forward maps the list of inputs to the list of outputs; both [1, C, H, W]."""
    for name, value in [*module.named_parameters(), *module.named_buffers()]:
        if value.is_floating_point():
            store(f"{case}/parameter/{name}", value)
    outputs = forward(inputs)
    cotangents = [torch.randn(output.shape).double() for output in outputs]
    sum((output * cotangent).sum() for output, cotangent in zip(outputs, cotangents)).backward()
    for index, rows in enumerate(zip(inputs, outputs, cotangents, [x.grad for x in inputs])):
        for name, tensor in zip(["input", "output", "cotangent", "gradient"], rows):
            store(f"{case}/{index}/{name}", tensor[0].permute(1, 2, 0))
    for name, parameter in module.named_parameters():
        store(f"{case}/gradient/{name}", parameter.grad)
    for name, buffer in module.named_buffers():
        if buffer.is_floating_point():
            store(f"{case}/updated/{name}", buffer)


def maps(channels, height, widths=WIDTHS):
    return [torch.randn(1, channels, height, width).double().requires_grad_() for width in widths]


def each(function):
    return lambda inputs: [function(x) for x in inputs]


def convolution(case, channels, out, kernel, padding, height=4, relu=False, widths=WIDTHS):
    module = nn.Conv2d(channels, out, kernel, padding=padding)
    randomize(module)
    run(case, module, maps(channels, height, widths), each(lambda x: module(x).relu() if relu else module(x)))


def batch_norm(case, channels, relu):
    module = nn.BatchNorm2d(channels)
    randomize(module)

    def forward(inputs):
        output = module(torch.cat(inputs, dim=3))
        output = output.relu() if relu else output
        return output.split(WIDTHS, dim=3)

    run(case, module, maps(channels, 2), forward)


def pooling(case, kernel, stride, padding, widths=WIDTHS):
    module = nn.MaxPool2d(kernel, stride, padding)
    run(case, module, maps(3, 5, widths), each(module))


def linear(case, relu):
    module = nn.Linear(5, 37)
    randomize(module)

    def forward(x):
        output = module(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return output.relu() if relu else output

    run(case, module, maps(5, 1), each(forward))


def recurrent(case, kind, layers=1, bidirectional=False, **options):
    module = kind(6, 5, num_layers=layers, bidirectional=bidirectional, batch_first=True, **options)
    randomize(module)
    run(case, module, maps(6, 1), each(lambda x: module(x[:, :, 0].transpose(1, 2))[0].transpose(1, 2)[:, :, None]))


def summary(case, kind):
    """The hidden states at the ends of both walks."""
    module = kind(6, 5, bidirectional=True, batch_first=True)
    randomize(module)

    def forward(x):
        end = module(x[:, :, 0].transpose(1, 2))[1]
        end = end[0] if kind is nn.LSTM else end
        return end.transpose(0, 1).reshape(1, 10, 1, 1)

    run(case, module, maps(6, 1), each(forward))


def from_state(case, kind):
    """Both directions, from given states, and the loss sees the states at the end, too.

    CASE/ITEM/initial, final, finalCotangent, initialGradient   for each direction its h, and for an LSTM its c
    """
    module = kind(6, 5, bidirectional=True, batch_first=True)
    randomize(module)
    parts = 2 if kind is nn.LSTM else 1
    states = [[torch.randn(2, 1, 5).double().requires_grad_() for _ in range(parts)] for _ in WIDTHS]
    loss = []

    def store_state(index, name, state):
        store(f"{case}/{index}/{name}", torch.cat([part[:, 0] for part in state], dim=1).flatten())

    def forward(inputs):
        outputs = []
        for index, (x, state) in enumerate(zip(inputs, states)):
            start = tuple(state) if parts == 2 else state[0]
            output, end = module(x[:, :, 0].transpose(1, 2), start)
            end = end if parts == 2 else (end,)
            cotangent = [torch.randn(part.shape).double() for part in end]
            store_state(index, "initial", state)
            store_state(index, "final", end)
            store_state(index, "finalCotangent", cotangent)
            loss.append(sum((part * c).sum() for part, c in zip(end, cotangent)))
            outputs.append(output.transpose(1, 2)[:, :, None])
        # Before `run` asks for the outputs' gradients, which add to these.
        sum(loss).backward(retain_graph=True)
        return outputs

    run(case, module, maps(6, 1), forward)
    for index, state in enumerate(states):
        store_state(index, "initialGradient", [part.grad for part in state])


def main():
    torch.manual_seed(20151)
    convolution("convolution 3x3", 3, 5, 3, 1)
    convolution("convolution 3x3, relu", 3, 5, 3, 1, relu=True)
    convolution("convolution 1x1", 4, 3, 1, 0)
    convolution("convolution 5x5", 2, 3, 5, 2)
    # PyTorch refuses kernels that are wider than the item.
    convolution("convolution 3x3, valid", 3, 4, 3, 0, widths=[3, 6, 4])
    batch_norm("batch norm", 5, relu=False)
    batch_norm("batch norm, relu", 5, relu=True)
    pooling("max pooling 2x2", (2, 2), (2, 2), (0, 0), widths=[3, 6, 2])
    pooling("max pooling 2x2, stride 2x1, padding 0x1", (2, 2), (2, 1), (0, 1))
    pooling("max pooling 3x3, stride 2, padding 1", (3, 3), (2, 2), (1, 1))
    collapse = nn.Identity()
    run("height collapse", collapse, maps(3, 4), each(lambda x: x.permute(0, 2, 1, 3).flatten(1, 2)[:, :, None]))
    linear("linear", relu=False)
    linear("linear, relu", relu=True)
    recurrent("lstm", nn.LSTM)
    recurrent("lstm, bidirectional", nn.LSTM, bidirectional=True)
    recurrent("lstm, bidirectional, two layers", nn.LSTM, layers=2, bidirectional=True)
    recurrent("elman, tanh", nn.RNN)
    recurrent("elman, tanh, bidirectional", nn.RNN, bidirectional=True)
    recurrent("elman, relu, bidirectional", nn.RNN, bidirectional=True, nonlinearity="relu")
    recurrent("gru", nn.GRU)
    recurrent("gru, bidirectional", nn.GRU, bidirectional=True)
    recurrent("gru, bidirectional, two layers", nn.GRU, layers=2, bidirectional=True)
    from_state("lstm, from a state", nn.LSTM)
    from_state("gru, from a state", nn.GRU)
    from_state("elman, from a state", nn.RNN)
    summary("lstm, summary", nn.LSTM)
    summary("gru, summary", nn.GRU)

    path = pathlib.Path(__file__).parents[2] / "Tests/Goldens/layers.safetensors"
    path.parent.mkdir(exist_ok=True)
    save_file(tensors, path)
    print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size} bytes, PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
