// Winograd's transforms.
#include "checks.h"

// Between two of the 36 elements.
enum { Gap = 5 };

static int64_t element_span(int64_t stride, int64_t count) { return (LegibleWinogradElements - 1) * stride + count; }

// A transform is a few sums and differences, so its error is measured by the largest number that goes in,
// times the largest absolute row sum of its matrix, twice.
static double transform_error(const float *values, int64_t count, double rowSum) {
  return sum_error(16) * rowSum * rowSum * largest(values, count) + FLT_MIN;
}

static const struct {
  int64_t firstRow, endRow, columns, tiles;
} patches[] = {{0, 4, 12, 3}, {0, 6, 14, 3}, {1, 6, 5, 2}, {0, 1, 1, 1}, {1, 3, 9, 3}};

static void check_patches(void (*kernel)(const LegibleWinogradInput *), int64_t side, double rowSum) {
  for (size_t i = 0; i < sizeof patches / sizeof *patches; i++)
    EACH(channels, sizes) {
      int64_t firstRow = patches[i].firstRow, endRow = patches[i].endRow < side ? patches[i].endRow : side;
      int64_t columns = patches[i].columns, tiles = patches[i].tiles, count = tiles * channels;
      if (channels == 0) continue;
      // Just the rows and columns that exist.
      int64_t rowStride = columns * channels, size = (endRow - firstRow) * rowStride;
      const float *source = numbers(size);
      LegibleWinogradInput p = {
          .input = source - firstRow * rowStride,
          .rowStride = rowStride,
          .channels = channels,
          .firstRow = firstRow,
          .endRow = endRow,
          .columns = columns,
          .tiles = tiles,
          .elements = numbers(element_span(count + Gap, count)),
          .elementStride = count + Gap,
      };
      call("rows %lld to %lld, %lld columns, %lld tiles of %lld channels", (long long)firstRow, (long long)endRow,
           (long long)columns, (long long)tiles, (long long)channels);
      kernel(&p);
      double error = transform_error(source, size, rowSum);
      for (int64_t e = 0; e < LegibleWinogradElements; e++) result(p.elements + e * p.elementStride, count, 0, error);

      // A tile's bits do not depend on its neighbours.
      for (int64_t tile = 0; tile < tiles; tile++) {
        LegibleWinogradInput alone = p;
        alone.input += tile * LegibleWinogradTile * channels;
        alone.columns -= tile * LegibleWinogradTile;
        alone.tiles = 1;
        alone.elements = numbers(element_span(channels, channels));
        alone.elementStride = channels;
        kernel(&alone);
        for (int64_t e = 0; e < LegibleWinogradElements; e++)
          same_bits(alone.elements + e * channels, p.elements + e * p.elementStride + tile * channels, channels);
      }
      release();
    }
}

void check_winograd_input(const LegibleTable *set) { check_patches(set->winograd_input, 6, 10); }

void check_winograd_output_gradient(const LegibleTable *set) { check_patches(set->winograd_output_gradient, 4, 15); }

static const struct {
  int64_t rows, columns, tiles;
} outputs[] = {{4, 12, 3}, {3, 5, 2}, {1, 1, 1}, {2, 7, 2}};

void check_winograd_output(const LegibleTable *set) {
  int variant = 0;
  for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++)
    for (int pool = 0; pool < 4; pool++)
      EACH(channels, sizes) {
        if (channels == 0) continue;
        bool relu = variant % 2, bias = variant++ % 3;
        int64_t rows = outputs[i].rows, columns = outputs[i].columns, tiles = outputs[i].tiles;
        int64_t poolHeight = 1 + pool / 2, poolWidth = 1 + pool % 2, height = rows / poolHeight;
        int64_t width = columns / poolWidth * channels, rowStride = width + 3, count = tiles * channels;
        int64_t size = element_span(count + Gap, count);
        LegibleWinogradOutput p = {
            .elements = numbers(size),
            .elementStride = count + Gap,
            .bias = bias ? numbers(channels) : NULL,
            .relu = relu,
            .poolHeight = poolHeight,
            .poolWidth = poolWidth,
            .output = numbers(height ? (height - 1) * rowStride + width : 0),
            .rowStride = rowStride,
            .channels = channels,
            .rows = rows,
            .columns = columns,
            .tiles = tiles,
        };
        call("%lld x %lld, pooled %lld x %lld, %lld channels%s%s", (long long)rows, (long long)columns,
             (long long)poolHeight, (long long)poolWidth, (long long)channels, bias ? ", bias" : "",
             relu ? ", rectified" : "");
        set->winograd_output(&p);
        double error = transform_error(p.elements, size, 19) + (bias ? transform_error(p.bias, channels, 1) : 0);
        for (int64_t y = 0; y < height; y++) result(p.output + y * rowStride, width, 0, error);
        release();
      }
}

static const int64_t depths[] = {1, 3, 5};

void check_winograd_weights(const LegibleTable *set) {
  EACH(depth, depths)
  EACH(columns, sizes) {
    int64_t size = depth * columns * 9, packed = legible_packed_size(depth, columns);
    LegibleWinogradWeights p = {
        .weights = numbers(size),
        .depthStride = 9,
        .columnStride = depth * 9,
        .flipped = (depth + columns) % 2,
        .depth = depth,
        .columns = columns,
        .elements = numbers(element_span(packed + Gap, packed)),
        .elementStride = packed + Gap,
    };
    call("%lld x %lld%s", (long long)depth, (long long)columns, p.flipped ? ", flipped" : "");
    set->winograd_weights(&p);
    double error = transform_error(p.weights, size, 1);
    for (int64_t e = 0; e < LegibleWinogradElements; e++) result(p.elements + e * p.elementStride, packed, 0, error);
    release();
  }
}

void check_winograd_weights_gradient(const LegibleTable *set) {
  EACH(depth, depths)
  EACH(columns, sizes) {
    int64_t size = element_span(depth * columns + Gap, depth * columns);
    LegibleWinogradWeightsGradient p = {
        .elements = numbers(size),
        .elementStride = depth * columns + Gap,
        .gradient = numbers(depth * columns * 9),
        .depthStride = 9,
        .columnStride = depth * 9,
        .depth = depth,
        .columns = columns,
    };
    call("%lld x %lld", (long long)depth, (long long)columns);
    double error = transform_error(p.elements, size, 5.0 / 3) + transform_error(p.gradient, depth * columns * 9, 1);
    set->winograd_weights_gradient(&p);
    result(p.gradient, depth * columns * 9, 0, error);
    release();
  }
}
