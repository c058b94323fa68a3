#!/usr/bin/env python3
"""Prints what a series of fuzzing ran and found; status 1 if it found something.

use: table.py LOGS FINDINGS TARGET…
"""

import re
import sys
from pathlib import Path


def figure(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def main():
    logs, findings, targets = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    print(f"{'target':14} {'executions':>12} {'per second':>10} {'edges':>7} {'inputs':>7} "
          f"{'peak MB':>8} {'findings':>8}")
    total, bad = 0, 0
    for target in targets:
        log = (logs / target).read_text(errors="replace")
        executions = figure(r"stat::number_of_executed_units:\s+(\d+)", log)
        found = sorted(path.name for path in (findings / target).glob("*"))
        stopped = not executions and not found
        total += executions
        bad += len(found) + stopped
        rate = figure(r"stat::average_exec_per_sec:\s+(\d+)", log)
        edges, inputs = figure(r"cov: (\d+)", log), figure(r"corp: (\d+)", log)
        peak = figure(r"stat::peak_rss_mb:\s+(\d+)", log)
        print(f"{target:14} {executions:12,} {rate:10,} {edges:7,} {inputs:7,} {peak:8,} "
              f"{len(found):8}" + ("  did not run: see its log" if stopped else ""))
        for name in found:
            print(f"  {findings / target / name}")
    print(f"{'together':14} {total:12,}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
