"""Compares random models with real Keras, through the command line of Unroll alone.

    python Scripts/conformance/conformance.py PATH_OF_UNROLL [--models 60] [--seed 1] …

Every model is drawn from a seed of its own, made of --seed and its index, so that
`--seed S --only INDEX` repeats just this one. Chains and graphs of all layers that `registry.py`
knows get random options, weights and arrays, and for most of them an optimizer, losses and metrics.
Then:

  predict   Keras writes a .keras, .json with .weights.h5, or .h5; `unroll predict` gives what
            Keras predicts.
  summary   `unroll summary` prints the layers, shapes, counts and connections of Keras's table.
  convert   `unroll convert` writes one of the three kinds of file; Keras loads it without a
            warning: equal configuration, compilation, weights and optimizer variables, to the bit.
  fit       `unroll fit` takes ten steps; Keras's `fit` takes the same; weights, optimizer variables
            and history agree. Keras loads what Unroll trained, without a warning, and two more
            steps of both again agree. Some models come with an optimizer that is three steps old.

How close is equal, and what happens to models that amplify rounding: `compare.py`. What is drawn of
training draws nothing at random itself: its rates of dropout are 0; models that are only predicted
have any rate. A model that is not finite or that Keras turns down is drawn anew; those are counted.

A refusal of Unroll ("… is not supported") counts as a failure, except with --allow-refusals.

Keras's backend is --backend: tensorflow, which Unroll follows where the backends differ
(docs/decisions/0004), run eagerly, as tracing a model takes longer than its ten steps; torch is
some five times as fast, but computes cross-entropies from clipped probabilities, which shows in
models that saturate; jax compiles every operation and takes minutes for a model.

To add a layer: one function in one of the layers_*.py, see `registry.py`.
"""

import argparse
import collections
import concurrent.futures
import itertools
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

CHECKS = ["predict", "summary", "convert", "fit"]
SELF = "self-test"


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("unroll", help=f"the program; {SELF} for Keras itself in its place")
    parser.add_argument("--models", "-n", type=int, default=60, help="how many (60)")
    parser.add_argument("--seed", type=int, default=1, help="of all models (1)")
    parser.add_argument("--only", type=int, nargs="+", help="the indices of these models only")
    parser.add_argument("--check", nargs="+", choices=CHECKS, default=CHECKS, help="only these")
    parser.add_argument(
        "--layers", nargs="+", default=[], help="chains of these generators only, as dense conv1d"
    )
    parser.add_argument("--allow-refusals", action="store_true", help="refusals are no failures")
    parser.add_argument("--backend", choices=["tensorflow", "torch", "jax"], default="tensorflow")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes (all cores)")
    parser.add_argument("--keep", type=Path, help="keep the files of the models in this folder")
    parser.add_argument("--show", type=int, default=20, help="failures shown in full (20)")
    parser.add_argument("--verbose", "-v", action="store_true", help="one line for each model")
    return parser.parse_args()


# In the workers: Keras is started once for many models.


def start_worker(backend, names):
    os.environ["KERAS_BACKEND"] = backend
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    # Small arrays: more threads than one only wait for one another.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("ABSL_MIN_LOG_LEVEL", "3")
    sys.path.insert(0, str(Path(__file__).parent))
    import logging
    import warnings

    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    import reference

    reference.use_backend(backend)
    if names:
        import models  # noqa: F401  (fills the registry)
        import registry

        registry.keep_only(names)


def work(program, seed, index, folder, wanted):
    from checks import check_model
    from unroll import Unroll

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if program == SELF:
        from stand_in import StandIn

        return check_model(StandIn(), seed, index, folder, wanted)
    return check_model(Unroll(program), seed, index, folder, wanted)


def results(options, wanted, folder):
    """The results of all models, in the order in which they are done."""
    indices = options.only if options.only is not None else range(options.models)
    jobs = max(1, min(options.jobs, len(indices)))

    def place(index):
        return str(folder / f"model_{index}")

    if jobs == 1:
        start_worker(options.backend, options.layers)
        for index in indices:
            yield work(options.unroll, options.seed, index, place(index), wanted)
        return
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(
        jobs, context, start_worker, (options.backend, options.layers)
    ) as pool:
        tasks = [
            pool.submit(work, options.unroll, options.seed, index, place(index), wanted)
            for index in indices
        ]
        for task in concurrent.futures.as_completed(tasks):
            yield task.result()


# The report


def repeat(options, index):
    backend = f" --backend {options.backend}" if options.backend != "tensorflow" else ""
    layers = f" --layers {' '.join(options.layers)}" if options.layers else ""
    return (
        f"python Scripts/conformance/conformance.py {options.unroll} --seed {options.seed}"
        f" --only {index}{backend}{layers}"
    )


def show(result, options):
    """A failure in full: what is off, the layers, and how to repeat it."""
    print(f"\n{result['status'].upper()} model {result['index']}")
    for finding in result["findings"]:
        if finding["status"] != "passed":
            print(f"  {finding['check']} {finding['status']}: {finding['message']}")
    for line in result["layers"]:
        print(f"    {line}")
    print(f"  again: {repeat(options, result['index'])}", flush=True)


def table(found):
    """For each check how many models passed, failed, were refused."""
    print(f"\n{'check':<10}{'passed':>8}{'failed':>8}{'refused':>8}")
    for check in [*CHECKS, "draw"]:
        counts = collections.Counter(
            finding["status"]
            for result in found
            for finding in result["findings"]
            if finding["check"] == check
        )
        if counts:
            cells = (f"{counts[status]:>8}" for status in ("passed", "failed", "refused"))
            print(f"{check:<10}{''.join(cells)}")
    statuses = collections.Counter(result["status"] for result in found)
    cells = (f"{statuses[status]:>8}" for status in ("passed", "failed", "refused"))
    print(f"{'models':<10}{''.join(cells)}")


def count_reasons(found):
    reasons = collections.Counter(
        reason
        for result in found
        for reason in {f["reason"] for f in result["findings"] if f["status"] == "refused"}
    )
    if reasons:
        print("\nrefused, in models:")
    for reason, count in reasons.most_common():
        print(f"{count:>6}  {reason}")


def report(found, options, seconds):
    table(found)
    count_reasons(found)
    redraws = collections.Counter(reason for result in found for reason in result["redraws"])
    print(f"\ndrawn anew: {redraws.total()}")
    for reason, count in redraws.most_common(None if options.verbose else 6):
        print(f"{count:>6}  {reason}")
    print(f"compared with the help of double precision: {sum(r['arbiter'] > 0 for r in found)}")
    in_keras = sum(result["keras_seconds"] for result in found)
    print(
        f"{len(found)} models in {seconds:.0f} s, {len(found) / max(seconds, 1e-9):.2f} a second;"
        f" Keras alone took {in_keras / max(1, len(found)):.2f} s of each"
    )


def checks_of(options):
    """The checks that this program can take; without `fit` only with --allow-refusals."""
    sys.path.insert(0, str(Path(__file__).parent))
    from unroll import Unroll

    wanted = list(options.check)
    has_fit = options.unroll == SELF or Unroll(options.unroll).knows("fit")
    if "fit" in wanted and options.allow_refusals and not has_fit:
        print("note: this program has no `fit`: training is not compared", file=sys.stderr)
        wanted.remove("fit")
    return wanted


def run(options, folder):
    wanted, start, found = checks_of(options), time.time(), []
    shown = itertools.count()
    for result in results(options, wanted, folder):
        found.append(result)
        is_bad = result["status"] == "failed" or (
            result["status"] == "refused" and not options.allow_refusals
        )
        if is_bad and next(shown) < options.show:
            show(result, options)
        elif options.verbose:
            print(
                f"{result['status']:<8}{result['index']:>5} {result['seconds']:.1f} s "
                + ", ".join(line.split("(")[0].strip() for line in result["layers"])
                + "".join(f"; anew: {reason}" for reason in result["redraws"]),
                flush=True,
            )
        if options.keep is None:
            shutil.rmtree(folder / f"model_{result['index']}", ignore_errors=True)
    report(found, options, time.time() - start)
    bad = {"failed"} if options.allow_refusals else {"failed", "refused"}
    return any(result["status"] in bad for result in found) or not found


def main():
    options = arguments()
    if options.unroll != SELF and not Path(options.unroll).exists():
        sys.exit(f"error: there is no program at {options.unroll}; `make release` builds it")
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        sys.exit(run(options, options.keep))
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(run(options, Path(folder)))


if __name__ == "__main__":
    main()
