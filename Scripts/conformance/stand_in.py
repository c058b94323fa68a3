"""Keras in double precision in the place of Unroll: what the harness says of a faultless program.

With --self-test every model must pass. It shows that the generators draw models that Keras can
save, load and train, and that the bounds leave room for rounding, as double precision rounds
differently from 32 bits just as another program does.
"""

import numpy

import reference
from unroll import Unroll


class StandIn(Unroll):
    """Has the methods of the command line, and does in Keras what they ask for."""

    def __init__(self):
        super().__init__("keras")

    def load(self, path):
        model = reference.load(path)[0]
        if model.compiled and path.suffix == ".h5":
            # Of a .h5 file Keras makes an optimizer that takes itself for built without variables.
            model.optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
            model.optimizer.build(model.trainable_variables)
        return model

    def predict(self, model, arrays, outputs, folder):
        single = self.load(model)
        with reference.Double():
            double = reference.twin(single, reference.weights(single))
            found = reference.forward(double, arrays)
        return [array.astype("float32") for array in found]

    def fit(self, model, arrays, targets, batch, output, folder, fitting):
        single = self.load(model)
        with reference.Double():
            double = reference.twin(
                single, reference.weights(single), reference.optimizer_variables(single)
            )
            history = reference.fit(double, arrays, targets, batch, fitting)
        for weight, value in zip(single.weights, reference.weights(double), strict=True):
            weight.assign(value.astype("float32"))
        single.optimizer.build(single.trainable_variables)
        state = reference.optimizer_variables(double)
        for variable, value in zip(single.optimizer.variables, state, strict=True):
            variable.assign(value.astype(numpy.dtype(str(variable.dtype))))
        reference.save(single, output)
        return history

    def convert(self, source, target):
        reference.save(self.load(source), target)

    def summary(self, model):
        lines = []
        reference.load(model)[0].summary(print_fn=lines.append)
        return "\n".join(lines)

    def knows(self, subcommand):
        return True
