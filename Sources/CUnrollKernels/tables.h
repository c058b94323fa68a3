/* The tables of the instruction sets; a table exists only on the architecture it is for. */
#ifndef UNROLL_TABLES_H
#define UNROLL_TABLES_H

#include "unroll_kernels.h"

extern const struct unroll_kernels unroll_kernels_baseline;
#if defined(__x86_64__)
extern const struct unroll_kernels unroll_kernels_avx2;
extern const struct unroll_kernels unroll_kernels_avx512;
#elif defined(__aarch64__)
extern const struct unroll_kernels unroll_kernels_neon;
#endif

#endif
