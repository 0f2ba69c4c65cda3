// Runs all checks for every instruction set of this processor. Exit code 1 if one failed.
#include "checks.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum { Ordinary, Extreme, NotANumber, KindCount } Kind;
static const char *const kind_names[] = {"ordinary numbers", "extreme numbers", "NaN among the numbers"};

typedef enum { Expect, Measure, Compare } Pass;

static Kind kind;
static Pass pass;

// ---- Numbers --------------------------------------------------------------------------------------------------------

static uint32_t state;

static uint32_t draw(uint32_t limit) {
  state = state * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)state * limit) >> 32);
}

static float number(void) {
  // Denormal, tiny, large and infinite. Two large ones multiply to less than the limit: beyond it, a fused
  // product that meets an infinite sum differs from one that was rounded to infinity first, and both are
  // right.
  static const float extremes[] = {0,     -0.0f,  1,      -1,      0x1p-149f, -0x1p-140f, 0x1p-127f,
                                   1e18f, -1e18f, 1e-25f, -1e-25f, INFINITY,  -INFINITY};
  float ordinary = (float)draw(1u << 25) * 0x1p-24f - 1;
  uint32_t chance = draw(64), which = draw(11);
  if (kind == Extreme && chance < 12) return extremes[which];
  if (kind == Extreme && chance == 12) return extremes[11 + which % 2];
  return kind == NotANumber && chance < 4 ? NAN : ordinary;
}

static void *blocks[32];
static int used;

// Every fourth block starts where malloc says, the others some floats into theirs.
static void *block(int64_t count, size_t size) {
  size_t offset = draw(4) ? draw(8) : 0;
  char *start = malloc((offset + (size_t)count) * size + !count);
  if (!start || used == sizeof blocks / sizeof *blocks) abort();
  blocks[used++] = start;
  return start + offset * size;
}

float *conditions(int64_t count) {
  float *values = block(count, sizeof(float));
  for (int64_t i = 0; i < count; i++) values[i] = number();
  return values;
}

float *numbers(int64_t count) {
  float *values = conditions(count);
  if (pass == Measure)
    for (int64_t i = 0; i < count; i++) values[i] = fabsf(values[i]);
  return values;
}

float *finite_numbers(int64_t count) {
  float *values = numbers(count);
  for (int64_t i = 0; i < count; i++)
    if (isinf(values[i])) values[i] = copysignf(1e18f, values[i]);
  return values;
}

float *subtrahends(int64_t count) {
  float *values = numbers(count);
  if (pass == Measure)
    for (int64_t i = 0; i < count; i++) values[i] = -values[i];
  return values;
}

float *shares(int64_t count) {
  float *values = numbers(count);
  for (int64_t i = 0; i < count; i++) values[i] = fabsf(values[i]) > 1 ? 1 : fabsf(values[i]);
  return values;
}

float *squares(int64_t count) {
  float *values = numbers(count);
  for (int64_t i = 0; i < count; i++) values[i] = fabsf(values[i]);
  return values;
}

float *copy(const float *from, int64_t count) {
  float *values = block(count, sizeof(float));
  if (count) memcpy(values, from, (size_t)count * sizeof(float));
  return values;
}

double largest(const float *values, int64_t count) {
  double result = 0;
  for (int64_t i = 0; i < count; i++)
    if (isfinite(values[i]) && fabs(values[i]) > result) result = fabs(values[i]);
  return result;
}

uint8_t *bytes(int64_t count, int limit) {
  uint8_t *values = block(count, 1);
  for (int64_t i = 0; i < count; i++) {
    bool isExtreme = kind == Extreme && draw(2);
    values[i] = (uint8_t)(isExtreme ? draw(2) * (uint32_t)(limit - 1) : draw((uint32_t)limit));
  }
  return values;
}

int8_t *signed_bytes(int64_t count) {
  int8_t *values = (int8_t *)bytes(count, 255);
  for (int64_t i = 0; i < count; i++) values[i] = (int8_t)((uint8_t)values[i] - 127);
  return values;
}

int32_t *integers(int64_t count) {
  int32_t *values = block(count, sizeof(int32_t));
  for (int64_t i = 0; i < count; i++) {
    bool isExtreme = kind == Extreme && draw(2);
    values[i] = isExtreme ? draw(2) ? INT32_MAX : INT32_MIN : (int32_t)draw(1u << 20) - (1 << 19);
  }
  return values;
}

void release(void) {
  while (used) free(blocks[--used]);
}

// ---- Results --------------------------------------------------------------------------------------------------------

typedef struct {
  float value, size;
} Expectation;

static Expectation *expectations;
static int64_t next, capacity;
static int failures;
static char call_text[200];
static const char *check_name, *set_name;

void call(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(call_text, sizeof call_text, format, arguments);
  va_end(arguments);
}

// One message for each check is enough: its other results are likely wrong for the same reason.
static void fail(int64_t element, double value, double expected, double tolerance) {
  if (failures++) return;
  printf("%s: %s, %s, %s: element %lld is %.9g, not %.9g within %.3g\n", set_name, check_name, call_text,
         kind_names[kind], (long long)element, value, expected, tolerance);
}

static Expectation *expectation(void) {
  if (next == capacity) {
    capacity = capacity ? 2 * capacity : 1 << 16;
    expectations = realloc(expectations, (size_t)capacity * sizeof *expectations);
    if (!expectations) abort();
  }
  return &expectations[next++];
}

static void element(int64_t number, float value, double relative, double absolute) {
  Expectation *e = expectation();
  if (pass == Expect) e->value = value;
  if (pass == Measure) e->size = fabsf(value);
  if (pass != Compare) return;
  double expected = e->value, tolerance = absolute + (relative > 0 ? relative * e->size : 0);
  bool is_close = isnan(expected)   ? isnan(value)
                  : isinf(expected) ? value == expected
                                    : fabs(value - expected) <= tolerance;
  if (!is_close) fail(number, value, expected, tolerance);
}

void result(const float *values, int64_t count, double relative, double absolute) {
  for (int64_t i = 0; i < count; i++) element(i, values[i], relative, absolute);
}

void exact_result(const float *values, int64_t count) { result(values, count, 0, 0); }

void exact_bytes(const uint8_t *values, int64_t count) {
  for (int64_t i = 0; i < count; i++) element(i, values[i], 0, 0);
}

void same_bits(const float *values, const float *others, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    if (memcmp(&values[i], &others[i], sizeof(float))) fail(i, values[i], others[i], 0);
}

// ---- The run --------------------------------------------------------------------------------------------------------

typedef struct {
  const char *name;
  void (*run)(const LegibleTable *set);
} Check;

static const Check checks[] = {
#define KERNEL(name, parameters, arguments) {#name, check_##name},
    LEGIBLE_KERNELS(KERNEL)
#undef KERNEL
};

static bool passes(const Check *check) {
  failures = 0;
  check_name = check->name;
  for (kind = Ordinary; kind < KindCount; kind++)
    for (pass = Expect; pass <= Compare; pass++) {
      state = 1;
      next = 0;
      // The public functions, which call the set that is selected.
      check->run(pass == Compare ? &legible_test_table_public : legible_table(LegibleISAPortable));
    }
  return failures == 0;
}

int main(void) {
  static const char *const names[] = {"portable", "avx2", "avx512", "neon"};
  int failed = 0;
  for (size_t isa = 0; isa < sizeof names / sizeof *names; isa++) {
    if (!legible_isa_select((LegibleISA)isa)) continue;
    set_name = names[isa];
    int failedBefore = failed;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) failed += !passes(&checks[i]);
    printf("%s: %zu checks, %d failed\n", set_name, sizeof checks / sizeof *checks, failed - failedBefore);
  }
  free(expectations);
  return failed ? 1 : 0;
}
