/* 64-bit Arm: 128-bit vectors with fused multiply-add, 32 registers. */
#if defined(__aarch64__)
#define UNROLL_LANES 4
#define UNROLL_FUSED 1
#define UNROLL_TILE_ROWS 8
#define UNROLL_TILE_VECTORS 3
#define UNROLL_ABREAST_TILE 6
#include "all.inc"
#include "tables.h"

const struct unroll_kernels unroll_kernels_neon = UNROLL_TABLE("neon");
#endif
