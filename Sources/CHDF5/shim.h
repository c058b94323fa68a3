/* HDF5's type ids and flags are macros that call functions; Swift sees them through these. */
#ifndef CHDF5_SHIM_H
#define CHDF5_SHIM_H
#include <hdf5.h>
#endif
