// Floats to bytes.
#ifndef VECTORS
#include "table.h"

#include <math.h>

void legible_quantize_portable(const float *x, float inverseStep, float zeroPoint, float largest, uint8_t *y,
                               int64_t yStride, int64_t positions, int64_t channels) {
  for (int64_t p = 0; p < positions; p++)
    for (int64_t c = 0; c < channels; c++) {
      // Two statements, so two roundings, as in every set.
      float scaled = x[p * channels + c] * inverseStep;
      float value = scaled + zeroPoint;
      // Of a NaN and a number, fmaxf takes the number; rintf rounds to the nearest, ties to even.
      y[p * yStride + c] = (uint8_t)rintf(fminf(fmaxf(value, 0), largest));
    }
}

#define VECTORS "quantization.c"
#include "vectors.h"

#else

void SET(quantize)(const float *restrict x, float inverseStep, float zeroPoint, float largest,
                          uint8_t *restrict y, int64_t yStride, int64_t positions, int64_t channels) {
  if (yStride == channels) channels *= positions, yStride = channels, positions = channels > 0;
  for (int64_t p = 0; p < positions; p++)
    for (int64_t c = 0; c < channels; c++) {
      // Two roundings, as in every set.
      float scaled = x[p * channels + c] * inverseStep;
      y[p * yStride + c] = nearest_byte(scaled + zeroPoint, largest);
    }
}

#endif
