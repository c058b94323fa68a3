"""The models that Scripts/roundtrip.py exchanges between Keras and Unroll."""

import keras
import numpy as np
from keras import layers

BATCH, TIME, FEATURES, UNITS, WORDS = 6, 7, 5, 4, 11

RECURRENT = {
    "simple_rnn": layers.SimpleRNN,
    "lstm": layers.LSTM,
    "gru": layers.GRU,
    "gru_reset_before": lambda *args, **options: layers.GRU(*args, reset_after=False, **options),
}


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


def optimizers():
    """Every optimizer, and every option that all of them have."""
    from keras import optimizers
    from keras.optimizers import schedules

    return {
        "rmsprop": optimizers.RMSprop(),
        "rmsprop_all": optimizers.RMSprop(
            0.002, rho=0.8, momentum=0.5, centered=True, clipnorm=1.0),
        "adam": optimizers.Adam(0.01, beta_1=0.8, beta_2=0.9),
        "adam_amsgrad": optimizers.Adam(amsgrad=True, global_clipnorm=2.0),
        "sgd": optimizers.SGD(0.1, clipvalue=0.5),
        "sgd_momentum": optimizers.SGD(0.1, momentum=0.9, nesterov=True),
        "adamw": optimizers.AdamW(0.01, weight_decay=0.02),
        "nadam": optimizers.Nadam(0.01, beta_1=0.8),
        "nadam_all": optimizers.Nadam(
            schedules.CosineDecay(0.1, 9, warmup_target=0.2, warmup_steps=4), weight_decay=0.1,
            use_ema=True, ema_momentum=0.8, gradient_accumulation_steps=2),
        "adamax": optimizers.Adamax(0.01, epsilon=1e-5),
        "adagrad": optimizers.Adagrad(0.1, initial_accumulator_value=0.2),
        "adadelta": optimizers.Adadelta(1.0, rho=0.9),
        "ftrl": optimizers.Ftrl(
            0.1, learning_rate_power=-0.6, l1_regularization_strength=0.01,
            l2_regularization_strength=0.02, l2_shrinkage_regularization_strength=0.03, beta=0.1),
        "lion": optimizers.Lion(0.01, beta_1=0.8),
        "lamb": optimizers.Lamb(0.01),
        "ema": optimizers.RMSprop(
            0.01, momentum=0.5, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=3),
        "accumulation": optimizers.Adam(0.01, gradient_accumulation_steps=3),
        "exponential": optimizers.SGD(schedules.ExponentialDecay(0.1, 5, 0.5, staircase=True)),
        "inverse_time": optimizers.Adam(schedules.InverseTimeDecay(1.0, 5, 0.5)),
        "piecewise": optimizers.Adam(schedules.PiecewiseConstantDecay([2, 5], [1.0, 0.5, 0.1])),
        "polynomial": optimizers.Lion(schedules.PolynomialDecay(0.1, 9, power=2.0, cycle=True)),
        "restarts": optimizers.Adagrad(
            schedules.CosineDecayRestarts(0.1, 3, t_mul=1.5, m_mul=0.9, alpha=0.1)),
    }


def compiled_models():
    """The same small model under every optimizer, loss and metric."""
    for name, optimizer in optimizers().items():
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
