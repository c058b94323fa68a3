#!/usr/bin/env python3
"""Packs a corpus into one archive; the same inputs give the same bytes.

use: pack.py FOLDER ARCHIVE
"""

import gzip
import hashlib
import io
import sys
import tarfile
from pathlib import Path

# Small inputs say as much as large ones; what the packs hold together stays below a megabyte.
MOST_BYTES = 128 << 10


def main():
    folder, target = map(Path, sys.argv[1:])
    inputs = sorted((path.read_bytes() for path in folder.iterdir()), key=lambda data: (len(data), data))
    buffer = io.BytesIO()
    total = 0
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for data in inputs:
            total += len(data)
            if total > MOST_BYTES:
                break
            entry = tarfile.TarInfo(hashlib.sha1(data).hexdigest()[:12])
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(gzip.compress(buffer.getvalue(), 9, mtime=0))


if __name__ == "__main__":
    main()
