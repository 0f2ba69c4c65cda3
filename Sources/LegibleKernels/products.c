// Matrix products: a layer's sums, and the gradient of its weights.
#ifndef VECTORS
#include "table.h"

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

// output[m, n] = activation(sum over s, k of x[s, m, k] * B[s * depth + k, n]
//                           + bias[n] (+ output[m, n]))
// The 32 columns of a panel are summed together, because their weights of one k lie side by side in the
// packing.
void legible_product_portable(const LegibleProduct *p) {
  for (int64_t m = 0; m < p->rows; m++)
    for (int64_t n = 0; n < p->columns; n += LegiblePanel) {
      float sum[LegiblePanel] = {0};
      const float *panel = p->weights + n * p->packedDepth;
      for (int64_t s = 0; s < p->segments; s++)
        for (int64_t k = 0; k < p->depth; k++) {
          const float *weights = panel + (s * p->depth + k) * LegiblePanel;
          float x = p->input[s * p->segmentStride + m * p->inputStride + k];
          for (int64_t j = 0; j < LegiblePanel; j++) sum[j] += x * weights[j];
        }
      for (int64_t j = 0; j < LegiblePanel && n + j < p->columns; j++) {
        float *output = &p->output[m * p->outputStride + n + j];
        float value = sum[j] + (p->bias ? p->bias[n + j] : 0);
        if (p->accumulate) value += *output;
        *output = p->relu && value < 0 ? 0 : value;
      }
    }
}

// output[m, n] += sum over k < positions of left[k, m] * right[k, n]
void legible_outer_product_portable(const LegibleOuterProduct *p) {
  for (int64_t m = 0; m < p->rows; m++)
    for (int64_t k = 0; k < p->positions; k++)
      for (int64_t n = 0; n < p->columns; n++)
        p->output[m * p->outputStride + n] += p->left[k * p->leftStride + m] * p->right[k * p->rightStride + n];
}

#define VECTORS "products.c"
#include "vectors.h"

#else

// A tile is `rows` by two vectors of the result, held in registers over the whole depth. Every element has
// one accumulator and takes its terms in order, so it does not matter which tile an element falls into.

// Rows of the next tile: all there are room for, but the last two tiles share what is left, since one of few
// rows has too few sums to hide the latency of the addition.
INLINE int64_t SET(tile_rows)(int64_t left) {
  return left >= 2 * TileRows ? TileRows : left > TileRows ? (left + 1) / 2 : left;
}

INLINE void SET(product_tile)(const LegibleProduct *restrict p, const int rows, const float *input,
                              const float *weights, int64_t m, int64_t n, int64_t valid) {
  Vector sum[TileRows][2];
  UNROLL for (int i = 0; i < rows; i++) sum[i][0] = sum[i][1] = zero();

  for (int64_t s = 0; s < p->segments; s++) {
    const float *restrict a = input + s * p->segmentStride;
    const float *restrict b = weights + s * p->depth * LegiblePanel;
    const int64_t stride = p->inputStride, depth = p->depth;
#pragma clang loop unroll_count(4)
    for (int64_t k = 0; k < depth; k++) {
      Vector b0 = load(b + k * LegiblePanel), b1 = load(b + k * LegiblePanel + VectorFloats);
      UNROLL for (int i = 0; i < rows; i++) {
        Vector x = broadcast(a + i * stride + k);
        sum[i][0] = multiply_add(x, b0, sum[i][0]);
        sum[i][1] = multiply_add(x, b1, sum[i][1]);
      }
    }
  }

  UNROLL for (int half = 0; half < 2; half++) {
    int64_t count = valid - half * VectorFloats;
    if (count <= 0) break;
    if (count > VectorFloats) count = VectorFloats;
    int64_t column = n + half * VectorFloats;
    Vector bias = p->bias ? load_some(p->bias + column, count) : zero();
    UNROLL for (int i = 0; i < rows; i++) {
      float *out = p->output + (m + i) * p->outputStride + column;
      Vector value = add_vectors(sum[i][half], bias);
      if (p->accumulate) value = add_vectors(value, load_some(out, count));
      if (p->relu) value = rectify(value);
      if (count == VectorFloats)
        store(out, value);
      else
        store_some(out, value, count);
    }
  }
}

// One row has too few accumulators in a tile of two vectors to hide the latency of the addition: it takes
// eight, and of the last columns as many pairs as there are.
INLINE void SET(product_row)(const LegibleProduct *restrict p, const int vectors, int64_t n) {
  Vector sum[8];
  const float *b[8];
  UNROLL for (int v = 0; v < vectors; v++) {
    const int64_t column = n + v * VectorFloats;
    sum[v] = zero();
    b[v] = p->weights + (column / LegiblePanel) * p->packedDepth * LegiblePanel + column % LegiblePanel;
  }
  int64_t place = 0;
  for (int64_t s = 0; s < p->segments; s++) {
    const float *a = p->input + s * p->segmentStride;
    for (int64_t k = 0; k < p->depth; k++, place += LegiblePanel) {
      Vector x = broadcast(a + k);
      UNROLL for (int v = 0; v < vectors; v++) sum[v] = multiply_add(x, load(b[v] + place), sum[v]);
    }
  }
  UNROLL for (int v = 0; v < vectors; v++) {
    float *out = p->output + n + v * VectorFloats;
    Vector value = add_vectors(sum[v], p->bias ? load(p->bias + n + v * VectorFloats) : zero());
    if (p->accumulate) value = add_vectors(value, load(out));
    if (p->relu) value = rectify(value);
    store(out, value);
  }
}

void SET(product)(const LegibleProduct *p) {
  int64_t n = 0;
  if (p->rows == 1) {
    for (; n + 8 * VectorFloats <= p->columns; n += 8 * VectorFloats) SET(product_row)(p, 8, n);
    const int64_t pairs = (p->columns - n) / (2 * VectorFloats);
    if (pairs == 3) SET(product_row)(p, 6, n);
    if (pairs == 2) SET(product_row)(p, 4, n);
    if (pairs > 1) n += pairs * 2 * VectorFloats;
  }
  for (; n < p->columns; n += 2 * VectorFloats) {
    // A panel may hold several tiles side by side.
    const float *weights = p->weights + (n / LegiblePanel) * p->packedDepth * LegiblePanel + n % LegiblePanel;
    int64_t valid = p->columns - n < 2 * VectorFloats ? p->columns - n : 2 * VectorFloats;
    for (int64_t m = 0, rows; m < p->rows; m += rows) {
      rows = SET(tile_rows)(p->rows - m);
      const float *input = p->input + m * p->inputStride;
      switch (rows) {
#define CASE(count) \
  case count: SET(product_tile)(p, count, input, weights, m, n, valid); break;
        TILE_CASES
#undef CASE
      }
    }
  }
}

// Positions that are summed in registers before the sums go back to memory: the rows of both sides that a
// block of 256 reads stay in the second-level cache together.
enum { SET(OuterBlock) = 256 };

INLINE void SET(outer_tile)(const LegibleOuterProduct *restrict p, const int rows, int64_t m, int64_t n, int64_t valid,
                            int64_t start, int64_t end) {
  Vector sum[TileRows][2];
  const bool whole = valid == 2 * VectorFloats;
  const int64_t count0 = valid < VectorFloats ? valid : VectorFloats, count1 = valid - count0;
  UNROLL for (int i = 0; i < rows; i++) {
    const float *out = p->output + (m + i) * p->outputStride + n;
    sum[i][0] = load_some(out, count0);
    sum[i][1] = count1 ? load_some(out + VectorFloats, count1) : zero();
  }
  const float *restrict a = p->left + start * p->leftStride + m;
  const float *restrict b = p->right + start * p->rightStride + n;
  const int64_t leftStride = p->leftStride, rightStride = p->rightStride;
  if (whole) {
    for (int64_t k = start; k < end; k++, a += leftStride, b += rightStride) {
      Vector b0 = load(b), b1 = load(b + VectorFloats);
      UNROLL for (int i = 0; i < rows; i++) {
        Vector x = broadcast(a + i);
        sum[i][0] = multiply_add(x, b0, sum[i][0]);
        sum[i][1] = multiply_add(x, b1, sum[i][1]);
      }
    }
  } else {
    for (int64_t k = start; k < end; k++, a += leftStride, b += rightStride) {
      Vector b0 = load_some(b, count0), b1 = count1 ? load_some(b + VectorFloats, count1) : zero();
      UNROLL for (int i = 0; i < rows; i++) {
        Vector x = broadcast(a + i);
        sum[i][0] = multiply_add(x, b0, sum[i][0]);
        sum[i][1] = multiply_add(x, b1, sum[i][1]);
      }
    }
  }
  UNROLL for (int i = 0; i < rows; i++) {
    float *out = p->output + (m + i) * p->outputStride + n;
    store_some(out, sum[i][0], count0);
    if (count1) store_some(out + VectorFloats, sum[i][1], count1);
  }
}

void SET(outer_product)(const LegibleOuterProduct *p) {
  for (int64_t start = 0; start < p->positions; start += SET(OuterBlock)) {
    int64_t end = p->positions - start < SET(OuterBlock) ? p->positions : start + SET(OuterBlock);
    for (int64_t n = 0; n < p->columns; n += 2 * VectorFloats) {
      int64_t valid = p->columns - n < 2 * VectorFloats ? p->columns - n : 2 * VectorFloats;
      for (int64_t m = 0, rows; m < p->rows; m += rows) {
        rows = SET(tile_rows)(p->rows - m);
        switch (rows) {
#define CASE(count) \
  case count: SET(outer_tile)(p, count, m, n, valid, start, end); break;
          TILE_CASES
#undef CASE
        }
      }
    }
  }
}

#endif
