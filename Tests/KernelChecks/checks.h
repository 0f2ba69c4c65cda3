// Checks of every kernel of every instruction set against the plain one, in C: they also run under sanitizers
// and, cross-compiled, under an emulator, where the Swift tests do not.
//
// A check is a function that draws numbers, calls a kernel through the table it is given and hands over what
// came out. It runs three times on the same numbers: with the plain versions for the values that are
// expected, with the plain versions on absolute values for the size of what was summed, and with the set
// under test.
#ifndef KERNEL_CHECKS_H
#define KERNEL_CHECKS_H

#include "../Support/KernelTables/include/KernelTables.h"

#include <float.h>
#include <stddef.h>
#include <stdint.h>

/// Every kernel has a check. A new kernel's is a function `check_name` in a file of this folder.
#define KERNEL(name, parameters, arguments) void check_##name(const LegibleTable *set);
LEGIBLE_KERNELS(KERNEL)
#undef KERNEL

// ---- What a kernel reads and writes: heap blocks that end with their last element, until `release` -----------------

/// Numbers of the run's kind: ordinary ones in -1...1, or extremes among them, or NaN among them.
float *numbers(int64_t count);

/// As `numbers`, none infinite: where one version rounds a number to zero that another keeps tiny, zero times
/// infinity would be NaN and the other not.
float *finite_numbers(int64_t count);

/// As `numbers`, where the kernel subtracts them from others: their absolute values come with a minus sign.
float *subtrahends(int64_t count);

/// As `numbers`, where the kernel only asks for their sign: the same in all three runs.
float *conditions(int64_t count);

/// As `numbers`, in 0...1, or NaN: activated gates.
float *shares(int64_t count);

/// As `numbers`, none negative.
float *squares(int64_t count);

/// A copy of some numbers.
float *copy(const float *values, int64_t count);

/// The largest absolute value that is finite.
double largest(const float *values, int64_t count);

/// Bytes below a limit; among extreme numbers half of them are the first or the last.
uint8_t *bytes(int64_t count, int limit);

/// The same in -127...127.
int8_t *signed_bytes(int64_t count);

/// Integers of 20 bits; among extreme numbers the smallest and the largest ones of 32.
int32_t *integers(int64_t count);

void release(void);

// ---- What came out --------------------------------------------------------------------------------------------------

/// Names the call whose results follow, for the message where one is wrong.
void call(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// Each value must be within `relative` times the size of what was summed, and `absolute`, of the plain one;
/// NaN where that is NaN, and the same infinity.
void result(const float *values, int64_t count, double relative, double absolute);

/// The values must be the plain ones.
void exact_result(const float *values, int64_t count);
void exact_bytes(const uint8_t *values, int64_t count);

/// Two ways to the same bits.
void same_bits(const float *values, const float *others, int64_t count);

/// The largest relative error of one sum of so many products in two orders, or fused and not: twice Higham's
/// bound (Accuracy and Stability of Numerical Algorithms, 2002, eq. 3.5).
static inline double sum_error(int64_t terms) { return 2 * (double)(terms + 1) * 0x1p-24; }

// ---- Sizes around the register tiles (6, 8, 12 and 14 rows; 8, 16 and 32 columns) and panels (32), and two alphabets' ---

static const int64_t row_counts[] = {0, 1, 2, 5, 6, 7, 11, 12, 13, 14, 15, 29};
static const int64_t sizes[] = {0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 37, 63, 64, 65, 96, 97};

#define EACH(name, values)                                                                      \
  for (const int64_t *name##_ = values; name##_ < values + sizeof values / sizeof *values; name##_++) \
    for (int64_t name = *name##_, name##_once = 1; name##_once; name##_once = 0)

#endif
