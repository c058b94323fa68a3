"""The processes that the comparison asks, one after another."""
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
NETWORKS, PREDICTIONS, TEXTS = "train/", "predict/", ("tokenize", "vectors/")
# Script, environment, and what the names of its workloads begin with.
PEERS = {
    "PyTorch": ("peer_torch.py", {}, (NETWORKS, PREDICTIONS)),
    "Keras/JAX": ("peer_keras.py", {"KERAS_BACKEND": "jax"}, (NETWORKS, PREDICTIONS)),
    "Keras/TF": ("peer_keras.py", {"KERAS_BACKEND": "tensorflow"}, (NETWORKS, PREDICTIONS)),
    "onnxruntime": ("peer_onnx.py", {}, (PREDICTIONS,)),
    "nltk, gensim": ("peer_text.py", {}, TEXTS),
}
TICK = 1 / os.sysconf("SC_CLK_TCK")


class Missing(Exception):
    """A worker or a workload that is not there; the comparison goes on without it."""


class Worker:
    """A process that answers `prepare` and `time`."""

    def __init__(self, name, command, environment, log):
        self.name = name
        self.process = subprocess.Popen(
            [str(part) for part in command], env={**os.environ, **environment}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        try:
            hello = self.read()
        except Missing:
            self.process.wait()
            raise
        self.about, self.workloads = hello["about"], set(hello["workloads"])

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise Missing(f"{self.name} ended without an answer; its log says why")
        answer = json.loads(line)
        if "error" in answer:
            raise Missing(answer["error"])
        return answer

    def ask(self, question, workload):
        try:
            self.process.stdin.write(f"{question} {workload}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Missing(f"{self.name} has ended; its log says why") from None
        return self.read()["value"]

    def cpu_seconds(self):
        """The processor time of all threads so far."""
        try:
            text = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        except OSError:
            return 0.0
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * TICK

    def settle(self):
        """Waits until threads that spin after their work have gone to sleep."""
        deadline = time.monotonic() + 1
        before = self.cpu_seconds()
        while time.monotonic() < deadline:
            time.sleep(0.03)
            now = self.cpu_seconds()
            if now - before < TICK:
                return
            before = now

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def peer(name, environment, log):
    """Starts the worker of a peer."""
    script, extra, _ = PEERS[name]
    return Worker(name, [sys.executable, HERE / "peers" / script], {**environment, **extra}, log)


class Watch:
    """How much others use the machine while a worker is timed."""

    def __init__(self, worker):
        self.worker = worker
        self.start, self.busy, self.own = time.monotonic(), busy_seconds(), self.own_seconds()

    def own_seconds(self):
        # This process and its children that have ended are the command line's rows.
        return self.worker.cpu_seconds() + sum(os.times()[:4])

    def disturbance(self):
        """The share of all cores that went to other programs; 0 where nobody counts."""
        seconds = time.monotonic() - self.start
        others = busy_seconds() - self.busy - (self.own_seconds() - self.own)
        # The system counts in ticks: two of them may belong to the time before.
        return max(0.0, others - 2 * TICK) / max(seconds, TICK) / (os.cpu_count() or 1)


def busy_seconds():
    """The time that all cores have worked since the machine started."""
    try:
        line = pathlib.Path("/proc/stat").read_text().split("\n")[0].split()
    except OSError:
        return 0.0
    # user, nice, system; not idle, nor waiting for disks
    return sum(int(field) for field in line[1:4]) * TICK


def is_needed(name, workloads):
    """Whether a peer can answer for any of some workloads."""
    return any(workload.startswith(PEERS[name][2]) for workload in workloads)


def idle_share(workers, seconds=0.5):
    """The share of one processor that workers use while nobody asks them, by name."""
    before = {worker.name: worker.cpu_seconds() for worker in workers}
    time.sleep(seconds)
    return {worker.name: (worker.cpu_seconds() - before[worker.name]) / seconds for worker in workers}


def openblas():
    """The OpenBLAS that NumPy brings, or the system's; None if there is neither."""
    import ctypes.util

    folders = []
    try:
        import numpy

        package = pathlib.Path(numpy.__file__).parent
        folders = [package.parent / "numpy.libs", package / ".dylibs"]
    except ImportError:
        pass
    for folder in folders:
        for path in sorted(folder.glob("*openblas*")):
            return str(path)
    return ctypes.util.find_library("openblas")
