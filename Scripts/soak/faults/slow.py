"""Clients that send a byte now and then."""
import asyncio
import time

from wire import Wire, request

PATH = "/v1/models/reviews:predict"


async def drip(stage, wire, data):
    """Sends bytes one by one until the server has had enough of it."""
    try:
        for byte in data:
            wire.write(bytes([byte]))
            await asyncio.sleep(stage.random.uniform(0.05, 0.3))
            if wire.reader.at_eof() or wire.writer.is_closing():
                return
    except ConnectionError:
        pass


async def dripping(stage, data, begin, limit):
    """Sends `begin`, then drips the rest; the server must say 408 in time, and close."""
    wire = await Wire.open(stage.port)
    start = time.monotonic()
    dripper = None
    try:
        await wire.send(begin)
        dripper = asyncio.create_task(drip(stage, wire, data))
        answer = await wire.answer(limit + stage.slack)
        seconds = time.monotonic() - start
        assert answer and answer.status == 408, answer and answer.status
        assert seconds > limit - 1, f"408 after {seconds:.1f} s already"
        await wire.ended(2 + stage.slack)
    finally:
        if dripper:
            dripper.cancel()
        wire.close()


async def heads(stage):
    """Heads that drip in get 408 when their time is over."""
    head = b"POST " + PATH.encode() + b" HTTP/1.1\r\n" + b"x-header: y\r\n" * 1000
    cuts = [stage.random.randint(1, 60) for _ in range(60 * stage.scale)]
    await asyncio.gather(*(
        dripping(stage, head[cut:], head[:cut], stage.limits.head) for cut in cuts))


async def bodies(stage):
    """Bodies that drip in get 408 when their time is over."""
    whole = request(PATH, b'{"instances": ["' + b"a" * 5000 + b'"]}')
    head = whole.index(b"\r\n\r\n") + 4
    chunked = f"POST {PATH} HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n".encode()
    await asyncio.gather(*(
        dripping(stage, *parts, stage.limits.body)
        for _ in range(30 * stage.scale)
        for parts in ((whole[head:], whole[:head]), (b"1\r\n[\r\n" * 1000, chunked))))


async def patient(stage):
    """A slow client that stays within the limits is answered like any other."""
    name, data, check = stage.expected.requests[0]

    async def one():
        wire = await Wire.open(stage.port)
        try:
            step = len(data) // 10 + 1
            for start in range(0, len(data), step):
                await wire.send(data[start:start + step])
                await asyncio.sleep(stage.limits.head / 40)
            answer = await wire.answer()
            assert answer and not check(answer), (name, answer and check(answer))
        finally:
            wire.close()

    await asyncio.gather(*(one() for _ in range(40 * stage.scale)))


FAULTS = [heads, bodies, patient]
