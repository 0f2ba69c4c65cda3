// AVX2 and FMA: 16 registers of 8 floats. A tile of 6 rows by 16 columns takes 12 of them. See vectors.h.
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define SET(name) legible_##name##_avx2
#define VectorFloats 8
#define TileRows 6
#define TILE_CASES CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6)

typedef __m256 Vector;

// All ones in the first n lanes.
INLINE __m256i SET(first_lanes)(int64_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

INLINE Vector zero(void) { return _mm256_setzero_ps(); }

INLINE Vector load(const float *from) { return _mm256_loadu_ps(from); }

INLINE void store(float *to, Vector value) { _mm256_storeu_ps(to, value); }

// The first n floats, 0 to VectorFloats, and zeros; what lies beyond them is not touched.
INLINE Vector load_some(const float *from, int64_t n) { return _mm256_maskload_ps(from, SET(first_lanes)(n)); }

INLINE void store_some(float *to, Vector value, int64_t n) { _mm256_maskstore_ps(to, SET(first_lanes)(n), value); }

INLINE Vector broadcast(const float *from) { return _mm256_broadcast_ss(from); }

INLINE Vector broadcast_value(float x) { return _mm256_set1_ps(x); }

// a * b + c, rounded once.
INLINE Vector multiply_add(Vector a, Vector b, Vector c) { return _mm256_fmadd_ps(a, b, c); }

INLINE Vector add_vectors(Vector a, Vector b) { return _mm256_add_ps(a, b); }

INLINE Vector subtract_vectors(Vector a, Vector b) { return _mm256_sub_ps(a, b); }

INLINE Vector multiply_vectors(Vector a, Vector b) { return _mm256_mul_ps(a, b); }

// max(0, a). The instruction's second operand, so a NaN, wins where they do not compare.
INLINE Vector rectify(Vector a) { return _mm256_max_ps(_mm256_setzero_ps(), a); }

// A NaN wins; of equal ones the second.
INLINE Vector maximum(Vector a, Vector b) {
  return _mm256_blendv_ps(_mm256_max_ps(a, b), a, _mm256_cmp_ps(a, a, _CMP_UNORD_Q));
}

#include VECTORS

#undef SET
#undef VectorFloats
#undef TileRows
#undef TILE_CASES
#pragma clang attribute pop
