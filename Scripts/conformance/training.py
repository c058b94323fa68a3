"""Optimizers with everything that can be set on them, and how a drawn model is compiled and fed.

Lamb is left out: Keras cannot read back the files that it writes of it.
"""

from dataclasses import dataclass

import numpy
from keras import optimizers
from keras.optimizers import schedules

OPTIMIZERS = {}


@dataclass
class Fitting:
    """What a run of `fit` is given beside arrays and the size of a batch."""

    sample_weight: numpy.ndarray | None = None
    class_weight: dict | None = None
    validation: tuple | None = None  # inputs, targets
    validation_split: float | None = None


def optimizer(weight):
    def register(make):
        OPTIMIZERS[make] = weight
        return make

    return register


def draw_optimizer(draw):
    """An optimizer by name, or an object with options drawn one by one."""
    if draw.chance(0.15):
        return draw.one(
            "rmsprop", "adam", "sgd", "adamw", "nadam", "adamax", "adagrad", "adadelta", "ftrl",
            "lion",
        )  # fmt: skip
    return draw.weighted(OPTIMIZERS)(draw)


def learning_rate(draw, low, high):
    """A rate, or a schedule that changes it within ten steps."""
    rate = draw.log_real(low, high)
    if draw.chance(0.7):
        return rate
    staircase = draw.options(0.4, staircase=draw.flag)
    return draw.one(
        lambda: schedules.ExponentialDecay(rate, draw.integer(2, 6), 0.7, **staircase),
        lambda: schedules.InverseTimeDecay(rate, draw.integer(2, 6), 0.8, **staircase),
        lambda: schedules.PiecewiseConstantDecay([3, 6], [rate, rate / 2, rate / 5]),
        lambda: schedules.PolynomialDecay(
            rate, draw.integer(3, 8), rate / 10, draw.one(1.0, 2.0, 0.5), cycle=draw.flag()
        ),
        lambda: schedules.CosineDecay(rate, draw.integer(5, 12), draw.one(0.0, 0.1)),
        lambda: schedules.CosineDecay(
            rate / 10, draw.integer(4, 8), warmup_target=rate, warmup_steps=3
        ),
        lambda: schedules.CosineDecayRestarts(rate, 3, draw.one(1.0, 2.0), draw.one(1.0, 0.8)),
    )()


def common(draw, decays=True):
    """Options of all optimizers; at most one kind of clipping, as Keras demands."""
    chosen = {}
    if draw.chance(0.3):
        name = draw.one("clipnorm", "clipvalue", "global_clipnorm")
        chosen[name] = draw.log_real(0.02, 1.0)
    if decays:
        chosen |= draw.options(0.2, weight_decay=lambda: draw.log_real(1e-3, 5e-2))
    if draw.chance(0.15):
        chosen["use_ema"] = True
        chosen |= draw.options(
            0.6, ema_momentum=lambda: draw.real(0.5, 0.99),
            ema_overwrite_frequency=lambda: draw.integer(2, 5),
        )  # fmt: skip
    chosen |= draw.options(0.06, gradient_accumulation_steps=lambda: draw.integer(2, 4))
    return chosen


def betas(draw):
    return draw.options(
        0.3,
        beta_1=lambda: draw.real(0.5, 0.95),
        beta_2=lambda: draw.real(0.9, 0.999),
        epsilon=lambda: draw.log_real(1e-7, 1e-3),
    )


@optimizer(3)
def sgd(draw):
    chosen = draw.options(0.5, momentum=lambda: draw.real(0.3, 0.9), nesterov=draw.flag)
    return optimizers.SGD(learning_rate(draw, 0.01, 0.1), **chosen, **common(draw))


@optimizer(3)
def rmsprop(draw):
    chosen = draw.options(
        0.3, rho=lambda: draw.real(0.6, 0.95), momentum=lambda: draw.real(0.2, 0.8),
        centered=draw.flag, epsilon=lambda: draw.log_real(1e-7, 1e-3),
    )  # fmt: skip
    return optimizers.RMSprop(learning_rate(draw, 5e-4, 5e-3), **chosen, **common(draw))


@optimizer(3)
def adam(draw):
    chosen = betas(draw) | draw.options(0.3, amsgrad=draw.flag)
    return optimizers.Adam(learning_rate(draw, 1e-3, 2e-2), **chosen, **common(draw))


@optimizer(2)
def adamw(draw):
    chosen = betas(draw) | draw.options(0.3, amsgrad=draw.flag)
    return optimizers.AdamW(learning_rate(draw, 1e-3, 2e-2), **chosen, **common(draw))


@optimizer(1.5)
def nadam(draw):
    return optimizers.Nadam(learning_rate(draw, 1e-3, 1e-2), **betas(draw), **common(draw))


@optimizer(1.5)
def adamax(draw):
    return optimizers.Adamax(learning_rate(draw, 1e-3, 1e-2), **betas(draw), **common(draw))


@optimizer(1.5)
def adagrad(draw):
    chosen = draw.options(
        0.4, initial_accumulator_value=lambda: draw.real(0.05, 0.5),
        epsilon=lambda: draw.log_real(1e-7, 1e-3),
    )  # fmt: skip
    return optimizers.Adagrad(learning_rate(draw, 5e-3, 5e-2), **chosen, **common(draw))


@optimizer(1.5)
def adadelta(draw):
    chosen = draw.options(
        0.4, rho=lambda: draw.real(0.7, 0.97), epsilon=lambda: draw.log_real(1e-6, 1e-3)
    )
    return optimizers.Adadelta(learning_rate(draw, 0.1, 1.0), **chosen, **common(draw))


@optimizer(1.5)
def ftrl(draw):
    chosen = draw.options(
        0.3,
        learning_rate_power=lambda: draw.real(-0.8, -0.3),
        initial_accumulator_value=lambda: draw.real(0.05, 0.5),
        l1_regularization_strength=lambda: draw.log_real(1e-4, 1e-2),
        l2_regularization_strength=lambda: draw.log_real(1e-4, 1e-2),
        l2_shrinkage_regularization_strength=lambda: draw.log_real(1e-4, 1e-2),
        beta=lambda: draw.real(0.05, 0.5),
    )
    return optimizers.Ftrl(learning_rate(draw, 5e-3, 5e-2), **chosen, **common(draw))


@optimizer(1.5)
def lion(draw):
    chosen = draw.options(
        0.3, beta_1=lambda: draw.real(0.5, 0.95), beta_2=lambda: draw.real(0.9, 0.999)
    )
    return optimizers.Lion(learning_rate(draw, 1e-4, 1e-3), **chosen, **common(draw))


def compile_model(draw, drawn):
    """Compiles a drawn model for its tasks."""
    tasks = drawn.tasks
    several = len(tasks) > 1
    form = by_output(draw, drawn.model.output_names) if several else lambda values: values[0]
    chosen = {}
    if any(task.metrics for task in tasks):
        chosen["metrics"] = form([task.metrics for task in tasks])
    if any(task.weighted_metrics for task in tasks):
        chosen["weighted_metrics"] = form([task.weighted_metrics for task in tasks])
    if several and draw.flag():
        chosen["loss_weights"] = form([draw.real(0.2, 1.5) for _ in tasks])
    drawn.model.compile(draw_optimizer(draw), form([task.loss for task in tasks]), **chosen)


def by_output(draw, names):
    """How several outputs get what is theirs: in a list, or by their names."""
    is_named = draw.chance(0.3) and len(set(names)) == len(names)
    return (lambda values: dict(zip(names, values))) if is_named else list


def draw_fitting(draw, drawn, targets, validation):
    """Weights of samples or classes, and arrays for validation, each now and then.

    `validation` makes the arrays; models for one size of batch take none.
    """
    fitting = Fitting()
    if len(targets) == 1 and draw.chance(0.15):
        fitting.sample_weight = draw.random.uniform(0.1, 2, len(targets[0])).astype("float32")
    elif has_classes(drawn, targets) and draw.chance(0.3):
        fitting.class_weight = {0: draw.real(0.2, 2), 1: draw.real(0.2, 2)}
    if drawn.model.inputs[0].shape[0] is None and draw.chance(0.25):
        if draw.chance(0.3):
            fitting.validation_split = draw.one(0.1, 0.25, 0.34)
        else:
            fitting.validation = validation()
    return fitting


def has_classes(drawn, targets):
    """Whether Keras reads classes from the targets: numbers, or one of several as a row."""
    kinds = ("zeros_and_ones", "one_hot", "class_numbers")
    maker = getattr(drawn.tasks[0].targets, "__name__", "")
    is_plain = targets[0].ndim == 1 or (targets[0].ndim == 2 and maker != "class_numbers")
    several = maker == "zeros_and_ones" and targets[0].shape[-1] > 1
    return len(targets) == 1 and maker in kinds and is_plain and not several
