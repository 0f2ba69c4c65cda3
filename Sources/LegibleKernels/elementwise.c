// Gradients of activations, and sums of arrays.
#ifndef VECTORS
#include "table.h"

void legible_relu_gradient_portable(const float *dy, const float *y, float *dx, int64_t count) {
  for (int64_t i = 0; i < count; i++) dx[i] = y[i] > 0 ? dy[i] : 0;
}

void legible_add_portable(const float *x, float *y, int64_t count) {
  for (int64_t i = 0; i < count; i++) y[i] += x[i];
}

#define VECTORS "elementwise.c"
#include "vectors.h"

#else

void SET(relu_gradient)(const float *dy, const float *restrict y, float *dx, int64_t count) {
#pragma clang loop vectorize(assume_safety)  // dx is dy or apart from it
  for (int64_t i = 0; i < count; i++) dx[i] = y[i] > 0 ? dy[i] : 0.0f;
}

void SET(add)(const float *restrict x, float *restrict y, int64_t count) {
  for (int64_t i = 0; i < count; i++) y[i] += x[i];
}

#endif
