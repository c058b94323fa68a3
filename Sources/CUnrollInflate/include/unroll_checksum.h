/* The CRC-32 of gzip and zip, sixteen bytes at a time. */
#ifndef UNROLL_CHECKSUM_H
#define UNROLL_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* The fewest bytes that unroll_checksum_fold takes. */
enum { UNROLL_CHECKSUM_LEAST = 64 };

/* Whether this processor multiplies polynomials, which the function below needs. */
int unroll_checksum_can_fold(void);

/* The checksum of bytes that follow others with the checksum `before`; 0 for none.

   bytes, [count]: read; count is at least 64 and a multiple of 16. */
uint32_t unroll_checksum_fold(uint32_t before, const uint8_t *bytes, size_t count);

#endif
