"""Dense layers, activations as layers, normalization."""

from keras import layers

import options
from registry import ANY, SEQUENCE, layer


@layer(ANY, weight=4)
def dense(draw, place):
    chosen = draw.options(0.6, activation=lambda: options.activation(draw))
    chosen |= draw.options(0.2, use_bias=draw.flag)
    chosen |= options.of_weights(draw, "kernel", vectors=["bias"])
    return layers.Dense(
        draw.integer(2, 6), **chosen, **options.activity(draw), **options.of_any_layer(draw)
    )


@layer(ANY, weight=1.5)
def activation(draw, place):
    return layers.Activation(options.activation(draw))


@layer(ANY, weight=0.7)
def relu(draw, place):
    return layers.ReLU(
        **draw.options(
            0.4,
            max_value=lambda: draw.real(0.5, 3),
            negative_slope=lambda: draw.real(0.05, 0.4),
            threshold=lambda: draw.real(0.05, 0.4),
        )
    )


@layer(ANY, weight=0.5)
def leaky_relu(draw, place):
    return layers.LeakyReLU(**draw.options(0.5, negative_slope=lambda: draw.real(0.05, 0.6)))


@layer(ANY, weight=0.5)
def elu(draw, place):
    return layers.ELU(**draw.options(0.5, alpha=lambda: draw.real(0.2, 1.5)))


@layer(ANY, weight=0.7)
def prelu(draw, place):
    if place.is_open and len(place.shape) == 2:
        shared = {"shared_axes": [1]}
    else:
        shared = draw.options(0.4, shared_axes=lambda: [1])
    return layers.PReLU(**shared, **options.of_weights(draw, vectors=["alpha"]))


@layer(ANY, weight=0.5)
def softmax(draw, place):
    if place.kind == SEQUENCE and not place.is_masked and draw.chance(0.3):
        return layers.Softmax(axis=1)
    # With a mask, Softmax wants one of its input's own shape, which no sequence carries.
    return None if place.is_masked else layers.Softmax()


@layer(ANY, weight=2)
def batch_normalization(draw, place):
    chosen = draw.options(
        0.25,
        momentum=lambda: draw.real(0.6, 0.99),
        epsilon=lambda: draw.log_real(1e-3, 1e-2),
        center=draw.flag,
        scale=draw.flag,
    )
    if place.kind == SEQUENCE and not place.is_open and not place.is_masked and draw.chance(0.15):
        chosen["axis"] = 1
    chosen |= options.of_weights(draw, vectors=["beta", "gamma"], probability=0.06)
    return layers.BatchNormalization(**chosen, **options.of_any_layer(draw))


@layer(ANY, weight=2)
def layer_normalization(draw, place):
    if place.features < 2:
        return None
    chosen = draw.options(
        0.25, epsilon=lambda: draw.log_real(1e-3, 1e-2), center=draw.flag, scale=draw.flag
    )
    if place.kind == SEQUENCE and not place.is_open and draw.chance(0.15):
        chosen["axis"] = draw.one([1, 2], [-2, -1])
    chosen |= draw.options(0.1, rms_scaling=lambda: True)
    chosen |= options.of_weights(draw, vectors=["beta", "gamma"], probability=0.06)
    return layers.LayerNormalization(**chosen, **options.of_any_layer(draw))


@layer(ANY, weight=0.4)
def unit_normalization(draw, place):
    if place.kind == SEQUENCE and not place.is_open and draw.chance(0.3):
        return layers.UnitNormalization(axis=draw.one(1, [1, 2]))
    return layers.UnitNormalization() if place.features > 1 else None


@layer(ANY, weight=0.3)
def activity_regularization(draw, place):
    factors = draw.options(
        0.6, l1=lambda: draw.log_real(1e-4, 1e-2), l2=lambda: draw.log_real(1e-4, 1e-2)
    )
    return layers.ActivityRegularization(**factors)


@layer(ANY, weight=0.2)
def identity(draw, place):
    return layers.Identity()
