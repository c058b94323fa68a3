"""onnxruntime: prediction with the LSTM as an ONNX graph.

Settings, measured on two cores of a Zen 4, batch of 32 and one sequence: as they are 21.9 and 0.73
ms, `session.intra_op.allow_spinning` 0 21.7 and 0.74, `session.force_spinning_stop` 1 21 to 29 and
0.82, one thread 36.7 and 0.99. So they stay as they are; the threads spin for 50 ms after a call,
and the comparison waits that long before it asks the next worker.
"""
import arrays
import worker


def load():
    import onnx  # noqa: F401 (writes the graph)
    import onnxruntime

    return (f"onnxruntime {onnxruntime.__version__}",
            arrays.prediction_workloads(batches, text))


def graph(batch, units=50):
    """LSTM, maximum over time, dense layer with a sigmoid; `[batch, 400, 300]` to `[batch, 1]`."""
    import numpy
    from onnx import TensorProto, helper, numpy_helper

    random = numpy.random.default_rng(7)

    def weights(name, *shape):
        values = random.uniform(-0.1, 0.1, shape).astype(numpy.float32)
        return numpy_helper.from_array(values, name)

    nodes = [
        # onnxruntime's LSTM reads [time, batch, features] only.
        helper.make_node("Transpose", ["inputs"], ["steps"], perm=[1, 0, 2]),
        helper.make_node("LSTM", ["steps", "W", "R", "B"], ["states"], hidden_size=units),
        helper.make_node("ReduceMax", ["states", "axes"], ["pooled"], keepdims=0),
        helper.make_node("Gemm", ["pooled", "dense", "bias"], ["logits"]),
        helper.make_node("Sigmoid", ["logits"], ["outputs"]),
    ]
    initializers = [
        weights("W", 1, 4 * units, arrays.FEATURES), weights("R", 1, 4 * units, units),
        weights("B", 1, 8 * units), weights("dense", units, 1), weights("bias", 1),
        numpy_helper.from_array(numpy.array([0, 1], numpy.int64), "axes"),
    ]
    whole = helper.make_graph(
        nodes, "lstm",
        [helper.make_tensor_value_info(
            "inputs", TensorProto.FLOAT, [batch, arrays.TIME, arrays.FEATURES])],
        [helper.make_tensor_value_info("outputs", TensorProto.FLOAT, [batch, 1])],
        initializers)
    return helper.make_model(
        whole, opset_imports=[helper.make_opsetid("", 18)], ir_version=9).SerializeToString()


def session(batch):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = arrays.THREADS
    made = onnxruntime.InferenceSession(graph(batch), options, ["CPUExecutionProvider"])
    return lambda array: made.run(["outputs"], {"inputs": array})[0]


def batches(source):
    return arrays.batch_predictions(session(arrays.BATCH), source)


def text():
    import reading

    predict = session(1)
    return reading.text_workload(lambda array: float(predict(array)[0, 0]))


if __name__ == "__main__":
    worker.serve(load)
