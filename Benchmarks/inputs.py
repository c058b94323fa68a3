"""The data that is measured on: the real reviews where they are, generated ones elsewhere."""
import array
import gzip
import io
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Raised when what is prepared changes: old files are made anew.
FORMAT = 1


class Inputs:
    """Archive, vectors, and the folder of what is prepared from them."""

    def __init__(self, cache):
        # Peers run in other folders.
        shared = pathlib.Path(os.environ.get("UNROLL_SHARED", ROOT.parent / "shared")).resolve() / "data"
        self.archive = shared / "aclImdb_v1.tar.gz"
        self.vectors = shared / "imdb-word2vec-300.bin.gz"
        self.is_real = self.archive.exists() and self.vectors.exists()
        self.folder = cache / ("real" if self.is_real else "generated")
        if not self.is_real:
            print(f"note: no reviews at {shared}: generated ones of the same shape are measured",
                  file=sys.stderr)
            self.archive = self.folder / "reviews.tar.gz"
            self.vectors = self.folder / "vectors.bin.gz"

    @property
    def title(self):
        return "the Large Movie Review Dataset" if self.is_real else "generated reviews"

    def prepare(self, bench):
        """Writes what is missing, with `unroll-bench prepare`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.archive.exists() or not self.vectors.exists():
            # Under other names until they are whole: an interrupted run leaves no half of a file.
            parts = [path.with_suffix(".part") for path in (self.archive, self.vectors)]
            generate(*parts)
            for part, path in zip(parts, (self.archive, self.vectors)):
                part.rename(path)
        stamp = {"format": FORMAT, "sizes": [self.archive.stat().st_size, self.vectors.stat().st_size]}
        marker = self.folder / "prepared.json"
        if marker.exists() and json.loads(marker.read_text()) == stamp:
            return
        print("preparing arrays, models and vectors", file=sys.stderr)
        subprocess.run([bench, "prepare", self.folder, self.archive, self.vectors], check=True)
        plain = self.folder / "vectors-200k.bin"
        with open(plain, "rb") as source, gzip.open(f"{plain}.gz", "wb", compresslevel=6) as target:
            shutil.copyfileobj(source, target, 1 << 20)
        marker.write_text(json.dumps(stamp))


def generate(archive, vectors, words=47_528, dimension=300, reviews=12_500):
    """Writes an archive in the layout of the Large Movie Review Dataset, and vectors of its words.

    Words are drawn as in language (the k-th most frequent with a share of 1/k), reviews are as long
    as the real ones (270 words in the middle of the range, one in six longer than 400), and
    punctuation and contractions give the tokenizer what it has to look for.
    """
    print("generating reviews and vectors", file=sys.stderr)
    source = random.Random(7)
    vocabulary = spellings(words, source)
    with gzip.open(vectors, "wb", compresslevel=1) as file:
        file.write(f"{words} {dimension}\n".encode())
        for word in vocabulary:
            numbers = (source.gauss(0, 0.1) for _ in range(dimension))
            file.write(f"{word} ".encode() + floats(numbers))
    weights = [0.0]
    for rank in range(1, words + 1):
        weights.append(weights[-1] + 1 / rank)
    with tarfile.open(archive, "w:gz", compresslevel=1) as file:
        for split in ("train", "test"):
            for label in ("pos", "neg"):
                for number in range(reviews):
                    text = review(vocabulary, weights[1:], source).encode()
                    entry = tarfile.TarInfo(f"reviews/{split}/{label}/{number}_5.txt")
                    entry.size = len(text)
                    file.addfile(entry, io.BytesIO(text))


def floats(numbers):
    """Little-endian 32-bit floats."""
    values = array.array("f", numbers)
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


def spellings(count, source):
    """Different words; the first ones are the marks that texts end sentences with."""
    syllables = [first + second for first in "bcdfghklmnprstvw" for second in ("a", "e", "i", "o", "ou")]
    found = {",": None, ".": None, "n't": None, "'s": None}
    while len(found) < count:
        found["".join(source.choices(syllables, k=source.choice((1, 2, 2, 3, 4))))] = None
    return list(found)


def review(vocabulary, cumulative, source):
    length = min(max(int(source.lognormvariate(5.3, 0.62)), 10), 2000)
    parts = []
    for word in source.choices(vocabulary, cum_weights=cumulative, k=length):
        mark = word[0] in ",.'" or word == "n't"
        parts.append(word if mark else f" {word}")
    return "".join(parts).strip()
