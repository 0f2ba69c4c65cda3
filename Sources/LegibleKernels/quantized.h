// Kernels on bytes that are plain loops over independent elements; see elementwise.h.

// Nearest byte, ties to even. Adding 1.5 * 2^23 leaves the rounded number in the low bits; a NaN gives 0.
static inline uint8_t SET(to_byte)(float value) {
  value = value > 0.0f ? value : 0.0f;
  value = value < 255.0f ? value : 255.0f;
  value = value + 12582912.0f;
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return (uint8_t)bits;
}

static void SET(quantize)(const float *restrict x, float inverseStep, float zeroPoint, uint8_t *restrict y,
                          int64_t yStride, int64_t positions, int64_t channels) {
  if (yStride == channels) channels *= positions, yStride = channels, positions = channels > 0;
  for (int64_t p = 0; p < positions; p++)
    for (int64_t c = 0; c < channels; c++) {
      // Two roundings, as in every set.
      float scaled = x[p * channels + c] * inverseStep;
      y[p * yStride + c] = SET(to_byte)(scaled + zeroPoint);
    }
}

static void SET(max_pool_bytes)(const uint8_t *restrict x, int64_t rowStride, int64_t columnStride,
                                int64_t windowHeight, int64_t windowWidth, int64_t channels, uint8_t *restrict y) {
  if (windowHeight == 2 && windowWidth == 2) {
    const uint8_t *a = x, *b = x + columnStride, *c = x + rowStride, *d = x + rowStride + columnStride;
    for (int64_t i = 0; i < channels; i++) {
      uint8_t upper = a[i] > b[i] ? a[i] : b[i], lower = c[i] > d[i] ? c[i] : d[i];
      y[i] = upper > lower ? upper : lower;
    }
    return;
  }
  memcpy(y, x, (size_t)channels);
  for (int64_t row = 0; row < windowHeight; row++)
    for (int64_t column = row == 0; column < windowWidth; column++) {
      const uint8_t *in = x + row * rowStride + column * columnStride;
      for (int64_t i = 0; i < channels; i++) y[i] = in[i] > y[i] ? in[i] : y[i];
    }
}
