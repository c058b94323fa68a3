"""Exchanges models between Keras and Unroll and compares everything that both can see.

    python Scripts/roundtrip.py PATH_OF_UNROLL SCRATCH_FOLDER [NAME …]

For each model that Keras builds: Unroll predicts what Keras predicts; Unroll's summary counts what
Keras counts; what Unroll writes as .keras, as .json with .weights.h5 and as .h5 loads in Keras
without a warning and predicts the same, with equal weights and optimizer variables, bit for bit.
For each text model that Unroll trains: Keras, with nltk and gensim before it, predicts the same. Needs the
packages of Scripts/fixtures/requirements.txt and Scripts/requirements-peers.txt.
"""

import logging
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import h5py
import keras
import numpy as np

from roundtrip_models import inputs, models
from roundtrip_text import text_models

logging.getLogger("tensorflow").setLevel(logging.ERROR)
# Of every .h5 file, its own too, Keras says that the format is old and that metrics are not built.
logging.getLogger("absl").setLevel(logging.ERROR)

TOLERANCE = 1e-5


class Mismatch(Exception):
    """Keras and Unroll disagree."""


def expect(condition, message):
    if not condition:
        raise Mismatch(message)


def randomize(model, seed):
    """Weights that no initializer makes, so that none is mistaken for a fresh one."""
    random = np.random.default_rng(seed)
    model.set_weights(
        [0.4 * random.standard_normal(w.shape).astype("float32") for w in model.get_weights()])


def predict(model, x):
    return model(x, training=False).numpy()


class Unroll:
    """The program under test."""

    def __init__(self, path):
        self.path = path

    def run(self, *arguments):
        command = [self.path, *map(str, arguments)]
        result = subprocess.run(command, capture_output=True, text=True)
        expect(result.returncode == 0, f"{' '.join(command)}: {result.stderr.strip()}")
        return result.stdout

    def predict(self, model, x, folder):
        np.save(folder / "x.npy", x)
        weights = ["--weights", weights_of(model)] if model.suffix == ".json" else []
        self.run("predict", model, *weights, "--input", folder / "x.npy",
                 "--output", folder / "y.npy")
        return np.load(folder / "y.npy")


def weights_of(path):
    return path.with_name(path.stem + ".weights.h5")


def save(model, path):
    if path.suffix != ".json":
        model.save(path)
    else:
        path.write_text(model.to_json())
        model.save_weights(weights_of(path))


def load(path):
    """Loads what Unroll wrote; any warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", module="tensorflow")
        if path.suffix != ".json":
            return keras.models.load_model(path)
        model = keras.models.model_from_json(path.read_text())
        model.load_weights(weights_of(path))
        return model


def check_close(found, expected, what):
    expect(found.shape == expected.shape, f"{what}: shape {found.shape}, not {expected.shape}")
    distance = np.abs(found - expected) / np.maximum(1, np.abs(expected))
    worst = float(np.nan_to_num(distance, nan=np.inf).max(initial=0))
    expect(worst <= TOLERANCE, f"{what}: off by {worst:.2e}")


def check_equal(found, expected, what):
    expect(len(found) == len(expected), f"{what}: {len(found)}, not {len(expected)}")
    for index, (mine, theirs) in enumerate(zip(found, expected)):
        mine, theirs = np.asarray(mine), np.asarray(theirs)
        expect(mine.shape == theirs.shape and mine.tobytes() == theirs.tobytes(),
               f"{what} {index} differs")


def optimizer_variables(model):
    if not (model.compiled and model.optimizer and model.optimizer.built):
        return []
    return [variable.numpy() for variable in model.optimizer.variables]


def stored_optimizer_variables(path):
    with h5py.File(path, "r") as file:
        group = file["optimizer_weights"]
        return [group[name][()] for name in group.attrs["weight_names"]]


def check_optimizer(found, expected, what):
    """The options of two optimizers; their names mean nothing."""
    def options(optimizer):
        return flat(keras.optimizers.serialize(optimizer))

    def flat(value, path=""):
        if not isinstance(value, dict):
            return {path: value}
        parts = [flat(item, f"{path}/{key}") for key, item in value.items() if key != "name"]
        return {key: item for part in parts for key, item in part.items()}

    found, expected = options(found), options(expected)
    differing = [key for key in sorted(found.keys() | expected.keys())
                 if found.get(key, "") != expected.get(key, "")]
    expect(not differing, f"{what} differs in {', '.join(differing)}")


def check_summary(unroll, path, model):
    def totals(text):
        return re.findall(r"(\w[\w-]*) params: ([\d,]+)", text)

    lines = []
    model.summary(print_fn=lines.append)
    weights = ["--weights", weights_of(path)] if path.suffix == ".json" else []
    found, expected = totals(unroll.run("summary", path, *weights)), totals("\n".join(lines))
    expect(found == expected, f"summary: {found}, not {expected}")


def check_read_back(path, model, x, expected):
    """Keras opens what Unroll wrote and finds everything that it knew before."""
    back = load(path)
    check_close(predict(back, x), expected, f"Keras on {path.name}")
    check_equal(back.get_weights(), model.get_weights(), f"{path.name}: weight")
    check_equal(
        [w.trainable for w in back.weights], [w.trainable for w in model.weights],
        f"{path.name}: trainability")
    if model.compiled:
        expect(back.compiled, f"{path.name}: not compiled")
        check_optimizer(back.optimizer, model.optimizer, f"{path.name}: optimizer")
        found = optimizer_variables(back)
        if path.suffix == ".h5" and len(found) < len(optimizer_variables(model)):
            # Keras builds the optimizer of an .h5 file for no weights, of its own files too, and
            # so takes no more than count of steps and learning rate: look into the file instead.
            found = stored_optimizer_variables(path)
        check_equal(found, optimizer_variables(model), f"{path.name}: optimizer variable")


def check_model(unroll, name, model, folder):
    randomize_weights = not model.compiled
    if randomize_weights:
        randomize(model, seed=len(name))
    if model.compiled and not model.optimizer.built:
        # Keras itself warns of such a file; what matters is that Unroll's gives no warning.
        model.optimizer.build(model.trainable_variables)
    x, stored = inputs(model, seed=1)
    expected = predict(model, x)
    # Keras does not read its own .h5 files of Lamb: their options lack a name.
    endings = [".keras", ".json"] + ([] if name.endswith("_lamb") else [".h5"])
    for ending in endings:
        source = folder / f"{name}{ending}"
        save(model, source)
        check_close(unroll.predict(source, stored, folder), expected, f"Unroll on {source.name}")
        check_summary(unroll, source, model)
        for other in endings if ending == ".keras" else [".keras"]:
            target = folder / f"{name}_from{ending.replace('.', '_')}{other}"
            weights = ["--weights", weights_of(source)] if ending == ".json" else []
            unroll.run("convert", source, target, *weights)
            check_read_back(target, model, x, expected)
            check_close(unroll.predict(target, stored, folder), expected, f"Unroll on {target.name}")


def check_models(unroll, folder, wanted):
    failures = []
    count = 0
    for name, model in models():
        if wanted and name not in wanted:
            continue
        count += 1
        try:
            check_model(unroll, name, model, folder)
            print(f"ok   {name}", flush=True)
        except Exception as error:
            failures.append(name)
            print(f"FAIL {name}: {type(error).__name__}: {error}", flush=True)
    return count, failures


# ---- Text models: what Unroll trains on text must open in Keras as a model on vectors.


def check_text_models(unroll, folder, wanted):
    failures = []
    count = 0
    for name, path, arrays, found in text_models(unroll, folder):
        if wanted and name not in wanted:
            continue
        count += 1
        try:
            check_close(found, predict(load(path), arrays), name)
            print(f"ok   {name}", flush=True)
        except Exception as error:
            failures.append(name)
            print(f"FAIL {name}: {type(error).__name__}: {error}", flush=True)
    return count, failures


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    unroll, wanted = Unroll(sys.argv[1]), set(sys.argv[3:])
    count, failures = 0, []
    for check in [check_models, check_text_models]:
        more, failed = check(unroll, folder, wanted)
        count, failures = count + more, failures + failed
    print(f"{count - len(failures)} of {count} models agree (Keras {keras.__version__})")
    sys.exit(1 if failures or not count else 0)


if __name__ == "__main__":
    main()
