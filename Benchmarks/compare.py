#!/usr/bin/env python3
"""Times Unroll and what people would use instead, in one interleaved run.

    make bench                                     sets up all that is needed, and runs this
    Benchmarks/compare.py --only "LSTM 50"         a part of the rows
    Benchmarks/compare.py --quick                  one round, without the rows that take seconds
    Benchmarks/compare.py --full                   with the notebook's whole job, minutes in Keras

Every peer is a process of its own that is set up, compiled and warmed up once and then waits. In
every round each of them is asked in turn for each row, so that a machine that changes its speed
does so for all. The table shows medians, and the ratio to the best peer of a row.
"""
import argparse
import collections
import os
import pathlib
import statistics
import sys
import time

import inputs
import plot
import programs
import report
import table
import workers

SLOW_ROUNDS = 3
# A time counts only if other programs used less than this of the machine meanwhile.
DISTURBED = 0.08


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = inputs.ROOT
    parser.add_argument("--only", metavar="PATTERN", help="rows whose name or title has this in it")
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is timed (5)")
    parser.add_argument("--quick", action="store_true", help="one round, no slow rows")
    parser.add_argument("--full", action="store_true", help="with the notebook's whole job")
    parser.add_argument("--skip-peers", action="store_true", help="Unroll and the ceilings alone")
    parser.add_argument("--cores", type=int, default=2, help="how many cores everybody gets (2)")
    parser.add_argument("--program", type=pathlib.Path, default=root / ".build/release/unroll")
    parser.add_argument("--bench", type=pathlib.Path, default=root / ".build-bench/release/unroll-bench")
    parser.add_argument("--cache", type=pathlib.Path, default=root / ".build-bench/data")
    parser.add_argument("--json", type=pathlib.Path, help="where the figures go")
    parser.add_argument("--plot", type=pathlib.Path, help="where the plot goes, an SVG")
    options = parser.parse_args()
    if options.rounds < 1 or options.cores < 1:
        parser.error("--rounds and --cores must be 1 or more")
    for program in (options.program, options.bench):
        if not program.exists():
            parser.error(f"{program} is missing: make bench builds it")
    options.rounds = 1 if options.quick else options.rounds
    return options


class Comparison:
    """Workers, and the times that they answered."""

    def __init__(self, rows):
        self.rows = rows
        self.workers = []
        self.missing = {}
        self.ready = set()
        self.times = collections.defaultdict(list)

    def start(self, make, name):
        try:
            self.workers.append(make())
        except workers.Missing as error:
            self.note(name, error)

    def note(self, name, reason):
        self.missing[name] = str(reason)
        print(f"note: {name}: {reason}", file=sys.stderr)

    def questions(self, row):
        """Who is asked for a row, and what."""
        for worker in self.workers:
            ours = worker.name in ("Unroll", "OpenBLAS")
            workload = row.ours if ours else row.theirs
            if workload in worker.workloads:
                yield worker, workload

    def prepare(self):
        """Everybody compiles and warms up."""
        for row in self.rows:
            for worker, workload in self.questions(row):
                if (worker.name, workload) in self.ready or f"{worker.name} {workload}" in self.missing:
                    continue
                report.progress(f"preparing {worker.name}: {workload}")
                try:
                    worker.ask("prepare", workload)
                    self.ready.add((worker.name, workload))
                except workers.Missing as error:
                    self.note(f"{worker.name} {workload}", error)

    def round(self, number):
        """Asks everybody once for every row; who begins changes from round to round."""
        asked = set()
        for row in self.rows:
            if row.slow and number >= SLOW_ROUNDS:
                continue
            questions = list(self.questions(row))
            turn = number % max(len(questions), 1)
            for worker, workload in questions[turn:] + questions[:turn]:
                key = (worker.name, workload)
                if key not in self.ready or key in asked:
                    continue
                asked.add(key)
                report.progress(f"round {number + 1}: {worker.name}: {workload}")
                watch = workers.Watch(worker)
                try:
                    value = worker.ask("time", workload)
                    self.times[key].append((value, watch.disturbance()))
                except workers.Missing as error:
                    self.ready.discard(key)
                    self.note(f"{worker.name} {workload}", error)
                worker.settle()

    def undisturbed(self, name, workload):
        """The times during which others left the machine alone; all of them if there is no such."""
        times = self.times.get((name, workload), [])
        calm = [value for value, disturbance in times if disturbance < DISTURBED]
        return calm or [value for value, _ in times]

    def median(self, name, workload):
        values = self.undisturbed(name, workload)
        return statistics.median(values) if values else None

    def disturbed_share(self):
        """The share of all times that were taken while others used the machine."""
        disturbances = [pair[1] for pairs in self.times.values() for pair in pairs]
        return sum(each >= DISTURBED for each in disturbances) / max(len(disturbances), 1)

    def close(self):
        for worker in self.workers:
            if isinstance(worker, workers.Worker):
                worker.close()


def limit_cores(count):
    """Gives this process and all that it starts the first `count` cores, and as many threads."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, cores[:count])
        count = min(count, len(cores))
    for name in ("UNROLL_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = str(count)
    return count


def start_openblas(serve, environment, comparison, log):
    """The ceiling: in a process of its own, which OpenBLAS is told to leave at one thread."""
    library = workers.openblas()
    if library is None:
        return comparison.note("OpenBLAS", "not found, neither NumPy's nor the system's")
    environment = {**environment, "OPENBLAS_NUM_THREADS": "1"}
    comparison.start(
        lambda: workers.Worker("OpenBLAS", [*serve, library], environment, log), "OpenBLAS")


def start_workers(options, data, comparison, log):
    environment = {"UNROLL_BENCH_DATA": str(data.folder), "UNROLL_BENCH_VECTORS": str(data.vectors)}
    serve = [options.bench, "serve", data.folder]
    comparison.start(lambda: workers.Worker("Unroll", serve, environment, log), "Unroll")
    comparison.workers.append(programs.Programs(options.program, data.folder, data.archive))
    if any(row.ours.startswith("ceiling/sgemm") for row in comparison.rows):
        start_openblas(serve, environment, comparison, log)
    if options.skip_peers:
        return
    wanted = {row.theirs for row in comparison.rows if row.theirs}
    for name in workers.PEERS:
        if workers.is_needed(name, wanted):
            report.progress(f"starting {name}")
            comparison.start(lambda: workers.peer(name, environment, log), name)


def main():
    options = arguments()
    rows = table.selected(options.only, options.quick)
    if not rows:
        sys.exit(f"error: no row has {options.only!r} in its name; --help tells more")
    cores = limit_cores(options.cores)
    data = inputs.Inputs(options.cache)
    data.prepare(options.bench)
    comparison = Comparison(rows)
    log_path = options.cache / "workers.log"
    with open(log_path, "w") as log:
        start_workers(options, data, comparison, log)
        try:
            comparison.prepare()
            machine = report.Machine(cores, data.title, comparison.workers)
            machine.check_idle(comparison.workers)
            for number in range(options.rounds):
                comparison.round(number)
        finally:
            comparison.close()
        whole_job = None
        if options.full:
            report.progress("the notebook's whole job")
            backend = None if options.skip_peers else best_backend(comparison)
            whole_job = programs.notebook(options.program, data.archive, data.vectors, log, backend)
    report.progress("")
    result = report.result(comparison, rows, machine, whole_job, time.strftime("%Y-%m-%d"))
    print(report.text(result))
    if options.json:
        report.write_json(result, options.json)
    if options.plot:
        plot.write(result, options.plot)


def best_backend(comparison):
    """The backend on which Keras trains the notebook's LSTM faster; TensorFlow if none was timed."""
    medians = {
        backend: comparison.median(name, "train/dense/lstm-50")
        for name, backend in (("Keras/TF", "tensorflow"), ("Keras/JAX", "jax"))}
    timed = {backend: value for backend, value in medians.items() if value}
    return min(timed, key=timed.get) if timed else "tensorflow"


if __name__ == "__main__":
    main()
