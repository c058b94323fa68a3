#include "tables.h"

#include <string.h>

/* The decoder's place in input and output, in registers during a call. */
struct cursor {
  uint64_t bits;
  uint32_t bit_count;
  const uint8_t *next, *end;
  uint8_t *out, *out_end;
};

enum {
  LITERAL_MASK = (1 << UNROLL_INFLATE_LITERAL_BITS) - 1,
  DISTANCE_MASK = (1 << UNROLL_INFLATE_DISTANCE_BITS) - 1,
  LONGEST_MATCH = 258,
  /* Input that one round of the fast loop may read, and output that it may write. */
  FAST_INPUT = 24,
  FAST_OUTPUT = 4 + LONGEST_MATCH,
};

static inline uint64_t load64(const uint8_t *address) {
  uint64_t value;
  memcpy(&value, address, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  value = __builtin_bswap64(value);
#endif
  return value;
}

/* Bits of `value` below position `count`. */
static inline uint32_t low(uint64_t value, uint32_t count) {
  return (uint32_t)(value & ((UINT64_C(1) << count) - 1));
}

/* The length or distance of an entry whose code begins at the lowest of `bits`. */
static inline uint32_t value_of(uint32_t entry, uint64_t bits) {
  return entry_base(entry) + (low(bits, entry_drop(entry)) >> entry_code(entry));
}

/* Fills up to 56 bits or more; reads 8 bytes. Bits above bit_count are those of the bytes not
   passed yet, so that reading them again changes nothing. Here and in drop, bit_count holds the
   number in its lowest 8 bits alone, which saves the processor the masking. */
static inline void refill(struct cursor *c) {
  c->bits |= load64(c->next) << (c->bit_count & 63);
  c->next += 7 - (c->bit_count >> 3 & 7);
  c->bit_count |= 56;
}

/* Drops the bits of an entry, 48 at most. */
static inline void drop(struct cursor *c, uint32_t entry) {
  c->bits >>= entry & 63;
  c->bit_count -= entry;
}

/* Copies a match; may write up to 15 bytes too many, so that there is no loop over bytes. */
static inline void copy_match(uint8_t *out, uint32_t distance, uint32_t length) {
  const uint8_t *const end = out + length;
  if (distance >= 16) {
    for (; out < end; out += 16) memcpy(out, out - distance, 16);
  } else if (distance == 1) {
    memset(out, out[-1], length);
  } else {
    // The pattern repeats at multiples of its distance too: the first of at least 8 bytes lets
    // words follow each other without overlap.
    uint32_t multiple = distance;
    for (; multiple < 8; multiple += distance) {
      for (uint32_t i = 0; i < distance; i++, out++) *out = *(out - distance);
    }
    for (; out < end; out += 8) memcpy(out, out - multiple, 8);
  }
}

/* Decodes while there is plenty of input and room. */
static int decode_fast(unroll_inflate *state, struct cursor *cursor) {
  struct cursor c = *cursor;
  const uint32_t *const literals = state->literal_entries;
  const uint32_t *const distances = state->distance_entries;
  int status = UNROLL_INFLATE_FULL;
  if (c.end - c.next < FAST_INPUT) return status;
  refill(&c);
  uint32_t entry = literals[c.bits & LITERAL_MASK];
  while (c.end - c.next >= FAST_INPUT && c.out_end - c.out >= FAST_OUTPUT) {
    // Four literals of the first table take 44 bits; looking the next symbol up before the bits
    // are filled up again, which leaves the lowest as they are, hides the time that it takes.
    int count = 0;
    for (; count < 4 && entry & ENTRY_LITERAL; count++) {
      drop(&c, entry);
      *c.out++ = (uint8_t)entry_base(entry);
      entry = literals[c.bits & LITERAL_MASK];
    }
    refill(&c);
    if (count == 4) continue;
    if (entry & ENTRY_TABLE) {
      const uint32_t second = low(c.bits >> UNROLL_INFLATE_LITERAL_BITS, entry_code(entry));
      drop(&c, entry);
      entry = literals[entry_base(entry) + second];
    }
    const uint64_t before = c.bits;
    drop(&c, entry);
    if (entry & ENTRY_LITERAL) {
      *c.out++ = (uint8_t)entry_base(entry);
      entry = literals[c.bits & LITERAL_MASK];
      refill(&c);
      continue;
    }
    if (entry & ENTRY_STOP) {
      status = (entry & ENTRY_END) == ENTRY_END ? UNROLL_INFLATE_END : UNROLL_INFLATE_BAD_SYMBOL;
      break;
    }
    const uint32_t length = value_of(entry, before);
    entry = distances[c.bits & DISTANCE_MASK];
    if (entry & ENTRY_TABLE) {
      const uint32_t second = low(c.bits >> UNROLL_INFLATE_DISTANCE_BITS, entry_code(entry));
      drop(&c, entry);
      entry = distances[entry_base(entry) + second];
    }
    const uint32_t distance = value_of(entry, c.bits);
    if (entry & ENTRY_STOP) {
      status = UNROLL_INFLATE_BAD_SYMBOL;
      break;
    }
    if (distance > c.out - state->window) {
      status = UNROLL_INFLATE_BAD_DISTANCE;
      break;
    }
    drop(&c, entry);
    refill(&c);
    entry = literals[c.bits & LITERAL_MASK];
    copy_match(c.out, distance, length);
    c.out += length;
  }
  // Bits of bytes that are not passed go, since the careful loop adds them again.
  c.bit_count &= 63;
  c.bits &= (UINT64_C(1) << c.bit_count) - 1;
  *cursor = c;
  return status;
}

/* Looks a symbol up without dropping its bits; *used grows by those of the code. */
static uint32_t find(const uint32_t *entries, uint32_t root, uint64_t bits, uint32_t *used) {
  uint32_t entry = entries[low(bits >> *used, root)];
  if (entry & ENTRY_TABLE) {
    *used += root;
    entry = entries[entry_base(entry) + low(bits >> *used, entry_code(entry))];
  }
  return entry;
}

/* Copies what fits of the match that is under way. */
static void continue_match(unroll_inflate *state, struct cursor *c) {
  while (state->match_length > 0 && c->out < c->out_end) {
    *c->out = *(c->out - state->match_distance);
    c->out++;
    state->match_length--;
  }
}

/* Decodes one symbol near the end of the input or of the room. */
static int decode_one(unroll_inflate *state, struct cursor *c) {
  while (c->bit_count <= 48 && c->next < c->end) {
    c->bits |= (uint64_t)*c->next++ << c->bit_count;
    c->bit_count += 8;
  }
  // A symbol takes 48 bits at most; where fewer are left, those beyond them read as 0.
  int is_short = c->bit_count < 48;
  uint32_t used = 0;
  uint32_t entry = find(state->literal_entries, UNROLL_INFLATE_LITERAL_BITS, c->bits, &used);
  const uint32_t first = entry;
  uint32_t length = 0, distance = 0;
  if (!(entry & (ENTRY_LITERAL | ENTRY_STOP))) {
    length = value_of(entry, c->bits >> used);
    used += entry_drop(entry);
    entry = find(state->distance_entries, UNROLL_INFLATE_DISTANCE_BITS, c->bits, &used);
    distance = value_of(entry, c->bits >> used);
  }
  if ((entry & ENTRY_END) == ENTRY_STOP) {
    return is_short ? UNROLL_INFLATE_STARVED : UNROLL_INFLATE_BAD_SYMBOL;
  }
  used += entry_drop(entry);
  if (used > c->bit_count) return UNROLL_INFLATE_STARVED;
  if (distance > c->out - state->window) {
    return UNROLL_INFLATE_BAD_DISTANCE;
  }
  c->bits >>= used;
  c->bit_count -= used;
  if ((first & ENTRY_END) == ENTRY_END) return UNROLL_INFLATE_END;
  if (first & ENTRY_LITERAL) {
    *c->out++ = (uint8_t)entry_base(entry);
  } else {
    state->match_length = length;
    state->match_distance = distance;
    continue_match(state, c);
  }
  return UNROLL_INFLATE_FULL;
}

/* Decodes the symbols of a block until it ends or something runs out. */
static int decode_block(unroll_inflate *state, struct cursor *c) {
  continue_match(state, c);
  while (c->out < c->out_end) {
    int status = decode_fast(state, c);
    if (status == UNROLL_INFLATE_FULL && c->out < c->out_end) status = decode_one(state, c);
    if (status == UNROLL_INFLATE_END) {
      state->phase = UNROLL_INFLATE_HEADER;
      return UNROLL_INFLATE_END;
    }
    if (status != UNROLL_INFLATE_FULL) return status;
  }
  return UNROLL_INFLATE_FULL;
}

/* Gives back whole bytes that were taken from the input of this call. */
static void give_back(struct cursor *c, const uint8_t *input) {
  while (c->bit_count >= 8 && c->next > input) {
    c->bit_count -= 8;
    c->next--;
  }
  c->bits &= (UINT64_C(1) << c->bit_count) - 1;
}

/* Copies bytes of a stored block; the bits end at a byte by then. */
static int copy_stored(unroll_inflate *state, struct cursor *c, const uint8_t *input) {
  give_back(c, input);
  size_t count = state->stored;
  if (count > (size_t)(c->out_end - c->out)) count = (size_t)(c->out_end - c->out);
  if (count > (size_t)(c->end - c->next)) count = (size_t)(c->end - c->next);
  memcpy(c->out, c->next, count);
  c->out += count;
  c->next += count;
  state->stored -= (uint32_t)count;
  if (state->stored > 0) {
    return c->out < c->out_end ? UNROLL_INFLATE_STARVED : UNROLL_INFLATE_FULL;
  }
  state->phase = UNROLL_INFLATE_HEADER;
  return UNROLL_INFLATE_END;
}

/* Moves the history to the front when half of the room is used. */
static void make_room(unroll_inflate *state) {
  if (state->end > UNROLL_INFLATE_HISTORY + UNROLL_INFLATE_ROOM / 2) {
    memmove(
        state->window, state->window + state->end - UNROLL_INFLATE_HISTORY,
        UNROLL_INFLATE_HISTORY);
    state->end = UNROLL_INFLATE_HISTORY;
  }
  state->start = state->end;
}

void unroll_inflate_reset(unroll_inflate *state) {
  state->bits = 0;
  state->bit_count = 0;
  state->phase = UNROLL_INFLATE_HEADER;
  state->is_last_block = 0;
  state->stored = 0;
  state->match_length = state->match_distance = 0;
  state->start = state->end = 0;
}

int unroll_inflate_run(
    unroll_inflate *state, const uint8_t *input, size_t size, size_t *consumed) {
  make_room(state);
  struct cursor c = {
      state->bits, state->bit_count, input, input + size, state->window + state->end,
      state->window + UNROLL_INFLATE_HISTORY + UNROLL_INFLATE_ROOM};
  int status = UNROLL_INFLATE_END;
  while (status == UNROLL_INFLATE_END && state->phase != UNROLL_INFLATE_DONE) {
    if (state->phase == UNROLL_INFLATE_HEADER) {
      if (state->is_last_block) {
        state->phase = UNROLL_INFLATE_DONE;
        break;
      }
      status = unroll_inflate_read_header(state, &c.bits, &c.bit_count, &c.next, c.end);
      if (status != UNROLL_INFLATE_FULL) break;
    }
    status = state->phase == UNROLL_INFLATE_STORED ? copy_stored(state, &c, input)
                                                   : decode_block(state, &c);
  }
  give_back(&c, input);
  state->bits = c.bits;
  state->bit_count = c.bit_count;
  state->end = (uint32_t)(c.out - state->window);
  *consumed = (size_t)(c.next - input);
  return status;
}
