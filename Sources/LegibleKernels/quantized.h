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

static void SET(max_pool_bytes)(const uint8_t *restrict x, int64_t rowStride, int64_t columnStride,
                                int64_t windowHeight, int64_t windowWidth, int64_t channels, int64_t windows,
                                int64_t windowStride, uint8_t *restrict y, int64_t yStride) {
  for (int64_t window = 0; window < windows; window++, x += windowStride, y += yStride) {
    if (windowHeight == 2 && windowWidth == 2) {
      const uint8_t *a = x, *b = x + columnStride, *c = x + rowStride, *d = x + rowStride + columnStride;
      for (int64_t i = 0; i < channels; i++) {
        uint8_t upper = a[i] > b[i] ? a[i] : b[i], lower = c[i] > d[i] ? c[i] : d[i];
        y[i] = upper > lower ? upper : lower;
      }
      continue;
    }
    memcpy(y, x, (size_t)channels);
    for (int64_t row = 0; row < windowHeight; row++)
      for (int64_t column = row == 0; column < windowWidth; column++) {
        const uint8_t *in = x + row * rowStride + column * columnStride;
        for (int64_t i = 0; i < channels; i++) y[i] = in[i] > y[i] ? in[i] : y[i];
      }
  }
}

static void SET(pairs_input)(const uint8_t *restrict x, int64_t columnStride, int64_t columns, int64_t pairs,
                             int64_t channels, uint8_t *restrict v, int64_t pointStride) {
  for (int64_t m = 0; m < pairs; m++) {
    const uint8_t *d0 = x + 2 * m * columnStride, *d1 = d0 + columnStride, *d2 = d1 + columnStride;
    const uint8_t *d3 = d2 + columnStride;
    uint8_t *v0 = v + m * channels, *v1 = v0 + pointStride, *v2 = v1 + pointStride, *v3 = v2 + pointStride;
    int64_t left = columns - 2 * m;
    if (left >= 4) {
      for (int64_t c = 0; c < channels; c++) {
        v0[c] = (uint8_t)(d0[c] - d2[c] + 128);
        v1[c] = (uint8_t)(d1[c] + d2[c]);
        v2[c] = (uint8_t)(d2[c] - d1[c] + 128);
        v3[c] = (uint8_t)(d1[c] - d3[c] + 128);
      }
    } else {
      for (int64_t c = 0; c < channels; c++) {
        uint8_t e0 = left > 0 ? d0[c] : 0, e1 = left > 1 ? d1[c] : 0, e2 = left > 2 ? d2[c] : 0;
        v0[c] = (uint8_t)(e0 - e2 + 128);
        v1[c] = (uint8_t)(e1 + e2);
        v2[c] = (uint8_t)(e2 - e1 + 128);
        v3[c] = (uint8_t)(e1 + 128);
      }
    }
  }
}
