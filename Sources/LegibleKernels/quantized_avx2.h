// The product of bytes with AVX2. Bytes are widened to 16 bits and multiplied in pairs into 32 bits, which is exact; the
// instruction for unsigned by signed bytes adds two products in 16 bits and saturates. A tile is 4 rows by 8 columns:
// two registers of sums for each row, with two partial sums for a column.

enum { ByteRows = 4, ByteColumns = 8 };

INLINE void quantized_finish(const LegibleQuantizedProduct *restrict p, __m256i sum, int64_t row, int64_t column,
                             int64_t valid) {
  __m256i lanes = first_lanes(valid);
  int64_t at = row * p->outputStride + column;
  __m256 value = _mm256_mul_ps(_mm256_cvtepi32_ps(sum), _mm256_maskload_ps(p->scale + column, lanes));
  if (p->bias) value = _mm256_add_ps(value, _mm256_maskload_ps(p->bias + column, lanes));
  if (p->bytes) {
    value = _mm256_min_ps(_mm256_max_ps(value, _mm256_setzero_ps()), _mm256_set1_ps(255.0f));
    int32_t rounded[ByteColumns];
    _mm256_storeu_si256((__m256i *)rounded, _mm256_cvtps_epi32(value));
    for (int64_t j = 0; j < valid; j++) p->bytes[at + j] = (uint8_t)rounded[j];
  } else {
    if (p->accumulate) value = _mm256_add_ps(value, _mm256_maskload_ps(p->output + at, lanes));
    if (p->relu) value = _mm256_max_ps(_mm256_setzero_ps(), value);
    _mm256_maskstore_ps(p->output + at, lanes, value);
  }
}

INLINE void quantized_tile(const LegibleQuantizedProduct *restrict p, const int rows, const uint8_t *input,
                           const int8_t *weights, int64_t m, int64_t n, int64_t valid) {
  __m256i sum[ByteRows][2];
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
  __m256i initial = p->initial ? _mm256_maskload_epi32(p->initial + n, first_lanes(valid)) : _mm256_setzero_si256();
  UNROLL for (int i = 0; i < rows; i++) {
    // Neighbours added: columns 0 1 4 5 2 3 6 7.
    __m256i pairs = _mm256_hadd_epi32(sum[i][0], sum[i][1]);
    __m256i inOrder = _mm256_permute4x64_epi64(pairs, 0xD8);
    quantized_finish(p, _mm256_add_epi32(inOrder, initial), m + i, n, valid);
  }
}

static void SET(quantized_product)(const LegibleQuantizedProduct *p) {
  for (int64_t n = 0; n < p->columns; n += ByteColumns) {
    const int8_t *weights =
        p->weights + n / LegiblePanel * LegiblePanel * p->packedDepth + n % LegiblePanel * LegibleGroup;
    int64_t valid = p->columns - n < ByteColumns ? p->columns - n : ByteColumns;
    for (int64_t m = 0; m < p->rows; m += ByteRows) {
      const uint8_t *input = p->input + m * p->inputStride;
      switch (p->rows - m) {
        case 1: quantized_tile(p, 1, input, weights, m, n, valid); break;
        case 2: quantized_tile(p, 2, input, weights, m, n, valid); break;
        case 3: quantized_tile(p, 3, input, weights, m, n, valid); break;
        default: quantized_tile(p, ByteRows, input, weights, m, n, valid);
      }
    }
  }
}
