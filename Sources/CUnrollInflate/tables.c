#include "tables.h"

#include <string.h>

enum { MOST_BITS = 15, MOST_SYMBOLS = 288 };

static const uint16_t length_base[31] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,
                                         17, 19, 23, 27, 31, 35, 43, 51, 59,  67,  83,
                                         99, 115, 131, 163, 195, 227, 258, 0,   0};
static const uint8_t length_extra[31] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2,
                                         3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0, 0, 0};
static const uint16_t distance_base[30] = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};

/* The entry of a symbol whose code has `code` bits in this table. */
static uint32_t entry_of(enum alphabet alphabet, uint32_t symbol, uint32_t code) {
  uint32_t extra = 0, base = symbol, kind = 0;
  if (alphabet == ALPHABET_LITERALS) {
    if (symbol < 256) {
      kind = ENTRY_LITERAL;
    } else if (symbol == 256) {
      kind = ENTRY_END;
    } else if (symbol > 285) {
      kind = ENTRY_STOP;
    } else {
      base = length_base[symbol - 257];
      extra = length_extra[symbol - 257];
    }
  } else if (alphabet == ALPHABET_DISTANCES) {
    if (symbol > 29) {
      kind = ENTRY_STOP;
    } else {
      base = distance_base[symbol];
      extra = symbol < 2 ? 0 : symbol / 2 - 1;
    }
  }
  return base << 16 | kind | code << 8 | (code + extra);
}

static uint32_t reversed(uint32_t code, uint32_t bits) {
  uint32_t result = 0;
  for (uint32_t i = 0; i < bits; i++) result |= (code >> i & 1) << (bits - 1 - i);
  return result;
}

/* Sorts the symbols by code length and finds the first code of each; returns 0 if there is none.
   counts, first, [16]; sorted, [288]. */
static int make_canonical(
    const uint8_t *lengths, uint32_t count, enum alphabet alphabet, uint16_t *counts,
    uint16_t *sorted) {
  uint16_t places[MOST_BITS + 1];
  memset(counts, 0, (MOST_BITS + 1) * sizeof *counts);
  for (uint32_t i = 0; i < count; i++) counts[lengths[i]]++;
  counts[0] = 0;
  int32_t left = 1, longest = 0, place = 0;
  for (int32_t bits = 1; bits <= MOST_BITS; bits++) {
    left = left * 2 - counts[bits];
    if (left < 0) return 0;
    if (counts[bits]) longest = bits;
    places[bits] = (uint16_t)place;
    place += counts[bits];
  }
  if (left > 0 && longest > 0 && (alphabet == ALPHABET_LENGTHS || longest > 1)) return 0;
  if (longest == 0 && alphabet == ALPHABET_LENGTHS) return 0;
  for (uint32_t i = 0; i < count; i++) {
    if (lengths[i]) sorted[places[lengths[i]]++] = (uint16_t)i;
  }
  return 1;
}

/* The bits of a second table that begins with the code `code` of `bits` bits: enough for all codes
   with its first `root` bits, of which `counts` holds those that are left. */
static uint32_t second_bits(const uint16_t *counts, uint32_t bits, uint32_t root, uint32_t used) {
  uint32_t size = bits - root;
  int32_t left = (1 << size) - (counts[bits] - (int32_t)used);
  while (left > 0 && size + root < MOST_BITS) {
    size++;
    left = left * 2 - counts[size + root];
  }
  return size;
}

int unroll_inflate_build(
    const uint8_t *lengths, uint32_t count, enum alphabet alphabet, uint32_t root,
    uint32_t *entries, uint32_t capacity) {
  uint16_t counts[MOST_BITS + 1], sorted[MOST_SYMBOLS];
  if (!make_canonical(lengths, count, alphabet, counts, sorted)) return 0;
  for (uint32_t i = 0; i < 1u << root; i++) entries[i] = ENTRY_STOP;
  uint32_t next = 1u << root, place = 0, code = 0;
  uint32_t table = 0, table_bits = 0, prefix = UINT32_MAX;
  for (uint32_t bits = 1; bits <= MOST_BITS; bits++) {
    for (uint32_t used = 0; used < counts[bits]; used++, code++) {
      uint32_t symbol = sorted[place++], turned = reversed(code, bits);
      if (bits <= root) {
        uint32_t entry = entry_of(alphabet, symbol, bits);
        for (uint32_t i = turned; i < 1u << root; i += 1u << bits) entries[i] = entry;
        continue;
      }
      if ((turned & ((1u << root) - 1)) != prefix) {
        prefix = turned & ((1u << root) - 1);
        table = next;
        table_bits = second_bits(counts, bits, root, used);
        if (capacity - table < 1u << table_bits) return 0;
        next += 1u << table_bits;
        for (uint32_t i = table; i < next; i++) entries[i] = ENTRY_STOP;
        entries[prefix] = table << 16 | ENTRY_TABLE | table_bits << 8 | root;
      }
      uint32_t entry = entry_of(alphabet, symbol, bits - root);
      for (uint32_t i = turned >> root; i < 1u << table_bits; i += 1u << (bits - root)) {
        entries[table + i] = entry;
      }
    }
    code <<= 1;
  }
  return 1;
}
