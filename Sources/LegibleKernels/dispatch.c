// Chooses the instruction set once and calls through its table.
#include "table.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const LegibleTable *table_of(LegibleISA isa) {
  switch (isa) {
#if defined(__x86_64__)
    case LegibleISAAVX2: return &legible_table_avx2;
    case LegibleISAAVX512: return &legible_table_avx512;
#elif defined(__aarch64__)
    case LegibleISANEON: return &legible_table_neon;
#endif
    default: return &legible_table_portable;
  }
}

bool legible_isa_available(LegibleISA isa) {
  switch (isa) {
    case LegibleISAPortable: return true;
#if defined(__x86_64__)
    case LegibleISAAVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case LegibleISAAVX512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#elif defined(__aarch64__)
    case LegibleISANEON: return true;
#endif
    default: return false;
  }
}

static LegibleISA best_isa(void) {
  const char *name = getenv("LEGIBLE_ISA");
  if (name && !strcmp(name, "portable")) return LegibleISAPortable;
  if (name && !strcmp(name, "avx2") && legible_isa_available(LegibleISAAVX2)) return LegibleISAAVX2;
  if (legible_isa_available(LegibleISAAVX512) && !(name && !strcmp(name, "avx2"))) return LegibleISAAVX512;
  if (legible_isa_available(LegibleISAAVX2)) return LegibleISAAVX2;
  if (legible_isa_available(LegibleISANEON)) return LegibleISANEON;
  return LegibleISAPortable;
}

// Minus one until the first call. Two threads that come first together find the same answer.
static atomic_int current = -1;

LegibleISA legible_isa_current(void) {
  int isa = atomic_load_explicit(&current, memory_order_relaxed);
  if (isa < 0) {
    isa = best_isa();
    atomic_store_explicit(&current, isa, memory_order_relaxed);
  }
  return (LegibleISA)isa;
}

bool legible_isa_select(LegibleISA isa) {
  if (!legible_isa_available(isa)) return false;
  atomic_store_explicit(&current, (int)isa, memory_order_relaxed);
  return true;
}

static const LegibleTable *table(void) { return table_of(legible_isa_current()); }

int64_t legible_packed_size(int64_t depth, int64_t columns) {
  return (columns + LegiblePanel - 1) / LegiblePanel * LegiblePanel * depth;
}

void legible_pack(const float *b, int64_t depthStride, int64_t columnStride, int64_t depth, int64_t columns,
                  float *packed, int64_t packedDepth) {
  for (int64_t n = 0; n < columns; n += LegiblePanel) {
    int64_t valid = columns - n < LegiblePanel ? columns - n : LegiblePanel;
    float *to = packed + n * packedDepth;
    for (int64_t k = 0; k < depth; k++, to += LegiblePanel) {
      const float *from = b + k * depthStride + n * columnStride;
      for (int64_t j = 0; j < valid; j++) to[j] = from[j * columnStride];
      for (int64_t j = valid; j < LegiblePanel; j++) to[j] = 0;
    }
  }
}

void legible_product(const LegibleProduct *product) { table()->product(product); }

void legible_outer_product(const LegibleOuterProduct *product) { table()->outer_product(product); }

void legible_winograd_input(const LegibleWinogradInput *input) { table()->winograd_input(input); }

void legible_winograd_output_gradient(const LegibleWinogradInput *outputGradient) {
  table()->winograd_output_gradient(outputGradient);
}

void legible_winograd_output(const LegibleWinogradOutput *output) { table()->winograd_output(output); }

void legible_winograd_weights(const LegibleWinogradWeights *weights) { table()->winograd_weights(weights); }

void legible_winograd_weights_gradient(const LegibleWinogradWeightsGradient *gradient) {
  table()->winograd_weights_gradient(gradient);
}

int64_t legible_quantized_packed_size(int64_t depth, int64_t columns) { return legible_packed_size(depth, columns); }

void legible_quantized_pack(const int8_t *b, int64_t depthStride, int64_t columnStride, int64_t depth, int64_t columns,
                            int8_t *packed, int64_t packedDepth) {
  for (int64_t n = 0; n < columns; n += LegiblePanel) {
    int8_t *to = packed + n * packedDepth;
    for (int64_t k = 0; k < depth; k += LegibleGroup)
      for (int64_t j = n; j < n + LegiblePanel; j++)
        for (int64_t i = k; i < k + LegibleGroup; i++)
          *to++ = i < depth && j < columns ? b[i * depthStride + j * columnStride] : 0;
  }
}

void legible_quantized_product(const LegibleQuantizedProduct *product) { table()->quantized_product(product); }

void legible_quantized_pairs(const LegibleQuantizedPairs *pairs) { table()->quantized_pairs(pairs); }

void legible_pairs_input(const LegiblePairsInput *input) { table()->pairs_input(input); }

void legible_quantize(const float *x, float inverseStep, float zeroPoint, float largest, uint8_t *y, int64_t yStride,
                      int64_t positions, int64_t channels) {
  table()->quantize(x, inverseStep, zeroPoint, largest, y, yStride, positions, channels);
}

void legible_max_pool_bytes(const LegibleMaxPoolBytes *pool) { table()->max_pool_bytes(pool); }

void legible_lstm_step(float *gates, const float *previousCell, float *cell, float *hidden, int64_t hiddenSize) {
  table()->lstm_step(gates, previousCell, cell, hidden, hiddenSize);
}

void legible_lstm_step_gradient(const float *gates, const float *cell, const float *previousCell,
                                const float *hiddenGradient, float *cellGradient, float *gatesGradient,
                                int64_t hiddenSize) {
  table()->lstm_step_gradient(gates, cell, previousCell, hiddenGradient, cellGradient, gatesGradient, hiddenSize);
}

void legible_channel_sums(const float *x, int64_t positions, int64_t channels, float *sum, float *sumOfSquares) {
  table()->channel_sums(x, positions, channels, sum, sumOfSquares);
}

void legible_scale_shift(const float *x, const float *scale, const float *shift, bool relu, float *y,
                         int64_t positions, int64_t channels) {
  table()->scale_shift(x, scale, shift, relu, y, positions, channels);
}

void legible_norm_gradient_sums(const float *dy, const float *y, const float *x, const float *mean, bool relu,
                                int64_t positions, int64_t channels, float *sum, float *product) {
  table()->norm_gradient_sums(dy, y, x, mean, relu, positions, channels, sum, product);
}

void legible_norm_gradient(const float *dy, const float *y, const float *x, const float *mean, const float *a,
                           const float *b, const float *shift, bool relu, float *dx, int64_t positions,
                           int64_t channels) {
  table()->norm_gradient(dy, y, x, mean, a, b, shift, relu, dx, positions, channels);
}

void legible_relu_gradient(const float *dy, const float *y, float *dx, int64_t count) {
  table()->relu_gradient(dy, y, dx, count);
}

void legible_add(const float *x, float *y, int64_t count) { table()->add(x, y, count); }

void legible_scale(float factor, float *y, int64_t count) { table()->scale(factor, y, count); }

void legible_max_pool(const LegibleMaxPool *pool) { table()->max_pool(pool); }

void legible_max_pool_gradient(const LegibleMaxPoolGradient *pool) { table()->max_pool_gradient(pool); }

double legible_sum_of_squares(const float *x, int64_t count) {
  // Eight sums side by side hide the latency of the addition; their order is part of the result.
  double sums[8] = {0};
  int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int j = 0; j < 8; j++) sums[j] += (double)x[i + j] * x[i + j];
  for (; i < count; i++) sums[0] += (double)x[i] * x[i];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

void legible_adamw(const LegibleAdamW *options, const float *gradient, float *m, float *v, float *weights,
                   int64_t count) {
  table()->adamw(options, gradient, m, v, weights, count);
}

void legible_moving_average(const float *x, float share, float *average, int64_t count) {
  table()->moving_average(x, share, average, count);
}
