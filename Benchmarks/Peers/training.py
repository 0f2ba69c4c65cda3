"""Training steps of the same network on the same batch, from the same weights."""
import copy

import torch

from engines import seconds_per_call


class PyTorchTraining:
    def __init__(self, network, x, labels):
        self.network = copy.deepcopy(network).train()
        # As on the other side: dropout would draw other numbers.
        for layer in self.network.modules():
            if isinstance(layer, torch.nn.Dropout):
                layer.p = 0.0
        self.optimizer = torch.optim.AdamW(self.network.parameters(), lr=1e-3)
        self.loss = torch.nn.CTCLoss()
        self.x, self.labels = torch.from_numpy(x), torch.from_numpy(labels)
        self.lengths = torch.full((len(labels),), labels.shape[1])

    def step(self):
        logits = self.network(self.x)
        columns = torch.full((len(self.x),), logits.shape[0])
        loss = self.loss(logits.log_softmax(2), self.labels, columns, self.lengths)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def seconds(self, at_least, clock):
        return seconds_per_call(at_least, clock, self.step)


class LegibleTraining:
    def __init__(self, process, name, threads, x, labels):
        self.process, self.name, self.threads = process, name, threads
        process.load(x)
        process.labels(labels)

    def step(self):
        return self.process.ask("train", self.name, 0, self.threads)[1]

    def seconds(self, at_least, clock):
        return self.process.ask("train", self.name, at_least, self.threads)[0]
