#!/usr/bin/env python3
"""Trains the notebook's models on the real Large Movie Review Dataset and checks their figures.

    Scripts/check-imdb.py .build/release/unroll ../shared/data            the notebook's small run
    Scripts/check-imdb.py .build/release/unroll ../shared/data --full     all 25 000 reviews

The folder holds aclImdb_v1.tar.gz and imdb-word2vec-300.bin.gz. The bounds come from what Keras
reaches on the same files (20 000 / 5 000 of the training split, 400 steps, RMSprop, batch 32, two
epochs): SimpleRNN on 1 000 reviews stays near chance (.527 and .535 on the test split), LSTM gets
clearly above (.747); on all reviews Keras reaches .784, .869, .880 and .878 on the test split.
Exit status 1 if a figure is out of its bounds.
"""
import argparse
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

SMALL = ["--samples", "1000", "--validation-samples", "200"]
# name, options of the model, lowest validation accuracy, bounds of the accuracy on the test split
SMALL_RUNS = [
    ("SimpleRNN 50", ["--layer", "simple-rnn", "--units", "50", "--pool", "flatten"], 0, (0.45, 0.62)),
    ("SimpleRNN 100", ["--layer", "simple-rnn", "--units", "100", "--pool", "flatten"], 0, (0.45, 0.62)),
    ("LSTM 50", ["--layer", "lstm", "--units", "50", "--pool", "max"], 0, (0.66, 1)),
]
FULL_RUNS = [
    ("LSTM 50", ["--layer", "lstm", "--units", "50", "--pool", "max"], 0.85, (0.85, 1)),
    ("GRU 50", ["--layer", "gru", "--units", "50", "--pool", "max"], 0.86, (0, 1)),
    ("BiLSTM 50", ["--layer", "lstm", "--bidirectional", "--units", "50", "--pool", "max"], 0.86, (0, 1)),
    ("SimpleRNN 50", ["--layer", "simple-rnn", "--units", "50", "--pool", "flatten"], 0.74, (0, 1)),
]
MEMORY_LIMIT_MB = 1000


def run(program, *arguments):
    start = time.perf_counter()
    result = subprocess.run([program, *map(str, arguments)], stdout=subprocess.PIPE, check=True)
    return result.stdout.decode(), time.perf_counter() - start


def measure(program, data, folder, name, options, extra):
    """Trains and evaluates one model: its figures."""
    archive, vectors = data / "aclImdb_v1.tar.gz", data / "imdb-word2vec-300.bin.gz"
    model, history = folder / "model.keras", folder / "history.json"
    _, seconds = run(
        program, "train", "--data", archive, "--vectors", vectors, *options, "--epochs", 2,
        "--seed", 7, "--quiet", "--history", history, "--output", model, *extra)
    evaluation, _ = run(
        program, "evaluate", model, "--data", archive, "--split", "test", "--json", "--quiet")
    return {
        "model": name,
        "validation": json.loads(history.read_text())["val_accuracy"],
        "test": json.loads(evaluation)["accuracy"],
        "train_seconds": round(seconds, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def faults(figures, lowest_validation, test_bounds):
    if figures["validation"][-1] < lowest_validation:
        yield f"validation accuracy below {lowest_validation}"
    if not test_bounds[0] <= figures["test"] <= test_bounds[1]:
        yield f"test accuracy outside {test_bounds}"
    if figures["peak_mb"] > MEMORY_LIMIT_MB:
        yield f"peak memory above {MEMORY_LIMIT_MB} MB"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--full", action="store_true")
    arguments = parser.parse_args()
    failed = False
    for name, options, validation, test in FULL_RUNS if arguments.full else SMALL_RUNS:
        with tempfile.TemporaryDirectory() as folder:
            figures = measure(
                arguments.program, arguments.data, pathlib.Path(folder), name, options,
                [] if arguments.full else SMALL)
        print(json.dumps(figures), flush=True)
        for fault in faults(figures, validation, test):
            print(f"error: {name}: {fault}", file=sys.stderr)
            failed = True
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
