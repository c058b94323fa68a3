/* Numbering of distinct ids with an open-addressed hash table; needs no vectors. */
#include <string.h>

#include "unroll_kernels.h"

/* Fibonacci hashing: the high bits of the product are the well mixed ones. */
static size_t slot_of(int32_t id, unsigned shift) {
  return (size_t)(((uint64_t)(uint32_t)id * 0x9E3779B97F4A7C15u) >> shift);
}

size_t unroll_distinct(const int32_t *ids, size_t count, int32_t *places, int32_t *distinct,
                       int32_t *slots, size_t capacity) {
  if (count == 0)
    return 0;
  const unsigned shift = 64u - (unsigned)__builtin_ctzll(capacity);
  size_t found = 0, absent = 0;
  memset(slots, 0xFF, capacity * sizeof *slots);
  for (size_t i = 0; i < count; i++) {
    const int32_t id = ids[i];
    if (id < 0) {
      places[i] = -1;
      absent++;
      continue;
    }
    size_t slot = slot_of(id, shift);
    while (slots[slot] >= 0 && distinct[slots[slot]] != id)
      slot = (slot + 1) & (capacity - 1);
    if (slots[slot] < 0) {
      slots[slot] = (int32_t)found;
      distinct[found++] = id;
    }
    places[i] = slots[slot];
  }
  /* Absent ids share the place behind the last distinct one, known only now. */
  for (size_t i = 0; absent > 0; i++) {
    if (places[i] >= 0)
      continue;
    places[i] = (int32_t)found;
    absent--;
  }
  return found;
}
