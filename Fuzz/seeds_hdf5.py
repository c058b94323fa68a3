#!/usr/bin/env python3
"""Writes small HDF5 files of many forms: the first inputs of the targets that read HDF5.

use: seeds_hdf5.py FOLDER     needs h5py; what it wrote is packed in Fuzz/Corpus
"""

import json
import sys
from pathlib import Path

import h5py
import numpy as np

NUMBERS = np.arange(4, dtype="<f4").reshape(2, 2)


def small(path, libver, block=None):
    """An empty file whose blocks are as small as can be."""
    access = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    if block:
        access.set_userblock(block)
    low = h5py.h5f.LIBVER_EARLIEST if libver == "earliest" else h5py.h5f.LIBVER_LATEST
    files = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
    files.set_libver_bounds(low, h5py.h5f.LIBVER_LATEST)
    files.set_meta_block_size(1)
    return h5py.File(h5py.h5f.create(str(path).encode(), fcpl=access, fapl=files))


def forms(file):
    """What a dataset can look like, one form a file."""
    yield "contiguous", lambda f: f.create_dataset("0", data=NUMBERS)
    yield "scalar", lambda f: f.create_dataset("0", data=np.int64(3))
    yield "chunked", lambda f: f.create_dataset("0", data=NUMBERS, chunks=(1, 2))
    yield "gzip", lambda f: f.create_dataset(
        "0", data=NUMBERS, chunks=(2, 2), compression="gzip", shuffle=True, fletcher32=True)
    yield "growing", lambda f: f.create_dataset("0", data=NUMBERS, chunks=(1, 1), maxshape=(None, 2))
    yield "growing2", lambda f: f.create_dataset(
        "0", data=NUMBERS, chunks=(1, 1), maxshape=(None, None))
    yield "many", lambda f: f.create_dataset("0", data=np.arange(40, dtype="i2"), chunks=(1,))
    yield "fill", lambda f: f.create_dataset("0", (3, 2), "f4", fillvalue=2)
    for kind in (">f8", "<f2", "|i1", ">i8", "<u2", "|u1", "|b1", "V2"):
        yield "type" + kind[1:], lambda f, kind=kind: f.create_dataset(
            "0", data=np.zeros(2, dtype=kind))
    yield "text", lambda f: f.attrs.__setitem__("x", "text")
    yield "texts", lambda f: f.attrs.__setitem__("x", np.array([b"ab", b"c"]))
    yield "variable", lambda f: f.attrs.create("x", ["a", "bc"], dtype=h5py.string_dtype())
    yield "integers", lambda f: f.attrs.__setitem__("x", np.arange(3))
    yield "empty", lambda f: f.attrs.__setitem__("x", h5py.Empty("f4"))
    yield "group", lambda f: f.create_group("a/b").create_dataset("0", data=NUMBERS)
    yield "groups", lambda f: [f.create_group(f"g{index}") for index in range(12)]
    yield "attributes", lambda f: [f.attrs.__setitem__(f"a{index}", index) for index in range(12)]
    yield "soft", lambda f: f.__setitem__("s", h5py.SoftLink("/x"))
    yield "external", lambda f: f.__setitem__("e", h5py.ExternalLink("y.h5", "/x"))
    yield "circle", lambda f: f.create_group("a").__setitem__("b", f["/"])


def weights(f, legacy):
    """The weights of one Dense layer of two units on two numbers, as Keras 3 or 2 lays them out."""
    arrays = [NUMBERS, np.zeros(2, dtype="f4")]
    if legacy:
        f.attrs["layer_names"] = np.array([b"dense"])
        f.attrs["keras_version"] = "2.15.0"
        group = f.create_group("dense")
        group.attrs["weight_names"] = np.array([b"k", b"b"])
        group["k"], group["b"] = arrays
        return
    group = f.create_group("layers/dense/vars")
    group["0"], group["1"] = arrays
    optimizer = f.create_group("optimizer/vars")
    optimizer["0"] = np.int64(3)
    optimizer["1"] = np.float32(0.1)
    for index, array in enumerate(arrays * 2):
        optimizer[str(index + 2)] = array


def whole_model(f):
    layers = [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 2], "name": "i"}},
        {"class_name": "Dense", "config": {"name": "dense", "units": 2}},
    ]
    f.attrs["model_config"] = json.dumps(
        {"class_name": "Sequential", "config": {"name": "m", "layers": layers}})
    f.attrs["training_config"] = json.dumps(
        {"loss": "mse", "optimizer_config": {"class_name": "Adam", "config": {"name": "Adam"}}})
    f.attrs["keras_version"] = "2.15.0"
    weights(f.create_group("model_weights"), legacy=True)


def main():
    folder = Path(sys.argv[1])
    for target in ("hdf5", "weights", "wholemodel"):
        (folder / target).mkdir(parents=True, exist_ok=True)
    for libver in ("earliest", "latest"):
        for name, make in forms(None):
            with small(folder / "hdf5" / f"{libver}-{name}.h5", libver) as file:
                make(file)
        with small(folder / "hdf5" / f"{libver}-block.h5", libver, block=512) as file:
            file["0"] = NUMBERS
        for legacy in (False, True):
            name = f"{libver}-{'legacy' if legacy else 'grouped'}.h5"
            with small(folder / "weights" / name, libver) as file:
                weights(file, legacy)
        with small(folder / "wholemodel" / f"{libver}.h5", libver) as file:
            whole_model(file)


if __name__ == "__main__":
    main()
