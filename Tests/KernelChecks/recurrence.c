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

void check_peephole_lstm_step(const LegibleTable *set) {
  for (int first = 0; first < 2; first++)
    EACH(size, sizes) {
      float *gates = finite_numbers(4 * size), *peepholes = shares(3 * size);
      float *previous = first ? NULL : finite_numbers(size), *cell = numbers(size), *hidden = numbers(size);
      call("hidden size %lld%s", (long long)size, first ? ", first step" : "");
      set->peephole_lstm_step(gates, peepholes, previous, cell, hidden, size);
      // A cell's error reaches the output gate, by a weight of at most 1.
      double error = activation_error * (1 + 1e-6 * largest(cell, size));
      result(gates, 4 * size, 0, 2 * error);
      result(cell, size, activation_error, activation_error);
      result(hidden, size, activation_error, 2 * error);
      release();
    }
}

void check_peephole_lstm_step_gradient(const LegibleTable *set) {
  for (int first = 0; first < 2; first++)
    EACH(size, sizes) {
      float *gates = shares(4 * size), *peepholes = shares(3 * size), *cell = shares(size);
      float *previous = first ? NULL : shares(size), *hiddenGradient = shares(size);
      float *cellGradient = shares(size), *gatesGradient = numbers(4 * size), *peepholesGradient = shares(3 * size);
      call("hidden size %lld%s", (long long)size, first ? ", first step" : "");
      set->peephole_lstm_step_gradient(gates, peepholes, cell, previous, hiddenGradient, cellGradient, gatesGradient,
                                       peepholesGradient, size);
      // All factors are at most 1, so that the errors of a tanh and a few roundings add up.
      result(cellGradient, size, sum_error(12), 4 * activation_error);
      result(gatesGradient, 4 * size, sum_error(12), 4 * activation_error);
      result(peepholesGradient, 3 * size, sum_error(12), 4 * activation_error);
      release();
    }
}

void check_coupled_lstm_step(const LegibleTable *set) {
  for (int first = 0; first < 2; first++)
    EACH(size, sizes) {
      float *gates = numbers(3 * size), *previous = first ? NULL : finite_numbers(size);
      float *cell = numbers(size), *hidden = numbers(size);
      call("hidden size %lld%s", (long long)size, first ? ", first step" : "");
      set->coupled_lstm_step(gates, previous, cell, hidden, size);
      result(gates, 3 * size, 0, activation_error);
      // The forget gate's error counts twice: for what it keeps and for what it lets in.
      result(cell, size, activation_error, 2 * activation_error);
      result(hidden, size, activation_error, 2 * activation_error);
      release();
    }
}

void check_coupled_lstm_step_gradient(const LegibleTable *set) {
  for (int first = 0; first < 2; first++)
    EACH(size, sizes) {
      float *gates = shares(3 * size), *cell = shares(size), *previous = first ? NULL : shares(size);
      float *hiddenGradient = shares(size), *cellGradient = shares(size), *gatesGradient = numbers(3 * size);
      call("hidden size %lld%s", (long long)size, first ? ", first step" : "");
      set->coupled_lstm_step_gradient(gates, cell, previous, hiddenGradient, cellGradient, gatesGradient, size);
      result(cellGradient, size, sum_error(8), 2 * activation_error);
      result(gatesGradient, 3 * size, sum_error(8), 2 * activation_error);
      release();
    }
}

void check_gru_step(const LegibleTable *set) {
  for (int first = 0; first < 2; first++)
    EACH(size, sizes) {
      float *sums = shares(4 * size), *previous = first ? NULL : shares(size), *hidden = numbers(size);
      call("hidden size %lld%s", (long long)size, first ? ", first step" : "");
      set->gru_step(sums, previous, hidden, size);
      // The reset gate's error reaches the new state, and both the result.
      result(sums, 4 * size, 0, 2 * activation_error);
      result(hidden, size, 0, 4 * activation_error);
      release();
    }
}

void check_gru_step_gradient(const LegibleTable *set) {
  for (int first = 0; first < 2; first++)
    EACH(size, sizes) {
      float *sums = shares(4 * size), *previous = first ? NULL : shares(size), *hiddenGradient = shares(size);
      float *previousGradient = first ? NULL : shares(size), *sumsGradient = numbers(4 * size);
      call("hidden size %lld%s", (long long)size, first ? ", first step" : "");
      set->gru_step_gradient(sums, previous, hiddenGradient, previousGradient, sumsGradient, size);
      // Roundings of numbers of at most 1.
      result(sumsGradient, 4 * size, 0, sum_error(8));
      if (previousGradient) result(previousGradient, size, 0, 2 * sum_error(8));
      release();
    }
}

void check_gru_reset(const LegibleTable *set) {
  for (int first = 0; first < 2; first++)
    EACH(size, sizes) {
      float *sums = numbers(2 * size), *previous = first ? NULL : finite_numbers(size), *reset = numbers(size);
      call("hidden size %lld%s", (long long)size, first ? ", first step" : "");
      set->gru_reset(sums, previous, reset, size);
      result(sums, 2 * size, 0, activation_error);
      for (int64_t j = 0; j < size; j++)
        result(&reset[j], 1, 0, activation_error * (previous ? fabs(previous[j]) : 0) + FLT_MIN);
      release();
    }
}

void check_gru_update(const LegibleTable *set) {
  for (int first = 0; first < 2; first++)
    EACH(size, sizes) {
      float *sums = shares(3 * size), *previous = first ? NULL : shares(size), *hidden = numbers(size);
      call("hidden size %lld%s", (long long)size, first ? ", first step" : "");
      set->gru_update(sums, previous, hidden, size);
      result(sums, 3 * size, 0, activation_error);
      result(hidden, size, 0, 2 * activation_error);
      release();
    }
}

void check_gru_update_gradient(const LegibleTable *set) {
  for (int first = 0; first < 2; first++)
    EACH(size, sizes) {
      float *sums = shares(3 * size), *previous = first ? NULL : shares(size), *hiddenGradient = shares(size);
      float *previousGradient = first ? NULL : shares(size), *sumsGradient = shares(3 * size);
      call("hidden size %lld%s", (long long)size, first ? ", first step" : "");
      set->gru_update_gradient(sums, previous, hiddenGradient, previousGradient, sumsGradient, size);
      result(sumsGradient, 3 * size, 0, sum_error(8));
      if (previousGradient) result(previousGradient, size, 0, 2 * sum_error(8));
      release();
    }
}

void check_gru_reset_gradient(const LegibleTable *set) {
  for (int first = 0; first < 2; first++)
    EACH(size, sizes) {
      float *sums = shares(3 * size), *previous = first ? NULL : shares(size), *resetGradient = shares(size);
      float *previousGradient = first ? NULL : shares(size), *sumsGradient = shares(3 * size);
      call("hidden size %lld%s", (long long)size, first ? ", first step" : "");
      set->gru_reset_gradient(sums, previous, resetGradient, previousGradient, sumsGradient, size);
      result(sumsGradient, 3 * size, 0, sum_error(8));
      if (previousGradient) result(previousGradient, size, 0, 2 * sum_error(8));
      release();
    }
}
