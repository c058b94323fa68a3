"""Load for servers: wrk with texts of the length of reviews."""
import json
import pathlib
import random
import re
import subprocess
import tarfile

import inputs

SCRIPT = """
local bodies = {}
local place = 0
function init(args)
  for line in io.lines("%s") do
    bodies[#bodies + 1] = wrk.format("POST", nil, {["Content-Type"] = "application/json"}, line)
  end
  math.randomseed(os.time())
  place = math.random(#bodies)
end
function request()
  place = place %% #bodies + 1
  return bodies[place]
end
function done(summary, latency, requests)
  io.write(string.format('{"requests": %%d, "seconds": %%f, "mean": %%f, "p50": %%f, "p99": %%f, ' ..
    '"worst": %%f, "status": %%d, "socket": %%d}\\n',
    summary.requests, summary.duration / 1e6, latency.mean / 1e3,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""


def texts(archive, count=2000):
    """Reviews of the archive where it is there, else words of the sample in reviews' lengths."""
    if archive.exists():
        return reviews(archive, count)
    sample = inputs.ROOT / "Sources/Unroll/Resources/sample/reviews.tar.gz"
    words = " ".join(reviews(sample, 100_000)).split()
    source = random.Random(7)
    return [
        " ".join(source.choices(words, k=min(max(int(source.lognormvariate(5.3, 0.5)), 10), 1000)))
        for _ in range(count)]


def reviews(archive, count):
    found = []
    with tarfile.open(archive, "r:gz") as file:
        for entry in file:
            if entry.isfile() and re.search(r"/(pos|neg)/", entry.name):
                found.append(file.extractfile(entry).read().decode("utf-8", "replace"))
                if len(found) == count:
                    break
    return found


class Load:
    """The requests, as a file for wrk."""

    def __init__(self, folder, texts):
        self.folder = pathlib.Path(folder)
        bodies = self.folder / "bodies.txt"
        bodies.write_text("".join(json.dumps({"instances": [text]}) + "\n" for text in texts))
        self.script = self.folder / "load.lua"
        self.script.write_text(SCRIPT % bodies)
        self.words = sum(len(text.split()) for text in texts) / len(texts)

    def run(self, port, connections, seconds):
        """Sends requests for some time; times are in milliseconds."""
        output = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s",
             self.script, f"http://127.0.0.1:{port}/v1/models/reviews:predict"],
            check=True, capture_output=True, text=True).stdout
        figures = json.loads(next(line for line in output.splitlines() if line.startswith("{")))
        figures["rate"] = figures["requests"] / figures["seconds"]
        return figures
