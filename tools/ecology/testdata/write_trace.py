#!/usr/bin/env python3
"""Trains two small mixtures of experts with NumPy and writes their routing as trace.safetensors and trace.csv.

usage: write_trace.py [FOLDER]     (defaults to this script's folder; needs numpy and safetensors)

Each of two layers is a mixture of its own: a softmax router over 16 experts, top 2 with renormalised weights, experts
that are linear classifiers, on 12 Gaussian clusters of 6 classes. Layer 0 is trained with a balance loss; layer 1
against balance at first and with it from halfway on, so that its experts die and are revived. At every 48th step 210
held-out samples are routed. Nothing here is code of moebench.
"""
import csv
import pathlib
import sys

import numpy
from safetensors.numpy import save_file

EXPERTS, CHOICES, CLASSES, CLUSTERS, DIM, BATCH, HELD_OUT = 16, 2, 6, 12, 8, 128, 210
STEPS, EVERY = 240, 48


def softmax(logits):
    exponentials = numpy.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def draw(random, centres, count):
    cluster = random.integers(CLUSTERS, size=count)
    return centres[cluster] + 1.6 * random.normal(size=(count, DIM)), cluster % CLASSES


class Mixture:
    def __init__(self, random):
        self.router = random.normal(size=(DIM, EXPERTS))
        self.experts = 0.1 * random.normal(size=(EXPERTS, DIM, CLASSES))

    def route(self, x):
        probability = softmax(x @ self.router)
        chosen = numpy.argsort(-probability, axis=1, kind="stable")[:, :CHOICES]
        weight = numpy.take_along_axis(probability, chosen, axis=1)
        return probability, chosen, weight / weight.sum(axis=1, keepdims=True)

    def train(self, x, label, balance, rate):
        """One step: every chosen expert learns its samples; the router learns who is right, and balance."""
        probability, chosen, weight = self.route(x)
        target = numpy.eye(CLASSES)[label]
        router_gradient = numpy.zeros_like(probability)
        rows = numpy.arange(len(x))
        for slot in range(CHOICES):
            expert = chosen[:, slot]
            predicted = softmax(numpy.einsum("td,tdc->tc", x, self.experts[expert]))
            error = weight[:, slot, None] * (predicted - target)
            for e in numpy.unique(expert):
                mine = expert == e
                self.experts[e] -= rate * x[mine].T @ error[mine] / len(x)
            reward = predicted[rows, label] - 0.5
            router_gradient[rows, expert] -= weight[:, slot] * reward
        share = numpy.bincount(chosen[:, 0], minlength=EXPERTS) / len(x)
        router_gradient += balance * EXPERTS * share * probability
        router_gradient -= probability * router_gradient.sum(axis=1, keepdims=True)
        self.router -= 4 * rate * x.T @ router_gradient / len(x)


def trace(seed):
    random = numpy.random.default_rng(seed)
    centres = 2 * random.normal(size=(CLUSTERS, DIM))
    held_out, label = draw(random, centres, HELD_OUT)
    layers = [Mixture(random), Mixture(random)]
    columns = {name: [] for name in ("sample", "expert", "weight", "label", "prediction", "step", "layer")}
    for step in range(STEPS + 1):
        if step % EVERY == 0:
            for number, layer in enumerate(layers):
                _, chosen, weight = layer.route(held_out)
                scores = numpy.einsum("td,tdc->tc", held_out, layer.experts[chosen[:, 0]])
                values = (range(HELD_OUT), chosen, weight.round(4), label, scores.argmax(axis=1), [step] * HELD_OUT,
                          [number] * HELD_OUT)
                for name, value in zip(columns, values):
                    columns[name].append(numpy.asarray(value))
        x, y = draw(random, centres, BATCH)
        layers[0].train(x, y, balance=0.4, rate=0.1)
        layers[1].train(x, y, balance=-0.4 if step < STEPS // 2 else 0.5, rate=0.2)
    kinds = {"sample": numpy.int16, "weight": numpy.float32, "step": numpy.int32}
    return {name: numpy.concatenate(parts).astype(kinds.get(name, numpy.uint8)) for name, parts in columns.items()}


def write_csv(path, columns):
    header = ["sample"] + [f"expert{k}" for k in range(CHOICES)] + [f"weight{k}" for k in range(CHOICES)]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header + ["label", "prediction", "step", "layer"])
        for row in zip(*columns.values()):
            sample, expert, weight, label, prediction, step, layer = row
            writer.writerow([sample, *expert, *weight, label, prediction, step, layer])


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    columns = trace(seed=5)
    save_file(columns, folder / "trace.safetensors")
    write_csv(folder / "trace.csv", columns)


if __name__ == "__main__":
    main()
