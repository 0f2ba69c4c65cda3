#include "KernelTables.h"

#define KERNEL(name, parameters, arguments) .name = legible_##name,
const LegibleTable legible_test_table_public = {LEGIBLE_KERNELS(KERNEL)};
#undef KERNEL
