// Steps of recurrent cells. The plain versions take exp and tanh from the C library, the fast ones
// approximate them, right to about 1e-7 absolutely: that is the contract, so small results may be off by more
// than their own roundings.
#include "checks.h"

#include <math.h>

// An activation's error, twice because the plain one has one too, and what a step makes of it: a product of
// two activations, or the square of one.
static const double activation_error = 2e-6;

void check_lstm_step(const LegibleTable *set) {
  for (int first = 0; first < 2; first++)
    EACH(size, sizes) {
      float *gates = numbers(4 * size), *previous = first ? NULL : finite_numbers(size);
      float *cell = numbers(size), *hidden = numbers(size);
      call("hidden size %lld%s", (long long)size, first ? ", first step" : "");
      set->lstm_step(gates, previous, cell, hidden, size);
      result(gates, 4 * size, 0, activation_error);
      result(cell, size, activation_error, activation_error);
      result(hidden, size, activation_error, activation_error);
      release();
    }
}

void check_lstm_step_gradient(const LegibleTable *set) {
  for (int first = 0; first < 2; first++)
    EACH(size, sizes) {
      float *gates = shares(4 * size), *cell = numbers(size), *previous = first ? NULL : finite_numbers(size);
      float *hiddenGradient = finite_numbers(size), *cellGradient = numbers(size), *gatesGradient = numbers(4 * size);
      call("hidden size %lld%s", (long long)size, first ? ", first step" : "");
      set->lstm_step_gradient(gates, cell, previous, hiddenGradient, cellGradient, gatesGradient, size);
      for (int64_t j = 0; j < size; j++) {
        // tanh(cell) enters as dh * tanh and as dh * (1 - tanh^2), times gates of at most 1; the rest is
        // roundings.
        double error = activation_error * fabs(hiddenGradient[j]) + FLT_MIN;
        result(&cellGradient[j], 1, sum_error(8), error);
        for (int64_t gate = 0; gate < 4; gate++) {
          // Without a previous cell the forget gate had no part, and its gradient is zero.
          double factor = gate == 1 && previous ? fabs(previous[j]) : 1;
          bool isZero = gate == 1 && !previous;
          result(&gatesGradient[gate * size + j], 1, sum_error(8), isZero ? 0 : error * factor + FLT_MIN);
        }
      }
      release();
    }
}
