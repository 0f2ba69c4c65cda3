// The product of bytes with AVX-512 VNNI: 64 multiplications and additions in an instruction. A tile of 14
// rows by 32 columns takes 28 registers. With few rows the depth is split over several sums for each column,
// so that reading the weights is the limit and not the latency of one sum; integer sums are the same in any
// order.
#if defined(__x86_64__)

#include "table.h"

#include <immintrin.h>
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), \
                             apply_to = function)

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

enum { TileRows = 14, Lanes = 16, GroupBytes = LegiblePanel * LegibleGroup };

INLINE __m512i group(const uint8_t *from) {
  int32_t bytes;
  memcpy(&bytes, from, sizeof bytes);
  return _mm512_set1_epi32(bytes);
}

INLINE __mmask16 first_lanes(int64_t n) { return (__mmask16)((1u << (n < Lanes ? n : Lanes)) - 1); }

// Scales, shifts and stores one vector of sums.
INLINE void finish(const LegibleQuantizedProduct *restrict p, __m512i sum, __m512 scale, __m512 bias, __mmask16 mask,
                   int64_t at) {
  __m512 value = _mm512_add_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(sum), scale), bias);
  if (p->bytes) {
    // The second operand, zero, wins over a NaN.
    value = _mm512_min_ps(_mm512_max_ps(value, _mm512_setzero_ps()), _mm512_set1_ps(p->largest));
    __m128i bytes = _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(value));
    if (mask == 0xFFFF)
      _mm_storeu_si128((__m128i *)(p->bytes + at), bytes);
    else
      _mm_mask_storeu_epi8(p->bytes + at, mask, bytes);
  } else {
    if (p->accumulate) value = _mm512_add_ps(value, _mm512_maskz_loadu_ps(mask, p->output + at));
    if (p->relu) value = _mm512_max_ps(_mm512_setzero_ps(), value);
    _mm512_mask_storeu_ps(p->output + at, mask, value);
  }
}

// Adds the products of the groups from depth k on.
INLINE void add_groups(const int rows, const uint8_t *restrict a, int64_t stride, const int8_t *restrict b, int64_t k,
                       int64_t depth, __m512i sum[TileRows][2]) {
  // Unrolled, tiles of 12 and 13 rows ran out of registers and at half speed.
#pragma clang loop unroll(disable)
  for (; k < depth; k += LegibleGroup) {
    const int8_t *from = b + k * LegiblePanel;
    __m512i b0 = _mm512_loadu_si512(from), b1 = _mm512_loadu_si512(from + 64);
    UNROLL for (int i = 0; i < rows; i++) {
      __m512i x = group(a + i * stride + k);
      sum[i][0] = _mm512_dpbusd_epi32(sum[i][0], x, b0);
      sum[i][1] = _mm512_dpbusd_epi32(sum[i][1], x, b1);
    }
  }
}

INLINE void tile(const LegibleQuantizedProduct *restrict p, const int rows, const int split, const uint8_t *input,
                 const int8_t *weights, int64_t m, int64_t n, int64_t valid) {
  __m512i sum[TileRows][2], more[TileRows][2];
  const __mmask16 mask[2] = {first_lanes(valid), first_lanes(valid > Lanes ? valid - Lanes : 0)};
  UNROLL for (int half = 0; half < 2; half++) {
    __m512i initial = p->initial ? _mm512_maskz_loadu_epi32(mask[half], p->initial + n + half * Lanes)
                                 : _mm512_setzero_si512();
    UNROLL for (int i = 0; i < rows; i++) sum[i][half] = initial;
    UNROLL for (int i = 0; i < rows * (split - 1); i++) more[i][half] = _mm512_setzero_si512();
  }

  for (int64_t s = 0; s < p->segments; s++) {
    const uint8_t *restrict a = input + s * p->segmentStride;
    const int8_t *restrict b = weights + s * p->depth * LegiblePanel;
    const int64_t stride = p->inputStride, depth = p->depth;
    int64_t k = 0;
    if (split > 1)
      for (; k + split * LegibleGroup <= depth; k += split * LegibleGroup)
        UNROLL for (int part = 0; part < split; part++) {
          const int8_t *from = b + k * LegiblePanel + part * GroupBytes;
          __m512i b0 = _mm512_loadu_si512(from), b1 = _mm512_loadu_si512(from + 64);
          UNROLL for (int i = 0; i < rows; i++) {
            __m512i x = group(a + i * stride + k + part * LegibleGroup);
            __m512i *to = part == 0 ? sum[i] : more[i * (split - 1) + part - 1];
            to[0] = _mm512_dpbusd_epi32(to[0], x, b0);
            to[1] = _mm512_dpbusd_epi32(to[1], x, b1);
          }
        }
    add_groups(rows, a, stride, b, k, depth, sum);
  }

  UNROLL for (int half = 0; half < 2; half++) {
    if (!mask[half]) break;
    int64_t column = n + half * Lanes;
    __m512 scale = _mm512_maskz_loadu_ps(mask[half], p->scale + column);
    __m512 bias = p->bias ? _mm512_maskz_loadu_ps(mask[half], p->bias + column) : _mm512_setzero_ps();
    UNROLL for (int i = 0; i < rows; i++) {
      __m512i all = sum[i][half];
      UNROLL for (int j = 0; j < split - 1; j++) all = _mm512_add_epi32(all, more[i * (split - 1) + j][half]);
      finish(p, all, scale, bias, mask[half], (m + i) * p->outputStride + column);
    }
  }
}

void legible_quantized_product_vnni(const LegibleQuantizedProduct *p) {
  for (int64_t n = 0; n < p->columns; n += LegiblePanel) {
    const int8_t *weights = p->weights + n * p->packedDepth;
    int64_t valid = p->columns - n < LegiblePanel ? p->columns - n : LegiblePanel;
    // Tiles as even as they can be: two of 13 rows are faster than 14 and 12, and much faster than 14 and 1.
    int64_t tiles = (p->rows + TileRows - 1) / TileRows, m = 0;
    for (; tiles > 0; tiles--) {
      int64_t rows = (p->rows - m + tiles - 1) / tiles;
      const uint8_t *input = p->input + m * p->inputStride;
      switch (rows) {
#define CASE(rows, split) \
  case rows: tile(p, rows, split, input, weights, m, n, valid); break;
        CASE(1, 8) CASE(2, 4) CASE(3, 3) CASE(4, 2) CASE(5, 1) CASE(6, 1) CASE(7, 1) CASE(8, 1)
        CASE(9, 1) CASE(10, 1) CASE(11, 1) CASE(12, 1) CASE(13, 1) CASE(14, 1)
#undef CASE
      }
      m += rows;
    }
  }
}

// The sums of one point for pairs of one panel, on top of what `sum` holds.
INLINE void add_point(const LegibleQuantizedProduct *restrict p, const int rows, const uint8_t *input,
                      const int8_t *weights, __m512i sum[TileRows][2]) {
  for (int64_t s = 0; s < p->segments; s++)
    add_groups(rows, input + s * p->segmentStride, p->inputStride, weights + s * p->depth * LegiblePanel, 0, p->depth,
               sum);
}

// The second and third point go to memory; the first and the fourth start from their sum and difference.
INLINE void pairs_tile(const LegibleQuantizedPairs *restrict pairs, const int rows, int64_t m, int64_t n,
                       int64_t valid) {
  const LegibleQuantizedProduct *restrict p = &pairs->product;
  const uint8_t *input = p->input + m * p->inputStride;
  const int8_t *weights = p->weights + n * p->packedDepth;
  const __mmask16 mask[2] = {first_lanes(valid), first_lanes(valid > Lanes ? valid - Lanes : 0)};
  __m512i middle[2][TileRows][2];
  // 1 and 2 to memory, then 0 and 3.
  static const int order[4] = {1, 2, 0, 3};
  for (int turn = 0; turn < 4; turn++) {
    const int point = order[turn];
    __m512i sum[TileRows][2];
    UNROLL for (int half = 0; half < 2; half++) {
      __m512i initial = point == 1
                            ? _mm512_setzero_si512()
                            : _mm512_maskz_loadu_epi32(mask[half], pairs->initials[point] + n + half * Lanes);
      UNROLL for (int i = 0; i < rows; i++) sum[i][half] = initial;
    }
    add_point(p, rows, input + point * pairs->pointStride, weights + point * pairs->weightsPointStride, sum);
    if (turn < 2) {
      UNROLL for (int i = 0; i < rows; i++) middle[turn][i][0] = sum[i][0], middle[turn][i][1] = sum[i][1];
      continue;
    }
    UNROLL for (int half = 0; half < 2; half++) {
      if (!mask[half]) break;
      int64_t column = n + half * Lanes;
      __m512 scale = _mm512_maskz_loadu_ps(mask[half], p->scale + column);
      __m512 bias = p->bias ? _mm512_maskz_loadu_ps(mask[half], p->bias + column) : _mm512_setzero_ps();
      UNROLL for (int i = 0; i < rows; i++) {
        __m512i all = _mm512_add_epi32(sum[i][half], middle[0][i][half]);
        all = turn == 2 ? _mm512_add_epi32(all, middle[1][i][half]) : _mm512_sub_epi32(all, middle[1][i][half]);
        finish(p, all, scale, bias, mask[half], (2 * (m + i) + turn - 2) * p->outputStride + column);
      }
    }
  }
}

void legible_quantized_pairs_vnni(const LegibleQuantizedPairs *pairs) {
  const LegibleQuantizedProduct *p = &pairs->product;
  for (int64_t n = 0; n < p->columns; n += LegiblePanel) {
    int64_t valid = p->columns - n < LegiblePanel ? p->columns - n : LegiblePanel;
    int64_t tiles = (p->rows + TileRows - 1) / TileRows, m = 0;
    for (; tiles > 0; tiles--) {
      int64_t rows = (p->rows - m + tiles - 1) / tiles;
      switch (rows) {
#define CASE(rows) \
  case rows: pairs_tile(pairs, rows, m, n, valid); break;
        CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8) CASE(9) CASE(10) CASE(11) CASE(12) CASE(13)
        CASE(14)
#undef CASE
      }
      m += rows;
    }
  }
}

#pragma clang attribute pop

#endif
