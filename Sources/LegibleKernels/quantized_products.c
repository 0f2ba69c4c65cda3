// Products of bytes, and the pairs of outputs by Winograd's F(2, 3) that are made of them.
// quantized_products_vnni.c has them for AVX-512 with VNNI.
#ifndef VECTORS
#include "table.h"

#include <math.h>
#include <string.h>

int64_t legible_quantized_packed_size(int64_t depth, int64_t columns) { return legible_packed_size(depth, columns); }

void legible_quantized_pack(const int8_t *b, int64_t depthStride, int64_t columnStride, int64_t depth, int64_t columns,
                            int8_t *packed, int64_t packedDepth) {
  for (int64_t n = 0; n < columns; n += LegiblePanel) {
    int8_t *to = packed + n * packedDepth;
    for (int64_t k = 0; k < depth; k += LegibleGroup)
      for (int64_t j = n; j < n + LegiblePanel; j++)
        for (int64_t i = k; i < k + LegibleGroup; i++)
          *to++ = i < depth && j < columns ? b[i * depthStride + j * columnStride] : 0;
  }
}

// sum over s, k of input[s * segmentStride + k] * B[s * depth + k, n], for one row of the input. It may wrap,
// which is defined for unsigned integers alone.
static uint32_t byte_sum(const LegibleQuantizedProduct *p, const uint8_t *input, const int8_t *weights, int64_t n) {
  uint32_t sum = 0;
  for (int64_t s = 0; s < p->segments; s++)
    for (int64_t k = 0; k < p->depth; k++) {
      int64_t group = (s * p->depth + k) / LegibleGroup, place = k % LegibleGroup;
      const int8_t *panel = weights + n / LegiblePanel * LegiblePanel * p->packedDepth;
      int8_t weight = panel[(group * LegiblePanel + n % LegiblePanel) * LegibleGroup + place];
      sum += (uint32_t)(input[s * p->segmentStride + k] * weight);
    }
  return sum;
}

// value = sum * scale[n] + bias[n], as a byte or a float of one row of the output.
static void store_sum(const LegibleQuantizedProduct *p, uint32_t sum, int64_t row, int64_t n) {
  // Two statements, so two roundings, as in every set.
  float value = (float)(int32_t)sum * p->scale[n];
  value = value + (p->bias ? p->bias[n] : 0);
  int64_t at = row * p->outputStride + n;
  if (p->bytes) {
    // Of a NaN and a number, fmaxf takes the number; rintf rounds to the nearest, ties to even.
    p->bytes[at] = (uint8_t)rintf(fminf(fmaxf(value, 0), p->largest));
  } else {
    if (p->accumulate) value += p->output[at];
    p->output[at] = p->relu && value < 0 ? 0 : value;
  }
}

// Jacob et al. 2018, section 2.2, with the zero point of the input in `initial` and that of the weights 0.
void legible_quantized_product_portable(const LegibleQuantizedProduct *p) {
  for (int64_t m = 0; m < p->rows; m++)
    for (int64_t n = 0; n < p->columns; n++) {
      uint32_t initial = p->initial ? (uint32_t)p->initial[n] : 0;
      store_sum(p, initial + byte_sum(p, p->input + m * p->inputStride, p->weights, n), m, n);
    }
}

// y0 = m0 + m1 + m2, y1 = m1 - m2 + m3 (Lavin and Gray 2016, section 4.1).
void legible_quantized_pairs_portable(const LegibleQuantizedPairs *pairs) {
  const LegibleQuantizedProduct *p = &pairs->product;
  for (int64_t row = 0; row < p->rows; row++)
    for (int64_t n = 0; n < p->columns; n++) {
      uint32_t m[4];
      for (int64_t point = 0; point < 4; point++) {
        const uint8_t *input = p->input + point * pairs->pointStride + row * p->inputStride;
        m[point] = byte_sum(p, input, p->weights + point * pairs->weightsPointStride, n);
        if (point != 1) m[point] += (uint32_t)pairs->initials[point][n];
      }
      store_sum(p, m[0] + m[1] + m[2], 2 * row, n);
      store_sum(p, m[1] - m[2] + m[3], 2 * row + 1, n);
    }
}

// V = d0 - d2, d1 + d2, d2 - d1, d1 - d3; all but the second with 128 added.
void legible_pairs_input_portable(const LegiblePairsInput *p) {
  for (int64_t pair = 0; pair < p->pairs; pair++)
    for (int64_t c = 0; c < p->channels; c++) {
      int d[4];
      for (int64_t i = 0; i < 4; i++) {
        int64_t column = 2 * pair + i;
        d[i] = column < p->columns ? p->input[column * p->columnStride + c] : 0;
      }
      uint8_t *point = p->points + pair * p->channels + c;
      point[0] = (uint8_t)(d[0] - d[2] + 128);
      point[p->pointStride] = (uint8_t)(d[1] + d[2]);
      point[2 * p->pointStride] = (uint8_t)(d[2] - d[1] + 128);
      point[3 * p->pointStride] = (uint8_t)(d[1] - d[3] + 128);
    }
}

#define VECTORS "quantized_products.c"
#include "vectors.h"

#else

#if VectorFloats == 16

// With VNNI, which not every processor with AVX-512 has. One without it multiplies bytes as the AVX2 set
// does.
void legible_quantized_product_vnni(const LegibleQuantizedProduct *);
void legible_quantized_pairs_vnni(const LegibleQuantizedPairs *);

void SET(quantized_product)(const LegibleQuantizedProduct *p) {
  if (__builtin_cpu_supports("avx512vnni"))
    legible_quantized_product_vnni(p);
  else
    legible_quantized_product_avx2(p);
}

void SET(quantized_pairs)(const LegibleQuantizedPairs *p) {
  if (__builtin_cpu_supports("avx512vnni"))
    legible_quantized_pairs_vnni(p);
  else
    legible_quantized_pairs_avx2(p);
}

#else

// byte_sums: the sums of up to ByteRows rows of one panel, of which the first `columns` columns matter.

#if VectorFloats == 8

// Bytes are widened to 16 bits and multiplied in pairs into 32 bits, which is exact; the instruction for
// unsigned by signed bytes adds two products in 16 bits and saturates. A tile is 4 rows by 8 columns: two
// registers of sums for each row, with two partial sums for a column.

enum { SET(ByteTileRows) = 4, SET(ByteTileColumns) = 8 };

INLINE void SET(byte_tile)(const LegibleQuantizedProduct *restrict p, const int rows, const uint8_t *input,
                      const int8_t *weights, int32_t (*sums)[LegiblePanel]) {
  __m256i sum[SET(ByteTileRows)][2];
  UNROLL for (int i = 0; i < rows; i++) sum[i][0] = sum[i][1] = _mm256_setzero_si256();
  for (int64_t s = 0; s < p->segments; s++) {
    const uint8_t *restrict a = input + s * p->segmentStride;
    const int8_t *restrict b = weights + s * p->depth * LegiblePanel;
    for (int64_t k = 0; k < p->depth; k += LegibleGroup, b += LegiblePanel * LegibleGroup) {
      __m256i b0 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)b));
      __m256i b1 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(b + 16)));
      UNROLL for (int i = 0; i < rows; i++) {
        int32_t bytes;
        memcpy(&bytes, a + i * p->inputStride + k, sizeof bytes);
        __m256i x = _mm256_cvtepu8_epi16(_mm_set1_epi32(bytes));
        sum[i][0] = _mm256_add_epi32(sum[i][0], _mm256_madd_epi16(x, b0));
        sum[i][1] = _mm256_add_epi32(sum[i][1], _mm256_madd_epi16(x, b1));
      }
    }
  }
  UNROLL for (int i = 0; i < rows; i++) {
    // Neighbours added: columns 0 1 4 5 2 3 6 7.
    __m256i pairs = _mm256_hadd_epi32(sum[i][0], sum[i][1]);
    _mm256_storeu_si256((__m256i *)sums[i], _mm256_permute4x64_epi64(pairs, 0xD8));
  }
}

static void SET(byte_sums)(const LegibleQuantizedProduct *p, const uint8_t *input, const int8_t *weights, int64_t rows,
                           int64_t columns, int32_t (*restrict sums)[LegiblePanel]) {
  for (int64_t n = 0; n < columns; n += SET(ByteTileColumns))
    for (int64_t m = 0; m < rows; m += SET(ByteTileRows)) {
      const uint8_t *x = input + m * p->inputStride;
      const int8_t *w = weights + n * LegibleGroup;
      int32_t(*to)[LegiblePanel] = (int32_t(*)[LegiblePanel])&sums[m][n];
      switch (rows - m) {
        case 1: SET(byte_tile)(p, 1, x, w, to); break;
        case 2: SET(byte_tile)(p, 2, x, w, to); break;
        case 3: SET(byte_tile)(p, 3, x, w, to); break;
        default: SET(byte_tile)(p, SET(ByteTileRows), x, w, to);
      }
    }
}

#else

static void SET(byte_sums)(const LegibleQuantizedProduct *p, const uint8_t *input, const int8_t *weights, int64_t rows,
                           int64_t columns, int32_t (*restrict sums)[LegiblePanel]) {
  (void)columns;
  for (int64_t m = 0; m < rows; m++) {
    // Unsigned, because they may wrap.
    uint32_t sum[LegiblePanel] = {0};
    const int8_t *panel = weights;
    for (int64_t s = 0; s < p->segments; s++)
      for (int64_t k = 0; k < p->depth; k += LegibleGroup, panel += LegiblePanel * LegibleGroup) {
        const uint8_t *x = input + s * p->segmentStride + m * p->inputStride + k;
        for (int j = 0; j < LegiblePanel; j++)
          for (int i = 0; i < LegibleGroup; i++) sum[j] += (uint32_t)(x[i] * panel[j * LegibleGroup + i]);
      }
    memcpy(sums[m], sum, sizeof sum);
  }
}

#endif

enum { SET(ByteRows) = 16 };

// Scales, shifts and stores one row of sums.
static void SET(store_sums)(const LegibleQuantizedProduct *p, const int32_t *restrict sums, int64_t row, int64_t column,
                            int64_t count) {
  const float *restrict scale = p->scale + column, *restrict bias = p->bias ? p->bias + column : NULL;
  float values[LegiblePanel];
  for (int64_t j = 0; j < count; j++) values[j] = (float)sums[j] * scale[j];
  // Two roundings, not one, as in every set: a loop of its own is not fused with the multiplication.
  if (bias)
    for (int64_t j = 0; j < count; j++) values[j] += bias[j];
  if (p->bytes) {
    uint8_t *restrict bytes = p->bytes + row * p->outputStride + column;
    for (int64_t j = 0; j < count; j++) bytes[j] = nearest_byte(values[j], p->largest);
  } else {
    float *restrict output = p->output + row * p->outputStride + column;
    if (p->accumulate)
      for (int64_t j = 0; j < count; j++) values[j] += output[j];
    for (int64_t j = 0; j < count; j++) output[j] = p->relu && values[j] < 0 ? 0 : values[j];
  }
}

// Sums wrap, hence unsigned.
static inline int32_t SET(wrapping_sum)(int32_t a, int32_t b) { return (int32_t)((uint32_t)a + (uint32_t)b); }

void SET(quantized_product)(const LegibleQuantizedProduct *p) {
  int32_t sums[SET(ByteRows)][LegiblePanel];
  for (int64_t n = 0; n < p->columns; n += LegiblePanel) {
    int64_t count = p->columns - n < LegiblePanel ? p->columns - n : LegiblePanel;
    for (int64_t m = 0; m < p->rows; m += SET(ByteRows)) {
      int64_t rows = p->rows - m < SET(ByteRows) ? p->rows - m : SET(ByteRows);
      SET(byte_sums)(p, p->input + m * p->inputStride, p->weights + n * p->packedDepth, rows, count, sums);
      for (int64_t i = 0; i < rows; i++) {
        if (p->initial)
          for (int64_t j = 0; j < count; j++) sums[i][j] = SET(wrapping_sum)(sums[i][j], p->initial[n + j]);
        SET(store_sums)(p, sums[i], m + i, n, count);
      }
    }
  }
}

void SET(quantized_pairs)(const LegibleQuantizedPairs *pairs) {
  const LegibleQuantizedProduct *p = &pairs->product;
  int32_t sums[4][SET(ByteRows)][LegiblePanel];
  for (int64_t n = 0; n < p->columns; n += LegiblePanel) {
    int64_t count = p->columns - n < LegiblePanel ? p->columns - n : LegiblePanel;
    for (int64_t m = 0; m < p->rows; m += SET(ByteRows)) {
      int64_t rows = p->rows - m < SET(ByteRows) ? p->rows - m : SET(ByteRows);
      for (int point = 0; point < 4; point++) {
        SET(byte_sums)(p, p->input + point * pairs->pointStride + m * p->inputStride,
                       p->weights + point * pairs->weightsPointStride + n * p->packedDepth, rows, count, sums[point]);
        if (point == 1) continue;
        for (int64_t i = 0; i < rows; i++)
          for (int64_t j = 0; j < count; j++)
            sums[point][i][j] = SET(wrapping_sum)(sums[point][i][j], pairs->initials[point][n + j]);
      }
      for (int64_t i = 0; i < rows; i++) {
        int32_t first[LegiblePanel], second[LegiblePanel];
        for (int64_t j = 0; j < count; j++) {
          uint32_t m1 = (uint32_t)sums[1][i][j], m2 = (uint32_t)sums[2][i][j];
          first[j] = (int32_t)((uint32_t)sums[0][i][j] + m1 + m2);
          second[j] = (int32_t)((uint32_t)sums[3][i][j] + m1 - m2);
        }
        SET(store_sums)(p, first, 2 * (m + i), n, count);
        SET(store_sums)(p, second, 2 * (m + i) + 1, n, count);
      }
    }
  }
}

#endif

// The points of one pair, whose first `columns` columns exist; whole where all four do.
static inline void SET(pair_input)(const uint8_t *restrict d, int64_t columnStride, bool whole, int64_t columns,
                                   int64_t channels, uint8_t *restrict v, int64_t pointStride) {
  for (int64_t c = 0; c < channels; c++) {
    uint8_t d0 = whole || columns > 0 ? d[c] : 0, d1 = whole || columns > 1 ? d[columnStride + c] : 0;
    uint8_t d2 = whole || columns > 2 ? d[2 * columnStride + c] : 0, d3 = whole ? d[3 * columnStride + c] : 0;
    v[c] = (uint8_t)(d0 - d2 + 128);
    v[pointStride + c] = (uint8_t)(d1 + d2);
    v[2 * pointStride + c] = (uint8_t)(d2 - d1 + 128);
    v[3 * pointStride + c] = (uint8_t)(d1 - d3 + 128);
  }
}

void SET(pairs_input)(const LegiblePairsInput *p) {
  for (int64_t m = 0; m < p->pairs; m++) {
    const uint8_t *d = p->input + 2 * m * p->columnStride;
    const int64_t columns = p->columns - 2 * m;
    uint8_t *v = p->points + m * p->channels;
    if (columns >= 4)
      SET(pair_input)(d, p->columnStride, true, 4, p->channels, v, p->pointStride);
    else
      SET(pair_input)(d, p->columnStride, false, columns, p->channels, v, p->pointStride);
  }
}

#endif
