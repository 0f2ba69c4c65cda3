// A tile of byte sums as plain loops, for sets without one of their own.

static void SET(byte_sums)(const LegibleQuantizedProduct *p, const uint8_t *input, const int8_t *weights,
                               int64_t rows, int64_t columns, int32_t (*restrict sums)[LegiblePanel]) {
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
