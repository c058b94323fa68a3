/* Which tables this machine can run. */
#include "tables.h"

/* In rising order: a machine that runs one table runs those before it. */
static const struct unroll_kernels *const tables[] = {
    &unroll_kernels_baseline,
#if defined(__x86_64__)
    &unroll_kernels_avx2,
    &unroll_kernels_avx512,
#elif defined(__aarch64__)
    &unroll_kernels_neon,
#endif
};

#if defined(__x86_64__)
static size_t runnable(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") ||
      !__builtin_cpu_supports("bmi2"))
    return 1;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
      !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl"))
    return 2;
  return 3;
}
#else
static size_t runnable(void) { return sizeof tables / sizeof tables[0]; }
#endif

const struct unroll_kernels *const *unroll_kernels_available(size_t *count) {
  *count = runnable();
  return tables;
}
