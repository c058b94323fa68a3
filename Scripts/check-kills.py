"""Kills `unroll` at random moments while it writes, and looks at what is left.

    python3 Scripts/check-kills.py PATH_OF_UNROLL [ROUNDS] [SEED]

Each round starts `unroll convert` (to .keras, .json with weights, .h5) or `unroll train` over files
that are there, and ends it by SIGKILL at a random moment. Every file must then be the old one or the
new one, byte for byte: equal models give equal files, so both are known beforehand. Pairs of files
must not be mixed. A temporary file may be left, and must be gone after the next write.
"""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path


class Job:
    """A command that replaces files, with what they hold before and after."""

    def __init__(self, name, command, outputs):
        self.name, self.command, self.outputs = name, command, outputs
        self.old, self.new, self.seconds = [], [], 0.0

    def run(self, folder):
        started = time.perf_counter()
        subprocess.run(self.command, cwd=folder, check=True, capture_output=True)
        return time.perf_counter() - started

    def contents(self, folder):
        return [(folder / name).read_bytes() for name in self.outputs]

    def learn(self, folder):
        """Learns what the command writes and how long it takes; the fastest of three runs."""
        self.seconds = min(self.run(folder) for _ in range(3))
        self.new = self.contents(folder)

    def restore(self, folder):
        for name, content in zip(self.outputs, self.old):
            (folder / name).write_bytes(content)


def jobs(unroll, folder):
    train = [unroll, "train", "--units", "16", "--max-length", "20", "--samples", "64",
             "--validation-samples", "16", "--epochs", "1", "--quiet"]
    for seed, pool in (("1", "max"), ("2", "average")):
        subprocess.run([*train, "--seed", seed, "--pool", pool, "--output", f"{seed}.keras"],
                       cwd=folder, check=True, capture_output=True)
    # Other descriptions, so that the files of a pair can be told apart.
    old, new = "1.keras", "2.keras"
    made = []
    for name, outputs in [("a.keras", ["a.keras"]), ("b.json", ["b.json", "b.weights.h5"]),
                          ("c.h5", ["c.h5"])]:
        job = Job(f"convert to {name}", [unroll, "convert", new, name, "--quiet"], outputs)
        subprocess.run([unroll, "convert", old, name, "--quiet"], cwd=folder, check=True)
        job.old = job.contents(folder)
        made.append(job)
    job = Job("train", [*train, "--seed", "2", "--output", "d.keras", "--history", "d.json"],
              ["d.keras", "d.json"])
    subprocess.run([*train, "--seed", "1", "--output", "d.keras", "--history", "d.json"],
                   cwd=folder, check=True, capture_output=True)
    job.old = job.contents(folder)
    return made + [job]


def kill_once(job, folder, source):
    """Starts a job and kills it; returns whether it was killed before its end."""
    process = subprocess.Popen(job.command, cwd=folder, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    # Mostly towards the end, where files are written.
    time.sleep(job.seconds * min(1.05, source.betavariate(4, 1.2) * 1.1))
    process.kill()
    return process.wait() != 0


def main():
    unroll = str(Path(sys.argv[1]).resolve())
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    source = random.Random(seed)
    print(f"seed {seed}")
    counts = {"killed": 0, "old": 0, "new": 0, "weights new, description old": 0,
              "model new, history old": 0, "temporary left": 0}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        todo = jobs(unroll, folder)
        for job in todo:
            job.learn(folder)
            if any(o == n for o, n in zip(job.old, job.new)):
                sys.exit(f"{job.name}: the old files are the new ones, nothing can be told apart")
        for number in range(rounds):
            job = todo[number % len(todo)]
            job.restore(folder)
            counts["killed"] += kill_once(job, folder, source)
            found = job.contents(folder)
            states = ["torn" if f not in (o, n) else "new" if f == n else "old"
                      for f, o, n in zip(found, job.old, job.new)]
            if "torn" in states:
                sys.exit(f"round {number}, {job.name}: {dict(zip(job.outputs, states))}")
            if len(set(states)) > 1:
                # Between two renames, or between the model and the history of a run.
                kind = {("old", "new"): "weights new, description old",
                        ("new", "old"): "model new, history old"}[tuple(states)]
                if kind.startswith("model") != (job.name == "train"):
                    sys.exit(f"round {number}, {job.name}: {dict(zip(job.outputs, states))}")
                counts[kind] += 1
            else:
                counts[states[0]] += 1
            counts["temporary left"] += any(folder.glob(".unroll-*.tmp"))
        todo[0].run(folder)
        left = list(folder.glob(".unroll-*.tmp"))
        if left:
            sys.exit(f"not cleaned up: {left}")
    print(", ".join(f"{key}: {value}" for key, value in counts.items()) + f" of {rounds}")


if __name__ == "__main__":
    main()
