"""The program, the models that it serves, and running servers."""
import json
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import requests

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "Tests/Fixtures/keras"
TEXTS = ["A wonderful film, warm and funny.", "The plot is dull.", "", "Très \"bon\" \\ film 🙂\n!"]


class Samples:
    """Two versions of a text model, and models of real Keras."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.versions = [self.train(seed) for seed in (1, 2)]
        self.keras = FIXTURES / "lstm.keras"
        self.classes = FIXTURES / "classes.keras"

    def train(self, seed):
        path = self.folder / f"seed-{seed}.keras"
        subprocess.run(
            [self.program, "train", "--quiet", "--units", "8", "--max-length", "40", "--epochs", "2",
             "--seed", str(seed), "--output", path], check=True, stdout=subprocess.DEVNULL)
        return path

    def scores(self, version, texts):
        """What the command line says of texts."""
        lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
        output = subprocess.run(
            [self.program, "predict", self.versions[version], "--input", "-", "--json"],
            input=lines, check=True, capture_output=True, text=True).stdout
        return [json.loads(line)["score"] for line in output.splitlines()]

    def versioned(self, name):
        """A folder with the first version in it."""
        folder = self.folder / name
        self.publish(folder, 1, self.versions[0])
        return folder

    def publish(self, folder, number, path):
        """Puts a version into a folder as a whole: written beside, then renamed."""
        draft = folder / f".draft-{number}"
        draft.mkdir(parents=True)
        shutil.copy(path, draft / "model.keras")
        draft.rename(folder / str(number))

    def serve(self, *arguments, **options):
        return Server(self.program, [str(argument) for argument in arguments], **options)


class Server:
    """A running server; leaving it stops it and expects the status 0."""

    def __init__(self, program, arguments, environment=None):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.address}"
        # A file: a pipe that nobody reads would stop the server.
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [program, "serve", *arguments, "--port", str(self.port)], env=environment,
            stderr=self.log)

    def __enter__(self):
        for _ in range(600):
            try:
                requests.get(self.url + "/health", timeout=5)
                return self
            except requests.ConnectionError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise AssertionError(f"the server does not answer: {self.stop()}")

    def __exit__(self, kind, error, trace):
        said = self.stop()
        if kind is None:
            assert self.process.returncode == 0, (self.process.returncode, said)

    def stop(self, how=signal.SIGTERM):
        """Ends the server; returns what it said."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(60)
        return self.said()

    def said(self):
        """What the server wrote to standard error so far."""
        self.log.seek(0)
        return self.log.read().decode()

    def predict(self, texts, name="reviews", **options):
        return requests.post(
            f"{self.url}/v1/models/{name}:predict", json={"instances": texts}, **options)


def equal(found, expected, what=""):
    assert found == expected, f"{what}: {found!r} instead of {expected!r}"


def close(found, expected, tolerance=1e-6):
    assert len(found) == len(expected), (found, expected)
    for first, second in zip(found, expected):
        assert abs(first - second) <= tolerance, (found, expected)
