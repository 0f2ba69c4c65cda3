// Steps of recurrent cells.
#ifndef VECTORS
#include "table.h"

#include <math.h>
#include <string.h>

static float sigmoid(float x) { return 1 / (1 + expf(-x)); }

// Long short-term memory, Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000:
//     i, f, o = sigmoid(gates)   g = tanh(gates)   c = f * c' + i * g   h = o * tanh(c)
// with c' of the step before. Gates lie in the order i, f, g, o.
void legible_lstm_step_portable(float *gates, const float *previousCell, float *cell, float *hidden,
                                int64_t hiddenSize) {
  float *input = gates, *forget = gates + hiddenSize;
  float *candidate = gates + 2 * hiddenSize, *output = gates + 3 * hiddenSize;
  for (int64_t j = 0; j < hiddenSize; j++) {
    input[j] = sigmoid(input[j]);
    forget[j] = sigmoid(forget[j]);
    candidate[j] = tanhf(candidate[j]);
    output[j] = sigmoid(output[j]);
    cell[j] = (previousCell ? forget[j] * previousCell[j] : 0) + input[j] * candidate[j];
    hidden[j] = output[j] * tanhf(cell[j]);
  }
}

// The chain rule through the equations above, from the gradients of h and of c (dh, dc) to those of c' and of
// the sums before activation: sigmoid' = s * (1 - s), tanh' = 1 - t^2.
void legible_lstm_step_gradient_portable(const float *gates, const float *cell, const float *previousCell,
                                         const float *hiddenGradient, float *cellGradient, float *gatesGradient,
                                         int64_t hiddenSize) {
  for (int64_t j = 0; j < hiddenSize; j++) {
    float i = gates[j], f = gates[hiddenSize + j], g = gates[2 * hiddenSize + j], o = gates[3 * hiddenSize + j];
    float t = tanhf(cell[j]), dh = hiddenGradient[j];
    float dc = cellGradient[j] + dh * o * (1 - t * t);
    gatesGradient[j] = dc * g * i * (1 - i);
    gatesGradient[hiddenSize + j] = previousCell ? dc * previousCell[j] * f * (1 - f) : 0;
    gatesGradient[2 * hiddenSize + j] = dc * i * (1 - g * g);
    gatesGradient[3 * hiddenSize + j] = dh * t * o * (1 - o);
    cellGradient[j] = dc * f;
  }
}

#define VECTORS "recurrence.c"
#include "vectors.h"

#else

// exp by 2^n * e^r, |r| <= ln(2)/2, the remainder by the polynomial of Cephes' expf (Moshier, 1989): relative
// error below 2e-7. Saturates at the ends of the float range; a NaN passes through.
static inline float SET(exponential)(float x) {
  x = x > 88.0f ? 88.0f : x;
  x = x < -87.0f ? -87.0f : x;
  // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer without a call.
  float n = (x * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
  float r = x - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  // A NaN has no integer; take 0 for it, and the product below still is NaN.
  int32_t exponent = (int32_t)(n == n ? n : 0.0f);
  uint32_t bits = (uint32_t)(exponent + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return p * power;
}

static inline float SET(sigmoid)(float x) { return 1.0f / (1.0f + SET(exponential)(-x)); }

static inline float SET(hyperbolic_tangent)(float x) {
  return 1.0f - 2.0f / (1.0f + SET(exponential)(2.0f * x));
}

void SET(lstm_step)(float *restrict gates, const float *restrict previousCell, float *restrict cell,
                           float *restrict hidden, int64_t size) {
  float *restrict input = gates, *restrict forget = gates + size;
  float *restrict candidate = gates + 2 * size, *restrict output = gates + 3 * size;
  for (int64_t j = 0; j < size; j++) {
    float i = SET(sigmoid)(input[j]), f = SET(sigmoid)(forget[j]);
    float g = SET(hyperbolic_tangent)(candidate[j]), o = SET(sigmoid)(output[j]);
    float c = i * g;
    if (previousCell) c = f * previousCell[j] + c;
    input[j] = i, forget[j] = f, candidate[j] = g, output[j] = o;
    cell[j] = c;
    hidden[j] = o * SET(hyperbolic_tangent)(c);
  }
}

void SET(lstm_step_gradient)(const float *restrict gates, const float *restrict cell,
                                    const float *restrict previousCell, const float *restrict hiddenGradient,
                                    float *restrict cellGradient, float *restrict gatesGradient, int64_t size) {
  const float *input = gates, *forget = gates + size, *candidate = gates + 2 * size, *output = gates + 3 * size;
  for (int64_t j = 0; j < size; j++) {
    float i = input[j], f = forget[j], g = candidate[j], o = output[j];
    float t = SET(hyperbolic_tangent)(cell[j]);
    float dh = hiddenGradient[j];
    float dc = cellGradient[j] + dh * o * (1.0f - t * t);
    gatesGradient[j] = dc * g * i * (1.0f - i);
    gatesGradient[size + j] = previousCell ? dc * previousCell[j] * f * (1.0f - f) : 0.0f;
    gatesGradient[2 * size + j] = dc * i * (1.0f - g * g);
    gatesGradient[3 * size + j] = dh * t * o * (1.0f - o);
    cellGradient[j] = dc * f;
  }
}

#endif
