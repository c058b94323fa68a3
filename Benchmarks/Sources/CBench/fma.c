// The peak rate of fused multiply-adds: chains without memory, enough of them to hide latency.
#include "include/cbench.h"

// Two multiply-adds a cycle of four cycles' latency need eight chains; twelve leave room.
enum { chains = 12, steps = 64 };

// `acc = acc * factor + addend` stays finite and normal: factor just below 1, small addend.
// The empty asm keeps the compiler from merging or leaving out steps; it costs no instruction.
#define DEFINE_FMA(name, lanes, constraint, target)                                                \
  typedef float name##_vector __attribute__((vector_size(lanes * 4)));                             \
  target static int64_t name(int64_t rounds) {                                                     \
    _Pragma("clang fp contract(fast)") name##_vector acc[chains];                                  \
    name##_vector factor = {0}, addend = {0};                                                      \
    factor += 0.999f;                                                                              \
    addend += 0.001f;                                                                              \
    for (int chain = 0; chain < chains; chain++)                                                   \
      acc[chain] = addend * (float)chain;                                                          \
    for (int64_t round = 0; round < rounds; round++) {                                             \
      for (int step = 0; step < steps; step++) {                                                   \
        _Pragma("clang loop unroll(full)") for (int chain = 0; chain < chains; chain++)            \
            acc[chain] = acc[chain] * factor + addend;                                             \
        _Pragma(                                                                                   \
            "clang loop unroll(full)") for (int chain = 0; chain < chains;                         \
                                            chain++) __asm__ volatile("" :                         \
                                                                      "+" constraint(acc[chain])); \
      }                                                                                            \
    }                                                                                              \
    return rounds * steps * chains * lanes * 2;                                                    \
  }

#if defined(__x86_64__)
DEFINE_FMA(fma_avx512, 16, "v", __attribute__((target("avx512f,fma"))))
DEFINE_FMA(fma_avx2, 8, "x", __attribute__((target("avx2,fma"))))
DEFINE_FMA(fma_plain, 4, "x", )
#elif defined(__aarch64__)
DEFINE_FMA(fma_neon, 4, "w", )
#else
DEFINE_FMA(fma_plain, 4, "m", )
#endif

const char *cbench_fma_name(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f"))
    return "avx512";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return "avx2";
  return "plain";
#elif defined(__aarch64__)
  return "neon";
#else
  return "plain";
#endif
}

int64_t cbench_fma(int64_t rounds) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f"))
    return fma_avx512(rounds);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return fma_avx2(rounds);
  return fma_plain(rounds);
#elif defined(__aarch64__)
  return fma_neon(rounds);
#else
  return fma_plain(rounds);
#endif
}
