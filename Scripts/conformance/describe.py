"""A model in few lines, for the report of a failure."""

import inspect

import keras

def describe(model, depth=0):
    """One line for each layer: class, and the options that are not Keras's defaults."""
    lines = []
    for layer in model.layers:
        inner = getattr(layer, "layers", None)
        if inner and hasattr(layer, "inputs"):
            lines.append("  " * depth + f"{type(layer).__name__}:")
            lines += describe(layer, depth + 1)
            continue
        lines.append("  " * depth + describe_layer(layer))
    return lines


HIDDEN = {"name", "dtype", "registered_name", "build_config", "sparse", "ragged", "optional"}


def describe_layer(layer):
    config = layer.get_config()
    default = defaults_of(layer)
    chosen = {
        key: brief(value)
        for key, value in config.items()
        if key not in HIDDEN and value != default.get(key, ...)
    }
    options = ", ".join(f"{key}={value}" for key, value in chosen.items())
    return f"{type(layer).__name__}({options})"


def defaults_of(layer):
    """The configuration of a layer of the class with nothing but what is required."""
    defaults = of_signature(type(layer).__name__)
    required = {"units": 1, "filters": 1, "kernel_size": 1}
    try:
        config = layer.get_config()
        made = type(layer)(**{k: config[k] for k in required if k in config}).get_config()
        return defaults | {k: v for k, v in made.items() if k not in required}
    except Exception:
        return defaults | {"trainable": True}


def of_signature(name):
    """The default values in the signature of a class of layers."""
    made = getattr(keras.layers, name, None)
    parameters = inspect.signature(made).parameters.values() if made else []
    return {p.name: p.default for p in parameters if p.default is not p.empty}


def brief(value):
    """A nested configuration in few words."""
    if isinstance(value, dict) and "class_name" in value:
        inner = value.get("config")
        if not isinstance(inner, dict):
            return value["class_name"]
        hidden = HIDDEN | {"trainable", "seed"}
        default = of_signature(value["class_name"])
        options = ", ".join(
            f"{k}={brief(v)}" for k, v in inner.items()
            if k not in hidden and v is not None and v != default.get(k, ...)
            and not k.endswith("_initializer")
        )  # fmt: skip
        return f"{value['class_name']}({options})"
    if isinstance(value, list):
        return "[" + ", ".join(str(brief(item)) for item in value) + "]"
    return value
