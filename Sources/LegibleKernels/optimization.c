// What an optimiser does to all weights at once.
#ifndef VECTORS
#include "table.h"

#include <math.h>

double legible_sum_of_squares(const float *x, int64_t count) {
  // Eight sums side by side hide the latency of the addition; their order is part of the result.
  double sums[8] = {0};
  int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int j = 0; j < 8; j++) sums[j] += (double)x[i + j] * x[i + j];
  for (; i < count; i++) sums[0] += (double)x[i] * x[i];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

// AdamW: Loshchilov and Hutter 2019, algorithm 2.
void legible_adamw_portable(const LegibleAdamW *o, const float *gradient, float *m, float *v, float *weights,
                            int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    float g = gradient[i] * o->gradientScale;
    m[i] = o->beta1 * m[i] + (1 - o->beta1) * g;
    v[i] = o->beta2 * v[i] + (1 - o->beta2) * g * g;
    float mean = m[i] / o->correction1, meanSquare = v[i] / o->correction2;
    weights[i] -= o->rate * (o->decay * weights[i] + mean / (sqrtf(meanSquare) + o->epsilon));
  }
}

void legible_moving_average_portable(const float *x, float share, float *average, int64_t count) {
  for (int64_t i = 0; i < count; i++) average[i] += (x[i] - average[i]) * share;
}

#define VECTORS "optimization.c"
#include "vectors.h"

#else

void SET(adamw)(const LegibleAdamW *options, const float *restrict gradient, float *restrict m,
                       float *restrict v, float *restrict weights, int64_t count) {
  const LegibleAdamW o = *options;
  const float inverse1 = 1.0f / o.correction1, inverse2 = 1.0f / o.correction2;
  for (int64_t i = 0; i < count; i++) {
    float g = gradient[i] * o.gradientScale;
    m[i] = o.beta1 * m[i] + (1.0f - o.beta1) * g;
    v[i] = o.beta2 * v[i] + (1.0f - o.beta2) * g * g;
    float step = (m[i] * inverse1) / (__builtin_elementwise_sqrt(v[i] * inverse2) + o.epsilon);
    weights[i] -= o.rate * (o.decay * weights[i] + step);
  }
}

void SET(moving_average)(const float *restrict x, float share, float *restrict average, int64_t count) {
  for (int64_t i = 0; i < count; i++) average[i] += (x[i] - average[i]) * share;
}

#endif
