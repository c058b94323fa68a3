/* x86-64 with the AVX-512 of Skylake servers and Zen 4: 512-bit vectors, 32 registers. */
#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,bmi2"))),                   \
    apply_to = function)
#define UNROLL_AVX512 1
#define UNROLL_LANES 16
#define UNROLL_FUSED 1
#define UNROLL_TILE_ROWS 8
#define UNROLL_TILE_VECTORS 3
#define UNROLL_ABREAST_TILE 28
#include "all.inc"
#pragma clang attribute pop

#include "tables.h"

const struct unroll_kernels unroll_kernels_avx512 = UNROLL_TABLE("avx512");
#endif
