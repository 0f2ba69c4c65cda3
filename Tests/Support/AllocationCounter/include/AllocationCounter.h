// How often a thread has asked for memory. Linked into the tests, where it stands before the C library's functions.

#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdint.h>

/// Calls of malloc, calloc, realloc and their aligned relatives by this thread, so far. Always 0 where the C library is not
/// glibc.
uint64_t allocations_of_this_thread(void);

/// Bytes that this process has asked for and not given back, those of all threads. Always 0 where the C library is not
/// glibc.
uint64_t bytes_in_use(void);

#endif
