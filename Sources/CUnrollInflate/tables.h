/* Tables of the codes of a block; shared by the files of the decoder. */
#ifndef UNROLL_INFLATE_TABLES_H
#define UNROLL_INFLATE_TABLES_H

#include "unroll_inflate.h"

/* An entry: bits 0-5 the bits to drop, 8-11 those of the code without its extra bits, or those
   that a second table is indexed by, 12-15 the kind, 16-31 the literal, the base of a length or
   distance, or the start of a second table. No kind: a length or a distance. */
enum {
  ENTRY_LITERAL = 1 << 12,
  ENTRY_TABLE = 1 << 13,
  /* Neither literal nor match: the end of the block, or no symbol at all. */
  ENTRY_STOP = 1 << 14,
  ENTRY_END = 1 << 15 | ENTRY_STOP,
};

static inline uint32_t entry_drop(uint32_t entry) { return entry & 63; }
static inline uint32_t entry_code(uint32_t entry) { return entry >> 8 & 15; }
static inline uint32_t entry_base(uint32_t entry) { return entry >> 16; }

/* The alphabets of deflate. */
enum alphabet { ALPHABET_LENGTHS, ALPHABET_LITERALS, ALPHABET_DISTANCES };

/* Builds the look-up tables of a canonical code.

   lengths, [count]: the code length of each symbol, 0 for none, at most 15. entries, [capacity]:
   receives 2^bits entries and second tables behind them. Returns 0 if the lengths make no code:
   codes must be complete, but for a lone code of one bit and for no code at all, as zlib has it. */
int unroll_inflate_build(
    const uint8_t *lengths, uint32_t count, enum alphabet alphabet, uint32_t bits,
    uint32_t *entries, uint32_t capacity);

/* Reads the header of a block.

   Works on *bits, *bit_count and *input alone, so that the caller can start over when the input
   ends inside a header (UNROLL_INFLATE_STARVED). Returns UNROLL_INFLATE_FULL when it is read. */
int unroll_inflate_read_header(
    unroll_inflate *state, uint64_t *bits, uint32_t *bit_count, const uint8_t **input,
    const uint8_t *input_end);

#endif
