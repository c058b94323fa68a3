"""The table that a run ends with, and its figures as JSON."""
import json
import pathlib
import platform
import re
import sys

import table
import workers


def progress(text):
    """One line that replaces itself, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()


class Machine:
    """What the figures were measured on."""

    def __init__(self, cores, data, running):
        self.cores, self.data, self.running = cores, data, running

    def check_idle(self, running):
        """Says which workers use a processor while others are to be timed."""
        processes = [worker for worker in running if isinstance(worker, workers.Worker)]
        for name, share in workers.idle_share(processes).items():
            if share > 0.03:
                print(f"note: {name} uses {share:.0%} of a core while it waits", file=sys.stderr)

    def description(self):
        versions = dict.fromkeys(
            worker.about for worker in self.running if isinstance(worker, workers.Worker))
        return {
            "cpu": cpu_name(), "cores": self.cores, "system": platform.system(), "data": self.data,
            "versions": list(versions)}


def cpu_name():
    try:
        found = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found.group(1) if found else platform.processor() or platform.machine()


def rounded(value):
    return None if value is None else float(f"{value:.4g}")


def figures(comparison, row):
    """All that is known of a row."""
    name = "OpenBLAS" if row.ours.startswith("ceiling/sgemm") else "Unroll"
    ours = comparison.median(name, row.ours)
    samples = {name: comparison.times.get((name, row.ours), [])}
    samples |= {name: comparison.times.get((name, row.theirs), []) for name in workers.PEERS}
    peers = {name: comparison.median(name, row.theirs) for name in workers.PEERS}
    peers = {name: value for name, value in peers.items() if value is not None}
    result = {
        "name": row.name, "group": row.group, "title": row.title, "unit": row.unit,
        "unroll": rounded(ours), "peers": {name: rounded(value) for name, value in peers.items()},
        "goal_ratio": row.ratio, "goal": row.bound,
        # Every time, with the share of the machine that others used meanwhile.
        "samples": {
            name: [[rounded(value), round(share, 2)] for value, share in pairs]
            for name, pairs in samples.items() if pairs}}
    met = []
    if peers and ours:
        best = (max if row.higher_is_better else min)(peers, key=peers.get)
        ratio = ours / peers[best] if row.higher_is_better else peers[best] / ours
        result |= {"best_peer": best, "ratio": rounded(ratio)}
        met += [ratio >= row.ratio] if row.ratio else []
    if row.bound and ours:
        met.append(ours >= row.bound if row.higher_is_better else ours <= row.bound)
    result["met"] = all(met) if met else None
    return result


def result(comparison, rows, machine, whole_job, date):
    """The whole run as one object."""
    chosen = {row.ours for row in rows}

    def all_figures(kind):
        return [figures(comparison, row) for row in kind if row.ours in chosen]

    step = comparison.median("Unroll", table.LSTM_FULL)
    sgemm = comparison.median("OpenBLAS", table.SGEMM)
    reached = None
    if step and sgemm:
        speed, ceiling = table.LSTM_FLOP / step / 1e6, sgemm * machine.cores
        reached = {
            "row": table.LSTM_FULL, "gflop_per_step": table.LSTM_FLOP / 1e9,
            "gflops": rounded(speed), "sgemm_gflops_all_cores": rounded(ceiling),
            "share": rounded(speed / ceiling), "goal": 0.7}
    return {
        "date": date, "machine": machine.description(), "rows": all_figures(table.ROWS),
        "masked": all_figures(table.MASKS), "ceilings": all_figures(table.CEILINGS),
        "share_of_sgemm": reached, "whole_job": whole_job,
        "disturbed_share": rounded(comparison.disturbed_share()), "missing": comparison.missing}


def number(value, unit=""):
    if value is None:
        return "–"
    digits = 0 if value >= 1000 else 1 if value >= 100 else 2 if value >= 1 else 3
    return f"{value:,.{digits}f}".replace(",", " ") + (f" {unit}" if unit else "")


def goal(row):
    least = row["unit"] in ("MB/s", "reviews/s")
    parts = [f"≥ {row['goal_ratio']:g}×"] if row["goal_ratio"] else []
    parts += [f"{'≥' if least else '≤'} {row['goal']:g} {row['unit']}"] if row["goal"] else []
    mark = {True: "reached", False: "missed", None: ""}[row["met"]]
    return ", ".join(parts), mark


def grid(header, rows):
    """A Markdown table whose columns stand under each other."""
    widths = [max(len(line[column]) for line in [header, *rows]) for column in range(len(header))]

    def line(cells):
        padded = [cell.ljust(width) if place == 0 else cell.rjust(width)
                  for place, (cell, width) in enumerate(zip(cells, widths))]
        return "| " + " | ".join(padded) + " |"

    rule = "|" + "|".join(
        "-" * (width + 2) if place == 0 else "-" * (width + 1) + ":"
        for place, width in enumerate(widths)) + "|"
    return "\n".join([line(header), rule, *map(line, rows)])


def main_table(rows):
    names = [name for name in workers.PEERS if any(name in row["peers"] for row in rows)]
    header = ["work", "Unroll", *names, "ratio to the best", "goal", ""]
    lines, group = [], None
    for row in rows:
        if row["group"] != group:
            group = row["group"]
            lines.append([f"*{group}*"] + [""] * (len(header) - 1))
        ratio = f"{row['ratio']:.1f}×" if "ratio" in row else "–"
        lines.append([
            row["title"], number(row["unroll"], row["unit"]),
            *(number(row["peers"].get(name)) for name in names), ratio, *goal(row)])
    return grid(header, lines)


def mask_table(rows):
    """Time by length: what is proportional has the same time a step everywhere."""
    lines = [[row["title"], number(row["unroll"], "ms"),
              number(row["unroll"] / int(row["name"].rpartition("/")[2]) / 32 * 1e6, "ns")]
             for row in rows if row["unroll"]]
    header = ["masked training step, batch 32, one sequence of 400", "Unroll", "per step that counts"]
    return grid(header, lines)


def text(result):
    """The whole report."""
    machine = result["machine"]
    parts = [f"{machine['cpu']}, {machine['cores']} cores; {machine['data']}; {result['date']}\n"
             + "; ".join(machine["versions"])]
    if result["rows"]:
        parts.append(main_table(result["rows"]))
    if result["masked"]:
        parts.append(mask_table(result["masked"]))
    if result["ceilings"]:
        parts.append(grid(["ceiling", "GFLOP/s"], [
            [row["title"], number(row["unroll"])] for row in result["ceilings"]]))
    if reached := result["share_of_sgemm"]:
        parts.append(
            f"LSTM 50, dense, full length: {reached['gflop_per_step']:.2f} GFLOP a step, "
            f"{reached['gflops']:.0f} GFLOP/s, {reached['share']:.0%} of sgemm on all cores "
            f"({reached['sgemm_gflops_all_cores']:.0f} GFLOP/s; goal {reached['goal']:.0%})")
    if result["whole_job"]:
        parts.append(whole_job(result["whole_job"]))
    if result["disturbed_share"] > 0.02:
        parts.append(
            f"note: other programs used the machine during {result['disturbed_share']:.0%} of the "
            "measurements; these count only for rows that have no others")
    return "\n\n".join(parts)


def whole_job(jobs):
    lines = [[name, number(job["seconds"], "s"), f"{job['peak_mb']} MB", number(job["val_accuracy"])]
             for name, job in jobs.items()]
    seconds = [job["seconds"] for job in jobs.values()]
    ending = f"\n\n{seconds[1] / seconds[0]:.1f}× (goal 10×, at most 500 MB)" if len(seconds) > 1 else ""
    return grid(["the notebook's whole job", "time", "peak memory", "val_accuracy"], lines) + ending


def write_json(result, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    # Lists of numbers on one line each.
    text = re.sub(r"\[\s+(-?[\d.]+),\s+([\d.]+)\s+\]", r"[\1, \2]", text)
    path.write_text(text + "\n")
