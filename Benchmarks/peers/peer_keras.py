"""Keras 3 on the backend that KERAS_BACKEND names: TensorFlow or JAX.

Settings, measured for LSTM 50 on two cores of a Zen 4, in turns, milliseconds. Others used the
machine too, so differences of less than a tenth mean nothing:

- A training step, the least of seven. TensorFlow: as it is (Keras uses no XLA on a CPU) 61 to 71,
  `jit_compile=True` 448. JAX: as it is (XLA) 85, `jit_compile=False` 509. Timed between batches of
  `fit` against `train_on_batch`: TensorFlow 56 and 59, JAX 105 and 109. Several steps an execution
  (`steps_per_execution`) were not faster on either. So both are taken as they are, timed between
  batches, which leaves out the start of `fit`.
- Prediction, batch of 32, the median of seven. TensorFlow: a function compiled by XLA 30,
  `predict_on_batch` 44; for one sequence 2.0 and 8.3. JAX: a compiled call 26, `predict_on_batch`
  26; for one sequence 1.5 and 1.6. So both are compiled.
"""
import os
import time

import arrays
import worker


def load():
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras

    backend = keras.backend.backend()
    library = __import__(backend)
    if backend == "tensorflow":
        library.config.threading.set_intra_op_parallelism_threads(arrays.THREADS)
        library.config.threading.set_inter_op_parallelism_threads(arrays.THREADS)
    workloads = arrays.training_workloads(train) | arrays.prediction_workloads(batches, text)
    return f"Keras {keras.__version__}, {backend} {library.__version__}", workloads


def build(network):
    import keras
    from keras import layers

    kind, units, count = arrays.shape_of(network)
    cell = {"simplernn": layers.SimpleRNN, "gru": layers.GRU}.get(kind, layers.LSTM)
    keras.utils.set_random_seed(7)
    stack = [cell(units, return_sequences=True) for _ in range(count)]
    if kind == "bilstm":
        stack = [layers.Bidirectional(stack[0])]
    pool = layers.Flatten() if kind == "simplernn" else layers.GlobalMaxPooling1D()
    return keras.Sequential([
        keras.Input((arrays.TIME, arrays.FEATURES)), *stack, layers.Dropout(0.2), pool,
        layers.Dense(1, activation="sigmoid")])


def train(network, source, batch):
    """Milliseconds from one batch's end to the next one's in `fit`."""
    import keras

    class Clock(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.stamps = []

        def on_train_batch_end(self, batch, logs=None):
            self.stamps.append(time.perf_counter())

    model = build(network)
    model.compile(keras.optimizers.RMSprop(1e-3), "binary_crossentropy")
    steps = arrays.STEPS if batch == arrays.BATCH else 1
    inputs, labels = arrays.samples(source)
    count = min((steps + 1) * batch, len(inputs) // batch * batch)
    inputs, labels = inputs[:count], labels[:count]

    def measure():
        clock = Clock()
        model.fit(inputs, labels, batch_size=batch, shuffle=False, verbose=0, callbacks=[clock])
        return (clock.stamps[-1] - clock.stamps[0]) / (len(clock.stamps) - 1) * 1e3

    measure()
    return measure


def compiled(model):
    """The prediction of a model as one compiled function from NumPy to NumPy."""
    import keras
    import numpy

    if keras.backend.backend() == "jax":
        import jax

        trained = [variable.value for variable in model.trainable_variables]
        others = [variable.value for variable in model.non_trainable_variables]
        call = jax.jit(lambda batch: model.stateless_call(trained, others, batch, training=False)[0])
        return lambda batch: numpy.asarray(call(batch))
    import tensorflow

    call = tensorflow.function(lambda batch: model(batch, training=False), jit_compile=True)
    return lambda batch: call(tensorflow.constant(batch)).numpy()


def batches(source):
    return arrays.batch_predictions(compiled(build("lstm-50")), source)


def text():
    import reading

    predict = compiled(build("lstm-50"))
    return reading.text_workload(lambda array: float(predict(array)[0, 0]))


if __name__ == "__main__":
    worker.serve(load)
