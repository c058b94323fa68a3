"""nltk's Treebank tokenizer and gensim's reader of word vectors."""
import time

import arrays
import worker


def load():
    import gensim
    import nltk

    return f"nltk {nltk.__version__}, gensim {gensim.__version__}", {
        "tokenize": tokenize,
        "vectors/bin": lambda: vectors("vectors-200k.bin"),
        "vectors/bin.gz": lambda: vectors("vectors-200k.bin.gz"),
    }


def tokenize():
    """Megabytes a second."""
    from nltk.tokenize import TreebankWordTokenizer

    tokenizer, texts = TreebankWordTokenizer(), arrays.texts()[:512]
    size = sum(len(text.encode()) for text in texts)

    def measure():
        seconds = worker.milliseconds(lambda: [tokenizer.tokenize(text) for text in texts]) / 1e3
        return size / seconds / 1e6

    return measure


def vectors(name):
    """Seconds until all vectors are in memory."""
    from gensim.models import KeyedVectors

    path = str(arrays.FOLDER / name)

    def measure():
        start = time.perf_counter()
        words = KeyedVectors.load_word2vec_format(path, binary=True)
        seconds = time.perf_counter() - start
        assert len(words) > 0
        return seconds

    return measure


if __name__ == "__main__":
    worker.serve(load)
