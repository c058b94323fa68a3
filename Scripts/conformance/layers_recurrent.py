"""Recurrent layers, cells, and what wraps them."""

from keras import layers

import options
from registry import ANY, SEQUENCE, VECTOR, layer

CELLS = {
    "simple": (layers.SimpleRNN, layers.SimpleRNNCell),
    "lstm": (layers.LSTM, layers.LSTMCell),
    "gru": (layers.GRU, layers.GRUCell),
}


def units(draw):
    return draw.integer(2, 5)


def cell_options(draw, kind):
    """Options that a recurrent layer and its cell have alike."""
    chosen = draw.options(
        0.3,
        activation=lambda: options.cell_activation(draw),
        use_bias=draw.flag,
        dropout=draw.rate,
        recurrent_dropout=draw.rate,
    )
    if kind != "simple":
        chosen |= draw.options(0.3, recurrent_activation=lambda: options.gate_activation(draw))
    if kind == "lstm":
        chosen |= draw.options(0.2, unit_forget_bias=draw.flag)
    if kind == "gru":
        chosen |= draw.options(0.3, reset_after=draw.flag)
    return chosen | options.of_weights(
        draw, "kernel", "recurrent", vectors=["bias"], probability=0.08
    )


def loop_options(draw, place, is_open_ended=True):
    """Options of the loop over the steps, those of `RNN` itself."""
    chosen = draw.options(0.25, go_backwards=draw.flag)
    if is_open_ended:
        chosen |= draw.options(0.6, return_sequences=draw.flag)
    # Unrolled, Keras on TensorFlow and JAX ignores zero_output_for_mask: one of the two.
    if place.steps is not None and draw.chance(0.12):
        chosen["unroll"] = True
    else:
        chosen |= draw.options(0.5 if place.is_masked else 0.05, zero_output_for_mask=draw.flag)
    if place.batch is not None and draw.chance(0.6):
        chosen["stateful"] = True
    return chosen


def plain(draw, place, **fixed):
    """One recurrent layer of the three kinds; `fixed` options are not drawn."""
    kind = draw.one(*CELLS)
    chosen = cell_options(draw, kind) | loop_options(draw, place, "return_sequences" not in fixed)
    chosen |= options.activity(draw) | options.of_any_layer(draw)
    return CELLS[kind][0](**({"units": units(draw)} | chosen | fixed))


@layer(SEQUENCE, weight=8)
def recurrent(draw, place):
    return plain(draw, place)


@layer(SEQUENCE, weight=4)
def bidirectional(draw, place):
    """Two directions, mirrored or of their own options."""
    merge = draw.one("concat", "sum", "mul", "ave")
    forward, backward = directions(draw, place)
    if backward is not None:
        return layers.Bidirectional(forward, merge_mode=merge, backward_layer=backward)
    return layers.Bidirectional(forward, merge_mode=merge, **options.activity(draw))


def directions(draw, place, **chosen):
    """A layer that reads forward, and now and then one of its own that reads backward."""
    stateful = place.batch is not None and draw.flag()
    chosen |= {"return_sequences": draw.flag(), "stateful": stateful}
    forward = plain(draw, place, go_backwards=False, **chosen)
    if draw.chance(0.25):
        zeroes = getattr(forward, "zero_output_for_mask", False)
        # Keras takes the shape of the output from the forward layer alone.
        chosen |= {"units": forward.units, "unroll": forward.unroll}
        return forward, plain(
            draw, place, go_backwards=True, zero_output_for_mask=zeroes, **chosen
        )
    return forward, None


def cell(draw):
    kind = draw.one(*CELLS)
    return CELLS[kind][1](units(draw), **cell_options(draw, kind))


@layer(SEQUENCE, weight=2)
def rnn_over_cell(draw, place):
    return layers.RNN(cell(draw), **loop_options(draw, place))


@layer(SEQUENCE, weight=2)
def rnn_over_stack(draw, place):
    """Several cells in one loop, as a list or stacked by hand."""
    cells = [cell(draw) for _ in range(draw.integer(1, 3))]
    stack = cells if draw.flag() else layers.StackedRNNCells(cells)
    return layers.RNN(stack, **loop_options(draw, place))


@layer(SEQUENCE)
def time_distributed(draw, place):
    if place.steps is None:
        return None
    inner = draw.one(
        lambda: layers.Dense(units(draw), activation=options.activation(draw)),
        lambda: layers.Activation(options.activation(draw)),
        lambda: layers.Dropout(draw.rate()),
        lambda: layers.LayerNormalization(),
    )
    return layers.TimeDistributed(inner())


@layer(SEQUENCE, weight=2)
def masking(draw, place):
    return None if place.is_masked else layers.Masking(draw.one(0.0, 0.0, -1.0))


@layer(VECTOR, weight=2)
def repeat_vector(draw, place):
    return layers.RepeatVector(draw.integer(2, 4))


@layer(ANY)
def dropout(draw, place):
    if place.kind == SEQUENCE and draw.chance(0.3):
        shape = draw.one((None, 1, None), (None, None, 1))
        return layers.Dropout(draw.rate(), noise_shape=shape, seed=draw.one(None, 7))
    return layers.Dropout(draw.rate(), seed=draw.one(None, 7))


@layer(SEQUENCE)
def spatial_dropout(draw, place):
    return layers.SpatialDropout1D(draw.rate())


@layer(ANY, weight=0.5)
def gaussian_noise(draw, place):
    return layers.GaussianNoise(draw.rate())


@layer(ANY, weight=0.5)
def gaussian_dropout(draw, place):
    return layers.GaussianDropout(draw.rate())


@layer(ANY, weight=0.3)
def alpha_dropout(draw, place):
    return layers.AlphaDropout(draw.rate())
