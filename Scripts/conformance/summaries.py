"""Compares the table that Unroll prints with the one that Keras prints."""

import re

import keras

from unroll import Mismatch

COLUMNS = ["layer", "output shape", "parameters", "connections"]


def check(model, found, with_optimizer=True):
    """Layers, shapes, counts and connections, and the totals, but not the width of the table."""
    lines = []
    model.summary(print_fn=lines.append)
    expected = "\n".join(lines)
    # Unroll leaves out the steps that compute masks, which Keras lists among a graph's layers.
    steps = {step.name for step in getattr(model, "operations", [])
             if not isinstance(step, keras.layers.Layer)}
    mine = rows(found)
    theirs = [row for row in rows(expected) if row[0].split("(")[0] not in steps]
    # What reads a mask names its step, which is no connection that Unroll shows.
    if steps:
        mine, theirs = ([row[:3] for row in table] for table in (mine, theirs))
    if len(mine) != len(theirs):
        raise Mismatch(f"summary: {len(mine)} rows, not {len(theirs)}")
    for row, wanted in zip(mine, theirs):
        for column, cell, other in zip(COLUMNS, row, wanted, strict=False):
            if not same_cell(cell, other):
                raise Mismatch(f"summary of {wanted[0]}: {column} {cell!r}, not {other!r}")
        if len(row) != len(wanted):
            raise Mismatch(f"summary: {len(row)} columns, not {len(wanted)}")
    mine, theirs = totals(found), totals(expected)
    if not with_optimizer:
        mine, theirs = without_optimizer(mine), without_optimizer(theirs)
    if mine != theirs:
        raise Mismatch(f"summary: {mine}, not {theirs}")


def rows(text):
    """The cells of each row, put together again where they were broken over several lines."""
    found, row = [], None
    for line in text.splitlines():
        if line.startswith("│"):
            cells = [cell.strip() for cell in line.strip("│").split("│")]
            row = cells if row is None else [a + b for a, b in zip(row, cells)]
        elif row is not None and line[:1] in "├└":
            found.append([re.sub(r"\s", "", cell) for cell in row])
            row = None
    return found


def same_cell(cell, other):
    """Whether two cells say the same as far as neither is cut off."""
    if "…" in cell + other:
        length = min(text.index("…") if "…" in text else len(text) for text in (cell, other))
        return cell[:length] == other[:length]
    return cell == other


def totals(text):
    return re.findall(r"(\w[\w-]*) params: ([\d,]+)", text)


def without_optimizer(counts):
    return [(name, count) for name, count in counts if name not in ("Total", "Optimizer")]
