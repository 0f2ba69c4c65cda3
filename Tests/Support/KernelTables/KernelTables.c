#include "KernelTables.h"

#include <stddef.h>

const LegibleTable *legible_test_table(LegibleISA isa) {
  if (!legible_isa_available(isa)) return NULL;
  switch (isa) {
#if defined(__x86_64__)
    case LegibleISAAVX2: return &legible_table_avx2;
    case LegibleISAAVX512: return &legible_table_avx512;
#elif defined(__aarch64__)
    case LegibleISANEON: return &legible_table_neon;
#endif
    default: return &legible_table_portable;
  }
}

#define SET(name) legible_##name
#include "../../../Sources/LegibleKernels/entries.h"
const LegibleTable legible_test_table_public = ENTRIES;
