"""Connections whose other end is gone, or never says a word."""
import asyncio
import socket
import time

from wire import Wire, request

TCP_REPAIR = 19


async def silent(stage):
    """Connections that never send anything are closed when they have been idle for long enough."""
    async def one():
        wire = await Wire.open(stage.port)
        start = time.monotonic()
        try:
            await wire.ended(stage.limits.idle + stage.slack)
            assert time.monotonic() - start > stage.limits.idle - 1, "closed too early"
        finally:
            wire.close()

    await asyncio.gather(*(one() for _ in range(100 * stage.scale)))


async def dead(stage):
    """Connections whose client died without a word are given up."""
    before = stage.server.descriptors
    data = request("/v1/models/reviews:predict", b'{"instances": ["a"]}')
    for number in range(100 * stage.scale):
        wire = await Wire.open(stage.port)
        await wire.send(data[:len(data) * (number % 5) // 4])
        connection = wire.writer.get_extra_info("socket")
        try:
            # A socket that is closed in this state says nothing to the other end.
            connection.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
        except OSError:
            pass  # without the right to: it ends with a FIN
        wire.writer.transport.abort()
    longest = max(stage.limits.idle, stage.limits.head, stage.limits.body) + 2
    await stage.until(
        lambda: stage.server.descriptors <= before + 16, longest + stage.slack,
        "the connections of dead clients are still there")


async def resets(stage):
    """Connections that are reset, at any moment, leave nothing behind."""
    data = request("/v1/models/reviews:predict", b'{"instances": ["a good film", "a bad one"]}')

    async def one():
        wire = await Wire.open(stage.port)
        await wire.send(data[:stage.random.randint(0, len(data))])
        await asyncio.sleep(stage.random.choice([0, 0, 0.001, 0.01, 0.1]))
        wire.reset()

    for _ in range(20 * stage.scale):
        await asyncio.gather(*(one() for _ in range(25)))


FAULTS = [silent, dead, resets]
