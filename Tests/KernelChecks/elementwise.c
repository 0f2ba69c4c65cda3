// Kernels over independent elements, channels and windows.
#include "checks.h"

static const int64_t position_counts[] = {0, 1, 2, 3, 9, 256};

void check_channel_sums(const LegibleTable *set) {
  EACH(positions, position_counts)
  EACH(channels, sizes) {
    float *x = numbers(positions * channels), *sum = numbers(channels), *sumOfSquares = numbers(channels);
    call("%lld positions of %lld channels", (long long)positions, (long long)channels);
    set->channel_sums(x, positions, channels, sum, sumOfSquares);
    result(sum, channels, sum_error(positions), FLT_MIN);
    result(sumOfSquares, channels, sum_error(positions + 1), FLT_MIN);
    release();
  }
}

void check_scale_shift(const LegibleTable *set) {
  for (int relu = 0; relu < 2; relu++)
    EACH(positions, position_counts)
  EACH(channels, sizes) {
    float *x = numbers(positions * channels), *y = numbers(positions * channels);
    call("%lld positions of %lld channels%s", (long long)positions, (long long)channels, relu ? ", rectified" : "");
    set->scale_shift(x, numbers(channels), numbers(channels), relu, y, positions, channels);
    result(y, positions * channels, sum_error(2), FLT_MIN);
    release();
  }
}

void check_norm_gradient_sums(const LegibleTable *set) {
  for (int relu = 0; relu < 2; relu++)
    EACH(positions, position_counts)
  EACH(channels, sizes) {
    int64_t count = positions * channels;
    float *dy = numbers(count), *y = conditions(count), *x = numbers(count), *mean = subtrahends(channels);
    float *sum = numbers(channels), *product = numbers(channels);
    call("%lld positions of %lld channels%s", (long long)positions, (long long)channels, relu ? ", rectified" : "");
    set->norm_gradient_sums(dy, y, x, mean, relu, positions, channels, sum, product);
    result(sum, channels, sum_error(positions), FLT_MIN);
    result(product, channels, sum_error(positions + 2), FLT_MIN);
    release();
  }
}

void check_norm_gradient(const LegibleTable *set) {
  for (int relu = 0; relu < 2; relu++)
    EACH(positions, position_counts)
  EACH(channels, sizes) {
    int64_t count = positions * channels;
    float *dy = numbers(count), *y = conditions(count), *x = numbers(count), *mean = subtrahends(channels);
    float *dx = relu ? dy : numbers(count);
    call("%lld positions of %lld channels%s", (long long)positions, (long long)channels, relu ? ", rectified" : "");
    set->norm_gradient(dy, y, x, mean, numbers(channels), numbers(channels), numbers(channels), relu, dx, positions,
                       channels);
    result(dx, count, sum_error(4), FLT_MIN);
    release();
  }
}

void check_relu_gradient(const LegibleTable *set) {
  for (int inPlace = 0; inPlace < 2; inPlace++)
    EACH(count, sizes) {
      float *dy = numbers(count), *y = conditions(count), *dx = inPlace ? dy : numbers(count);
      call("%lld elements%s", (long long)count, inPlace ? ", in place" : "");
      set->relu_gradient(dy, y, dx, count);
      exact_result(dx, count);
      release();
    }
}

void check_add(const LegibleTable *set) {
  EACH(count, sizes) {
    float *x = numbers(count), *y = numbers(count);
    call("%lld elements", (long long)count);
    set->add(x, y, count);
    exact_result(y, count);
    release();
  }
}

static const int64_t window_sizes[] = {1, 2, 3, 16};

// Three windows two positions apart.
enum { Windows = 3, WindowStride = 2 };

void check_max_pool(const LegibleTable *set) {
  EACH(height, window_sizes)
  EACH(width, window_sizes)
  EACH(channels, sizes) {
    if (channels == 0) continue;
    int64_t columns = (Windows - 1) * WindowStride + width, rowStride = columns * channels + 7;
    int64_t count = Windows * channels;
    float *winners = numbers(count);
    LegibleMaxPool pool = {
        .input = numbers((height - 1) * rowStride + columns * channels),
        .rowStride = rowStride,
        .channels = channels,
        .windowHeight = height,
        .windowWidth = width,
        .windows = Windows,
        .windowStride = WindowStride * channels,
        .output = numbers(count),
    };
    call("%lld x %lld of %lld channels", (long long)height, (long long)width, (long long)channels);
    set->max_pool(&pool);
    exact_result(pool.output, count);

    float *alone = copy(pool.output, count);
    pool.index = bytes(count, 255);
    set->max_pool(&pool);
    for (int64_t i = 0; i < count; i++) winners[i] = pool.index[i];
    exact_result(winners, count);
    same_bits(pool.output, alone, count);
    release();
  }
}

void check_max_pool_gradient(const LegibleTable *set) {
  EACH(height, window_sizes)
  EACH(width, window_sizes)
  EACH(channels, sizes) {
    if (channels == 0) continue;
    int64_t columns = (Windows - 1) * WindowStride + width, rowStride = columns * channels + 7;
    int64_t count = (height - 1) * rowStride + columns * channels;
    LegibleMaxPoolGradient pool = {
        .outputGradient = numbers(Windows * channels),
        .index = bytes(Windows * channels, (int)(height * width)),
        .inputGradient = numbers(count),
        .rowStride = rowStride,
        .channels = channels,
        .windowHeight = height,
        .windowWidth = width,
        .windows = Windows,
        .windowStride = WindowStride * channels,
    };
    call("%lld x %lld of %lld channels", (long long)height, (long long)width, (long long)channels);
    set->max_pool_gradient(&pool);
    exact_result(pool.inputGradient, count);
    release();
  }
}

void check_adamw(const LegibleTable *set) {
  LegibleAdamW options = {.rate = 0.1f, .beta1 = 0.9f, .beta2 = 0.99f, .epsilon = 1e-8f, .decay = 0.1f,
                          .correction1 = 0.1f, .correction2 = 0.01f, .gradientScale = 0.5f};
  EACH(count, sizes) {
    float *gradient = numbers(count), *m = numbers(count), *v = squares(count), *weights = subtrahends(count);
    call("%lld weights", (long long)count);
    set->adamw(&options, gradient, m, v, weights, count);
    result(m, count, sum_error(3), FLT_MIN);
    result(v, count, sum_error(4), FLT_MIN);
    // The square root and the division halve and double the errors before them.
    result(weights, count, sum_error(12), FLT_MIN);
    release();
  }
}

void check_moving_average(const LegibleTable *set) {
  EACH(count, sizes) {
    float *x = numbers(count), *average = numbers(count);
    call("%lld elements", (long long)count);
    set->moving_average(x, 0.1f, average, count);
    result(average, count, sum_error(3), FLT_MIN);
    release();
  }
}

void check_residual(const LegibleTable *set) {
  for (int variant = 0; variant < 8; variant++)
    EACH(positions, position_counts)
  EACH(channels, sizes) {
    const bool fromBytes = variant & 1, toBytes = variant & 2;
    const int64_t stride = (channels + 3) / 4 * 4;
    LegibleResidual r = {.branch = numbers(positions * channels),
                         .shortcutStep = 0.0314f,
                         .shortcutZero = 128,
                         .inverseStep = 41.7f,
                         .zeroPoint = variant & 4 ? 0 : 128,
                         .largest = variant & 4 ? 127 : 255,
                         .relu = variant & 4,
                         .positions = positions,
                         .channels = channels};
    r.shortcutStride = fromBytes ? stride : channels;
    r.outputStride = toBytes ? stride : channels;
    if (fromBytes)
      r.shortcutBytes = bytes(positions * stride, 256);
    else
      r.shortcut = numbers(positions * channels);
    uint8_t *levels = toBytes ? bytes(positions * stride, 256) : NULL;
    float *y = toBytes ? NULL : numbers(positions * channels);
    r.bytes = levels, r.output = y;
    call("%lld positions of %lld channels, variant %d", (long long)positions, (long long)channels, variant);
    set->residual(&r);
    if (toBytes)
      exact_bytes(levels, positions * stride);
    else
      result(y, positions * channels, sum_error(2), FLT_MIN);
    release();
  }
}
