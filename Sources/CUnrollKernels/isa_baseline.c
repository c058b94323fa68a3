/* What every machine of the architecture runs: 128-bit vectors, no fused multiply-add. */
#define UNROLL_LANES 4
#define UNROLL_FUSED 0
#define UNROLL_TILE_ROWS 4
#define UNROLL_TILE_VECTORS 2
#define UNROLL_ABREAST_TILE 4
#include "all.inc"
#include "tables.h"

const struct unroll_kernels unroll_kernels_baseline = UNROLL_TABLE("baseline");
