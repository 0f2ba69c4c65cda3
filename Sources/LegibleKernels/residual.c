// The sum at the end of a residual block, of floats and of bytes.
#ifndef VECTORS
#include "table.h"

// y[p, c] = activation(x[p, c] + branch[p, c]) (He et al. 2016, eq. 1). Where x is bytes, each stands for
// (byte - zero) * step; where y is, the nearest byte that stands for it.
void legible_residual_portable(const LegibleResidual *r) {
  for (int64_t p = 0; p < r->positions; p++)
    for (int64_t c = 0; c < r->channels; c++) {
      float x;
      if (r->shortcut)
        x = r->shortcut[p * r->shortcutStride + c];
      else
        x = ((float)r->shortcutBytes[p * r->shortcutStride + c] - r->shortcutZero) * r->shortcutStep;
      float y = x + r->branch[p * r->channels + c];
      if (r->relu && y < 0) y = 0;
      if (r->output) {
        r->output[p * r->outputStride + c] = y;
      } else {
        float level = y * r->inverseStep;
        level += r->zeroPoint;
        level = level > 0 ? level : 0;  // a NaN too
        level = level < r->largest ? level : r->largest;
        r->bytes[p * r->outputStride + c] = (uint8_t)__builtin_rintf(level);
      }
    }
}

#define VECTORS "residual.c"
#include "vectors.h"

#else

// Each statement is rounded by itself, as in the plain version, so that all sets give the same bytes.
INLINE void SET(residual_position)(const LegibleResidual *r, int64_t p, const bool fromBytes, const bool toBytes) {
  const float *restrict branch = r->branch + p * r->channels;
  const float *restrict shortcut = fromBytes ? 0 : r->shortcut + p * r->shortcutStride;
  const uint8_t *restrict bytes = fromBytes ? r->shortcutBytes + p * r->shortcutStride : 0;
  float *restrict output = toBytes ? 0 : r->output + p * r->outputStride;
  uint8_t *restrict levels = toBytes ? r->bytes + p * r->outputStride : 0;
  const float step = r->shortcutStep, zero_ = r->shortcutZero, floor = r->relu ? 0.0f : -__builtin_inff();
  for (int64_t c = 0; c < r->channels; c++) {
    float x = fromBytes ? (float)bytes[c] - zero_ : shortcut[c];
    if (fromBytes) x = x * step;
    float y = x + branch[c];
    y = y < floor ? floor : y;
    if (toBytes) {
      y = y * r->inverseStep;
      y = y + r->zeroPoint;
      levels[c] = nearest_byte(y, r->largest);
    } else {
      output[c] = y;
    }
  }
}

void SET(residual)(const LegibleResidual *r) {
  const bool fromBytes = !r->shortcut, toBytes = !r->output;
  for (int64_t p = 0; p < r->positions; p++) {
    if (fromBytes && toBytes)
      SET(residual_position)(r, p, true, true);
    else if (fromBytes)
      SET(residual_position)(r, p, true, false);
    else if (toBytes)
      SET(residual_position)(r, p, false, true);
    else
      SET(residual_position)(r, p, false, false);
  }
}

#endif
