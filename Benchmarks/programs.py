"""What is timed as a whole process: the command line, and the notebook's whole job."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SENTENCE = "I hate that the dismal weather had me down for so long."
# Keras holds all reviews as one array of 12 GB, and copies of batches.
KERAS_MEMORY_GB = 15


class Programs:
    """The command line as a worker: the same questions, answered in this process."""

    name = "Unroll"
    workloads = {"program/evaluate", "program/cold-300", "program/cold-sample"}

    def __init__(self, program, folder, archive):
        self.program, self.folder, self.archive = program, folder, archive
        self.measures = {
            "program/evaluate": self.evaluate,
            "program/cold-300": lambda: self.cold_start("lstm-300.keras"),
            "program/cold-sample": lambda: self.cold_start("lstm-sample.keras"),
        }

    def ask(self, question, workload):
        # The first run brings the files into the page cache.
        if question == "prepare" and workload == "program/evaluate":
            return 0
        return self.measures[workload]()

    def cpu_seconds(self):
        """Counted as this process's children."""
        return 0.0

    def settle(self):
        """Nothing runs on after a process has ended."""

    def run(self, *arguments):
        start = time.perf_counter()
        result = subprocess.run([self.program, *map(str, arguments)], stdout=subprocess.PIPE, check=True)
        return result.stdout.decode(), time.perf_counter() - start

    def evaluate(self):
        """Reviews a second of the test split, from the archive."""
        text, seconds = self.run(
            "evaluate", self.folder / "lstm-300.keras", "--data", self.archive, "--split", "test",
            "--json", "--quiet")
        return json.loads(text)["samples"] / seconds

    def cold_start(self, model):
        """Milliseconds, the median of some runs."""
        times = sorted(self.run("predict", self.folder / model, SENTENCE)[1] for _ in range(5))
        return times[2] * 1e3


def resources(command, log, environment=None):
    """Runs a process: its output, its seconds and its peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=log,
        env={**os.environ, **(environment or {})})
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with status {process.returncode}; the log says why")
    # Linux counts kilobytes, macOS bytes.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return output, {"seconds": round(seconds, 1), "peak_mb": usage.ru_maxrss // unit}


def notebook(program, archive, vectors, log, backend):
    """The whole job of the notebook in Unroll and, unless `backend` is None, in Keras."""
    with tempfile.TemporaryDirectory() as folder:
        output, ours = resources([
            program, "train", "--data", archive, "--vectors", vectors, "--layer", "lstm", "--units", "50",
            "--epochs", "2", "--validation-split", "0.2", "--seed", "7", "--quiet",
            "--output", f"{folder}/unroll.keras"], log)
        found = re.search(r"val_accuracy: ([0-9.]+)", output)
        ours["val_accuracy"] = float(found.group(1)) if found else None
        if backend is None:
            return {"Unroll": ours}
        if free_memory_gb() < KERAS_MEMORY_GB:
            print(f"note: Keras's whole job needs {KERAS_MEMORY_GB} GB of free memory; left out",
                  file=sys.stderr)
            return {"Unroll": ours}
        try:
            output, theirs = resources(
                [sys.executable, HERE / "peers" / "notebook_keras.py", archive, vectors,
                 f"{folder}/keras.keras"], log, {"KERAS_BACKEND": backend})
        except RuntimeError as error:
            print(f"note: Keras's whole job failed: {error}", file=sys.stderr)
            return {"Unroll": ours}
        theirs |= json.loads(output.splitlines()[-1])
        return {"Unroll": ours, f"Keras/{backend}": theirs}


def free_memory_gb():
    try:
        text = pathlib.Path("/proc/meminfo").read_text()
    except OSError:
        return float("inf")
    found = re.search(r"MemAvailable:\s+(\d+)", text)
    return int(found.group(1)) / 1e6 if found else float("inf")
