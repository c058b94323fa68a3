"""Opens the event files of Unroll and of Keras with TensorBoard's own reader and compares them.

    python Scripts/compare-tensorboard.py PATH_OF_UNROLL SCRATCH_FOLDER

Both train the same model on the same batches. Folders, tags, steps, plug-ins and the kinds of data
must be equal, the figures within 1e-4; the model that the graph is drawn from must be one that Keras
reads. Needs Scripts/fixtures/requirements.txt and Scripts/requirements-peers.txt.
"""

import os
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util import tensor_util

EPOCHS = 3


def model():
    model = keras.Sequential([
        keras.Input((6, 3)), keras.layers.LSTM(4), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


def train(unroll, folder):
    """Trains both, from the same weights, on the same batches."""
    random = np.random.default_rng(3)
    x = random.standard_normal((50, 6, 3)).astype("float32")
    y = (x.sum((1, 2)) > 0).astype("float32")
    subject = model()
    subject.save(folder / "model.keras")
    np.save(folder / "x.npy", x)
    np.save(folder / "y.npy", y)
    subprocess.run(
        [unroll, "fit", folder / "model.keras", folder / "x.npy", folder / "y.npy", "--quiet",
         "--epochs", str(EPOCHS), "--batch-size", "8", "--validation-split", "0.2", "--no-shuffle",
         "--tensorboard", folder / "unroll", "--output", folder / "trained.keras"],
        check=True, stdout=subprocess.DEVNULL)
    subject.fit(
        x, y, epochs=EPOCHS, batch_size=8, validation_split=0.2, shuffle=False, verbose=0,
        callbacks=[keras.callbacks.TensorBoard(folder / "keras")])


def read(folder):
    """What TensorBoard finds: by tag the plug-in, the kind of data, and the figures by step."""
    reader = EventAccumulator(str(folder), size_guidance={"tensors": 0})
    reader.Reload()
    found = {}
    for tag in reader.Tags()["tensors"]:
        metadata = reader.SummaryMetadata(tag)
        plugin = metadata.plugin_data
        events = [
            (event.step, tensor_util.make_ndarray(event.tensor_proto))
            for event in reader.Tensors(tag)
        ]
        found[tag] = (plugin.plugin_name, plugin.content, metadata.data_class, events)
    return found


def compare(part, ours, theirs):
    """Compares one folder; gives the number of figures."""
    assert sorted(ours) == sorted(theirs), f"{part}: {sorted(ours)}, Keras {sorted(theirs)}"
    count = 0
    for tag, (plugin, content, kind, events) in theirs.items():
        assert ours[tag][:3] == (plugin, content, kind), f"{part}/{tag}: {ours[tag][:3]}"
        steps = [step for step, _ in events]
        assert [step for step, _ in ours[tag][3]] == steps, f"{part}/{tag}: other steps"
        if tag == "keras":
            text = ours[tag][3][0][1].item().decode()
            assert keras.models.model_from_json(text).count_params() == model().count_params()
            continue
        values = [[value for _, value in run] for run in (ours[tag][3], events)]
        np.testing.assert_allclose(*values, rtol=1e-4, atol=1e-6, err_msg=f"{part}/{tag}")
        count += len(steps)
    return count


def main(unroll, scratch):
    folder = Path(scratch) / "tensorboard"
    folder.mkdir(parents=True)
    train(unroll, folder)
    count = sum(
        compare(part, read(folder / "unroll" / part), read(folder / "keras" / part))
        for part in ["train", "validation"])
    print(f"{count} figures of {EPOCHS} epochs are equal, tags, steps and plug-ins too")


if __name__ == "__main__":
    main(*sys.argv[1:])
