// Max pooling: of floats, with its gradient, and of bytes.
#ifndef VECTORS
#include "table.h"

#include <math.h>
#include <string.h>

// y[window, c] = the largest of the window's positions in channel c. Positions are numbered as a row-major
// scan passes them; the first of equal ones wins, and the first NaN over all.
void legible_max_pool_portable(const LegibleMaxPool *p) {
  for (int64_t window = 0; window < p->windows; window++)
    for (int64_t c = 0; c < p->channels; c++) {
      const float *x = p->input + window * p->windowStride + c;
      float best = x[0];
      int64_t winner = 0;
      for (int64_t row = 0; row < p->windowHeight; row++)
        for (int64_t column = 0; column < p->windowWidth; column++) {
          float value = x[row * p->rowStride + column * p->channels];
          if (value > best || (isnan(value) && !isnan(best))) {
            best = value;
            winner = row * p->windowWidth + column;
          }
        }
      p->output[window * p->channels + c] = best;
      if (p->index) p->index[window * p->channels + c] = (uint8_t)winner;
    }
}

// The gradient of a maximum belongs to the position that it came from.
void legible_max_pool_gradient_portable(const LegibleMaxPoolGradient *p) {
  for (int64_t window = 0; window < p->windows; window++)
    for (int64_t c = 0; c < p->channels; c++) {
      int64_t winner = p->index[window * p->channels + c];
      int64_t row = winner / p->windowWidth, column = winner % p->windowWidth;
      p->inputGradient[window * p->windowStride + row * p->rowStride + column * p->channels + c] +=
          p->outputGradient[window * p->channels + c];
    }
}

void legible_max_pool_bytes_portable(const LegibleMaxPoolBytes *p) {
  for (int64_t window = 0; window < p->windows; window++)
    for (int64_t c = 0; c < p->channels; c++) {
      const uint8_t *x = p->input + window * p->windowStride + c;
      uint8_t best = 0;
      for (int64_t row = 0; row < p->windowHeight; row++)
        for (int64_t column = 0; column < p->windowWidth; column++) {
          uint8_t value = x[row * p->rowStride + column * p->columnStride];
          if (value > best) best = value;
        }
      p->output[window * p->outputStride + c] = best;
    }
}

#define VECTORS "pooling.c"
#include "vectors.h"

#else

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

void SET(max_pool)(const LegibleMaxPool *p) {
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

void SET(max_pool_gradient)(const LegibleMaxPoolGradient *p) {
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

// Bytes. One window of known size stays in registers, without a loop over its positions.
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

void SET(max_pool_bytes)(const LegibleMaxPoolBytes *p) {
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

#endif
