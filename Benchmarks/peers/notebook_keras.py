"""The whole job of the notebook in Python: archive and vectors in, a trained model saved.

    notebook_keras.py ARCHIVE VECTORS OUTPUT.keras

LSTM 50, 20 000 reviews to learn from, 5 000 for validation, 400 steps, RMSprop, batch 32, two
epochs. The array of vectors is made once, as 32-bit floats, which is the least that Keras needs:
12 GB. Prints the accuracy on the reviews for validation and the seconds of each part as JSON.
"""
import json
import os
import random
import sys
import tarfile
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
TIME, TRAINED = 400, 20_000


def read_reviews(path):
    """Texts and labels of the training split, shuffled."""
    reviews = []
    with tarfile.open(path) as archive:
        for member in archive:
            name = "/" + member.name
            if member.isfile() and ("/train/pos/" in name or "/train/neg/" in name):
                text = archive.extractfile(member).read().decode("utf-8")
                reviews.append((text, float("/pos/" in name)))
    random.Random(7).shuffle(reviews)
    return reviews


def vectorize(reviews, words):
    """`[reviews, 400, vector]`, padded with zeros, and the labels."""
    import numpy
    from nltk.tokenize import TreebankWordTokenizer

    tokenizer, index = TreebankWordTokenizer(), words.key_to_index
    inputs = numpy.zeros((len(reviews), TIME, words.vector_size), numpy.float32)
    for place, (text, _) in enumerate(reviews):
        rows = [index[token] for token in tokenizer.tokenize(text) if token in index][:TIME]
        inputs[place, : len(rows)] = words.vectors[rows]
    return inputs, numpy.array([label for _, label in reviews], numpy.float32)


def train(inputs, labels):
    import keras
    import numpy
    from keras import layers

    class Batches(keras.utils.PyDataset):
        """Batches of a part of the array; fit on the array itself copies all 9.6 GB of it."""

        def __init__(self, first, end, size, shuffles):
            super().__init__()
            self.order, self.size, self.shuffles = numpy.arange(first, end), size, shuffles
            self.on_epoch_end()

        def __len__(self):
            return -(-len(self.order) // self.size)

        def __getitem__(self, index):
            rows = self.order[index * self.size:(index + 1) * self.size]
            return inputs[rows], labels[rows]

        def on_epoch_end(self):
            if self.shuffles:
                numpy.random.default_rng().shuffle(self.order)

    model = keras.Sequential([
        keras.Input(inputs.shape[1:]), layers.LSTM(50, return_sequences=True), layers.Dropout(0.2),
        layers.GlobalMaxPooling1D(), layers.Dense(1, activation="sigmoid")])
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(
        Batches(0, TRAINED, 32, True), epochs=2, verbose=0,
        validation_data=Batches(TRAINED, len(labels), 256, False))
    return model, history.history["val_accuracy"][-1]


def main():
    archive, vectors, output = sys.argv[1:4]
    from gensim.models import KeyedVectors

    parts, start = {}, time.perf_counter()

    def part(name):
        nonlocal start
        parts[name] = round(time.perf_counter() - start, 1)
        start = time.perf_counter()

    reviews = read_reviews(archive)
    words = KeyedVectors.load_word2vec_format(vectors, binary=True)
    part("read")
    inputs, labels = vectorize(reviews, words)
    part("vectorize")
    model, accuracy = train(inputs, labels)
    part("train")
    model.save(output)
    part("save")
    print(json.dumps({"val_accuracy": accuracy, "parts": parts}))


if __name__ == "__main__":
    main()
