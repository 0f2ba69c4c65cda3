// AVX-512: 32 registers of 16 floats. A tile of 8 rows by 32 columns takes 16 of them for its sums. 14 rows
// would fit, but they lie 2 KB apart where there are 512 channels, seven of them in the same set of the
// first-level cache, and that took 30%; and clang keeps not all sums of 12 or 13 rows in registers, which
// took 45%. See vectors.h.
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)

#define SET(name) legible_##name##_avx512
#define VectorFloats 16
#define TileRows 8
#define TILE_CASES CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)

typedef __m512 Vector;

INLINE __mmask16 SET(first_lanes)(int64_t n) { return (__mmask16)((1u << n) - 1); }

INLINE Vector zero(void) { return _mm512_setzero_ps(); }

INLINE Vector load(const float *from) { return _mm512_loadu_ps(from); }

INLINE void store(float *to, Vector value) { _mm512_storeu_ps(to, value); }

INLINE Vector load_some(const float *from, int64_t n) { return _mm512_maskz_loadu_ps(SET(first_lanes)(n), from); }

INLINE void store_some(float *to, Vector value, int64_t n) { _mm512_mask_storeu_ps(to, SET(first_lanes)(n), value); }

INLINE Vector broadcast(const float *from) { return _mm512_set1_ps(*from); }

INLINE Vector broadcast_value(float x) { return _mm512_set1_ps(x); }

INLINE Vector multiply_add(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }

INLINE Vector add_vectors(Vector a, Vector b) { return _mm512_add_ps(a, b); }

INLINE Vector subtract_vectors(Vector a, Vector b) { return _mm512_sub_ps(a, b); }

INLINE Vector multiply_vectors(Vector a, Vector b) { return _mm512_mul_ps(a, b); }

// The second operand, so a NaN, wins where they do not compare.
INLINE Vector rectify(Vector a) { return _mm512_max_ps(_mm512_setzero_ps(), a); }

// A NaN wins; of equal ones the second.
INLINE Vector maximum(Vector a, Vector b) {
  return _mm512_mask_mov_ps(_mm512_max_ps(a, b), _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q), a);
}

#include VECTORS

#undef SET
#undef VectorFloats
#undef TileRows
#undef TILE_CASES
#pragma clang attribute pop
