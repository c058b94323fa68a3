"""Many requests on one connection before the first is answered."""
import asyncio
import json

import models
from wire import Wire, request


async def in_order(stage):
    """Requests that are sent ahead are answered one by one, in their order."""
    async def one():
        numbers = [stage.random.randrange(len(models.TEXTS) + 2) for _ in range(200)]
        data = b"".join(stage_request(number) for number in numbers)
        wire = await Wire.open(stage.port)

        async def send():
            rest = data
            while rest:
                count = stage.random.choice([1, 100, 1000, 5000])
                await wire.send(rest[:count])
                rest = rest[count:]
                await asyncio.sleep(0)

        sender = asyncio.create_task(send())
        try:
            for number in numbers:
                check(stage, number, await wire.answer())
            await sender
        finally:
            sender.cancel()
            wire.close()

    await asyncio.gather(*(one() for _ in range(8 * stage.scale)))


def stage_request(number):
    if number == len(models.TEXTS):
        return request("/health")
    if number > len(models.TEXTS):
        return request("/v1/models/reviews:predict", b"{")
    body = json.dumps({"instances": [models.TEXTS[number]]}).encode()
    return request("/v1/models/reviews:predict", body)


def check(stage, number, answer):
    assert answer, "the connection was closed"
    if number >= len(models.TEXTS):
        expected = 200 if number == len(models.TEXTS) else 400
        assert answer.status == expected, (number, answer.status)
        return
    assert answer.status == 200, (answer.status, answer.body)
    found = json.loads(answer.body)["predictions"][0][0]
    scores = [scores[number] for scores in stage.expected.scores]
    assert any(abs(found - score) <= 1e-6 for score in scores), (number, found, scores)


async def last_one(stage):
    """After a request that says that it is the last one, the connection is closed."""
    for fields, version in ((["connection: close"], "1.1"), (["Connection: Close"], "1.1"), ([], "1.0")):
        wire = await Wire.open(stage.port)
        try:
            first = request("/health", fields=fields).replace(b"HTTP/1.1", f"HTTP/{version}".encode())
            await wire.send(first + request("/metrics") * 20)
            answer = await wire.answer()
            assert answer and answer.status == 200
            assert answer.fields.get("connection") == "close", (fields, version, answer.fields)
            assert await wire.answer(2 + stage.slack) is None, "a request too many was answered"
        finally:
            wire.close()


FAULTS = [in_order, last_one]
