"""A worker of the comparison: a process of its own that times one peer when it is told to.

It says what it is and which workloads it knows, `{"about": "…", "workloads": […]}`, and then answers
`prepare NAME` and `time NAME`, one a line, with `{"value": 1.5}` or `{"error": "…"}`. Between two
questions it waits for input: what it does not do cannot disturb what others are timed at.
"""
import json
import os
import sys
import time


class Channel:
    """Standard output for answers alone: what libraries print goes to standard error."""

    def __init__(self):
        self.stream = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)

    def send(self, **answer):
        self.stream.write(json.dumps(answer) + "\n")
        self.stream.flush()


def serve(load):
    """Answers until the input ends.

    `load` imports the peer and returns what it is and its workloads: functions by name, each of
    which makes ready, warms up and returns the measurement, itself a function.
    """
    channel = Channel()
    try:
        about, workloads = load()
    except ImportError as error:
        channel.send(error=str(error))
        sys.exit(1)
    channel.send(about=about, workloads=list(workloads))
    ready = {}
    for line in sys.stdin:
        question, name = line.split()
        try:
            if question == "prepare":
                ready[name] = workloads[name]()
                channel.send(value=0)
            else:
                channel.send(value=ready[name]())
        except Exception as error:  # the comparison goes on without this figure
            channel.send(error=f"{type(error).__name__}: {error}")


def milliseconds(body, repeats=1):
    """The mean time of a call."""
    start = time.perf_counter()
    for _ in range(repeats):
        body()
    return (time.perf_counter() - start) / repeats * 1e3


def each(body, items):
    """The median time of `body(item)`, in milliseconds."""
    times = sorted(milliseconds(lambda item=item: body(item)) for item in items)
    return times[(len(times) - 1) // 2]
