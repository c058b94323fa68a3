#include "unroll_checksum.h"

#if defined(__x86_64__)

#include <immintrin.h>

/* CRC-32 is the remainder of a division of polynomials over bits, P = 0x104C11DB7, all of them
   written with their lowest power first. What lies n bits before the end counts as much as its
   product with the remainder of x^n, so four strands of 16 bytes are carried 64 bytes forward at
   a time, then made one, and at last divided by P through its reciprocal (Gopal and others, "Fast
   CRC computation for generic polynomials using PCLMULQDQ", Intel 2009). */
static const uint64_t over64[2] = {0x154442bd4, 0x1c6e41596};  // x^(512 + 32), x^(512 - 32)
static const uint64_t over16[2] = {0x1751997d0, 0x0ccaa009e};  // x^(128 + 32), x^(128 - 32)
static const uint64_t over8[2] = {0x163cd6124, 0};             // x^64
static const uint64_t division[2] = {0x1db710641, 0x1f7011641};  // P, x^64 / P

#define FOLDING __attribute__((target("pclmul,sse4.1")))

FOLDING static inline __m128i load(const void *address) {
  return _mm_loadu_si128((const __m128i *)address);
}

/* Carries a strand forward by the distance of the factors, and adds what lies there. */
FOLDING static inline __m128i carry(__m128i strand, __m128i factors, __m128i there) {
  __m128i low = _mm_clmulepi64_si128(strand, factors, 0x00);
  __m128i high = _mm_clmulepi64_si128(strand, factors, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), there);
}

/* The remainder of the last 128 bits. */
FOLDING static inline uint32_t remainder_of(__m128i strand) {
  const __m128i low32 = _mm_setr_epi32(-1, 0, -1, 0);
  __m128i x = _mm_clmulepi64_si128(strand, load(over16), 0x10);
  x = _mm_xor_si128(_mm_srli_si128(strand, 8), x);
  __m128i upper = _mm_srli_si128(x, 4);
  x = _mm_clmulepi64_si128(_mm_and_si128(x, low32), load(over8), 0x00);
  x = _mm_xor_si128(x, upper);
  __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(x, low32), load(division), 0x10);
  quotient = _mm_and_si128(quotient, low32);
  x = _mm_xor_si128(x, _mm_clmulepi64_si128(quotient, load(division), 0x00));
  return (uint32_t)_mm_extract_epi32(x, 1);
}

int unroll_checksum_can_fold(void) {
  return __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
}

FOLDING uint32_t unroll_checksum_fold(uint32_t before, const uint8_t *bytes, size_t count) {
  __m128i strands[4];
  for (int i = 0; i < 4; i++) strands[i] = load(bytes + 16 * i);
  // The checksum begins with all bits set, and ends with all bits turned.
  strands[0] = _mm_xor_si128(strands[0], _mm_cvtsi32_si128((int)~before));
  const uint8_t *const end = bytes + count;
  const __m128i far = load(over64), near = load(over16);
  for (bytes += 64; end - bytes >= 64; bytes += 64) {
    for (int i = 0; i < 4; i++) strands[i] = carry(strands[i], far, load(bytes + 16 * i));
  }
  __m128i strand = strands[0];
  for (int i = 1; i < 4; i++) strand = carry(strand, near, strands[i]);
  for (; bytes < end; bytes += 16) strand = carry(strand, near, load(bytes));
  return ~remainder_of(strand);
}

#else

int unroll_checksum_can_fold(void) { return 0; }

uint32_t unroll_checksum_fold(uint32_t before, const uint8_t *bytes, size_t count) {
  (void)bytes, (void)count;
  return before;
}

#endif
