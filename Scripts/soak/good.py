"""The well-behaved clients: they measure how long answers take, and check every number.

They run in a process of their own, so that what the faults cost this side does not count as time of
the server.
"""
import asyncio
import json
import multiprocessing
import random
import threading
import time

import models
from wire import Wire, request

# How long a client waits between two requests, in seconds.
PAUSE = 0.02


class Sample:
    """One request: when it began, how long it took, on which kind of connection, what came."""

    def __init__(self, start, seconds, is_new, status, problem):
        self.start, self.seconds, self.is_new = start, seconds, is_new
        self.status, self.problem = status, problem


class Load:
    """Good clients in the background, from now on until `end`."""

    def __init__(self, port, expected, clients, seed):
        self._samples, self._lock = [], threading.Lock()
        self._receiver, sender = multiprocessing.Pipe(duplex=False)
        self._stop = multiprocessing.Event()
        self._process = multiprocessing.Process(
            target=_main, args=(port, expected, clients, seed, sender, self._stop), daemon=True)
        self._process.start()
        sender.close()
        # All the time: clients that cannot tell what they measured would wait, and measure nothing.
        self._collector = threading.Thread(target=self._collect, daemon=True)
        self._collector.start()

    def _collect(self):
        try:
            while True:
                new = self._receiver.recv()
                with self._lock:
                    self._samples += new
        except EOFError:
            pass

    def take(self):
        """What the clients have measured since the last time."""
        with self._lock:
            taken, self._samples = self._samples, []
        return taken

    def end(self):
        self._stop.set()
        self._collector.join(60)


def _main(port, expected, clients, seed, sender, stop):
    asyncio.run(_run(port, expected, clients, seed, sender, stop))


async def _run(port, expected, clients, seed, sender, stop):
    found = []
    tasks = [
        asyncio.create_task(_client(port, expected, random.Random(seed + i), i == 0, found, stop))
        for i in range(clients)]
    while not stop.is_set():
        await asyncio.sleep(0.2)
        taken, found[:] = list(found), []
        sender.send(taken)
    await asyncio.gather(*tasks)
    sender.send(found)


async def _client(port, expected, rng, always_new, found, stop):
    """Asks again and again, on one connection or on a new one each time."""
    wire = None
    while not stop.is_set():
        name, data, check = rng.choice(expected.requests)
        start, is_new, status, problem = time.monotonic(), wire is None, 0, None
        try:
            wire = wire or await Wire.open(port)
            await wire.send(data)
            answer = await wire.answer()
            assert answer, "the connection was closed"
            status = answer.status
            problem = check(answer)
        except (OSError, AssertionError, ValueError, KeyError, TypeError) as error:
            problem = f"{name}: {error!r}"
        found.append(Sample(start, time.monotonic() - start, is_new, status, problem))
        if wire and (problem or always_new):
            wire.close()
            wire = None
        await asyncio.sleep(PAUSE * (5 if always_new else 1) * rng.uniform(0.5, 1.5))


class Expected:
    """Requests, and what their answers must be: numbers of either version, as they are swapped."""

    def __init__(self, samples):
        self.scores, self.outputs = samples.scores, samples.outputs
        texts = json.dumps({"instances": models.TEXTS}).encode()
        arrays = json.dumps({"instances": samples.inputs}).encode()
        infer = json.dumps({"inputs": [{
            "name": "text", "shape": [len(models.TEXTS)], "datatype": "BYTES",
            "data": models.TEXTS}]}).encode()
        self.requests = [
            ("texts", request("/v1/models/reviews:predict", texts), self.texts),
            ("infer", request("/v2/models/reviews/infer", infer), self.infer),
            ("arrays", request("/v1/models/lstm:predict", arrays), self.arrays),
            ("health", request("/health"), self.health),
        ]

    def texts(self, answer):
        return self.numbers(answer, lambda reply: reply["predictions"], self.scores, 1e-6)

    def infer(self, answer):
        return self.numbers(
            answer, lambda reply: reply["outputs"][0]["data"], self.scores, 1e-6)

    def arrays(self, answer):
        # What Keras computed, within the rounding of floats.
        outputs = models.flat(self.outputs)
        return self.numbers(answer, lambda reply: reply["predictions"], [outputs], 1e-5)

    def health(self, answer):
        return None if answer.status == 200 else f"health says {answer.status}"

    @staticmethod
    def numbers(answer, part, candidates, tolerance):
        if answer.status == 503 and answer.fields.get("retry-after") == "1":
            return None
        if answer.status != 200:
            return f"status {answer.status}: {answer.body[:200]!r}"
        found = models.flat(part(json.loads(answer.body)))
        for expected in candidates:
            if len(found) == len(expected) and all(
                    abs(a - b) <= tolerance for a, b in zip(found, expected)):
                return None
        return f"wrong numbers: {found[:8]}"
