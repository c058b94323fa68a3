import sys
# single-byte exhaustive: which offsets crash
