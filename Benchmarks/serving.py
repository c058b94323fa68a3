#!/usr/bin/env python3
"""Times Unroll's server beside FastAPI around PyTorch and around onnxruntime, in one run.

    Scripts/bench-serving.sh                        sets up all that is needed, and runs this
    Scripts/bench-serving.sh --quick                one short round
    Scripts/bench-serving.sh --requests 1000000     with the memory over that many requests

Model: LSTM 50 on vectors of 300, maximum over time. Texts: one review a request. All servers are
started at once and wait; in every round each of them is sent requests in turn, from 64 connections
and from one. wrk runs on the same machine, on the same cores.
"""
import argparse
import datetime
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

import inputs
import report
import serving_load
import serving_servers

GOALS = {"rate": 4000, "p99": 30, "single": 1, "ratio": 10}


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=inputs.ROOT / ".build/release/unroll")
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is timed (5)")
    parser.add_argument("--seconds", type=int, default=10, help="how long each time (10)")
    parser.add_argument("--connections", type=int, default=64, help="how many at once (64)")
    parser.add_argument("--cores", type=int, default=2, help="threads or workers of each (2)")
    parser.add_argument("--quick", action="store_true", help="one round of three seconds")
    parser.add_argument("--skip-peers", action="store_true", help="Unroll alone")
    parser.add_argument("--requests", type=int, default=0, help="watch memory over so many more")
    parser.add_argument("--json", type=pathlib.Path, help="where the figures go")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 1, 3
    return options


def train(program, data, folder):
    """A text model whose weights do not matter, with all the words of the vectors."""
    model = folder / "reviews.keras"
    command = [program, "train", "--quiet", "--units", "50", "--max-length", "400", "--epochs", "1",
               "--output", model]
    if data.is_real:
        command += ["--data", data.archive, "--vectors", data.vectors, "--samples", "64",
                    "--validation-samples", "32"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return model


def start(options, data, model):
    servers = [serving_servers.unroll(options.program, model, options.cores)]
    if not options.skip_peers and data.is_real:
        make = serving_servers.fastapi
        servers += [
            make("FastAPI, PyTorch", "torch", data.vectors, options.cores),
            make("FastAPI, onnxruntime", "onnx", data.vectors, options.cores),
            make("FastAPI, PyTorch, batches", "torch", data.vectors, options.cores, True),
            make("FastAPI, onnxruntime, batches", "onnx", data.vectors, options.cores, True)]
    return servers


def measure(options, servers, load):
    """All figures of all rounds, by server."""
    figures = {server.name: {"many": [], "one": []} for server in servers}
    for server in servers:
        load.run(server.port, options.connections, 3)
    for number in range(options.rounds):
        for server in servers:
            for kind, connections in (("many", options.connections), ("one", 1)):
                result = load.run(server.port, connections, options.seconds)
                figures[server.name][kind].append(result)
                print(f"round {number + 1}: {server.name}, {connections} connections: "
                      f"{result['rate']:.0f}/s, p50 {result['p50']:.2f} ms, p99 {result['p99']:.2f} ms, "
                      f"{result['status'] + result['socket']} errors", file=sys.stderr)
    return figures


def summary(figures):
    """Medians over the rounds."""
    def median(kind, name):
        return report.rounded(statistics.median(round[name] for round in figures[kind]))

    return {
        "requests_per_second": median("many", "rate"), "p50_ms": median("many", "p50"),
        "p99_ms": median("many", "p99"), "single_p50_ms": median("one", "p50"),
        "single_p99_ms": median("one", "p99"),
        "errors": sum(round["status"] + round["socket"] for kind in figures.values() for round in kind)}


def memory(options, server, load):
    """Megabytes in memory while many more requests are answered."""
    samples, done = [server.resident()], 0
    while done < options.requests:
        done += load.run(server.port, options.connections, 10)["requests"]
        samples.append(server.resident())
        print(f"{done} requests: {samples[-1]:.1f} MB", file=sys.stderr)
    return {"requests": done, "megabytes": [round(sample, 1) for sample in samples]}


def table(results):
    ours = results["Unroll"]["requests_per_second"]
    lines = ["| server | predictions/s | p50 | p99 | one client, p50 | Unroll's ratio |",
             "|---|---:|---:|---:|---:|---:|"]
    for name, result in results.items():
        ratio = ours / result["requests_per_second"]
        lines.append(
            f"| {name} | {result['requests_per_second']:.0f} | {result['p50_ms']:.2f} ms | "
            f"{result['p99_ms']:.2f} ms | {result['single_p50_ms']:.2f} ms | {ratio:.1f}× |")
    return "\n".join(lines)


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        data = inputs.Inputs(folder)
        model = train(options.program, data, folder)
        archive = data.archive if data.is_real else pathlib.Path("none")
        load = serving_load.Load(folder, serving_load.texts(archive))
        servers = []
        try:
            servers = start(options, data, model)
            for server in servers:
                server.wait()
            figures = measure(options, servers, load)
            results = {name: summary(values) for name, values in figures.items()}
            held = memory(options, servers[0], load) if options.requests else None
        finally:
            for server in servers:
                server.stop()
    print(table(results))
    if options.json:
        document = {
            "date": datetime.date.today().isoformat(), "cpu": report.cpu_name(),
            "cores": options.cores, "connections": options.connections, "data": data.title,
            "words_per_text": round(load.words), "goals": GOALS, "servers": results, "memory": held,
            "samples": figures}
        options.json.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
