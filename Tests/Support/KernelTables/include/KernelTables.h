// Every instruction set's kernels side by side. The set that the library uses is one for the whole process, and suites
// run in parallel: a test that changed it would change its neighbours' bits. So the tests call each set's table.
#ifndef LEGIBLE_KERNEL_TABLES_H
#define LEGIBLE_KERNEL_TABLES_H

#include "../../../../Sources/LegibleKernels/table.h"

/// The public functions, which call the set in use.
extern const LegibleTable legible_test_table_public;

#endif
