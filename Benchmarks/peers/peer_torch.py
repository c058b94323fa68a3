"""PyTorch: `nn.RNN`, `nn.LSTM`, `nn.GRU` on the CPU.

Settings, measured for LSTM 50 on two cores of a Zen 4, milliseconds of a training step. In turns,
medians of seven: as it is 74, `torch.compile` 73, optimizer with `foreach` 73 and without 73. One
after another on a machine that others used: as it is 86, without oneDNN 109, time-major input 104.
So it is taken as it is. Its threads sleep 10 ms after a call. OMP_WAIT_POLICY=passive sends them to
sleep at once and takes 216; active took 79, and never lets them sleep.
"""
import arrays
import worker


def load():
    import torch

    # As TensorFlow and JAX do; no difference was seen here.
    torch.set_flush_denormal(True)
    torch.set_num_threads(arrays.THREADS)
    workloads = arrays.training_workloads(train) | arrays.prediction_workloads(batches, text)
    return f"PyTorch {torch.__version__}", workloads


def build(network):
    import torch
    from torch import nn

    kind, units, layers = arrays.shape_of(network)
    cell = {"simplernn": nn.RNN, "gru": nn.GRU}.get(kind, nn.LSTM)
    both = kind == "bilstm"

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.recurrent = cell(
                arrays.FEATURES, units, layers, batch_first=True, bidirectional=both)
            self.dropout = nn.Dropout(0.2)
            width = units * (arrays.TIME if kind == "simplernn" else 1 + both)
            self.output = nn.Linear(width, 1)

        def forward(self, inputs):
            steps = self.dropout(self.recurrent(inputs)[0])
            pooled = steps.flatten(1) if kind == "simplernn" else steps.max(1).values
            return self.output(pooled).squeeze(1)

    torch.manual_seed(7)
    return Network()


def train(network, source, batch):
    """Milliseconds of a step. The loss reads logits, which is faster than a sigmoid apart."""
    import torch

    inputs, labels = map(torch.from_numpy, arrays.samples(source))
    model = build(network).train()
    optimizer = torch.optim.RMSprop(model.parameters(), 1e-3, alpha=0.9, eps=1e-7)
    loss = torch.nn.BCEWithLogitsLoss()
    steps = arrays.STEPS if batch == arrays.BATCH else 1
    count = len(inputs) // batch

    def epoch():
        for step in range(steps):
            rows = slice(step % count * batch, (step % count + 1) * batch)
            optimizer.zero_grad()
            loss(model(inputs[rows]), labels[rows]).backward()
            optimizer.step()

    epoch()
    return lambda: worker.milliseconds(epoch) / steps


def batches(source):
    import torch

    model = build("lstm-50").eval()
    array = torch.from_numpy(arrays.array(source))
    inputs = [array[number * arrays.BATCH:][: arrays.BATCH] for number in range(arrays.PREDICTIONS)]

    def measure():
        with torch.inference_mode():
            return worker.milliseconds(
                lambda: [torch.sigmoid(model(batch)) for batch in inputs]) / len(inputs)

    measure()
    return measure


def text():
    import reading
    import torch

    model = build("lstm-50").eval()

    @torch.inference_mode()
    def predict(array):
        return float(torch.sigmoid(model(torch.from_numpy(array))))

    return reading.text_workload(predict)


if __name__ == "__main__":
    worker.serve(load)
