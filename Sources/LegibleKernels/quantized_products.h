// The two products of bytes, for a set that defines
//   SET(byte_sums)(product, input, weights, rows, columns, sums)   sums of up to ByteRows rows of one panel
// where `columns` are those of the panel that matter.

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
    for (int64_t j = 0; j < count; j++) bytes[j] = SET(to_byte)(values[j], p->largest);
  } else {
    float *restrict output = p->output + row * p->outputStride + column;
    if (p->accumulate)
      for (int64_t j = 0; j < count; j++) values[j] += output[j];
    for (int64_t j = 0; j < count; j++) output[j] = p->relu && values[j] < 0 ? 0 : values[j];
  }
}

// Sums wrap, hence unsigned.
static inline int32_t SET(wrapping_sum)(int32_t a, int32_t b) { return (int32_t)((uint32_t)a + (uint32_t)b); }

static void SET(quantized_product)(const LegibleQuantizedProduct *p) {
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

static void SET(quantized_pairs)(const LegibleQuantizedPairs *pairs) {
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
