"""Random choices: the one source of chance of a model."""

import numpy


class Draw:
    """Draws choices from a seed; the same seed draws the same model.

    `is_trained` tells the generators whether the model will be trained. Then nothing in it may
    draw numbers of its own: a rate of dropout is 0, a layer of noise has no noise.
    """

    def __init__(self, seed, is_trained=True):
        self.random = numpy.random.default_rng(seed)
        self.is_trained = is_trained

    def chance(self, probability):
        return bool(self.random.random() < probability)

    def one(self, *choices):
        return choices[self.random.integers(len(choices))]

    def weighted(self, choices):
        """One key of a dictionary of weights."""
        weights = numpy.array(list(choices.values()), dtype=float)
        return list(choices)[self.random.choice(len(choices), p=weights / weights.sum())]

    def some(self, choices, most):
        """Up to `most` different ones of the choices, in their order."""
        count = self.integer(0, min(most, len(choices)))
        chosen = sorted(self.random.choice(len(choices), count, replace=False))
        return [choices[index] for index in chosen]

    def integer(self, low, high):
        """A whole number; both ends are possible."""
        return int(self.random.integers(low, high + 1))

    def real(self, low, high):
        """A number of three significant digits, so that it reads well in a config."""
        return float(f"{self.random.uniform(low, high):.3g}")

    def log_real(self, low, high):
        """As `real`, with each order of magnitude as likely as another."""
        return float(f"{numpy.exp(self.random.uniform(numpy.log(low), numpy.log(high))):.3g}")

    def flag(self):
        return self.chance(0.5)

    def options(self, probability, **makers):
        """Draws each option with the probability given; an option left out keeps its default."""
        return {name: make() for name, make in makers.items() if self.chance(probability)}

    def rate(self):
        """A rate of dropout that the purpose of the model allows."""
        return 0.0 if self.is_trained else self.real(0.05, 0.6)

    def normal(self, *shape, scale=1.0):
        """Normal numbers that are exact in 32 bits, whatever Keras computes in."""
        return (self.random.standard_normal(shape) * scale).astype("float32")
