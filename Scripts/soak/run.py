#!/usr/bin/env python3
"""Does to a running server what its users may do, while others use it and measure.

    Scripts/soak.sh                       sets up what is needed, and runs this
    Scripts/soak/run.py PROGRAM [--minutes N] [--seed N] [--only FAULT] [--slack SECONDS]

Without --minutes every fault is done once, with short limits of time. With it, faults are done at random
until the time is over, with the limits that the server has by default. Good clients go on all the time:
every number of theirs is checked, none of their requests may be lost, and their latency has bounds. After
each fault the server's memory and descriptors must be what they were. Status 1 if a promise was broken.
"""
import argparse
import asyncio
import pathlib
import random
import sys
import tempfile
import time
import traceback

import faults
import models
import report
from good import Expected, Load
from served import Served
from stage import Limits, Stage

# Who overloads the server makes everybody wait; nothing else may.
OVERLOADS = {"floods.requests", "floods.connections", "oversized.largest", "oversized.held"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--only", action="append", help="a fault such as slow.heads; again for more")
    parser.add_argument("--clients", type=int, default=4, help="good clients")
    parser.add_argument("--slack", type=float, default=10, help="seconds that this machine may be late")
    parser.add_argument("--p99", type=float, default=3.0, help="bound of good clients' latency, seconds")
    parser.add_argument("--overloaded", type=float, default=8.0, help="the same under overload")
    parser.add_argument("--crowded", type=float, default=20.0,
                        help="bound for a new connection while all places are taken, seconds")
    parser.add_argument("--memory", type=float, default=96, help="MiB that may stay after a fault")
    return parser.parse_args()


class Soak:
    """Runs faults one after the other and judges each by what the good clients saw."""

    def __init__(self, stage, load, options):
        self.stage, self.load, self.options = stage, load, options
        self.rows = {}
        self.calm = report.Row("before", "")
        self.base = (0, 0)

    async def begin(self):
        """What good clients see when nothing is the matter."""
        await asyncio.sleep(3)
        self.base = (self.stage.server.memory, self.stage.server.descriptors)
        self.calm.add(self.load.take(), *self.base)
        self.judge(self.calm, self.calm.samples)

    async def run(self, fault):
        name = name_of(fault)
        row = self.rows.setdefault(name, report.Row(name, fault.__doc__.splitlines()[0]))
        start = time.monotonic()
        try:
            await asyncio.wait_for(fault(self.stage), 300)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is told, and the rest goes on)
            row.problems.append(f"{error!r}")
            traceback.print_exc()
        left = await self.settled(row)
        await asyncio.sleep(0.5)
        samples = self.load.take()
        row.add(samples, *left)
        self.judge(row, samples)
        state = "kept" if not row.problems else "BROKEN"
        print(f"{time.strftime('%H:%M:%S')} {name}: {state}, {time.monotonic() - start:.1f} s, "
              f"{len(samples)} good requests, {row.memory:.0f} MiB", flush=True)

    async def settled(self, row):
        """Waits until memory and descriptors are as they were."""
        memory, descriptors = self.base
        server = self.stage.server

        def is_as_before():
            return (server.memory <= memory + self.options.memory
                    and server.descriptors <= descriptors + 16)

        try:
            await self.stage.until(
                is_as_before, self.stage.limits.idle + self.stage.slack, "it does not settle")
        except (AssertionError, OSError) as error:
            found = (f"{server.memory:.0f} MiB, {server.descriptors} descriptors, before "
                     f"{memory:.0f} and {descriptors}" if server.lives else "the server is gone")
            row.problems.append(f"{error}: {found}")
        return (server.memory, server.descriptors) if server.lives else (0, 0)

    def judge(self, row, samples):
        """Good clients lose nothing, get right numbers, and get them in time."""
        row.problems += [sample.problem for sample in samples if sample.problem]
        if row.name not in OVERLOADS:
            refused = sum(sample.status == 503 for sample in samples)
            if refused:
                row.problems.append(f"{refused} requests were refused without need")
        bound = self.options.overloaded if row.name in OVERLOADS else self.options.p99
        for is_new in (False, True):
            seconds = report.percentile(
                [sample.seconds for sample in samples if sample.is_new == is_new], 0.99)
            if is_new and row.name.startswith("crowds."):
                bound = self.options.crowded
            if seconds > bound:
                row.problems.append(
                    f"p99 {seconds:.2f} s ({'new' if is_new else 'kept'} connections), not {bound} s")

    def end(self):
        rows = [self.calm, *self.rows.values()]
        print("\n" + report.table(rows))
        broken = [row for row in rows if row.problems]
        for row in broken:
            print(f"\nbroken: {row.name}: {row.promise}")
            for problem in row.problems[:10]:
                print(f"  {problem}")
        total = sum(len(row.samples) for row in rows)
        print(f"\n{total} good requests; {len(rows) - len(broken)} promises kept, {len(broken)} broken; "
              f"memory {self.base[0]:.0f} MiB at the start, {self.stage.server.memory:.0f} MiB at the end")
        return not broken


def name_of(fault):
    return f"{fault.__module__.rpartition('.')[2]}.{fault.__name__}"


async def soak(stage, load, options):
    run = Soak(stage, load, options)
    await run.begin()
    chosen = [fault for fault in faults.ALL if not options.only or name_of(fault) in options.only]
    end = time.monotonic() + 60 * options.minutes
    for fault in chosen:
        await run.run(fault)
    # Everything has been in memory once: from here on nothing may be added.
    run.base = (max(run.base[0], stage.server.memory), run.base[1])
    while time.monotonic() < end and stage.server.lives:
        stage.scale = stage.random.randint(1, 4)
        await run.run(stage.random.choice(chosen))
    load.end()
    return run.end()


def main():
    options = arguments()
    print(f"seed {options.seed}", flush=True)
    limits = Limits(is_short=not options.minutes)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        samples = models.Models(options.program, folder)
        served = folder / "reviews"
        (served / "1").mkdir(parents=True)
        (served / "1/model.keras").write_bytes(samples.texts[0].read_bytes())
        places = [f"reviews={served}", f"lstm={samples.keras}"]
        settings = [*limits.arguments, "--poll", 0.2, "--max-connections", 2048]
        with Served(options.program, places + settings, folder / "log.txt") as server:
            expected = Expected(samples)
            stage = Stage(server, options.program, samples, expected, folder, served,
                          random.Random(options.seed), limits, options)
            load = Load(server.port, expected, options.clients, options.seed)
            is_fine = asyncio.run(soak(stage, load, options))
            if not is_fine:
                print("the server said, at the end:\n" + server.said()[-3000:])
    sys.exit(0 if is_fine else 1)


if __name__ == "__main__":
    main()
