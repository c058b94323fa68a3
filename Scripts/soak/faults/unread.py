"""Clients that ask and do not read."""
import asyncio

from wire import Wire, request


async def fill(wire, data):
    """Sends until nothing more is taken."""
    try:
        await wire.send(data, wait=1)
    except (asyncio.TimeoutError, ConnectionError):
        pass


async def hold(stage, later):
    """Asks for more than the system takes in for a client that does not read, and perhaps goes on."""
    wire = await Wire.open(stage.port, buffer=4096)
    wire.writer.transport.pause_reading()
    await fill(wire, request("/openapi.json") * 3000)
    for _ in range(later):
        await asyncio.sleep(stage.limits.answer / (later + 1))
        await fill(wire, request("/openapi.json"))
    return wire


async def answers(stage):
    """Connections whose answers are not read are closed, whatever else is sent on them."""
    server = stage.server
    memory, descriptors = server.memory, server.descriptors
    wires = await asyncio.gather(*(
        hold(stage, later) for _ in range(20 * stage.scale) for later in (0, 5)))
    grown = server.memory - memory
    try:
        # What was in memory already may be answered and unread in turn, for a while.
        await stage.until(
            lambda: server.descriptors <= descriptors + 8, 3 * stage.limits.answer + stage.slack,
            "connections whose answers nobody reads stay open")
        assert grown < 32 + len(wires), f"{len(wires)} such clients cost {grown:.0f} MiB"
    finally:
        for wire in wires:
            wire.writer.transport.abort()


FAULTS = [answers]
