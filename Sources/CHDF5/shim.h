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

/* Ways to open and make files. */
static inline unsigned unroll_h5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned unroll_h5_truncate(void) { return H5F_ACC_TRUNC; }

/* No lock on a file that is only read: locks fail on read-only and on some network volumes. */
static inline void unroll_h5_skip_file_lock(hid_t access) {
#if H5_VERSION_GE(1, 10, 7)
    H5Pset_file_locking(access, 0, 1);
#else
    (void)access;
#endif
}

/* How a name is bound in a group. */
enum unroll_h5_link {
    unroll_h5_link_error = -1,
    unroll_h5_link_hard = 0,
    unroll_h5_link_soft = 1,
    unroll_h5_link_external = 2,
    unroll_h5_link_other = 3
};

static inline int unroll_h5_link_kind(hid_t group, const char *name) {
    H5L_info_t info;
    if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) return unroll_h5_link_error;
    switch (info.type) {
    case H5L_TYPE_HARD: return unroll_h5_link_hard;
    case H5L_TYPE_SOFT: return unroll_h5_link_soft;
    case H5L_TYPE_EXTERNAL: return unroll_h5_link_external;
    default: return unroll_h5_link_other;
    }
}

struct unroll_h5_names {
    void *context;
    void (*take)(void *context, const char *name);
};

static inline herr_t unroll_h5_take_name(hid_t group, const char *name, const H5L_info_t *info,
                                         void *data) {
    const struct unroll_h5_names *names = (const struct unroll_h5_names *)data;
    (void)group;
    (void)info;
    names->take(names->context, name);
    return 0;
}

/* Calls take with the name of each child, in the order in which they are stored: for another order
 * libhdf5 makes a table first, which version 1.10 frees twice when the group is damaged. */
static inline herr_t unroll_h5_each_name(hid_t group, void *context,
                                         void (*take)(void *context, const char *name)) {
    struct unroll_h5_names names = {context, take};
    return H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, NULL, unroll_h5_take_name, &names);
}

/* The position of pattern[length] in bytes[count] at or after start; -1 if there is none. */
static inline long long unroll_h5_find(const void *bytes, size_t count, size_t start,
                                       const void *pattern, size_t length) {
    const char *base = (const char *)bytes;
    const char *found;
    if (start > count) return -1;
    found = (const char *)memmem(base + start, count - start, pattern, length);
    return found ? (long long)(found - base) : -1;
}

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
