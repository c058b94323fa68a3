"""More requests than the server can hold."""
import asyncio
import json
import time

from wire import Wire, request


async def requests(stage):
    """Beyond what the queue holds there is a 503 that says when to come again, and nothing else."""
    body = json.dumps({"instances": ["a good film, and a bad one " * 40] * 512}).encode()
    data = request("/v1/models/reviews:predict", body)
    end = time.monotonic() + 3 * stage.scale
    statuses = {}

    async def one():
        wire = await Wire.open(stage.port)
        try:
            while time.monotonic() < end:
                await wire.send(data, wait=60)
                answer = await wire.answer(60)
                assert answer, "the connection was closed"
                statuses[answer.status] = statuses.get(answer.status, 0) + 1
                if answer.status == 503:
                    assert answer.fields.get("retry-after") == "1", answer.fields
                    await asyncio.sleep(0.05)
        finally:
            wire.close()

    await asyncio.gather(*(one() for _ in range(48)))
    assert set(statuses) <= {200, 503} and statuses.get(200), statuses
    assert statuses.get(503), f"the queue was never full: {statuses}"


async def connections(stage):
    """A new connection for each request, as fast as they go, is fine."""
    end = time.monotonic() + 2 * stage.scale

    async def one():
        while time.monotonic() < end:
            wire = await Wire.open(stage.port)
            await wire.send(request("/health"))
            answer = await wire.answer()
            assert answer and answer.status == 200, answer and answer.status
            wire.close()

    await asyncio.gather(*(one() for _ in range(32)))


FAULTS = [requests, connections]
