// Steps of the long short-term memory and its kin; gated_recurrence.c has the gated recurrent unit.
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

// The LSTM with peepholes, Gers and Schmidhuber 2000: the input and the forget gate see the cell before the step,
// the output gate the cell after it, each unit its own by a weight p:
//     i = sigmoid(gates + p_i * c')   f = sigmoid(gates + p_f * c')   o = sigmoid(gates + p_o * c)
void legible_peephole_lstm_step_portable(float *gates, const float *peepholes, const float *previousCell, float *cell,
                                         float *hidden, int64_t hiddenSize) {
  float *input = gates, *forget = gates + hiddenSize;
  float *candidate = gates + 2 * hiddenSize, *output = gates + 3 * hiddenSize;
  for (int64_t j = 0; j < hiddenSize; j++) {
    float previous = previousCell ? previousCell[j] : 0;
    input[j] = sigmoid(input[j] + (previousCell ? peepholes[j] * previous : 0));
    forget[j] = sigmoid(forget[j] + (previousCell ? peepholes[hiddenSize + j] * previous : 0));
    candidate[j] = tanhf(candidate[j]);
    cell[j] = (previousCell ? forget[j] * previous : 0) + input[j] * candidate[j];
    output[j] = sigmoid(output[j] + peepholes[2 * hiddenSize + j] * cell[j]);
    hidden[j] = output[j] * tanhf(cell[j]);
  }
}

// As without peepholes, but the gates' gradients reach the cells that they saw, and their weights.
void legible_peephole_lstm_step_gradient_portable(const float *gates, const float *peepholes, const float *cell,
                                                  const float *previousCell, const float *hiddenGradient,
                                                  float *cellGradient, float *gatesGradient, float *peepholesGradient,
                                                  int64_t hiddenSize) {
  for (int64_t j = 0; j < hiddenSize; j++) {
    float i = gates[j], f = gates[hiddenSize + j], g = gates[2 * hiddenSize + j], o = gates[3 * hiddenSize + j];
    float t = tanhf(cell[j]), dh = hiddenGradient[j];
    float output = dh * t * o * (1 - o);
    float dc = cellGradient[j] + dh * o * (1 - t * t) + output * peepholes[2 * hiddenSize + j];
    float input = dc * g * i * (1 - i);
    float forget = previousCell ? dc * previousCell[j] * f * (1 - f) : 0;
    gatesGradient[j] = input;
    gatesGradient[hiddenSize + j] = forget;
    gatesGradient[2 * hiddenSize + j] = dc * i * (1 - g * g);
    gatesGradient[3 * hiddenSize + j] = output;
    if (previousCell) {
      peepholesGradient[j] += input * previousCell[j];
      peepholesGradient[hiddenSize + j] += forget * previousCell[j];
    }
    peepholesGradient[2 * hiddenSize + j] += output * cell[j];
    cellGradient[j] = dc * f + input * peepholes[j] + forget * peepholes[hiddenSize + j];
  }
}

// The LSTM whose input gate is what the forget gate leaves (Greff et al. 2017, CIFG):
//     c = f * c' + (1 - f) * g, gates in the order f, g, o.
void legible_coupled_lstm_step_portable(float *gates, const float *previousCell, float *cell, float *hidden,
                                        int64_t hiddenSize) {
  float *forget = gates, *candidate = gates + hiddenSize, *output = gates + 2 * hiddenSize;
  for (int64_t j = 0; j < hiddenSize; j++) {
    forget[j] = sigmoid(forget[j]);
    candidate[j] = tanhf(candidate[j]);
    output[j] = sigmoid(output[j]);
    cell[j] = (previousCell ? forget[j] * previousCell[j] : 0) + (1 - forget[j]) * candidate[j];
    hidden[j] = output[j] * tanhf(cell[j]);
  }
}

void legible_coupled_lstm_step_gradient_portable(const float *gates, const float *cell, const float *previousCell,
                                                 const float *hiddenGradient, float *cellGradient,
                                                 float *gatesGradient, int64_t hiddenSize) {
  for (int64_t j = 0; j < hiddenSize; j++) {
    float f = gates[j], g = gates[hiddenSize + j], o = gates[2 * hiddenSize + j];
    float t = tanhf(cell[j]), dh = hiddenGradient[j];
    float dc = cellGradient[j] + dh * o * (1 - t * t);
    gatesGradient[j] = dc * ((previousCell ? previousCell[j] : 0) - g) * f * (1 - f);
    gatesGradient[hiddenSize + j] = dc * (1 - f) * (1 - g * g);
    gatesGradient[2 * hiddenSize + j] = dh * t * o * (1 - o);
    cellGradient[j] = dc * f;
  }
}

#define VECTORS "recurrence.c"
#include "vectors.h"

#else

#include "exponential.h"

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

void SET(peephole_lstm_step)(float *restrict gates, const float *restrict peepholes,
                             const float *restrict previousCell, float *restrict cell, float *restrict hidden,
                             int64_t size) {
  float *restrict input = gates, *restrict forget = gates + size;
  float *restrict candidate = gates + 2 * size, *restrict output = gates + 3 * size;
  for (int64_t j = 0; j < size; j++) {
    float si = input[j], sf = forget[j], c = 0.0f;
    if (previousCell) {
      c = previousCell[j];
      si = si + peepholes[j] * c;
      sf = sf + peepholes[size + j] * c;
    }
    float i = SET(sigmoid)(si), f = SET(sigmoid)(sf), g = SET(hyperbolic_tangent)(candidate[j]);
    float next = i * g;
    if (previousCell) next = f * c + next;
    float o = SET(sigmoid)(output[j] + peepholes[2 * size + j] * next);
    input[j] = i, forget[j] = f, candidate[j] = g, output[j] = o;
    cell[j] = next;
    hidden[j] = o * SET(hyperbolic_tangent)(next);
  }
}

void SET(peephole_lstm_step_gradient)(const float *restrict gates, const float *restrict peepholes,
                                      const float *restrict cell, const float *restrict previousCell,
                                      const float *restrict hiddenGradient, float *restrict cellGradient,
                                      float *restrict gatesGradient, float *restrict peepholesGradient,
                                      int64_t size) {
  for (int64_t j = 0; j < size; j++) {
    float i = gates[j], f = gates[size + j], g = gates[2 * size + j], o = gates[3 * size + j];
    float t = SET(hyperbolic_tangent)(cell[j]);
    float dh = hiddenGradient[j];
    float output = dh * t * o * (1.0f - o);
    float dc = cellGradient[j] + dh * o * (1.0f - t * t) + output * peepholes[2 * size + j];
    float input = dc * g * i * (1.0f - i), forget = 0.0f;
    if (previousCell) {
      forget = dc * previousCell[j] * f * (1.0f - f);
      peepholesGradient[j] += input * previousCell[j];
      peepholesGradient[size + j] += forget * previousCell[j];
    }
    gatesGradient[j] = input;
    gatesGradient[size + j] = forget;
    gatesGradient[2 * size + j] = dc * i * (1.0f - g * g);
    gatesGradient[3 * size + j] = output;
    peepholesGradient[2 * size + j] += output * cell[j];
    cellGradient[j] = dc * f + input * peepholes[j] + forget * peepholes[size + j];
  }
}

void SET(coupled_lstm_step)(float *restrict gates, const float *restrict previousCell, float *restrict cell,
                            float *restrict hidden, int64_t size) {
  float *restrict forget = gates, *restrict candidate = gates + size, *restrict output = gates + 2 * size;
  for (int64_t j = 0; j < size; j++) {
    float f = SET(sigmoid)(forget[j]), g = SET(hyperbolic_tangent)(candidate[j]), o = SET(sigmoid)(output[j]);
    float c = (1.0f - f) * g;
    if (previousCell) c = f * previousCell[j] + c;
    forget[j] = f, candidate[j] = g, output[j] = o;
    cell[j] = c;
    hidden[j] = o * SET(hyperbolic_tangent)(c);
  }
}

void SET(coupled_lstm_step_gradient)(const float *restrict gates, const float *restrict cell,
                                     const float *restrict previousCell, const float *restrict hiddenGradient,
                                     float *restrict cellGradient, float *restrict gatesGradient, int64_t size) {
  for (int64_t j = 0; j < size; j++) {
    float f = gates[j], g = gates[size + j], o = gates[2 * size + j];
    float t = SET(hyperbolic_tangent)(cell[j]);
    float dh = hiddenGradient[j];
    float dc = cellGradient[j] + dh * o * (1.0f - t * t);
    float difference = previousCell ? previousCell[j] - g : -g;
    gatesGradient[j] = dc * difference * f * (1.0f - f);
    gatesGradient[size + j] = dc * (1.0f - f) * (1.0f - g * g);
    gatesGradient[2 * size + j] = dh * t * o * (1.0f - o);
    cellGradient[j] = dc * f;
  }
}

#endif
