"""The first inputs of the fuzzing targets that read models."""

import io
import json
import struct
import zipfile
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "Tests" / "Fixtures"
MARK = b"\n%%\n"


def descriptions():
    """Descriptions of models by all versions of Keras that the fixtures have."""
    for folder in ("exchange", "keras"):
        for path in sorted((FIXTURES / folder).glob("*.json")):
            yield json.loads(path.read_text())
    for path in sorted((FIXTURES / "legacy").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".json"):
                    yield json.loads(archive.read(name))
                elif name.endswith(".keras"):
                    with zipfile.ZipFile(io.BytesIO(archive.read(name))) as inner:
                        yield json.loads(inner.read("config.json"))
    for folder in ("fit", "optimizers", "exchange", "keras"):
        for path in sorted((FIXTURES / folder).glob("*.keras")):
            with zipfile.ZipFile(path) as archive:
                yield json.loads(archive.read("config.json"))


def text_of(value):
    return json.dumps(value, separators=(",", ":")).encode()


def layer_seeds():
    """A chain of one layer for every layer in the descriptions, which mutate faster than wholes."""
    seen = set()
    for description in descriptions():
        config = description.get("config", {})
        layers = config.get("layers", []) if isinstance(config, dict) else config
        for layer in layers:
            config = layer.get("config", {})
            name = layer.get("class_name")
            key = (name, tuple(sorted(config)))
            if name == "InputLayer" or key in seen or name == "Sequential":
                continue
            seen.add(key)
            layer = {k: v for k, v in layer.items() if k != "inbound_nodes"}
            layer["config"] = dict(config, batch_input_shape=[None, 5, 4])
            yield text_of({"class_name": "Sequential", "config": {"layers": [layer]}})


def surface_seeds():
    """A chain of each class of layers that Keras has, with its default options."""
    surface = json.loads((FIXTURES / "keras_surface.json").read_text())
    layers = surface.get("layers", {}) if isinstance(surface, dict) else {}
    for name in layers if isinstance(layers, (list, dict)) else []:
        name = name if isinstance(name, str) else name.get("name", "")
        layer = {"class_name": name, "config": {"units": 3, "filters": 2, "kernel_size": [2]}}
        first = {"class_name": "InputLayer", "config": {"batch_shape": [None, 5, 4]}}
        yield text_of({"class_name": "Sequential", "config": {"layers": [first, layer]}})


def architecture_seeds():
    yield from layer_seeds()
    yield from surface_seeds()
    for description in descriptions():
        description.pop("compile_config", None)
        if len(text_of(description)) <= 8192:
            yield text_of(description)


def compilation_seeds():
    def found(value):
        if isinstance(value, dict):
            for key in ("compile_config", "training_config"):
                if isinstance(value.get(key), dict):
                    yield value[key]
            if "optimizer" in value and "loss" in value:
                yield value
            for inner in value.values():
                yield from found(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from found(inner)

    texts = set()
    compilations = json.loads((FIXTURES / "compilations.json").read_text())
    for value in [compilations, *descriptions()]:
        texts.update(text_of(config) for config in found(value))
    yield from sorted(texts)


def keras_seeds():
    metadata = MARK + b'{"keras_version": "3.0.0"}'
    for seed in list(architecture_seeds())[::3]:
        if len(seed) < 3500:
            yield seed + metadata


def textmodel_seeds():
    words = ["good", "bad", "film", "dull"]
    text = {"format": 1, "tokenizer": "treebank", "length": 5, "labels": ["negative", "positive"],
            "words": 4, "dimension": 4}
    ends = [4, 7, 11, 15]
    yield MARK.join([
        json.dumps(text).encode(), "".join(words).encode(), struct.pack("<4I", *ends),
        struct.pack("<16f", *range(16))])


def shard_seeds():
    yield text_of({"weight_map": {"/layers/dense/vars": ["m_00000.weights.h5", "m_1.weights.h5"],
                                  "/optimizer/vars": "m_00001.weights.h5"}})
    yield text_of({"weight_map": {"a": "../x.weights.h5", "b": None}})


def npy(shape, numbers):
    """A small array as NumPy writes it."""
    text = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text
            + struct.pack(f"<{len(numbers)}f", *numbers))


def checkpoint_seeds():
    figures = {"sums": [0.5], "total": 2, "samples": 2, "metrics": [[1, 2]]}
    progress = {
        "run": {"seed": 1, "facts": [{"name": "batch size", "value": "2"}]}, "epoch": 1, "step": 3,
        "isStopping": False, "history": {"history": {"loss": [0.5]}, "epoch": [0]},
        "figures": figures, "learningRate": 0.1, "iterations": 7, "scalars": [],
        "callbacks": [{"kind": "EarlyStopping", "numbers": {"best": "inf"}, "texts": {}}]}
    arrays = [npy((2, 2), [1, 2, 3, 4]), npy("(2,)", [1, 2])]
    yield MARK.join([text_of({"format": 1, "progress": progress}), *arrays, *arrays])
    yield text_of({"format": 1, "progress": progress})


def selfcheck_seeds():
    check = {
        "format": 1, "config_crc32": "C", "weights_crc32": "W",
        "inputs": [{"shape": [5, 4], "lengths": [5, 3], "padding": 0.0}],
        "outputs": [{"name": "dense", "tolerance": 2.0}]}
    arrays = [npy((2, 4), range(8)), npy((2, 1), [0.5, 0.5])]
    yield MARK.join([text_of(check), *arrays])
    check["outputs"][0]["tolerance"] = None
    yield MARK.join([text_of(check), *arrays])


MODEL_SEEDS = {
    "architecture": architecture_seeds, "compilation": compilation_seeds, "keras": keras_seeds,
    "textmodel": textmodel_seeds, "shards": shard_seeds, "checkpoint": checkpoint_seeds,
    "selfcheck": selfcheck_seeds,
}
