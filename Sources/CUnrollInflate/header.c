#include "tables.h"

#include <string.h>

enum { LENGTH_SYMBOLS = 19, LENGTH_BITS = 7, LITERAL_CODES = 288, DISTANCE_CODES = 32 };

/* Reads bits of a header, byte by byte. */
struct reader {
  uint64_t bits;
  uint32_t bit_count;
  const uint8_t *next, *end;
  int starved;
};

/* The next bits without dropping them; those that are not there are 0. */
static uint32_t peek(struct reader *reader, uint32_t count) {
  while (reader->bit_count < count && reader->next < reader->end) {
    reader->bits |= (uint64_t)*reader->next++ << reader->bit_count;
    reader->bit_count += 8;
  }
  return (uint32_t)(reader->bits & ((1u << count) - 1));
}

static void drop(struct reader *reader, uint32_t count) {
  if (count > reader->bit_count) {
    reader->starved = 1;
    count = reader->bit_count;
  }
  reader->bits >>= count;
  reader->bit_count -= count;
}

static uint32_t take(struct reader *reader, uint32_t count) {
  uint32_t value = peek(reader, count);
  drop(reader, count);
  return value;
}

static int read_stored(unroll_inflate *state, struct reader *reader) {
  drop(reader, reader->bit_count % 8);
  uint32_t length = take(reader, 16), complement = take(reader, 16);
  if (reader->starved) return UNROLL_INFLATE_STARVED;
  if (length != (complement ^ 0xffff)) return UNROLL_INFLATE_BAD_STORED_LENGTH;
  state->stored = length;
  state->phase = UNROLL_INFLATE_STORED;
  return UNROLL_INFLATE_FULL;
}

/* Builds both tables from code lengths, those of the literals first. */
static int build_tables(
    unroll_inflate *state, const uint8_t *lengths, uint32_t literals, uint32_t distances) {
  if (!unroll_inflate_build(
          lengths, literals, ALPHABET_LITERALS, UNROLL_INFLATE_LITERAL_BITS,
          state->literal_entries, UNROLL_INFLATE_LITERAL_ENTRIES)) {
    return UNROLL_INFLATE_BAD_LITERAL_CODE;
  }
  if (!unroll_inflate_build(
          lengths + literals, distances, ALPHABET_DISTANCES, UNROLL_INFLATE_DISTANCE_BITS,
          state->distance_entries, UNROLL_INFLATE_DISTANCE_ENTRIES)) {
    return UNROLL_INFLATE_BAD_DISTANCE_CODE;
  }
  state->phase = UNROLL_INFLATE_CODED;
  return UNROLL_INFLATE_FULL;
}

static int use_fixed_codes(unroll_inflate *state) {
  uint8_t lengths[LITERAL_CODES + DISTANCE_CODES];
  memset(lengths, 8, 144);
  memset(lengths + 144, 9, 112);
  memset(lengths + 256, 7, 24);
  memset(lengths + 280, 8, 8);
  memset(lengths + LITERAL_CODES, 5, DISTANCE_CODES);
  return build_tables(state, lengths, LITERAL_CODES, DISTANCE_CODES);
}

/* Reads `count` code lengths, which are coded themselves. */
static int read_lengths(
    struct reader *reader, const uint32_t *entries, uint8_t *lengths, uint32_t count) {
  uint32_t done = 0;
  while (done < count) {
    uint32_t entry = entries[peek(reader, LENGTH_BITS)];
    if (entry & ENTRY_STOP) {
      return reader->bit_count < LENGTH_BITS ? UNROLL_INFLATE_STARVED
                                             : UNROLL_INFLATE_BAD_CODE_LENGTHS;
    }
    drop(reader, entry_drop(entry));
    uint32_t symbol = entry_base(entry), repeat = 1, value = symbol;
    if (symbol >= 16) {
      value = 0;
      if (symbol == 16) {
        repeat = 3 + take(reader, 2);
        if (done > 0) value = lengths[done - 1];
      } else {
        repeat = symbol == 17 ? 3 + take(reader, 3) : 11 + take(reader, 7);
      }
    }
    if (reader->starved) return UNROLL_INFLATE_STARVED;
    if ((symbol == 16 && done == 0) || repeat > count - done) {
      return UNROLL_INFLATE_BAD_CODE_LENGTHS;
    }
    memset(lengths + done, (int)value, repeat);
    done += repeat;
  }
  return UNROLL_INFLATE_FULL;
}

static int read_codes(unroll_inflate *state, struct reader *reader) {
  static const uint8_t order[LENGTH_SYMBOLS] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                11, 4,  12, 3, 13, 2, 14, 1, 15};
  uint32_t literals = 257 + take(reader, 5), distances = 1 + take(reader, 5);
  uint32_t given = 4 + take(reader, 4);
  if (reader->starved) return UNROLL_INFLATE_STARVED;
  if (literals > 286 || distances > 30) return UNROLL_INFLATE_BAD_CODE_COUNTS;
  uint8_t length_lengths[LENGTH_SYMBOLS] = {0};
  for (uint32_t i = 0; i < given; i++) length_lengths[order[i]] = (uint8_t)take(reader, 3);
  if (reader->starved) return UNROLL_INFLATE_STARVED;
  uint32_t entries[1 << LENGTH_BITS];
  if (!unroll_inflate_build(
          length_lengths, LENGTH_SYMBOLS, ALPHABET_LENGTHS, LENGTH_BITS, entries,
          1 << LENGTH_BITS)) {
    return UNROLL_INFLATE_BAD_CODE_LENGTHS;
  }
  uint8_t lengths[LITERAL_CODES + DISTANCE_CODES] = {0};
  int status = read_lengths(reader, entries, lengths, literals + distances);
  if (status != UNROLL_INFLATE_FULL) return status;
  // A block that cannot end.
  if (lengths[256] == 0) return UNROLL_INFLATE_BAD_CODE_LENGTHS;
  return build_tables(state, lengths, literals, distances);
}

int unroll_inflate_read_header(
    unroll_inflate *state, uint64_t *bits, uint32_t *bit_count, const uint8_t **input,
    const uint8_t *input_end) {
  struct reader reader = {*bits, *bit_count, *input, input_end, 0};
  uint32_t is_last = take(&reader, 1), type = take(&reader, 2);
  if (reader.starved) return UNROLL_INFLATE_STARVED;
  int status = type == 0   ? read_stored(state, &reader)
               : type == 1 ? use_fixed_codes(state)
               : type == 2 ? read_codes(state, &reader)
                           : UNROLL_INFLATE_BAD_BLOCK_TYPE;
  if (status != UNROLL_INFLATE_FULL) return status;
  state->is_last_block = (int32_t)is_last;
  *bits = reader.bits;
  *bit_count = reader.bit_count;
  *input = reader.next;
  return status;
}
