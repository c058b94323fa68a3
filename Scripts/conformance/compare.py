"""When two arrays of 32 bits say the same.

Predictions. |unroll - keras| <= 1e-5 + 1e-5 |keras| for every number.

Weights after ten steps. A tensor agrees when its worst difference is at most
    min(1e-4 size, 1e-2 change) + 3e-6 size
where `size` is the largest magnitude in Keras's tensor, before or after the steps (a bias that ends
near 0 went there in sums of larger numbers), and `change` the largest distance that the ten steps
moved one of its numbers. The first bound is the promise, 1e-4 relative to the tensor:
relative to single numbers it would ask for digits that a number near zero does not have. The second
keeps the promise honest where the steps are small: a tensor that moves by a thousandth of itself
would agree at 1e-4 with an optimizer that is wrong by a tenth. The last is rounding: some thirty
units in the last place, the sum of ten steps' worth. A frozen weight has a change of 0.

Optimizer variables. 1e-3 size + 1e-7: most are sums of squared gradients, whose relative error is
twice that of the gradient; `size` is again that of the tensor.

History. |unroll - keras| <= 1e-4 max(1, |keras|).

The arbiter. Some models amplify rounding: a bias before a batch normalization has a gradient of
exactly 0, of which 32 bits leave 1e-9, and Adam makes a full step of it. No program that adds in
another order can agree there, Keras on another backend neither. So where a bound is not kept,
Keras runs the same model again in double precision: `noise`, the largest distance between Keras in
32 and in 64 bits, says how much of this tensor is rounding. Then 4 noise is allowed on top, and the
found values may be compared with either run. The double run costs as much as the first one, which
is why it is asked only then; how often it was needed is part of the report. It cannot hide a real
fault: a wrong formula leaves the noise at the size of rounding. A model whose loss itself is noisy
beyond 1e-3 says nothing and is drawn anew.

Where that does not explain a difference in training, Keras runs once more in 32 bits from weights
and optimizer variables that are moved by one unit in the last place, and its distance counts as noise likewise. Both other
runs may happen to agree where a number decides by its sign: the slope of |w| for a weight that an
optimizer brings to within rounding of 0.
"""

from dataclasses import dataclass

import numpy

from unroll import Mismatch

FACTOR_OF_NOISE = 4


@dataclass
class Bound:
    """How far a tensor may be off: everywhere the same, or for each number."""

    allowed: numpy.ndarray | float

    def excess(self, found, expected):
        """The worst difference and by which factor it breaks the bound."""
        if found.shape != expected.shape:
            raise Mismatch(f"shape {found.shape}, not {expected.shape}", numpy.inf)
        distance = numpy.atleast_1d(numpy.abs(found.astype(float) - expected.astype(float)))
        same = (found == expected) | (numpy.isnan(found) & numpy.isnan(expected))
        distance[numpy.atleast_1d(same)] = 0
        distance = numpy.nan_to_num(distance, nan=numpy.inf)
        ratio = distance / numpy.maximum(self.allowed, 1e-30)
        return float(distance.max(initial=0)), float(ratio.max(initial=0))


def size_of(array):
    return float(numpy.abs(array).max(initial=0))


def for_predictions(expected, start=None):
    return Bound(1e-5 + 1e-5 * numpy.abs(expected))


def for_weights(expected, start):
    size, change = max(size_of(expected), size_of(start)), size_of(expected - start)
    return Bound(min(1e-4 * size, 1e-2 * change) + 3e-6 * size)


def for_optimizer(expected, start=None):
    return Bound(1e-3 * size_of(expected) + 1e-7)


def for_history(expected, start=None):
    return Bound(1e-4 * max(1, size_of(expected)))


def compare(what, bound_of, found, expected, starts=None, arbiters=(), names=None):
    """Compares lists of arrays.

    Each of the `arbiters` gives the same list as Keras has it in double precision, or from nearly
    the same weights; one after another they are asked when a bound is not kept.
    Returns whether any was needed.
    """
    if len(found) != len(expected):
        raise Mismatch(f"{what}: {len(found)} arrays, not {len(expected)}", numpy.inf)
    off = []
    for index, (mine, theirs) in enumerate(zip(found, expected)):
        start = starts[index] if starts else None
        name = f"{what} {names[index] if names else index}"
        try:
            distance, ratio = bound_of(theirs, start).excess(mine, theirs)
        except Mismatch as error:
            raise Mismatch(f"{name}: {error}", numpy.inf) from None
        if ratio > 1:
            off.append((ratio, distance, index, name))
    others = []
    for arbiter in arbiters if off else ():
        others.append(arbiter())
        off = [
            row for row in off
            if not excused(
                found[row[2]], expected[row[2]], [other[row[2]] for other in others], *row[:2]
            )
        ]  # fmt: skip
        if not off:
            return True
    if off:
        ratio, distance, index, name = max(off)
        raise Mismatch(
            f"{name} off by {distance:.2e}, {ratio:.3g} times what is allowed"
            f" (size {size_of(expected[index]):.2e})"
            + (f", and {len(off) - 1} more" if len(off) > 1 else ""),
            ratio,
        )
    return False


def excused(found, expected, others, ratio, distance):
    """Whether the noise that the arbiters find explains a difference."""
    allowed = distance / ratio
    noise = max(size_of(expected.astype(float) - other) for other in others)
    if not numpy.isfinite(noise):
        return False
    nearest = min(distance, *(size_of(found.astype(float) - other) for other in others))
    return nearest <= allowed + FACTOR_OF_NOISE * noise
