#!/usr/bin/env python3
"""Kills training at random moments, goes on with it, and compares with runs that nobody disturbed.

usage: Scripts/kill-and-resume.py PROGRAM [--kills 200] [--seed N] [--fixtures Tests/Fixtures]

Each run keeps its state after every batch and is killed by SIGKILL again and again; now and then the
newest state is torn or changed in one byte, as by a failing disk. The model, the history and the table
of figures of a run that came to its end must equal those of the undisturbed run, byte for byte.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


class Job:
    """A command that trains, and the files that it writes."""

    def __init__(self, name, arguments):
        self.name = name
        self.arguments = arguments
        self.files = ["model.keras", "history.json", "log.csv", "best.keras"]

    def command(self, program, folder, threads, resumes):
        options = [
            *("--output", folder / "model.keras", "--history", folder / "history.json"),
            *("--csv-log", folder / "log.csv", "--threads", threads),
            *("--checkpoint-path", folder / "best.keras", "--checkpoint-best", "val_loss"),
        ]
        if resumes:
            options += ["--checkpoint", folder / "states", "--every", "1", "batches", "--resume"]
        return [str(part) for part in [program, *self.arguments, *options]]


def jobs(fixtures):
    rules = ["--early-stopping", "val_loss:4,restore-best", "--reduce-lr", "val_loss:1,factor=0.5"]
    text = "train --layer gru --units 12 --bidirectional --max-length 60 --batch-size 16".split()
    yield Job("train", [*text, "--epochs", "6", "--seed", "11", "--optimizer", "nadam", *rules])
    model, x, y = (fixtures / "fit" / name for name in ["lstm.keras", "lstm.x.npy", "lstm.y.npy"])
    arrays = ["--batch-size", "4", "--epochs", "40", "--seed", "5", "--validation-split", "0.25"]
    yield Job("fit", ["fit", model, x, y, *arrays, *rules])


class Trial:
    """Runs of one job that are killed until enough kills were seen."""

    def __init__(self, program, job, folder, random_source):
        self.program, self.job, self.folder, self.random = program, job, folder, random_source
        self.figures = dict.fromkeys(["kills", "in a write", "damaged", "passed over", "runs"], 0)
        self.whole = folder / "undisturbed"

    def run(self, kills):
        self.whole.mkdir()
        started = time.monotonic()
        subprocess.run(self.job.command(self.program, self.whole, 2, False), check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # States are written after every batch, which takes longer than the batch.
        self.patience = 3 * (time.monotonic() - started)
        while self.figures["kills"] < kills:
            self.disturbed_run(self.folder / f"run-{self.figures['runs']}")
        return self.figures

    def disturbed_run(self, folder):
        folder.mkdir()
        while not self.comes_to_its_end(folder):
            self.look_at(folder / "states")
        for name in self.job.files:
            if (folder / name).read_bytes() != (self.whole / name).read_bytes():
                sys.exit(f"error: {self.job.name}: {folder / name} differs from the undisturbed run")
        self.figures["runs"] += 1
        shutil.rmtree(folder)

    def comes_to_its_end(self, folder):
        threads = self.random.choice([1, 2, 3])
        process = subprocess.Popen(self.job.command(self.program, folder, threads, True),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            _, notes = process.communicate(timeout=self.random.uniform(0.01, self.patience))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            _, notes = process.communicate()
            self.figures["kills"] += 1
        self.figures["passed over"] += notes.count(b"is passed over")
        if process.returncode not in (0, -signal.SIGKILL):
            sys.exit(f"error: {self.job.name} ended with {process.returncode}: {notes.decode()}")
        return process.returncode == 0

    def look_at(self, states):
        if not states.is_dir():
            return
        self.figures["in a write"] += any(states.glob(".unroll-*.tmp"))
        files = sorted(states.glob("checkpoint-*.npz"))
        # One state before it must be whole.
        if len(files) > 1 and self.random.random() < 0.2:
            self.damage(files[-1])
            self.figures["damaged"] += 1

    def damage(self, path):
        content = bytearray(path.read_bytes())
        place = self.random.randrange(len(content))
        if self.random.random() < 0.5:
            del content[place:]
        else:
            content[place] ^= 1 << self.random.randrange(8)
        path.write_bytes(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=lambda text: Path(text).resolve())
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--fixtures", type=Path,
                        default=Path(__file__).resolve().parent.parent / "Tests/Fixtures")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else int.from_bytes(os.urandom(4), "big")
    print(f"seed {seed}")
    source = random.Random(seed)
    all_jobs = list(jobs(options.fixtures))
    for job in all_jobs:
        with tempfile.TemporaryDirectory(prefix="unroll-kills-") as folder:
            figures = Trial(options.program, job, Path(folder), source).run(
                -(-options.kills // len(all_jobs)))
        print(f"{job.name}: " + ", ".join(f"{count} {what}" for what, count in figures.items()),
              flush=True)
    print("every run that came to its end equals the undisturbed one, byte for byte")


if __name__ == "__main__":
    main()
