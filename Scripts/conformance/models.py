"""Random models: chains and graphs of the layers of the registry."""

from dataclasses import dataclass, field

import keras
from keras import layers

import layers_core  # noqa: F401  (fills the registry)
import layers_graph
import layers_recurrent  # noqa: F401
import layers_sequence  # noqa: F401
import options
import tasks
from registry import Place, draw_layer, is_known, is_restricted

WORDS = 80
MOST_NUMBERS = 60  # of one row between two layers, so that models stay quick


@dataclass
class Source:
    """One input: its shape without the batch, and whether it holds the ids of words."""

    shape: tuple
    has_ids: bool = False
    dtype: str = "float32"


@dataclass
class Drawn:
    """A model with what is needed to feed and to train it."""

    model: keras.Model
    sources: list
    tasks: list = field(default_factory=list)
    batch: int = 4
    steps: int = 4

    @property
    def layers(self):
        """All layers, those of nested models and wrappers too."""
        return list(self.model._flatten_layers(include_self=False))

    @property
    def is_stateful(self):
        return any(getattr(layer, "stateful", False) for layer in self.layers)


def draw_model(draw):
    """A chain, as most models are, or a graph, unless only some layers are asked for."""
    if is_restricted() or draw.chance(0.6):
        return draw_chain(draw)
    return draw_graph(draw)


def fixed_batch(draw):
    """The size of a batch, and whether the model is built for it alone."""
    return draw.integer(2, 4), draw.chance(0.15)


def draw_source(draw, steps, kinds=("floats", "floats", "floats", "ids", "vector")):
    kind = draw.one(*kinds)
    if kind == "ids":
        return Source((steps,), True, draw.one("int32", "int32", "float32"))
    if kind == "vector":
        return Source((draw.integer(2, 5),))
    return Source((steps, draw.integer(2, 4)))


def make_input(source, batch, is_fixed, is_open, name=None):
    """The symbolic input of a source; an open one leaves the number of steps free."""
    shape = source.shape
    if is_open and (source.has_ids or len(shape) == 2):
        shape = (None, *shape[1:])
    if is_fixed:
        return keras.Input(batch_shape=(batch, *shape), dtype=source.dtype, name=name)
    return keras.Input(shape, dtype=source.dtype, name=name)


def embedding(draw):
    chosen = options.of_weights(draw, "embeddings") | options.of_any_layer(draw)
    return layers.Embedding(WORDS, draw.integer(2, 4), mask_zero=draw.flag(), **chosen)


def extend(draw, tensor, count):
    """Up to `count` layers on a tensor; returns the last tensor and the layers."""
    added = []
    for _ in range(count):
        layer = draw_layer(draw, Place.of(tensor))
        if layer is None:
            break
        following = layer(tensor)
        place = Place.of(following)
        if place.kind is None or place.size_at_most(6) > MOST_NUMBERS:
            continue
        tensor = following
        added.append(layer)
    return tensor, added


def draw_chain(draw):
    """A Sequential of one to six layers, the head counted."""
    batch, is_fixed = fixed_batch(draw)
    source = draw_source(draw, draw.integer(3, 5))
    is_open = draw.chance(0.15)
    tensor = make_input(source, batch, is_fixed, is_open)
    first = [embedding(draw)] if source.has_ids else []
    if is_known("masking") and draw.chance(0.2) and not first and len(source.shape) == 2:
        first = [layers.Masking()]
    for layer in first:
        tensor = layer(tensor)
    tensor, added = extend(draw, tensor, draw.integer(1, 4))
    if len(added) > 1 and draw.chance(0.1):
        added = [keras.Sequential(added[:-1]), added[-1]]
    head, task = tasks.draw_head(draw, Place.of(tensor))
    source_layer = make_input(source, batch, is_fixed, is_open)
    model = keras.Sequential([source_layer, *first, *added, *head])
    return Drawn(model, [source], [task], batch)


def draw_graph(draw):
    """A functional model of up to three inputs and outputs."""
    batch, is_fixed = fixed_batch(draw)
    steps = draw.integer(3, 4)
    sources = [draw_source(draw, steps) for _ in range(draw.weighted({1: 4, 2: 5, 3: 1}))]
    names = draw.flag()
    inputs = [
        make_input(source, batch, is_fixed, False, f"source_{index}" if names else None)
        for index, source in enumerate(sources)
    ]
    tensors = [
        embedding(draw)(tensor) if source.has_ids else tensor
        for source, tensor in zip(sources, inputs)
    ]
    for _ in range(draw.integer(1, 3)):
        tensors = layers_graph.apply_operation(draw, tensors, extend)
    while len(tensors) > 2 or (len(tensors) == 2 and draw.flag()):
        tensors = layers_graph.join(draw, tensors)
    chosen, outputs = [], []
    for tensor in tensors:
        head, task = tasks.draw_head(draw, Place.of(tensor))
        for layer in head:
            tensor = layer(tensor)
        outputs.append(tensor)
        chosen.append(task)
    single = len(outputs) == 1 and draw.flag()
    model = keras.Model(
        inputs[0] if len(inputs) == 1 and draw.flag() else inputs,
        outputs[0] if single else outputs,
    )
    return Drawn(model, sources, chosen, batch)
