"""What people write to serve such a model: FastAPI around PyTorch or onnxruntime.

Run by uvicorn with two workers of one thread each, uvloop and httptools; answers go through orjson.
Settings, measured with 64 connections on two cores: handlers that are `async def` are faster than
`def`, which costs a hop to another thread for work that fills the core anyway.

UNROLL_SERVE_PEER says which (`torch`, `onnx`). UNROLL_SERVE_BATCH=1 lets requests that wait be
predicted together, which such programs seldom do; it is measured beside.
"""
import asyncio
import os

import reading
from fastapi import FastAPI, Request, Response

import orjson

PEER = os.environ["UNROLL_SERVE_PEER"]
LARGEST = 32


def torch_predictor():
    import peer_torch
    import torch

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    model = peer_torch.build("lstm-50").eval()

    @torch.inference_mode()
    def predict(array):
        return torch.sigmoid(model(torch.from_numpy(array))).tolist()

    return predict


def onnx_predictor():
    import onnxruntime
    import peer_onnx

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    sessions = {}

    def predict(array):
        count = len(array)
        if count not in sessions:
            sessions[count] = onnxruntime.InferenceSession(
                peer_onnx.graph(count), options, ["CPUExecutionProvider"])
        return sessions[count].run(["outputs"], {"inputs": array})[0][:, 0].tolist()

    return predict


class Batches:
    """Predicts what has come while the last batch was computed."""

    def __init__(self, predict):
        self.predict, self.waiting, self.task = predict, [], None

    async def __call__(self, array):
        future = asyncio.get_running_loop().create_future()
        self.waiting.append((array, future))
        if self.task is None:
            self.task = asyncio.create_task(self.run())
        return await future

    async def run(self):
        import numpy

        await asyncio.sleep(0)
        while self.waiting:
            taken, self.waiting = self.waiting[:LARGEST], self.waiting[LARGEST:]
            arrays, futures = zip(*taken)
            values = await asyncio.to_thread(self.predict, numpy.concatenate(arrays))
            for future, value in zip(futures, values):
                future.set_result(value)
        self.task = None


reader = reading.Reader()
predict = torch_predictor() if PEER == "torch" else onnx_predictor()
batches = Batches(predict) if os.environ.get("UNROLL_SERVE_BATCH") == "1" else None
app = FastAPI()


@app.post("/v1/models/reviews:predict")
async def answer(request: Request):
    texts = orjson.loads(await request.body())["instances"]
    arrays = [reader.read(text) for text in texts]
    if batches:
        values = [await batches(array) for array in arrays]
    else:
        values = [predict(array)[0] for array in arrays]
    body = orjson.dumps({"predictions": [[value] for value in values]})
    return Response(body, media_type="application/json")
