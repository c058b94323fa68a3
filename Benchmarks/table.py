"""The rows of the comparison: what is timed, against whom, and the goal."""
import dataclasses
import fnmatch


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the table."""
    group: str
    title: str
    # The workload in Unroll and, where there is one, in the peers.
    ours: str
    theirs: str | None = None
    unit: str = "ms"
    # The least ratio to the best peer.
    ratio: float | None = None
    # The bound of Unroll's own figure: the most, or the least where higher is better.
    bound: float | None = None
    # Takes seconds: three rounds at most, and none with --quick.
    slow: bool = False

    @property
    def name(self):
        return self.ours

    @property
    def higher_is_better(self):
        return self.unit in ("MB/s", "reviews/s", "GFLOP/s")

    def matches(self, pattern):
        return any(pattern in text or fnmatch.fnmatch(text, pattern)
                   for text in (self.ours, f"{self.group}: {self.title}"))


TITLES = {
    "simplernn-50": "SimpleRNN 50", "simplernn-100": "SimpleRNN 100", "lstm-50": "LSTM 50",
    "gru-50": "GRU 50", "bilstm-50": "bidirectional LSTM 50", "lstm-256": "LSTM 256",
    "lstm-128x2": "two LSTM 128",
}


def training(group, ours, theirs, goals, **options):
    return [Row(group, TITLES[name], f"{ours}/{name}", f"{theirs}/{name}", ratio=goal, **options)
            for name, goal in goals.items()]


ROWS = [
    *training("training step, real reviews as rows", "train/rows", "train/dense", {
        "simplernn-50": 20, "simplernn-100": 15, "lstm-50": 10, "gru-50": 9, "bilstm-50": 10}),
    *training("training step, real reviews as dense arrays", "train/dense", "train/dense", {
        "simplernn-50": 7, "lstm-50": 3.5, "gru-50": 3.5}),
    *training("training step, random dense arrays, full length", "train/full", "train/full", {
        "simplernn-50": 7, "lstm-50": 3.5, "gru-50": 3.5}),
    *training("training step, rows, batch 256", "train/wide", "train/wide", {
        "lstm-256": 3, "lstm-128x2": 3}, slow=True),
    Row("prediction, LSTM 50", "batch of 32 reviews as rows", "predict/rows", "predict/dense", ratio=10),
    Row("prediction, LSTM 50", "batch of 32 reviews, dense", "predict/dense", "predict/dense", ratio=3),
    Row("prediction, LSTM 50", "batch of 32, dense, full length", "predict/full", "predict/full", ratio=3),
    Row("prediction, LSTM 50", "one text: tokenise, look up, run", "predict/text", "predict/text",
        ratio=5, bound=0.5),
    Row("text", "Treebank tokenizer, one core", "tokenize", "tokenize", unit="MB/s", ratio=40, bound=100),
    Row("text", "200 000 × 300 vectors, .bin", "vectors/bin", "vectors/bin", unit="s", ratio=10, slow=True),
    Row("text", "200 000 × 300 vectors, .bin.gz", "vectors/bin.gz", "vectors/bin.gz", unit="s",
        ratio=3, slow=True),
    Row("command line, whole process", "evaluate 25 000 reviews of the archive", "program/evaluate",
        unit="reviews/s", bound=5000, slow=True),
    Row("command line, whole process", "predict one text, 300-dimension model", "program/cold-300",
        bound=150),
    Row("command line, whole process", "predict one text, the sample's model", "program/cold-sample",
        bound=50),
]

MASK_LENGTHS = [50, 100, 200, 400]
MASKS = [
    Row("masked training step", f"{title}, mean length {length}", f"mask/{kind}/{length}")
    for kind, title in (("masking", "Masking, LSTM 50"), ("mask_zero", "Embedding, LSTM 50"))
    for length in MASK_LENGTHS
]

CEILINGS = [
    Row("ceiling", title, f"ceiling/{name}", unit="GFLOP/s")
    for name, title in (
        ("fma/1", "fused multiply-add, one thread"), ("fma/2", "fused multiply-add, two threads"),
        ("sgemm/2048x2048x2048", "OpenBLAS sgemm 2048×2048×2048, one thread"),
        ("sgemm/12800x200x300", "OpenBLAS sgemm 12800×200×300, one thread"),
        ("sgemm/16x200x50", "OpenBLAS sgemm 16×200×50, one thread"))
]

# Arithmetic of a dense training step of LSTM 50, 12 800 steps: the input's product forward and for
# its weights (300 × 200 each), the recurrent one forward, for its weights and for the states
# (50 × 200 each). Two operations for each multiply-add.
LSTM_FLOP = 12_800 * 2 * 200 * (2 * 300 + 3 * 50)
LSTM_FULL = "train/full/lstm-50"
SGEMM = "ceiling/sgemm/2048x2048x2048"


def selected(pattern, quick):
    """The rows that a run is about, those of the same work in the peers beside each other."""
    rows = [row for row in ROWS + MASKS + CEILINGS
            if (pattern is None or row.matches(pattern)) and not (quick and row.slow)]
    order = {}
    for row in rows:
        order.setdefault(row.theirs or row.ours, len(order))
    return sorted(rows, key=lambda row: order[row.theirs or row.ours])
