// Batch normalisation: sums over positions, and a scale and a shift for each channel.
#ifndef VECTORS
#include "table.h"

// What batch normalisation (Ioffe and Szegedy 2015, algorithm 1) takes its mean and its variance from.
void legible_channel_sums_portable(const float *x, int64_t positions, int64_t channels, float *sum,
                                   float *sumOfSquares) {
  for (int64_t p = 0; p < positions; p++)
    for (int64_t c = 0; c < channels; c++) {
      float value = x[p * channels + c];
      sum[c] += value;
      sumOfSquares[c] += value * value;
    }
}

void legible_scale_shift_portable(const float *x, const float *scale, const float *shift, bool relu, float *y,
                                  int64_t positions, int64_t channels) {
  for (int64_t p = 0; p < positions; p++)
    for (int64_t c = 0; c < channels; c++) {
      float value = x[p * channels + c] * scale[c] + shift[c];
      y[p * channels + c] = relu && value < 0 ? 0 : value;
    }
}

// The two sums over positions in the gradient of batch normalisation (section 3 of the paper).
void legible_norm_gradient_sums_portable(const float *dy, const float *y, const float *x, const float *mean, bool relu,
                                         int64_t positions, int64_t channels, float *sum, float *product) {
  for (int64_t p = 0; p < positions; p++)
    for (int64_t c = 0; c < channels; c++) {
      int64_t at = p * channels + c;
      float g = relu && !(y[at] > 0) ? 0 : dy[at];
      sum[c] += g;
      product[c] += g * (x[at] - mean[c]);
    }
}

void legible_norm_gradient_portable(const float *dy, const float *y, const float *x, const float *mean, const float *a,
                                    const float *b, const float *shift, bool relu, float *dx, int64_t positions,
                                    int64_t channels) {
  for (int64_t p = 0; p < positions; p++)
    for (int64_t c = 0; c < channels; c++) {
      int64_t at = p * channels + c;
      float g = relu && !(y[at] > 0) ? 0 : dy[at];
      dx[at] = g * a[c] + (x[at] - mean[c]) * b[c] + shift[c];
    }
}

#define VECTORS "normalization.c"
#include "vectors.h"

#else

// Channels are taken in blocks whose sums stay in registers while the positions pass.
enum { SET(ChannelBlock) = 32 };

void SET(channel_sums)(const float *restrict x, int64_t positions, int64_t channels, float *restrict sum,
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

void SET(scale_shift)(const float *restrict x, const float *restrict scale, const float *restrict shift,
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

void SET(norm_gradient_sums)(const float *restrict dy, const float *restrict y, const float *restrict x,
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

void SET(norm_gradient)(const float *dy, const float *restrict y, const float *restrict x,
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

#endif
