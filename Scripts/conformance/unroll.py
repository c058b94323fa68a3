"""The program under test, by its command line."""

import json
import re
import subprocess

import numpy

# How the program words that it knows what is asked and does not do it.
REFUSALS = re.compile(
    r"not supported|unsupported|not a layer of|are not read|is not read|are not written"
    r"|is not written|not implemented|is not known|does not (know|support|have)"
    r"|Unexpected argument|Unknown option|no such subcommand",
    re.IGNORECASE,
)


class Mismatch(Exception):
    """Keras and Unroll disagree."""

    def __init__(self, message, amount=0.0):
        super().__init__(message)
        self.amount = amount


class Refused(Exception):
    """Unroll says that it does not support what the model asks for."""

    @property
    def reason(self):
        """What is refused, without the places and the numbers, so that reasons can be counted."""
        text = str(self).split("the model comes uncompiled: ")[-1].rsplit(" › ", 1)[-1]
        text = re.sub(r"^(\w+: )?\S*/\S+: ", "", text)
        text = re.sub(r"(?<=[a-z])_?\d+(?=:)", "", text)
        return text.split("; ")[0][:110]


def weights_of(path):
    """The file of weights that lies beside a description."""
    return path.with_name(path.stem + ".weights.h5")


class Unroll:
    def __init__(self, path):
        self.path = str(path)
        self.commands = []

    def run(self, *arguments):
        command = [self.path, *map(str, arguments)]
        self.commands.append(" ".join(command))
        result = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if result.returncode == 0:
            return result.stdout
        text = (result.stderr.strip() or "no message").splitlines()
        line = next((line for line in text if line.startswith("error:")), text[-1])
        if result.returncode in (1, 64) and REFUSALS.search(line):
            raise Refused(f"{arguments[0]}: {line.removeprefix('error: ')}")
        raise Mismatch(f"unroll {arguments[0]} ends with {result.returncode}: {line}")

    def knows(self, subcommand):
        listing = subprocess.run([self.path, "--help"], capture_output=True, text=True).stdout
        return re.search(rf"^  {subcommand} ", listing, re.MULTILINE) is not None

    def predict(self, model, arrays, outputs, folder):
        """The predictions, one array for each output."""
        arguments = []
        for index, array in enumerate(arrays):
            arguments += ["--input", save(folder / f"predict_x{index}.npy", array)]
        names = [folder / f"predict_y{index}.npy" for index in range(outputs)]
        for name in names:
            name.unlink(missing_ok=True)
            arguments += ["--output", name]
        self.run("predict", model, *weights_option(model), *arguments, "--quiet")
        return [numpy.load(name) for name in names]

    def fit(self, model, arrays, targets, batch, output, folder, fitting):
        """Trains for one epoch in the order of the rows; returns the history."""
        files = save_all(folder, "fit", arrays, targets)
        chosen = []
        if fitting.validation:
            chosen += ["--validation", *save_all(folder, "validation", *fitting.validation)]
        if fitting.validation_split:
            chosen += ["--validation-split", fitting.validation_split]
        if fitting.sample_weight is not None:
            chosen += ["--sample-weight", save(folder / "fit_w.npy", fitting.sample_weight)]
        if fitting.class_weight:
            weights = ",".join(f"{key}={value}" for key, value in fitting.class_weight.items())
            chosen += ["--class-weight", weights]
        history = folder / "history.json"
        self.run(
            "fit", model, *weights_option(model), *files, "--epochs", 1, "--batch-size", batch,
            "--no-shuffle", "--output", output, "--history", history, "--quiet", *chosen,
        )  # fmt: skip
        return json.loads(history.read_text())

    def convert(self, source, target):
        self.run("convert", source, target, *weights_option(source), "--quiet")

    def summary(self, model):
        return self.run("summary", model, *weights_option(model), "--quiet")


def weights_option(model):
    return ["--weights", weights_of(model)] if model.suffix == ".json" else []


def save(path, array):
    numpy.save(path, array)
    return path


def save_all(folder, name, inputs, targets):
    """The files of inputs and targets, in the order of the command line."""
    files = [save(folder / f"{name}_x{index}.npy", array) for index, array in enumerate(inputs)]
    return files + [
        save(folder / f"{name}_y{index}.npy", array) for index, array in enumerate(targets)
    ]
