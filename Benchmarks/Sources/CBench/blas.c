// Single-threaded OpenBLAS through dlopen: the library that NumPy brings is as good as any.
#include <dlfcn.h>
#include <stdlib.h>

#include "include/cbench.h"

enum { row_major = 101, no_transpose = 111 };

typedef void (*sgemm32)(int, int, int, int, int, int, float, const float *, int, const float *, int,
                        float, float *, int);
// SciPy's build counts with 64-bit integers; the enums stay int.
typedef void (*sgemm64)(int, int, int, int64_t, int64_t, int64_t, float, const float *, int64_t,
                        const float *, int64_t, float, float *, int64_t);

struct cbench_blas {
  sgemm32 narrow;
  sgemm64 wide;
};

static void use_one_thread(void *library) {
  static const char *const names[] = {"openblas_set_num_threads", "scipy_openblas_set_num_threads",
                                      "scipy_openblas_set_num_threads64_"};
  for (unsigned index = 0; index < sizeof names / sizeof *names; index++) {
    void (*set)(int) = (void (*)(int))dlsym(library, names[index]);
    if (set)
      set(1);
  }
}

cbench_blas *cbench_blas_open(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return NULL;
  struct cbench_blas found = {
      .narrow = (sgemm32)dlsym(library, "cblas_sgemm"),
      .wide = (sgemm64)dlsym(library, "scipy_cblas_sgemm64_"),
  };
  if (!found.narrow)
    found.narrow = (sgemm32)dlsym(library, "scipy_cblas_sgemm");
  if (!found.narrow && !found.wide) {
    dlclose(library);
    return NULL;
  }
  use_one_thread(library);
  struct cbench_blas *blas = malloc(sizeof *blas);
  if (blas)
    *blas = found;
  return blas;
}

void cbench_sgemm(const cbench_blas *blas, int m, int n, int k, const float *a, const float *b,
                  float *c, int64_t repeats) {
  for (int64_t repeat = 0; repeat < repeats; repeat++) {
    if (blas->wide)
      blas->wide(row_major, no_transpose, no_transpose, m, n, k, 1, a, k, b, n, 0, c, n);
    else
      blas->narrow(row_major, no_transpose, no_transpose, m, n, k, 1, a, k, b, n, 0, c, n);
  }
}
