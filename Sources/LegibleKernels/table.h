// What the kernels' files and dispatch.c agree on: the kernels' names in each instruction set, and the table
// of one set. All of it comes from the list in LegibleKernels.h.
#ifndef LEGIBLE_TABLE_H
#define LEGIBLE_TABLE_H

#include "LegibleKernels.h"

// The plain version, which every processor runs, and the fast ones, as far as this processor's kind has them.
#define KERNEL(name, parameters, arguments) \
  void legible_##name##_portable parameters; \
  void legible_##name##_avx2 parameters; \
  void legible_##name##_avx512 parameters; \
  void legible_##name##_neon parameters;
LEGIBLE_KERNELS(KERNEL)
#undef KERNEL

/// The kernels of one instruction set.
typedef struct {
#define KERNEL(name, parameters, arguments) void(*name) parameters;
  LEGIBLE_KERNELS(KERNEL)
#undef KERNEL
} LegibleTable;

/// The set's kernels, or NULL where this build or this processor lacks them.
const LegibleTable *legible_table(LegibleISA isa);

#endif
