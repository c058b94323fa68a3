/* x86-64 with AVX2 and FMA: 256-bit vectors, 16 registers. */
#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
#define UNROLL_AVX2 1
#define UNROLL_LANES 8
#define UNROLL_FUSED 1
#define UNROLL_TILE_ROWS 6
#define UNROLL_TILE_VECTORS 2
#define UNROLL_ABREAST_TILE 6
#include "all.inc"
#pragma clang attribute pop

#include "tables.h"

const struct unroll_kernels unroll_kernels_avx2 = UNROLL_TABLE("avx2");
#endif
