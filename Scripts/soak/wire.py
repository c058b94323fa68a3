"""HTTP over plain sockets: what a client may send is not limited to what a library would send."""
import asyncio
import socket
import struct

ADDRESS = "127.0.0.1"


class Answer:
    """Status, header fields (names in lower case) and body."""

    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body


class Wire:
    """One connection."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port, buffer=None, wait=30):
        """Connects; `buffer` bounds the bytes that the system takes in for a client that does not read."""
        connection = socket.socket()
        connection.setblocking(False)
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        try:
            loop = asyncio.get_running_loop()
            await asyncio.wait_for(loop.sock_connect(connection, (ADDRESS, port)), wait)
            return cls(*await asyncio.open_connection(sock=connection, limit=1 << 16))
        except BaseException:
            connection.close()
            raise

    def write(self, data):
        self.writer.write(data)

    async def send(self, data, wait=30):
        self.writer.write(data)
        await asyncio.wait_for(self.writer.drain(), wait)

    async def answer(self, wait=30):
        """Reads one answer; None where the server has closed the connection instead."""
        return await asyncio.wait_for(self._answer(), wait)

    async def _answer(self):
        try:
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        lines = head.split("\r\n")
        fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            fields[name.lower()] = value.strip()
        body = await self.reader.readexactly(int(fields.get("content-length", 0)))
        return Answer(int(lines[0].split()[1]), fields, body)

    async def ended(self, wait):
        """Reads and drops what comes until the server closes the connection."""
        async def drop():
            try:
                while await self.reader.read(1 << 16):
                    pass
            except ConnectionError:
                pass
        await asyncio.wait_for(drop(), wait)

    def half_close(self):
        self.writer.write_eof()

    def reset(self):
        """Ends the connection with a reset, as a program does that is killed with data unread."""
        connection = self.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def close(self):
        self.writer.close()


def request(path, body=None, fields=()):
    """The bytes of a request: GET, or POST where there is a body."""
    method = "GET" if body is None else "POST"
    lines = [f"{method} {path} HTTP/1.1", "host: soak", *fields]
    if body is not None:
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")
