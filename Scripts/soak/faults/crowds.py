"""More connections than the server, or the system, has room for."""
import asyncio
import re
import resource
import socket
import time

from served import Served
from wire import ADDRESS, Wire, request

# Both this program and the servers that it starts must be allowed as many, and some more.
CROWD = min(10_000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 2500)
assert CROWD > 3000, "too few open files are allowed: ulimit -n 12500"


def connect(port, count):
    """Connections that are not waited for: the system completes them in its own time."""
    crowd = []
    for number in range(count):
        connection = socket.socket()
        connection.setblocking(False)
        # Many addresses of this machine: one has too few ports for several crowds in a row.
        connection.bind((f"127.0.{number % 8 + 1}.1", 0))
        connection.connect_ex((ADDRESS, port))
        crowd.append(connection)
    return crowd


async def gather(port, count):
    crowd = []
    for _ in range(0, count, 500):
        crowd += connect(port, min(500, count - len(crowd)))
        await asyncio.sleep(0.05)
    return crowd


async def ask(port, wait):
    start = time.monotonic()
    wire = await Wire.open(port, wait=wait)
    try:
        await wire.send(request("/health"))
        answer = await wire.answer(wait)
        assert answer and answer.status == 200, answer and answer.status
    finally:
        wire.close()
    return time.monotonic() - start


async def beyond_the_limit(stage):
    """10 000 idle connections at a limit of 2048: new clients come in, and the log says what happens."""
    crowd = await gather(stage.port, CROWD)
    try:
        for _ in range(4):
            await ask(stage.port, stage.crowded)
            await asyncio.sleep(0.2)
        assert "connections are taken" in stage.server.said(), "the log says nothing"
        assert stage.server.descriptors < 2048 + 128, stage.server.descriptors
    finally:
        for connection in crowd:
            connection.close()


async def within_the_limit(stage):
    """10 000 idle connections that are allowed stay, can be used, and cost little memory."""
    log = stage.folder / f"crowd-{time.monotonic_ns()}.txt"
    arguments = [f"lstm={stage.models.keras}", "--max-connections", CROWD + 1000]
    with Served(stage.program, arguments, log, descriptors=CROWD + 2000) as server:
        await ask(server.port, 10)
        before, memory = server.descriptors, server.memory
        crowd = await gather(server.port, CROWD)
        try:
            await stage.until(
                lambda: server.descriptors >= before + CROWD - 8, 20 + stage.slack,
                "not all were taken in")
            each = (server.memory - memory) * 1024 / CROWD
            assert each < 64, f"{each:.0f} KiB for each idle connection"
            assert max([await ask(server.port, 10) for _ in range(10)]) < 1 + stage.slack
            for connection in stage.random.sample(crowd, 200):
                connection.sendall(request("/health"))
                connection.setblocking(True)
                connection.settimeout(10)
                assert b" 200 " in connection.recv(100)
        finally:
            for connection in crowd:
                connection.close()
        await stage.until(
            lambda: server.descriptors <= before + 4, 10 + stage.slack,
            "connections were left open")


async def without_descriptors(stage):
    """Where the system allows few open files, the server says so, and serves those that it can."""
    log = stage.folder / f"few-{time.monotonic_ns()}.txt"
    with Served(stage.program, [f"lstm={stage.models.keras}"], log, descriptors=128) as server:
        told = re.search(r"at most (\d+) connections, not 1024", server.said())
        assert told, server.said()
        wire = await Wire.open(server.port)
        crowd = await gather(server.port, 600)
        for _ in range(20):
            await wire.send(request("/health"))
            answer = await wire.answer()
            assert answer and answer.status == 200
            await asyncio.sleep(0.1)
        assert server.descriptors <= 128
        await ask(server.port, stage.crowded)
        for connection in crowd:
            connection.close()
        wire.close()
        assert await ask(server.port, stage.crowded) is not None


FAULTS = [beyond_the_limit, within_the_limit, without_descriptors]
