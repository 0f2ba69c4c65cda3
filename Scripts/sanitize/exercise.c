// Calls every kernel of every instruction set over odd sizes, every array a heap block of exactly its size, so that a
// sanitizer sees the first byte read or written beyond one. Run by Scripts/sanitize.sh.
#include "LegibleKernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 1;

static float number(void) {
  state = state * 1664525u + 1013904223u;
  return (float)(int32_t)state * 0x1p-31f;
}

// The blocks of one call of a kernel.
static void *blocks[16];
static int used;

static void *block(size_t bytes) { return blocks[used++] = malloc(bytes ? bytes : 1); }

static float *floats(int64_t count) {
  float *values = block((size_t)count * sizeof(float));
  for (int64_t i = 0; i < count; i++) values[i] = number();
  return values;
}

static void release(void) {
  while (used) free(blocks[--used]);
}

// Floats from the first to the last element of `rows` rows.
static int64_t span(int64_t rows, int64_t stride, int64_t columns) { return rows ? (rows - 1) * stride + columns : 0; }

static void products(int64_t rows, int64_t columns, int64_t depth, int64_t segments) {
  for (int variant = 0; variant < 8; variant++) {
    // Rows apart from each other, or overlapping as in a convolution.
    int64_t inputStride = variant & 1 ? depth + 3 : depth > 3 ? 3 : depth, outputStride = columns + (variant & 2);
    int64_t segmentStride = span(rows, inputStride, depth) + 5, all = segments * depth;
    float *b = floats(all * columns), *packed = floats(legible_packed_size(all, columns));
    legible_pack(b, columns, 1, all, columns, packed, all);
    LegibleProduct p = {
        .input = floats(span(segments, segmentStride, rows ? span(rows, inputStride, depth) : 0)),
        .segments = segments,
        .segmentStride = segmentStride,
        .inputStride = inputStride,
        .depth = depth,
        .weights = packed,
        .packedDepth = all,
        .bias = variant & 4 ? floats(columns) : NULL,
        .output = floats(span(rows, outputStride, columns)),
        .outputStride = outputStride,
        .rows = rows,
        .columns = columns,
        .accumulate = variant & 2,
        .relu = variant & 1,
    };
    legible_product(&p);
    release();
  }
}

static void outer_products(int64_t rows, int64_t columns, int64_t positions) {
  for (int64_t gap = 0; gap < 2; gap++) {
    LegibleOuterProduct p = {
        .left = floats(span(positions, rows + gap, rows)),
        .leftStride = rows + gap,
        .right = floats(span(positions, columns + gap, columns)),
        .rightStride = columns + gap,
        .positions = positions,
        .output = floats(span(rows, columns + gap, columns)),
        .outputStride = columns + gap,
        .rows = rows,
        .columns = columns,
    };
    legible_outer_product(&p);
    release();
  }
}

static void recurrence(int64_t h) {
  for (int first = 0; first < 2; first++) {
    float *gates = floats(4 * h), *previous = first ? NULL : floats(h), *cell = floats(h), *hidden = floats(h);
    legible_lstm_step(gates, previous, cell, hidden, h);
    legible_lstm_step_gradient(gates, cell, previous, hidden, floats(h), floats(4 * h), h);
    release();
  }
}

static void channels(int64_t positions, int64_t c) {
  int64_t count = positions * c;
  float *x = floats(count), *y = floats(count), *dy = floats(count), *sum = floats(c), *product = floats(c);
  float *mean = floats(c), *a = floats(c), *b = floats(c), *shift = floats(c);
  for (int relu = 0; relu < 2; relu++) {
    legible_channel_sums(x, positions, c, sum, product);
    legible_scale_shift(x, a, shift, relu, y, positions, c);
    legible_norm_gradient_sums(dy, y, x, mean, relu, positions, c, sum, product);
    legible_norm_gradient(dy, y, x, mean, a, b, shift, relu, dy, positions, c);
  }
  release();
}

static void elementwise(int64_t count) {
  float *x = floats(count), *y = floats(count), *m = floats(count), *v = floats(count);
  LegibleAdamW options = {.rate = 0.1f, .beta1 = 0.9f, .beta2 = 0.99f, .epsilon = 1e-8f, .decay = 0.1f,
                          .correction1 = 0.1f, .correction2 = 0.01f, .gradientScale = 1};
  legible_relu_gradient(x, y, x, count);
  legible_add(x, y, count);
  legible_scale(0.5f, y, count);
  for (int64_t i = 0; i < count; i++) v[i] *= v[i];
  legible_adamw(&options, x, m, v, y, count);
  legible_moving_average(x, 0.1f, y, count);
  if (legible_sum_of_squares(x, count) < 0) abort();
  release();
}

static void pooling(int64_t height, int64_t width, int64_t c) {
  int64_t rowStride = width * c + 7, size = span(height, rowStride, width * c);
  float *x = floats(size), *y = floats(c), *dx = floats(size);
  uint8_t *index = block((size_t)c);
  legible_max_pool(x, rowStride, height, width, c, y, NULL);
  legible_max_pool(x, rowStride, height, width, c, y, index);
  legible_max_pool_gradient(y, index, rowStride, height, width, c, dx);
  release();
}

static uint8_t *bytes(int64_t count) {
  uint8_t *values = block((size_t)count);
  for (int64_t i = 0; i < count; i++) values[i] = (uint8_t)(number() * 64 + 64);
  return values;
}

static void quantized_products(int64_t rows, int64_t columns, int64_t depth, int64_t segments) {
  for (int variant = 0; variant < 8; variant++) {
    int64_t inputStride = variant & 1 ? depth + 3 : depth > 3 ? 3 : depth, outputStride = columns + (variant & 2);
    int64_t segmentStride = span(rows, inputStride, depth) + 5, all = segments * depth;
    int8_t *packed = block((size_t)legible_quantized_packed_size(all, columns));
    legible_quantized_pack((int8_t *)bytes(all * columns), columns, 1, all, columns, packed, all);
    int64_t size = span(rows, outputStride, columns);
    LegibleQuantizedProduct p = {
        .input = bytes(span(segments, segmentStride, rows ? span(rows, inputStride, depth) : 0)),
        .segments = segments,
        .segmentStride = segmentStride,
        .inputStride = inputStride,
        .depth = depth,
        .weights = packed,
        .packedDepth = all,
        .initial = variant & 1 ? (int32_t *)bytes(4 * columns) : NULL,
        .scale = floats(columns),
        .bias = variant & 4 ? floats(columns) : NULL,
        .bytes = variant & 2 ? NULL : bytes(size),
        .largest = 255,
        .output = floats(size),
        .outputStride = outputStride,
        .rows = rows,
        .columns = columns,
        .accumulate = variant & 4,
        .relu = variant & 1,
    };
    legible_quantized_product(&p);
    release();
  }
}

static void quantized_pairs(int64_t pairs, int64_t columns, int64_t depth) {
  for (int toBytes = 0; toBytes < 2; toBytes++) {
    uint8_t *v = bytes(4 * pairs * depth);
    legible_pairs_input(bytes((2 * pairs + 2) * depth), depth, 2 * pairs + 2, pairs, depth, v, pairs * depth);
    legible_pairs_input(bytes(3 * depth), depth, 3, pairs, depth, v, pairs * depth);
    int8_t *packed = block((size_t)legible_quantized_packed_size(4 * depth, columns));
    legible_quantized_pack((int8_t *)bytes(4 * depth * columns), columns, 1, 4 * depth, columns, packed, 4 * depth);
    int32_t *initial = (int32_t *)bytes(4 * columns);
    LegibleQuantizedPairs p = {
        .product = {.input = v,
                    .segments = 1,
                    .inputStride = depth,
                    .depth = depth,
                    .weights = packed,
                    .packedDepth = 4 * depth,
                    .scale = floats(columns),
                    .bias = floats(columns),
                    .bytes = toBytes ? bytes(2 * pairs * columns) : NULL,
                    .largest = 127,
                    .output = floats(2 * pairs * columns),
                    .outputStride = columns,
                    .rows = pairs,
                    .columns = columns},
        .pointStride = pairs * depth,
        .weightsPointStride = depth * LegiblePanel,
        .initials = {initial, NULL, initial, initial},
    };
    legible_quantized_pairs(&p);
    release();
  }
}

static void byte_elements(int64_t positions, int64_t c) {
  legible_quantize(floats(positions * c), 30, 128, 255, bytes(span(positions, c + 3, c)), c + 3, positions, c);
  if (c) legible_max_pool_bytes(bytes(span(2, 3 * c + 7, 3 * c)), 3 * c + 7, c, 2, 3, c, 1, 0, bytes(c), 0);
  if (c) legible_max_pool_bytes(bytes(span(2, 6 * c + 7, 6 * c)), 6 * c + 7, c, 2, 2, c, 3, 2 * c, bytes(3 * c), c);
  release();
}

static const int64_t rowCounts[] = {0, 1, 2, 5, 6, 7, 13, 14, 15, 29};
static const int64_t sizes[] = {0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 37, 63, 64, 65, 96, 97};

#define EACH(name, values) for (size_t name##_ = 0; name##_ < sizeof values / sizeof *values; name##_++)
#define OF(name, values) values[name##_]

int main(void) {
  static const char *names[] = {"portable", "avx2", "avx512"};
  for (int isa = LegibleISAPortable; isa <= LegibleISAAVX512; isa++) {
    if (!legible_isa_select((LegibleISA)isa)) continue;
    EACH(c, sizes) {
      int64_t columns = OF(c, sizes);
      EACH(r, rowCounts) {
        for (int64_t depth = 0; depth < 10; depth += 3) {
          products(OF(r, rowCounts), columns, depth, 1);
          products(OF(r, rowCounts), columns, depth, 3);
        }
        for (int64_t depth = 4; depth < 80; depth += 28) {
          quantized_products(OF(r, rowCounts), columns, depth, 1);
          quantized_products(OF(r, rowCounts), columns, depth, 3);
          quantized_pairs(OF(r, rowCounts), columns, depth);
        }
        outer_products(OF(r, rowCounts), columns, 0);
        outer_products(OF(r, rowCounts), columns, 17);
        outer_products(OF(r, rowCounts), columns, 257);
      }
      recurrence(columns);
      elementwise(columns);
      for (int64_t positions = 0; positions < 4; positions++) {
        channels(positions, columns);
        byte_elements(positions, columns);
      }
      if (columns) {
        pooling(1, 1, columns);
        pooling(2, 2, columns);
        pooling(3, 2, columns);
        pooling(16, 16, columns);
      }
    }
    printf("%s: clean\n", names[isa]);
  }
}
