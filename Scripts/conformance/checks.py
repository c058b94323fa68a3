"""What is checked of one model, by whom, in which order."""

import re
import time
import traceback
from dataclasses import asdict, dataclass, field

import keras
import numpy

import compare
import data
import reference
import summaries
import training
from compare import for_history, for_optimizer, for_predictions, for_weights
from describe import describe
from draw import Draw
from models import draw_model
from same import (
    canonical_losses, canonical_metrics, expect_equal, expect_same_config, in_order,
)  # fmt: skip
from unroll import Mismatch, Refused

PASSED, REFUSED, FAILED = "passed", "refused", "failed"
MOST_REDRAWS = 30


class Useless(Exception):
    """A drawn model that says nothing: it is not finite, or too noisy to be compared."""


@dataclass
class Finding:
    """The outcome of one check."""

    check: str
    status: str
    message: str = ""
    reason: str = ""
    amount: float = 0.0


@dataclass
class Result:
    """The outcome of one model."""

    index: int
    layers: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    arbiter: int = 0
    redraws: list = field(default_factory=list)
    seconds: float = 0.0
    keras_seconds: float = 0.0

    @property
    def status(self):
        found = {finding.status for finding in self.findings}
        return FAILED if FAILED in found else REFUSED if REFUSED in found else PASSED


def check_model(unroll, seed, index, folder, wanted):
    """Draws the model of an index and makes the checks wanted."""
    result, start = Result(index), time.time()
    for attempt in range(MOST_REDRAWS):
        keras.backend.clear_session(free_memory=False)
        keras.utils.set_random_seed(1)
        draw = Draw([seed, index, attempt], is_trained=False)
        draw.is_trained = draw.chance(0.85)
        try:
            case = Case(draw, unroll, folder, result, wanted)
        except Useless as error:
            result.redraws.append(str(error))
        except Exception as error:  # Keras itself turns some drawn models down
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{where.filename.rsplit('/', 1)[-1]}:{where.lineno}"
            text = str(error).strip().splitlines() or [""]
            result.redraws.append(f"{type(error).__name__} in {place}: {text[0][:100]}")
        else:
            case.run(wanted)
            break
    else:
        result.findings.append(Finding("draw", FAILED, "no model could be drawn"))
    result.seconds = time.time() - start
    return asdict(result) | {"status": result.status}


class Case:
    """One model, what Keras makes of it, and the checks against it."""

    def __init__(self, draw, unroll, folder, result, wanted):
        self.draw, self.unroll, self.folder, self.result = draw, unroll, folder, result
        self.clock = time.time()
        self.drawn = draw_model(draw)
        self.model = self.drawn.model
        data.set_weights(draw, self.model)
        self.endings = self.draw_endings()
        batch = self.drawn.batch
        self.inputs = data.inputs(draw, self.drawn, batch * reference.STEPS)
        # A model for one size of batch predicts that many rows; the others an odd number.
        rows = batch if self.model.inputs[0].shape[0] else batch + draw.integer(1, 4)
        self.few = [array[:rows] for array in self.inputs]
        self.outputs = reference.forward(self.model, self.few)
        self.expect_sane(self.outputs, 100)
        if draw.is_trained:
            self.prepare_training()
        else:
            self.source = self.save("model")
        self.read_own_files()
        if draw.is_trained and "fit" in wanted:
            self.train()
        result.layers = describe(self.model)
        result.keras_seconds = time.time() - self.clock

    def draw_endings(self):
        """The kind of file that Unroll reads, and the one that it writes."""
        draw = self.draw
        kinds = {".keras": 5, ".json": 2.5, ".h5": 2.5}
        return draw.weighted(kinds), draw.weighted(kinds)

    def expect_sane(self, arrays, most):
        for array in arrays:
            if not numpy.all(numpy.isfinite(array)):
                raise Useless("not finite")
            if numpy.abs(array).max(initial=0) > most:
                raise Useless("large numbers")

    def read_own_files(self):
        """What Keras itself makes of such files; what it cannot read back is no measure."""
        self.own, self.known_warnings = reference.load(self.source)
        self.own_converted = self.own
        if self.endings[1] != self.endings[0]:
            path = self.folder / f"own{self.endings[1]}"
            reference.save(self.model, path)
            self.own_converted, warnings = reference.load(path)
            self.known_warnings |= warnings

    def save(self, name):
        path = self.folder / f"{name}{self.endings[0]}"
        reference.save(self.model, path)
        return path

    # What Keras does

    def prepare_training(self):
        """Compiles, now and then takes some steps, saves, and trains."""
        draw, batch = self.draw, self.drawn.batch
        self.targets = self.draw_targets(batch * reference.STEPS)
        training.compile_model(draw, self.drawn)
        if not self.model.trainable_variables:
            raise Useless("nothing to train")
        self.model.optimizer.build(self.model.trainable_variables)
        self.is_warm = draw.chance(0.3)
        if self.is_warm:
            reference.train_on(self.model, self.inputs, self.targets, batch, 3)
            self.outputs = reference.forward(self.model, self.few)
            self.expect_sane(self.outputs, 100)
        self.source = self.save("model")
        self.fitting = training.draw_fitting(
            draw, self.drawn, self.targets, self.draw_validation
        )
        self.trained_source = self.source
        if self.source.suffix != ".keras":
            # A .json holds no optimizer; of a .h5 Keras itself does not read the optimizer's state.
            self.trained_source = self.folder / "model_compiled.keras"
            reference.save(self.model, self.trained_source)
        self.started = [numpy.array(w) for w in reference.weights(self.model)]
        self.optimizer_started = [
            numpy.array(v) for v in reference.optimizer_variables(self.model)
        ]

    def draw_targets(self, rows):
        return [
            task.targets(self.draw, (rows, *output.shape[1:]))
            for task, output in zip(self.drawn.tasks, self.outputs)
        ]

    def draw_validation(self):
        rows = self.drawn.batch + self.draw.integer(1, 3)
        return data.inputs(self.draw, self.drawn, rows), self.draw_targets(rows)

    def train(self):
        """Keras's ten steps."""
        self.history = reference.fit(
            self.model, self.inputs, self.targets, self.drawn.batch, self.fitting
        )
        self.trained = [numpy.array(w) for w in reference.weights(self.model)]
        self.optimizer_trained = [
            numpy.array(v) for v in reference.optimizer_variables(self.model)
        ]
        self.expect_sane(self.trained, 50)
        self.expect_sane(self.history.values(), 1e4)

    # The checks

    def run(self, wanted):
        for name, check in self.checks().items():
            if name in wanted:
                self.attempt(name, check)

    def checks(self):
        checks = {"predict": self.check_predict, "summary": self.check_summary}
        checks |= {"convert": self.check_convert}
        if self.draw.is_trained:
            checks |= {"fit": self.check_fit}
        return checks

    def attempt(self, name, check):
        try:
            check()
            finding = Finding(name, PASSED)
        except Refused as error:
            finding = Finding(name, REFUSED, str(error), error.reason)
        except Mismatch as error:
            finding = Finding(name, FAILED, str(error), amount=error.amount)
        except Useless as error:
            finding = Finding(name, PASSED)
            self.result.redraws.append(f"not compared: {error}")
        except Exception as error:
            # Keras tells the cause last.
            text = [line for line in str(error).splitlines() if line.strip()][-1:] or [""]
            text = f"{type(error).__name__}: {text[0][:300]}"
            finding = Finding(name, FAILED, f"Keras on what Unroll wrote: {text}")
        self.result.findings.append(finding)

    def compare(self, *arguments, **options):
        self.result.arbiter += compare.compare(*arguments, **options)

    def check_predict(self):
        found = self.unroll.predict(self.source, self.few, len(self.outputs), self.folder)
        self.compare(
            "prediction", for_predictions, found, self.outputs, arbiters=[self.double_forward]
        )

    def check_summary(self):
        """A description alone holds no optimizer; of .h5 files Keras loses its variables."""
        summaries.check(self.own, self.unroll.summary(self.source), self.source.suffix != ".h5")

    def check_convert(self):
        """What Unroll writes is read by Keras: the same model with the same numbers."""
        target = self.folder / f"converted{self.endings[1]}"
        self.unroll.convert(self.source, target)
        back = reference.load_quietly(target, self.known_warnings)
        # Of a .h5 file Keras itself loses some options.
        expect_same_config(back.get_config(), self.own_converted.get_config(), "config")
        started = self.started if self.draw.is_trained else reference.weights(self.model)
        expect_equal("weight", reference.weights(back), started)
        self.compare(
            "prediction of what was converted", for_predictions,
            reference.forward(back, self.few), self.converted_outputs(), arbiters=[self.double_forward],
        )  # fmt: skip
        if self.draw.is_trained and ".json" not in self.endings:
            self.check_compilation(back)

    def converted_outputs(self):
        is_own = self.own_converted is self.own
        return self.outputs if is_own else reference.forward(self.own_converted, self.few)

    def check_compilation(self, back):
        """What Keras knows of the training, as far as it reads that from such files itself."""
        if not back.compiled:
            raise Mismatch("what was converted is not compiled")
        if ".h5" in self.endings:
            return
        found, expected = back.get_compile_config(), self.own.get_compile_config()
        for config in (found, expected):
            # An optimizer given by its name gets a new number in every model.
            name = config["optimizer"]["config"]["name"]
            config["optimizer"]["config"]["name"] = re.sub(r"_\d+$", "", name)
            for key in ("loss", "loss_weights", "metrics", "weighted_metrics"):
                config[key] = in_order(config[key], getattr(self.model, "output_names", []))
            config["loss"] = canonical_losses(config["loss"])
            for key in ("metrics", "weighted_metrics"):
                config[key] = canonical_metrics(config[key])
        expect_same_config(found, expected, "compile config")
        expect_equal(
            "optimizer variable", reference.optimizer_variables(back), self.optimizer_started
        )

    def check_fit(self):
        """Ten steps of both; then Keras goes on with what Unroll wrote."""
        batch = self.drawn.batch
        target = self.folder / "trained.keras"
        found_history = self.unroll.fit(
            self.trained_source, self.inputs, self.targets, batch, target, self.folder,
            self.fitting,
        )  # fmt: skip
        back = reference.load_quietly(target, self.known_warnings)
        every(
            lambda: self.compare_history(found_history),
            lambda: self.compare_weights(back),
            lambda: self.compare_optimizers(back),
        )
        self.check_continued(back, batch)

    def compare_weights(self, back):
        names = [weight.path for weight in self.model.weights]
        self.compare(
            "weight", for_weights, reference.weights(back), self.trained, self.started,
            self.trainings(0), names,
        )  # fmt: skip

    def compare_optimizers(self, back):
        names = [variable.path for variable in self.model.optimizer.variables]
        self.compare(
            "optimizer variable", for_optimizer, reference.optimizer_variables(back),
            self.optimizer_trained, arbiters=self.trainings(1), names=names,
        )  # fmt: skip

    def compare_history(self, found):
        """Every figure of the epoch."""
        if set(found) != set(self.history):
            raise Mismatch(f"history has {sorted(found)}, not {sorted(self.history)}", numpy.inf)
        for name, expected in self.history.items():
            self.compare(
                "history", for_history, [numpy.asarray(v, float) for v in found[name]], expected,
                arbiters=[lambda name=name: self.double_training()[2][name],
                          lambda name=name: self.nudged_training()[2][name]], names=[name],
            )  # fmt: skip

    def check_continued(self, back, batch):
        """Two more steps of Keras from both: the state of the optimizer goes on."""
        before = [numpy.array(w) for w in reference.weights(self.model)]
        for model in (self.model, back):
            reference.train_on(model, self.inputs, self.targets, batch, 2)
        self.compare(
            "weight after Keras went on", for_weights, reference.weights(back),
            reference.weights(self.model), before, self.trainings(3),
            [weight.path for weight in self.model.weights],
        )  # fmt: skip

    # The arbiters

    def trainings(self, part):
        """One part of what the other runs of Keras come to."""
        return [lambda: self.double_training()[part], lambda: self.nudged_training()[part]]

    def double_forward(self):
        with reference.Double():
            weights = self.started if self.draw.is_trained else reference.weights(self.model)
            twin = reference.twin(self.model, weights)
            return reference.forward(twin, [in_double(array) for array in self.few])

    def double_training(self):
        """Weights, optimizer variables, history, and weights two steps later, in 64 bits."""
        if not hasattr(self, "doubles"):
            with reference.Double():
                self.doubles = self.run_twin(
                    [self.started, self.optimizer_started],
                    [in_double(array) for array in self.inputs],
                    [in_double(array) for array in self.targets],
                )
            noise = max(
                compare.size_of(single - double)
                for name in self.history
                if name.endswith("loss")
                for single, double in zip(self.history[name], self.doubles[2][name])
            )
            if not noise <= 1e-3 * max(1, compare.size_of(self.history["loss"][0])):
                raise Useless("the loss is noise")
        return self.doubles

    def nudged_training(self):
        """The same in 32 bits, from numbers that are not quite the same."""
        if not hasattr(self, "nudges"):
            started = [reference.nudged(self.started), reference.nudged(self.optimizer_started)]
            self.nudges = self.run_twin(started, self.inputs, self.targets)
        return self.nudges

    def run_twin(self, started, arrays, targets):
        twin = reference.twin(self.model, *started)
        history = reference.fit(twin, arrays, targets, self.drawn.batch, self.fitting)
        weights = [numpy.array(w) for w in reference.weights(twin)]
        state = [numpy.array(v) for v in reference.optimizer_variables(twin)]
        reference.train_on(twin, arrays, targets, self.drawn.batch, 2)
        return weights, state, history, reference.weights(twin)


def every(*checks):
    """Makes all checks, and then reports what was off in any of them."""
    errors = []
    for check in checks:
        try:
            check()
        except Mismatch as error:
            errors.append(error)
    if errors:
        amount = max(error.amount for error in errors)
        raise Mismatch("; ".join(map(str, errors)), amount)


def in_double(array):
    return array.astype("float64") if array.dtype == numpy.float32 else array
