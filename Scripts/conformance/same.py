"""What must be the same to the last digit: configurations, and arrays that only moved."""

import json
import re

import keras
import numpy

from unroll import Mismatch


def expect_same_config(found, expected, place):
    """Compares what two models say of themselves; the first difference is named."""
    found, expected = with_bare_ends(plain(found)), with_bare_ends(plain(expected))
    difference = first_difference(found, expected, place)
    if difference:
        raise Mismatch(difference, numpy.inf)


def with_bare_ends(config):
    """Graphs with one input or output, and layers with one state, name it bare or in a list of one,
    which means the same."""
    if isinstance(config, list):
        return [with_bare_ends(item) for item in config]
    if not isinstance(config, dict):
        return config
    config = {key: with_bare_ends(value) for key, value in config.items()}
    for key in ("input_layers", "output_layers", "initial_state", "initial_state_shape"):
        ends = config.get(key)
        if isinstance(ends, list) and len(ends) == 1 and isinstance(ends[0], (list, dict)):
            config[key] = ends[0]
    return config


def in_order(config, outputs):
    """What is given by the names of the outputs as a list in their order, which means the same."""
    if isinstance(config, dict) and "class_name" not in config:
        return [config.get(name) for name in outputs]
    return config


def canonical_losses(config):
    """Losses by one spelling: "mse", "mean_squared_error", and an object without options."""
    if isinstance(config, list):
        return [canonical_losses(item) for item in config]
    if config is None:
        return None
    made = keras.losses.get(config)
    if not isinstance(made, keras.Loss):
        return made.__name__
    is_plain = made.get_config() == type(made)().get_config()
    return made.fn.__name__ if is_plain and hasattr(made, "fn") else config


def canonical_metrics(config):
    """Metrics by one spelling: an object without options is its name; none is null."""
    if isinstance(config, list):
        found = [canonical_metrics(item) for item in config]
        return found if any(item is not None for item in found) else None
    if not isinstance(config, dict) or "class_name" not in config:
        return config
    made = keras.metrics.deserialize(config)
    try:
        plain = type(made)()
    except TypeError:  # a class that wants arguments
        return config
    # Keras numbers the names that it makes itself.
    plain.name = re.sub(r"_\d+$", "", plain.name)
    return made.name if made.get_config() == plain.get_config() else config


def plain(config):
    """JSON, the steps that compute masks by their order: Keras names them anew whenever it makes
    them."""
    text = json.dumps(config, default=str)
    for number, name in enumerate(mask_steps(config)):
        text = text.replace(json.dumps(name), f'"mask_step_{number}"')
    return json.loads(text)


def mask_steps(config):
    """The names of bare operations among the layers of a graph, and of graphs inside it."""
    if isinstance(config, dict):
        if str(config.get("module", "")).startswith(("keras.src.ops", "keras.ops")):
            return [config.get("name") or config["config"]["name"]]
        config = list(config.values())
    if isinstance(config, (list, tuple)):
        return [name for item in config for name in mask_steps(item)]
    return []


def first_difference(found, expected, place):
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in [*expected, *(key for key in found if key not in expected)]:
            if key not in found:
                return f"{place}.{key} is missing"
            if key not in expected:
                return f"{place}.{key} is too much"
            if inner := first_difference(found[key], expected[key], f"{place}.{key}"):
                return inner
        return None
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        pairs = enumerate(zip(found, expected))
        return next(
            (d for i, (a, b) in pairs if (d := first_difference(a, b, f"{place}[{i}]"))), None
        )
    is_number = isinstance(found, (int, float)) and isinstance(expected, (int, float))
    same = found == expected and (is_number or type(found) is type(expected))
    return None if same else f"{place}: {short(found)}, not {short(expected)}"


def short(value):
    text = json.dumps(value)
    return text if len(text) <= 90 else text[:90] + "…"


def expect_equal(what, found, expected):
    """Arrays that only went through a file are the same to the bit."""
    if len(found) != len(expected):
        raise Mismatch(f"{what}: {len(found)}, not {len(expected)}", numpy.inf)
    for index, (mine, theirs) in enumerate(zip(found, expected)):
        mine, theirs = numpy.asarray(mine), numpy.asarray(theirs)
        if mine.shape != theirs.shape or mine.tobytes() != theirs.tobytes():
            raise Mismatch(f"{what} {index} changed on its way through the file", numpy.inf)
