// What the machine can do at best: the ceilings that speeds are held against.
#ifndef UNROLL_CBENCH_H
#define UNROLL_CBENCH_H

#include <stdbool.h>
#include <stdint.h>

/// The widest instructions that `cbench_fma` uses here: "avx512", "avx2", "neon" or "plain".
const char *cbench_fma_name(void);

/// Runs independent fused multiply-adds from registers and returns how many floating-point
/// operations that were (two for each multiply-add of each lane).
int64_t cbench_fma(int64_t rounds);

/// OpenBLAS, found at run time: the header is not needed to build.
typedef struct cbench_blas cbench_blas;

/// Opens a library that holds `cblas_sgemm`, or SciPy's build of OpenBLAS, and sets it to one
/// thread. NULL if the file cannot be opened or holds no such function.
cbench_blas *cbench_blas_open(const char *path);

/// C [m, n] = A [m, k] · B [k, n], `repeats` times, row-major, without transposition.
void cbench_sgemm(const cbench_blas *blas, int m, int n, int k, const float *a, const float *b,
                  float *c, int64_t repeats);

#endif
