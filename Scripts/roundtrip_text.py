"""Text models: Keras, nltk and gensim read what Unroll trained, and say what Unroll says.

The notebook's way from a text to a prediction, with its own libraries, on the built-in sample.
"""

import json
import tarfile
from pathlib import Path

import numpy as np
from gensim.models import KeyedVectors
from nltk.tokenize import TreebankWordTokenizer

SAMPLE = Path(__file__).resolve().parent.parent / "Sources/Unroll/Resources/sample"
LENGTH = 120
SENTENCE = (
    "I hate that the dismal weather that had me down for so long, when will it break! Ugh, when "
    "does happiness return?  The sun is blinding and the puffy clouds are too thin.  I can't wait "
    "for the weekend.")

MODELS = {
    "text_simple_rnn": ["--layer", "simple-rnn", "--pool", "flatten"],
    "text_lstm": ["--layer", "lstm", "--pool", "max"],
    "text_gru_last": ["--layer", "gru", "--pool", "last"],
    "text_bidirectional": ["--layer", "lstm", "--bidirectional", "--stack", "2", "--pool", "average"],
}


def reviews(count):
    with tarfile.open(SAMPLE / "reviews.tar.gz") as archive:
        files = [entry for entry in archive if entry.isfile() and "/test/" in entry.name]
        for entry in files[:count]:
            yield archive.extractfile(entry).read().decode().replace("\n", " ").replace("\t", " ")


def vectorize(texts):
    """[texts, LENGTH, dimension]: unknown words dropped, cut and padded at the end."""
    vectors = KeyedVectors.load_word2vec_format(SAMPLE / "vectors.bin.gz", binary=True)
    tokenizer = TreebankWordTokenizer()
    batch = np.zeros((len(texts), LENGTH, vectors.vector_size), np.float32)
    for row, text in enumerate(texts):
        known = [vectors[token] for token in tokenizer.tokenize(text) if token in vectors]
        batch[row, : len(known[:LENGTH])] = known[:LENGTH]
    return batch


def predictions(unroll, model, texts, folder):
    source = folder / "texts.txt"
    source.write_text("".join(text + "\n" for text in texts))
    lines = unroll.run("predict", model, "--input", source, "--json").splitlines()
    return np.array([[json.loads(line)["score"]] for line in lines], np.float32)


def text_models(unroll, folder):
    """Each trained text model with its texts as arrays and Unroll's predictions of them."""
    texts = [SENTENCE, *reviews(40)]
    arrays = vectorize(texts)
    for name, options in MODELS.items():
        model = folder / f"{name}.keras"
        unroll.run(
            "train", *options, "--units", 8, "--max-length", LENGTH, "--epochs", 1, "--seed", 7,
            "--quiet", "--output", model)
        yield name, model, arrays, predictions(unroll, model, texts, folder)
