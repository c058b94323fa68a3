/* zlib: gzip streams, deflated zip members and their CRC-32. */
#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H
#include <zlib.h>
#endif
