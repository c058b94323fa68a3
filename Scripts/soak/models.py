"""The models that are served, and the numbers that they must give."""
import json
import pathlib
import struct
import subprocess

FIXTURES = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests/Fixtures/keras"
TEXTS = ["A wonderful film, warm and funny.", "The plot is dull.", "", "Très \"bon\" \\ film 🙂\n!",
         "good " * 100, "I hated it, and I loved it."]


class Models:
    """Two trained text models, and one of real Keras with the outputs that Keras gave."""

    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.texts = [self._train(seed) for seed in (1, 2)]
        self.scores = [self._scores(path) for path in self.texts]
        self.keras = FIXTURES / "lstm.keras"
        golden = tensors(self.keras.with_suffix(".safetensors"))
        self.inputs, self.outputs = golden["x"], golden["y"]

    def _train(self, seed):
        path = self.folder / f"seed-{seed}.keras"
        subprocess.run(
            [self.program, "train", "--quiet", "--units", "8", "--max-length", "40", "--epochs", "1",
             "--seed", str(seed), "--output", path], check=True, stdout=subprocess.DEVNULL)
        return path

    def _scores(self, path):
        lines = "".join(json.dumps({"text": text}) + "\n" for text in TEXTS)
        output = subprocess.run(
            [self.program, "predict", path, "--input", "-", "--json"], input=lines, check=True,
            capture_output=True, text=True).stdout
        return [json.loads(line)["score"] for line in output.splitlines()]


def tensors(path):
    """Reads float arrays of a safetensors file as nested lists."""
    data = path.read_bytes()
    size, = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + size])
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = (8 + size + offset for offset in entry["data_offsets"])
            numbers = struct.unpack(f"<{(end - begin) // 4}f", data[begin:end])
            found[name] = nested(list(numbers), entry["shape"])
    return found


def nested(numbers, shape):
    if len(shape) < 2:
        return numbers
    step = len(numbers) // shape[0]
    return [nested(numbers[i * step:(i + 1) * step], shape[1:]) for i in range(shape[0])]


def flat(value):
    if not isinstance(value, list):
        return [value]
    return [number for part in value for number in flat(part)]
