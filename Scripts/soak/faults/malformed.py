"""Requests that are none, and bodies that are not what they should be."""
import asyncio
import json

from wire import Wire, request

PREDICT = "/v1/models/reviews:predict"
ARRAYS = "/v1/models/lstm:predict"
INFER = "/v2/models/lstm/infer"
POST = f"POST {PREDICT} HTTP/1.1\r\nhost: a\r\n".encode()
SMUGGLED = b"0\r\n\r\nGET /metrics HTTP/1.1\r\nhost: a\r\n\r\n"

# Each is answered with 400 and the end of the connection: what follows could be anything.
HEADS = {
    "length and chunks": POST + b"content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n" + SMUGGLED,
    "chunks and length": POST + b"transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n" + SMUGGLED,
    "two lengths": POST + b"content-length: 2\r\ncontent-length: 40\r\n\r\n{}",
    "a list of lengths": POST + b"content-length: 2, 2\r\n\r\n{}",
    "a negative length": POST + b"content-length: -2\r\n\r\n{}",
    "a length with a sign": POST + b"content-length: +2\r\n\r\n{}",
    "a length in hexadecimal": POST + b"content-length: 0x2\r\n\r\n{}",
    "a length beyond 64 bits": POST + b"content-length: 99999999999999999999\r\n\r\n{}",
    "an unknown coding": POST + b"transfer-encoding: xchunked\r\n\r\n" + SMUGGLED,
    "chunks that are not last": POST + b"transfer-encoding: chunked, identity\r\n\r\n" + SMUGGLED,
    "a space before the colon": POST + b"transfer-encoding : chunked\r\n\r\n" + SMUGGLED,
    "a folded field": POST + b"x: a\r\n b\r\ncontent-length: 2\r\n\r\n{}",
    "lines that end with LF": b"GET /health HTTP/1.1\nhost: a\n\n",
    "a lone CR": b"GET /health HTTP/1.1\r\nx: a\rb\r\n\r\n",
    "NUL in a field": b"GET /health HTTP/1.1\r\nx: a\0b\r\n\r\n",
    "NUL in the path": b"GET /hea\0lth HTTP/1.1\r\nhost: a\r\n\r\n",
    "bytes over 127 in the path": b"GET /v1/models/\xff\xfe HTTP/1.1\r\nhost: a\r\n\r\n",
    "a chunk without a size": POST + b"transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "a chunk of 2^72 bytes": POST + b"transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n",
    "a chunk that is shorter": POST + b"transfer-encoding: chunked\r\n\r\n5\r\n{}\r\n0\r\n\r\n",
    "a chunk that is longer": POST + b"transfer-encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
    "an unknown method": b"FOO /health HTTP/1.1\r\nhost: a\r\n\r\n",
    "control characters in a method": b"G\x01T /health HTTP/1.1\r\nhost: a\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/9.9": b"GET /health HTTP/9.9\r\nhost: a\r\n\r\n",
    "TLS": bytes.fromhex("1603010200010001fc0303") + b"x" * 200,
    "a path of 100 000 bytes": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n",
    "a method of 100 000 bytes": b"G" * 100_000,
    "500 fields": b"GET / HTTP/1.1\r\n" + b"".join(b"x%d: y\r\n" % i for i in range(500)) + b"\r\n",
    "5000 trailers": POST + b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
                     + b"".join(b"x%d: y\r\n" % i for i in range(5000)) + b"\r\n",
}

LSTM_SHAPE = '{"inputs": [{"name": "x", "shape": %s, "datatype": "FP32", "data": %s}]}'

# Each is answered with 400; the connection goes on.
BODIES = [
    (PREDICT, b""), (PREDICT, b"{"), (PREDICT, b"null"), (PREDICT, b"\0"), (PREDICT, b"{}"),
    (PREDICT, b"[" * 200_000), (PREDICT, b'{"a":' * 200_000), (PREDICT, b'{"instances": ' + b"[" * 99999),
    (PREDICT, b'{"instances": ["\xff\xfe"]}'), (PREDICT, b'{"instances": ["\\ud800"]}'),
    (PREDICT, b'{"instances": ["\\u12"]}'), (PREDICT, b'{"instances": ["a]}'),
    (PREDICT, b'{"instances": ["a\nb"]}'), (PREDICT, b'{"instances": [{"b64": "$$$"}]}'),
    (PREDICT, b'{"instances": [{"b64": "/w=="}]}'), (PREDICT, b'{"instances": [1]}'),
    (PREDICT, b'{"instances": []}'), (PREDICT, b'{"instances": ["a"]} x'),
    (PREDICT, b'{"instances": ["a"], "inputs": ["a"]}'), (PREDICT, b'\xef\xbb\xbf{"instances": 1}'),
    (ARRAYS, b'{"instances": [' + b"9" * 400_000 + b"]}"), (ARRAYS, b'{"instances": [[1, 2], [3]]}'),
    (ARRAYS, b'{"instances": [1e99999999999999999999]}'), (ARRAYS, b'{"instances": [[[[]]]]}'),
    (ARRAYS, b'{"instances": [[[0x10]]]}'), (ARRAYS, b'{"instances": [[[-]]]}'),
    (ARRAYS, b'{"instances": [[[1.]]]}'), (ARRAYS, b'{"instances": [["a"]]}'),
    (INFER, (LSTM_SHAPE % ("[9223372036854775807, 9223372036854775807]", "[1]")).encode()),
    (INFER, (LSTM_SHAPE % ("[-1, -1]", "[1]")).encode()),
    (INFER, (LSTM_SHAPE % ("[4294967296, 4294967296, 4294967296]", "[]")).encode()),
    (INFER, (LSTM_SHAPE % ("[0, 3]", "[]")).encode()), (INFER, b'{"inputs": []}'),
    (INFER, (LSTM_SHAPE % ("[" + "1," * 5000 + "1]", "[1]")).encode()),
]

# Lies about where JSON ends and binary tensors begin.
JSON_SIZES = ["-1", "99999999999999999999", "1", "1000000", "abc", ""]


async def heads(stage):
    """What is not HTTP, or could be read in two ways, gets 400 and is read no further."""
    async def one(name, data):
        wire = await Wire.open(stage.port)
        try:
            wire.write(data)
            answer = await wire.answer()
            assert answer and answer.status == 400, f"{name}: {answer and answer.status}"
            assert await wire.answer(2 + stage.slack) is None, f"{name}: there was another answer"
        finally:
            wire.close()

    for _ in range(2 * stage.scale):
        await asyncio.gather(*(one(name, data) for name, data in HEADS.items()))


async def bodies(stage):
    """What is not JSON, or not what the model takes, gets 400, and the connection goes on."""
    async def all_of_them():
        wire = await Wire.open(stage.port)
        try:
            for path, body in stage.random.sample(BODIES, len(BODIES)):
                await wire.send(request(path, body))
                answer = await wire.answer()
                assert answer and answer.status == 400, (body[:60], answer and answer.status)
                assert "error" in json.loads(answer.body)
            for size in JSON_SIZES:
                field = f"inference-header-content-length: {size}"
                await wire.send(request(INFER, b'{"inputs": []}', [field]))
                answer = await wire.answer()
                assert answer and answer.status == 400, (field, answer and answer.status)
        finally:
            wire.close()

    await asyncio.gather(*(all_of_them() for _ in range(4 * stage.scale)))


async def noise(stage):
    """Requests with some bytes changed get an answer below 500, or none."""
    async def one():
        name, data, _ = stage.random.choice(stage.expected.requests)
        broken = bytearray(data)
        for _ in range(stage.random.randint(1, 8)):
            broken[stage.random.randrange(len(broken))] = stage.random.randrange(256)
        wire = await Wire.open(stage.port)
        try:
            wire.write(bytes(broken))
            wire.half_close()
            answer = await wire.answer()
            assert not answer or answer.status < 500, (name, bytes(broken), answer.status)
        except ConnectionError:
            pass
        finally:
            wire.close()

    for _ in range(20 * stage.scale):
        await asyncio.gather(*(one() for _ in range(20)))


FAULTS = [heads, bodies, noise]
