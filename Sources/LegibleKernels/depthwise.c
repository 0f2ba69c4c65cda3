// Depthwise convolution, where each channel has a kernel of its own (Chollet 2017, section 2): along one row
// of outputs, of floats and of bytes, and the gradient of its weights. The gradient of its input is the same
// convolution with the kernel turned by 180 degrees.
#ifndef VECTORS
#include "table.h"

#include <math.h>
#include <string.h>

void legible_depthwise_portable(const LegibleDepthwise *p) {
  for (int64_t m = 0; m < p->columns; m++)
    for (int64_t c = 0; c < p->channels; c++) {
      float sum = 0;
      for (int64_t i = 0; i < p->segments; i++)
        for (int64_t j = 0; j < p->kernelWidth; j++)
          sum += p->input[i * p->segmentStride + (m + j) * p->channels + c] *
                 p->weights[(i * p->kernelWidth + j) * p->channels + c];
      float value = sum + (p->bias ? p->bias[c] : 0);
      p->output[m * p->channels + c] = p->relu && value < 0 ? 0 : value;
    }
}

void legible_depthwise_weights_gradient_portable(const LegibleDepthwiseWeightsGradient *p) {
  for (int64_t m = 0; m < p->columns; m++)
    for (int64_t j = 0; j < p->kernelWidth; j++)
      for (int64_t c = 0; c < p->channels; c++)
        p->gradient[j * p->stride + c] += p->input[(m + j) * p->stride + c] * p->outputGradient[m * p->stride + c];
}

void legible_depthwise_bytes_portable(const LegibleDepthwiseBytes *p) {
  for (int64_t m = 0; m < p->columns; m++)
    for (int64_t c = 0; c < p->channels; c++) {
      int32_t sum = 0;
      for (int64_t i = 0; i < p->segments; i++)
        for (int64_t j = 0; j < p->kernelWidth; j++)
          sum += p->input[i * p->segmentStride + (m + j) * p->inputStride + c] *
                 p->weights[(i * p->kernelWidth + j) * p->channels + c];
      // Two statements, so two roundings, as in every set.
      float value = (float)sum * p->scale[c];
      value = value + (p->bias ? p->bias[c] : 0);
      int64_t at = m * p->outputStride + c;
      if (p->bytes)
        // Of a NaN and a number, fmaxf takes the number; rintf rounds to the nearest, ties to even.
        p->bytes[at] = (uint8_t)rintf(fminf(fmaxf(value, 0), p->largest));
      else
        p->output[at] = p->relu && value < 0 ? 0 : value;
    }
}

#define VECTORS "depthwise.c"
#include "vectors.h"

#else

// A tile is some neighbouring columns of one vector of channels, held in registers over the whole kernel. An
// input of a kernel row is read once and takes part in the sums of all columns that it lies under; each sum
// takes its terms in order.

// Widths of kernels that a tile knows, so that it holds a kernel row's weights in registers; 0 is any other.
enum { SET(KnownWidth) = 5 };

INLINE Vector SET(load_channels)(const float *from, const bool whole, int64_t count) {
  return whole ? load(from) : load_some(from, count);
}

INLINE void SET(depthwise_tile)(const LegibleDepthwise *restrict p, const int columns, const int width, int64_t m,
                                int64_t c, const bool whole, int64_t count) {
  const int64_t channels = p->channels;
  Vector sum[TileRows];
  UNROLL for (int k = 0; k < columns; k++) sum[k] = zero();
  for (int64_t i = 0; i < p->segments; i++) {
    const float *x = p->input + i * p->segmentStride + m * channels + c;
    const float *w = p->weights + i * p->kernelWidth * channels + c;
    if (width) {
      Vector weights[SET(KnownWidth)];
      UNROLL for (int j = 0; j < width; j++) weights[j] = SET(load_channels)(w + j * channels, whole, count);
      UNROLL for (int k = 0; k < columns + width - 1; k++) {
        Vector value = SET(load_channels)(x + k * channels, whole, count);
        UNROLL for (int j = 0; j < width; j++)
          if (k >= j && k - j < columns) sum[k - j] = multiply_add(value, weights[j], sum[k - j]);
      }
    } else {
      for (int64_t j = 0; j < p->kernelWidth; j++, x += channels, w += channels) {
        Vector weight = SET(load_channels)(w, whole, count);
        UNROLL for (int k = 0; k < columns; k++)
          sum[k] = multiply_add(SET(load_channels)(x + k * channels, whole, count), weight, sum[k]);
      }
    }
  }
  Vector bias = p->bias ? SET(load_channels)(p->bias + c, whole, count) : zero();
  float *y = p->output + m * channels + c;
  UNROLL for (int k = 0; k < columns; k++) {
    Vector value = add_vectors(sum[k], bias);
    if (p->relu) value = rectify(value);
    if (whole)
      store(y + k * channels, value);
    else
      store_some(y + k * channels, value, count);
  }
}

// The last tile and the last vector of channels lie over their neighbours where they would not be whole, and
// compute some outputs again, to the same bits.
INLINE void SET(depthwise_row)(const LegibleDepthwise *p, const int columns, const int width) {
  const int64_t lastColumn = p->columns - columns, lastChannel = p->channels - VectorFloats;
  for (int64_t m = 0; m < lastColumn + columns; m += columns)
    for (int64_t c = 0; c < p->channels; c += VectorFloats)
      SET(depthwise_tile)(p, columns, width, m < lastColumn ? m : lastColumn, c < lastChannel ? c : lastChannel, true,
                          VectorFloats);
}

void SET(depthwise)(const LegibleDepthwise *p) {
  if (p->channels < VectorFloats) {
    for (int64_t m = 0; m < p->columns; m++) SET(depthwise_tile)(p, 1, 0, m, 0, false, p->channels);
  } else if (p->columns < TileRows) {
    SET(depthwise_row)(p, 1, 0);
  } else {
    switch (p->kernelWidth) {
      case 3: SET(depthwise_row)(p, TileRows, 3); break;
      case 5: SET(depthwise_row)(p, TileRows, 5); break;
      default: SET(depthwise_row)(p, TileRows, 0);
    }
  }
}

// ---- The gradient of the weights -----------------------------------------------------------------------------------

// A tile is up to five taps of some vectors of channels, held in registers over all columns, which pass four
// at a time.
enum { SET(GradientTaps) = 5, SET(GradientVectors) = TileRows < 8 ? 2 : 4, SET(GradientColumns) = 4 };

INLINE void SET(depthwise_gradient_tile)(const LegibleDepthwiseWeightsGradient *restrict p, const int taps,
                                         const int vectors, int64_t tap, int64_t c, const bool whole, int64_t count) {
  const int64_t stride = p->stride;
  float *gradient = p->gradient + tap * stride + c;
  const float *x = p->input + tap * stride + c, *dy = p->outputGradient + c;
  Vector sum[SET(GradientTaps)][SET(GradientVectors)];
  UNROLL for (int j = 0; j < taps; j++)
    UNROLL for (int v = 0; v < vectors; v++)
      sum[j][v] = SET(load_channels)(gradient + j * stride + v * VectorFloats, whole, count);

  int64_t m = 0;
  for (; m + SET(GradientColumns) <= p->columns; m += SET(GradientColumns))
    UNROLL for (int v = 0; v < vectors; v++) {
      const float *in = x + m * stride + v * VectorFloats, *out = dy + m * stride + v * VectorFloats;
      Vector g[SET(GradientColumns)];
      UNROLL for (int k = 0; k < SET(GradientColumns); k++)
        g[k] = SET(load_channels)(out + k * stride, whole, count);
      UNROLL for (int k = 0; k < SET(GradientColumns) + taps - 1; k++) {
        Vector value = SET(load_channels)(in + k * stride, whole, count);
        UNROLL for (int j = 0; j < taps; j++)
          if (k >= j && k - j < SET(GradientColumns)) sum[j][v] = multiply_add(value, g[k - j], sum[j][v]);
      }
    }
  for (; m < p->columns; m++)
    UNROLL for (int v = 0; v < vectors; v++) {
      Vector g = SET(load_channels)(dy + m * stride + v * VectorFloats, whole, count);
      UNROLL for (int j = 0; j < taps; j++)
        sum[j][v] =
            multiply_add(SET(load_channels)(x + (m + j) * stride + v * VectorFloats, whole, count), g, sum[j][v]);
    }

  UNROLL for (int j = 0; j < taps; j++)
    UNROLL for (int v = 0; v < vectors; v++) {
      float *to = gradient + j * stride + v * VectorFloats;
      if (whole)
        store(to, sum[j][v]);
      else
        store_some(to, sum[j][v], count);
    }
}

INLINE void SET(depthwise_gradient_taps)(const LegibleDepthwiseWeightsGradient *p, const int taps, int64_t tap) {
  int64_t c = 0;
  for (; c + SET(GradientVectors) * VectorFloats <= p->channels; c += SET(GradientVectors) * VectorFloats)
    SET(depthwise_gradient_tile)(p, taps, SET(GradientVectors), tap, c, true, VectorFloats);
  for (; c + VectorFloats <= p->channels; c += VectorFloats)
    SET(depthwise_gradient_tile)(p, taps, 1, tap, c, true, VectorFloats);
  if (c < p->channels) SET(depthwise_gradient_tile)(p, taps, 1, tap, c, false, p->channels - c);
}

void SET(depthwise_weights_gradient)(const LegibleDepthwiseWeightsGradient *p) {
  for (int64_t tap = 0; tap < p->kernelWidth; tap += SET(GradientTaps)) switch (p->kernelWidth - tap) {
      case 1: SET(depthwise_gradient_taps)(p, 1, tap); break;
      case 2: SET(depthwise_gradient_taps)(p, 2, tap); break;
      case 3: SET(depthwise_gradient_taps)(p, 3, tap); break;
      case 4: SET(depthwise_gradient_taps)(p, 4, tap); break;
      default: SET(depthwise_gradient_taps)(p, 5, tap);
    }
}

// ---- Bytes ---------------------------------------------------------------------------------------------------------

// Up to four kernel rows are added at once: a lane of 32 bits holds the bytes of one channel and column in
// four rows, for the inputs and for the weights. Each set says how, in exact sums of 32 bits.
//
//     Sums, Quads, Weights     vectors of 32-bit sums, and of those four bytes of inputs and of weights
//     quads, quad_weights      the latter from up to four rows
//     add_quads                sums + quads * weights
//     floats, store_bytes      sums as floats; floats to the nearest bytes up to the largest, a NaN to 0
//     BYTES                    what the functions are compiled for

// Columns of a tile: more than of floats, since each column's lanes and each tile's weights are put together
// first.
enum { SET(ByteColumns) = 16 };

#define Sums SET(Sums)
#define Quads SET(Quads)
#define Weights SET(Weights)

#if VectorFloats == 16

// With VNNI, which not every processor with AVX-512 has. One without it takes the AVX2 set's version.
#define BYTES __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,fma")))

typedef __m512i Sums;
typedef __m512i Quads;
typedef __m512i Weights;

BYTES INLINE __m512i SET(byte_row)(const void *from, const bool whole, int64_t count) {
  return _mm512_cvtepu8_epi32(whole ? _mm_loadu_si128(from) : _mm_maskz_loadu_epi8(SET(first_lanes)(count), from));
}

BYTES INLINE Quads SET(quads)(const void *from, int64_t stride, const int rows, const bool whole, int64_t count) {
  const char *row = from;
  __m512i all = SET(byte_row)(row, whole, count);
  if (rows > 1) all = _mm512_or_si512(all, _mm512_slli_epi32(SET(byte_row)(row + stride, whole, count), 8));
  if (rows > 2) all = _mm512_or_si512(all, _mm512_slli_epi32(SET(byte_row)(row + 2 * stride, whole, count), 16));
  if (rows > 3) all = _mm512_or_si512(all, _mm512_slli_epi32(SET(byte_row)(row + 3 * stride, whole, count), 24));
  return all;
}

BYTES INLINE Weights SET(quad_weights)(const int8_t *from, int64_t stride, const int rows, const bool whole,
                                       int64_t count) {
  return SET(quads)(from, stride, rows, whole, count);
}

BYTES INLINE Sums SET(add_quads)(Sums sum, Quads x, Weights w, const int rows) {
  (void)rows;
  return _mm512_dpbusd_epi32(sum, x, w);
}

BYTES INLINE Vector SET(floats)(Sums sum) { return _mm512_cvtepi32_ps(sum); }

// The second operand, zero, wins over a NaN.
BYTES INLINE void SET(store_bytes)(uint8_t *to, Vector value, float largest, const bool whole, int64_t count) {
  value = _mm512_min_ps(_mm512_max_ps(value, _mm512_setzero_ps()), _mm512_set1_ps(largest));
  __m128i bytes = _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(value));
  if (whole)
    _mm_storeu_si128((__m128i *)to, bytes);
  else
    _mm_mask_storeu_epi8(to, SET(first_lanes)(count), bytes);
}

#elif VectorFloats == 8

#define BYTES

// Widened to 16 bits, the first and the third row in one vector and the second and the fourth in another.
typedef __m256i Sums;
typedef struct {
  __m256i even, odd;
} Quads;
typedef Quads Weights;

INLINE __m128i SET(byte_row)(const void *from, const bool whole, int64_t count) {
  if (whole) return _mm_loadl_epi64(from);
  int64_t bytes = 0;
  memcpy(&bytes, from, (size_t)count);
  return _mm_cvtsi64_si128(bytes);
}

INLINE Quads SET(quads)(const uint8_t *from, int64_t stride, const int rows, const bool whole, int64_t count) {
  __m256i row[4];
  UNROLL for (int i = 0; i < 4; i++)
    row[i] = i < rows ? _mm256_cvtepu8_epi32(SET(byte_row)(from + i * stride, whole, count)) : _mm256_setzero_si256();
  return (Quads){_mm256_or_si256(row[0], _mm256_slli_epi32(row[2], 16)),
                 _mm256_or_si256(row[1], _mm256_slli_epi32(row[3], 16))};
}

INLINE Weights SET(quad_weights)(const int8_t *from, int64_t stride, const int rows, const bool whole, int64_t count) {
  __m256i row[4];
  UNROLL for (int i = 0; i < 4; i++)
    row[i] = i < rows ? _mm256_cvtepi8_epi32(SET(byte_row)(from + i * stride, whole, count)) : _mm256_setzero_si256();
  return (Weights){_mm256_blend_epi16(row[0], _mm256_slli_epi32(row[2], 16), 0xAA),
                   _mm256_blend_epi16(row[1], _mm256_slli_epi32(row[3], 16), 0xAA)};
}

INLINE Sums SET(add_quads)(Sums sum, Quads x, Weights w, const int rows) {
  sum = _mm256_add_epi32(sum, _mm256_madd_epi16(x.even, w.even));
  return rows > 1 ? _mm256_add_epi32(sum, _mm256_madd_epi16(x.odd, w.odd)) : sum;
}

INLINE Vector SET(floats)(Sums sum) { return _mm256_cvtepi32_ps(sum); }

// The second operand, zero, wins over a NaN.
INLINE void SET(store_bytes)(uint8_t *to, Vector value, float largest, const bool whole, int64_t count) {
  value = _mm256_min_ps(_mm256_max_ps(value, _mm256_setzero_ps()), _mm256_set1_ps(largest));
  __m256i words = _mm256_cvtps_epi32(value);
  __m128i halves = _mm_packus_epi32(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
  int64_t bytes = _mm_cvtsi128_si64(_mm_packus_epi16(halves, halves));
  memcpy(to, &bytes, whole ? sizeof bytes : (size_t)count);
}

#else

#define BYTES

typedef int32x4_t Sums;
typedef struct {
  int16x4_t row[4];
} Quads;
typedef Quads Weights;

INLINE uint8x8_t SET(byte_row)(const void *from, const bool whole, int64_t count) {
  uint32_t bytes = 0;
  memcpy(&bytes, from, whole ? sizeof bytes : (size_t)count);
  return vreinterpret_u8_u32(vdup_n_u32(bytes));
}

INLINE Quads SET(quads)(const uint8_t *from, int64_t stride, const int rows, const bool whole, int64_t count) {
  Quads x;
  UNROLL for (int i = 0; i < rows; i++)
    x.row[i] = vreinterpret_s16_u16(vget_low_u16(vmovl_u8(SET(byte_row)(from + i * stride, whole, count))));
  return x;
}

INLINE Weights SET(quad_weights)(const int8_t *from, int64_t stride, const int rows, const bool whole, int64_t count) {
  Weights w;
  UNROLL for (int i = 0; i < rows; i++)
    w.row[i] = vget_low_s16(vmovl_s8(vreinterpret_s8_u8(SET(byte_row)(from + i * stride, whole, count))));
  return w;
}

INLINE Sums SET(add_quads)(Sums sum, Quads x, Weights w, const int rows) {
  UNROLL for (int i = 0; i < rows; i++) sum = vmlal_s16(sum, x.row[i], w.row[i]);
  return sum;
}

INLINE Vector SET(floats)(Sums sum) { return vcvtq_f32_s32(sum); }

// The number wins over a NaN.
INLINE void SET(store_bytes)(uint8_t *to, Vector value, float largest, const bool whole, int64_t count) {
  value = vminq_f32(vmaxnmq_f32(value, vdupq_n_f32(0)), vdupq_n_f32(largest));
  uint16x4_t halves = vmovn_u32(vcvtnq_u32_f32(value));
  uint32_t bytes = vget_lane_u32(vreinterpret_u32_u8(vmovn_u16(vcombine_u16(halves, halves))), 0);
  memcpy(to, &bytes, whole ? sizeof bytes : (size_t)count);
}

#endif

// Adds some kernel rows to a tile's sums.
BYTES INLINE void SET(add_byte_rows)(const LegibleDepthwiseBytes *restrict p, const int columns, const int width,
                                     const int rows, const uint8_t *x, const int8_t *w, const bool whole,
                                     int64_t count, Sums sum[SET(ByteColumns)]) {
  const int64_t stride = p->inputStride, channels = p->channels, weightsStride = p->kernelWidth * channels;
  if (width) {
    Weights weights[SET(KnownWidth)];
    UNROLL for (int j = 0; j < width; j++)
      weights[j] = SET(quad_weights)(w + j * channels, weightsStride, rows, whole, count);
    UNROLL for (int k = 0; k < columns + width - 1; k++) {
      Quads value = SET(quads)(x + k * stride, p->segmentStride, rows, whole, count);
      UNROLL for (int j = 0; j < width; j++)
        if (k >= j && k - j < columns) sum[k - j] = SET(add_quads)(sum[k - j], value, weights[j], rows);
    }
  } else {
    for (int64_t j = 0; j < p->kernelWidth; j++) {
      Weights weights = SET(quad_weights)(w + j * channels, weightsStride, rows, whole, count);
      UNROLL for (int k = 0; k < columns; k++)
        sum[k] = SET(add_quads)(
            sum[k], SET(quads)(x + (k + j) * stride, p->segmentStride, rows, whole, count), weights, rows);
    }
  }
}

BYTES INLINE void SET(depthwise_byte_tile)(const LegibleDepthwiseBytes *restrict p, const int columns, const int width,
                                           int64_t m, int64_t c, const bool whole, int64_t count) {
  Sums sum[SET(ByteColumns)];
  UNROLL for (int k = 0; k < columns; k++) sum[k] = (Sums){0};
  for (int64_t i = 0; i < p->segments; i += 4) {
    const uint8_t *x = p->input + i * p->segmentStride + m * p->inputStride + c;
    const int8_t *w = p->weights + i * p->kernelWidth * p->channels + c;
    switch (p->segments - i) {
      case 1: SET(add_byte_rows)(p, columns, width, 1, x, w, whole, count, sum); break;
      case 2: SET(add_byte_rows)(p, columns, width, 2, x, w, whole, count, sum); break;
      case 3: SET(add_byte_rows)(p, columns, width, 3, x, w, whole, count, sum); break;
      default: SET(add_byte_rows)(p, columns, width, 4, x, w, whole, count, sum);
    }
  }
  Vector scale = SET(load_channels)(p->scale + c, whole, count);
  Vector bias = p->bias ? SET(load_channels)(p->bias + c, whole, count) : zero();
  const float largest = p->largest;
  UNROLL for (int k = 0; k < columns; k++) {
    Vector value = add_vectors(multiply_vectors(SET(floats)(sum[k]), scale), bias);
    const int64_t at = (m + k) * p->outputStride + c;
    if (p->bytes) {
      SET(store_bytes)(p->bytes + at, value, largest, whole, count);
    } else {
      if (p->relu) value = rectify(value);
      if (whole)
        store(p->output + at, value);
      else
        store_some(p->output + at, value, count);
    }
  }
}

BYTES INLINE void SET(depthwise_byte_row)(const LegibleDepthwiseBytes *p, const int columns, const int width) {
  const int64_t lastColumn = p->columns - columns, lastChannel = p->channels - VectorFloats;
  for (int64_t m = 0; m < lastColumn + columns; m += columns)
    for (int64_t c = 0; c < p->channels; c += VectorFloats)
      SET(depthwise_byte_tile)(p, columns, width, m < lastColumn ? m : lastColumn, c < lastChannel ? c : lastChannel,
                               true, VectorFloats);
}

BYTES static void SET(depthwise_byte_kernel)(const LegibleDepthwiseBytes *p) {
  if (p->channels < VectorFloats) {
    for (int64_t m = 0; m < p->columns; m++) SET(depthwise_byte_tile)(p, 1, 0, m, 0, false, p->channels);
  } else if (p->columns < SET(ByteColumns)) {
    SET(depthwise_byte_row)(p, 1, 0);
  } else {
    switch (p->kernelWidth) {
      case 3: SET(depthwise_byte_row)(p, SET(ByteColumns), 3); break;
      case 5: SET(depthwise_byte_row)(p, SET(ByteColumns), 5); break;
      default: SET(depthwise_byte_row)(p, SET(ByteColumns), 0);
    }
  }
}

void SET(depthwise_bytes)(const LegibleDepthwiseBytes *p) {
#if VectorFloats == 16
  if (!__builtin_cpu_supports("avx512vnni")) return legible_depthwise_bytes_avx2(p);
#endif
  SET(depthwise_byte_kernel)(p);
}

#undef Sums
#undef Quads
#undef Weights
#undef BYTES

#endif
