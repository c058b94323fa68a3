#!/usr/bin/env python3
"""Checks the server with clients that others made: curl, requests, tritonclient, schemathesis.

    Scripts/serving.sh                    installs the clients, and runs this
    Scripts/check-serving.py PROGRAM

It trains two versions of a small model on the built-in sample and serves them together with a model
that real Keras wrote. Every check prints a line; the first that fails ends the run with status 1.
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "serving"))

import clients
import program
import stress


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        samples = program.Samples(sys.argv[1], pathlib.Path(scratch))
        checks = clients.CHECKS + stress.CHECKS
        for check in checks:
            check(samples)
            print(f"ok: {check.__doc__.splitlines()[0]}", flush=True)
    print(f"{len(checks)} checks passed")


if __name__ == "__main__":
    main()
