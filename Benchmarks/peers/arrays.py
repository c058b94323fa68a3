"""What all peers are measured on: the arrays and texts that `unroll-bench prepare` wrote.

Peers get dense arrays that are already in memory. That favours them: to make such an array from
texts costs time and, for all reviews, 9.6 GB.
"""
import functools
import json
import os
import pathlib

import worker

FOLDER = pathlib.Path(os.environ["UNROLL_BENCH_DATA"])
THREADS = int(os.environ.get("UNROLL_THREADS", "2"))
BATCH, TIME, FEATURES = 32, 400, 300
WIDE_BATCH = 256
# Steps that are timed at a time. For a peer all batches are the same work.
STEPS = 6
PREDICTIONS = 4
TEXTS = 24

TRAINED = ["simplernn-50", "simplernn-100", "lstm-50", "gru-50", "bilstm-50"]
FULL = ["simplernn-50", "lstm-50", "gru-50"]
WIDE = ["lstm-256", "lstm-128x2"]


@functools.cache
def array(name):
    import numpy

    return numpy.load(FOLDER / f"{name}.npy")


def samples(source):
    """Inputs and labels: reviews padded with zeros, or random numbers without padding."""
    import numpy

    inputs = array(source)
    return inputs, array("labels") if source == "reviews" else numpy.ones(len(inputs), "float32")


def texts():
    return json.loads((FOLDER / "texts.json").read_text())


def shape_of(network):
    """Kind of the layer, units, number of layers: `lstm-128x2` has two of 128 units."""
    kind, size = network.split("-")
    units, _, layers = size.partition("x")
    return kind, int(units), int(layers or 1)


def batch_predictions(predict, source):
    """A warmed-up measurement: milliseconds of `predict` for a batch of 32, NumPy to NumPy."""
    inputs = [array(source)[number * BATCH:][:BATCH] for number in range(PREDICTIONS)]

    def measure():
        return worker.milliseconds(lambda: [predict(batch) for batch in inputs]) / len(inputs)

    measure()
    return measure


def training_workloads(prepare):
    """Workloads by name; `prepare(network, source, batch)` returns a measurement."""
    names = [("train/dense", name, "reviews", BATCH) for name in TRAINED]
    names += [("train/full", name, "full", BATCH) for name in FULL]
    names += [("train/wide", name, "reviews", WIDE_BATCH) for name in WIDE]
    return {
        f"{group}/{network}": lambda rest=(network, source, batch): prepare(*rest)
        for group, network, source, batch in names
    }


def prediction_workloads(batches, text):
    """Workloads by name; `batches(source)` and `text()` return measurements."""
    return {
        "predict/dense": lambda: batches("reviews"),
        "predict/full": lambda: batches("full"),
        "predict/text": text,
    }
