// Sums of products of bytes with AVX2. Bytes are widened to 16 bits and multiplied in pairs into 32 bits, which is exact;
// the instruction for unsigned by signed bytes adds two products in 16 bits and saturates. A tile is 4 rows by 8 columns:
// two registers of sums for each row, with two partial sums for a column.

enum { ByteTileRows = 4, ByteTileColumns = 8 };

INLINE void byte_tile(const LegibleQuantizedProduct *restrict p, const int rows, const uint8_t *input,
                      const int8_t *weights, int32_t (*sums)[LegiblePanel]) {
  __m256i sum[ByteTileRows][2];
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

static void byte_sums_avx2(const LegibleQuantizedProduct *p, const uint8_t *input, const int8_t *weights, int64_t rows,
                           int64_t columns, int32_t (*restrict sums)[LegiblePanel]) {
  for (int64_t n = 0; n < columns; n += ByteTileColumns)
    for (int64_t m = 0; m < rows; m += ByteTileRows) {
      const uint8_t *x = input + m * p->inputStride;
      const int8_t *w = weights + n * LegibleGroup;
      int32_t(*to)[LegiblePanel] = (int32_t(*)[LegiblePanel])&sums[m][n];
      switch (rows - m) {
        case 1: byte_tile(p, 1, x, w, to); break;
        case 2: byte_tile(p, 2, x, w, to); break;
        case 3: byte_tile(p, 3, x, w, to); break;
        default: byte_tile(p, ByteTileRows, x, w, to);
      }
    }
}

#include "quantized_products.h"
