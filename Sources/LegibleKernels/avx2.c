// AVX2 and FMA: 16 registers of 8 floats. A tile of 6 rows by 16 columns takes 12 of them.
#if defined(__x86_64__)

#include "table.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define SET(name) name##_avx2
#include "elementwise.h"
#include "quantized.h"

typedef __m256 Vector;
enum { VectorFloats = 8, TileRows = 6 };

// All ones in the first n lanes.
static inline __m256i first_lanes(int64_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

// A NaN wins; of equal ones the second.
static inline Vector maximum(Vector a, Vector b) {
  return _mm256_blendv_ps(_mm256_max_ps(a, b), a, _mm256_cmp_ps(a, a, _CMP_UNORD_Q));
}

#define zero() _mm256_setzero_ps()
#define load(from) _mm256_loadu_ps(from)
#define store(to, value) _mm256_storeu_ps(to, value)
#define load_some(from, n) _mm256_maskload_ps(from, first_lanes(n))
#define store_some(to, value, n) _mm256_maskstore_ps(to, first_lanes(n), value)
#define broadcast(from) _mm256_broadcast_ss(from)
#define multiply_add(a, b, c) _mm256_fmadd_ps(a, b, c)
#define add_vectors(a, b) _mm256_add_ps(a, b)
#define broadcast_value(x) _mm256_set1_ps(x)
#define subtract_vectors(a, b) _mm256_sub_ps(a, b)
#define multiply_vectors(a, b) _mm256_mul_ps(a, b)
#define rectify(a) _mm256_max_ps(_mm256_setzero_ps(), a)  // the second operand, so a NaN, wins where they do not compare
#define TILE_CASES CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6)
#include "products.h"
#include "pooling.h"
#include "winograd.h"
#include "quantized_avx2.h"

#pragma clang attribute pop

#include "entries.h"
const LegibleTable legible_table_avx2 = ENTRIES;

#endif
