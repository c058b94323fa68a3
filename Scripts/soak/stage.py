"""What every fault gets: the server, the models, a source of chance, and the limits that hold."""
import asyncio
import time


class Limits:
    """Times in seconds that the server is started with."""

    def __init__(self, is_short):
        self.head, self.body, self.answer, self.idle = (2, 4, 3, 4) if is_short else (10, 30, 30, 75)

    @property
    def arguments(self):
        return ["--head-time", self.head, "--body-time", self.body,
                "--answer-time", self.answer, "--idle-time", self.idle]


class Stage:
    def __init__(self, server, program, models, expected, folder, served, rng, limits, options):
        self.server, self.program, self.models = server, program, models
        self.expected, self.folder, self.served = expected, folder, served
        self.random, self.limits = rng, limits
        self.scale, self.slack, self.crowded = 1, options.slack, options.crowded
        self.version = max(int(path.name) for path in served.iterdir())

    @property
    def port(self):
        return self.server.port

    async def until(self, condition, wait, failure):
        """Waits until something holds."""
        end = time.monotonic() + wait
        while not condition():
            assert time.monotonic() < end, failure
            await asyncio.sleep(0.1)
