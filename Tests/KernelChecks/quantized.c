// Kernels on bytes. Integers are exact, and what follows them rounds alike in every set: nothing may differ.
#include "checks.h"

// Elements from the first to the last one of `rows` rows.
static int64_t span(int64_t rows, int64_t stride, int64_t columns) { return rows ? (rows - 1) * stride + columns : 0; }

static float *scaled(int64_t count, float factor) {
  float *values = numbers(count);
  for (int64_t i = 0; i < count; i++) values[i] *= factor;
  return values;
}

// Packed weights of `all` rows, in a block of just their size.
static int8_t *packed_weights(int64_t all, int64_t columns) {
  int8_t *weights = signed_bytes(all * columns), *packed = signed_bytes(legible_quantized_packed_size(all, columns));
  legible_quantized_pack(weights, columns, 1, all, columns, packed, all);
  return packed;
}

// A product without its input, with scales that leave most results within the bytes.
static LegibleQuantizedProduct store(int64_t rows, int64_t outputRows, int64_t columns, int variant) {
  LegibleQuantizedProduct p = {
      .scale = scaled(columns, 0x1p-9f),
      .bias = variant & 1 ? scaled(columns, 0x1p8f) : NULL,
      .largest = variant & 2 ? 127 : 255,
      .outputStride = columns + variant % 3,
      .rows = rows,
      .columns = columns,
      .relu = variant & 2,
  };
  int64_t count = span(outputRows, p.outputStride, columns);
  if (variant & 4)
    p.bytes = bytes(count, 256);
  else
    p.output = scaled(count, 0x1p8f), p.accumulate = variant & 1;
  return p;
}

// All that lies between the first and the last element, gaps too: they stay as they were.
static void stored(const LegibleQuantizedProduct *p, int64_t outputRows) {
  int64_t count = span(outputRows, p->outputStride, p->columns);
  if (p->bytes)
    exact_bytes(p->bytes, count);
  else
    exact_result(p->output, count);
}

static void product(const LegibleTable *set, int64_t rows, int64_t columns, int64_t depth, int64_t segments,
                    int variant) {
  LegibleQuantizedProduct p = store(rows, rows, columns, variant);
  int64_t all = segments * depth;
  // Rows apart from each other, or overlapping as in a convolution.
  p.inputStride = variant & 1 ? depth + 3 : 3;
  p.segmentStride = span(rows, p.inputStride, depth) + 5;
  p.input = bytes(rows ? span(segments, p.segmentStride, span(rows, p.inputStride, depth)) : 0, 256);
  p.segments = segments;
  p.depth = depth;
  p.weights = packed_weights(all, columns);
  p.packedDepth = all;
  p.initial = variant & 8 ? integers(columns) : NULL;
  call("%lld x %lld, depth %lld in %lld segments, variant %d", (long long)rows, (long long)columns, (long long)depth,
       (long long)segments, variant);
  set->quantized_product(&p);
  stored(&p, rows);
  release();
}

void check_quantized_product(const LegibleTable *set) {
  int variant = 0;
  EACH(rows, row_counts)
  EACH(columns, sizes)
  for (int64_t depth = 4; depth <= 36; depth += 16)
    for (int64_t segments = 1; segments <= 3; segments += 2)
      product(set, rows, columns, depth, segments, variant++ % 16);
  product(set, 15, 37, 2304, 1, 5);
  product(set, 3, 33, 16384, 4, 0);
}

void check_quantized_pairs(const LegibleTable *set) {
  int variant = 0;
  EACH(rows, row_counts)
  EACH(columns, sizes)
  for (int64_t depth = 4; depth <= 36; depth += 32)
    for (int64_t segments = 1; segments <= 3; segments += 2, variant = (variant + 1) % 8) {
      int64_t all = segments * depth, rowBytes = rows * depth;
      LegibleQuantizedPairs pairs = {
          .product = store(rows, 2 * rows, columns, variant),
          .pointStride = segments * rowBytes + 7,
          .weightsPointStride = all * LegiblePanel,
          .initials = {integers(columns), NULL, integers(columns), integers(columns)},
      };
      LegibleQuantizedProduct *p = &pairs.product;
      p->input = bytes(span(4, pairs.pointStride, segments * rowBytes), 256);
      p->segments = segments;
      p->segmentStride = rowBytes;
      p->inputStride = depth;
      p->depth = depth;
      p->weights = packed_weights(4 * all, columns);
      p->packedDepth = 4 * all;
      call("%lld pairs x %lld, depth %lld in %lld segments, variant %d", (long long)rows, (long long)columns,
           (long long)depth, (long long)segments, variant);
      set->quantized_pairs(&pairs);
      stored(p, 2 * rows);
      release();
    }
}

void check_pairs_input(const LegibleTable *set) {
  enum { Pairs = 3 };
  EACH(channels, sizes)
  for (int64_t columns = 0; columns <= 2 * Pairs + 2; columns++) {
    int64_t columnStride = channels + channels % 3;
    LegiblePairsInput p = {
        .input = bytes(span(columns, columnStride, channels), 128),
        .columnStride = columnStride,
        .columns = columns,
        .pairs = Pairs,
        .channels = channels,
        .pointStride = Pairs * channels + 5,
    };
    int64_t count = span(4, p.pointStride, Pairs * channels);
    p.points = bytes(count, 256);
    call("%lld columns of %lld channels", (long long)columns, (long long)channels);
    set->pairs_input(&p);
    exact_bytes(p.points, count);
    release();
  }
}

void check_quantize(const LegibleTable *set) {
  static const int64_t position_counts[] = {0, 1, 2, 9};
  int variant = 0;
  EACH(positions, position_counts)
  EACH(channels, sizes) {
    int64_t stride = channels + variant++ % 3, count = span(positions, stride, channels);
    float *x = numbers(positions * channels);
    uint8_t *y = bytes(count, 256);
    call("%lld positions of %lld channels, %lld apart", (long long)positions, (long long)channels, (long long)stride);
    set->quantize(x, 180, variant & 1 ? 128 : 0, variant & 2 ? 127 : 255, y, stride, positions, channels);
    exact_bytes(y, count);
    release();
  }
}

void check_max_pool_bytes(const LegibleTable *set) {
  enum { Windows = 3 };
  static const int64_t window_sizes[] = {1, 2, 3, 5};
  EACH(height, window_sizes)
  EACH(width, window_sizes)
  EACH(channels, sizes) {
    if (channels == 0) continue;
    int64_t columnStride = channels + channels % 3, columns = 2 * (Windows - 1) + width;
    int64_t rowStride = columns * columnStride + 7;
    LegibleMaxPoolBytes pool = {
        .input = bytes((height - 1) * rowStride + span(columns, columnStride, channels), 256),
        .rowStride = rowStride,
        .columnStride = columnStride,
        .channels = channels,
        .windowHeight = height,
        .windowWidth = width,
        .windows = Windows,
        .windowStride = 2 * columnStride,
        .outputStride = channels + 2,
    };
    int64_t count = span(Windows, pool.outputStride, channels);
    pool.output = bytes(count, 256);
    call("%lld x %lld of %lld channels", (long long)height, (long long)width, (long long)channels);
    set->max_pool_bytes(&pool);
    exact_bytes(pool.output, count);
    release();
  }
}
