#!/usr/bin/env python3
"""Compares `unroll tokenize` with nltk's TreebankWordTokenizer, token for token.

    Scripts/compare-tokenizer.py .build/release/unroll                    all reviews of the archive
    Scripts/compare-tokenizer.py .build/release/unroll --random 100000    random texts as well

Needs nltk 3.10. The archive is ../shared/data/aclImdb_v1.tar.gz (or $UNROLL_SHARED/data/...); its
25 000 labelled training reviews hold 6 847 602 tokens. The program gets a file with one text a line
and must print one line for each, its tokens joined by spaces. Exit status 1 on any difference.
"""
import argparse
import collections
import multiprocessing
import os
import pathlib
import random
import subprocess
import sys
import tarfile
import tempfile
import unicodedata

from nltk.tokenize import TreebankWordTokenizer

LABELLED_TRAINING_TOKENS = 6_847_602

# Pieces that the rules of the tokenizer look at, alone and in the neighbourhoods that matter.
PIECES = (
    list("\"'`()[]{}<>:,;@#$%&?!.-_/*aAsSdDmMtTnN09 ")
    + ["''", "``", "...", "....", "--", "---", "  ", "\t", "\v", "\x1c", "\x1f", "\u0085", "\u00a0"]
    + ["\u1680", "\u2003", "\u2028", "\u202f", "\u205f", "\u3000", "\u200b", "\u180e", "\ufeff"]
    + ["\u0663", "\u06f4", "\u00b2", "\u00bd", "\u2167", "\uff11", "\U0001d7ce", "\u0301", "\u00e9"]
    + ["\u4e2d", "\u201c", "\u2019", "\U0001f600", "\u0130", "\u0131", "\u017f", "\u212a", "\u00ab"]
    + ["'s", "'S", "'m", "'d", "'ll", "'LL", "'Ll", "'re", "'ve", "n't", "N'T", "N't", "don't", "I'd've"]
    + ["cannot", "Cannot", "d'ye", "gimme", "g\u0131mme", "G\u0130MME", "gonna", "gotta", "lemme"]
    + ["more'n", "MORE'N", "wanna", "'tis", "'TIS", "'t\u0131\u017f", "'twas", "'twa\u017f", "can", "not"]
    + ["word", "dogs'", "film.", "x", "<br />", "U.S.", "1,000", "3:15", "$3.88", "well-known"]
)


def random_text(source):
    """A text of pieces; now and then any character of the Basic Multilingual Plane."""
    pieces = []
    for _ in range(source.randint(1, source.choice((3, 8, 25, 60)))):
        kind = source.random()
        if kind < 0.1:
            pieces.append(" ")
        elif kind < 0.12:
            character = chr(source.choice((source.randrange(0x20, 0x800), source.randrange(0x800, 0xD800))))
            # Python and Swift may know different versions of Unicode: only characters known to both.
            if unicodedata.category(character) != "Cn":
                pieces.append(character)
        else:
            pieces.append(source.choice(PIECES))
    text = "".join(pieces)
    # One text a line: what ends a line cannot be part of it.
    return text.replace("\n", " ").replace("\r", " ")


def reviews(archive):
    """Name and text of every review, newlines replaced by spaces."""
    with tarfile.open(archive) as tar:
        for member in tar:
            parts = member.name.split("/")
            if member.isfile() and parts[-1].endswith(".txt") and parts[-2] in ("pos", "neg", "unsup"):
                text = tar.extractfile(member).read().decode("utf-8")
                yield "/".join(parts[-3:]), text.replace("\n", " ").replace("\r", " ")


def tokenize_with_nltk(text):
    return TreebankWordTokenizer().tokenize(text)


def tokenize_with_program(program, texts):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "texts.txt")
        path.write_bytes("".join(text + "\n" for text in texts).encode("utf-8"))
        output = subprocess.run([program, "tokenize", path], check=True, stdout=subprocess.PIPE).stdout
    lines = output.decode("utf-8").split("\n")
    if lines.pop() != "" or len(lines) != len(texts):
        sys.exit(f"error: {program} printed {len(lines)} lines for {len(texts)} texts")
    return [line.split(" ") if line else [] for line in lines]


def compare(program, names, texts, show):
    """Prints the first differences; returns their count and the tokens of every text."""
    with multiprocessing.Pool() as pool:
        expected = pool.map(tokenize_with_nltk, texts, chunksize=256)
    differences, counts = 0, []
    for name, text, wanted, found in zip(names, texts, expected, tokenize_with_program(program, texts)):
        counts.append(len(found))
        if wanted == found:
            continue
        differences += 1
        if differences <= show:
            place = next((i for i, (a, b) in enumerate(zip(wanted, found)) if a != b), min(len(wanted), len(found)))
            print(f"{name}: token {place} differs\n  nltk:   {wanted[place:place + 6]!r}\n  unroll: {found[place:place + 6]!r}")
            if len(text) < 200:
                print(f"  text:   {text!r}")
    return differences, counts


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    shared = pathlib.Path(os.environ.get("UNROLL_SHARED", root.parent / "shared"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the unroll program")
    parser.add_argument("--archive", default=shared / "data" / "aclImdb_v1.tar.gz", type=pathlib.Path)
    parser.add_argument("--no-archive", action="store_true", help="random texts only")
    parser.add_argument("--random", type=int, default=0, metavar="N", help="compare N random texts too")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--show", type=int, default=10, metavar="N", help="how many differences to print")
    options = parser.parse_args()
    failed = False

    if options.random:
        seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
        source = random.Random(seed)
        texts = [random_text(source) for _ in range(options.random)]
        names = [f"random {index} of seed {seed}" for index in range(len(texts))]
        differences, counts = compare(options.program, names, texts, options.show)
        print(f"{len(texts)} random texts (seed {seed}), {sum(counts)} tokens, {differences} texts differ")
        failed |= differences > 0

    if not options.no_archive:
        names, texts = zip(*reviews(options.archive))
        differences, counts = compare(options.program, names, texts, options.show)
        parts = collections.Counter()
        for name, count in zip(names, counts):
            parts[name.rsplit("/", 1)[0]] += count
        print(f"{len(texts)} reviews, {sum(counts)} tokens, {differences} reviews differ")
        print("  " + ", ".join(f"{part} {count}" for part, count in sorted(parts.items())))
        training = parts["train/pos"] + parts["train/neg"]
        if options.archive.name == "aclImdb_v1.tar.gz" and training != LABELLED_TRAINING_TOKENS:
            print(f"the labelled training reviews gave {training} tokens, not {LABELLED_TRAINING_TOKENS}")
            failed = True
        failed |= differences > 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
