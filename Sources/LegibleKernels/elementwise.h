// Kernels that are plain loops over independent elements. Each instruction set's file includes this text once, and
// the compiler vectorises it for that set. SET(name) gives the functions their set's suffix.

#include <math.h>
#include <string.h>

// exp by 2^n * e^r, |r| <= ln(2)/2, the remainder by the polynomial of Cephes' expf (Moshier, 1989): relative error
// below 2e-7. Saturates at the ends of the float range; a NaN passes through.
static inline float SET(exponential)(float x) {
  x = x > 88.0f ? 88.0f : x;
  x = x < -87.0f ? -87.0f : x;
  // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer without a call.
  float n = (x * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
  float r = x - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  // A NaN has no integer; take 0 for it, and the product below still is NaN.
  int32_t exponent = (int32_t)(n == n ? n : 0.0f);
  uint32_t bits = (uint32_t)(exponent + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return p * power;
}

static inline float SET(sigmoid)(float x) { return 1.0f / (1.0f + SET(exponential)(-x)); }

static inline float SET(hyperbolic_tangent)(float x) {
  return 1.0f - 2.0f / (1.0f + SET(exponential)(2.0f * x));
}

static void SET(lstm_step)(float *restrict gates, const float *restrict previousCell, float *restrict cell,
                           float *restrict hidden, int64_t size) {
  float *restrict input = gates, *restrict forget = gates + size;
  float *restrict candidate = gates + 2 * size, *restrict output = gates + 3 * size;
  for (int64_t j = 0; j < size; j++) {
    float i = SET(sigmoid)(input[j]), f = SET(sigmoid)(forget[j]);
    float g = SET(hyperbolic_tangent)(candidate[j]), o = SET(sigmoid)(output[j]);
    float c = i * g;
    if (previousCell) c = f * previousCell[j] + c;
    input[j] = i, forget[j] = f, candidate[j] = g, output[j] = o;
    cell[j] = c;
    hidden[j] = o * SET(hyperbolic_tangent)(c);
  }
}

static void SET(lstm_step_gradient)(const float *restrict gates, const float *restrict cell,
                                    const float *restrict previousCell, const float *restrict hiddenGradient,
                                    float *restrict cellGradient, float *restrict gatesGradient, int64_t size) {
  const float *input = gates, *forget = gates + size, *candidate = gates + 2 * size, *output = gates + 3 * size;
  for (int64_t j = 0; j < size; j++) {
    float i = input[j], f = forget[j], g = candidate[j], o = output[j];
    float t = SET(hyperbolic_tangent)(cell[j]);
    float dh = hiddenGradient[j];
    float dc = cellGradient[j] + dh * o * (1.0f - t * t);
    gatesGradient[j] = dc * g * i * (1.0f - i);
    gatesGradient[size + j] = previousCell ? dc * previousCell[j] * f * (1.0f - f) : 0.0f;
    gatesGradient[2 * size + j] = dc * i * (1.0f - g * g);
    gatesGradient[3 * size + j] = dh * t * o * (1.0f - o);
    cellGradient[j] = dc * f;
  }
}

// Channels are taken in blocks whose sums stay in registers while the positions pass.
enum { SET(ChannelBlock) = 32 };

static void SET(channel_sums)(const float *restrict x, int64_t positions, int64_t channels, float *restrict sum,
                              float *restrict sumOfSquares) {
  int64_t c = 0;
  for (; c + SET(ChannelBlock) <= channels; c += SET(ChannelBlock)) {
    float s[SET(ChannelBlock)] = {0}, q[SET(ChannelBlock)] = {0};
    for (int64_t p = 0; p < positions; p++)
      for (int j = 0; j < SET(ChannelBlock); j++) {
        float v = x[p * channels + c + j];
        s[j] += v;
        q[j] += v * v;
      }
    for (int j = 0; j < SET(ChannelBlock); j++) sum[c + j] += s[j], sumOfSquares[c + j] += q[j];
  }
  for (; c < channels; c++) {
    float s = 0, q = 0;
    for (int64_t p = 0; p < positions; p++) s += x[p * channels + c], q += x[p * channels + c] * x[p * channels + c];
    sum[c] += s;
    sumOfSquares[c] += q;
  }
}

static void SET(scale_shift)(const float *restrict x, const float *restrict scale, const float *restrict shift,
                             bool relu, float *restrict y, int64_t positions, int64_t channels) {
  for (int64_t p = 0; p < positions; p++) {
    const float *restrict in = x + p * channels;
    float *restrict out = y + p * channels;
    if (relu)
      for (int64_t c = 0; c < channels; c++) {
        float v = in[c] * scale[c] + shift[c];
        out[c] = v < 0 ? 0 : v;
      }
    else
      for (int64_t c = 0; c < channels; c++) out[c] = in[c] * scale[c] + shift[c];
  }
}

static void SET(norm_gradient_sums)(const float *restrict dy, const float *restrict y, const float *restrict x,
                                    const float *restrict mean, bool relu, int64_t positions, int64_t channels,
                                    float *restrict sum, float *restrict product) {
  int64_t c = 0;
  for (; c + SET(ChannelBlock) <= channels; c += SET(ChannelBlock)) {
    float s[SET(ChannelBlock)] = {0}, q[SET(ChannelBlock)] = {0};
    for (int64_t p = 0; p < positions; p++)
      for (int j = 0; j < SET(ChannelBlock); j++) {
        int64_t at = p * channels + c + j;
        float g = ((y[at] > 0) | !relu) ? dy[at] : 0.0f;
        s[j] += g;
        q[j] += g * (x[at] - mean[c + j]);
      }
    for (int j = 0; j < SET(ChannelBlock); j++) sum[c + j] += s[j], product[c + j] += q[j];
  }
  for (; c < channels; c++) {
    float s = 0, q = 0;
    for (int64_t p = 0; p < positions; p++) {
      int64_t at = p * channels + c;
      float g = ((y[at] > 0) | !relu) ? dy[at] : 0.0f;
      s += g;
      q += g * (x[at] - mean[c]);
    }
    sum[c] += s;
    product[c] += q;
  }
}

static void SET(norm_gradient)(const float *dy, const float *restrict y, const float *restrict x,
                               const float *restrict mean, const float *restrict a, const float *restrict b,
                               const float *restrict shift, bool relu, float *dx, int64_t positions,
                               int64_t channels) {
  for (int64_t p = 0; p < positions; p++) {
    int64_t row = p * channels;
#pragma clang loop vectorize(assume_safety)  // dx is dy or apart from it
    for (int64_t c = 0; c < channels; c++) {
      float g = ((y[row + c] > 0) | !relu) ? dy[row + c] : 0.0f;
      dx[row + c] = g * a[c] + ((x[row + c] - mean[c]) * b[c] + shift[c]);
    }
  }
}

static void SET(relu_gradient)(const float *dy, const float *restrict y, float *dx, int64_t count) {
#pragma clang loop vectorize(assume_safety)  // dx is dy or apart from it
  for (int64_t i = 0; i < count; i++) dx[i] = y[i] > 0 ? dy[i] : 0.0f;
}

static void SET(add)(const float *restrict x, float *restrict y, int64_t count) {
  for (int64_t i = 0; i < count; i++) y[i] += x[i];
}

static void SET(scale)(float factor, float *y, int64_t count) {
  for (int64_t i = 0; i < count; i++) y[i] *= factor;
}

static void SET(adamw)(const LegibleAdamW *options, const float *restrict gradient, float *restrict m,
                       float *restrict v, float *restrict weights, int64_t count) {
  const LegibleAdamW o = *options;
  const float inverse1 = 1.0f / o.correction1, inverse2 = 1.0f / o.correction2;
  for (int64_t i = 0; i < count; i++) {
    float g = gradient[i] * o.gradientScale;
    m[i] = o.beta1 * m[i] + (1.0f - o.beta1) * g;
    v[i] = o.beta2 * v[i] + (1.0f - o.beta2) * g * g;
    float step = (m[i] * inverse1) / (__builtin_sqrtf(v[i] * inverse2) + o.epsilon);
    weights[i] -= o.rate * (o.decay * weights[i] + step);
  }
}

static void SET(moving_average)(const float *restrict x, float share, float *restrict average, int64_t count) {
  for (int64_t i = 0; i < count; i++) average[i] += (x[i] - average[i]) * share;
}
