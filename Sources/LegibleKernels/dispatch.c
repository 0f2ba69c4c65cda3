// Chooses the instruction set once, and calls every kernel through that set's table.
#include "table.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

bool legible_isa_available(LegibleISA isa) {
  switch (isa) {
    case LegibleISAPortable: return true;
#if defined(__x86_64__)
    case LegibleISAAVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case LegibleISAAVX512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#elif defined(__aarch64__)
    case LegibleISANEON: return true;
#endif
    default: return false;
  }
}

static LegibleISA best_isa(void) {
  const char *name = getenv("LEGIBLE_ISA");
  if (name && !strcmp(name, "portable")) return LegibleISAPortable;
  if (name && !strcmp(name, "avx2") && legible_isa_available(LegibleISAAVX2)) return LegibleISAAVX2;
  if (legible_isa_available(LegibleISAAVX512) && !(name && !strcmp(name, "avx2"))) return LegibleISAAVX512;
  if (legible_isa_available(LegibleISAAVX2)) return LegibleISAAVX2;
  if (legible_isa_available(LegibleISANEON)) return LegibleISANEON;
  return LegibleISAPortable;
}

// Minus one until the first call. Two threads that come first together find the same answer.
static atomic_int current = -1;

LegibleISA legible_isa_current(void) {
  int isa = atomic_load_explicit(&current, memory_order_relaxed);
  if (isa < 0) {
    isa = best_isa();
    atomic_store_explicit(&current, isa, memory_order_relaxed);
  }
  return (LegibleISA)isa;
}

bool legible_isa_select(LegibleISA isa) {
  if (!legible_isa_available(isa)) return false;
  atomic_store_explicit(&current, (int)isa, memory_order_relaxed);
  return true;
}

// ---- The tables and the public functions, from the list in LegibleKernels.h ----------------------------------------

#define KERNEL(name, parameters, arguments) .name = legible_##name##_portable,
static const LegibleTable portable = {LEGIBLE_KERNELS(KERNEL)};
#undef KERNEL

#if defined(__x86_64__)
#define KERNEL(name, parameters, arguments) .name = legible_##name##_avx2,
static const LegibleTable avx2 = {LEGIBLE_KERNELS(KERNEL)};
#undef KERNEL

#define KERNEL(name, parameters, arguments) .name = legible_##name##_avx512,
static const LegibleTable avx512 = {LEGIBLE_KERNELS(KERNEL)};
#undef KERNEL
#elif defined(__aarch64__)
#define KERNEL(name, parameters, arguments) .name = legible_##name##_neon,
static const LegibleTable neon = {LEGIBLE_KERNELS(KERNEL)};
#undef KERNEL
#endif

static const LegibleTable *table_of(LegibleISA isa) {
  switch (isa) {
#if defined(__x86_64__)
    case LegibleISAAVX2: return &avx2;
    case LegibleISAAVX512: return &avx512;
#elif defined(__aarch64__)
    case LegibleISANEON: return &neon;
#endif
    default: return &portable;
  }
}

const LegibleTable *legible_table(LegibleISA isa) { return legible_isa_available(isa) ? table_of(isa) : NULL; }

static const LegibleTable *table(void) { return table_of(legible_isa_current()); }

#define KERNEL(name, parameters, arguments) \
  void legible_##name parameters { table()->name arguments; }
LEGIBLE_KERNELS(KERNEL)
#undef KERNEL
