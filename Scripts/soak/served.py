"""A running server, seen from outside: what it says, its memory and its descriptors."""
import os
import pathlib
import re
import resource
import signal
import subprocess
import time


class Served:
    """Starts `unroll serve`; leaving it stops it and expects the status 0."""

    def __init__(self, program, arguments, log, descriptors=None):
        self.log = pathlib.Path(log)

        def limit():
            if descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

        with self.log.open("wb") as file:
            self.process = subprocess.Popen(
                [program, "serve", *map(str, arguments), "--port", "0"], stderr=file,
                preexec_fn=limit)
        self.port = self._port()

    def _port(self):
        for _ in range(1200):
            found = re.search(r" at http://[^ ]*:(\d+)$", self.said(), re.MULTILINE)
            if found:
                return int(found.group(1))
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the server does not start: {self.said()}")

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if kind is None:
            assert self.process.returncode == 0, (self.process.returncode, self.said()[-2000:])

    def said(self):
        return self.log.read_text(errors="replace")

    @property
    def lives(self):
        return self.process.poll() is None

    @property
    def memory(self):
        """Resident memory in MiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    @property
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))
