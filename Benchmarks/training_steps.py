#!/usr/bin/env python3
"""Times a training step of the notebook's models in Unroll and in Keras, in turns.

    Benchmarks/training_steps.py .build/release/unroll ../shared/data [--rounds 3]

Unroll trains on the real reviews in the data folder (aclImdb_v1.tar.gz, imdb-word2vec-300.bin.gz),
as rows of the table of vectors, which is how it reads text. Keras trains on a dense array of the
same shape, [32, 400, 300], which is all that it can read, already in memory. Each backend runs in
a process of its own, compiled and warmed up, with all cores. Machines are noisy, so everything is
run in rounds; quote the ratio of medians. Needs keras, tensorflow-cpu and jax.
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

MODELS = {
    "SimpleRNN 50": ["--layer", "simple-rnn", "--pool", "flatten"],
    "LSTM 50": ["--layer", "lstm"],
    "GRU 50": ["--layer", "gru"],
    "BiLSTM 50": ["--layer", "lstm", "--bidirectional"],
}
BATCH, STEPS, FEATURES, UNITS, SAMPLES = 32, 400, 300, 50, 320


def unroll_step(program, data, options):
    """Milliseconds of a step, by two points of a line: start-up and reading cancel out."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            program, "train", "--data", data / "aclImdb_v1.tar.gz", "--vectors",
            data / "imdb-word2vec-300.bin.gz", "--units", str(UNITS), *options, "--samples", "6400",
            "--validation-samples", "32", "--seed", "7", "--output", f"{folder}/model.keras"]

        def seconds(epochs):
            start = time.perf_counter()
            subprocess.run([*map(str, command), "--quiet", "--epochs", str(epochs)], check=True,
                           stdout=subprocess.DEVNULL)
            return time.perf_counter() - start

        return (seconds(3) - seconds(1)) / (2 * 6400 / BATCH) * 1e3


def keras_steps(backend):
    """Milliseconds of a step of each model, measured in a process of its own."""
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    result = subprocess.run([sys.executable, __file__, "--worker"], env=environment, check=True,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return json.loads(result.stdout.splitlines()[-1])


def worker():
    import keras
    import numpy as np
    from keras import layers

    def model(name):
        recurrent = {"SimpleRNN": layers.SimpleRNN, "LSTM": layers.LSTM, "GRU": layers.GRU,
                     "BiLSTM": layers.LSTM}[name.split()[0]](UNITS, return_sequences=True)
        if name.startswith("Bi"):
            recurrent = layers.Bidirectional(recurrent)
        pool = layers.Flatten() if name.startswith("Simple") else layers.GlobalMaxPooling1D()
        network = keras.Sequential([
            keras.Input((STEPS, FEATURES)), recurrent, layers.Dropout(0.2), pool,
            layers.Dense(1, activation="sigmoid")])
        network.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
        return network

    random = np.random.default_rng(0)
    x = random.standard_normal((SAMPLES, STEPS, FEATURES), dtype=np.float32) * 0.1
    y = random.integers(0, 2, SAMPLES).astype(np.float32)
    results = {}
    for name in MODELS:
        network = model(name)
        network.fit(x, y, batch_size=BATCH, verbose=0)
        times = []
        for _ in range(3):
            start = time.perf_counter()
            network.fit(x, y, batch_size=BATCH, verbose=0)
            times.append((time.perf_counter() - start) / (SAMPLES / BATCH) * 1e3)
        results[name] = statistics.median(times)
    print(json.dumps(results))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    times = {name: {"Unroll": [], "tensorflow": [], "jax": []} for name in MODELS}
    for _ in range(arguments.rounds):
        for name, options in MODELS.items():
            times[name]["Unroll"].append(unroll_step(arguments.program, arguments.data, options))
        for backend in ["tensorflow", "jax"]:
            for name, milliseconds in keras_steps(backend).items():
                times[name][backend].append(milliseconds)
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    print(f"{cpu.group(1) if cpu else 'unknown CPU'}, {os.cpu_count()} cores; medians of "
          f"{arguments.rounds} rounds, ms a step")
    for name, columns in times.items():
        medians = {who: statistics.median(values) for who, values in columns.items()}
        best = min(medians["tensorflow"], medians["jax"])
        print(f"{name}: " + ", ".join(f"{who} {value:.1f}" for who, value in medians.items())
              + f"; {best / medians['Unroll']:.1f} times the better backend")


if __name__ == "__main__":
    if "--worker" in sys.argv:
        worker()
    else:
        main()
