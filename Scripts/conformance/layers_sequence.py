"""Layers that convolve, pool, pad and reorder sequences.

Left out on purpose: `data_format="channels_first"`, which Unroll refuses by name.
"""

from keras import layers

import options
from registry import ANY, SEQUENCE, VECTOR, layer


@layer(SEQUENCE, weight=4)
def conv1d(draw, place):
    """A convolution whose window fits into the sequence, unless it is padded."""
    steps = place.steps or 4
    padding = draw.one("valid", "same", "causal")
    most = 3 if padding != "valid" else min(3, steps)
    if most < 1:
        return None
    kernel = draw.integer(1, most)
    chosen = {}
    if draw.chance(0.4):
        chosen["strides"] = 2
    elif kernel > 1 and (padding != "valid" or 2 * (kernel - 1) + 1 <= steps) and draw.chance(0.4):
        chosen["dilation_rate"] = 2
    filters = draw.integer(2, 5)
    if place.features % 2 == 0 and draw.chance(0.25):
        filters, chosen["groups"] = 4, 2
    chosen |= draw.options(0.4, activation=lambda: options.activation(draw), use_bias=draw.flag)
    chosen |= options.of_weights(draw, vectors=["kernel", "bias"], probability=0.08)
    chosen |= options.activity(draw) | options.of_any_layer(draw)
    return layers.Conv1D(filters, kernel, padding=padding, **chosen)


def pooling(draw, place, kind):
    steps = place.steps or 4
    if steps < 2:
        return None
    chosen = draw.options(0.4, strides=lambda: draw.integer(1, 3))
    return kind(draw.integer(2, min(3, steps)), **chosen, **options.padding(draw, "valid", "same"))


@layer(SEQUENCE)
def max_pooling(draw, place):
    return pooling(draw, place, layers.MaxPooling1D)


@layer(SEQUENCE)
def average_pooling(draw, place):
    return pooling(draw, place, layers.AveragePooling1D)


@layer(SEQUENCE, weight=2)
def global_max_pooling(draw, place):
    return layers.GlobalMaxPooling1D(**draw.options(0.25, keepdims=draw.flag))


@layer(SEQUENCE, weight=2)
def global_average_pooling(draw, place):
    return layers.GlobalAveragePooling1D(**draw.options(0.25, keepdims=draw.flag))


@layer(SEQUENCE)
def up_sampling(draw, place):
    return layers.UpSampling1D(draw.integer(2, 3)) if (place.steps or 3) <= 4 else None


@layer(SEQUENCE)
def zero_padding(draw, place):
    return layers.ZeroPadding1D(draw.one(1, 2, (0, 1), (2, 1)))


@layer(SEQUENCE)
def cropping(draw, place):
    steps = place.steps or 4
    fitting = [crop for crop in [(1, 1), (0, 1), (1, 0), (0, 2)] if sum(crop) < steps]
    return layers.Cropping1D(draw.one(*fitting)) if fitting else None


@layer(ANY, weight=1.5)
def flatten(draw, place):
    return None if place.is_open else layers.Flatten()


@layer(ANY)
def reshape(draw, place):
    """Another shape of one or two dimensions with as many numbers."""
    if place.is_open:
        return None
    size = place.size
    pairs = [(n, size // n) for n in range(1, size + 1) if size % n == 0 and n <= 12]
    shape = draw.one(*pairs, (size,)) if size <= 40 else (size,)
    if len(shape) == 2 and draw.chance(0.3):
        shape = (shape[0], -1)
    return layers.Reshape(shape)


@layer(SEQUENCE)
def permute(draw, place):
    return None if place.is_open else layers.Permute(draw.one((2, 1), (2, 1), (1, 2)))


@layer(VECTOR, weight=0.3)
def permute_vector(draw, place):
    return layers.Permute((1,))
