/* libhdf5 for Swift: its type ids, property classes and flags are macros that call functions or
 * depend on the version, so Swift sees them through these functions. None of them allocates. */
#ifndef CHDF5_SHIM_H
#define CHDF5_SHIM_H

#include <hdf5.h>
#include <string.h>

/* Types of numbers in memory. */
static inline hid_t unroll_h5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t unroll_h5_native_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t unroll_h5_native_int64(void) { return H5T_NATIVE_INT64; }

/* Types of numbers and strings in files: little-endian whatever the machine. */
static inline hid_t unroll_h5_file_float32(void) { return H5T_IEEE_F32LE; }
static inline hid_t unroll_h5_file_int32(void) { return H5T_STD_I32LE; }
static inline hid_t unroll_h5_file_int64(void) { return H5T_STD_I64LE; }
static inline hid_t unroll_h5_string(void) { return H5T_C_S1; }
static inline size_t unroll_h5_variable(void) { return H5T_VARIABLE; }

/* Classes of property lists. */
static inline hid_t unroll_h5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t unroll_h5_dataset_create(void) { return H5P_DATASET_CREATE; }

/* Values for "as usual" and "everything". */
static inline hid_t unroll_h5_default(void) { return H5P_DEFAULT; }
static inline hid_t unroll_h5_all(void) { return H5S_ALL; }

/* The way to make a file. */
static inline unsigned unroll_h5_truncate(void) { return H5F_ACC_TRUNC; }

/* Switches off the printing of errors for the calling thread. */
static inline void unroll_h5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

struct unroll_h5_message {
    char *text;
    size_t capacity;
};

static inline herr_t unroll_h5_keep_innermost(unsigned n, const H5E_error2_t *error, void *data) {
    struct unroll_h5_message *message = (struct unroll_h5_message *)data;
    (void)n;
    if (error->desc && error->desc[0]) {
        strncpy(message->text, error->desc, message->capacity - 1);
        message->text[message->capacity - 1] = '\0';
    }
    return 0;
}

/* Writes what the innermost function said of the last failure to text[capacity], and forgets it. */
static inline void unroll_h5_last_error(char *text, size_t capacity) {
    struct unroll_h5_message message = {text, capacity};
    text[0] = '\0';
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, unroll_h5_keep_innermost, &message);
    H5Eclear2(H5E_DEFAULT);
}

#endif
