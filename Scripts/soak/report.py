"""What was measured, and whether the promises were kept."""


def percentile(numbers, share):
    ordered = sorted(numbers)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


class Row:
    """The figures of one fault, over all its runs."""

    def __init__(self, name, promise):
        self.name, self.promise = name, promise
        self.runs, self.samples, self.problems = 0, [], []
        self.memory = self.descriptors = 0

    def add(self, samples, memory, descriptors):
        self.runs += 1
        self.samples += samples
        self.memory = max(self.memory, memory)
        self.descriptors = max(self.descriptors, descriptors)

    @property
    def cells(self):
        kept = [sample.seconds for sample in self.samples if not sample.is_new]
        new = [sample.seconds for sample in self.samples if sample.is_new]
        busy = sum(sample.status == 503 for sample in self.samples)
        return [
            self.name, str(self.runs), str(len(self.samples)), str(busy),
            *(f"{1000 * percentile(numbers, share):.1f}"
              for numbers in (kept, new) for share in (0.5, 0.99)),
            f"{self.memory:.0f}", str(self.descriptors),
            "kept" if not self.problems else f"BROKEN {len(self.problems)}"]


HEAD = ["fault", "runs", "good requests", "503", "p50 ms", "p99 ms", "new p50", "new p99",
        "MiB after", "open after", "promise"]


def table(rows):
    lines = [HEAD] + [row.cells for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) if column == 0 else cell.rjust(width)
                  for column, (cell, width) in enumerate(zip(line, widths)))
        for line in lines)
