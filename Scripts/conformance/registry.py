"""Which layers there are to draw, and where each can stand.

A generator is a function `(draw, place)` that returns a new Keras layer which is valid at that
place, or None where the place allows none. Adding a layer to the harness is one such function:

    @layer(SEQUENCE)
    def my_layer(draw, place):
        return layers.MyLayer(**draw.options(0.3, option=lambda: draw.integer(1, 3)))

Its options are drawn one by one, so that every combination comes up sooner or later.
"""

import math
from dataclasses import dataclass
from typing import Callable


SEQUENCE, VECTOR, ANY = "sequence", "vector", "any"


@dataclass
class Place:
    """What a layer would stand on."""

    shape: tuple  # without the batch
    is_masked: bool
    batch: int | None  # fixed, or None

    @staticmethod
    def of(tensor):
        mask = getattr(tensor, "_keras_mask", None)
        return Place(tuple(tensor.shape[1:]), mask is not None, tensor.shape[0])

    @property
    def kind(self):
        return {1: VECTOR, 2: SEQUENCE}.get(len(self.shape))

    @property
    def steps(self):
        """The number of steps of a sequence; None where it is open."""
        return self.shape[0]

    @property
    def features(self):
        return self.shape[-1]

    @property
    def is_open(self):
        return None in self.shape

    @property
    def size(self):
        """How many numbers a row has."""
        return self.size_at_most(0)

    def size_at_most(self, steps):
        """The same where an open length counts as `steps`."""
        return math.prod(steps if length is None else length for length in self.shape)


@dataclass
class Entry:
    name: str
    where: str
    weight: float
    make: Callable


ENTRIES: list[Entry] = []
RESTRICTIONS: list[str] = []


def layer(where, weight=1.0):
    """Registers a generator, drawn in proportion to its weight."""

    def register(make):
        ENTRIES.append(Entry(make.__name__, where, weight, make))
        return make

    return register


def is_known(name):
    return any(entry.name == name for entry in ENTRIES)


def is_restricted():
    return bool(RESTRICTIONS)


def keep_only(names):
    """Restricts all models to some generators, for those who work on one layer."""
    unknown = set(names) - {entry.name for entry in ENTRIES}
    if unknown:
        known = ", ".join(sorted(entry.name for entry in ENTRIES))
        raise ValueError(f"no generators {sorted(unknown)}; there are {known}")
    RESTRICTIONS[:] = names
    ENTRIES[:] = [entry for entry in ENTRIES if entry.name in names]


def draw_layer(draw, place, only=None):
    """A layer that can stand at a place, or None; `only` restricts the generators by name."""
    fitting = {
        entry.name: entry.weight
        for entry in ENTRIES
        if entry.where in (ANY, place.kind) and (only is None or entry.name in only)
    }
    by_name = {entry.name: entry for entry in ENTRIES}
    while fitting:
        name = draw.weighted(fitting)
        made = by_name[name].make(draw, place)
        if made is not None:
            return made
        del fitting[name]
    return None
