// Winograd's convolution F(4x4, 3x3), written out in LegibleKernels.h: the transforms of inputs, outputs and
// weights, and of the gradients of the last two.
#ifndef VECTORS
#include "table.h"

// The matrices of Lavin and Gray 2016, section 4.3, for the points 0, 1, -1, 2, -2 and infinity, and their
// transposes.
typedef struct {
  int rows, columns;
  float at[6][6];
} Matrix;

// B^T
static const Matrix input_matrix = {6, 6, {{4, 0, -5, 0, 1, 0},
                                           {0, -4, -4, 1, 1, 0},
                                           {0, 4, -4, -1, 1, 0},
                                           {0, -2, -1, 2, 1, 0},
                                           {0, 2, -1, -2, 1, 0},
                                           {0, 4, 0, -5, 0, 1}}};

// G
static const Matrix weights_matrix = {6, 3, {{1.0f / 4, 0, 0},
                                             {-1.0f / 6, -1.0f / 6, -1.0f / 6},
                                             {-1.0f / 6, 1.0f / 6, -1.0f / 6},
                                             {1.0f / 24, 1.0f / 12, 1.0f / 6},
                                             {1.0f / 24, -1.0f / 12, 1.0f / 6},
                                             {0, 0, 1}}};

// A^T
static const Matrix output_matrix = {4, 6, {{1, 1, 1, 1, 1, 0},
                                            {0, 1, -1, 2, -2, 0},
                                            {0, 1, 1, 4, 4, 0},
                                            {0, 1, -1, 8, -8, 1}}};

static Matrix transposed(const Matrix *m) {
  Matrix t = {m->columns, m->rows, {{0}}};
  for (int i = 0; i < t.rows; i++)
    for (int j = 0; j < t.columns; j++) t.at[i][j] = m->at[j][i];
  return t;
}

// y = M x M^T. Where the matrix has a zero, an element takes no part: zero times an infinite one would be
// NaN.
static void transform(const Matrix *m, const float x[6][6], float y[6][6]) {
  float t[6][6];
  for (int i = 0; i < m->rows; i++)
    for (int j = 0; j < m->columns; j++) {
      t[i][j] = 0;
      for (int k = 0; k < m->columns; k++)
        if (m->at[i][k] != 0) t[i][j] += m->at[i][k] * x[k][j];
    }
  for (int i = 0; i < m->rows; i++)
    for (int j = 0; j < m->rows; j++) {
      y[i][j] = 0;
      for (int k = 0; k < m->columns; k++)
        if (m->at[j][k] != 0) y[i][j] += t[i][k] * m->at[j][k];
    }
}

// The 36 elements of each tile and channel, from its patch of as many rows and columns as the matrix has
// columns.
static void transform_patches(const LegibleWinogradInput *p, const Matrix *matrix) {
  for (int64_t tile = 0; tile < p->tiles; tile++)
    for (int64_t c = 0; c < p->channels; c++) {
      float patch[6][6], elements[6][6];
      for (int64_t i = 0; i < matrix->columns; i++)
        for (int64_t j = 0; j < matrix->columns; j++) {
          int64_t column = tile * LegibleWinogradTile + j;
          bool exists = i >= p->firstRow && i < p->endRow && column < p->columns;
          patch[i][j] = exists ? p->input[i * p->rowStride + column * p->channels + c] : 0;
        }
      transform(matrix, patch, elements);
      for (int64_t i = 0; i < 6; i++)
        for (int64_t j = 0; j < 6; j++)
          p->elements[(i * 6 + j) * p->elementStride + tile * p->channels + c] = elements[i][j];
    }
}

// B^T d B
void legible_winograd_input_portable(const LegibleWinogradInput *p) { transform_patches(p, &input_matrix); }

// A dy A^T: the chain rule through A^T m A.
void legible_winograd_output_gradient_portable(const LegibleWinogradInput *p) {
  Matrix matrix = transposed(&output_matrix);
  transform_patches(p, &matrix);
}

// A^T m A, then bias, activation and the maximum of each window; a NaN wins.
void legible_winograd_output_portable(const LegibleWinogradOutput *p) {
  for (int64_t tile = 0; tile < p->tiles; tile++)
    for (int64_t c = 0; c < p->channels; c++) {
      float elements[6][6], y[6][6];
      for (int64_t i = 0; i < 6; i++)
        for (int64_t j = 0; j < 6; j++)
          elements[i][j] = p->elements[(i * 6 + j) * p->elementStride + tile * p->channels + c];
      transform(&output_matrix, elements, y);
      for (int64_t i = 0; i < LegibleWinogradTile; i++)
        for (int64_t j = 0; j < LegibleWinogradTile; j++) {
          y[i][j] += p->bias ? p->bias[c] : 0;
          if (p->relu && y[i][j] < 0) y[i][j] = 0;
        }

      int64_t firstColumn = tile * LegibleWinogradTile / p->poolWidth;
      for (int64_t i = 0; i < p->rows / p->poolHeight; i++)
        for (int64_t j = 0; j < LegibleWinogradTile / p->poolWidth; j++) {
          if (firstColumn + j >= p->columns / p->poolWidth) break;
          float best = y[i * p->poolHeight][j * p->poolWidth];
          for (int64_t row = i * p->poolHeight; row < (i + 1) * p->poolHeight; row++)
            for (int64_t column = j * p->poolWidth; column < (j + 1) * p->poolWidth; column++)
              if (y[row][column] > best || y[row][column] != y[row][column]) best = y[row][column];
          p->output[i * p->rowStride + (firstColumn + j) * p->channels + c] = best;
        }
    }
}

// G g G^T, packed; the columns that fill up the last panel are zeros.
void legible_winograd_weights_portable(const LegibleWinogradWeights *p) {
  int64_t packedColumns = legible_packed_size(1, p->columns);
  for (int64_t k = 0; k < p->depth; k++)
    for (int64_t n = 0; n < packedColumns; n++) {
      float taps[6][6] = {{0}}, elements[6][6];
      for (int64_t tap = 0; tap < 9 && n < p->columns; tap++)
        taps[tap / 3][tap % 3] = p->weights[k * p->depthStride + n * p->columnStride + (p->flipped ? 8 - tap : tap)];
      transform(&weights_matrix, taps, elements);
      int64_t panel = n / LegiblePanel, place = n % LegiblePanel;
      for (int64_t i = 0; i < 6; i++)
        for (int64_t j = 0; j < 6; j++)
          p->elements[(i * 6 + j) * p->elementStride + (panel * p->depth + k) * LegiblePanel + place] = elements[i][j];
    }
}

// G^T u G: the chain rule through G g G^T.
void legible_winograd_weights_gradient_portable(const LegibleWinogradWeightsGradient *p) {
  Matrix matrix = transposed(&weights_matrix);
  for (int64_t k = 0; k < p->depth; k++)
    for (int64_t n = 0; n < p->columns; n++) {
      float elements[6][6], taps[6][6];
      for (int64_t i = 0; i < 6; i++)
        for (int64_t j = 0; j < 6; j++)
          elements[i][j] = p->elements[(i * 6 + j) * p->elementStride + k * p->columns + n];
      transform(&matrix, elements, taps);
      for (int64_t tap = 0; tap < 9; tap++)
        p->gradient[k * p->depthStride + n * p->columnStride + tap] += taps[tap / 3][tap % 3];
    }
}

#define VECTORS "winograd.c"
#include "vectors.h"

#else

// Each one-dimensional transform is a function of vectors that hold one position of VectorFloats channels.
// The products of the matrices are shared out by hand: sums and differences of the same terms are computed
// once.

// B^T d
INLINE void SET(transform_input)(const Vector d[6], Vector v[6]) {
  const Vector two = broadcast_value(2), four = broadcast_value(4), minusFive = broadcast_value(-5);
  Vector even = subtract_vectors(d[4], multiply_vectors(four, d[2]));
  Vector odd = subtract_vectors(d[3], multiply_vectors(four, d[1]));
  Vector evenHalf = subtract_vectors(d[4], d[2]), oddHalf = multiply_vectors(two, subtract_vectors(d[3], d[1]));
  v[0] = multiply_add(four, d[0], multiply_add(minusFive, d[2], d[4]));
  v[1] = add_vectors(even, odd);
  v[2] = subtract_vectors(even, odd);
  v[3] = add_vectors(evenHalf, oddHalf);
  v[4] = subtract_vectors(evenHalf, oddHalf);
  v[5] = multiply_add(four, d[1], multiply_add(minusFive, d[3], d[5]));
}

// A^T m
INLINE void SET(transform_output)(const Vector m[6], Vector y[4]) {
  const Vector two = broadcast_value(2), four = broadcast_value(4), eight = broadcast_value(8);
  Vector sum1 = add_vectors(m[1], m[2]), difference1 = subtract_vectors(m[1], m[2]);
  Vector sum2 = add_vectors(m[3], m[4]), difference2 = subtract_vectors(m[3], m[4]);
  y[0] = add_vectors(add_vectors(m[0], sum1), sum2);
  y[1] = multiply_add(two, difference2, difference1);
  y[2] = multiply_add(four, sum2, sum1);
  y[3] = add_vectors(multiply_add(eight, difference2, difference1), m[5]);
}

// A y, the transpose of the output's transform
INLINE void SET(transform_output_gradient)(const Vector y[4], Vector m[6]) {
  const Vector two = broadcast_value(2), four = broadcast_value(4);
  Vector even1 = add_vectors(y[0], y[2]), odd1 = add_vectors(y[1], y[3]);
  Vector even2 = multiply_add(four, y[2], y[0]), odd2 = multiply_vectors(two, multiply_add(four, y[3], y[1]));
  m[0] = y[0];
  m[1] = add_vectors(even1, odd1);
  m[2] = subtract_vectors(even1, odd1);
  m[3] = add_vectors(even2, odd2);
  m[4] = subtract_vectors(even2, odd2);
  m[5] = y[3];
}

// G g
INLINE void SET(transform_weights)(const Vector g[3], Vector u[6]) {
  const Vector quarter = broadcast_value(1.0f / 4), sixth = broadcast_value(-1.0f / 6);
  const Vector c0 = broadcast_value(1.0f / 24), c1 = broadcast_value(1.0f / 12), c2 = broadcast_value(1.0f / 6);
  Vector even = multiply_vectors(sixth, add_vectors(g[0], g[2])), odd = multiply_vectors(sixth, g[1]);
  Vector even2 = multiply_add(c2, g[2], multiply_vectors(c0, g[0])), odd2 = multiply_vectors(c1, g[1]);
  u[0] = multiply_vectors(quarter, g[0]);
  u[1] = add_vectors(even, odd);
  u[2] = subtract_vectors(even, odd);
  u[3] = add_vectors(even2, odd2);
  u[4] = subtract_vectors(even2, odd2);
  u[5] = g[2];
}

// G^T u, the transpose of the weights' transform
INLINE void SET(transform_weights_gradient)(const Vector u[6], Vector g[3]) {
  const Vector quarter = broadcast_value(1.0f / 4), sixth = broadcast_value(-1.0f / 6);
  const Vector c0 = broadcast_value(1.0f / 24), c1 = broadcast_value(1.0f / 12), c2 = broadcast_value(1.0f / 6);
  Vector sum1 = multiply_vectors(sixth, add_vectors(u[1], u[2])), sum2 = add_vectors(u[3], u[4]);
  g[0] = multiply_add(quarter, u[0], multiply_add(c0, sum2, sum1));
  g[1] = multiply_add(c1, subtract_vectors(u[3], u[4]), multiply_vectors(sixth, subtract_vectors(u[1], u[2])));
  g[2] = add_vectors(multiply_add(c2, sum2, sum1), u[5]);
}

// B^T d for a patch of six inputs, A y for a tile of four gradients.
INLINE void SET(transform)(const int size, const Vector d[6], Vector v[6]) {
  if (size == 6)
    SET(transform_input)(d, v);
  else
    SET(transform_output_gradient)(d, v);
}

// One patch of `size` rows and columns into the 36 elements of its tile, for `count` channels. Its first
// `columns` columns exist, and the rows that the call names.
INLINE void SET(patch)(const LegibleWinogradInput *restrict p, const int size, const float *x, float *v,
                       const bool whole, int64_t columns, int64_t count) {
  Vector t[6][6];
  UNROLL for (int i = 0; i < size; i++) {
    if (i < p->firstRow || i >= p->endRow) {
      UNROLL for (int j = 0; j < 6; j++) t[i][j] = zero();
      continue;
    }
    const float *row = x + i * p->rowStride;
    Vector d[6];
    UNROLL for (int j = 0; j < size; j++)
      d[j] = whole ? load(row + j * p->channels) : j < columns ? load_some(row + j * p->channels, count) : zero();
    SET(transform)(size, d, t[i]);
  }
  UNROLL for (int j = 0; j < 6; j++) {
    Vector d[6], e[6];
    UNROLL for (int i = 0; i < size; i++) d[i] = t[i][j];
    SET(transform)(size, d, e);
    UNROLL for (int i = 0; i < 6; i++) {
      float *to = v + (i * 6 + j) * p->elementStride;
      if (whole)
        store(to, e[i]);
      else
        store_some(to, e[i], count);
    }
  }
}

INLINE void SET(patches)(const LegibleWinogradInput *p, const int size) {
  for (int64_t tile = 0; tile < p->tiles; tile++) {
    const int64_t left = p->columns - tile * LegibleWinogradTile, columns = left < size ? left : size;
    const float *x = p->input + tile * LegibleWinogradTile * p->channels;
    float *v = p->elements + tile * p->channels;
    int64_t c = 0;
    if (columns == size)
      for (; c + VectorFloats <= p->channels; c += VectorFloats)
        SET(patch)(p, size, x + c, v + c, true, size, VectorFloats);
    for (; c < p->channels; c += VectorFloats) {
      int64_t count = p->channels - c < VectorFloats ? p->channels - c : VectorFloats;
      SET(patch)(p, size, x + c, v + c, false, columns, count);
    }
  }
}

void SET(winograd_input)(const LegibleWinogradInput *p) { SET(patches)(p, 6); }

void SET(winograd_output_gradient)(const LegibleWinogradInput *p) { SET(patches)(p, LegibleWinogradTile); }

// One tile of `count` channels.
INLINE void SET(output_tile)(const LegibleWinogradOutput *restrict p, const float *m, const float *bias, float *y,
                             int64_t columns, int64_t count) {
  Vector t[4][6];
  UNROLL for (int j = 0; j < 6; j++) {
    Vector d[6], e[4];
    UNROLL for (int i = 0; i < 6; i++) d[i] = load_some(m + (i * 6 + j) * p->elementStride, count);
    SET(transform_output)(d, e);
    UNROLL for (int i = 0; i < 4; i++) t[i][j] = e[i];
  }
  const Vector shift = bias ? load_some(bias, count) : zero();
  Vector out[4][4];
  UNROLL for (int i = 0; i < 4; i++) {
    SET(transform_output)(t[i], out[i]);
    UNROLL for (int j = 0; j < 4; j++) {
      out[i][j] = add_vectors(out[i][j], shift);
      if (p->relu) out[i][j] = rectify(out[i][j]);
    }
  }
  int64_t rows = p->rows;
  if (p->poolHeight == 2) {
    rows /= 2;
    UNROLL for (int j = 0; j < 4; j++) {
      out[0][j] = maximum(out[0][j], out[1][j]);
      out[1][j] = maximum(out[2][j], out[3][j]);
    }
  }
  if (p->poolWidth == 2) {
    columns /= 2;
    UNROLL for (int i = 0; i < 4; i++) {
      out[i][0] = maximum(out[i][0], out[i][1]);
      out[i][1] = maximum(out[i][2], out[i][3]);
    }
  }
  UNROLL for (int i = 0; i < 4; i++) {
    if (i >= rows) break;
    UNROLL for (int j = 0; j < 4; j++) {
      if (j >= columns) break;
      store_some(y + i * p->rowStride + j * p->channels, out[i][j], count);
    }
  }
}

void SET(winograd_output)(const LegibleWinogradOutput *p) {
  for (int64_t tile = 0; tile < p->tiles; tile++) {
    const int64_t left = p->columns - tile * LegibleWinogradTile;
    const int64_t columns = left < LegibleWinogradTile ? left : LegibleWinogradTile;
    const float *m = p->elements + tile * p->channels;
    float *y = p->output + tile * (LegibleWinogradTile / p->poolWidth) * p->channels;
    int64_t c = 0;
    for (; c + VectorFloats <= p->channels; c += VectorFloats)
      SET(output_tile)(p, m + c, p->bias ? p->bias + c : NULL, y + c, columns, VectorFloats);
    if (c < p->channels)
      SET(output_tile)(p, m + c, p->bias ? p->bias + c : NULL, y + c, columns, p->channels - c);
  }
}

void SET(winograd_weights)(const LegibleWinogradWeights *p) {
  for (int64_t n = 0; n < p->columns; n += LegiblePanel) {
    const int64_t valid = p->columns - n < LegiblePanel ? p->columns - n : LegiblePanel;
    for (int64_t k = 0; k < p->depth; k++) {
      float taps[9][LegiblePanel] = {{0}};
      const float *from = p->weights + k * p->depthStride + n * p->columnStride;
      for (int64_t j = 0; j < valid; j++)
        for (int tap = 0; tap < 9; tap++)
          taps[tap][j] = from[j * p->columnStride + (p->flipped ? 8 - tap : tap)];
      float *to = p->elements + (n * p->depth + k * LegiblePanel);
      for (int lane = 0; lane < LegiblePanel; lane += VectorFloats) {
        Vector t[3][6];
        UNROLL for (int i = 0; i < 3; i++) {
          Vector g[3];
          UNROLL for (int j = 0; j < 3; j++) g[j] = load(taps[i * 3 + j] + lane);
          SET(transform_weights)(g, t[i]);
        }
        UNROLL for (int j = 0; j < 6; j++) {
          Vector g[3], u[6];
          UNROLL for (int i = 0; i < 3; i++) g[i] = t[i][j];
          SET(transform_weights)(g, u);
          UNROLL for (int i = 0; i < 6; i++) store(to + (i * 6 + j) * p->elementStride + lane, u[i]);
        }
      }
    }
  }
}

void SET(winograd_weights_gradient)(const LegibleWinogradWeightsGradient *p) {
  for (int64_t k = 0; k < p->depth; k++)
    for (int64_t n = 0; n < p->columns; n += VectorFloats) {
      const int64_t count = p->columns - n < VectorFloats ? p->columns - n : VectorFloats;
      const float *from = p->elements + k * p->columns + n;
      Vector t[3][6];
      UNROLL for (int j = 0; j < 6; j++) {
        Vector u[6], g[3];
        UNROLL for (int i = 0; i < 6; i++) u[i] = load_some(from + (i * 6 + j) * p->elementStride, count);
        SET(transform_weights_gradient)(u, g);
        UNROLL for (int i = 0; i < 3; i++) t[i][j] = g[i];
      }
      float taps[9][VectorFloats];
      UNROLL for (int i = 0; i < 3; i++) {
        Vector g[3];
        SET(transform_weights_gradient)(t[i], g);
        UNROLL for (int j = 0; j < 3; j++) store(taps[i * 3 + j], g[j]);
      }
      float *to = p->gradient + k * p->depthStride + n * p->columnStride;
      for (int64_t j = 0; j < count; j++)
        for (int tap = 0; tap < 9; tap++) to[j * p->columnStride + tap] += taps[tap][j];
    }
}

#endif
