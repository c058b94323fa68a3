"""Clients that are gone before they are answered."""
import asyncio
import json

import models
from wire import Wire, request

BODIES = [
    ("/v1/models/reviews:predict", json.dumps({"instances": models.TEXTS * 20}).encode()),
    ("/v1/models/reviews:explain", json.dumps({"text": models.TEXTS[0]}).encode()),
]


async def before_the_answer(stage):
    """Requests whose clients do not wait for the answer leave nothing behind."""
    async def one():
        path, body = stage.random.choice(BODIES)
        wire = await Wire.open(stage.port)
        await wire.send(request(path, body) * stage.random.choice([1, 1, 5]))
        await asyncio.sleep(stage.random.choice([0, 0.001, 0.01]))
        wire.reset() if stage.random.random() < 0.5 else wire.close()

    for _ in range(15 * stage.scale):
        await asyncio.gather(*(one() for _ in range(20)))


async def within_the_body(stage):
    """Bodies that end early, with a FIN or a reset, leave nothing behind."""
    async def one():
        path, body = BODIES[0]
        data = request(path, body)
        wire = await Wire.open(stage.port)
        await wire.send(data[:stage.random.randint(data.index(b"\r\n\r\n"), len(data) - 1)])
        if stage.random.random() < 0.5:
            return wire.reset()
        wire.half_close()
        answer = await wire.answer()
        assert answer is None or answer.status == 400, answer.status
        await wire.ended(2 + stage.slack)
        wire.close()

    for _ in range(15 * stage.scale):
        await asyncio.gather(*(one() for _ in range(20)))


FAULTS = [before_the_answer, within_the_body]
