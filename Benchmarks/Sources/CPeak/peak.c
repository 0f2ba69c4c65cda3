#include "CPeak.h"

// Read and written around the loops, so that the compiler can neither compute them in advance nor leave them out.
static volatile float factor = 0.5f, term = 0.5f, sink;

// `lanes` floats in a register, `count` accumulators: enough to hide the latency of the operations.
#define PEAK(set, attribute, lanes, count)                                                  \
  typedef float Vector_##set __attribute__((vector_size(lanes * sizeof(float))));           \
                                                                                            \
  attribute double peak_multiply_add_##set(int64_t rounds) {                                \
    Vector_##set a = (Vector_##set){0} + factor, b = (Vector_##set){0} + term, sum[count];  \
    for (int i = 0; i < count; i++) sum[i] = b * (float)i;                                  \
    for (int64_t round = 0; round < rounds; round++) {                                      \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < count; i++) sum[i] = sum[i] * a + b; \
    }                                                                                       \
    for (int i = 1; i < count; i++) sum[0] += sum[i];                                       \
    sink = sum[0][0];                                                                       \
    return 2.0 * lanes * count * (double)rounds;                                            \
  }                                                                                         \
                                                                                            \
  attribute double peak_add_##set(const float *restrict x, float *restrict y, int64_t count_) { \
    for (int64_t i = 0; i < count_; i++) y[i] += x[i];                                      \
    return 3.0 * sizeof(float) * (double)count_;                                            \
  }

// x86-64 has 16 registers without AVX-512, AArch64 has 32.
#if defined(__aarch64__)
PEAK(baseline, , 4, 24)
#else
PEAK(baseline, , 4, 12)
#endif

#if defined(__x86_64__)

#include <immintrin.h>

#define TARGET(features) __attribute__((target(features)))
PEAK(avx2, TARGET("avx2,fma"), 8, 12)
PEAK(avx512, TARGET("avx512f,avx512vl,fma"), 16, 24)

bool peak_has_vnni(void) { return __builtin_cpu_supports("avx512vnni"); }

TARGET("avx512f,avx512vnni") double peak_dot_vnni(int64_t rounds) {
  enum { Count = 24 };
  __m512i a = _mm512_set1_epi8((char)factor), b = _mm512_set1_epi8((char)term), sum[Count];
  for (int i = 0; i < Count; i++) sum[i] = _mm512_set1_epi32(i);
  for (int64_t round = 0; round < rounds; round++) {
    _Pragma("clang loop unroll(full)") for (int i = 0; i < Count; i++) sum[i] = _mm512_dpbusd_epi32(sum[i], a, b);
  }
  for (int i = 1; i < Count; i++) sum[0] = _mm512_add_epi32(sum[0], sum[i]);
  sink = (float)_mm512_reduce_add_epi32(sum[0]);
  return 2.0 * 64 * Count * (double)rounds;
}

#endif
