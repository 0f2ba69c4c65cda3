// Matrix products.
#include "checks.h"

// Floats from the first to the last element of `rows` rows.
static int64_t span(int64_t rows, int64_t stride, int64_t columns) { return rows ? (rows - 1) * stride + columns : 0; }

static void product(const LegibleTable *set, int64_t rows, int64_t columns, int64_t depth, int64_t segments,
                    int variant) {
  bool accumulate = variant & 2, relu = variant & 1, bias = variant & 4;
  // Rows apart from each other, or overlapping as in a convolution.
  int64_t inputStride = variant & 1 ? depth + 3 : depth > 3 ? 3 : depth, outputStride = columns + (variant & 2);
  int64_t segmentStride = span(rows, inputStride, depth) + 5, all = segments * depth;
  float *packed = numbers(legible_packed_size(all, columns));
  legible_pack(numbers(all * columns), columns, 1, all, columns, packed, all);
  LegibleProduct p = {
      .input = numbers(rows ? span(segments, segmentStride, span(rows, inputStride, depth)) : 0),
      .segments = segments,
      .segmentStride = segmentStride,
      .inputStride = inputStride,
      .depth = depth,
      .weights = packed,
      .packedDepth = all,
      .bias = bias ? numbers(columns) : NULL,
      .output = numbers(span(rows, outputStride, columns)),
      .outputStride = outputStride,
      .rows = rows,
      .columns = columns,
      .accumulate = accumulate,
      .relu = relu,
  };
  float *before = copy(p.output, span(rows, outputStride, columns));
  call("%lld x %lld, depth %lld in %lld segments%s%s%s", (long long)rows, (long long)columns, (long long)depth,
       (long long)segments, bias ? ", bias" : "", accumulate ? ", accumulating" : "", relu ? ", rectified" : "");
  set->product(&p);
  for (int64_t m = 0; m < rows; m++) result(p.output + m * outputStride, columns, sum_error(all + 2), FLT_MIN);

  // A row's bits do not depend on where it lies.
  LegibleProduct alone = p;
  alone.rows = 1;
  for (int64_t m = 0; m < rows; m++) {
    alone.input = p.input + m * inputStride;
    alone.output = before + m * outputStride;
    set->product(&alone);
    same_bits(alone.output, p.output + m * outputStride, columns);
  }
  release();
}

void check_product(const LegibleTable *set) {
  int variant = 0;
  EACH(rows, row_counts)
  EACH(columns, sizes)
  for (int64_t depth = 0; depth < 10; depth += 3)
    for (int64_t segments = 1; segments <= 3; segments += 2) product(set, rows, columns, depth, segments, variant++ * 3);
  product(set, 15, 37, 2304, 1, 4);
  product(set, 3, 96, 1536, 3, 1);
}

void check_outer_product(const LegibleTable *set) {
  static const int64_t lengths[] = {0, 1, 17, 257};
  EACH(rows, row_counts)
  EACH(columns, sizes)
  EACH(positions, lengths) {
    int64_t gap = (rows + columns) % 2;
    LegibleOuterProduct p = {
        .left = numbers(span(positions, rows + gap, rows)),
        .leftStride = rows + gap,
        .right = numbers(span(positions, columns + gap, columns)),
        .rightStride = columns + gap,
        .positions = positions,
        .output = numbers(span(rows, columns + gap, columns)),
        .outputStride = columns + gap,
        .rows = rows,
        .columns = columns,
    };
    call("%lld x %lld over %lld positions", (long long)rows, (long long)columns, (long long)positions);
    set->outer_product(&p);
    for (int64_t m = 0; m < rows; m++)
      result(p.output + m * p.outputStride, columns, sum_error(positions + 1), FLT_MIN);
    release();
  }
}
