// Depthwise convolution.
#include "checks.h"

// Around the tiles (6, 8, 12 and 16 columns), the known kernels (3 and 5), and the vectors (4, 8 and 16
// channels).
static const int64_t column_counts[] = {0, 1, 5, 6, 8, 12, 13, 16, 17, 37};
static const int64_t widths[] = {1, 2, 3, 4, 5, 7};
static const int64_t channel_counts[] = {1, 3, 4, 7, 8, 13, 16, 17, 32, 37, 64, 72, 97};

static int64_t span(int64_t rows, int64_t stride, int64_t columns) { return rows ? (rows - 1) * stride + columns : 0; }

// Columns of the input under so many outputs; nothing where there are none.
static int64_t under(int64_t columns, int64_t width) { return columns ? columns + width - 1 : 0; }

static void convolution(const LegibleTable *set, int64_t columns, int64_t width, int64_t segments, int64_t channels,
                        int variant) {
  int64_t row = under(columns, width) * channels, count = columns * channels;
  LegibleDepthwise p = {
      .input = numbers(columns ? span(segments, row + 5, row) : 0),
      .segments = segments,
      .segmentStride = row + 5,
      .kernelWidth = width,
      .channels = channels,
      .weights = numbers(segments * width * channels),
      .bias = variant & 1 ? numbers(channels) : NULL,
      .relu = variant & 2,
      .output = numbers(count),
      .columns = columns,
  };
  call("%lld columns under %lld x %lld of %lld channels%s%s", (long long)columns, (long long)segments,
       (long long)width, (long long)channels, p.bias ? ", bias" : "", p.relu ? ", rectified" : "");
  set->depthwise(&p);
  result(p.output, count, sum_error(segments * width + 1), FLT_MIN);

  // A column's bits do not depend on its neighbours.
  LegibleDepthwise alone = p;
  alone.columns = 1;
  alone.output = numbers(channels);
  for (int64_t m = 0; m < columns; m++) {
    alone.input = p.input + m * channels;
    set->depthwise(&alone);
    same_bits(alone.output, p.output + m * channels, channels);
  }
  release();
}

void check_depthwise(const LegibleTable *set) {
  int variant = 0;
  EACH(columns, column_counts)
  EACH(width, widths)
  EACH(channels, channel_counts)
  for (int64_t segments = 1; segments <= 5; segments += 2) convolution(set, columns, width, segments, channels, variant++);
  convolution(set, 19, 128, 128, 17, 1);
}

void check_depthwise_weights_gradient(const LegibleTable *set) {
  static const int64_t many_widths[] = {1, 2, 3, 4, 5, 7, 11};
  EACH(columns, column_counts)
  EACH(width, many_widths)
  EACH(channels, channel_counts) {
    int64_t stride = channels + columns % 3;
    LegibleDepthwiseWeightsGradient p = {
        .input = numbers(span(under(columns, width), stride, channels)),
        .outputGradient = numbers(span(columns, stride, channels)),
        .columns = columns,
        .kernelWidth = width,
        .channels = channels,
        .gradient = numbers(span(width, stride, channels)),
        .stride = stride,
    };
    float *before = copy(p.gradient, span(width, stride, channels));
    call("%lld columns, width %lld, %lld channels", (long long)columns, (long long)width, (long long)channels);
    set->depthwise_weights_gradient(&p);
    for (int64_t j = 0; j < width; j++) result(p.gradient + j * stride, channels, sum_error(columns + 1), FLT_MIN);

    // In two calls the bits are those of one.
    LegibleDepthwiseWeightsGradient part = p;
    part.gradient = before;
    part.columns = columns / 3;
    set->depthwise_weights_gradient(&part);
    part.input += part.columns * stride;
    part.outputGradient += part.columns * stride;
    part.columns = columns - part.columns;
    set->depthwise_weights_gradient(&part);
    for (int64_t j = 0; j < width; j++) same_bits(before + j * stride, p.gradient + j * stride, channels);
    release();
  }
}

static void byte_convolution(const LegibleTable *set, int64_t columns, int64_t width, int64_t segments,
                             int64_t channels, int variant) {
  int64_t inputStride = channels + variant % 4, outputStride = channels + variant % 3;
  int64_t row = span(under(columns, width), inputStride, channels), count = span(columns, outputStride, channels);
  float *scale = numbers(channels), *bias = numbers(channels);
  // Most results lie within the bytes.
  for (int64_t c = 0; c < channels; c++) scale[c] *= 0x1p-6f, bias[c] *= 0x1p7f;
  LegibleDepthwiseBytes p = {
      .input = bytes(columns ? span(segments, row + 3, row) : 0, 256),
      .segments = segments,
      .segmentStride = row + 3,
      .inputStride = inputStride,
      .kernelWidth = width,
      .channels = channels,
      .weights = signed_bytes(segments * width * channels),
      .scale = scale,
      .bias = variant & 1 ? bias : NULL,
      .bytes = variant & 2 ? bytes(count, 256) : NULL,
      .largest = variant & 4 ? 127 : 255,
      .output = variant & 2 ? NULL : numbers(count),
      .outputStride = outputStride,
      .columns = columns,
      .relu = variant & 4,
  };
  call("%lld columns under %lld x %lld of %lld channels, variant %d", (long long)columns, (long long)segments,
       (long long)width, (long long)channels, variant);
  set->depthwise_bytes(&p);
  // Gaps too: they stay as they were.
  if (p.bytes)
    exact_bytes(p.bytes, count);
  else
    exact_result(p.output, count);
  release();
}

void check_depthwise_bytes(const LegibleTable *set) {
  int variant = 0;
  EACH(columns, column_counts)
  EACH(width, widths)
  EACH(channels, channel_counts)
  for (int64_t segments = 1; segments <= 5; segments++)
    byte_convolution(set, columns, width, segments, channels, variant++ % 12);
  byte_convolution(set, 19, 128, 128, 17, 1);
}
