"""The text side in Python: nltk's tokenizer and gensim's vectors, as a service would use them."""
import arrays


class Reader:
    """Turns a text into the array that a network reads."""

    def __init__(self):
        import os

        from gensim.models import KeyedVectors
        from nltk.tokenize import TreebankWordTokenizer

        words = KeyedVectors.load_word2vec_format(os.environ["UNROLL_BENCH_VECTORS"], binary=True)
        self.tokenizer = TreebankWordTokenizer()
        self.index, self.vectors = words.key_to_index, words.vectors

    def read(self, text):
        """`[1, 400, 300]`: the known words, cut and padded with zeros."""
        import numpy

        index = self.index
        rows = [index[token] for token in self.tokenizer.tokenize(text) if token in index]
        rows = rows[: arrays.TIME]
        result = numpy.zeros((1, arrays.TIME, arrays.FEATURES), numpy.float32)
        result[0, : len(rows)] = self.vectors[rows]
        return result


def text_workload(predict):
    """Milliseconds for a text, read and run; `predict` takes an array and returns a number."""
    import worker

    reader, texts = Reader(), arrays.texts()[: arrays.TEXTS]

    def measure():
        return worker.each(lambda text: predict(reader.read(text)), texts)

    measure()
    return measure
