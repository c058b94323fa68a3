"""Requests for more than the limits allow."""
import asyncio
import json

from wire import Wire, request

PREDICT = "/v1/models/reviews:predict"
LARGE = 16 << 20


async def refused(stage, data, status):
    """The answer to a request that is too large, which may come before all of it was sent."""
    wire = await Wire.open(stage.port)

    async def send():
        try:
            await wire.send(data, wait=60)
        except (ConnectionError, asyncio.TimeoutError):
            pass

    sender = asyncio.create_task(send())
    try:
        answer = await wire.answer(60)
        # Where the server closes while the client still sends, the answer can be lost on its way.
        assert answer is None or answer.status == status, (data[:80], answer.status)
        return answer is not None
    finally:
        sender.cancel()
        wire.writer.transport.abort()


async def beyond(stage):
    """Bodies, texts and numbers of samples beyond the limits are refused with 413 and 400."""
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    chunked = f"POST {PREDICT} HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n".encode()
    cases = [
        (request(PREDICT, b"a" * (LARGE + 1)), 413), (chunked + chunk * 300, 413),
        (request(PREDICT, json.dumps({"instances": ["a"] * 1025}).encode()), 400),
        (request(PREDICT, json.dumps({"instances": ["a" * 100_001]}).encode()), 400),
        (request("/v1/models/reviews:explain", json.dumps({"instances": ["a"] * 9}).encode()), 400)]
    for _ in range(stage.scale):
        for data, status in cases:
            results = await asyncio.gather(*(refused(stage, data, status) for _ in range(4)))
            assert any(results), f"nobody got the {status}"


async def largest(stage):
    """The largest bodies that are allowed are read, some at once, and leave no memory behind."""
    numbers = b'{"instances": [[[' + b"1," * ((LARGE - 64) // 2) + b"1]]]}"

    async def one():
        wire = await Wire.open(stage.port)
        try:
            await wire.send(request("/v1/models/lstm:predict", numbers), wait=60)
            answer = await wire.answer(60)
            # 408 where this machine cannot send it in time.
            assert answer and answer.status in (400, 408, 503), answer and answer.status
        finally:
            wire.close()

    for _ in range(stage.scale):
        await asyncio.gather(*(one() for _ in range(4)))


async def held(stage):
    """Clients that hold large bodies back are not in the way of usual requests."""
    part = request(PREDICT, b"a" * (LARGE - 1))[:-1000]

    async def hold():
        wire = await Wire.open(stage.port)
        try:
            await wire.send(part, wait=60)
            answer = await wire.answer(stage.limits.body + stage.slack + 30)
            assert answer is None or answer.status in (408, 503), answer.status
        except (ConnectionError, asyncio.TimeoutError):
            assert stage.server.lives
        finally:
            wire.writer.transport.abort()

    await asyncio.gather(*(hold() for _ in range(24)))


FAULTS = [beyond, largest, held]
