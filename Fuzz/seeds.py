#!/usr/bin/env python3
"""Writes the first inputs of each fuzzing target: cuts of the tests' fixtures, and small ones.

use: seeds.py FOLDER     makes FOLDER/TARGET/… for every target
"""

import gzip
import io
import json
import struct
import sys
import tarfile
import zipfile
from pathlib import Path

from seeds_models import FIXTURES, MARK, MODEL_SEEDS

TEXT_FIXTURES = FIXTURES.parent / "UnrollTextTests" / "Fixtures"


def tar(names, kind=tarfile.PAX_FORMAT):
    """A tar archive of files with a short text each."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=kind) as archive:
        for name in names:
            entry = tarfile.TarInfo(name)
            if name.endswith("@"):
                entry.type, entry.linkname = tarfile.SYMTYPE, "../../etc/passwd"
            data = b"" if name.endswith("@") else b"a fine film"
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def archive_seeds():
    reviews = ["train/pos/1.txt", "train/neg/2.txt", "test/pos/3.txt", "test/neg/4.txt"]
    plain = ["a/pos/1.txt", "a/neg/2.txt", "a/link@"]
    for kind in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        # The end mark and its padding are all zeros: one block of them is enough for a start.
        yield tar(plain, kind)[:4096]
    yield tar(["../../etc/x", "/etc/y", "ä/pos/ü", "n" * 150 + "/pos/1"])[:8192]
    for data in (tar(reviews), tar(plain)):
        yield gzip.compress(data, mtime=0)
    yield gzip.compress(b"x" * 10, mtime=0) + gzip.compress(b"y" * 10, mtime=0) + bytes(16)
    yield from zip_seeds()


def zip_seeds():
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            archive.writestr("train/pos/1.txt", "a fine film " * 4)
            archive.writestr("train/neg/2.txt", "dull")
            archive.writestr("folder/", "")
        yield buffer.getvalue()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        with archive.open("big", "w", force_zip64=True) as member:
            member.write(b"data")
        archive.comment = b"a comment"
    yield buffer.getvalue()
    yield b"PK\x05\x06" + bytes(18)


def table_seeds(delimiter):
    rows = [["text", "label"], ["a fine film", "pos"], ["dull", "neg"]]
    for end in ("\n", "\r\n", "\r"):
        yield end.join(delimiter.join(row) for row in rows).encode()
    quoted = ['label{d}text', '1{d}"a ""fine"", film\n{d}"', "0{d}dull", '"10"{d}x', ""]
    yield "\n".join(quoted).replace("{d}", delimiter).encode()
    yield b"\xef\xbb\xbf" + delimiter.join(["text", "label"]).encode() + b"\n\xff\xfe"


def jsonl_seeds():
    yield b'{"text": "a fine film", "label": 1}\n{"text": "dull", "label": 0}\n'
    yield rb'{"text": "\u00e4\ud83d\ude00\n\"", "label": "pos"}' + b"\r\n\r\n" \
        + b'{"label": "neg", "text": "x", "y": [1.5e-3, {"a": null}, true]}'
    yield b'{"text": ' + b"[" * 70


def tokenizer_seeds():
    texts = json.loads((TEXT_FIXTURES / "treebank.json").read_text())
    texts = texts if isinstance(texts, list) else texts.get("texts", texts.get("cases", []))
    for case in texts[:400:4]:
        text = case if isinstance(case, str) else case.get("text", "") if isinstance(case, dict) else case[0]
        yield text.encode()[:256]
    yield "d'ye more'n 'tis 'twas cannot gimme lemme wanna gonna gotta".encode()
    yield b"\xc2\xe2\x80\xe3\x80\xf0\x9f\xff ... ,,:: --- `` '' \"x\" ]).".ljust(64)
    yield "don’t \u2028 \u00a0 ſhe'ſ İs 100% ١٢٣,٤ a,b 1,000".encode()


def vocabulary_seeds():
    yield b"goodbadfilm" + MARK + bytes([4, 7, 11])
    yield json.dumps({"bytes": "Z29vZGJhZA==", "ends": [4, 7]}).encode()
    yield b"" + MARK


def vector_seeds():
    row = struct.pack("<3f", 0.5, -1, 2)
    yield b"2 3\n" + b"good " + row + b"\nbad " + row + b"\n"
    yield b"2 3\ngood 1 2 3\nbad 0.5 -1e-3 inf\n"
    yield b"good 1 2 3\nbad 0.25 nan 1e400\nfilm 1 2 3\ngood 4 5 6\n"
    yield b"9999999999 1048576\nx "
    yield gzip.compress(b"1 2\nx " + struct.pack("<2f", 1, 2), mtime=0)
    for name in ("vectors-numbers.txt", "vectors.bin", "vectors-glove.txt", "vectors.vec"):
        yield (TEXT_FIXTURES / name).read_bytes()[:1024]


def npy_seeds():
    for path in sorted((FIXTURES / "exchange").glob("*.npy")):
        yield path.read_bytes()


def predict_seeds():
    for body in (
        {"instances": ["a fine film", {"b64": "ZHVsbA=="}]},
        {"instances": [{"text": "good"}, {"text": "bad"}], "signature_name": "serving_default"},
        {"inputs": ["good", "bad"]}, {"inputs": {"text": [["good"], ["bad"]]}},
        {"instances": [[1.0, 2.5e0, -3], [0, 0, 0]]}, {"inputs": [[1, 2, 3]]},
        {"instances": [[[1, 2], [3, 4]]]}, {"instances": [[0, 1, 4]]},
        {"instances": [{"left": [1, 2], "right": [3]}]},
        {"inputs": {"left": [[1, 2]], "right": [[3]]}},
    ):
        yield json.dumps(body).encode()
    yield b'{"instances": [[NaN, Infinity, -Infinity]]}'
    yield b'{"instances": ["\\u00e4\\ud83d\\ude00\\n"]}'


def infer_seeds():
    def tensor(name, kind, shape, **more):
        return dict({"name": name, "datatype": kind, "shape": shape}, **more)

    for inputs in (
        [tensor("text", "BYTES", [2], data=["good", "bad"])],
        [tensor("dense_input", "FP32", [1, 3], data=[1, 2, 3])],
        [tensor("input", "FP32", [1, 2, 2], data=[[[1, 2], [3, 4]]])],
        [tensor("left", "FP32", [1, 2], data=[1, 2]), tensor("right", "BOOL", [1, 1], data=[True])],
    ):
        yield json.dumps({"id": "1", "inputs": inputs}).encode()
    sized = {"binary_data_size": 8}
    binary = {
        "inputs": [tensor("left", "FP32", [1, 2], parameters=sized),
                   tensor("right", "FP64", [1, 1], parameters=sized)],
        "outputs": [{"name": "sum", "parameters": {"binary_data": True}}],
        "parameters": {"binary_data_output": True}}
    yield json.dumps(binary).encode() + MARK + struct.pack("<2fd", 1, 2, 3)
    texts = {"inputs": [tensor("text", "BYTES", [1], parameters=sized)]}
    yield json.dumps(texts).encode() + MARK + struct.pack("<I", 4) + b"good"


def tensor_seeds():
    yield struct.pack("<2d", 1, float("nan"))
    yield struct.pack("<I", 4) + b"good" + struct.pack("<I", 0)
    yield struct.pack("<I", 0xFFFFFFFF)


def path_seeds():
    for path in (
        "/health", "/metrics", "/v1/models/m:predict", "/v1/models/m/versions/3:predict",
        "/v1/models/m/labels/x", "/v1/models/m/metadata", "/v1/models/m%20n:explain", "/v2",
        "/v2/health/live", "/v2/models/m/infer", "/v2/models/m/versions/2/infer",
        "/v2/models/m/ready", "//", "/v2/", "/v1/models/", "Bearer 0123456789abcdef",
    ):
        yield path.encode()


def template_seeds():
    yield b"model-{epoch:02d}-{val_loss:.2f}.keras"
    yield b"{{x}}-{batch:03d}{loss:9.3e}"


SEEDS = MODEL_SEEDS | {
    "archive": archive_seeds, "reviews": archive_seeds, "zip": zip_seeds,
    "csv": lambda: table_seeds(","), "tsv": lambda: table_seeds("\t"), "jsonl": jsonl_seeds,
    "tokenizer": tokenizer_seeds, "vocabulary": vocabulary_seeds, "vectors": vector_seeds,
    "vectors-text": vector_seeds, "npy": npy_seeds, "template": template_seeds,
    "predict": predict_seeds, "infer": infer_seeds, "tensors": tensor_seeds, "paths": path_seeds,
}


def main():
    for target, seeds in SEEDS.items():
        folder = Path(sys.argv[1]) / target
        folder.mkdir(parents=True, exist_ok=True)
        for index, seed in enumerate(dict.fromkeys(seeds())):
            (folder / f"seed-{index:03d}").write_bytes(seed)


if __name__ == "__main__":
    main()
