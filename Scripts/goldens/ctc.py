"""Writes Tests/Goldens/ctc.json: losses and gradients of PyTorch's CTC in float64, with respect to the logits.

Run at the root of the repository: python Scripts/goldens/ctc.py (needs torch and numpy).
"""

import json

import numpy as np
import torch

CASES = [
    # name, columns, symbols, label, spread of the logits
    ("word", 12, 9, [3, 1, 4, 1, 5], 3.0),
    ("repeated characters", 11, 5, [2, 2, 2, 4, 4], 2.0),
    ("empty label", 5, 4, [], 2.0),
    ("one column", 1, 6, [5], 2.0),
    ("fills its columns", 7, 4, [1, 1, 2, 3, 3], 2.0),
    ("confident logits", 10, 6, [1, 2, 5], 80.0),
    ("more symbols than a vector has lanes", 4, 37, [36, 36], 4.0),
]


def case(generator, name, columns, symbols, label, spread):
    # Three decimals are few digits to store and are the same number in float32 and float64 up to rounding;
    # the float32 value is the one that both sides compute with.
    logits = np.round(generator.uniform(-spread, spread, (columns, symbols)), 3).astype(np.float32)
    tensor = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.ctc_loss(
        torch.log_softmax(tensor, 1).unsqueeze(1),
        torch.tensor([label], dtype=torch.long).reshape(1, len(label)),
        torch.tensor([columns]),
        torch.tensor([len(label)]),
        blank=0,
        reduction="sum",
    )
    loss.backward()
    return {
        "name": name,
        "symbols": symbols,
        "label": label,
        "logits": [float(f"{x:.3f}") for x in logits.flatten()],
        "loss": loss.item(),
        "gradient": [float(f"{x:.9g}") for x in tensor.grad.flatten().tolist()],
    }


generator = np.random.default_rng(2006)
cases = [case(generator, *row) for row in CASES]
with open("Tests/Goldens/ctc.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
