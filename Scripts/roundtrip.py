"""Exchanges models between Keras and Unroll and compares everything that both can see.

    python Scripts/roundtrip.py PATH_OF_UNROLL SCRATCH_FOLDER [NAME …]

For each model that Keras builds: Unroll predicts what Keras predicts; Unroll's summary counts what
Keras counts; what Unroll writes as .keras and as .json with .weights.h5 loads in Keras without a
warning and predicts the same, with equal weights and optimizer variables, bit for bit. Needs the
packages of Scripts/fixtures/requirements.txt.
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

import keras
import numpy as np
from keras import layers

logging.getLogger("tensorflow").setLevel(logging.ERROR)

TOLERANCE = 1e-5
BATCH, TIME, FEATURES, UNITS, WORDS = 6, 7, 5, 4, 11

RECURRENT = {
    "simple_rnn": layers.SimpleRNN,
    "lstm": layers.LSTM,
    "gru": layers.GRU,
    "gru_reset_before": lambda *args, **options: layers.GRU(*args, reset_after=False, **options),
}


# ---- The models


def sequences():
    return keras.Input((TIME, FEATURES))


def classifier(*body, source=None):
    """A chain that ends in one probability."""
    source = sequences() if source is None else source
    return keras.Sequential([source, *body, layers.Dense(1, activation="sigmoid")])


def recurrent_models():
    for name, make in RECURRENT.items():
        yield name, classifier(make(UNITS))
        yield f"{name}_sequences", classifier(make(UNITS, return_sequences=True), layers.Flatten())
        yield f"{name}_stacked", classifier(make(UNITS, return_sequences=True), make(3))
        yield f"{name}_options", classifier(
            make(UNITS, activation="relu", use_bias=False, go_backwards=True, dropout=0.1,
                 recurrent_dropout=0.2, unroll=True, kernel_initializer="he_normal",
                 recurrent_initializer="glorot_uniform", bias_initializer="ones"))
        yield f"{name}_masked", classifier(
            layers.Masking(0.5), make(UNITS, return_sequences=True, zero_output_for_mask=True),
            layers.GlobalAveragePooling1D())
    yield "lstm_no_unit_forget_bias", classifier(
        layers.LSTM(UNITS, unit_forget_bias=False, recurrent_activation="hard_sigmoid"))


def bidirectional_models():
    for name, make in RECURRENT.items():
        for mode in ["concat", "sum", "mul", "ave"]:
            yield f"bidirectional_{name}_{mode}", classifier(
                layers.Bidirectional(make(UNITS), merge_mode=mode))
        yield f"bidirectional_{name}_sequences", classifier(
            layers.Bidirectional(make(UNITS, return_sequences=True)), layers.GlobalMaxPooling1D())
    yield "bidirectional_distinct", classifier(
        layers.Bidirectional(
            layers.LSTM(UNITS), backward_layer=layers.GRU(UNITS, go_backwards=True)))
    yield "bidirectional_twice", classifier(
        layers.Bidirectional(layers.GRU(UNITS, return_sequences=True)),
        layers.Bidirectional(layers.GRU(UNITS)))


def other_models():
    yield "pooling_keepdims", classifier(
        layers.LSTM(UNITS, return_sequences=True), layers.GlobalMaxPooling1D(keepdims=True),
        layers.Flatten())
    yield "average_keepdims", classifier(
        layers.LSTM(UNITS, return_sequences=True), layers.GlobalAveragePooling1D(keepdims=True),
        layers.Flatten())
    yield "dropout_activation", classifier(
        layers.Dense(UNITS, use_bias=False), layers.Activation("softsign"), layers.Dropout(0.3),
        layers.Flatten())
    yield "open_time", classifier(layers.LSTM(UNITS), source=keras.Input((None, FEATURES)))
    yield "vectors", classifier(layers.Dense(3, activation="tanh"), source=keras.Input((FEATURES,)))
    yield "softmax", keras.Sequential(
        [sequences(), layers.LSTM(UNITS), layers.Dense(3, activation="softmax")])
    frozen = layers.LSTM(UNITS, name="frozen")
    frozen.trainable = False
    yield "frozen", classifier(frozen)
    yield "named", keras.Sequential(
        [sequences(), layers.LSTM(UNITS, name="my_layer"), layers.Dense(1, name="out")],
        name="my_model")
    yield "no_input_layer", built(
        keras.Sequential([layers.LSTM(UNITS), layers.Dense(1, activation="sigmoid")]))


def embedding_models():
    words = keras.Input((TIME,), dtype="int32")
    for masks in [False, True]:
        yield f"embedding_{'masked' if masks else 'plain'}", classifier(
            layers.Embedding(WORDS, FEATURES, mask_zero=masks), layers.LSTM(UNITS), source=words)
    yield "embedding_bidirectional", classifier(
        layers.Embedding(WORDS, FEATURES, mask_zero=True),
        layers.Bidirectional(layers.LSTM(UNITS, return_sequences=True)),
        layers.GlobalAveragePooling1D(), source=words)
    yield "embedding_floats", classifier(
        layers.Embedding(WORDS, FEATURES), layers.GRU(UNITS), source=keras.Input((None,)))


def built(model):
    model.build((None, TIME, FEATURES))
    return model


def compiled_models():
    """The same small model under every optimizer, loss and metric."""
    optimizers = {
        "rmsprop": keras.optimizers.RMSprop(),
        "rmsprop_all": keras.optimizers.RMSprop(
            0.002, rho=0.8, momentum=0.5, centered=True, clipnorm=1.0),
        "adam": keras.optimizers.Adam(0.01, beta_1=0.8, beta_2=0.9),
        "adam_amsgrad": keras.optimizers.Adam(amsgrad=True, global_clipnorm=2.0),
        "sgd": keras.optimizers.SGD(0.1, clipvalue=0.5),
        "sgd_momentum": keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    }
    for name, optimizer in optimizers.items():
        model = classifier(layers.Bidirectional(layers.LSTM(UNITS)))
        model.compile(optimizer, "binary_crossentropy", metrics=["accuracy"])
        yield f"compiled_{name}", train(model)
    losses = {
        "mean_squared_error": "mse",
        "loss_object": keras.losses.BinaryCrossentropy(),
        "loss_function": keras.losses.binary_crossentropy,
    }
    for name, loss in losses.items():
        model = classifier(layers.GRU(UNITS))
        model.compile("adam", loss, metrics=[keras.metrics.BinaryAccuracy()])
        yield f"compiled_{name}", train(model)
    model = classifier(layers.LSTM(UNITS, trainable=False), layers.Dense(2))
    model.compile("adam", "binary_crossentropy")
    yield "compiled_frozen", train(model)
    model = classifier(layers.LSTM(UNITS))
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
    yield "compiled_untrained", model


def train(model):
    x, _ = inputs(model, seed=3)
    model.train_on_batch(x, np.arange(len(x)).reshape(-1, 1) % 2)
    return model


def models():
    for family in [
        recurrent_models, bidirectional_models, other_models, embedding_models, compiled_models
    ]:
        for name, model in family():
            keras.backend.clear_session()
            yield name, model


# ---- What is compared


class Mismatch(Exception):
    """Keras and Unroll disagree."""


def expect(condition, message):
    if not condition:
        raise Mismatch(message)


def inputs(model, seed):
    """An array that fits a model, as it is stored and as Keras reads it."""
    random = np.random.default_rng(seed)
    shape = [BATCH] + [size or TIME for size in model.input_shape[1:]]
    if isinstance(model.layers[0], layers.Embedding):
        ids = random.integers(0, WORDS, shape)
        return ids, ids
    numbers = random.standard_normal(shape).astype("float32")
    if numbers.ndim == 3:
        numbers[1, -2:] = 0.5
        numbers[2, 1:3] = 0.5
    return numbers, numbers


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
    if path.suffix == ".keras":
        model.save(path)
    else:
        path.write_text(model.to_json())
        model.save_weights(weights_of(path))


def load(path):
    """Loads what Unroll wrote; any warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", module="tensorflow")
        if path.suffix == ".keras":
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
        check_equal(optimizer_variables(back), optimizer_variables(model),
                    f"{path.name}: optimizer variable")


def check_model(unroll, name, model, folder):
    randomize_weights = not model.compiled
    if randomize_weights:
        randomize(model, seed=len(name))
    if model.compiled and not model.optimizer.built:
        # Keras itself warns of such a file; what matters is that Unroll's gives no warning.
        model.optimizer.build(model.trainable_variables)
    x, stored = inputs(model, seed=1)
    expected = predict(model, x)
    for ending in [".keras", ".json"]:
        source = folder / f"{name}{ending}"
        save(model, source)
        check_close(unroll.predict(source, stored, folder), expected, f"Unroll on {source.name}")
        check_summary(unroll, source, model)
        for other in [".keras", ".json"] if ending == ".keras" else [".keras"]:
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
    return 0, []


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
