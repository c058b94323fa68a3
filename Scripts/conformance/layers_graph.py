"""What only a functional graph can hold: merges, attention, states handed on, shared and nested.

An operation is a function `(draw, tensors, extend)` that returns the tensors that are open after
it, or None where the tensors allow none. `extend(draw, tensor, count)` adds plain layers.
"""

import keras
from keras import layers

import layers_recurrent
from registry import SEQUENCE, VECTOR, Place, draw_layer

OPERATIONS = {}


def operation(weight):
    def register(make):
        OPERATIONS[make] = weight
        return make

    return register


def apply_operation(draw, tensors, extend):
    fitting = dict(OPERATIONS)
    while fitting:
        chosen = draw.weighted(fitting)
        following = chosen(draw, list(tensors), extend)
        if following is not None:
            return following
        del fitting[chosen]
    return tensors


def take(draw, tensors, kind=None):
    """Removes a tensor of a kind from the list and returns it; None if there is none."""
    fitting = [t for t in tensors if kind is None or Place.of(t).kind == kind]
    if not fitting:
        return None
    chosen = draw.one(*fitting)
    tensors[:] = [tensor for tensor in tensors if tensor is not chosen]
    return chosen


def as_vector(draw, tensor):
    """A vector of a tensor of any kind."""
    place = Place.of(tensor)
    if place.kind == VECTOR:
        return tensor
    only = ["recurrent", "global_max_pooling", "global_average_pooling", "flatten"]
    for _ in range(6):
        vector = draw_layer(draw, place, only)(tensor)
        if Place.of(vector).kind == VECTOR:
            return vector
    return layers.GlobalMaxPooling1D()(tensor)


def as_sequence(draw, tensor, steps=3):
    place = Place.of(tensor)
    return tensor if place.kind == SEQUENCE else layers.RepeatVector(steps)(tensor)


def with_features(draw, tensor, features):
    if Place.of(tensor).features == features and draw.chance(0.7):
        return tensor
    return layers.Dense(features, activation=draw.one(None, "tanh"))(tensor)


def alike(draw, first, second):
    """Two tensors of one shape, by way of vectors or of sequences of equal length."""
    one, other = Place.of(first), Place.of(second)
    if one.kind == other.kind == SEQUENCE and one.steps == other.steps:
        return first, with_features(draw, second, one.features)
    first, second = as_vector(draw, first), as_vector(draw, second)
    return first, with_features(draw, second, Place.of(first).features)


@operation(3)
def plain_layers(draw, tensors, extend):
    tensor = take(draw, tensors)
    return [*tensors, extend(draw, tensor, draw.integer(1, 2))[0]]


@operation(1)
def branch(draw, tensors, extend):
    """Two ways on from one tensor, one of which may be no layer at all."""
    if len(tensors) > 2:
        return None
    tensor = take(draw, tensors)
    return [
        *tensors,
        extend(draw, tensor, draw.integer(1, 2))[0],
        extend(draw, tensor, draw.integer(0, 1))[0],
    ]


@operation(2)
def merge(draw, tensors, extend):
    return join(draw, tensors) if len(tensors) > 1 else None


def join(draw, tensors):
    """Merges two tensors into one with any of the layers that merge."""
    first, second = take(draw, tensors), take(draw, tensors)
    made = draw.weighted({elementwise: 3, concatenate: 2, dot: 1, attention: 2})
    return [*tensors, made(draw, first, second)]


def elementwise(draw, first, second):
    first, second = alike(draw, first, second)
    merged = [first, second]
    kind = draw.one(
        layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum,
        layers.Minimum,
    )  # fmt: skip
    if kind is not layers.Subtract and draw.chance(0.2):
        merged.append(with_features(draw, second, Place.of(first).features))
    return kind()(merged)


def concatenate(draw, first, second):
    one, other = Place.of(first), Place.of(second)
    if one.kind == other.kind == SEQUENCE and one.features == other.features and draw.flag():
        return layers.Concatenate(axis=1)([first, second])
    if one.kind != other.kind or one.shape[:-1] != other.shape[:-1]:
        first, second = as_vector(draw, first), as_vector(draw, second)
    return layers.Concatenate(**draw.options(0.3, axis=lambda: -1))([first, second])


def dot(draw, first, second):
    normalize = draw.chance(0.4)
    one, other = Place.of(first), Place.of(second)
    if one.kind == other.kind == SEQUENCE and draw.flag():
        second = with_features(draw, second, one.features)
        return layers.Dot(axes=2, normalize=normalize)([first, second])
    first, second = as_vector(draw, first), as_vector(draw, second)
    second = with_features(draw, second, Place.of(first).features)
    return layers.Dot(axes=draw.one(1, -1), normalize=normalize)([first, second])


def attention(draw, first, second):
    """Attention of one sequence to another, or of a sequence to itself."""
    query = as_sequence(draw, first)
    value = with_features(draw, as_sequence(draw, second), Place.of(query).features)
    arrays = [query, value]
    if draw.chance(0.3):
        arrays.append(layers.Dense(Place.of(query).features)(value))
    chosen = draw.options(0.4, use_scale=draw.flag, dropout=draw.rate)
    if draw.flag():
        made = layers.Attention(score_mode=draw.one("dot", "concat"), **chosen)
    else:
        made = layers.AdditiveAttention(**chosen)
    return made(arrays, **draw.options(0.25, use_causal_mask=lambda: True))


@operation(1)
def self_attention(draw, tensors, extend):
    tensor = take(draw, tensors, SEQUENCE)
    return None if tensor is None else [*tensors, attention(draw, tensor, tensor)]


@operation(3)
def encoder_decoder(draw, tensors, extend):
    """The states of one recurrent layer begin another, of the same kind and size."""
    tensor = take(draw, tensors, SEQUENCE)
    if tensor is None:
        return None
    decoded = take(draw, tensors, SEQUENCE)
    decoded = tensor if decoded is None else decoded
    kind = draw.one(*layers_recurrent.CELLS)
    units, make = layers_recurrent.units(draw), layers_recurrent.CELLS[kind][0]

    def recurrent(**fixed):
        return make(units, **(layers_recurrent.cell_options(draw, kind) | fixed))

    if draw.chance(0.3):
        encoder = layers.Bidirectional(recurrent(return_state=True))
        decoder = layers.Bidirectional(recurrent(return_sequences=draw.flag()))
    else:
        encoder = recurrent(return_state=True, return_sequences=draw.flag())
        decoder = recurrent(return_sequences=draw.flag(), go_backwards=draw.chance(0.2))
    output, *states = encoder(tensor)
    following = [*tensors, decoder(decoded, initial_state=states)]
    return [*following, output] if draw.chance(0.2) else following


@operation(1)
def states_as_outputs(draw, tensors, extend):
    """A recurrent layer whose output and one of whose states are both used."""
    tensor = take(draw, tensors, SEQUENCE)
    if tensor is None:
        return None
    made = layers_recurrent.plain(draw, Place.of(tensor), return_state=True)
    output, *states = made(tensor)
    return [*tensors, output, draw.one(*states)]


@operation(1)
def directions_apart(draw, tensors, extend):
    """Both outputs of two directions that are not merged, or their states beside what is."""
    tensor = take(draw, tensors, SEQUENCE)
    if tensor is None or len(tensors) > 1:
        return None
    fixed = {"return_state": True} if draw.flag() else {}
    forward, backward = layers_recurrent.directions(draw, Place.of(tensor), **fixed)
    if backward is not None and type(backward) is not type(forward):
        backward = None
    merge = draw.one("concat", "sum", "ave") if fixed else None
    made = layers.Bidirectional(forward, merge_mode=merge, backward_layer=backward)
    first, *others = made(tensor)
    return [*tensors, first, draw.one(*others)]


@operation(1)
def shared_embedding(draw, tensors, extend):
    """Words of two inputs by one table; the second input is the first one's words in another way."""
    found = [t for t in tensors if isinstance(t._keras_history.operation, layers.Embedding)]
    if not found:
        return None
    made, words = found[0]._keras_history.operation, found[0]._keras_history.operation.input
    return [*tensors, extend(draw, made(words), 1)[0]] if len(tensors) < 3 else None


@operation(1)
def states_from_a_vector(draw, tensors, extend):
    """A vector begins a recurrent layer: what a caption's decoder does with its picture."""
    tensor, vector = take(draw, tensors, SEQUENCE), take(draw, tensors, VECTOR)
    if tensor is None or vector is None:
        return None
    made = layers_recurrent.plain(draw, Place.of(tensor), stateful=False)
    count = 2 if isinstance(made, layers.LSTM) else 1
    states = [layers.Dense(made.units, activation="tanh")(vector) for _ in range(count)]
    return [*tensors, made(tensor, initial_state=states if count > 1 or draw.flag() else states[0])]


@operation(2)
def shared(draw, tensors, extend):
    """One layer on two tensors of equal features."""
    first, second = take(draw, tensors, SEQUENCE), take(draw, tensors, SEQUENCE)
    if first is None:
        return None
    second = layers.Dense(Place.of(first).features)(first) if second is None else second
    second = with_features(draw, second, Place.of(first).features)
    only = ["recurrent", "bidirectional", "dense", "conv1d", "rnn_over_cell", "layer_normalization"]
    one, other = Place.of(first), Place.of(second)
    made = draw_layer(draw, one if (one.steps or 9) <= (other.steps or 9) else other, only)
    return [*tensors, made(first), made(second)]


@operation(1.5)
def nested(draw, tensors, extend):
    """A model as a layer, a chain or a graph."""
    tensor = take(draw, tensors)
    place = Place.of(tensor)
    source = keras.Input(batch_shape=(place.batch, *place.shape))
    result, added = extend(draw, source, draw.integer(1, 2))
    if not added:
        return None
    if draw.flag():
        source = keras.Input(batch_shape=(place.batch, *place.shape))
        model = keras.Sequential([source, *added])
    else:
        model = keras.Model(source, result)
    if len(tensors) < 2 and draw.chance(0.3):
        other = layers.Activation(draw.one("tanh", "softsign"))(tensor)
        return [*tensors, model(tensor), model(other)]
    return [*tensors, model(tensor)]
