// The activations of simple recurrent networks and of their read-outs, with their derivatives, which need no more than the
// activated value: tanh' = 1 - y^2, logistic' = y * (1 - y), rectifier' = 1 where y > 0; softmax: Bridle 1990.
#ifndef VECTORS
#include "table.h"

#include <math.h>

void legible_activate_portable(const float *x, LegibleActivation activation, float *y, int64_t count) {
  for (int64_t i = 0; i < count; i++) switch (activation) {
      case LegibleTanh: y[i] = tanhf(x[i]); break;
      case LegibleLogistic: y[i] = 1 / (1 + expf(-x[i])); break;
      // A NaN stays one.
      case LegibleRectifier: y[i] = x[i] < 0 ? 0 : x[i]; break;
    }
}

void legible_activate_gradient_portable(const float *dy, const float *y, LegibleActivation activation, float *dx,
                                        int64_t count) {
  for (int64_t i = 0; i < count; i++) switch (activation) {
      case LegibleTanh: dx[i] = dy[i] * (1 - y[i] * y[i]); break;
      case LegibleLogistic: dx[i] = dy[i] * y[i] * (1 - y[i]); break;
      case LegibleRectifier: dx[i] = y[i] > 0 ? dy[i] : 0; break;
    }
}

// exp(x) over its sum; the largest is subtracted first, so that nothing overflows.
void legible_softmax_portable(const float *x, float *y, int64_t count) {
  float largest = -INFINITY;
  for (int64_t i = 0; i < count; i++) largest = x[i] > largest ? x[i] : largest;
  double sum = 0;
  for (int64_t i = 0; i < count; i++) {
    y[i] = expf(x[i] - largest);
    sum += y[i];
  }
  for (int64_t i = 0; i < count; i++) y[i] = (float)(y[i] / sum);
}

void legible_softmax_gradient_portable(const float *dy, const float *y, float *dx, int64_t count) {
  double sum = 0;
  for (int64_t i = 0; i < count; i++) sum += (double)dy[i] * y[i];
  for (int64_t i = 0; i < count; i++) dx[i] = y[i] * (dy[i] - (float)sum);
}

#define VECTORS "activations.c"
#include "vectors.h"

#else

#include "exponential.h"

void SET(activate)(const float *x, LegibleActivation activation, float *y, int64_t count) {
  switch (activation) {
    case LegibleTanh:
      for (int64_t i = 0; i < count; i++) y[i] = SET(hyperbolic_tangent)(x[i]);
      break;
    case LegibleLogistic:
      for (int64_t i = 0; i < count; i++) y[i] = SET(sigmoid)(x[i]);
      break;
    case LegibleRectifier:
      for (int64_t i = 0; i < count; i++) y[i] = x[i] < 0.0f ? 0.0f : x[i];
      break;
  }
}

void SET(activate_gradient)(const float *dy, const float *y, LegibleActivation activation, float *dx, int64_t count) {
  switch (activation) {
    case LegibleTanh:
      for (int64_t i = 0; i < count; i++) dx[i] = dy[i] * (1.0f - y[i] * y[i]);
      break;
    case LegibleLogistic:
      for (int64_t i = 0; i < count; i++) dx[i] = dy[i] * y[i] * (1.0f - y[i]);
      break;
    case LegibleRectifier:
      for (int64_t i = 0; i < count; i++) dx[i] = y[i] > 0.0f ? dy[i] : 0.0f;
      break;
  }
}

void SET(softmax)(const float *restrict x, float *restrict y, int64_t count) {
  float largest = -__builtin_inff();
  for (int64_t i = 0; i < count; i++) largest = x[i] > largest ? x[i] : largest;
  for (int64_t i = 0; i < count; i++) y[i] = SET(exponential)(x[i] - largest);
  double sum = 0;
  for (int64_t i = 0; i < count; i++) sum += (double)y[i];
  float scale = (float)(1 / sum);
  for (int64_t i = 0; i < count; i++) y[i] = y[i] * scale;
}

void SET(softmax_gradient)(const float *restrict dy, const float *restrict y, float *restrict dx, int64_t count) {
  double sum = 0;
  for (int64_t i = 0; i < count; i++) sum += (double)dy[i] * (double)y[i];
  float mean = (float)sum;
  for (int64_t i = 0; i < count; i++) dx[i] = y[i] * (dy[i] - mean);
}

#endif
