// What a core can do at most: the yardstick for the kernels. Each function does nothing but independent operations of
// one kind in registers, or one addition for every number that it moves.
#ifndef CPEAK_H
#define CPEAK_H

#include <stdbool.h>
#include <stdint.h>

/// Fused multiply-adds (a multiplication and an addition where the set has no fused ones), `rounds` times on all
/// accumulators. Returns the floating-point operations done, two for each multiply-add.
double peak_multiply_add_baseline(int64_t rounds);

/// y[i] += x[i]. Returns the bytes read and written.
double peak_add_baseline(const float *x, float *y, int64_t count);

#if defined(__x86_64__)
double peak_multiply_add_avx2(int64_t rounds);
double peak_add_avx2(const float *x, float *y, int64_t count);
double peak_multiply_add_avx512(int64_t rounds);
double peak_add_avx512(const float *x, float *y, int64_t count);

/// True where the processor has dot products of bytes (AVX-512 VNNI).
bool peak_has_vnni(void);
/// Dot products of four bytes each. Returns the operations done, two for each product that is added.
double peak_dot_vnni(int64_t rounds);
#endif

#endif
