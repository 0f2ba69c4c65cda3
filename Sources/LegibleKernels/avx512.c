// AVX-512: 32 registers of 16 floats. A tile of 8 rows by 32 columns takes 16 of them for its sums. 14 rows would fit, but
// they lie 2 KB apart where there are 512 channels, seven of them in the same set of the first-level cache, and that took 30%;
// and clang keeps not all sums of 12 or 13 rows in registers, which took 45%.
#if defined(__x86_64__)

#include "table.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)

#define SET(name) name##_avx512
#include "elementwise.h"
#include "quantized.h"

typedef __m512 Vector;
enum { VectorFloats = 16, TileRows = 8 };

// A NaN wins; of equal ones the second.
static inline Vector maximum(Vector a, Vector b) {
  return _mm512_mask_mov_ps(_mm512_max_ps(a, b), _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q), a);
}

#define zero() _mm512_setzero_ps()
#define load(from) _mm512_loadu_ps(from)
#define store(to, value) _mm512_storeu_ps(to, value)
#define load_some(from, n) _mm512_maskz_loadu_ps((__mmask16)((1u << (n)) - 1), from)
#define store_some(to, value, n) _mm512_mask_storeu_ps(to, (__mmask16)((1u << (n)) - 1), value)
#define broadcast(from) _mm512_set1_ps(*(from))
#define multiply_add(a, b, c) _mm512_fmadd_ps(a, b, c)
#define add_vectors(a, b) _mm512_add_ps(a, b)
#define broadcast_value(x) _mm512_set1_ps(x)
#define subtract_vectors(a, b) _mm512_sub_ps(a, b)
#define multiply_vectors(a, b) _mm512_mul_ps(a, b)
#define rectify(a) _mm512_max_ps(_mm512_setzero_ps(), a)  // the second operand, so a NaN, wins where they do not compare
#define TILE_CASES CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
#include "products.h"
#include "pooling.h"
#include "winograd.h"

// A processor without VNNI multiplies bytes as the AVX2 set does.
static void quantized_product_avx512(const LegibleQuantizedProduct *p) {
  if (__builtin_cpu_supports("avx512vnni"))
    legible_quantized_product_vnni(p);
  else
    legible_table_avx2.quantized_product(p);
}

static void quantized_pairs_avx512(const LegibleQuantizedPairs *p) {
  if (__builtin_cpu_supports("avx512vnni"))
    legible_quantized_pairs_vnni(p);
  else
    legible_table_avx2.quantized_pairs(p);
}

#pragma clang attribute pop

#include "entries.h"
const LegibleTable legible_table_avx512 = ENTRIES;

#endif
