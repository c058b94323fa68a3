/* A decoder of deflate (RFC 1951) that can stop and go on anywhere.

   It decodes into a window of its own, 32 KiB of history in front of room for new bytes, so that
   the caller's memory may be of any size and the decoder always has its history in one piece.
   Nothing is allocated, nothing outside the struct and the given input is touched, whatever the
   input holds. */
#ifndef UNROLL_INFLATE_H
#define UNROLL_INFLATE_H

#include <stddef.h>
#include <stdint.h>

#include "unroll_checksum.h"

enum {
  /* The farthest that a match reaches back. */
  UNROLL_INFLATE_HISTORY = 32768,
  /* New bytes that the window has room for; a call finds at least half of it free. */
  UNROLL_INFLATE_ROOM = 1 << 18,
  /* Bytes behind the room that wide copies may overwrite. */
  UNROLL_INFLATE_SLACK = 320,
  /* Symbols are looked up by that many bits at once; longer codes go through a second table. */
  UNROLL_INFLATE_LITERAL_BITS = 11,
  UNROLL_INFLATE_DISTANCE_BITS = 8,
  /* Entries that the worst code needs: "enough 288 11 15" and "enough 32 8 15" of zlib's examples;
     the builder checks them as well. */
  UNROLL_INFLATE_LITERAL_ENTRIES = 2400,
  UNROLL_INFLATE_DISTANCE_ENTRIES = 432,
};

/* Why a call came back. */
enum unroll_inflate_status {
  /* The room is full; call again. */
  UNROLL_INFLATE_FULL = 0,
  /* More input is needed than there is; nothing of what is left was consumed. */
  UNROLL_INFLATE_STARVED = 1,
  /* The last block has ended. */
  UNROLL_INFLATE_END = 2,
  UNROLL_INFLATE_BAD_BLOCK_TYPE = -1,
  UNROLL_INFLATE_BAD_STORED_LENGTH = -2,
  UNROLL_INFLATE_BAD_CODE_COUNTS = -3,
  UNROLL_INFLATE_BAD_CODE_LENGTHS = -4,
  UNROLL_INFLATE_BAD_LITERAL_CODE = -5,
  UNROLL_INFLATE_BAD_DISTANCE_CODE = -6,
  UNROLL_INFLATE_BAD_SYMBOL = -7,
  UNROLL_INFLATE_BAD_DISTANCE = -8,
};

/* What the decoder is in the middle of. */
enum unroll_inflate_phase {
  UNROLL_INFLATE_HEADER = 0,
  UNROLL_INFLATE_STORED,
  UNROLL_INFLATE_CODED,
  UNROLL_INFLATE_DONE,
};

typedef struct unroll_inflate {
  /* Bits taken from the input and not used yet, the next one lowest; fewer than 8 between calls. */
  uint64_t bits;
  uint32_t bit_count;
  int32_t phase;
  int32_t is_last_block;
  /* Bytes of a stored block that are still to come. */
  uint32_t stored;
  /* A match that the room ended in the middle of. */
  uint32_t match_length, match_distance;
  /* The bytes in the window that are history, and all that it holds. */
  uint32_t start, end;
  uint32_t literal_entries[UNROLL_INFLATE_LITERAL_ENTRIES];
  uint32_t distance_entries[UNROLL_INFLATE_DISTANCE_ENTRIES];
  uint8_t window[UNROLL_INFLATE_HISTORY + UNROLL_INFLATE_ROOM + UNROLL_INFLATE_SLACK];
} unroll_inflate;

/* Makes the decoder ready for a new stream. */
void unroll_inflate_reset(unroll_inflate *state);

/* Decodes until the room is full, the input is used up, or the stream ends.

   input, [size]: read. consumed: receives how many bytes of it were used; the rest is to be given
   again, followed by more. New bytes lie at window[start, end), see below, until the next call. */
int unroll_inflate_run(
    unroll_inflate *state, const uint8_t *input, size_t size, size_t *consumed);

/* The new bytes of the last call, [end - start]. */
static inline const uint8_t *unroll_inflate_output(const unroll_inflate *state) {
  return state->window + state->start;
}

#endif
