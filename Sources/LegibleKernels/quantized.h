// Kernels on bytes that are plain loops over independent elements; see elementwise.h.

// Nearest byte up to the largest, ties to even. Adding 1.5 * 2^23 leaves the rounded number in the low bits; a NaN gives 0.
static inline uint8_t SET(to_byte)(float value, float largest) {
  value = value > 0.0f ? value : 0.0f;
  value = value < largest ? value : largest;
  value = value + 12582912.0f;
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return (uint8_t)bits;
}

static void SET(quantize)(const float *restrict x, float inverseStep, float zeroPoint, float largest,
                          uint8_t *restrict y, int64_t yStride, int64_t positions, int64_t channels) {
  if (yStride == channels) channels *= positions, yStride = channels, positions = channels > 0;
  for (int64_t p = 0; p < positions; p++)
    for (int64_t c = 0; c < channels; c++) {
      // Two roundings, as in every set.
      float scaled = x[p * channels + c] * inverseStep;
      y[p * yStride + c] = SET(to_byte)(scaled + zeroPoint, largest);
    }
}

// One window of known size stays in registers, without a loop over its positions.
static void SET(pool_four)(const uint8_t *restrict a, int64_t rowStride, int64_t columnStride, int64_t channels,
                           uint8_t *restrict y) {
  const uint8_t *b = a + columnStride, *c = a + rowStride, *d = c + columnStride;
  for (int64_t i = 0; i < channels; i++) {
    uint8_t upper = a[i] > b[i] ? a[i] : b[i], lower = c[i] > d[i] ? c[i] : d[i];
    y[i] = upper > lower ? upper : lower;
  }
}

static void SET(pool_bytes)(const LegibleMaxPoolBytes *p, const uint8_t *restrict x, uint8_t *restrict y) {
  memcpy(y, x, (size_t)p->channels);
  for (int64_t row = 0; row < p->windowHeight; row++)
    for (int64_t column = row == 0; column < p->windowWidth; column++) {
      const uint8_t *in = x + row * p->rowStride + column * p->columnStride;
      for (int64_t i = 0; i < p->channels; i++) y[i] = in[i] > y[i] ? in[i] : y[i];
    }
}

static void SET(max_pool_bytes)(const LegibleMaxPoolBytes *p) {
  const bool four = p->windowHeight == 2 && p->windowWidth == 2;
  for (int64_t window = 0; window < p->windows; window++) {
    const uint8_t *x = p->input + window * p->windowStride;
    uint8_t *y = p->output + window * p->outputStride;
    if (four)
      SET(pool_four)(x, p->rowStride, p->columnStride, p->channels, y);
    else
      SET(pool_bytes)(p, x, y);
  }
}

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

static void SET(pairs_input)(const LegiblePairsInput *p) {
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
