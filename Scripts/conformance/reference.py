"""Real Keras: predicting, training, saving and loading, and a twin in double precision."""

import json
import re
import warnings

import keras
import numpy
from keras import ops

from unroll import Mismatch, weights_of

STEPS = 10


def use_backend(name):
    """Settings under which small models are quick: no compilation for a model used once."""
    keep_factors()
    keras.config.disable_traceback_filtering()  # a wrapper around every call
    if name != "tensorflow":
        return
    import tensorflow

    tensorflow.debugging.disable_traceback_filtering()
    tensorflow.config.run_functions_eagerly(True)
    tensorflow.config.threading.set_intra_op_parallelism_threads(1)
    tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    sum_repeated_rows(tensorflow)
    rank_doubles(tensorflow)


def rank_doubles(tensorflow):
    """Lets metrics of ranks take predictions of 64 bits, which TensorFlow does not."""
    original = tensorflow.math.in_top_k

    def in_top_k(targets, predictions, k, name=None):
        return original(targets, tensorflow.cast(predictions, "float32"), k, name)

    tensorflow.math.in_top_k = in_top_k


def keep_factors():
    """Leaves the factor of a regularizer a number: as a tensor of 32 bits it has no twin."""
    original = keras.regularizers.OrthogonalRegularizer.__init__

    def start(self, factor=0.01, mode="rows"):
        original(self, factor, mode)
        self.factor = float(factor)

    keras.regularizers.OrthogonalRegularizer.__init__ = start


def sum_repeated_rows(tensorflow):
    """Hands optimizers the gradient of an embedding as a matrix.

    TensorFlow's optimizers square the gradients of a word that occurs twice one by one; those of
    JAX and PyTorch, and Unroll's (docs/decisions/0004), square their sum.
    """
    original = keras.optimizers.Optimizer.apply

    def apply(self, grads, trainable_variables=None):
        return original(self, [dense(tensorflow, g) for g in grads], trainable_variables)

    keras.optimizers.Optimizer.apply = apply


def dense(tensorflow, gradient):
    is_sparse = isinstance(gradient, tensorflow.IndexedSlices)
    return tensorflow.convert_to_tensor(gradient) if is_sparse else gradient


def forward(model, arrays):
    """All outputs, one array each, from a fresh state."""
    reset_states(model)
    outputs = model(as_called(model, arrays), training=False)
    reset_states(model)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return [ops.convert_to_numpy(output) for output in outputs]


def as_called(model, arrays):
    """Arrays in the structure that the model was made with."""
    structure = getattr(model, "_inputs_struct", None)
    return list(arrays) if isinstance(structure, (list, tuple)) else arrays[0]


def reset_states(model):
    for layer in model._flatten_layers(include_self=False):
        if getattr(layer, "stateful", False) and hasattr(layer, "reset_state"):
            layer.reset_state()


def one_or_all(arrays):
    return list(arrays) if len(arrays) > 1 else arrays[0]


def fit(model, arrays, targets, batch, fitting):
    """One epoch in the order of the rows; returns the history as plain numbers."""
    reset_states(model)
    chosen = {}
    weights = fitting.sample_weight
    if weights is not None and len(model.outputs[0].shape) > 2:
        # As [batch] Keras would weigh steps where there are as many as samples, or fail.
        weights = weights[:, None]
    if fitting.validation:
        inputs, expected = fitting.validation
        chosen["validation_data"] = as_called(model, inputs), one_or_all(expected)
    elif fitting.validation_split:
        chosen["validation_split"] = fitting.validation_split
    history = model.fit(
        as_called(model, arrays), one_or_all(targets), batch_size=batch, epochs=1, shuffle=False,
        sample_weight=weights, class_weight=fitting.class_weight, verbose=0,
        **chosen,
    )  # fmt: skip
    reset_states(model)
    return dict(column for item in history.history.items() for column in columns(*item))


def columns(name, values):
    """A figure of each epoch; one of several numbers as several, under the names of Unroll."""
    numbers = numpy.stack([as_numbers(value) for value in values])
    if numbers.ndim == 1:
        return [(name, list(numbers))]
    return [(f"{name}[{index}]", list(column)) for index, column in enumerate(numbers.T)]


def as_numbers(value):
    return numpy.asarray(ops.convert_to_numpy(value), dtype=float)


def train_on(model, arrays, targets, batch, steps):
    """Some steps on the first batches."""
    for step in range(steps):
        rows = slice(step * batch, (step + 1) * batch)
        model.train_on_batch(
            as_called(model, [a[rows] for a in arrays]), one_or_all([t[rows] for t in targets])
        )
    reset_states(model)


def weights(model):
    return [ops.convert_to_numpy(weight) for weight in model.weights]


def optimizer_variables(model):
    if not (model.compiled and model.optimizer and model.optimizer.built):
        return []
    return [ops.convert_to_numpy(variable) for variable in model.optimizer.variables]


def save(model, path):
    if path.suffix == ".json":
        path.write_text(model.to_json())
        model.save_weights(weights_of(path))
        return
    compilation = getattr(model, "_compile_config", None)
    kept = dict(compilation.config) if compilation else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that .h5 is the older format
        model.save(path)
    if compilation:  # from which saving as .h5 takes the optimizer away
        compilation.config = kept


def load(path):
    """Loads a file; returns the model and the warnings, without their numbers."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if path.suffix == ".json":
            model = keras.models.model_from_json(path.read_text())
            model.load_weights(weights_of(path))
        else:
            model = keras.models.load_model(path)
    messages = {
        re.sub(r"_?\d+", "", str(warning.message))
        for warning in caught
        if issubclass(warning.category, UserWarning)
    }
    return model, messages


def load_quietly(path, known):
    """Loads what Unroll wrote; a warning that Keras's own files do not raise is an error."""
    model, messages = load(path)
    if new := messages - known:
        raise Mismatch(f"Keras warns of {path.name}: {sorted(new)[0][:300]}")
    return model


class Double:
    """A context in which Keras makes models and arrays of 64 bits."""

    def __enter__(self):
        keras.config.set_floatx("float64")
        keras.config.set_dtype_policy("float64")

    def __exit__(self, *_):
        keras.config.set_floatx("float32")
        keras.config.set_dtype_policy("float32")


def in_double(text):
    return json.loads(json.dumps(text).replace("float32", "float64"))


def twin(model, values, optimizer_values=()):
    """The same model with other numbers; within `Double` it has double precision."""
    of_precision = in_double if keras.config.floatx() == "float64" else lambda config: config
    config = json.dumps(of_precision(json.loads(model.to_json())))
    made = keras.models.model_from_json(config)
    for weight, value in zip(made.weights, values, strict=True):
        weight.assign(value)
    compiled = model.get_compile_config() if model.compiled else None
    if compiled:
        made.compile_from_config(of_precision(compiled))
        made.optimizer.build(made.trainable_variables)
        variables = made.optimizer.variables
        for variable, value in zip(variables, optimizer_values):
            variable.assign(value)
    return made


def nudged(values):
    """The numbers, each but 0 moved by one unit in the last place, up or down."""
    random = numpy.random.default_rng(1)

    def nudge(value):
        if value.dtype.kind != "f":
            return value
        ends = random.choice([-numpy.inf, numpy.inf], value.shape).astype(value.dtype)
        return numpy.where(value == 0, value, numpy.nextafter(value, ends))

    return [nudge(value) for value in values]
