"""The servers that are timed: Unroll's, and FastAPI around others."""
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import inputs

PEERS = inputs.ROOT / "Benchmarks/peers"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A process that answers on a port."""

    def __init__(self, name, command, environment=None, folder=None, port=None):
        self.name, self.port = name, port
        self.process = subprocess.Popen(
            command, env=os.environ | (environment or {}), cwd=folder, start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=sys.stderr if os.environ.get("VERBOSE") else subprocess.DEVNULL)

    def wait(self, body=b'{"instances": ["A film."]}', seconds=180):
        """Waits for the first prediction."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/v1/models/reviews:predict", body,
            {"Content-Type": "application/json"})
        deadline = time.monotonic() + seconds
        while True:
            try:
                return urllib.request.urlopen(request, timeout=20).read()
            except OSError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{self.name} does not answer: {error}") from error
                time.sleep(0.2)

    def resident(self):
        """Megabytes in memory."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status")
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait()


def unroll(program, model, threads):
    port = free_port()
    return Server(
        "Unroll", [program, "serve", f"reviews={model}", "--port", str(port), "--threads", str(threads)],
        port=port)


def fastapi(name, peer, vectors, workers, batching=False):
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "serve_app:app", "--port", str(port), "--workers",
               str(workers), "--loop", "uvloop", "--http", "httptools", "--no-access-log",
               "--log-level", "warning"]
    environment = {
        "UNROLL_SERVE_PEER": peer, "UNROLL_SERVE_BATCH": "1" if batching else "0",
        "UNROLL_BENCH_VECTORS": str(vectors), "UNROLL_BENCH_DATA": str(PEERS),
        "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return Server(name, command, environment, PEERS, port)
