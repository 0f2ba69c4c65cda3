// Activations and their derivatives; the exponential's error as in recurrence.c.
#include "checks.h"

static const double activation_error = 2e-6;
static const int64_t activations[] = {LegibleTanh, LegibleLogistic, LegibleRectifier};

void check_activate(const LegibleTable *set) {
  EACH(activation, activations)
    EACH(size, sizes) {
      float *x = numbers(size), *y = numbers(size);
      call("activation %lld of %lld", (long long)activation, (long long)size);
      set->activate(x, (LegibleActivation)activation, y, size);
      result(y, size, 0, activation == LegibleRectifier ? 0 : activation_error);
      release();
    }
}

void check_activate_gradient(const LegibleTable *set) {
  EACH(activation, activations)
    EACH(size, sizes) {
      float *dy = shares(size), *y = shares(size), *dx = numbers(size);
      call("activation %lld of %lld", (long long)activation, (long long)size);
      set->activate_gradient(dy, y, (LegibleActivation)activation, dx, size);
      result(dx, size, 0, activation == LegibleRectifier ? 0 : sum_error(4));
      release();
    }
}

void check_softmax(const LegibleTable *set) {
  EACH(size, sizes) {
    float *x = finite_numbers(size), *y = numbers(size);
    call("%lld", (long long)size);
    set->softmax(x, y, size);
    // Shares of at most 1, by exponentials that are right to 2e-7 of themselves.
    result(y, size, 0, activation_error);
    release();
  }
}

void check_softmax_gradient(const LegibleTable *set) {
  EACH(size, sizes) {
    float *dy = shares(size), *y = shares(size), *dx = numbers(size);
    call("%lld", (long long)size);
    set->softmax_gradient(dy, y, dx, size);
    // The sum is of numbers of at most 1, in double precision, and rounded once.
    result(dx, size, 0, sum_error(4) * (double)(1 + size));
    release();
  }
}
