"""Activations, initializers, regularizers, constraints: what the options of layers are drawn from.

Left out on purpose: `glu` halves the features behind the back of its layer, `threshold` cannot be
named without its arguments.
"""

from keras import constraints, initializers, regularizers

ACTIVATIONS = [
    "linear", "tanh", "sigmoid", "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "softplus",
    "softsign", "hard_sigmoid", "hard_tanh", "hard_silu", "hard_shrink", "soft_shrink",
    "tanh_shrink", "silu", "swish", "hard_swish", "gelu", "mish", "squareplus", "sparse_plus",
    "sparse_sigmoid", "log_sigmoid", "exponential", "softmax", "log_softmax", "sparsemax",
]  # fmt: skip
# An exponential or a logarithm that feeds itself leaves the numbers of 32 bits within few steps.
EXPLOSIVE = {"exponential", "log_softmax", "log_sigmoid", "squareplus", "softplus", "sparse_plus"}
GATES = [
    "sigmoid", "hard_sigmoid", "tanh", "softsign", "sparse_sigmoid", "relu6", "hard_tanh",
    "softmax", "sparsemax", "hard_silu", "linear",
]  # fmt: skip


def activation(draw):
    """The activation of a layer without a state, most often a usual one."""
    return draw.one("relu", "tanh", "sigmoid") if draw.chance(0.3) else draw.one(*ACTIVATIONS)


def cell_activation(draw):
    """The activation of a recurrent layer, whose outputs come back as inputs."""
    return draw.one(*[name for name in ACTIVATIONS if name not in EXPLOSIVE])


def gate_activation(draw):
    return draw.one(*GATES)


def initializer(draw, is_matrix=True):
    """An initializer by name or with its arguments; the values are overwritten later."""
    names = [
        "zeros", "ones", "glorot_uniform", "glorot_normal", "he_normal", "he_uniform",
        "lecun_normal", "lecun_uniform", "random_normal", "random_uniform", "truncated_normal",
        "variance_scaling", "constant",
    ]  # fmt: skip
    if draw.flag():
        return draw.one(*names, *(["orthogonal"] if is_matrix else []))
    seed = draw.one(None, draw.integer(0, 10_000))
    return draw.one(
        lambda: initializers.Constant(draw.real(-0.5, 0.5)),
        lambda: initializers.RandomNormal(draw.real(-0.1, 0.1), draw.real(0.01, 0.2), seed),
        lambda: initializers.RandomUniform(-0.2, draw.real(0.0, 0.3), seed),
        lambda: initializers.TruncatedNormal(0.0, draw.real(0.01, 0.2), seed),
        lambda: initializers.VarianceScaling(
            draw.real(0.5, 2.0),
            draw.one("fan_in", "fan_out", "fan_avg"),
            draw.one("truncated_normal", "untruncated_normal", "uniform"),
            seed,
        ),
        lambda: draw.one(
            initializers.GlorotNormal, initializers.GlorotUniform, initializers.HeNormal,
            initializers.HeUniform, initializers.LecunNormal, initializers.LecunUniform,
        )(seed),
        lambda: draw.one(initializers.Zeros, initializers.Ones)(),
        *(
            [
                lambda: initializers.Orthogonal(draw.real(0.5, 1.5), seed),
                lambda: initializers.Identity(draw.real(0.5, 1.5)),
            ]
            if is_matrix
            else []
        ),
    )()


def regularizer(draw, is_matrix=False):
    """A penalty on weights or outputs, small beside the loss."""
    return draw.one(
        lambda: draw.one("l1", "l2", "L1") if draw.chance(0.4) else regularizers.L2(1e-3),
        lambda: regularizers.L1(draw.log_real(1e-4, 1e-2)),
        lambda: regularizers.L2(draw.log_real(1e-4, 1e-2)),
        lambda: regularizers.L1L2(draw.log_real(1e-4, 1e-2), draw.log_real(1e-4, 1e-2)),
        *(
            [
                lambda: regularizers.OrthogonalRegularizer(
                    draw.log_real(1e-4, 1e-2), draw.one("rows", "columns")
                )
            ]
            if is_matrix
            else []
        ),
    )()


def constraint(draw, is_matrix=True):
    axis = draw.one(0, 1) if is_matrix else 0
    return draw.one(
        lambda: constraints.MaxNorm(draw.real(0.3, 1.5), axis),
        lambda: constraints.UnitNorm(axis),
        lambda: constraints.NonNeg(),
        lambda: constraints.MinMaxNorm(
            draw.real(0.1, 0.4), draw.real(0.6, 1.5), draw.real(0.2, 1.0), axis
        ),
        lambda: draw.one("max_norm", "non_neg", "unit_norm", "min_max_norm"),
    )()


def of_weights(draw, *matrices, vectors=(), probability=0.12):
    """Initializers, regularizers and constraints of the weights named, each now and then."""
    options = {}
    for name, is_matrix in [*((m, True) for m in matrices), *((v, False) for v in vectors)]:
        options |= draw.options(
            probability,
            **{
                f"{name}_initializer": lambda m=is_matrix: initializer(draw, m),
                f"{name}_regularizer": lambda m=is_matrix: regularizer(draw, m),
                f"{name}_constraint": lambda m=is_matrix: constraint(draw, m),
            },
        )
    return options


def of_any_layer(draw, probability=0.07):
    """Options that every layer with weights has."""
    return draw.options(probability, trainable=lambda: False)


def activity(draw, probability=0.07):
    """A penalty on the outputs of a layer."""
    return draw.options(probability, activity_regularizer=lambda: regularizer(draw))


def padding(draw, *names):
    return draw.options(0.5, padding=lambda: draw.one(*names))
