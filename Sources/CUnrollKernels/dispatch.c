#include "unroll_kernels.h"
const struct unroll_kernels *const *unroll_kernels_available(size_t *count) { *count = 0; return 0; }
