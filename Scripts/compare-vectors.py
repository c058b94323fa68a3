#!/usr/bin/env python3
"""Compares `unroll vectors` with gensim: floats to the bit, most similar words and their scores.

    Scripts/compare-vectors.py .build/release/unroll [FILE] [--words 500] [--queries 20] [--seed N]

FILE is ../shared/data/imdb-word2vec-300.bin.gz (or $UNROLL_SHARED/data/...) unless given; GloVe text
is told by --no-header. Needs gensim 4.4. What the program must print:

    unroll vectors show FILE WORD…                     a line for each word, in the order asked: the
                                                       word, a space, its numbers with single spaces
                                                       between them, each reading back to its bits
    unroll vectors similar FILE WORD… [--negative WORD…]   a line for each of the ten most similar
                                                       words: the word, a tab, the score with at
                                                       least seven digits

Exit status 1 on any difference: another bit, another word (unless the scores of the two are closer
than 2e-6), a score off by more than 1e-6.
"""
import argparse
import os
import pathlib
import random
import subprocess
import sys

import numpy
from gensim.models import KeyedVectors

TOLERANCE = 1e-6


def run(program, *arguments):
    result = subprocess.run([program, "vectors", *map(str, arguments)], check=True, stdout=subprocess.PIPE)
    lines = result.stdout.decode("utf-8").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def differing_vectors(program, path, vectors, words):
    """The words whose numbers are not gensim's to the bit."""
    different = []
    for start in range(0, len(words), 100):
        part = words[start:start + 100]
        lines = run(program, "show", path, *part)
        if len(lines) != len(part):
            sys.exit(f"error: {len(lines)} lines for {len(part)} words")
        for word, line in zip(part, lines):
            shown, *numbers = line.split(" ")
            found = numpy.array(numbers, dtype=numpy.float32)
            expected = vectors[word]
            same = found.shape == expected.shape and (found.view(numpy.uint32) == expected.view(numpy.uint32)).all()
            if shown != word or not same:
                different.append(word)
    return different


def differing_query(program, path, vectors, positive, negative):
    """What differs in the answers to one query, or None."""
    expected = vectors.most_similar(positive=positive, negative=negative)
    options = ["--negative", *negative] if negative else []
    found = [line.split("\t") for line in run(program, "similar", path, *positive, *options)]
    if len(found) != len(expected):
        return f"{len(found)} words, not {len(expected)}"
    for place, ((word, score), (shown, text)) in enumerate(zip(expected, found)):
        if abs(float(text) - score) > TOLERANCE:
            return f"place {place + 1}: {shown!r} {text}, not {word!r} {score}"
        if shown != word:
            # Two words may change places, or one leave the list, where the scores are the same.
            query = vectors.most_similar(positive=positive, negative=negative, topn=len(expected) + 10)
            if abs(dict(query).get(shown, -2) - score) > 2 * TOLERANCE:
                return f"place {place + 1}: {shown!r}, not {word!r}"
    return None


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    shared = pathlib.Path(os.environ.get("UNROLL_SHARED", root.parent / "shared"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the unroll program")
    parser.add_argument("file", nargs="?", type=pathlib.Path, default=shared / "data" / "imdb-word2vec-300.bin.gz")
    parser.add_argument("--no-header", action="store_true", help="the file is GloVe text")
    parser.add_argument("--words", type=int, default=500)
    parser.add_argument("--queries", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    binary = ".bin" in options.file.suffixes
    vectors = KeyedVectors.load_word2vec_format(str(options.file), binary=binary, no_header=options.no_header)
    # A word that begins with a dash would be taken for an option.
    words = [word for word in vectors.key_to_index if word and not word.startswith("-")]
    source = random.Random(options.seed)
    sample = source.sample(words, min(options.words, len(words)))
    different = differing_vectors(options.program, options.file, vectors, sample)
    print(f"{len(sample)} vectors of {len(words)}, {len(different)} differ: {different[:10]}")

    failures = 0
    for _ in range(options.queries):
        positive, negative = source.sample(words, source.randint(1, 3)), source.sample(words, source.randint(0, 1))
        difference = differing_query(options.program, options.file, vectors, positive, negative)
        if difference:
            failures += 1
            print(f"most similar to {positive} without {negative}: {difference}")
    print(f"{options.queries} queries, {failures} differ")
    return 1 if different or failures else 0


if __name__ == "__main__":
    sys.exit(main())
