// Steps of the gated recurrent unit, Cho et al. 2014: r the reset gate, z the update gate, n the new state, h' the state
// before the step,
//     r, z = sigmoid(sums)    h = (1 - z) * n + z * h'
// in two forms. In one the gate resets what the recurrent weights make of h', so that there is one product a step; this is
// the form of PyTorch:   n = tanh(x's sum + r * (h' by the weights))
// In the paper's the gate resets h', and a second product follows:   n = tanh(x's sum + (r * h') by the weights)
#ifndef VECTORS
#include "table.h"

#include <math.h>

static float sigmoid(float x) { return 1 / (1 + expf(-x)); }

void legible_gru_step_portable(float *sums, const float *previous, float *hidden, int64_t hiddenSize) {
  float *reset = sums, *update = sums + hiddenSize, *new = sums + 2 * hiddenSize;
  const float *recurrent = sums + 3 * hiddenSize;
  for (int64_t j = 0; j < hiddenSize; j++) {
    reset[j] = sigmoid(reset[j]);
    update[j] = sigmoid(update[j]);
    new[j] = tanhf(new[j] + reset[j] * recurrent[j]);
    hidden[j] = (1 - update[j]) * new[j] + (previous ? update[j] * previous[j] : 0);
  }
}

// The chain rule through the equations above, from the gradient of h to those of h' and of the sums.
void legible_gru_step_gradient_portable(const float *sums, const float *previous, const float *hiddenGradient,
                                        float *previousGradient, float *sumsGradient, int64_t hiddenSize) {
  for (int64_t j = 0; j < hiddenSize; j++) {
    float r = sums[j], z = sums[hiddenSize + j], n = sums[2 * hiddenSize + j], recurrent = sums[3 * hiddenSize + j];
    float dh = hiddenGradient[j], dn = dh * (1 - z) * (1 - n * n);
    sumsGradient[j] = dn * recurrent * r * (1 - r);
    sumsGradient[hiddenSize + j] = dh * ((previous ? previous[j] : 0) - n) * z * (1 - z);
    sumsGradient[2 * hiddenSize + j] = dn;
    sumsGradient[3 * hiddenSize + j] = dn * r;
    if (previousGradient) previousGradient[j] += dh * z;
  }
}

void legible_gru_reset_portable(float *sums, const float *previous, float *resetState, int64_t hiddenSize) {
  for (int64_t j = 0; j < hiddenSize; j++) {
    sums[j] = sigmoid(sums[j]);
    sums[hiddenSize + j] = sigmoid(sums[hiddenSize + j]);
    resetState[j] = previous ? sums[j] * previous[j] : 0;
  }
}

void legible_gru_update_portable(float *sums, const float *previous, float *hidden, int64_t hiddenSize) {
  const float *update = sums + hiddenSize;
  float *new = sums + 2 * hiddenSize;
  for (int64_t j = 0; j < hiddenSize; j++) {
    new[j] = tanhf(new[j]);
    hidden[j] = (1 - update[j]) * new[j] + (previous ? update[j] * previous[j] : 0);
  }
}

void legible_gru_update_gradient_portable(const float *sums, const float *previous, const float *hiddenGradient,
                                          float *previousGradient, float *sumsGradient, int64_t hiddenSize) {
  for (int64_t j = 0; j < hiddenSize; j++) {
    float z = sums[hiddenSize + j], n = sums[2 * hiddenSize + j], dh = hiddenGradient[j];
    sumsGradient[hiddenSize + j] = dh * ((previous ? previous[j] : 0) - n) * z * (1 - z);
    sumsGradient[2 * hiddenSize + j] = dh * (1 - z) * (1 - n * n);
    if (previousGradient) previousGradient[j] += dh * z;
  }
}

void legible_gru_reset_gradient_portable(const float *sums, const float *previous, const float *resetGradient,
                                         float *previousGradient, float *sumsGradient, int64_t hiddenSize) {
  for (int64_t j = 0; j < hiddenSize; j++) {
    float r = sums[j], dq = resetGradient[j];
    sumsGradient[j] = previous ? dq * previous[j] * r * (1 - r) : 0;
    if (previousGradient) previousGradient[j] += dq * r;
  }
}

#define VECTORS "gated_recurrence.c"
#include "vectors.h"

#else

#include "exponential.h"

void SET(gru_step)(float *restrict sums, const float *restrict previous, float *restrict hidden, int64_t size) {
  float *restrict reset = sums, *restrict update = sums + size, *restrict new = sums + 2 * size;
  const float *restrict recurrent = sums + 3 * size;
  for (int64_t j = 0; j < size; j++) {
    float r = SET(sigmoid)(reset[j]), z = SET(sigmoid)(update[j]);
    float n = SET(hyperbolic_tangent)(new[j] + r * recurrent[j]);
    float h = (1.0f - z) * n;
    if (previous) h = z * previous[j] + h;
    reset[j] = r, update[j] = z, new[j] = n;
    hidden[j] = h;
  }
}

void SET(gru_step_gradient)(const float *restrict sums, const float *restrict previous,
                            const float *restrict hiddenGradient, float *restrict previousGradient,
                            float *restrict sumsGradient, int64_t size) {
  for (int64_t j = 0; j < size; j++) {
    float r = sums[j], z = sums[size + j], n = sums[2 * size + j], recurrent = sums[3 * size + j];
    float dh = hiddenGradient[j], dn = dh * (1.0f - z) * (1.0f - n * n);
    float difference = previous ? previous[j] - n : -n;
    sumsGradient[j] = dn * recurrent * r * (1.0f - r);
    sumsGradient[size + j] = dh * difference * z * (1.0f - z);
    sumsGradient[2 * size + j] = dn;
    sumsGradient[3 * size + j] = dn * r;
    if (previousGradient) previousGradient[j] += dh * z;
  }
}

void SET(gru_reset)(float *restrict sums, const float *restrict previous, float *restrict resetState, int64_t size) {
  for (int64_t j = 0; j < size; j++) {
    float r = SET(sigmoid)(sums[j]);
    sums[j] = r;
    sums[size + j] = SET(sigmoid)(sums[size + j]);
    resetState[j] = previous ? r * previous[j] : 0.0f;
  }
}

void SET(gru_update)(float *restrict sums, const float *restrict previous, float *restrict hidden, int64_t size) {
  for (int64_t j = 0; j < size; j++) {
    float z = sums[size + j], n = SET(hyperbolic_tangent)(sums[2 * size + j]);
    float h = (1.0f - z) * n;
    if (previous) h = z * previous[j] + h;
    sums[2 * size + j] = n;
    hidden[j] = h;
  }
}

void SET(gru_update_gradient)(const float *restrict sums, const float *restrict previous,
                              const float *restrict hiddenGradient, float *restrict previousGradient,
                              float *restrict sumsGradient, int64_t size) {
  for (int64_t j = 0; j < size; j++) {
    float z = sums[size + j], n = sums[2 * size + j], dh = hiddenGradient[j];
    float difference = previous ? previous[j] - n : -n;
    sumsGradient[size + j] = dh * difference * z * (1.0f - z);
    sumsGradient[2 * size + j] = dh * (1.0f - z) * (1.0f - n * n);
    if (previousGradient) previousGradient[j] += dh * z;
  }
}

void SET(gru_reset_gradient)(const float *restrict sums, const float *restrict previous,
                             const float *restrict resetGradient, float *restrict previousGradient,
                             float *restrict sumsGradient, int64_t size) {
  for (int64_t j = 0; j < size; j++) {
    float r = sums[j], dq = resetGradient[j];
    sumsGradient[j] = previous ? dq * previous[j] * r * (1.0f - r) : 0.0f;
    if (previousGradient) previousGradient[j] += dq * r;
  }
}

#endif
