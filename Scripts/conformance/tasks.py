"""What models are trained for: a head, a loss, targets that go with it, metrics.

A task is drawn by a function `(draw, place)` that returns a `Task`. The head gives the predictions
the range that the loss wants, so that no loss is computed from numbers that it clips.

Left out is what Keras's own files do not keep (the `delta` of Huber, the `axis` of a cosine) and
what Unroll does not promise (Dice, Tversky, generalized cross-entropy, CTC, Circle).
"""

from dataclasses import dataclass, field
from typing import Any, Callable

import numpy
from keras import layers, losses, metrics

from registry import SEQUENCE, VECTOR

TASKS = {}


@dataclass
class Task:
    """A loss, and what makes its targets for predictions of a shape."""

    loss: Any
    activation: Any
    targets: Callable  # (draw, shape of the predictions) -> array
    metrics: list = field(default_factory=list)
    weighted_metrics: list = field(default_factory=list)
    units: int | None = None
    needs_head: bool = True


def task(weight):
    def register(make):
        TASKS[make] = weight
        return make

    return register


def draw_head(draw, place):
    """Layers that end a model, and its task there."""
    chosen = draw.weighted(TASKS)(draw, place)
    if not chosen.needs_head and draw.chance(0.3):
        return [], chosen
    units = chosen.units or draw.integer(1, 3)
    if place.kind == SEQUENCE and place.steps is not None and draw.chance(0.15):
        return [layers.TimeDistributed(layers.Dense(units, activation=chosen.activation))], chosen
    if chosen.activation is not None and draw.chance(0.15):
        return [layers.Dense(units), layers.Activation(chosen.activation)], chosen
    return [layers.Dense(units, activation=chosen.activation)], chosen


def reduction(draw):
    return draw.options(0.12, reduction=lambda: draw.one("sum", "mean_with_sample_weight"))


def named_or_made(draw, name, make):
    """A loss by its name, or the object with options."""
    return name if draw.chance(0.3) else make()


def metric(draw, name, make):
    """As `named_or_made`; an object now and then has a name of its own."""
    return name if draw.flag() else make(**draw.options(0.15, name=lambda: f"my_{name}"))


# Targets


def values(draw, shape):
    return draw.normal(*shape)


def far_from_zero(draw, shape):
    magnitude = draw.random.uniform(0.5, 2, shape)
    return (magnitude * draw.random.choice([-1, 1], shape)).astype("float32")


def positive(draw, shape):
    return draw.random.uniform(0.1, 3, shape).astype("float32")


def zeros_and_ones(draw, shape):
    return draw.random.integers(0, 2, shape).astype(draw.one("float32", "int32"))


def signs(draw, shape):
    return draw.random.choice([-1.0, 1.0], shape).astype("float32")


def one_hot(draw, shape):
    return numpy.eye(shape[-1], dtype="float32")[draw.random.integers(0, shape[-1], shape[:-1])]


def distributions(draw, shape):
    drawn = draw.random.uniform(0.1, 1, shape)
    return (drawn / drawn.sum(-1, keepdims=True)).astype("float32")


def class_numbers(draw, shape):
    return draw.random.integers(0, shape[-1], shape[:-1]).astype("int32")


# Tasks


def regression_metrics(draw, place):
    choices = [
        metric(draw, "mean_absolute_error", metrics.MeanAbsoluteError),
        metric(draw, "mean_squared_error", metrics.MeanSquaredError),
        draw.one("mae", "mse"),
        metrics.RootMeanSquaredError(),
        metrics.LogCoshError(),
        metrics.CosineSimilarity(),
        metrics.MeanAbsolutePercentageError(),
        metrics.MeanSquaredLogarithmicError(),
    ]
    return draw.some(choices, 2)


@task(5)
def regression(draw, place):
    loss = draw.one(
        lambda: named_or_made(
            draw,
            draw.one("mse", "MSE", "mean_squared_error"),
            lambda: losses.MeanSquaredError(**reduction(draw)),
        ),
        lambda: named_or_made(
            draw,
            draw.one("mae", "mean_absolute_error"),
            lambda: losses.MeanAbsoluteError(**reduction(draw)),
        ),
        lambda: named_or_made(
            draw, "huber", lambda: losses.Huber(**reduction(draw))
        ),
        lambda: named_or_made(draw, "log_cosh", lambda: losses.LogCosh(**reduction(draw))),
    )()
    return Task(loss, None, values, regression_metrics(draw, place), needs_head=False)


@task(1)
def cosine(draw, place):
    loss = named_or_made(draw, "cosine_similarity", lambda: losses.CosineSimilarity())
    return Task(loss, None, values, regression_metrics(draw, place), units=draw.integer(2, 3))


@task(0.7)
def percentage(draw, place):
    loss = named_or_made(
        draw, "mean_absolute_percentage_error", losses.MeanAbsolutePercentageError
    )
    return Task(loss, None, far_from_zero, draw.some(["mape", "mae"], 1))


@task(1.5)
def counts(draw, place):
    """Predictions above zero."""
    loss = draw.one(
        lambda: named_or_made(draw, "poisson", lambda: losses.Poisson(**reduction(draw))),
        lambda: named_or_made(
            draw, "mean_squared_logarithmic_error", losses.MeanSquaredLogarithmicError
        ),
    )()
    chosen = draw.some(["poisson", "msle", "mae"], 2)
    return Task(loss, draw.one("softplus", "exponential"), positive, chosen)


@task(1.5)
def hinge(draw, place):
    loss, name = draw.one(
        (losses.Hinge, "hinge"),
        (losses.SquaredHinge, "squared_hinge"),
        (losses.CategoricalHinge, "categorical_hinge"),
    )
    is_categorical = loss is losses.CategoricalHinge
    return Task(
        named_or_made(draw, name, lambda: loss(**reduction(draw))),
        draw.one(None, "tanh"),
        one_hot if is_categorical else signs,
        draw.some([metric(draw, name, getattr(metrics, loss.__name__))], 1),
        units=draw.integer(2, 4) if is_categorical else None,
    )


def binary_metrics(draw, is_probability=True):
    threshold = draw.real(0.3, 0.7)
    choices = [
        draw.one("accuracy", "acc"),
        metric(draw, "binary_accuracy", metrics.BinaryAccuracy),
        metrics.BinaryAccuracy(threshold=threshold),
        metric(draw, "mean_squared_error", metrics.MeanSquaredError),
    ]
    if is_probability:
        choices += [
            metric(draw, "binary_crossentropy", metrics.BinaryCrossentropy),
            metrics.Precision(**draw.options(0.4, thresholds=lambda: threshold)),
            metrics.Recall(**draw.options(0.4, thresholds=lambda: threshold)),
            metrics.AUC(**draw.options(0.3, curve=lambda: "PR", num_thresholds=lambda: 50)),
            metrics.PrecisionAtRecall(draw.real(0.3, 0.7)),
            metrics.RecallAtPrecision(draw.real(0.3, 0.7)),
            metrics.SensitivityAtSpecificity(draw.real(0.3, 0.7)),
            metrics.SpecificityAtSensitivity(draw.real(0.3, 0.7)),
            metrics.Precision(thresholds=[0.3, threshold]),
            metrics.TruePositives(),
            metrics.TrueNegatives(),
            metrics.FalsePositives(),
            metrics.FalseNegatives(),
        ]
    return draw.some(choices, 3)


@task(6)
def binary(draw, place):
    chosen = draw.options(
        0.25, from_logits=draw.flag, label_smoothing=lambda: draw.real(0.02, 0.2)
    )
    if draw.chance(0.25):
        chosen |= draw.options(
            0.5, apply_class_balancing=draw.flag, alpha=lambda: draw.real(0.1, 0.6),
            gamma=lambda: draw.real(1, 3),
        )  # fmt: skip
        loss = losses.BinaryFocalCrossentropy(**chosen, **reduction(draw))
    elif not chosen and draw.flag():
        loss = draw.one("binary_crossentropy", "bce")
    else:
        loss = losses.BinaryCrossentropy(**chosen, **reduction(draw))
    has_logits = chosen.get("from_logits", False)
    metrics_ = binary_metrics(draw, not has_logits)
    weighted = draw.some(["accuracy", "mse"], 1) if draw.chance(0.15) else []
    if "accuracy" in metrics_:
        weighted = []
    units = 1 if draw.flag() else None
    activation = None if has_logits else "sigmoid"
    return Task(loss, activation, zeros_and_ones, metrics_, weighted, units=units)


def categorical_metrics(draw, place):
    choices = [
        draw.one("accuracy", "acc"),
        metric(draw, "categorical_accuracy", metrics.CategoricalAccuracy),
        metrics.TopKCategoricalAccuracy(k=2),
        metric(draw, "categorical_crossentropy", metrics.CategoricalCrossentropy),
    ]
    if place.kind == VECTOR:
        average = draw.one("macro", "micro", "weighted")
        choices.append(metrics.F1Score(average))
        choices.append(metrics.FBetaScore(average, beta=draw.real(0.5, 2)))
    return draw.some(choices, 2)


@task(3)
def categorical(draw, place):
    units = draw.integer(3, 5)
    chosen = draw.options(
        0.25, from_logits=draw.flag, label_smoothing=lambda: draw.real(0.02, 0.2)
    )
    if draw.chance(0.2):
        chosen |= draw.options(0.5, alpha=lambda: draw.real(0.1, 0.6), gamma=lambda: 1.5)
        made = losses.CategoricalFocalCrossentropy(**chosen, **reduction(draw))
    elif not chosen and draw.flag():
        made = "categorical_crossentropy"
    else:
        made = losses.CategoricalCrossentropy(**chosen, **reduction(draw))
    activation = None if chosen.get("from_logits") else "softmax"
    found = categorical_metrics(draw, place) if activation else draw.some(["accuracy"], 1)
    return Task(made, activation, one_hot, found, units=units)


@task(0.7)
def divergence(draw, place):
    loss = named_or_made(
        draw, draw.one("kl_divergence", "kld"), lambda: losses.KLDivergence(**reduction(draw))
    )
    found = draw.some([metric(draw, "kl_divergence", metrics.KLDivergence)], 1)
    return Task(loss, "softmax", distributions, found, units=draw.integer(2, 4))


@task(3)
def sparse(draw, place):
    units = draw.integer(3, 5)
    chosen = draw.options(
        0.2, from_logits=draw.flag, ignore_class=lambda: draw.integer(0, units - 1)
    )
    if not chosen and draw.flag():
        loss = "sparse_categorical_crossentropy"
    else:
        loss = losses.SparseCategoricalCrossentropy(**chosen, **reduction(draw))
    found = draw.some(
        [
            draw.one("accuracy", "acc"),
            metric(draw, "sparse_categorical_accuracy", metrics.SparseCategoricalAccuracy),
            metrics.SparseTopKCategoricalAccuracy(k=2),
            # Of numbers that are no probabilities the backends make different ones.
            metrics.SparseCategoricalCrossentropy(from_logits=chosen.get("from_logits", False)),
        ],
        2,
    )
    activation = None if chosen.get("from_logits") else "softmax"
    return Task(loss, activation, class_numbers, found, units=units)
