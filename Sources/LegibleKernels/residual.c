// The sum at the end of a residual block.
#include "LegibleKernels.h"

void legible_residual(const LegibleResidual *r) {
  for (int64_t p = 0; p < r->positions; p++)
    for (int64_t c = 0; c < r->channels; c++) {
      float x = r->shortcut ? r->shortcut[p * r->shortcutStride + c]
                            : ((float)r->shortcutBytes[p * r->shortcutStride + c] - r->shortcutZero) * r->shortcutStep;
      float y = x + r->branch[p * r->channels + c];
      if (r->relu && y < 0) y = 0;
      if (r->output) {
        r->output[p * r->outputStride + c] = y;
      } else {
        float level = y * r->inverseStep + r->zeroPoint;
        // A NaN fails both comparisons, and becomes 0.
        level = level > 0 ? level : 0;
        level = level < r->largest ? level : r->largest;
        r->bytes[p * r->outputStride + c] = (uint8_t)__builtin_rintf(level);
      }
    }
}
