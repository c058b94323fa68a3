"""Weights and arrays for drawn models."""

import numpy
from keras import layers

from models import WORDS


def set_weights(draw, model):
    """Gives every weight numbers, biases too, so that none can be left out unnoticed.

    The scales keep sums over a layer's inputs near one: outputs neither vanish nor saturate.
    """
    for weight in model.weights:
        weight.assign(values_of(draw, weight.path, tuple(weight.shape)))


def values_of(draw, path, shape):
    name = path.rsplit("/", 1)[-1]
    if "variance" in name:
        return draw.random.uniform(0.5, 1.5, shape).astype("float32")
    if "gamma" in name or "scale" in name or name == "alpha":
        return draw.random.uniform(0.3, 1.3, shape).astype("float32")
    if name == "embeddings":
        return draw.normal(*shape, scale=0.8)
    if len(shape) < 2 or "bias" in name:
        return draw.normal(*shape, scale=0.3)
    fan_in = max(1, int(numpy.prod(shape[:-1])))
    return draw.normal(*shape, scale=0.9 / fan_in**0.5)


def inputs(draw, drawn, rows):
    """One array for each input: numbers with masked steps, or ids of words."""
    masks = [layer.mask_value for layer in drawn.layers if isinstance(layer, layers.Masking)]
    return [array_of(draw, source, rows, masks) for source in drawn.sources]


def array_of(draw, source, rows, masks):
    if source.has_ids:
        return ids(draw, source, rows)
    array = draw.normal(rows, *source.shape)
    if masks and array.ndim == 3:
        hide_steps(draw, array, masks)
    return array


def ids(draw, source, rows):
    """Words, and 0 as padding at either end and inside."""
    array = draw.random.integers(1, WORDS, (rows, *source.shape))
    hide_steps(draw, array, [0])
    return array.astype(source.dtype)


def hide_steps(draw, array, values):
    """Masks steps: at the end, at the start, inside, and now and then a whole row."""
    steps = array.shape[1]
    for row in array:
        kind, value = draw.random.integers(6), values[draw.random.integers(len(values))]
        if kind < 2:
            row[draw.integer(1, steps) :] = value
        elif kind == 2:
            row[: draw.integer(0, steps - 1)] = value
        elif kind == 3:
            row[draw.integer(0, steps - 1)] = value
        elif kind == 4 and draw.chance(0.3):
            row[:] = value
