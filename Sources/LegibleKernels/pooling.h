// Max pooling for any set with vectors, on the macros of products.h.

// The maximum alone: a vector of channels stays in a register while the window passes.
INLINE void SET(pool_values)(const LegibleMaxPool *p, const int64_t windowHeight, const int64_t windowWidth) {
  for (int64_t window = 0; window < p->windows; window++) {
    const float *x = p->input + window * p->windowStride;
    float *y = p->output + window * p->channels;
    for (int64_t c = 0; c < p->channels; c += VectorFloats) {
      const int64_t count = p->channels - c < VectorFloats ? p->channels - c : VectorFloats;
      Vector best = load_some(x + c, count);
      for (int64_t row = 0; row < windowHeight; row++)
        for (int64_t column = 0; column < windowWidth; column++)
          best = maximum(load_some(x + row * p->rowStride + column * p->channels + c, count), best);
      store_some(y + c, best, count);
    }
  }
}

// And where it was.
static void SET(pool_indices)(const float *restrict x, int64_t rowStride, int64_t windowHeight, int64_t windowWidth,
                              int64_t channels, float *restrict y, uint8_t *restrict index) {
  memcpy(y, x, sizeof(float) * (size_t)channels);
  memset(index, 0, (size_t)channels);
  uint8_t number = 0;
  for (int64_t row = 0; row < windowHeight; row++)
    for (int64_t column = 0; column < windowWidth; column++, number++) {
      const float *restrict in = x + row * rowStride + column * channels;
      if (number == 0) continue;
      for (int64_t c = 0; c < channels; c++) {
        bool wins = !(in[c] <= y[c]) & (y[c] == y[c]);
        y[c] = wins ? in[c] : y[c];
        index[c] = wins ? number : index[c];
      }
    }
}

static void SET(max_pool)(const LegibleMaxPool *p) {
  if (p->index) {
    for (int64_t window = 0; window < p->windows; window++)
      SET(pool_indices)(p->input + window * p->windowStride, p->rowStride, p->windowHeight, p->windowWidth, p->channels,
                        p->output + window * p->channels, p->index + window * p->channels);
  } else if (p->windowHeight == 2 && p->windowWidth == 2) {
    SET(pool_values)(p, 2, 2);  // of known size, without loops
  } else {
    SET(pool_values)(p, p->windowHeight, p->windowWidth);
  }
}

static void SET(max_pool_gradient)(const LegibleMaxPoolGradient *p) {
  const int64_t channels = p->channels;
  for (int64_t window = 0; window < p->windows; window++) {
    const float *restrict gradient = p->outputGradient + window * channels;
    const uint8_t *restrict index = p->index + window * channels;
    uint8_t number = 0;
    for (int64_t row = 0; row < p->windowHeight; row++)
      for (int64_t column = 0; column < p->windowWidth; column++, number++) {
        float *restrict out = p->inputGradient + window * p->windowStride + row * p->rowStride + column * channels;
        for (int64_t c = 0; c < channels; c++) out[c] += index[c] == number ? gradient[c] : 0.0f;
      }
  }
}
