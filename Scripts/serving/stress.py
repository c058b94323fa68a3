"""Checks under load: hot swap, overload, and the end."""
import concurrent.futures
import http.client
import json
import signal
import socket
import subprocess
import threading
import time

import requests

import program
from program import equal


def workers(count, body):
    """Runs `body(stop)` on threads; returns what they return once `stop` is set."""
    stop = threading.Event()
    pool = concurrent.futures.ThreadPoolExecutor(count)
    return stop, [pool.submit(body, stop) for _ in range(count)]


def hot_swap(samples):
    """a new version takes over under load without a lost request, a broken one does not"""
    folder = samples.versioned("swapped")
    old, new = (samples.scores(version, ["A good film."])[0] for version in (0, 1))
    assert old != new
    with samples.serve(f"reviews={folder}", "--poll", "0.1") as server:
        def load(stop):
            session, seen = requests.Session(), set()
            while not stop.is_set():
                reply = session.post(
                    server.url + "/v1/models/reviews:predict", json={"instances": ["A good film."]})
                equal(reply.status_code, 200)
                seen.add(reply.json()["predictions"][0][0])
            return seen

        stop, threads = workers(8, load)
        time.sleep(0.5)
        (folder / "2").mkdir()
        (folder / "2/model.keras").write_bytes(b"PK\x03\x04 not a model")
        wait(lambda: state(server, "2") == "END")
        equal(state(server, "1"), "AVAILABLE")
        samples.publish(folder, 3, samples.versions[1])
        wait(lambda: state(server, "3") == "AVAILABLE")
        time.sleep(0.5)
        stop.set()
        seen = set().union(*(thread.result() for thread in threads))
        equal({round(score, 5) for score in seen}, {round(old, 5), round(new, 5)})


def state(server, version):
    reply = requests.get(server.url + "/v1/models/reviews").json()
    states = {entry["version"]: entry["state"] for entry in reply["model_version_status"]}
    return states.get(version)


def wait(condition):
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def overload(samples):
    """too much at once is answered with 503, and nothing is left behind"""
    with samples.serve(
            f"reviews={samples.versions[0]}", "--threads", "1", "--max-queue", "64") as server:
        texts = ["A good film, " * 2000] * 64

        def load(stop):
            session, statuses = requests.Session(), []
            while not stop.is_set():
                reply = session.post(
                    server.url + "/v1/models/reviews:predict", json={"instances": texts})
                statuses.append(reply.status_code)
                if reply.status_code == 503:
                    equal(reply.headers["Retry-After"], "1")
            return statuses

        stop, threads = workers(16, load)
        time.sleep(4)
        stop.set()
        statuses = [status for thread in threads for status in thread.result()]
        assert set(statuses) == {200, 503}, set(statuses)
        equal(server.predict(["a"]).status_code, 200)


def end(samples):
    """SIGTERM under load: what was accepted is answered, the status is 0"""
    for keep in (True, False):
        with samples.serve(f"reviews={samples.versions[0]}", "--verbose") as server:
            stop, threads = workers(8, lambda stop: calls(server.port, keep, stop))
            time.sleep(1)
            server.process.send_signal(signal.SIGTERM)
            status = server.process.wait(30)
            stop.set()
            results = [thread.result() for thread in threads]
            answered, lost = (sum(numbers) for numbers in zip(*results))
            equal(status, 0, server.said()[-2000:])
            assert answered > 20, answered
            # What the server took, it answered, and the answer arrived.
            equal(answered, server.said().count(":predict 200 "))
            # A client that opens a connection for each request may find one that nobody took any more.
            assert not (keep and lost), lost


def calls(port, keep, stop):
    """Sends requests until the server is gone: how many were answered, how many were not."""
    answered, connection = 0, None
    body = json.dumps({"instances": ["A good film."] * 20})
    while not stop.is_set():
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            try:
                connection.connect()
            except OSError:
                return answered, 0
        try:
            connection.request("POST", "/v1/models/reviews:predict", body)
            reply = connection.getresponse()
            equal(reply.status, 200)
            reply.read()
            answered += 1
        except OSError:
            return answered, 1
        if keep and reply.getheader("Connection") == "close":
            return answered, 0  # it goes to another server
        if not keep:
            connection.close()
            connection = None
    return answered, 0


def interrupt(samples):
    """SIGINT ends the server as well, with the status 0"""
    server = samples.serve(f"reviews={samples.versions[0]}")
    with server:
        said = server.stop(signal.SIGINT)
        assert "stopped" in said, said


def slow_clients(samples):
    """clients that drip do not keep others waiting"""
    with samples.serve(f"reviews={samples.versions[0]}") as server:
        sockets = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(200)]
        for connection in sockets:
            connection.sendall(b"POST /v1/models/reviews:predict HTTP/1.1\r\nhost: a\r\ncontent-le")
        start = time.monotonic()
        equal(server.predict(["a"]).status_code, 200)
        assert time.monotonic() - start < 2
        for connection in sockets:
            connection.settimeout(30)
        assert b" 408 " in sockets[0].recv(200)
        for connection in sockets:
            connection.close()


def command_line(samples):
    """a port that is taken, and models that are none, are told in a line"""
    with samples.serve(f"reviews={samples.versions[0]}") as server:
        for arguments, message in (
                ([samples.versions[0], "--port", str(server.port)], "cannot serve"),
                ([samples.folder / "none.keras"], "no such model"),
                ([samples.folder / "token"], "")):
            run = subprocess.run(
                [samples.program, "serve", *arguments], capture_output=True, text=True, timeout=60)
            equal(run.returncode, 1)
            equal(run.stdout, "")
            assert run.stderr.startswith("error: ") and message in run.stderr, run.stderr


CHECKS = [hot_swap, overload, end, interrupt, slow_clients, command_line]
